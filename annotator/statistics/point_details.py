"""More about points: how F1 depends on the tolerance, and whether one coder is later than the other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.statistics.points import Matching, PointAgreement, match_points, point_agreement
from annotator.statistics.tolerance import CURVE_MS
from annotator.statistics.undefined import Statistic, Undefined


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


def point_curve(
    code: str, a_ms: Sequence[int], b_ms: Sequence[int], tolerances_ms: Sequence[int] = CURVE_MS
) -> tuple[tuple[int, PointAgreement], ...]:
    """Return each tolerance in ms with the agreement at it; F1 never falls as the tolerance grows.

    Args:
        code: id of the point code.
        a_ms: points of coder A, in order of time.
        b_ms: points of coder B, in order of time.
        tolerances_ms: the largest differences within a pair, themselves allowed.
    """
    matchings = ((tolerance, match_points(a_ms, b_ms, tolerance)) for tolerance in tolerances_ms)
    return tuple((tolerance, point_agreement(code, matching)) for tolerance, matching in matchings)


def point_differences(matching: Matching) -> PointDifferences:
    """Return mean and standard deviation of the signed differences of a matching.

    >>> point_differences(match_points([155_105, 169_855], [156_405, 170_855], tolerance_ms=2000))
    PointDifferences(count=2, mean_ms=1150.0, sd_ms=212.13203435596427)
    """
    later = np.array([b - a for a, b in matching.pairs], dtype=np.float64)
    mean: Statistic = float(later.mean()) if later.size else Undefined("not estimable: no points are matched")
    sd: Statistic = float(later.std(ddof=1)) if later.size > 1 else Undefined("not estimable: fewer than two pairs")
    return PointDifferences(later.size, mean, sd)
