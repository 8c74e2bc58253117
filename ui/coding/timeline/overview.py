"""The overview: the whole session in small, and in it the stretch that the timeline shows."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from annotator import text
from ui.coding.timeline.header import NO_EPISODE_COLOR
from ui.coding.timeline.look import Look
from ui.coding.timeline.scene import Scene
from ui.coding.timeline.tracks import RUNNING, Track
from ui.coding.timeline.view import END_PX

_INSET = 4
Pixels = NDArray[np.uint32]


def strip(scene: Scene) -> QRect:
    """Return where the whole session lies in small."""
    lane = scene.lanes.overview
    return QRect(scene.view.left, lane.top + _INSET, scene.view.width - END_PX, lane.height - 2 * _INSET)


def overview_ms(scene: Scene, x: float) -> float:
    """Return the moment that lies at x in the overview."""
    where = strip(scene)
    return (x - where.left()) / where.width() * scene.view.duration_ms


def overview_x(scene: Scene, ms: float) -> float:
    """Return where a moment lies in the overview."""
    where = strip(scene)
    return where.left() + ms / scene.view.duration_ms * where.width()


def window_rect(scene: Scene) -> QRectF:
    """Return the frame around the stretch that the timeline shows."""
    where = strip(scene)
    left = overview_x(scene, scene.view.start_ms)
    right = overview_x(scene, min(scene.view.end_ms, scene.view.duration_ms))
    return QRectF(left, where.top() - 2, max(right - left, 6), where.height() + 4)


class SmallEvents:
    """All events in small, a row for each code; what has not changed since the last time is not drawn again."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._rows: Pixels = np.zeros((0, 0), np.uint32)
        self._spoiled: set[str] = set()
        self._picture: QImage | None = None

    def spoil(self, codes: Iterable[str] | None = None) -> None:
        """Draw these codes again the next time, or all of them."""
        self._picture = None
        if codes is None:
            self._rows = np.zeros((0, 0), np.uint32)
        else:
            self._spoiled.update(codes)

    def picture(self, look: Look) -> QImage:
        """Return the picture in device pixels, on a transparent ground."""
        if self._picture is None:
            where = strip(self._scene)
            width, height = max(1, round(where.width() * look.ratio)), max(1, round(where.height() * look.ratio))
            self._draw_rows(look, width)
            pixels = np.ascontiguousarray(self._rows[np.arange(height) * len(self._rows) // height])
            self._picture = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32).copy()
            self._picture.setDevicePixelRatio(look.ratio)
        return self._picture

    def _draw_rows(self, look: Look, width: int) -> None:
        codes = [code.id for code in self._scene.session.codebook.all_codes]
        shape = (max(1, len(codes)), width)  # a codebook may have scales only
        is_new = self._rows.shape != shape
        if is_new:
            self._rows = np.zeros(shape, np.uint32)
        for row, code in zip(self._rows, codes, strict=False):
            if is_new or code in self._spoiled:
                covered = _covered(self._scene.tracks[code], self._scene.view.duration_ms, width)
                row[:] = np.where(covered, np.uint32(look.styles[code].fill.rgba()), np.uint32(0))
        self._spoiled = set()


def paint_overview(painter: QPainter, scene: Scene, look: Look, events: QImage) -> None:
    """Paint the overview without the playhead."""
    lane, where, window = scene.lanes.overview, strip(scene), window_rect(scene)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.fillRect(QRect(0, lane.top, scene.size[0], lane.height), look.ink("window"))
    painter.fillRect(QRect(0, lane.top, scene.size[0], 1), look.ink("line"))
    for span in scene.spans:
        episode = scene.session.codebook.episode_by_id.get(span.episode)
        tint = QColor(episode.color if episode else NO_EPISODE_COLOR)
        tint.setAlpha(64)
        left, right = overview_x(scene, span.start_ms), overview_x(scene, span.end_ms)
        painter.fillRect(QRectF(left, where.top(), right - left - 1, where.height()), tint)
    painter.drawImage(where.topLeft(), events)
    veil = look.ink("window", 120)
    painter.fillRect(QRectF(where.left(), where.top(), window.left() - where.left(), where.height()), veil)
    painter.fillRect(QRectF(window.right(), where.top(), where.right() + 1 - window.right(), where.height()), veil)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.ink("dim"), 1.2))
    painter.setBrush(look.ink("text", 14))
    painter.drawRoundedRect(window.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    _paint_scale(painter, scene, look)


def _paint_scale(painter: QPainter, scene: Scene, look: Look) -> None:
    lane, view = scene.lanes.overview, scene.view
    painter.setFont(look.numbers)
    painter.setPen(look.ink("dim"))
    shown = "Whole session" if view.is_whole else f"{_length(view.span_ms)} of {_length(view.duration_ms)}"
    room = QRectF(12, lane.top, view.left - 16, lane.height)
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


def _length(ms: float) -> str:
    return text.clock(round(ms), 0 if ms >= 10_000 else 2)


def _covered(track: Track, duration_ms: int, width: int) -> NDArray[np.bool_]:
    """Return which columns of the overview the events of one code cover, each at least one."""
    first = np.clip(track.starts * width // duration_ms, 0, width - 1)
    # A running state is seen where it starts: how far it goes, nobody has said.
    ends = np.where(track.ends == RUNNING, track.starts, np.minimum(track.ends, duration_ms))
    last = np.clip(np.maximum(-(-ends * width // duration_ms), first + 1), 0, width)
    change = np.zeros(width + 1, np.int64)
    np.add.at(change, first, 1)
    np.add.at(change, last, -1)
    covered: NDArray[np.bool_] = np.cumsum(change)[:-1] > 0
    return covered
