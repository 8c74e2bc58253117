"""Everything about one scale and two coders or more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from annotator.statistics.classes.kappa import weighted_kappa
from annotator.statistics.estimate import LEVEL, Estimate, Values, without_value
from annotator.statistics.jackknife import Sessions, by_session, jackknifed
from annotator.statistics.ratings.alpha import krippendorff_alpha
from annotator.statistics.ratings.concordance import Limits, concordance, limits_of_agreement
from annotator.statistics.ratings.icc import Form, all_iccs
from annotator.statistics.ratings.scales import (
    ScaleAgreement,
    Series,
    bias,
    measured_by_both,
    restricted_range,
    scale_agreement,
)
from annotator.statistics.tables import why_no_kappa

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
    ratings: Sequence[Sequence[float]] | Values,
    low: float,
    high: float,
    confidence: float = LEVEL,
    sessions: Sessions | None = None,
) -> RatingAgreement:
    """Compare coders on one scale.

    Args:
        ratings: shape (units, coders), nan where one is missing.
        low: lowest point of the scale.
        high: highest point of the scale.
        confidence: of all intervals.
        sessions: a number for the session of each unit, shape (units,); None: each unit is a session of its own.
    """
    table = np.asarray(ratings, dtype=np.float64)
    scale = scale_agreement(table)
    return RatingAgreement(
        scale=scale,
        iccs=all_iccs(table, confidence, sessions),
        ordinal_alpha=krippendorff_alpha(table, "ordinal", confidence, sessions),
        interval_alpha=krippendorff_alpha(table, "interval", confidence, sessions),
        nominal_alpha=krippendorff_alpha(table, "nominal", confidence, sessions),
        ratio_alpha=krippendorff_alpha(table, "ratio", confidence, sessions),
        two_coders=_two_coders(table[:, 0], table[:, 1], confidence, sessions)
        if table.ndim == 2 and table.shape[1] == 2
        else None,
        few_units=scale.units < ENOUGH_UNITS,
        warning=restricted_range(table, low, high),
    )


def _two_coders(a: Values, b: Values, confidence: float, sessions: Sessions | None) -> TwoCoders:
    return TwoCoders(
        bias=bias(a, b, confidence, sessions),
        linear_kappa=rating_kappa(a, b, 1, confidence, sessions),
        quadratic_kappa=rating_kappa(a, b, 2, confidence, sessions),
        concordance=concordance(a, b, confidence, sessions),
        limits=limits_of_agreement(a, b, level=confidence, sessions=sessions),
    )


def rating_kappa(
    a: Series,
    b: Series,
    power: int,
    confidence: float = LEVEL,
    sessions: Sessions | None = None,
) -> Estimate:
    """Return weighted kappa of two coders' ratings (Cohen 1968); points between which nobody rated are no matter.

    Args:
        a: ratings of coder A, nan where missing.
        b: ratings of coder B of the same units.
        power: 1 for linear weights, 2 for quadratic ones, of the difference between two ratings.
        confidence: of the interval, which leaves out one session after the other.
        sessions: a number for the session of each unit, shape (units,); None: each unit is a session of its own.
    """
    both, labels = measured_by_both(a, b, sessions)
    if not len(both):
        return without_value("not estimable: no unit was rated by both coders")
    points, positions = np.unique(both, return_inverse=True)
    one = np.eye(points.size)[positions.reshape(-1, 2)]
    tables = by_session(one[:, 0, :, None] * one[:, 1, None, :], labels)
    weights = np.abs(np.subtract.outer(points, points)) ** power
    value = float(weighted_kappa(tables.sum(axis=0), weights))
    if np.isnan(value):
        return without_value(why_no_kappa(tables.sum(axis=0).astype(np.int64), "class"))
    around = jackknifed(tables, partial(_weighted, weights), "correlation", level=confidence)
    return Estimate(value, around)


def _weighted(weights: Values, tables: Values) -> Values:
    return weighted_kappa(tables, weights)
