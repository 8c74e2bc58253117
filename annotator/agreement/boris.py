"""Kappa as BORIS samples it, so that its values can be reproduced and the difference shown."""

import numpy as np
from numpy.typing import NDArray

from annotator.model.coding import Coding
from annotator.statistics.sampling import UNIT_MS, SampledAgreement, sampled_agreement
from annotator.statistics.streams import Times


def boris_agreement(coding_a: Coding, coding_b: Coding, unit_ms: int = UNIT_MS) -> SampledAgreement:
    """Compare two codings by the time-unit method that BORIS publishes (own reimplementation of its sampling).

    From the first start to the last end of either coding, every unit_ms, each coder's set of active codes is a
    category of its own: a state from its start to its end, both included; a point up to half a unit away. What lies
    outside that span, agreed silence above all, does not exist for it, and channels are not told apart. A state that
    still runs lasts to the end. Where BORIS prints 1 because both have the same category throughout, there is no kappa.
    """
    events = (*coding_a.events, *coding_b.events)
    codes = sorted({event.code for event in events})
    first = min((event.start_ms for event in events), default=0)
    last = max((event.start_ms if event.end_ms is None else event.end_ms for event in events), default=-1)
    ticks = np.arange(first, last + 1, unit_ms)
    if not ticks.size:  # no event, or none that ends after it begins
        return sampled_agreement(unit_ms, np.zeros((1, 1), dtype=np.int64))
    active = [_active(coding, codes, ticks, unit_ms) for coding in (coding_a, coding_b)]
    sets, seen = np.unique(np.concatenate(active), axis=0, return_inverse=True)
    of_a, of_b = seen.reshape(2, -1)
    cells = np.bincount(of_a * len(sets) + of_b, minlength=len(sets) ** 2)
    return sampled_agreement(unit_ms, cells.reshape(len(sets), len(sets)))


def _active(coding: Coding, codes: list[str], ticks: Times, unit_ms: int) -> NDArray[np.bool_]:
    """Return whether each code is active at each tick, shape (ticks, codes)."""
    active = np.zeros((len(ticks), len(codes)), dtype=bool)
    for event in coding.events:
        end_ms = int(ticks[-1]) if event.end_ms is None else event.end_ms
        reach = unit_ms / 2 if event.start_ms == end_ms else 0
        active[:, codes.index(event.code)] |= (ticks >= event.start_ms - reach) & (ticks <= end_ms + reach)
    return active
