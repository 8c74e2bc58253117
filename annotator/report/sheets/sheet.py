"""A table of statistics as plain text: what its columns mean, what stands in a cell, and why a dash is a dash."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from annotator.report.wording import or_reason, written
from annotator.statistics.blocks import NOT_COMPUTED
from annotator.statistics.estimate import ConfidenceInterval, Estimate, Statistic, Undefined
from annotator.text import DASH, fixed, seconds, statistic

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SheetCell:
    """Text, and what the tooltip says of it; number is what a spreadsheet takes, where that is not the text."""

    text: str = ""
    tip: str = ""
    number: str = field(default="", compare=False)

    @property
    def copied(self) -> str:
        """What leaves the program."""
        return self.number or self.text


@dataclass(frozen=True, slots=True)
class SheetColumn(Generic[T]):
    """A column of lines that each tell of a T.

    Attributes:
        header: what stands above it.
        meaning: what it means.
        cell: what it tells of one line.
        widest: the widest text that it has to hold.
        is_main: whether it is read first.
        is_more: whether few read it: it is shown on request only.
    """

    header: str
    meaning: str
    cell: Callable[[T], SheetCell] = field(compare=False)
    widest: str = "> .99"
    is_main: bool = False
    is_more: bool = False


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A line of the table.

    Attributes:
        key: what is told when the line is chosen.
        name: what stands in the first column.
        cells: one for each column.
        words: the same in sentences.
        code: id of the code whose sign stands before the name; "" for none.
        is_indented: whether it belongs to the line above.
        is_used: whether one of the two coders has anything of it; else it is listed only on request.
    """

    key: str
    name: str
    cells: tuple[SheetCell, ...]
    words: str = ""
    code: str = ""
    is_indented: bool = False
    is_used: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """Columns and lines; empty says what to do where there are no lines."""

    columns: tuple[SheetColumn[Any], ...]
    rows: tuple[SheetRow, ...]
    empty: str = ""


def main_columns(sheet: Sheet) -> Sheet:
    """Return a sheet without the columns that few read."""
    kept = [place for place, one in enumerate(sheet.columns) if not one.is_more]
    rows = (replace(row, cells=tuple(row.cells[place] for place in kept)) for row in sheet.rows)
    return replace(sheet, columns=tuple(sheet.columns[place] for place in kept), rows=tuple(rows))


def cells_of(columns: Sequence[SheetColumn[T]], told: T) -> tuple[SheetCell, ...]:
    """Return what the columns tell of one line."""
    return tuple(column.cell(told) for column in columns)


def number(value: Statistic) -> SheetCell:
    """Return the cell of a statistic that is at most 1, with the reason where there is none."""
    if isinstance(value, Undefined):
        return SheetCell(written(value), value.reason)
    text, exact = written(value), fixed(value, 4)
    return SheetCell(text, exact, exact if text.startswith(">") else "")


def interval(found: ConfidenceInterval | Undefined) -> SheetCell:
    """Return the cell of a confidence interval of such a statistic, with how it was made."""
    if isinstance(found, Undefined):
        return SheetCell(written(found), "computing…" if found.reason == NOT_COMPUTED else found.reason)
    tip = f"{found.level:.0%} confidence interval {fixed(found.low, 4)} to {fixed(found.high, 4)}, {found.method}"
    return SheetCell(f"[{statistic(found.low)}, {statistic(found.high)}]", tip)


def decimal(value: Statistic, decimals: int = 2) -> SheetCell:
    """Return the cell of a number that may exceed 1."""
    if isinstance(value, Undefined):
        return SheetCell(written(value), value.reason)
    return SheetCell(fixed(value, decimals), fixed(value, 4))


def decimal_interval(found: ConfidenceInterval | Undefined, decimals: int = 2) -> SheetCell:
    """Return the cell of a confidence interval of such a number."""
    if isinstance(found, Undefined):
        return interval(found)
    return SheetCell(f"[{fixed(found.low, decimals)}, {fixed(found.high, decimals)}]", interval(found).tip)


def length(ms: float) -> SheetCell:
    """Return the cell of a length in seconds."""
    return SheetCell(seconds(round(ms)))


def later(value: Statistic) -> SheetCell:
    """Return the cell of a difference in ms, in seconds with its sign; B later is +."""
    if isinstance(value, Undefined):
        return SheetCell(DASH, value.reason)
    return SheetCell(fixed(value / 1000, 3, signed=True), f"{fixed(value, 1)} ms")


def whole(count: int) -> SheetCell:
    """Return the cell of a count."""
    return SheetCell(str(count))


def with_interval(found: Estimate) -> str:
    """Return an estimate for a sentence: the number with its interval, or why there is none."""
    if isinstance(found.value, Undefined):
        return or_reason(found.value)
    if isinstance(found.interval, Undefined):
        return f"{written(found.value)} (interval {found.interval.reason})"
    return f"{written(found.value)}, {found.interval.level:.0%} interval {interval(found.interval).text}"
