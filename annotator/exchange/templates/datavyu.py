"""The columns of a Datavyu file (.opf). It has no list of codes, so what its cells hold tells what can be coded."""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Literal

from annotator.errors import FormatError
from annotator.exchange.encodings import text_of
from annotator.exchange.front_door import ForeignFile, members_of
from annotator.exchange.templates.scheme import (
    MOST_VALUES,
    Scheme,
    SchemeCode,
    SchemeModifier,
    are_numbers,
    are_whole_numbers,
    check_count,
    column_of_second_coder,
)

_COLUMN = re.compile(r"(?P<name>(?:\\.|[^\\(])+?) \((?P<kind>[A-Z_]+)(?:,[^)]*)?\)(?:-(?P<args>.*))?$", re.DOTALL)
_CELL = re.compile(r"(\d+):(\d\d):(\d\d):(\d{3}),(\d+):(\d\d):(\d\d):(\d{3}),(.*)$", re.DOTALL)
_PART = re.compile(r"((?:\\.|[^\\,])*)(?:,|\\?$)", re.DOTALL)
_FREE_TEXT = {"TEXT", "QUOTE_STRING"}
_MEASURED = {"FLOAT", "INTEGER"}
_LONGEST_ANSWER = 60
_LONGEST_NAME = 500
_MOST_ARGUMENTS = 100
_MOST_COLUMNS = 2000
_MOST_LINES = 1_000_000
_LONGEST_LINE = 20_000


@dataclass(slots=True)
class _Column:
    """A column, with the times of its cells in ms and the values that occur, each once, by argument."""

    name: str
    kind: str
    arguments: list[str]
    starts: "array[int]" = field(default_factory=lambda: array("q"))
    ends: "array[int]" = field(default_factory=lambda: array("q"))
    found: list[dict[str, None]] = field(default_factory=list)

    @property
    def is_point(self) -> bool:
        """A point where no cell lasts; Datavyu itself does not tell points from states."""
        return bool(self.starts) and all(end <= start for start, end in zip(self.starts, self.ends, strict=True))

    @property
    def overlaps(self) -> bool:
        """Whether a cell begins before the one before it has ended."""
        order = sorted(range(len(self.starts)), key=self.starts.__getitem__)
        return any(self.ends[one] > self.starts[after] for one, after in pairwise(order))

    def values(self, argument: int) -> list[str]:
        """Return the values that occur, each once, in order; a dot or the name of the argument is nothing coded."""
        held = self.found[argument] if argument < len(self.found) else {}
        return [value for value in held if value not in {"", "."} and not value.startswith("<")]


def read_datavyu(file: ForeignFile) -> Scheme:
    """Return the coding scheme: a column is a code, or a channel of codes where it has one argument.

    Raises:
        FormatError: if it is no Datavyu file.
    """
    scheme = Scheme(file.path.stem, "a Datavyu file")
    members = members_of(file, {"db"})
    if "db" not in members:
        raise FormatError(
            f"{file.name} is no Datavyu file: it holds no db.", "Choose an .opf file that Datavyu has saved."
        )
    text = text_of(members["db"], file.name, file.encoding)
    check_count(file.name, text.count("\n") + text.count("\r"), "lines", _MOST_LINES)
    columns = list(islice(_columns(_lines(text), file), _MOST_COLUMNS + 1))
    check_count(file.name, len(columns), "columns", _MOST_COLUMNS)
    for column in columns:
        if told := _no_code(column, columns):
            scheme.left_out.append(told)
        else:
            scheme.codes += _codes(column, scheme)
    if cells := sum(len(column.starts) for column in columns):
        scheme.left_out.append(f"{cells} cells: they are a coding; the values in them became codes and answers.")
    if scheme.codes:
        scheme.doubts.append("Datavyu does not tell states from points: a code is a point where no cell of it lasts.")
    return scheme


def _lines(text: str) -> Iterator[str]:
    """Yield the lines; one that ends in an odd number of backslashes goes on in the next, unless that is a cell."""
    parts: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if parts and _CELL.match(line):
            yield "".join(parts)
            parts = []
        goes_on = (len(line) - len(line.rstrip("\\"))) % 2 == 1
        parts.append(f"{line[:-1]} " if goes_on else line)
        if not goes_on:
            yield "".join(parts)
            parts = []
    if parts:
        yield "".join(parts)


