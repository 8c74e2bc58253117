"""Krippendorff's alpha for unitizing: boundaries and codes of two or more coders at once."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from annotator.statistics.estimate import Statistic, Undefined, Values
from annotator.statistics.events.bouts import bouts_in
from annotator.statistics.streams import Stream, Times
from annotator.statistics.tables import Tables, duration_table


def unitizing_alpha(sessions: Sequence[tuple[Sequence[Stream], Times]]) -> Statistic:
    """Return u-alpha for nominal codes, 1 - Do / De (Krippendorff, Mathet, Bouvry & Widloecher 2016).

    Do is the share of the time, over all pairs of coders, in which their codes differ, none included. De is what
    remains of that if the bouts are shuffled, a bout never against itself; where nothing is coded, every ms is its
    own piece.

    Args:
        sessions: what the same two coders or more say of one channel, and where the window begins and ends, in turn;
            several sessions are laid end to end.
    """
    coders = min((len(streams) for streams, _ in sessions), default=0)
    if coders < 2:
        return Undefined("not estimable: fewer than two coders")
    tables = np.sum([_coincidences(streams, window) for streams, window in sessions], axis=0)
    coincidences = (tables + tables.T) / (coders - 1)
    totals = coincidences.sum(axis=1)
    if not totals.any():
        return Undefined("not estimable: the window has no length")
    alone = np.sum([_against_themselves(streams, window) for streams, window in sessions], axis=0)
    alone[-1] = totals[-1]
    expected = 1 - (totals**2 - alone).sum() / (totals.sum() ** 2 - alone.sum())
    if expected <= 0:
        return Undefined("not estimable: all coders used only one code")
    return float(1 - (1 - coincidences.trace() / totals.sum()) / expected)


def _coincidences(streams: Sequence[Stream], window: Times) -> Tables:
    return np.asarray(np.sum([duration_table(*pair, window) for pair in combinations(streams, 2)], axis=0))


def _against_themselves(streams: Sequence[Stream], window: Times) -> Values:
    """Return for each code the sum of its bouts' squared lengths: the chances that a bout meets itself."""
    alone = np.zeros(len(streams[0].codes))
    for stream in streams:
        bouts = bouts_in(stream, window)
        alone += np.bincount(bouts.codes, weights=bouts.lengths_ms.astype(np.float64) ** 2, minlength=len(alone))
    return alone
