"""Agreement on what coders judge: classes and ratings, of every pair and of all coders together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.whole_study.compared import Compared, Meeting
from annotator.agreement.whole_study.estimates import PairEstimates
from annotator.agreement.whole_study.gather import SessionCodings
from annotator.agreement.whole_study.subjects import Subject
from annotator.model.codebook.classes import ClassificationScheme, Collapse
from annotator.model.codebook.scales import WHOLE_SESSION, Scale
from annotator.model.coding import Coding
from annotator.model.items import Classification
from annotator.model.scores import collapse
from annotator.statistics.classes.kappa import ENOUGH_CASES, case_kappa, confusion
from annotator.statistics.classes.many_coders import conger_kappa, fleiss_kappa, light_kappa
from annotator.statistics.estimate import LEVEL, Estimate, Statistic, Undefined, stated
from annotator.statistics.ratings.agreement import ENOUGH_UNITS, RatingAgreement, compare_ratings
from annotator.statistics.ratings.alpha import krippendorff_alpha
from annotator.statistics.ratings.icc import icc
from annotator.statistics.ratings.one_way import Design, OneWay, design_of, one_way
from annotator.statistics.ratings.scales import scale_agreement
from annotator.statistics.tables import Tables, observed_agreement
from annotator.study.settings import CONSENSUS, Window, episodes_of

_NO_SHARE = Undefined("not given for a share")
_NO_CASES = "not estimable: no case was classified by both coders"

ScalePoints = Mapping[tuple[str, str], float]
"""Scale points by (episode, target); what is not ratable is missing."""


@dataclass(frozen=True, slots=True)
class ManyClasses:
    """How all coders agree on a reading of the classification.

    Attributes:
        subject: the reading.
        coders: everybody who classified, in order of id.
        complete: sessions that all of them classified; the three kappas are of these.
        fleiss: Fleiss' kappa (1971).
        conger: Conger's exact kappa (1980).
        light: mean of the kappas of every two (Light 1971).
        alpha: Krippendorff's nominal alpha, of every session that two or more classified.
    """

    subject: Subject
    coders: tuple[str, ...]
    complete: int
    fleiss: Statistic
    conger: Statistic
    light: Statistic
    alpha: Estimate


@dataclass(frozen=True, slots=True)
class ManyRatings:
    """How all coders agree on a scale; a unit is one episode and target of one session.

    Attributes:
        subject: the scale, or one cell of it.
        coders: everybody who rated it, in order of id.
        design: whether the same coders rated every unit that two rated or more.
        agreement: of the units that all of them rated, but for alpha, which uses all that two or more rated.
        one_way: of the units that two or more rated, whoever they were.
    """

    subject: Subject
    coders: tuple[str, ...]
    design: Design
    agreement: RatingAgreement
    one_way: OneWay


def class_estimates(compared: Compared, reading: Collapse, confidence: float = LEVEL) -> tuple[PairEstimates, ...]:
    """Return kappa and Po of a reading of the classification, for every pair; a case is a session."""
    scheme = compared.codebook.classification
    given = [_both_groups(meeting, scheme, reading) for meeting in compared.meetings]
    tables = [confusion([one for one in given[place] if one], tuple(reading.groups)) for place in compared.places]
    same = np.array([np.nan if one is None else float(one[0] == one[1]) for one in given])
    few = tuple(bool(table.sum() < ENOUGH_CASES) for table in tables)
    subject = Subject("classes", reading.id, reading.name)
    kappas = tuple(case_kappa(table, confidence=confidence) for table in tables)
    shares = tuple(Estimate(stated(observed_agreement(table), _NO_CASES), _NO_SHARE) for table in tables)
    return (
        PairEstimates(subject, "kappa", kappas, np.full(len(given), np.nan), few),
        PairEstimates(subject, "po", shares, same, few),
    )


def class_table(compared: Compared, reading: Collapse, pair: int) -> Tables:
    """Return the confusion table of a pair: cases, rows coder A, columns coder B."""
    scheme = compared.codebook.classification
    given = [_both_groups(meeting, scheme, reading) for meeting in compared.meetings_of(pair)]
    return confusion([one for one in given if one], tuple(reading.groups))


def said_of(compared: Compared, subject: Subject, meeting: Meeting) -> str:
    """Return what both coders of a meeting judged, in words: their groups, or how many ratings both gave.

    "" for what has no judgement: channels, codes and points.
    """
    scheme = compared.codebook.classification
    a, b = meeting.said.a, meeting.said.b
    if subject.kind == "scale":
        return f"{len(list(_both_ratings(compared, meeting, subject)))} ratings by both"
    reading = scheme.collapse(subject.id) if scheme is not None and subject.kind == "classes" else None
    if reading is None:
        return ""
    return ", ".join(f"{one.coder} {_group(one, scheme, reading) or '–'}" for one in (a, b))


def scale_estimates(compared: Compared, subject: Subject, level: float = LEVEL) -> tuple[PairEstimates, ...]:
    """Return ICC(A,1) and agreement within a point of a scale, or of one cell of it, for every pair."""
    units = [np.array(list(_both_ratings(compared, one, subject))).reshape(-1, 2) for one in compared.meetings]
    pooled = [np.concatenate(units[place]) for place in compared.places]
    sessions = [
        np.repeat(np.arange(len(units[place])), [len(one) for one in units[place]]) for place in compared.places
    ]
    iccs = (icc(one, "A,1", level, of_unit) for one, of_unit in zip(pooled, sessions, strict=True))
    within = [scale_agreement(one).within_one for one in units]
    few = tuple(len(one) < ENOUGH_UNITS for one in pooled)
    return (
        PairEstimates(subject, "icc", tuple(iccs), np.full(len(units), np.nan), few),
        PairEstimates(
            subject,
            "within_one",
            tuple(Estimate(scale_agreement(one).within_one, _NO_SHARE) for one in pooled),
            np.array([np.nan if isinstance(one, Undefined) else one for one in within]),
            few,
        ),
    )


def many_classes(
    sessions: Sequence[SessionCodings],
    scheme: ClassificationScheme,
    reading: Collapse,
    confidence: float = LEVEL,
) -> ManyClasses:
    """Return how all coders together agree on a reading; meant for three and more."""
    names = list(reading.groups)
    given = [{c: _group(coding, scheme, reading) for c, coding in _witnesses(session)} for session in sessions]
    coders = tuple(sorted({coder for one in given for coder, group in one.items() if group is not None}))
    rows = [[names.index(g) if (g := one.get(coder)) is not None else np.nan for coder in coders] for one in given]
    table = np.array(rows, dtype=np.float64).reshape(len(sessions), len(coders))
    whole = table[~np.isnan(table).any(axis=1)].astype(np.int64)
    alpha = krippendorff_alpha(table, "nominal", confidence)
    fleiss, conger, light = fleiss_kappa(whole), conger_kappa(whole), light_kappa(whole)
    if len(coders) > 1 and not len(whole):
        fleiss = conger = light = Undefined(f"not estimable: no session was classified by all {len(coders)} coders")
    return ManyClasses(Subject("classes", reading.id, reading.name), coders, len(whole), fleiss, conger, light, alpha)


def many_ratings(
    sessions: Sequence[SessionCodings],
    scale: Scale,
    subject: Subject,
    chosen: Window = (),
    confidence: float = LEVEL,
) -> ManyRatings:
    """Return how all coders together agree on a scale.

    Args:
        sessions: all of them.
        scale: what was rated.
        subject: the scale as a whole, or one cell of it.
        chosen: what is compared over.
        confidence: confidence of the intervals.
    """
    given = [{coder: _ratings(coding, subject, chosen) for coder, coding in _witnesses(one)} for one in sessions]
    coders = tuple(sorted({coder for one in given for coder, rated in one.items() if rated}))
    cells = [
        (place, cell)
        for place, one in enumerate(given)
        for cell in sorted({c for rated in one.values() for c in rated})
    ]
    rows = [[given[place].get(coder, {}).get(cell, np.nan) for coder in coders] for place, cell in cells]
    places = [place for place, _ in cells]
    table = np.array(rows, dtype=np.float64).reshape(len(rows), len(coders))
    return ManyRatings(
        subject,
        coders,
        design_of(table),
        compare_ratings(table, scale.lowest, scale.highest, confidence, places),
        one_way(table, confidence, places),
    )


def _ratings(coding: Coding, subject: Subject, chosen: Window) -> ScalePoints:
    """Return the points that a coding gives on a scale, or in one cell; of a chosen window, only of its episodes."""
    found = (item for item in coding.ratings if item.scale == subject.id and item.value is not None)
    episodes = episodes_of(chosen)
    counted = (one for one in found if not episodes or one.episode in (WHOLE_SESSION, *episodes))
    return {
        (one.episode, one.target): one.value
        for one in counted
        if one.value is not None and subject.cell in (None, (one.episode, one.target))
    }


def _witnesses(session: SessionCodings) -> Iterator[tuple[str, Coding]]:
    return ((coder, coding) for coder, coding in session.codings.items() if coder != CONSENSUS)


def _group(coding: Coding, scheme: ClassificationScheme | None, reading: Collapse) -> str | None:
    found = next((item for item in coding.items.values() if isinstance(item, Classification)), None)
    return None if found is None or scheme is None else collapse(scheme, reading, found).group


def _both_groups(meeting: Meeting, scheme: ClassificationScheme | None, reading: Collapse) -> tuple[str, str] | None:
    a, b = (_group(coding, scheme, reading) for coding in (meeting.said.a, meeting.said.b))
    return None if a is None or b is None else (a, b)


def _both_ratings(compared: Compared, meeting: Meeting, subject: Subject) -> Iterator[tuple[float, float]]:
    a, b = (_ratings(coding, subject, compared.chosen) for coding in (meeting.said.a, meeting.said.b))
    return ((a[cell], b[cell]) for cell in sorted(a.keys() & b.keys()))
