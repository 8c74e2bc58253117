"""Which sound track of each recording is used, where a recording has several."""

from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from annotator.errors import MediaError
from annotator.media.recording import count_sound_tracks
from annotator.study import Session, Study
from ui.session import CodingSession
from ui.tasks import Saves, Wishes


class SoundTracks(QObject):
    """Counts the sound tracks of the cameras, and changes which one is used.

    Args:
        session: whose cameras.
        wishes: read the recordings.
        saves: write the session's file.
    """

    counted = Signal()
    """It is known how many there are."""
    chosen = Signal(int)
    """Another one is used of this camera, from 0."""

    def __init__(self, session: CodingSession, wishes: Wishes, saves: Saves) -> None:
        super().__init__(session)
        self._session, self._wishes, self._saves = session, wishes, saves
        self.counts: tuple[int, ...] = ()
        """How many each camera has; none while they are being counted, 0 of a recording that cannot be opened."""

    @property
    def is_only_camera(self) -> bool:
        """Whether the session has one camera only."""
        return len(self._session.session.cameras) == 1

    def used(self, camera: int) -> int:
        """Return which sound track of a camera is used, from 0."""
        return self._session.session.cameras[camera].sound_track

    def count(self) -> None:
        """Find out how many there are."""
        study, session = self._session.study, self._session.session
        self._wishes.run("Counting the sound tracks", lambda _progress: _count_all(study, session), self._take)

    def choose(self, camera: int, track: int) -> None:
        """Use another sound track (from 0) of a camera from now on, and the next time too."""
        if track == self.used(camera):
            return
        study, session = self._session.study, self._session.session
        cameras = list(session.cameras)
        cameras[camera] = replace(cameras[camera], sound_track=track)
        self._session.session = replace(session, cameras=tuple(cameras))
        if camera == 0 and self._session.player is not None:
            self._session.player.set_sound_track(track)
        self.chosen.emit(camera)
        self._saves.run(
            "Writing the sound track",
            lambda _progress: study.recordings.set_sound_track(session.id, camera, track),
            self._take_written,
        )

    def _take_written(self, session: Session) -> None:
        self._session.session = session

    def _take(self, counts: tuple[int, ...]) -> None:
        self.counts = counts
        self.counted.emit()


def _count_all(study: Study, session: Session) -> tuple[int, ...]:
    return tuple(_count_of(study, session, camera) for camera in range(len(session.cameras)))


def _count_of(study: Study, session: Session, camera: int) -> int:
    try:
        return count_sound_tracks(study.recordings.find(session, camera))
    except MediaError:  # the picture's place says so
        return 0
