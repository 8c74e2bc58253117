"""Single frames saved as pictures, named by session and time only."""

from itertools import count
from pathlib import Path

from annotator.errors import StudyError
from annotator.media.aids import NO_AIDS, PictureAids
from annotator.media.picture import Picture
from annotator.study.files import reason
from annotator.study.study import Study

STILLS_FOLDER = "stills"


def save_still(
    study: Study, session_id: str, at_ms: int, picture: Picture, camera: int = 0, aids: PictureAids = NO_AIDS
) -> Path:
    """Write a frame in its native size into the study's folder for stills; an older file is never overwritten.

    Args:
        study: The study.
        session_id: The session.
        at_ms: Session time of the frame; with the session's id it makes the name, `<session>-<ms>.png`.
        picture: The frame.
        camera: Which camera it is of, from 0; named from the second on.
        aids: How the picture is changed; as recorded if not given.

    Raises:
        StudyError: if the study does not allow stills, or its folder cannot be written.
        MediaError: if the file cannot be written.
    """
    if not study.allows_stills:
        raise StudyError("This study does not allow stills.", "Its study.toml says so: stills = false.")
    folder = study.folder / STILLS_FOLDER
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise StudyError(f"{folder} cannot be made: {reason(error)}.", "Check that you may write to it.") from error
    stem = f"{session_id}-{at_ms}" + (f"-camera{camera + 1}" if camera else "")
    names = (f"{stem}{f'-{number}' if number > 1 else ''}.png" for number in count(1))
    path = next(folder / name for name in names if not (folder / name).exists())
    picture.save(path, aids)
    return path
