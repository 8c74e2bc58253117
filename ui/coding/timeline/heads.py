"""The heads of the tracks, the list of the codes: a click does what the key does, a drag moves the track."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from annotator.model.codebook import Code, Codebook
from annotator.model.items import Event
from ui.coding.timeline.lanes import CHIP_HEIGHT, Lanes
from ui.widgets.code_row import CodeRow
from ui.widgets.swatch import CodeStyle, code_styles

_LEFT = 4
_SMALL_BELOW = 17
"""In lower rows names are written small."""


class Heads(QObject):
    """A head for every code, in front of its track or, while that is not in sight, below all tracks.

    Args:
        codebook: the codes.
        over: the timeline.
    """

    pressed = Signal(str)
    """A head was clicked: the id of its code."""
    hovered = Signal(str)
    """The pointer is over the head of this code, or has left it ("")."""
    menu_wanted = Signal(str, QPoint)
    """A head was right-clicked: the id of its code, and the place of the screen."""

    def __init__(self, codebook: Codebook, over: QWidget) -> None:
        super().__init__(over)
        styles = code_styles(codebook)
        self.rows = {code.id: _Head(code, styles[code.id], over) for code in codebook.codes}
        for head in self.rows.values():
            head.clicked.connect(lambda _checked=False, code_id=head.code.id: self.pressed.emit(code_id))
            head.hovered.connect(self.hovered)
            head.menu_wanted.connect(partial(self.menu_wanted.emit, head.code.id))

    def show_on(self, on_now: dict[str, Event], at_ms: int) -> None:
        """Light the codes that are on at at_ms, and put out the others."""
        for code_id, head in self.rows.items():
            event = on_now.get(code_id)
            head.show_on(at_ms - event.start_ms if event is not None else None)

    def show_ticked(self, codes: frozenset[str]) -> None:
        """Tick these codes, and no others."""
        for code_id, head in self.rows.items():
            head.show_ticked(ticked=code_id in codes)

    def show_pass(self, codes: frozenset[str]) -> None:
        """Dim the codes that are not in the pass."""
        for code_id, head in self.rows.items():
            head.show_pass(is_in_pass=code_id in codes)

    def flash(self, code_id: str) -> None:
        """Say that a code was pressed."""
        self.rows[code_id].flash()

    def chip_widths(self, usual: QFont, small: QFont) -> dict[str, int]:
        """Take fonts for high and for low rows; return how many px each head takes where it stands among others."""
        for head in self.rows.values():
            head.fonts = usual, small
        return {code_id: head.narrow_width() for code_id, head in self.rows.items()}

    def place(self, lanes: Lanes, width: int) -> None:
        """Put every head where its code is, on width px at the left."""
        places = {lane.code_id: QRect(0, lane.top, width, lane.height) for lane in lanes.tracks if lanes.is_seen(lane)}
        for chip in lanes.chips:
            top = lanes.codes.top + chip.line * CHIP_HEIGHT
            places[chip.code_id] = QRect(_LEFT + chip.left, top, chip.width, CHIP_HEIGHT)
        for code_id, head in self.rows.items():
            if code_id in places:
                head.stand_at(places[code_id])
            head.setVisible(code_id in places)


class _Head(CodeRow):
    """Hands a drag on to the timeline, which moves the track."""

    menu_wanted = Signal(QPoint)
    """It was right-clicked, at this place of the screen."""

    def __init__(self, code: Code, style: CodeStyle, over: QWidget) -> None:
        super().__init__(code, style)
        self._over = over
        self.fonts = self.font(), self.font()
        self._pressed_at: QPointF | None = None
        self._is_dragging = False
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # the timeline need not be painted for its sake
        self.setParent(over)
        self.hide()

    def stand_at(self, place: QRect) -> None:
        """Stand there, with letters that fit the height."""
        font = self.fonts[place.height() < _SMALL_BELOW or place.height() == CHIP_HEIGHT]
        if font != self.font():
            self.setFont(font)
        self.setGeometry(place)

    def narrow_width(self) -> int:
        """Return how many px name and key take in small letters: while it runs, the time takes some of the name's."""
        self.setFont(self.fonts[1])
        return self.width_at_rest()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the track, wherever the head stands."""
        self.menu_wanted.emit(event.globalPos())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Note where a drag would begin."""
        self._pressed_at, self._is_dragging = event.position(), False
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Begin to drag, or go on."""
        if self._pressed_at is None:
            super().mouseMoveEvent(event)
            return
        moved_px = abs(event.position().y() - self._pressed_at.y())
        if not self._is_dragging and moved_px >= QApplication.startDragDistance():
            self._is_dragging = True
            self.setDown(False)
            self._hand_on(QEvent.Type.MouseButtonPress, event, self._pressed_at)
        if self._is_dragging:
            self._hand_on(QEvent.Type.MouseMove, event, event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Leave the track there; without a drag it was a click."""
        self._pressed_at = None
        if self._is_dragging:
            self._is_dragging = False
            self._hand_on(QEvent.Type.MouseButtonRelease, event, event.position())
        else:
            super().mouseReleaseEvent(event)

    def _hand_on(self, kind: QEvent.Type, event: QMouseEvent, at: QPointF) -> None:
        there = QPointF(self.mapToParent(at.toPoint()))
        buttons = Qt.MouseButton.LeftButton if kind != QEvent.Type.MouseButtonRelease else event.buttons()
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
        made = QMouseEvent(kind, there, event.globalPosition(), button, buttons, event.modifiers())
        QApplication.sendEvent(self._over, made)
