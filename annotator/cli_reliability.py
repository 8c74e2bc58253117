"""`annotator reliability`: two coders session by session, or all coders of the whole study."""

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from annotator.errors import StudyError

if TYPE_CHECKING:
    from annotator.study import Study

# ruff: noqa: PLC0415 - what describes the command does not import what carries it out: scipy takes a second.

Progress = Callable[[float], None]
Answer = tuple[object, Iterable[str]]
"""What is printed: as one JSON document, or as lines."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe what the command takes."""
    command.add_argument("study", type=Path)
    command.add_argument("--coders", nargs="+", metavar="CODER", help="only these; two without --all, A then B")
    command.add_argument("--session", help="only this one")
    command.add_argument("--all", action="store_true", help="all coders of the whole study in one document")
    command.add_argument("--master", help="hold every coder against this one; implies --all")
    unfinished = "count codings that were not submitted; implies --all, without which they count"
    command.add_argument("--include-unfinished", action="store_true", help=unfinished)
    command.add_argument("--out", type=Path, help="write tables, figures and the document there; implies --all")


def answer(study: "Study", arguments: argparse.Namespace, progress: Progress) -> Answer:
    """Return what was asked for.

    Raises:
        StudyError: if there is nothing to compare, or a coder or session that the study does not have is named.
    """
    from annotator.reliability.report import study_agreement, summary_lines

    coders: list[str] = arguments.coders or []
    if arguments.all or arguments.master or arguments.include_unfinished or arguments.out:
        return _whole(study, arguments, coders, progress)
    if coders and len(coders) != 2:
        raise StudyError("Session by session, two coders are compared.", "Name two, or add --all.")
    reports = study_agreement(study, coders or None, arguments.session)
    return reports, summary_lines(reports)


def _whole(study: "Study", arguments: argparse.Namespace, coders: list[str], progress: Progress) -> Answer:
    from annotator.exchange.study_agreement import export_study_agreement
    from annotator.reliability.whole_study.report import report_lines, study_report
    from annotator.reliability.whole_study.whole import require_pairs, whole_study

    settings = study.settings.agreement
    settings = replace(
        settings,
        master=arguments.master or settings.master,
        include_unfinished=arguments.include_unfinished or settings.include_unfinished,
    )
    session_ids = [arguments.session] if arguments.session else []
    found = whole_study(study, settings, coders, session_ids, lambda share: progress(share / 2))
    require_pairs(found)
    report = study_report(found, lambda share: progress(0.5 + share / 2))
    files = export_study_agreement(report, arguments.out) if arguments.out else ()
    return report, [*report_lines(report), *(f"Wrote {file}." for file in files)]
