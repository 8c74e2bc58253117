"""Tables of events and the kappa that fits them.

Rows are coder A's codes, columns coder B's, and the last row and column hold events without a partner. Its corner is a
structural zero: an event that neither coder saw cannot be counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.statistics.estimate import Statistic, Undefined, stated
from annotator.statistics.events.bouts import Bouts
from annotator.statistics.indices import kappa_max
from annotator.statistics.tables import (
    Tables,
    code_versus_rest,
    cohen_kappa,
    divide,
    why_no_code_kappa,
    why_no_kappa,
)

_NO_EVENTS = "not estimable: neither coder marked an event"
_NO_PAIRS = "not estimable: no event has a partner"
_ONE_CODE = "not estimable: only one code used; read the share of linked events and F1"
_ONE_CODER = "not estimable: only one coder marked events"
_NOBODY = "not estimable: neither coder used this code"


@dataclass(frozen=True, slots=True, eq=False)
class EventAgreement:
    """What a table of events says.

    Attributes:
        table: shape (codes + 1, codes + 1), read-only; rows coder A, columns coder B, events without partner last.
        linked: share of what is counted that belongs to a pair.
        f1: 2 pairs with the same code / (events of A + B), however often the table counts a pair.
        kappa: chance-corrected agreement with the events that have no partner (see structural_kappa).
        kappa_max: the largest such kappa that each coder's own totals allow.
        agreement_of_linked: share of the pairs that have the same code.
        kappa_of_linked: Cohen's kappa of the pairs alone.
        f1_per_code: the same of each code: 2 pairs in which both gave it / (events of it of A + B).
        kappa_per_code: Cohen's kappa of each code against everything else that is counted (see code_kappas).
        kappa_max_per_code: the largest such kappa that each coder's own totals allow.
    """

    table: Tables
    linked: Statistic
    f1: Statistic
    kappa: Statistic
    kappa_max: Statistic
    agreement_of_linked: Statistic
    kappa_of_linked: Statistic
    f1_per_code: tuple[Statistic, ...]
    kappa_per_code: tuple[Statistic, ...]
    kappa_max_per_code: tuple[Statistic, ...]


def event_table(a: Bouts, b: Bouts, pairs: Sequence[tuple[int, int]], codes: int, per_pair: int) -> Tables:
    """Return the table of events, shape (codes + 1, codes + 1).

    Args:
        a: bouts of coder A.
        b: bouts of coder B.
        pairs: positions of bouts that belong together, each at most once.
        codes: number of codes, none left out.
        per_pair: what a pair counts; an event without partner counts 1.
    """
    of_a, of_b = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    table = np.zeros((codes + 1, codes + 1), dtype=np.int64)
    np.add.at(table, (a.codes[of_a], b.codes[of_b]), per_pair)
    table[:codes, codes] = np.bincount(np.delete(a.codes, of_a), minlength=codes)
    table[codes, :codes] = np.bincount(np.delete(b.codes, of_b), minlength=codes)
    return table


def agreement_of(table: Tables, per_pair: int = 2) -> EventAgreement:
    """Compute everything from a table of events, in which a pair counts per_pair and an event without partner 1."""
    pairs = table[:-1, :-1]
    counted, paired, same = (int(cells.sum()) for cells in (table, pairs, pairs.diagonal()))
    # Both are per_pair times as many as there are, so that every event counts once, with a partner or without.
    in_both = 2 * pairs.diagonal()
    marked = pairs.sum(axis=1) + pairs.sum(axis=0) + per_pair * (table[:-1, -1] + table[-1, :-1])
    of_codes, largest = code_kappas(table)
    table.setflags(write=False)
    return EventAgreement(
        table=table,
        linked=paired / counted if counted else Undefined(_NO_EVENTS),
        f1=int(in_both.sum()) / int(marked.sum()) if counted else Undefined(_NO_EVENTS),
        kappa=structural_kappa(table),
        kappa_max=_corrected(table, int(np.minimum(table.sum(axis=0), table.sum(axis=1)).sum())),
        agreement_of_linked=same / paired if paired else Undefined(_NO_PAIRS),
        kappa_of_linked=stated(cohen_kappa(pairs), why_no_kappa(pairs) if paired else _NO_PAIRS),
        f1_per_code=tuple(stated(value, _NOBODY) for value in divide(in_both, marked)),
        kappa_per_code=of_codes,
        kappa_max_per_code=largest,
    )


def code_kappas(table: Tables) -> tuple[tuple[Statistic, ...], tuple[Statistic, ...]]:
    """Return kappa and the largest kappa of each code, from the table of this code against everything else.

    Everything else is the events of other codes, with a partner or without (Holle & Rein 2015; the programs EasyDIAg
    and ELAN). Where no other code was used nothing is left, because what neither coder saw cannot be counted.

    The demonstration in the manual of EasyDIAg (Rein & Holle 2014), code by code:

    >>> kappas, largest = code_kappas(np.array([
    ...     [122, 10, 4, 6, 0, 4, 11], [0, 12, 0, 4, 4, 0, 10], [2, 0, 34, 0, 0, 2, 3], [0, 0, 0, 6, 0, 0, 0],
    ...     [0, 0, 0, 0, 38, 4, 6], [2, 2, 2, 0, 0, 6, 3], [13, 7, 4, 2, 10, 5, 0]]))
    >>> [round(kappa, 2) for kappa in kappas]
    [0.69, 0.33, 0.77, 0.49, 0.72, 0.3]
    >>> [round(kappa, 4) for kappa in largest]
    [0.8921, 0.982, 0.9596, 0.4863, 0.9531, 0.8242]
    """
    two_by_two = code_versus_rest(table)[:-1]
    used = [bool(one[0].any() or one[:, 0].any()) for one in two_by_two]
    reasons = [
        (_ONE_CODE if sum(used) < 2 else why_no_code_kappa(one)) if is_used else _NOBODY
        for is_used, one in zip(used, two_by_two, strict=True)
    ]
    if sum(used) < 2:
        none = tuple(Undefined(reason) for reason in reasons)
        return none, none
    kappas, largest = (
        tuple(stated(value, why) for value, why in zip(values, reasons, strict=True))
        for values in (cohen_kappa(two_by_two), kappa_max(two_by_two))
    )
    return kappas, largest


def structural_kappa(table: Tables) -> Statistic:
    """Return kappa whose expected table keeps both coders' totals and the zero in the corner (Holle & Rein 2015).

    Iterative proportional fitting (Bakeman & Robinson 1994) is the usual way to that table. With one zero its limit
    has a closed form, used here because it needs no starting value, no number of steps and no guard against empty
    rows: the linked events are spread over the codes by the shares of each coder's events.

    The demonstration in the manual of EasyDIAg (Rein & Holle 2014), which prints .53:

    >>> round(structural_kappa(np.array([
    ...     [122, 10, 4, 6, 0, 4, 11], [0, 12, 0, 4, 4, 0, 10], [2, 0, 34, 0, 0, 2, 3], [0, 0, 0, 6, 0, 0, 0],
    ...     [0, 0, 0, 0, 38, 4, 6], [2, 2, 2, 0, 0, 6, 3], [13, 7, 4, 2, 10, 5, 0]])), 2)
    0.53
    """
    return _corrected(table, int(table.trace()))


def expected_events(table: Tables) -> np.ndarray:
    """Return the table that chance would give, with the same totals and the same corner."""
    linked = table[:-1, :-1].sum()
    a, b = table[:-1].sum(axis=1), table[:, :-1].sum(axis=0)
    expected = np.zeros(table.shape)
    expected[:-1, -1], expected[-1, :-1] = _spread(table[:-1, -1].sum(), a), _spread(table[-1, :-1].sum(), b)
    expected[:-1, :-1] = linked * np.outer(_spread(1, a), _spread(1, b))
    return expected


def _spread(amount: float, totals: np.ndarray) -> np.ndarray:
    return amount * totals / totals.sum() if totals.any() else np.zeros(totals.shape)


def _corrected(table: Tables, agreed: int) -> Statistic:
    used = table[:-1].any(axis=1) | table[:, :-1].any(axis=0)
    if not table.any():
        return Undefined(_NO_EVENTS)
    if not table[:-1].any() or not table[:, :-1].any():
        return Undefined(_ONE_CODER)
    if used.sum() < 2:
        return Undefined(_ONE_CODE)
    chance = float(expected_events(table).trace())
    return (agreed - chance) / (float(table.sum()) - chance)
