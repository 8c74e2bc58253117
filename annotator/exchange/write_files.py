"""Files of any kind into a folder: all or none, overwriting nothing. Every CSV of the program is made here."""

import contextlib
import csv
import io
import os
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

import pandas as pd
from pandas.api.types import is_object_dtype

from annotator.errors import StudyError
from annotator.study.files import reason

_FORMULA = tuple("=+-@\t\n＝＋－＠")
"""A cell that begins with one of these is run by some spreadsheet; the wide ones by those of East Asia."""

_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
NO_CHARACTER = "\ufffd"
"""Stands for a character that cannot be in a text."""

_NAMED = 3
"""So many files that are in the way are named; an export of agreement has a hundred."""


def csv_bytes(
    table: pd.DataFrame,
    *,
    raw_text: bool = False,
    header: bool = True,
    separator: str = ",",
    numbers: Container[object] = (),
    decimal: str = ".",
) -> bytes:
    """Return a table as CSV: UTF-8, decimal point, one header row.

    Args:
        table: its numbers are written as they are.
        raw_text: without it, text that a spreadsheet would run as a formula gets an apostrophe in front.
        header: without it there is no header row, as in the further rows of a table.
        separator: what stands between cells.
        numbers: names of columns that hold nothing but numbers, as text or not; none of them is a formula.
        decimal: the decimal sign of these.
    """
    columns = zip(table.columns, _cells(table), strict=True)
    return csv_of(columns, raw_text=raw_text, header=header, separator=separator, numbers=numbers, decimal=decimal)


def csv_of(
    columns: Iterable[tuple[object, Sequence[object]]],
    *,
    raw_text: bool = False,
    header: bool = True,
    separator: str = ",",
    numbers: Container[object] = (),
    decimal: str = ".",
) -> bytes:
    """Return columns of one length as CSV, as csv_bytes does; each is its name, and its cells as Python has them.

    An empty cell is "" or None.
    """
    columns = list(columns)
    cells = [
        _of_numbers(cells, decimal) if name in numbers else _safe(cells, raw_text=raw_text) for name, cells in columns
    ]
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=separator, lineterminator="\n")
    head = [[_cell(str(name), raw_text=raw_text) for name, _ in columns]] if header else []
    writer.writerows(chain(head, zip(*cells, strict=True)))
    return written.getvalue().encode()


def _cells(table: pd.DataFrame) -> list[list[object]]:
    """Return the values of each column as Python has them, "" for those that are missing."""
    if all(is_object_dtype(dtype) for dtype in table.dtypes):  # at once: a table may have thousands of columns
        values = table.to_numpy(dtype=object, na_value="")
        return list(values.T.tolist())
    return [column.to_numpy(dtype=object, na_value="").tolist() for _, column in table.items()]


def _of_numbers(cells: Sequence[object], decimal: str) -> Sequence[object]:
    if decimal == ".":
        return cells
    return ["" if value is None else str(value).replace(".", decimal) for value in cells]


def _safe(cells: Sequence[object], *, raw_text: bool) -> Sequence[object]:
    # A table has a million cells and few texts that differ: each of these is looked at once.
    texts = (value for value in set(cells) if isinstance(value, str))
    changed = {text: safe for text in texts if (safe := _cell(text, raw_text=raw_text)) != text}
    return [changed.get(value, value) if isinstance(value, str) else value for value in cells] if changed else cells


def _cell(value: str, *, raw_text: bool) -> str:
    # A carriage return that stands alone would begin a new row, and so hide what follows from the next line.
    # At a NUL R ends a text, or the whole file: it is shown as what it is, a character that cannot be.
    text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\0", NO_CHARACTER)
    return f"'{text}" if not raw_text and text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def write_files(files: Mapping[str, bytes], out_dir: Path) -> tuple[Path, ...]:
    """Write files by name into a folder, which is made if it is not there.

    Raises:
        StudyError: if one of them is there already, or the folder cannot be written to; nothing is written then.
    """
    with NewFiles(out_dir) as new:
        new.expect(files)
        for name, content in files.items():
            new.append(name, content)
    return new.written


class NewFiles:
    """Files that grow under other names; at the end of `with` all get their own, and after an error there is none.

    None is kept open in between: a data set may have more files than a process may open.

    Args:
        out_dir: their folder, which is made if it is not there.
    """

    def __init__(self, out_dir: Path) -> None:
        self._out_dir = out_dir
        self._growing: dict[str, Path] = {}
        self._undo = contextlib.ExitStack()
        self.written: tuple[Path, ...] = ()
        """Those that were written, in the order in which they were begun; there are none before the end."""

    def __enter__(self) -> Self:
        return self

    def expect(self, names: Iterable[str]) -> None:
        """Refuse to begin where a file is there already; each is looked for again when it is begun.

        Args:
            names: of files, with forward slashes where they lie in folders of their own.

        Raises:
            StudyError: naming those that are there.
        """
        if taken := [name for name in names if (self._out_dir / name).exists()]:
            more = f" and {len(taken) - _NAMED} more" if len(taken) > _NAMED else ""
            what = f"{self._out_dir.name} already holds {', '.join(taken[:_NAMED])}{more}; nothing was written."
            raise StudyError(what, "Choose another folder.")

    def append(self, name: str, content: bytes) -> None:
        """Write on at the end of a file.

        Raises:
            StudyError: if it is there already, or the folder cannot be written to.
        """
        with self.telling(), self._part(name).open("ab") as file:
            file.write(content)

    def place(self, name: str) -> Path:
        """Return where another library is to write this file for now, inside telling(); it is empty yet.

        Raises:
            StudyError: as append does.
        """
        with self.telling():
            return self._part(name)

    @contextlib.contextmanager
    def telling(self, *of_library: type[Exception]) -> Iterator[None]:
        """Say why the disk, or a library that writes to it, refused.

        Args:
            of_library: what the library raises of its own beside OSError.

        Raises:
            StudyError: saying so.
        """
        refused: tuple[type[Exception], ...] = (OSError, *of_library)
        try:
            yield
        except refused as error:
            number = error.errno if isinstance(error, OSError) else None  # some libraries say more, and less clearly
            why = os.strerror(number) if number else reason(error) if isinstance(error, OSError) else str(error)
            raise StudyError(
                f"Cannot write to {self._out_dir.name}: {why}; nothing was written.",
                "Choose a folder that you can write to, on a disk with free space.",
            ) from error

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._undo:
            if kind is None:
                with self.telling():
                    self.written = self._finish()
                self._undo.pop_all()

    def _part(self, name: str) -> Path:
        if name not in self._growing:
            self.expect([name])
            part = self._out_dir / f"{name}.part"
            self._make(part.parent)
            self._undo.callback(_remove, part.unlink)
            part.write_bytes(b"")
            self._growing[name] = part
        return self._growing[name]

    def _make(self, folder: Path) -> None:
        if not folder.exists():
            self._make(folder.parent)
            folder.mkdir()
            self._undo.callback(_remove, folder.rmdir)

    def _finish(self) -> tuple[Path, ...]:
        # None gets its own name before all are on the disk: a full disk leaves no half of them.
        for part in self._growing.values():
            with part.open("rb+") as file:
                os.fsync(file.fileno())
        written = []
        for name, part in self._growing.items():
            self._undo.callback(_remove, (self._out_dir / name).unlink)
            written.append(part.rename(self._out_dir / name))
        return tuple(written)


def _remove(remove: Callable[[], None]) -> None:
    with contextlib.suppress(OSError):
        remove()
