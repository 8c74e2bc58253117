"""The export: what was coded, rated and classified as tidy tables, with a data dictionary and the settings used."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from annotator.agreement.window import window_name
from annotator.consensus.outdated import outdated
from annotator.errors import MediaError, StudyError, UserError
from annotator.exchange.consensus_csv import CONSENSUS_TABLES, consensus_tables
from annotator.exchange.dictionary import Column, Said, columns_of, data_dictionary
from annotator.exchange.event_tables import FrameAt, episode_summary, events_table, observed_episodes_table
from annotator.exchange.formats import Format, begin
from annotator.exchange.judged_tables import (
    classifications_table,
    interval_records_table,
    looked_for_table,
    ratings_table,
    scores_table,
    segments_table,
    wide_table,
)
from annotator.exchange.session_tables import (
    Row,
    coding_row,
    excluded_table,
    left_out_of,
    not_chosen_row,
    said_of_variables,
    sessions_table,
    uncoded_row,
    unreadable_row,
)
from annotator.exchange.typed import typed
from annotator.exchange.wanted import ALL, Wanted
from annotator.exchange.wide_summary import wide_summary
from annotator.exchange.write_files import NewFiles, csv_bytes, write_files
from annotator.media.table import FrameTable
from annotator.model.coding import Coding
from annotator.model.items import Classification, Rating, Submission
from annotator.progress import Progress
from annotator.study import Session, Study, Unreadable
from annotator.study.doubts import reservations
from annotator.study.gold import gold_problems, golds
from annotator.study.recordings import Places
from annotator.study.settings import CONSENSUS
from annotator.study.tables import CodedSession
from annotator.version import version

TABLES = (
    "sessions.csv",
    "excluded.csv",
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
    "summary_wide.csv",
    "settings.csv",
    "data_dictionary.csv",
)
"""Every table, by the name of its CSV file, in the order of the dictionary."""

_ITEMS_AT_ONCE, _CODINGS_AT_ONCE = 20_000, 100
"""Of so many tables are made before they are written: a study may be larger than the memory."""


def export_study(
    study: Study,
    out_dir: Path,
    wanted: Wanted = ALL,
    *,
    progress: Progress = lambda _share: None,
    warn: Callable[[UserError], object] = lambda _reservation: None,
) -> tuple[Path, ...]:
    """Write the tables of a study, all files or none.

    Paths, file names and, unless asked for, comments stay out: they may identify people. What is left out, and why,
    stands in excluded.csv; settings.csv names what cannot be read, and each consensus and gold standard that is out of
    date. Each coding is read once, and few are in memory at a time, as far as the format allows. The same study and
    wishes give the same bytes; the time of the export stands in settings.csv only.

    Args:
        study: the study to read; nothing in it is changed.
        out_dir: made if it is not there. A file that exists is never overwritten.
        wanted: the format, which codings, and how text and numbers are written.
        progress: told the share done, 0 to 1; it may raise to stop, and then nothing is written.
        warn: told what is left out, and what of the rest cannot be.

    Returns:
        The files written.

    Raises:
        StudyError: if a file is there already or cannot be written, a session or coder is not in the study, or the
            format cannot hold so much.
    """
    check_wanted(study, wanted)
    with NewFiles(out_dir) as files, contextlib.closing(begin(files, study, wanted)) as written:
        files.expect(filter(None, map(written.place, TABLES)))
        _Export(study, wanted, written, warn).run(progress)
    return files.written


def study_frames(
    study: Study, wanted: Wanted = ALL, *, warn: Callable[[UserError], object] = lambda _reservation: None
) -> dict[str, pd.DataFrame]:
    """Return the tables of an export, by the names of the CSV files: the same rows, columns, names and units.

    Text is str, counts are Int64, and numbers Float64; what stands empty in the file is missing.

    Args:
        study: the study to read; nothing in it is changed.
        wanted: which codings, and whether comments go along.
        warn: told what is left out, and what of the rest cannot be.

    Raises:
        StudyError: if a session or coder is not in the study.
    """
    check_wanted(study, wanted)
    frames = _Frames()
    _Export(study, wanted, frames, warn).run(lambda _share: None)
    return {name: pd.concat(parts, ignore_index=True) for name, parts in frames.parts.items()}


class _Frames:
    """A format of the export that is not written: the tables with their types."""

    def __init__(self) -> None:
        self.parts: dict[str, list[pd.DataFrame]] = {}

    def place(self, table: str) -> str:
        """Return the table itself: there is room for every one."""
        return table

    def add(self, table: str, rows: pd.DataFrame, columns: Sequence[Column]) -> None:
        """Keep rows of a table."""
        self.parts.setdefault(table, []).append(typed(rows, columns))

    def finish(self, tables: Mapping[str, Sequence[Column]]) -> None:
        """Nothing goes with them."""

    def close(self) -> None:
        """There is no file."""


class _Export:
    """One export while it goes on: what was read goes to the format, and what only its end can say is gathered."""

    def __init__(self, study: Study, wanted: Wanted, written: Format, warn: Callable[[UserError], object]) -> None:
        self._study, self._wanted, self._format, self._warn = study, wanted, written, warn
        self._places = study.recordings.places()
        self._columns: dict[str, tuple[Column, ...]] = {}
        self._judged: list[CodedSession] = []
        self._codings: list[Row] = []
        self._excluded: list[Row] = []
        self._unreadable: list[str] = []
        self._stale: list[str] = []

    def run(self, progress: Progress) -> None:
        """Write all tables, those first that need not wait for the last coding."""
        study, codebook = self._study, self._study.codebook
        for codings in _together(self._readable(progress)):
            self._write(_tables(study, codings, self._places, comments=self._wanted.comments))
            self._judged += map(_judged_only, codings)
            self._codings += [coding_row(one, codebook) for one in codings]
            self._excluded += [row for one in codings for row in left_out_of(one, codebook)]
        # What columns it has depends on all codings.
        self._write({"ratings_wide.csv": wide_table(self._judged, codebook)})
        chosen = [one for one in study.sessions() if _is_chosen(one.id, self._wanted.sessions)]
        settled = {one.id for one in chosen if CONSENSUS in study.coders_of(one.id)}
        self._write({"sessions.csv": sessions_table(chosen, self._codings, settled)}, said_of_variables(chosen))
        self._write({"excluded.csv": excluded_table([*self._excluded, *self._not_there()])})
        changed = list(gold_problems(study))
        for one in changed:
            self._warn(one)
        self._write({"settings.csv": _settings(study, self._wanted, self._unreadable, self._stale, changed)})
        self._write_dictionary()
        self._format.finish(self._described())

    def _write(self, tables: Mapping[str, pd.DataFrame], said: Mapping[str, Said] | None = None) -> None:
        for name, table in tables.items():
            if name not in self._columns:
                self._columns[name] = columns_of(self._study.codebook, name, list(table.columns), said)
            if self._format.place(name):
                self._format.add(name, table, self._columns[name])

    def _write_dictionary(self) -> None:
        described = {name: columns for name, columns in self._described().items() if self._format.place(name)}
        places = {name: self._format.place(name) for name in described}
        self._write({"data_dictionary.csv": data_dictionary(self._study.codebook, described, places)})

    def _described(self) -> dict[str, tuple[Column, ...]]:
        return {name: self._columns[name] for name in TABLES if name in self._columns}

    def _readable(self, progress: Progress) -> Iterator[CodedSession]:
        for one in in_turn(self._study, self._wanted, progress):
            for reservation in reservations(one, self._study.codebook):
                self._warn(reservation)
            if isinstance(one, Unreadable):
                self._unreadable.append(one.name)
                self._excluded.append(unreadable_row(one))
                continue
            if (why := outdated(self._study, one.session, one.coding)) is not None:
                self._warn(why)
                self._stale.append(one.session.id)
            yield one

    def _not_there(self) -> Iterator[Row]:
        """Yield what was not chosen, and sessions that nobody has coded."""
        for session in self._study.session_ids():
            coders = _coders_of(self._study, session)
            if not _is_chosen(session, self._wanted.sessions):
                yield not_chosen_row(session)
            elif not coders:
                yield uncoded_row(session)
            elif self._wanted.coders is not None:
                yield from (not_chosen_row(session, one) for one in coders if one not in self._wanted.coders)


def check_wanted(study: Study, wanted: Wanted) -> None:
    """Refuse what the study does not have.

    Raises:
        StudyError: naming it.
    """
    _check_ids("session", wanted.sessions, study.session_ids())
    if wanted.coders is not None:
        of_codings = [coder for session in study.session_ids() for coder in _coders_of(study, session)]
        _check_ids("coder", wanted.coders, [*study.coders, CONSENSUS, *of_codings])
    if wanted.decimal_comma and wanted.format != "csv":
        raise StudyError(f"A decimal comma belongs to CSV, not to {wanted.format}.", "Leave it out, or choose CSV.")


def _check_ids(what: str, asked: Sequence[str] | None, known: Sequence[str]) -> None:
    if strange := [one for one in asked or () if one not in known]:
        raise StudyError(f"The study has no {what} {', '.join(strange)}.", f"Choose a {what} of the study.")


def _is_chosen(session: str, chosen: Sequence[str] | None) -> bool:
    return chosen is None or session in chosen


def _coders_of(study: Study, session: str) -> tuple[str, ...]:
    try:
        return study.coders_of(session)
    except StudyError:  # that its file is gone is said already
        return ("",)


def write_tables(tables: dict[str, pd.DataFrame], out_dir: Path, *, raw_text: bool = False) -> tuple[Path, ...]:
    """Write tables as CSV files into a folder, all or none, overwriting nothing; see csv_bytes.

    Raises:
        StudyError: if one of the files is there already, or the folder cannot be written to.
    """
    return write_files({name: csv_bytes(table, raw_text=raw_text) for name, table in tables.items()}, out_dir)


def in_turn(study: Study, wanted: Wanted, progress: Progress) -> Iterator[CodedSession | Unreadable]:
    """Yield what study.readings yields, and tell how many of the sessions are done."""
    chosen = [one for one in study.session_ids() if _is_chosen(one, wanted.sessions)]
    place = {session_id: place for place, session_id in enumerate(chosen)}
    for one in study.readings(keep=False, sessions=chosen, coders=wanted.coders):
        session_id = one.session if isinstance(one, Unreadable) else one.session.id
        progress(place[session_id] / len(place))
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
    summary = episode_summary(codings, codebook, study.settings.intervals, study.settings.measures.unseen)
    who = [(one.session.id, one.coding.coder) for one in codings]
    return {
        "events.csv": events_table(codings, codebook, frame_at, comments=comments),
        "episodes.csv": observed_episodes_table(codings, codebook, comments=comments),
        "summary.csv": summary,
        "summary_wide.csv": wide_summary(summary, who, codebook),
        "ratings.csv": ratings_table(codings, codebook, comments=comments),
        "classifications.csv": classifications_table(codings, codebook, comments=comments),
        "linear_scores.csv": scores_table(codings, codebook, study.linear_scores, study.settings.measures.unseen),
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
    study: Study, wanted: Wanted, left_out: Sequence[str], stale: Sequence[str], changed: Sequence[UserError]
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
        ("unseen_latency", study.settings.measures.unseen.latency),
        ("unseen_interval", f"{study.settings.measures.unseen.interval:g}"),
        ("format", wanted.format),
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
