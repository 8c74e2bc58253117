"""Krippendorff's alpha: any number of coders, missing ratings, four levels of measurement."""

from collections.abc import Sequence
from functools import partial
from typing import Literal

import numpy as np

from annotator.statistics.estimate import LEVEL, Estimate, Undefined, Values, without_value
from annotator.statistics.jackknife import Sessions, by_session, jackknifed
from annotator.statistics.tables import divide

Level = Literal["nominal", "ordinal", "interval", "ratio"]

_NOTHING = "not estimable: no unit was rated by two coders"
_ONE_UNIT = "not estimable: only one unit was rated by two coders"
_NO_VARIATION = "not estimable: the ratings do not vary"

_ENOUGH: dict[Level, int] = {"nominal": 10, "ordinal": 0, "interval": 0, "ratio": 10}
"""Of fewer sessions the interval holds the truth too rarely (docs/agreement-coverage.md); all need ENOUGH_SESSIONS."""


def krippendorff_alpha(
    ratings: Sequence[Sequence[float]] | Values,
    level: Level = "ordinal",
    confidence: float = LEVEL,
    sessions: Sessions | None = None,
) -> Estimate:
    """Return alpha, 1 - Do / De, and its interval (Krippendorff 2011, 2019).

    The interval is the jackknife over sessions: expected disagreement is computed anew without each of them, because
    intervals that keep it fixed (Hayes & Krippendorff 2007) are too narrow (Zapf et al. 2016).

    Args:
        ratings: shape (units, coders), nan where one is missing; for the nominal level any number for each class.
        level: nominal: same or not; ordinal: ranks; interval: squared difference; ratio: relative to the sum.
        confidence: of the interval.
        sessions: a number for the session of each unit, shape (units,); None: each unit is a session of its own.

    The 40 news articles of Hayes & Krippendorff (2007) give .76 (tests/golden). Krippendorff's own example of four
    coders and twelve units, for which he prints .743 (nominal), .815, .849 and .797 (ratio):

    >>> x = float("nan")
    >>> coders = [[1, 2, 3, 3, 2, 1, 4, 1, 2, x, x, x], [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, x, 3],
    ...           [x, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, x], [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, x]]
    >>> units = np.array(coders).T
    >>> [round(krippendorff_alpha(units, level).value, 3) for level in ("nominal", "ordinal", "interval", "ratio")]
    [0.743, 0.815, 0.849, 0.797]
    """
    table = np.asarray(ratings, dtype=np.float64)
    paired = (~np.isnan(table)).sum(axis=1) >= 2 if table.ndim == 2 else np.zeros(0, dtype=bool)
    if paired.sum() < 2:
        return without_value(_ONE_UNIT if paired.any() else _NOTHING)
    values, together = _coincidences(table[paired])
    if level == "ratio" and values[0] < 0:
        return without_value("not estimable: a ratio scale has no values below 0")
    value = float(_alphas(together.sum(axis=0), values, level))
    if np.isnan(value):
        return without_value(_NO_VARIATION)
    labels = np.arange(paired.size) if sessions is None else np.asarray(sessions)
    parts = by_session(together, labels[paired])
    if len(parts) < _ENOUGH[level]:
        return Estimate(value, Undefined(f"not estimable: fewer than {_ENOUGH[level]} sessions"))
    sums = partial(_alphas, values=values, level=level)
    return Estimate(value, jackknifed(parts, sums, "correlation", level=confidence))


def _coincidences(ratings: Values) -> tuple[Values, Values]:
    """Return the values that occur, ascending, and how often each met each within a unit, (units, values, values).

    Every unit counts as often as it was rated, so that its pairs are weighted by 1 / (ratings - 1).
    """
    values = np.unique(ratings[~np.isnan(ratings)])
    given = (ratings[:, :, None] == values).sum(axis=1).astype(np.float64)
    pairs = given[:, :, None] * given[:, None, :]
    pairs[:, np.arange(values.size), np.arange(values.size)] -= given
    return values, pairs / (given.sum(axis=1) - 1)[:, None, None]


def _alphas(together: Values, values: Values, level: Level) -> Values:
    """Return alpha of coincidences, shape (...) from (..., values, values); nan where the ratings do not vary."""
    totals = together.sum(axis=-1)
    apart = _of_ranks(totals) if level == "ordinal" else _differences(values, level)
    observed = (together * apart).sum(axis=(-2, -1)) * (totals.sum(axis=-1) - 1)
    expected = (totals[..., :, None] * totals[..., None, :] * apart).sum(axis=(-2, -1))
    alphas: Values = 1 - divide(observed, expected)
    return alphas


def _of_ranks(totals: Values) -> Values:
    """Return the squared difference of the mean ranks of every two values, shape (..., values, values)."""
    ranks = totals.cumsum(axis=-1) - totals / 2
    return np.asarray((ranks[..., :, None] - ranks[..., None, :]) ** 2)


def _differences(values: Values, level: Level) -> Values:
    """Return the squared difference of every two values, shape (values, values)."""
    one, other = values[:, None], values[None, :]
    if level == "nominal":
        return np.asarray(one != other, dtype=np.float64)
    if level == "interval":
        return np.asarray((one - other) ** 2)
    relative = np.divide(one - other, one + other, out=np.zeros((values.size, values.size)), where=one != other)
    return np.asarray(relative**2)
