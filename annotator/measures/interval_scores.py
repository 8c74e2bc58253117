"""In how many intervals of an episode a behaviour occurred, raw and as if the episode had had twelve."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from annotator.measures.bouts import touches, touching
from annotator.measures.columns import CODER, EPISODE, SESSION, WHY_EMPTY, Row, count, number, text
from annotator.measures.observed import (
    NOT_HELD,
    NOT_LOOKED_FOR,
    NOT_SEEN,
    Watched,
    episodes_asked,
    length,
    observed,
    watched,
)
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.intervals import Interval, IntervalRule, lay_intervals, record_of
from annotator.model.looked_for import overlap
from annotator.model.measure_rules import AS_USUAL, UnseenRule
from annotator.study.tables import CodedSession

_NO_RECORD = "no interval was recorded"
FULL = 12
"""The intervals of 15 s in an episode of 3 minutes (Ainsworth et al. 1978, App. II)."""

INTERVAL_SCORE_COLUMNS = (
    SESSION,
    CODER,
    EPISODE,
    text("code", "id of the code in the codebook"),
    text(
        "by",
        "events: the intervals that its events touch; records: those of which the coder said so",
        "events | records",
    ),
    count("scored", "intervals in which it occurred"),
    count(
        "observed",
        "intervals over all of which it was looked for, and of which no more than the lab's share (analysis.measures."
        "unseen) was out of view; or of which the coder has a record",
    ),
    count("intervals", "intervals that the episode has by the lab's rule"),
    number("per_12", "scored / observed x 12", "0 to 12"),
    WHY_EMPTY,
)


def interval_score_rows(
    one: CodedSession, codebook: Codebook, rule: IntervalRule, unseen: UnseenRule = AS_USUAL
) -> Iterator[Row]:
    """Yield a row an episode and code, from events and, where the coder made any, from the records of intervals.

    A state scores every interval that it touches for longer than 0, a point the one it lies in (partial-interval
    sampling). What is left of an episode goes by the lab's rule for the last interval. A retired code has rows for the
    codings that hold it.
    """
    recorded = bool(one.coding.intervals)
    held_still = {
        *(event.code for event in one.coding.events),
        *(c for said in one.coding.intervals for c in said.codes),
    }
    codes = [*codebook.codes, *(code for code in codebook.retired if code.id in held_still)]
    for held in episodes_asked(one, codebook):
        intervals = () if held.span is None else lay_intervals([held.span], rule)
        for code in codes:
            where = {"session": one.session.id, "coder": one.coding.coder, "episode": held.episode, "code": code.id}
            by_events = scored_in(one.coding, codebook, code.id, intervals, unseen)
            why = NOT_HELD if held.span is None else _why_not(one.coding, code.id, held.span, intervals)
            yield where | {"by": "events"} | _scores(by_events, why)
            if recorded:
                said = _by_records(one.coding, code.id, intervals)
                yield where | {"by": "records"} | _scores(said, _NO_RECORD if intervals else why)


def scored_in(
    coding: Coding,
    codebook: Codebook,
    code_id: str,
    intervals: Sequence[Interval],
    unseen: UnseenRule,
    times: Watched | None = None,
) -> list[bool | None]:
    """Say of each interval of an episode whether an event of the code touches it; None where it was not observed.

    times is what `watched` says of the code in the episode, where that is known already.
    """
    if not intervals:
        return []
    whole = Span("", intervals[0].start_ms, intervals[-1].end_ms)
    was_observed = _observed(tuple(intervals), times or watched(coding, codebook, (code_id,), whole), unseen.interval)
    scored = [False] * len(intervals)
    for event in touching(coding.events_of((code_id,)), whole):
        # The first interval that it may touch, and on until one that it does not.
        place = bisect_right(intervals, event.start_ms, key=_end)
        while place < len(intervals) and touches(event, intervals[place]):
            scored[place] = True
            place += 1
    return [said if known else None for known, said in zip(was_observed, scored, strict=True)]


def _end(interval: Interval) -> int:
    return interval.end_ms


@lru_cache(maxsize=64)  # the same for nearly all codes of an episode
def _observed(intervals: tuple[Interval, ...], times: Watched, most_unseen: float) -> tuple[bool, ...]:
    def is_observed(start_ms: int, end_ms: int) -> bool:
        unseen_ms = end_ms - start_ms - length(overlap(times.saw, [(start_ms, end_ms)]))
        throughout = any(start <= start_ms and end_ms <= end for start, end in times.looked)
        return throughout and unseen_ms <= most_unseen * (end_ms - start_ms)

    return tuple(is_observed(one.start_ms, one.end_ms) for one in intervals)


def _by_records(coding: Coding, code_id: str, intervals: Sequence[Interval]) -> list[bool | None]:
    records = [record_of(coding, interval) for interval in intervals]
    return [None if record is None else code_id in record.codes for record in records]


def _why_not(coding: Coding, code_id: str, span: Span, intervals: Sequence[Interval]) -> str:
    """Return why no interval of an episode that was held was observed, where none was."""
    if not intervals:
        return "no interval fits into the episode"
    looked = observed(coding, (code_id,), span)
    throughout = any(start <= one.start_ms and one.end_ms <= end for one in intervals for start, end in looked)
    return NOT_SEEN if throughout else NOT_LOOKED_FOR


def _scores(said: Sequence[bool | None], why: str) -> dict[str, object]:
    if why == NOT_HELD:
        return {"why_empty": why}
    known = [one for one in said if one is not None]
    counts: dict[str, object] = {"observed": len(known), "intervals": len(said)}
    if not known:
        return counts | {"why_empty": why}
    return counts | {"scored": sum(known), "per_12": sum(known) / len(known) * FULL}
