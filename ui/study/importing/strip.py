"""The result as it will be: a lane a code, bars and points on the time of the session, what is in doubt dashed."""

import math

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from annotator.text import clock
from ui.study.importing.strip_data import DoubtfulEvent, StripData, StripLane
from ui.theme import Theme, current_theme, number_font
from ui.widgets.swatch import CodeStyle, code_styles, diamond, paint_swatch

_HEADS, _RULER, _LANE, _SCROLL = 170, 22, 22, 4
_LEAST_MS, _AROUND_MS = 2_000, 45_000
_NEAR, _TAIL, _ONE_PX = 7, 46, 3.0
_TICKS_S = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200)
_TICK_PX = 84
_KEYS = frozenset(
    {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End}
    | {Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}
)


class ImportStrip(QWidget):
    """Draws one observation. Left and Right move along it, + and - zoom, Home shows all, Enter shows the recording."""

    moment_wanted = Signal(int, int)
    """The recording is wanted from here to there, in ms of session time."""
    doubt_wanted = Signal(object)
    """Somebody has clicked what is in doubt: a DoubtfulEvent."""

    def __init__(self) -> None:
        super().__init__()
        self.data: StripData | None = None
        self.start_ms, self.per_px = 0.0, 1.0
        self.at_ms: int | None = None
        self.first = 0
        self.case: object = None
        self._said = ""
        self.setAccessibleName("As it will be")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumHeight(_RULER + 2 * _LANE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_data(self, data: StripData | None) -> None:
        """Show another observation whole, or the same anew where it was looked at."""
        before = self.data
        self.data = data
        if before is None or data is None or (before.source, before.observation) != (data.source, data.observation):
            self.first, self.at_ms = 0, None
            self.show_all()
        self.first = min(self.first, self._most_first)
        self.update()

    def say(self, words: str) -> None:
        """Say why there is nothing to see."""
        self._said = words
        self.update()

    def show_all(self) -> None:
        """Show the whole session."""
        if self.data is not None:
            self.start_ms, self.per_px = 0.0, self.data.duration_ms / self._width
            self.update()

    def look_at(self, at_ms: int, case: object = None) -> None:
        """Show what is around a moment, with its lane in sight."""
        if self.data is None:
            return
        self.at_ms, self.case = at_ms, case
        if self.per_px > 2 * _AROUND_MS / self._width or not self._is_seen(at_ms):
            self.per_px = min(2 * _AROUND_MS, self.data.duration_ms) / self._width
            self.start_ms = at_ms - self._width * self.per_px / 2
            self._keep_inside()
        lane = next(
            (n for n, one in enumerate(self.data.lanes) if any(x.case is case for x in one.doubtful)), self.first
        )
        if not self.first <= lane < self.first + self._room:
            self.first = max(0, min(lane, self._most_first))
        self.update()

    def zoom(self, factor: float, at_x: float | None = None) -> None:
        """Zoom in (above 1) or out, keeping a place where it is."""
        if self.data is None:
            return
        x = self._width / 2 if at_x is None else at_x - _HEADS
        moment = self.start_ms + x * self.per_px
        whole = self.data.duration_ms / self._width
        self.per_px = min(max(self.per_px / factor, min(_LEAST_MS / self._width, whole)), whole)
        self.start_ms = moment - x * self.per_px
        self._keep_inside()

    def x_of(self, ms: float) -> float:
        """Return where a moment is."""
        return _HEADS + (ms - self.start_ms) / self.per_px

    def y_of(self, lane: int) -> float:
        """Return the top of a lane."""
        return _RULER + (lane - self.first) * _LANE

    def resizeEvent(self, _event: object) -> None:
        """Show as much time as before."""
        self.show_all() if self.data is not None and self.start_ms == 0 else self._keep_inside()
        self.first = min(self.first, self._most_first)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the lanes; with Ctrl zoom, with Shift move along."""
        turns = (event.angleDelta().y() or event.angleDelta().x()) / 120
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1.25**turns, event.position().x())
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier or not self._most_first:
            self.start_ms -= turns * self._width * self.per_px / 10
            self._keep_inside()
        else:
            self.first = max(0, min(self.first - round(turns), self._most_first))
            self.update()
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Keep its own keys, and say what is under the pointer."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() in _KEYS
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            event.accept()
            return True
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move along, zoom, scroll, or show the recording."""
        key, step = event.key(), self._width * self.per_px / 8
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.start_ms += step if key == Qt.Key.Key_Right else -step
            self._keep_inside()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom(0.8 if key == Qt.Key.Key_Minus else 1.25)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.first = max(0, min(self.first + (1 if key == Qt.Key.Key_Down else -1), self._most_first))
            self.update()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.show_all()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.data is not None:
            middle = round(self.start_ms + self._width * self.per_px / 2)
            at = self.at_ms if self.at_ms is not None and self._is_seen(self.at_ms) else middle
            self.moment_wanted.emit(at, at)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show the recording at a moment, and the doubt that is there."""
        x, data = event.position().x(), self.data
        if data is None or x < _HEADS:
            return
        found = self._doubtful_at(event.position())
        if found is not None:
            self.doubt_wanted.emit(found)
        start, end = self._stretch_at(event.position())
        self.at_ms = start
        self.update()
        self.moment_wanted.emit(start, end)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show the whole session."""
        if event.position().x() >= _HEADS:
            self.show_all()

    @property
    def _width(self) -> float:
        return max(1.0, self.width() - _HEADS - 8)

    @property
    def _room(self) -> int:
        return max(1, (self.height() - _RULER) // _LANE)

    @property
    def _most_first(self) -> int:
        return max(0, len(self.data.lanes) - self._room) if self.data is not None else 0

    def _is_seen(self, ms: float) -> bool:
        return self.start_ms <= ms <= self.start_ms + self._width * self.per_px

    def _keep_inside(self) -> None:
        if self.data is not None:
            self.per_px = min(self.per_px, self.data.duration_ms / self._width)
            most = self.data.duration_ms - self._width * self.per_px
            self.start_ms = max(0.0, min(self.start_ms, most))
            self.update()

    def _lane_at(self, y: float) -> StripLane | None:
        number = int((y - _RULER) // _LANE) + self.first
        inside = self.data is not None and y >= _RULER and number < len(self.data.lanes)
        return self.data.lanes[number] if inside and self.data is not None else None

    def _doubtful_at(self, at: QPointF) -> DoubtfulEvent | None:
        lane = self._lane_at(at.y())
        for one in lane.doubtful if lane is not None else ():
            if self.x_of(one.start_ms) - _NEAR <= at.x() <= max(self.x_of(one.end_ms), self.x_of(one.start_ms)) + _NEAR:
                return one
        return None

    def _stretch_at(self, at: QPointF) -> tuple[int, int]:
        """Return the event under the pointer, else the moment twice."""
        moment = round(self.start_ms + (at.x() - _HEADS) * self.per_px)
        lane, near = self._lane_at(at.y()), _NEAR * self.per_px
        if lane is not None and len(lane.starts):
            hits = np.flatnonzero((lane.starts - near <= moment) & (moment <= lane.ends + near))
            if len(hits):
                return int(lane.starts[hits[-1]]), int(lane.ends[hits[-1]])
        return max(0, moment), max(0, moment)

    def _tip(self, at: QPointF) -> str:
        lane = self._lane_at(at.y())
        if lane is None:
            return ""
        doubtful = self._doubtful_at(at)
        if doubtful is not None:
            return f"{doubtful.title}\n{doubtful.case.text}"
        start, end = self._stretch_at(at)
        if at.x() < _HEADS:
            return lane.name
        return f"{lane.name}, {clock(start)}" + (f" to {clock(end)}" if end > start else "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the lanes that are in sight."""
        painter, theme, data = QPainter(self), current_theme(), self.data
        painter.fillRect(self.rect(), QColor(theme.panel))
        if data is None or not data.lanes:
            painter.setPen(QColor(theme.dim))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._said)
        else:
            self._paint_ruler(painter, theme)
            styles = code_styles(data.codebook, self.devicePixelRatioF())
            for number in range(self.first, min(len(data.lanes), self.first + self._room)):
                lane = data.lanes[number]
                self._paint_head(painter, theme, lane, number, styles.get(lane.code))
                painter.save()
                painter.setClipRect(QRectF(_HEADS, self.y_of(number), self.width() - _HEADS, _LANE))
                self._paint_events(painter, theme, lane, number, styles.get(lane.code))
                painter.restore()
            self._paint_rest(painter, theme, data)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def _paint_ruler(self, painter: QPainter, theme: Theme) -> None:
        painter.setFont(number_font(0.85))
        step = next((one for one in _TICKS_S if one * 1000 / self.per_px >= _TICK_PX), _TICKS_S[-1]) * 1000
        at = math.ceil(self.start_ms / step) * step
        while self.x_of(at) < self.width() - 4:
            x = round(self.x_of(at))
            painter.fillRect(QRectF(x, 0, 1, self.height()), QColor(theme.line))
            painter.setPen(QColor(theme.dim))
            written = clock(round(at), 1 if step < 1000 else 0)
            if x + painter.fontMetrics().horizontalAdvance(written) + 6 < self.width():
                painter.drawText(QPointF(x + 4, 15), written)
            at += step

    def _paint_head(
        self, painter: QPainter, theme: Theme, lane: StripLane, number: int, style: CodeStyle | None
    ) -> None:
        top = self.y_of(number)
        painter.setFont(self.font())
        painter.fillRect(QRectF(0, top + _LANE - 1, self.width(), 1), QColor(theme.line))
        if style is not None and self.data is not None:
            code = self.data.codebook.code_by_id[lane.code]
            paint_swatch(painter, QRectF(10, top + 5.5, 11, 11), style, is_point=code.is_point)
        painter.setPen(QColor(theme.warning if style is None else theme.text))
        room = QRectF(28, top, _HEADS - 36, _LANE)
        said = painter.fontMetrics().elidedText(lane.name, Qt.TextElideMode.ElideRight, round(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, said)

    def _paint_events(
        self, painter: QPainter, theme: Theme, lane: StripLane, number: int, style: CodeStyle | None
    ) -> None:
        top, code = self.y_of(number), self.data.codebook.code_by_id.get(lane.code) if self.data else None
        if style is not None and code is not None and len(lane.starts):
            lefts = _HEADS + (lane.starts - self.start_ms) / self.per_px
            rights = _HEADS + (lane.ends - self.start_ms) / self.per_px
            seen = (rights >= _HEADS - 10) & (lefts <= self.width() + 10)
            # What falls on the same pixels is painted once: 100,000 events are no more than the strip is wide.
            places = np.unique(np.round(np.column_stack((lefts[seen], rights[seen]))), axis=0)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for left, right in places:
                self._paint_one(painter, style, QRectF(left, top + 4, right - left, _LANE - 9), is_point=code.is_point)
        last = -math.inf
        for one in lane.doubtful:
            left, right = self.x_of(one.start_ms), self.x_of(one.end_ms)
            # Of those that fall on the same pixels one is enough to be seen.
            is_new = left - last >= 1 or one.case is self.case
            if is_new and right >= _HEADS - _TAIL and left <= self.width():
                last = left
                self._paint_doubtful(painter, theme, style, QRectF(left, top + 4, right - left, _LANE - 9), one)

    @staticmethod
    def _paint_one(painter: QPainter, style: CodeStyle, rect: QRectF, *, is_point: bool) -> None:
        painter.setPen(QPen(style.edge, 1))
        painter.setBrush(style.fill)
        if is_point:
            painter.drawPolygon(diamond(QPointF(rect.left(), rect.center().y()), 5))
        elif rect.width() < _ONE_PX:
            painter.fillRect(QRectF(rect.left(), rect.top(), max(1.0, rect.width()), rect.height()), style.edge)
        else:
            painter.drawRoundedRect(rect, 3, 3)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.hatch)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _paint_doubtful(
        self, painter: QPainter, theme: Theme, style: CodeStyle | None, rect: QRectF, one: DoubtfulEvent
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_current = one.case is self.case
        color = QColor(style.fill if style is not None else theme.dim)
        pen = QPen(QColor(theme.warning), 2 if is_current else 1.2, Qt.PenStyle.DashLine)
        if one.is_point:
            color.setAlpha(150)
            painter.setBrush(color)
            painter.setPen(QPen(QColor(theme.warning), 2 if is_current else 1.2))
            painter.drawPolygon(diamond(QPointF(rect.left(), rect.center().y()), 5))
            self._paint_sign(painter, theme, rect.left() - 10, rect.center().y())
            return
        lasts = rect.width() >= _ONE_PX
        body = rect if lasts else QRectF(rect.left(), rect.top(), _TAIL, rect.height())
        fade = QLinearGradient(body.topLeft(), body.topRight())
        for at, alpha in ((0.0, 170), (1.0, 120 if lasts else 0)):
            color.setAlpha(alpha)
            fade.setColorAt(at, color)
        painter.setBrush(fade)
        painter.setPen(pen)
        painter.drawRoundedRect(body, 3, 3)
        self._paint_sign(painter, theme, body.left() - 1, body.center().y())

    @staticmethod
    def _paint_sign(painter: QPainter, theme: Theme, x: float, y: float) -> None:
        """Paint the triangle of a doubt."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.warning))
        painter.drawPolygon(QPolygonF([QPointF(x - 5, y + 4.5), QPointF(x + 5, y + 4.5), QPointF(x, y - 5)]))

    def _paint_rest(self, painter: QPainter, theme: Theme, data: StripData) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.fillRect(QRectF(_HEADS - 1, 0, 1, self.height()), QColor(theme.line))
        if self._most_first:
            whole = self.height() - _RULER
            share, top = self._room / len(data.lanes), self.first / len(data.lanes)
            painter.fillRect(
                QRectF(self.width() - _SCROLL, _RULER + top * whole, _SCROLL, share * whole), QColor(theme.faint)
            )
        if self.at_ms is not None and self._is_seen(self.at_ms):
            painter.fillRect(QRectF(round(self.x_of(self.at_ms)), 0, 1, self.height()), QColor(theme.accent))
