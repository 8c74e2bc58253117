"""`annotator reliability`: two coders session by session, or all coders of the whole study."""

from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from annotator.agreement.session_report import study_agreement, summary_lines
from annotator.agreement.whole_study.against_gold import against_gold
from annotator.agreement.whole_study.registered import registered
from annotator.agreement.whole_study.report import report_lines, study_report
from annotator.agreement.whole_study.rounds import stability, stability_lines, stability_report
from annotator.agreement.whole_study.study import require_pairs, whole_study
from annotator.cli.answer import Answer, ProgressBar, warn
from annotator.cli.study import warn_of_codings
from annotator.consensus.attempt_differences import differences_by_kind
from annotator.consensus.outdated import outdated_in
from annotator.errors import StudyError
from annotator.exchange.study_agreement import export_study_agreement
from annotator.progress import part_of
from annotator.study import Study, open_study
from annotator.study.settings import MARKED, Window


def reliability(arguments: Namespace) -> Answer:
    """Compare the coders that are named.

    Raises:
        StudyError: if there is nothing to compare, or a coder or session that the study does not have is named.
    """
    opened = open_study(arguments.study)
    warn_of_codings(opened)
    for stale in outdated_in(opened):
        warn(str(stale))
    study = opened.over(_window(opened, arguments), _code_with(opened, arguments))
    coders: list[str] = arguments.coders or []
    if arguments.rounds:
        with ProgressBar("comparing") as progress:
            report = stability_report(stability(study, coders=coders, progress=progress))
        return Answer(report, stability_lines(report, not_estimable=arguments.not_estimable))
    if arguments.all or arguments.master or arguments.include_unfinished or arguments.out:
        with ProgressBar("comparing") as progress:
            return _whole(study, arguments, coders, progress)
    if coders and len(coders) != 2:
        raise StudyError("Session by session, two coders are compared.", "Name two, or add --all.")
    reports = study_agreement(study, coders or None, arguments.session)
    return Answer(reports, _with_way(summary_lines(reports, not_estimable=arguments.not_estimable)))


def _whole(study: Study, arguments: Namespace, coders: list[str], progress: Callable[[float], None]) -> Answer:
    settings = study.settings.agreement
    settings = replace(
        settings,
        master=arguments.master or settings.master,
        include_unfinished=arguments.include_unfinished or settings.include_unfinished,
    )
    session_ids = [arguments.session] if arguments.session else []
    found = whole_study(study, settings, coders, session_ids, part_of(progress, 0, 0.5))
    require_pairs(found)
    plan, gold = registered(study, found), against_gold(study, settings)
    report = study_report(found, part_of(progress, 0.5, 0.75), gold, plan)
    files: tuple[Path, ...] = ()
    if arguments.out:
        differences = differences_by_kind(study, gold.attempts)
        own = stability(study, settings)
        files = export_study_agreement(found, report, arguments.out, part_of(progress, 0.75, 1), differences, own)
    progress(1)
    lines = _with_way(report_lines(report, not_estimable=arguments.not_estimable))
    return Answer(report, [*lines, *(f"Wrote {file}." for file in files)])


def _with_way(lines: Iterable[str]) -> Iterator[str]:
    """Yield the lines; where some only count what is not estimable, say how to see it."""
    are_counted = False
    for line in lines:
        are_counted = are_counted or line.endswith(" not estimable")
        yield line
    if are_counted:
        yield "--not-estimable lists what is not estimable, with the reasons."


def _window(study: Study, arguments: Namespace) -> Window | None:
    """Return what is to be compared over; None where nothing is said."""
    known = study.codebook.episode_by_id
    if unknown := [episode for episode in arguments.episodes or () if episode not in known]:
        raise StudyError(
            f"The codebook has no episode {unknown[0]}.", f"Its episodes are: {', '.join(known) or 'none'}."
        )
    if arguments.episodes:
        return tuple(arguments.episodes)
    return {"whole": (), "episodes": MARKED, None: None}[arguments.window]


def _code_with(study: Study, arguments: Namespace) -> tuple[str, ...] | None:
    """Return which modifiers are to be part of the code; None where nothing is said."""
    known = study.codebook.modifier_by_id
    if unknown := [one for one in arguments.code_with or () if one not in known]:
        raise StudyError(
            f"The codebook has no modifier {unknown[0]}.", f"Its modifiers are: {', '.join(known) or 'none'}."
        )
    return None if arguments.code_with is None else tuple(arguments.code_with)
