"""A picture that is kept between two paintings, so that a moving playhead costs a copy of two thin strips."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

Paint = Callable[[QPainter, QRect], None]


class Layer:
    """Paints once and copies from then on; only what was spoiled is painted again.

    Args:
        paint: paints everything that reaches into a rectangle, in widget coordinates; it is clipped to that.
    """

    def __init__(self, paint: Paint) -> None:
        self._paint = paint
        self._picture = QPixmap()
        self._spoiled: list[QRect] = []

    def spoil(self, rect: QRect | None = None) -> None:
        """Have a part painted again when it is next drawn, or everything."""
        if rect is None:
            self._picture = QPixmap()
        else:
            self._spoiled.append(rect)

    def draw(self, painter: QPainter, rect: QRect, size: QSize, ratio: float) -> None:
        """Copy rect to where the painter paints.

        Args:
            painter: of the widget.
            rect: what is needed, in widget coordinates.
            size: of the widget.
            ratio: device pixels a pixel.
        """
        self._refresh(size, ratio)
        source = QRectF(rect.x() * ratio, rect.y() * ratio, rect.width() * ratio, rect.height() * ratio)
        painter.drawPixmap(QRectF(rect), self._picture, source)

    def _refresh(self, size: QSize, ratio: float) -> None:
        wanted = (size * ratio).expandedTo(QSize(1, 1))
        if self._picture.size() != wanted:
            self._picture = QPixmap(wanted)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            self._spoiled = [QRect(0, 0, size.width(), size.height())]
        for rect in self._spoiled:
            painter = QPainter(self._picture)
            painter.setClipRect(rect)
            self._paint(painter, rect)
            painter.end()
        self._spoiled = []
