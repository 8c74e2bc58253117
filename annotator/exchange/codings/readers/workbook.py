"""The sheets of XLSX, XLS and ODS workbooks as text, checked before the library that reads them sees a byte."""

import datetime as dt
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from annotator.errors import FormatError
from annotator.exchange.bounded_xml import too_much
from annotator.exchange.codings.readers.workbook_bounds import Room, XlsxRoom, hides_something, ods_room
from annotator.exchange.codings.readers.xls_bounds import OLE_MARK, xls_room
from annotator.exchange.front_door import LARGEST_WORKBOOK, ForeignFile, in_words, unpacked

MOST_ROWS = 1_048_576
MOST_CELLS = 6_000_000
"""Of all sheets together, with the empty ones between others: 250,000 events of BORIS have as many."""

_MOST_SHEETS = 2000
_PARTS = ("xl/", "xl\\", "_rels/", "[content_types]", "content.xml", "mimetype", "meta-inf/manifest.xml")
_SAVE_AS_CSV = "Save the sheet as CSV and import that."
_LONG_AGO = dt.datetime(1899, 12, 31)
"""A length of time in a spreadsheet is a date, counted from here."""
Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def is_workbook(data: bytes) -> bool:
    """Whether a file begins as workbooks do."""
    return data.startswith((b"PK\x03\x04", OLE_MARK))


def workbook_sheets(file: ForeignFile) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield the name of each sheet of a workbook and its rows from row 1 on, as text.

    Raises:
        FormatError: if it is no workbook, or locked, damaged or beyond the bounds.
    """
    if file.data.startswith(OLE_MARK):
        check_room(file, xls_room(file))
        data = file.data
    else:
        data = _checked_archive(file)
    same: dict[str, str] = {}
    with _library_in_words(file.name), CalamineWorkbook.from_filelike(BytesIO(data)) as book:
        for at, name in enumerate(book.sheet_names[:_MOST_SHEETS]):
            file.progress(0.1 + 0.4 * at / len(book.sheet_names))
            sheet = book.get_sheet_by_name(name)
            before = [""] * (sheet.start[1] if sheet.start else 0)  # columns at the left that are empty
            cells = (map(text_of_cell, row) for row in sheet.iter_rows())
            yield name, [before + [same.setdefault(text, text) for text in row] for row in cells]


def text_of_cell(cell: Cell) -> str:
    """Return a cell of a workbook as text that says exactly as much.

    >>> text_of_cell(12.0), text_of_cell(0.1), text_of_cell(dt.time(0, 1, 2, 500_000))
    ('12', '0.1', '0:01:02.5')
    >>> text_of_cell(dt.timedelta(hours=25, milliseconds=40)), text_of_cell(dt.datetime(2026, 3, 7, 9, 5))
    ('25:00:00.04', '2026-03-07 9:05:00')
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.year > 1900:
        midnight = cell.replace(hour=0, minute=0, second=0, microsecond=0)
        return f"{cell:%Y-%m-%d} {_length(cell - midnight)}"
    length = dt.datetime.combine(_LONG_AGO, cell) if isinstance(cell, dt.time) else cell
    if isinstance(length, dt.datetime):
        length -= _LONG_AGO
    return _length(length) if isinstance(length, dt.timedelta) else str(cell)


def _length(length: dt.timedelta) -> str:
    micro = length // dt.timedelta(microseconds=1)
    sign, micro = ("-" if micro < 0 else ""), abs(micro)
    seconds, part = divmod(micro, 1_000_000)
    behind = f".{part:06d}".rstrip("0") if part else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{behind}"


@contextmanager
def _library_in_words(name: str) -> Iterator[None]:
    """Turn whatever goes wrong in the library that reads workbooks into a FormatError that names the file."""
    try:
        with in_words(name):
            yield
    except PasswordError as error:
        raise FormatError(f"{name} is locked with a password.", "Save it without one.") from error
    except CalamineError as error:
        raise FormatError(f"{name} is no workbook that is read here, or damaged.", _SAVE_AS_CSV) from error
    except BaseException as error:
        # What goes wrong within the library in a way that its authors did not foresee comes as no Exception.
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise FormatError(f"{name} is damaged, or no workbook that is read here.", _SAVE_AS_CSV) from error


def check_room(file: ForeignFile, asked: Room) -> None:
    """Refuse a workbook that asks for more than there is room for.

    Raises:
        FormatError: if it does.
    """
    if asked.cells > MOST_CELLS:
        raise too_much(file.name, f"more than {MOST_CELLS:,} cells, or cells that lie too far apart")
    if asked.letters > LARGEST_WORKBOOK:
        raise too_much(file.name, f"more than {LARGEST_WORKBOOK >> 20} MB of text")


def _is_whole(name: str, data: bytes) -> bool:
    """Whether a part is XML from its beginning to its end; the library goes on for ever behind the end of another."""
    if name.lower() == "mimetype":
        return True
    try:
        expat.ParserCreate("utf-8").Parse(data, True)  # whatever it declares: programs write UTF-8
    except expat.ExpatError:
        return False
    return True


def _checked_archive(file: ForeignFile) -> bytes:
    """Return the parts of an XLSX or ODS workbook that tables are made of, unpacked within bounds, as a new archive.

    The library sees this one only, and only if there is room for what it asks.
    """
    made, xlsx, ods, names = BytesIO(), XlsxRoom(), Room(0, 0), set()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, data in unpacked(file, (".xml", ".rels", "mimetype")):
            if not name.lower().startswith(_PARTS):
                continue
            names.add(name)
            if hides_something(data) or not _is_whole(name, data):
                raise FormatError(f"{file.name} is not written as programs write workbooks.", _SAVE_AS_CSV)
            if name == "content.xml":
                ods = ods_room(data)
            xlsx.add(data)
            archive.writestr(name, data)
    if not names & {"xl/workbook.xml", "content.xml"}:
        raise FormatError(f"{file.name} is no workbook with tables.", "Choose an XLSX, XLS, ODS or CSV file.")
    check_room(file, Room(*map(sum, zip(ods, xlsx.needed(), strict=True))))
    return made.getvalue()
