"""Statistics of every pair of coders with their intervals, pooled over sessions and session by session.

Counts (ms, or how often) of a pair's sessions are summed before a statistic is computed: pooling sums tables, it does
not average statistics. Intervals resample sessions where the pair has ten or more, else stretches of 30 s.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.whole_study.compared import Compared
from annotator.agreement.whole_study.subjects import StatisticName, Subject
from annotator.statistics.bootstrap import NOT_COMPUTED, Blocks
from annotator.statistics.estimate import ConfidenceInterval, Estimate, Resampling, Statistic, Undefined, Values, stated
from annotator.statistics.streams import Positions
from annotator.statistics.tables import Tables

_ONE_BLOCK = "not estimable: there is only one block to resample"
_TOO_MANY = "not estimable: too many resamples have no value"
_CELLS_AT_ONCE = 4_000_000
"""Numbers of one array of resampled tables, which keeps the memory below 100 MB."""

Statistics = Mapping[StatisticName, Values]
"""Statistics by name; the last axis is the subjects."""


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
        subjects: in the order of the last axis of the statistics.
        counts: of each meeting, shape (meetings, ...).
        blocks: of each pair, what is resampled; each of shape (blocks, ...). Nothing where nothing is resampled.
        statistics: turns counts of shape (..., ...) into statistics of shape (..., subjects).
        value_reason: says why a statistic of the pooled counts does not exist, by subject.
        few: whether a pair's pooled counts say little, shape (pairs, subjects).
    """

    subjects: Sequence[Subject]
    counts: Tables
    blocks: Sequence[Blocks]
    statistics: Callable[[Tables | Values], Statistics]
    value_reason: Callable[[Tables, int], str]
    few: NDArray[np.bool_]


def pair_estimates(compared: Compared, counted: Counted, resampling: Resampling | None) -> Iterator[PairEstimates]:
    """Yield every statistic of every subject; without a resampling there are no intervals, which take longest."""
    sums = [counted.counts[place].sum(axis=0) for place in compared.places]
    pooled = np.array(sums, dtype=np.int64).reshape(-1, *counted.counts.shape[1:])
    values, of_meetings = counted.statistics(pooled), counted.statistics(counted.counts)
    bounds = _bounds(counted, len(pooled), resampling)
    for number, subject in enumerate(counted.subjects):
        for name in values:
            if name not in subject.statistics:
                continue
            yield PairEstimates(
                subject=subject,
                statistic=name,
                pooled=tuple(
                    _estimate(counted, table, number, float(values[name][pair, number]), low_high, pair, resampling)
                    for pair, (table, low_high) in enumerate(zip(pooled, bounds[name][:, :, number].T, strict=True))
                ),
                of_meetings=of_meetings[name][:, number],
                few=tuple(counted.few[:, number].tolist()),
            )


def _estimate(
    counted: Counted, table: Tables, number: int, value: float, bounds: Values, pair: int, resampling: Resampling | None
) -> Estimate:
    if np.isnan(value):
        none = Undefined(counted.value_reason(table, number))
        return Estimate(none, none)
    if resampling is None:
        return Estimate(value, Undefined(NOT_COMPUTED))
    blocks = counted.blocks[pair]
    if np.isnan(bounds[0]):
        return Estimate(value, Undefined(_ONE_BLOCK if len(blocks.tables) < 2 else _TOO_MANY))
    method = f"bootstrap of {len(blocks.tables)} {blocks.unit}"
    return Estimate(value, ConfidenceInterval(float(bounds[0]), float(bounds[1]), resampling.level, method, resampling))


def _bounds(counted: Counted, pairs_there: int, resampling: Resampling | None) -> dict[StatisticName, Values]:
    """Return the bounds of every pair, shape (2, pairs, subjects): pairs with as many blocks share their draws."""
    shape = (2, pairs_there, len(counted.subjects))
    found: dict[StatisticName, Values] = {}
    for count, pairs in _by_size(len(one.tables) for one in counted.blocks if resampling is not None):
        assert resampling is not None, "there is something to draw"
        for some, drawn in _drawn(counted, count, pairs, resampling):
            for name, values in counted.statistics(drawn).items():
                found.setdefault(name, np.full(shape, np.nan))[:, some] = resampling.bounds(values)
    nothing = counted.statistics(counted.counts[:0])
    return {name: found.get(name, np.full(shape, np.nan)) for name in nothing}


def _by_size(sizes: Iterable[int]) -> Iterator[tuple[int, Positions]]:
    array = np.fromiter(sizes, dtype=np.intp)
    for size in np.unique(array[array > 1]).tolist():
        yield size, np.flatnonzero(array == size)


def _drawn(
    counted: Counted, count: int, pairs: Positions, resampling: Resampling
) -> Iterator[tuple[Positions, Values]]:
    """Yield some pairs at a time with their resampled counts, shape (resamples, pairs, ...)."""
    weights = weights_of(resampling, count)
    cells = int(np.prod(counted.counts.shape[1:]))
    at_once = max(1, _CELLS_AT_ONCE // (cells * resampling.resamples))
    for first in range(0, len(pairs), at_once):
        some = pairs[first : first + at_once]
        stack = np.stack([counted.blocks[pair].tables for pair in some], axis=1).astype(np.float64)
        drawn = weights @ stack.reshape(count, -1)
        yield some, drawn.reshape(resampling.resamples, len(some), *stack.shape[2:])


@lru_cache(maxsize=8)
def weights_of(resampling: Resampling, units: int) -> Values:
    """Return Resampling.weights, kept: drawing takes longer than using, and all subjects ask for the same."""
    weights = resampling.weights(units)
    weights.setflags(write=False)
    return weights


def session_values(compared: Compared, found: PairEstimates, pair: int) -> list[tuple[str, Statistic]]:
    """Return the statistic in each session of a pair, in the order of the sessions."""
    values = found.of_meetings[compared.places[pair]]
    sessions = (compared.sessions[meeting.session] for meeting in compared.meetings_of(pair))
    reason = "not estimable from this session alone"
    return [(session, stated(value, reason)) for session, value in zip(sessions, values, strict=True)]
