"""Small pictures of what happens at a moment, made in a thread of their own and shown beside the mouse."""

from collections import OrderedDict
from threading import Condition, Thread

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from annotator import text
from annotator.errors import MediaError
from annotator.media.frames import load_or_scan
from annotator.media.keyframes import Keyframes
from annotator.media.picture import Picture
from ui.recordings import cache_of
from ui.session import CodingSession
from ui.theme import current_theme, number_font

SIZE = QSize(192, 108)
_KEPT = 300
"""Pictures; about 25 MB."""
_WORDS_PX = 18


class Reader(QObject):
    """Decodes the keyframe nearest to the moment that was asked for last; earlier wishes are forgotten."""

    made = Signal(int, int, QImage)
    """What was asked for, when the picture begins (both ms of session time), and the picture."""

    def __init__(self, session: CodingSession, parent: QWidget) -> None:
        super().__init__(parent)
        self._study, self._session = session.study, session.session
        self._wish: int | None = None
        self._is_closed = False
        self._changed = Condition()
        self._thread: Thread | None = None
        self._kept: OrderedDict[int, tuple[int, QImage]] = OrderedDict()

    def want(self, ms: int) -> None:
        """Ask for the picture of a moment; the first wish begins the thread."""
        with self._changed:
            self._wish = ms
            self._changed.notify_all()
        if self._thread is None and not self._is_closed:
            self._thread = Thread(target=self._run, name="small pictures", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Let the thread end, once it is done with the picture in hand; nobody hears of that any more."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def _run(self) -> None:
        """Work until closed; a recording that cannot be read has no small pictures."""
        try:
            path = self._study.recordings.find(self._session, 0)
            table = load_or_scan(path, cache_of(self._study), should_stop=lambda: self._is_closed)
            with Keyframes(path, table) as keyframes:
                while (ms := self._next_wish()) is not None:
                    self._answer(ms, keyframes)
        except MediaError:
            return

    def _next_wish(self) -> int | None:
        with self._changed:
            self._changed.wait_for(lambda: self._wish is not None or self._is_closed)
            wish, self._wish = self._wish, None
            return None if self._is_closed else wish

    def _answer(self, ms: int, keyframes: Keyframes) -> None:
        place = keyframes.place_near(ms)
        if place not in self._kept:
            picture = keyframes.picture(place)
            if picture is None:
                return
            self._kept[place] = picture.pts_ms, small(picture)
        self._kept.move_to_end(place)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        with self._changed:
            if not self._is_closed:
                self.made.emit(ms, *self._kept[place])


def small(picture: Picture) -> QImage:
    """Return a picture in small, in its own shape."""
    size = QSize(*picture.display_size).scaled(SIZE, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(2, 2))
    pixels = picture.to_bgra(size.width(), size.height())
    return QImage(pixels.data, size.width(), size.height(), size.width() * 4, QImage.Format.Format_RGB32).copy()


class Thumbnail(QWidget):
    """The small picture beside the mouse, with its time. It takes no mouse events."""

    def __init__(self, session: CodingSession, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._reader = session, Reader(session, self)
        self._wanted: int | None = None
        self._at = QPoint()
        self._is_above = False
        self.image: QImage | None = None
        self.begins_ms: int | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        self._reader.made.connect(self._take)
        session.closed.connect(self._reader.close)

    def show_near(self, ms: int, at: QPoint, *, above: bool) -> None:
        """Ask for the picture of a moment, to be shown above or below a place of the parent when it is there."""
        if self._session.player is None or not len(self._session.frame_times_ms()):
            return
        self._wanted, self._at, self._is_above = ms, at, above
        self._reader.want(ms)
        if self.image is not None and self.isVisible():
            self._place()

    def leave(self) -> None:
        """The mouse is elsewhere."""
        self._wanted = None
        self.hide()

    @Slot(int, int, QImage)
    def _take(self, wish: int, begins_ms: int, image: QImage) -> None:
        if self._wanted == wish:
            self.image, self.begins_ms = image, begins_ms
            self._place()
            self.show()
            self.raise_()
            self.update()

    def _place(self) -> None:
        assert self.image is not None
        parent = self.parentWidget()
        width, height = self.image.width() + 2, self.image.height() + 2 + _WORDS_PX
        right = (parent.width() if parent is not None else width) - width
        left = min(max(self._at.x() - width // 2, 0), max(right, 0))
        self.setGeometry(QRect(left, self._at.y() - height if self._is_above else self._at.y(), width, height))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the picture and, below it, when it begins."""
        if self.image is None:
            return
        painter, theme = QPainter(self), current_theme()
        painter.fillRect(self.rect(), theme.line)
        painter.fillRect(self.rect().adjusted(1, 1, -1, -1), theme.window)
        painter.drawImage(1, 1, self.image)
        painter.setFont(number_font(0.86))
        painter.setPen(theme.text)
        words = QRect(0, self.image.height() + 1, self.width(), _WORDS_PX)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, text.clock(self.begins_ms))
        painter.end()
