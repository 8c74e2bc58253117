"""The tables of what was answered about events, and of codes together with it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from annotator.agreement.answers import Answers
from annotator.agreement.catalogue import ANSWERS, CODE_WITH
from annotator.agreement.code_with import code_alone, modifier_name
from annotator.agreement.pair.modifiers import ModifierResult, ReadingResult
from annotator.agreement.pair.report import PairReport
from annotator.agreement.readings import Reading
from annotator.report.sheets.columns import Around, Line, Shown, columns_of, names_of
from annotator.report.sheets.sheet import Sheet, SheetCell, SheetColumn, SheetRow, cells_of, whole, with_interval
from annotator.report.wording import or_reason
from annotator.statistics.estimate import Undefined
from annotator.statistics.tables import coded_agreement
from annotator.text import count

_ANSWERS: tuple[Shown, ...] = ("kappa", "agreement", "both", "only_a", "only_b", "matched")
_CODE_WITH: tuple[Shown, ...] = ("kappa", Around("kappa"), "agreement", "ppos", "f1")
_FEW = 30


def answer_sheet(report: PairReport) -> Sheet:
    """Return what was answered to each question, each followed by the codes that ask it."""
    widest = {"both": "0000 ⚠", "only_a": "only JTJ", "only_b": "only JTJ", "matched": "both have"}
    columns = columns_of(_ANSWERS, ANSWERS, names=names_of(report), widest=widest)
    rows = [row for one in report.modifiers for row in _modifier(report, columns, one)]
    empty = "No code of the codebook asks anything. Modifiers are added in Codebook."
    return Sheet(columns, tuple(rows), empty)


def answer_key(modifier: str, code: str) -> str:
    """Return the key of the line on a question, and on one code that asks it; "" is all of them."""
    return f"{modifier}+{code}"


def _modifier(report: PairReport, columns: Sequence[SheetColumn[Line]], of: ModifierResult) -> Iterator[SheetRow]:
    asked = modifier_name(report.plain, of.modifier)
    for one in (of.whole, *of.per_code):
        name = report.plain.code_by_id[one.code].name if one.code else asked
        line = Line(((ANSWERS, one),), {"both": _answered(one)})
        yield SheetRow(
            answer_key(of.modifier, one.code),
            name,
            cells_of(columns, line),
            _answer_words(report, f"{asked}, {name}" if one.code else asked, one),
            one.code if one.code in report.codebook.code_by_id else "",
            is_indented=bool(one.code),
            is_used=one.matched > 0,
        )


def _answered(one: Answers) -> SheetCell:
    few = "fewer than 30 events: says little about other sessions"
    return SheetCell(f"{one.both} ⚠", few) if 0 < one.both < _FEW else whole(one.both)


def _answer_words(report: PairReport, name: str, one: Answers) -> str:
    neither = one.matched - one.both - one.only_a - one.only_b
    return (
        f"{name}: {count(one.matched, 'event')} that both have; {one.both} answered by both, {one.only_a} only by "
        f"{report.coder_a}, {one.only_b} only by {report.coder_b}, {neither} by neither. "
        f"Po {or_reason(one.agreement)}, kappa {or_reason(one.kappa)}."
    )


def reading_sheet(report: PairReport) -> Sheet:
    """Return each channel and point code as it is counted, followed by how it is with other modifiers in it."""
    columns = columns_of(_CODE_WITH, CODE_WITH, names=names_of(report))
    rows = []
    for of in dict.fromkeys(one.reading.of for one in report.readings):
        results = [one for one in report.readings if one.reading.of == of]
        counted = _counted(report, results[0].reading)
        rows.append(_row(columns, counted))
        rows += [
            replace(_row(columns, one), name=one.reading.name.rpartition(", ")[2], is_indented=True) for one in results
        ]
    return Sheet(columns, tuple(rows), "No code of the codebook asks anything.")


def _counted(report: PairReport, reading: Reading) -> ReadingResult:
    """Return a channel, or a point code, as the study counts it."""
    of, none = reading.of, Undefined("see the points")
    plain = report.plain
    name = plain.code_by_id[of].name if reading.is_point else plain.channel_name(of)
    mine = Reading(of, name, of, report.code_with, reading.is_point)
    if reading.is_point:
        points = [one.agreement for one in report.points if code_alone(one.agreement.code) == of]
        f1 = points[0].f1 if len(points) == 1 else none
        alone = next(one for one in report.readings if one.reading is reading)
        return ReadingResult(mine, alone.agreement, alone.kappa, alone.ppos, f1)
    time = dict(report.time)[of]
    f1 = next(one for one in report.events if one.channel == of).events.linked.events.f1
    return ReadingResult(mine, time.agreement, time.kappa, coded_agreement(time.table_ms), f1)


def _row(columns: Sequence[SheetColumn[Line]], one: ReadingResult) -> SheetRow:
    name = one.reading.name
    words = (
        f"{name}: F1 {or_reason(one.f1)}, Ppos {or_reason(one.ppos)}, Po {or_reason(one.agreement)}, kappa "
        f"{with_interval(one.kappa)}."
    )
    is_used = not (isinstance(one.kappa.value, Undefined) and isinstance(one.f1, Undefined))
    return SheetRow(one.reading.id, name, cells_of(columns, Line(((CODE_WITH, one),))), words, is_used=is_used)
