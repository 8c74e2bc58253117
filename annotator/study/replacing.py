"""Changing the cameras of a session that exists: another file in place of a recording, one more camera, one less.

Each is one step in the study's audit trail, and can be taken back. Codings keep their times; no recording is changed or
deleted.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import tomlkit
from msgspec.structs import replace

from annotator.errors import MediaError, StudyError
from annotator.media.alignment import Alignment
from annotator.media.recording import Recording
from annotator.media.same_recording import Sameness, compare
from annotator.progress import Progress
from annotator.study.audit import note_step
from annotator.study.files import read_document, replace_file
from annotator.study.lock import changing
from annotator.study.recordings import measure
from annotator.study.session import SESSION_FILE, Camera, Session, check_session, row_of
from annotator.study.study import Study

_LONGEST_NAME = 60

FoundBy = Literal["typed", "hand", "sound"]
"""How an offset was found: typed as a number; by hand, on a clap that both cameras show; by their sound."""


@dataclass(frozen=True, slots=True)
class CameraStep:
    """A change of the cameras of a session.

    Attributes:
        what: What was done, as the audit trail calls it.
        before: The session as it was.
        after: The session as it is.
    """

    what: str
    before: Session
    after: Session


@dataclass(frozen=True, slots=True)
class _Change:
    """cameras: what they are then. camera: which of them it is about, from 0. facts: for the audit trail."""

    cameras: Sequence[Camera]
    camera: int
    facts: Mapping[str, object]


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
    if measured.fingerprint == old.fingerprint and not old.removed:
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


def carry_out(study: Study, replacement: Replacement) -> CameraStep:
    """Put the new recording in the old one's place, as a person has confirmed; codings keep their times.

    Raises:
        StudyError: if the session has been changed meanwhile, or cannot be written.
    """

    def replaced(session: Session) -> _Change:
        if session != replacement.session:
            raise _changed_meanwhile(session.id, "Compare the recordings once more.")
        camera, found = replacement.camera, replacement.sameness
        compared = None if found is None else {"pictures": found.pictures, "sounds": found.sounds}
        facts = {"old": row_of(replacement.old), "new": row_of(replacement.new), "compared": compared}
        return _Change(_with(session, camera, replacement.new), camera, facts)

    return _change(study, replacement.session.id, "recording replaced", replaced)


def add_camera(
    study: Study, session_id: str, recording: Recording, offset_ms: int, progress: Progress | None = None
) -> CameraStep:
    """Add a camera to a session, behind the others; offset_ms is when it begins.

    Raises:
        StudyError: if there is no such session, or it cannot be written.
        MediaError: if the recording cannot be played.
    """
    study.session(session_id)
    grid_ms = study.settings.sound_grid_ms
    added = measure(recording, study.folder, study.cache_dir, offset_ms, progress, grid_ms)
    return _change(
        study,
        session_id,
        "camera added",
        lambda session: _Change((*session.cameras, added), len(session.cameras), {"new": row_of(added)}),
    )


def remove_camera(study: Study, session_id: str, camera: int) -> CameraStep:
    """Leave a camera out of a session from now on, from 1: camera 0 is what session time is counted by.

    Raises:
        StudyError: if there is no such camera, or the session cannot be written.
    """

    def removed(session: Session) -> _Change:
        old = _camera(session, camera)
        if camera == 0:
            raise StudyError("Session time is counted by the first camera.", "Replace its recording instead.")
        others = [one for number, one in enumerate(session.cameras) if number != camera]
        return _Change(others, camera, {"old": row_of(old)})

    return _change(study, session_id, "camera removed", removed)


def set_offset(
    study: Study,
    session_id: str,
    camera: int,
    offset_ms: int,
    found_by: FoundBy = "typed",
    alignment: Alignment | None = None,
) -> CameraStep:
    """Let a camera begin at another moment of the session.

    Args:
        study: The study.
        session_id: One of its sessions.
        camera: Which camera, from 1: camera 0 is what session time is counted by.
        offset_ms: Session time of the camera's first shown frame, in ms; negative if it began earlier.
        found_by: How it was found.
        alignment: What the sound of both cameras said of it, for the audit trail; None where nobody has asked.

    Raises:
        StudyError: if there is no such session or camera, or session.toml cannot be written.
    """

    def shifted(session: Session) -> _Change:
        old = _camera(session, camera)
        if camera == 0:
            raise StudyError("Session time begins with the first camera.", "Shift the others.")
        facts: dict[str, object] = {"old_offset_ms": old.offset_ms, "new_offset_ms": offset_ms, "found_by": found_by}
        if alignment is not None:
            facts["sound"] = asdict(alignment)
        return _Change(_with(session, camera, replace(old, offset_ms=offset_ms)), camera, facts)

    return _change(study, session_id, "camera shifted", shifted)


def name_camera(study: Study, session_id: str, camera: int, name: str) -> CameraStep:
    """Give a camera of a session a name of the lab's own, such as "door"; "" takes it away.

    Raises:
        StudyError: if there is no such camera, the name cannot be one or is another camera's, or it cannot be written.
    """
    name = name.strip()

    def named(session: Session) -> _Change:
        old = _camera(session, camera)
        if name.isdecimal() or not (name.isprintable() and len(name) <= _LONGEST_NAME):
            hint = f"Write at most {_LONGEST_NAME} characters, not only digits."
            raise StudyError(f"“{name[:_LONGEST_NAME]}” cannot be the name of a camera.", hint)
        others = [one for number, one in enumerate(session.cameras) if number != camera]
        if name and name.lower() in {one.name.lower() for one in others}:
            raise StudyError(f"{session_id} has a camera {name} already.", "Choose another name.")
        facts = {"old": old.name, "new": name}
        return _Change(_with(session, camera, replace(old, name=name)), camera, facts)

    return _change(study, session_id, "camera renamed", named)


def take_back(study: Study, step: CameraStep) -> CameraStep:
    """Give a session the cameras it had before a step; the step stays in the audit trail, and this is one more.

    Raises:
        StudyError: if its cameras have been changed since, or the session cannot be written.
    """

    def as_before(session: Session) -> _Change:
        old, new = step.after.cameras, step.before.cameras
        if session.cameras != old:
            raise _changed_meanwhile(session.id, "Put the camera right by hand: audit.jsonl says how it was.")
        camera = next((n for n, both in enumerate(zip(old, new, strict=False)) if both[0] != both[1]), -1)
        if camera < 0:  # the last was added or removed
            camera = min(len(old), len(new))
        facts = {"of": step.what, "old": [row_of(one) for one in old], "new": [row_of(one) for one in new]}
        return _Change(new, camera, facts)

    return _change(study, step.after.id, "taken back", as_before)


def _change(study: Study, session_id: str, what: str, change: Callable[[Session], _Change]) -> CameraStep:
    """Write other cameras into session.toml; the rest of it stays as it is, and so does what others write meanwhile."""
    study.session(session_id)  # its id may be no name of a folder
    path = study.folder / "sessions" / session_id / SESSION_FILE
    with study.putting_right(), changing(path):
        before = study.session(session_id)
        made = change(before)
        check_session(replace(before, cameras=tuple(made.cameras)))
        document = read_document(path)
        tables = tomlkit.aot()
        for one in made.cameras:
            table = tomlkit.table()
            table.update(row_of(one))
            tables.append(table)
        document["camera"] = tables
        replace_file(path, tomlkit.dumps(document))
        note_step(study.folder, what, session=session_id, camera=made.camera + 1, **made.facts)
        return CameraStep(what, before, study.session(session_id))


def _with(session: Session, camera: int, new: Camera) -> list[Camera]:
    return [new if number == camera else one for number, one in enumerate(session.cameras)]


def _changed_meanwhile(session_id: str, hint: str) -> StudyError:
    return StudyError(f"Session {session_id} has been changed meanwhile.", hint)


def _camera(session: Session, camera: int) -> Camera:
    if not 0 <= camera < len(session.cameras):
        what = f"Session {session.id} has no camera {camera + 1}: it has {len(session.cameras)}."
        raise StudyError(what, "Choose another camera.")
    return session.cameras[camera]


def _facts(camera: Camera) -> str:
    return f"{camera.duration_ms / 1000:.3f} s, {camera.frame_count} frames, {camera.size} bytes"
