"""The CSV export: events, episodes and a summary as tidy tables, with a data dictionary and the settings used."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from annotator.errors import MediaError, StudyError
from annotator.exchange.dictionary import data_dictionary
from annotator.measures.tables import FrameAt, episode_summary, events_table, observed_episodes_table
from annotator.media.table import FrameTable
from annotator.study import Study
from annotator.version import version

Progress = Callable[[float], None]


def export_csv(
    study: Study, out_dir: Path, *, comments: bool = False, progress: Progress = lambda _share: None
) -> tuple[Path, ...]:
    """Write the tables of a study as CSV files: UTF-8, comma, decimal point, one header row.

    Paths, file names and, unless asked for, comments stay out: they may identify people.

    Args:
        study: the study to read; nothing in it is changed.
        out_dir: made if it is not there. A file that exists is never overwritten.
        comments: whether the coders' free text goes along.
        progress: told the share done, 0 to 1.

    Returns:
        The files written.

    Raises:
        StudyError: if a file is there already or cannot be written.
        JournalError: if a coding cannot be read.
    """
    tables = {
        "events.csv": events_table(study, _frames_of(study, progress), comments=comments),
        "episodes.csv": observed_episodes_table(study),
        "summary.csv": episode_summary(study),
    }
    tables["settings.csv"] = _settings(study)
    tables["data_dictionary.csv"] = data_dictionary(study.codebook, tables)
    return write_tables(tables, out_dir)


def write_tables(tables: dict[str, pd.DataFrame], out_dir: Path) -> tuple[Path, ...]:
    """Write tables as CSV files into a folder, all or none, overwriting nothing.

    Raises:
        StudyError: if one of the files is there already, or the folder cannot be written to.
    """
    taken = [name for name in tables if (out_dir / name).exists()]
    if taken:
        raise StudyError(
            f"{out_dir.name} already holds {', '.join(taken)}; nothing was written.", "Choose another folder."
        )
    try:
        out_dir.mkdir(parents=True, exist_ok=True)
        return tuple(_write(table, out_dir / name) for name, table in tables.items())
    except OSError as error:
        raise StudyError(
            f"Cannot write to {out_dir.name}: {error.strerror}.", "Choose a folder you may write to."
        ) from error


def _write(table: pd.DataFrame, path: Path) -> Path:
    # Under another name first, so that a crash never leaves half a table under the real one.
    part = path.with_name(f"{path.name}.part")
    with part.open("w", encoding="utf-8", newline="") as file:
        table.to_csv(file, index=False, lineterminator="\n")
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
    return path


def _frames_of(study: Study, progress: Progress) -> Callable[[str], FrameAt | None]:
    sessions = {session.id: session for session in study.sessions()}
    done = iter(range(1, len(sessions) + 1))

    def frame_at(session_id: str) -> FrameAt | None:
        progress(next(done) / len(sessions))
        try:
            return _counting_on(study.frame_table(sessions[session_id]))
        except MediaError:
            # Without its recording a session has times but no frame numbers; the dictionary says so.
            return None

    return frame_at


def _counting_on(table: FrameTable) -> FrameAt:
    """Count on to the frame after the last: there ends what is on to the end of the recording."""
    return lambda ms: len(table) if ms >= table.duration_ms else table.index_at(ms)


def _settings(study: Study) -> pd.DataFrame:
    rows = [
        ("program", "Strange Situation annotator"),
        ("program_version", version()),
        ("exported_utc", datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),
        ("codebook", study.codebook.id),
        ("codebook_version", study.codebook.version),
        ("codebook_sha256", study.codebook_hash),
        ("agreement_window", " ".join(study.settings.window) or "whole session"),
    ]
    return pd.DataFrame(rows, columns=["setting", "value"])
