"""Painting the spectrogram: high pitches above, loud ones bright."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from ui.coding.timeline.look import Look
from ui.coding.timeline.scene import Scene
from ui.coding.timeline.view import View
from ui.theme import Theme, mix


def paint_spectrum(painter: QPainter, scene: Scene, look: Look) -> None:
    """Paint the spectrogram, if it is wanted: in every column the loudest level of each band."""
    view, lane = scene.view, scene.lanes.spectrum
    if not lane.height:
        return
    painter.fillRect(QRect(view.left, lane.top, view.width, lane.height), look.ink("window"))
    if scene.spectrum is None or not len(scene.spectrum):
        painter.setFont(look.small)
        painter.setPen(look.ink("dim"))
        says = "The spectrogram is being made …" if scene.spectrum is None else "This recording has no sound."
        room = QRectF(view.left + 8, lane.top, view.width, lane.height)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, says)
        return
    columns = column_levels(scene.spectrum, scene.spectrum_per_second, view, look.ratio)
    if len(columns):
        picture = spectrum_image(columns, round((lane.height - 1) * look.ratio), look.theme)
        picture.setDevicePixelRatio(look.ratio)
        painter.drawImage(QPointF(view.left, lane.top), picture)


def column_levels(levels: NDArray[np.uint8], per_second: float, view: View, ratio: float) -> NDArray[np.uint8]:
    """Return the loudest level of each band in each column of device pixels of the view, to the end of the sound."""
    edges = view.start_ms + np.arange(round(view.width * ratio) + 1) * view.ms_per_px / ratio
    first = np.floor(edges * per_second / 1000).astype(np.int64)
    seen = first[:-1][first[:-1] < len(levels)]
    if not len(seen):
        return np.empty((0, levels.shape[1]), np.uint8)
    end = min(len(levels), max(int(first[len(seen)]), int(seen[-1]) + 1))
    return np.maximum.reduceat(levels[:end], seen, axis=0)


def spectrum_image(columns: NDArray[np.uint8], rows: int, theme: Theme) -> QImage:
    """Return columns of levels as a picture of so many rows, in device pixels."""
    bands = columns.shape[1]
    drawn = columns[:, bands - 1 - np.arange(rows) * bands // rows].T
    pixels = np.ascontiguousarray(_colours(theme)[drawn])
    height, width = pixels.shape
    return QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGB32).copy()


def _colours(theme: Theme) -> NDArray[np.uint32]:
    """From the ground over the accent to the colour of text, for levels 0 to 255."""
    steps = [mix(theme.window, theme.accent, level / 170) for level in range(170)]
    steps += [mix(theme.accent, theme.text, level / 86) for level in range(86)]
    return np.array([0xFF000000 | int(step[1:], 16) for step in steps], np.uint32)
