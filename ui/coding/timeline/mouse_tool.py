"""What the mouse does on the timeline: press, drag, release, and what lies under it."""

from PySide6.QtCore import QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from annotator.errors import EditError
from ui.coding.timeline.drag import Band, Drag, DragLoop, MoveRow, PanOverview, PanTracks, Scrub
from ui.coding.timeline.hit import Hit
from ui.coding.timeline.lift import DrawEvent, is_taken, retime
from ui.coding.timeline.retime import CROSS_PX, Retime
from ui.coding.timeline.scene import Scene

_SCROLL_EVERY_MS = 30
_SCROLL_SHARE = 0.4
"""Of the distance beyond the edge, how much the view scrolls each time."""


class MouseTool(QObject):
    """Turns presses and movements into selections and drags.

    Args:
        scene: what is touched.
        parent: the widget.
    """

    moved_view = Signal()
    """A drag has moved the view."""
    took = Signal()
    """Something was lifted out of what stands still, or was put back."""
    arranged = Signal()
    """Rows have been folded or moved."""
    looped = Signal()
    """Another stretch is to be repeated, or none: that of the scene."""
    changed = Signal()
    """Anything else looks different."""

    def __init__(self, scene: Scene, parent: QObject) -> None:
        super().__init__(parent)
        self._scene = scene
        self._drag: Drag | None = None
        self._pressed: tuple[Hit, QPointF] | None = None
        self._draws = False
        self._last, self._is_free = QPointF(), False
        self._scrolling = QTimer(self, interval=_SCROLL_EVERY_MS)
        self._scrolling.timeout.connect(self._scroll_on)

    @property
    def is_busy(self) -> bool:
        """Whether a button is down on something that can be dragged."""
        return self._drag is not None or self._pressed is not None

    def press(self, event: QMouseEvent, *, draws: bool = False) -> None:
        """Take hold of what lies under the mouse; draws says that on empty ground a new event begins."""
        place, keys = event.position(), event.modifiers()
        hit = self._scene.hit(place.x(), place.y())
        self._draws = draws or bool(keys & Qt.KeyboardModifier.AltModifier)
        if event.button() == Qt.MouseButton.MiddleButton:
            self._drag = PanTracks(self._scene, place.x())
        elif event.button() == Qt.MouseButton.LeftButton and hit.part != "outside":
            self._take(hit, place, keys)

    def move(self, event: QMouseEvent) -> bool:
        """Go on with a drag; return whether there is one."""
        place = event.position()
        if self._pressed is not None and self._has_left(place):
            hit, pressed = self._pressed
            self._pressed = None
            self._drag = self._begin(hit, pressed)
        if self._drag is not None:
            self._last, self._is_free = place, bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            self._move_on()
            self._scroll_if_beyond()
        return self.is_busy

    def release(self) -> None:
        """Keep what was dragged; a click alone folds a group, or selects one of several."""
        pressed, drag = self._pressed, self._let_go()
        if drag is not None:
            drag.finish()
            self._put_back(drag)
            if isinstance(drag, DragLoop):
                self.looped.emit()
        elif pressed is not None and pressed[0].part == "caption":
            self._scene.arrangement = self._scene.arrangement_toggling(pressed[0].group)
            self.arranged.emit()
        elif pressed is not None and pressed[0].is_event:
            self._scene.session.select(pressed[0].event_id)
        elif pressed is not None:
            self._go_to_segment(pressed[0].segment_id)

    def cancel(self) -> None:
        """Put back what was dragged."""
        drag = self._let_go()
        if drag is not None:
            drag.cancel()
            self._put_back(drag)

    def _take(self, hit: Hit, place: QPointF, keys: Qt.KeyboardModifier) -> None:
        self._scene.segment_id = hit.segment_id
        if hit.is_event:
            self._take_event(hit, place, keys)
        elif hit.segment_id:
            self._scene.session.select("")
            self._pressed = hit, place
            self.changed.emit()
        elif hit.part in ("boundary", "caption") or (hit.part == "name" and hit.code_id):
            self._pressed = hit, place
        elif hit.part != "name":
            self._drag = self._begin_at_once(hit, place, keys)
            self.changed.emit()

    def _take_event(self, hit: Hit, place: QPointF, keys: Qt.KeyboardModifier) -> None:
        session = self._scene.session
        if keys & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier):
            self._add_or_take_out(hit, is_range=bool(keys & Qt.KeyboardModifier.ShiftModifier))
            return
        # One of several stays among them: they may be about to be dragged together.
        among = session.selected_ids if hit.event_id in session.selected_ids else frozenset()
        session.select_many([*(among - {hit.event_id}), hit.event_id])
        self._pressed = hit, place

    def _begin_at_once(self, hit: Hit, place: QPointF, keys: Qt.KeyboardModifier) -> Drag | None:
        """Return the drag that begins with the press, where a click alone means something already."""
        scene, loop = self._scene, self._scene.loop
        if hit.part == "overview":
            drag = PanOverview(scene, place.x())
            self.moved_view.emit()
            return drag
        if hit.part in ("loop_start", "loop_end") and loop is not None:
            return DragLoop(scene, loop[1] if hit.part == "loop_start" else loop[0])
        if hit.part == "ruler" and self._draws:
            return DragLoop(scene, scene.session.frame_ms(scene.view.ms_at(place.x())))
        if hit.part == "empty" and keys & Qt.KeyboardModifier.ShiftModifier:
            return Band(scene, place)
        if hit.part == "empty" and hit.code_id and self._draws:
            return self._draw(hit, place)
        return Scrub(scene, place.x())

    def _go_to_segment(self, segment_id: str) -> None:
        """Go to a segment that was clicked, so that the key of a code names it."""
        segment, session = self._scene.segment_of(segment_id), self._scene.session
        if segment is not None:
            at_ms, end_ms = session.position_ms, segment.end_ms
            if at_ms < segment.start_ms or (end_ms is not None and at_ms >= end_ms):
                session.jump(segment.start_ms)

    def _add_or_take_out(self, hit: Hit, *, is_range: bool) -> None:
        session = self._scene.session
        anchor, clicked = session.selected_event, session.coding.event(hit.event_id)
        chosen = [one for one in session.selected_ids if one != hit.event_id]
        if is_range and anchor is not None and clicked is not None and anchor.code == clicked.code:
            first, last = sorted((anchor.start_ms, clicked.start_ms))
            between = [one.id for one in session.coding.events_of([clicked.code]) if first <= one.start_ms <= last]
            chosen = [*chosen, *(one for one in between if one != hit.event_id)]
        if is_range or hit.event_id not in session.selected_ids:
            chosen.append(hit.event_id)
        session.select_many(chosen)

    def _draw(self, hit: Hit, place: QPointF) -> Drag | None:
        if not self._may_retime():
            return None
        if is_taken(self._scene, hit.code_id, self._scene.view.ms_at(place.x())):
            problem = EditError("Another code of this channel is on there.", "Begin where the channel is free.")
            self._scene.session.tell(problem)
            return None
        drag = DrawEvent(self._scene, place, hit.code_id)
        if self._scene.session.codebook.code_by_id[hit.code_id].is_point:
            drag.move(place, free=True)
        return drag

    def _begin(self, hit: Hit, pressed: QPointF) -> Drag | None:
        if hit.part == "caption":
            return MoveRow(self._scene, group=hit.group)
        if hit.part == "name":
            return MoveRow(self._scene, code_id=hit.code_id)
        return retime(self._scene, hit, pressed.x()) if self._may_retime() else None

    def _may_retime(self) -> bool:
        # Until all frames are known, what is dragged could come to rest between two of them.
        if self._scene.session.is_retimable:
            return True
        wait = EditError("The frames of the recording are still being listed.", "Drag it again in a moment.")
        self._scene.session.tell(wait)
        return False

    def _has_left(self, place: QPointF) -> bool:
        # A click must not retime anything, a drag by a few pixels must.
        if self._pressed is None:
            return False
        way = place - self._pressed[1]
        if self._pressed[0].part == "body" and len(self._scene.session.selected_ids) == 1 and abs(way.y()) > CROSS_PX:
            lane = self._scene.lanes.at(place.y())
            if lane is not None and lane.code is not None and lane.code.id != self._pressed[0].code_id:
                return True
        moved_px = abs(way.y()) if self._pressed[0].part in ("name", "caption") else abs(way.x())
        return moved_px >= QApplication.startDragDistance() / 3

    def _let_go(self) -> Drag | None:
        drag, self._drag, self._pressed = self._drag, None, None
        self._scrolling.stop()
        return drag

    @property
    def _is_lifted(self) -> bool:
        return bool(self._scene.previews) or self._scene.preview_segment is not None

    def _move_on(self) -> None:
        assert self._drag is not None
        was_lifted = self._is_lifted
        self._drag.move(self._last, free=self._is_free)
        if isinstance(self._drag, PanOverview | PanTracks):
            self.moved_view.emit()
        elif self._is_lifted and not was_lifted:
            self.took.emit()
        else:
            self.changed.emit()

    def _scroll_if_beyond(self) -> None:
        if not isinstance(self._drag, Retime | Scrub | Band | DragLoop) or self._beyond_px() == 0:
            self._scrolling.stop()
        elif not self._scrolling.isActive():
            self._scrolling.start()

    def _beyond_px(self) -> float:
        view = self._scene.view
        return min(self._last.x() - view.left, 0.0) + max(self._last.x() - view.right + 1, 0.0)

    def _scroll_on(self) -> None:
        """Take the view along with a drag that has reached its edge, the faster the further beyond."""
        view = self._scene.view
        self._scene.view = view.scrolled(self._beyond_px() * _SCROLL_SHARE * view.ms_per_px)
        if self._drag is not None and self._scene.view != view:
            self._move_on()
            self.moved_view.emit()

    def _put_back(self, drag: Drag) -> None:
        if isinstance(drag, MoveRow):
            self.arranged.emit()
        elif isinstance(drag, PanOverview | PanTracks):
            self.moved_view.emit()
        elif isinstance(drag, Retime):
            self.took.emit()
        else:
            self.changed.emit()
