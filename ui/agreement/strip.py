"""All codings of one channel under each other on one time axis, and where they differ."""

from collections.abc import Sequence

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

from annotator.consensus.comparison import Comparison
from annotator.consensus.disagreement import Disagreement
from annotator.model.coding import Coding
from annotator.text import clock, duration
from ui.agreement.bars import CONSENSUS_LANE, Bar, Lane, lanes_of, outside
from ui.agreement.time_axis import TimeAxis
from ui.theme import current_theme, number_font

_GUTTER, _RIGHT, _TOP, _BOTTOM = 116, 12, 22, 6
_LABEL = 60
_TEXT_FROM = 46
"""A name that does not fit is cut short down to this many pixels, then left out."""
_THIN = 4
"""A bar narrower than this many pixels has no rounded corners and no pattern."""
_REACH = 3
"""How far from a bar a click still means it, in pixels."""
_ZOOM_KEYS = {Qt.Key.Key_Plus: 1.5, Qt.Key.Key_Equal: 1.5, Qt.Key.Key_Minus: 1 / 1.5}


class ComparisonStrip(QWidget):
    """Draws the visible part of the codings. A click seeks; a click on a difference chooses it."""

    seek_wanted = Signal(int)
    """A moment of session time, in ms."""
    picked = Signal(object)
    """The Disagreement that was clicked."""

    def __init__(self) -> None:
        super().__init__()
        self.axis = TimeAxis()
        self._placed: tuple[tuple[Lane, int], ...] = ()
        self._comparison: Comparison | None = None
        self._channel = ""
        self._selected: Disagreement | None = None
        self._position_ms = 0
        self._loop: tuple[int, int] | None = None
        self._edited: tuple[int, int] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("The codings of the chosen channel on one time axis")
        self.setToolTip("Click to go there; the wheel, + and − zoom, 0 shows the whole session")

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """What is drawn, from top to bottom."""
        return tuple(lane for lane, _ in self._placed)

    @property
    def _consensus(self) -> tuple[Lane, int]:
        return next((lane, top) for lane, top in self._placed if lane.name == CONSENSUS_LANE)

    def show_channel(self, comparison: Comparison, channel: str, consensus: Coding | None = None) -> None:
        """Show a channel; the view stays where it is unless the session is another one."""
        is_other = self._comparison is None or self._comparison.session.id != comparison.session.id
        self._comparison, self._channel = comparison, channel
        lanes = lanes_of(comparison, channel, consensus)
        tops = [_TOP + sum(lane.height for lane in lanes[:place]) for place in range(len(lanes) + 1)]
        self._placed = tuple(zip(lanes, tops, strict=False))
        self.setFixedHeight(tops[-1] + _BOTTOM)
        if is_other:
            self._selected = None
            self.axis.set_duration(comparison.session.duration_ms)
        self.update()

    def set_position(self, at_ms: int) -> None:
        """Move the playhead; turn the page when it leaves the view."""
        before, self._position_ms = self._position_ms, at_ms
        if not self.axis.shows(at_ms, at_ms):
            self.axis.centre(at_ms)
            self.update()
        for moment in (before, at_ms):
            self.update(QRect(round(self.axis.x(moment)) - 8, 0, 16, self.height()))

    def select(self, one: Disagreement | None) -> None:
        """Frame a disagreement and bring it into view."""
        self._selected = one
        if one is not None and not self.axis.shows(one.start_ms, one.end_ms):
            self.axis.centre((one.start_ms + one.end_ms) / 2)
        self.update()

    def set_loop(self, loop: tuple[int, int] | None) -> None:
        """Show which stretch [start_ms, end_ms) is played over and over."""
        self._loop = loop
        self.update()

    def set_edited(self, stretch: tuple[int, int] | None) -> None:
        """Show what is being set by hand over [start_ms, end_ms)."""
        self._edited = stretch
        self.update()

    def zoom(self, factor: float, around_ms: float | None = None) -> None:
        """Show less (factor above 1) or more of the session; around_ms (the playhead if not given) keeps its place."""
        self.axis.zoom(factor, self._position_ms if around_ms is None else around_ms)
        self.update()

    def show_all(self) -> None:
        """Fit the whole session into the width."""
        self.axis.look_at_all()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what lies in the dirty part."""
        dirty = event.rect()
        painter = QPainter(self)
        painter.fillRect(dirty, QColor(current_theme().panel))
        if self._comparison is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.setClipRect(QRectF(_GUTTER, 0, self.width() - _GUTTER, self.height()))
        self._paint_axis(painter)
        seen = (self.axis.ms(dirty.left() - 8), self.axis.ms(dirty.right() + 8))
        for lane, top in self._placed:
            self._paint_lane(painter, lane, lane.between(*seen), top)
        self._paint_outside(painter, self._comparison)
        self._paint_selected(painter)
        self._paint_edited(painter)
        self._paint_playhead(painter)
        painter.restore()
        self._paint_names(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(current_theme().accent), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the moment under the mouse, or choose the difference there."""
        x = event.position().x()
        if event.button() != Qt.MouseButton.LeftButton or x < _GUTTER or self._comparison is None:
            return
        bar = self._bar_at(x, event.position().y())
        if bar is not None and bar.disagreement is not None:
            self.picked.emit(bar.disagreement)
        else:
            self.seek_wanted.emit(self.axis.clamped_ms(x))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the playhead along."""
        if event.buttons() & Qt.MouseButton.LeftButton and self._comparison is not None:
            self.seek_wanted.emit(self.axis.clamped_ms(event.position().x()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the mouse; sideways (or with Shift) move along."""
        turn = event.angleDelta()
        sideways = turn.x() or (turn.y() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0)
        if sideways:
            self.axis.move(-sideways / 120 * 0.15)
            self.update()
        else:
            self.zoom(1.25 ** (turn.y() / 120), self.axis.ms(event.position().x()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom with + and −, show everything with 0; other keys are the workspace's."""
        factor = _ZOOM_KEYS.get(Qt.Key(event.key()))
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
        """Keep to the new width."""
        self.axis.set_room(_GUTTER, self.width() - _RIGHT)
        self.update()

    def _bar_at(self, x: float, y: float) -> Bar | None:
        lane = next((lane for lane, top in self._placed if top <= y < top + lane.height), None)
        if lane is None or x < _GUTTER:
            return None
        near = lane.between(self.axis.ms(x - _REACH), self.axis.ms(x + _REACH))
        return min(near, key=lambda bar: _apart(bar, self.axis.ms(x)), default=None)

    def _paint_axis(self, painter: QPainter) -> None:
        theme = current_theme()
        ticks, decimals = self.axis.ticks()
        painter.setFont(number_font(0.88))
        for tick in ticks:
            x = round(self.axis.x(tick))
            painter.setPen(QColor(theme.line))
            painter.drawLine(x, _TOP - 5, x, self.height())
            painter.setPen(QColor(theme.dim))
            if x < self.width() - _LABEL:
                painter.drawText(QRectF(x + 4, 2, _LABEL, _TOP - 4), clock(tick, decimals))
        painter.setFont(self.font())

    def _paint_lane(self, painter: QPainter, lane: Lane, bars: Sequence[Bar], top: int) -> None:
        painted_to = -1.0
        for bar in bars:
            left, right = self.axis.x(bar.start_ms), self.axis.x(bar.end_ms) - 1
            if bar.start_ms == bar.end_ms:
                self._paint_point(painter, bar, left, top + lane.height / 2)
            elif right - left > _THIN:
                self._paint_bar(painter, lane, bar, QRectF(left, top + 2, right - left, lane.height - 4))
            elif right > painted_to:  # else it lies within a pixel that has its colour already
                painter.fillRect(QRectF(left, top + 2, max(1.5, right - left), lane.height - 4), bar.fill)
                painted_to = max(left + 1.5, right)

    def _paint_point(self, painter: QPainter, bar: Bar, x: float, y: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(bar.fill)
        painter.drawPolygon(_shape((x - 5, y), (x, y - 7), (x + 5, y), (x, y + 7)))

    def _paint_bar(self, painter: QPainter, lane: Lane, bar: Bar, place: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for brush in (bar.fill, bar.hatch):
            painter.setBrush(brush)
            painter.drawRoundedRect(place, 2, 2)
        shown = place.intersected(QRectF(_GUTTER, place.top(), self.width() - _GUTTER, place.height()))
        if lane.has_names and shown.width() >= min(_TEXT_FROM, painter.fontMetrics().horizontalAdvance(bar.short) + 10):
            self._write(painter, shown.adjusted(6, 0, -4, 0), bar.short, bar.ink)

    def _write(self, painter: QPainter, room: QRectF, text: str, ink: QColor) -> None:
        painter.setPen(ink)
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, round(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _paint_outside(self, painter: QPainter, comparison: Comparison) -> None:
        """Veil what the numbers leave out."""
        veil = QColor(current_theme().panel)
        veil.setAlpha(190)
        for start_ms, end_ms in outside(comparison):
            left = self.axis.x(start_ms)
            painter.fillRect(QRectF(left, _TOP, self.axis.x(end_ms) - left, self.height() - _TOP), veil)

    def _paint_selected(self, painter: QPainter) -> None:
        if self._selected is None or self._selected.channel != self._channel:
            return
        left, right = self.axis.x(self._selected.start_ms), self.axis.x(self._selected.end_ms)
        top = self._placed[1][1]
        glow = QColor(current_theme().accent)
        painter.setPen(QPen(glow, 1.5))
        glow.setAlpha(20)
        painter.setBrush(glow)
        painter.drawRoundedRect(QRectF(left - 2.5, top - 1, right - left + 5, self.height() - top - 2), 3, 3)

    def _paint_edited(self, painter: QPainter) -> None:
        """A frame in the lane of the consensus, where what is edited will stand."""
        if self._edited is None:
            return
        (start_ms, end_ms), (lane, top) = self._edited, self._consensus
        left, right = self.axis.x(start_ms), self.axis.x(max(start_ms, end_ms))
        painter.setPen(QPen(QColor(current_theme().accent), 2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(left, top + 2, max(2.0, right - left), lane.height - 4), 2, 2)

    def _paint_playhead(self, painter: QPainter) -> None:
        accent, x = QColor(current_theme().accent), round(self.axis.x(self._position_ms))
        if self._loop is not None:
            left, right = (self.axis.x(edge) for edge in self._loop)
            painter.fillRect(QRectF(left, _TOP - 4, max(2.0, right - left), 3), accent)
        painter.setPen(QPen(accent, 1.5))
        painter.drawLine(x, _TOP - 2, x, self.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawPolygon(_shape((x - 5, _TOP - 9), (x + 5, _TOP - 9), (x, _TOP - 1)))

    def _paint_names(self, painter: QPainter) -> None:
        theme = current_theme()
        painter.fillRect(QRect(0, 0, _GUTTER, self.height()), QColor(theme.panel))
        for lane, top in self._placed:
            ink = QColor(theme.text if lane.is_coder else theme.dim)
            self._write(painter, QRectF(12, top, _GUTTER - 18, lane.height), lane.name, ink)


def _apart(bar: Bar, at_ms: float) -> float:
    """How far a moment is from a bar; 0 within it."""
    return max(bar.start_ms - at_ms, at_ms - bar.end_ms, 0.0)


def _shape(*corners: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in corners])
