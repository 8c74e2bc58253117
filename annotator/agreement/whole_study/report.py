"""Agreement of a whole study as one plain document: every number with the settings that made it."""

import platform
from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np
import scipy
from msgspec import UNSET, Struct, UnsetType

from annotator.agreement.catalogue import MANY_CLASSES, MANY_OVER_TIME, MANY_RATINGS, MANY_VARIABLE, OF_TWO_OR_MORE
from annotator.agreement.code_with import asked_names, with_words
from annotator.agreement.described import Described
from annotator.agreement.said import PlainEstimate, number, plain, written
from annotator.agreement.whole_study.against_gold import AgainstGold
from annotator.agreement.whole_study.certification import Certification, accuracy
from annotator.agreement.whole_study.double_coding import DoubleCoding
from annotator.agreement.whole_study.estimates import PairEstimates, session_values
from annotator.agreement.whole_study.gather import NOT_SUBMITTED, LeftOut
from annotator.agreement.whole_study.gold_report import GoldReport, gold_lines, gold_report
from annotator.agreement.whole_study.judged import ManyClasses, ManyRatings
from annotator.agreement.whole_study.over_time import ManyOverTime
from annotator.agreement.whole_study.planning import Needed, needed
from annotator.agreement.whole_study.registered import Registered
from annotator.agreement.whole_study.study import WholeStudy
from annotator.agreement.whole_study.subjects import OF_VARIABLE, Subject
from annotator.agreement.whole_study.variables import ManyVariable
from annotator.progress import Progress
from annotator.statistics.blocks import PARTS
from annotator.statistics.jackknife import ENOUGH_MARKS, ENOUGH_SESSIONS
from annotator.study.settings import Window
from annotator.version import version

T = TypeVar("T")


class ReportSettings(Struct, frozen=True, kw_only=True):
    """Everything that could be chosen, and the versions of what computed it."""

    program_version: str
    python_version: str
    numpy_version: str
    scipy_version: str
    codebook: str
    codebook_version: str
    window: Window
    """What was compared over."""
    window_name: str
    """The same in words, with the sessions that were compared as a whole because no episode is shared."""
    code_with: tuple[str, ...]
    """Modifiers that are part of the code."""
    code_with_words: str
    modifiers: tuple[str, ...]
    """What codes ask: the names of the questions."""
    include_unfinished: bool
    master: str
    threshold: float | None
    double_share: float | None
    order_by: str
    ci_width: float | None
    bout_overlap: float
    point_tolerance_ms: int
    intervals_from_sessions: int
    """Fewer sessions have no interval, except one alone, whose interval is of this recording only."""
    intervals_from_marks: int
    """Neither have fewer bouts or points of either coder."""
    parts_of_one_recording: int
    level: float


class PairResult(Struct, frozen=True, kw_only=True):
    """One statistic of one subject for two coders, pooled over their sessions, and in each."""

    kind: str
    subject: str
    name: str
    statistic: str
    episode: str = ""
    """Of a cell of a scale, with its target; both empty for all cells together."""
    target: str = ""
    coder_a: str
    coder_b: str
    sessions: int
    window_s: float
    found: PlainEstimate
    few: bool
    """Fewer than ten bouts of either coder, or fewer than 30 cases or ratings."""
    accuracy: PlainEstimate | None
    """How accurate both coders would have to be (Bakeman et al. 1997); for kappa only."""
    needed_for_ci_width: Needed | None
    """How much has to be coded twice for the wanted width; None where the lab has set none."""
    trend_per_ten_sessions: PlainEstimate
    in_sessions: dict[str, float | None]
    """Nothing of a cell of a scale, which in one session is one rating, nor of a variable."""


class Certified(Struct, frozen=True, kw_only=True):
    """One coder against the master. reached and surely are None where there is no threshold or no number."""

    coder: str
    master: str
    kind: str
    subject: str
    name: str
    sessions: int
    kappa: PlainEstimate
    accuracy: PlainEstimate
    few: bool
    reached: bool | None
    surely: bool | None


class AllCoders(Struct, frozen=True, kw_only=True):
    """All coders together: over time, on a reading of the classification, on a scale, or on a variable of a code.

    cases are those that all judged, judged_by_two those that at least two did; over time, cases are the sessions in
    which two coders or more looked. episode and target name a cell of a scale, episode where a variable was measured;
    both are empty for all together. A variable is a column of summary.csv; of kind total it is summed over each
    session. design is one-way where coders differ from case to case.
    """

    kind: str
    subject: str
    name: str
    variable: str = ""
    episode: str = ""
    target: str = ""
    coders: tuple[str, ...]
    cases: int | None = None
    judged_by_two: int | None = None
    design: str = ""
    statistics: dict[str, PlainEstimate]
    warning: str = ""


