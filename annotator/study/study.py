"""A study: a folder with one codebook, many sessions and several coders."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import msgspec
import pandas as pd
import tomlkit

from annotator.errors import StudyError
from annotator.media.frames import load_or_scan
from annotator.media.recording import Recording, files_of
from annotator.media.table import FrameTable
from annotator.model.codebook import Codebook
from annotator.model.codebook_file import codebook_hash, parse_codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span, observed_episodes
from annotator.model.intervals import IntervalRule
from annotator.model.lint import CheckRules
from annotator.study.coders import CONSENSUS, CoderSettings
from annotator.study.files import (
    check_id,
    is_conflict_copy,
    read_text,
    read_toml,
    reason,
    replace_file,
    sync_folder,
    write_new,
)
from annotator.study.journal import Header
from annotator.study.open_coding import Clock, OpenCoding, read_coding_file, utc_now
from annotator.study.recordings import find_recording, measure, relative_place
from annotator.study.rescue import state_dir
from annotator.study.session import SESSION_FILE, Session, read_session, store_place, write_session
from annotator.study.tables import CodedSession, episodes_frame, events_frame

STUDY_FILE = "study.toml"
CODEBOOK_FILE = "codebook.toml"


class AnalysisSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes results, so it belongs to the study and not to a computer.

    window: ids of the episodes that agreement is computed over; empty is the whole session.
    intervals: how episodes are cut into intervals.
    checks: what the checks of a coding look for.
    cry_rule_s: how many seconds of crying without a break in a separation are too long; None: the lab has set no rule.
    crying_code: id of the code that is crying, for that rule.
    """

    window: tuple[str, ...] = ()
    intervals: IntervalRule = IntervalRule()
    checks: CheckRules = CheckRules()
    cry_rule_s: Annotated[float, msgspec.Meta(gt=0)] | None = None
    crying_code: str = "crying"


