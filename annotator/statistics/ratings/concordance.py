"""Agreement of two series of measurements: Lin's concordance and the limits of Bland & Altman."""

from dataclasses import dataclass

import numpy as np

from annotator.statistics.estimate import (
    LEVEL,
    ConfidenceInterval,
    Estimate,
    Statistic,
    Undefined,
    complete_rows,
    normal_quantile,
    without_value,
)
from annotator.statistics.ratings.scales import Series, bias, differences, t_interval

_TOO_FEW = "not estimable: fewer than two units were measured by both coders"


def concordance(a: Series, b: Series, level: float = LEVEL) -> Estimate:
    """Return Lin's concordance correlation, 2 s_ab / (s_a^2 + s_b^2 + (mean a - mean b)^2) (Lin 1989).

    The interval uses Fisher's z and the variance as corrected by Lin (2000); it needs three units.

    >>> round(concordance([1, 2, 3, 4], [2, 3, 4, 5]).value, 3)
    0.714
    """
    both = complete_rows(np.column_stack((np.asarray(a, np.float64), np.asarray(b, np.float64))))
    if len(both) < 2:
        return without_value(_TOO_FEW)
    (of_a, between), (_, of_b) = np.cov(both, rowvar=False, bias=True).tolist()
    shift = float(both[:, 0].mean() - both[:, 1].mean())
    spread = of_a + of_b + shift**2
    if spread == 0:
        return without_value("not estimable: the measurements do not vary")
    if not of_a or not of_b:
        return without_value("not estimable: one coder gave every unit the same")
    value = 2 * between / spread
    if between == 0 or len(both) < 3:
        return Estimate(value, Undefined("not estimable: fewer than three units, or no correlation at all"))
    correlation = between / (of_a * of_b) ** 0.5
    return Estimate(value, _concordance_interval(value, correlation, shift**2 / (of_a * of_b) ** 0.5, len(both), level))


def _concordance_interval(value: float, r: float, shift: float, units: int, level: float) -> ConfidenceInterval:
    """Return the interval; shift is the squared difference of means by the product of standard deviations."""
    method = "Fisher's z (Lin 1989, 2000)"
    if abs(value) >= 1 - 1e-15:
        return ConfidenceInterval(value, value, level, method)
    squared = (1 - r**2) * value**2 * (1 - value**2) / r**2
    squared += 2 * value**3 * (1 - value) * shift / r - value**4 * shift**2 / (2 * r**2)
    reach = normal_quantile(level) * (max(squared, 0.0) / (units - 2)) ** 0.5 / (1 - value**2)
    low, high = np.tanh(np.arctanh(value) + np.array([-reach, reach])).tolist()
    return ConfidenceInterval(low, high, level, method)


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


def limits_of_agreement(a: Series, b: Series, multiple: float = 1.96, level: float = LEVEL) -> Limits:
    """Return the limits of agreement with their intervals (Bland & Altman 1986, 1999).

    Their peak-flow data. From the rounded -2.1 and 38.8, and a multiple of 2, they print -79.7 and 75.5:

    >>> wright = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
    >>> mini = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]
    >>> found = limits_of_agreement(mini, wright, multiple=2)
    >>> round(found.sd, 1), round(found.lower.value, 1), round(found.upper.value, 1)
    (38.8, -79.6, 75.4)
    """
    later = differences(a, b)
    middle = bias(a, b, level)
    if later.size < 2 or isinstance(middle.value, Undefined):
        none = without_value(_TOO_FEW)
        return Limits(later.size, middle, Undefined(_TOO_FEW), none, none, multiple)
    sd = float(later.std(ddof=1))
    error = (3 * sd**2 / later.size) ** 0.5
    ends = (middle.value - multiple * sd, middle.value + multiple * sd)
    lower, upper = (Estimate(end, t_interval(end, error, later.size - 1, level)) for end in ends)
    return Limits(later.size, middle, sd, lower, upper, multiple)
