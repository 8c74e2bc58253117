"""The recordings a study refers to: measured once, and found again by fingerprint when they were moved."""

import contextlib
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from msgspec.structs import replace

from annotator.errors import MediaError, StudyError
from annotator.media.frames import fingerprint, load_or_scan
from annotator.media.grid import GRID_MS, on_grid
from annotator.media.recording import Recording, count_sound_tracks, files_of
from annotator.study.audit import note_step
from annotator.study.session import Camera, Session, store_place, store_sound_track
from annotator.study.sessions import Sessions


def measure(
    recording: Recording,
    study: Path,
    cache_dir: Path,
    offset_ms: int,
    progress: Callable[[float], None] | None,
    grid_ms: int = GRID_MS,
) -> Camera:
    """Read through a recording and return what a session keeps of it; its frame table is kept in the cache folder.

    One with sound only gets steps of grid_ms for frames.

    Raises:
        MediaError: if it is missing or cannot be played.
    """
    paths = files_of(recording)
    for path in paths:
        if not path.is_file():
            raise MediaError(f"There is no recording at {path}.", "Check the name and the folder.")
    table = on_grid(load_or_scan(recording, cache_dir, progress=progress), grid_ms)
    file, *more_files = (relative_place(path, study) for path in paths)
    return Camera(
        file=file,
        more_files=tuple(more_files),
        size=sum(path.stat().st_size for path in paths),
        fingerprint=fingerprint(recording),
        duration_ms=table.duration_ms,
        frame_count=len(table),
        offset_ms=offset_ms,
        grid_ms=grid_ms if table.sound_only else None,
    )


def relative_place(path: Path, study: Path) -> str:
    """Return the path of a file as seen from the study folder; absolute where it lies on another drive."""
    whole = Path(os.path.abspath(path))  # noqa: PTH100  resolve() would follow links out of the lab's own folders
    try:
        return Path(os.path.relpath(whole, study)).as_posix()
    except ValueError:
        return whole.as_posix()


def is_recording_of(path: Path, camera: Camera) -> bool:
    """Whether this file is the recording, whatever it is called."""
    try:
        return path.is_file() and path.stat().st_size == camera.size and fingerprint(path) == camera.fingerprint
    except (OSError, ValueError, MediaError):
        return False


def recognise(session: Session, index: int, study: Path, files: Iterable[Path]) -> tuple[Path, ...]:
    """Return where the files of a camera are, in sequence, once these files are taken for parts of it.

    Args:
        session: The session.
        index: Which of its cameras.
        study: The study folder.
        files: Any of the camera's files, in any order and under any name; the others stay where they are.

    Raises:
        MediaError: if a file is none of them.
    """
    camera = session.cameras[index]
    parts = parts_of(camera)
    places = [Path(os.path.normpath(study / part.file)) for part in parts]
    for file in files:
        number = next((n for n, part in enumerate(parts) if is_recording_of(file, part)), None)
        if number is None:
            raise MediaError(
                f"{file.name} is not the recording that was added to {session.id}.",
                "Choose the same file; it may have another name, but its content must be unchanged.",
            )
        places[number] = file
    return tuple(places)


class Places:
    """Where recordings that were moved may lie: anywhere in the study, and beside the recordings of all its sessions.

    Args:
        study: The study folder.
        sessions: Reads the sessions of the study.
    """

    def __init__(self, study: Path, sessions: Callable[[], Iterable[Session]]) -> None:
        self._study, self._sessions = study, sessions

    @cached_property
    def by_size(self) -> Mapping[int, Sequence[Path]]:
        """The files there by their size in bytes, those in the study first; looked through once, when first asked."""
        noted = (file for session in self._sessions() for camera in session.cameras for file in camera.files)
        folders = dict.fromkeys(Path(os.path.normpath(self._study / file)).parent for file in noted)
        found: defaultdict[int, list[Path]] = defaultdict(list)
        for path in dict.fromkeys((*_files_below(self._study), *_files_in(folders))):
            with contextlib.suppress(OSError):
                found[path.stat().st_size].append(path)
        return found


