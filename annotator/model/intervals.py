"""Intervals of equal length within the episodes, and the records of what occurred in each."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Annotated, Literal

from msgspec import Meta, Struct

from annotator.model.codebook import Codebook
from annotator.model.codebook.scales import WHOLE_SESSION
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import IntervalRecord

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
    return tuple(interval for span in spans for interval in _laid(span, rule))


def spans_to_cut(codebook: Codebook, spans: Iterable[Span], duration_ms: int) -> tuple[Span, ...]:
    """Return what intervals are laid in: the scored episodes; without a protocol, the session as a whole."""
    if not codebook.episodes:
        return (Span(WHOLE_SESSION, 0, duration_ms),)
    return scored_episodes(codebook, spans)


def scored_episodes(codebook: Codebook, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the episodes that the codebook measures."""
    known = codebook.episode_by_id
    return tuple(span for span in spans if span.episode in known and known[span.episode].scored)


def interval_at(intervals: Iterable[Interval], at_ms: int) -> Interval | None:
    """Return the interval that at_ms lies in, else the next one after it, else None."""
    return next((interval for interval in intervals if at_ms < interval.end_ms), None)


def record_of(coding: Coding, interval: Interval) -> IntervalRecord | None:
    """Return what was said of exactly this interval; a record of other bounds is not about it."""
    bounds = (interval.start_ms, interval.end_ms)
    return next((one for one in coding.intervals if (one.start_ms, one.end_ms) == bounds), None)


@lru_cache(maxsize=64)
def _laid(span: Span, rule: IntervalRule) -> tuple[Interval, ...]:
    """Remember the last episodes: each code of a codebook asks for the same ones."""
    return tuple(_cut(span, rule))


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
