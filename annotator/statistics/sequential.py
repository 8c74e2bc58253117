"""Whether one behaviour follows another more or less often than chance: tables of sequences and what is read from them.

In a table of sequences, row i and column j count how often j followed i. Statistics are for one dyad; dyads are not
added up into one table, which would take the differences between them for sequence (Bakeman & Quera 2011).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from annotator.statistics.estimate import Statistic, Undefined, Values, stated
from annotator.statistics.tables import Tables

Allowed = NDArray[np.bool_]
"""Which cells of a table can hold anything; the others are structural zeros."""

_NOTHING = "not estimable: nothing to count"
_ONE_SIDED = "not estimable: a row or a column of the table is empty"
_ZERO_CELL = "not estimable: a cell of the table is 0"
_STEPS, _CLOSE = 10_000, 1e-10


@dataclass(frozen=True, slots=True)
class Contingency:
    """What a 2 x 2 table says: a and b where the given behaviour was, c and d where not; a and c with the target.

    Attributes:
        expected: of a, where given and target have nothing to do with each other.
        residual: adjusted residual of a, z (Haberman 1978; Allison & Liker 1982).
        yules_q: (ad - bc) / (ad + bc), -1 to 1 (Yule); -1 or 1 where a cell is 0.
        odds_ratio: ad / bc; it does not exist where a cell is 0, and nothing is added to make it exist.
        zero_cell: whether a cell is 0.
        few: whether a is expected less than 5 times, or the given behaviour was there less than 5 times: then z is no
            longer normal.
    """

    expected: Statistic
    residual: Statistic
    yules_q: Statistic
    odds_ratio: Statistic
    zero_cell: bool
    few: bool


def contingency(two_by_two: Tables) -> Contingency:
    """Read a 2 x 2 table.

    >>> found = contingency(np.array([[12, 8], [30, 130]]))
    >>> [round(value, 3) for value in (found.yules_q, found.odds_ratio, found.residual)]
    [0.733, 6.5, 4.112]
    """
    (a, b), (c, d) = two_by_two.tolist()
    total = a + b + c + d
    expected = (a + b) * (a + c) / total if total else float("nan")
    both, crossed = a * d, b * c
    zero = 0 in (a, b, c, d)
    why = _ONE_SIDED if total else _NOTHING
    return Contingency(
        expected=stated(expected, _NOTHING),
        residual=stated(adjusted_residuals(two_by_two)[0, 0], why),
        yules_q=(both - crossed) / (both + crossed) if both + crossed else Undefined(why),
        odds_ratio=Undefined(_ZERO_CELL if total else _NOTHING) if zero else both / crossed,
        zero_cell=zero,
        few=not total or expected < 5 or a + b < 5,
    )


def expected_counts(table: Tables, allowed: Allowed | None = None) -> Values:
    """Return what chance would give, with the same totals and the same structural zeros, shape (k, k).

    Without structural zeros this is row x column / total. With them it is found by iterative proportional fitting
    (Deming & Stephan 1940; for codes that cannot repeat Bakeman & Quera 2011).

    Args:
        table: counts; those of structural zeros must be 0.
        allowed: which cells can hold anything; all of them if not given.

    Returns:
        nan throughout where the fitting does not settle.
    """
    rows, columns = table.sum(axis=1).astype(np.float64), table.sum(axis=0).astype(np.float64)
    if allowed is None:
        return np.asarray(rows[:, None] * columns / max(1.0, rows.sum()), dtype=np.float64)
    fitted = _not_forced(table, allowed).astype(np.float64)
    for _ in range(_STEPS):
        fitted *= _ratio(rows, fitted.sum(axis=1))[:, None]
        fitted *= _ratio(columns, fitted.sum(axis=0))
        if np.abs(fitted.sum(axis=1) - rows).max(initial=0.0) < _CLOSE * max(1.0, rows.sum()):
            return fitted
    return np.full(table.shape, np.nan)


def adjusted_residuals(table: Tables, allowed: Allowed | None = None) -> Values:
    """Return (observed - expected) / its standard error, shape (k, k): like z, where nothing is rare.

    Without structural zeros the standard error is sqrt(e (1 - row / total) (1 - column / total)), as in Allison & Liker
    (1982); with them it is that of the model of quasi-independence (Haberman 1973), of which this is the simplest case.

    Args:
        table: counts; those of structural zeros must be 0.
        allowed: which cells can hold anything; all of them if not given.

    Returns:
        nan in structural zeros, and where the totals alone fix what a cell holds.
    """
    expected = expected_counts(table, allowed)
    residuals = np.full(table.shape, np.nan)
    if not table.any() or np.isnan(expected).any():
        return residuals
    used = expected > 0
    if allowed is None:  # known in closed form, and asked for once a cell of every larger table
        total = table.sum()
        rest = np.outer(1 - table.sum(axis=1) / total, 1 - table.sum(axis=0) / total)
        free = used & (rest > 0)
        residuals[free] = (table - expected)[free] / np.sqrt(expected[free] * rest[free])
        return residuals
    row, column = np.nonzero(used)
    size = len(table)
    design = np.zeros((len(row), 2 * size))
    design[np.arange(len(row)), row] = design[np.arange(len(row)), size + column] = 1
    means = expected[used]
    inverse = np.linalg.pinv(design.T @ (means[:, None] * design), hermitian=True)
    left = 1 - means * np.einsum("ij,jk,ik->i", design, inverse, design)
    free = left > _CLOSE
    residuals[row[free], column[free]] = (table[used] - means)[free] / np.sqrt(means[free] * left[free])
    return residuals


def against_the_rest(table: Tables, given: int, target: int) -> Tables:
    """Return the 2 x 2 table of one given and one target behaviour against all others.

    >>> against_the_rest(np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]]), 0, 1).tolist()
    [[2, 4], [13, 26]]
    """
    a = int(table[given, target])
    row, column, total = int(table[given].sum()), int(table[:, target].sum()), int(table.sum())
    return np.array([[a, row - a], [column - a, total - row - column + a]], dtype=np.int64)


def _not_forced(table: Tables, allowed: Allowed) -> Allowed:
    """Return the allowed cells that are not 0 in every table of the same totals; fitting would creep towards those.

    A cell can grow where a chain of others can shrink and grow in turn: where its row and its column are strongly
    connected by cells that may hold something one way, and by cells that do hold something the other.
    """
    size = len(table)
    ways = np.zeros((2 * size, 2 * size), dtype=bool)
    ways[:size, size:], ways[size:, :size] = allowed, (table > 0).T
    _, part = connected_components(ways, directed=True, connection="strong")
    return np.asarray(allowed & (part[:size, None] == part[size:]))


def _ratio(wanted: Values, there: Values) -> Values:
    return np.divide(wanted, there, out=np.zeros(len(wanted)), where=there > 0)
