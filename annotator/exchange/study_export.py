"""The export: what was coded, rated and classified as tidy tables, with a data dictionary and the settings used."""

import contextlib
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import pandas as pd

from annotator.agreement.window import window_name
from annotator.errors import StudyError, UserError
from annotator.exchange.consensus_csv import CONSENSUS_TABLES
from annotator.exchange.dictionary import Column, Said, columns_of, data_dictionary
from annotator.exchange.formats import Format, begin
from annotator.exchange.formats.delimited import Delimited, text_of
from annotator.exchange.judged_tables import wide_table
from annotator.exchange.session_parts import Part, read_sessions
from annotator.exchange.session_tables import (
    Row,
    excluded_table,
    not_chosen_row,
    rounds_table,
    said_of_variables,
    sessions_table,
    uncoded_row,
)
from annotator.exchange.typed import typed
from annotator.exchange.wanted import ALL, Wanted
from annotator.exchange.write_files import NewFiles, csv_bytes, write_files
from annotator.model.coding import Coding
from annotator.progress import Progress
from annotator.study import Session, Study, Unreadable
from annotator.study.derived import Derived, lots
from annotator.study.gold import gold_problems, golds
from annotator.study.recordings import Places
from annotator.study.rounds import Round, rounds
from annotator.study.settings import CONSENSUS
from annotator.study.tables import CodedSession
from annotator.study.unreadable import unless_broken
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
    "rounds.csv",
    *CONSENSUS_TABLES,
    "summary_wide.csv",
    "settings.csv",
    "data_dictionary.csv",
)
"""Every table, by the name of its CSV file, in the order of the dictionary."""


