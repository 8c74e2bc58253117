"""A statistic: a number, or the reason why there is none, and the interval around it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

Values = NDArray[np.float64]

T = TypeVar("T")

LEVEL = 0.95
"""The share of confidence intervals that hold the truth, unless a study says otherwise."""


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
class ConfidenceInterval:
    """A confidence interval.

    Attributes:
        low: lower bound, part of it.
        high: upper bound, part of it.
        level: confidence, 0.95 for 95 %.
        method: how it was made, in words for a report.
    """

    low: float
    high: float
    level: float
    method: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """A statistic and its confidence interval; either may not exist."""

    value: Statistic
    interval: ConfidenceInterval | Undefined


def t_interval(value: float, error: float, df: int, level: float = LEVEL) -> ConfidenceInterval:
    """Return value -+ t standard errors."""
    reach = float(stdtrit(df, (1 + level) / 2)) * error
    return ConfidenceInterval(value - reach, value + reach, level, f"t distribution, {df} degrees of freedom")


def normal_quantile(level: float) -> float:
    """Return how many standard deviations on either side hold that share of a normal distribution.

    >>> round(normal_quantile(0.95), 2)
    1.96
    """
    return float(ndtri((1 + level) / 2))


def without_value(reason: str) -> Estimate:
    """Return an estimate that does not exist, for one reason."""
    return Estimate(Undefined(reason), Undefined(reason))


def because(found: T, reason: str) -> T:
    """Return a result in which all that does not exist does not for this one reason."""
    if isinstance(found, Undefined):
        return cast(T, Undefined(reason))
    if isinstance(found, tuple):
        return cast(T, tuple(because(one, reason) for one in found))
    if is_dataclass(found) and not isinstance(found, type):
        return replace(found, **{field.name: because(getattr(found, field.name), reason) for field in fields(found)})
    return found


def complete_rows(rows: Sequence[Sequence[float]] | Values) -> Values:
    """Return the rows in which nothing is missing (nan), shape (units, coders)."""
    table = np.asarray(rows, dtype=np.float64)
    kept: Values = table[~np.isnan(table).any(axis=1)] if table.ndim == 2 else np.empty((0, 0))
    return kept
