"""Intraclass correlations: how much of the variation of ratings is between what was rated.

Their intervals are those of McGraw & Wong (1996) where every unit is a session of its own. Where several units are of
one session they are no independent evidence, and the interval leaves out one session after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, get_args

import numpy as np
from scipy.special import fdtri

from annotator.statistics.estimate import LEVEL, ConfidenceInterval, Estimate, Undefined, Values, without_value
from annotator.statistics.jackknife import ENOUGH_SESSIONS, NEVER_DIFFER, Sessions, by_session, jackknifed
from annotator.statistics.tables import divide

Form = Literal["1,1", "A,1", "C,1", "1,k", "A,k", "C,k"]
"""McGraw & Wong's names. 1: coders differ from unit to unit; A: absolute agreement; C: consistency, a coder who is
always higher does no harm. 1 at the end: of a single coder; k: of the mean of all coders."""

FORMS: tuple[Form, ...] = get_args(Form)

_METHOD = "F distribution (McGraw & Wong 1996)"
_TOO_FEW = "not estimable: fewer than two units were rated by all coders"
_NO_INTERVAL = "not estimable: coders and errors leave no degrees of freedom"
_ROUNDING = 1e-9
"""What is this small beside the whole is 0 but for the rounding of floats."""
_NO_VARIATION = "not estimable: the ratings do not vary from unit to unit"


@dataclass(frozen=True, slots=True)
class _MeanSquares:
    """Of two-way tables: between units, between coders, what remains, and within units; each of shape (...)."""

    units: Values
    coders: int
    between_units: Values
    between_coders: Values
    error: Values
    within: Values


def icc(
    ratings: Sequence[Sequence[float]] | Values,
    form: Form = "A,1",
    level: float = LEVEL,
    sessions: Sessions | None = None,
    *,
    is_normal: bool = True,
) -> Estimate:
    """Return an intraclass correlation and its interval (Shrout & Fleiss 1979; McGraw & Wong 1996 with erratum).

    Units that a coder did not rate are left out.

    Args:
        ratings: shape (units, coders).
        form: which of the six; report it with the value.
        level: confidence of the interval.
        sessions: a number for the session of each unit, shape (units,); None: each unit is a session of its own.
        is_normal: whether values are near enough to normal for the intervals of McGraw & Wong; seconds and counts are
            not, and their sessions are left out in turn.

    The data of Shrout & Fleiss (1979, table 2), six units and four coders, for which they print .17, .29, .71 for a
    single coder and .44, .62, .91 for the mean of all:

    >>> data = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    >>> [round(icc(data, form).value, 2) for form in FORMS]
    [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]
    """
    table = np.asarray(ratings, dtype=np.float64)
    rated = ~np.isnan(table).any(axis=1) if table.ndim == 2 else np.zeros(0, dtype=bool)
    if rated.sum() < 2 or table.shape[1] < 2:
        return without_value(_TOO_FEW)
    sums = _sums(table[rated])
    squares = _mean_squares(sums.sum(axis=0))
    model, mean_of = form.split(",")
    value = float(_single(squares, model))
    if np.isnan(value):
        return without_value(_NO_VARIATION)
    labels = None if sessions is None else np.asarray(sessions)[rated]
    if value == 1:
        single: ConfidenceInterval | Undefined = Undefined(NEVER_DIFFER)
    elif is_normal and are_independent(labels):
        single = _by_f(squares, model, value, level)
    else:
        parts = by_session(sums, labels)
        single = jackknifed(parts, partial(_of_sums, model), "correlation", level=level)
    return stepped_up(value, single, squares.coders) if mean_of == "k" else Estimate(value, single)


def are_independent(sessions: Sessions | None) -> bool:
    """Whether each unit is a session of its own."""
    return sessions is None or np.unique(np.asarray(sessions)).size == len(sessions)


def all_iccs(
    ratings: Sequence[Sequence[float]] | Values,
    level: float = LEVEL,
    sessions: Sessions | None = None,
) -> dict[Form, Estimate]:
    """Return all six forms."""
    return {form: icc(ratings, form, level, sessions) for form in FORMS}


def _sums(ratings: Values) -> Values:
    """Return what mean squares are made from, of each unit: 1, squared sum, sum of squares, rating of each coder."""
    near_zero = ratings - ratings.mean()  # so that little is lost to rounding
    ones, whole = np.ones(len(ratings)), near_zero.sum(axis=1)
    return np.column_stack((ones, whole**2, (near_zero**2).sum(axis=1), near_zero))


def _mean_squares(sums: Values) -> _MeanSquares:
    """Return the mean squares from sums over units, shape (..., 3 + coders); what is 0 but for rounding is 0."""
    units, of_units, squares, by_coder = sums[..., 0], sums[..., 1], sums[..., 2], sums[..., 3:]
    coders = by_coder.shape[-1]
    centre = by_coder.sum(axis=-1) ** 2 / (units * coders)
    between_units = of_units / coders - centre
    between_coders = (by_coder**2).sum(axis=-1) / units - centre
    within = squares - of_units / coders

    def mean_square(total: Values, df: Values) -> Values:
        return np.where(total > _ROUNDING * squares, divide(total, df), 0.0)

    return _MeanSquares(
        units,
        coders,
        between_units=mean_square(between_units, units - 1),
        between_coders=mean_square(between_coders, np.full(units.shape, coders - 1.0)),
        error=mean_square(within - between_coders, (units - 1) * (coders - 1)),
        within=mean_square(within, units * (coders - 1)),
    )


def _of_sums(model: str, sums: Values) -> Values:
    return _single(_mean_squares(sums), model)


def _single(squares: _MeanSquares, model: str) -> Values:
    """Return the correlation of a single coder, shape (...); nan where the units do not vary."""
    error = squares.within if model == "1" else squares.error
    whole = squares.between_units + (squares.coders - 1) * error
    if model == "A":
        whole = whole + squares.coders / squares.units * (squares.between_coders - error)
    varies = (squares.between_units + error > 0) & (whole > 0)
    return divide(squares.between_units - error, np.where(varies, whole, 0.0))


def _by_f(squares: _MeanSquares, model: str, value: float, level: float) -> ConfidenceInterval | Undefined:
    """Return the interval for independent units."""
    if squares.units < ENOUGH_SESSIONS:
        return Undefined(f"not estimable: fewer than {ENOUGH_SESSIONS} sessions")
    if model == "A":
        low, high = _absolute(squares, value, level)
    else:
        n, k = float(squares.units), squares.coders
        error, df = (squares.within, n * (k - 1)) if model == "1" else (squares.error, (n - 1) * (k - 1))
        low, high = from_ratio(float(squares.between_units / error), k, n - 1, df, level)
    return in_range(low, high, level)


def from_ratio(ratio: float, coders: float, of_units: float, of_error: float, level: float) -> tuple[float, float]:
    """Return the bounds of forms 1 and C from the ratio of two mean squares and their degrees of freedom."""
    tail = (1 + level) / 2
    low, high = ratio / float(fdtri(of_units, of_error, tail)), ratio * float(fdtri(of_error, of_units, tail))
    return (low - 1) / (low + coders - 1), (high - 1) / (high + coders - 1)


def _absolute(squares: _MeanSquares, value: float, level: float) -> tuple[float, float]:
    """Return the bounds of form A with Satterthwaite's degrees of freedom; nan where there are none."""
    n, k = float(squares.units), squares.coders
    between, coders, error = float(squares.between_units), float(squares.between_coders), float(squares.error)
    a, b = k * value / (n * (1 - value)), 1 + k * value * (n - 1) / (n * (1 - value))
    of_coders, of_error = (a * coders) ** 2 / (k - 1), (b * error) ** 2 / ((n - 1) * (k - 1))
    if of_coders + of_error == 0:
        return np.nan, np.nan
    df, tail = (a * coders + b * error) ** 2 / (of_coders + of_error), (1 + level) / 2
    lower, upper = float(fdtri(n - 1, df, tail)), float(fdtri(df, n - 1, tail))
    rest = k * coders + (k * n - k - n) * error
    return n * (between - lower * error) / (lower * rest + n * between), (
        n * (upper * between - error) / (rest + n * upper * between)
    )


def stepped_up(value: float, single: ConfidenceInterval | Undefined, coders: float) -> Estimate:
    """Return the reliability of the mean of that many coders (Spearman 1910; Brown 1910)."""
    of_mean = _of_mean(value, coders)
    if np.isnan(of_mean):
        return without_value("not estimable: units vary no more than chance would make them")
    if isinstance(single, Undefined):
        return Estimate(of_mean, single)
    if of_mean < -1:
        return Estimate(of_mean, Undefined(_NO_INTERVAL))
    low, high = _of_mean(single.low, coders), _of_mean(single.high, coders)
    return Estimate(of_mean, in_range(low, high, single.level, single.method))


def in_range(low: float, high: float, level: float, method: str = _METHOD) -> ConfidenceInterval | Undefined:
    """Return the interval; a bound below -1, which no correlation has, is -1, and so is one that does not exist."""
    if np.isnan(high):
        return Undefined(_NO_INTERVAL)
    return ConfidenceInterval(float(np.fmax(low, -1.0)), high, level, method)


def _of_mean(single: float, coders: float) -> float:
    divisor = 1 + (coders - 1) * single
    return coders * single / divisor if divisor > _ROUNDING else np.nan
