"""A session as it was coded, painted: a lane a code, episode beside episode."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QToolTip, QWidget

from annotator.report.figures.description import Bar, Field, Raster
from ui.theme import Theme, current_theme, number_font

_NAMES, _TOP, _GAP, _EDGE = 96, 20, 4, 6
_LOWEST, _HIGHEST = 8.0, 22.0


class RasterView(QWidget):
    """Paints a Raster; the mouse over a bar says what it is."""

    def __init__(self) -> None:
        super().__init__()
        self._raster = Raster("")
        self._bars: list[tuple[QRectF, str]] = []
        self.setAccessibleName("The session as it was coded")
        self.setMouseTracking(True)
        self.setMinimumSize(260, 130)

    def sizeHint(self) -> QSize:
        """Room for some lanes."""
        return QSize(420, 240)

    def show_raster(self, raster: Raster) -> None:
        """Show another session."""
        self._raster = raster
        lanes = dict.fromkeys(lane.code for lane in raster.lanes)
        self.setAccessibleDescription(f"{raster.title}. Lanes: {', '.join(lanes)}.")
        self.update()

    def event(self, event: QEvent) -> bool:
        """Say what lies under the mouse."""
        if isinstance(event, QHelpEvent):
            tip = next((tip for box, tip in self._bars if box.adjusted(-2, 0, 2, 0).contains(event.pos())), "")
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint all lanes."""
        painter, theme, raster = QPainter(self), current_theme(), self._raster
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._bars = []
        if not raster.lanes:
            return
        height = min(_HIGHEST, max(_LOWEST, (self.height() - _TOP - 2) / len(raster.lanes)))
        room = self.width() - _NAMES - _GAP * len(raster.parts)
        scale = room / (sum(part.length for part in raster.parts) or 1)
        painter.setFont(number_font(0.8))
        left = float(_NAMES)
        for place, part in enumerate(raster.parts):
            width = part.length * scale
            painter.setPen(QColor(theme.dim))
            name = painter.fontMetrics().elidedText(part.name, Qt.TextElideMode.ElideRight, round(width))
            painter.drawText(QRectF(left, 0, width, _TOP - 4), Qt.AlignmentFlag.AlignLeft, name)
            for turn, lane in enumerate(raster.lanes):
                box = QRectF(left, _TOP + turn * height, width, height - 1)
                self._lane(painter, theme, box, lane.fields[place], scale)
            left += width + _GAP
        painter.setPen(QColor(theme.text))
        for turn, lane in enumerate(raster.lanes):
            name = painter.fontMetrics().elidedText(lane.code, Qt.TextElideMode.ElideRight, _NAMES - _EDGE)
            box = QRectF(0, _TOP + turn * height, _NAMES - _EDGE, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)

    def _lane(self, painter: QPainter, theme: Theme, box: QRectF, field: Field | None, scale: float) -> None:
        if field is None:
            return
        ground = QRectF(box.left(), box.top(), field.length * scale, box.height())
        painter.fillRect(ground, QColor(theme.raised))
        for start, end in field.blanks:
            blank = QRectF(box.left() + start * scale, box.top(), (end - start) * scale, box.height())
            painter.fillRect(blank, QColor(theme.window))
        for bar in field.bars:
            self._bar(painter, theme, box, bar, scale)

    def _bar(self, painter: QPainter, theme: Theme, box: QRectF, bar: Bar, scale: float) -> None:
        left = box.left() + bar.start * scale
        if bar.is_point:
            middle, half = QPointF(left, box.center().y()), min(4.0, box.height() / 2)
            painter.setPen(QPen(QColor(theme.accent), 1))
            painter.setBrush(QColor(theme.accent))
            corners = [QPointF(-half, 0), QPointF(0, -half), QPointF(half, 0), QPointF(0, half)]
            painter.drawPolygon(QPolygonF([middle + one for one in corners]))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            self._bars.append((QRectF(left - half, box.top(), 2 * half, box.height()), bar.tip))
            return
        shown = QRectF(left, box.top() + 1, max(1.0, (bar.end - bar.start) * scale), box.height() - 2)
        painter.fillRect(shown, QColor(theme.accent))
        self._bars.append((shown, bar.tip))
