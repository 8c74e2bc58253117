"""A study: a folder with one codebook, many sessions and several coders."""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import count
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

import msgspec
import pandas as pd
import tomlkit
from msgspec.structs import replace

from annotator.errors import JournalError, MediaError, StudyError, UserError
from annotator.media.frames import load_or_scan
from annotator.media.grid import GRID_MS, on_grid
from annotator.media.recording import Recording, count_sound_tracks, files_of
from annotator.media.table import FrameTable
from annotator.model.codebook import Codebook
from annotator.model.codebook.file import codebook_hash, parse_codebook
from annotator.model.codebook.scales import LinearScore
from annotator.model.coding import Coding
from annotator.model.episode_lengths import with_what_is_said
from annotator.model.episodes import Span, observed_episodes
from annotator.study.backups import Backups
from annotator.study.codebook_pending import finish_change
from annotator.study.coding_cache import CodingCache, CodingRead, LastLine
from annotator.study.files import (
    check_id,
    inside,
    is_conflict_copy,
    is_of_the_system,
    read_document,
    read_text,
    reason,
    replace_file,
    sync_folder,
)
from annotator.study.journal import Header, JournalContents
from annotator.study.judged_tables import classifications_frame, ratings_frame, wide_frame
from annotator.study.lock import changing
from annotator.study.looking import LookedAtCoding
from annotator.study.open_coding import Clock, OpenCoding, read_coding_file, utc_now
from annotator.study.recordings import Places, find_recording, measure, recognise, relative_place
from annotator.study.rescue import StudyPlace, state_dir
from annotator.study.session import (
    SESSION_FILE,
    Session,
    check_session,
    read_session,
    store_offset,
    store_place,
    store_sound_track,
    write_session,
)
from annotator.study.settings import (
    CODEBOOK_FILE,
    CONSENSUS,
    STUDY_FILE,
    AnalysisSettings,
    CoderSettings,
    check_settings,
    read_study_file,
)
from annotator.study.tables import CodedSession, episodes_frame, events_frame, interval_records_frame, segments_frame
from annotator.study.unreadable import Unreadable, unless_broken

if TYPE_CHECKING:
    from annotator.media.aids import PictureAids
    from annotator.media.picture import Picture

STILLS_FOLDER = "stills"


def open_study(folder: Path) -> "Study":
    """Open the study in this folder.

    Raises:
        StudyError: if there is none, or study.toml is wrong.
        CodebookError: if its codebook is wrong.
    """
    return Study(Path(folder))