def _columns(lines: Iterator[str], file: ForeignFile) -> Iterator[_Column]:
    column: _Column | None = None
    for number, line in enumerate(lines):
        if number % 20_000 == 0:
            file.progress(0.5)
        if cell := _CELL.match(line):
            if column is not None:
                _add_cell(column, cell)
        elif len(line) < _LONGEST_LINE and (found := _COLUMN.match(line)):
            if column is not None:
                yield column
            written = _split(found["args"] or "")
            arguments = [_plain(one.partition("|")[0])[:_LONGEST_NAME] for one in written if one]
            column = _Column(_plain(found["name"])[:_LONGEST_NAME].strip(), found["kind"], arguments)
    if column is not None:
        yield column


def _add_cell(column: _Column, cell: re.Match[str]) -> None:
    column.starts.append(_ms(cell[1], cell[2], cell[3], cell[4]))
    column.ends.append(_ms(cell[5], cell[6], cell[7], cell[8]))
    written = cell[9] if len(cell[9]) < _LONGEST_LINE else cell[9][:_LONGEST_LINE]
    inner = written[1:-1] if written.startswith("(") and written.endswith(")") else written
    if column.kind == "PREDICATE":  # name(argument, ...)
        inner = inner.partition("(")[0]
    for place, value in enumerate(_split(inner) if column.kind not in _FREE_TEXT else [inner]):
        if place == len(column.found):
            column.found.append({})
        column.found[place][_plain(value).strip()] = None


def _ms(hours: str, minutes: str, seconds: str, thousandths: str) -> int:
    return ((int(hours[-6:]) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(thousandths)


def _split(written: str) -> list[str]:
    """Split at commas that no backslash stands before; one at the end, as Datavyu writes it, begins nothing more."""
    if "\\" not in written:
        return written.removesuffix(",").split(",", _MOST_ARGUMENTS)[:_MOST_ARGUMENTS]
    parts = [one[1] for one in islice(_PART.finditer(written), _MOST_ARGUMENTS)]
    return parts[:-1] if len(parts) > 1 and not parts[-1] else parts


def _plain(written: str) -> str:
    return re.sub(r"\\(.)", r"\1", written, flags=re.DOTALL) if "\\" in written else written


def _no_code(column: _Column, columns: list[_Column]) -> str:
    """Return why a column is no code, "" if it is one."""
    if column.name.lower() == "id":
        return "The column id: it says who took part, which belongs to the session."
    first = column_of_second_coder(column.name, [one.name for one in columns]) or _with_initials(column, columns)
    return f"The column {column.name}: it is a second coder's {first}, which is a coding, not a code." if first else ""


def _with_initials(column: _Column, columns: list[_Column]) -> str:
    """Return the column of the same arguments whose name this one repeats with a 2 or a coder's initials behind."""
    found = re.fullmatch(r"(.+?)(?:_?2|[_.]?coder_?[A-Za-z0-9]+|_[A-Z]{2,3})", column.name)
    named = found[1].lower() if found else ""
    return next((one.name for one in columns if one.name.lower() == named and _asks_the_same(one, column)), "")


def _asks_the_same(one: _Column, other: _Column) -> bool:
    return [name.rstrip("0123456789") for name in one.arguments] == [
        name.rstrip("0123456789") for name in other.arguments
    ]


def _codes(column: _Column, scheme: Scheme) -> Iterator[SchemeCode]:
    kind: Literal["state", "point"] = "point" if column.is_point else "state"
    values = column.values(0)
    is_choice = len(column.arguments) <= 1 and 1 < len(values) <= MOST_VALUES and not _why_no_answers(column, values)
    if is_choice and not are_numbers(values):
        channel = column.name if kind == "state" and not column.overlaps else ""
        for value in values:
            yield SchemeCode(f"{column.name}: {value}", kind, column.name, channel=channel)
        return
    yield SchemeCode(column.name, kind, "Columns", modifiers=tuple(_asked(column, scheme.left_out)))


def _asked(column: _Column, left_out: list[str]) -> Iterator[SchemeModifier]:
    for place, argument in enumerate(column.arguments or ([column.name] if column.values(0) else [])):
        values = column.values(place)
        if why := _why_no_answers(column, values):
            left_out.append(f"{column.name}: {argument} is left out, {why}.")
        else:
            yield SchemeModifier(argument, tuple((value, "") for value in values))


def _why_no_answers(column: _Column, values: list[str]) -> str:
    if column.kind in _FREE_TEXT:
        return "it is free text"
    if column.kind in _MEASURED or (are_numbers(values) and not are_whole_numbers(values)):
        return "it is a number"
    if any(len(value) > _LONGEST_ANSWER for value in values):
        return "it is free text"
    if not values:
        return "no value occurs in the cells; add its answers by hand"
    return "" if len(values) <= MOST_VALUES else f"{len(values)} different values occur; add its answers by hand"
