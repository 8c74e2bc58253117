"""Files of any kind into a folder: all or none, overwriting nothing. Every CSV of the program is made here."""

import contextlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import pandas as pd

from annotator.errors import StudyError
from annotator.study.files import reason

_FORMULA = tuple("=+-@\t\n\0＝＋－＠")
"""A cell that begins with one of these is run by some spreadsheet; the wide ones by those of East Asia."""

_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


_NAMED = 3
"""So many files that are in the way are named; an export of agreement has a hundred."""


def csv_bytes(table: pd.DataFrame, *, raw_text: bool = False, header: bool = True) -> bytes:
    """Return a table as CSV: UTF-8, comma, decimal point, one header row.

    Args:
        table: its numbers are written as they are.
        raw_text: without it, text that a spreadsheet would run as a formula gets an apostrophe in front.
        header: without it there is no header row, as in the further rows of a table.
    """
    columns = [_column(table.iloc[:, place], raw_text=raw_text) for place in range(table.shape[1])]
    safe = pd.concat(columns, axis="columns") if columns else table
    safe.columns = pd.Index([_cell(name, raw_text=raw_text) for name in table.columns], dtype=object)
    return safe.to_csv(index=False, header=header, lineterminator="\n").encode()


def _column(column: "pd.Series[Any]", *, raw_text: bool) -> "pd.Series[Any]":
    if pd.api.types.is_numeric_dtype(column):
        return column
    return pd.Series([_cell(value, raw_text=raw_text) for value in column], index=column.index, dtype=object)


def _cell(value: object, *, raw_text: bool) -> object:
    if not isinstance(value, str):
        return value
    # A carriage return that stands alone would begin a new row, and so hide what follows from the next line.
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if not raw_text and text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def write_files(files: Mapping[str, bytes], out_dir: Path) -> tuple[Path, ...]:
    """Write files by name into a folder, which is made if it is not there.

    Raises:
        StudyError: if one of them is there already, or the folder cannot be written to; nothing is written then.
    """
    with NewFiles(files, out_dir) as new:
        for name, content in files.items():
            new.append(name, content)
    return new.written


class NewFiles:
    """Files that grow under other names; at the end of `with` all get their own, and after an error there is none.

    Args:
        names: of the files that may be written.
        out_dir: their folder, which is made if it is not there.

    Raises:
        StudyError: if one of them is there already, or the folder cannot be written to.
    """

    def __init__(self, names: Iterable[str], out_dir: Path) -> None:
        self._names, self._out_dir = tuple(names), out_dir
        self._growing: dict[str, BinaryIO] = {}
        self._undo = contextlib.ExitStack()
        self.written: tuple[Path, ...] = ()
        """Those that were written, in order of the names; there are none before the end."""

    def __enter__(self) -> Self:
        if taken := [name for name in self._names if (self._out_dir / name).exists()]:
            more = f" and {len(taken) - _NAMED} more" if len(taken) > _NAMED else ""
            what = f"{self._out_dir.name} already holds {', '.join(taken[:_NAMED])}{more}; nothing was written."
            raise StudyError(what, "Choose another folder.")
        return self

    def append(self, name: str, content: bytes) -> None:
        """Write on at the end of a file."""
        with self._telling():
            if name not in self._growing:
                self._begin(name)
            self._growing[name].write(content)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._undo:
            if kind is None:
                with self._telling():
                    self.written = self._finish()
                self._undo.pop_all()

    def _begin(self, name: str) -> None:
        if not self._growing and not self._out_dir.exists():
            self._out_dir.mkdir(parents=True)
            self._undo.callback(_remove, self._out_dir.rmdir)
        part = self._part(name)
        self._undo.callback(_remove, part.unlink)
        self._growing[name] = part.open("wb")
        self._undo.callback(_remove, self._growing[name].close)

    def _finish(self) -> tuple[Path, ...]:
        # None gets its own name before all are on the disk: a full disk leaves no half of them.
        for file in self._growing.values():
            file.flush()
            os.fsync(file.fileno())
            file.close()
        written = []
        for name in self._names:
            if name in self._growing:
                self._undo.callback(_remove, (self._out_dir / name).unlink)
                written.append(self._part(name).rename(self._out_dir / name))
        return tuple(written)

    def _part(self, name: str) -> Path:
        return self._out_dir / f"{name}.part"

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StudyError(
                f"Cannot write to {self._out_dir.name}: {reason(error)}; nothing was written.",
                "Choose a folder that you can write to, on a disk with free space.",
            ) from error


def _remove(remove: Callable[[], None]) -> None:
    with contextlib.suppress(OSError):
        remove()
