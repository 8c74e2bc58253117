"""Painting the fixed lanes at the top: the time axis, the ribbon of the episodes, the waveform."""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from annotator import text
from annotator.model.episodes import Span
from ui.coding.timeline.lanes import Lane
from ui.coding.timeline.look import Look
from ui.coding.timeline.scene import Scene, Waveform
from ui.coding.timeline.view import View

_STEPS_MS = (
    *(10, 20, 50, 100, 200, 500),
    *(1_000, 2_000, 5_000, 10_000, 15_000, 30_000),
    *(60_000, 120_000, 300_000, 600_000, 1_200_000, 1_800_000, 3_600_000),
    *(7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000, 172_800_000, 604_800_000),
)
_LABEL_PX = 88
"""At least; a larger font, or more digits, get more."""
_LABEL_GAP_PX = 4
_FRAME_PX = 7
_VCENTER = Qt.AlignmentFlag.AlignVCenter
NO_EPISODE_COLOR = "#6b7482"


def tick_step_ms(ms_per_px: float, label_px: float = _LABEL_PX) -> int:
    """Return how far apart the times on the axis stand, so that they can be read."""
    return _STEPS_MS[min(bisect_left(_STEPS_MS, ms_per_px * label_px), len(_STEPS_MS) - 1)]


def ruler_labels(view: View, metrics: QFontMetricsF) -> tuple[int, dict[int, str]]:
    """Return how far apart the times on the axis stand in ms, and what is written at each; no two ever overlap."""
    widest = metrics.horizontalAdvance(text.clock(view.duration_ms, 2)) + 2 * _LABEL_GAP_PX
    step = tick_step_ms(view.ms_per_px, max(_LABEL_PX, widest))
    decimals = 0 if step >= 1_000 else 1 if step >= 100 else 2
    first = int(view.start_ms // step) * step
    times = [ms for ms in range(first, int(view.end_ms) + step, step) if view.x_of(ms) >= view.left - 1]
    return step, {ms: text.clock(ms, decimals) for ms in times}


def paint_ruler(painter: QPainter, scene: Scene, look: Look) -> None:
    """Paint the time axis; close up, with a tick for every frame."""
    view, lane = scene.view, scene.lanes.ruler
    painter.fillRect(QRect(0, lane.top, scene.size[0], lane.height), look.ink("window"))
    painter.setFont(look.numbers)
    step, labels = ruler_labels(view, QFontMetricsF(look.numbers))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(look.ink("faint"))
    minor = [ms + step * part // 5 for ms in [min(labels, default=0) - step, *labels] for part in range(1, 5)]
    painter.drawLines([_tick(view, lane, ms, 4) for ms in minor if view.shows(ms)])
    painter.drawLines([_tick(view, lane, ms, 8) for ms in labels if view.shows(ms)])
    _paint_frames(painter, scene, look)
    painter.setPen(look.ink("dim"))
    for ms, said in labels.items():
        if ms <= view.duration_ms:
            room = QRectF(view.x_of(ms) + _LABEL_GAP_PX, lane.top, step / view.ms_per_px, lane.height - 5)
            painter.drawText(room, _VCENTER, said)


def paint_episodes(painter: QPainter, scene: Scene, look: Look) -> None:
    """Paint the ribbon of the episodes."""
    view, lane = scene.view, scene.lanes.episodes
    strip = QRect(view.left, lane.top, view.width + 1, lane.height)
    painter.save()
    painter.setClipRect(strip, Qt.ClipOperation.IntersectClip)
    painter.fillRect(strip, look.ink("panel"))
    painter.setFont(look.small)
    for span in scene.shown_spans:
        _paint_span(painter, scene, look, span)
    if not scene.shown_spans:
        painter.setPen(look.ink("dim"))
        hint = "No episode is marked yet: Ctrl+1 … Ctrl+8 mark where one begins."
        painter.drawText(QRectF(view.left + 8, lane.top, view.width, lane.height), _VCENTER, hint)
    painter.restore()


def paint_sound(painter: QPainter, scene: Scene, look: Look) -> None:
    """Paint the waveform: in every column the loudest sample, to both sides of the middle."""
    view, lane = scene.view, scene.lanes.sound
    painter.fillRect(QRect(view.left, lane.top, view.width, lane.height), look.ink("window"))
    if scene.sound is None or not len(scene.sound.peaks):
        painter.setFont(look.small)
        painter.setPen(look.ink("dim"))
        says = "The sound is being read …" if scene.sound is None else "This recording has no sound."
        painter.drawText(QRectF(view.left + 8, lane.top, view.width, lane.height), _VCENTER, says)
        return
    # A quiet recording is drawn as high as a loud one: what is read from it is when, not how much.
    gain = (lane.height / 2 - 2) * look.ratio / max(scene.sound.loudest, 0.02)
    heights = np.maximum(column_peaks(scene.sound, view, look.ratio) * gain, 0.6)
    if len(heights):
        picture = wave_image(heights, round(lane.height * look.ratio), look.ink("wave"))
        picture.setDevicePixelRatio(look.ratio)
        painter.drawImage(QPointF(view.left, lane.top), picture)


def column_peaks(sound: Waveform, view: View, ratio: float = 1.0) -> NDArray[np.float32]:
    """Return the loudest sample (0 to 1) in each column of device pixels of the view, up to the end of the sound."""
    columns = np.arange(round(view.width * ratio) + 1)
    edges = (view.start_ms + columns * view.ms_per_px / ratio) * sound.per_second / 1000
    first = np.floor(edges[:-1]).astype(np.int64)
    seen = first[first < len(sound.peaks)]
    if not len(seen):
        return np.empty(0, np.float32)
    # reduceat takes the value at the edge itself where two edges are the same, which is what a close view needs; its
    # last stretch would run to the end of the sound.
    end = max(int(np.ceil(edges[len(seen)])), int(seen[-1]) + 1)
    return np.maximum.reduceat(sound.peaks[:end], seen)


def wave_image(heights: NDArray[np.float32], rows: int, color: QColor) -> QImage:
    """Return columns of these heights to both sides of the middle, softened at the ends, in device pixels."""
    away = np.abs(np.arange(rows, dtype=np.float32) + 0.5 - rows / 2)
    share = np.clip(heights.astype(np.float32) - away[:, None] + 0.5, 0, 1)
    parts = [(share * part).astype(np.uint32) for part in (255, color.red(), color.green(), color.blue())]
    pixels = np.ascontiguousarray(parts[0] << 24 | parts[1] << 16 | parts[2] << 8 | parts[3])
    form = QImage.Format.Format_ARGB32_Premultiplied
    return QImage(pixels.data, len(heights), rows, len(heights) * 4, form).copy()


def fitting(names: Sequence[str], width: float, metrics: QFontMetricsF) -> str:
    """Return the first of the names that fits into width px, or nothing."""
    return next((name for name in names if metrics.horizontalAdvance(name) <= width), "")


def _tick(view: View, lane: Lane, ms: float, height: int) -> QLineF:
    x = round(view.x_of(ms))
    return QLineF(x, lane.bottom - height, x, lane.bottom - 1)


def _paint_frames(painter: QPainter, scene: Scene, look: Look) -> None:
    view, lane = scene.view, scene.lanes.ruler
    times = scene.session.frame_times_ms()
    seen = times[np.searchsorted(times, view.start_ms) : np.searchsorted(times, view.end_ms)]
    if 1 < len(seen) < view.width / _FRAME_PX:
        painter.setPen(look.ink("accent", 150))
        painter.drawLines([_tick(view, lane, int(ms), 3) for ms in seen])


def _paint_span(painter: QPainter, scene: Scene, look: Look, span: Span) -> None:
    view, lane = scene.view, scene.lanes.episodes
    episode = scene.session.codebook.episode_by_id.get(span.episode)
    left, right = max(view.x_of(span.start_ms), view.left - 8.0), min(view.x_of(span.end_ms), view.right + 8.0)
    if right < view.left or left > view.right:
        return
    fill, ink = look.ribbon(episode.color if episode else NO_EPISODE_COLOR)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawRoundedRect(QRectF(left + 0.5, lane.top + 2, max(right - left - 1, 1), lane.height - 4), 3, 3)
    painter.setPen(ink)
    begin = max(left, view.left) + 7
    room = QRectF(begin, lane.top, right - begin - 3, lane.height)
    names = [] if episode is None else [f"{episode.id}  {episode.name}", f"{episode.id}  {episode.short}"]
    said = fitting([*names, span.episode], room.width(), QFontMetricsF(painter.font()))
    painter.drawText(room, _VCENTER, said)
