"""Interobserver agreement as behaviour analysts compute it (Cooper, Heron & Heward 2007; Reed & Azulay 2011).

Shares from 0 to 1, not corrected for chance. Two counts or durations of zero agree completely inside a list of
intervals in which something was seen; alone, and where neither coder used the code at all, they are nothing to compare.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.statistics.estimate import Statistic, Undefined, stated
from annotator.statistics.streams import Times

INTERVAL_MS = 10_000

_NOTHING = "not estimable: neither coder used this code"
_NO_INTERVALS = "not estimable: the window has no length"


@dataclass(frozen=True, slots=True)
class IntervalAgreement:
    """How two coders agree on one code, interval by interval.

    Attributes:
        intervals: how many there are.
        exact_count: share of the intervals in which both count the same.
        mean_count: mean over the intervals of the smaller count by the larger, also called partial agreement.
        interval_by_interval: share of the intervals in which both saw it or both did not.
        scored: of the intervals in which at least one saw it, the share in which both did.
        unscored: of the intervals in which at least one did not see it, the share in which neither did.
    """

    intervals: int
    exact_count: Statistic
    mean_count: Statistic
    interval_by_interval: Statistic
    scored: Statistic
    unscored: Statistic


def total_agreement(a: float, b: float) -> Statistic:
    """Return the smaller of two totals by the larger: total count, or total duration in any unit.

    >>> total_agreement(8, 10)
    0.8
    """
    return min(a, b) / max(a, b) if max(a, b) > 0 else Undefined(_NOTHING)


def mean_duration_agreement(a_ms: Sequence[int], b_ms: Sequence[int]) -> Statistic:
    """Return the mean over occurrences of the shorter duration by the longer (mean duration per occurrence).

    The first occurrence of coder A is compared with the first of coder B, and so on; one without a counterpart
    counts 0.
    """
    occurrences = max(len(a_ms), len(b_ms))
    pairs = zip(a_ms, b_ms, strict=False)
    ratios = [1.0 if a == b else min(a, b) / max(a, b) for a, b in pairs]
    return sum(ratios) / occurrences if occurrences else Undefined(_NOTHING)


def count_in(at_ms: Times, from_ms: Times, to_ms: Times) -> Times:
    """Return how many of these moments, in order, lie in each interval [from, to), shape (intervals,)."""
    return at_ms.searchsorted(to_ms) - at_ms.searchsorted(from_ms)


def occurs_in(starts_ms: Times, ends_ms: Times, from_ms: Times, to_ms: Times) -> Times:
    """Return 1 for each interval [from, to) that one of these stretches [start, end) touches, else 0.

    The stretches are in order of time and do not overlap; one that ends where an interval begins does not touch it.

    >>> occurs_in(*(np.array(one) for one in ([5, 12], [10, 14], [0, 10, 20], [10, 20, 30]))).tolist()
    [1, 1, 0]
    """
    return ((starts_ms.searchsorted(to_ms) - ends_ms.searchsorted(from_ms, side="right")) > 0).astype(np.int64)


def cut_window(window: Times, interval_ms: int = INTERVAL_MS) -> tuple[Times, Times]:
    """Return where the intervals of a window begin and end, each shape (intervals,).

    Every stretch of the window is cut from its beginning into intervals [start, start + interval_ms); the last is
    shorter where the stretch is no multiple of it.
    """
    stretches = zip(window[::2].tolist(), window[1::2].tolist(), strict=True)
    cuts = [np.append(np.arange(start, end, interval_ms), end) for start, end in stretches]
    none = np.empty(0, dtype=np.int64)
    return np.concatenate([none, *(one[:-1] for one in cuts)]), np.concatenate([none, *(one[1:] for one in cuts)])


def interval_agreement(a: Times, b: Times) -> IntervalAgreement:
    """Return the agreement of counts per interval, two arrays of the same shape (intervals,).

    Where only occurrence was scored, give 1 and 0. The seven intervals of Reed & Azulay (2011, figure 2), for which
    they print 71.4 % by interval and 50 % for scored intervals:

    >>> found = interval_agreement(np.array([1, 0, 0, 0, 1, 1, 0]), np.array([0, 0, 0, 0, 1, 1, 1]))
    >>> round(found.interval_by_interval, 3), found.scored
    (0.714, 0.5)
    """
    larger = np.maximum(a, b)
    ratios = np.divide(np.minimum(a, b), larger, out=np.ones(a.shape), where=larger > 0)
    seen_a, seen_b = a > 0, b > 0
    either, both = seen_a | seen_b, seen_a & seen_b
    if either.size and not either.any():
        return IntervalAgreement(len(a), *[Undefined(_NOTHING)] * 5)
    return IntervalAgreement(
        intervals=len(a),
        exact_count=_share(a == b, np.ones_like(either), _NO_INTERVALS),
        mean_count=float(ratios.mean()) if ratios.size else Undefined(_NO_INTERVALS),
        interval_by_interval=_share(seen_a == seen_b, np.ones_like(either), _NO_INTERVALS),
        scored=_share(both, either, _NOTHING),
        unscored=_share(~either, ~both, "not estimable: both coders used this code in every interval"),
    )


def _share(agreed: NDArray[np.bool_], counted: NDArray[np.bool_], reason: str) -> Statistic:
    return stated(agreed.sum() / counted.sum() if counted.any() else np.nan, reason)
