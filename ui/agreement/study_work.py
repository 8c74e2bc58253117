"""What the page on all coders does in the background: compare, explain, export. No widgets."""

from pathlib import Path

from msgspec.structs import replace

from annotator.agreement.whole_study import Subject, WholeStudy, whole_study
from annotator.agreement.whole_study.against_gold import against_gold
from annotator.agreement.whole_study.gather import check_coders
from annotator.agreement.whole_study.report import study_report
from annotator.agreement.whole_study.stamp import StudyStamp, stamp_of
from annotator.consensus.outdated import outdated_in
from annotator.errors import StudyError
from annotator.exchange.study_agreement import export_study_agreement
from annotator.progress import Progress
from annotator.study import Study
from annotator.study.gold import gold_problems
from annotator.study.settings import AgreementSettings


def compare_all(
    study: Study, chosen: AgreementSettings, known: StudyStamp | None, progress: Progress
) -> tuple[StudyStamp, WholeStudy, tuple[Subject, ...], tuple[str, ...]] | None:
    """Compare everything, and say what was used; None where nothing is new since known.

    Which consensus or gold standard is out of date is said. A master whom nobody knows is left aside.
    """
    stamp = stamp_of(study, chosen)
    if stamp == known:
        return None
    try:
        check_coders(study, [chosen.master] if chosen.master else [])
    except StudyError:
        chosen = replace(chosen, master="")
    stale = tuple(one.what for one in (*outdated_in(study), *gold_problems(study)))
    whole = whole_study(study, chosen, progress=progress)
    return stamp, whole, whole.used_subjects(), stale


def export_all(study: Study, whole: WholeStudy, folder: Path, progress: Progress) -> int:
    """Write tables, figures, document and methods; return how many files.

    Raises:
        StudyError: if a file is there already or cannot be written.
    """
    gold = against_gold(study, whole.settings)
    report = study_report(whole, lambda share: progress(share / 2), gold)
    return len(export_study_agreement(whole, report, folder, lambda share: progress((1 + share) / 2)))
