"""The whole study: read once, then any statistic of all pairs is there for the asking."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from annotator.agreement.code_with import asking_only, code_alone, coding_with
from annotator.agreement.readings import NOBODY_ANSWERED, Reading, is_answered
from annotator.agreement.whole_study.certification import Certification, certification
from annotator.agreement.whole_study.compared import Compared, compare_sessions
from annotator.agreement.whole_study.double_coding import DoubleCoding, double_coding
from annotator.agreement.whole_study.drift import Drift, drift
from annotator.agreement.whole_study.estimates import PairEstimates
from annotator.agreement.whole_study.events import bout_estimates, point_estimates, points_together
from annotator.agreement.whole_study.gather import Gathered, LeftOut, SessionCodings, gather
from annotator.agreement.whole_study.judged import (
    ManyClasses,
    ManyRatings,
    class_estimates,
    many_classes,
    many_ratings,
    scale_estimates,
)
from annotator.agreement.whole_study.modifiers import Rule, modifier_estimates
from annotator.agreement.whole_study.over_time import ManyOverTime, many_over_time
from annotator.agreement.whole_study.states import state_estimates
from annotator.agreement.whole_study.subjects import (
    OF_VARIABLE,
    StatisticName,
    Subject,
    modifier_subjects,
    scale_subjects,
    subjects_of,
)
from annotator.agreement.whole_study.variables import (
    ManyVariable,
    StudyMeasured,
    many_variables,
    measure_study,
    variable_estimates,
)
from annotator.agreement.window import window_name
from annotator.errors import StudyError
from annotator.model.codebook import Code, Codebook
from annotator.model.intervals import IntervalRule
from annotator.model.measure_rules import AS_USUAL, UnseenRule
from annotator.progress import Progress, part_of
from annotator.statistics.estimate import LEVEL, Estimate, Undefined
from annotator.study import Study
from annotator.study.settings import AgreementSettings, Tolerances, Window

_JUDGED = ("classes", "scale")
_READING = 0.5
"""The part of the work that reading the codings is taken for."""


@dataclass(frozen=True, slots=True, eq=False)
class WholeStudy:
    """Every coder of every session, side by side.

    Attributes:
        settings: what the lab decided.
        window: what is compared over.
        code_with: the modifiers that are part of the code wherever codes are compared.
        plain: the codebook with codes as they are given.
        tolerances: what bouts and points may differ by.
        intervals: how episodes are cut into intervals.
        coders: of the study, who may be asked to code.
        gathered: whose codings count.
        compared: every two of them.
        confidence: of all intervals.
        unseen: what becomes of latencies and intervals where somebody is out of view.
    """

    settings: AgreementSettings
    window: Window
    code_with: tuple[str, ...]
    plain: Codebook
    tolerances: Tolerances
    intervals: IntervalRule
    coders: tuple[str, ...]
    gathered: Gathered
    compared: Compared
    confidence: float = LEVEL
    unseen: UnseenRule = AS_USUAL
    _read: dict[tuple[str, ...], Compared] = field(default_factory=dict)
    _marked: list[frozenset[tuple[str, str]]] = field(default_factory=list)
    _kept: dict[tuple[object, ...], tuple[PairEstimates, ...]] = field(default_factory=dict)
    _measured: list[StudyMeasured] = field(default_factory=list)

    @property
    def codebook(self) -> Codebook:
        """The codebook of the study, its codes with what is counted as part of them."""
        return self.compared.codebook

    @property
    def window_name(self) -> str:
        """What is compared over, in words."""
        whole = {meeting.said.session for meeting in self.compared.meetings if meeting.said.is_whole}
        return window_name(self.window, self.codebook, sorted(whole))

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What could not be read or compared, with the reasons."""
        return (*self.gathered.left_out, *self.compared.left_out)

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """What there is to agree on."""
        return (*subjects_of(self.codebook, self.window), *modifier_subjects(self.plain, self.code_with))

    def used_subjects(self) -> tuple[Subject, ...]:
        """Return those of which somebody said something; what nobody marked, answered or rated is only dashes."""
        codings = [coding for one in self.gathered.sessions for coding in one.codings.values()]
        rated = {(rating.scale, rating.episode, rating.target) for one in codings for rating in one.ratings}
        said = (one for one in self.subjects if _is_used(one, self.marked()))
        return tuple(one for one in said if one.cell is None or (one.id, *one.cell) in rated)

    def marked(self) -> frozenset[tuple[str, str]]:
        """Return which codes of channels and points somebody marked, and what was answered about them; looked for once.

        Each is the id of a modifier, "" for the code itself, with the id of the channel or point code.
        """
        if not self._marked:
            known, found = self.plain.code_by_id, set()
            for session in self.gathered.sessions:
                for event in (one for coding in session.codings.values() for one in coding.events if one.code in known):
                    code = known[event.code]
                    found |= {
                        (asked, code.id if code.is_point else code.channel_id) for asked in ("", *event.modifiers)
                    }
            self._marked.append(frozenset(found))
        return self._marked[0]

    def estimates(self, subject: Subject, statistic: StatisticName) -> PairEstimates:
        """Return a statistic of a subject for all pairs; it is computed once and kept.

        Raises:
            ValueError: if the subject has no such statistic.
        """
        if statistic not in subject.statistics:
            raise ValueError(f"{subject.kind} {subject.id} has no {statistic}")
        kind = "states" if subject.channel else subject.kind
        key: tuple[object, ...] = (kind, subject.channel or subject.id, subject.cell, statistic == "f1")
        if statistic in OF_VARIABLE:
            key = ("variable", subject.id, statistic)
        if key not in self._kept:
            self._kept[key] = self._compute(subject, statistic)
        found = (one for one in self._kept[key] if one.statistic == statistic)
        return next(one for one in found if one.subject == subject)

    def all_estimates(self, subjects: Sequence[Subject] = ()) -> Iterator[PairEstimates]:
        """Yield every statistic of these subjects; none: of all."""
        for subject in subjects or self.subjects:
            for statistic in subject.statistics:
                yield self.estimates(subject, statistic)

    def certification(self) -> tuple[Certification, ...]:
        """Return every coder against the master; nothing without a master."""
        if not self.settings.master:
            return ()
        answered = {modifier for modifier, _ in self.marked()}
        counted = (one for one in self.subjects if one.reading is None and "kappa" in one.statistics)
        asked = (one for one in counted if one.kind != "modifier" or one.id in answered)
        kappas = [self.estimates(one, "kappa") for one in asked]
        return tuple(certification(self.compared, self.settings.master, kappas, self.settings.threshold))

    def drift(self, subject: Subject, statistic: StatisticName, pair: int) -> Drift:
        """Return a statistic of a pair from session to session."""
        return drift(self.compared, self.estimates(subject, statistic), pair, self.confidence)

    def double_coding(self) -> DoubleCoding:
        """Return which sessions still need a second coder."""
        return double_coding(self.gathered, self.coders, self.settings.double_share)

    def many_over_time(self) -> tuple[ManyOverTime, ...]:
        """Return how all coders together agree over time on each channel and code."""
        sessions, codebook = self._counted(), self.codebook
        every = (
            many_over_time(sessions, codebook, one, self.window, self.confidence) for one in codebook.state_channels
        )
        return tuple(found for of_channel in every for found in of_channel)

    def many_classes(self) -> tuple[ManyClasses, ...]:
        """Return how all coders together agree on each reading of the classification."""
        scheme = self.codebook.classification
        readings = () if scheme is None else scheme.collapses
        sessions = self.gathered.sessions
        return tuple(many_classes(sessions, scheme, one, self.confidence) for one in readings if scheme is not None)

    def many_ratings(self) -> tuple[ManyRatings, ...]:
        """Return how all coders together agree on each scale, and in each of its cells."""
        return tuple(
            many_ratings(self.gathered.sessions, scale, subject, self.window, self.confidence)
            for scale in self.codebook.scales
            for subject in scale_subjects(self.codebook, scale, self.window)
        )

    def many_variables(self) -> tuple[ManyVariable, ...]:
        """Return how all coders together agree on the variables that are analysed."""
        return tuple(many_variables(self._measures(), self.confidence))

    def _counted(self) -> tuple[SessionCodings, ...]:
        """Return the codings in the codes that are counted."""
        return tuple(
            replace(
                one,
                codings={
                    coder: coding_with(coding, self.plain, self.code_with) for coder, coding in one.codings.items()
                },
            )
            for one in self.gathered.sessions
        )

    def _measures(self) -> StudyMeasured:
        """Measure the codings; that takes a while, and is done once."""
        if not self._measured:
            self._measured.append(
                measure_study(self._counted(), self.codebook, self.window, self.intervals, self.unseen)
            )
        return self._measured[0]

    def _compute(self, subject: Subject, statistic: StatisticName) -> tuple[PairEstimates, ...]:
        compared, confidence = self.compared, self.confidence
        if statistic in OF_VARIABLE:
            return (variable_estimates(compared, self._measures(), subject, statistic, confidence),)
        if subject.kind in ("modifier", "code with", "point with"):
            return self._asked(subject, statistic)
        if subject.channel and statistic == "f1":
            return bout_estimates(compared, subject.channel, self.tolerances.overlap, confidence)
        if subject.channel:
            return state_estimates(compared, subject.channel, confidence)
        return self._of_points_and_judged(subject)

    def _of_points_and_judged(self, subject: Subject) -> tuple[PairEstimates, ...]:
        compared, confidence = self.compared, self.confidence
        if subject.kind == "point":
            return point_estimates(compared, subject.id, self.tolerances.points_ms, confidence)
        if subject.kind == "scale":
            return scale_estimates(compared, subject, confidence)
        scheme = self.codebook.classification
        reading = None if scheme is None else scheme.collapse(subject.id)
        assert reading is not None, "a subject of this codebook"
        return class_estimates(compared, reading, confidence)

    def _asked(self, subject: Subject, statistic: StatisticName) -> tuple[PairEstimates, ...]:
        """Return what was answered, or a channel or point code with other modifiers as part of it."""
        rule, confidence, reading = self.tolerances, self.confidence, subject.reading
        if not _is_answered(subject, self.marked()):
            return tuple(_unanswered(self.compared, subject, name) for name in subject.statistics)
        if reading is None:
            modifier = self.plain.modifier_by_id[subject.id]
            return modifier_estimates(self._with((modifier.id,)), subject, modifier, Rule(rule.overlap, rule.points_ms))
        compared = self._with(reading.code_with)
        if reading.is_point:
            parts = [code for code in compared.codebook.codes if code_alone(code.id) == reading.of]
            ids = [code.id for code in parts]
            together = points_together(compared, ids, subject, rule.points_ms, confidence)
            return (_where_answered(compared, together, reading, parts),)
        codes = compared.codebook.state_channels[reading.of]
        found = (
            bout_estimates(compared, reading.of, rule.overlap, confidence)
            if statistic == "f1"
            else state_estimates(compared, reading.of, confidence)
        )
        wholes = (replace(one, subject=subject) for one in found if one.subject.kind == "channel")
        return tuple(_where_answered(compared, one, reading, codes) for one in wholes)

    def _with(self, code_with: tuple[str, ...]) -> Compared:
        """Return every two coders with these modifiers as part of the code: only what asks something, once and kept."""
        if code_with not in self._read:
            book = asking_only(self.plain, code_with)
            self._read[code_with] = compare_sessions(self.gathered.sessions, book, self.window, code_with=code_with)
        return self._read[code_with]


