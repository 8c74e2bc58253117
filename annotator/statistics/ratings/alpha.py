"""Krippendorff's alpha: any number of coders, missing ratings, four levels of measurement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from annotator.statistics.estimate import RESAMPLING, Estimate, Resampling, Values, bootstrapped, without_value
from annotator.statistics.tables import divide

Level = Literal["nominal", "ordinal", "interval", "ratio"]

_NOTHING = "not estimable: no unit was rated by two coders"
_ONE_UNIT = "not estimable: only one unit was rated by two coders"
_NO_VARIATION = "not estimable: the ratings do not vary"


@dataclass(frozen=True, slots=True, eq=False)
class _Counts:
    """How often each value was given to each unit; only units with two ratings or more.

    Attributes:
        values: the values that occur, ascending.
        given: shape (units, values).
        ratings: ratings of each unit, shape (units,).
    """

    values: Values
    given: Values
    ratings: Values


def krippendorff_alpha(
    ratings: Sequence[Sequence[float]] | Values, level: Level = "ordinal", resampling: Resampling = RESAMPLING
) -> Estimate:
    """Return alpha, 1 - Do / De, and its bootstrap interval (Krippendorff 2011, 2019).

    Units are resampled and De is computed anew each time (Zapf et al. 2016), because intervals that keep De fixed
    (Hayes & Krippendorff 2007) are too narrow.

    Args:
        ratings: shape (units, coders), nan where one is missing; for the nominal level any number for each class.
        level: nominal: same or not; ordinal: ranks; interval: squared difference; ratio: relative to the sum.
        resampling: settings of the bootstrap.

    The 40 news articles of Hayes & Krippendorff (2007) give .76 (tests/golden). Krippendorff's own example of four
    coders and twelve units, for which he prints .743 (nominal), .815, .849 and .797 (ratio):

    >>> x = float("nan")
    >>> coders = [[1, 2, 3, 3, 2, 1, 4, 1, 2, x, x, x], [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, x, 3],
    ...           [x, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, x], [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, x]]
    >>> units = np.array(coders).T
    >>> [round(krippendorff_alpha(units, level).value, 3) for level in ("nominal", "ordinal", "interval", "ratio")]
    [0.743, 0.815, 0.849, 0.797]
    """
    counts = _counts(np.asarray(ratings, dtype=np.float64))
    if not counts.values.size:
        return without_value(_NOTHING)
    if len(counts.given) < 2:
        return without_value(_ONE_UNIT)
    if level == "ratio" and counts.values[0] < 0:
        return without_value("not estimable: a ratio scale has no values below 0")
    value = float(_alphas(counts, level, np.ones((1, len(counts.given))))[0])
    if np.isnan(value):
        return without_value(_NO_VARIATION)
    resampled = _alphas(counts, level, resampling.weights(len(counts.given)))
    return Estimate(value, bootstrapped(resampled, f"bootstrap of {len(counts.given)} units", resampling))


def _counts(ratings: Values) -> _Counts:
    many = ratings[(~np.isnan(ratings)).sum(axis=1) >= 2] if ratings.ndim == 2 else np.empty((0, 0))
    values = np.unique(many[~np.isnan(many)])
    given = (many[:, :, None] == values).sum(axis=1).astype(np.float64)
    return _Counts(values, given, given.sum(axis=1))


def _alphas(counts: _Counts, level: Level, weights: Values) -> Values:
    """Return alpha with every unit counted as often as the weights say, shape (samples,) from (samples, units)."""
    totals = weights @ counts.given
    if level == "ordinal":
        ranks = totals.cumsum(axis=1) - totals / 2
        observed, expected = _of_ranks(counts, weights, totals, ranks)
    else:
        apart = _differences(counts.values, level)
        within = ((counts.given @ apart) * counts.given).sum(axis=1) / (counts.ratings - 1)
        observed, expected = weights @ within, ((totals @ apart) * totals).sum(axis=1)
    alphas: Values = 1 - divide(observed * (totals.sum(axis=1) - 1), expected)
    return alphas


def _of_ranks(counts: _Counts, weights: Values, totals: Values, ranks: Values) -> tuple[Values, Values]:
    """Return observed and expected disagreement where values differ by the square of their mean ranks' difference.

    Ranks are those of the sample, so that they differ from sample to sample; the sums of squares of all pairs are
    written out from sums over single ratings.
    """
    per_pair = counts.ratings - 1
    squares = ((weights * (counts.ratings / per_pair)) @ counts.given * ranks**2).sum(axis=1)
    products = (weights / per_pair * (ranks @ counts.given.T) ** 2).sum(axis=1)
    all_squares = totals.sum(axis=1) * (totals * ranks**2).sum(axis=1)
    return 2 * (squares - products), 2 * (all_squares - (totals * ranks).sum(axis=1) ** 2)


def _differences(values: Values, level: Level) -> Values:
    """Return the squared difference of every two values, shape (values, values)."""
    one, other = values[:, None], values[None, :]
    if level == "nominal":
        return np.asarray(one != other, dtype=np.float64)
    if level == "interval":
        return np.asarray((one - other) ** 2)
    relative = np.divide(one - other, one + other, out=np.zeros((values.size, values.size)), where=one != other)
    return np.asarray(relative**2)
