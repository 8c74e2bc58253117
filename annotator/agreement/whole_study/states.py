"""Agreement by time of every pair: kappa, Po and Ppos of each channel and code."""

from collections.abc import Iterator

import numpy as np

from annotator.agreement.whole_study.compared import Compared
from annotator.agreement.whole_study.estimates import Counted, PairEstimates, Statistics, pair_estimates
from annotator.agreement.whole_study.subjects import channel_subjects
from annotator.statistics.blocks import block_tables, part_ms
from annotator.statistics.estimate import LEVEL, Values
from annotator.statistics.streams import Positions, bouts
from annotator.statistics.tables import (
    NOBODY_USED,
    Tables,
    code_versus_rest,
    divide,
    is_unused,
    why_no_code_kappa,
    why_no_kappa,
)


def state_estimates(compared: Compared, channel: str, confidence: float | None = LEVEL) -> tuple[PairEstimates, ...]:
    """Return kappa and Po of a channel, and kappa, Po and Ppos of each of its codes, for every pair.

    Args:
        compared: all meetings.
        channel: id of the channel.
        confidence: of the intervals; None computes none.
    """
    counted = Counted(
        about=channel,
        subjects=channel_subjects(compared.codebook, channel),
        counts=compared.tables_ms[channel],
        parts=dict(_parts(compared, channel)) if confidence else {},
        statistics=time_statistics,
        held=time_held,
        differing=time_differing,
        value_reason=_no_value,
        marks=_fewer_bouts(compared, channel),
    )
    return tuple(pair_estimates(compared, counted, confidence))


def time_statistics(tables: Tables | Values) -> Statistics:
    """Return kappa, Po and Ppos of tables, shape (..., 1 + codes): of the whole table, then of each code but none.

    Equal to cohen_kappa, observed_agreement and positive_agreement, of the table and of code_versus_rest, without
    making the 2 x 2 tables. What neither coder used has no Po.
    """
    both = tables.diagonal(axis1=-2, axis2=-1).astype(np.float64)
    a, b = tables.sum(axis=-1, dtype=np.float64), tables.sum(axis=-2, dtype=np.float64)
    total = a.sum(axis=-1, keepdims=True)
    agreed = np.concatenate((both.sum(axis=-1, keepdims=True), (total - a - b + 2 * both)[..., :-1]), axis=-1)
    chance = np.concatenate(((a * b).sum(axis=-1, keepdims=True), (a * b + (total - a) * (total - b))[..., :-1]), -1)
    whole = np.broadcast_to(total, agreed.shape)
    used = (a > 0) & (a < total) & (b > 0) & (b < total)
    several = np.maximum(a.max(axis=-1), b.max(axis=-1))[..., None] < total
    varies = np.concatenate((several, used[..., :-1]), axis=-1)
    nothing = np.full((*tables.shape[:-2], 1), np.nan)
    held = np.concatenate((~is_unused(tables)[..., None], (a + b > 0)[..., :-1]), axis=-1)
    return {
        "kappa": divide(whole * agreed - chance, np.where(varies, whole * whole - chance, 0.0)),
        "po": divide(agreed, np.where(held, whole, 0.0)),
        "ppos": np.concatenate((nothing, divide(2 * both, a + b)[..., :-1]), axis=-1),
    }


def time_held(tables: Tables) -> Tables:
    """Return how long either coder had a code on, shape (..., 1 + codes): any code, then each."""
    a, b = tables.sum(axis=-1), tables.sum(axis=-2)
    any_code = a.sum(axis=-1, keepdims=True) - tables[..., -1:, -1]
    return np.concatenate((any_code, (a + b - _both(tables))[..., :-1]), axis=-1)


def time_differing(tables: Tables) -> Tables:
    """Return how long the coders differ, shape (..., 1 + codes): on anything, then on each code."""
    a, b, both = tables.sum(axis=-1), tables.sum(axis=-2), _both(tables)
    whole = a.sum(axis=-1, keepdims=True) - both.sum(axis=-1, keepdims=True)
    return np.concatenate((whole, (a + b - 2 * both)[..., :-1]), axis=-1)


def _both(tables: Tables) -> Tables:
    return tables.diagonal(axis1=-2, axis2=-1)


def _parts(compared: Compared, channel: str) -> Iterator[tuple[int, Tables]]:
    """Yield the pairs that met once with the tables of the parts of that recording."""
    for pair in range(len(compared.pairs)):
        first, *more = compared.meetings_of(pair)
        if not more:
            a, b, window = first.pair(channel)
            yield pair, block_tables(a, b, window, part_ms(window))


NO_TIME = "not estimable: the window has no length"


def _no_value(table: Tables, number: int) -> str:
    if not table.any():
        return NO_TIME
    if number:
        return why_no_code_kappa(code_versus_rest(table)[number - 1])
    return NOBODY_USED if is_unused(table) else why_no_kappa(table)


def _fewer_bouts(compared: Compared, channel: str) -> Positions:
    """Return the bouts of the coder of each pair with fewer, shape (pairs, 1 + codes)."""
    counted: dict[int, Positions] = {}
    size = len(compared.codebook.state_channels[channel])
    least = []
    for pair in range(len(compared.pairs)):
        total = np.zeros((2, size), dtype=np.int64)
        for meeting in compared.meetings_of(pair):
            *both, window = meeting.pair(channel)
            for coder, stream in enumerate(both):
                if id(stream) not in counted:
                    counted[id(stream)] = bouts(stream, window)[:size]
                total[coder] += counted[id(stream)]
        least.append([total.sum(axis=1).min(), *total.min(axis=0)])
    return np.array(least, dtype=np.intp).reshape(-1, 1 + size)
