"""How well coders agree: every two of a session, or all coders of a study; with figures and methods texts."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace

from annotator.agreement.catalogue import MANY_CLASSES, MANY_OVER_TIME, MANY_RATINGS, STUDY
from annotator.agreement.described import Described, described
from annotator.agreement.pair.read import read_pair
from annotator.agreement.pair.report import PairReport, report_pair
from annotator.agreement.said import PlainEstimate
from annotator.agreement.whole_study import Subject, WholeStudy, whole_study
from annotator.agreement.whole_study.against_gold import against_gold
from annotator.agreement.whole_study.gather import check_coders
from annotator.agreement.whole_study.registered import registered
from annotator.agreement.whole_study.report import AllCoders, PairResult, StudyReport, study_report
from annotator.agreement.whole_study.subjects import OF_VARIABLE
from annotator.errors import StudyError
from annotator.exchange.gold_tables import gold_methods
from annotator.exchange.html_report.gathered import Gathered
from annotator.exchange.html_report.parts import Cell, Part, Row, Section, Table, Text, table_of, why_blank
from annotator.exchange.pair_methods import pair_methods
from annotator.exchange.preregistration_text import registered_methods
from annotator.exchange.study_methods import study_methods
from annotator.progress import Progress
from annotator.report.figures.description import Figure
from annotator.report.figures.pair import kappa_intervals
from annotator.report.figures.study import all_trends, heat_map
from annotator.report.sheets.code_sheet import code_sheet
from annotator.report.sheets.judged_sheets import scale_sheet
from annotator.report.sheets.part_sheets import boundary_sheet
from annotator.report.sheets.point_sheet import point_sheet
from annotator.report.study_words import double_words, notes, why_empty
from annotator.report.wording import pair_sentence
from annotator.statistics.estimate import Undefined
from annotator.study import Study
from annotator.study.settings import CONSENSUS, AgreementSettings
from annotator.text import DASH, statistic

_TITLE = "Agreement"
_NAMED_PAIRS = 3
"""So many pairs have a column each; of more, the lowest, the middle and the highest are said, and a figure has all."""


def agreement(found: Gathered, progress: Progress) -> tuple[Section, Section]:
    """Compare every two coders of the session, or of the study; return what was found, and the methods texts.

    Args:
        found: what was read.
        progress: told the share done; it may raise to stop.
    """
    return _of_session(found, progress) if found.session else _of_study(found.study, progress)


def _of_session(found: Gathered, progress: Progress) -> tuple[Section, Section]:
    coders = [one for one in found.coders() if one != CONSENSUS]
    pairs = list(combinations(coders, 2))
    parts: list[Part] = []
    missing = [] if pairs else ["The session was coded by one coder or none."]
    methods: list[str] = []
    for place, (a, b) in enumerate(pairs):
        data = read_pair(found.study, a, b, [found.session])
        if not data.sessions:
            missing += [f"{a} × {b}: {why}" for why in data.left_out]
            continue
        report = report_pair(data, progress=partial(_tell, progress, place, len(pairs)))
        parts += _sheets(report)
        parts += [one for one in [kappa_intervals(report)] if one.rows]
        methods.append(pair_methods(report))
    return _sections(parts, missing, methods)


def _sections(parts: Sequence[Part], missing: Sequence[str], methods: Sequence[str]) -> tuple[Section, Section]:
    why = [] if methods else ["Nothing was compared, so there is no method to describe."]
    return (
        Section("agreement", _TITLE, parts, missing, on_new_page=bool(parts)),
        Section("methods", "Methods text", [Text(one) for one in methods], why, on_new_page=bool(methods)),
    )


def _tell(progress: Progress, done: int, of: int, share: float) -> None:
    progress((done + share) / of)


def _sheets(report: PairReport) -> Iterator[Part]:
    """Yield the tables of two coders that a paper asks for, with what somebody used; one session is one class."""
    pair = f"{report.coder_a} × {report.coder_b}"
    yield Text(f"{pair}: {pair_sentence(report)}.")
    for sheet, caption, name in (
        (code_sheet(report), "channels and codes over time", "Channel or code"),
        (point_sheet(report), "points", "Point"),
        (scale_sheet(report), "ratings", "Scale"),
        (boundary_sheet(report), "where episodes begin", "Boundary"),
    ):
        table = table_of(sheet, f"{pair}: {caption}", name)
        if table is not None:
            yield table


def _of_study(study: Study, progress: Progress) -> tuple[Section, Section]:
    settings = _known_master(study, study.settings.agreement)
    whole = whole_study(study, settings, progress=lambda share: progress(share / 2))
    if not whole.compared.pairs:
        return _sections([], [" ".join(why_empty(whole))], [])
    plan, gold = registered(study, whole), against_gold(study, settings)
    report = study_report(whole, lambda share: progress((1 + share) / 2), gold, plan)
    subjects = [one for one in whole.used_subjects() if one.cell is None and one.reading is None]
    parts: list[Part] = [Text(one) for one in notes(whole, settings.master)]
    parts += [_pairs(whole, report, subjects), *_together(report, subjects), *_certification(report)]
    parts.append(Text(f"Double coding: {double_words(report.double_coding)}"))
    return _sections([*parts, *_figures(whole, subjects)], [], list(_methods(report)))


def _known_master(study: Study, settings: AgreementSettings) -> AgreementSettings:
    """Return the settings without a master whom nobody knows."""
    try:
        check_coders(study, [settings.master] if settings.master else [])
    except StudyError:
        return replace(settings, master="")
    return settings


def _pairs(whole: WholeStudy, report: StudyReport, subjects: Sequence[Subject]) -> Table:
    """Return the first statistic of each subject: of few pairs each, of many the range."""
    by_subject: dict[tuple[str, str, str], list[PairResult]] = {}
    for one in report.pairs:
        if not one.episode and not one.target:
            by_subject.setdefault((one.kind, one.subject, one.statistic), []).append(one)
    pairs = whole.compared.pairs
    is_few = len(pairs) <= _NAMED_PAIRS
    rows: list[Row] = []
    blank: list[tuple[str, str]] = []
    for subject in subjects:
        first = subject.statistics[0]
        results = by_subject[subject.kind, subject.id, first]
        blank += [
            (f"{subject.name} ({one.coder_a} × {one.coder_b})", one.found.reason)
            for one in results
            if one.found.value is None
        ]
        cells = [_estimate(one.found) for one in results] if is_few else _range(results)
        rows.append([subject.name, STUDY[first].symbol, *cells])
    heads = [f"{a} × {b}" for a, b in pairs] if is_few else ["Pairs", "Lowest", "Middle", "Highest"]
    level = f"{whole.confidence:.0%}".replace("%", " %")
    caption = f"Every two coders, {whole.window_name}; below each number its {level} interval, if there is one"
    return Table(caption, ["What", "Statistic", *heads], rows, texts=2, notes=why_blank(blank))


def _range(results: Sequence[PairResult]) -> list[str | Cell]:
    known = sorted((one for one in results if one.found.value is not None), key=lambda one: one.found.value or 0.0)
    if not known:
        return [f"0 of {len(results)}", DASH, DASH, DASH]
    low, middle, high = known[0], known[(len(known) - 1) // 2], known[-1]
    told = [Cell(_estimate(one.found).text, f"{one.coder_a} × {one.coder_b}") for one in (low, middle, high)]
    return [f"{len(known)} of {len(results)}", *told]


def _estimate(found: PlainEstimate) -> Cell:
    if found.value is None:
        return Cell(DASH)
    interval = "" if found.low is None or found.high is None else f"[{statistic(found.low)}, {statistic(found.high)}]"
    return Cell(statistic(found.value), interval)


def _together(report: StudyReport, subjects: Sequence[Subject]) -> Iterator[Table]:
    """Yield what all coders together agree on, and the variables that are analysed."""
    used = {(one.kind, one.id) for one in subjects}
    rows: list[Row] = []
    for one in report.all_coders:
        if one.variable or one.episode or one.target or (one.kind, one.subject) not in used:
            continue
        first = _first(one)
        cases = one.judged_by_two if one.design == "one-way" else one.cases
        numbers = (str(len(one.coders)), DASH if cases is None else str(cases))
        rows.append([one.name, first.symbol, *numbers, _estimate(one.statistics[first.id])])
    if rows:
        yield Table("All coders together", ("What", "Statistic", "Coders", "Cases", "Value"), rows, texts=2)
    yield from _variables(report, {one.id for one in subjects})


def _first(one: AllCoders) -> Described[Any]:
    """Return the statistic to report of all coders together."""
    match one.kind:
        case "scale":
            return described(MANY_RATINGS, "icc_11" if one.design == "one-way" else "icc_a1")
        case "classes":
            return described(MANY_CLASSES, "alpha")
        case _:
            return described(MANY_OVER_TIME, "alpha_over_time")


def _variables(report: StudyReport, used: set[str]) -> Iterator[Table]:
    by_code: dict[str, dict[str, AllCoders]] = {}
    for one in report.all_coders:
        if one.kind == "variable" and not one.episode and one.subject in used:
            by_code.setdefault(one.name, {})[one.variable] = one
    rows: list[Row] = []
    for name, found in by_code.items():
        told = (found.get(variable) for variable in OF_VARIABLE.values())
        rows.append([name, *(Cell("") if one is None else _estimate(*one.statistics.values()) for one in told)])
    if rows:
        caption = "The variables that are analysed, all coders together, over all episodes"
        yield Table(caption, ("Code", *(STUDY[name].symbol for name in OF_VARIABLE)), rows)


def _certification(report: StudyReport) -> Iterator[Table]:
    words: Mapping[bool | None, str] = {None: DASH, True: "yes", False: "no"}
    rows: list[Row] = [
        [one.coder, one.name, str(one.sessions), _estimate(one.kappa), words[one.reached], words[one.surely]]
        for one in report.certification
        if one.kappa.value is not None
    ]
    if rows:
        threshold = report.settings.threshold
        asked = "" if threshold is None else f"; asked for: κ of {statistic(threshold)} or more"
        heads = ("Coder", "What", "Sessions", "κ", "Reached", "All of the interval")
        yield Table(f"Against {report.settings.master}{asked}", heads, rows, texts=2)


def _figures(whole: WholeStudy, subjects: Sequence[Subject]) -> Iterator[Figure]:
    """Yield every two coders in a square, where there are several pairs, and channels from session to session."""
    for subject in filter(partial(_has_figure, whole), subjects):
        found = whole.estimates(subject, subject.statistics[0])
        if all(isinstance(one.value, Undefined) for one in found.pooled):
            continue
        if len(whole.compared.pairs) > 1:
            yield heat_map(whole, found)
        if subject.channel and (trends := all_trends(whole, found)) is not None:
            yield trends


def _has_figure(whole: WholeStudy, subject: Subject) -> bool:
    """Whether a subject is drawn: not each code of a channel, nor each coarser reading; the table has them."""
    scheme = whole.codebook.classification
    match subject.kind:
        case "code":
            return len(whole.codebook.state_channels[subject.channel]) == 1
        case "classes":
            return scheme is not None and subject.id == scheme.collapses[0].id
        case _:
            return True


def _methods(report: StudyReport) -> Iterator[str]:
    compared = {session for one in report.pairs for session in one.in_sessions}
    shared = {(one.coder_a, one.coder_b): one.sessions for one in report.pairs}
    counts = len(compared), len(report.sessions)
    yield study_methods(report.settings, shared, *counts, report.left_out, report.doubts)
    if report.gold is not UNSET:
        yield gold_methods(report.gold)
    if report.preregistered is not UNSET:
        yield registered_methods(report.preregistered)
