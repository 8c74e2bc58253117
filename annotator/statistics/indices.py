"""What is read beside kappa: its maximum, and how prevalence and bias move it.

Like tables.py: a table is square with coder A in the rows, the functions take one or a stack, shape (..., q, q), and
give nan where the statistic does not exist.
"""

from dataclasses import dataclass

import numpy as np

from annotator.statistics.estimate import Statistic, Undefined, Values, stated
from annotator.statistics.tables import (
    Tables,
    code_versus_rest,
    divide,
    observed_agreement,
    why_no_code_kappa,
    why_no_kappa,
)

_EMPTY = "not estimable: nothing to compare"


def kappa_max(tables: Tables) -> Values:
    """Return the largest kappa that each coder's own totals allow (Cohen 1960).

    nan for an empty table and where a coder used only one code, as kappa is.

    Code A2 of the demonstration in the manual of EasyDIAg (Rein & Holle 2014), which prints .9820:

    >>> round(float(kappa_max(np.array([[12, 19], [18, 289]]))), 4)
    0.982
    """
    a, b = tables.sum(axis=-1) * 1.0, tables.sum(axis=-2) * 1.0
    total = tables.sum(axis=(-2, -1)) * 1.0
    chance = (a * b).sum(axis=-1)
    varies = (a.max(axis=-1) < total) & (b.max(axis=-1) < total)
    return divide(total * np.minimum(a, b).sum(axis=-1) - chance, np.where(varies, total * total - chance, 0.0))


def pabak(tables: Tables) -> Values:
    """Return the prevalence- and bias-adjusted kappa, 2 Po - 1 (Byrt, Bishop & Carlin 1993).

    For q codes (q Po - 1) / (q - 1), Bennett's S. It says nothing that Po does not.

    Both tables of their example, which Po cannot tell apart although kappa is .70 and .32:

    >>> pabak(np.array([[[40, 9], [6, 45]], [[80, 10], [5, 5]]])).round(2).tolist()
    [0.7, 0.7]
    """
    codes = tables.shape[-1]
    if codes < 2:
        return np.full(tables.shape[:-2], np.nan)
    return np.asarray((codes * observed_agreement(tables) - 1) / (codes - 1))


def prevalence_index(two_by_two: Tables) -> Values:
    """Return (a - d) / n of 2 x 2 tables, from -1 to 1: 0 where the code is as often there as not (Byrt et al. 1993).

    >>> prevalence_index(np.array([[[40, 9], [6, 45]], [[80, 10], [5, 5]]])).tolist()
    [-0.05, 0.75]
    """
    return divide(two_by_two[..., 0, 0] - two_by_two[..., 1, 1], two_by_two.sum(axis=(-2, -1)))


def bias_index(two_by_two: Tables) -> Values:
    """Return (b - c) / n of 2 x 2 tables: by how much coder A has more of the code than B (Byrt et al. 1993).

    >>> bias_index(np.array([[[40, 9], [6, 45]], [[80, 10], [5, 5]]])).tolist()
    [0.03, 0.05]
    """
    return divide(two_by_two[..., 0, 1] - two_by_two[..., 1, 0], two_by_two.sum(axis=(-2, -1)))


def ac1(tables: Tables) -> Values:
    """Return Gwet's AC1, (Po - Pe) / (1 - Pe) with Pe = sum p (1 - p) / (q - 1) (Gwet 2008).

    p is the mean of both coders' shares of a code. Rare codes make it large: it is near 1 wherever most of the window
    is uncoded, however little of the coded time agrees.
    """
    codes = tables.shape[-1]
    if codes < 2:
        return np.full(tables.shape[:-2], np.nan)
    total = tables.sum(axis=(-2, -1))[..., None]
    shares = divide((tables.sum(axis=-1) + tables.sum(axis=-2)) / 2, np.broadcast_to(total, tables.shape[:-1]))
    chance = (shares * (1 - shares)).sum(axis=-1) / (codes - 1)
    return np.asarray((observed_agreement(tables) - chance) / (1 - chance))


