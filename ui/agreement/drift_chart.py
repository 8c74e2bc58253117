"""The drift chart: one statistic of a pair from session to session."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from annotator.agreement.whole_study.drift import PER_SESSIONS, Drift
from annotator.report.wording import written
from annotator.statistics.estimate import Undefined
from ui.theme import current_theme, number_font

_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 16, 12, 24
_REACH = 18


class DriftChart(QWidget):
    """Draws the value of each session, the line through them and the threshold of the lab; the mouse reads values."""

    def __init__(self) -> None:
        super().__init__()
        self._drift: Drift | None = None
        self._values: list[tuple[int, str, float]] = []
        self._threshold: float | None = None
        self._hovered: int | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("From session to session")

    @property
    def values(self) -> list[tuple[str, float]]:
        """The sessions that have a value, with it."""
        return [(session, value) for _, session, value in self._values]

    def show_drift(self, drift: Drift | None, threshold: float | None) -> None:
        """Show a pair; a threshold is drawn where the lab has set one for this statistic."""
        self._drift, self._threshold, self._hovered = drift, threshold, None
        sessions = drift.sessions if drift is not None else ()
        self._values = [
            (place, session, value)
            for place, (session, value) in enumerate(sessions)
            if not isinstance(value, Undefined)
        ]
        said = "; ".join(f"{session} {written(value)}" for _, session, value in self._values)
        self.setAccessibleDescription(said or "No session has a value of its own")
        self.update()

    def point(self, number: int) -> QPointF:
        """Return where a value is drawn."""
        place, _, value = self._values[number]
        return QPointF(self._x(place), self._y(value))

    def sizeHint(self) -> QSize:
        """Return a size in which it reads well."""
        return QSize(520, 170)

    def minimumSizeHint(self) -> QSize:
        """Return the least size that still shows a course."""
        return QSize(260, 110)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say the value nearest to the mouse."""
        at = event.position()
        near = [n for n in range(len(self._values)) if (self.point(n) - at).manhattanLength() < _REACH]
        self._hovered = min(near, key=lambda n: (self.point(n) - at).manhattanLength(), default=None)
        if self._hovered is None:
            QToolTip.hideText()
        else:
            _, session, value = self._values[self._hovered]
            QToolTip.showText(event.globalPosition().toPoint(), f"{session}: {written(value)}", self)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the grid, the line and the values."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(number_font(0.85))
        self._paint_grid(painter)
        if not self._values:
            painter.setPen(QColor(current_theme().dim))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "No session has a value of its own.")
            return
        self._paint_trend(painter)
        self._paint_values(painter)

    def _paint_grid(self, painter: QPainter) -> None:
        theme = current_theme()
        for value in (1.0, 0.5, 0.0):
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.drawLine(QPointF(_LEFT, self._y(value)), QPointF(self.width() - _RIGHT, self._y(value)))
            painter.setPen(QColor(theme.dim))
            room = QRectF(0, self._y(value) - 9, _LEFT - 8, 18)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, written(value))
        if self._threshold is not None and self._values:
            painter.setPen(QPen(QColor(theme.warning), 1, Qt.PenStyle.DashLine))
            height = self._y(self._threshold)
            painter.drawLine(QPointF(_LEFT, height), QPointF(self.width() - _RIGHT, height))
        self._paint_sessions(painter)

    def _paint_sessions(self, painter: QPainter) -> None:
        sessions = [session for session, _ in self._drift.sessions] if self._drift is not None else []
        painter.setPen(QColor(current_theme().dim))
        after = 0.0
        for place, session in enumerate(sessions):
            width = painter.fontMetrics().horizontalAdvance(session)
            left = min(self._x(place) - width / 2, self.width() - width - 2)
            if left >= after:
                painter.drawText(QPointF(left, self.height() - 6), session)
                after = left + width + 12

    def _paint_trend(self, painter: QPainter) -> None:
        trend = self._drift.trend.value if self._drift is not None else None
        if not isinstance(trend, float) or len(self._values) < 2:
            return
        middle = (len(self._values) - 1) / 2
        mean = sum(value for *_, value in self._values) / len(self._values)
        ends = [
            QPointF(self._x(self._values[place][0]), self._y(mean + trend / PER_SESSIONS * (place - middle)))
            for place in (0, len(self._values) - 1)
        ]
        painter.setPen(QPen(QColor(current_theme().dim), 1.2, Qt.PenStyle.DotLine))
        painter.drawLine(*ends)

    def _paint_values(self, painter: QPainter) -> None:
        theme = current_theme()
        points = [self.point(number) for number in range(len(self._values))]
        painter.setPen(QPen(QColor(theme.accent), 1.6))
        painter.drawPolyline(points)
        for number, point in enumerate(points):
            painter.setBrush(QColor(theme.accent if number == self._hovered else theme.panel))
            painter.drawEllipse(point, 3.8, 3.8)

    def _x(self, place: int) -> float:
        count = len(self._drift.sessions) if self._drift is not None else 1
        return _LEFT + 14 + (self.width() - _LEFT - _RIGHT - 28) * (place / max(1, count - 1) if count > 1 else 0.5)

    def _y(self, value: float) -> float:
        low = min([0.0, *(one for *_, one in self._values)])
        return _TOP + (self.height() - _TOP - _BOTTOM) * (1 - value) / (1 - low)
