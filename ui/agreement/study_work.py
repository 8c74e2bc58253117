"""What the page on all coders does in the background: compare, explain, export. No widgets."""

from pathlib import Path

from msgspec.structs import replace

from annotator.agreement.whole_study import Subject, WholeStudy, whole_study
from annotator.agreement.whole_study.gather import check_coders
from annotator.agreement.whole_study.report import study_report
from annotator.agreement.whole_study.stamp import Stamp, stamp_of
from annotator.consensus.outdated import outdated_in
from annotator.errors import StudyError
from annotator.exchange.study_agreement import export_study_agreement
from annotator.progress import Progress
from annotator.study import Study
from annotator.study.settings import AgreementSettings


def compare_all(
    study: Study, chosen: AgreementSettings, known: Stamp | None, progress: Progress
) -> tuple[Stamp, WholeStudy, tuple[Subject, ...], tuple[str, ...]] | None:
    """Compare everything, and say what was used and which consensus is out of date; None where nothing is new.

    New is what known does not know. A master whom nobody knows is left aside.
    """
    stamp = stamp_of(study, chosen)
    if stamp == known:
        return None
    try:
        check_coders(study, [chosen.master] if chosen.master else [])
    except StudyError:
        chosen = replace(chosen, master="")
    stale = tuple(one.what for one in outdated_in(study))
    whole = whole_study(study, chosen, progress=progress)
    return stamp, whole, whole.used_subjects(), stale


def export_all(whole: WholeStudy, folder: Path, progress: Progress) -> int:
    """Write tables, figures, document and methods; return how many files.

    Raises:
        StudyError: if a file is there already or cannot be written.
    """
    report = study_report(whole, lambda share: progress(share / 2))
    return len(export_study_agreement(whole, report, folder, lambda share: progress((1 + share) / 2)))