def whole_study(
    study: Study,
    settings: AgreementSettings | None = None,
    coders: Sequence[str] = (),
    session_ids: Sequence[str] = (),
    progress: Progress = lambda _share: None,
) -> WholeStudy:
    """Compare every two coders of every session of a study.

    Sessions and codings that cannot be read are left out and named; see WholeStudy.left_out.

    Args:
        study: the study.
        settings: what the lab decided; none: as in study.toml.
        coders: only these; none: all.
        session_ids: only these; none: all.
        progress: told the share done, 0 to 1.

    Raises:
        StudyError: if the study has no such coder or session.
    """
    settings = settings or study.settings.agreement
    gathered = gather(study, settings, coders, session_ids, part_of(progress, 0, _READING))
    there = coders_of(study, gathered)
    return put_together(study, settings, gathered, there, part_of(progress, _READING, 1))


def put_together(
    study: Study,
    settings: AgreementSettings,
    gathered: Gathered,
    coders: tuple[str, ...],
    progress: Progress = lambda _share: None,
) -> WholeStudy:
    """Compare every two coders of sessions that were gathered, as the study compares.

    Args:
        study: its settings and codebook.
        settings: what the lab decided.
        gathered: whose codings count.
        coders: who may be asked to code.
        progress: told the share done, 0 to 1.
    """
    analysis, book = study.settings, study.codebook
    return WholeStudy(
        settings=settings,
        window=analysis.window,
        code_with=analysis.code_with,
        plain=book,
        tolerances=analysis.tolerances,
        intervals=analysis.intervals,
        coders=coders,
        gathered=gathered,
        compared=compare_sessions(gathered.sessions, book, analysis.window, progress, analysis.code_with),
        unseen=analysis.measures.unseen,
    )


