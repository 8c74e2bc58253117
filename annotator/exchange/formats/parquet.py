"""Parquet: typed columns with their meanings, a file for each table, a row group for each piece of it."""

import contextlib
import json
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from annotator.exchange.dictionary import Column
from annotator.exchange.formats.beside import SETTINGS, write_beside
from annotator.exchange.typed import typed
from annotator.exchange.wanted import Wanted
from annotator.exchange.write_files import NewFiles
from annotator.study import Study

_TYPES = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64()}


class Parquet:
    """Writes a file for each table; the settings of the export stand beside them, as CSV."""

    def __init__(self, files: NewFiles, _study: Study, _wanted: Wanted) -> None:
        self._files = files
        self._writers: dict[str, parquet.ParquetWriter] = {}

    def place(self, table: str) -> str:
        """Return the file of a table."""
        return table if table == SETTINGS else str(PurePosixPath(table).with_suffix(".parquet"))

    def add(self, table: str, rows: pd.DataFrame, columns: Sequence[Column]) -> None:
        """Write rows of a table."""
        if table == SETTINGS:
            write_beside(self._files, SETTINGS, rows)
            return
        schema = schema_of(columns)
        with self._files.telling():
            if table not in self._writers:
                # What pandas writes of itself would be another for each version of it.
                self._writers[table] = parquet.ParquetWriter(self._files.place(self.place(table)), schema)
            self._writers[table].write_table(arrow(rows, columns, schema))

    def finish(self, _tables: Mapping[str, Sequence[Column]]) -> None:
        """Write the ends of the files."""
        with self._files.telling():
            for writer in self._writers.values():
                writer.close()

    def close(self) -> None:
        """Let go of the files."""
        while self._writers:
            with contextlib.suppress(OSError):  # after an error they have no end to write
                self._writers.popitem()[1].close()


def schema_of(columns: Sequence[Column]) -> pa.Schema:
    """Return the types of columns, with their meanings, units and labels."""
    return pa.schema([_field(one) for one in columns])


def arrow(rows: pd.DataFrame, columns: Sequence[Column], schema: pa.Schema) -> pa.Table:
    """Return rows under the names of the files, with the types of their columns; what is empty is null."""
    made = pa.Table.from_pandas(typed(rows, columns), schema, preserve_index=False)
    return made.replace_schema_metadata(None)


def _field(column: Column) -> pa.Field:
    said = {"description": column.meaning, "unit": column.unit, "labels": _json(column.labels)}
    return pa.field(column.name, _TYPES[column.type], metadata={name: text for name, text in said.items() if text})


def _json(labels: Mapping[str, str]) -> str:
    return json.dumps(dict(labels), ensure_ascii=False) if labels else ""
