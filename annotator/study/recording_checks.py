"""Whether the recordings of a session are fit for coding, and what was found the last time."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from annotator.media.check import RecordingCheck, check_recording
from annotator.study.session import Session
from annotator.study.study import Study

_SUFFIX = ".check.json"


def check_recordings(
    study: Study, session: Session, cache_dir: Path, progress: Callable[[float], None]
) -> dict[str, RecordingCheck]:
    """Play all recordings of a session through; what is found is kept in the cache folder.

    Args:
        study: The study.
        session: One of its sessions.
        cache_dir: Where findings are kept; safe to delete.
        progress: Told the part done, 0 to 1; may raise to break off.

    Returns:
        What is true of each recording, by its fingerprint.

    Raises:
        MediaError: if a recording is missing or cannot be played.
    """
    found: dict[str, RecordingCheck] = {}
    for index, camera in enumerate(session.cameras):

        def tell(done: float, before: int = index) -> None:
            progress((before + done) / len(session.cameras))

        found[camera.fingerprint] = check_recording(study.recording(session, index), tell)
        _keep(cache_dir / f"{camera.fingerprint}{_SUFFIX}", found[camera.fingerprint])
    return found


def kept_checks(cache_dir: Path) -> dict[str, RecordingCheck]:
    """Return what was found earlier, by fingerprint; what cannot be read counts as not there."""
    found: dict[str, RecordingCheck] = {}
    for path in cache_dir.glob(f"*{_SUFFIX}"):
        try:
            found[path.name.removesuffix(_SUFFIX)] = msgspec.json.decode(path.read_bytes(), type=RecordingCheck)
        except (OSError, msgspec.MsgspecError):
            continue
    return found


def _keep(path: Path, found: RecordingCheck) -> None:
    """Write a finding; where that is not possible nothing is kept, which costs time only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(msgspec.json.encode(found))
    except OSError:
        return
