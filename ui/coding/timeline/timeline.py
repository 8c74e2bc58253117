"""The timeline: the session from left to right, a track for every code; what can be seen can be dragged."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from annotator.model import commands
from annotator.model.history import Edit
from annotator.model.items import Event, Segment
from ui.arrangement import Arrangement
from ui.coding.timeline.canvas import Canvas
from ui.coding.timeline.heads import Heads
from ui.coding.timeline.hit import Hit
from ui.coding.timeline.menu import CommentLine, segment_menu
from ui.coding.timeline.mouse_tool import MouseTool
from ui.coding.timeline.overlay import playhead_region, running_region
from ui.coding.timeline.overview import overview_ms
from ui.coding.timeline.rows_bar import HiddenTracks, RowsBar
from ui.coding.timeline.scene import NOWHERE, Scene, Waveform
from ui.coding.timeline.thumbnails import Thumbnail
from ui.coding.timeline.tip import tip
from ui.coding.timeline.view import View
from ui.session import CodingSession

ZOOM_STEP = 1.25
_NOTCH = 120
FLASH_MS = 900
"""How long what was undone or redone is shown."""
_MOST_FLASHED = 100
_CURSORS = {
    "start": Qt.CursorShape.SizeHorCursor,
    "end": Qt.CursorShape.SizeHorCursor,
    "boundary": Qt.CursorShape.SplitHCursor,
    "overview": Qt.CursorShape.OpenHandCursor,
    "loop_start": Qt.CursorShape.SizeHorCursor,
    "loop_end": Qt.CursorShape.SizeHorCursor,
}


class Timeline(QWidget):
    """Shows one coding over the time of its session.

    Mouse: press and drag to scrub; click an event to select it (Ctrl and Shift: several; Shift on empty ground draws a
    rectangle around them), double-click to go to its start; drag its edges to trim it, itself to move it with all that
    are selected or, if it is alone, to recode it on another track of its kind, the edge of an episode to mark it
    elsewhere (Alt: without snapping or the neighbour); Alt and drag, or a double click and drag, on empty ground draws
    a new event, on the ruler what is looped; Esc lets go. A right click opens the menu of what lies there. A click on
    a segment goes to it; it can be dragged, too. A click on a heading folds its group; names and headings can be
    dragged. The wheel scrolls, with Ctrl it zooms, with Shift it scrolls the tracks; the middle button pulls.

    Keys: Ctrl++ and Ctrl+− zoom, Ctrl+0 shows the session, Page Up and Page Down turn the page, the menu key opens the
    menu of the selected event.

    Attributes:
        session: the coding.
        scene: the state behind the picture.
        chosen_code: the code whose head was right-clicked last, "" once an event is selected: the track that is meant.
    """

    arranged = Signal(object)
    """The user has arranged the tracks in another way: the Arrangement."""
    loop_wanted = Signal(object)
    """Another stretch is to be repeated, (start_ms, end_ms), or None for none."""
    menu_wanted = Signal(str, QPoint)
    """A menu is to open at a place of the screen: of the selected "event", a track's "head", a "group" or "ground"."""

    opened = Signal(str)
    """An event was double-clicked: its id."""

    def __init__(self, session: CodingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.scene = Scene(session)
        self.chosen_code = ""
        self._rows_bar = RowsBar(self)
        self._rows_bar.valueChanged.connect(self._scroll_rows)
        self._hidden = HiddenTracks(self)
        self._hidden.clicked.connect(lambda: self.arrange(replace(self.arrangement, hidden=frozenset())))
        self._canvas = Canvas(self.scene, self.devicePixelRatioF())
        self.heads = Heads(session.codebook, self)
        self.heads.menu_wanted.connect(self._open_head_menu)
        self._measure_heads()
        self._lifted: set[str] = set()
        self._at_ms = session.position_ms
        session.edited.connect(self._follow_edit)
        session.moved.connect(self._follow_playhead)
        session.selected.connect(self._show_selected)
        session.went_back.connect(self._show_gone_back)
        self._flash = QTimer(self, singleShot=True, interval=FLASH_MS)
        self._flash.timeout.connect(self._end_flash)
        session.selection_changed.connect(self._follow_selection)
        self._mouse = self._make_mouse_tool()
        self.thumbnail = Thumbnail(session, self)
        self.setAccessibleName("Timeline")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _make_mouse_tool(self) -> MouseTool:
        tool = MouseTool(self.scene, parent=self)
        tool.moved_view.connect(self._repaint_all)
        tool.took.connect(self._spoil_lifted)
        tool.arranged.connect(self._follow_arrangement)
        tool.looped.connect(lambda: self.loop_wanted.emit(self.scene.loop))
        tool.changed.connect(self.update)
        return tool

    def set_peaks(self, peaks: NDArray[np.float32] | None, per_second: float = 100.0) -> None:
        """Show the waveform.

        Args:
            peaks: the loudest sample (0 to 1) of each stretch of the sound, from session time 0 on; empty where there
                is no sound, None while it is being read.
            per_second: how many stretches a second has.
        """
        self.scene.sound = None if peaks is None else Waveform(np.ascontiguousarray(peaks, np.float32), per_second)
        self._repaint_all()

    def set_spectrogram(self, levels: NDArray[np.uint8] | None, per_second: float) -> None:
        """Give the spectrogram what it shows.

        Args:
            levels: how loud each band of pitch is, stretches x bands, the lowest first, 0 to 255, from session time 0
                on; empty where there is no sound, None while it is being read.
            per_second: how many stretches a second has.
        """
        self.scene.spectrum, self.scene.spectrum_per_second = levels, per_second
        self._repaint_all()

    def show_spectrogram(self, *, on: bool) -> None:
        """Show the spectrogram below the waveform, or do without it."""
        self.scene.show_spectrum(on=on)
        self.updateGeometry()
        self._repaint_all()

    def show_loop(self, loop: tuple[int, int] | None) -> None:
        """Mark the stretch [start_ms, end_ms) that is repeated, or none."""
        self.scene.loop = loop
        self.update()

    def show_watched(self, watched: Sequence[tuple[int, int]]) -> None:
        """Draw a thin line on the overview where the session was watched, each [start_ms, end_ms)."""
        lane, self.scene.watched = self.scene.lanes.overview, tuple(watched)
        if not self.session.is_playing:  # else the line grows behind the playhead, which is painted anyway
            self.update(0, lane.top, self.width(), lane.height)

    # How the tracks are arranged

    @property
    def arrangement(self) -> Arrangement:
        """The order of the tracks, and what is folded or hidden."""
        return self.scene.arrangement

    def arrange(self, arrangement: Arrangement) -> None:
        """Arrange the tracks in another way."""
        self.scene.arrangement = arrangement
        self._follow_arrangement()

    def show_pass(self, codes: frozenset[str] | None) -> None:
        """Make room for the codes of a pass, None for all: groups without any are folded."""
        self.heads.show_pass(frozenset(self.heads.rows) if codes is None else codes)
        if codes != self.scene.in_pass:
            self.scene.in_pass = codes
            self.updateGeometry()
            self._scroll_rows(self.scene.lanes.scroll)
            self._repaint_all()

    # What is in view

    @property
    def view(self) -> View:
        """Which stretch of the session is shown."""
        return self.scene.view

    def show_view(self, view: View) -> None:
        """Show another stretch of the session."""
        if view != self.scene.view:
            self.scene.view = view
            self._repaint_all()

    def zoom(self, factor: float) -> None:
        """Zoom in (factor > 1) or out, around the playhead where it is in sight, else around the middle."""
        at_ms = self.session.position_ms
        at_x = self.view.x_of(at_ms) if self.view.shows(at_ms) else self.view.left + self.view.width / 2
        self.show_view(self.view.zoomed(factor, at_x))

    def zoom_whole(self) -> None:
        """Show the whole session."""
        self.show_view(View.whole(self.view.duration_ms, self.view.left, self.view.width))

    def turn_page(self, pages: float) -> None:
        """Scroll by so much of the width, to earlier times below 0."""
        self.show_view(self.view.scrolled(pages * self.view.span_ms))

    # Painting

    def sizeHint(self) -> QSize:
        """Return the size at which every track is seen."""
        return QSize(900, self.scene.whole_height)

    def minimumSizeHint(self) -> QSize:
        """Return the size at which the heads of all codes of the pass are still seen, and three tracks."""
        return QSize(360, self.scene.least_height(self.width()))

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Fit everything into the new size."""
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Paint with the new theme or font."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._canvas.change_look()
            self._measure_heads()
            self._fit()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy what stands still and paint what moves."""
        if self._canvas.ratio != self.devicePixelRatioF():
            self._canvas.ratio = self.devicePixelRatioF()
            self._fit()
        painter = QPainter(self)
        self._canvas.paint(painter, event.rect(), self.size())
        painter.end()

    def _fit(self) -> None:
        self.scene.resize(self._canvas.look.names_width, self.width(), self.height())
        self._canvas.change_size()
        self._show_lanes()
        self.updateGeometry()  # how high it must be depends on how wide it is

    def _spoil_lifted(self) -> None:
        """Paint again the tracks that dragged events or segments were lifted out of, or are back in."""
        before, self._lifted = self._lifted, self.scene.lifted
        self._canvas.spoil_rows(before | self._lifted)
        self._canvas.spoil_aside()
        self.update()

    def _repaint_all(self) -> None:
        self._canvas.spoil()
        self._show_lanes()

    def _show_lanes(self) -> None:
        self._rows_bar.show_lanes(self.scene.lanes, self.width())
        self._hidden.show_lanes(self.scene, self._canvas.look.small)
        self.heads.place(self.scene.lanes, self.scene.view.left - 1)
        self.update()

    def _measure_heads(self) -> None:
        self.scene.chip_widths = self.heads.chip_widths(self._canvas.look.names, self._canvas.look.small)

    # Following the session

    @Slot(object)
    def _follow_edit(self, edit: Edit) -> None:
        scene = self.scene
        spans, lanes = scene.spans, scene.has_lanes
        codes = scene.apply(edit)
        marked = {change.after.code for change in edit.changes if isinstance(change.after, Event)}
        if marked & scene.arrangement.hidden:  # what was just marked is seen
            self.arrange(scene.arrangement.with_hidden(marked, hidden=False))
        folded = any(scene.lanes.track(code) is None for code in codes)
        self._canvas.spoil_rows(codes)
        self._canvas.spoil_aside()
        self.update()
        if scene.has_lanes != lanes:
            scene.scroll_rows(scene.lanes.scroll)
            self.updateGeometry()
        if scene.has_lanes != lanes or folded or scene.spans != spans:
            self._repaint_all()

    @Slot(int)
    def _follow_playhead(self, ms: int) -> None:
        before_ms, self._at_ms = self._at_ms, ms
        is_followed = self.view.shows(before_ms) or not self.session.is_playing
        if is_followed and not self.view.shows(ms) and not self._mouse.is_busy:
            self.show_view(self.view.followed(ms, before_ms, playing=self.session.is_playing))
            return
        self.update(playhead_region(self.scene, before_ms).united(playhead_region(self.scene, ms)))
        self.update(running_region(self.scene, before_ms, ms))

    @Slot(str)
    def _show_selected(self, _event_id: str) -> None:
        event = self.session.selected_event
        if event is not None and not self._mouse.is_busy:
            self._scroll_rows(self.scene.lanes.scroll_to(event.code))

    @Slot(object)
    def _show_gone_back(self, edit: Edit) -> None:
        """Go to what was undone or redone, where it is out of sight, and flash it."""
        at_ms = edit.moment_ms
        if at_ms is not None and not self.view.shows(at_ms):
            self.show_view(self.view.turned_to(at_ms, 0.5))
        items = [change.after or change.before for change in edit.changes[:_MOST_FLASHED]]
        self.scene.flashed = tuple(item for item in items if isinstance(item, Event | Segment))
        events = [item for item in self.scene.flashed if isinstance(item, Event)]
        if events:
            self._scroll_rows(self.scene.lanes.scroll_to(events[-1].code))
        self._flash.start()
        self.update()

    def _end_flash(self) -> None:
        self.scene.flashed = ()
        self.update()

    @Slot()
    def _follow_selection(self) -> None:
        self.scene.forget_chosen()
        if self.session.selected_ids:
            self.scene.segment_id = self.chosen_code = ""
        self.update()

    def _follow_arrangement(self) -> None:
        self.arranged.emit(self.scene.arrangement)
        self._scroll_rows(self.scene.lanes.scroll)
        self._repaint_all()

    def _scroll_rows(self, scroll: int) -> None:
        before = self.scene.lanes.scroll
        self.scene.scroll_rows(scroll)
        if self.scene.lanes.scroll != before:
            self._repaint_all()

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to scrub, to pan, or to drag what was hit."""
        self.thumbnail.leave()
        self._mouse.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on dragging, or show what lies under the mouse."""
        hit = self.scene.hit(event.position().x(), event.position().y())
        if not self._mouse.move(event):
            self._hover(hit)
        self._show_thumbnail(hit, event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep what was dragged."""
        self._mouse.release()
        self._hover(self.scene.hit(event.position().x(), event.position().y()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go to the start of an event; show an episode, or the whole session from the overview."""
        x = event.position().x()
        hit = self.scene.hit(x, event.position().y())
        found = self.session.coding.event(hit.event_id)
        if found is not None:
            self.session.jump(found.start_ms)
            self.opened.emit(found.id)
        elif hit.part == "episodes":
            spans = [span for span in self.scene.spans if span.start_ms <= self.view.ms_at(x) < span.end_ms]
            for span in spans:
                self.show_view(self.view.showing(span.start_ms, span.end_ms))
        elif hit.part == "overview":
            self.zoom_whole()
        else:
            self._mouse.press(event, draws=True)

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
        if self._mouse.is_busy or hit.part not in ("ruler", "overview"):
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
        if self._mouse.is_busy:
            return self._mouse.cancel
        if segment is not None:
            return self._let_segment_go
        is_looping = self.scene.loop is not None and not session.selected_ids
        return partial(self.loop_wanted.emit, None) if is_looping else None

    def _let_segment_go(self) -> None:
        self.scene.segment_id = ""
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of what lies under the mouse or, from the keyboard, of what is selected."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.open_menu()
            return
        hit, session = self.scene.hit(event.x(), event.y()), self.session
        segment = self.scene.segment_of(hit.segment_id)
        if hit.is_event:
            among = session.selected_ids if hit.event_id in session.selected_ids else frozenset()
            session.select_many([*(among - {hit.event_id}), hit.event_id])
            self.menu_wanted.emit("event", event.globalPos())
        elif segment is not None:
            self._open_segment_menu(segment, event.globalPos())
        elif hit.part in ("name", "caption"):
            in_group = [code.id for group in self.scene.groups() if group.name == hit.group for code in group.codes]
            if code_id := hit.code_id or next(iter(in_group), ""):
                self._open_head_menu(code_id, event.globalPos(), "head" if hit.code_id else "group")
        elif hit.part not in ("outside", "overview", "boundary"):
            session.select("")
            session.jump(round(self.view.ms_at(event.x())))
            self.menu_wanted.emit("ground", event.globalPos())

    def open_menu(self) -> None:
        """Open the menu of what is selected, or that of the playhead."""
        event, segment = self.session.selected_event, self.scene.segment
        if event is not None:
            self.menu_wanted.emit("event", self._below(self.scene.bar_rect(event)))
        elif segment is not None:
            self._open_segment_menu(segment, self._below(self.scene.segment_rect(segment)))
        else:
            now_x = min(max(self.view.x_of(self.session.position_ms), self.view.left), self.view.right)
            self.menu_wanted.emit("ground", self.mapToGlobal(QPoint(round(now_x), self.scene.lanes.body_top)))

    def _open_segment_menu(self, segment: Segment, at: QPoint) -> None:
        menu = segment_menu(self.session, segment, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def _below(self, rect: QRectF) -> QPoint:
        """Return the place of the screen below something, in sight also where that is not."""
        at = rect.bottomLeft().toPoint()
        inside = QPoint(min(max(at.x(), self.view.left), self.width()), min(max(at.y(), 0), self.height()))
        return self.mapToGlobal(inside)

    def _open_head_menu(self, code_id: str, at: QPoint, kind: str = "head") -> None:
        """Let the actions of tracks mean a code from now on, or the group in which it is the first."""
        self.session.select("")
        self.chosen_code = code_id
        self.menu_wanted.emit(kind, at)

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
