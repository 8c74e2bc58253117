"""One session of a study: its cameras, locked episode boundaries and variables, in session.toml."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import tomlkit
from msgspec import Meta, Struct, field
from msgspec.structs import asdict

from annotator.errors import StudyError
from annotator.model.items import EpisodeMark
from annotator.study.files import line_of, read_document, read_text, read_toml, replace_file
from annotator.study.lock import changing

SESSION_FILE = "session.toml"

_WEEK_MS = 7 * 86_400_000
_Length = Annotated[int, Meta(ge=1, le=_WEEK_MS)]
_Offset = Annotated[int, Meta(ge=-_WEEK_MS, le=_WEEK_MS)]


class Camera(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One recording of a session.

    file is relative to the study folder, with forward slashes (absolute where no relative path exists); where the
    recording goes on in further files, more_files are those, in sequence. size, fingerprint and what follows are of
    all together. Its moment t ms is the moment t + offset_ms of the session. duration_ms is when its last frame
    ends; frame_count counts the shown frames. In a recording with sound only, these are steps of grid_ms.
    sound_track is the sound track that is played, 0 the first. name is what the lab calls it, "" for nothing.
    removed is the day on which it was taken away where the file is, "" where that is told; see study.retention.
    """

    file: Annotated[str, Meta(min_length=1)]
    size: Annotated[int, Meta(ge=1)]
    fingerprint: Annotated[str, Meta(min_length=1)]
    duration_ms: _Length
    frame_count: Annotated[int, Meta(ge=1)]
    offset_ms: _Offset = 0
    more_files: tuple[str, ...] = ()
    sound_track: Annotated[int, Meta(ge=0, le=99)] = 0
    grid_ms: Annotated[int, Meta(ge=1, le=1000)] | None = None
    name: Annotated[str, Meta(max_length=60)] = ""
    removed: str = ""

    @property
    def files(self) -> tuple[str, ...]:
        """Where the recording lies, in sequence."""
        return (self.file, *self.more_files)