def scott_pi(tables: Tables) -> Values:
    """Return Scott's pi, (Po - Pe) / (1 - Pe) with Pe = sum p^2 (Scott 1955).

    p is the mean of both coders' shares of a code: unlike kappa, it takes both for coders of one kind, and so is never
    above it. nan for an empty table and where both coders used only the same code.

    The worked example of Gwet (2014), for which the author's R package irrCAC prints 0.7962397:

    >>> round(float(scott_pi(np.array([[13, 0, 0], [0, 20, 7], [0, 4, 56]]))), 7)
    0.7962397
    """
    total = tables.sum(axis=(-2, -1), dtype=np.float64)
    both = tables.sum(axis=-1, dtype=np.float64) + tables.sum(axis=-2, dtype=np.float64)
    chance = (both * both).sum(axis=-1) / 4
    varies = both.max(axis=-1, initial=0) < 2 * total
    same = tables.diagonal(axis1=-2, axis2=-1).sum(axis=-1)
    return divide(total * same - chance, np.where(varies, total * total - chance, 0.0))


@dataclass(frozen=True, slots=True)
class Indices:
    """The statistics of this module for one table.

    Attributes:
        kappa_max: see kappa_max.
        pabak: see pabak.
        ac1: see ac1.
        scott_pi: see scott_pi.
    """

    kappa_max: Statistic
    pabak: Statistic
    ac1: Statistic
    scott_pi: Statistic


@dataclass(frozen=True, slots=True)
class CodeIndices:
    """The statistics of this module for one code against everything else.

    Attributes:
        kappa_max: see kappa_max.
        pabak: see pabak.
        prevalence: see prevalence_index.
        bias: see bias_index.
        ac1: see ac1.
        scott_pi: see scott_pi.
        negative_agreement: 2 neither / (not A + not B), Pneg (Cicchetti & Feinstein 1990).
    """

    kappa_max: Statistic
    pabak: Statistic
    prevalence: Statistic
    bias: Statistic
    ac1: Statistic
    scott_pi: Statistic
    negative_agreement: Statistic


def indices(table: Tables) -> Indices:
    """Return the indices of one table, shape (q, q)."""
    return Indices(
        kappa_max=stated(kappa_max(table), why_no_kappa(table)),
        pabak=stated(pabak(table), _EMPTY),
        ac1=stated(ac1(table), _EMPTY),
        scott_pi=stated(scott_pi(table), why_no_kappa(table)),
    )


def no_indices(reason: str) -> Indices:
    """Return that there are none, for one reason."""
    return Indices(**dict.fromkeys(Indices.__annotations__, Undefined(reason)))


def code_indices(table: Tables, units: str = "code") -> tuple[CodeIndices, ...]:
    """Return the indices of each code of a table against all others, in the order of the table.

    A code that neither coder used has none: everybody agrees on what nobody saw.
    """
    tables = code_versus_rest(table)
    neither = 2 * tables[:, 1, 1]
    of_codes = {
        "pabak": pabak(tables),
        "prevalence": prevalence_index(tables),
        "bias": bias_index(tables),
        "ac1": ac1(tables),
        "negative_agreement": divide(neither, neither + tables[:, 0, 1] + tables[:, 1, 0]),
    }
    return tuple(
        CodeIndices(
            kappa_max=stated(largest, why_no_code_kappa(two_by_two, units)),
            scott_pi=stated(pi, why_no_code_kappa(two_by_two, units)),
            **{name: stated(values[place], _EMPTY) for name, values in of_codes.items()},
        )
        if two_by_two[0].any() or two_by_two[1, 0]
        else no_code_indices(why_no_code_kappa(two_by_two, units))
        for place, (two_by_two, largest, pi) in enumerate(zip(tables, kappa_max(tables), scott_pi(tables), strict=True))
    )


def no_code_indices(reason: str) -> CodeIndices:
    """Return that there are none, for one reason."""
    return CodeIndices(**dict.fromkeys(CodeIndices.__annotations__, Undefined(reason)))
