"""The recordings of the session that a workspace shows beside its numbers: found in the background, then played."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from annotator.media.player import CameraSource, Player
from annotator.media.sound_output import SoundOutput
from annotator.study import Study
from ui.recordings import FoundCameras, WindowPlayer, cache_of, find_cameras
from ui.settings import VOLUME, Settings
from ui.tasks import Wishes
from ui.widgets.watching import Watching

_FINDING = "Looking for the recordings"


class SessionRecordings:
    """Finds the recordings of one session at a time, and makes their player.

    Args:
        workspace: shows them; what is found while it is hidden is let go.
        wishes: its own.
        settings: how loud they are.
        sound: makes the output of their sound.
    """

    def __init__(
        self, workspace: QWidget, wishes: Wishes, settings: Settings, sound: Callable[[], SoundOutput]
    ) -> None:
        self._workspace, self._wishes, self._settings, self._sound = workspace, wishes, settings, sound
        self._study: Study | None = None

    def show(self, study: Study, session_id: str, video: Watching, then: Callable[[], object] = lambda: None) -> None:
        """Look for the recordings of a session, which may have moved, and open them; then is called once they are open.

        What is not there is said where the picture would be.
        """
        self._study = study
        self._wishes.run(
            _FINDING,
            lambda _: find_cameras(study, study.session(session_id)),
            lambda found: self._open(found, video, then),
            lambda error: video.view.say(video.hide_in(str(error))),
        )

    def drop(self) -> None:
        """Look for nothing any more."""
        self._wishes.drop(_FINDING)

    def make_player(self, cameras: Sequence[CameraSource | None]) -> Player:
        """Return the player of recordings that were found."""
        assert self._study is not None, "its recordings were looked for"
        player = WindowPlayer(cameras, self._sound(), cache_of(self._study))
        player.volume = self._settings.get(VOLUME) / 100
        return player

    def _open(self, found: FoundCameras, video: Watching, then: Callable[[], object]) -> None:
        if not self._workspace.isVisible():
            return
        if found.cameras:
            video.open(found.cameras)
            then()
        else:
            video.view.say(video.hide_in(str(found.problem)))
