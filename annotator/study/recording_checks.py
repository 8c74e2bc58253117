"""Whether the recordings of a session are fit for coding, and what was found the last time."""

import contextlib
import os
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec

from annotator.media.check import Finding, RecordingCheck, check_recording
from annotator.media.npz_cache import not_kept
from annotator.media.recording import Recording
from annotator.progress import Progress
from annotator.study.files import matching
from annotator.study.session import Session
from annotator.study.study import Study
from annotator.text import listed

_SUFFIX = ".check.json"
_Uses = dict[str, list[tuple[str, int]]]
"""The sessions and cameras (from 1) in which a file is used, by its fingerprint."""


def check_recordings(
    study: Study, session: Session, cache_dir: Path, progress: Callable[[float], None]
) -> dict[str, RecordingCheck]:
    """Play all recordings of a session through; what is found in them is kept in the cache folder.

    Args:
        study: The study.
        session: One of its sessions.
        cache_dir: Where findings are kept; safe to delete.
        progress: Told the part done, 0 to 1; may raise to break off.

    Returns:
        What is true of each recording, by its fingerprint; also whether it is used elsewhere in the study.

    Raises:
        MediaError: if a recording is missing or cannot be played.
    """
    found: dict[str, RecordingCheck] = {}
    uses = _uses(study)
    for index, camera in enumerate(session.cameras):

        def tell(done: float, before: int = index) -> None:
            progress((before + done) / len(session.cameras))

        check = check_recording(study.recordings.find(session, index), tell, camera.sound_track)
        _keep(cache_dir / f"{camera.fingerprint}{_SUFFIX}", check)
        found[camera.fingerprint] = _with_uses(check, camera.fingerprint, uses)
    return found


def kept_checks(study: Study, cache_dir: Path) -> dict[str, RecordingCheck]:
    """Return what was found earlier, by fingerprint; what cannot be read counts as not there."""
    found: dict[str, RecordingCheck] = {}
    uses = _uses(study)
    tracks = {camera.fingerprint: camera.sound_track for session in study.sessions() for camera in session.cameras}
    for path in matching(cache_dir, f"*{_SUFFIX}"):
        fingerprint = path.name.removesuffix(_SUFFIX)
        check = _kept(path)
        if check is not None and check.sound_track == tracks.get(
            fingerprint, check.sound_track
        ):  # else another one was chosen since
            found[fingerprint] = _with_uses(check, fingerprint, uses)
    return found


def check_and_keep(
    recording: Recording, fingerprint: str, sound_track: int, cache_dir: Path, progress: Progress
) -> None:
    """Play a recording through and keep what is found in the cache folder, unless it is known.

    Args:
        recording: The recording.
        fingerprint: What its session knows it by.
        sound_track: Which of its sound tracks is played, from 0.
        cache_dir: Where findings are kept; safe to delete.
        progress: Told the part done, 0 to 1; may raise to break off.

    Raises:
        MediaError: if it cannot be played.
    """
    place = cache_dir / f"{fingerprint}{_SUFFIX}"
    known = _kept(place)
    if known is None or known.sound_track != sound_track:
        _keep(place, check_recording(recording, progress, sound_track))


def _uses(study: Study) -> _Uses:
    uses: _Uses = defaultdict(list)
    for session in study.sessions():
        for number, camera in enumerate(session.cameras, start=1):
            for part in camera.fingerprint.split("+"):
                uses[part].append((session.id, number))
    return uses


def _with_uses(check: RecordingCheck, fingerprint: str, uses: _Uses) -> RecordingCheck:
    """The same, with a problem first where a file of the recording is used more than once in the study."""
    places = next((uses[part] for part in fingerprint.split("+") if len(uses[part]) > 1), [])
    if not places:
        return check
    where = listed([f"camera {number} of {session_id}" for session_id, number in places])
    what = f"This recording is used more than once: as {where}."
    advice = "Look which of them it belongs to, and add the right recording to the other."
    return replace(check, findings=(Finding("problem", what, advice), *check.findings))


def _keep(path: Path, found: RecordingCheck) -> None:
    """Write a finding; where that is not possible nothing is kept, which costs time only."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            part.write_bytes(msgspec.json.encode(found))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        not_kept.get()(error)


def _kept(path: Path) -> RecordingCheck | None:
    """Return what was kept; None where that cannot be read, or there is nothing."""
    with contextlib.suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return msgspec.json.decode(path.read_bytes(), type=RecordingCheck)
    return None
