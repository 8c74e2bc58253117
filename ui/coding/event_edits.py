"""What the keys do to the selected events: copy, paste, split, merge, and move their edges by frames."""

from collections.abc import Callable, Iterable
from functools import partial

import msgspec
import numpy as np
from msgspec.structs import replace
from PySide6.QtGui import QGuiApplication

from annotator.errors import EditError
from annotator.model import commands
from annotator.model.codebook import Modifier
from annotator.model.commands import batch, several
from annotator.model.history import Edit
from annotator.model.items import Event
from annotator.text import clock
from ui.session import CodingSession

Handlers = dict[str, Callable[[], object]]

NOTHING_SELECTED = EditError("No event is selected.", "Click one, or go to one with the Up and Down keys.")


def event_handlers(session: CodingSession) -> Handlers:
    """Return what changes the selected events or selects others, by the ids of the actions."""
    return {
        "copy": partial(copy, session),
        "cut": partial(cut, session),
        "paste": partial(paste, session),
        "duplicate": partial(duplicate, session),
        "split": partial(split, session),
        "merge": partial(merge, session),
        "unsure": partial(flag_unsure, session),
        "go_to_event": partial(go_to_event, session, at_end=False),
        "go_to_event_end": partial(go_to_event, session, at_end=True),
        "select_earlier": partial(session.add_next, -1),
        "select_later": partial(session.add_next, 1),
        "start_earlier": partial(nudge_start, session, -1),
        "start_later": partial(nudge_start, session, 1),
        "end_earlier": partial(nudge_end, session, -1),
        "end_later": partial(nudge_end, session, 1),
        "move_earlier": partial(nudge, session, -1),
        "move_later": partial(nudge, session, 1),
        "previous_boundary": partial(go_to_boundary, session, -1),
        "next_boundary": partial(go_to_boundary, session, 1),
    }


def copy(session: CodingSession) -> bool:
    """Put the selected events on the clipboard, a running one as if it ended at the playhead; say whether there are."""
    now_ms = session.position_ms
    events = [
        replace(event, end_ms=max(now_ms, session.frame_after(event.start_ms))) if event.is_running else event
        for event in session.selected_events
    ]
    if not events:
        session.tell(NOTHING_SELECTED)
        return False
    # As text: a QMimeData of ours would still be on the clipboard when Python ends, and take the process with it.
    QGuiApplication.clipboard().setText(msgspec.json.encode(events).decode())
    return True


def cut(session: CodingSession) -> None:
    """Put the selected events on the clipboard and take them away."""
    if copy(session):
        session.do(lambda: session.deletion(session.selected_events, "cut"))


def paste(session: CodingSession) -> None:
    """Add what is on the clipboard, so that the first of it starts at the playhead."""
    try:
        events = msgspec.json.decode(QGuiApplication.clipboard().text(), type=list[Event])
    except msgspec.MsgspecError:
        events = []
    _add(session, events, session.position_ms)


def duplicate(session: CodingSession) -> None:
    """Add copies of the selected events right after the last of them."""
    events = [event for event in session.selected_events if not event.is_running]
    last_ms = max((event.end_ms or 0 for event in events), default=0)
    only_points = all(event.start_ms == event.end_ms for event in events)
    _add(session, events, session.frame_after(last_ms) if only_points else last_ms, "duplicate")


def split(session: CodingSession) -> None:
    """Split the selected states that are on at the playhead."""
    ids, at_ms = _selected_ids(session), session.position_ms
    session.do(lambda: several.split_many(session.coding, session.codebook, ids, at_ms))


def merge(session: CodingSession) -> None:
    """Merge the selected states of one code; where one is selected, it and the next of its code."""
    ids, event = _selected_ids(session), session.selected_event
    if len(ids) == 1 and event is not None:
        alike = session.coding.events_of([event.code])
        ids += [one.id for one in alike if (one.start_ms, one.id) > (event.start_ms, event.id)][:1]
    session.do(lambda: commands.merge(session.coding, session.codebook, ids))


def recode(session: CodingSession, code_id: str) -> None:
    """Say that the selected events were another behaviour of the same kind."""
    ids = _selected_ids(session)
    if len(ids) == 1:
        session.do(lambda: commands.recode(session.coding, session.codebook, ids[0], code_id))
    else:
        session.do(lambda: batch.recode_many(session.coding, session.codebook, ids, code_id))


def set_modifier(session: CodingSession, modifier: str, value: str | None) -> None:
    """Set a modifier of the selected events, or take it away with None."""
    ids = _selected_ids(session)
    session.do(lambda: batch.modify_many(session.coding, session.codebook, ids, modifier, value))


def shared_modifiers(session: CodingSession) -> list[Modifier]:
    """Return the modifiers that are asked of every selected event."""
    codebook = session.codebook
    codes = [codebook.code_by_id.get(code) for code in {event.code for event in session.selected_events}]
    asked = [set(code.modifiers) if code is not None else set() for code in codes]
    common = set.intersection(*asked) if asked else set()
    return [modifier for modifier in codebook.modifiers if modifier.id in common]