class Study:
    """The study folder. What is on the disk is what is true: another program may add a session or a coding.

    Args:
        folder: The folder that holds study.toml.
        clock: Tells the time in UTC, for the journals.
    """

    def __init__(self, folder: Path, clock: Clock = utc_now) -> None:
        if not (folder / STUDY_FILE).is_file():
            raise StudyError(f"There is no study in {folder}.", f"Choose the folder that holds {STUDY_FILE}.")
        self.folder = Path(os.path.abspath(folder))  # noqa: PTH100  a drive letter that is mapped must stay what it is
        self._clock = clock
        self._codings = CodingCache()
        self._changing = RLock()  # the window changes a study on several threads
        finish_change(self.folder)
        self._file = read_study_file(self.folder)
        self._codebook_stamp = _stamp(self.folder / CODEBOOK_FILE)
        self._codebook_text = read_text(self.folder / CODEBOOK_FILE)
        # At once: a study whose codebook is wrong must not open half.
        self._codebook = parse_codebook(self._codebook_text, CODEBOOK_FILE, in_use=True)
        self._is_writable = os.access(self.folder, os.W_OK) and os.access(self.folder / "sessions", os.W_OK)
        check_settings(self.settings, self.codebook)

    @property
    def name(self) -> str:
        """What the study is called."""
        return self._file.name

    @property
    def place(self) -> StudyPlace:
        """The study and where it lies, by which this computer tells it from copies of it."""
        return StudyPlace(self._file.id, self.name, os.path.realpath(self.folder))

    @property
    def coders(self) -> tuple[str, ...]:
        """The coders of the study, as listed in study.toml."""
        return self._file.coders

    @property
    def settings(self) -> AnalysisSettings:
        """What results are computed with."""
        return self._file.analysis

    def coder_settings(self, coder: str) -> CoderSettings:
        """Return how a coder works; without settings of their own, as every coder at first."""
        return self._file.coder.get(coder, CoderSettings())

    @property
    def allows_stills(self) -> bool:
        """Whether single frames may be saved as pictures; `stills = false` in study.toml forbids it."""
        return self._file.stills

    @property
    def codebook(self) -> Codebook:
        """The study's own codebook."""
        return self._codebook

    @property
    def codebook_hash(self) -> str:
        """The hash that a coding records of the codebook it was begun with."""
        return codebook_hash(self._codebook_text)

    def changed_codebook(self) -> Codebook | None:
        """Return the codebook that stands in the study now, if it is another than the one that was opened.

        Raises:
            CodebookError: if it cannot be read.
            StudyError: if its file cannot be read.
        """
        path = self.folder / CODEBOOK_FILE
        if (stamp := _stamp(path)) == self._codebook_stamp and stamp is not None:
            return None
        text = read_text(path)
        if text != self._codebook_text:
            return parse_codebook(text, CODEBOOK_FILE, in_use=True)
        self._codebook_stamp = stamp
        return None

    @property
    def is_writable(self) -> bool:
        """Whether sessions and codings could be added when it was opened or changed last; if not, it is for looking."""
        return self._is_writable

    def sessions(self) -> tuple[Session, ...]:
        """Return all sessions that can be read, in order of id; `unreadable` names the others."""
        found = (unless_broken(self.session, session_id) for session_id in self.session_ids())
        return tuple(session for session in found if isinstance(session, Session))

    def codings(self) -> Iterator[tuple[Session, Coding]]:
        """Yield every coding that can be read, in order of session and coder; `unreadable` names the others."""
        for session in self.sessions():
            for coder in self.coders_of(session.id):
                coding = unless_broken(self.read_coding, session.id, coder)
                if isinstance(coding, Coding):
                    yield session, coding

    def unreadable(self) -> tuple[Unreadable, ...]:
        """Return the sessions and codings that cannot be read, which every table and comparison leaves out.

        It reads all of them, as the tables do; what was read before and has not changed is not read again.
        """
        found: list[Unreadable] = []
        for session_id in self.session_ids():
            session = unless_broken(self.session, session_id)
            if isinstance(session, UserError):
                found.append(Unreadable(session_id, "", session))
                continue
            for coder in self.coders_of(session_id):
                coding = unless_broken(self.read_coding, session_id, coder)
                if isinstance(coding, UserError):
                    found.append(Unreadable(session_id, coder, coding))
        return tuple(found)

    def session(self, session_id: str) -> Session:
        """Return one session.

        Raises:
            StudyError: if there is none of this id, or its file is wrong.
        """
        return read_session(self._session_folder(session_id))

    def add_session(
        self,
        session_id: str,
        recordings: Sequence[tuple[Recording, int]],
        progress: Callable[[float], None] | None = None,
    ) -> Session:
        """Add a session; its recordings are read through and referred to, never copied or changed.

        Args:
            session_id: The new id.
            recordings: Each file (a tuple of files that follow one another) and its offset_ms; the first is the
                reference camera, whose offset is 0.
            progress: Told the part done, 0 to 1.

        Raises:
            StudyError: if the id is taken or cannot be one, or the folder cannot be written.
            MediaError: if a recording is missing or cannot be played; nothing is added then.
        """
        check_id("session", session_id)
        self._check_new("session", session_id, self.session_ids())
        if not recordings or recordings[0][1] != 0:
            raise StudyError("The first recording is the reference camera: its offset is 0.", "Shift the others.")
        cameras = []
        for index, (path, offset_ms) in enumerate(recordings):
            part = _part_of(progress, index, len(recordings))
            cameras.append(measure(path, self.folder, self.cache_dir, offset_ms, part, self.settings.sound_grid_ms))
        session = Session(id=session_id, cameras=tuple(cameras))
        self._make_session(session)
        return session

    def add_coder(self, coder: str) -> None:
        """Add a coder.

        Raises:
            StudyError: if the id is taken or cannot be one, or study.toml cannot be written.
        """
        check_id("coder", coder)
        with self._changing_settings():
            self._check_new("coder", coder, self.coders)
            self._save({"coders": [*self.coders, coder]})

    def coders_of(self, session_id: str) -> tuple[str, ...]:
        """Return who has coded a session, in order of id."""
        names = sorted(path.stem for path in self._session_folder(session_id).glob("*.jsonl"))
        return tuple(name for name in names if not (is_conflict_copy(name) or is_of_the_system(name)))

    def open_coding(self, session_id: str, coder: str, *, take_over: bool = False) -> OpenCoding:
        """Open a coding to change it: take its lock, replay its journal, bring back what was kept elsewhere.

        take_over: also where a file left behind on a disk without locks says that somebody has it open.

        Raises:
            ReadOnlyError: if it is open elsewhere, or cannot be written.
            StudyError: if there is no such session or coder.
            JournalError: if a line of its journal is bad.
        """
        if coder not in {*self.coders, *self.coders_of(session_id), CONSENSUS}:
            raise StudyError(f"The study has no coder {coder}.", "Add the coder to the study first.")
        journal, header = self.journal_path(session_id, coder), self._header(session_id, coder)
        with self._telling_of_backups(session_id, coder):
            return OpenCoding(journal, header, self.place, self._clock, take_over=take_over)

    def look_at_coding(self, session_id: str, coder: str, why: str) -> LookedAtCoding:
        """Open a coding read-only, as it is on the disk now; every edit is refused with why.

        Raises:
            StudyError: if there is no such session.
            JournalError: if a line of its journal is bad.
        """
        with self._telling_of_backups(session_id, coder):
            contents = read_coding_file(self.journal_path(session_id, coder), self._header(session_id, coder))
        return LookedAtCoding(contents, why)

    @contextlib.contextmanager
    def _telling_of_backups(self, session_id: str, coder: str) -> Iterator[None]:
        try:
            yield
        except JournalError as error:
            newest = next(iter(Backups(self.place, session_id, coder).all()), None)
            if newest is None:
                raise
            what = f"A backup of {newest.at:%Y-%m-%d %H:%M} UTC with {newest.edits} edits"
            hint = f"{what} can be put back: annotator restore."
            raise JournalError(error.what, f"{error.hint} {hint}") from error

    def read_coding(self, session_id: str, coder: str) -> Coding:
        """Return a coding as it is on the disk now, for reading; one that was not begun is empty.

        Raises:
            StudyError: if there is no such session.
            JournalError: if a line of its journal is bad.
        """
        return self._read(session_id, coder).coding

    def last_line_of(self, session_id: str, coder: str) -> LastLine:
        """Return whether the last line of a journal is whole; read_coding leaves out one that is not.

        Raises:
            StudyError, JournalError: as read_coding does.
        """
        return self._read(session_id, coder).last_line

    def _read(self, session_id: str, coder: str) -> CodingRead:
        path = self.journal_path(session_id, coder)

        def read() -> JournalContents:
            with self._telling_of_backups(session_id, coder):
                return read_coding_file(path, self._header(session_id, coder))

        return self._codings.read(path, read)

    def episodes_of(self, session: Session, coding: Coding) -> tuple[Span, ...]:
        """Return the observed episodes: the session's locked boundaries, else the coder's own marks."""
        return observed_episodes(session.episodes or coding.episode_marks, session.duration_ms)

    def recording(self, session: Session, index: int, places: Places | None = None) -> Recording:
        """Return where the file of a camera is, or its files in sequence; one that was moved is found by its content.

        Args:
            session: One of the sessions.
            index: Index of the camera.
            places: Where what is not in its place may lie; whoever asks for many gives the same to each.

        Raises:
            MediaError: if it is nowhere to be found.
        """
        return find_recording(self.session(session.id).cameras[index], self.folder, places or self.places())

    def places(self) -> Places:
        """Return where recordings that were moved may lie; it is looked through when the first is missing."""
        return Places(self.folder, self.sessions)

    def note_places(self, session_id: str) -> None:
        """Keep in session.toml where the recordings of a session are now; those that are missing stay as they are.

        Raises:
            StudyError: if there is no such session, or session.toml cannot be written.
        """
        session, places = self.session(session_id), self.places()
        for index, camera in enumerate(session.cameras):
            with contextlib.suppress(MediaError):
                files = files_of(find_recording(camera, self.folder, places))
                now = tuple(relative_place(path, self.folder) for path in files)
                if now != camera.files:
                    store_place(self._session_folder(session_id), index, *now)

    def relink(self, session_id: str, camera: int, *files: Path) -> None:
        """Note where the recording of a camera is now; of one in several files, those of them that are given.

        Args:
            session_id: One of the sessions.
            camera: Index of the camera.
            files: What the recording is said to be; recognised by content, whatever the names and the order.

        Raises:
            MediaError: if one of the files is no part of this recording.
            StudyError: if the session cannot be read or written.
        """
        found = recognise(self.session(session_id), camera, self.folder, files)
        places = (relative_place(path, self.folder) for path in found)
        store_place(self._session_folder(session_id), camera, *places)

    def set_offset(self, session_id: str, camera: int, offset_ms: int) -> Session:
        """Let a camera begin at another moment of the session; return the session as it is then.

        Args:
            session_id: One of the sessions.
            camera: Which camera, from 1: camera 0 is what session time is counted by.
            offset_ms: Session time of the camera's first shown frame, in ms; negative if it began earlier.

        Raises:
            StudyError: if there is no such session or camera, or session.toml cannot be written.
        """
        if not 0 < camera < len(self.session(session_id).cameras):
            what = f"Session {session_id} has no camera {camera + 1} to be shifted."
            raise StudyError(what, "Choose another camera.")
        store_offset(self._session_folder(session_id), camera, offset_ms)
        return self.session(session_id)

    def set_sound_track(self, session_id: str, camera: int, sound_track: int) -> Session:
        """Let another sound track of a camera be played; return the session as it is then.

        Args:
            session_id: One of the sessions.
            camera: Which camera, from 0.
            sound_track: Which of its sound tracks, from 0.

        Raises:
            StudyError: if there is no such session, camera or sound track, or session.toml cannot be written.
            MediaError: if the recording is missing or cannot be opened.
        """
        session = self.session(session_id)
        if not 0 <= camera < len(session.cameras):
            raise StudyError(f"Session {session_id} has no camera {camera + 1}.", "Choose another camera.")
        tracks = count_sound_tracks(self.recording(session, camera))
        if not 0 <= sound_track < tracks:
            what = f"Camera {camera + 1} of {session_id} has no sound track {sound_track + 1}: it has {tracks}."
            raise StudyError(what, "Choose another sound track.")
        store_sound_track(self._session_folder(session_id), camera, sound_track)
        return self.session(session_id)

    def save_still(
        self, session_id: str, at_ms: int, picture: "Picture", camera: int = 0, aids: "PictureAids | None" = None
    ) -> Path:
        """Write a frame in its native size into the study's folder for stills; an older file is never overwritten.

        Args:
            session_id: The session.
            at_ms: Session time of the frame; with the session's id it makes the name, `<session>-<ms>.png`.
            picture: The frame.
            camera: Which camera it is of, from 0; named from the second on.
            aids: How the picture is changed; as recorded if not given.

        Raises:
            StudyError: if the study does not allow stills, or its folder cannot be written.
            MediaError: if the file cannot be written.
        """
        if not self.allows_stills:
            raise StudyError("This study does not allow stills.", "Its study.toml says so: stills = false.")
        folder = inside(self.folder, STILLS_FOLDER)
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise StudyError(f"{folder} cannot be made: {reason(error)}.", "Check that you can write to it.") from error
        stem = f"{session_id}-{at_ms}" + (f"-camera{camera + 1}" if camera else "")
        names = (f"{stem}{f'-{number}' if number > 1 else ''}.png" for number in count(1))
        path = next(folder / name for name in names if not os.path.lexists(folder / name))
        picture.save(path, *(() if aids is None else (aids,)))
        return path

    @cached_property
    def cache_dir(self) -> Path:
        """Where what can be computed again is kept; safe to delete.

        It is in the study, so that all share it; where links came with the study instead of files, on this computer.
        """
        folder = self.folder / ".cache"
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            if folder.is_symlink() or any(entry.is_symlink() for entry in entries):
                return state_dir() / "cache"
        return folder

    def frame_table(self, session: Session, places: Places | None = None) -> FrameTable:
        """Return the frames of the reference camera, whose time is session time; places as in recording.

        Raises:
            MediaError: if the recording is missing or cannot be played.
        """
        table = load_or_scan(self.recording(session, 0, places), self.cache_dir if self.is_writable else None)
        return on_grid(table, session.cameras[0].grid_ms or GRID_MS)

    def save_settings(self, settings: AnalysisSettings) -> None:
        """Keep what results are computed with.

        Raises:
            StudyError: if a value is out of range or not in the codebook, or study.toml cannot be written.
        """
        with self._changing_settings():
            self._save_analysis(settings)

    def change_settings(self, **changed: Any) -> None:
        """Change some of what results are computed with; the rest stays as it is on the disk.

        Raises:
            StudyError: as save_settings does.
        """
        with self._changing_settings():
            self._save_analysis(replace(self.settings, **changed))

    def save_coder_settings(self, coder: str, settings: CoderSettings) -> None:
        """Keep how a coder works; the settings of the others stay as they are on the disk.

        Raises:
            StudyError: if study.toml cannot be written.
        """
        with self._changing_settings():
            known = {**self._file.coder, coder: settings}
            self._save({"coder": {one: msgspec.to_builtins(said) for one, said in known.items()}})

    @property
    def linear_scores(self) -> tuple[LinearScore, ...]:
        """The linear scores of the lab: those of the codebook, then those entered in the window (study.toml)."""
        return (*self.codebook.linear_scores, *self.settings.linear_scores)

    def events(self) -> pd.DataFrame:
        """Return every event of every coding that can be read, one a row (see annotator.study.tables.events_frame).

        Here and in the other tables, `attrs["left_out"]` lists in words what cannot be read.
        """
        return self._table(events_frame)

    def episodes(self) -> pd.DataFrame:
        """Return every observed episode of every coding that can be read, one a row (see tables.episodes_frame)."""
        return self._table(episodes_frame)

    def ratings(self) -> pd.DataFrame:
        """Return every rating of every coding that can be read (see annotator.study.judged_tables.ratings_frame)."""
        return self._table(ratings_frame)

    def classifications(self) -> pd.DataFrame:
        """Return every classification, with what is read from it (see judged_tables.classifications_frame)."""
        return self._table(classifications_frame)

    def wide(self) -> pd.DataFrame:
        """Return one row a coding with its classification and all ratings (see judged_tables.wide_frame)."""
        return self._table(wide_frame)

    def interval_records(self) -> pd.DataFrame:
        """Return every interval that a coder recorded (see annotator.study.tables.interval_records_frame)."""
        return self._table(interval_records_frame)

    def segments(self) -> pd.DataFrame:
        """Return every segment that has no code yet (see annotator.study.tables.segments_frame)."""
        return self._table(segments_frame)

    def _table(self, make: Callable[[Iterable[CodedSession], Codebook], pd.DataFrame]) -> pd.DataFrame:
        table = make(self._coded_sessions(), self.codebook)
        table.attrs["left_out"] = [f"{one.name}: {one.problem}" for one in self.unreadable()]
        return table

    def _coded_sessions(self) -> Iterator[CodedSession]:
        for session, coding in self.codings():
            locked = session.episodes
            marks = with_what_is_said(locked, coding) if locked else coding.episode_marks
            yield CodedSession(coding, self.episodes_of(session, coding), marks)

    @contextlib.contextmanager
    def _changing_settings(self) -> Iterator[None]:
        """Let study.toml be read, changed and replaced while nobody else does, here or in another program."""
        with self._changing, changing(self.folder / STUDY_FILE):
            self._file = read_study_file(self.folder)  # not the codebook: somebody may be coding with the one opened
            yield

    def _save_analysis(self, settings: AnalysisSettings) -> None:
        check_settings(settings, self.codebook)
        self._save(
            {"analysis": {name: said for name, said in msgspec.to_builtins(settings).items() if said is not None}}
        )

    def _save(self, changed: dict[str, object]) -> None:
        path = self.folder / STUDY_FILE
        document = read_document(path)
        document.update(changed)
        replace_file(path, tomlkit.dumps(document))
        self._file = read_study_file(self.folder)

    def _make_session(self, session: Session) -> None:
        check_session(session)
        folder = self.folder / "sessions" / session.id
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StudyError(
                f"Session {session.id} cannot be added: {reason(error)}.", "Check that you can write to the study."
            ) from error
        with changing(folder / SESSION_FILE):
            if (folder / SESSION_FILE).exists():  # another program has been faster
                self._check_new("session", session.id, [session.id])
            write_session(folder, session)
        sync_folder(folder.parent)

    def session_ids(self) -> list[str]:
        """Return the ids of all sessions, in order, whether they can be read or not."""
        # A folder with codings counts also where its session.toml is gone: what was coded must not vanish unsaid.
        found = (
            path.parent.name
            for name in (SESSION_FILE, "[!.~]*.jsonl")
            for path in self.folder.glob(f"sessions/*/{name}")
        )
        return sorted({name for name in found if not is_of_the_system(name)})

    def _session_folder(self, session_id: str) -> Path:
        folder = inside(self.folder, "sessions", session_id)
        if not folder.is_dir():
            raise StudyError(f"The study has no session {session_id}.", "Choose one of its sessions, or add it.")
        if not (folder / SESSION_FILE).is_file():
            raise StudyError(f"{session_id}/{SESSION_FILE} is missing.", "Restore it from a backup.")
        return folder

    def journal_path(self, session_id: str, coder: str) -> Path:
        """Return where the journal of a coding is, or will be.

        Raises:
            StudyError: if there is no such session, or the place is outside the study.
        """
        self._session_folder(session_id)  # complains here if it is not there
        return inside(self.folder, "sessions", session_id, f"{coder}.jsonl")

    def _header(self, session_id: str, coder: str) -> Header:
        return Header(session=session_id, coder=coder, codebook=self.codebook_hash)

    def _check_new(self, what: str, new: str, known: Sequence[str]) -> None:
        # Two ids that differ in case only would be one file on Windows and macOS.
        if same := next((one for one in known if one.lower() == new.lower()), None):
            raise StudyError(f"The study has a {what} {same} already.", "Choose another id.")


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """Return what changes whenever a file is replaced or written, without reading it; None where it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _part_of(progress: Callable[[float], None] | None, index: int, count: int) -> Callable[[float], None] | None:
    return None if progress is None else lambda part: progress((index + part) / count)
