"""Coders against the gold standard: each attempt, and for each coder all that count together."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from annotator.agreement.whole_study.attempts import Attempt, read_attempts
from annotator.agreement.whole_study.events import bout_counts, point_counts
from annotator.agreement.whole_study.gather import Gathered, LeftOut
from annotator.agreement.whole_study.pooled import pooled_table
from annotator.agreement.whole_study.study import WholeStudy, put_together
from annotator.agreement.whole_study.subjects import Subject
from annotator.progress import Progress
from annotator.statistics.estimate import Estimate, Undefined
from annotator.statistics.standard import AgainstStandard
from annotator.study import Study
from annotator.study.gold import gold_problems, golds
from annotator.study.settings import AgreementSettings, GoldMark

Verdict = Literal["reached", "not reached", "not enough to say"]
"""Whether a kappa is what the lab asks for: all of its interval, nothing of it, or neither."""


@dataclass(frozen=True, slots=True)
class KappaAgainstGold:
    """Kappa of a coder and gold.

    Attributes:
        subject: on what.
        sessions: how many it is computed from.
        kappa: pooled over these, with interval.
        few: whether too little was coded to say much.
    """

    subject: Subject
    sessions: int
    kappa: Estimate
    few: bool


@dataclass(frozen=True, slots=True)
class CodeAgainstGold:
    """One code of a coder against gold.

    Attributes:
        code: its id.
        time: in ms; None for a point.
        events: in bouts linked by overlap, or in points within the tolerance.
    """

    code: str
    time: AgainstStandard | None
    events: AgainstStandard

    @property
    def is_used(self) -> bool:
        """Whether the gold standard or the coder has it."""
        return bool(self.events.standard or self.events.coder)


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A coder held against gold in one attempt, or in all of the coder's attempts that count.

    Attributes:
        coder: who.
        attempts: the attempts, in the order of time.
        is_all: whether these are all that count, rather than one looked at by itself.
        kappas: of every subject that can have one.
        codes: sensitivity and precision of every code.
        left_out: what of it could not be compared.
    """

    coder: str
    attempts: tuple[Attempt, ...]
    is_all: bool
    kappas: tuple[KappaAgainstGold, ...]
    codes: tuple[CodeAgainstGold, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True, eq=False)
class AgainstGold:
    """Everybody who has coded gold sessions.

    Attributes:
        settings: the threshold, and how many of the latest sessions count.
        marks: the gold standards of now.
        changed: what is wrong with them, a sentence each.
        attempts: all of them, by coder and in the order of time.
        held: of each coder, first what counts together, then each attempt by itself.
        left_out: what could not be read or compared.
        window_name: what is compared over, in words.
    """

    settings: AgreementSettings
    marks: tuple[GoldMark, ...]
    changed: tuple[str, ...]
    attempts: tuple[Attempt, ...]
    held: tuple[Held, ...]
    left_out: tuple[LeftOut, ...]
    window_name: str

    @property
    def is_used(self) -> bool:
        """Whether the lab has, or had, gold standards."""
        return bool(self.marks or self.attempts)


def against_gold(
    study: Study, settings: AgreementSettings | None = None, progress: Progress = lambda _share: None
) -> AgainstGold:
    """Hold every attempt at a gold session against its gold standard.

    Args:
        study: the study, looked at over its window.
        settings: what the lab decided; None: as in study.toml.
        progress: told the share done.
    """
    settings = settings or study.settings.agreement
    attempts, left_out = read_attempts(study)
    held: list[Held] = []
    for coder, own in groupby(attempts, key=lambda one: one.coder):
        each = tuple(own)
        if counted := counting(each, settings.gold_sessions):
            held.append(_held(study, settings, coder, counted, is_all=True))
        held += [_held(study, settings, coder, (one,), is_all=False) for one in each]
        progress(len({one for found in held for one in found.attempts}) / len(attempts))
    return AgainstGold(
        settings=settings,
        marks=golds(study),
        changed=tuple(one.what for one in gold_problems(study)),
        attempts=attempts,
        held=tuple(held),
        left_out=(*left_out, *(out for one in held if not one.is_all for out in one.left_out)),
        window_name=_whole(study, settings, "", ()).window_name,
    )


def counting(attempts: Iterable[Attempt], latest: int | None) -> tuple[Attempt, ...]:
    """Return the attempts of a coder that count, in the order of time; latest: only so many, None: all of them."""
    counted = [one for one in attempts if not one.why_not]
    return tuple(counted if latest is None else counted[-latest:])


def verdict(kappa: Estimate, threshold: float | None) -> Verdict | None:
    """Return whether a kappa reaches what is asked for, by its whole interval; None where nothing is asked.

    >>> from annotator.statistics.estimate import ConfidenceInterval
    >>> verdict(Estimate(0.8, ConfidenceInterval(0.7, 0.9, 0.95, "")), 0.6)
    'reached'
    >>> verdict(Estimate(1.0, Undefined("five bouts without a fault")), 0.6)
    'not enough to say'
    """
    if threshold is None:
        return None
    if isinstance(kappa.interval, Undefined):
        return "not enough to say"
    if kappa.interval.low >= threshold:
        return "reached"
    return "not reached" if kappa.interval.high < threshold else "not enough to say"


def _held(
    study: Study, settings: AgreementSettings, coder: str, attempts: tuple[Attempt, ...], *, is_all: bool
) -> Held:
    whole = _whole(study, settings, coder, attempts)
    there = bool(whole.compared.pairs)
    kappas, codes = (tuple(_kappas(whole)), tuple(_codes(whole))) if there else ((), ())
    return Held(coder, attempts, is_all, kappas, codes, whole.left_out)


def _whole(study: Study, settings: AgreementSettings, coder: str, attempts: Sequence[Attempt]) -> WholeStudy:
    """Return these attempts as a study of its own, with gold and the coder as its one pair."""
    gathered = Gathered(tuple(one.codings for one in attempts), ())
    return put_together(study, settings, gathered, (coder,))


def _kappas(whole: WholeStudy) -> Iterator[KappaAgainstGold]:
    for subject in (one for one in whole.subjects if "kappa" in one.statistics):
        found = whole.estimates(subject, "kappa")
        yield KappaAgainstGold(subject, len(whole.compared.meetings_of(0)), found.pooled[0], found.few[0])


def _codes(whole: WholeStudy) -> Iterator[CodeAgainstGold]:
    """Yield every state code, channel by channel, then every point; GOLD is coder A of the one pair there is."""
    compared = whole.compared
    for channel, codes in whole.codebook.state_channels.items():
        counts = bout_counts(compared, channel, whole.tolerances.overlap).sum(axis=0)
        for place, code in enumerate(codes):
            table = pooled_table(compared, Subject("code", code.id, code.name, channel), 0)
            time = AgainstStandard(int(table[0].sum()), int(table[:, 0].sum()), int(table[0, 0]))
            yield CodeAgainstGold(code.id, time, _events(counts[place].tolist()))
    for code in (code for code in whole.codebook.codes if code.is_point):
        counts = point_counts(compared, code.id, whole.tolerances.points_ms).sum(axis=0)
        yield CodeAgainstGold(code.id, None, _events(counts[0].tolist()))


def _events(counts: list[list[int]]) -> AgainstStandard:
    """Return what is counted by coder, (found by the other, all), against the first of the two."""
    (found, of_gold), (_, of_coder) = counts
    return AgainstStandard(of_gold, of_coder, found)
