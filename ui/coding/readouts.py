"""What stands in the transport and changes with every frame. Each keeps its width, so that nothing jumps about."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QToolTip, QWidget

from annotator.text import clock
from ui.theme import current_theme, number_font, text_on
from ui.typed import typed_frame, typed_ms

_WIDEST_DIGIT = "8"
_LONGEST_ALARM = "cry 0:00, rule 0:00"


class TimeField(QLineEdit):
    """The time of the frame on the screen. Click it to type another, or # and a frame number."""

    time_typed = Signal(int)
    """A moment of session time, in ms."""
    frame_typed = Signal(int)
    """A frame number, from 0."""

    def __init__(self) -> None:
        super().__init__()
        self._now_ms: int | None = None
        self.setReadOnly(True)
        self.setFont(number_font(1.3, bold=True))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName("Time")
        self.setToolTip("Click to go to a time (12:41.520) or to a frame (#19038)")
        self.setStyleSheet(
            "QLineEdit:read-only { border-color: transparent; background: transparent; padding: 4px 0; }"
        )
        self.set_longest(0)
        self.returnPressed.connect(self._go)

    def set_longest(self, duration_ms: int) -> None:
        """Be as wide as the longest time of a session."""
        widest = clock(max(duration_ms, 600_000)).translate(str.maketrans("012345679", _WIDEST_DIGIT * 9))
        self.setFixedWidth(QFontMetrics(self.font()).horizontalAdvance(widest) + 14)

    def show_time(self, now_ms: int | None) -> None:
        """Show a moment of session time, unless somebody is typing."""
        self._now_ms = now_ms
        if self.isReadOnly():
            self.setText(clock(now_ms))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click begins typing."""
        super().mousePressEvent(event)
        if self.isReadOnly():
            self.edit()

    def edit(self) -> None:
        """Begin typing, over what is there."""
        self.setReadOnly(False)
        self.setFocus()
        self.selectAll()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Keep everything selected after the click that began the typing."""
        if not self.hasSelectedText():
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape ends the typing without a jump."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the time again."""
        super().focusOutEvent(event)
        self._end_typing()

    def _leave(self) -> None:
        # Not left to the focus event: a window that is not active yet sends none.
        self._end_typing()
        self.clearFocus()

    def _end_typing(self) -> None:
        self.setReadOnly(True)
        self.setText(clock(self._now_ms))

    def _go(self) -> None:
        frame, at_ms = typed_frame(self.text()), typed_ms(self.text())
        if frame is None and at_ms is None:
            self.selectAll()
            words = f"“{self.text()}” is no moment. Type 12:41.520, seconds such as 7.5, or #19038 for a frame."
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), words, self)
            return
        self._leave()
        if frame is not None:
            self.frame_typed.emit(frame)
        elif at_ms is not None:
            self.time_typed.emit(at_ms)


class Readout(QWidget):
    """A few dim words with digits, as wide as the widest of them."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.setFont(number_font())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.set_widest("")

    def set_widest(self, widest: str) -> None:
        """Have room for this text."""
        self.setFixedWidth(QFontMetrics(self.font()).horizontalAdvance(widest) + 4)

    def show_text(self, text: str) -> None:
        """Show a text."""
        if text != self.text:
            self.text = text
            self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(self.width(), self.fontMetrics().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the text."""
        painter = QPainter(self)
        painter.setPen(QColor(current_theme().dim))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text)


class EpisodeChip(QWidget):
    """The episode on the screen: its name, how long it has lasted and how long it is meant to last."""

    def __init__(self) -> None:
        super().__init__()
        self._name, self._time, self._color, self._is_over, self._alarm = "", "", "", False, ""
        self.setFont(number_font())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Episode")

    @property
    def text(self) -> str:
        """What it says, uncut."""
        return f"{self._name} {self._alarm or self._time}".strip()

    def show_episode(self, name: str, time: str, color: str, *, is_over: bool) -> None:
        """Show an episode.

        Args:
            name: its number and name.
            time: how long it has lasted, of how long.
            color: its own, as #rrggbb; "" outside all episodes.
            is_over: whether it has lasted longer than planned.
        """
        shown = (name, time, color, is_over)
        if shown != (self._name, self._time, self._color, self._is_over):
            self._name, self._time, self._color, self._is_over = shown
            self.setToolTip(f"Episode {self.text}")
            self.update()

    def show_alarm(self, words: str) -> None:
        """Say in place of the time, and loudly, what must be seen at once; "" ends that."""
        if words != self._alarm:
            self._alarm = words
            self.setToolTip(f"Episode {self.text}")
            self.update()

    def sizeHint(self) -> QSize:
        """Room for a name of usual length."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(f"5 · Explor…  {_LONGEST_ALARM}") + 34, metrics.height() + 12)

    def minimumSizeHint(self) -> QSize:
        """Room for the number and the time, or for an alarm alone, at least."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(_LONGEST_ALARM) + 20, metrics.height() + 12)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the dot, the name and, at the right, the time."""
        theme, painter = current_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.danger if self._alarm else theme.raised))
        painter.drawRoundedRect(self.rect(), 6, 6)
        inner = self.rect().adjusted(9, 0, -9, 0)
        if self._alarm:
            self._paint_alarm(painter, inner)
            return
        if self._color:
            painter.setBrush(QColor(self._color))
            painter.drawRoundedRect(QRect(inner.left(), inner.center().y() - 4, 9, 9), 2, 2)
            inner.setLeft(inner.left() + 15)
        painter.setPen(QColor(theme.warning if self._is_over else theme.dim))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._time)
        inner.setRight(inner.right() - self.fontMetrics().horizontalAdvance(self._time) - 8)
        painter.setPen(QColor(theme.text if self._color else theme.dim))
        name = self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)

    def _paint_alarm(self, painter: QPainter, inner: QRect) -> None:
        painter.setPen(QColor(text_on(current_theme().danger)))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._alarm)
        inner.setRight(inner.right() - self.fontMetrics().horizontalAdvance(self._alarm) - 8)
        name = self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
