"""The recordings of a session: where they are, and where what is known of them is kept."""

from dataclasses import dataclass
from pathlib import Path

from annotator.errors import MediaError
from annotator.media.grid import GRID_MS
from annotator.media.player import CameraSource
from annotator.study import Session, Study
from ui.settings import cache_folder


@dataclass(frozen=True, slots=True)
class Found:
    """The recordings of a session that are there, and what is wrong with the first that is not."""

    cameras: tuple[CameraSource, ...]
    problem: MediaError | None = None


def find_cameras(study: Study, session: Session) -> Found:
    """Find the recordings of a session. Without the reference camera there is nothing to show.

    Searching the study folder for a file that was moved can be slow: not for the window's thread.
    """
    cameras: list[CameraSource] = []
    problem: MediaError | None = None
    for index, camera in enumerate(session.cameras):
        try:
            cameras.append(
                CameraSource(study.recording(session, index), camera.offset_ms, grid_ms=camera.grid_ms or GRID_MS)
            )
        except MediaError as error:
            problem = problem or MediaError(error.what, "Say where it is in the Study workspace: Find it…")
            if index == 0:
                return Found((), problem)
    return Found(tuple(cameras), problem)


def cache_of(study: Study) -> Path:
    """Return where frame tables and waveforms are kept: with the study, so that all share them, or on this machine."""
    return study.cache_dir if study.is_writable else cache_folder()
