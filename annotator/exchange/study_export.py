"""The CSV export: what was coded, rated and classified as tidy tables, with a data dictionary and the settings used."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from annotator.errors import MediaError
from annotator.exchange.consensus_csv import consensus_tables
from annotator.exchange.dictionary import data_dictionary
from annotator.exchange.event_tables import FrameAt, episode_summary, events_table, observed_episodes_table
from annotator.exchange.judged_tables import (
    classifications_table,
    interval_records_table,
    looked_for_table,
    ratings_table,
    scores_table,
    segments_table,
    wide_table,
)
from annotator.exchange.write_files import csv_bytes, write_files
from annotator.media.table import FrameTable
from annotator.progress import Progress
from annotator.study import Study
from annotator.version import version


def export_csv(
    study: Study,
    out_dir: Path,
    *,
    comments: bool = False,
    raw_text: bool = False,
    progress: Progress = lambda _share: None,
) -> tuple[Path, ...]:
    """Write the tables of a study as CSV files: UTF-8, comma, decimal point, one header row.

    Paths, file names and, unless asked for, comments stay out: they may identify people. A session or coding that
    cannot be read is left out; settings.csv names it, and so does `study.unreadable()`.

    Args:
        study: the study to read; nothing in it is changed.
        out_dir: made if it is not there. A file that exists is never overwritten.
        comments: whether the coders' free text goes along.
        raw_text: whether text that a spreadsheet would run as a formula is written as it is, for scripts.
        progress: told the share done, 0 to 1.

    Returns:
        The files written.

    Raises:
        StudyError: if a file is there already or cannot be written.
    """
    tables = {
        "events.csv": events_table(study, _frames_of(study, progress), comments=comments),
        "episodes.csv": observed_episodes_table(study, comments=comments),
        "summary.csv": episode_summary(study),
        "ratings.csv": ratings_table(study, comments=comments),
        "classifications.csv": classifications_table(study, comments=comments),
        "ratings_wide.csv": wide_table(study),
        "linear_scores.csv": scores_table(study),
        "intervals.csv": interval_records_table(study, comments=comments),
        "segments.csv": segments_table(study, comments=comments),
        "looked_for.csv": looked_for_table(study),
    }
    tables |= consensus_tables(study)
    tables["settings.csv"] = _settings(study)
    tables["data_dictionary.csv"] = data_dictionary(study.codebook, tables)
    return write_tables(tables, out_dir, raw_text=raw_text)


def write_tables(tables: dict[str, pd.DataFrame], out_dir: Path, *, raw_text: bool = False) -> tuple[Path, ...]:
    """Write tables as CSV files into a folder, all or none, overwriting nothing; see csv_bytes.

    Raises:
        StudyError: if one of the files is there already, or the folder cannot be written to.
    """
    return write_files({name: csv_bytes(table, raw_text=raw_text) for name, table in tables.items()}, out_dir)


def _frames_of(study: Study, progress: Progress) -> Callable[[str], FrameAt | None]:
    sessions = {session.id: session for session in study.sessions()}
    done, places = iter(range(1, len(sessions) + 1)), study.recordings.places()

    def frame_at(session_id: str) -> FrameAt | None:
        progress(next(done) / len(sessions))
        try:
            return _counting_on(study.frame_table(sessions[session_id], places))
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
        ("left_out_unreadable", "; ".join(one.name for one in study.unreadable())),
    ]
    return pd.DataFrame(rows, columns=["setting", "value"])
