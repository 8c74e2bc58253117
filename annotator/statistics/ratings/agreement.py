"""Everything about one scale and two coders or more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.statistics.classes.kappa import case_kappa
from annotator.statistics.estimate import RESAMPLING, Estimate, Resampling, Values, complete_rows
from annotator.statistics.ratings.alpha import krippendorff_alpha
from annotator.statistics.ratings.concordance import Limits, concordance, limits_of_agreement
from annotator.statistics.ratings.icc import Form, all_iccs
from annotator.statistics.ratings.scales import ScaleAgreement, Series, bias, restricted_range, scale_agreement

ENOUGH_UNITS = 30
"""Below this an interval is so wide that the value alone misleads."""


@dataclass(frozen=True, slots=True)
class TwoCoders:
    """What exists for two coders only.

    Attributes:
        bias: by how much coder B rates higher, with interval.
        linear_kappa: weighted kappa, a confusion as bad as it is far.
        quadratic_kappa: weighted kappa, as bad as the square of that; near ICC(A,1).
        concordance: Lin's concordance correlation.
        limits: limits of agreement of Bland & Altman.
    """

    bias: Estimate
    linear_kappa: Estimate
    quadratic_kappa: Estimate
    concordance: Estimate
    limits: Limits


@dataclass(frozen=True, slots=True)
class RatingAgreement:
    """How coders agree on one scale.

    Attributes:
        scale: exact agreement and agreement within 1 point, and the number of units that all rated.
        iccs: the six intraclass correlations; ICC(A,1) is the one to report first.
        ordinal_alpha: Krippendorff's alpha on ranks, which also uses units that some coders did not rate.
        interval_alpha: the same on squared differences.
        nominal_alpha: the same, where every difference is as bad.
        ratio_alpha: the same on differences relative to the sum.
        two_coders: what exists for two coders only; None for more.
        few_units: whether fewer than 30 units were rated by all.
        warning: what to say beside correlations because ratings hardly vary; None where they do.
    """

    scale: ScaleAgreement
    iccs: Mapping[Form, Estimate]
    ordinal_alpha: Estimate
    interval_alpha: Estimate
    nominal_alpha: Estimate
    ratio_alpha: Estimate
    two_coders: TwoCoders | None
    few_units: bool
    warning: str | None


def compare_ratings(
    ratings: Sequence[Sequence[float]] | Values, low: float, high: float, resampling: Resampling = RESAMPLING
) -> RatingAgreement:
    """Compare coders on one scale.

    Args:
        ratings: shape (units, coders), nan where one is missing.
        low: lowest point of the scale.
        high: highest point of the scale.
        resampling: settings of the bootstrap and level of all intervals.
    """
    table = np.asarray(ratings, dtype=np.float64)
    scale = scale_agreement(table)
    return RatingAgreement(
        scale=scale,
        iccs=all_iccs(table, resampling.level),
        ordinal_alpha=krippendorff_alpha(table, "ordinal", resampling),
        interval_alpha=krippendorff_alpha(table, "interval", resampling),
        nominal_alpha=krippendorff_alpha(table, "nominal", resampling),
        ratio_alpha=krippendorff_alpha(table, "ratio", resampling),
        two_coders=_two_coders(table[:, 0], table[:, 1], resampling)
        if table.ndim == 2 and table.shape[1] == 2
        else None,
        few_units=scale.units < ENOUGH_UNITS,
        warning=restricted_range(table, low, high),
    )


def _two_coders(a: Values, b: Values, resampling: Resampling) -> TwoCoders:
    level = resampling.level
    return TwoCoders(
        bias=bias(a, b, level),
        linear_kappa=rating_kappa(a, b, 1, resampling),
        quadratic_kappa=rating_kappa(a, b, 2, resampling),
        concordance=concordance(a, b, level),
        limits=limits_of_agreement(a, b, level=level),
    )


def rating_kappa(a: Series, b: Series, power: int, resampling: Resampling = RESAMPLING) -> Estimate:
    """Return weighted kappa of two coders' ratings (Cohen 1968); points between which nobody rated are no matter.

    Args:
        a: ratings of coder A, nan where missing.
        b: ratings of coder B of the same units.
        power: 1 for linear weights, 2 for quadratic ones, of the difference between two ratings.
        resampling: settings of the bootstrap, used below 30 units.
    """
    complete = complete_rows(np.column_stack((a, b)).astype(np.float64))
    points, positions = np.unique(complete, return_inverse=True)
    size = max(points.size, 1)
    of_a, of_b = positions.reshape(-1, 2).T
    table = np.bincount(of_a * size + of_b, minlength=size * size).reshape(size, size)
    apart = np.abs(np.subtract.outer(points, points)) ** power
    return case_kappa(table, apart / apart.max() if points.size > 1 else np.zeros((size, size)), resampling)