class StudyReport(Struct, frozen=True, kw_only=True):
    """Agreement of a whole study."""

    settings: ReportSettings
    coders: tuple[str, ...]
    sessions: tuple[str, ...]
    unfinished_codings: int
    left_out: list[LeftOut]
    doubts: list[str]
    """What codings that are compared say that cannot be, or did not finish."""
    pairs: list[PairResult]
    certification: list[Certified]
    all_coders: list[AllCoders]
    double_coding: DoubleCoding
    gold: GoldReport | UnsetType = UNSET
    """Coders against the gold standard; left out where the lab has declared none."""
    preregistered: Registered | UnsetType = UNSET
    """In what the study differs from what was preregistered; left out where nothing was."""


def study_report(
    whole: WholeStudy,
    progress: Progress = lambda _share: None,
    gold: AgainstGold | None = None,
    plan: Registered | None = None,
) -> StudyReport:
    """Return everything that can be found.

    Args:
        whole: all coders, side by side.
        progress: told the share done.
        gold: who was held against the gold standard; None: nobody.
        plan: what was preregistered; None: nothing.
    """
    pairs = []
    for place, subject in enumerate(whole.subjects, start=1):
        pairs += [one for found in whole.all_estimates([subject]) for one in _pairs(whole, found)]
        progress(place / len(whole.subjects))
    judged = [*map(_classes, whole.many_classes()), *map(_ratings, whole.many_ratings())]
    many = [*map(_over_time, whole.many_over_time()), *judged, *map(_variable, whole.many_variables())]
    return StudyReport(
        settings=report_settings(whole),
        coders=whole.compared.coders,
        sessions=whole.compared.sessions,
        unfinished_codings=whole.gathered.unfinished,
        left_out=list(whole.left_out),
        doubts=[doubt for session in whole.gathered.sessions for doubt in session.doubts],
        pairs=pairs,
        certification=[_certified(whole, one) for one in whole.certification()],
        all_coders=[one for one in many if len(one.coders) > 1],
        double_coding=whole.double_coding(),
        gold=UNSET if gold is None or not gold.is_used else gold_report(gold),
        preregistered=UNSET if plan is None else plan,
    )


def report_lines(report: StudyReport, *, not_estimable: bool = False) -> Iterator[str]:
    """Yield the document as aligned text; what cannot be estimated is counted, or listed with the reason."""
    lines = list(_lines(report))
    hidden = 0 if not_estimable else sum(found.value is None for _, found in lines if found is not None)
    yield from (line for line, found in lines if found is None or found.value is not None or not_estimable)
    if hidden:
        yield f"{hidden} not estimable"


def _lines(report: StudyReport) -> Iterator[tuple[str, PlainEstimate | None]]:
    """Yield each line with the number that it is about; of cells and variables those of all coders together."""
    yield f"{len(report.coders)} coders, {len(report.sessions)} sessions; {_rules(report.settings)}", None
    yield from ((line, None) for line in _before(report))
    for one in report.pairs:
        if one.episode or one.target or one.statistic in OF_VARIABLE:
            continue
        few = "  few" if one.few else ""
        about = f"{one.name:<28} {one.coder_a} × {one.coder_b}  {one.statistic:<10}"
        yield f"{about} {written(one.found)}{few}", one.found
    for certified in report.certification:
        reached = {None: "", True: "  reached", False: "  not reached"}[certified.reached]
        surely = "  surely" if certified.surely else ""
        few = "  few" if certified.few else ""
        about = f"{certified.name:<28} {certified.coder} against {certified.master}"
        yield f"{about}  {written(certified.kappa)}{few}{reached}{surely}", certified.kappa
    for many in report.all_coders:
        yield from _all_lines(many)
    if report.gold is not UNSET:
        yield from ((line, None) for line in gold_lines(report.gold))
    if report.preregistered is not UNSET:
        when = report.preregistered.frozen_utc[:10]
        yield from ((f"preregistered {when}: {one}", None) for one in report.preregistered.differs)
    double = report.double_coding
    wanted = "" if double.wanted is None else f", {double.wanted} wanted"
    yield f"double coded: {double.double} of {double.sessions} sessions{wanted}", None


def _before(report: StudyReport) -> Iterator[str]:
    """Yield what must be known before the numbers: what is not among them, and what is doubtful."""
    waiting = [f"{out.session} {out.coder}" for out in report.left_out if out.reason == NOT_SUBMITTED]
    if waiting:
        yield f"left out: not submitted: {', '.join(waiting)}"
    for out in report.left_out:
        if out.reason != NOT_SUBMITTED:
            yield f"left out: {out.session} {out.coder}: {out.reason}"
    for doubt in report.doubts:
        yield f"note: {doubt}"


def _all_lines(many: AllCoders) -> Iterator[tuple[str, PlainEstimate]]:
    """Yield the lines of all coders together: of a cell of a scale the ICC of its design, of variables no episodes."""
    is_cell = not many.variable and bool(many.episode or many.target)
    first, summed = "icc_11" if many.design == "one-way" else "icc_a1", " of a session" if many.kind == "total" else ""
    for name, found in many.statistics.items():
        if (is_cell and name != first) or (many.variable and many.episode):
            continue
        by_two = many.judged_by_two is not None and (many.cases is None or name in OF_TWO_OR_MORE)
        cases = many.judged_by_two if by_two else many.cases
        what = "sessions" if many.kind in {"channel", "code"} else "cases"
        about = f"{many.name:<28} {len(many.coders)} coders, {cases} {what}{f', {many.design}' * bool(many.design)}"
        yield f"{about}  {f'{many.variable}{summed} ' * bool(many.variable)}{name} {written(found)}", found


