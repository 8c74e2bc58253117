"""Kappa as BORIS samples it, so that its values can be reproduced and the difference shown."""

from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from annotator.model.coding import Coding
from annotator.model.items import Event
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
    samples = (last - first) // unit_ms + 1
    if samples <= 0:  # no event, or none that ends after it begins
        return sampled_agreement(unit_ms, np.zeros((1, 1), dtype=np.int64))
    stretches = [
        [(codes.index(event.code), *_stretch(event, first, samples, unit_ms)) for event in one.events]
        for one in (coding_a, coding_b)
    ]
    # Between two edges nothing changes: a recording is long, and an event may lie days beyond it.
    edges = np.unique([0, samples, *(edge for one in stretches for _, *both in one for edge in both)])
    active = [_active(one, len(codes), edges) for one in stretches]
    sets, seen = np.unique(np.concatenate(active), axis=0, return_inverse=True)
    of_a, of_b = seen.reshape(2, -1)
    cells = np.zeros((len(sets), len(sets)), dtype=np.int64)
    np.add.at(cells, (of_a, of_b), np.diff(edges))
    return sampled_agreement(unit_ms, cells)


def _stretch(event: Event, first: int, samples: int, unit_ms: int) -> tuple[int, int]:
    """Return from which sample on an event is active, and from which on no longer."""
    end_ms = first + (samples - 1) * unit_ms if event.end_ms is None else event.end_ms
    reach = unit_ms / 2 if event.start_ms == end_ms else 0
    begins = ceil((event.start_ms - reach - first) / unit_ms)
    ends = floor((end_ms + reach - first) / unit_ms) + 1
    return min(max(begins, 0), samples), min(max(ends, 0), samples)


def _active(stretches: list[tuple[int, int, int]], codes: int, edges: Times) -> NDArray[np.bool_]:
    """Return whether each code is active from each edge to the next, shape (edges - 1, codes)."""
    active = np.zeros((len(edges) - 1, codes), dtype=bool)
    for code, begins, ends in stretches:
        active[np.searchsorted(edges, begins) : np.searchsorted(edges, ends), code] = True
    return active
