"""What the raw differences between ratings say, without any model."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.statistics.estimate import LEVEL, Estimate, Statistic, Undefined, Values, complete_rows, without_value
from annotator.statistics.jackknife import Sessions, by_session, jackknifed
from annotator.statistics.streams import Positions
from annotator.statistics.tables import divide

Series = Sequence[float] | Values
"""One coder's ratings of the units in turn, nan where one is missing."""

_NO_UNITS = "not estimable: no unit was rated by all coders"


@dataclass(frozen=True, slots=True)
class ScaleAgreement:
    """How often coders give the same scale point.

    Attributes:
        units: units that all coders rated.
        exact: share of them with the same rating from all.
        within_one: share in which highest and lowest rating are at most 1 point apart; not corrected for chance.
    """

    units: int
    exact: Statistic
    within_one: Statistic


def scale_agreement(ratings: Sequence[Sequence[float]] | Values) -> ScaleAgreement:
    """Return exact agreement and agreement within 1 point, ratings of shape (units, coders).

    >>> scale_agreement([[3, 3], [5, 4], [2, 6], [7, 7]])
    ScaleAgreement(units=4, exact=0.5, within_one=0.75)
    """
    complete = complete_rows(ratings)
    if complete.shape[0] < 1 or complete.shape[1] < 2:
        return ScaleAgreement(0, Undefined(_NO_UNITS), Undefined(_NO_UNITS))
    apart = complete.max(axis=1) - complete.min(axis=1)
    return ScaleAgreement(len(complete), float((apart == 0).mean()), float((apart <= 1).mean()))


def bias(a: Series, b: Series, level: float = LEVEL, sessions: Sessions | None = None) -> Estimate:
    """Return by how much coder B rates higher than coder A, mean of B - A, with its interval.

    The interval leaves out one session after the other; where every unit is a session of its own, that is the t test.

    The first readings of both meters in Bland & Altman (1986), who print -2.1 with -22.0 to 17.8:

    >>> wright = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
    >>> mini = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]
    >>> found = bias(mini, wright)
    >>> [round(number, 1) for number in (found.value, found.interval.low, found.interval.high)]
    [-2.1, -22.0, 17.8]
    """
    both, labels = measured_by_both(a, b, sessions)
    if not len(both):
        return without_value("not estimable: no unit was rated by both coders")
    later = both[:, 1] - both[:, 0]
    sums = by_session(np.column_stack((np.ones(later.size), later)), labels)
    return Estimate(float(later.mean()), jackknifed(sums, _means, "plain", level=level))


def _means(sums: Values) -> Values:
    return divide(sums[..., 1], sums[..., 0])


def measured_by_both(a: Series, b: Series, sessions: Sessions | None) -> tuple[Values, Positions | Values | None]:
    """Return what both gave, shape (units, 2), and the session of each of these units, if any were named."""
    both = np.column_stack((np.asarray(a, np.float64), np.asarray(b, np.float64)))
    kept = ~np.isnan(both).any(axis=1)
    return both[kept], None if sessions is None else np.asarray(sessions)[kept]


def restricted_range(ratings: Sequence[Sequence[float]] | Values, low: float, high: float) -> str | None:
    """Return a warning if the coders used less than half of the scale from low to high, else None.

    Correlations are small where ratings hardly vary, however well coders agree.
    """
    given = np.asarray(ratings, dtype=np.float64)
    given = given[~np.isnan(given)]
    if not given.size or given.max() - given.min() >= (high - low) / 2:
        return None
    return (
        f"Only {given.min():g} to {given.max():g} of the scale from {low:g} to {high:g} was used: "
        "correlations and alpha are low here even where coders agree."
    )
