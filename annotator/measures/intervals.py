"""Interval scores: which codes occurred in each interval, from events, beside what was said interval by interval."""

from collections.abc import Iterable, Iterator
from math import isclose

import pandas as pd
from msgspec import Struct

from annotator.model.coding import Coding
from annotator.model.intervals import Interval, lay_intervals, record_of, spans_to_cut
from annotator.model.items import Event
from annotator.study import Session, Study

NOT_OBSERVED_OVER = 0.5
"""An interval of which a larger share was out of view is not observed."""


class IntervalScore(Struct, frozen=True):
    """What one interval says of the codes that were asked for.

    occurred holds the codes scored 1; the others are 0. None: the interval was not observed, or nobody recorded it.
    """

    interval: Interval
    occurred: frozenset[str] | None


def scores_from_events(
    events: Iterable[Event],
    intervals: Iterable[Interval],
    out_of_view: Iterable[Event] = (),
    not_observed_over: float = NOT_OBSERVED_OVER,
) -> tuple[IntervalScore, ...]:
    """Return one-zero (partial-interval) scores: a code scores every interval it touches.

    A state scores the intervals that it overlaps by more than nothing, so one that begins on a boundary scores the
    later interval only; a point scores the interval it lies in. A state still running counts to the end.

    Args:
        events: the events to score.
        intervals: half-open, in order of time.
        out_of_view: states during which nothing could be seen; they must not overlap each other.
        not_observed_over: intervals with a larger share (0 to 1) out of view are not observed.

    Source: Ainsworth et al. (1978), App. II and III score behaviour by 15-s intervals; for one-zero sampling as such
    see Altmann (1974), Behaviour 49, 227-267.

    >>> intervals = [Interval("5", 1, 0, 15_000), Interval("5", 2, 15_000, 30_000)]
    >>> cry = Event(id="a", code="crying", start_ms=15_000, end_ms=16_000)
    >>> [sorted(score.occurred) for score in scores_from_events([cry], intervals)]
    [[], ['crying']]
    """
    placed, unseen = list(intervals), tuple(out_of_view)
    found: list[set[str]] = [set() for _ in placed]
    for event in events:
        for number in _touched(event, placed):
            found[number].add(event.code)
    return tuple(
        IntervalScore(one, frozenset(codes) if _is_seen(one, unseen, not_observed_over) else None)
        for one, codes in zip(placed, found, strict=True)
    )


def recorded_scores(coding: Coding, intervals: Iterable[Interval]) -> tuple[IntervalScore, ...]:
    """Return what the coder said interval by interval; intervals without a record are None."""
    records = ((one, record_of(coding, one)) for one in intervals)
    return tuple(IntervalScore(one, frozenset(said.codes) if said is not None else None) for one, said in records)


def intervals_table(study: Study) -> pd.DataFrame:
    """Return one row a session, coder, interval of a scored episode and code, with both kinds of score.

    from_events and recorded are 0 or 1, missing where the interval was not recorded. Times are ms of session time.

    Raises:
        JournalError: if a coding cannot be read.
    """
    rows = [row for session, coding in study.codings() for row in _rows(study, session, coding)]
    types = {"interval": "int64", "start_ms": "int64", "end_ms": "int64", "from_events": "Int64", "recorded": "Int64"}
    table = pd.DataFrame(rows, columns=[*_KEYS, "start_ms", "end_ms", "code", "from_events", "recorded"])
    return table.astype({**types, **dict.fromkeys(("session", "coder", "episode", "code"), "string")})


_KEYS = ("session", "coder", "episode", "interval")


def _rows(study: Study, session: Session, coding: Coding) -> Iterator[tuple[object, ...]]:
    spans = spans_to_cut(study.codebook, study.episodes_of(session, coding), session.duration_ms)
    intervals = lay_intervals(spans, study.settings.intervals)
    derived, said = scores_from_events(coding.events, intervals), recorded_scores(coding, intervals)
    for one, other in zip(derived, said, strict=True):
        place = one.interval
        for code in study.codebook.codes:
            key = (session.id, coding.coder, place.episode, place.number, place.start_ms, place.end_ms, code.id)
            yield (*key, _score(one, code.id), _score(other, code.id))


def _score(score: IntervalScore, code: str) -> int | None:
    return None if score.occurred is None else int(code in score.occurred)


def _touched(event: Event, intervals: list[Interval]) -> Iterator[int]:
    for number, one in enumerate(intervals):
        if event.start_ms == event.end_ms:
            hit = one.start_ms <= event.start_ms < one.end_ms
        else:
            hit = event.start_ms < one.end_ms and (event.end_ms is None or event.end_ms > one.start_ms)
        if hit:
            yield number


def _is_seen(one: Interval, out_of_view: tuple[Event, ...], not_observed_over: float) -> bool:
    length_ms = one.end_ms - one.start_ms
    unseen_ms = sum(_shared_ms(event, one) for event in out_of_view)
    share = unseen_ms / length_ms
    return share <= not_observed_over or isclose(share, not_observed_over)


def _shared_ms(event: Event, one: Interval) -> int:
    end_ms = one.end_ms if event.end_ms is None else min(event.end_ms, one.end_ms)
    return max(0, end_ms - max(event.start_ms, one.start_ms))
