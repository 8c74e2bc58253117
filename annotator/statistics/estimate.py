"""A statistic: a number, or the reason why there is none; the interval around it, and the resampling that made that."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Values = NDArray[np.float64]

LEVEL = 0.95
TOO_MANY_UNDEFINED = 0.05


@dataclass(frozen=True, slots=True)
class Undefined:
    """A statistic that does not exist.

    Attributes:
        reason: why, in words to show as they are.
    """

    reason: str

    def __str__(self) -> str:
        return self.reason


Statistic = float | Undefined


def stated(value: np.ndarray | np.float64 | float, reason: str) -> Statistic:
    """Return the number, or the reason where it is nan."""
    return Undefined(reason) if np.isnan(value) else float(value)


@dataclass(frozen=True, slots=True)
class Resampling:
    """How an interval is bootstrapped; the same settings always give the same interval.

    Attributes:
        seed: where the random numbers begin.
        resamples: how many samples are drawn.
        level: share of them that the interval holds.
    """

    seed: int = 1979
    resamples: int = 2000
    level: float = LEVEL

    def weights(self, units: int) -> Values:
        """Return how often each unit is drawn in each resample, shape (resamples, units); a row sums to units."""
        random = np.random.default_rng(self.seed)
        return random.multinomial(units, np.full(units, 1 / units), size=self.resamples).astype(np.float64)

    def bounds(self, values: Values) -> Values:
        """Return lower and upper percentile of the values of all resamples, shape (2, ...) from (resamples, ...).

        nan where more than 5 % of the resamples have no value.
        """
        tails = ((1 - self.level) / 2, (1 + self.level) / 2)
        missing = np.isnan(values)
        if not missing.any():
            return np.asarray(np.quantile(values, tails, axis=0))
        found = np.full((2, *values.shape[1:]), np.nan)
        for where in np.ndindex(values.shape[1:]):
            kept = values[:, *where][~missing[:, *where]]
            if kept.size >= (1 - TOO_MANY_UNDEFINED) * len(values):
                found[:, *where] = np.quantile(kept, tails)
        return found


RESAMPLING = Resampling()
"""What is used unless a study says otherwise."""


@dataclass(frozen=True, slots=True)
class ConfidenceInterval:
    """A confidence interval.

    Attributes:
        low: lower bound, part of it.
        high: upper bound, part of it.
        level: confidence, 0.95 for 95 %.
        method: how it was made, in words for a report.
        resampling: the settings of the bootstrap; None where a formula gave it.
    """

    low: float
    high: float
    level: float
    method: str
    resampling: Resampling | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A statistic and its confidence interval; either may not exist."""

    value: Statistic
    interval: ConfidenceInterval | Undefined


def bootstrapped(values: Values, method: str, resampling: Resampling) -> ConfidenceInterval | Undefined:
    """Return the percentile interval of the values of all resamples, shape (resamples,)."""
    low, high = resampling.bounds(values).tolist()
    if np.isnan(low):
        return Undefined("not estimable: too many resamples have no value")
    return ConfidenceInterval(low, high, resampling.level, method, resampling)


def normal_interval(value: float, error: float, method: str, level: float = LEVEL) -> ConfidenceInterval:
    """Return value -+ z standard errors."""
    reach = normal_quantile(level) * error
    return ConfidenceInterval(value - reach, value + reach, level, method)


def normal_quantile(level: float) -> float:
    """Return how many standard deviations on either side hold that share of a normal distribution.

    >>> round(normal_quantile(0.95), 2)
    1.96
    """
    return float(ndtri((1 + level) / 2))


def without_value(reason: str) -> Estimate:
    """Return an estimate that does not exist, for one reason."""
    return Estimate(Undefined(reason), Undefined(reason))


def complete_rows(rows: Sequence[Sequence[float]] | Values) -> Values:
    """Return the rows in which nothing is missing (nan), shape (units, coders)."""
    table = np.asarray(rows, dtype=np.float64)
    kept: Values = table[~np.isnan(table).any(axis=1)] if table.ndim == 2 else np.empty((0, 0))
    return kept
