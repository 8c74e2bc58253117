"""A study: a folder with one codebook, many sessions and several coders."""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from datetime import date, datetime
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from annotator.errors import JournalError, StudyError, UserError
from annotator.media.frames import load_or_scan
from annotator.media.grid import GRID_MS, on_grid
from annotator.media.recording import Recording
from annotator.media.table import FrameTable
from annotator.model.codebook import Codebook
from annotator.model.codebook.file import codebook_hash
from annotator.model.codebook.scales import LinearScore
from annotator.model.coding import Coding
from annotator.model.episode_lengths import with_what_is_said
from annotator.model.episodes import Span, observed_episodes
from annotator.progress import Progress, part_of
from annotator.study.backups import Backups
from annotator.study.codebook_pending import finish_change
from annotator.study.coding_cache import CodingCache, CodingRead
from annotator.study.deeds import finish_deed
from annotator.study.files import check_id, check_new, inside, reason
from annotator.study.journal import Header, JournalContents
from annotator.study.judged_tables import classifications_frame, ratings_frame, wide_frame
from annotator.study.looking import LookedAtCoding
from annotator.study.open_coding import Clock, OpenCoding, read_coding_file, utc_now
from annotator.study.recordings import Places, Recordings, measure
from annotator.study.renamed import check_never_used
from annotator.study.rescue import StudyPlace, state_dir
from annotator.study.round_ids import person_of
from annotator.study.session import Session
from annotator.study.sessions import Sessions
from annotator.study.settings import (
    CONSENSUS,
    STUDY_FILE,
    AnalysisSettings,
    CoderSettings,
    GoldMark,
    NewName,
    StudyFile,
    VariableType,
    Window,
    check_person_id,
)
from annotator.study.study_files import StudyFiles
from annotator.study.tables import (
    CodedSession,
    episodes_frame,
    events_frame,
    interval_records_frame,
    looked_for_frame,
    segments_frame,
)
from annotator.study.unreadable import Unreadable, unless_broken

