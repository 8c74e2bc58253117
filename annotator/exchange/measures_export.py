"""The measures of a study as CSV files, with a dictionary of their columns and the rules that they were made by."""

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import pandas as pd

from annotator.errors import StudyError, UserError
from annotator.exchange.write_files import NewFiles, csv_bytes, csv_of
from annotator.measures.columns import Cell, cells, frame
from annotator.measures.tables import MEASURE_TABLES, OVER_SESSIONS, measures_of, over_sessions, rows_of, rules_of
from annotator.progress import Progress
from annotator.study import Study, Unreadable
from annotator.study.derived import Derived, lots
from annotator.study.doubts import reservations
from annotator.study.tables import CodedSession
from annotator.version import version

SETTINGS, DICTIONARY = "measures_settings.csv", "measures_dictionary.csv"
MEASURE_FILES = (*MEASURE_TABLES, *OVER_SESSIONS, SETTINGS, DICTIONARY)
_GATHERED = ("latencies.csv", "sequences.csv")
"""Of these the tables over all sessions are made."""


class _Part(msgspec.Struct):
    """What some sessions come to: rows of their tables as text, and columns of those that are gathered."""

    texts: dict[str, bytes] = {}
    gathered: dict[str, dict[str, list[Cell]]] = {}
    said: list[tuple[str, str]] = []
    unreadable: list[str] = []


def export_measures(
    study: Study,
    out_dir: Path,
    *,
    processes: int = 1,
    progress: Progress = lambda _share: None,
    warn: Callable[[UserError], object] = lambda _reservation: None,
) -> tuple[Path, ...]:
    """Write every table of measures: UTF-8, comma, decimal point, one header row. What is not set has no rows.

    Args:
        study: the study to read; nothing in it is changed.
        out_dir: made if it is not there. A file that exists is never overwritten.
        processes: how many share the work on many sessions; see Derived.each.
        progress: told the share done, 0 to 1.
        warn: told what is left out, and what of the rest cannot be.

    Returns:
        The files written.

    Raises:
        StudyError: if a file is there already or cannot be written.
    """
    kept, in_lots = Derived(study, _Part, _worked_out), list(lots(study, study.session_ids()))
    parts: list[_Part] = []
    with NewFiles(out_dir) as files, contextlib.closing(kept.each(in_lots, processes=processes)) as worked_out:
        files.expect(MEASURE_FILES)
        for name, known in MEASURE_TABLES.items():
            files.append(name, csv_bytes(frame((), known.columns)))
        for number, part in enumerate(worked_out, start=1):
            for what, hint in part.said:
                warn(StudyError(what, hint))
            for name, text in part.texts.items():
                files.append(name, text)
            part.texts.clear()
            parts.append(part)
            progress(number / len(in_lots))
        whole = {name: pd.concat([_gathered(part, name) for part in parts], ignore_index=True) for name in _GATHERED}
        for name, table in over_sessions(whole["latencies.csv"], whole["sequences.csv"]).items():
            files.append(name, csv_bytes(table))
        left_out = [name for part in parts for name in part.unreadable]
        files.append(SETTINGS, csv_bytes(_settings(study, left_out)))
        files.append(DICTIONARY, csv_bytes(measures_dictionary()))
    return files.written


def measure_frames(
    study: Study, *, warn: Callable[[UserError], object] = lambda _reservation: None
) -> dict[str, pd.DataFrame]:
    """Return every table of measures, by the names of the CSV files: the same rows, columns, names and units.

    Args:
        study: the study to read; nothing in it is changed.
        warn: told what is left out, and what of the rest cannot be.
    """
    part = _Part()
    tables = measures_of(_readable(study, study.session_ids(), part), study.codebook, study.settings)
    for what, hint in part.said:
        warn(StudyError(what, hint))
    return tables | over_sessions(tables["latencies.csv"], tables["sequences.csv"])


def measures_dictionary() -> pd.DataFrame:
    """Return one row a column of the tables of measures: what it means, and its unit or values."""
    columns = {**{name: table.columns for name, table in MEASURE_TABLES.items()}, **OVER_SESSIONS}
    rows = [(name, one.name, one.meaning, one.values) for name, ones in columns.items() for one in ones]
    return pd.DataFrame(rows, columns=["file", "name", "meaning", "values"])


def _worked_out(study: Study, sessions: Sequence[str]) -> tuple[_Part, bool]:
    """Return what these sessions come to, and whether all of them could be read."""
    part = _Part()
    codings = _readable(study, sessions, part)
    for name, table in MEASURE_TABLES.items():
        columns = cells(list(rows_of(name, codings, study.codebook, study.settings)), table.columns)
        part.texts[name] = csv_of(columns.items(), header=False)
        if name in _GATHERED:
            part.gathered[name] = columns
    return part, not part.unreadable


def _readable(study: Study, sessions: Sequence[str], part: _Part) -> list[CodedSession]:
    """Return what can be read of these sessions; part is told what cannot, and what is to be said of the rest."""
    codings: list[CodedSession] = []
    for one in study.readings(keep=False, sessions=sessions):
        part.said += [(said.what, said.hint) for said in reservations(one, study.codebook)]
        if isinstance(one, Unreadable):
            part.unreadable.append(one.name)
        else:
            codings.append(one)
    return codings


def _gathered(part: _Part, name: str) -> pd.DataFrame:
    rows = [dict(zip(part.gathered[name], row, strict=True)) for row in zip(*part.gathered[name].values(), strict=True)]
    return frame(rows, MEASURE_TABLES[name].columns)


def _settings(study: Study, left_out: list[str]) -> pd.DataFrame:
    rules = msgspec.json.encode(rules_of(study.settings, study.codebook)).decode()
    rows = [
        ("program", "Strange Situation annotator"),
        ("program_version", version()),
        ("codebook", study.codebook.id),
        ("codebook_version", study.codebook.version),
        ("codebook_sha256", study.codebook_hash),
        ("interval_length_ms", str(study.settings.intervals.length_ms)),
        ("interval_last", study.settings.intervals.last),
        ("rules", rules),
        ("left_out_unreadable", "; ".join(left_out)),
    ]
    return pd.DataFrame(rows, columns=["setting", "value"])
