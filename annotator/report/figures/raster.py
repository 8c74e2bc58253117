"""What was on when in one session: a lane for each code and coder, episode beside episode."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from annotator.measures.bouts import touches
from annotator.measures.observed import observed, seen
from annotator.model.codebook import Code, Codebook
from annotator.model.episodes import Span
from annotator.model.items import Event
from annotator.report.figures.codings_words import codings_sentence, episode_name
from annotator.report.figures.description import Bar, Field, Lane, Part, Raster
from annotator.study.tables import CodedSession
from annotator.text import count, seconds


class _Episode(NamedTuple):
    """An episode; turn is 0 unless it was held again."""

    id: str
    turn: int


_Held = dict[_Episode, Span]


def raster(codings: Sequence[CodedSession], codebook: Codebook) -> Raster:
    """Return what the coders of one session saw, code by code; each episode begins at 0 s for every coder.

    Codes of which nobody has an event have no lane; the notes name them.

    Args:
        codings: of one session, in the order of their lanes.
        codebook: that of the study.
    """
    if not codings:
        return Raster("", empty="No coding of the session is chosen.")
    session, coders = codings[0].session.id, [one.coding.coder for one in codings]
    title = f"{session}: what {' and '.join(coders) if len(coders) <= 2 else count(len(coders), 'coder')} saw"
    held = [_held(one) for one in codings]
    episodes = _in_order(held)
    used = _used(codings, held, codebook)
    if not used:
        return Raster(title, empty=f"No event of {session} lies in an episode.")
    parts = tuple(
        Part(
            episode_name(codebook, one.id) + (f", held again ({one.turn + 1})" if one.turn else ""),
            max(spans[one].duration_ms for spans in held if one in spans) / 1000,
        )
        for one in episodes
    )
    lanes = tuple(
        Lane(
            codebook.code_by_id[code].name if code in codebook.code_by_id else code,
            one.coding.coder,
            look,
            tuple(_field(one, code, spans.get(episode), codebook) for episode in episodes),
        )
        for code in used
        for look, (one, spans) in enumerate(zip(codings, held, strict=True))
    )
    without = [code for code in codebook.codes if code.id not in used]
    return Raster(title, parts, lanes, tuple(_notes(codings, held, parts, lanes, without)))


def _held(one: CodedSession) -> _Held:
    turns: dict[str, int] = {}
    held: _Held = {}
    for span in one.spans or (Span("", 0, one.session.duration_ms),):
        turn = turns.get(span.episode, 0)
        turns[span.episode], held[_Episode(span.episode, turn)] = turn + 1, span
    return held


def _in_order(held: Sequence[_Held]) -> list[_Episode]:
    """Return every episode once, in the order in which they begin for the first coder who has them."""
    begun: dict[_Episode, int] = {}
    for spans in held:
        for episode, span in spans.items():
            begun.setdefault(episode, span.start_ms)
    return sorted(begun, key=lambda one: begun[one])


def _used(codings: Sequence[CodedSession], held: Sequence[_Held], codebook: Codebook) -> list[str]:
    """Return the codes that somebody has in an episode, in the order of the codebook; then those it does not have."""
    both = zip(codings, held, strict=True)
    found = dict.fromkeys(event.code for one, spans in both for event in one.coding.events if _is_in(event, spans))
    known = [code.id for code in codebook.all_codes if code.id in found]
    return [*known, *(code for code in found if code not in codebook.code_by_id)]


def _field(one: CodedSession, code: str, span: Span | None, codebook: Codebook) -> Field | None:
    if span is None:
        return None
    inside = [event for event in one.coding.events_of((code,)) if touches(event, span)]
    # Nobody can say to have looked for a code that the codebook does not have.
    looked = (
        seen(one.coding, codebook, (code,), span) if code in codebook.code_by_id else ((span.start_ms, span.end_ms),)
    )
    edges = [span.start_ms, *(edge for stretch in looked for edge in stretch), span.end_ms]
    blanks = [(edges[at], edges[at + 1]) for at in range(0, len(edges), 2) if edges[at] < edges[at + 1]]
    return Field(
        span.duration_ms / 1000,
        tuple(_bar(event, span, one.coding.coder, codebook) for event in inside),
        tuple(((start - span.start_ms) / 1000, (end - span.start_ms) / 1000) for start, end in blanks),
    )


def _bar(event: Event, span: Span, coder: str, codebook: Codebook) -> Bar:
    start_ms, end_ms = max(event.start_ms, span.start_ms), event.end_ms
    until_ms = span.end_ms if end_ms is None else min(end_ms, span.end_ms)
    name = codebook.code_by_id[event.code].name if event.code in codebook.code_by_id else event.code
    when = f"{seconds(event.start_ms)} s" if end_ms == event.start_ms else f"{seconds(event.start_ms)} to "
    if end_ms != event.start_ms:
        when += "…" if end_ms is None else f"{seconds(end_ms)} s"
    return Bar(
        (start_ms - span.start_ms) / 1000,
        (until_ms - span.start_ms) / 1000,
        event.id,
        f"{coder}: {name}, {when} of the session",
        is_running=end_ms is None,
    )


def _notes(
    codings: Sequence[CodedSession],
    held: Sequence[_Held],
    parts: Sequence[Part],
    lanes: Sequence[Lane],
    without: Iterable[Code],
) -> Iterator[str]:
    fields = [(field, part) for lane in lanes for field, part in zip(lane.fields, parts, strict=True)]
    there = [(field, part) for field, part in fields if field is not None]
    marks = (
        ("Bars are states, diamonds are points.", True),
        ("Hatched: not looked for, or out of view.", any(field.blanks for field, _ in there)),
        ("Not marked: this coder marked no such episode.", len(there) < len(fields)),
        (
            "A line across a lane: there the coder has its end.",
            any(field.length < part.length for field, part in there),
        ),
        ("▸: nobody has said yet when it ends.", any(bar.is_running for field, _ in there for bar in field.bars)),
    )
    yield " ".join(said for said, is_so in marks if is_so)
    looked = {code.name: any(map(partial(_is_looked_for, code.id), codings, held)) for code in without}
    if missing := [name for name, is_so in looked.items() if is_so]:
        yield f"Without an event, and without a lane: {', '.join(missing)}."
    if unseen := [name for name, is_so in looked.items() if not is_so]:
        yield f"Nobody looked for: {', '.join(unseen)}."
    outside = sum(
        not _is_in(event, spans) for one, spans in zip(codings, held, strict=True) for event in one.coding.events
    )
    if outside:
        yield f"Outside these episodes, and not drawn: {count(outside, 'event')}."
    yield codings_sentence(codings)


def _is_in(event: Event, spans: _Held) -> bool:
    return any(touches(event, span) for span in spans.values())


def _is_looked_for(code: str, one: CodedSession, spans: _Held) -> bool:
    return any(observed(one.coding, (code,), span) for span in spans.values())
