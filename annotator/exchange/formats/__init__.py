"""The formats of an export. Each is a module of its own, which is imported when it is asked for: some take long."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import NamedTuple, Protocol

import pandas as pd

from annotator.errors import StudyError
from annotator.exchange.dictionary import Column
from annotator.exchange.wanted import Wanted
from annotator.exchange.write_files import NewFiles
from annotator.study import Study


class Format(Protocol):
    """Writes tables as they come. A table may come in several pieces, all of the same columns."""

    def place(self, table: str) -> str:
        """Return the file, or the sheet, that a table is written to; "" where this format has no room for it."""

    def add(self, table: str, rows: pd.DataFrame, columns: Sequence[Column]) -> None:
        """Write rows of a table."""

    def finish(self, tables: Mapping[str, Sequence[Column]]) -> None:
        """Write what goes with the tables; no more rows come."""

    def close(self) -> None:
        """Let go of the files, also after an error."""


Begin = Callable[[NewFiles, Study, Wanted], Format]


class Known(NamedTuple):
    """A format: what it is called, what for, and where it is made, as module:name."""

    name: str
    text: str
    made_in: str


FORMATS = {
    "csv": Known("CSV", "A text file for each table; every program reads it", "delimited:begin"),
    "tsv": Known("TSV", "The same with tabs between the cells", "delimited:begin"),
    "xlsx": Known("Excel", "One workbook, a sheet for each table; numbers are numbers in every language", "xlsx:Xlsx"),
    "parquet": Known("Parquet", "Typed columns for large studies: pandas, DuckDB, R arrow, Spark", "parquet:Parquet"),
    "sav": Known("SPSS", "A file for each table, with labels of variables and values", "sav:Sav"),
    "psych-ds": Known("Psych-DS", "A data set to publish: tables, description, codebook", "psych_ds:PsychDs"),
    "bids": Known("BIDS", "Behavioural events for each session, with a sidecar", "bids:Bids"),
    "boris-tables": Known("BORIS tables", "Events under its headers, for scripts of BORIS", "boris_tables:BorisTables"),
}  # fmt: skip


def begin(files: NewFiles, study: Study, wanted: Wanted) -> Format:
    """Begin an export in the format that is wanted.

    Raises:
        StudyError: if there is no such format, or the library that writes it is not installed.
    """
    known = FORMATS.get(wanted.format)
    if known is None:
        raise StudyError(f"There is no format {wanted.format}.", f"Choose one of: {', '.join(FORMATS)}.")
    module, _, name = known.made_in.partition(":")
    try:
        made: Begin = getattr(import_module(f"annotator.exchange.formats.{module}"), name)
    except ModuleNotFoundError as error:
        hint = f"Install {error.name} (pip install {error.name}), or choose another format."
        raise StudyError(f"{known.name} cannot be written here: {error.name} is missing.", hint) from error
    return made(files, study, wanted)
