"""The tables of ratings and of classes."""

from collections.abc import Iterator

from annotator.agreement.pair.judged import ScaleResult
from annotator.agreement.pair.report import PairReport
from annotator.agreement.two_coders import ClassAgreement, OneClass
from annotator.statistics.estimate import Statistic, Undefined
from ui.agreement.sheet import (
    Sheet,
    SheetCell,
    SheetColumn,
    SheetRow,
    decimal,
    decimal_interval,
    interval,
    number,
    whole,
    with_interval,
)
from ui.agreement.wording import or_reason
from ui.text import DASH, count

_CI = "[−.88, −.88]"


def scale_sheet(report: PairReport) -> Sheet:
    """Return every scale that one of the two used."""
    b = report.coder_b
    columns = (
        SheetColumn("n", "Units that both rated: episodes, targets and sessions together", "000 ⚠"),
        SheetColumn(
            "ICC(A,1)",
            "Intraclass correlation, absolute agreement of a single coder; ⚠ where hardly any of the scale was used",
            "> .99 ⚠",
            is_main=True,
        ),
        SheetColumn("95 % CI", "Its interval (McGraw & Wong 1996)", _CI),
        SheetColumn("exact", "Share of units with the same rating"),
        SheetColumn("within 1", "Share of units at most one point apart; not corrected for chance"),
        SheetColumn("bias", f"Mean by which {b} rates higher, in points", "−0.00"),
        SheetColumn("95 % CI", "Its interval (t distribution)", "[−0.00, −0.00]"),
        SheetColumn("κ quadr.", "Weighted kappa; a confusion counts by the square of its distance"),
        SheetColumn("95 % CI", "Its interval", _CI),
        SheetColumn("κ linear", "Weighted kappa; a confusion counts by its distance"),
        SheetColumn("α ordinal", "Krippendorff's alpha on ranks"),
        SheetColumn("95 % CI", "Its interval (bootstrap of units)", _CI),
        SheetColumn("CCC", "Lin's concordance correlation"),
        SheetColumn("95 % CI", "Its interval (Fisher's z)", _CI),
        SheetColumn("ICC(C,1)", "Consistency: a constant difference between coders does not lower it"),
        SheetColumn("ICC(1,1)", "Coders differ from unit to unit"),
        SheetColumn("ICC(A,k)", "Absolute agreement of the mean of both coders"),
        SheetColumn("ICC(C,k)", "Consistency of the mean of both coders"),
        SheetColumn("ICC(1,k)", "The mean of both where coders differ from unit to unit"),
        SheetColumn("α interval", "Krippendorff's alpha on squared differences"),
        SheetColumn("α nominal", "Krippendorff's alpha; every difference counts the same"),
        SheetColumn("α ratio", "Krippendorff's alpha on differences relative to the sum"),
    )
    rows = tuple(_scale(report, one) for one in report.scales)
    return Sheet(columns, rows, "Neither of the two has rated a scale of the codebook in these sessions.")


def _scale(report: PairReport, one: ScaleResult) -> SheetRow:
    found, two = one.agreement, one.agreement.two_coders
    assert two is not None, "a table of two coders"
    units = found.scale.units
    a1, c1, one1 = (found.iccs[form] for form in ("A,1", "C,1", "1,1"))
    cells = (
        SheetCell(f"{units} ⚠", "fewer than 30 units: intervals are wide") if found.few_units else whole(units),
        _flagged(a1.value, found.warning),
        interval(a1.interval),
        number(found.scale.exact),
        number(found.scale.within_one),
        decimal(two.bias.value),
        decimal_interval(two.bias.interval),
        number(two.quadratic_kappa.value),
        interval(two.quadratic_kappa.interval),
        number(two.linear_kappa.value),
        number(found.ordinal_alpha.value),
        interval(found.ordinal_alpha.interval),
        number(two.concordance.value),
        interval(two.concordance.interval),
        number(c1.value),
        number(one1.value),
        *(number(found.iccs[form].value) for form in ("A,k", "C,k", "1,k")),
        *(number(one.value) for one in (found.interval_alpha, found.nominal_alpha, found.ratio_alpha)),
    )
    return SheetRow(one.scale, one.name, cells, _scale_words(report, one))


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
    a, b = report.coder_a, report.coder_b
    columns = (
        SheetColumn("n", "Cases that both classified and that have a place in this reading", "000 ⚠"),
        SheetColumn("κ", "Cohen's kappa; of a class, against all others", is_main=True),
        SheetColumn("95 % CI", "Its interval: bootstrap below 30 cases, large-sample from there on", _CI),
        SheetColumn("Po", "Share of cases with the same class"),
        SheetColumn("Ppos", "2 × both ÷ (A + B)"),
        SheetColumn(f"{a} n", f"Cases that {a} put into it", "0000"),
        SheetColumn(f"{b} n", f"Cases that {b} put into it", "0000"),
        SheetColumn("both", "Cases that both put into it", "0000"),
        SheetColumn("κ max", "The largest kappa that each coder's own totals allow"),
        SheetColumn("PABAK", "Prevalence- and bias-adjusted kappa"),
        SheetColumn("AC1", "Gwet's AC1"),
        SheetColumn("accuracy", "How accurate both coders would have to be for this kappa (Bakeman et al. 1997)"),
    )
    rows = tuple(row for name, one in report.classes.readings for row in _reading(report, name, one))
    empty = "The codebook has no classification." if report.codebook.classification is None else ""
    return Sheet(columns, rows, empty)


def _reading(report: PairReport, name: str, one: ClassAgreement) -> Iterator[SheetRow]:
    cases = int(one.table.sum())
    few = SheetCell(f"{cases} ⚠", "fewer than 30 cases") if 0 < cases < 30 else whole(cases)
    statistics: tuple[Statistic, ...] = (one.indices.kappa_max, one.indices.pabak, one.indices.ac1, one.accuracy)
    cells = (
        few,
        number(one.kappa.value),
        interval(one.kappa.interval),
        number(one.agreement),
        *[SheetCell()] * 4,
        *map(number, statistics),
    )
    left_out = f" {count(one.left_out, 'case')} left out: no place in this reading." if one.left_out else ""
    words = (
        f"{name}: {count(cases, 'case')} classified by both, Po {or_reason(one.agreement)}, kappa "
        f"{with_interval(one.kappa)}.{left_out}"
    )
    yield SheetRow(one.reading, name, cells, words)
    for each in one.per_class:
        yield _class(report, one.reading, name, each)


def _class(report: PairReport, reading: str, name: str, one: OneClass) -> SheetRow:
    cells = (
        SheetCell(),
        number(one.kappa.value),
        interval(one.kappa.interval),
        SheetCell(),
        number(one.ppos),
        *map(whole, (one.by_a, one.by_b, one.both)),
        *map(number, (one.indices.kappa_max, one.indices.pabak, one.indices.ac1)),
        SheetCell(DASH, "estimated for the reading as a whole"),
    )
    words = (
        f"{one.name} against all others in {name}: {one.by_a} by {report.coder_a}, {one.by_b} by {report.coder_b}, "
        f"{one.both} by both. Ppos {or_reason(one.ppos)}, kappa {with_interval(one.kappa)}."
    )
    return SheetRow(reading, one.name, cells, words, is_indented=True)
