"""Three coders and more on the same cases: agreement of all, and of every two.

Classes are numbers from 0; every coder classified every case. Where some did not, use Krippendorff's alpha.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from annotator.statistics.estimate import Statistic, Undefined, stated
from annotator.statistics.tables import cohen_kappa, why_no_kappa

Classes = NDArray[np.int64]
"""Class of each case by each coder, shape (cases, coders)."""

_PATIENTS = (
    "444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 222333 144444 224445 "
    "333335 111455 111112 224444 133555 555555 244444 224555 114444 144445 222224 111155 224444 133333 555555"
)
_DIAGNOSES = [[int(one) for one in patient] for patient in _PATIENTS.split()]
"""Diagnoses 1 to 5 of 30 patients by six psychiatrists each, a row a patient (Fleiss 1971, table 1): for doctests."""

_TOO_FEW = "not estimable: fewer than two coders, or no case"
_ONE_CLASS = "not estimable: all coders used only one class"
_ONE_VARIES = "not estimable: fewer than two coders used more than one class"


def fleiss_kappa(given: Sequence[Sequence[int]] | Classes) -> Statistic:
    """Return Fleiss' kappa, mean agreement of two coders against pooled shares of the classes (Fleiss 1971).

    It asks only how often a class was given, not by whom, and for two coders is Scott's pi rather than Cohen's kappa.

    His 30 patients, six diagnoses each, for which he prints .430:

    >>> round(fleiss_kappa(_DIAGNOSES), 3)
    0.43
    """
    counts = _counts(np.asarray(given, dtype=np.int64))
    if counts is None:
        return Undefined(_TOO_FEW)
    shares = counts.sum(axis=0) / counts.sum()
    return _corrected(_mean_agreement(counts), float(shares @ shares))


def conger_kappa(given: Sequence[Sequence[int]] | Classes) -> Statistic:
    """Return Conger's exact kappa: chance from every two coders' own shares of the classes (Conger 1980).

    For two coders it is Cohen's kappa. Where only one coder used more than one class it would be 0 whatever was said.

    Fleiss' 30 patients, coder by coder as the R package irr has them, for which it prints .442:

    >>> round(conger_kappa(_DIAGNOSES), 3)
    0.442
    """
    table = np.asarray(given, dtype=np.int64)
    counts = _counts(table)
    if counts is None:
        return Undefined(_TOO_FEW)
    if (table.min(axis=0) < table.max(axis=0)).sum() < 2:
        return Undefined(_ONE_CLASS if (table == table[0, 0]).all() else _ONE_VARIES)
    shares = np.array([np.bincount(column, minlength=counts.shape[1]) for column in table.T]) / len(table)
    chance = np.mean([one @ other for one, other in combinations(shares, 2)])
    return _corrected(_mean_agreement(counts), float(chance))


def light_kappa(given: Sequence[Sequence[int]] | Classes) -> Statistic:
    """Return the mean of Cohen's kappa of every two coders (Light 1971).

    Of the diagnoses of Fleiss (1971) the R package irr prints .459:

    >>> round(light_kappa(_DIAGNOSES), 3)
    0.459
    """
    kappas = [kappa for row in pairwise_kappas(given) for kappa in row if kappa is not None]
    missing = [kappa for kappa in kappas if isinstance(kappa, Undefined)]
    if not kappas or missing:
        return missing[0] if missing else Undefined(_TOO_FEW)
    return sum(kappa for kappa in kappas if isinstance(kappa, float)) / len(kappas)


def pairwise_kappas(given: Sequence[Sequence[int]] | Classes) -> list[list[Statistic | None]]:
    """Return Cohen's kappa of every two coders, a row a coder; None on the diagonal."""
    table = np.asarray(given, dtype=np.int64)
    if table.ndim != 2 or not table.size:
        return []
    classes = int(table.max()) + 1
    columns = [np.eye(classes, dtype=np.int64)[column] for column in table.T]
    return [
        [None if i == j else _kappa(one, other) for j, other in enumerate(columns)] for i, one in enumerate(columns)
    ]


def _kappa(one: Classes, other: Classes) -> Statistic:
    table = one.T @ other
    return stated(cohen_kappa(table), why_no_kappa(table, "class"))


def _counts(table: Classes) -> Classes | None:
    """Return how many coders gave each class to each case, shape (cases, classes)."""
    if table.ndim != 2 or not len(table) or table.shape[1] < 2:
        return None
    return np.asarray((table[:, :, None] == np.arange(table.max() + 1)).sum(axis=1))


def _mean_agreement(counts: Classes) -> float:
    coders = counts[0].sum()
    return float(((counts**2).sum(axis=1) - coders).mean() / (coders * (coders - 1)))


def _corrected(agreed: float, chance: float) -> Statistic:
    return Undefined(_ONE_CLASS) if chance >= 1 else (agreed - chance) / (1 - chance)
