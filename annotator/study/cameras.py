"""Changing when the cameras of a session begin."""

from annotator.errors import StudyError
from annotator.study.session import Session, store_offset
from annotator.study.study import Study


def set_offset(study: Study, session_id: str, camera: int, offset_ms: int) -> Session:
    """Let a camera begin at another moment of the session; return the session as it is then.

    Args:
        study: The study.
        session_id: One of its sessions.
        camera: Which camera, from 1: camera 0 is what session time is counted by.
        offset_ms: Session time of the camera's first shown frame, in ms; negative if it began earlier.

    Raises:
        StudyError: if there is no such session or camera, or session.toml cannot be written.
    """
    session = study.session(session_id)
    if not 0 < camera < len(session.cameras):
        raise StudyError(f"Session {session_id} has no camera {camera + 1} to be shifted.", "Choose another camera.")
    store_offset(study.folder / "sessions" / session_id, camera, offset_ms)
    return study.session(session_id)
