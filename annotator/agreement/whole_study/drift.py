"""Whether two coders drift apart from session to session: the values in order, and their slope as a plain number."""

from dataclasses import dataclass

import numpy as np

from annotator.agreement.whole_study.compared import Compared
from annotator.agreement.whole_study.estimates import PairEstimates, session_values, weights_of
from annotator.statistics.bootstrap import ENOUGH_SESSIONS
from annotator.statistics.estimate import (
    RESAMPLING,
    ConfidenceInterval,
    Estimate,
    Resampling,
    Statistic,
    Undefined,
    Values,
    bootstrapped,
)
from annotator.statistics.tables import divide

PER_SESSIONS = 10
"""The slope is told for so many sessions."""


@dataclass(frozen=True, slots=True)
class Drift:
    """One statistic of a pair from session to session.

    Attributes:
        sessions: session ids with their values, in order; a value that does not exist has no place in the slope.
        trend: by how much the statistic changes in ten sessions, with interval.
    """

    sessions: tuple[tuple[str, Statistic], ...]
    trend: Estimate


def drift(compared: Compared, found: PairEstimates, pair: int, resampling: Resampling = RESAMPLING) -> Drift:
    """Return how a statistic changes over the sessions of a pair, in the order in which they were gathered."""
    values = session_values(compared, found, pair)
    kept = [value for _, value in values if not isinstance(value, Undefined)]
    return Drift(tuple(values), trend(np.array(kept, dtype=np.float64), resampling))


def trend(values: Values, resampling: Resampling = RESAMPLING) -> Estimate:
    """Return the least-squares slope of values in order, for ten steps; every session counts the same.

    The interval resamples sessions, as that of kappa does, from ten on; below there is none.

    >>> round(trend(np.array([0.9, 0.8, 0.7])).value, 3)
    -1.0
    """
    if values.size < 2:
        none = Undefined("not estimable: fewer than two sessions have a value")
        return Estimate(none, none)
    slope = PER_SESSIONS * float(_slopes(values, np.ones((1, values.size)))[0])
    return Estimate(slope, _interval(values, resampling))


def _interval(values: Values, resampling: Resampling) -> ConfidenceInterval | Undefined:
    if values.size < ENOUGH_SESSIONS:
        return Undefined(f"not estimable: fewer than {ENOUGH_SESSIONS} sessions")
    slopes = PER_SESSIONS * _slopes(values, weights_of(resampling, values.size))
    return bootstrapped(slopes, f"bootstrap of {values.size} sessions", resampling)


def _slopes(values: Values, weights: Values) -> Values:
    """Return the slope with every session counted as often as the weights say, shape (samples,)."""
    place = np.arange(values.size, dtype=np.float64)
    total = weights.sum(axis=1)
    mean_place, mean_value = weights @ place / total, weights @ values / total
    together = weights @ (place * values) / total - mean_place * mean_value
    spread = weights @ place**2 / total - mean_place**2
    return divide(together, np.where(spread > 1e-12, spread, 0.0))