class Locked(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """When (UTC) and by which account boundaries were locked; who is "" where the system did not tell."""

    at: Annotated[datetime, Meta(tz=True)]
    who: str = ""


class Session(Struct, frozen=True, kw_only=True):
    """One visit of one dyad.

    cameras begins with the reference camera. episodes are boundaries that hold for every coder; where there are
    none, each coder's own marks count. locked says who has locked them, where the program did it. notes are the lab's
    own words, which no export holds. keep_until is the last day on which recordings may be kept; None: none was set.
    """

    id: str
    cameras: tuple[Camera, ...]
    episodes: tuple[EpisodeMark, ...] = ()
    locked: Locked | None = None
    variables: dict[str, str] = {}
    notes: str = ""
    keep_until: date | None = None

    @property
    def duration_ms(self) -> int:
        """Length of the reference camera in ms."""
        return self.cameras[0].duration_ms


class _Boundary(Struct, frozen=True, forbid_unknown_fields=True):
    episode: str
    start_ms: Annotated[int, Meta(ge=0, le=_WEEK_MS)]


class _SessionFile(Struct, frozen=True, kw_only=True):
    cameras: Annotated[tuple[Camera, ...], Meta(min_length=1)] = field(name="camera")
    episodes: tuple[_Boundary, ...] = field(name="episode", default=())
    locked: Locked | None = None
    variables: dict[str, str] = {}
    notes: str = ""
    keep_until: date | None = None


def read_session(folder: Path) -> Session:
    """Read the session of this folder.

    Raises:
        StudyError: naming file, line and field, if session.toml cannot be read or says what cannot be.
    """
    found = read_toml(folder / SESSION_FILE, _SessionFile)
    for place, what in _faults(found):
        line = line_of(read_text(folder / SESSION_FILE), place)
        raise StudyError(f"{folder.name}/{SESSION_FILE}, line {line}: {what} in {place}.", "Fix this field.")
    marks = tuple(EpisodeMark(id=f"locked-{b.episode}", episode=b.episode, start_ms=b.start_ms) for b in found.episodes)
    return Session(
        id=folder.name,
        cameras=found.cameras,
        episodes=marks,
        locked=found.locked,
        variables=found.variables,
        notes=found.notes,
        keep_until=found.keep_until,
    )


def _faults(found: _SessionFile) -> Iterator[tuple[str, str]]:
    """Yield what fields say that cannot be, beyond what each may hold by itself."""
    if found.cameras[0].offset_ms:
        yield "camera[0].offset_ms", "Session time begins with the first camera, so that its offset is 0, but it is not"
    for number, camera in enumerate(found.cameras):
        if camera.more_files and len(camera.fingerprint.split("+")) != len(camera.files):
            yield f"camera[{number}].more_files", f"{len(camera.files)} files do not fit the fingerprint"
    for number, boundary in enumerate(found.episodes):
        if boundary.start_ms > found.cameras[0].duration_ms:
            yield f"episode[{number}].start_ms", f"{boundary.start_ms} lies after the end of the recording"


def write_session(folder: Path, session: Session) -> None:
    """Rewrite session.toml.

    Raises:
        StudyError: if the session says what cannot be, or it cannot be written; nothing is written then.
    """
    replace_file(folder / SESSION_FILE, session_text(session))


def session_text(session: Session) -> str:
    """Return what session.toml says of a session.

    Raises:
        StudyError: if the session says what cannot be.
    """
    check_session(session)
    document = tomlkit.document()
    document["camera"] = _tables([row_of(camera) for camera in session.cameras])
    if session.episodes:
        boundaries = [{"episode": mark.episode, "start_ms": mark.start_ms} for mark in session.episodes]
        document["episode"] = _tables(boundaries)
    if session.locked is not None:
        document["locked"] = msgspec.to_builtins(session.locked, builtin_types=(datetime,))
    if session.notes:
        document["notes"] = session.notes
    if session.keep_until is not None:
        document["keep_until"] = session.keep_until
    document["variables"] = session.variables
    return tomlkit.dumps(document)


def check_session(session: Session) -> None:
    """Refuse a session that could not be read again.

    Raises:
        StudyError: naming the field.
    """
    rows = {"camera": [row_of(camera) for camera in session.cameras]}
    rows["episode"] = [{"episode": mark.episode, "start_ms": mark.start_ms} for mark in session.episodes]
    try:
        faults = list(_faults(msgspec.convert(rows, _SessionFile)))
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$.")
        faults = [(where.strip("`"), what)]
    if faults:
        raise StudyError(f"Session {session.id}: {faults[0][1]} in {faults[0][0]}.", "Choose another value.")


def store_place(folder: Path, camera_index: int, file: str, *more_files: str) -> None:
    """Write down where the file, or files, of a camera are now; the rest of session.toml stays as it is.

    Raises:
        StudyError: if it cannot be written.
    """
    further = {"more_files": list(more_files)} if more_files else {}
    _store_in_camera(folder, camera_index, file=file, **further)


def store_sound_track(folder: Path, camera_index: int, sound_track: int) -> None:
    """Write down which sound track of a camera is played; the rest of session.toml stays as it is.

    Raises:
        StudyError: if it cannot be written.
    """
    _store_in_camera(folder, camera_index, sound_track=sound_track)


def _store_in_camera(folder: Path, camera_index: int, **values: str | int | list[str]) -> None:
    path = folder / SESSION_FILE
    with changing(path):
        document: Any = read_document(path)
        document["camera"][camera_index].update(values)
        replace_file(path, tomlkit.dumps(document))


def row_of(camera: Camera) -> dict[str, object]:
    """Return what session.toml says of a camera."""
    row = asdict(camera)
    more_files, sound_track, grid_ms = row.pop("more_files"), row.pop("sound_track"), row.pop("grid_ms")
    for name in ("name", "removed"):
        if not row[name]:
            row.pop(name)
    if more_files:
        row["more_files"] = list(more_files)
    if sound_track:
        row["sound_track"] = sound_track
    if grid_ms is not None:
        row["grid_ms"] = grid_ms
    return row


def _tables(rows: list[dict[str, object]]) -> tomlkit.items.AoT:
    array = tomlkit.aot()
    for row in rows:
        table = tomlkit.table()
        table.update(row)
        array.append(table)
    return array
