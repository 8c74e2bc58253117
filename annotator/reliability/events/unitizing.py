"""Krippendorff's alpha for unitizing: boundaries and codes of two or more coders at once."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from annotator.reliability.events.bouts import bouts_in
from annotator.reliability.streams import Stream, Times
from annotator.reliability.tables import Values, duration_table
from annotator.reliability.undefined import Statistic, Undefined


def unitizing_alpha(streams: Sequence[Stream], window: Times) -> Statistic:
    """Return u-alpha for nominal codes, 1 - Do / De (Krippendorff, Mathet, Bouvry & Widloecher 2016).

    Do is the share of the time, over all pairs of coders, in which their codes differ, none included. De is what
    remains of that if the bouts are shuffled, a bout never against itself; where nothing is coded, every ms is its
    own piece.

    Args:
        streams: what each coder says of one channel.
        window: where the window begins and ends, in turn.
    """
    if len(streams) < 2:
        return Undefined("not estimable: fewer than two coders")
    if not window.size:
        return Undefined("not estimable: the window has no length")
    tables = np.sum([duration_table(*pair, window) for pair in combinations(streams, 2)], axis=0)
    coincidences = (tables + tables.T) / (len(streams) - 1)
    totals = coincidences.sum(axis=1)
    alone = _against_themselves(streams, window, totals)
    expected = 1 - (totals**2 - alone).sum() / (totals.sum() ** 2 - alone.sum())
    if expected <= 0:
        return Undefined("not estimable: all coders used only one code")
    return float(1 - (1 - coincidences.trace() / totals.sum()) / expected)


def _against_themselves(streams: Sequence[Stream], window: Times, totals: Values) -> Values:
    """Return for each code the chances that a bout meets itself: its length squared; for none, every ms once."""
    alone = np.zeros(totals.shape)
    for stream in streams:
        bouts = bouts_in(stream, window)
        alone += np.bincount(bouts.codes, weights=bouts.lengths_ms.astype(np.float64) ** 2, minlength=len(alone))
    alone[-1] = totals[-1]
    return alone