def _unanswered(compared: Compared, subject: Subject, statistic: StatisticName) -> PairEstimates:
    """Return that there is no such statistic, because nobody answered what it is about."""
    none, pairs = Undefined(NOBODY_ANSWERED), len(compared.pairs)
    of_meetings = np.full(len(compared.meetings), np.nan)
    return PairEstimates(subject, statistic, (Estimate(none, none),) * pairs, of_meetings, (True,) * pairs)


def _is_answered(subject: Subject, marked: frozenset[tuple[str, str]]) -> bool:
    """Return whether anybody answered what a modifier or a reading is about; a code alone asks nothing."""
    if subject.reading is None:
        return any(modifier == subject.id for modifier, _ in marked)
    return all((modifier, subject.reading.of) in marked for modifier in subject.reading.code_with)


def _is_used(subject: Subject, marked: frozenset[tuple[str, str]]) -> bool:
    """Return whether anybody marked it, and answered what it is about."""
    if subject.kind == "modifier":
        return _is_answered(subject, marked)
    if subject.reading is not None:
        return ("", subject.reading.of) in marked and _is_answered(subject, marked)
    of = subject.channel or (code_alone(subject.id) if subject.kind == "point" else "")
    return not of or ("", of) in marked


def _where_answered(compared: Compared, found: PairEstimates, reading: Reading, codes: Sequence[Code]) -> PairEstimates:
    """Return a statistic without the pairs of which neither answered what the reading is about."""
    pooled, of_meetings, none = list(found.pooled), found.of_meetings.copy(), Undefined(NOBODY_ANSWERED)
    for pair, place in enumerate(compared.places):
        codings = [coding for one in compared.meetings_of(pair) for coding in (one.said.a, one.said.b)]
        if not is_answered(reading, codings, codes):
            pooled[pair], of_meetings[place] = Estimate(none, none), np.nan
    return replace(found, pooled=tuple(pooled), of_meetings=of_meetings)


def coders_of(study: Study, gathered: Gathered) -> tuple[str, ...]:
    """Return the coders of the study and everybody else who has begun to code."""
    begun = {coder for session in gathered.sessions for coder in session.begun}
    return (*study.coders, *sorted(begun - set(study.coders)))


def require_pairs(found: WholeStudy) -> None:
    """Refuse a study in which no two codings can be compared, and say what would help.

    Raises:
        StudyError: if there is no pair.
    """
    if found.compared.pairs:
        return
    if not found.settings.include_unfinished and found.gathered.unfinished:
        raise StudyError(
            "No session has two codings that were submitted.",
            "Submit them, or count unfinished codings as well (in Agree, or with --include-unfinished).",
        )
    raise StudyError("No session was coded by two coders.", "Let a second coder code one, or name other coders.")
