"""The recordings of a session: where they are, who plays them, and where what is known of them is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from annotator.errors import MediaError
from annotator.media.grid import GRID_MS
from annotator.media.player import CameraSource, Player
from annotator.media.sound_output import SoundOutput
from annotator.study import Session, Study
from ui.settings import cache_folder

FIND_IT = "Show the program where it is: Find it… in the Study workspace."


@dataclass(frozen=True, slots=True)
class FoundCameras:
    """The recordings of a session, None for one that is not there, and what is wrong with the first of these."""

    cameras: tuple[CameraSource | None, ...]
    problem: MediaError | None = None


def find_cameras(study: Study, session: Session) -> FoundCameras:
    """Find the recordings of a session. Without the reference camera there is nothing to show, so none are returned.

    Searching the study folder for a file that was moved can be slow: not for the window's thread.
    """
    cameras: list[CameraSource | None] = []
    problem: MediaError | None = None
    for index, camera in enumerate(session.cameras):
        try:
            recording = study.recordings.find(session, index)
        except MediaError as error:
            problem = problem or MediaError(error.what, FIND_IT)
            if index == 0:
                return FoundCameras((), problem)
            cameras.append(None)
            continue
        grid_ms = camera.grid_ms or GRID_MS
        cameras.append(CameraSource(recording, camera.offset_ms, sound_track=camera.sound_track, grid_ms=grid_ms))
    return FoundCameras(tuple(cameras), problem)


class WindowPlayer(Player):
    """A player whose threads end by themselves: a share that no longer answers holds them up, and not the window.

    Args:
        cameras, cache_dir: As Player takes them.
        output: Where its sound goes to.
    """

    def __init__(self, cameras: Sequence[CameraSource | None], output: SoundOutput, cache_dir: Path) -> None:
        super().__init__(cameras, output, cache_dir)
        self._device = output

    def close(self) -> None:
        """Be silent at once; the threads end when they have done what they have in hand."""
        self._device.stop()  # here: a device of Qt belongs to this thread
        Thread(target=super().close, name="closing recordings", daemon=True).start()


def cache_of(study: Study) -> Path:
    """Return where frame tables and waveforms are kept: with the study, so that all share them, or on this machine."""
    return study.cache_dir if study.is_writable else cache_folder()
