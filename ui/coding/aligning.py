"""Bringing a camera in step with the first: it is stepped on its own, or put where their sound agrees."""

from PySide6.QtCore import QObject, Signal

from annotator.errors import EditError
from annotator.media.alignment import Alignment
from annotator.study.replacing import CameraStep, FoundBy, set_offset, take_back
from annotator.text import duration, shift
from ui.coding.cameras import Cameras
from ui.coding.common_sound import CommonSound
from ui.messages import Messages
from ui.recordings import FIND_IT
from ui.session import CodingSession
from ui.tasks import Saves, Wishes


class Aligning(QObject):
    """The mode in which the keys move one camera against the others, which stay where they are.

    Args:
        session: whose cameras.
        cameras: how they are shown; while one is aligned they are side by side.
        messages: told when an offset was kept.
        wishes: read the recordings.
        saves: write the session's file.
    """

    changed = Signal()
    """It began or ended, or the camera has moved."""

    def __init__(
        self, session: CodingSession, cameras: Cameras, messages: Messages, wishes: Wishes, saves: Saves
    ) -> None:
        super().__init__(session)
        self._session, self._cameras, self._messages, self._saves = session, cameras, messages, saves
        self.camera = 0
        """The camera that is moved; 0 while none is."""
        self._before_ms = 0
        self._kept: CameraStep | None = None
        self._found: Alignment | None = None
        self.sound = CommonSound(session, wishes)
        self.sound.found.connect(self._put)

    @property
    def is_on(self) -> bool:
        """Whether a camera is being aligned."""
        return self.camera > 0

    @property
    def words(self) -> str:
        """What is done and how far it is; "" while nothing is."""
        if not self.is_on or self._session.player is None:
            return ""
        return f"Camera {self.camera + 1} begins {shift(self._session.player.offsets_ms[self.camera])}"

    def begin(self) -> None:
        """Align the camera that is large, or the second; if one is being aligned, the next."""
        player = self._session.player
        if player is None or self._cameras.count < 2:
            self._session.tell(EditError("There is no second camera to align.", "Add it with the session."))
            return
        others = [camera for camera in range(1, self._cameras.count) if camera not in player.missing]
        if not others:
            self._session.tell(EditError("No recording of another camera was found, so none can be aligned.", FIND_IT))
            return
        if self.is_on:
            next_camera = next((camera for camera in others if camera > self.camera), others[0])
        else:
            next_camera = self._cameras.large if self._cameras.large in others else others[0]
        self.leave()
        self.camera, self._before_ms, self._found = next_camera, player.offsets_ms[next_camera], None
        player.shift_camera(next_camera, 0)
        self._show()

    def find(self) -> None:
        """Find by sound how the camera lies to the first; once more, and the search is stopped."""
        if not self.is_on:
            self.begin()
        if self.sound.is_searching:
            self.sound.forget()
        elif self.is_on:
            self.sound.look(self.camera)

    def shift(self, frames: int) -> None:
        """Show the frame of this camera that lies so many frames later, or earlier, at the same moment."""
        if self._session.player is not None and self.is_on:
            self._session.player.shift_camera(self.camera, frames)
            self._show()

    def shift_ms(self, ms: int) -> None:
        """Show the frame of this camera that lies so much later, or earlier."""
        player = self._session.player
        if player is not None and self.is_on:
            player.set_offset(self.camera, player.offsets_ms[self.camera] - ms)
            self.shift(0)

    def keep(self) -> None:
        """Write the offset into the session and end."""
        player = self._session.player
        if player is None or not self.is_on:
            return
        camera, offset_ms, found = self.camera, player.offsets_ms[self.camera], self._found
        self._end()
        if offset_ms == self._before_ms:
            return
        study, session_id = self._session.study, self._session.session.id
        found_by: FoundBy = "sound" if found is not None and offset_ms == round(found.offset_ms) else "hand"
        self._saves.run(
            "Writing the offset",
            lambda _progress: set_offset(study, session_id, camera, offset_ms, found_by, found),
            lambda step: self._say_kept(step, camera),
        )

    def leave(self) -> None:
        """End, with the camera where it was."""
        if self._session.player is not None and self.is_on:
            self._session.player.set_offset(self.camera, self._before_ms)
            self._end()

    def take_back(self) -> None:
        """Give the camera that was aligned last the offset that it had before."""
        step, study = self._kept, self._session.study
        if step is None:
            self._session.tell(
                EditError("No camera has been aligned since the session was opened.", "Align one first.")
            )
            return
        self._kept = None
        self._saves.run("Writing the offset", lambda _progress: take_back(study, step), self._say_taken_back)

    def _put(self, found: Alignment) -> None:
        """Show the camera as it was found, at a moment that both have; whether it stays is for the person to say."""
        session, player = self._session, self._session.player
        if player is None or not self.is_on:
            return
        self._found, offset_ms = found, round(found.offset_ms)
        player.set_offset(self.camera, offset_ms)
        start_ms = max(0, offset_ms)
        end_ms = min(session.duration_ms, offset_ms + session.session.cameras[self.camera].duration_ms)
        if not start_ms <= session.position_ms < end_ms:
            session.jump((start_ms + end_ms) // 2)
        self._show()

    def _end(self) -> None:
        self.camera = 0
        self.sound.forget()
        self._show()

    def _say_kept(self, step: CameraStep, camera: int) -> None:
        self._session.session, self._kept = step.after, step
        what = f"Camera {camera + 1} begins {_beside_first(step.after.cameras[camera].offset_ms)} the first camera."
        self._messages.done(what, "To undo it: Play > Cameras > Undo the alignment.")

    def _say_taken_back(self, step: CameraStep) -> None:
        self._session.session = step.after
        player = self._session.player
        if player is not None:
            for camera, shown in enumerate(step.after.cameras):
                player.set_offset(camera, shown.offset_ms)
            self._show()
        self._messages.done("The alignment was undone: the camera has the offset it had before.")

    def _show(self) -> None:
        self._cameras.compare(on=self.is_on)
        self._session.tick()
        self.changed.emit()


def _beside_first(offset_ms: int) -> str:
    """Write when a camera begins, beside the first one.

    >>> _beside_first(1280), _beside_first(-500), _beside_first(0)
    ('1.280 s after', '0.500 s before', 'together with')
    """
    if offset_ms == 0:
        return "together with"
    return f"{duration(abs(offset_ms))} {'after' if offset_ms > 0 else 'before'}"
