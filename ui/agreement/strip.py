"""Both codings of one channel under each other on one time axis, and where they differ."""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from annotator.reliability import Disagreement
from ui.agreement.bars import Bar, Lane, lanes_of, outside
from ui.agreement.comparison import Comparison
from ui.text import clock, duration
from ui.theme import current_theme, number_font

_GUTTER, _RIGHT = 116, 12
_AXIS = 22
_TICK_STEPS_MS = (100, 200, 500, 1000, 2000, 5000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000)
_TICK_APART = 84
_SHORTEST_VIEW_MS = 400
_TEXT_FROM = 34
"""A bar narrower than this many pixels carries no name."""


class ComparisonStrip(QWidget):
    """Draws the visible part of two codings. A click seeks; a click on a difference chooses it."""

    seek_wanted = Signal(int)
    """A moment of session time, in ms."""
    picked = Signal(object)
    """The Disagreement that was clicked."""

    def __init__(self) -> None:
        super().__init__()
        self._lanes: tuple[Lane, ...] = ()
        self._comparison: Comparison | None = None
        self._channel = ""
        self._selected: Disagreement | None = None
        self._position_ms = 0
        self._from_ms, self._to_ms = 0.0, 1.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Both codings of the chosen channel on one time axis")
        self.setToolTip("Click to go there; the wheel, + and − zoom, 0 shows the whole session")

    @property
    def view_ms(self) -> tuple[float, float]:
        """The part of the session that is visible, in ms."""
        return self._from_ms, self._to_ms

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """What is drawn, from top to bottom."""
        return self._lanes

    def show_channel(self, comparison: Comparison, channel: str) -> None:
        """Show a channel; the view stays where it is unless the session is another one."""
        is_other = self._comparison is None or self._comparison.session.id != comparison.session.id
        self._comparison, self._channel = comparison, channel
        self._lanes = lanes_of(comparison, channel)
        self.setFixedHeight(_AXIS + sum(lane.height for lane in self._lanes) + 8)
        if is_other:
            self._selected = None
            self.show_all()
        self.update()

    def show_all(self) -> None:
        """Fit the whole session into the width."""
        if self._comparison is not None:
            self._look_at(0, self._comparison.session.duration_ms)

    def set_position(self, at_ms: int) -> None:
        """Move the playhead; turn the page when it leaves the view."""
        before, self._position_ms = self._position_ms, at_ms
        if not self._from_ms <= at_ms <= self._to_ms:
            self._centre(at_ms)
        for moment in (before, at_ms):
            self.update(QRect(round(self._x(moment)) - 50, 0, 100, self.height()))

    def select(self, one: Disagreement | None) -> None:
        """Frame a disagreement and bring it into view."""
        self._selected = one
        if one is not None and not (self._from_ms <= one.start_ms and one.end_ms <= self._to_ms):
            self._centre((one.start_ms + one.end_ms) / 2)
        self.update()

    def zoom(self, factor: float, around_ms: float | None = None) -> None:
        """Show less (factor above 1) or more of the session; around_ms (the playhead if not given) keeps its place."""
        fixed = self._position_ms if around_ms is None else around_ms
        length = max(_SHORTEST_VIEW_MS, (self._to_ms - self._from_ms) / factor)
        share = (fixed - self._from_ms) / (self._to_ms - self._from_ms)
        self._look_at(fixed - share * length, fixed + (1 - share) * length)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what lies in the dirty part."""
        theme, dirty = current_theme(), event.rect()
        painter = QPainter(self)
        painter.fillRect(dirty, QColor(theme.panel))
        if self._comparison is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.setClipRect(QRectF(_GUTTER, 0, self.width() - _GUTTER, self.height()))
        self._paint_axis(painter)
        seen = (self._ms(dirty.left() - 4), self._ms(dirty.right() + 4))
        for lane, top in self._placed():
            for bar in lane.between(*seen):
                self._paint_bar(painter, lane, bar, top)
        self._paint_outside(painter)
        self._paint_selected(painter)
        self._paint_playhead(painter)
        painter.restore()
        self._paint_names(painter)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the moment under the mouse, or choose the difference there."""
        if event.button() != Qt.MouseButton.LeftButton or event.position().x() < _GUTTER:
            return
        bar = self._bar_at(event.position().x(), event.position().y())
        if bar is not None and bar.disagreement is not None:
            self.picked.emit(bar.disagreement)
        else:
            self.seek_wanted.emit(self._clamped(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the playhead along."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.seek_wanted.emit(self._clamped(event.position().x()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the mouse; sideways (or with Shift) move along."""
        turn = event.angleDelta()
        sideways = turn.x() or (turn.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0)
        if sideways:
            by_ms = -sideways / 120 * 0.15 * (self._to_ms - self._from_ms)
            self._look_at(self._from_ms + by_ms, self._to_ms + by_ms)
        else:
            self.zoom(1.25 ** (turn.y() / 120), self._ms(event.position().x()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom with + and −, show everything with 0; other keys are the workspace's."""
        factor = {Qt.Key.Key_Plus: 1.5, Qt.Key.Key_Equal: 1.5, Qt.Key.Key_Minus: 1 / 1.5}.get(Qt.Key(event.key()))
        if factor is not None:
            self.zoom(factor)
        elif event.key() == Qt.Key.Key_0:
            self.show_all()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say what the bar under the mouse is."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            bar = self._bar_at(event.pos().x(), event.pos().y())
            if bar is not None:
                text = f"{bar.name}\n{clock(bar.start_ms)} – {clock(bar.end_ms)}, {duration(bar.end_ms - bar.start_ms)}"
                QToolTip.showText(event.globalPos(), text, self)
                return True
        return super().event(event)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Repaint all: every bar has moved."""
        self.update()

    def x_of(self, at_ms: float) -> float:
        """Return where a moment is, in pixels from the left."""
        return self._x(at_ms)

    def _x(self, at_ms: float) -> float:
        room = max(1, self.width() - _GUTTER - _RIGHT)
        return _GUTTER + (at_ms - self._from_ms) / (self._to_ms - self._from_ms) * room

    def _ms(self, x: float) -> float:
        room = max(1, self.width() - _GUTTER - _RIGHT)
        return self._from_ms + (x - _GUTTER) / room * (self._to_ms - self._from_ms)

    def _clamped(self, x: float) -> int:
        assert self._comparison is not None
        return round(min(max(self._ms(x), 0), self._comparison.session.duration_ms))

    def _centre(self, at_ms: float) -> None:
        half = (self._to_ms - self._from_ms) / 2
        self._look_at(at_ms - half, at_ms + half)

    def _look_at(self, from_ms: float, to_ms: float) -> None:
        longest = float(self._comparison.session.duration_ms) if self._comparison is not None else to_ms - from_ms
        length = max(1.0, min(to_ms - from_ms, longest))
        self._from_ms = min(max(from_ms, 0.0), longest - length)
        self._to_ms = self._from_ms + length
        self.update()

    def _placed(self) -> list[tuple[Lane, int]]:
        tops = [_AXIS + sum(lane.height for lane in self._lanes[:place]) for place in range(len(self._lanes))]
        return list(zip(self._lanes, tops, strict=True))

    def _bar_at(self, x: float, y: float) -> Bar | None:
        lane = next((lane for lane, top in self._placed() if top <= y < top + lane.height), None)
        if lane is None or x < _GUTTER:
            return None
        near = lane.between(self._ms(x - 3), self._ms(x + 3))
        return min(near, key=lambda bar: abs(self._x((bar.start_ms + bar.end_ms) / 2) - x), default=None)

    def _paint_axis(self, painter: QPainter) -> None:
        theme = current_theme()
        per_pixel = (self._to_ms - self._from_ms) / max(1, self.width() - _GUTTER - _RIGHT)
        step = next((one for one in _TICK_STEPS_MS if one / per_pixel >= _TICK_APART), _TICK_STEPS_MS[-1])
        painter.setFont(number_font(0.88))
        for tick in range(int(self._from_ms // step) * step, int(self._to_ms) + step, step):
            x = self._x(tick)
            painter.setPen(QColor(theme.line))
            painter.drawLine(round(x), _AXIS - 5, round(x), self.height())
            painter.setPen(QColor(theme.dim))
            painter.drawText(QRectF(x + 4, 2, 90, _AXIS - 4), clock(tick, 0 if step >= 1000 else 1))

    def _paint_bar(self, painter: QPainter, lane: Lane, bar: Bar, top: int) -> None:
        left, right = self._x(bar.start_ms), self._x(bar.end_ms)
        middle = top + lane.height / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(bar.fill)
        if bar.start_ms == bar.end_ms:
            painter.drawPolygon(_shape((left - 5, middle), (left, middle - 7), (left + 5, middle), (left, middle + 7)))
            return
        place = QRectF(left, top + 2, max(1.5, right - left - 1), lane.height - 4)
        painter.drawRoundedRect(place, 2, 2)
        painter.setBrush(bar.hatch)
        painter.drawRoundedRect(place, 2, 2)
        shown = place.intersected(QRectF(_GUTTER, top, self.width() - _GUTTER, lane.height))
        if shown.width() >= _TEXT_FROM and lane.has_names:
            painter.setPen(bar.ink)
            painter.setFont(self.font())
            room = shown.adjusted(6, 0, -4, 0)
            text = painter.fontMetrics().elidedText(bar.short, Qt.TextElideMode.ElideRight, round(room.width()))
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _paint_outside(self, painter: QPainter) -> None:
        """Veil what the numbers leave out."""
        assert self._comparison is not None
        veil = QColor(current_theme().panel)
        veil.setAlpha(190)
        for start_ms, end_ms in outside(self._comparison):
            left = self._x(start_ms)
            painter.fillRect(QRectF(left, _AXIS, self._x(end_ms) - left, self.height() - _AXIS), veil)

    def _paint_selected(self, painter: QPainter) -> None:
        if self._selected is None or self._selected.channel != self._channel:
            return
        left, right = self._x(self._selected.start_ms), self._x(self._selected.end_ms)
        top = _AXIS + self._lanes[0].height
        glow = QColor(current_theme().accent)
        painter.setPen(QPen(glow, 1.5))
        glow.setAlpha(40)
        painter.setBrush(glow)
        painter.drawRoundedRect(QRectF(left - 2.5, top - 1, right - left + 5, self.height() - top - 4), 3, 3)

    def _paint_playhead(self, painter: QPainter) -> None:
        theme, x = current_theme(), self._x(self._position_ms)
        painter.setPen(QPen(QColor(theme.accent), 1.5))
        painter.drawLine(round(x), _AXIS - 2, round(x), self.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent))
        painter.drawPolygon(_shape((x - 5, _AXIS - 9), (x + 5, _AXIS - 9), (x, _AXIS - 1)))

    def _paint_names(self, painter: QPainter) -> None:
        theme = current_theme()
        painter.fillRect(QRect(0, 0, _GUTTER, self.height()), QColor(theme.panel))
        for lane, top in self._placed():
            painter.setPen(QColor(theme.text if lane.has_names else theme.dim))
            painter.setFont(self.font())
            text = painter.fontMetrics().elidedText(lane.name, Qt.TextElideMode.ElideRight, _GUTTER - 22)
            room = QRectF(14, top, _GUTTER - 18, lane.height)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


def _shape(*corners: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in corners])
