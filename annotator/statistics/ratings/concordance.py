"""Agreement of two series of measurements: Lin's concordance and the limits of Bland & Altman."""

from dataclasses import dataclass

import numpy as np
from scipy.special import nctdtrit

from annotator.statistics.estimate import (
    LEVEL,
    ConfidenceInterval,
    Estimate,
    Statistic,
    Undefined,
    Values,
    without_value,
)
from annotator.statistics.jackknife import ENOUGH_SESSIONS, Sessions, by_session, jackknifed
from annotator.statistics.ratings.icc import are_independent
from annotator.statistics.ratings.scales import Series, bias, measured_by_both
from annotator.statistics.tables import divide

_TOO_FEW = "not estimable: fewer than two units were measured by both coders"
_ROUNDING = 1e-12


def concordance(a: Series, b: Series, level: float = LEVEL, sessions: Sessions | None = None) -> Estimate:
    """Return Lin's concordance correlation, 2 s_ab / (s_a^2 + s_b^2 + (mean a - mean b)^2) (Lin 1989).

    The interval leaves out one session after the other: Lin's own (1989, 2000) is too narrow for few units, and takes
    those of one session for independent.

    Args:
        a: ratings of coder A, nan where missing.
        b: ratings of coder B of the same units.
        level: confidence.
        sessions: a number for the session of each unit, shape (units,); None: each unit is a session of its own.

    >>> round(concordance([1, 2, 3, 4], [2, 3, 4, 5]).value, 3)
    0.714
    """
    both, labels = measured_by_both(a, b, sessions)
    if len(both) < 2:
        return without_value(_TOO_FEW)
    sums = by_session(_sums(both - both.mean()), labels)
    of_a, of_b, between, shift = (float(one) for one in _moments(sums.sum(axis=0)))
    if of_a + of_b + shift == 0:
        return without_value("not estimable: the measurements do not vary")
    if not of_a or not of_b:
        return without_value("not estimable: one coder gave every unit the same")
    value = 2 * between / (of_a + of_b + shift)
    return Estimate(value, jackknifed(sums, _concordances, "correlation", level=level))


def _sums(both: Values) -> Values:
    """Return of each unit 1, a, b, a^2, b^2 and ab, shape (units, 6)."""
    a, b = both.T
    return np.column_stack((np.ones(len(both)), a, b, a * a, b * b, a * b))


def _moments(sums: Values) -> tuple[Values, Values, Values, Values]:
    """Return both variances, the covariance and the squared difference of means, from sums of shape (..., 6)."""
    count, a, b, aa, bb, ab = np.moveaxis(sums, -1, 0)
    mean_a, mean_b = divide(a, count), divide(b, count)
    smallest = _ROUNDING * divide(aa + bb, count)  # what is 0 but for rounding is 0
    of_a, of_b = divide(aa, count) - mean_a**2, divide(bb, count) - mean_b**2
    shift = (mean_a - mean_b) ** 2
    of_a, of_b, shift = (np.where(one > smallest, one, 0.0) for one in (of_a, of_b, shift))
    return of_a, of_b, divide(ab, count) - mean_a * mean_b, shift


def _concordances(sums: Values) -> Values:
    of_a, of_b, between, shift = _moments(sums)
    return divide(2 * between, np.where((of_a > 0) & (of_b > 0), of_a + of_b + shift, 0.0))


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of agreement: between them most differences, B - A, are expected.

    Attributes:
        units: units measured by both coders.
        bias: mean difference.
        sd: standard deviation of the differences, from units - 1.
        lower: bias - multiple sd.
        upper: bias + multiple sd.
        multiple: 1.96 holds 95 % of normally distributed differences.
    """

    units: int
    bias: Estimate
    sd: Statistic
    lower: Estimate
    upper: Estimate
    multiple: float


def limits_of_agreement(
    a: Series,
    b: Series,
    multiple: float = 1.96,
    level: float = LEVEL,
    sessions: Sessions | None = None,
    *,
    is_normal: bool = True,
) -> Limits:
    """Return the limits of agreement (Bland & Altman 1986, 1999) with their intervals.

    Where every unit is a session of its own the intervals are exact for normal differences (Carkeet 2015). Where
    several units are of one session, and where differences are not normal (is_normal; those of seconds and counts),
    they are put together from those of bias and standard deviation (Zou 2013).

    Their peak-flow data. From the rounded -2.1 and 38.8, and a multiple of 2, they print -79.7 and 75.5:

    >>> wright = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
    >>> mini = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]
    >>> found = limits_of_agreement(mini, wright, multiple=2)
    >>> round(found.sd, 1), round(found.lower.value, 1), round(found.upper.value, 1)
    (38.8, -79.6, 75.4)
    """
    both, labels = measured_by_both(a, b, sessions)
    later = both[:, 1] - both[:, 0]
    middle = bias(a, b, level, sessions)
    if later.size < 2 or isinstance(middle.value, Undefined):
        none = without_value(_TOO_FEW)
        return Limits(later.size, middle, Undefined(_TOO_FEW), none, none, multiple)
    sd = float(later.std(ddof=1))
    is_exact = is_normal and are_independent(labels)
    lower, upper = (
        Estimate(
            middle.value + times * sd,
            _exact_limit(later, times, level)
            if is_exact
            else _limit_of_both(middle, sd, times, _spread(later, labels, level)),
        )
        for times in (-multiple, multiple)
    )
    return Limits(later.size, middle, sd, lower, upper, multiple)


def _spread(later: Values, sessions: Sessions | None, level: float) -> ConfidenceInterval | Undefined:
    """Return the interval of the standard deviation of the differences."""
    sums = by_session(np.column_stack((np.ones(later.size), later, later**2)), sessions)
    return jackknifed(sums, _deviations, "size", level=level)


def _deviations(sums: Values) -> Values:
    count, total, squares = np.moveaxis(sums, -1, 0)
    around = squares - divide(total**2, count)
    # What is no more than the rounding of the sums is nothing: its logarithm would be enormous.
    return np.sqrt(divide(np.where(around <= 1e-13 * squares, 0.0, around), count - 1))


def _limit_of_both(
    bias_found: Estimate, sd: float, times: float, spread: ConfidenceInterval | Undefined
) -> ConfidenceInterval | Undefined:
    """Return the interval of bias + times sd from the intervals of both (Zou 2013)."""
    middle, value = bias_found.interval, bias_found.value
    if isinstance(middle, Undefined) or isinstance(value, Undefined):
        return middle if isinstance(middle, Undefined) else Undefined(_TOO_FEW)
    if isinstance(spread, Undefined):
        return spread
    near, far = abs(times) * (sd - spread.low), abs(times) * (spread.high - sd)
    down, up = (near, far) if times > 0 else (far, near)
    limit = value + times * sd
    low, high = limit - np.hypot(value - middle.low, down), limit + np.hypot(middle.high - value, up)
    return ConfidenceInterval(float(low), float(high), middle.level, middle.method)


def _exact_limit(later: Values, times: float, level: float) -> ConfidenceInterval | Undefined:
    """Return the interval of mean + times standard deviations of a normal distribution, from a noncentral t."""
    if later.size < ENOUGH_SESSIONS:
        return Undefined(f"not estimable: fewer than {ENOUGH_SESSIONS} sessions")
    error = float(later.std(ddof=1)) / later.size**0.5
    if error == 0:
        return Undefined("not estimable: all differences are the same")
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    low, high = (later.mean() + error * nctdtrit(later.size - 1, times * later.size**0.5, tails)).tolist()
    return ConfidenceInterval(low, high, level, f"noncentral t distribution, {later.size - 1} degrees of freedom")
