"""How much an XLSX or ODS workbook asks for once it is read, found before the library that reads it makes room for it.

That library lays out every sheet as a rectangle up to its farthest cell, and copies a text for each cell that holds it;
where there is no such room, it ends the whole program. So nothing is let through that a few bytes make large. What is
counted here is never less than what it will make, and for workbooks that programs write it is just that.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

_AT_ONCE = 1 << 20
_ANY_AT = re.compile(rb"\sr\s*=\s*[\"']")
_COLUMN_AT = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,3})[1-9]")
_ROW_AT = re.compile(rb"\sr\s*=\s*[\"'][A-Za-z]{0,3}([1-9][0-9]{0,6})[\"']")
_CELL = re.compile(rb"<(?:[\w.-]+:)?c[\s/>]")
_ROW = re.compile(rb"<(?:[\w.-]+:)?row[\s/>]")
_SHARED = re.compile(rb"\st\s*=\s*[\"']s[\"']")
_WHICH = re.compile(rb"\st\s*=\s*[\"']s[\"'][^<]*<(?:[\w.-]+:)?v[^<>]*>\s*([0-9]{1,9})\s*<")
_STRING = re.compile(rb"<(?:[\w.-]+:)?si[\s/>]")
_ODS_PART = re.compile(
    rb"<(/?)(?:[\w.-]+:)?(table|table-row|table-cell|covered-table-cell)(?=[\s/>])((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>"
)
_REPEATED = re.compile(rb"number-(?:columns|rows)-repeated\s*=\s*[\"']([^\"']*)")
_TOO_MANY = 10**12


class Room(NamedTuple):
    """What a workbook asks for: cells, with the empty ones between others, and letters of all of them together."""

    cells: int
    letters: int


class XlsxRoom:
    """Counts what the parts of an XLSX workbook ask for, in whatever order they come."""

    def __init__(self) -> None:
        self._cells = 0
        self._used: Counter[bytes] = Counter()
        self._unclear = 0
        self._lengths: list[int] = []

    def add(self, data: bytes) -> None:
        """Count a part: a sheet, the texts that sheets share, or another, which asks for nothing."""
        if b"sheetData" in data:
            self._cells += _cells_of_sheet(data)
            for part in _parts(data):
                which = _WHICH.findall(part)
                self._used.update(which)
                self._unclear += len(_SHARED.findall(part)) - len(which)
        begins = [found.start() for found in _STRING.finditer(data)]
        self._lengths += [end - begin for begin, end in pairwise([*begins, len(data)])] if begins else []

    def needed(self) -> Room:
        """Return what all parts ask for."""
        longest = max(self._lengths, default=0)
        known = {b"%d" % at: length for at, length in enumerate(self._lengths)}
        letters = sum(known.get(which, longest) * times for which, times in self._used.items())
        return Room(self._cells, letters + self._unclear * longest)


def _cells_of_sheet(data: bytes) -> int:
    columns, rows = {b"A"}, {b"1"}
    cells = cells_named = begun = begun_named = 0
    for part in _parts(data):
        named = _COLUMN_AT.findall(part)
        columns.update(named)
        cells_named += len(named)
        cells += len(_CELL.findall(part))
        at = _ROW_AT.findall(part)
        rows.update(at)
        if len(at) < len(_ANY_AT.findall(part)):
            return _TOO_MANY  # a place that is none: whatever the library would make of it
        begun_named += len(at) - len(named)
        begun += len(_ROW.findall(part))
    height = max(map(int, rows)) + (begun if begun > begun_named else 0)
    width = max(map(_number_of_column, columns))
    if cells > cells_named:  # a cell that does not say where it is stands behind another
        width += max(part.count(b"<") for part in _ROW.split(data))
    return height * width


def _parts(data: bytes) -> Iterator[bytes]:
    """Yield a part of XML after the other, cut before a tag."""
    at = 0
    while at < len(data):
        end = data.find(b"<", at + _AT_ONCE)
        yield data[at:] if end < 0 else data[at:end]
        at = len(data) if end < 0 else end


def _number_of_column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def ods_room(data: bytes) -> Room:
    """Return what the content of an ODS workbook asks for. Nothing may hide in it: see hides_something."""
    cells = letters = 0
    height = width = pending = 0
    for kind, times, filled, row_letters in _ods_rows(data):
        if kind == b"table":
            cells += height * width
            height = width = pending = 0
        elif filled:
            height, pending, width = height + pending + times, 0, max(width, filled)
            letters += row_letters * times
        else:
            pending += times
    return Room(cells + height * width, letters)


def hides_something(data: bytes) -> bool:
    """Whether a part has comments or other sections that programs do not write, within which anything may stand."""
    return b"<!" in data or data.count(b"<?") > 1 or b"\0" in data[:200]


def _ods_rows(data: bytes) -> Iterator[tuple[bytes, int, int, int]]:
    """Yield where a table begins or ends, and each row: how often it stands there, its filled cells, its letters."""
    times = at = filled = letters = cell_times = cell_begins = 0
    for found in _ODS_PART.finditer(data):
        closes, what, attributes = found.groups()
        is_empty = attributes.endswith(b"/")
        if what == b"table":
            yield what, 0, 0, 0
        elif what == b"table-row":
            if closes or is_empty:
                yield what, times if closes else _times(attributes), filled if closes else 0, letters
            if not closes:
                times, at, filled, letters = _times(attributes), 0, 0, 0
        elif closes:
            letters += (found.start() - cell_begins) * cell_times
        else:
            cell_times, cell_begins = _times(attributes), found.end()
            at += cell_times
            letters += len(attributes) * cell_times
            if not is_empty or b"value" in attributes:
                filled = at


def _times(attributes: bytes) -> int:
    said = _REPEATED.findall(attributes)
    return max((int(one) if one.isdigit() and len(one) < 10 else _TOO_MANY for one in said), default=1)