def export_study(
    study: Study,
    out_dir: Path,
    wanted: Wanted = ALL,
    *,
    processes: int = 1,
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
        processes: how many share the work on CSV and TSV of many sessions; see Derived.each.
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
        _Export(study, wanted, written, warn).run(progress, processes)
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
        self._parts: list[Part] = []

    def run(self, progress: Progress, processes: int = 1) -> None:
        """Write all tables, those first that need not wait for the last coding."""
        study, codebook = self._study, self._study.codebook
        chosen_ids = [one for one in study.session_ids() if _is_chosen(one, self._wanted.sessions)]
        in_lots = list(lots(study, chosen_ids))
        progress(0.0)
        with contextlib.closing(self._read(in_lots, processes)) as read:
            for number, part in enumerate(read, start=1):
                self._take(part)
                progress(number / len(in_lots))
        parts = self._parts
        chosen = [one for one in study.sessions() if _is_chosen(one.id, self._wanted.sessions)]
        # What columns it has depends on all codings.
        self._write({"ratings_wide.csv": wide_table(list(_judged(chosen, parts)), codebook)})
        settled = {one.id for one in chosen if CONSENSUS in study.coders_of(one.id)}
        rows = [row for part in parts for row in part.codings]
        self._write({"sessions.csv": sessions_table(chosen, rows, settled)}, said_of_variables(chosen))
        again = [one for one in rounds(study) if _is_wanted(one, self._wanted)]
        if again:
            self._write({"rounds.csv": rounds_table(again)})
        excluded = [row for part in parts for row in part.excluded]
        self._write({"excluded.csv": excluded_table([*excluded, *self._not_there()])})
        changed = list(gold_problems(study))
        for one in changed:
            self._warn(one)
        unreadable = [name for part in parts for name in part.unreadable]
        stale = [name for part in parts for name in part.stale]
        self._write({"settings.csv": _settings(study, self._wanted, unreadable, stale, changed)})
        self._write_dictionary()
        self._format.finish(self._described())

    def _write(self, tables: Mapping[str, pd.DataFrame], said: Mapping[str, Said] | None = None) -> None:
        for name, table in tables.items():
            columns = self._columns_of(name, list(table.columns), said)
            if self._format.place(name):
                self._format.add(name, table, columns)

    def _columns_of(
        self, name: str, made_as: Sequence[str], said: Mapping[str, Said] | None = None
    ) -> tuple[Column, ...]:
        if name not in self._columns:
            self._columns[name] = columns_of(self._study.codebook, name, made_as, said)
        return self._columns[name]

    def _write_dictionary(self) -> None:
        described = {name: columns for name, columns in self._described().items() if self._format.place(name)}
        places = {name: self._format.place(name) for name in described}
        self._write({"data_dictionary.csv": data_dictionary(self._study.codebook, described, places)})

    def _described(self) -> dict[str, tuple[Column, ...]]:
        return {name: self._columns[name] for name in TABLES if name in self._columns}

    def _read(self, in_lots: Iterable[Sequence[str]], processes: int) -> Generator[Part, None, None]:
        """Yield what each lot of sessions comes to; rows that cannot be kept as text are written at once."""
        if not isinstance(self._format, Delimited):
            for lot in in_lots:
                part, _, tables = read_sessions(self._study, lot, self._wanted, self._places)
                self._write(tables)
                yield part
            return
        kept = Derived(self._study, Part, _as_text, self._wanted, here=(self._places,))
        yield from kept.each(
            in_lots, lambda lot: [_recording_of(self._study, one, self._places) for one in lot], processes
        )

    def _take(self, part: Part) -> None:
        for what, hint in part.said:
            self._warn(StudyError(what, hint))
        for name, text in part.texts.items():
            assert isinstance(self._format, Delimited)
            self._format.add_text(name, text, self._columns_of(name, part.columns[name]))
        part.texts.clear()
        self._parts.append(part)

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


def _as_text(study: Study, sessions: Sequence[str], wanted: Wanted, places: Places | None = None) -> tuple[Part, bool]:
    """Return what some sessions come to, its tables as text, and whether all there is could be read."""
    places = places or _places_in(study)
    seen = {one: _recording_of(study, one, places) for one in sessions}
    part, frames, tables = read_sessions(study, sessions, wanted, places)
    # A disk that does not answer may answer the next time.
    whole = all(seen[name] == "" if one is None else not one.broken_off for name, one in frames.items())
    for name, table in tables.items():
        part.columns[name] = list(table.columns)
        part.texts[name] = text_of(table, columns_of(study.codebook, name, part.columns[name]), wanted)
    return part, whole and not part.unreadable


@lru_cache(maxsize=1)  # for processes that end with this export: later there may be other files
def _places_in(study: Study) -> Places:
    return study.recordings.places()


def _recording_of(study: Study, session_id: str, places: Places) -> str:
    """Return the fingerprint of the recording that gives a session its frame numbers; "" where it is missing."""
    with contextlib.suppress(UserError):
        session = study.session(session_id)
        study.recordings.find(session, 0, places)
        return session.cameras[0].fingerprint
    return ""


def check_wanted(study: Study, wanted: Wanted) -> None:
    """Refuse what the study does not have.

    Raises:
        StudyError: naming it.
    """
    _check_ids("session", wanted.sessions, study.session_ids())
    if wanted.coders is not None:
        read = (unless_broken(study.codings_of, session) for session in study.session_ids())
        of_codings = [coder for found in read if not isinstance(found, UserError) for coder in found]
        _check_ids("coder", wanted.coders, [*study.coders, CONSENSUS, *of_codings])
    if wanted.decimal_comma and wanted.format != "csv":
        raise StudyError(f"A decimal comma belongs to CSV, not to {wanted.format}.", "Leave it out, or choose CSV.")


def _check_ids(what: str, asked: Sequence[str] | None, known: Sequence[str]) -> None:
    if strange := [one for one in asked or () if one not in known]:
        raise StudyError(f"The study has no {what} {', '.join(strange)}.", f"Choose a {what} of the study.")


def _is_chosen(session: str, chosen: Sequence[str] | None) -> bool:
    return chosen is None or session in chosen


def _is_wanted(one: Round, wanted: Wanted) -> bool:
    return _is_chosen(one.session, wanted.sessions) and (wanted.coders is None or one.coder in wanted.coders)


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


def _judged(sessions: Iterable[Session], parts: Iterable[Part]) -> Iterator[CodedSession]:
    by_id = {one.id: one for one in sessions}
    there = (one for part in parts for one in part.judged if one[0] in by_id)  # else it has gone meanwhile
    for session_id, coder, items in there:
        yield CodedSession(by_id[session_id], Coding(session_id, coder, items), "whole", (), ())


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
