"""The measures of a study as CSV files, with a dictionary of their columns and the rules that they were made by."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pandas as pd

from annotator.errors import UserError
from annotator.exchange.write_files import NewFiles, csv_bytes
from annotator.measures.tables import MEASURE_TABLES, OVER_SESSIONS, measures_of, over_sessions, rules_of
from annotator.progress import Progress
from annotator.study import Study, Unreadable
from annotator.study.doubts import reservations
from annotator.study.tables import CodedSession
from annotator.version import version

SETTINGS, DICTIONARY = "measures_settings.csv", "measures_dictionary.csv"
MEASURE_FILES = (*MEASURE_TABLES, *OVER_SESSIONS, SETTINGS, DICTIONARY)
_CODINGS_AT_ONCE = 50


def export_measures(
    study: Study,
    out_dir: Path,
    *,
    progress: Progress = lambda _share: None,
    warn: Callable[[UserError], object] = lambda _reservation: None,
) -> tuple[Path, ...]:
    """Write every table of measures: UTF-8, comma, decimal point, one header row. What is not set has no rows.

    Args:
        study: the study to read; nothing in it is changed.
        out_dir: made if it is not there. A file that exists is never overwritten.
        progress: told the share done, 0 to 1.
        warn: told what is left out, and what of the rest cannot be.

    Returns:
        The files written.

    Raises:
        StudyError: if a file is there already or cannot be written.
    """
    gathered: dict[str, list[pd.DataFrame]] = {"latencies.csv": [], "sequences.csv": []}
    left_out: list[str] = []
    with NewFiles(out_dir) as files:
        files.expect(MEASURE_FILES)
        for number, codings in enumerate(_in_turn(study, left_out, progress, warn)):
            tables = measures_of(codings, study.codebook, study.settings)
            for name, table in tables.items():
                files.append(name, csv_bytes(table, header=number == 0))
            for name, parts in gathered.items():
                parts.append(tables[name])
        whole = {name: pd.concat(parts, ignore_index=True) for name, parts in gathered.items()}
        for name, table in over_sessions(whole["latencies.csv"], whole["sequences.csv"]).items():
            files.append(name, csv_bytes(table))
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
    codings = [one for some in _in_turn(study, [], lambda _share: None, warn) for one in some]
    tables = measures_of(codings, study.codebook, study.settings)
    return tables | over_sessions(tables["latencies.csv"], tables["sequences.csv"])


def measures_dictionary() -> pd.DataFrame:
    """Return one row a column of the tables of measures: what it means, and its unit or values."""
    columns = {**{name: table.columns for name, table in MEASURE_TABLES.items()}, **OVER_SESSIONS}
    rows = [(name, one.name, one.meaning, one.values) for name, ones in columns.items() for one in ones]
    return pd.DataFrame(rows, columns=["file", "name", "meaning", "values"])


def _in_turn(
    study: Study, left_out: list[str], progress: Progress, warn: Callable[[UserError], object]
) -> Iterator[list[CodedSession]]:
    """Yield codings several at a time; once an empty list where there are none."""
    ids = study.session_ids()
    done = {session_id: number for number, session_id in enumerate(ids, start=1)}
    gathered: list[CodedSession] = []
    for one in study.readings(keep=False):
        for reservation in reservations(one, study.codebook):
            warn(reservation)
        if isinstance(one, Unreadable):
            left_out.append(one.name)
            continue
        gathered.append(one)
        progress(done.get(one.session.id, 0) / len(ids))
        if len(gathered) >= _CODINGS_AT_ONCE:
            yield gathered
            gathered = []
    yield gathered


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
