"""The timeline: the session from left to right, a track for every code; what can be seen can be dragged."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from annotator.model import commands
from annotator.model.items import Event
from ui.coding.timeline.hand import Hand
from ui.coding.timeline.hit import Hit
from ui.coding.timeline.menu import CommentLine, event_menu, segment_menu
from ui.coding.timeline.overview import overview_ms
from ui.coding.timeline.picture import TimelinePicture
from ui.coding.timeline.scene import NOWHERE
from ui.coding.timeline.thumbnails import Thumbnail
from ui.coding.timeline.tip import tip
from ui.session import CodingSession

ZOOM_STEP = 1.25
_NOTCH = 120
_CURSORS = {
    "start": Qt.CursorShape.SizeHorCursor,
    "end": Qt.CursorShape.SizeHorCursor,
    "boundary": Qt.CursorShape.SplitHCursor,
    "overview": Qt.CursorShape.OpenHandCursor,
    "loop_start": Qt.CursorShape.SizeHorCursor,
    "loop_end": Qt.CursorShape.SizeHorCursor,
}


class Timeline(TimelinePicture):
    """Shows one coding over the time of its session.

    Mouse: press and drag to scrub; click an event to select it (Ctrl and Shift: several; Shift on empty ground draws a
    rectangle around them), double-click to go to its start; drag its edges to trim it, itself to move it with all that
    are selected, the edge of an episode to mark it elsewhere (Alt: without snapping or the neighbour); Alt and drag,
    or a double click and drag, on empty ground draws a new event, on the ruler what is looped; Esc lets go. A click on
    a segment goes to it; it can be dragged, too. A click on a heading folds its group; names and headings can be
    dragged. The wheel scrolls, with Ctrl it zooms, with Shift it scrolls the tracks; the middle button pulls.

    Keys: Ctrl++ and Ctrl+− zoom, Ctrl+0 shows the session, Page Up and Page Down turn the page, the menu key opens the
    menu of the selected event.
    """

    loop_wanted = Signal(object)
    """Another stretch is to be repeated, (start_ms, end_ms), or None for none."""

    def __init__(self, session: CodingSession, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._hand = self._make_hand()
        self.thumbnail = Thumbnail(session, self)
        self.setAccessibleName("Timeline")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def is_busy(self) -> bool:
        """Whether something is being dragged, so that the view stays where it is."""
        return self._hand.is_busy

    def _make_hand(self) -> Hand:
        hand = Hand(self.scene, parent=self)
        hand.moved_view.connect(self._repaint_all)
        hand.took.connect(self._spoil_lifted)
        hand.arranged.connect(self._follow_arrangement)
        hand.looped.connect(lambda: self.loop_wanted.emit(self.scene.loop))
        hand.changed.connect(self.update)
        return hand

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to scrub, to pan, or to drag what was hit."""
        self.thumbnail.leave()
        self._hand.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on dragging, or show what lies under the mouse."""
        hit = self.scene.hit(event.position().x(), event.position().y())
        if not self._hand.move(event):
            self._hover(hit)
        self._show_thumbnail(hit, event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep what was dragged."""
        self._hand.release()
        self._hover(self.scene.hit(event.position().x(), event.position().y()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go to the start of an event; show an episode, or the whole session from the overview."""
        x = event.position().x()
        hit = self.scene.hit(x, event.position().y())
        found = self.session.coding.event(hit.event_id)
        if found is not None:
            self.session.jump(found.start_ms)
        elif hit.part == "episodes":
            spans = [span for span in self.scene.spans if span.start_ms <= self.view.ms_at(x) < span.end_ms]
            for span in spans:
                self.show_view(self.view.showing(span.start_ms, span.end_ms))
        elif hit.part == "overview":
            self.zoom_whole()
        else:
            self._hand.press(event, draws=True)

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing lies under the mouse any more."""
        self._hover(NOWHERE)
        self.thumbnail.leave()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; zoom around the mouse with Ctrl; scroll the tracks with Shift or over the names."""
        pixels, notches = event.pixelDelta(), (event.angleDelta().y() or event.angleDelta().x()) / _NOTCH
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.show_view(self.view.zoomed(ZOOM_STEP**notches, event.position().x()))
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier or event.position().x() < self.view.left:
            self._scroll_rows(self.scene.lanes.scroll - (pixels.y() or round(notches * 40)))
        else:
            moved_px = pixels.x() or pixels.y() or notches * self.view.width / 10
            self.show_view(self.view.scrolled(-moved_px * self.view.ms_per_px))
        event.accept()

    def _show_thumbnail(self, hit: Hit, x: float) -> None:
        """Show what happens at the moment under the mouse, over the axis and in the overview."""
        lanes = self.scene.lanes
        if self._hand.is_busy or hit.part not in ("ruler", "overview"):
            self.thumbnail.leave()
        elif hit.part == "ruler":
            self.thumbnail.show_near(round(self.view.ms_at(x)), QPoint(round(x), lanes.body_top), above=False)
        else:
            at = QPoint(round(x), lanes.overview.top - 2)
            self.thumbnail.show_near(round(overview_ms(self.scene, x)), at, above=True)

    def _hover(self, hit: Hit) -> None:
        if hit != self.scene.hover:
            self.scene.hover = hit
            self.setCursor(_CURSORS.get(hit.part, Qt.CursorShape.ArrowCursor))
            self.update()

    # Keys, menu, tooltips, gestures

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom and turn pages; Esc lets go of a drag, then of the selection."""
        plain: dict[int, Callable[[], object]] = {
            Qt.Key.Key_PageUp: partial(self.turn_page, -0.9),
            Qt.Key.Key_PageDown: partial(self.turn_page, 0.9),
            Qt.Key.Key_Escape: self._own_step(Qt.Key.Key_Escape) or partial(self.session.select, ""),
        }
        if (own := self._own_step(Qt.Key(event.key()))) is not None:
            plain[event.key()] = own
        with_control: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Plus: partial(self.zoom, ZOOM_STEP),
            Qt.Key.Key_Equal: partial(self.zoom, ZOOM_STEP),
            Qt.Key.Key_Minus: partial(self.zoom, 1 / ZOOM_STEP),
            Qt.Key.Key_0: self.zoom_whole,
        }
        has_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        step = (with_control if has_control else plain).get(event.key())
        if step is None:
            super().keyPressEvent(event)
        else:
            step()

    def _own_step(self, key: Qt.Key) -> Callable[[], object] | None:
        """Return what a key does here before the actions of the window, None where it is theirs."""
        session, segment = self.session, self.scene.segment
        if key == Qt.Key.Key_Delete and segment is not None:
            return lambda: session.do(lambda: commands.delete(session.coding, [segment.id]))
        if key != Qt.Key.Key_Escape:
            return None
        if self._hand.is_busy:
            return self._hand.cancel
        if segment is not None:
            return self._let_segment_go
        is_looping = self.scene.loop is not None and not session.selected_ids
        return partial(self.loop_wanted.emit, None) if is_looping else None

    def _let_segment_go(self) -> None:
        self.scene.segment_id = ""
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of the event under the mouse or, from the keyboard, of the selected one."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        hit = self.scene.hit(event.x(), event.y())
        found = self.session.selected_event if by_key else self.session.coding.event(hit.event_id)
        segment = self.scene.segment if by_key else self.scene.segment_of(hit.segment_id)
        if found is not None and self.scene.code(found) is not None:
            self.session.select(found.id)
            menu, rect = self.menu(found), self.scene.bar_rect(found)
        elif segment is not None:
            menu, rect = segment_menu(self.session, segment, self), self.scene.segment_rect(segment)
        else:
            return
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(rect.bottomLeft().toPoint()) if by_key else event.globalPos())

    def menu(self, event: Event) -> QMenu:
        """Return what can be done with an event."""
        return event_menu(self.session, event, self.write_comment, self)

    def write_comment(self, event: Event) -> None:
        """Open a line at an event to write its comment in."""
        bar, width = self.scene.bar_rect(event).toRect(), min(280, self.view.width)
        left = min(max(bar.left(), self.view.left), self.width() - width - 4)
        CommentLine(self.session, event, QRect(left, min(bar.bottom() + 4, self.height() - 34), width, 30), self)

    def event(self, event: QEvent) -> bool:
        """Show a tooltip; zoom with two fingers; keep Esc while something is dragged."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            hit = self.scene.hit(event.x(), event.y())
            QToolTip.showText(event.globalPos(), tip(self.scene, hit, self.view.ms_at(event.x())), self)
            return True
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self.show_view(self.view.zoomed(1 + event.value(), event.position().x()))
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and self._is_own(event):
            event.accept()
            return True
        return super().event(event)

    def _is_own(self, event: QKeyEvent) -> bool:
        return not event.modifiers() and self._own_step(Qt.Key(event.key())) is not None