def report_settings(whole: WholeStudy) -> ReportSettings:
    """Return everything that was chosen, with versions."""
    chosen, codebook = whole.settings, whole.codebook
    return ReportSettings(
        program_version=version(),
        python_version=platform.python_version(),
        numpy_version=np.__version__,
        scipy_version=scipy.__version__,
        codebook=codebook.id,
        codebook_version=codebook.version,
        window=whole.window,
        window_name=whole.window_name,
        code_with=whole.code_with,
        code_with_words=with_words(whole.plain, whole.code_with),
        modifiers=asked_names(whole.plain),
        include_unfinished=chosen.include_unfinished,
        master=chosen.master,
        threshold=chosen.threshold,
        double_share=chosen.double_share,
        order_by=chosen.order_by,
        ci_width=chosen.ci_width,
        bout_overlap=whole.tolerances.overlap,
        point_tolerance_ms=whole.tolerances.points_ms,
        intervals_from_sessions=ENOUGH_SESSIONS,
        intervals_from_marks=ENOUGH_MARKS,
        parts_of_one_recording=PARTS,
        level=whole.confidence,
    )


def _pairs(whole: WholeStudy, found: PairEstimates) -> Iterator[PairResult]:
    compared = whole.compared
    has_sessions = found.subject.cell is None and found.statistic not in OF_VARIABLE
    for pair, (a, b) in enumerate(compared.pairs):
        estimate, sessions = found.pooled[pair], len(compared.meetings_of(pair))
        width = whole.settings.ci_width
        values = session_values(compared, found, pair)
        yield PairResult(
            kind=found.subject.kind,
            subject=found.subject.id,
            name=found.subject.name,
            statistic=found.statistic,
            **_cell(found.subject),
            coder_a=a,
            coder_b=b,
            sessions=sessions,
            window_s=compared.window_ms(pair) / 1000,
            found=plain(estimate),
            few=found.few[pair],
            accuracy=plain(accuracy(compared, found, pair)) if found.statistic == "kappa" else None,
            needed_for_ci_width=None if width is None else needed(compared, found, pair, width, whole.confidence),
            trend_per_ten_sessions=plain(whole.drift(found.subject, found.statistic, pair).trend),
            in_sessions={session: number(one) for session, one in values if has_sessions},
        )


def _certified(whole: WholeStudy, one: Certification) -> Certified:
    return Certified(
        coder=one.coder,
        master=whole.settings.master,
        kind=one.subject.kind,
        subject=one.subject.id,
        name=one.subject.name,
        sessions=one.sessions,
        kappa=plain(one.kappa),
        accuracy=plain(one.accuracy),
        few=one.few,
        reached=one.reached,
        surely=one.surely,
    )


def _over_time(one: ManyOverTime) -> AllCoders:
    return AllCoders(
        kind=one.subject.kind,
        subject=one.subject.id,
        name=one.subject.name,
        coders=one.coders,
        cases=one.sessions,
        statistics=_said(MANY_OVER_TIME, one),
    )


def _classes(one: ManyClasses) -> AllCoders:
    return AllCoders(
        kind="classes",
        subject=one.subject.id,
        name=one.subject.name,
        coders=one.coders,
        cases=one.complete,
        statistics=_said(MANY_CLASSES, one),
    )


def _ratings(one: ManyRatings) -> AllCoders:
    return AllCoders(
        kind="scale",
        subject=one.subject.id,
        name=one.subject.name,
        **_cell(one.subject),
        coders=one.coders,
        cases=one.agreement.scale.units,
        judged_by_two=one.one_way.cases,
        design=one.design,
        statistics=_said(MANY_RATINGS, one),
        warning=one.agreement.warning or "",
    )


def _variable(one: ManyVariable) -> AllCoders:
    return AllCoders(
        kind="total" if one.is_total else "variable",
        subject=one.code.id,
        name=one.code.name,
        variable=one.variable,
        episode=one.episode,
        coders=one.coders,
        judged_by_two=one.found.cases,
        design=one.found.design,
        statistics=_said([MANY_VARIABLE[one.found.design]], one),
    )


def _cell(subject: Subject) -> dict[str, str]:
    episode, target = subject.cell or ("", "")
    return {"episode": episode, "target": target}


def _said(statistics: Sequence[Described[T]], result: T) -> dict[str, PlainEstimate]:
    found = ((one.id, one.get(result)) for one in statistics)
    return {name: plain(leaf) for name, leaf in found}


def _rules(settings: ReportSettings) -> str:
    counted = "unfinished codings too" if settings.include_unfinished else "submitted codings only"
    return f"{settings.window_name}; {settings.code_with_words}; {counted}"
