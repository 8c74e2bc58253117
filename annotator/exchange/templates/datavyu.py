"""The columns of a Datavyu file (.opf). It has no list of codes, so what its cells hold tells what can be coded."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import PurePath
from typing import Literal

from annotator.errors import CodebookError
from annotator.exchange.templates.draft import MOST_VALUES, Scheme, SchemeCode, SchemeModifier

_COLUMN = re.compile(r"(?P<name>(?:\\.|[^\\(])+?) \((?P<kind>[A-Z_]+)(?:,[^)]*)?\)(?:-(?P<args>.*))?$")
_CELL = re.compile(r"(\d+:\d\d:\d\d:\d{3}),(\d+:\d\d:\d\d:\d{3}),(.*)$", re.DOTALL)
_LARGEST_DB = 64 * 1024 * 1024


@dataclass(slots=True)
class _Column:
    name: str
    arguments: list[str]
    cells: list[tuple[str, str, list[str]]] = field(default_factory=list)

    @property
    def kind(self) -> Literal["state", "point"]:
        """A point where no cell lasts; Datavyu itself does not tell points from states."""
        lasts = (end > start for start, end, _ in self.cells)
        return "state" if any(lasts) or not self.cells else "point"

    def values(self, argument: int) -> list[str]:
        """Return the values that occur, each once, in order."""
        written = (values[argument] for _, _, values in self.cells if len(values) > argument)
        return list(dict.fromkeys(value for value in written if value and not value.startswith("<")))


def read_datavyu(data: bytes, file_name: str) -> Scheme:
    """Return the coding scheme: a column is a code, or a channel of codes where it has one argument.

    Raises:
        CodebookError: if it is not a Datavyu file.
    """
    scheme = Scheme(PurePath(file_name).stem, "a Datavyu file")
    columns = list(_columns(_db(data, file_name)))
    cells = sum(len(column.cells) for column in columns)
    for column in columns:
        if column.name.lower() == "id":
            scheme.left_out.append("The column id: it says who took part, which belongs to the session.")
        else:
            scheme.codes += _codes(column, scheme.left_out)
    if cells:
        scheme.left_out.append(f"{cells} cells: they are a coding; the values in them became codes and answers.")
    scheme.left_out.append("Datavyu does not tell states from points: a code is a point where no cell of it lasts.")
    return scheme


def _db(data: bytes, file_name: str) -> list[str]:
    hint = "Choose an .opf file that Datavyu has saved."
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            entries = [one for one in opened.infolist() if PurePath(one.filename).name == "db"]
            entries = [one for one in entries if "__MACOSX" not in one.filename and one.file_size <= _LARGEST_DB]
            if not entries:
                raise CodebookError(f"{file_name} is not a Datavyu file: it contains no db.", hint)
            written = opened.read(entries[0])
    except (zipfile.BadZipFile, OSError, RuntimeError) as error:
        raise CodebookError(f"{file_name} is not a Datavyu file.", hint) from error
    try:
        text = written.decode("utf-8")
    except UnicodeDecodeError:
        text = written.decode("cp1252", errors="replace")  # old files of Windows
    return text.replace("\\\r\n", "\\\n").replace("\\\n", " ").splitlines()


def _columns(lines: list[str]) -> Iterator[_Column]:
    column: _Column | None = None
    for line in lines:
        if cell := _CELL.match(line):
            if column is not None:
                column.cells.append((_padded(cell[1]), _padded(cell[2]), _values(cell[3])))
        elif found := _COLUMN.match(line):
            if column is not None:
                yield column
            written = _split(found["args"] or "")
            column = _Column(_plain(found["name"]), [_plain(one.partition("|")[0]) for one in written if one])
    if column is not None:
        yield column


def _padded(time: str) -> str:
    return time.zfill(12)


def _values(written: str) -> list[str]:
    inner = written[1:-1] if written.startswith("(") and written.endswith(")") else written
    return [_plain(one).strip() for one in _split(inner)]


def _split(written: str) -> list[str]:
    """Split at commas that no backslash stands before."""
    return re.split(r"(?<!\\),", written)


def _plain(written: str) -> str:
    return re.sub(r"\\(.)", r"\1", written)


def _codes(column: _Column, left_out: list[str]) -> Iterator[SchemeCode]:
    values = column.values(0)
    if len(column.arguments) <= 1 and 1 < len(values) <= MOST_VALUES:
        channel = column.name if column.kind == "state" and not _overlaps(column) else ""
        for value in values:
            yield SchemeCode(f"{column.name}: {value}", column.kind, column.name, channel=channel)
        return
    asked = tuple(_asked(column, left_out))
    yield SchemeCode(column.name, column.kind, "Columns", modifiers=asked)


def _asked(column: _Column, left_out: list[str]) -> Iterator[SchemeModifier]:
    for place, argument in enumerate(column.arguments):
        values = column.values(place)
        if 0 < len(values) <= MOST_VALUES:
            yield SchemeModifier(argument, tuple((value, "") for value in values))
        else:
            why = f"{len(values)} different values occur" if values else "no value occurs in the cells"
            left_out.append(f"{column.name}: {argument} is left out, {why}; add its answers by hand.")


def _overlaps(column: _Column) -> bool:
    cells = sorted(column.cells)
    return any(first[1] > second[0] for first, second in pairwise(cells))
