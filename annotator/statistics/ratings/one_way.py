"""Intraclass correlation where coders differ from case to case: not the same two coders for all, or ratings missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from annotator.statistics.estimate import LEVEL, ConfidenceInterval, Estimate, Undefined, Values, without_value
from annotator.statistics.jackknife import ENOUGH_SESSIONS, NEVER_DIFFER, Sessions, by_session, jackknifed
from annotator.statistics.ratings.icc import are_independent, from_ratio, in_range, stepped_up
from annotator.statistics.tables import divide

Design = Literal["two-way", "one-way"]
"""Two-way: the same coders judged every case, so that a coder who is higher throughout can be told. One-way: coders
differ from case to case."""

_TOO_FEW = "not estimable: fewer than two cases were judged by two coders"
_NO_VARIATION = "not estimable: the ratings do not vary from case to case"
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class OneWay:
    """Agreement where coders differ from case to case.

    Attributes:
        cases: those that at least two coders judged; the others count for nothing.
        ratings: how many there are of these.
        coders: the mean number of ratings of a case, corrected for how unequal they are (k0).
        single: ICC(1,1), of a single coder.
        mean: ICC(1,k), of the mean of that many coders.
    """

    cases: int
    ratings: int
    coders: float
    single: Estimate
    mean: Estimate


def design_of(ratings: Values) -> Design:
    """Return whether the same coders judged every case that two judged or more, from (cases, coders) with nan.

    >>> x = float("nan")
    >>> design_of(np.array([[1, 2, x], [3, 3, x], [4, x, x]])), design_of(np.array([[1, 2, x], [x, 3, 3]]))
    ('two-way', 'one-way')
    """
    given = ~np.isnan(ratings)
    judged = given[given.sum(axis=1) >= 2]
    return "two-way" if (judged == judged[:1]).all() else "one-way"


def one_way(
    ratings: Sequence[Sequence[float]] | Values,
    level: float = LEVEL,
    sessions: Sessions | None = None,
    *,
    is_normal: bool = True,
) -> OneWay:
    """Return ICC(1,1) and ICC(1,k) of cases with two ratings or more, by whomever (Shrout & Fleiss 1979, case 1).

    From the mean squares between and within cases; where cases have different numbers of ratings, with
    k0 = (N - sum k^2 / N) / (cases - 1) for k (Searle, Casella & McCulloch 1992). The interval is that of the F
    distribution, with k0 for k, or leaves out one session after the other (see icc). What coders differ in throughout
    counts as error, because nobody can tell it from the cases.

    Args:
        ratings: shape (cases, coders), nan where a coder did not judge.
        level: confidence of the interval.
        sessions: a number for the session of each case, shape (cases,); None: each case is a session of its own.
        is_normal: see icc.

    Shrout & Fleiss (1979, table 2), where the ratings of a case could be by anybody: .17 and .44.

    >>> data = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> found = one_way(data)
    >>> round(found.single.value, 2), round(found.mean.value, 2), found.coders
    (0.17, 0.44, 4.0)
    """
    table = np.asarray(ratings, dtype=np.float64)
    judged = (~np.isnan(table)).sum(axis=1) >= 2 if table.ndim == 2 else np.zeros(0, dtype=bool)
    if judged.sum() < 2:
        none = without_value(_TOO_FEW)
        return OneWay(int(judged.sum()), 0, np.nan, none, none)
    sums = _sums(table[judged])
    total = sums.sum(axis=0)
    coders, count = float(_mean_number(total)), int(total[1])
    value = float(_single(total))
    if np.isnan(value):
        none = without_value(_NO_VARIATION)
        return OneWay(len(sums), count, coders, none, none)
    labels = None if sessions is None else np.asarray(sessions)[judged]
    around: ConfidenceInterval | Undefined
    if value == 1:
        around = Undefined(NEVER_DIFFER)
    elif is_normal and are_independent(labels):
        around = _by_f(total, coders, level)
    else:
        around = jackknifed(by_session(sums, labels), _single, "correlation", level=level)
    return OneWay(len(sums), count, coders, Estimate(value, around), stepped_up(value, around, coders))


def _sums(ratings: Values) -> Values:
    """Return of each case 1, k, k^2, the sum of its ratings, their squared sum by k, and the sum of their squares."""
    near_zero = ratings - np.nanmean(ratings)  # so that little is lost to rounding
    count = (~np.isnan(ratings)).sum(axis=1).astype(np.float64)
    whole = np.nansum(near_zero, axis=1)
    return np.column_stack(
        (np.ones(len(ratings)), count, count**2, whole, whole**2 / count, np.nansum(near_zero**2, axis=1))
    )


def _mean_number(sums: Values) -> Values:
    cases, count, of_squares = sums[..., 0], sums[..., 1], sums[..., 2]
    return divide(count - divide(of_squares, count), cases - 1)


def _single(sums: Values) -> Values:
    """Return ICC(1,1) from sums over cases, shape (...) from (..., 6); nan where nothing varies."""
    between, within = _mean_squares(sums)
    variation = between + (_mean_number(sums) - 1) * within
    return divide(between - within, np.where(between + within > 0, variation, 0.0))


def _mean_squares(sums: Values) -> tuple[Values, Values]:
    """Return the mean squares between and within cases; what is 0 but for rounding is 0."""
    cases, count, _, whole, of_cases, squares = np.moveaxis(sums, -1, 0)
    apart, inside = of_cases - divide(whole**2, count), squares - of_cases
    between = np.where(apart > _ROUNDING * squares, divide(apart, cases - 1), 0.0)
    return between, np.where(inside > _ROUNDING * squares, divide(inside, count - cases), 0.0)


def _by_f(sums: Values, coders: float, level: float) -> ConfidenceInterval | Undefined:
    cases, count = float(sums[0]), float(sums[1])
    if cases < ENOUGH_SESSIONS:
        return Undefined(f"not estimable: fewer than {ENOUGH_SESSIONS} sessions")
    between, within = _mean_squares(sums)
    return in_range(*from_ratio(float(between / within), coders, cases - 1, count - cases, level), level)