class Recordings:
    """The recordings of all sessions: where they are, and how they lie in the time of their session.

    Args:
        study: The study folder.
        sessions: Its sessions.
    """

    def __init__(self, study: Path, sessions: Sessions) -> None:
        self._study, self._sessions = study, sessions

    def find(self, session: Session, index: int, places: Places | None = None) -> Recording:
        """Return where the file of a camera is, or its files in sequence; one that was moved is found by its content.

        Args:
            session: One of the sessions.
            index: Index of the camera.
            places: Where what is not in its place may lie; whoever asks for many gives the same to each.

        Raises:
            MediaError: if it is nowhere to be found.
        """
        return find_recording(self._sessions.read(session.id).cameras[index], self._study, places or self.places())

    def places(self) -> Places:
        """Return where recordings that were moved may lie; it is looked through when the first is missing."""
        return Places(self._study, self._sessions.readable)

    def note_places(self, session_id: str) -> None:
        """Keep in session.toml where the recordings of a session are now; those that are missing stay as they are.

        Raises:
            StudyError: if there is no such session, or session.toml cannot be written.
        """
        session, places = self._sessions.read(session_id), self.places()
        for index, camera in enumerate(session.cameras):
            with contextlib.suppress(MediaError):
                files = files_of(find_recording(camera, self._study, places))
                now = tuple(relative_place(path, self._study) for path in files)
                if now != camera.files:
                    store_place(self._sessions.folder(session_id), index, *now)

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
        session = self._sessions.read(session_id)
        if removed := session.cameras[camera].removed:
            what = f"Where this recording is was taken out of the study on {removed}."
            raise StudyError(what, "To show a recording again, replace that of the camera.")
        found = recognise(session, camera, self._study, files)
        places = [relative_place(path, self._study) for path in found]
        store_place(self._sessions.folder(session_id), camera, *places)
        old = session.cameras[camera].files
        note_step(self._study, "recording found", session=session_id, camera=camera + 1, old=old, new=places)

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
        session = self._sessions.read(session_id)
        if not 0 <= camera < len(session.cameras):
            raise StudyError(f"Session {session_id} has no camera {camera + 1}.", "Choose another camera.")
        tracks = count_sound_tracks(self.find(session, camera))
        if not 0 <= sound_track < tracks:
            what = f"Camera {camera + 1} of {session_id} has no sound track {sound_track + 1}: it has {tracks}."
            raise StudyError(what, "Choose another sound track.")
        store_sound_track(self._sessions.folder(session_id), camera, sound_track)
        old, new = session.cameras[camera].sound_track + 1, sound_track + 1
        note_step(self._study, "sound track chosen", session=session_id, camera=camera + 1, old=old, new=new)
        return self._sessions.read(session_id)


def find_recording(camera: Camera, study: Path, places: Places) -> Recording:
    """Return where the file of a camera is: its recorded place, else one of the places where it may lie.

    Of a camera in several files, each is looked for, and all are returned.

    Raises:
        MediaError: if one is in none of these places.
    """
    if camera.removed:
        what = f"Where this recording is was taken out of the study on {camera.removed}."
        raise MediaError(what, "What was coded stays. To show a recording again, replace that of the camera.")
    if not camera.more_files:
        return _find_file(camera, study, places)
    return tuple(_find_file(part, study, places) for part in parts_of(camera))


def parts_of(camera: Camera) -> list[Camera]:
    """Return the files of a camera, in sequence, each as a camera of its own."""
    return [camera] if not camera.more_files else list(_parts(camera))


def _parts(camera: Camera) -> Iterator[Camera]:
    for file, name in zip(camera.files, camera.fingerprint.split("+"), strict=True):
        yield replace(camera, file=file, more_files=(), fingerprint=name, size=int(name.partition("-")[0]))


def _find_file(camera: Camera, study: Path, places: Places) -> Path:
    recorded = Path(os.path.normpath(study / camera.file))
    if is_recording_of(recorded, camera):
        return recorded
    for path in places.by_size.get(camera.size, ()):
        if is_recording_of(path, camera):
            return path
    what = "is another recording than the one that was added" if _is_file(recorded) else "is not there"
    raise MediaError(f"{str(recorded)[:500]} {what}.", "Put the recording back, or copy it into the study folder.")


def _is_file(path: Path) -> bool:
    with contextlib.suppress(OSError, ValueError):  # what a session says may be too long, or no name at all
        return path.is_file()
    return False


def _files_below(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        yield from (Path(parent, name) for name in names)


def _files_in(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        with contextlib.suppress(OSError, ValueError):  # it may be gone, not for us to read, or no name at all
            yield from folder.iterdir()
