"""Changing the cameras of a session that exists: another file in place of a recording, one more camera, one less.

Each is one step in the study's audit trail. Codings keep their times; no recording is changed or deleted.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import tomlkit
from msgspec.structs import asdict, replace

from annotator.errors import MediaError, StudyError
from annotator.media.recording import Recording
from annotator.media.same_recording import Sameness, compare
from annotator.progress import Progress
from annotator.study.audit import note_step
from annotator.study.files import read_document, replace_file
from annotator.study.lock import changing
from annotator.study.recordings import measure
from annotator.study.session import SESSION_FILE, Camera, Session, check_session
from annotator.study.study import Study


@dataclass(frozen=True, slots=True)
class Replacement:
    """A recording that may take the place of another, to be confirmed by a person.

    Attributes:
        session: The session as it is.
        camera: Which of its cameras, from 0.
        old: The camera as it is.
        new: The camera as it would be.
        sameness: What both have in common; None where the old recording is not at hand.
    """

    session: Session
    camera: int
    old: Camera
    new: Camera
    sameness: Sameness | None

    @property
    def shift_ms(self) -> int:
        """How much later the same moment lies in the new recording; 0 where that could not be found out."""
        return 0 if self.sameness is None else self.sameness.shift_ms

    @property
    def lines(self) -> list[str]:
        """What was found, a sentence each, for the person who confirms."""
        said = [f"Old: {_facts(self.old)}. New: {_facts(self.new)}."]
        if self.sameness is None:
            return [*said, "The old recording is not at hand: pictures, sound and shift cannot be compared."]
        both = (("Pictures agree", "pictures", self.sameness.pictures), ("Sound agrees", "sound", self.sameness.sounds))
        for what, name, (agreed, compared) in both:
            said.append(f"{what} at {agreed} of {compared} moments." if compared else f"No {name} to compare.")
        if not self.shift_ms:
            return [*said, "Every moment lies where it lay."]
        way = "later" if self.shift_ms > 0 else "earlier"
        said.append(f"Every moment lies {abs(self.shift_ms)} ms {way} in the new recording.")
        if self.camera:
            return [*said, "The offset of the camera takes that up: it shows the same as before."]
        return [*said, "This is the reference camera and codings keep their times: every mark is then off by so much."]


def prepare(
    study: Study, session_id: str, camera: int, recording: Recording, progress: Progress | None = None
) -> Replacement:
    """Look at a recording that is to take the place of another; nothing is changed.

    Raises:
        StudyError: if there is no such session or camera.
        MediaError: if the new recording cannot be played, or shows something else than the old one.
    """
    session = study.session(session_id)
    old = _camera(session, camera)
    measured = measure(recording, study.folder, study.cache_dir, old.offset_ms, None, old.grid_ms or 40)
    if measured.fingerprint == old.fingerprint:
        raise MediaError("This is the recording that is there already.", "To say where it is now, link it again.")
    try:
        at_hand = study.recordings.find(session, camera)
    except MediaError:
        return Replacement(session, camera, old, measured, None)
    sameness = compare(at_hand, recording, study.cache_dir, progress)
    if not sameness.is_same:
        agreed, compared = sameness.pictures if sameness.pictures[1] else sameness.sounds
        what = f"This is another recording: it agrees with the old one at {agreed} of {compared} moments."
        raise MediaError(what, "Choose a copy of the same recording, or add it as a session of its own.")
    offset_ms = old.offset_ms - sameness.shift_ms if camera else 0
    return Replacement(session, camera, old, replace(measured, offset_ms=offset_ms), sameness)


def carry_out(study: Study, replacement: Replacement) -> Session:
    """Put the new recording in the old one's place, as a person has confirmed; codings keep their times.

    Raises:
        StudyError: if the session has been changed meanwhile, or cannot be written.
    """
    if study.session(replacement.session.id) != replacement.session:
        what = f"Session {replacement.session.id} has been changed meanwhile."
        raise StudyError(what, "Compare the recordings once more.")
    cameras = list(replacement.session.cameras)
    cameras[replacement.camera] = replacement.new
    found = replacement.sameness
    compared = None if found is None else {"pictures": found.pictures, "sounds": found.sounds}
    step = {"old": _row(replacement.old), "new": _row(replacement.new), "compared": compared}
    return _write(study, replacement.session, cameras, "recording replaced", replacement.camera, step)


def add_camera(
    study: Study, session_id: str, recording: Recording, offset_ms: int, progress: Progress | None = None
) -> Session:
    """Add a camera to a session, behind the others; offset_ms is when it begins.

    Raises:
        StudyError: if there is no such session, or it cannot be written.
        MediaError: if the recording cannot be played.
    """
    session = study.session(session_id)
    grid_ms = study.settings.sound_grid_ms
    added = measure(recording, study.folder, study.cache_dir, offset_ms, progress, grid_ms)
    cameras = [*session.cameras, added]
    return _write(study, session, cameras, "camera added", len(session.cameras), {"new": _row(added)})


def remove_camera(study: Study, session_id: str, camera: int) -> Session:
    """Leave a camera out of a session from now on, from 1: camera 0 is what session time is counted by.

    Raises:
        StudyError: if there is no such camera, or the session cannot be written.
    """
    session = study.session(session_id)
    removed = _camera(session, camera)
    if camera == 0:
        raise StudyError("Session time is counted by the first camera.", "Replace its recording instead.")
    cameras = [one for number, one in enumerate(session.cameras) if number != camera]
    return _write(study, session, cameras, "camera removed", camera, {"old": _row(removed)})


def type_offset(study: Study, session_id: str, camera: int, offset_ms: int) -> Session:
    """Let a camera, from 1, begin at another moment of the session, in ms, and note that in the trail.

    Raises:
        StudyError: if there is no such camera, or session.toml cannot be written.
    """
    session = study.session(session_id)
    old = _camera(session, camera)
    if camera == 0:
        raise StudyError("Session time begins with the first camera.", "Shift the others.")
    cameras = list(session.cameras)
    cameras[camera] = replace(old, offset_ms=offset_ms)
    step = {"old_offset_ms": old.offset_ms, "new_offset_ms": offset_ms}
    return _write(study, session, cameras, "camera shifted", camera, step)


def _write(
    study: Study, session: Session, cameras: list[Camera], what: str, camera: int, step: Mapping[str, object]
) -> Session:
    """Write the cameras into session.toml; the rest of it stays as it is."""
    check_session(replace(session, cameras=tuple(cameras)))
    path = study.folder / "sessions" / session.id / SESSION_FILE
    with changing(path):
        document = read_document(path)
        tables = tomlkit.aot()
        for one in cameras:
            table = tomlkit.table()
            table.update(_row(one))
            tables.append(table)
        document["camera"] = tables
        replace_file(path, tomlkit.dumps(document))
        note_step(study.folder, what, session=session.id, camera=camera + 1, **step)
    return study.session(session.id)


def _camera(session: Session, camera: int) -> Camera:
    if not 0 <= camera < len(session.cameras):
        what = f"Session {session.id} has no camera {camera + 1}: it has {len(session.cameras)}."
        raise StudyError(what, "Choose another camera.")
    return session.cameras[camera]


def _row(camera: Camera) -> dict[str, object]:
    """What session.toml says of a camera."""
    said = {name: value for name, value in asdict(camera).items() if value is not None and value != ()}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}


def _facts(camera: Camera) -> str:
    return f"{camera.duration_ms / 1000:.3f} s, {camera.frame_count} frames, {camera.size} bytes"
