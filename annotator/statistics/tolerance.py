"""Time agreement that forgives a boundary marked a little early or late.

A moment counts as agreed if the other coder has the same code within the tolerance of it (Bakeman & Quera 2011;
Bakeman, Quera & Gnisci 2009). It matters whose moments are asked about, so that there are two tables and two kappas.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.statistics.estimate import Statistic, Undefined, stated
from annotator.statistics.streams import Pair, Positions, Stream, Times, cut
from annotator.statistics.tables import (
    NOBODY_USED,
    Tables,
    cohen_kappa,
    duration_table,
    is_unused,
    observed_agreement,
    why_no_kappa,
)

CURVE_MS = tuple(range(0, 5001, 250))
"""From none to 5 s."""


@dataclass(frozen=True, slots=True)
class TolerantAgreement:
    """How two coders agree on a channel with a tolerance.

    Attributes:
        tolerance_ms: how far away the other coder's code may be, itself allowed.
        kappa_a: Cohen's kappa where every moment of coder A is asked about.
        kappa_b: where every moment of coder B is.
        kappa: their mean, the one to report beside both.
        agreement_a: share of the window agreed, asked from coder A.
        agreement_b: asked from coder B.
    """

    tolerance_ms: int
    kappa_a: Statistic
    kappa_b: Statistic
    kappa: Statistic
    agreement_a: Statistic
    agreement_b: Statistic


@dataclass(frozen=True, slots=True, eq=False)
class _Spells:
    """When each code is on inside the window; none is a code here."""

    codes: Positions
    starts_ms: Times
    ends_ms: Times


def tolerance_curve(pairs: Sequence[Pair], tolerances_ms: Sequence[int] = CURVE_MS) -> tuple[TolerantAgreement, ...]:
    """Return the agreement of all sessions together at each tolerance, in both directions."""
    from_a = sum(_tables(a, b, window, tolerances_ms) for a, b, window in pairs)
    from_b = sum(_tables(b, a, window, tolerances_ms) for a, b, window in pairs)
    tables = zip(tolerances_ms, np.asarray(from_a), np.asarray(from_b), strict=True)
    exact = np.sum([duration_table(*pair) for pair in pairs], axis=0)
    nothing = _NO_TIME if not exact.any() else NOBODY_USED if is_unused(exact) else ""
    return tuple(_agreement(tolerance, one, other, nothing) for tolerance, one, other in tables)


def _tables(a: Stream, b: Stream, window: Times, tolerances_ms: Sequence[int]) -> Tables:
    if not a.edges_ms.size and not b.edges_ms.size:
        return np.repeat(duration_table(a, b, window)[None], len(tolerances_ms), axis=0)  # both silent throughout
    spells = _spells(b, window)
    return np.array([_table(a, b, spells, window, tolerance) for tolerance in tolerances_ms])


def _agreement(tolerance_ms: int, from_a: Tables, from_b: Tables, nothing: str) -> TolerantAgreement:
    """Return the agreement of two tables; nothing says why there is nothing to agree on."""
    if nothing:
        none = Undefined(nothing)
        return TolerantAgreement(tolerance_ms, none, none, none, none, none)
    of_a, of_b = (stated(cohen_kappa(table), why_no_kappa(table)) for table in (from_a, from_b))
    agreed_a, agreed_b = (float(observed_agreement(table)) for table in (from_a, from_b))
    return TolerantAgreement(tolerance_ms, of_a, of_b, _mean(of_a, of_b), agreed_a, agreed_b)


_NO_TIME = "not estimable: the window has no length"


def _mean(one: Statistic, other: Statistic) -> Statistic:
    if not isinstance(one, Undefined) and not isinstance(other, Undefined):
        return (one + other) / 2
    missing = (value for value in (one, other) if isinstance(value, Undefined))
    return min(missing, key=lambda value: value.reason)  # the same whoever is coder A


def _spells(stream: Stream, window: Times) -> _Spells:
    starts, widths = cut(window, stream.edges_ms)
    starts, widths = starts[widths > 0], widths[widths > 0]
    return _Spells(stream.at(starts), starts, starts + widths)


def _table(a: Stream, b: Stream, spells: _Spells, window: Times, tolerance_ms: int) -> Tables:
    size = len(a.codes)
    begins, finishes = spells.starts_ms - tolerance_ms, spells.ends_ms + tolerance_ms
    starts, widths = cut(window, a.edges_ms, b.edges_ms, begins, finishes)
    first, second = a.at(starts), b.at(starts)
    for code in range(size):
        asked, there = first == code, spells.codes == code
        at = starts[asked]
        # Spells of one code never overlap, so both ends are in order and counting them says how many reach here.
        reach = begins[there].searchsorted(at, side="right") - finishes[there].searchsorted(at, side="right")
        second[asked] = np.where(reach > 0, code, second[asked])
    cells = np.bincount(first * size + second, weights=widths, minlength=size * size)
    return cells.reshape(size, size).astype(np.int64)
