"""Each coder against the master, beside what the lab asks for. No adjective: numbers, and whether they are reached."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from annotator.agreement.whole_study.compared import Compared
from annotator.agreement.whole_study.estimates import PairEstimates
from annotator.agreement.whole_study.pooled import pooled_table
from annotator.agreement.whole_study.subjects import Subject
from annotator.statistics.classes.accuracy import table_accuracy
from annotator.statistics.estimate import ConfidenceInterval, Estimate, Statistic, Undefined

_NO_ACCURACY = Undefined("estimated for what the study counts as the code only")


@dataclass(frozen=True, slots=True)
class Certification:
    """One coder and one subject, against the master.

    Attributes:
        coder: who is held against the master.
        subject: on what.
        sessions: how many both have coded.
        kappa: pooled over these, with interval.
        accuracy: how accurate both would have to be for this kappa (Bakeman et al. 1997).
        few: whether too little was coded to say much.
        reached: whether kappa is at least the threshold; None without a threshold or without a kappa.
        surely: whether all of its interval is; None where it has none, and where both have coded one session, whose
            interval tells of this recording only.
    """

    coder: str
    subject: Subject
    sessions: int
    kappa: Estimate
    accuracy: Statistic
    few: bool
    reached: bool | None
    surely: bool | None


def certification(
    compared: Compared, master: str, found: Iterable[PairEstimates], threshold: float | None
) -> Iterator[Certification]:
    """Yield every coder who met the master, for every subject that has a kappa.

    Args:
        compared: all meetings.
        master: whom the others are held against.
        found: statistics of all pairs; those that are no kappa are passed over.
        threshold: the kappa that the lab asks for, if it does.
    """
    kappas = [one for one in found if one.statistic == "kappa"]
    for pair, names in enumerate(compared.pairs):
        if master not in names:
            continue
        coder = names[0] if names[1] == master else names[1]
        for one in kappas:
            kappa, sessions = one.pooled[pair], len(compared.meetings_of(pair))
            yield Certification(
                coder=coder,
                subject=one.subject,
                sessions=sessions,
                kappa=kappa,
                accuracy=accuracy(compared, one, pair),
                few=one.few[pair],
                reached=_at_least(kappa.value, threshold),
                surely=_at_least(kappa.interval, threshold) if sessions > 1 else None,
            )


def accuracy(compared: Compared, found: PairEstimates, pair: int) -> Statistic:
    """Return how accurate both coders of a pair would have to be for their kappa (Bakeman et al. 1997).

    Raises:
        ValueError: if what was found is no kappa.
    """
    if found.statistic != "kappa":
        raise ValueError(f"accuracy is estimated from kappa, not from {found.statistic}")
    if found.subject.kind in ("code with", "modifier"):
        return _NO_ACCURACY
    return table_accuracy(found.pooled[pair].value, pooled_table(compared, found.subject, pair))


def _at_least(found: Statistic | ConfidenceInterval, threshold: float | None) -> bool | None:
    if threshold is None or isinstance(found, Undefined):
        return None
    return (found.low if isinstance(found, ConfidenceInterval) else found) >= threshold
