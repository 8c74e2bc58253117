"""A statistic is a number, or it does not exist and says why."""

from dataclasses import dataclass

import numpy as np


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
