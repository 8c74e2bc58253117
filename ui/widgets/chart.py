"""A plot painted in the colours of the theme, with the values under the mouse or a key."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QToolTip, QWidget

from annotator.report.figures.description import Line, Plot
from annotator.text import DASH, fixed, statistic
from ui.theme import Theme, current_theme, number_font

_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 20, 34, 24
_LABEL, _ASIDE = 18, 16
"""Room for the name of the axis below; beside the first and the last of named places."""
_COUNT, _TICK, _HALF_BOX = 15, 5, 0.36
"""How high a row of counts below the axis is; half a mark of what is censored; half a box, as a share of its place."""
_LEAST_LINES, _SAMPLE = 90, 46
_NEAR = 14
_APART, _ROW = 12, 13
_DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)


class Chart(QWidget):
    """Paints a Plot. The mouse or Left and Right move along x; said tells the values there in words.

    Args:
        name: what screen readers call it.
        least_height: in pixels, with which it can still be read.
    """

    said = Signal(str)

    def __init__(self, name: str, least_height: int = 170) -> None:
        super().__init__()
        self.plot: Plot | None = None
        self.at: float | None = None
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(260, least_height)

    def sizeHint(self) -> QSize:
        """Room for a curve."""
        return QSize(520, 300)

    def show_plot(self, plot: Plot) -> None:
        """Show other values; the place that was looked at stays, if there is one like it."""
        if self.at is not None and (self.plot is None or plot.x != self.plot.x):
            self.at = None
        self.plot = plot
        self._tell()

    @property
    def words(self) -> str:
        """What the values are where the mouse or the keys stand, else at the marker."""
        plot = self.plot
        at = self.at if self.at is not None else plot.marker.x if plot is not None and plot.marker is not None else None
        named = [line for line in plot.lines if line.name and line.xs] if plot is not None else []
        if plot is None or at is None or not named:
            return ""
        x = _nearest(named[0].xs, at)
        values = ", ".join(f"{line.name} {_value(line, x, in_share=plot.y.is_share)}" for line in named)
        return f"{plot.x.place(x)}: {values}"

    def place(self, x: float, y: float) -> QPointF:
        """Return where a value is painted."""
        assert self.plot is not None, "there is something to paint"
        area, across, up = self._area(), self.plot.x, self.plot.y
        right = (x - across.low) / ((across.high - across.low) or 1)
        above = (y - up.low) / ((up.high - up.low) or 1)
        return QPointF(area.left() + right * area.width(), area.bottom() - above * area.height())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell the values under the mouse."""
        plot = self.plot
        if plot is None:
            return
        area = self._area()
        share = (event.position().x() - area.left()) / max(1.0, area.width())
        self._look_at(plot.x.low + share * (plot.x.high - plot.x.low))
        near = [dot for dot in plot.dots if (self.place(dot.x, dot.y) - event.position()).manhattanLength() < _NEAR]
        said = "\n".join(dot.tip for dot in near[:6]) if plot.dots else self.words if plot.x.names else ""
        if said:
            QToolTip.showText(event.globalPosition().toPoint(), said, self)
        else:
            QToolTip.hideText()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right go to the neighbouring value."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or self.plot is None or self.plot.empty or not self.plot.lines:
            super().keyPressEvent(event)
            return
        xs, marker = self.plot.lines[0].xs, self.plot.marker
        begun = self.at if self.at is not None else marker.x if marker is not None else None
        place = xs.index(_nearest(xs, begun)) + step if begun is not None else 0
        self._look_at(xs[min(max(place, 0), len(xs) - 1)])

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the chart."""
        painter, theme = QPainter(self), current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(theme.panel))
        if self.plot is None or self.plot.empty or not (self.plot.lines or self.plot.dots):
            painter.setPen(QColor(theme.dim))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.plot.empty if self.plot else "")
        else:
            self._axes(painter, theme, self.plot)
            self._levels(painter, theme, self.plot)
            self._boxes(painter, theme, self.plot)
            self._lines(painter, theme, self.plot)
            self._dots(painter, theme, self.plot)
            self._counts(painter, theme, self.plot)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _look_at(self, x: float) -> None:
        assert self.plot is not None
        self.at = min(max(x, self.plot.x.low), self.plot.x.high)
        self._tell()

    def _tell(self) -> None:
        words = self.words
        self.setAccessibleDescription(words or _in_words(self.plot))
        self.said.emit(words)
        self.update()

    def _area(self) -> QRectF:
        is_named = self.plot is not None and bool(self.plot.x.names)
        aside, below = (_ASIDE, _BOTTOM) if is_named else (0, _BOTTOM + _LABEL)
        below += self._counts_height
        right = self._right + aside
        return QRectF(self.rect()).adjusted(_LEFT + aside, _TOP, -right, -below)

    @property
    def _counts_height(self) -> int:
        """How high the counts below the axis are; they give way where the lines would have too little room."""
        if self.plot is None or self.plot.counts is None:
            return 0
        height = _COUNT * (1 + len(self.plot.counts.rows))
        return height if self.height() - _TOP - _BOTTOM - _LABEL - height >= _LEAST_LINES else 0

    @property
    def _right(self) -> int:
        """How much room stays free at the right, where levels are named."""
        levels = self.plot.levels if self.plot is not None else ()
        metrics = QFontMetrics(number_font(0.88))
        return _RIGHT + max((metrics.horizontalAdvance(level.name) + 4 for level in levels), default=0)

    def _axes(self, painter: QPainter, theme: Theme, plot: Plot) -> None:
        area = self._area()
        painter.setFont(number_font(0.88))
        before = -float(_ROW)
        for y, written in plot.y.ticks:
            at = self.place(plot.x.low, y).y()
            painter.setPen(QPen(QColor(theme.line), 1))
            painter.drawLine(QPointF(_LEFT, at), QPointF(self.width() - self._right, at))
            if abs(at - before) < _ROW:  # numbers that would touch are left out
                continue
            before = at
            painter.setPen(QColor(theme.dim))
            box = QRectF(0, at - 9, _LEFT - 8, 18)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, written)
        painter.setPen(QColor(theme.dim))
        after = 0.0
        for x, written in plot.x.ticks:
            width = painter.fontMetrics().horizontalAdvance(written)
            left = min(self.place(x, plot.y.low).x() - width / 2, self.width() - width - 2)
            if left >= after:  # names that would touch are left out
                painter.drawText(QPointF(left, area.bottom() + 17), written)
                after = left + width + _APART
        if not plot.x.names:
            below = QRectF(area.left(), area.bottom() + 20, area.width(), _LABEL)
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, plot.x.title)
        room = round(area.right()) - 8 - (self._legend_width(painter.fontMetrics(), plot) if plot.lines else 0)
        title = painter.fontMetrics().elidedText(plot.y.title, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(8, 8, room, 18), Qt.AlignmentFlag.AlignLeft, title)
        marker = plot.marker.x if plot.marker is not None else None
        for marked, color in ((marker, theme.accent), (self.at, theme.dim)):
            if marked is not None and plot.lines:
                at = self.place(marked, plot.y.low).x()
                painter.setPen(QPen(QColor(color), 1, Qt.PenStyle.DashLine))
                painter.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()))
        if plot.marker is not None:
            painter.setPen(QColor(theme.dim))
            painter.drawText(self.place(plot.marker.x, plot.y.low) + QPointF(5, -5), plot.marker.name)

    def _legend_width(self, metrics: QFontMetrics, plot: Plot) -> int:
        """How wide the names of the lines are, beside the title of the axis."""
        named = [line.name for line in plot.lines if line.name]
        if len(named) < 2:
            return 0
        beside = round(self.width() - _RIGHT - self._area().right())
        return sum(metrics.horizontalAdvance(name) + _SAMPLE for name in named) - beside

    def _lines(self, painter: QPainter, theme: Theme, plot: Plot) -> None:
        colors = (theme.accent, theme.ok, theme.danger, theme.dim)
        named = [line for line in plot.lines if line.name]
        right = float(self.width() - _RIGHT)
        for line in reversed(plot.lines):
            color, dash = colors[line.look % len(colors)], _DASHES[line.look % len(_DASHES)]
            if line.is_fit:
                color, dash = theme.dim, Qt.PenStyle.DotLine
            self._band(painter, line, color)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(color), 2.2 if dash == Qt.PenStyle.SolidLine else 1.6, dash))
            for run in _runs(line):
                painter.drawPolyline(QPolygonF([self.place(x, y) for x, y in (_steps(run) if line.is_step else run)]))
            for x, y in line.censored:
                at = self.place(x, y)
                painter.setPen(QPen(QColor(color), 1.6))
                painter.drawLine(at - QPointF(0, _TICK), at + QPointF(0, _TICK))
            if line.name and len(named) > 1:
                width = painter.fontMetrics().horizontalAdvance(line.name)
                painter.drawLine(QPointF(right - width - 30, 17), QPointF(right - width - 8, 17))
                painter.setPen(QColor(theme.text))
                painter.drawText(QRectF(right - width, 8, width + 4, 18), Qt.AlignmentFlag.AlignLeft, line.name)
                right -= width + _SAMPLE
            self._value_dots(painter, line, theme, color)

    def _band(self, painter: QPainter, line: Line, color: str) -> None:
        reaches = [(x, reach) for x, reach in zip(line.xs, line.band, strict=False) if reach is not None]
        edge = [self.place(x, low) for x, (low, _) in reaches]
        edge += [self.place(x, high) for x, (_, high) in reversed(reaches)]
        shade = QColor(color)
        shade.setAlpha(60)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        painter.drawPolygon(QPolygonF(edge))

    def _value_dots(self, painter: QPainter, line: Line, theme: Theme, color: str) -> None:
        """Paint every value that is a measurement of its own, and the one that is looked at."""
        at = _nearest(line.xs, self.at) if self.at is not None and line.name and line.xs else None
        painter.setPen(QPen(QColor(color), 1.6))
        for x, y in zip(line.xs, line.ys, strict=True):
            if y is not None and (line.has_dots or x == at):
                painter.setBrush(QColor(color if x == at else theme.panel))
                painter.drawEllipse(self.place(x, y), 3.8, 3.8)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _levels(self, painter: QPainter, theme: Theme, plot: Plot) -> None:
        left, right, below = float(_LEFT), float(self.width() - self._right), -_TOP * 1.0
        for level in sorted(plot.levels, key=lambda one: -one.y):  # from above: names move down where they are close
            color = theme.accent if level.is_main else theme.danger
            if level.low is not None and level.high is not None:
                band = QColor(color)
                band.setAlpha(36)
                top, bottom = self.place(0, level.high).y(), self.place(0, level.low).y()
                painter.fillRect(QRectF(left, top, right - left, bottom - top), band)
            at = self.place(plot.x.low, level.y).y()
            painter.setPen(QPen(QColor(color), 1.4, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(left, at), QPointF(right, at))
            below = max(at - 9, below + 16)
            painter.setPen(QColor(theme.text))
            room = QRectF(right + 6, below, self.width() - right - 6, 18)
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, level.name)

    def _boxes(self, painter: QPainter, theme: Theme, plot: Plot) -> None:
        painter.setPen(QPen(QColor(theme.faint), 1))
        painter.setBrush(QColor(theme.raised))
        for box in plot.boxes:
            left, right = self._sides(plot, box.x)
            painter.drawRect(QRectF(self.place(left, box.upper), self.place(right, box.lower)))
        painter.setPen(QPen(QColor(theme.text), 2))
        for box in plot.boxes:
            left, right = self._sides(plot, box.x)
            painter.drawLine(self.place(left, box.median), self.place(right, box.median))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _sides(self, plot: Plot, middle: float) -> tuple[float, float]:
        return max(plot.x.low, middle - _HALF_BOX), min(plot.x.high, middle + _HALF_BOX)

    def _counts(self, painter: QPainter, theme: Theme, plot: Plot) -> None:
        """Write a row a line of the plot below the axis, each number under its place."""
        if plot.counts is None or not self._counts_height:
            return
        painter.setFont(number_font(0.8))
        painter.setPen(QColor(theme.dim))
        y = self._area().bottom() + _BOTTOM + _LABEL
        painter.drawText(QRectF(8, y, self.width() - 16, _COUNT), Qt.AlignmentFlag.AlignLeft, plot.counts.label)
        for name, numbers in plot.counts.rows:
            y += _COUNT
            room = self._area().left() - 14
            short = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, round(room))
            painter.drawText(QRectF(8, y, room, _COUNT), Qt.AlignmentFlag.AlignLeft, short)
            for x, number in zip(plot.counts.xs, numbers, strict=True):
                middle = self.place(x, plot.y.low).x()
                painter.drawText(QRectF(middle - 20, y, 40, _COUNT), Qt.AlignmentFlag.AlignHCenter, f"{number}")

    def _dots(self, painter: QPainter, theme: Theme, plot: Plot) -> None:
        painter.setFont(number_font(0.72))
        for dot in plot.dots:
            at = self.place(dot.x, dot.y)
            if dot.is_censored:
                _triangle(painter, at, theme)
                continue
            size = 4 if dot.weight == 1 else 6 + min(dot.weight, 60) ** 0.5
            painter.setPen(QPen(QColor(theme.panel), 1))
            painter.setBrush(QColor(theme.ok))
            painter.drawEllipse(at, size, size)
            if dot.weight > 1:
                painter.setPen(QColor(theme.panel))
                room = QRectF(-12, -8, 24, 16).translated(at)
                painter.drawText(room, Qt.AlignmentFlag.AlignCenter, f"{dot.weight}")
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _steps(run: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the corners of a line whose values hold until the next."""
    corners = [(x, before) for (_, before), (x, _) in pairwise(run)]
    turned = [place for pair in zip(run[1:], corners, strict=True) for place in reversed(pair)]
    return [*run[:1], *turned]


def _triangle(painter: QPainter, at: QPointF, theme: Theme) -> None:
    """Paint a value that is at least so much."""
    painter.setPen(QPen(QColor(theme.warning), 1.4))
    painter.setBrush(QColor(theme.panel))
    painter.drawPolygon(QPolygonF([at + QPointF(-5, 4), at + QPointF(5, 4), at + QPointF(0, -5)]))


def _in_words(plot: Plot | None) -> str:
    """Return the values of all named places, for who cannot see them."""
    if plot is None or plot.empty or not plot.x.names:
        return plot.empty if plot is not None else ""
    values = (zip(line.xs, line.ys, strict=True) for line in plot.lines if line.name)
    return "; ".join(f"{plot.x.place(x)} {statistic(y)}" for line in values for x, y in line)


def _value(line: Line, x: float, *, in_share: bool) -> str:
    place = line.xs.index(x) if x in line.xs else -1
    y = line.ys[place] if place >= 0 else None
    if y is None:
        return DASH
    reach = line.band[place] if line.band else None
    said = statistic(y, 3) if in_share else fixed(y)
    return said if reach is None else f"{said} ({statistic(reach[0], 3)} and {statistic(reach[1], 3)})"


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
