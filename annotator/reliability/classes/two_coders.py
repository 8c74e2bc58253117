"""How two coders agree on the classification of the same cases."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.model.items import Classification
from annotator.reliability.classes.accuracy import table_accuracy
from annotator.reliability.classes.kappa import case_kappa, confusion
from annotator.reliability.classes.schemes import Scheme
from annotator.reliability.estimate import RESAMPLING, Estimate, Resampling
from annotator.reliability.indices import CodeIndices, Indices, code_indices, indices
from annotator.reliability.tables import Tables, code_versus_rest, observed_agreement, positive_agreement
from annotator.reliability.undefined import Statistic, stated

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
        scheme: id of the way the classifications were read.
        classes: names in the order of the table.
        table: shape (classes, classes), read-only; rows coder A, columns coder B.
        left_out: cases that the scheme has no class for, by either coder.
        agreement: share of the cases with the same class.
        kappa: Cohen's kappa with interval.
        indices: kappa max, PABAK, AC1.
        accuracy: how accurate both coders would have to be for this kappa (see observer_accuracy).
        per_class: one for each class.
    """

    scheme: str
    classes: tuple[str, ...]
    table: Tables
    left_out: int
    agreement: Statistic
    kappa: Estimate
    indices: Indices
    accuracy: Statistic
    per_class: tuple[OneClass, ...]


def classification_agreement(
    pairs: Sequence[tuple[Classification, Classification]], scheme: Scheme, resampling: Resampling = RESAMPLING
) -> ClassAgreement:
    """Compare two coders' classifications of the same cases, coder A's first in each pair."""
    read = [(scheme.read(a), scheme.read(b)) for a, b in pairs]
    fitting = [(a, b) for a, b in read if a is not None and b is not None]
    table = confusion(fitting, scheme.classes)
    table.setflags(write=False)
    kappa = case_kappa(table, resampling=resampling)
    return ClassAgreement(
        scheme=scheme.id,
        classes=scheme.classes,
        table=table,
        left_out=len(pairs) - len(fitting),
        agreement=stated(observed_agreement(table), _NO_CASES),
        kappa=kappa,
        indices=indices(table),
        accuracy=table_accuracy(kappa.value, table),
        per_class=_per_class(scheme.classes, table, resampling),
    )


def _per_class(classes: Sequence[str], table: Tables, resampling: Resampling) -> tuple[OneClass, ...]:
    ppos, two_by_two = positive_agreement(table), code_versus_rest(table)
    return tuple(
        OneClass(
            name=name,
            by_a=int(table[i].sum()),
            by_b=int(table[:, i].sum()),
            both=int(table[i, i]),
            ppos=stated(ppos[i], _NOBODY),
            kappa=case_kappa(two_by_two[i], resampling=resampling),
            indices=detail,
        )
        for i, (name, detail) in enumerate(zip(classes, code_indices(table), strict=True))
    )
