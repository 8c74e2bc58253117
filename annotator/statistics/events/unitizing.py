"""Krippendorff's alphas for unitizing: boundaries and codes of two or more coders at once.

The family of Krippendorff, Mathet, Bouvry & Widloecher (2016), as Krippendorff (2019, section 12.6) writes it down:
u-alpha is of all time, coded or not; cu-alpha of the codes where the coders all but agree that something is to be
coded; (k)u-alpha of one code there. All three compare how long pieces of two coders coincide with how long they would
if the bouts were shuffled, a bout never against itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from annotator.statistics.blocks import (
    NOT_COMPUTED,
    PARTS_OF_ONE,
    block_cuts,
    one_bout_missed,
    part_ms,
)
from annotator.statistics.estimate import (
    LEVEL,
    ConfidenceInterval,
    Estimate,
    Undefined,
    Values,
    stated,
)
from annotator.statistics.jackknife import SESSIONS, Without, interval_around
from annotator.statistics.streams import Positions, Stream, Times, bouts, cut
from annotator.statistics.tables import divide

Unitizations = tuple[Sequence[Stream], Times]
"""What two coders or more say of one channel in a session, and where the window begins and ends, in turn."""

_NO_CODERS = "not estimable: fewer than two coders"
_NO_TIME = "not estimable: the window has no length"
_ONE_CODE = "not estimable: all coders used only one code"
_NEVER_TOGETHER = "not estimable: nowhere have two coders coded something at once"
_NOTHING_ELSE = "not estimable: where two coders have coded something at once, it is never another code"
_NOT_THERE = "not estimable: it is nowhere where two coders have coded something at once"
ENOUGH_THAT_DIFFER = 3
"""In fewer sessions too few bouts have got another code to show how many might (docs/agreement-coverage.md)."""
_ONE_RECORDING = "not estimable: one recording has too few bouts with another code"
_RARELY_DIFFER = f"not estimable: the codes differ in fewer than {ENOUGH_THAT_DIFFER} sessions"
_NOTHING = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Unitized:
    """How coders agree on units and their codes.

    Attributes:
        u_alpha: on where bouts are and on their codes, gaps included.
        cu_alpha: on the codes alone, where two coders have coded something at once.
        ku_alpha_per_code: on each code there, none left out.
    """

    u_alpha: Estimate
    cu_alpha: Estimate
    ku_alpha_per_code: tuple[Estimate, ...]


def unitized(sessions: Sequence[Unitizations], level: float | None = LEVEL) -> Unitized:
    """Return the alphas for unitizing of nominal codes, with intervals from leaving out each session in turn.

    Args:
        sessions: of the same two coders or more; several are laid end to end. One alone is cut into parts, whose
            intervals are of this recording only; a bout is of the part in which it begins.
        level: confidence of the intervals; None computes none.
    """
    if not sessions or min(len(streams) for streams, _ in sessions) < 2:
        return _nothing(_NO_CODERS, sessions)
    alone = len(sessions) == 1
    sums = [_sums(streams, window, _cuts(window) if alone else _NOTHING) for streams, window in sessions]
    parts = np.concatenate(sums)
    total = parts.sum(axis=0)
    if not total.any():
        return _nothing(_NO_TIME, sessions)
    values, reasons = _alphas(total), (_ONE_CODE, *_why_none(total))
    found = [stated(value, why) for value, why in zip(values, reasons, strict=True)]
    around: list[ConfidenceInterval | Undefined] = [Undefined(NOT_COMPUTED)] * len(found)
    if level is not None:
        around = list(_intervals(values, parts, _fewest(sessions), PARTS_OF_ONE if alone else SESSIONS, level))
    u_alpha, cu_alpha, *of_codes = (
        Estimate(value, value if isinstance(value, Undefined) else interval)
        for value, interval in zip(found, around, strict=True)
    )
    return Unitized(u_alpha, cu_alpha, tuple(of_codes))


def _intervals(
    values: Values, parts: Values, marks: Positions, unit: str, level: float
) -> Iterator[ConfidenceInterval | Undefined]:
    """Yield the interval of u-alpha, of cu-alpha, and of (k)u-alpha of each code, or why there is none."""
    tables, rest = parts[:, :, :-2], _alphas(parts.sum(axis=0) - parts)
    total, within = tables.sum(axis=0), tables[:, :-1, :-1]
    either, fewest = tables.sum(axis=(1, 2)) - tables[:, -1, -1], int(marks.sum(axis=1).min())
    one_bout = one_bout_missed(float(values[0]), float(either.sum()), float(total.sum() - total.trace()), fewest)
    yield interval_around(float(values[0]), Without(rest[:, 0], either, unit, fewest, one_bout), "correlation", level)
    # A bout that one coder missed is not among what both coded, so that it costs the others nothing.
    held = np.column_stack((within.sum(axis=(1, 2)), within.sum(axis=2)))
    same = within.diagonal(axis1=1, axis2=2)
    differ = held - np.column_stack((same.sum(axis=1), same))
    counts = [fewest, *marks.min(axis=0).tolist()]
    for place, (value, count) in enumerate(zip(values[1:], counts, strict=True)):
        without = Without(rest[:, 1 + place], held[:, place], unit, count)
        yield _of_codes(float(value), without, int((differ[:, place] > 0).sum()), level)


def _of_codes(value: float, without: Without, differ: int, level: float) -> ConfidenceInterval | Undefined:
    """Return the interval of an alpha of codes; differ: in how many sessions the coders' codes do."""
    found = interval_around(value, without, "correlation", level)
    if isinstance(found, ConfidenceInterval) and without.unit == PARTS_OF_ONE:
        return Undefined(_ONE_RECORDING)
    return Undefined(_RARELY_DIFFER) if isinstance(found, ConfidenceInterval) and differ < ENOUGH_THAT_DIFFER else found


