"""Telling a study where a recording is now."""

from pathlib import Path

from annotator.errors import MediaError
from annotator.study import Study
from annotator.study.recordings import is_recording_of, relative_place
from annotator.study.session import store_place


def relink(study: Study, session_id: str, camera: int, file: Path) -> None:
    """Note where the recording of a camera is, if this file is that recording.

    Raises:
        MediaError: if it is another recording.
        StudyError: if the session cannot be written.
    """
    if not is_recording_of(file, study.session(session_id).cameras[camera]):
        raise MediaError(
            f"{file.name} is not the recording that was added to {session_id}.",
            "Choose the same file; it may have another name, but its content must be unchanged.",
        )
    store_place(study.folder / "sessions" / session_id, camera, relative_place(file, study.folder))
