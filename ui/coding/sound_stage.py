"""What stands in the picture's place in a recording with sound only: its waveform and spectrogram around the moment."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from ui.coding.timeline.header import column_peaks, ruler_labels, wave_image
from ui.coding.timeline.scene import Waveform
from ui.coding.timeline.spectrum import column_levels, spectrum_image
from ui.coding.timeline.view import View
from ui.theme import DARK, number_font

SHOWN_MS = 10_000
"""How much is seen: half of it before the moment, half after it."""

_RULER_PX, _GAP_PX = 24, 6
_NO_LEVELS: NDArray[np.uint8] = np.empty((0, 1), np.uint8)


@dataclass(slots=True)
class SoundStage:
    """What is known of the sound, painted dark like a picture in both themes.

    Attributes:
        sound: the waveform, None while it is being read.
        levels: the spectrogram, None while it is being made (see annotator.media.spectrogram).
        per_second: how many stretches of the spectrogram a second has.
    """

    sound: Waveform | None = None
    levels: NDArray[np.uint8] | None = None
    per_second: float = 1.0

    def paint(self, painter: QPainter, place: QRect, at_ms: int, duration_ms: int, ratio: float) -> None:
        """Paint the moment in the middle of a place: times above, then the waveform, the spectrogram below it."""
        half = (place.height() - _RULER_PX - _GAP_PX) // 2
        wave = QRect(place.left(), place.top() + _RULER_PX, place.width(), half)
        spectrum = wave.translated(0, half + _GAP_PX)
        view = _around(at_ms, duration_ms, place)
        for ground in (wave, spectrum):
            painter.fillRect(ground, QColor(DARK.window))
        _paint_times(painter, place, view)
        self._paint_wave(painter, wave, view, ratio)
        self._paint_spectrum(painter, spectrum, view, ratio)
        middle = place.left() + place.width() / 2
        painter.fillRect(QRectF(middle - 0.5, wave.top(), 1.5, spectrum.bottom() - wave.top()), QColor(DARK.accent))

    def _paint_wave(self, painter: QPainter, where: QRect, view: View, ratio: float) -> None:
        if self.sound is None:
            _say(painter, where, "The sound is being read …")
            return
        gain = (where.height() / 2 - 4) * ratio / max(self.sound.loudest, 0.02)
        heights = np.maximum(column_peaks(self.sound, view, ratio) * gain, 0.6)
        if len(heights):
            image = wave_image(heights, round(where.height() * ratio), QColor(DARK.wave))
            image.setDevicePixelRatio(ratio)
            painter.drawImage(QPointF(view.left, where.top()), image)

    def _paint_spectrum(self, painter: QPainter, where: QRect, view: View, ratio: float) -> None:
        if self.levels is None:
            _say(painter, where, "The spectrogram is being made …")
            return
        columns = column_levels(self.levels, self.per_second, view, ratio) if len(self.levels) else _NO_LEVELS
        if len(columns):
            image = spectrum_image(columns, round(where.height() * ratio), DARK)
            image.setDevicePixelRatio(ratio)
            painter.drawImage(QPointF(view.left, where.top()), image)


def _around(at_ms: int, duration_ms: int, place: QRect) -> View:
    """Return the stretch around a moment; where it would begin before the recording, it begins further right."""
    ms_per_px = SHOWN_MS / place.width()
    start_ms = at_ms - SHOWN_MS / 2
    before_px = max(0, round(-start_ms / ms_per_px))
    return View(duration_ms, place.left() + before_px, place.width() - before_px, max(start_ms, 0.0), ms_per_px)


def _paint_times(painter: QPainter, place: QRect, view: View) -> None:
    painter.setFont(number_font(0.86))
    painter.setPen(QColor(DARK.dim))
    for ms, said in ruler_labels(view, QFontMetricsF(painter.font()))[1].items():
        x = view.x_of(ms)
        if ms <= view.duration_ms and x < place.right():
            painter.drawLine(QPointF(x, place.top() + _RULER_PX - 7), QPointF(x, place.top() + _RULER_PX - 1))
            room = QRectF(x + 4, place.top(), place.right() - x - 4, _RULER_PX - 4)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, said)


def _say(painter: QPainter, where: QRect, words: str) -> None:
    painter.setPen(QColor(DARK.dim))
    painter.drawText(where, Qt.AlignmentFlag.AlignCenter, words)
