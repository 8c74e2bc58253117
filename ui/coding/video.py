"""The pictures: the newest frame of every camera, one large and the others small in its corner, or side by side."""

from concurrent.futures import ThreadPoolExecutor

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from annotator.text import shift
from ui.coding.camera_places import one_large, side_by_side
from ui.coding.cameras import Cameras, words_for
from ui.coding.sound_stage import SoundStage
from ui.coding.video_notice import VideoNotice
from ui.session import CodingSession
from ui.video_paint import USUAL_SHAPE, Converted, Shown, paint_chip

STAGE = "#0b0c0f"
"""Behind the pictures, in both themes: a picture looks as it is only on black."""

_ZOOM_STEP, _NOTCH = 1.25, 120
_EMPTY, _EDGE, _FAINT = QColor("#20242c"), QColor(255, 255, 255, 110), QColor("#a2a9b6")
_CHIP_EDGES = 24
_LOOK_AGAIN_MS = 100


class VideoView(QWidget):
    """Follows the player of a session. A plain widget: it loses no frame, where OpenGL lost up to a tenth.

    Mouse: the wheel zooms around the cursor, a drag moves a picture that is zoomed, a double click shows all of it; a
    click on a small picture makes it large.
    """

    find_wanted = Signal()
    """The user wants to say where the missing recording is."""
    menu_wanted = Signal(QPoint)
    """The menu of the picture is to open at a place of the screen."""
    shaped = Signal()
    """The shape of the reference camera's picture is known now."""

    def __init__(self, session: CodingSession, cameras: Cameras) -> None:
        super().__init__()
        self._session, self.cameras = session, cameras
        self._pictures: tuple[Shown | None, ...] = ()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pictures")
        self._converted = [Converted(self._thread) for _ in session.session.cameras]
        self._has_warned = False
        self.aspect = USUAL_SHAPE[0] / USUAL_SHAPE[1]
        """Width by height of the reference camera's picture; until one was seen, of what is likely."""
        self.stage = SoundStage()
        """What is seen of a recording with sound only."""
        self._held: tuple[int, QPoint, QPointF] | None = None  # camera, where it was pressed, where the mouse is now
        self.notice = VideoNotice(self)
        self.notice.find_wanted.connect(self.find_wanted)
        self._set_up()
        session.moved.connect(self.show_newest)
        session.closed.connect(self._stop_preparing)
        cameras.changed.connect(self.update)
        # Listing the frames and looking for the first one move nothing, so they are asked about until they are done.
        self._timer = QTimer(self, interval=_LOOK_AGAIN_MS)
        self._timer.timeout.connect(self.show_newest)
        self._timer.start()
        self.show_newest()

    @property
    def has_picture(self) -> bool:
        """Whether the reference camera shows something."""
        return bool(self._pictures) and self._pictures[0] is not None

    @property
    def is_sound_only(self) -> bool:
        """Whether the reference camera has no picture, so that its sound is shown large."""
        return self._is_sound(0)

    def _is_sound(self, camera: int) -> bool:
        picture = self._pictures[camera] if camera < len(self._pictures) else None
        return picture is not None and picture.sound_only

    @property
    def shown_index(self) -> int | None:
        """Number of the frame of the reference camera that was painted last, from 0."""
        picture = self._converted[0].picture if self._converted else None
        if self._is_sound(0):
            picture = self._pictures[0]
        return picture.index if picture is not None else None

    def show_newest(self) -> None:
        """Paint the newest pictures before this returns: what a key press marks is what is on the screen."""
        player = self._session.player
        pictures = player.pictures if player is not None else ()
        had_picture, is_new, self._pictures = self.has_picture, pictures != self._pictures, pictures
        if self.has_picture and not had_picture:
            self._take_shape()
        self._show_notice()
        if is_new:
            self.repaint()
            self._prepare()

    def _take_shape(self) -> None:
        picture = self._pictures[0]
        if picture is not None and not picture.sound_only:
            width, height = picture.display_size
            self.aspect = width / height
            self.shaped.emit()

    def _prepare(self) -> None:
        """Have what is due next made ready while nothing waits for it."""
        player = self._session.player
        if player is not None and player.playing:
            for camera, converted in enumerate(self._converted):
                converted.prepare(player.coming(camera))

    def _stop_preparing(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the large picture, then the small ones over its corner."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(STAGE))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.notice.isHidden():
            for camera, place in self.places().items():
                self._paint_camera(painter, camera, place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a picture."""
        camera = self.camera_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and camera is not None:
            self._held = camera, event.position().toPoint(), event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move a picture that is zoomed."""
        if self._held is None:
            return
        camera, pressed, before = self._held
        aids, place, by = self.cameras.aids(camera), self.places()[camera], event.position() - before
        if aids.zoom > 1 and place.width() and place.height():
            self._held = camera, pressed, event.position()
            self.cameras.set_aids(camera, aids.panned(by.x() / place.width(), by.y() / place.height()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a small picture makes it large."""
        if self._held is None:
            return
        camera, pressed, _ = self._held
        self._held = None
        is_click = (event.position().toPoint() - pressed).manhattanLength() < QApplication.startDragDistance()
        if is_click and not self.cameras.is_side_by_side and camera != self.cameras.large:
            self.cameras.make_large(camera)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Have the menu of the picture opened."""
        camera = self.camera_at(event.pos())
        if camera is not None and event.reason() == QContextMenuEvent.Reason.Mouse:
            self.menu_wanted.emit(event.globalPos())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all of the picture."""
        camera = self.camera_at(event.position().toPoint())
        if camera is not None:
            self.cameras.show_whole(camera)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the cursor."""
        at = event.position()
        camera = self.camera_at(at.toPoint())
        if camera is not None:
            place, notches = self.places()[camera], event.angleDelta().y() / _NOTCH
            x, y = (at.x() - place.left()) / place.width(), (at.y() - place.top()) / place.height()
            self.cameras.set_aids(camera, self.cameras.aids(camera).zoomed(_ZOOM_STEP**notches, x, y))
        event.accept()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Keep the notice over the whole stage."""
        self.notice.setGeometry(self.rect())

    def places(self) -> dict[int, QRect]:
        """Return where each camera is painted, in the order in which they are."""
        if not self._pictures:
            return {}
        stage = self.rect()
        shapes = [self._shape(camera) for camera in range(len(self._pictures))]
        if self.cameras.is_side_by_side:
            return side_by_side(shapes, stage)
        return one_large(shapes, self.cameras.large, stage)

    def camera_at(self, at: QPoint) -> int | None:
        """Return the camera whose picture is seen at a place."""
        under = [camera for camera, place in self.places().items() if place.contains(at)]
        return under[-1] if under else None

    def _shape(self, camera: int) -> tuple[int, int]:
        picture = self._pictures[camera]
        if picture is not None and picture.sound_only:
            return self.width(), self.height()
        size = picture.display_size if picture is not None else USUAL_SHAPE
        return self.cameras.aids(camera).shown_size(*size)

    def _set_up(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        # A click takes the keyboard away from a text field, back to the codes.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 135)
        self.setAccessibleName("Video")

    def _show_notice(self) -> None:
        player = self._session.player
        if player is None:
            self.notice.say_missing(
                "The recording was not found.", "Your coding is still here: you can read and correct it."
            )
        elif player.error is not None:
            hide = self._session.hide
            self.notice.say_missing(hide(player.error.what), hide(player.error.hint))
        elif not self._pictures or self._pictures[0] is None:
            self._say_waiting(player.indexing_progress)
        else:
            self.notice.hide()
        is_waiting = self.notice.is_waiting or (player is not None and player.indexing_progress < 1)
        if not is_waiting and not self._has_warned and player is not None and player.warning is not None:
            self._has_warned = True
            self._session.tell(player.warning)
        if is_waiting != self._timer.isActive():
            self._timer.start() if is_waiting else self._timer.stop()

    def _say_waiting(self, progress: float) -> None:
        if progress < 1:
            self.notice.say_reading(progress)
        else:
            self.notice.say_looking()

    def _paint_camera(self, painter: QPainter, camera: int, place: QRect) -> None:
        picture, aids = self._pictures[camera], self.cameras.aids(camera)
        is_named = self.cameras.is_side_by_side or camera != self.cameras.large
        ratio = self.devicePixelRatioF()
        if picture is not None and picture.sound_only:
            at_ms = self._session.position_ms
            self.stage.paint(painter, place, at_ms, self._session.duration_ms, ratio)
        elif picture is not None:
            size = QSize(round(place.width() * ratio), round(place.height() * ratio))
            painter.drawImage(place, self._converted[camera].image(picture, size, aids))
        else:
            painter.fillRect(place, _EMPTY)
            if not is_named and self._is_missing(camera):
                painter.setPen(_FAINT)
                what = f"The recording of camera {camera + 1} was not found."
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, what)
        if is_named:
            painter.setPen(QPen(_EDGE, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(place.adjusted(0, 0, -1, -1))
            self._paint_name(painter, camera, place)
        if picture is not None and picture.damaged:
            paint_chip(painter, place, "Damaged frame: the nearest good one is shown", at_bottom=True)
        elif (words := words_for(aids)) and not self._is_sound(camera):
            paint_chip(painter, place, words, at_bottom=is_named)

    def name_of(self, camera: int) -> str:
        """Return what is written on the picture of a camera, where there is room."""
        player = self._session.player
        offset_ms = player.offsets_ms[camera] if player is not None else 0
        more = "not found" if self._is_missing(camera) else shift(offset_ms) if offset_ms else ""
        return " · ".join([f"camera {camera + 1}", *([more] if more else [])])

    def _is_missing(self, camera: int) -> bool:
        return self._session.player is not None and camera in self._session.player.missing

    def _paint_name(self, painter: QPainter, camera: int, place: QRect) -> None:
        name = self.name_of(camera)
        has_room = painter.fontMetrics().horizontalAdvance(name) <= place.width() - _CHIP_EDGES
        paint_chip(painter, place, name if has_room else name.partition(" · ")[0])
