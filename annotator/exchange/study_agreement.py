"""Agreement of a whole study as files: tidy tables (CSV), the whole document (JSON), and figures.

A statistic that does not exist is an empty cell, with its reason in a column of its own.
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

import msgspec
import pandas as pd
from msgspec import UNSET

from annotator.agreement.said import PlainEstimate
from annotator.agreement.whole_study import WholeStudy
from annotator.agreement.whole_study.report import PairResult, StudyReport
from annotator.agreement.whole_study.rounds import Stability, stability_methods, stability_report
from annotator.consensus.attempt_differences import Differences
from annotator.exchange.agreement_dictionary import study_dictionary
from annotator.exchange.gold_tables import gold_methods, gold_tables
from annotator.exchange.preregistration_text import registered_methods
from annotator.exchange.study_methods import study_methods
from annotator.exchange.write_files import NewFiles, csv_bytes
from annotator.progress import Progress
from annotator.report.figures.files import figure_files, figure_names
from annotator.report.figures.study import study_figures

JSON_FILE, METHODS_FILE, FIGURES = "study_agreement.json", "study_methods.txt", "study_figures"

_PAIR = ("kind", "subject", "name", "statistic", "episode", "target", "coder_a", "coder_b")
_FOUND = ("value", "low", "high", "interval", "why_undefined")


def export_study_agreement(
    whole: WholeStudy,
    report: StudyReport,
    out_dir: Path,
    progress: Progress = lambda _share: None,
    differences: Iterable[Differences] = (),
    found: Sequence[Stability] = (),
) -> tuple[Path, ...]:
    """Write agreement of a whole study; session and coder ids are named, recordings and comments are not.

    Args:
        whole: what was compared; figures are drawn from it.
        report: what was found.
        out_dir: made if it is not there. A file that exists is never overwritten.
        progress: told the share done; it may raise to stop, and nothing is written then.
        differences: in what all attempts at gold sessions differ from gold.
        found: coders held against their own earlier codings; it stands in a table and a paragraph of its own.

    Returns:
        The files written, all or none.

    Raises:
        StudyError: if a file is there already or cannot be written.
    """
    frames = study_tables(report)
    if report.gold is not UNSET:
        frames |= gold_tables(report.gold, differences)
    if found:
        own = (pair for one in stability_report(found).coders for pair in one.pairs)
        frames["study_stability.csv"] = _pairs(own)
    frames["study_dictionary.csv"] = study_dictionary(frames)
    tables = {name: csv_bytes(table) for name, table in frames.items()}
    document = {JSON_FILE: msgspec.json.format(msgspec.json.encode(report))}
    compared = {session for one in report.pairs for session in one.in_sessions}
    shared = {(one.coder_a, one.coder_b): one.sessions for one in report.pairs}
    counts = len(compared), len(report.sessions)
    methods = study_methods(report.settings, shared, *counts, report.left_out, report.doubts)
    gold = "" if report.gold is UNSET else f"\n{gold_methods(report.gold)}"
    plan = "" if report.preregistered is UNSET else f"\n{registered_methods(report.preregistered)}"
    own_words = f"\n{said}" if (said := stability_methods(found)) else ""
    document[METHODS_FILE] = f"{methods}{own_words}{gold}{plan}\n".encode()
    figures = list(study_figures(whole))
    texts = {**tables, **document}
    with NewFiles(out_dir) as new:
        new.expect([*texts, *figure_names(FIGURES, figures)])
        for name, content in chain(texts.items(), figure_files(FIGURES, figures, progress)):
            new.append(name, content)
    return new.written


def study_tables(report: StudyReport) -> dict[str, pd.DataFrame]:
    """Return the tables by the names of their files."""
    return {
        "study_pairs.csv": _pairs(report.pairs),
        "study_sessions.csv": _sessions(report),
        "study_certification.csv": _certification(report),
        "study_all_coders.csv": _all_coders(report),
        "study_double_coding.csv": _double_coding(report),
        "study_left_out.csv": _table(
            ((one.session, one.coder, one.reason) for one in report.left_out), ("session", "coder", "reason")
        ),
        "study_settings.csv": _table(_settings(report), ("setting", "value")),
    }


def _pairs(pairs: Iterable[PairResult]) -> pd.DataFrame:
    columns = (*_PAIR, "sessions", "window_s", *_FOUND, "few", "accuracy", "needed", "needed_unit")
    rows = (
        (
            *(getattr(one, name) for name in (*_PAIR, "sessions")),
            f"{one.window_s:.3f}",
            *_cells(one.found),
            one.few,
            one.accuracy and one.accuracy.value,
            *_needed(one),
            *_cells(one.trend_per_ten_sessions),
        )
        for one in pairs
    )
    return _table(rows, (*columns, *(f"trend_{name}" for name in _FOUND)))


def _needed(one: PairResult) -> tuple[int | None, str]:
    found = one.needed_for_ci_width
    return (None, "") if found is None else (found.count, found.unit)


def _sessions(report: StudyReport) -> pd.DataFrame:
    names = [name for name in _PAIR if name not in ("episode", "target")]
    rows = (
        (*(getattr(one, name) for name in names), session, value)
        for one in report.pairs
        for session, value in one.in_sessions.items()
    )
    return _table(rows, (*names, "session", "value"))


def _certification(report: StudyReport) -> pd.DataFrame:
    names = ("coder", "master", "kind", "subject", "name", "sessions")
    rows = (
        (
            *(getattr(one, name) for name in names),
            *_cells(one.kappa),
            one.accuracy.value,
            one.few,
            one.reached,
            one.surely,
        )
        for one in report.certification
    )
    return _table(rows, (*names, *_FOUND, "accuracy", "few", "reached", "surely"))


def _all_coders(report: StudyReport) -> pd.DataFrame:
    names = ("kind", "subject", "name", "variable", "episode", "target")
    numbers = ("cases", "judged_by_two", "design")
    rows = (
        (
            *(getattr(one, name) for name in names),
            " ".join(one.coders),
            *(getattr(one, name) for name in numbers),
            statistic,
            *_cells(found),
            one.warning,
        )
        for one in report.all_coders
        for statistic, found in one.statistics.items()
    )
    table = _table(rows, (*names, "coders", *numbers, "statistic", *_FOUND, "warning"))
    return table.astype({"cases": "Int64", "judged_by_two": "Int64"})


def _double_coding(report: StudyReport) -> pd.DataFrame:
    rows = (
        (one.session, " ".join(one.submitted), " ".join(one.unfinished), " ".join(one.may_code))
        for one in report.double_coding.open
    )
    return _table(rows, ("session", "submitted", "unfinished", "may_code"))


def _settings(report: StudyReport) -> Iterable[tuple[str, object]]:
    for name, value in msgspec.structs.asdict(report.settings).items():
        nothing = "whole session" if name == "window" else ""
        between = ", " if name == "modifiers" else " "
        yield name, between.join(value) or nothing if isinstance(value, tuple) else value
    yield "doubts", " | ".join(report.doubts)
    double = report.double_coding
    yield from (("sessions", double.sessions), ("double_coded", double.double), ("double_wanted", double.wanted))


def _cells(found: PlainEstimate) -> tuple[object, ...]:
    return found.value, found.low, found.high, found.interval, found.reason


def _table(rows: Iterable[tuple[object, ...]], columns: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(columns))
