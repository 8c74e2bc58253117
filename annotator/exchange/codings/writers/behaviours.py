"""One behaviour of one person in as many rows as its overlaps need, for formats in which nothing on a row overlaps."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from annotator.exchange.codings.foreign import ForeignEvent, Observation
from annotator.exchange.templates.scheme import Scheme, SchemeCode, SchemeModifier

SHORTEST_MS = 1
"""How long a point is drawn, and a state without length, where nothing can begin and end at one moment."""


class Span(NamedTuple):
    """An event as it is written, [start_ms, end_ms); number counts all spans of a file from 0."""

    start_ms: int
    end_ms: int
    event: ForeignEvent
    number: int


@dataclass(slots=True)
class Line:
    """One behaviour of one person: what the scheme says of it, and what stands on each of its rows, by time."""

    code: SchemeCode
    rows: list[list[Span]] = field(default_factory=lambda: [[]])


def behaviour_lines(scheme: Scheme, observation: Observation, floor_ms: int | None = None) -> list[Line]:
    """Return all lines of an observation: of the codes of the scheme, in its order, then of any others that occur.

    Args:
        scheme: the codes that there are.
        observation: the events.
        floor_ms: before it nothing can be; None where anything can.
    """
    lines: dict[tuple[str, str, str], Line] = {}
    done = {(event.code, kind_of(event)) for event in observation.events if event.who}
    for code in scheme.codes:
        if code.actor or (code.name, code.kind) not in done:
            lines.setdefault((code.name, code.actor, code.kind), Line(code))
    for span in spans_of(observation, floor_ms):
        event = span.event
        key = (event.code, event.who, kind_of(event))
        line = lines.get(key) or lines.setdefault(key, Line(_code(scheme, event)))
        line.code = _with_answers(line.code, event)
        _add(line.rows, span)
    return list(lines.values())


def kind_of(event: ForeignEvent) -> Literal["state", "point"]:
    """Return what an event is; where it does not say, a point is what begins and ends at one moment."""
    return event.kind or ("point" if event.start_ms == event.end_ms else "state")


def spans_of(observation: Observation, floor_ms: int | None = None) -> Iterator[Span]:
    """Yield the events by time, each at least 1 ms long and cut at the floor; what ends before it is left out."""
    close, found = observation.close_ms, []
    for event in observation.events:
        start = event.start_ms if event.start_ms is not None else event.end_ms
        if start is None:
            continue
        is_point = kind_of(event) == "point"
        end = start if is_point else close if event.end_ms is None else event.end_ms
        if floor_ms is None or start >= floor_ms or end > floor_ms:
            begin = start if floor_ms is None else max(start, floor_ms)
            found.append((begin, max(end, begin + SHORTEST_MS), event))
    found.sort(key=lambda one: one[0])
    for number, (begin, end, event) in enumerate(found):
        yield Span(begin, end, event, number)


def _code(scheme: Scheme, event: ForeignEvent) -> SchemeCode:
    """Return a code that is no code of the scheme, or one of it when done by somebody else."""
    known = next((one for one in scheme.codes if one.name == event.code), SchemeCode(event.code, "state", ""))
    return replace(known, kind=kind_of(event), actor=event.who)


def _with_answers(code: SchemeCode, event: ForeignEvent) -> SchemeCode:
    """Return the code with all questions and values that the event has."""
    asked = {one.name: one for one in code.modifiers}
    for question, answer in event.answers:
        one = asked.get(question, SchemeModifier(question, ()))
        if answer not in dict(one.values):
            asked[question] = SchemeModifier(question, (*one.values, (answer, "")))
    questions = tuple(asked.values())
    return code if questions == code.modifiers else replace(code, modifiers=questions)


def _add(rows: list[list[Span]], span: Span) -> None:
    """Put a span into the first row in which nothing overlaps it; they come by time."""
    for row in rows:
        if not row or row[-1].end_ms <= span.start_ms:
            row.append(span)
            return
    rows.append([span])
