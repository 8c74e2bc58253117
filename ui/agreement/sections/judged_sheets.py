"""The tables of ratings and of classes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from annotator.agreement.catalogue import INDEX_COLUMNS, ONE_CLASS, RATINGS, READING
from annotator.agreement.pair.judged import ScaleResult
from annotator.agreement.pair.report import PairReport
from annotator.agreement.two_coders import ClassAgreement, OneClass
from annotator.statistics.estimate import Statistic, Undefined
from annotator.statistics.ratings.agreement import RatingAgreement
from ui.agreement.columns import Around, Line, Shown, columns_of, names_of
from ui.agreement.sheet import Sheet, SheetCell, SheetColumn, SheetRow, cells_of, number, whole, with_interval
from ui.agreement.wording import or_reason
from ui.text import DASH, count

_SCALE: tuple[Shown, ...] = (
    "iccs.A,1",
    Around("iccs.A,1"),
    "scale.exact",
    "scale.within_one",
    "two_coders.bias",
    Around("two_coders.bias"),
    "two_coders.quadratic_kappa",
    Around("two_coders.quadratic_kappa"),
    "two_coders.linear_kappa",
    "ordinal_alpha",
    Around("ordinal_alpha"),
    "two_coders.concordance",
    Around("two_coders.concordance"),
    "iccs.C,1",
    "iccs.1,1",
    "iccs.A,k",
    "iccs.C,k",
    "iccs.1,k",
    "interval_alpha",
    "nominal_alpha",
    "ratio_alpha",
)
_CLASSES: tuple[Shown, ...] = (
    "kappa",
    Around("kappa"),
    "agreement",
    "ppos",
    "by_a",
    "by_b",
    "both",
    *INDEX_COLUMNS,
    "accuracy",
)


def scales_in(report: PairReport, cell: tuple[str, str] | None) -> tuple[ScaleResult, ...]:
    """Return every scale that one of the two used: all of it, or one cell where it was rated in that."""
    if cell is None:
        return report.scales
    return tuple(part for one in report.scales for part in one.cells if part.cell == cell)


def scale_sheet(report: PairReport, cell: tuple[str, str] | None = None) -> Sheet:
    """Return every scale that one of the two used, in all cells together or in one."""
    (units,) = columns_of(("scale.units",), RATINGS, names=names_of(report), widest={"scale.units": "000 ⚠"})
    shown = columns_of(_SCALE, RATINGS, names=names_of(report), widest={"iccs.A,1": "> .99 ⚠"})
    columns = (replace(units, is_main=False), *shown)
    rows = (
        SheetRow(one.scale, one.name, cells_of(columns, _scale_line(one)), _scale_words(report, one))
        for one in scales_in(report, cell)
    )
    return Sheet(columns, tuple(rows), "Neither of the two has rated a scale of the codebook in these sessions.")


def _scale_line(one: ScaleResult) -> Line:
    found = one.agreement
    flagged = {"scale.units": _units(found), "iccs.A,1": _flagged(found.iccs["A,1"].value, found.warning)}
    return Line(((RATINGS, one),), flagged)


def _units(found: RatingAgreement) -> SheetCell:
    units = found.scale.units
    return SheetCell(f"{units} ⚠", "fewer than 30 units: intervals are wide") if found.few_units else whole(units)


def _flagged(value: Statistic, warning: str | None) -> SheetCell:
    if warning is None or isinstance(value, Undefined):
        return number(value)
    return SheetCell(f"{number(value).text} ⚠", warning)


def _scale_words(report: PairReport, one: ScaleResult) -> str:
    found = one.agreement
    alone = f" {one.only_a} only by {report.coder_a}, {one.only_b} only by {report.coder_b}."
    warning = f" ⚠ {found.warning}" if found.warning else ""
    return (
        f"{one.name}: {count(found.scale.units, 'unit')} rated by both,{alone} ICC(A,1) "
        f"{with_interval(found.iccs['A,1'])}.{warning}"
    )


def class_sheet(report: PairReport) -> Sheet:
    """Return every reading of the classification, each followed by its classes."""
    meaning = "Cases that both classified and that have a place in this reading."
    cases: SheetColumn[Line] = SheetColumn("n", meaning, lambda line: line.instead.get("n", SheetCell()), "000 ⚠")
    columns = (cases, *columns_of(_CLASSES, READING, ONE_CLASS, names=names_of(report)))
    rows = tuple(row for name, one in report.classes.readings for row in _reading(report, columns, name, one))
    empty = "The codebook has no classification." if report.codebook.classification is None else ""
    return Sheet(columns, rows, empty)


def _cases(one: ClassAgreement) -> SheetCell:
    cases = int(one.table.sum())
    return SheetCell(f"{cases} ⚠", "fewer than 30 cases") if 0 < cases < 30 else whole(cases)


def _reading(
    report: PairReport, columns: Sequence[SheetColumn[Line]], name: str, one: ClassAgreement
) -> Iterator[SheetRow]:
    left_out = f" {count(one.left_out, 'case')} left out: no place in this reading." if one.left_out else ""
    words = (
        f"{name}: {count(int(one.table.sum()), 'case')} classified by both, Po {or_reason(one.agreement)}, kappa "
        f"{with_interval(one.kappa)}.{left_out}"
    )
    yield SheetRow(one.reading, name, cells_of(columns, Line(((READING, one),), {"n": _cases(one)})), words)
    of_class = {"accuracy": SheetCell(DASH, "estimated for the reading as a whole")}
    for each in one.per_class:
        words = _class_words(report, name, each)
        yield SheetRow(
            one.reading, each.name, cells_of(columns, Line(((ONE_CLASS, each),), of_class)), words, is_indented=True
        )


def _class_words(report: PairReport, reading: str, one: OneClass) -> str:
    return (
        f"{one.name} against all others in {reading}: {one.by_a} by {report.coder_a}, {one.by_b} by {report.coder_b}, "
        f"{one.both} by both. Ppos {or_reason(one.ppos)}, kappa {with_interval(one.kappa)}."
    )
