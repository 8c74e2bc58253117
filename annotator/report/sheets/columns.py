"""Columns of a sheet that the catalogue of statistics describes: a sheet is a list of ids."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from annotator.agreement.described import (
    APART,
    COEFFICIENT,
    COUNT,
    HIGHER,
    INDEX,
    LATER,
    MEASURED,
    MEASURED_HIGHER,
    SECONDS,
    SHARE,
    SPREAD,
    Described,
    Kind,
    Leaf,
    filled,
)
from annotator.agreement.pair.report import PairReport
from annotator.report.sheets.sheet import (
    SheetCell,
    SheetColumn,
    decimal,
    decimal_interval,
    interval,
    later,
    length,
    number,
    whole,
)
from annotator.statistics.estimate import ConfidenceInterval, Estimate, Undefined
from annotator.text import count, percent


class Around(NamedTuple):
    """The confidence interval of a statistic, in a column of its own."""

    id: str


class Quartiles(NamedTuple):
    """Both quartiles of differences in one column; name is what leads the ids of the two, and of how many there are."""

    name: str


Shown = str | Around | Quartiles
"""What a column tells: a statistic by its id, or something around it."""

Told = tuple[Sequence[Described[Any]], object]
"""Statistics, and the result that they are got from."""

_WIDEST: Mapping[Kind, str] = {
    COEFFICIENT: "> .99",
    SHARE: "> .99",
    INDEX: "−1.00",
    COUNT: "0000",
    SECONDS: "0000.000",
    LATER: "+00.000",
    APART: "00.000",
    HIGHER: "−0.00",
    SPREAD: "0.00",
    MEASURED: "000.00",
    MEASURED_HIGHER: "−000.00",
}
_WRITTEN: Mapping[Kind, Callable[[Any], SheetCell]] = {
    COEFFICIENT: number,
    SHARE: number,
    INDEX: number,
    COUNT: whole,
    SECONDS: length,
    LATER: later,
    APART: lambda value: _unsigned(later(value)),
    HIGHER: decimal,
    SPREAD: decimal,
    MEASURED: decimal,
    MEASURED_HIGHER: decimal,
}
_AROUND: Mapping[Kind, str] = {HIGHER: "[−0.00, −0.00]", MEASURED_HIGHER: "[−000.00, −000.00]"}
"""The widest interval, of what may exceed 1."""


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of a sheet tells.

    Attributes:
        told: results with their statistics; of two that have one id, the first is shown.
        instead: cells of columns, by id, that say more than the statistic alone.
    """

    told: tuple[Told, ...] = ()
    instead: Mapping[str, SheetCell] = field(default_factory=dict)

    def found(self, statistic: str) -> tuple[Described[Any], Leaf] | None:
        """Return what is said of a statistic, and its number; None where the line has none of that id."""
        for statistics, result in self.told:
            for one in statistics:
                if one.id == statistic:
                    return one, one.get(result)
        return None


def names_of(report: PairReport, cut_ms: int | None = None) -> dict[str, str]:
    """Return what the texts of the catalogue call the coders and the settings; cut_ms is the length of intervals."""
    rule = report.tolerances
    return {
        "a": report.coder_a,
        "b": report.coder_b,
        "within": f"{rule.points_ms / 1000:g} s",
        "overlap": percent(rule.overlap),
        "unit": f"{rule.unit_ms / 1000:g} s",
        "cut": f"{(rule.counts_ms if cut_ms is None else cut_ms) / 1000:g} s",
    }


def columns_of(
    shown: Iterable[Shown],
    *statistics: Sequence[Described[Any]],
    names: Mapping[str, str],
    widest: Mapping[str, str] | None = None,
    more: Sequence[Shown] = (),
) -> tuple[SheetColumn[Line], ...]:
    """Return the columns of a sheet; the first is read first.

    Args:
        shown: what they tell, in order.
        statistics: of the lines; of two that have one id, the first says what the column means.
        names: of the coders and settings (see names_of).
        widest: by id, the widest text where a column holds more than the number; of an interval by id and ".interval".
        more: further columns, which few read.
    """
    by_id = {one.id: one for some in reversed(statistics) for one in some}

    def column(one: Shown) -> SheetColumn[Line]:
        match one:
            case Around(name):
                return _around(by_id[name], names, (widest or {}).get(f"{name}.interval"))
            case Quartiles(name):
                return _quartiles(name)
            case name:
                told = by_id[name]
                room = (widest or {}).get(name, _WIDEST[told.kind])
                return SheetColumn(filled(told.symbol, names), filled(told.meaning, names), _cell(name, names), room)

    first, *others = (column(one) for one in shown)
    return (replace(first, is_main=True), *others, *(replace(column(one), is_more=True) for one in more))


def _cell(statistic: str, names: Mapping[str, str]) -> Callable[[Line], SheetCell]:
    def cell(line: Line) -> SheetCell:
        found = line.found(statistic)
        if statistic in line.instead or found is None:
            return line.instead.get(statistic, SheetCell())
        one, leaf = found
        value = leaf.value if isinstance(leaf, Estimate) else leaf
        made = _WRITTEN[one.kind](value)
        if isinstance(value, Undefined):
            return made
        return replace(made, tip="\n".join(filter(None, (made.tip, filled(one.meaning, names)))))

    return cell


def _around(one: Described[Any], names: Mapping[str, str], widest: str | None) -> SheetColumn[Line]:
    usual = _AROUND.get(one.kind)
    write: Callable[[ConfidenceInterval | Undefined], SheetCell] = interval if usual is None else decimal_interval

    def cell(line: Line) -> SheetCell:
        found = line.found(one.id)
        return write(found[1].interval) if found is not None and isinstance(found[1], Estimate) else SheetCell()

    meaning = (
        f"Interval of {filled(one.symbol, names)}: the narrower, the surer. Report it with the number.\n"
        "Point at one to see how it was made, or why there is none."
    )
    return SheetColumn("95 % CI", meaning, cell, widest or usual or "[−.88, −.88]")


def _quartiles(name: str) -> SheetColumn[Line]:
    def cell(line: Line) -> SheetCell:
        parts = [line.found(f"{name}.{part}") for part in ("count", "lower_quartile_s", "upper_quartile_s")]
        if None in parts:
            return SheetCell()
        pairs, low, high = (part[1] for part in parts if part is not None)
        if isinstance(low, Undefined):
            return later(low)
        assert isinstance(pairs, int)
        assert isinstance(low, float)
        assert isinstance(high, float)
        return SheetCell(f"{later(low).text}, {later(high).text}", f"of {count(pairs, 'pair')}")

    return SheetColumn(
        "IQR",
        "Quartiles of the same: half of the differences lie between them. The closer together, the better.",
        cell,
        "−00.000, +00.000",
    )


def _unsigned(cell: SheetCell) -> SheetCell:
    return SheetCell(cell.text.lstrip("+"), cell.tip)
