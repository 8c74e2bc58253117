"""How a code looks wherever it is drawn: its colour, and a pattern for those who cannot tell the colours apart."""

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap, QTransform

from annotator.model.codebook import Codebook
from ui.theme import contrast, current_theme, mix, text_on

_TILE = 8
# Lines and dots on a tile of 8 × 8 that repeats; plain comes first, for the code met most.
_PATTERNS: tuple[tuple[tuple[float, float, float, float], ...], ...] = (
    (),
    ((-2, 2, 2, -2), (-1, 9, 9, -1), (6, 10, 10, 6)),
    ((2, 2, 2, 2), (6, 6, 6, 6)),
    ((0, 2, 8, 2), (0, 6, 8, 6)),
    ((-2, 6, 2, 10), (-1, -1, 9, 9), (6, -2, 10, 2)),
    ((2, 0, 2, 8), (6, 0, 6, 8)),
    ((-1, 9, 9, -1), (-1, -1, 9, 9)),
)


@dataclass(frozen=True, slots=True)
class CodeStyle:
    """What a code is drawn with.

    Attributes:
        fill: its colour.
        ink: black or white, readable on it.
        hatch: a translucent pattern to fill over the colour.
        edge: the colour, or a stronger one where it hardly stands out from the ground.
    """

    fill: QColor
    ink: QColor
    hatch: QBrush
    edge: QColor


def code_styles(codebook: Codebook, ratio: float = 1.0) -> dict[str, CodeStyle]:
    """Return the style of each code by its id, for the theme of now; neighbours in the codebook differ in pattern.

    Args:
        codebook: the codes.
        ratio: device pixels a pixel, so that patterns are crisp.
    """
    ground = current_theme().panel
    return {code.id: _style(place, code.color, ground, ratio) for place, code in enumerate(codebook.all_codes)}


@lru_cache(maxsize=1024)  # asked for all codes by whoever draws one of them; working out a contrast takes long
def _style(place: int, color: str, ground: str, ratio: float) -> CodeStyle:
    ink = text_on(color)
    return CodeStyle(QColor(color), QColor(ink), hatch(place, ink, ratio), QColor(_edge(color, ground)))


def _edge(color: str, ground: str) -> str:
    """Return the colour, moved away from the ground until it stands out from it (WCAG 2.2 asks for 3:1)."""
    away = text_on(ground)
    steps = (mix(color, away, step / 10) for step in range(10))
    return next((one for one in steps if contrast(one, ground) >= 3), away)


@lru_cache(maxsize=128)
def hatch(place: int, ink: str, ratio: float = 1.0) -> QBrush:
    """Return the pattern of the code at a place in the codebook, as a brush to fill over its colour."""
    tile = QPixmap(round(_TILE * ratio), round(_TILE * ratio))
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(tile.width() / _TILE, tile.height() / _TILE)
    color = QColor(ink)
    color.setAlpha(64)
    painter.setPen(QPen(color, 1.2))
    for x1, y1, x2, y2 in _PATTERNS[place % len(_PATTERNS)]:
        if (x1, y1) == (x2, y2):
            painter.setPen(QPen(color, 2.4, c=Qt.PenCapStyle.RoundCap))
            painter.drawPoint(QPointF(x1, y1))
        else:
            painter.drawLine(QPointF(x1, y1), QPointF(x2, y2))
    painter.end()
    brush = QBrush(tile)
    brush.setTransform(QTransform.fromScale(_TILE / tile.width(), _TILE / tile.height()))
    return brush


def paint_swatch(painter: QPainter, rect: QRectF, style: CodeStyle, *, is_point: bool = False) -> None:
    """Paint the sign of a code: a rounded square for a state, a diamond for a point."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(style.edge, 1))
    for brush in (QBrush(style.fill), style.hatch):
        painter.setBrush(brush)
        if is_point:
            painter.drawPolygon(diamond(rect.center(), rect.width() / 2 + 1))
        else:
            painter.drawRoundedRect(rect, 3, 3)
    painter.restore()


def diamond(center: QPointF, half: float) -> list[QPointF]:
    """Return the corners of a diamond, half px from its centre."""
    x, y = center.x(), center.y()
    return [QPointF(x, y - half), QPointF(x + half, y), QPointF(x, y + half), QPointF(x - half, y)]
