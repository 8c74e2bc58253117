"""The cells of a table as text, of whatever kind its file is."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice
from typing import NamedTuple

from annotator.errors import FormatError
from annotator.exchange.bounded_xml import too_much
from annotator.exchange.codings.readers.workbook import MOST_CELLS, MOST_ROWS, is_workbook, workbook_sheets
from annotator.exchange.encodings import text_of
from annotator.exchange.front_door import LARGEST_FILE, ForeignFile

_DELIMITERS = "\t;,|"
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_SAMPLED_ROWS = 400
_SAMPLED_TEXT = 1 << 18
_MOST_COLUMNS = 20_000


class Sheet(NamedTuple):
    """The cells of a table as they are written, each row as long as it is there; blank rows are empty.

    Attributes:
        name: of the sheet; "" for a table that is a text.
        rows: the first is row 1.
    """

    name: str
    rows: list[list[str]]


def sheets_of(file: ForeignFile, delimiter: str = "") -> tuple[Sheet, ...]:
    """Return the cells of a text with delimiters, or of an XLSX, XLS or ODS workbook, whatever its name ends in.

    Dates and times of a workbook are written as “2026-03-17 13:05:22.12” and “0:01:02.5”, numbers as short as they
    are exact.

    Args:
        file: the file.
        delimiter: between the cells of a text; "" to look which it is.

    Raises:
        FormatError: if it is neither, or damaged, or beyond the bounds.
    """
    if is_workbook(file.data):
        return tuple(Sheet(name, rows) for name, rows in workbook_sheets(file))
    text = text_of(file.data, file.name, file.encoding)
    if "\0" in text:
        raise FormatError(f"{file.name} is no table: it holds what no text does.", "Choose a CSV file or a workbook.")
    return (Sheet("", _rows(file, text, delimiter or guessed_delimiter(text))),)


def guessed_delimiter(text: str) -> str:
    r"""Return what stands between the cells of a text: a tab, semicolon, comma or bar.

    >>> guessed_delimiter("time;code\n0,2;cry\n1,4;fuss\n"), guessed_delimiter("a,b\n1,x;y\n2,x;y\n")
    (';', ',')
    """
    lines = [line for line in text[:_SAMPLED_TEXT].splitlines()[:_SAMPLED_ROWS] if line.strip()]
    return max(_DELIMITERS, key=lambda sign: (_evenness(lines, sign), -_DELIMITERS.index(sign)))


def _evenness(lines: list[str], sign: str) -> tuple[float, int]:
    """Return how large a share of the rows has as many cells as most of them, and how many those are."""
    bare = [_DECIMAL_COMMA.sub(".", one) if sign == "," and (";" in one or "\t" in one) else one for one in lines]
    widths = Counter(len(row) for row in csv.reader(bare, delimiter=sign) if len(row) > 1)
    if not widths:
        return 0.0, 0
    width, times = max(widths.items(), key=lambda one: (one[1], one[0]))
    return round(times / len(lines), 1), width


def _rows(file: ForeignFile, text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(LARGEST_FILE)  # of all readers; the file is bounded, so none of its cells can be larger
    lines = StringIO(text, newline="")
    same: dict[str, str] = {}
    rows: list[list[str]] = []
    cells = 0
    try:
        for row in csv.reader(lines, delimiter=delimiter[:1]):
            rows.append([same.setdefault(cell, cell) for cell in row])
            cells += len(row)
            _check(file, len(rows), cells, len(row))
            if len(rows) % 1000 == 0:
                file.progress(0.5 * lines.tell() / len(text))
    except csv.Error as error:
        raise FormatError(
            f"{file.name}, row {len(rows) + 1}: it cannot be cut into cells.", "Save it again as CSV or as a workbook."
        ) from error
    if rows and any("\n" in cell or "\r" in cell for cell in rows[-1]):
        _check_closed(file, text, delimiter, len(rows))
    return rows


def _check(file: ForeignFile, rows: int, cells: int, columns: int) -> None:
    if columns > _MOST_COLUMNS:
        raise too_much(file.name, f"a row of more than {_MOST_COLUMNS:,} cells")
    if rows > MOST_ROWS or cells > MOST_CELLS:
        raise too_much(file.name, f"more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells")


def _check_closed(file: ForeignFile, text: str, delimiter: str, last: int) -> None:
    """Refuse a text whose last cell runs over lines because its quotation mark is never closed."""
    try:
        for _ in islice(_strictly(text, delimiter), last - 1, None):
            pass
    except csv.Error as error:
        raise FormatError(
            f"{file.name}, row {last}: a cell begins with a quotation mark that is never closed.",
            "Take it out there, or close it, and save the table again.",
        ) from error


def _strictly(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(StringIO(text, newline=""), delimiter=delimiter[:1], strict=True)
