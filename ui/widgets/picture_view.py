"""The picture of one camera, or a sentence in its place while there is none."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.video_paint import Converted, Shown, fitted, paint_chip

_STAGE, _INK = "#0b0c0f", "#a2a9b6"


class PictureView(QWidget):
    """Paints the newest picture it was given; a picture looks as it is only on black, in both themes."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: Shown | None = None
        self._converted = Converted()
        self._sentence = ""
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 135)
        self.setAccessibleName("Video")

    @property
    def shown(self) -> Shown | None:
        """The picture that was painted last."""
        return self._converted.picture

    @property
    def sentence(self) -> str:
        """What is said in place of the picture; "" where there is one."""
        return self._sentence

    def show_picture(self, picture: Shown | None) -> None:
        """Paint a picture; None leaves the stage empty."""
        self._picture = picture
        self.update()

    def say(self, sentence: str) -> None:
        """Say something in place of the picture; "" shows the picture again."""
        if sentence != self._sentence:
            self._sentence = sentence
            self.setAccessibleDescription(sentence)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture as large as it fits, or the sentence."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(_STAGE))
        if self._sentence:
            painter.setPen(QColor(_INK))
            text_room = self.rect().adjusted(24, 12, -24, -12)
            painter.drawText(text_room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._sentence)
        elif self._picture is not None:
            self._paint_picture(painter, self._picture, fitted(self._picture, self.rect()))

    def _paint_picture(self, painter: QPainter, picture: Shown, place: QRect) -> None:
        ratio = self.devicePixelRatioF()
        size = QSize(round(place.width() * ratio), round(place.height() * ratio))
        painter.drawImage(place, self._converted.image(picture, size))
        if picture.damaged:
            paint_chip(painter, place, "damaged frame: the nearest good one is shown", at_bottom=True)
