"""The pictures: the newest frame of every camera, one large, the others small in its corner."""

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.coding.video_notice import VideoNotice
from ui.session import CodingSession
from ui.text import shift
from ui.video_paint import Converted, Shown, fitted, paint_chip

STAGE = "#0b0c0f"
"""Behind the pictures, in both themes: a picture looks as it is only on black."""

_MARGIN, _GAP = 8, 12
_SMALL_SHARE = 0.24
_EMPTY, _EDGE = QColor("#20242c"), QColor(255, 255, 255, 110)
_CHIP_EDGES = 24
_LOOK_AGAIN_MS = 100


class VideoView(QWidget):
    """Follows the player of a session. A plain widget: it loses no frame, where OpenGL lost up to a tenth."""

    find_wanted = Signal()
    """The user wants to say where the missing recording is."""

    def __init__(self, session: CodingSession) -> None:
        super().__init__()
        self._session = session
        self._pictures: tuple[Shown | None, ...] = ()
        self._converted = [Converted() for _ in session.session.cameras]
        self._large = 0
        self.notice = VideoNotice(self)
        self.notice.find_wanted.connect(self.find_wanted)
        self._set_up()
        session.moved.connect(self.show_newest)
        # Listing the frames and looking for the first one move nothing, so they are asked about until they are done.
        self._timer = QTimer(self, interval=_LOOK_AGAIN_MS)
        self._timer.timeout.connect(self.show_newest)
        self._timer.start()
        self.show_newest()

    @property
    def shown_index(self) -> int | None:
        """Number of the frame of the reference camera that was painted last, from 0."""
        picture = self._converted[0].picture if self._converted else None
        return picture.index if picture is not None else None

    @property
    def large_camera(self) -> int:
        """The camera that is large, from 0."""
        return self._large

    def show_newest(self) -> None:
        """Paint the newest pictures before this returns: what a key press marks is what is on the screen."""
        player = self._session.player
        pictures = player.pictures if player is not None else ()
        is_new, self._pictures = pictures != self._pictures, pictures
        self._show_notice()
        if is_new:
            self.repaint()

    def swap(self) -> None:
        """Show the next camera large."""
        if len(self._pictures) > 1:
            self._make_large((self._large + 1) % len(self._pictures))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the large picture, then the small ones over its corner."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(STAGE))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.notice.isHidden():
            for camera, place in self.places().items():
                self._paint_camera(painter, camera, place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a small picture makes it large."""
        at = event.position().toPoint()
        under = [camera for camera, place in self.places().items() if place.contains(at) and camera != self._large]
        if under:
            self._make_large(under[-1])

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Keep the notice over the whole stage."""
        self.notice.setGeometry(self.rect())

    def places(self) -> dict[int, QRect]:
        """Return where each camera is painted, the large one first, then the small ones from right to left."""
        if not self._pictures:
            return {}
        stage = self.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        large = fitted(self._pictures[self._large], stage)
        places, right = {self._large: large}, large.right() - _GAP
        room = QRect(0, 0, round(large.width() * _SMALL_SHARE), round(large.height() * _SMALL_SHARE))
        for camera, picture in enumerate(self._pictures):
            if camera != self._large:
                place = fitted(picture, room)
                place.moveBottomRight(large.bottomRight())
                place.translate(right - large.right(), -_GAP)
                places[camera] = place
                right = place.left() - _GAP
        return places

    def _set_up(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        # A click takes the keyboard away from a text field, back to the codes.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 135)
        self.setAccessibleName("Video")

    def _make_large(self, camera: int) -> None:
        self._large = camera
        self.update()

    def _show_notice(self) -> None:
        player = self._session.player
        if player is None:
            self.notice.say_missing("The recording is not here.", "Your coding is, and you can read and correct it.")
        elif player.error is not None:
            self.notice.say_missing(player.error.what, player.error.hint)
        elif not self._pictures or self._pictures[0] is None:
            self._say_waiting(player.indexing_progress)
        else:
            self.notice.hide()
        is_waiting = self.notice.is_waiting
        if is_waiting != self._timer.isActive():
            self._timer.start() if is_waiting else self._timer.stop()

    def _say_waiting(self, progress: float) -> None:
        if progress < 1:
            self.notice.say_reading(progress)
        else:
            self.notice.say_looking()

    def _paint_camera(self, painter: QPainter, camera: int, place: QRect) -> None:
        picture, is_small = self._pictures[camera], camera != self._large
        if picture is not None:
            ratio = self.devicePixelRatioF()
            size = QSize(round(place.width() * ratio), round(place.height() * ratio))
            painter.drawImage(place, self._converted[camera].image(picture, size))
        else:
            painter.fillRect(place, _EMPTY)
        if is_small:
            painter.setPen(QPen(_EDGE, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(place.adjusted(0, 0, -1, -1))
            offset_ms = self._session.session.cameras[camera].offset_ms
            name, offset = f"camera {camera + 1}", f" · {shift(offset_ms)}" if offset_ms else ""
            has_room = painter.fontMetrics().horizontalAdvance(name + offset) <= place.width() - _CHIP_EDGES
            paint_chip(painter, place, name + offset if has_room else name)
        if picture is not None and picture.damaged:
            paint_chip(painter, place, "Damaged frame: the nearest good one is shown", at_bottom=True)
