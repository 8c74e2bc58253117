"""CSV and TSV, with what R and frictionless need to read every column as what it is."""

import json
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

import pandas as pd

from annotator.exchange.dictionary import Column
from annotator.exchange.wanted import Wanted
from annotator.exchange.write_files import NewFiles, csv_bytes
from annotator.study import Study

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

_R_TYPES = {"string": "character", "integer": "integer", "number": "numeric"}


class Delimited:
    """Writes a file for each table, datapackage.json, and read_tables.R.

    Args:
        files: where to.
        wanted: how text and numbers are written.
    """

    def __init__(self, files: NewFiles, wanted: Wanted) -> None:
        self._files, self._wanted, self._ending = files, wanted, f".{wanted.format}"
        self._begun: set[str] = set()

    def place(self, table: str) -> str:
        """Return the file of a table."""
        return str(PurePosixPath(table).with_suffix(self._ending))

    def add(self, table: str, rows: pd.DataFrame, columns: Sequence[Column]) -> None:
        """Write rows of a table."""
        self.add_text(table, text_of(rows, columns, self._wanted), columns)

    def add_text(self, table: str, text: bytes, columns: Sequence[Column]) -> None:
        """Write rows of a table, as text_of has made text of them."""
        if table not in self._begun:
            self._begun.add(table)
            mark = b"\xef\xbb\xbf" if self._wanted.decimal_comma else b""
            head = text_of(pd.DataFrame(columns=[one.name for one in columns]), columns, self._wanted, header=True)
            text = mark + head + text
        self._files.append(self.place(table), text)

    def finish(self, tables: Mapping[str, Sequence[Column]]) -> None:
        """Write how to read the tables."""
        places = {self.place(table): columns for table, columns in tables.items()}
        resources = [self._resource(place, columns) for place, columns in places.items()]
        a_line_each = ",\n".join(json.dumps(one, ensure_ascii=False) for one in resources)
        package = f'{{"$schema": "{PROFILE}", "resources": [\n{a_line_each}\n]}}\n'
        self._files.append("datapackage.json", package.encode())
        self._files.append("read_tables.R", self._r_script(places).encode())

    def close(self) -> None:
        """Let go of nothing: no file is kept open."""

    def _resource(self, place: str, columns: Sequence[Column]) -> dict[str, object]:
        comma = self._wanted.decimal_comma
        return {
            "name": PurePosixPath(place).stem,
            "path": place,
            "type": "table",
            "format": self._ending.removeprefix("."),
            "mediatype": "text/csv" if self._ending == ".csv" else "text/tab-separated-values",
            "encoding": "utf-8",
            "dialect": {"delimiter": _separator(self._wanted), "lineTerminator": "\n", "header": True},
            "schema": {"fields": [described_field(one, comma=comma) for one in columns], "missingValues": [""]},
        }

    def _r_script(self, places: Mapping[str, Sequence[Column]]) -> str:
        """Return a script of base R that reads each table with the types of its columns: a column may be all empty."""
        decimal, separator = ("," if self._wanted.decimal_comma else "."), _separator(self._wanted).replace("\t", "\\t")
        lines = [
            "# Reads the tables of this folder with the type of every column. An empty cell is NA; “NA” is text.",
            '# In R: source("read_tables.R", chdir = TRUE, encoding = "UTF-8")',
            "read_one <- function(file, types) {",
            f'  read.table(file, header = TRUE, sep = "{separator}", dec = "{decimal}", quote = "\\"",',
            '    na.strings = "", comment.char = "", colClasses = types, check.names = FALSE,',
            '    fileEncoding = "UTF-8-BOM")',
            "}",
        ]
        for place, columns in places.items():
            types = ", ".join(f'{one.name} = "{_R_TYPES[one.type]}"' for one in columns)
            lines.append(f'{PurePosixPath(place).stem} <- read_one("{place}", c({types}))')
        return "\n".join([*lines, ""])


def described_field(column: Column, *, comma: bool = False) -> dict[str, object]:
    """Return what a data package says of a column; comma: whether its numbers have decimal commas."""
    field: dict[str, object] = {"name": column.name, "type": column.type, "description": column.meaning}
    if column.unit:
        field["unit"] = column.unit
    if column.type == "number" and comma:
        field["decimalChar"] = ","
    if column.labels and column.type != "number":  # version 2 has no categories of numbers with decimals
        whole = column.type == "integer"
        labels = column.labels.items()
        field["categories"] = [{"value": int(value) if whole else value, "label": label} for value, label in labels]
    return field


def text_of(rows: pd.DataFrame, columns: Sequence[Column], wanted: Wanted, *, header: bool = False) -> bytes:
    """Return rows of a table as they stand in its file."""
    return csv_bytes(
        rows.set_axis([one.name for one in columns], axis="columns"),
        raw_text=wanted.raw_text,
        header=header,
        separator=_separator(wanted),
        numbers={one.name for one in columns if one.type != "string"},
        decimal="," if wanted.decimal_comma else ".",
    )


def _separator(wanted: Wanted) -> str:
    if wanted.format == "tsv":
        return "\t"
    return ";" if wanted.decimal_comma else ","


def begin(files: NewFiles, _study: Study, wanted: Wanted) -> Delimited:
    """Begin CSV or TSV files."""
    return Delimited(files, wanted)
