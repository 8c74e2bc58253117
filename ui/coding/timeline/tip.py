"""What the timeline says about what is under the mouse."""

from html import escape

from annotator import text
from annotator.model.codebook import Code, Codebook, RetiredCode
from annotator.model.items import END_OF_LAST_EPISODE, Event, Segment
from ui.coding.timeline.hit import Hit
from ui.coding.timeline.scene import Scene


def tip(scene: Scene, hit: Hit, ms: float) -> str:
    """Return the tooltip, as rich text, for what was hit at a moment; "" where there is nothing to say."""
    codebook = scene.session.codebook
    event = scene.session.coding.event(hit.event_id)
    if event is not None and event.code in codebook.code_by_id:
        return event_tip(event, codebook)
    if hit.part == "name" and hit.code_id:
        return code_tip(codebook.code_by_id[hit.code_id])
    segment = scene.segment_of(hit.segment_id)
    if segment is not None:
        return _segment_tip(segment)
    says = {"boundary": lambda: _boundary_tip(scene, hit.episode), "episodes": lambda: _episode_tip(scene, ms)}
    says |= {"interval": lambda: _interval_tip(scene, ms), "ruler": lambda: _RULER_TIP}
    says |= {"caption": lambda: f"<b>{escape(hit.group)}</b><br>Click to fold its tracks, or show them"}
    return says[hit.part]() if hit.part in says else ""


_RULER_TIP = "Drag to look; double-click and drag to choose what is looped (or drag with Alt)"


def event_tip(event: Event, codebook: Codebook) -> str:
    """Return what is known of an event."""
    code = codebook.code_by_id[event.code]
    lines = [f"<b>{escape(code.name)}</b>", _times(event, code)]
    for modifier_id, value_id in event.modifiers.items():
        modifier = codebook.modifier_by_id.get(modifier_id)
        values = {value.id: value.name for value in modifier.values} if modifier else {}
        name = modifier.name if modifier else modifier_id
        lines.append(escape(f"{name} {values.get(value_id, value_id)}"))
    if event.unsure:
        lines.append("Not sure")
    if event.comment:
        lines.append(f"<i>{escape(event.comment)}</i>")
    return "<br>".join(lines)


def code_tip(code: Code) -> str:
    """Return what the codebook says of a code."""
    head = f"{code.name} (retired in version {code.since})" if isinstance(code, RetiredCode) else code.name_and_key
    lines = [f"<b>{escape(head)}</b>", escape(code.definition), f"<i>Start:</i> {escape(code.onset)}"]
    if code.offset:
        lines.append(f"<i>End:</i> {escape(code.offset)}")
    return "<br>".join(lines)


def _times(event: Event, code: Code) -> str:
    if code.is_point:
        return text.clock(event.start_ms)
    if event.end_ms is None:
        return f"{text.clock(event.start_ms)} – running"
    length = text.duration(event.end_ms - event.start_ms)
    return f"{text.clock(event.start_ms)} – {text.clock(event.end_ms)}, {length}"


def _segment_tip(segment: Segment) -> str:
    end = "running" if segment.end_ms is None else text.clock(segment.end_ms)
    lines = ["<b>Segment without a code</b>", f"{text.clock(segment.start_ms)} – {end}"]
    return "<br>".join([*lines, *([f"<i>{escape(segment.comment)}</i>"] if segment.comment else [])])


def _interval_tip(scene: Scene, ms: float) -> str:
    """Return what was said to have occurred in the interval at a moment."""
    record = next((one for one in scene.session.coding.intervals if one.start_ms <= ms < one.end_ms), None)
    if record is None:
        return ""
    known = scene.session.codebook.code_by_id
    names = [known[code].name if code in known else code for code in record.codes]
    times = f"{text.clock(record.start_ms)} – {text.clock(record.end_ms)}"
    return f"<b>{escape(', '.join(names) or 'None of the codes')}</b><br>interval {times}"


def _boundary_tip(scene: Scene, episode_id: str) -> str:
    mark = next((mark for mark in scene.marks if mark.episode == episode_id), None)
    at = text.clock(mark.start_ms if mark else None)
    if episode_id == END_OF_LAST_EPISODE:
        return f"<b>End of the last episode</b><br>{at}"
    episode = scene.session.codebook.episode_by_id.get(episode_id)
    begins = f"<br>{escape(episode.begins)}" if episode else ""
    return f"<b>Episode {escape(episode_id)} begins</b><br>{at}{begins}"


def _episode_tip(scene: Scene, ms: float) -> str:
    span = next((span for span in scene.spans if span.start_ms <= ms < span.end_ms), None)
    if span is None:
        return ""
    episode = scene.session.codebook.episode_by_id.get(span.episode)
    name = escape(f"{span.episode}  {episode.name}" if episode else span.episode)
    times = f"{text.clock(span.start_ms)} – {text.clock(span.end_ms)}, {text.duration(span.duration_ms)}"
    planned_s = episode.nominal_s if episode else None
    nominal = f"<br>planned: {text.duration(round(planned_s * 1000))}" if planned_s is not None else ""
    return f"<b>{name}</b><br>{times}{nominal}"
