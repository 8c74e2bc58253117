"""Changing when the cameras of a session begin, and which of their sound tracks is heard."""

from annotator.errors import StudyError
from annotator.media.recording import count_sound_tracks
from annotator.study.session import Session, store_offset, store_sound_track
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


def set_sound_track(study: Study, session_id: str, camera: int, sound_track: int) -> Session:
    """Let another sound track of a camera be played; return the session as it is then.

    Args:
        study: The study.
        session_id: One of its sessions.
        camera: Which camera, from 0.
        sound_track: Which of its sound tracks, from 0.

    Raises:
        StudyError: if there is no such session, camera or sound track, or session.toml cannot be written.
        MediaError: if the recording is missing or cannot be opened.
    """
    session = study.session(session_id)
    if not 0 <= camera < len(session.cameras):
        raise StudyError(f"Session {session_id} has no camera {camera + 1}.", "Choose another camera.")
    tracks = count_sound_tracks(study.recording(session, camera))
    if not 0 <= sound_track < tracks:
        what = f"Camera {camera + 1} of {session_id} has no sound track {sound_track + 1}: it has {tracks}."
        raise StudyError(what, "Choose another sound track.")
    store_sound_track(study.folder / "sessions" / session_id, camera, sound_track)
    return study.session(session_id)
