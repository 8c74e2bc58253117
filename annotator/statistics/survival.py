"""How many still wait: what latencies say where some of them are censored (Kaplan & Meier 1958)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.statistics.estimate import Statistic, Undefined, Values
from annotator.statistics.streams import Times

_NOBODY = "not estimable: nobody waited"
_MORE_THAN_HALF = "not estimable: more than half were still waiting when they were last seen"


@dataclass(frozen=True, slots=True, eq=False)
class Survival:
    """The share that still waits, as a step function of time.

    Attributes:
        times_ms: the times at which somebody's wait ended or was censored, rising, shape (n,).
        at_risk: how many still waited just before each of them.
        ended: for how many it ended then.
        censored: how many were not seen any further.
        waiting: share that still waits after it, 0 to 1.
        median_ms: when that share first is a half or less.
    """

    times_ms: Times
    at_risk: Times
    ended: Times
    censored: Times
    waiting: Values
    median_ms: Statistic


def kaplan_meier(times_ms: Sequence[int], ended: Sequence[bool]) -> Survival:
    """Estimate how many still wait, from how long each waited and whether the wait ended.

    One who is censored at the moment at which another's wait ends still waited at that moment.

    Args:
        times_ms: how long each was seen waiting.
        ended: whether the wait ended then; otherwise it is censored.

    The leukaemia patients of the 6-MP group in Freireich et al. 1963, in weeks (Kalbfleisch & Prentice 2002, ch. 1):

    >>> weeks = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    >>> found = kaplan_meier(weeks, [True] * 9 + [False] * 12)
    >>> found.waiting[found.ended > 0].round(3).tolist(), found.median_ms
    ([0.857, 0.807, 0.753, 0.69, 0.627, 0.538, 0.448], 23.0)
    """
    times, places = np.unique(np.asarray(times_ms, dtype=np.int64), return_inverse=True)
    are_over = np.asarray(ended, dtype=bool)
    ends, all_seen = (np.bincount(places[kept], minlength=len(times)) for kept in (are_over, slice(None)))
    at_risk = all_seen[::-1].cumsum()[::-1]
    waiting = np.cumprod(1 - ends / at_risk) if len(times) else np.empty(0)
    # Shares are products of fractions: a half may come out a hair above itself.
    half = np.flatnonzero(waiting <= 0.5 + 1e-12)
    why = _MORE_THAN_HALF if len(times) else _NOBODY
    return Survival(
        times_ms=times,
        at_risk=at_risk,
        ended=ends,
        censored=all_seen - ends,
        waiting=waiting,
        median_ms=float(times[half[0]]) if len(half) else Undefined(why),
    )
