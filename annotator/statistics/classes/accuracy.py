"""What a kappa says about the coders: how accurate would they have to be?"""

from collections.abc import Sequence

import numpy as np

from annotator.statistics.estimate import Statistic, Undefined, Values
from annotator.statistics.tables import Tables

_STEPS = 60
"""Halvings of the range; more than a float can tell apart."""


def expected_kappa(accuracy: float, prevalences: Sequence[float] | Values) -> float:
    """Return the kappa of two coders who are right with this probability (Bakeman et al. 1997).

    Both are equally accurate, whatever the code is; if wrong, every other code is as likely.

    Args:
        accuracy: from 0 to 1.
        prevalences: how often each code truly is there; they sum to 1, at least two are above 0.

    For 85 % accurate coders and 2, 3, 5 and 10 codes that are equally frequent:

    >>> [round(expected_kappa(0.85, [1 / codes] * codes), 2) for codes in (2, 3, 5, 10)]
    [0.49, 0.6, 0.66, 0.69]
    """
    truth = np.asarray(prevalences, dtype=np.float64)
    said = _said(accuracy, truth.size)
    seen = truth @ said
    agreed, chance = float(truth @ (said**2).sum(axis=1)), float(seen @ seen)
    return (agreed - chance) / (1 - chance)


def observer_accuracy(kappa: float, seen: Sequence[float]) -> Statistic:
    """Return the accuracy at which two equally accurate coders are expected to reach this kappa.

    The model of Bakeman et al. (1997) and of KappaAcc (Bakeman 2022). What kappa is good enough depends on the number
    of codes and how frequent they are; what accuracy is good enough does not. How often a code truly is there is not
    known: coders who err see a rare code too often. So accuracy and true shares are solved for together, from the
    shares that were seen; a code that nobody used is no code that anybody could have said by mistake.

    Args:
        kappa: Cohen's kappa, from 0 to 1.
        seen: how often each code was said, such as the mean of both coders' shares; they sum to 1.

    >>> round(observer_accuracy(0.60, [1 / 3] * 3), 2)
    0.85

    A code that truly is there 5 % of the time is seen 14 % of the time by coders who are right 90 % of the time:

    >>> round(observer_accuracy(expected_kappa(0.90, [0.05, 0.95]), [0.14, 0.86]), 2)
    0.9
    """
    used = np.array([share for share in seen if share > 0], dtype=np.float64)
    if used.size < 2:
        return Undefined("not estimable: only one code used")
    if not 0 <= kappa <= 1:
        return Undefined("not estimable: kappa is below 0, which no accuracy above chance explains")
    low, high = 1 / used.size, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        reached = expected_kappa(middle, true_shares(middle, used))
        low, high = (middle, high) if reached < kappa else (low, middle)
    return high


def true_shares(accuracy: float, seen: Sequence[float] | Values) -> Values:
    """Return how often each code truly is there where coders of this accuracy see it so often.

    The inverse of what the model makes of the true shares: seen = true x accuracy + (1 - true) x error. A code that is
    seen less often than errors alone would make it seen is never there.

    Args:
        accuracy: above chance, 1 / codes, up to 1.
        seen: how often each code was said; they sum to 1.

    >>> true_shares(0.90, [0.14, 0.86]).round(2).tolist()
    [0.05, 0.95]
    """
    shares = np.asarray(seen, dtype=np.float64)
    error = (1 - accuracy) / (shares.size - 1)
    true = np.maximum(shares - error, 0.0)
    return np.asarray(true / true.sum() if true.any() else shares)


def table_accuracy(kappa: Statistic, table: Tables) -> Statistic:
    """Return observer_accuracy from the mean of both coders' shares in the table; no kappa, no accuracy."""
    if isinstance(kappa, Undefined):
        return kappa
    shares = (table.sum(axis=0) + table.sum(axis=1)) / (2 * table.sum())
    return observer_accuracy(kappa, shares.tolist())


def _said(accuracy: float, codes: int) -> Values:
    """Return the probability of each code being said (columns) given each that is true (rows)."""
    said = np.full((codes, codes), (1 - accuracy) / (codes - 1))
    np.fill_diagonal(said, accuracy)
    return said
