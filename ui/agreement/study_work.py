"""What the page on all coders does in the background: compare, explain, export. No widgets."""

from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from annotator.agreement.whole_study import Subject, WholeStudy, whole_study
from annotator.agreement.whole_study.against_gold import against_gold
from annotator.agreement.whole_study.gather import check_coders
from annotator.agreement.whole_study.registered import Registered, registered
from annotator.agreement.whole_study.report import study_report
from annotator.agreement.whole_study.rounds import Stability, stability
from annotator.agreement.whole_study.stamp import StudyStamp, stamp_of
from annotator.consensus.attempt_differences import differences_by_kind
from annotator.consensus.outdated import outdated_in
from annotator.errors import StudyError
from annotator.exchange.study_agreement import export_study_agreement
from annotator.progress import Progress, part_of
from annotator.study import Study
from annotator.study.gold import gold_problems
from annotator.study.settings import AgreementSettings


class StudyCompared(NamedTuple):
    """A study as it was compared.

    Attributes:
        stamp: what tells whether it has changed since.
        whole: the comparison.
        subjects: what somebody said something of.
        stale: which consensus or gold standard is out of date, a sentence each.
        plan: what was registered beforehand, and what differs; None where nothing was.
        own: coders held against their own earlier codings.
    """

    stamp: StudyStamp
    whole: WholeStudy
    subjects: tuple[Subject, ...]
    stale: tuple[str, ...]
    plan: Registered | None
    own: tuple[Stability, ...]


def compare_all(
    study: Study, chosen: AgreementSettings, known: StudyStamp | None, progress: Progress
) -> StudyCompared | None:
    """Compare everything; None where nothing is new since known.

    A master whom nobody knows is left aside.
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
    own = stability(study, chosen)
    return StudyCompared(stamp, whole, whole.used_subjects(), stale, registered(study, whole), own)


def export_all(study: Study, whole: WholeStudy, folder: Path, progress: Progress) -> int:
    """Write tables, figures, document and methods; return how many files.

    Raises:
        StudyError: if a file is there already or cannot be written.
    """
    plan, gold = registered(study, whole), against_gold(study, whole.settings)
    report = study_report(whole, part_of(progress, 0, 0.5), gold, plan)
    differences = differences_by_kind(study, gold.attempts)
    own = stability(study, whole.settings)
    return len(export_study_agreement(whole, report, folder, part_of(progress, 0.5, 1), differences, own))
