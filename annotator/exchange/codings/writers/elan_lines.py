"""What becomes a tier of ELAN: one behaviour of one person, in as many tiers as its overlaps need."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Literal, NamedTuple

from annotator.exchange.codings.foreign import ForeignEvent, Observation
from annotator.exchange.templates.elan_tiers import COMMENT, POINT, overlapping
from annotator.exchange.templates.scheme import Scheme, SchemeCode, SchemeModifier

POINT_MS = 1
"""How long a point is drawn, since an annotation cannot begin and end at one moment."""


class Span(NamedTuple):
    """An event as it is written, [start_ms, end_ms); number counts all spans of a file from 0."""

    start_ms: int
    end_ms: int
    event: ForeignEvent
    number: int


@dataclass(slots=True)
class Line:
    """One behaviour of one person.

    Attributes:
        code: what the scheme says of it.
        names: of its tiers, the first and those for what overlaps.
        rows: what stands on each of them, by time.
        comments: the names of the tiers for the comments below each, "" where there is none.
    """

    code: SchemeCode
    names: list[str] = field(default_factory=list)
    rows: list[list[Span]] = field(default_factory=lambda: [[]])
    comments: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """What it is called: the code and whoever does it."""
        return f"{self.code.name}@{self.code.actor}" if self.code.actor else self.code.name

    @property
    def type(self) -> str:
        """The name of its linguistic type and of its vocabulary."""
        return f"{POINT if self.code.kind == 'point' else 'state'}: {self.names[0]}"


def asked_below(question: str, tier: str) -> str:
    """Return the name of the tier that holds the answers to a question below another."""
    return f"{question}@{tier}"


def lines_of(scheme: Scheme, observation: Observation) -> list[Line]:
    """Return all lines of an observation: of the codes of the scheme, in its order, then of any others that occur."""
    lines: dict[tuple[str, str, str], Line] = {}
    done = {(event.code, _kind(event)) for event in observation.events if event.who}
    for code in scheme.codes:
        if code.actor or (code.name, code.kind) not in done:
            lines.setdefault((code.name, code.actor, code.kind), Line(code))
    for place, span in enumerate(_spans(observation)):
        event = span.event
        key = (event.code, event.who, _kind(event))
        line = lines.get(key) or lines.setdefault(key, Line(_code(scheme, event)))
        line.code = _with_answers(line.code, event)
        _add(line.rows, span._replace(number=place))
    taken: set[str] = set()
    for line in lines.values():
        _name(line, taken)
    return list(lines.values())


def _kind(event: ForeignEvent) -> Literal["state", "point"]:
    return event.kind or ("point" if event.start_ms == event.end_ms else "state")


def _spans(observation: Observation) -> Iterator[Span]:
    """Yield the events that lie behind 0, each at least 1 ms long, by time."""
    close = max((one.end_ms or one.start_ms or 0 for one in observation.events), default=0)
    close = max(close, observation.end_ms or 0)
    found = []
    for event in observation.events:
        start = event.start_ms if event.start_ms is not None else event.end_ms
        if start is None:
            continue
        is_point = _kind(event) == "point"
        end = start if is_point else close if event.end_ms is None else event.end_ms
        if start >= 0 or end > 0:
            found.append(Span(max(start, 0), max(end, max(start, 0) + POINT_MS), event, 0))
    yield from sorted(found, key=lambda span: span.start_ms)


def _code(scheme: Scheme, event: ForeignEvent) -> SchemeCode:
    """Return a code that is no code of the scheme, or one of it when done by somebody else."""
    known = next((one for one in scheme.codes if one.name == event.code), None)
    if known is None:
        return SchemeCode(event.code, _kind(event), "", actor=event.who)
    return SchemeCode(
        known.name, _kind(event), known.group, known.key, known.definition, known.color, event.who, "", known.modifiers
    )


def _with_answers(code: SchemeCode, event: ForeignEvent) -> SchemeCode:
    """Return the code with all questions and values that the event has."""
    asked = {one.name: one for one in code.modifiers}
    for question, answer in event.answers:
        one = asked.get(question, SchemeModifier(question, ()))
        if answer not in dict(one.values):
            asked[question] = SchemeModifier(question, (*one.values, (answer, "")))
    questions = tuple(asked.values())
    if questions == code.modifiers:
        return code
    return SchemeCode(
        code.name, code.kind, code.group, code.key, code.definition, code.color, code.actor, code.channel, questions
    )


def _add(rows: list[list[Span]], span: Span) -> None:
    """Put a span into the first row in which nothing overlaps it; they come by time."""
    for row in rows:
        if not row or row[-1].end_ms <= span.start_ms:
            row.append(span)
            return
    rows.append([span])


def _name(line: Line, taken: set[str]) -> None:
    """Give a line and all its tiers names that nothing else has."""
    for number in count(1):
        first = line.title if number == 1 else f"{line.title} [{number}]"
        names = [first, *(overlapping(first, place) for place in range(2, len(line.rows) + 1))]
        asked = {asked_below(one.name, name) for name in names for one in line.code.modifiers}
        comments = [
            _comment_tier(name, asked) if any(span.event.comment for span in row) else ""
            for name, row in zip(names, line.rows, strict=True)
        ]
        all_names = {*names, *asked, *filter(None, comments)}
        if not all_names & taken:
            taken |= all_names
            line.names, line.comments = names, comments
            return


def _comment_tier(name: str, asked: Iterable[str]) -> str:
    tried = (asked_below(COMMENT if number == 1 else f"{COMMENT} [{number}]", name) for number in count(1))
    return next(one for one in tried if one not in asked)
