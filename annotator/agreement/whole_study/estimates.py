"""Statistics of every pair of coders with their intervals, pooled over sessions and session by session.

Counts (ms, or how often) of a pair's sessions are summed before a statistic is computed: pooling sums tables, it does
not average statistics. Intervals leave out one session after the other, or the parts of a single recording.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.looked import NOT_LOOKED
from annotator.agreement.whole_study.compared import Compared
from annotator.agreement.whole_study.subjects import StatisticName, Subject
from annotator.statistics.blocks import NOT_COMPUTED, PARTS_OF_ONE, one_bout_missed
from annotator.statistics.estimate import ConfidenceInterval, Estimate, Statistic, Undefined, Values, stated
from annotator.statistics.jackknife import SESSIONS, Scale, Without, interval_around
from annotator.statistics.states import FEW_BOUTS
from annotator.statistics.streams import Positions
from annotator.statistics.tables import Tables

Statistics = Mapping[StatisticName, Values]
"""Statistics by name; the last axis is the subjects."""

_SCALES: dict[StatisticName, Scale] = {"kappa": "correlation", "po": "share", "ppos": "share", "f1": "share"}


@dataclass(frozen=True, slots=True)
class PairEstimates:
    """One statistic of one subject, for every pair.

    Attributes:
        subject: what is agreed on.
        statistic: which.
        pooled: for each pair, over all its sessions, with interval.
        of_meetings: for each meeting, shape (meetings,); nan where it does not exist.
        few: for each pair, whether too little was coded to say much about other recordings.
    """

    subject: Subject
    statistic: StatisticName
    pooled: tuple[Estimate, ...]
    of_meetings: Values
    few: tuple[bool, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """What statistics are computed from.

    Attributes:
        about: id of the channel, or of the point code, that is compared.
        subjects: in the order of the last axis of the statistics.
        counts: of each meeting, shape (meetings, ...).
        parts: of each pair that met once, the counts of the parts of this recording, shape (parts, ...).
        statistics: turns counts of shape (..., ...) into statistics of shape (..., subjects).
        held: turns counts into how much either coder marked, shape (..., subjects).
        differing: turns counts into how long the coders differ, shape (..., subjects); None where events are counted.
        value_reason: says why a statistic of the pooled counts does not exist, by subject.
        marks: bouts or points of the coder of a pair with fewer, shape (pairs, subjects).
    """

    about: str
    subjects: Sequence[Subject]
    counts: Tables
    parts: Mapping[int, Tables]
    statistics: Callable[[Tables | Values], Statistics]
    held: Callable[[Tables], Tables]
    differing: Callable[[Tables], Tables] | None
    value_reason: Callable[[Tables, int], str]
    marks: Positions


@dataclass(frozen=True, slots=True, eq=False)
class _Rest:
    """The counts of a pair and what they are without each session: left_out by statistic, (sessions, subjects)."""

    total: Tables
    left_out: Statistics
    held: Tables
    differing: Tables | None
    marks: Positions
    unit: str


def pair_estimates(compared: Compared, counted: Counted, confidence: float | None) -> Iterator[PairEstimates]:
    """Yield every statistic of every subject; confidence: of the intervals, None computes none."""
    sums = [counted.counts[place].sum(axis=0) for place in compared.places]
    pooled = np.array(sums, dtype=np.int64).reshape(-1, *counted.counts.shape[1:])
    values, of_meetings = counted.statistics(pooled), counted.statistics(counted.counts)
    rests = [_rest(compared, counted, pair, total) for pair, total in enumerate(pooled)] if confidence else []
    for number, subject in enumerate(counted.subjects):
        for name in values:
            if name not in subject.statistics:
                continue
            found = []
            for pair, table in enumerate(pooled):
                value = stated(values[name][pair, number], "")
                if isinstance(value, Undefined):
                    looked = compared.is_looked_for(pair, counted.about)
                    none = Undefined(counted.value_reason(table, number) if looked else NOT_LOOKED)
                    found.append(Estimate(none, none))
                elif confidence is None:
                    found.append(Estimate(value, Undefined(NOT_COMPUTED)))
                else:
                    found.append(Estimate(value, _interval(value, rests[pair], name, number, confidence)))
            yield PairEstimates(
                subject=subject,
                statistic=name,
                pooled=tuple(found),
                of_meetings=of_meetings[name][:, number],
                few=tuple((counted.marks[:, number] < FEW_BOUTS).tolist()),
            )


def _rest(compared: Compared, counted: Counted, pair: int, total: Tables) -> _Rest:
    parts = counted.parts.get(pair)
    unit, parts = (SESSIONS, counted.counts[compared.places[pair]]) if parts is None else (PARTS_OF_ONE, parts)
    differing = None if counted.differing is None else counted.differing(total)
    return _Rest(total, counted.statistics(total - parts), counted.held(parts), differing, counted.marks[pair], unit)


def _interval(
    value: float, rest: _Rest, name: StatisticName, number: int, level: float
) -> ConfidenceInterval | Undefined:
    held, marks = rest.held[:, number], int(rest.marks[number])
    one_bout = 0.0
    if rest.differing is not None:
        one_bout = one_bout_missed(value, float(held.sum()), float(rest.differing[number]), marks)
    without = Without(rest.left_out[name][:, number], held, rest.unit, marks, one_bout)
    return interval_around(value, without, _SCALES[name], level)


def session_values(compared: Compared, found: PairEstimates, pair: int) -> list[tuple[str, Statistic]]:
    """Return the statistic in each session of a pair, in the order of the sessions."""
    values = found.of_meetings[compared.places[pair]]
    sessions = (compared.sessions[meeting.session] for meeting in compared.meetings_of(pair))
    reason = "not estimable from this session alone"
    return [(session, stated(value, reason)) for session, value in zip(sessions, values, strict=True)]
