"""What the page on all coders does in the background: compare, explain, export. No widgets; QImage encodes PNG."""

from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QImage, QImageWriter

from annotator.agreement.whole_study import PairEstimates, Subject, WholeStudy, whole_study
from annotator.agreement.whole_study.gather import check_coders
from annotator.agreement.whole_study.report import study_report
from annotator.agreement.whole_study.stamp import Stamp, stamp_of
from annotator.consensus.outdated import outdated_in
from annotator.errors import StudyError
from annotator.exchange.study_agreement import export_study_agreement
from annotator.progress import Progress
from annotator.study import Study
from annotator.study.settings import AgreementSettings
from ui.agreement.wording import written


def compare_all(
    study: Study, chosen: AgreementSettings, known: Stamp | None, progress: Progress
) -> tuple[Stamp, WholeStudy, tuple[str, ...]] | None:
    """Compare everything, and say which consensus is out of date; None where nothing is new since known.

    A master whom nobody knows is left aside.
    """
    stamp = stamp_of(study, chosen)
    if stamp == known:
        return None
    try:
        check_coders(study, [chosen.master] if chosen.master else [])
    except StudyError:
        chosen = replace(chosen, master="")
    stale = tuple(one.what for one in outdated_in(study))
    return stamp, whole_study(study, chosen, progress=progress), stale


def used_subjects(whole: WholeStudy) -> list[Subject]:
    """Return what somebody used; a channel that nobody marked would only be dashes."""
    tables = whole.compared.tables_ms
    used = {channel for channel, table in tables.items() if table[:, :-1, :].any() or table[:, :, :-1].any()}
    return [one for one in whole.subjects if not one.channel or one.channel in used]


def why_empty(whole: WholeStudy) -> tuple[str, str]:
    """Return why there is no pair, and what to do."""
    if whole.gathered.unfinished and not whole.settings.include_unfinished:
        return (
            "No session has two codings that were submitted.",
            f"{whole.gathered.unfinished} codings were begun but not submitted. They count once their coders submit "
            "them in Code, or if you count unfinished codings too.",
        )
    return (
        "No session was coded by two coders yet.",
        "Let a second coder code one without seeing the first; the pairs then appear here.",
    )


def heat_map_text(whole: WholeStudy, found: PairEstimates) -> str:
    """Return the heat map as lines of cells with tabs between, for a spreadsheet."""
    coders = whole.compared.coders
    values = {names: written(found.pooled[place].value) for place, names in enumerate(whole.compared.pairs)}
    rows = [[a, *(values.get((min(a, b), max(a, b)), "") for b in coders)] for a in coders]
    return "\n".join("\t".join(row) for row in [["", *coders], *rows])


def export_all(whole: WholeStudy, folder: Path, pictures: dict[str, QImage], progress: Progress) -> int:
    """Write tables, figures, document and pictures; return how many files.

    Raises:
        StudyError: if a file is there already or cannot be written.
    """
    drawn = {name: _png(picture) for name, picture in pictures.items()}
    return len(export_study_agreement(study_report(whole, progress), folder, drawn))


def _png(picture: QImage) -> bytes:
    file = QBuffer()
    file.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(file, QByteArray(b"png")).write(picture)
    return bytes(file.data().data())
