"""What the mouse does on the timeline: press, drag, release, and what lies under it."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from annotator.errors import EditError
from ui.coding.timeline.drag import Drag, PanOverview, PanTracks, Retime, Scrub, retime
from ui.coding.timeline.hit import Hit
from ui.coding.timeline.scene import Scene

_Changed = Callable[[], None]


class Hand:
    """Turns presses and movements into selections and drags.

    Args:
        scene: what is touched.
        moved_view: called when a drag has moved the view.
        took: called when an event is lifted out of what stands still, and when it is put back.
        changed: called when anything else looks different.
    """

    def __init__(self, scene: Scene, moved_view: _Changed, took: _Changed, changed: _Changed) -> None:
        self._scene, self._moved_view, self._took, self._changed = scene, moved_view, took, changed
        self._drag: Drag | None = None
        self._pressed: tuple[Hit, QPoint] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a button is down on something that can be dragged."""
        return self._drag is not None or self._pressed is not None

    def press(self, event: QMouseEvent) -> None:
        """Begin to scrub or to pan; take hold of what may be dragged."""
        place = event.position()
        hit = self._scene.hit(place.x(), place.y())
        if event.button() == Qt.MouseButton.MiddleButton:
            self._drag = PanTracks(self._scene, place.x())
        elif event.button() == Qt.MouseButton.LeftButton and hit.part not in ("name", "outside"):
            self._take(hit, place.toPoint())

    def move(self, event: QMouseEvent) -> bool:
        """Go on with a drag; return whether there is one."""
        place = event.position()
        if self._pressed is not None and self._has_left(place.toPoint()):
            hit, pressed = self._pressed
            self._pressed = None
            self._drag = self._retime(hit, pressed)
        if self._drag is not None:
            was_lifted = self._scene.preview is not None
            self._drag.move(place.x(), snaps=not event.modifiers() & Qt.KeyboardModifier.AltModifier)
            self._show(was_lifted=was_lifted)
        return self.is_busy

    def release(self) -> None:
        """Keep what was dragged."""
        drag = self._let_go()
        if drag is not None:
            drag.finish()
            self._put_back(drag)

    def cancel(self) -> None:
        """Put back what was dragged."""
        drag = self._let_go()
        if drag is not None:
            drag.cancel()
            self._put_back(drag)

    def _take(self, hit: Hit, place: QPoint) -> None:
        if hit.is_event:
            self._scene.session.select(hit.event_id)
        if hit.is_event or hit.part == "boundary":
            self._pressed = hit, place
        elif hit.part == "overview":
            self._drag = PanOverview(self._scene, place.x())
            self._moved_view()
        else:
            self._drag = Scrub(self._scene, place.x())

    def _retime(self, hit: Hit, pressed: QPoint) -> Drag | None:
        # Until all frames are known, what is dragged could come to rest between two of them.
        if self._scene.session.is_retimable:
            return retime(self._scene, hit, pressed.x())
        wait = EditError("The frames of the recording are still being listed.", "Drag it again in a moment.")
        self._scene.session.tell(wait)
        return None

    def _has_left(self, place: QPoint) -> bool:
        # A click must not retime anything, a drag by a few pixels must.
        return (
            self._pressed is not None and abs(place.x() - self._pressed[1].x()) >= QApplication.startDragDistance() / 3
        )

    def _let_go(self) -> Drag | None:
        drag, self._drag, self._pressed = self._drag, None, None
        return drag

    def _show(self, *, was_lifted: bool) -> None:
        if isinstance(self._drag, PanOverview | PanTracks):
            self._moved_view()
        elif self._scene.preview is not None and not was_lifted:
            self._took()
        else:
            self._changed()

    def _put_back(self, drag: Drag) -> None:
        if isinstance(drag, PanOverview | PanTracks):
            self._moved_view()
        elif isinstance(drag, Retime):
            self._took()