class _StudyFile(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    coders: tuple[str, ...] = ()
    analysis: AnalysisSettings = AnalysisSettings()
    stills: bool = True
    coder: dict[str, CoderSettings] = {}


def create_study(folder: Path, name: str, codebook_text: str) -> "Study":
    """Make a study in a folder that is empty or not there yet.

    Raises:
        CodebookError: if the codebook is wrong; nothing is made then.
        StudyError: if the folder is not empty, or cannot be written.
    """
    parse_codebook(codebook_text, CODEBOOK_FILE)
    try:
        if folder.is_dir() and any(folder.iterdir()):
            raise StudyError(f"The folder {folder} is not empty.", "Choose an empty folder, or a new name.")
        (folder / "sessions").mkdir(parents=True)
        write_new(folder / CODEBOOK_FILE, codebook_text.encode())
    except OSError as error:
        raise StudyError(f"No study can be made in {folder}: {reason(error)}.", "Choose another folder.") from error
    document = tomlkit.document()
    document.update({"id": uuid4().hex, "name": name, "coders": []})
    replace_file(folder / STUDY_FILE, tomlkit.dumps(document))
    return open_study(folder)


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
        self._seen: dict[Path, tuple[tuple[int, int], Coding]] = {}
        self._reload()
        self._check_window(self.settings)

    @property
    def name(self) -> str:
        """What the study is called."""
        return self._file.name

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

    @property
    def is_writable(self) -> bool:
        """Whether sessions and codings can be added; if not, the study opens for looking."""
        return os.access(self.folder, os.W_OK) and os.access(self.folder / "sessions", os.W_OK)

    def sessions(self) -> tuple[Session, ...]:
        """Return all sessions in order of id."""
        return tuple(self.session(session_id) for session_id in self._session_ids())

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
        self._check_new("session", session_id, self._session_ids())
        if not recordings or recordings[0][1] != 0:
            raise StudyError("The first recording is the reference camera: its offset is 0.", "Shift the others.")
        cameras = []
        for index, (path, offset_ms) in enumerate(recordings):
            part = _part_of(progress, index, len(recordings))
            cameras.append(measure(path, self.folder, self.cache_dir, offset_ms, part))
        session = Session(id=session_id, cameras=tuple(cameras))
        self._make_session(session)
        return session

    def add_coder(self, coder: str) -> None:
        """Add a coder.

        Raises:
            StudyError: if the id is taken or cannot be one, or study.toml cannot be written.
        """
        check_id("coder", coder)
        self._reload()
        self._check_new("coder", coder, self.coders)
        self._save({"coders": [*self.coders, coder]})

    def coders_of(self, session_id: str) -> tuple[str, ...]:
        """Return who has coded a session, in order of id."""
        names = sorted(path.stem for path in self._session_folder(session_id).glob("*.jsonl"))
        return tuple(name for name in names if not is_conflict_copy(name))

    def open_coding(self, session_id: str, coder: str) -> OpenCoding:
        """Open a coding to change it: take its lock, replay its journal, bring back what was kept elsewhere.

        Raises:
            StudyError: if there is no such session or coder, it is open elsewhere, or it cannot be written.
            JournalError: if a line of its journal is bad.
        """
        if coder not in {*self.coders, *self.coders_of(session_id), CONSENSUS}:
            raise StudyError(f"The study has no coder {coder}.", "Add the coder to the study first.")
        rescue_folder = state_dir() / "rescue" / self._file.id / session_id / coder
        return OpenCoding(self._journal(session_id, coder), self._header(session_id, coder), rescue_folder, self._clock)

    def read_coding(self, session_id: str, coder: str) -> Coding:
        """Return a coding to look at, as it is on the disk now; one that was not begun is empty.

        Raises:
            StudyError: if there is no such session.
            JournalError: if a line of its journal is bad.
        """
        path = self._journal(session_id, coder)
        stamp = (path.stat().st_size, path.stat().st_mtime_ns) if path.exists() else (0, 0)
        seen = self._seen.get(path)
        if seen is None or seen[0] != stamp:
            seen = stamp, read_coding_file(path, self._header(session_id, coder)).history.coding
            self._seen[path] = seen
        return seen[1]

    def episodes_of(self, session: Session, coding: Coding) -> tuple[Span, ...]:
        """Return the observed episodes: the session's locked boundaries, else the coder's own marks."""
        return observed_episodes(session.episodes or coding.episode_marks, session.duration_ms)

    def recording(self, session: Session, index: int) -> Recording:
        """Return where the file of a camera is, or its files in sequence.

        One that was moved is found by its content, and the place kept.

        Raises:
            MediaError: if it is nowhere to be found.
        """
        camera = self.session(session.id).cameras[index]
        others = [self.folder / file for other in self.sessions() for one in other.cameras for file in one.files]
        found = find_recording(camera, self.folder, others)
        places = tuple(relative_place(path, self.folder) for path in files_of(found))
        folder = self._session_folder(session.id)
        if places != camera.files and os.access(folder, os.W_OK):
            store_place(folder, index, *places)
        return found

    @property
    def cache_dir(self) -> Path:
        """Where what can be computed again is kept; safe to delete."""
        return self.folder / ".cache"

    def frame_table(self, session: Session) -> FrameTable:
        """Return the frames of the reference camera; its time is session time.

        Raises:
            MediaError: if the recording is missing or cannot be played.
        """
        return load_or_scan(self.recording(session, 0), self.cache_dir if self.is_writable else None)

    def save_settings(self, settings: AnalysisSettings) -> None:
        """Keep what results are computed with.

        Raises:
            StudyError: if an episode is not in the codebook, or study.toml cannot be written.
        """
        self._reload()
        self._check_window(settings)
        said = {name: value for name, value in msgspec.to_builtins(settings).items() if value is not None}
        self._save({"analysis": said})

    def save_coder_settings(self, coder: str, settings: CoderSettings) -> None:
        """Keep how a coder works; the settings of the others stay as they are on the disk.

        Raises:
            StudyError: if study.toml cannot be written.
        """
        self._reload()
        known = {**self._file.coder, coder: settings}
        self._save({"coder": {one: msgspec.to_builtins(said) for one, said in known.items()}})

    def events(self) -> pd.DataFrame:
        """Return every event of every coding, one a row (see annotator.study.tables.events_frame).

        Raises:
            JournalError: if a coding cannot be read.
        """
        return events_frame(self._codings(), self.codebook)

    def episodes(self) -> pd.DataFrame:
        """Return every observed episode of every coding, one a row (see annotator.study.tables.episodes_frame).

        Raises:
            JournalError: if a coding cannot be read.
        """
        return episodes_frame(self._codings(), self.codebook)

    def _codings(self) -> Iterator[CodedSession]:
        for session in self.sessions():
            for coder in self.coders_of(session.id):
                coding = self.read_coding(session.id, coder)
                yield CodedSession(coding, self.episodes_of(session, coding))

    def _reload(self) -> None:
        self._file = read_toml(self.folder / STUDY_FILE, _StudyFile)
        self._codebook_text = read_text(self.folder / CODEBOOK_FILE)
        # At once: a study whose codebook is wrong must not open half.
        self._codebook = parse_codebook(self._codebook_text, CODEBOOK_FILE)

    def _save(self, changed: dict[str, object]) -> None:
        path = self.folder / STUDY_FILE
        document = tomlkit.parse(read_text(path))
        document.update(changed)
        replace_file(path, tomlkit.dumps(document))
        self._reload()

    def _make_session(self, session: Session) -> None:
        folder = self.folder / "sessions" / session.id
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StudyError(
                f"Session {session.id} cannot be added: {reason(error)}.", "Check that you may write to the study."
            ) from error
        write_session(folder, session)
        sync_folder(folder.parent)

    def _session_ids(self) -> list[str]:
        return sorted(path.parent.name for path in self.folder.glob(f"sessions/*/{SESSION_FILE}"))

    def _session_folder(self, session_id: str) -> Path:
        folder = self.folder / "sessions" / session_id
        if not (folder / SESSION_FILE).is_file():
            raise StudyError(f"The study has no session {session_id}.", "Choose one of its sessions, or add it.")
        return folder

    def _journal(self, session_id: str, coder: str) -> Path:
        return self._session_folder(session_id) / f"{coder}.jsonl"

    def _header(self, session_id: str, coder: str) -> Header:
        return Header(session=session_id, coder=coder, codebook=self.codebook_hash)

    def _check_new(self, what: str, new: str, known: Sequence[str]) -> None:
        # Two ids that differ in case only would be one file on Windows and macOS.
        if same := next((one for one in known if one.lower() == new.lower()), None):
            raise StudyError(f"The study has a {what} {same} already.", "Choose another id.")

    def _check_window(self, settings: AnalysisSettings) -> None:
        if unknown := [episode for episode in settings.window if episode not in self.codebook.episode_by_id]:
            raise StudyError(
                f"{STUDY_FILE}: analysis.window names episode {unknown[0]}, which the codebook does not have.",
                f"Use its episodes: {', '.join(self.codebook.episode_by_id)}.",
            )


def _part_of(progress: Callable[[float], None] | None, index: int, count: int) -> Callable[[float], None] | None:
    return None if progress is None else lambda part: progress((index + part) / count)