def _alphas(sums: Values) -> Values:
    """Return u-alpha, cu-alpha and (k)u-alpha of each code, shape (..., 2 + codes), of sums (see _sums)."""
    table, alone, shared = sums[..., :-2], sums[..., -2], sums[..., :-1, -1]
    within = table[..., :-1, :-1]
    of_code = within.sum(axis=-1)
    whole = of_code.sum(axis=-1, keepdims=True)
    differ = of_code - within.diagonal(axis1=-2, axis2=-1)
    # eq. 38, in which the denominator of the expected coincidences cancels out
    by_code = 1 - divide((of_code * whole - shared) * differ, of_code**2 * (whole - of_code))
    return np.concatenate((_alpha(table, alone)[..., None], _alpha(within, shared)[..., None], by_code), axis=-1)


def _alpha(table: Values, alone: Values) -> Values:
    """Return 1 - Do / De of coincidences, shape (..., codes, codes); alone: the chances that a bout meets itself."""
    totals = table.sum(axis=-1)
    whole = totals.sum(axis=-1)
    differ = divide(whole - table.trace(axis1=-2, axis2=-1), whole)
    squared, met = (totals**2).sum(axis=-1), alone.sum(axis=-1)
    expected = 1 - divide(squared - met, whole**2 - met)
    several = (totals > 0).sum(axis=-1) > 1
    return 1 - divide(differ, np.where(several, expected, 0.0))


def _sums(streams: Sequence[Stream], window: Times, cuts: Times) -> Values:
    """Return what the alphas are computed from, in each block, shape (blocks, codes, codes + 2), none last.

    First the coincidences in ms: for how long a piece of one coder meets one of another, each two coders counted both
    ways, divided by the coders - 1. Then for each code the sum of its bouts' squared lengths, where nothing is coded
    every ms being a piece of its own; and the same of the lengths over which another coder has coded something, too.
    """
    size = len(streams[0].codes)
    starts, widths = cut(window, cuts, *(stream.edges_ms for stream in streams))
    starts, widths = starts[widths > 0], widths[widths > 0].astype(np.float64)
    block, stretch = cuts.searchsorted(starts, side="right"), window.searchsorted(starts, side="right")
    states = [stream.at(starts) for stream in streams]
    sums = np.zeros((cuts.size + 1, size, size + 2))
    for one, other in permutations(states, 2):
        np.add.at(sums, (block, one, other), widths / (len(streams) - 1))
    coded_by = np.sum([state < size - 1 for state in states], axis=0)
    for stream, state in zip(streams, states, strict=True):
        place = stream.edges_ms.searchsorted(starts, side="right")
        first = np.flatnonzero(np.diff(place, prepend=-1) | np.diff(stretch, prepend=-1))
        if first.size:
            in_both = widths * (coded_by > (state < size - 1))
            squares = [np.add.reduceat(lengths, first) ** 2 for lengths in (widths, in_both)]
            np.add.at(sums[:, :, size:], (block[first], state[first]), np.column_stack(squares))
    sums[:, -1, size] = sums[:, -1, :size].sum(axis=-1)
    return sums


def _cuts(window: Times) -> Times:
    return block_cuts(window, part_ms(window)) if window.size else _NOTHING


def _fewest(sessions: Sequence[Unitizations]) -> Positions:
    """Return the bouts of each coder, shape (coders, codes)."""
    found: Positions = np.sum(
        [[bouts(stream, window)[:-1] for stream in streams] for streams, window in sessions], axis=0
    )
    return found


def _why_none(total: Values) -> list[str]:
    """Return why there is no cu-alpha, and no (k)u-alpha of each code, should that be so."""
    of_code = total[:-1, :-3].sum(axis=-1)
    if not of_code.any():
        return [_NEVER_TOGETHER] * (1 + len(of_code))
    return [_NOTHING_ELSE, *(_NOTHING_ELSE if ms else _NOT_THERE for ms in of_code)]


def _nothing(reason: str, sessions: Sequence[Unitizations]) -> Unitized:
    none = Estimate(Undefined(reason), Undefined(reason))
    codes = len(sessions[0][0][0].codes) - 1 if sessions else 0
    return Unitized(none, none, (none,) * codes)
