"""The tables of ratings, of the units that were rated, and of classes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from annotator.agreement.catalogue import INDEX_COLUMNS, ONE_CLASS, RATINGS, READING
from annotator.agreement.pair.judged import RatedUnit, ScaleResult
from annotator.agreement.pair.report import PairReport
from annotator.agreement.two_coders import ClassAgreement, OneClass
from annotator.report.sheets.columns import Around, Line, Shown, columns_of, names_of
from annotator.report.sheets.sheet import (
    Sheet,
    SheetCell,
    SheetColumn,
    SheetRow,
    cells_of,
    number,
    whole,
    with_interval,
)
from annotator.report.wording import or_reason
from annotator.statistics.estimate import Statistic, Undefined
from annotator.statistics.ratings.agreement import RatingAgreement
from annotator.text import DASH, count, short_number

_SCALE: tuple[Shown, ...] = (
    "iccs.A,1",
    Around("iccs.A,1"),
    "scale.exact",
    "scale.within_one",
    "two_coders.bias",
    Around("two_coders.bias"),
    "iccs.C,1",
    "ordinal_alpha",
    Around("ordinal_alpha"),
)
_MORE_OF_SCALE: tuple[Shown, ...] = (
    "iccs.A,k",
    "two_coders.quadratic_kappa",
    Around("two_coders.quadratic_kappa"),
    "two_coders.linear_kappa",
    "two_coders.concordance",
    Around("two_coders.concordance"),
    "iccs.1,1",
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
    "accuracy",
)
_WARNED = {"iccs.A,1": "> .99 ⚠"}


def scales_in(report: PairReport, cell: tuple[str, str] | None) -> tuple[ScaleResult, ...]:
    """Return every scale that one of the two used: all of it, or one cell where it was rated in that."""
    if cell is None:
        return report.scales
    return tuple(part for one in report.scales for part in one.cells if part.cell == cell)


def scale_sheet(report: PairReport, cell: tuple[str, str] | None = None) -> Sheet:
    """Return every scale that one of the two used, in all cells together or in one."""
    (units,) = columns_of(("scale.units",), RATINGS, names=names_of(report), widest={"scale.units": "000 ⚠"})
    shown = columns_of(_SCALE, RATINGS, names=names_of(report), widest=_WARNED, more=_MORE_OF_SCALE)
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
    return (
        SheetCell(f"{units} ⚠", "fewer than 30 units: intervals are wide", f"{units}")
        if found.few_units
        else whole(units)
    )


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


def unit_sheet(report: PairReport, found: ScaleResult | None) -> Sheet:
    """Return every unit of a scale with both ratings, the largest differences first."""
    columns: tuple[SheetColumn[RatedUnit], ...] = (
        SheetColumn(
            "episode",
            "Episode that was rated; – for the session as a whole",
            lambda unit: _cell(unit, unit.episode or DASH),
            "00",
        ),
        SheetColumn("target", "Towards whom", lambda unit: _cell(unit, unit.target or DASH), "caregiver  "),
        SheetColumn(report.coder_a, f"Rating by {report.coder_a}", lambda unit: _cell(unit, _given(unit.a)), "00"),
        SheetColumn(report.coder_b, f"Rating by {report.coder_b}", lambda unit: _cell(unit, _given(unit.b)), "00"),
        SheetColumn("B − A", "Difference in points", lambda unit: _cell(unit, _difference(unit)), "−00"),
    )
    units = sorted(found.units, key=_apart, reverse=True) if found is not None else ()
    rows = (SheetRow(f"{number}", one.session, cells_of(columns, one)) for number, one in enumerate(units))
    return Sheet(columns, tuple(rows))


def _apart(unit: RatedUnit) -> float:
    return -1.0 if unit.a is None or unit.b is None else abs(unit.b - unit.a)


def _cell(unit: RatedUnit, text: str) -> SheetCell:
    both = unit.a is not None and unit.b is not None
    return SheetCell(text, "" if both or text != DASH else "not rated, or not ratable, by one of the two")


def _difference(unit: RatedUnit) -> str:
    return DASH if unit.a is None or unit.b is None else short_number(unit.b - unit.a, signed=True)


def _given(value: float | None) -> str:
    return DASH if value is None else short_number(value)


def class_sheet(report: PairReport) -> Sheet:
    """Return every reading of the classification, each followed by its classes."""
    meaning = "Cases that both classified and that have a place in this reading."
    cases: SheetColumn[Line] = SheetColumn("n", meaning, lambda line: line.instead.get("n", SheetCell()), "000 ⚠")
    columns = (cases, *columns_of(_CLASSES, READING, ONE_CLASS, names=names_of(report), more=INDEX_COLUMNS))
    rows = tuple(row for name, one in report.classes.readings for row in _reading(report, columns, name, one))
    empty = "The codebook has no classification." if report.codebook.classification is None else ""
    return Sheet(columns, rows, empty)


def _cases(one: ClassAgreement) -> SheetCell:
    cases = int(one.table.sum())
    return SheetCell(f"{cases} ⚠", "fewer than 30 cases", f"{cases}") if 0 < cases < 30 else whole(cases)


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
