"""Cohen's kappa of independent cases, plain and weighted, with its large-sample error.

Cases are independent, moments of a recording are not: for those see jackknife.py.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from annotator.statistics.estimate import (
    LEVEL,
    ConfidenceInterval,
    Estimate,
    Undefined,
    Values,
    normal_quantile,
    without_value,
)
from annotator.statistics.jackknife import ENOUGH_SESSIONS
from annotator.statistics.tables import Tables, cohen_kappa, divide, why_no_kappa

Weighting = Literal["none", "linear", "quadratic"]

ENOUGH_CASES = 30
"""Below this the interval is so wide that the value alone misleads."""

_ROUNDING = 1e-9
_METHOD = "score interval (Wilson 1927) with the error of Fleiss, Cohen & Everitt (1969)"


def disagreement_weights(classes: int, weighting: Weighting) -> Values:
    """Return how bad each confusion of ordered classes is, 0 to 1, shape (classes, classes)."""
    steps = np.abs(np.subtract.outer(np.arange(classes), np.arange(classes))) / max(classes - 1, 1)
    if weighting == "none":
        return (steps > 0).astype(np.float64)
    return np.asarray(steps if weighting == "linear" else steps**2)


def weighted_kappa(tables: Tables | Values, weights: Values) -> Values:
    """Return weighted kappa, 1 - observed / expected disagreement (Cohen 1968); nan where cohen_kappa is.

    Args:
        tables: counts, shape (..., classes, classes).
        weights: badness of each cell, 0 on the diagonal, shape (classes, classes).

    The illustration of Cohen (1968), for which he prints .348:

    >>> table = np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    >>> round(float(weighted_kappa(table, np.array([[0, 1, 3], [1, 0, 6], [3, 6, 0]]))), 3)
    0.348
    """
    observed = (tables * weights).sum(axis=(-2, -1)) * tables.sum(axis=(-2, -1))
    expected = ((tables.sum(axis=-1) @ weights) * tables.sum(axis=-2)).sum(axis=-1)
    varies = ((tables > 0).any(axis=-1).sum(axis=-1) > 1) & ((tables > 0).any(axis=-2).sum(axis=-1) > 1)
    kappas: Values = 1 - divide(observed * 1.0, np.where(varies, expected * 1.0, 0.0))
    return kappas


def kappa_error(table: Tables | Values, weights: Values, cases: float = 1) -> float:
    """Return the large-sample standard error of weighted kappa (Fleiss, Cohen & Everitt 1969).

    Args:
        table: proportions or counts, shape (classes, classes).
        weights: badness of each cell, 0 to 1, 0 on the diagonal.
        cases: how many cases there are; 1 gives the error times the root of any number of cases.
    """
    shares = table / table.sum()
    agreed = 1 - weights
    a, b = shares.sum(axis=1), shares.sum(axis=0)
    chance = float(a @ agreed @ b)
    kappa = (float((shares * agreed).sum()) - chance) / (1 - chance)
    means = (agreed @ b)[:, None] + (a @ agreed)[None, :]
    squares = float((shares * (agreed - means * (1 - kappa)) ** 2).sum())
    variance = max(squares - (kappa - chance * (1 - kappa)) ** 2, 0.0) / (cases * (1 - chance) ** 2)
    return float(variance**0.5)


def case_kappa(table: Tables, confidence: float = LEVEL, reason: str | None = None) -> Estimate:
    """Return kappa of a table of independent cases with its interval.

    Kappa is 1 less the share of cases that differ, by the share that would by chance. The interval is the score
    interval of that share (Wilson 1927), which holds for few cases and for none that differ; for as many cases as would
    give the share the large-sample error of kappa (Fleiss, Cohen & Everitt 1969), as surveys count cases "in effect"
    (Kish 1965; Franco et al. 2019). Kappa -+ 1.96 errors holds the truth too seldom and reaches beyond 1.

    Args:
        table: counts, rows coder A, columns coder B.
        confidence: of the interval.
        reason: what to say where there is no kappa; None lets the table say it.

    30 cases, one of which differs:

    >>> found = case_kappa(np.array([[11, 1], [0, 18]]))
    >>> round(found.value, 2), round(found.interval.low, 2), round(found.interval.high, 2)
    (0.93, 0.65, 0.99)
    """
    cases = int(table.sum())
    if not cases:
        return without_value("not estimable: no case was classified by both coders")
    value = float(cohen_kappa(table))
    if np.isnan(value):
        return without_value(reason or why_no_kappa(table, "class"))
    if cases < ENOUGH_SESSIONS:
        return Estimate(value, Undefined(f"not estimable: fewer than {ENOUGH_SESSIONS} cases"))
    return Estimate(value, _score_interval(table, confidence))


def _score_interval(table: Tables, level: float) -> ConfidenceInterval:
    cases = int(table.sum())
    differing = float(cases - table.trace()) / cases
    by_chance = 1 - float(table.sum(axis=1) @ table.sum(axis=0)) / cases**2
    error = kappa_error(table, disagreement_weights(len(table), "none"), cases) * by_chance
    in_effect = float(cases)
    if 0 < differing < 1 and error > _ROUNDING:
        in_effect = min(in_effect, differing * (1 - differing) / error**2)
    z = normal_quantile(level)
    whole = 1 + z**2 / in_effect
    middle = (differing + z**2 / (2 * in_effect)) / whole
    reach = z * (differing * (1 - differing) / in_effect + z**2 / (4 * in_effect**2)) ** 0.5 / whole
    low, high = 1 - (middle + reach) / by_chance, 1 - max(middle - reach, 0.0) / by_chance
    return ConfidenceInterval(max(low, -1.0), high, level, _METHOD)


def confusion(pairs: Sequence[tuple[str, str]], classes: Sequence[str]) -> Tables:
    """Return how often coder A gave class i and coder B class j, shape (classes, classes).

    Raises:
        ValueError: if a class is not among the classes.
    """
    index = {name: position for position, name in enumerate(classes)}
    missing = {name for pair in pairs for name in pair} - index.keys()
    if missing:
        raise ValueError(f"not among the classes: {', '.join(sorted(missing))}")
    table = np.zeros((len(classes), len(classes)), dtype=np.int64)
    for a, b in pairs:
        table[index[a], index[b]] += 1
    return table
