"""SPSS files with labels of variables and of values."""

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd
import pyreadstat

from annotator.errors import StudyError
from annotator.exchange.dictionary import Column
from annotator.exchange.formats.beside import SETTINGS, write_beside
from annotator.exchange.typed import typed
from annotator.exchange.wanted import Wanted
from annotator.exchange.write_files import NO_CHARACTER, NewFiles
from annotator.study import Study

_LONGEST_LABEL, _LONGEST_VALUE_LABEL, _LONGEST_TEXT = 255, 120, 32_767
"""Bytes: SPSS Command Syntax Reference, VARIABLE LABELS, VALUE LABELS and string variables."""

_MADE, _MADE_AT = b"01 Jan 0000:00:00", 92
"""Date and time in the head of the file, and where they stand (PSPP developers' guide, File Header Record): the same
study gives the same bytes, and settings.csv says when it was exported."""

_FORMATS = {"number": "F10.3", "integer": "F8.0"}


class Sav:
    """Writes a file for each table; the settings of the export stand beside them, as CSV.

    The head of such a file says how many rows it has and how long each text is: a table is kept in memory until all of
    it is there.
    """

    def __init__(self, files: NewFiles, _study: Study, _wanted: Wanted) -> None:
        self._files = files
        self._pieces: dict[str, list[pd.DataFrame]] = {}

    def place(self, table: str) -> str:
        """Return the file of a table."""
        return table if table == SETTINGS else str(PurePosixPath(table).with_suffix(".sav"))

    def add(self, table: str, rows: pd.DataFrame, columns: Sequence[Column]) -> None:
        """Keep rows of a table.

        Raises:
            StudyError: if SPSS cannot hold so long a text.
        """
        if table == SETTINGS:
            write_beside(self._files, SETTINGS, rows)
            return
        values = _plain(typed(rows, columns), columns)
        _check_lengths(self.place(table), values, columns)
        self._pieces.setdefault(table, []).append(values)

    def finish(self, tables: Mapping[str, Sequence[Column]]) -> None:
        """Write the files."""
        for table, columns in tables.items():
            if table == SETTINGS:
                continue
            with self._files.telling(pyreadstat.ReadstatError):
                _write(pd.concat(self._pieces.pop(table)), columns, self._files.place(self.place(table)))

    def close(self) -> None:
        """Let go of nothing: no file is kept open."""


def _plain(values: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    made = {
        one.name: values[one.name].fillna("").str.replace("\0", NO_CHARACTER)  # where SPSS ends a text
        if one.type == "string"
        else values[one.name].astype("float64")
        for one in columns
    }
    return pd.DataFrame(made, index=values.index)


def _check_lengths(table: str, values: pd.DataFrame, columns: Sequence[Column]) -> None:
    texts = [one.name for one in columns if one.type == "string"]
    if any(len(text.encode()) > _LONGEST_TEXT for name in texts for text in values[name]):
        what = f"A text in {table} is longer than SPSS can hold ({_LONGEST_TEXT:,} bytes); nothing was written."
        raise StudyError(what, "Leave comments out, or choose another format.")


def _write(values: pd.DataFrame, columns: Sequence[Column], file: Path) -> None:
    pyreadstat.write_sav(
        values,
        file,
        column_labels=[_cut(one.meaning, _LONGEST_LABEL) for one in columns],
        variable_value_labels={one.name: _value_labels(one) for one in columns if one.labels},
        variable_measure={one.name: _measure(one) for one in columns},
        variable_format={one.name: _FORMATS[one.type] for one in columns if one.type != "string"},
        row_compress=True,
    )
    with file.open("rb+") as head:
        head.seek(_MADE_AT)
        head.write(_MADE)


def _value_labels(column: Column) -> dict[Any, str]:
    labels = {value: _cut(label, _LONGEST_VALUE_LABEL) for value, label in column.labels.items()}
    return {value if column.type == "string" else float(value): label for value, label in labels.items()}


def _measure(column: Column) -> str:
    if column.type == "number":
        return "ordinal" if column.labels else "scale"
    return "nominal" if column.type == "string" or column.labels else "scale"


def _cut(text: str, most_bytes: int) -> str:
    """Return as much of a text as fits; no letter is cut in two."""
    return text.encode()[:most_bytes].decode(errors="ignore")
