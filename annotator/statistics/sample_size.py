"""How many cases must be coded by two for an interval as narrow as wanted."""

from collections.abc import Sequence
from math import ceil

import numpy as np

from annotator.statistics.classes.kappa import disagreement_weights, kappa_error
from annotator.statistics.estimate import LEVEL, normal_quantile


def cases_for_kappa(kappa: float, prevalences: Sequence[float], width: float, level: float = LEVEL) -> int:
    """Return the cases needed for an interval of kappa that is this wide, end to end.

    From the large-sample error of Fleiss, Cohen & Everitt (1969) for two coders with the same shares of the classes,
    whose agreement beyond chance is the same in every class.

    Args:
        kappa: what is expected, from 0 to below 1.
        prevalences: expected share of each class; they sum to 1.
        width: upper bound less lower bound.
        level: confidence.

    With two equally frequent classes the variance is (1 - kappa^2) / cases (Donner & Eliasziw 1992):

    >>> cases_for_kappa(0.70, [0.5, 0.5], width=0.20), ceil((2 * 1.96 / 0.20) ** 2 * (1 - 0.70**2))
    (196, 196)
    """
    shares = np.asarray(prevalences, dtype=np.float64)
    expected = kappa * np.diag(shares) + (1 - kappa) * np.outer(shares, shares)
    error = kappa_error(expected, disagreement_weights(len(shares), "none"))
    return ceil((2 * normal_quantile(level) * error / width) ** 2)


def cases_for_icc(value: float, coders: int, width: float, level: float = LEVEL) -> int:
    """Return the units needed for an interval of ICC(1,1) or ICC(C,1) that is this wide, end to end (Bonett 2002).

    For two coders and an expected value of at least .7 the approximation falls short, and Bonett adds 5 x the value.

    Args:
        value: what is expected, from 0 to below 1.
        coders: how many rate every unit.
        width: upper bound less lower bound.
        level: confidence.

    Bonett's example: an expected .85, four coders, a width of .2 take 20 units.

    >>> cases_for_icc(0.85, coders=4, width=0.2)
    20
    """
    spread = 8 * normal_quantile(level) ** 2 * (1 - value) ** 2 * (1 + (coders - 1) * value) ** 2
    short_by = 5 * value if coders == 2 and value >= 0.7 else 0.0
    return ceil(spread / (coders * (coders - 1) * width**2) + 1 + short_by)
