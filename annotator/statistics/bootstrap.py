"""Confidence intervals of kappa by time, from blocks of time: neighbouring moments are not independent.

The usual standard error of kappa counts every frame as a new piece of evidence. It shrinks with the frame rate and is
never given here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.statistics.estimate import (
    RESAMPLING,
    ConfidenceInterval,
    Estimate,
    Resampling,
    Undefined,
    Values,
    bootstrapped,
    stated,
)
from annotator.statistics.streams import Pair, Stream, Times, cut
from annotator.statistics.tables import Tables, cohen_kappa, duration_table, why_no_kappa

BLOCK_MS = 30_000
ENOUGH_SESSIONS = 10
NOT_COMPUTED = "not computed yet"
"""Why an interval is missing that takes a while."""


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """What is resampled.

    Attributes:
        tables: time in ms, one table a block, shape (blocks, codes, codes); together all of the window.
        unit: what a block is, in words for a report.
    """

    tables: Tables
    unit: str


def blocks_of(pairs: Sequence[Pair], block_ms: int = BLOCK_MS) -> Blocks:
    """Return the sessions as blocks where there are ten or more, else stretches of block_ms of each.

    Args:
        pairs: the sessions, all of the same channel.
        block_ms: length of a stretch; the last of a session is shorter where the window is no multiple of it.
    """
    if len(pairs) >= ENOUGH_SESSIONS:
        return Blocks(np.array([duration_table(*pair) for pair in pairs]), "sessions")
    return Blocks(np.concatenate([block_tables(*pair, block_ms) for pair in pairs]), f"blocks of {block_ms / 1000:g} s")


def block_tables(a: Stream, b: Stream, window: Times, block_ms: int = BLOCK_MS) -> Tables:
    """Return the duration table of each block_ms of the window in turn, shape (blocks, codes, codes)."""
    size = len(a.codes)
    cuts = block_cuts(window, block_ms)
    starts, widths = cut(window, a.edges_ms, b.edges_ms, cuts)
    cells = (cuts.searchsorted(starts, side="right") * size + a.at(starts)) * size + b.at(starts)
    blocks = cuts.size + 1
    totals = np.bincount(cells, weights=widths, minlength=blocks * size * size)
    return totals.reshape(blocks, size, size).astype(np.int64)


def block_cuts(window: Times, block_ms: int) -> Times:
    """Return where one block ends and the next begins, in ms of the session."""
    lengths = window[1::2] - window[::2]
    before = np.cumsum(lengths) - lengths
    at = np.arange(block_ms, lengths.sum(), block_ms)
    stretch = before.searchsorted(at, side="right") - 1
    cuts: Times = window[::2][stretch] + at - before[stretch]
    return cuts


def kappa_with_interval(
    blocks: Blocks,
    resampling: Resampling | None = RESAMPLING,
    reason: str | None = None,
) -> Estimate:
    """Return Cohen's kappa of all blocks together, with its percentile interval over resampled blocks.

    Resampling blocks instead of moments keeps what makes neighbouring moments alike (Kuensch 1989).

    Args:
        blocks: what is resampled.
        resampling: settings of the bootstrap; None computes no interval.
        reason: what to say where there is no kappa; None lets the table say it.
    """
    total = blocks.tables.sum(axis=0)
    value = stated(cohen_kappa(total), reason or why_no_kappa(total))
    if isinstance(value, Undefined):
        return Estimate(value, value)
    return Estimate(value, Undefined(NOT_COMPUTED) if resampling is None else _interval(blocks, resampling))


def _interval(blocks: Blocks, resampling: Resampling) -> ConfidenceInterval | Undefined:
    count = len(blocks.tables)
    if count < 2:
        return Undefined("not estimable: there is only one block to resample")
    kappas = _resampled_kappas(blocks.tables, resampling)
    return bootstrapped(kappas, f"bootstrap of {count} {blocks.unit}", resampling)


def _resampled_kappas(tables: Tables, resampling: Resampling) -> Values:
    blocks = len(tables)
    drawn = resampling.weights(blocks) @ tables.reshape(blocks, -1).astype(np.float64)
    return cohen_kappa(drawn.astype(np.int64).reshape(-1, *tables.shape[1:]))
