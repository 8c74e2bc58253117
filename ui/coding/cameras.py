"""How the cameras of a session are shown: which is large, and with which aids."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from annotator.media.aids import NO_AIDS, PictureAids
from ui.coding.remembered import Remembered
from ui.session import CodingSession


class Cameras(QObject):
    """The choices of the coder; they are remembered for the next time the session is opened here."""

    changed = Signal()

    def __init__(self, session: CodingSession, remembered: Remembered) -> None:
        super().__init__(session)
        self._remembered = remembered
        prints = [camera.fingerprint for camera in session.session.cameras]
        # Numbered, where one recording is there twice.
        self._ids = [f"{one} {prints[:place].count(one)}" for place, one in enumerate(prints)]
        self.count = len(self._ids)
        self._is_comparing = False

    @property
    def large(self) -> int:
        """The camera that is large, or that was large last, from 0."""
        large = self._remembered.look.large_camera
        return self._ids.index(large) if large in self._ids else 0

    @property
    def is_side_by_side(self) -> bool:
        """Whether all cameras are of one size."""
        return (self._remembered.look.is_side_by_side or self._is_comparing) and self.count > 1

    def aids(self, camera: int) -> PictureAids:
        """Return what is done to the pictures of a camera."""
        return self._remembered.look.aids_of.get(self._ids[camera], NO_AIDS)

    def set_aids(self, camera: int, aids: PictureAids) -> None:
        """Show the pictures of a camera in another way."""
        if aids != self.aids(camera):
            self._keep(aids_of=self._remembered.look.aids_of | {self._ids[camera]: aids})

    def show_whole(self, camera: int) -> None:
        """Zoom out again."""
        self.set_aids(camera, replace(self.aids(camera), zoom=1.0, center=NO_AIDS.center))

    def reset(self) -> None:
        """Show every camera as it was recorded."""
        if self._remembered.look.aids_of:
            self._keep(aids_of={})

    def make_large(self, camera: int) -> None:
        """Show this camera large."""
        self._keep(large_camera=self._ids[camera])

    def swap(self) -> None:
        """Show the next camera large."""
        if self.count > 1:
            self.make_large((self.large + 1) % self.count)

    def toggle_side_by_side(self) -> None:
        """Show all cameras of one size, or one large and the others small."""
        if self.count > 1:
            self._keep(is_side_by_side=not self._remembered.look.is_side_by_side)

    def compare(self, *, on: bool) -> None:
        """Show all cameras of one size for a while, whatever is remembered."""
        if on != self._is_comparing:
            self._is_comparing = on
            self.changed.emit()

    def _keep(self, **changed: object) -> None:
        self._remembered.keep(**changed)
        self.changed.emit()


def words_for(aids: PictureAids) -> str:
    """Say which aids are on; "" for none.

    >>> words_for(PictureAids(brightness=10, zoom=2.0))
    'Picture changed: light, 2.0×'
    """
    parts = {
        "deinterlaced": aids.deinterlace,
        "light": bool(aids.brightness or aids.contrast or aids.dark_room),
        "turned": aids.turns != 0,
        "mirrored": aids.mirror,
        f"{aids.zoom:.1f}×": aids.zoom > 1,
    }
    said = ", ".join(word for word, is_on in parts.items() if is_on)
    return f"Picture changed: {said}" if said else ""
