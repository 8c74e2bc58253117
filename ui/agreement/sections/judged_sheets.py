"""The tables of ratings and of classes."""

from collections.abc import Callable, Iterator, Sequence

from annotator.agreement.pair.judged import ScaleResult
from annotator.agreement.pair.report import PairReport
from annotator.agreement.two_coders import ClassAgreement, OneClass
from annotator.statistics.estimate import Statistic, Undefined
from annotator.statistics.ratings.agreement import RatingAgreement, TwoCoders
from annotator.statistics.ratings.icc import Form
from ui.agreement.sheet import (
    Sheet,
    SheetCell,
    SheetColumn,
    SheetRow,
    cells_of,
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
_BLANK = SheetCell()


def scale_sheet(report: PairReport) -> Sheet:
    """Return every scale that one of the two used."""
    columns = _scale_columns(report.coder_b)
    rows = (
        SheetRow(one.scale, one.name, cells_of(columns, one.agreement), _scale_words(report, one))
        for one in report.scales
    )
    return Sheet(columns, tuple(rows), "Neither of the two has rated a scale of the codebook in these sessions.")


def _scale_columns(coder_b: str) -> tuple[SheetColumn[RatingAgreement], ...]:
    return (
        SheetColumn("n", "Units that both rated: episodes, targets and sessions together", _units, "000 ⚠"),
        SheetColumn(
            "ICC(A,1)",
            "Intraclass correlation, absolute agreement of a single coder; ⚠ where hardly any of the scale was used",
            lambda found: _flagged(found.iccs["A,1"].value, found.warning),
            "> .99 ⚠",
            is_main=True,
        ),
        SheetColumn(
            "95 % CI",
            "Its interval (McGraw & Wong 1996; with several ratings a session, leaving out sessions)",
            lambda found: interval(found.iccs["A,1"].interval),
            _CI,
        ),
        SheetColumn("exact", "Share of units with the same rating", lambda found: number(found.scale.exact)),
        SheetColumn(
            "within 1",
            "Share of units at most one point apart; not corrected for chance",
            lambda found: number(found.scale.within_one),
        ),
        SheetColumn(
            "bias",
            f"Mean by which {coder_b} rates higher, in points",
            _of_two(lambda two: decimal(two.bias.value)),
            "−0.00",
        ),
        SheetColumn(
            "95 % CI",
            "Its interval (t distribution, from leaving out sessions)",
            _of_two(lambda two: decimal_interval(two.bias.interval)),
            "[−0.00, −0.00]",
        ),
        SheetColumn(
            "κ quadr.",
            "Weighted kappa; a confusion counts by the square of its distance",
            _of_two(lambda two: number(two.quadratic_kappa.value)),
        ),
        SheetColumn("95 % CI", "Its interval", _of_two(lambda two: interval(two.quadratic_kappa.interval)), _CI),
        SheetColumn(
            "κ linear",
            "Weighted kappa; a confusion counts by its distance",
            _of_two(lambda two: number(two.linear_kappa.value)),
        ),
        SheetColumn("α ordinal", "Krippendorff's alpha on ranks", lambda found: number(found.ordinal_alpha.value)),
        SheetColumn(
            "95 % CI",
            "Its interval, from leaving out sessions",
            lambda found: interval(found.ordinal_alpha.interval),
            _CI,
        ),
        SheetColumn("CCC", "Lin's concordance correlation", _of_two(lambda two: number(two.concordance.value))),
        SheetColumn(
            "95 % CI",
            "Its interval, from leaving out sessions",
            _of_two(lambda two: interval(two.concordance.interval)),
            _CI,
        ),
        SheetColumn("ICC(C,1)", "Consistency: a constant difference between coders does not lower it", _icc("C,1")),
        SheetColumn("ICC(1,1)", "Coders differ from unit to unit", _icc("1,1")),
        SheetColumn("ICC(A,k)", "Absolute agreement of the mean of both coders", _icc("A,k")),
        SheetColumn("ICC(C,k)", "Consistency of the mean of both coders", _icc("C,k")),
        SheetColumn("ICC(1,k)", "The mean of both where coders differ from unit to unit", _icc("1,k")),
        SheetColumn(
            "α interval",
            "Krippendorff's alpha on squared differences",
            lambda found: number(found.interval_alpha.value),
        ),
        SheetColumn(
            "α nominal",
            "Krippendorff's alpha; every difference counts the same",
            lambda found: number(found.nominal_alpha.value),
        ),
        SheetColumn(
            "α ratio",
            "Krippendorff's alpha on differences relative to the sum",
            lambda found: number(found.ratio_alpha.value),
        ),
    )


def _of_two(get: Callable[[TwoCoders], SheetCell]) -> Callable[[RatingAgreement], SheetCell]:
    def cell(found: RatingAgreement) -> SheetCell:
        assert found.two_coders is not None, "a table of two coders"
        return get(found.two_coders)

    return cell


def _icc(form: Form) -> Callable[[RatingAgreement], SheetCell]:
    return lambda found: number(found.iccs[form].value)


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
    columns = _class_columns(report.coder_a, report.coder_b)
    rows = tuple(row for name, one in report.classes.readings for row in _reading(report, columns, name, one))
    empty = "The codebook has no classification." if report.codebook.classification is None else ""
    return Sheet(columns, rows, empty)


_Line = ClassAgreement | OneClass


def _class_columns(a: str, b: str) -> tuple[SheetColumn[_Line], ...]:
    return (
        SheetColumn(
            "n", "Cases that both classified and that have a place in this reading", _of_reading(_cases), "000 ⚠"
        ),
        SheetColumn(
            "κ", "Cohen's kappa; of a class, against all others", lambda one: number(one.kappa.value), is_main=True
        ),
        SheetColumn(
            "95 % CI",
            "Its interval (Wilson 1927, with the error of Fleiss, Cohen & Everitt 1969)",
            lambda one: interval(one.kappa.interval),
            _CI,
        ),
        SheetColumn("Po", "Share of cases with the same class", _of_reading(lambda one: number(one.agreement))),
        SheetColumn("Ppos", "2 × both ÷ (A + B)", _of_class(lambda one: number(one.ppos))),
        SheetColumn(f"{a} n", f"Cases that {a} put into it", _of_class(lambda one: whole(one.by_a)), "0000"),
        SheetColumn(f"{b} n", f"Cases that {b} put into it", _of_class(lambda one: whole(one.by_b)), "0000"),
        SheetColumn("both", "Cases that both put into it", _of_class(lambda one: whole(one.both)), "0000"),
        SheetColumn(
            "κ max",
            "The largest kappa that each coder's own totals allow",
            lambda one: number(one.indices.kappa_max),
        ),
        SheetColumn("PABAK", "Prevalence- and bias-adjusted kappa", lambda one: number(one.indices.pabak)),
        SheetColumn("AC1", "Gwet's AC1", lambda one: number(one.indices.ac1)),
        SheetColumn(
            "accuracy",
            "How accurate both coders would have to be for this kappa (Bakeman et al. 1997)",
            _of_reading(lambda one: number(one.accuracy), SheetCell(DASH, "estimated for the reading as a whole")),
        ),
    )


def _of_reading(
    get: Callable[[ClassAgreement], SheetCell], of_class: SheetCell = _BLANK
) -> Callable[[_Line], SheetCell]:
    return lambda one: get(one) if isinstance(one, ClassAgreement) else of_class


def _of_class(get: Callable[[OneClass], SheetCell]) -> Callable[[_Line], SheetCell]:
    return lambda one: get(one) if isinstance(one, OneClass) else _BLANK


def _cases(one: ClassAgreement) -> SheetCell:
    cases = int(one.table.sum())
    return SheetCell(f"{cases} ⚠", "fewer than 30 cases") if 0 < cases < 30 else whole(cases)


def _reading(
    report: PairReport, columns: Sequence[SheetColumn[_Line]], name: str, one: ClassAgreement
) -> Iterator[SheetRow]:
    left_out = f" {count(one.left_out, 'case')} left out: no place in this reading." if one.left_out else ""
    words = (
        f"{name}: {count(int(one.table.sum()), 'case')} classified by both, Po {or_reason(one.agreement)}, kappa "
        f"{with_interval(one.kappa)}.{left_out}"
    )
    yield SheetRow(one.reading, name, cells_of(columns, one), words)
    for each in one.per_class:
        words = _class_words(report, name, each)
        yield SheetRow(one.reading, each.name, cells_of(columns, each), words, is_indented=True)


def _class_words(report: PairReport, reading: str, one: OneClass) -> str:
    return (
        f"{one.name} against all others in {reading}: {one.by_a} by {report.coder_a}, {one.by_b} by {report.coder_b}, "
        f"{one.both} by both. Ppos {or_reason(one.ppos)}, kappa {with_interval(one.kappa)}."
    )
