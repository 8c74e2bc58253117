"""Intraclass correlations: how much of the variation of ratings is between what was rated."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from scipy.special import fdtri

from annotator.statistics.estimate import (
    LEVEL,
    ConfidenceInterval,
    Estimate,
    Undefined,
    Values,
    complete_rows,
    without_value,
)

Form = Literal["1,1", "A,1", "C,1", "1,k", "A,k", "C,k"]
"""McGraw & Wong's names. 1: coders differ from unit to unit; A: absolute agreement; C: consistency, a coder who is
always higher does no harm. 1 at the end: of a single coder; k: of the mean of all coders."""

FORMS: tuple[Form, ...] = get_args(Form)

_METHOD = "F distribution (McGraw & Wong 1996)"
_TOO_FEW = "not estimable: fewer than two units were rated by all coders"
_NO_INTERVAL = "not estimable: coders and errors leave no degrees of freedom"
_ROUNDING = 1e-9
"""A divisor this small is 0 but for the rounding of floats."""
_NO_VARIATION = "not estimable: the ratings do not vary from unit to unit"


@dataclass(frozen=True, slots=True)
class _MeanSquares:
    """Of the two-way table: between units, between coders, what remains, and within units."""

    units: int
    coders: int
    between_units: float
    between_coders: float
    error: float
    within: float


def icc(ratings: Sequence[Sequence[float]] | Values, form: Form = "A,1", level: float = LEVEL) -> Estimate:
    """Return an intraclass correlation and its interval (Shrout & Fleiss 1979; McGraw & Wong 1996 with erratum).

    Units that a coder did not rate are left out.

    Args:
        ratings: shape (units, coders).
        form: which of the six; report it with the value.
        level: confidence of the interval.

    The data of Shrout & Fleiss (1979, table 2), six units and four coders, for which they print .17, .29, .71 for a
    single coder and .44, .62, .91 for the mean of all:

    >>> data = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> [round(icc(data, form).value, 2) for form in FORMS]
    [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]
    """
    complete = complete_rows(ratings)
    if complete.shape[0] < 2 or complete.shape[1] < 2:
        return without_value(_TOO_FEW)
    squares = _mean_squares(complete)
    model, mean_of = form.split(",")
    value, low, high = _absolute(squares, level) if model == "A" else _by_f(squares, model, level)
    if np.isnan(value):
        return without_value(_NO_VARIATION)
    if mean_of == "k":
        return _stepped_up(value, low, high, squares.coders, level)
    if np.isnan(low):
        return Estimate(value, Undefined(_NO_INTERVAL))
    return Estimate(value, ConfidenceInterval(low, high, level, _METHOD))


def all_iccs(ratings: Sequence[Sequence[float]] | Values, level: float = LEVEL) -> dict[Form, Estimate]:
    """Return all six forms."""
    return {form: icc(ratings, form, level) for form in FORMS}


def _mean_squares(ratings: Values) -> _MeanSquares:
    units, coders = ratings.shape
    of_unit, of_coder = ratings.mean(axis=1, keepdims=True), ratings.mean(axis=0, keepdims=True)
    centre = ratings.mean()
    left_over = ratings - of_unit - of_coder + centre
    rounding = 1e-20 * float((ratings**2).sum())

    def mean_square(parts: Values, df: int) -> float:
        total = float((parts**2).sum())
        return total / df if total > rounding else 0.0

    return _MeanSquares(
        units,
        coders,
        between_units=coders * mean_square(of_unit - centre, units - 1),
        between_coders=units * mean_square(of_coder - centre, coders - 1),
        error=mean_square(left_over, (units - 1) * (coders - 1)),
        within=mean_square(ratings - of_unit, units * (coders - 1)),
    )


def _by_f(squares: _MeanSquares, model: str, level: float) -> tuple[float, float, float]:
    """Return forms 1 and C: value, lower and upper bound from the ratio of two mean squares."""
    n, k = squares.units, squares.coders
    error, df = (squares.within, n * (k - 1)) if model == "1" else (squares.error, (n - 1) * (k - 1))
    if squares.between_units + error == 0:
        return np.nan, np.nan, np.nan
    if error == 0:
        return 1.0, 1.0, 1.0
    ratio, tail = squares.between_units / error, (1 + level) / 2
    low, high = ratio / float(fdtri(n - 1, df, tail)), ratio * float(fdtri(df, n - 1, tail))
    return (ratio - 1) / (ratio + k - 1), (low - 1) / (low + k - 1), (high - 1) / (high + k - 1)


def _absolute(squares: _MeanSquares, level: float) -> tuple[float, float, float]:
    """Return form A: value, lower and upper bound with Satterthwaite's degrees of freedom."""
    n, k = squares.units, squares.coders
    between, coders, error = squares.between_units, squares.between_coders, squares.error
    whole = between + (k - 1) * error + k / n * (coders - error)
    if between + error == 0 or whole <= 0:
        return np.nan, np.nan, np.nan
    value = (between - error) / whole
    if value == 1:
        return 1.0, 1.0, 1.0
    a, b = k * value / (n * (1 - value)), 1 + k * value * (n - 1) / (n * (1 - value))
    of_coders, of_error = (a * coders) ** 2 / (k - 1), (b * error) ** 2 / ((n - 1) * (k - 1))
    if of_coders + of_error == 0:
        return value, np.nan, np.nan
    df, tail = (a * coders + b * error) ** 2 / (of_coders + of_error), (1 + level) / 2
    lower, upper = float(fdtri(n - 1, df, tail)), float(fdtri(df, n - 1, tail))
    rest = k * coders + (k * n - k - n) * error
    return (
        value,
        n * (between - lower * error) / (lower * rest + n * between),
        n * (upper * between - error) / (rest + n * upper * between),
    )


def _stepped_up(value: float, low: float, high: float, coders: int, level: float) -> Estimate:
    """Return the reliability of the mean of all coders (Spearman 1910; Brown 1910)."""
    found = [_of_mean(one, coders) for one in (value, low, high)]
    if np.isnan(found[0]):
        return without_value("not estimable: units vary no more than chance would make them")
    if np.isnan(found[1:]).any():
        return Estimate(found[0], Undefined("not estimable: the interval reaches below what a mean can have"))
    return Estimate(found[0], ConfidenceInterval(found[1], found[2], level, _METHOD))


def _of_mean(single: float, coders: int) -> float:
    divisor = 1 + (coders - 1) * single
    return coders * single / divisor if divisor > _ROUNDING else np.nan
