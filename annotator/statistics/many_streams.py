"""Three coders and more over time: Krippendorff's nominal alpha of all at once, each where that coder looked."""

from collections.abc import Sequence

import numpy as np

from annotator.statistics.blocks import one_bout_missed
from annotator.statistics.estimate import LEVEL, Estimate, Undefined, Values
from annotator.statistics.jackknife import SESSIONS, Without, interval_around
from annotator.statistics.streams import Stream, Times, bouts, cut, inside
from annotator.statistics.tables import divide

Looked = tuple[Stream, Times]
"""What one coder says of a channel, and where the time begins and ends, in turn, in which that coder looked for it."""

ENOUGH_SESSIONS = 6
"""Below, where not every coder looked at every session, intervals of one code held the truth in 92 %."""

_TOO_FEW = f"not estimable: marked in fewer than {ENOUGH_SESSIONS} sessions in which two coders looked"
_NO_TIME = "not estimable: at no moment did two coders look"
_ONE_CODE = "not estimable: all coders used only one code"


def alphas_over_time(sessions: Sequence[Sequence[Looked]], level: float = LEVEL) -> tuple[Estimate, ...]:
    """Return alpha of a channel and of each code against everything else, none left out, with intervals.

    Alpha is 1 - Do / De (Krippendorff 2011, 2019) with moments as units and their duration as weight. At each moment
    those coders count who looked; where fewer than two did, nothing is compared. The codes of one moment are paired
    with each other and weighted by 1 / (coders - 1), so that each coder counts as long as that coder was compared. The
    unit is the limit of ever shorter ones, so that alpha does not depend on it. Of two coders who looked throughout it
    is Scott's pi of their table of seconds.

    Args:
        sessions: what each coder of each says, all of the same channel.
        level: confidence of the intervals, which leave out one session after the other.
    """
    size = len(next(stream for looked in sessions for stream, _ in looked).codes)
    tables = np.array([_coincidences(looked, size) for looked in sessions])
    coders = np.array([max(1.0, len(looked)) for looked in sessions])
    fewest = np.array([_fewest(looked, size) for looked in sessions]).sum(axis=0)
    found = [_estimate(tables, coders, int(fewest[0]), level)]
    found += [
        _estimate(_against_rest(tables, code), coders, fewer, level) for code, fewer in enumerate(fewest[1:].tolist())
    ]
    return tuple(found)


def _estimate(tables: Values, coders: Values, fewest: int, level: float) -> Estimate:
    """Return alpha of coincidences, shape (sessions, codes, codes); coders: how many looked, shape (sessions,)."""
    total = tables.sum(axis=0)
    value = float(_alpha(total))
    if np.isnan(value):
        none = Undefined(_ONE_CODE if total.any() else _NO_TIME)
        return Estimate(none, none)
    held = (tables.sum(axis=(1, 2)) - tables[:, -1, -1]) / coders  # each coder's own time is there
    apart = float(total.sum() - total.trace()) / 2
    one_bout = one_bout_missed(value, float(held.sum()), apart, fewest)
    if np.count_nonzero(held) < ENOUGH_SESSIONS:
        return Estimate(value, Undefined(_TOO_FEW))
    without = Without(_alpha(total - tables), held, SESSIONS, fewest, one_bout)
    return Estimate(value, interval_around(value, without, "correlation", level))


def _alpha(tables: Values) -> Values:
    """Return alpha of coincidences, shape (...) from (..., codes, codes); nan where only one code was used."""
    totals = tables.sum(axis=-1)
    whole = totals.sum(axis=-1)
    differ = whole - tables.trace(axis1=-2, axis2=-1)
    expected = whole**2 - (totals**2).sum(axis=-1)
    alphas: Values = 1 - divide(differ * whole, np.where((totals > 0).sum(axis=-1) > 1, expected, 0.0))
    return alphas


def _coincidences(looked: Sequence[Looked], size: int) -> Values:
    """Return for how many ms a code of one coder meets a code of another, each two both ways, shape (codes, codes)."""
    table = np.zeros((size, size))
    if len(looked) < 2:
        return table
    edges = np.concatenate([part for stream, window in looked for part in (stream.edges_ms, window)])
    if not edges.size:
        return table
    starts, widths = cut(np.array([edges.min(), edges.max()]), edges)
    counts = np.zeros((starts.size, size))
    for stream, window in looked:
        there = np.flatnonzero(inside(starts, window))
        counts[there, stream.at(starts[there])] += 1
    present = counts.sum(axis=1)
    weights = np.divide(widths, present - 1, out=np.zeros(starts.size), where=present > 1)
    of_codes = counts * weights[:, None]
    return np.asarray(of_codes.T @ counts - np.diag(of_codes.sum(axis=0)))


def _against_rest(tables: Values, code: int) -> Values:
    """Return the coincidences of one code and everything else, shape (..., 2, 2)."""
    both, of_code, whole = tables[:, code, code], tables[:, code].sum(axis=1), tables.sum(axis=(1, 2))
    apart = of_code - both
    return np.stack((both, apart, apart, whole - both - 2 * apart), axis=-1).reshape(-1, 2, 2)


def _fewest(looked: Sequence[Looked], size: int) -> Times:
    """Return the bouts of the coder with the fewest, of any code and of each; 0 where fewer than two looked."""
    if len(looked) < 2:
        return np.zeros(size, dtype=np.int64)
    of_coders = np.array([bouts(stream, window)[:-1] for stream, window in looked])
    return np.array([of_coders.sum(axis=1).min(), *of_coders.min(axis=0)], dtype=np.int64)
