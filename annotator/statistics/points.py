"""Agreement on points: one-to-one matching within a tolerance, and whether one coder is later than the other.

No point is matched twice and none is sampled, so that a wider tolerance never lowers the agreement.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.statistics.estimate import Statistic, Undefined
from annotator.statistics.pairing import best_pairs
from annotator.statistics.streams import Times

POINT_TOLERANCE_MS = 1000


@dataclass(frozen=True, slots=True)
class PointAgreement:
    """How two coders agree on one point code in the window.

    Attributes:
        code: id of the code.
        matched: pairs of points, one of each coder, that lie within the tolerance.
        only_a: points of coder A without a partner.
        only_b: points of coder B without a partner.
        f1: 2 matched / (points of A + points of B), which is both the F1 score and the positive agreement.
    """

    code: str
    matched: int
    only_a: int
    only_b: int
    f1: Statistic


@dataclass(frozen=True, slots=True)
class Matching:
    """Which points of two coders belong together; times in ms, in order."""

    pairs: tuple[tuple[int, int], ...]
    only_a: tuple[int, ...]
    only_b: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PointDifferences:
    """By how much coder B marks matched points later than coder A; negative where B is earlier.

    Attributes:
        count: pairs.
        mean_ms: mean difference.
        sd_ms: its standard deviation, from count - 1.
    """

    count: int
    mean_ms: Statistic
    sd_ms: Statistic


def point_agreement(code: str, matching: Matching) -> PointAgreement:
    """Count a matching."""
    matched, only_a, only_b = len(matching.pairs), len(matching.only_a), len(matching.only_b)
    marked = 2 * matched + only_a + only_b
    f1: Statistic = 2 * matched / marked if marked else Undefined("not estimable: neither coder used this code")
    return PointAgreement(code, matched, only_a, only_b, f1)


def match_points(a_ms: Sequence[int], b_ms: Sequence[int], tolerance_ms: int = POINT_TOLERANCE_MS) -> Matching:
    """Match points one to one: as many pairs as possible and, among those, the least sum of differences.

    The result does not depend on which coder is called A. A point near the edge of the window whose partner lies
    outside stays alone.

    Args:
        a_ms: points of coder A, in order of time.
        b_ms: points of coder B, in order of time.
        tolerance_ms: the largest difference within a pair, itself allowed.

    Three pairs that are 1.3, 1.0 and 0.25 s apart:

    >>> first, second = [155_105, 169_855, 264_855], [156_405, 170_852, 264_606]
    >>> len(match_points(first, second, tolerance_ms=2000).pairs)
    3
    >>> match_points(first, second, tolerance_ms=1000)
    Matching(pairs=((169855, 170852), (264855, 264606)), only_a=(155105,), only_b=(156405,))
    """
    pairs: list[tuple[int, int]] = []
    only_a: list[int] = []
    only_b: list[int] = []
    for a, b in _clusters(np.array(a_ms, dtype=np.int64), np.array(b_ms, dtype=np.int64), tolerance_ms):
        taken = _match_cluster(a, b, tolerance_ms)
        pairs += [(int(a[i]), int(b[j])) for i, j in taken]
        only_a += np.delete(a, [i for i, _ in taken]).tolist()
        only_b += np.delete(b, [j for _, j in taken]).tolist()
    return Matching(tuple(pairs), tuple(only_a), tuple(only_b))


def point_differences(matching: Matching) -> PointDifferences:
    """Return mean and standard deviation of the signed differences of a matching.

    >>> point_differences(match_points([155_105, 169_855], [156_405, 170_855], tolerance_ms=2000))
    PointDifferences(count=2, mean_ms=1150.0, sd_ms=212.13203435596427)
    """
    later = np.array([b - a for a, b in matching.pairs], dtype=np.float64)
    mean: Statistic = float(later.mean()) if later.size else Undefined("not estimable: no points are matched")
    sd: Statistic = float(later.std(ddof=1)) if later.size > 1 else Undefined("not estimable: fewer than two pairs")
    return PointDifferences(later.size, mean, sd)


def _clusters(a: Times, b: Times, tolerance_ms: int) -> Iterator[tuple[Times, Times]]:
    """Cut where nobody marked anything for longer than the tolerance: no pair can reach across."""
    times = np.sort(np.concatenate((a, b)))
    cuts = times[1:][np.diff(times) > tolerance_ms]
    yield from zip(np.split(a, a.searchsorted(cuts)), np.split(b, b.searchsorted(cuts)), strict=True)


def _match_cluster(a: Times, b: Times, tolerance_ms: int) -> list[tuple[int, int]]:
    # On a line, pairs that cross can be uncrossed at no cost, so the best matching keeps the order of both.
    apart = np.abs(a[:, None] - b[None, :])
    more_than_all_differences = tolerance_ms * min(apart.shape) + 1
    return best_pairs(np.where(apart <= tolerance_ms, more_than_all_differences - apart, 0), a, b)
