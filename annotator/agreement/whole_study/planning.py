"""How much has to be coded twice for an interval as narrow as wanted."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, log

from scipy.special import stdtrit

from annotator.agreement.whole_study.compared import Compared
from annotator.agreement.whole_study.estimates import PairEstimates
from annotator.agreement.whole_study.pooled import pooled_table
from annotator.statistics.estimate import LEVEL, Estimate, Undefined
from annotator.statistics.jackknife import ENOUGH_SESSIONS
from annotator.statistics.sample_size import cases_for_icc, cases_for_kappa

_TOO_FEW = f"not estimable: fewer than {ENOUGH_SESSIONS} sessions say too little about how sessions differ"


@dataclass(frozen=True, slots=True)
class Needed:
    """What a wanted width takes.

    Attributes:
        count: how many; None where it cannot be said, with the reason in method.
        unit: of what.
        method: where the number comes from.
    """

    count: int | None
    unit: str
    method: str


def needed(compared: Compared, found: PairEstimates, pair: int, width: float, level: float = LEVEL) -> Needed:
    """Return what an interval of this width takes, if coders agree as this pair does.

    Args:
        compared: all meetings.
        found: a statistic of all pairs.
        pair: which of them.
        width: upper bound less lower bound.
        level: confidence, for cases and ratings.
    """
    estimate = found.pooled[pair]
    if found.statistic == "icc":
        unit, method = "ratings by both", "Bonett (2002), for two coders and one rating a session"
        return _by_formula(estimate, unit, method, lambda value: cases_for_icc(value, 2, width, level))
    if found.subject.kind == "classes" and found.statistic == "kappa":
        table = pooled_table(compared, found.subject, pair)
        shares = ((table.sum(axis=0) + table.sum(axis=1)) / max(1, 2 * table.sum())).tolist()
        unit, method = "cases classified by both", "large-sample error (Fleiss, Cohen & Everitt 1969)"
        return _by_formula(estimate, unit, method, lambda value: cases_for_kappa(value, shares, width, level))
    count = sessions_for_width(estimate, len(compared.meetings_of(pair)), width)
    method = "the interval there is, stretched by the t distribution and the root of the number of sessions"
    unit = "double-coded sessions"
    return Needed(None, unit, str(count)) if isinstance(count, Undefined) else Needed(count, unit, method)


def sessions_for_width(found: Estimate, sessions: int, width: float) -> int | Undefined:
    """Return about how many double-coded sessions an interval as narrow as wanted takes.

    The interval there is now is stretched: widths fall with the root of the number of independent sessions, and with
    the t distribution, which needs less reach where more sessions tell how they differ. Without a fault so far it is
    the exact bound of that many sessions (see jackknife.never).

    Args:
        found: a statistic with its interval over sessions.
        sessions: how many it was made from.
        width: wanted width, end to end.

    >>> from annotator.statistics.estimate import ConfidenceInterval
    >>> sessions_for_width(Estimate(0.8, ConfidenceInterval(0.7, 0.9, 0.95, "")), 20, width=0.1)
    73
    >>> sessions_for_width(Estimate(1.0, ConfidenceInterval(0.69, 1.0, 0.95, "")), 10, width=0.1)
    36
    """
    if isinstance(found.interval, Undefined):
        return found.interval
    if sessions < ENOUGH_SESSIONS:
        return Undefined(_TOO_FEW)
    level, now = found.interval.level, found.interval.high - found.interval.low
    if found.value == 1:
        return ceil(log((1 - level) / 2) / log(1 - width)) if width < 1 else ENOUGH_SESSIONS

    def reach(count: int) -> float:
        return float(stdtrit(count - 1, (1 + level) / 2) / count**0.5)

    wanted = reach(sessions) * width / now * (1 + 1e-9)
    enough = ENOUGH_SESSIONS
    while reach(enough) > wanted:
        enough *= 2
    return bisect_left(range(enough + 1), -wanted, lo=min(ENOUGH_SESSIONS, enough), key=lambda count: -reach(count))


def _by_formula(estimate: Estimate, unit: str, method: str, formula: Callable[[float], int]) -> Needed:
    value = estimate.value
    if isinstance(value, Undefined):
        return Needed(None, unit, str(value))
    if not 0 <= value < 1:
        return Needed(None, unit, "not estimable: the formula is for values from 0 to below 1")
    return Needed(formula(value), unit, method)
