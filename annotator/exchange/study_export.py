"""The CSV export: what was coded, rated and classified as tidy tables, with a data dictionary and the settings used."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from annotator.agreement.window import window_name
from annotator.consensus.outdated import outdated
from annotator.errors import MediaError, UserError
from annotator.exchange.consensus_csv import CONSENSUS_TABLES, consensus_tables
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
from annotator.exchange.write_files import NewFiles, csv_bytes, write_files
from annotator.media.table import FrameTable
from annotator.model.coding import Coding
from annotator.model.items import Classification, Rating, Submission
from annotator.progress import Progress
from annotator.study import Session, Study, Unreadable
from annotator.study.doubts import reservations
from annotator.study.gold import gold_problems, golds
from annotator.study.recordings import Places
from annotator.study.tables import CodedSession
from annotator.version import version

TABLES = (
    "events.csv",
    "episodes.csv",
    "summary.csv",
    "ratings.csv",
    "classifications.csv",
    "ratings_wide.csv",
    "linear_scores.csv",
    "intervals.csv",
    "segments.csv",
    "looked_for.csv",
    *CONSENSUS_TABLES,
    "settings.csv",
    "data_dictionary.csv",
)

_ITEMS_AT_ONCE, _CODINGS_AT_ONCE = 20_000, 100
"""Of so many tables are made before they are written: a study may be larger than the memory."""


def export_csv(
    study: Study,
    out_dir: Path,
    *,
    comments: bool = False,
    raw_text: bool = False,
    progress: Progress = lambda _share: None,
    warn: Callable[[UserError], object] = lambda _reservation: None,
) -> tuple[Path, ...]:
    """Write the tables of a study as CSV files: UTF-8, comma, decimal point, one header row.

    Paths, file names and, unless asked for, comments stay out: they may identify people. A session or coding that
    cannot be read is left out; settings.csv names it, and each consensus and gold standard that is out of date. Each
    coding is read once, and few are in memory at a time.

    Args:
        study: the study to read; nothing in it is changed.
        out_dir: made if it is not there. A file that exists is never overwritten.
        comments: whether the coders' free text goes along.
        raw_text: whether text that a spreadsheet would run as a formula is written as it is, for scripts.
        progress: told the share done, 0 to 1.
        warn: told what is left out, and what of the rest cannot be.

    Returns:
        The files written.

    Raises:
        StudyError: if a file is there already or cannot be written.
    """
    columns: dict[str, list[str]] = {}
    judged: list[CodedSession] = []
    left_out: list[str] = []
    stale: list[str] = []

    def write(tables: Mapping[str, pd.DataFrame]) -> None:
        for name, table in tables.items():
            files.append(name, csv_bytes(table, raw_text=raw_text, header=name not in columns))
            columns[name] = list(table.columns)

    def readable() -> Iterator[CodedSession]:
        for one in _in_turn(study, progress):
            for reservation in reservations(one, study.codebook):
                warn(reservation)
            if isinstance(one, Unreadable):
                left_out.append(one.name)
                continue
            if (why := outdated(study, one.session, one.coding)) is not None:
                warn(why)
                stale.append(one.session.id)
            yield one

    changed = list(gold_problems(study))
    for one in changed:
        warn(one)
    with NewFiles(TABLES, out_dir) as files:
        places = study.recordings.places()
        for codings in _together(readable()):
            write(_tables(study, codings, places, comments=comments))
            judged += map(_judged_only, codings)
        # What columns it has depends on all codings.
        write({"ratings_wide.csv": wide_table(judged, study.codebook)})
        write({"settings.csv": _settings(study, left_out, stale, changed)})
        described = {name: columns[name] for name in TABLES if name in columns}
        write({"data_dictionary.csv": data_dictionary(study.codebook, described)})
    return files.written


def write_tables(tables: dict[str, pd.DataFrame], out_dir: Path, *, raw_text: bool = False) -> tuple[Path, ...]:
    """Write tables as CSV files into a folder, all or none, overwriting nothing; see csv_bytes.

    Raises:
        StudyError: if one of the files is there already, or the folder cannot be written to.
    """
    return write_files({name: csv_bytes(table, raw_text=raw_text) for name, table in tables.items()}, out_dir)


def _in_turn(study: Study, progress: Progress) -> Iterator[CodedSession | Unreadable]:
    """Yield what study.readings yields, and tell how many of the sessions are done."""
    place = {session_id: place for place, session_id in enumerate(study.session_ids())}
    for one in study.readings(keep=False):
        session_id = one.session if isinstance(one, Unreadable) else one.session.id
        progress(place.get(session_id, 0) / len(place))
        yield one
    progress(1.0)


def _together(codings: Iterable[CodedSession]) -> Iterator[list[CodedSession]]:
    """Yield codings several at a time, those of a session together; once an empty list where there are none."""
    gathered: list[CodedSession] = []
    items = 0
    for one in codings:
        is_full = items >= _ITEMS_AT_ONCE or len(gathered) >= _CODINGS_AT_ONCE
        if is_full and one.session.id != gathered[-1].session.id:
            yield gathered
            gathered, items = [], 0
        gathered.append(one)
        items += len(one.coding.items)
    yield gathered


def _tables(
    study: Study, codings: Sequence[CodedSession], places: Places, *, comments: bool
) -> dict[str, pd.DataFrame]:
    codebook = study.codebook
    sessions = {one.session.id: one.session for one in codings if one.coding.events}
    frame_at = {session_id: _frames(study, session, places) for session_id, session in sessions.items()}
    return {
        "events.csv": events_table(codings, codebook, frame_at, comments=comments),
        "episodes.csv": observed_episodes_table(codings, codebook, comments=comments),
        "summary.csv": episode_summary(codings, codebook, study.settings.intervals),
        "ratings.csv": ratings_table(codings, codebook, comments=comments),
        "classifications.csv": classifications_table(codings, codebook, comments=comments),
        "linear_scores.csv": scores_table(codings, codebook, study.linear_scores),
        "intervals.csv": interval_records_table(codings, codebook, comments=comments),
        "segments.csv": segments_table(codings, codebook, comments=comments),
        "looked_for.csv": looked_for_table(codings, codebook),
        **consensus_tables(codings, comments=comments),
    }


def _judged_only(one: CodedSession) -> CodedSession:
    """Return a coding without what stands in time, which is nearly all of it."""
    kept = [item for item in one.coding.items.values() if isinstance(item, Rating | Classification | Submission)]
    return one._replace(coding=Coding(one.coding.session, one.coding.coder, kept))


def _frames(study: Study, session: Session, places: Places) -> FrameAt | None:
    try:
        return _counting_on(study.frame_table(session, places))
    except MediaError:
        # Without its recording a session has times but no frame numbers; the dictionary says so.
        return None


def _counting_on(table: FrameTable) -> FrameAt:
    """Count on to the frame after the last: there ends what is on to the end of the recording."""
    return lambda ms: len(table) if ms >= table.duration_ms else table.index_at(ms)


def _settings(
    study: Study, left_out: Sequence[str], stale: Sequence[str], changed: Sequence[UserError]
) -> pd.DataFrame:
    rows = [
        ("program", "Strange Situation annotator"),
        ("program_version", version()),
        ("exported_utc", datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),
        ("codebook", study.codebook.id),
        ("codebook_version", study.codebook.version),
        ("codebook_sha256", study.codebook_hash),
        ("score_intervals_s", f"{study.settings.intervals.length_ms / 1000:g}"),
        ("last_interval", study.settings.intervals.last),
        ("agreement_window", window_name(study.settings.window, study.codebook)),
        ("agreement_code_with", " ".join(study.settings.code_with)),
        ("left_out_unreadable", "; ".join(left_out)),
        ("consensus_outdated", "; ".join(stale)),
    ]
    if marks := golds(study):
        rows += [
            ("gold_standards", "; ".join(f"{mark.session}/{mark.coder}" for mark in marks)),
            ("gold_standards_changed", "; ".join(one.what for one in changed)),
        ]
    return pd.DataFrame(rows, columns=["setting", "value"])
