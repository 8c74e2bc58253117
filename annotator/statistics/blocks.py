"""Confidence intervals of agreement by time: sessions are left out in turn, never moments.

The usual standard error of kappa counts every frame as a new piece of evidence. It shrinks with the frame rate and is
never given here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.statistics.estimate import LEVEL, Estimate, Undefined, stated
from annotator.statistics.jackknife import SESSIONS, Without, interval_around
from annotator.statistics.streams import Pair, Stream, Times, bouts, cut
from annotator.statistics.tables import Tables, cohen_kappa, duration_table, why_no_kappa

PARTS = 12
"""Into so many parts of equal length one recording alone is cut."""

PARTS_OF_ONE = "parts of this recording"
NOT_COMPUTED = "not computed yet"
"""Why an interval is missing that takes a while."""

_BOUTS_VARY = 1.25
"""The mean square of the lengths of bouts by their squared mean: 1 if all were as long, 2 if they ended at random. Of
what lies between, this holds the truth best (docs/agreement-coverage.md)."""


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """What is left out in turn.

    Attributes:
        tables: time in ms, one table a block, shape (blocks, codes, codes), none last; together all of the window.
        unit: what a block is, in words for a report.
        bouts: of the coder with fewer.
    """

    tables: Tables
    unit: str
    bouts: int


def blocks_of(pairs: Sequence[Pair]) -> Blocks:
    """Return the sessions as blocks; one session alone is cut into parts, whose interval is of this recording only.

    Args:
        pairs: the sessions, all of the same channel.
    """
    of_a = sum(int(bouts(a, window).sum()) for a, _, window in pairs)
    of_b = sum(int(bouts(b, window).sum()) for _, b, window in pairs)
    fewer = min(of_a, of_b)
    if len(pairs) == 1:
        return Blocks(block_tables(*pairs[0], part_ms(pairs[0][2])), PARTS_OF_ONE, fewer)
    return Blocks(np.array([duration_table(*pair) for pair in pairs]), SESSIONS, fewer)


def part_ms(window: Times) -> int:
    """Return how long a part of one recording is, at least 1 ms; the last may be shorter."""
    return max(1, -(-int((window[1::2] - window[::2]).sum()) // PARTS))


def block_tables(a: Stream, b: Stream, window: Times, block_ms: int) -> Tables:
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
    confidence: float | None = LEVEL,
    reason: str | None = None,
) -> Estimate:
    """Return Cohen's kappa of all blocks together, with its interval from leaving out each block in turn.

    Args:
        blocks: what is left out.
        confidence: of the interval; None computes none.
        reason: what to say where there is no kappa; None lets the table say it.
    """
    total = blocks.tables.sum(axis=0)
    value = stated(cohen_kappa(total), reason or why_no_kappa(total))
    if isinstance(value, Undefined):
        return Estimate(value, value)
    if confidence is None:
        return Estimate(value, Undefined(NOT_COMPUTED))
    held = coded(blocks.tables)
    without = Without(
        cohen_kappa(total - blocks.tables),
        held,
        blocks.unit,
        blocks.bouts,
        one_bout_missed(value, float(held.sum()), float(total.sum() - total.trace()), blocks.bouts),
    )
    return Estimate(value, interval_around(value, without, "correlation", confidence))


def coded(tables: Tables) -> Tables:
    """Return how much either coder marked, shape (...) from (..., codes, codes) with none last."""
    marked: Tables = tables.sum(axis=(-2, -1)) - tables[..., -1, -1]
    return marked


def one_bout_missed(value: float, held: float, disagreed: float, count: int) -> float:
    """Return by how much kappa, Po or Ppos falls if a coder misses one bout more.

    All three are 1 - disagreement / something, so that they fall by as much for each ms.

    Args:
        value: the statistic.
        held: how much either coder marked.
        disagreed: how much of the time the two differ.
        count: bouts of the coder with fewer.

    >>> round(one_bout_missed(0.8, held=100.0, disagreed=20.0, count=10), 3)
    0.112
    """
    return (1 - value) / disagreed * held / count * _BOUTS_VARY**0.5 if disagreed and count else 0.0
