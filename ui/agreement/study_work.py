"""What the page on all coders does in the background: compare, explain, export. No widgets; QImage encodes PNG."""

from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QImage, QImageWriter

from annotator.agreement.catalogue import STUDY
from annotator.agreement.whole_study import PairEstimates, Subject, WholeStudy, whole_study
from annotator.agreement.whole_study.against_gold import against_gold
from annotator.agreement.whole_study.gather import check_coders
from annotator.agreement.whole_study.registered import Registered, registered
from annotator.agreement.whole_study.report import study_report
from annotator.agreement.whole_study.stamp import Stamp, stamp_of
from annotator.consensus.attempt_differences import differences_by_kind
from annotator.consensus.outdated import outdated_in
from annotator.errors import StudyError
from annotator.exchange.study_agreement import export_study_agreement
from annotator.progress import Progress
from annotator.statistics.estimate import ConfidenceInterval, Statistic, Undefined
from annotator.study import Study
from annotator.study.gold import gold_problems
from annotator.study.settings import AgreementSettings
from ui.agreement.study_words import scope_sentence


def compare_all(
    study: Study, chosen: AgreementSettings, known: Stamp | None, progress: Progress
) -> tuple[Stamp, WholeStudy, tuple[str, ...], Registered | None] | None:
    """Compare everything; None where nothing is new since known.

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
    return stamp, whole, stale, registered(study, whole)


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


def heat_map_tables(whole: WholeStudy, found: PairEstimates) -> tuple[str, list[list[str]], list[list[str]]]:
    """Return the heat map to copy: its title, every two coders crossed, and a line a pair with its interval."""
    compared, symbol = whole.compared, STUDY[found.statistic].symbol
    values = {names: _number(found.pooled[place].value) for place, names in enumerate(compared.pairs)}
    crossed = [[a, *(values.get((min(a, b), max(a, b)), "") for b in compared.coders)] for a in compared.coders]
    lines = [
        [*names, _number(one.value), *_ends(one.interval), str(len(compared.meetings_of(place))), _few(found, place)]
        for place, (names, one) in enumerate(zip(compared.pairs, found.pooled, strict=True))
    ]
    header = ["A", "B", symbol, f"{whole.resampling.level:.0%} from", "to", "sessions", ""]
    title = f"{symbol} of {found.subject.name}. {scope_sentence(whole)}"
    return title, [["", *compared.coders], *crossed], [header, *lines]


def _number(value: Statistic) -> str:
    return "" if isinstance(value, Undefined) else f"{value:.2f}"


def _ends(interval: ConfidenceInterval | Undefined) -> tuple[str, str]:
    return ("", "") if isinstance(interval, Undefined) else (f"{interval.low:.2f}", f"{interval.high:.2f}")


def _few(found: PairEstimates, pair: int) -> str:
    return "little data" if found.few[pair] else ""


def export_all(study: Study, whole: WholeStudy, folder: Path, pictures: dict[str, QImage], progress: Progress) -> int:
    """Write tables, figures, document and pictures; return how many files.

    Raises:
        StudyError: if a file is there already or cannot be written.
    """
    drawn = {name: _png(picture) for name, picture in pictures.items()}
    gold = against_gold(study, whole.settings)
    report = study_report(whole, progress, gold, registered(study, whole))
    return len(export_study_agreement(report, folder, drawn, differences_by_kind(study, gold.attempts)))


def _png(picture: QImage) -> bytes:
    file = QBuffer()
    file.open(QBuffer.OpenModeFlag.WriteOnly)
    QImageWriter(file, QByteArray(b"png")).write(picture)
    return bytes(file.data().data())
