"""An Excel workbook with a sheet for each table; numbers are numbers, and no text is run as a formula."""

import contextlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import PurePosixPath
from tempfile import TemporaryDirectory

import pandas as pd
import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from annotator.errors import StudyError
from annotator.exchange.dictionary import Column
from annotator.exchange.formats.beside import SETTINGS, write_beside
from annotator.exchange.typed import typed
from annotator.exchange.wanted import Wanted
from annotator.exchange.write_files import NewFiles
from annotator.study import Study

FILE = "tables.xlsx"

_MOST_ROWS = 1_048_576
"""Excel specifications and limits: total number of rows on a worksheet."""

_LONGEST_TEXT = 32_767
"""Excel specifications and limits: characters that a cell can contain."""

_MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Stands in every workbook: the same study gives the same bytes, and settings.csv says when it was exported."""

_WIDEST = 40


class Xlsx:
    """Writes tables.xlsx; rows go to the disk as they come, and are packed at the end.

    The settings of the export stand beside it, as CSV.
    """

    def __init__(self, files: NewFiles, _study: Study, _wanted: Wanted) -> None:
        self._files = files
        files.expect([FILE])
        self._rows_on_disk, self._content = TemporaryDirectory(), BytesIO()
        options = {"constant_memory": True, "tmpdir": self._rows_on_disk.name}
        options |= {"strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(self._content, options)
        self._book.set_properties({"created": _MADE, "modified": _MADE})
        self._head = self._book.add_format({"bold": True, "bottom": 1})
        self._formats = {
            ("number", "s"): self._book.add_format({"num_format": "0.000"}),
            ("string", ""): self._book.add_format({"num_format": "@"}),
        }
        self._rows: dict[str, int] = {}

    def place(self, table: str) -> str:
        """Return the sheet of a table."""
        return table if table == SETTINGS else PurePosixPath(table).stem

    def add(self, table: str, rows: pd.DataFrame, columns: Sequence[Column]) -> None:
        """Write rows of a table.

        Raises:
            StudyError: if a sheet cannot hold so many, or a cell so long a text.
        """
        if table == SETTINGS:
            write_beside(self._files, SETTINGS, rows)
            return
        with self._files.telling():
            self._add(self.place(table), rows, columns)

    def finish(self, _tables: Mapping[str, Sequence[Column]]) -> None:
        """Write the workbook."""
        with self._files.telling(XlsxWriterException):
            self._book.close()
        self._files.append(FILE, self._content.getvalue())

    def close(self) -> None:
        """Remove the rows that were kept on the disk: of a workbook that was not finished they are there still."""
        for sheet in self._book.worksheets():
            with contextlib.suppress(OSError):  # after an error there may be no room for the last of them
                sheet.row_data_fh.close()
        self._rows_on_disk.cleanup()

    def _add(self, name: str, rows: pd.DataFrame, columns: Sequence[Column]) -> None:
        if name not in self._rows:
            self._begin(name, columns)
        if self._rows[name] + len(rows) > _MOST_ROWS:
            what = f"{name} has more rows than a sheet of Excel can hold ({_MOST_ROWS - 1:,}); nothing was written."
            raise StudyError(what, "Export fewer sessions, or choose CSV or Parquet.")
        sheet, first = self._book.get_worksheet_by_name(name), self._rows[name]
        values = typed(rows, columns).astype(object)
        known = values.where(values.notna(), None)
        for row, cells in enumerate(known.itertuples(index=False, name=None), start=first):
            for place, value in enumerate(cells):
                if isinstance(value, str):
                    self._check_length(name, value)
                    sheet.write_string(row, place, value)
                elif value is not None:
                    sheet.write_number(row, place, value)
        self._rows[name] += len(rows)

    def _check_length(self, name: str, text: str) -> None:
        if len(text) > _LONGEST_TEXT:
            what = f"A text in {name} is longer than a cell of Excel can hold ({_LONGEST_TEXT:,}); nothing was written."
            raise StudyError(what, "Leave comments out, or choose another format.")

    def _begin(self, name: str, columns: Sequence[Column]) -> None:
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for place, one in enumerate(columns):
            width = min(max(len(one.name) + 2, 8), _WIDEST)
            sheet.set_column(place, place, width, self._formats.get((one.type, one.unit)))
        for place, one in enumerate(columns):
            sheet.write_string(0, place, one.name, self._head)
        self._rows[name] = 1
