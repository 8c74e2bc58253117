"""Two versions of a coding on one time axis, one above the other, and below them where they differ."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.study.versions import VersionPair
from annotator.text import clock
from ui.study.version_words import moment
from ui.theme import current_theme
from ui.widgets.swatch import CodeStyle, code_styles

_LEFT, _ROW, _GAP, _AXIS = 92, 20, 6, 20
_NAMES = ("coding", "copy", "differs")
_SMALLEST_PX = 3.0


class VersionsStrip(QWidget):
    """Draws the events of both; hidden from the keyboard, for the table says the same in words."""

    def __init__(self) -> None:
        super().__init__()
        self._pair: VersionPair | None = None
        self._styles: dict[str, CodeStyle] = {}
        self._end_ms = 1
        self.chosen_ms: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Both versions on one time axis")

    def sizeHint(self) -> QSize:
        """Three rows and the axis."""
        return QSize(600, _AXIS + 3 * (_ROW + _GAP) + _GAP)

    def show_pair(self, pair: VersionPair | None, codebook: Codebook) -> None:
        """Show another pair."""
        self._pair = pair
        self._styles = code_styles(codebook, self.devicePixelRatio())
        self._end_ms = max([1, *(_end(one) for one in (pair.ours, pair.theirs))]) if pair is not None else 1
        self.chosen_ms = None
        self.update()

    def choose(self, at_ms: int | None) -> None:
        """Mark a moment."""
        self.chosen_ms = at_ms
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw names, axis, both rows and the differences."""
        painter, theme = QPainter(self), current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.dim))
        for place, name in enumerate(_NAMES):
            row = QRectF(0, self._top(place), _LEFT - 10, _ROW)
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, name)
        self._draw_axis(painter)
        if self._pair is None:
            return
        for place, coding in enumerate((self._pair.ours, self._pair.theirs)):
            self._draw_events(painter, place, coding)
        self._draw_differences(painter, self._pair)
        if self.chosen_ms is not None:
            painter.setPen(QColor(theme.accent))
            x = self._x(self.chosen_ms)
            painter.drawLine(int(x), _AXIS, int(x), int(self._top(2)) + _ROW)

    def _draw_axis(self, painter: QPainter) -> None:
        painter.setPen(QColor(current_theme().dim))
        width = painter.fontMetrics().horizontalAdvance(clock(self._end_ms, 0)) + 24
        ticks = max(1, int((self.width() - _LEFT) / width))
        for tick in range(ticks):
            at_ms = self._end_ms * tick // ticks
            painter.drawText(int(self._x(at_ms)), _AXIS - 6, clock(at_ms, 0))

    def _draw_events(self, painter: QPainter, place: int, coding: Coding) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for event in coding.events:
            style = self._styles.get(event.code)
            bar = self._bar(place, event.start_ms, event.end_ms)
            painter.setBrush(style.fill if style is not None else QColor(current_theme().dim))
            painter.drawRoundedRect(bar, 2, 2)
            if style is not None:
                painter.setBrush(style.hatch)
                painter.drawRoundedRect(bar, 2, 2)

    def _draw_differences(self, painter: QPainter, pair: VersionPair) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(current_theme().danger))
        for items in pair.items:
            for item in items:
                start_ms = moment(item)
                if start_ms is not None:
                    painter.drawRoundedRect(self._bar(2, start_ms, getattr(item, "end_ms", start_ms)), 2, 2)

    def _bar(self, place: int, start_ms: int, end_ms: int | None) -> QRectF:
        left, right = self._x(start_ms), self._x(self._end_ms if end_ms is None else end_ms)
        return QRectF(left, self._top(place), max(_SMALLEST_PX, right - left), _ROW)

    def _top(self, place: int) -> float:
        return _AXIS + _GAP + place * (_ROW + _GAP)

    def _x(self, at_ms: int) -> float:
        return _LEFT + (self.width() - _LEFT - 8) * at_ms / self._end_ms


def _end(coding: Coding) -> int:
    ends = [event.start_ms if event.end_ms is None else event.end_ms for event in coding.events]
    return max([0, *ends, *(mark.start_ms for mark in coding.episode_marks)])
