"""Psych-DS: a data set to publish, with its description and the codebook that was coded by.

Source: Psych-DS, schema 1 (psych-ds.github.io): names of files in key-value pairs of official keywords, and every
column of every file in variableMeasured.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

import pandas as pd
import tomlkit

from annotator.exchange.dictionary import Column
from annotator.exchange.formats.beside import DICTIONARY, SETTINGS, write_beside
from annotator.exchange.formats.labels import alphanumeric
from annotator.exchange.wanted import Wanted
from annotator.exchange.write_files import NewFiles, csv_bytes
from annotator.study import Study
from annotator.study.files import read_document
from annotator.study.settings import CODEBOOK_FILE


class PsychDs:
    """Writes data/, dataset_description.json, README.md, materials/ and documentation/."""

    def __init__(self, files: NewFiles, study: Study, wanted: Wanted) -> None:
        self._files, self._study, self._wanted = files, study, wanted
        (self._label,) = alphanumeric([study.folder.name]).values()
        self._begun: set[str] = set()

    def place(self, table: str) -> str:
        """Return the file of a table."""
        if table in (SETTINGS, DICTIONARY):
            return f"documentation/{table}"
        first, *more = PurePosixPath(table).stem.split("_")
        description = "".join([first, *(word.capitalize() for word in more)])
        return f"data/study-{self._label}_description-{description}_data.csv"

    def add(self, table: str, rows: pd.DataFrame, columns: Sequence[Column]) -> None:
        """Write rows of a table."""
        if table in (SETTINGS, DICTIONARY):
            write_beside(self._files, self.place(table), rows)
            return
        named = rows.set_axis([one.name for one in columns], axis="columns")
        text = csv_bytes(named, raw_text=self._wanted.raw_text, header=table not in self._begun)
        self._begun.add(table)
        self._files.append(self.place(table), text)

    def finish(self, tables: Mapping[str, Sequence[Column]]) -> None:
        """Write what describes the data set."""
        data = {table: columns for table, columns in tables.items() if table not in (SETTINGS, DICTIONARY)}
        codebook = self._study.codebook
        description = {
            "@context": "http://schema.org/",
            "@type": "Dataset",
            "name": self._study.name,
            "description": f"Behaviour coded from recordings by the codebook “{codebook.name}” ({codebook.source}).",
            "variableMeasured": _measured(data),
        }
        text = json.dumps(description, indent=2, ensure_ascii=False)
        self._files.append("dataset_description.json", f"{text}\n".encode())
        self._files.append("README.md", self._readme(data).encode())
        self._files.append(f"materials/{CODEBOOK_FILE}", _to_publish(read_document(self._study.folder / CODEBOOK_FILE)))

    def close(self) -> None:
        """Let go of nothing: no file is kept open."""

    def _readme(self, data: Mapping[str, Sequence[Column]]) -> str:
        codebook = self._study.codebook
        lines = [
            f"# {self._study.name}",
            "",
            f"Behaviour coded from recordings. Codebook: {codebook.name}, version {codebook.version} "
            f"(materials/{CODEBOOK_FILE}).",
            "",
            "An empty cell is a missing value, never 0. documentation/data_dictionary.csv says what each column means.",
            "",
            *(f"- {self.place(table)}" for table in data),
        ]
        return "\n".join([*lines, ""])


def _to_publish(codebook: Any) -> bytes:
    """Return a codebook without the text that the lab holds a licence for: a data set is given to others."""
    _without_licensed(codebook)
    return tomlkit.dumps(codebook).encode()


def _without_licensed(entry: Any) -> None:
    if isinstance(entry, dict):
        entry.pop("licensed_text", None)
    for part in entry.values() if isinstance(entry, dict) else entry if isinstance(entry, list) else ():
        _without_licensed(part)


def _measured(tables: Mapping[str, Sequence[Column]]) -> list[dict[str, object]]:
    """Describe each column once; where tables mean different things by it, all that they mean."""
    said: dict[str, dict[str, Column]] = {}
    for table, columns in tables.items():
        for one in columns:
            said.setdefault(one.name, {})[PurePosixPath(table).stem] = one
    return [_property(name, by_table) for name, by_table in said.items()]


def _property(name: str, by_table: Mapping[str, Column]) -> dict[str, object]:
    first = next(iter(by_table.values()))
    meanings: dict[str, list[str]] = {}
    for table, one in by_table.items():
        meanings.setdefault(one.meaning, []).append(table)
    several = len(meanings) > 1
    text = "; ".join(f"{', '.join(tables)}: {meaning}" if several else meaning for meaning, tables in meanings.items())
    made: dict[str, object] = {"@type": "PropertyValue", "name": name, "description": text}
    if first.unit:
        made["unitText"] = first.unit
    if first.labels and all(one.labels == first.labels for one in by_table.values()):
        values = first.labels.items()
        made["valueReference"] = [{"@type": "PropertyValue", "value": one, "name": label} for one, label in values]
    return made
