"""Recordings added to a study many at a time: a folder, whose file names say session and camera."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct

from annotator.errors import MediaError, StudyError, UserError
from annotator.progress import Progress
from annotator.study.files import check_id, reason
from annotator.study.name_pattern import NamePattern
from annotator.study.recordings import measure
from annotator.study.replacing import add_camera, name_camera
from annotator.study.session import Session
from annotator.study.study import Study
from annotator.study.unreadable import unless_broken

SUFFIXES = frozenset(
    (
        *(".mp4", ".m4v", ".mov", ".mkv", ".avi", ".mts", ".m2ts", ".mpg", ".mpeg", ".wmv", ".webm", ".vob", ".mxf"),
        *(".ts", ".wav", ".mp3", ".m4a", ".flac", ".ogg"),
    )
)
"""How names of recordings end."""

Fate = Literal["new session", "new camera", "there already", "problem"]


class Planned(Struct, frozen=True):
    """One file and what becomes of it. problem says why nothing does, "" otherwise."""

    file: Path
    session: str
    camera: str
    fate: Fate
    problem: str = ""


class Plan(Struct, frozen=True):
    """What becomes of the files of a folder, in order of session and camera; those that do not fit are last."""

    pattern: str
    files: tuple[Planned, ...]

    def of(self, *fates: Fate) -> tuple[Planned, ...]:
        """Return the files with one of these fates."""
        return tuple(one for one in self.files if one.fate in fates)

    @property
    def sessions(self) -> tuple[str, ...]:
        """The sessions that are made or get cameras, in order."""
        return tuple(dict.fromkeys(one.session for one in self.of("new session", "new camera")))


def recordings_in(folder: Path) -> list[Path]:
    """Return the recordings in a folder and the folders in it, by their names, in order.

    Raises:
        StudyError: if it cannot be read.
    """
    try:
        found = [path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file()]
    except OSError as error:
        raise StudyError(f"{folder} cannot be read: {reason(error)}.", "Choose another folder.") from error
    if not folder.is_dir():
        raise StudyError(f"There is no folder {folder}.", "Choose the folder that holds the recordings.")
    return sorted(path for path in found if not path.name.startswith((".", "~")))


def plan_for(study: Study, files: Sequence[Path], pattern: str) -> Plan:
    """Return what becomes of these recordings; nothing is changed or read through.

    Raises:
        StudyError: if the pattern is none.
    """
    named = NamePattern(pattern)
    sessions = {one.lower(): one for one in study.session_ids()}
    known = {
        (study.folder / file).resolve(): one.id for one in study.sessions() for c in one.cameras for file in c.files
    }
    taken: dict[tuple[str, str], Path] = {}
    planned = []
    for file in files:
        said = named.read(file.name)
        if said is None:
            planned.append(Planned(file, "", "", "problem", "its name does not fit the pattern"))
            continue
        session, key = sessions.get(said.session.lower(), said.session), (said.session.lower(), said.camera.lower())
        problem = _why_no_id(session) if said.session.lower() not in sessions else ""
        there = known.get(file.resolve())
        if there is not None:
            fate: Fate = "there already" if there == session else "problem"
            problem = "" if there == session else f"it stands in session {there} already"
        elif key in taken:
            fate, problem = "problem", f"two files for one camera: {taken[key].name} is the other"
        elif problem:
            fate = "problem"
        else:
            fate = "new camera" if said.session.lower() in sessions else "new session"
            taken[key] = file
        planned.append(Planned(file, session, said.camera, fate, problem))
    return Plan(named.text, tuple(sorted(planned, key=lambda one: (not one.session, one.session, one.camera.lower()))))


def read_through(study: Study, plan: Plan, progress: Progress) -> Iterator[str | UserError]:
    """Read through the recordings of each session; yield its id, or why it cannot be added. Adding it is fast then.

    progress is told the share done, 0 to 1; it may raise to break off.
    """
    done, of = 0, max(1, len(plan.of("new session", "new camera")))
    for session_id in plan.sessions:
        problem: UserError | None = None
        for one in _files_of(plan, session_id):
            try:
                measure(one.file, study.folder, study.cache_dir, 0, None, study.settings.sound_grid_ms)
            except MediaError as error:
                problem = problem or StudyError(f"{session_id}: {error.what}", error.hint)
            done += 1
            progress(done / of)
        yield session_id if problem is None else problem


def add_planned(study: Study, plan: Plan, session_id: str) -> Session:
    """Add a session of a plan, or its further cameras to the one that is there; cameras are named as the files say.

    Raises:
        StudyError: if it cannot be written, or the id was taken meanwhile.
        MediaError: if a recording cannot be played.
    """
    files = _files_of(plan, session_id)
    first = 0
    if files[0].fate == "new session":
        study.add_session(session_id, [(one.file, 0) for one in files])
    else:
        first = len(study.session(session_id).cameras)
        for one in files:
            add_camera(study, session_id, one.file, 0)
    for number, one in enumerate(files, start=first):
        if one.camera and not one.camera.isdecimal():
            name_camera(study, session_id, number, one.camera)
    return study.session(session_id)


def _files_of(plan: Plan, session_id: str) -> list[Planned]:
    return [one for one in plan.of("new session", "new camera") if one.session == session_id]


def _why_no_id(session: str) -> str:
    found = unless_broken(check_id, "session", session)
    return found.what.rstrip(".") if isinstance(found, UserError) else ""