def flag_unsure(session: CodingSession) -> None:
    """Say that the coder is not sure of the selected events or, where that is said of all of them, is after all."""
    events = session.selected_events
    if events:
        unsure = not all(event.unsure for event in events)
        session.do(lambda: batch.flag_many(session.coding, _selected_ids(session), unsure=unsure))
    else:
        session.tell(NOTHING_SELECTED)


def go_to_event(session: CodingSession, *, at_end: bool) -> None:
    """Go to where the selected event starts, or ends; a running one ends where it starts."""
    event = _one(session)
    if event is not None:
        session.jump(event.end_ms if at_end and event.end_ms is not None else event.start_ms)


def nudge_start(session: CodingSession, way: int) -> None:
    """Move the start of the selected event, and the end that touches it, a frame later (1) or earlier (-1)."""
    event = _one(session)
    if event is None:
        return
    at_ms = _frame_beside(session, event.start_ms, way)
    other = several.neighbour(session.coding, session.codebook, event, after=False)
    _retime(session, (other, event), partial(_trim, session, event, start_ms=at_ms), at_ms)


def nudge_end(session: CodingSession, way: int) -> None:
    """Move the end of the selected event, and the start that touches it, a frame later (1) or earlier (-1)."""
    event = _one(session)
    if event is None:
        return
    if event.end_ms is None:
        session.tell(EditError("This event has no end yet.", "Set its end to now first."))
        return
    at_ms = _frame_beside(session, event.end_ms, way)
    other = several.neighbour(session.coding, session.codebook, event, after=True)
    _retime(session, (event, other), partial(_trim, session, event, end_ms=at_ms), at_ms)


def nudge(session: CodingSession, way: int) -> None:
    """Move all selected events by a frame, and the recording to where the selected one starts."""
    event, ids = _one(session), _selected_ids(session)
    if event is None:
        return
    to_ms = _frame_beside(session, event.start_ms, way)
    by_ms = to_ms - event.start_ms
    ends = [one.end_ms or one.start_ms for one in session.selected_events]
    if max(ends) + by_ms > session.duration_ms:
        session.tell(EditError("There is no room after the last event.", "The recording ends here."))
        return
    step = partial(several.move_many, on_frame=session.frame_near)
    if session.do(lambda: step(session.coding, session.codebook, ids, by_ms)) is not None:
        session.jump(to_ms)


def go_to_boundary(session: CodingSession, step: int) -> None:
    """Go to the next (1) or previous (-1) moment at which an event or an episode starts or ends."""
    here = session.position_ms
    edges = [edge for event in session.coding.events for edge in (event.start_ms, event.end_ms) if edge is not None]
    edges += [edge for span in session.episodes() for edge in (span.start_ms, span.end_ms)]
    times = np.unique(np.array(edges, np.int64))
    frames = [session.frame_ms(ms) for ms in (times[times > here][:1] if step > 0 else times[times < here][-1:])]
    for ms in frames:
        session.jump(ms)


def _add(session: CodingSession, events: Iterable[Event], at_ms: int, verb: str = "paste") -> None:
    copies = list(events)
    first_ms = min((event.start_ms for event in copies), default=0)
    if any((event.end_ms or event.start_ms) - first_ms + at_ms > session.duration_ms for event in copies):
        session.tell(EditError("The events would reach beyond the end of the recording.", "Go to an earlier frame."))
    else:
        session.do(partial(_pasted, session, copies, at_ms, verb))


def _pasted(session: CodingSession, copies: list[Event], at_ms: int, verb: str) -> Edit:
    """Return the edit; what is in the way is selected, so that it is seen and can be moved away."""
    try:
        edit = several.paste(session.coding, session.codebook, copies, at_ms, on_frame=session.frame_near)
        return replace(edit, label=edit.label.replace("paste", verb, 1))
    except commands.OverlapError as problem:
        other = session.coding.event(problem.other.id)
        if other is None:
            raise
        session.select(other.id)
        after = "" if other.end_ms is None else f", or paste at {clock(other.end_ms)}, where it ends"
        raise EditError(problem.what, f"It is selected now: trim or delete it{after}.") from problem


def _retime(
    session: CodingSession, pair: tuple[Event | None, Event | None], alone: Callable[[], Edit], at_ms: int
) -> None:
    """Move the boundary between two events that touch, or the one edge alone; the recording goes there."""
    earlier, later = pair
    if not session.is_retimable:
        session.tell(EditError("The frames of the recording are still being listed.", "Try again in a moment."))
        return
    if earlier is None or later is None:
        done = session.do(alone)
    else:
        ids = earlier.id, later.id
        done = session.do(lambda: several.move_boundary(session.coding, session.codebook, *ids, at_ms))
    if done is not None:
        session.jump(at_ms)


def _trim(session: CodingSession, event: Event, start_ms: int | None = None, end_ms: int | None = None) -> Edit:
    return commands.trim(session.coding, session.codebook, event.id, start_ms=start_ms, end_ms=end_ms)


def _frame_beside(session: CodingSession, ms: int, way: int) -> int:
    return session.frame_after(ms) if way > 0 else session.frame_ms(ms - 1)


def _selected_ids(session: CodingSession) -> list[str]:
    return [event.id for event in session.selected_events]


def _one(session: CodingSession) -> Event | None:
    if session.selected_event is None:
        session.tell(NOTHING_SELECTED)
    return session.selected_event
