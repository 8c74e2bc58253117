"""Intervals of equal length within the episodes, and the records of what occurred in each."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from annotator.model.codebook import Codebook
from annotator.model.codebook.scales import WHOLE_SESSION
from annotator.model.coding import Coding
from annotator.model.commands import given_code, known_code
from annotator.model.episodes import Span
from annotator.model.history import Change, Edit
from annotator.model.items import IntervalRecord, NewId, fresh_id

LastInterval = Literal["merge", "keep", "drop"]
"""What becomes of the rest of an episode that is shorter than an interval: one of half the length or more stands by
itself and a shorter one joins the one before ("merge"), it always stands by itself ("keep"), it is left out ("drop").
"""


class IntervalRule(Struct, frozen=True, kw_only=True):
    """How episodes are cut into intervals: length in ms, and what becomes of the rest."""

    length_ms: Annotated[int, Meta(ge=1000)] = 15_000
    last: LastInterval = "merge"


class Interval(Struct, frozen=True):
    """One interval [start_ms, end_ms) of an episode; number counts from 1 within the episode."""

    episode: str
    number: int
    start_ms: int
    end_ms: int


def lay_intervals(spans: Iterable[Span], rule: IntervalRule) -> tuple[Interval, ...]:
    """Cut episodes into intervals, each laid from the start of its episode.

    >>> rule = IntervalRule(length_ms=15_000)
    >>> [(one.start_ms, one.end_ms) for one in lay_intervals([Span("4", 1_000, 35_000)], rule)]
    [(1000, 16000), (16000, 35000)]
    """
    return tuple(interval for span in spans for interval in _cut(span, rule))


def spans_to_cut(codebook: Codebook, spans: Iterable[Span], duration_ms: int) -> tuple[Span, ...]:
    """Return what intervals are laid in: the scored episodes; without a protocol, the session as a whole."""
    if not codebook.episodes:
        return (Span(WHOLE_SESSION, 0, duration_ms),)
    known = codebook.episode_by_id
    return tuple(span for span in spans if span.episode in known and known[span.episode].scored)


def interval_at(intervals: Iterable[Interval], at_ms: int) -> Interval | None:
    """Return the interval that at_ms lies in, else the next one after it, else None."""
    return next((interval for interval in intervals if at_ms < interval.end_ms), None)


def record_of(coding: Coding, interval: Interval) -> IntervalRecord | None:
    """Return what was said of exactly this interval; a record of other bounds is not about it."""
    bounds = (interval.start_ms, interval.end_ms)
    return next((one for one in coding.intervals if (one.start_ms, one.end_ms) == bounds), None)


def score_interval(
    coding: Coding, codebook: Codebook, interval: Interval, codes: Iterable[str], new_id: NewId = fresh_id
) -> Edit:
    """Say which codes occurred in an interval, none of them with no codes; it replaces what was said before.

    Raises:
        EditError: if the codebook has no such code.
    """
    said = {known_code(codebook, code).id for code in codes}
    ordered = tuple(code for code in codebook.code_by_id if code in said)
    old = record_of(coding, interval)
    new = (
        replace(old, codes=ordered)
        if old is not None
        else IntervalRecord(
            id=new_id(), episode=interval.episode, start_ms=interval.start_ms, end_ms=interval.end_ms, codes=ordered
        )
    )
    where = f" of episode {interval.episode}" if interval.episode else ""
    label = f"score interval {interval.number}{where}"
    return Edit(label=label, changes=(Change(old, new),))


def toggle_in_interval(
    coding: Coding, codebook: Codebook, interval: Interval, code_id: str, new_id: NewId = fresh_id
) -> Edit:
    """Say that a code occurred in an interval, or take that back.

    Raises:
        EditError: if the codebook has no such code, or gives it no longer; what was said before can be taken back.
    """
    record = record_of(coding, interval)
    codes = set(record.codes) if record is not None else set()
    code = known_code(codebook, code_id) if code_id in codes else given_code(codebook, code_id)
    return score_interval(coding, codebook, interval, codes ^ {code.id}, new_id)


def _cut(span: Span, rule: IntervalRule) -> Iterator[Interval]:
    edges = list(range(span.start_ms, span.end_ms, rule.length_ms))
    rest_ms = span.end_ms - edges[-1]
    ends = [*edges[1:], span.end_ms]
    if rest_ms < rule.length_ms and rule.last != "keep":
        if rule.last == "drop":
            edges, ends = edges[:-1], ends[:-1]
        elif rest_ms * 2 < rule.length_ms and len(edges) > 1:
            edges, ends = edges[:-1], [*ends[:-2], span.end_ms]
    for number, (start_ms, end_ms) in enumerate(zip(edges, ends, strict=True), start=1):
        yield Interval(span.episode, number, start_ms, end_ms)
