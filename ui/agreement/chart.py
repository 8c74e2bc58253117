"""A chart painted in the colours of the theme: lines, dots and levels, with the values under the mouse or a key."""

from collections.abc import Sequence
from math import ceil, floor, log10

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from annotator.agreement.plot import Line, Plot
from ui.theme import Theme, current_theme, number_font

_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 20, 38, 40
_NEAR = 12
_DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)


class Chart(QWidget):
    """Paints a Plot. The mouse or Left and Right move along x; said tells the values there in words."""

    said = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.plot: Plot | None = None
        self.at: float | None = None
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(260, 170)

    def sizeHint(self) -> QSize:
        """Room for a curve."""
        return QSize(520, 300)

    def show_plot(self, plot: Plot) -> None:
        """Show other values; the place that was looked at stays."""
        self.plot = plot
        if self.at is not None and not plot.x_range[0] <= self.at <= plot.x_range[1]:
            self.at = None
        self.said.emit(self.words)
        self.update()

    @property
    def words(self) -> str:
        """What the values are where the mouse or the keys stand, else at the marker."""
        plot = self.plot
        at = self.at if self.at is not None else plot.marker_x if plot else None
        if plot is None or at is None or not plot.lines:
            return ""
        x = _nearest(plot.lines[0].xs, at)
        values = ", ".join(f"{line.name} {_value(line, x)}" for line in plot.lines)
        return f"At {x:g} s: {values}"

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the values under the mouse."""
        plot = self.plot
        if plot is None:
            return
        area = self._area()
        share = (event.position().x() - area.left()) / max(1.0, area.width())
        self._look_at(plot.x_range[0] + share * (plot.x_range[1] - plot.x_range[0]))
        near = [dot for dot in plot.dots if (self._place(dot.x, dot.y) - event.position()).manhattanLength() < _NEAR]
        self.setToolTip("\n".join(dot.tip for dot in near[:6]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right go to the neighbouring value."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or self.plot is None or not self.plot.lines:
            super().keyPressEvent(event)
            return
        xs = self.plot.lines[0].xs
        now = self.at if self.at is not None else self.plot.marker_x if self.plot.marker_x is not None else xs[0]
        self._look_at(xs[min(max(xs.index(_nearest(xs, now)) + step, 0), len(xs) - 1)])

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the chart."""
        painter, theme = QPainter(self), current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(theme.panel))
        if self.plot is None or not (self.plot.lines or self.plot.dots):
            painter.setPen(QColor(theme.dim))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.plot.empty if self.plot else "")
            return
        self._axes(painter, theme, self.plot)
        self._levels(painter, theme, self.plot)
        self._lines(painter, theme, self.plot)
        self._dots(painter, theme, self.plot)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme.accent), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _look_at(self, x: float) -> None:
        assert self.plot is not None
        self.at = min(max(x, self.plot.x_range[0]), self.plot.x_range[1])
        self.said.emit(self.words)
        self.update()

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)

    def _place(self, x: float, y: float) -> QPointF:
        assert self.plot is not None
        area, (left, right), (low, high) = self._area(), self.plot.x_range, self.plot.y_range
        across, up = (x - left) / ((right - left) or 1), (y - low) / ((high - low) or 1)
        return QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())

    def _axes(self, painter: QPainter, theme: Theme, plot: Plot) -> None:
        area = self._area()
        painter.setFont(number_font(0.88))
        for y in ticks(*plot.y_range):
            at = self._place(plot.x_range[0], y).y()
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.drawLine(QPointF(area.left(), at), QPointF(area.right(), at))
            painter.setPen(QColor(theme.dim))
            box = QRectF(0, at - 9, _LEFT - 8, 18)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _tick(y))
        for x in ticks(*plot.x_range):
            at = self._place(x, plot.y_range[0]).x()
            painter.drawText(QRectF(at - 40, area.bottom() + 4, 80, 16), Qt.AlignmentFlag.AlignHCenter, _tick(x))
        painter.drawText(
            QRectF(area.left(), area.bottom() + 20, area.width(), 18), Qt.AlignmentFlag.AlignHCenter, plot.x_label
        )
        painter.drawText(QRectF(8, 8, 200, 18), Qt.AlignmentFlag.AlignLeft, plot.y_label)
        for marked, color in ((plot.marker_x, theme.accent), (self.at, theme.dim)):
            if marked is not None and plot.lines:
                at = self._place(marked, plot.y_range[0]).x()
                painter.setPen(QPen(QColor(color), 1, Qt.PenStyle.DashLine))
                painter.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()))

    def _lines(self, painter: QPainter, theme: Theme, plot: Plot) -> None:
        colors = (theme.accent, theme.ok, theme.danger, theme.dim)
        right = float(self.width() - _RIGHT)
        for line, color, dash in reversed(list(zip(plot.lines, colors, _DASHES, strict=False))):
            painter.setPen(QPen(QColor(color), 2.2 if dash == Qt.PenStyle.SolidLine else 1.6, dash))
            for run in _runs(line):
                painter.drawPolyline(QPolygonF([self._place(x, y) for x, y in run]))
            width = painter.fontMetrics().horizontalAdvance(line.name)
            painter.drawLine(QPointF(right - width - 30, 17), QPointF(right - width - 8, 17))
            painter.setPen(QColor(theme.text))
            painter.drawText(QRectF(right - width, 8, width + 4, 18), Qt.AlignmentFlag.AlignLeft, line.name)
            right -= width + 46
            self._value_dot(painter, line, color)

    def _value_dot(self, painter: QPainter, line: Line, color: str) -> None:
        if self.at is None:
            return
        x = _nearest(line.xs, self.at)
        y = line.ys[line.xs.index(x)]
        if y is not None:
            painter.setBrush(QColor(color))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(self._place(x, y), 4, 4)
            painter.setBrush(Qt.BrushStyle.NoBrush)

    def _levels(self, painter: QPainter, theme: Theme, plot: Plot) -> None:
        area = self._area()
        for level, color in zip(plot.levels, (theme.accent, theme.danger, theme.danger), strict=False):
            if level.low is not None and level.high is not None:
                band = QColor(color)
                band.setAlpha(36)
                top, bottom = self._place(0, level.high).y(), self._place(0, level.low).y()
                painter.fillRect(QRectF(area.left(), top, area.width(), bottom - top), band)
            at = self._place(plot.x_range[0], level.y).y()
            painter.setPen(QPen(QColor(color), 1.4, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(area.left(), at), QPointF(area.right(), at))
            painter.setPen(QColor(theme.text))
            painter.drawText(
                QRectF(area.left(), at - 18, area.width() - 4, 16), Qt.AlignmentFlag.AlignRight, level.name
            )

    def _dots(self, painter: QPainter, theme: Theme, plot: Plot) -> None:
        fill = QColor(theme.ok)
        fill.setAlpha(190)
        painter.setPen(QPen(QColor(theme.panel), 1))
        painter.setBrush(fill)
        for dot in plot.dots:
            size = 4 + 2 * (dot.weight**0.5 - 1)
            painter.drawEllipse(self._place(dot.x, dot.y), size, size)
        painter.setBrush(Qt.BrushStyle.NoBrush)


def ticks(low: float, high: float) -> tuple[float, ...]:
    """Return about five round values from low to high.

    >>> ticks(0, 5), ticks(-0.25, 1)
    ((0.0, 1.0, 2.0, 3.0, 4.0, 5.0), (-0.2, 0.0, 0.2, 0.4, 0.6, 0.8, 1.0))
    """
    span = (high - low) or 1
    power = 10.0 ** floor(log10(span / 5))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if span / (power * factor) <= 7.5)
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return tuple(round(place * step, 10) for place in range(first, last + 1))


def _tick(value: float) -> str:
    return f"{value:g}".replace("-", "−")


def _value(line: Line, x: float) -> str:
    y = line.ys[line.xs.index(x)]
    return "–" if y is None else f"{y:.3f}".replace("-", "−")


def _nearest(xs: Sequence[float], x: float) -> float:
    return min(xs, key=lambda one: abs(one - x))


def _runs(line: Line) -> list[list[tuple[float, float]]]:
    """Cut a line where it has no value."""
    runs: list[list[tuple[float, float]]] = [[]]
    for x, y in zip(line.xs, line.ys, strict=True):
        if y is None:
            runs.append([])
        else:
            runs[-1].append((x, y))
    return [run for run in runs if run]
