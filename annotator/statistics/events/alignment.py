"""Bouts aligned in order (Quera, Bakeman & Gnisci 2007): the method of GSEQ for event sequences.

A gap costs more than half of a swap of codes, so that two bouts at the same time with different codes are taken for
one that was named differently, as the authors recommend, rather than for one missed and one invented.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.statistics.events.bouts import Bouts, bouts_in
from annotator.statistics.events.tables import EventAgreement, agreement_of, event_table
from annotator.statistics.pairing import best_pairs
from annotator.statistics.streams import Pair, Stream, Times
from annotator.statistics.tables import Tables

ONSET_TOLERANCE_MS = 1000
SWAP_COST = 10
GAP_COST = 11
"""Of one bout without partner; agreement costs nothing."""


@dataclass(frozen=True, slots=True)
class AlignedAgreement:
    """How two coders agree on the sequence of bouts of a channel.

    Attributes:
        tolerance_ms: how far apart the onsets of two aligned bouts may be if they do not overlap.
        pairs: how many bouts are aligned, whatever their codes.
        events: agreement from the table in which a pair counts once, as does a bout without partner.
    """

    tolerance_ms: int
    pairs: int
    events: EventAgreement


def align_streams(pairs: Sequence[Pair], tolerance_ms: int = ONSET_TOLERANCE_MS) -> AlignedAgreement:
    """Align the bouts of both coders in each session at the least cost and say how well they agree in all together.

    Only bouts that overlap, or whose onsets are at most tolerance_ms apart, can be aligned. Of several alignments of
    the same cost the one with the smaller sum of onset differences is taken.
    """
    table = np.sum([_session_table(*pair, tolerance_ms) for pair in pairs], axis=0)
    return AlignedAgreement(tolerance_ms, int(table[:-1, :-1].sum()), agreement_of(table, per_pair=1))


def _session_table(a: Stream, b: Stream, window: Times, tolerance_ms: int) -> Tables:
    bouts_a, bouts_b = bouts_in(a, window), bouts_in(b, window)
    return event_table(bouts_a, bouts_b, align(bouts_a, bouts_b, tolerance_ms), len(a.codes) - 1, per_pair=1)


def align(a: Bouts, b: Bouts, tolerance_ms: int = ONSET_TOLERANCE_MS) -> list[tuple[int, int]]:
    """Return the positions of the bouts that are aligned, in order."""
    if not len(a) or not len(b):
        return []
    apart = np.abs(a.starts_ms[:, None] - b.starts_ms)
    overlap = np.minimum(a.ends_ms[:, None], b.ends_ms) > np.maximum(a.starts_ms[:, None], b.starts_ms)
    # Pairing saves two gaps and costs a swap at most; onset differences only decide between equal costs.
    saved = np.where(a.codes[:, None] == b.codes, 2 * GAP_COST, 2 * GAP_COST - SWAP_COST)
    more_than_all_differences = int(apart.max()) * min(apart.shape) + 1
    gain = np.where(overlap | (apart <= tolerance_ms), saved * more_than_all_differences - apart, 0)
    codes = int(max(a.codes.max(), b.codes.max())) + 1
    return best_pairs(gain, a.starts_ms * codes + a.codes, b.starts_ms * codes + b.codes)