if TYPE_CHECKING:
    import pandas as pd

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

    Attributes:
        look: The settings that it is looked at with instead of its own, see `over`.
    """

    def __init__(self, folder: Path, clock: Clock = utc_now) -> None:
        if not (folder / STUDY_FILE).is_file():
            raise StudyError(f"There is no study in {folder}.", f"Choose the folder that holds {STUDY_FILE}.")
        self.folder = Path(os.path.abspath(folder))  # noqa: PTH100  a drive letter that is mapped must stay what it is
        self._clock = clock
        self.look: Mapping[str, Any] = {}
        self._codings = CodingCache()
        finish_change(self.folder)
        finish_deed(self.folder)
        self._files = StudyFiles(self.folder)
        self._sessions = Sessions(self.folder, self._files.renamed)
        self.recordings = Recordings(self.folder, self._sessions)

    @property
    def name(self) -> str:
        """What the study is called."""
        return self._files.said.name

    @property
    def place(self) -> StudyPlace:
        """The study and where it lies, by which this computer tells it from copies of it."""
        return StudyPlace(self._files.said.id, self.name, os.path.realpath(self.folder), self.renamed)

    @property
    def coders(self) -> tuple[str, ...]:
        """The coders of the study, as listed in study.toml."""
        return self._files.said.coders

    @property
    def settings(self) -> AnalysisSettings:
        """What results are computed with."""
        kept = self._files.said.analysis
        return replace(kept, **self.look) if self.look else kept

    def over(self, window: Window | None, code_with: tuple[str, ...] | None = None) -> "Study":
        """Return the same study, looked at over other episodes, or with other codes: nothing of that is kept.

        Args:
            window: what agreement is computed over; None: the study's own again.
            code_with: which modifiers are part of the code; None likewise.
        """
        look, asked = copy(self), {"window": window, "code_with": code_with}
        look.look = {name: said for name, said in asked.items() if said is not None}
        return look

    def coder_settings(self, coder: str) -> CoderSettings:
        """Return how a coder works; without settings of their own, as every coder at first."""
        return self._files.said.coder.get(person_of(coder), CoderSettings())

    @property
    def gold(self) -> tuple[GoldMark, ...]:
        """Every mark of a gold standard as it is on the disk now, also those that were taken back; see study.gold."""
        return self._files.gold()

    @property
    def renamed(self) -> tuple[NewName, ...]:
        """What sessions, coders and codings were called before, as it is on the disk now; see study.renamed."""
        return self._files.renamed()

    @property
    def said(self) -> StudyFile:
        """What study.toml says on the disk now, such as who leads and what is planned; see study.people, study.plan."""
        return self._files.on_disk()

    @property
    def variable_types(self) -> Mapping[str, VariableType]:
        """What variables of the sessions hold, where the lab has said so."""
        return self._files.said.variable

    @property
    def allows_stills(self) -> bool:
        """Whether single frames may be saved as pictures; `stills = false` in study.toml forbids it."""
        return self._files.said.stills

    @property
    def codebook(self) -> Codebook:
        """The study's own codebook."""
        return self._files.codebook

    @property
    def codebook_text(self) -> str:
        """The text of the study's own codebook, as it was when the study was opened."""
        return self._files.codebook_text

    @property
    def codebook_hash(self) -> str:
        """The hash that a coding records of the codebook it was begun with."""
        return codebook_hash(self._files.codebook_text)

    def changed_codebook(self) -> Codebook | None:
        """Return the codebook that stands in the study now, if it is another than the one that was opened.

        Raises:
            CodebookError: if it cannot be read.
            StudyError: if its file cannot be read.
        """
        return self._files.changed_codebook()

    @property
    def is_writable(self) -> bool:
        """Whether sessions and codings could be added when it was opened or changed last; if not, it is for looking."""
        return self._files.is_writable

    def session_ids(self) -> list[str]:
        """Return the ids of all sessions, in order, whether they can be read or not."""
        return self._sessions.ids()

    def session_folder(self, session_id: str) -> Path:
        """Return where a session lies.

        Raises:
            StudyError: if there is none of this id, or its session.toml is gone.
        """
        return self._sessions.folder(session_id)

    def sessions(self) -> tuple[Session, ...]:
        """Return all sessions that can be read, in order of id; `unreadable` names the others."""
        return self._sessions.readable()

    def session(self, session_id: str) -> Session:
        """Return one session.

        Raises:
            StudyError: if there is none of this id, or its file is wrong.
        """
        return self._sessions.read(session_id)

    def coders_of(self, session_id: str) -> tuple[str, ...]:
        """Return who has coded a session, in order of id."""
        return self._sessions.coders_of(session_id)

    def codings_of(self, session_id: str) -> tuple[str, ...]:
        """Return the ids of all codings of a session: of its coders, and of later rounds, which count nowhere else.

        Whoever looks after files, or changes all codings, asks this; whoever computes something asks coders_of.
        """
        return self._sessions.codings_of(session_id)

    def journal_path(self, session_id: str, coder: str) -> Path:
        """Return where the journal of a coding is, or will be.

        Raises:
            StudyError: if there is no such session, or the place is outside the study.
        """
        return self._sessions.journal_path(session_id, coder)

    def codings(self) -> Iterator[tuple[Session, Coding]]:
        """Return every coding that can be read, in order of session and coder; `unreadable` names the others."""
        return ((one.session, one.coding) for one in self.readings() if isinstance(one, CodedSession))

    def unreadable(self, *, rounds: bool = False) -> tuple[Unreadable, ...]:
        """Return the sessions and codings that cannot be read, which every table and comparison leaves out.

        It reads all of them, as the tables do; what was read before and has not changed is not read again. rounds as in
        readings.
        """
        return tuple(one for one in self.readings(rounds=rounds) if isinstance(one, Unreadable))

    def readings(
        self,
        *,
        keep: bool = True,
        sessions: Sequence[str] | None = None,
        coders: Sequence[str] | None = None,
        rounds: bool = False,
    ) -> Iterator[CodedSession | Unreadable]:
        """Yield every coding as it was read, or why it cannot be, in order of session and coder; each is read once.

        Args:
            keep: whether codings stay in memory as far as there is room; whoever walks through once needs none of them.
            sessions: ids of those that are wanted; None: all.
            coders: the same; a later round is wanted only where it is named, such as KM~2.
            rounds: whether later rounds are among them where nobody is named.
        """
        for session_id in self.session_ids() if sessions is None else sessions:
            session = unless_broken(self.session, session_id)
            if isinstance(session, UserError):
                yield Unreadable(session_id, "", session)
                continue
            for coder in self.codings_of(session_id) if rounds or coders is not None else self.coders_of(session_id):
                if coders is not None and coder not in coders:
                    continue
                try:
                    yield self.reading(session, coder, keep=keep)
                except UserError as error:
                    yield Unreadable(session_id, coder, error)

    def reading(self, session: Session, coder: str, *, keep: bool = True) -> CodedSession:
        """Return one coding with its episodes as it is on the disk now; keep as in readings.

        Raises:
            StudyError, JournalError: as read_coding does.
        """
        read, locked = self._read(session.id, coder, keep=keep), session.episodes
        marks = with_what_is_said(locked, read.coding) if locked else read.coding.episode_marks
        return CodedSession(session, read.coding, read.last_line, self.episodes_of(session, read.coding), marks)

    def add_session(
        self,
        session_id: str,
        recordings: Sequence[tuple[Recording, int]],
        progress: Progress | None = None,
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
        check_new("session", session_id, self.session_ids())
        check_never_used("session", session_id, self.renamed)
        if not recordings or recordings[0][1] != 0:
            raise StudyError("The first recording is the reference camera: its offset is 0.", "Shift the others.")
        cameras = []
        for index, (path, offset_ms) in enumerate(recordings):
            part = progress and part_of(progress, index / len(recordings), (index + 1) / len(recordings))
            cameras.append(measure(path, self.folder, self.cache_dir, offset_ms, part, self.settings.sound_grid_ms))
        session = Session(id=session_id, cameras=tuple(cameras))
        self._sessions.add(session)
        return session

    @contextlib.contextmanager
    def putting_right(self) -> Iterator[None]:
        """Hold study.toml while what the study is made of is put right; what it says is read anew before and after."""
        with self._files.changing():
            try:
                yield
            finally:
                self._files.read_again()

    def add_coder(self, coder: str) -> None:
        """Add a coder.

        Raises:
            StudyError: if the id is taken or cannot be one, or study.toml cannot be written.
        """
        check_person_id("coder", coder)
        with self._files.changing():
            check_new("coder", coder, self.coders)
            check_new("lead", coder, [lead for lead in self._files.said.leads if lead != coder])  # a lead may code, too
            check_never_used("coder", coder, self.renamed)
            self._files.put(coders=[*self.coders, coder])

    def open_coding(self, session_id: str, coder: str, *, take_over: bool = False) -> OpenCoding:
        """Open a coding to change it: take its lock, replay its journal, bring back what was kept elsewhere.

        take_over: also where a file left behind on a disk without locks says that somebody has it open.

        Raises:
            ReadOnlyError: if it is open elsewhere, or cannot be written.
            StudyError: if there is no such session or coder.
            JournalError: if a line of its journal is bad.
        """
        if coder not in {*self.coders, *self.codings_of(session_id), CONSENSUS}:
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
            header = self._header(session_id, coder)
            contents = read_coding_file(self.journal_path(session_id, coder), header, self.renamed)
        return LookedAtCoding(contents, why)

    @contextlib.contextmanager
    def _telling_of_backups(self, session_id: str, coder: str) -> Iterator[None]:
        try:
            yield
        except JournalError as error:
            newest = next(iter(Backups(self.place, session_id, coder).all()), None)
            if newest is None:
                raise
            edits = f"{newest.edits} edit{'s' * (newest.edits != 1)}"
            what = f"A backup of {newest.at:%Y-%m-%d %H:%M} UTC with {edits}"
            hint = f"{what} can be put back there, or by annotator restore."
            raise JournalError(error.what, f"{error.hint} {hint}") from error

    def read_coding(self, session_id: str, coder: str) -> Coding:
        """Return a coding as it is on the disk now, for reading; one that was not begun is empty.

        Raises:
            StudyError: if there is no such session.
            JournalError: if a line of its journal is bad.
        """
        return self._read(session_id, coder).coding

    def _read(self, session_id: str, coder: str, *, keep: bool = True) -> CodingRead:
        path = self.journal_path(session_id, coder)

        def read() -> JournalContents:
            with self._telling_of_backups(session_id, coder):
                return read_coding_file(path, self._header(session_id, coder), self.renamed)

        return self._codings.read(path, read, keep=keep)

    def episodes_of(self, session: Session, coding: Coding) -> tuple[Span, ...]:
        """Return the observed episodes: the session's locked boundaries, else the coder's own marks."""
        return observed_episodes(session.episodes or coding.episode_marks, session.duration_ms)

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
        """Return the frames of the reference camera, whose time is session time; places as in Recordings.find.

        Raises:
            MediaError: if the recording is missing or cannot be played.
        """
        table = load_or_scan(self.recordings.find(session, 0, places), self.cache_dir if self.is_writable else None)
        return on_grid(table, session.cameras[0].grid_ms or GRID_MS)

    def change_settings(self, **changed: Any) -> None:
        """Change some of what results are computed with; the rest stays as it is on the disk.

        Raises:
            StudyError: if a value is out of range or not in the codebook, or study.toml cannot be written.
        """
        with self._files.changing():
            self._files.put_analysis(replace(self._files.said.analysis, **changed))

    def save_coder_settings(self, coder: str, settings: CoderSettings) -> None:
        """Keep how a coder works; the settings of the others stay as they are on the disk.

        Raises:
            StudyError: if study.toml cannot be written.
        """
        with self._files.changing():
            known = {**self._files.said.coder, person_of(coder): settings}
            self._files.put(coder={one: msgspec.to_builtins(said) for one, said in known.items()})

    def now(self) -> datetime:
        """Return the time in UTC that is written down for what is done now."""
        return self._clock()

    def today(self) -> date:
        """Return the day that it is where this computer is: a day that a lab sets ends when it ends there."""
        return self._clock().astimezone().date()

    def change_gold(self, change: Callable[[tuple[GoldMark, ...]], tuple[GoldMark, ...]]) -> None:
        """Change the marks of gold standards, from what they are on the disk.

        Raises:
            StudyError: if study.toml cannot be written.
        """
        with self._files.changing():
            self._files.put(gold=[msgspec.to_builtins(mark) for mark in change(self._files.said.gold)])

    @property
    def linear_scores(self) -> tuple[LinearScore, ...]:
        """The linear scores of the lab: those of the codebook, then those entered in the window (study.toml)."""
        return (*self.codebook.linear_scores, *self.settings.linear_scores)

    def events(self) -> "pd.DataFrame":
        """Return every event of every coding that can be read, one a row (see annotator.study.tables.events_frame).

        Here and in the other tables, `attrs["left_out"]` lists in words what cannot be read.
        """
        return self._table(events_frame)

    def episodes(self) -> "pd.DataFrame":
        """Return every observed episode of every coding that can be read, one a row (see tables.episodes_frame)."""
        return self._table(episodes_frame)

    def ratings(self) -> "pd.DataFrame":
        """Return every rating of every coding that can be read (see annotator.study.judged_tables.ratings_frame)."""
        return self._table(ratings_frame)

    def classifications(self) -> "pd.DataFrame":
        """Return every classification, with what is read from it (see judged_tables.classifications_frame)."""
        return self._table(classifications_frame)

    def wide(self) -> "pd.DataFrame":
        """Return one row a coding with its classification and all ratings (see judged_tables.wide_frame)."""
        return self._table(wide_frame)

    def interval_records(self) -> "pd.DataFrame":
        """Return every interval that a coder recorded (see annotator.study.tables.interval_records_frame)."""
        return self._table(interval_records_frame)

    def looked_for(self) -> "pd.DataFrame":
        """Return the codes that were looked for, and where (see annotator.study.tables.looked_for_frame)."""
        return self._table(looked_for_frame)

    def segments(self) -> "pd.DataFrame":
        """Return every segment that has no code yet (see annotator.study.tables.segments_frame)."""
        return self._table(segments_frame)

    def _table(self, make: "Callable[[Iterable[CodedSession], Codebook], pd.DataFrame]") -> "pd.DataFrame":
        left_out: list[str] = []

        def coded() -> Iterator[CodedSession]:
            for one in self.readings():
                if isinstance(one, Unreadable):
                    left_out.append(f"{one.name}: {one.problem}")
                else:
                    yield one

        table = make(coded(), self.codebook)
        table.attrs["left_out"] = left_out
        return table

    def _header(self, session_id: str, coder: str) -> Header:
        return Header(session=session_id, coder=coder, codebook=self.codebook_hash)
