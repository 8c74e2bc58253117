"""How two coders agree on the classification of the same cases."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.model.codebook.classes import ClassificationScheme, Collapse
from annotator.model.items import Classification
from annotator.model.scores import collapse
from annotator.statistics.classes.accuracy import table_accuracy
from annotator.statistics.classes.kappa import case_kappa, confusion
from annotator.statistics.estimate import LEVEL, Estimate, Statistic, stated
from annotator.statistics.indices import CodeIndices, Indices, code_indices, indices
from annotator.statistics.tables import (
    Tables,
    code_versus_rest,
    observed_agreement,
    positive_agreement,
    why_no_code_kappa,
)

_NO_CASES = "not estimable: no case was classified by both coders"
_NOBODY = "not estimable: neither coder used this class"


@dataclass(frozen=True, slots=True)
class OneClass:
    """How two coders agree on one class against all others.

    Attributes:
        name: the class.
        by_a: cases that coder A put into it.
        by_b: cases that coder B did.
        both: cases that both did.
        ppos: positive agreement, 2 both / (A + B).
        kappa: kappa against all others.
        indices: prevalence, bias and the like.
    """

    name: str
    by_a: int
    by_b: int
    both: int
    ppos: Statistic
    kappa: Estimate
    indices: CodeIndices


@dataclass(frozen=True, slots=True, eq=False)
class ClassAgreement:
    """How two coders agree on classes.

    Attributes:
        reading: id of the collapse by which the classifications were read, such as B / non-B.
        classes: names in the order of the table.
        table: shape (classes, classes), read-only; rows coder A, columns coder B.
        left_out: cases that have no place in that reading, by either coder.
        agreement: share of the cases with the same class.
        kappa: Cohen's kappa with interval.
        indices: kappa max, PABAK, AC1.
        accuracy: how accurate both coders would have to be for this kappa (see observer_accuracy).
        per_class: one for each class.
    """

    reading: str
    classes: tuple[str, ...]
    table: Tables
    left_out: int
    agreement: Statistic
    kappa: Estimate
    indices: Indices
    accuracy: Statistic
    per_class: tuple[OneClass, ...]


def classification_agreement(
    pairs: Sequence[tuple[Classification, Classification]],
    scheme: ClassificationScheme,
    reading: Collapse,
    confidence: float = LEVEL,
) -> ClassAgreement:
    """Compare two coders' classifications of the same cases.

    Args:
        pairs: coder A's and coder B's of each case.
        scheme: the codebook's.
        reading: one of its collapses; ABCD, ABC, B / non-B and D / non-D ship.
        confidence: of the intervals.
    """
    read = [(collapse(scheme, reading, a).group, collapse(scheme, reading, b).group) for a, b in pairs]
    fitting = [(a, b) for a, b in read if a is not None and b is not None]
    classes = tuple(reading.groups)
    table = confusion(fitting, classes)
    table.setflags(write=False)
    kappa = case_kappa(table, confidence=confidence)
    return ClassAgreement(
        reading=reading.id,
        classes=classes,
        table=table,
        left_out=len(pairs) - len(fitting),
        agreement=stated(observed_agreement(table), _NO_CASES),
        kappa=kappa,
        indices=indices(table),
        accuracy=table_accuracy(kappa.value, table),
        per_class=_per_class(classes, table, confidence),
    )


def _per_class(classes: Sequence[str], table: Tables, confidence: float) -> tuple[OneClass, ...]:
    ppos, two_by_two = positive_agreement(table), code_versus_rest(table)
    return tuple(
        OneClass(
            name=name,
            by_a=int(table[i].sum()),
            by_b=int(table[:, i].sum()),
            both=int(table[i, i]),
            ppos=stated(ppos[i], _NOBODY),
            kappa=case_kappa(two_by_two[i], confidence=confidence, reason=why_no_code_kappa(two_by_two[i], "class")),
            indices=detail,
        )
        for i, (name, detail) in enumerate(zip(classes, code_indices(table, "class"), strict=True))
    )
