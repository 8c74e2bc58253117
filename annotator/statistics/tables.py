"""Agreement tables and what is computed from them.

A table is square: rows coder A, columns coder B, whole ms (or counts) in the cells. The statistics take one table or a
stack of them, shape (..., q, q). Sums are exact; products are floats, so that studies of any length fit. Statistics are
nan where they do not exist; callers turn that into Undefined, because only they know which reason to give.
"""

import numpy as np
from numpy.typing import NDArray

from annotator.statistics.estimate import Statistic, Undefined, Values
from annotator.statistics.streams import Stream, Times, sweep

Tables = NDArray[np.int64]


def duration_table(a: Stream, b: Stream, window: Times) -> Tables:
    """Return for how many ms of the window coder A had code i on while coder B had code j on, shape (q, q)."""
    size = len(a.codes)
    both = sweep(a, b, window)
    cells = np.bincount(both.a * size + both.b, weights=both.widths_ms, minlength=size * size)
    return cells.reshape(size, size).astype(np.int64)


def observed_agreement(tables: Tables) -> Values:
    """Return Po, the share of the diagonal; nan for an empty table.

    >>> round(float(observed_agreement(np.array([[18, 2], [2, 158]]))), 3)
    0.978
    """
    return divide(_diagonal(tables).sum(axis=-1), tables.sum(axis=(-2, -1)))


def cohen_kappa(tables: Tables) -> Values:
    """Return Cohen's kappa, (Po - Pe) / (1 - Pe), Pe from each coder's own marginals (Cohen 1960).

    nan for an empty table and where a coder used only one code: kappa would be 0 whatever the other one did, or 0 / 0
    (docs/decisions/0010). why_no_kappa says which.

    The illustration of Cohen (1968, table 1), 200 cases in three classes, for which he prints .492:

    >>> round(float(cohen_kappa(np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]]))), 3)
    0.492
    """
    total = tables.sum(axis=(-2, -1), dtype=np.float64)
    a, b = tables.sum(axis=-1, dtype=np.float64), tables.sum(axis=-2, dtype=np.float64)
    chance = (a * b).sum(axis=-1)
    varies = (a.max(axis=-1) < total) & (b.max(axis=-1) < total)
    return divide(total * _diagonal(tables).sum(axis=-1) - chance, np.where(varies, total * total - chance, 0.0))


NOBODY_USED = "not estimable: neither coder used any of these codes"


def why_no_kappa(table: Tables, units: str = "code") -> str:
    """Return why one table, shape (q, q), has no kappa."""
    if not table.any():
        return "not estimable: nothing to compare"
    both = table.any(axis=1).sum() == table.any(axis=0).sum() == 1
    return f"not estimable: {'both coders' if both else 'one coder'} used only one {units}"


def why_no_code_kappa(two_by_two: Tables, units: str = "code") -> str:
    """Return why the table of one code against all others, shape (2, 2), has no kappa.

    >>> why_no_code_kappa(np.array([[0, 5], [0, 20]]))
    'not estimable: only one coder used this code'
    """
    a, b, total = int(two_by_two[0].sum()), int(two_by_two[:, 0].sum()), int(two_by_two.sum())
    if not total:
        return "not estimable: nothing to compare"
    if not a or not b:
        who = "only one coder" if a or b else "neither coder"
        return f"not estimable: {who} used this {units}"
    return f"not estimable: {'both coders' if a == b else 'one coder'} used this {units} throughout"


def is_unused(tables: Tables | Values) -> NDArray[np.bool_]:
    """Return whether neither coder used any code of these tables, none last, shape (...) from (..., q, q).

    Where there is nothing to see, that nobody saw it is no agreement: Po would be 1, and so would PABAK and AC1.
    """
    return np.asarray(tables.sum(axis=(-2, -1)) == tables[..., -1, -1])


def code_versus_rest(tables: Tables) -> Tables:
    """Return the 2 x 2 table of each code against all others, shape (..., q, 2, 2); the code comes first."""
    both = _diagonal(tables)
    only_a, only_b = tables.sum(axis=-1) - both, tables.sum(axis=-2) - both
    neither = tables.sum(axis=(-2, -1))[..., None] - both - only_a - only_b
    return np.stack((both, only_a, only_b, neither), axis=-1).reshape(*both.shape, 2, 2)


def positive_agreement(tables: Tables) -> Values:
    """Return the specific agreement of each code, 2 both / (A + B), shape (..., q); nan where neither used it.

    Time that neither coder coded does not enter it (Cicchetti & Feinstein 1990).

    >>> positive_agreement(np.array([[18, 2, 0], [2, 158, 0], [0, 0, 0]])).round(3).tolist()
    [0.9, 0.988, nan]
    """
    return divide(2 * _diagonal(tables), tables.sum(axis=-1) + tables.sum(axis=-2))


def coded_agreement(table: Tables) -> Statistic:
    """Return positive agreement over all codes of a table, none last: 2 both the same / (A + B).

    What positive agreement is for one code (Cicchetti & Feinstein 1990) for all together: time that neither coded does
    not enter it, and a moment to which the two give different codes counts against it twice.
    """
    coded = int(table[:-1].sum() + table[:, :-1].sum())
    return 2 * int(table[:-1, :-1].trace()) / coded if coded else Undefined(NOBODY_USED)


def _diagonal(tables: Tables) -> Tables:
    return tables.diagonal(axis1=-2, axis2=-1)


def divide(part: Tables | Values, whole: Tables | Values) -> Values:
    """Return the quotients; nan where there is nothing to divide by."""
    quotients: Values = np.divide(part, whole, out=np.full(np.shape(whole), np.nan), where=whole != 0)
    return quotients
