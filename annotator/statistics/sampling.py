"""Kappa as older programs sample it, so that published values can be reproduced and the difference shown.

Neither is recommended: sampling throws boundaries away, and the value moves with the unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.statistics.estimate import Statistic, stated
from annotator.statistics.streams import Pair, Stream, Times
from annotator.statistics.tables import Tables, cohen_kappa, why_no_kappa

UNIT_MS = 1000
_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class SampledAgreement:
    """Kappa from samples.

    Attributes:
        unit_ms: from one sample to the next.
        table: number of samples; rows coder A, columns coder B.
        kappa: Cohen's kappa of the table.
    """

    unit_ms: int
    table: Tables
    kappa: Statistic


def binned_agreement(pairs: Sequence[Pair], unit_ms: int = UNIT_MS) -> SampledAgreement:
    """Compare both coders at the beginning of every unit of each stretch of the window, in all sessions together.

    The time-unit kappa of GSEQ and of most older papers, with a unit of 1 s (Bakeman & Quera 2011).
    """
    return sampled_agreement(unit_ms, np.sum([_binned(*pair, unit_ms) for pair in pairs], axis=0))


def _binned(a: Stream, b: Stream, window: Times, unit_ms: int) -> Tables:
    size = len(a.codes)
    cells = np.zeros(size * size, dtype=np.int64)
    for start, end in zip(window[::2].tolist(), window[1::2].tolist(), strict=True):
        for first in range(start, end, _AT_ONCE * unit_ms):
            at = np.arange(first, min(end, first + _AT_ONCE * unit_ms), unit_ms)
            cells += np.bincount(a.at(at) * size + b.at(at), minlength=size * size)
    return cells.reshape(size, size)


def sampled_agreement(unit_ms: int, table: Tables) -> SampledAgreement:
    """Return kappa of a table of samples; rows coder A, columns coder B."""
    table.setflags(write=False)
    return SampledAgreement(unit_ms, table, stated(cohen_kappa(table), why_no_kappa(table)))
