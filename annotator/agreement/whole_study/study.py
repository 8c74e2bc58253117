"""The whole study: read once, then any statistic of all pairs is there for the asking."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from annotator.agreement.whole_study.certification import Certification, certification
from annotator.agreement.whole_study.compared import Compared, compare_sessions
from annotator.agreement.whole_study.double_coding import DoubleCoding, double_coding
from annotator.agreement.whole_study.drift import Drift, drift
from annotator.agreement.whole_study.estimates import PairEstimates
from annotator.agreement.whole_study.events import bout_estimates, point_estimates
from annotator.agreement.whole_study.gather import Gathered, LeftOut, gather
from annotator.agreement.whole_study.judged import (
    ManyClasses,
    ManyRatings,
    class_estimates,
    many_classes,
    many_ratings,
    scale_estimates,
)
from annotator.agreement.whole_study.over_time import ManyOverTime, many_over_time
from annotator.agreement.whole_study.states import state_estimates
from annotator.agreement.whole_study.subjects import OF_VARIABLE, StatisticName, Subject, scale_subjects, subjects_of
from annotator.agreement.whole_study.variables import (
    ManyVariable,
    StudyMeasured,
    many_variables,
    measure_study,
    variable_estimates,
)
from annotator.agreement.window import window_name
from annotator.errors import StudyError
from annotator.model.codebook import Codebook
from annotator.model.intervals import IntervalRule
from annotator.progress import Progress
from annotator.statistics.estimate import LEVEL
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
        tolerances: what bouts and points may differ by.
        intervals: how episodes are cut into intervals.
        coders: of the study, who may be asked to code.
        gathered: whose codings count.
        compared: every two of them.
        confidence: of all intervals.
    """

    settings: AgreementSettings
    window: Window
    tolerances: Tolerances
    intervals: IntervalRule
    coders: tuple[str, ...]
    gathered: Gathered
    compared: Compared
    confidence: float = LEVEL
    _kept: dict[tuple[object, ...], tuple[PairEstimates, ...]] = field(default_factory=dict)
    _measured: list[StudyMeasured] = field(default_factory=list)

    @property
    def codebook(self) -> Codebook:
        """The codebook of the study."""
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
        return subjects_of(self.codebook, self.window)

    def used_subjects(self) -> tuple[Subject, ...]:
        """Return those of which somebody said something; what nobody marked, or a cell nobody rated, is only dashes."""
        tables = self.compared.tables_ms
        used = {channel for channel, table in tables.items() if table[:, :-1, :].any() or table[:, :, :-1].any()}
        codings = {id(one): one for meeting in self.compared.meetings for one in (meeting.said.a, meeting.said.b)}
        points = [one.id for one in self.subjects if one.kind == "point"]
        marked = {event.code for one in codings.values() for event in one.events_of(points)}
        rated = {(rating.scale, rating.episode, rating.target) for one in codings.values() for rating in one.ratings}
        said = (one for one in self.subjects if (one.channel or one.id) in used | marked or one.kind in _JUDGED)
        return tuple(one for one in said if one.cell is None or (one.id, *one.cell) in rated)

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
        kappas = [self.estimates(one, "kappa") for one in self.subjects if "kappa" in one.statistics]
        return tuple(certification(self.compared, self.settings.master, kappas, self.settings.threshold))

    def drift(self, subject: Subject, statistic: StatisticName, pair: int) -> Drift:
        """Return a statistic of a pair from session to session."""
        return drift(self.compared, self.estimates(subject, statistic), pair, self.confidence)

    def double_coding(self) -> DoubleCoding:
        """Return which sessions still need a second coder."""
        return double_coding(self.gathered, self.coders, self.settings.double_share)

    def many_over_time(self) -> tuple[ManyOverTime, ...]:
        """Return how all coders together agree over time on each channel and code."""
        sessions, codebook = self.gathered.sessions, self.codebook
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

    def _measures(self) -> StudyMeasured:
        """Measure the codings; that takes a while, and is done once."""
        if not self._measured:
            sessions = self.gathered.sessions
            self._measured.append(measure_study(sessions, self.codebook, self.window, self.intervals))
        return self._measured[0]

    def _compute(self, subject: Subject, statistic: StatisticName) -> tuple[PairEstimates, ...]:
        compared, confidence = self.compared, self.confidence
        if statistic in OF_VARIABLE:
            return (variable_estimates(compared, self._measures(), subject, statistic, confidence),)
        if subject.channel:
            if statistic == "f1":
                return bout_estimates(compared, subject.channel, self.tolerances.overlap, confidence)
            return state_estimates(compared, subject.channel, confidence)
        if subject.kind == "point":
            return point_estimates(compared, subject.id, self.tolerances.points_ms, confidence)
        if subject.kind == "scale":
            return scale_estimates(compared, subject, confidence)
        scheme = self.codebook.classification
        reading = None if scheme is None else scheme.collapse(subject.id)
        assert reading is not None, "a subject of this codebook"
        return class_estimates(compared, reading, confidence)


def whole_study(
    study: Study,
    settings: AgreementSettings | None = None,
    coders: Sequence[str] = (),
    session_ids: Sequence[str] = (),
    progress: Progress = lambda _share: None,
    window: Window | None = None,
) -> WholeStudy:
    """Compare every two coders of every session of a study.

    Sessions and codings that cannot be read are left out and named; see WholeStudy.left_out.

    Args:
        study: the study.
        settings: what the lab decided; none: as in study.toml.
        coders: only these; none: all.
        session_ids: only these; none: all.
        progress: told the share done, 0 to 1.
        window: what to compare over; None: as in study.toml.

    Raises:
        StudyError: if the study has no such coder or session.
    """
    analysis = study.settings
    settings = settings or analysis.agreement
    window = analysis.window if window is None else window
    gathered = gather(study, settings, coders, session_ids, lambda share: progress(_READING * share))
    compared = compare_sessions(
        gathered.sessions,
        study.codebook,
        window,
        lambda share: progress(_READING + (1 - _READING) * share),
    )
    coders_there = coders_of(study, gathered)
    return WholeStudy(settings, window, analysis.tolerances, analysis.intervals, coders_there, gathered, compared)


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
