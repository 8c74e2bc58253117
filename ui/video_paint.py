"""Painting one camera: the picture at the size at which it is shown, and a few words in its corner."""

from collections.abc import Sequence
from concurrent.futures import Executor, Future
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from annotator.media.aids import NO_AIDS, PictureAids

Pixels = NDArray[np.uint8]

_INK, _SHADE = "#f4f5f7", QColor(0, 0, 0, 165)
USUAL_SHAPE = (16, 9)
"""Of a picture that is not known yet."""


class Shown(Protocol):
    """What is shown of one camera: a frame, still as the decoder left it."""

    @property
    def index(self) -> int:
        """Frame number, from 0."""

    @property
    def damaged(self) -> bool:
        """Whether the file is damaged here."""

    @property
    def sound_only(self) -> bool:
        """Whether the recording has no picture."""

    @property
    def display_size(self) -> tuple[int, int]:
        """Width and height in square pixels."""

    def to_bgra(self, width: int, height: int, aids: PictureAids = NO_AIDS) -> Pixels:
        """Height x width x 4, contiguous."""


class Converted:
    """The picture of one camera that was painted last, kept for the next time it has to be painted.

    Args:
        thread: converts pictures that are due soon, if there is one, so that painting need not wait for it.
    """

    def __init__(self, thread: Executor | None = None) -> None:
        self.picture: Shown | None = None
        self._thread = thread
        self._image = QImage()
        self._look = (QSize(), NO_AIDS)
        self._pixels: Pixels | None = None  # the QImage looks into this buffer: it has to live as long
        self._coming: dict[Shown, Future[Pixels]] = {}

    def image(self, picture: Shown, size: QSize, aids: PictureAids = NO_AIDS) -> QImage:
        """Return the picture at a size in device pixels."""
        look = (size, aids)
        if look != self._look:
            self._coming.clear()
        if picture is not self.picture or look != self._look:
            width, height = max(1, size.width()), max(1, size.height())
            coming = self._coming.pop(picture, None)
            is_late = coming is None or coming.cancel()
            pixels = picture.to_bgra(width, height, aids) if is_late or coming is None else coming.result()
            self._image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGB32)
            self.picture, self._look, self._pixels = picture, look, pixels
        return self._image

    def prepare(self, pictures: Sequence[Shown]) -> None:
        """Have pictures that are due soon converted as the last one was; any others are no longer due."""
        if self._thread is None or self.picture is None:
            return
        for gone in self._coming.keys() - set(pictures):
            self._coming.pop(gone).cancel()
        size, aids = self._look
        for picture in pictures:
            if picture not in self._coming:
                self._coming[picture] = self._thread.submit(picture.to_bgra, size.width(), size.height(), aids)


def fitted(picture: Shown | None, room: QRect) -> QRect:
    """Return the largest place of the picture's shape in the middle of the room."""
    return fitted_shape(picture.display_size if picture is not None else USUAL_SHAPE, room)


def fitted_shape(shape: tuple[int, int], room: QRect) -> QRect:
    """Return the largest place of this width and height, or as many times both, in the middle of the room."""
    size = QSize(*shape).scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRect(0, 0, max(1, size.width()), max(1, size.height()))
    place.moveCenter(room.center())
    return place


def paint_chip(painter: QPainter, place: QRect, text: str, *, at_bottom: bool = False) -> None:
    """Write a few words on a dark strip in the left corner of a picture."""
    metrics = painter.fontMetrics()
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width() - 24)
    box = QRect(0, 0, metrics.horizontalAdvance(text) + 12, metrics.height() + 4)
    box.moveTopLeft(place.topLeft() + QPoint(6, 6))
    if at_bottom:
        box.moveBottom(place.bottom() - 6)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_SHADE)
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QColor(_INK))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
