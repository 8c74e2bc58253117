"""Confidence intervals from leaving out one session after the other.

Within a session everything is alike: moments, bouts, and the scales that one child is rated on. What is independent are
the sessions, so that the interval of every pooled statistic comes from how much it changes without each of them: the
jackknife of Quenouille (1956) and Tukey (1958), here over clusters (Yang & Zhou 2014 for kappa). It is made on a scale
on which statistics near 1 are symmetric (Fisher's z, logit; Miller 1974), with the t distribution of as many degrees of
freedom as sessions tell; of sums over units (ratings, variables) it is corrected for bias and for sessions that weigh
more than the others. docs/agreement-coverage.md shows by simulation how often such intervals hold the truth, and
docs/decisions/0020 why there is none for less than what is asked here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import stdtrit

from annotator.statistics.estimate import LEVEL, ConfidenceInterval, Undefined, Values, normal_quantile
from annotator.statistics.streams import Positions
from annotator.statistics.tables import Tables

ENOUGH_SESSIONS = 4
"""Fewer say too little about how sessions differ."""

ENOUGH_MARKS = 20
"""Fewer bouts, of either coder, have too few faults among them to show how many there would be."""

SESSIONS = "sessions"

Sessions = Sequence[int] | Values | Positions
"""A number for the session of each unit, shape (units,)."""

Scale = Literal["correlation", "share", "size", "plain"]
"""What values a statistic has: -1 to 1, 0 to 1, above 0, any."""

_SEVERAL = 1.25
"""So many sessions at least must carry the variation of a correlation: below, one has nine tenths of it, and the
interval would be as wide as the scale."""

NEVER_DIFFER = "not estimable: the coders never differ, so that nothing shows how much they might"

_TOO_FEW = f"not estimable: fewer than {ENOUGH_SESSIONS} sessions"
_TOO_FEW_USED = f"not estimable: marked in fewer than {ENOUGH_SESSIONS} {{}}"
_TOO_FEW_MARKS = f"not estimable: one coder marked it fewer than {ENOUGH_MARKS} times"
_HANGS_ON_ONE = "not estimable: without one of the sessions there would be no value"
_NEVER_AGREE = "not estimable: the coders never agree, so that nothing shows how much they might"
_ONE_ALONE = "not estimable: nearly all that shows how much the coders differ is in one session"
_NO_SPREAD = "not estimable: every session gives the same"
_ROUNDING = 1e-12
_LEAST: dict[Scale, float] = {"correlation": -1.0, "share": 0.0, "size": 0.0, "plain": -np.inf}
_MOST: dict[Scale, float] = {"correlation": 1.0, "share": 1.0, "size": np.inf, "plain": np.inf}
_SYMMETRIC: dict[Scale, tuple[np.ufunc, np.ufunc]] = {
    "correlation": (np.arctanh, np.tanh),
    "size": (np.log, np.exp),
    "plain": (np.positive, np.positive),
}


@dataclass(frozen=True, slots=True, eq=False)
class Without:
    """What a statistic is without each session in turn.

    Attributes:
        values: the statistic, shape (sessions,); nan where there is none.
        held: how much each session holds, shape (sessions,); None: all hold something. One that holds nothing says
            nothing.
        unit: what is left out, in words for a report.
        marks: bouts or points of the coder with fewer; None where nothing is counted.
        one_bout: by how much the statistic falls if a coder misses one bout more. A bout missed weighs much and is
            rare where coders are good, so that by chance none may be among those seen.
    """

    values: Values
    held: Values | Tables | None = None
    unit: str = SESSIONS
    marks: int | None = None
    one_bout: float = 0.0

    @property
    def used(self) -> int:
        """How many sessions hold something."""
        return self.values.size if self.held is None else int((self.held > 0).sum())

    @property
    def error(self) -> float:
        """The standard error of the statistic."""
        apart = self.values - self.values.mean()
        return float(((apart @ apart) * (self.values.size - 1) / self.values.size) ** 0.5)


def _without_each(parts: Values) -> Values:
    """Return the sums without each part: from those before it and after it, so that a large one leaves no rounding."""
    nothing = np.zeros_like(parts[:1])
    before = np.concatenate((nothing, np.cumsum(parts[:-1], axis=0)))
    after = np.concatenate((np.cumsum(parts[:0:-1], axis=0)[::-1], nothing))
    return before + after


def jackknifed(
    parts: Values, statistic: Callable[[Values], Values], scale: Scale, level: float = LEVEL
) -> ConfidenceInterval | Undefined:
    """Return the interval of a statistic of sums over sessions.

    From the pseudo-values of the statistic on its symmetric scale (Tukey 1958; Miller 1974). With few sessions a
    correlation is too low on the average, so that the interval reaches from the lower of the estimate and the estimate
    corrected for bias (Quenouille 1956) to the higher. Where few sessions make up most of the variation, so few tell
    how large it is: the degrees of freedom are at most twice (sum d^2)^2 / sum d^4, after Satterthwaite (1946), with
    d how far the statistic is from its mean without a session. A mean (plain) has those of the t test.

    Args:
        parts: what is summed, of each session, shape (sessions, ...).
        statistic: turns sums, shape (samples, ...), into values, shape (samples,); nan where there is none.
        scale: which values it can have; a share is not among them.
        level: confidence.

    The mean of 1, 2, 4 and 9 has the interval of the t test, 4 -+ 3.182 x 1.780:

    >>> found = jackknifed(np.array([[1, 1], [1, 2], [1, 4], [1, 9]]), lambda sums: sums[:, 1] / sums[:, 0], "plain")
    >>> round(found.low, 2), round(found.high, 2)
    (-1.66, 9.66)
    """
    if len(parts) < ENOUGH_SESSIONS:
        return Undefined(_TOO_FEW)
    values = statistic(np.concatenate((parts.sum(axis=0)[None], _without_each(parts))))
    value, without = float(values[0]), Without(values[1:])
    if reason := _why_none(value, without, scale):
        return Undefined(reason)
    if without.values.max() >= _MOST[scale] - _ROUNDING or without.values.min() <= _LEAST[scale] + _ROUNDING:
        return Undefined(_ONE_ALONE)
    there, back = _SYMMETRIC[scale]
    middle, rest = float(there(value)), Without(there(without.values))
    corrected = len(parts) * middle - (len(parts) - 1) * float(rest.values.mean())
    squares = (rest.values - rest.values.mean()) ** 2
    carrying, told = float(squares.sum() ** 2 / (squares @ squares)), len(parts) - 1.0
    if scale == "correlation" and carrying < _SEVERAL:
        return Undefined(_ONE_ALONE)
    if scale != "plain":
        told = min(told, 2 * carrying)
    reach = float(stdtrit(told, (1 + level) / 2)) * rest.error
    low, high = back(min(middle, corrected) - reach), back(max(middle, corrected) + reach)
    return ConfidenceInterval(float(low), float(high), level, f"jackknife of {len(parts)} {SESSIONS}")


def interval_around(
    value: float, without: Without, scale: Scale, level: float = LEVEL
) -> ConfidenceInterval | Undefined:
    """Return the interval of a statistic, or why there is none.

    Args:
        value: of all sessions together.
        without: what it is without each of them.
        scale: correlation or share.
        level: confidence.
    """
    if scale == "share" and value >= 1 - _ROUNDING and without.unit == SESSIONS and without.used >= ENOUGH_SESSIONS:
        return never(without.used, level)
    if reason := _why_none(value, without, scale):
        return Undefined(reason)
    by_sessions = float(stdtrit(without.used - 1, (1 + level) / 2)) * without.error
    low, high = _around(value, float(np.hypot(by_sessions, normal_quantile(level) * without.one_bout)), scale)
    return ConfidenceInterval(low, high, level, f"jackknife of {without.values.size} {without.unit}")


def _why_none(value: float, without: Without, scale: Scale) -> str:
    """Return why there is no interval; "" where there is one."""
    reasons = (
        (without.values.size < ENOUGH_SESSIONS, _TOO_FEW),
        (without.used < ENOUGH_SESSIONS, _TOO_FEW_USED.format(without.unit)),
        (value >= _MOST[scale] - _ROUNDING, NEVER_DIFFER),
        (without.marks is not None and without.marks < ENOUGH_MARKS, _TOO_FEW_MARKS),
        (value <= _LEAST[scale] + _ROUNDING, _NEVER_AGREE),
        (np.isnan(without.values).any(), _HANGS_ON_ONE),
        (without.error <= _ROUNDING, _NO_SPREAD),
    )
    return next((reason for holds, reason in reasons if holds), "")


def never(sessions: int, level: float = LEVEL) -> ConfidenceInterval:
    """Return the exact lower bound of a share that is 1 in every session; nothing bounds it from above.

    Whatever the share is in each session, it cannot be below the chance of a session without a fault, and of that the
    bound is known (Clopper & Pearson 1934): the chance at which so many sessions in a row would be as rare as the lower
    tail of an interval is.

    >>> round(never(10).low, 3)
    0.692
    """
    low = ((1 - level) / 2) ** (1 / sessions)
    return ConfidenceInterval(low, 1.0, level, f"exact lower bound: {sessions} sessions without a difference")


def _around(value: float, reach: float, scale: Scale) -> tuple[float, float]:
    """Return value -+ reach where the statistic is symmetric: on Fisher's z or the logit."""
    if scale == "correlation":
        z, wide = np.arctanh(value), reach / (1 - value**2)
        return float(np.tanh(z - wide)), float(np.tanh(z + wide))
    z, wide = np.arctanh(2 * value - 1), reach / (2 * value * (1 - value))  # half the logit
    return float((1 + np.tanh(z - wide)) / 2), float((1 + np.tanh(z + wide)) / 2)


def by_session(of_units: Values, sessions: Sessions | None) -> Values:
    """Return the sums over the units of each session, shape (sessions, ...) from (units, ...).

    Args:
        of_units: what is summed.
        sessions: a number for the session of each unit, shape (units,); None: each unit is a session of its own.
    """
    if sessions is None:
        return of_units
    _, places = np.unique(np.asarray(sessions), return_inverse=True)
    sums = np.zeros((int(places.max(initial=-1)) + 1, *of_units.shape[1:]))
    np.add.at(sums, places, of_units)
    return sums
