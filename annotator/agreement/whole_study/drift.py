"""Whether two coders drift apart from session to session: the values in order, and their slope as a plain number."""

from dataclasses import dataclass

import numpy as np

from annotator.agreement.whole_study.compared import Compared
from annotator.agreement.whole_study.estimates import PairEstimates, session_values
from annotator.statistics.estimate import LEVEL, ConfidenceInterval, Estimate, Statistic, Undefined, Values, t_interval
from annotator.statistics.jackknife import ENOUGH_SESSIONS

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


def drift(compared: Compared, found: PairEstimates, pair: int, confidence: float = LEVEL) -> Drift:
    """Return how a statistic changes over the sessions of a pair, in the order in which they were gathered."""
    values = session_values(compared, found, pair)
    kept = [value for _, value in values if not isinstance(value, Undefined)]
    return Drift(tuple(values), trend(np.array(kept, dtype=np.float64), confidence))


def trend(values: Values, confidence: float = LEVEL) -> Estimate:
    """Return the least-squares slope of values in order, for ten steps; every session counts the same.

    The interval is that of linear regression, the t distribution with sessions - 2 degrees of freedom.

    >>> round(trend(np.array([0.9, 0.8, 0.7])).value, 3)
    -1.0
    """
    if values.size < 2:
        none = Undefined("not estimable: fewer than two sessions have a value")
        return Estimate(none, none)
    place: Values = np.arange(values.size, dtype=np.float64) - (values.size - 1) / 2
    slope = float(place @ values / (place @ place))
    return Estimate(PER_SESSIONS * slope, _interval(values, place, slope, confidence))


def _interval(values: Values, place: Values, slope: float, level: float) -> ConfidenceInterval | Undefined:
    if values.size < ENOUGH_SESSIONS:
        return Undefined(f"not estimable: fewer than {ENOUGH_SESSIONS} sessions")
    left_over = values - values.mean() - slope * place
    df = values.size - 2
    error = float(left_over @ left_over / df / (place @ place)) ** 0.5
    if error < 1e-12:
        return Undefined("not estimable: the sessions lie on a line, so that nothing shows how they vary")
    return t_interval(PER_SESSIONS * slope, PER_SESSIONS * error, df, level)
