"""Painting what stands still: the rows with their names, then the fixed lanes above and the overview below."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from annotator.model.codebook import Code
from ui.coding.timeline.bars import paint_folded, paint_intervals, paint_segments, paint_track
from ui.coding.timeline.header import NO_EPISODE_COLOR, paint_episodes, paint_ruler, paint_sound
from ui.coding.timeline.lanes import Lane
from ui.coding.timeline.look import Look
from ui.coding.timeline.scene import Scene
from ui.coding.timeline.spectrum import paint_spectrum
from ui.widgets.swatch import paint_swatch

PaintLane = Callable[[QPainter, Scene, Look], None]
_VCENTER = Qt.AlignmentFlag.AlignVCenter
_AND = Qt.ClipOperation.IntersectClip
_NAME_PX = 16
"""From this height on a track's name is written in the usual size."""


def paint_still(painter: QPainter, scene: Scene, look: Look, rect: QRect) -> None:
    """Paint everything that moves neither with the playhead nor with the mouse, as far as rect reaches."""
    painter.fillRect(rect, look.ink("panel"))
    painter.save()
    painter.setClipRect(scene.body_rect(), Qt.ClipOperation.IntersectClip)
    _paint_bands(painter, scene, look)
    # Where a pixel is no whole number of device pixels, the line between two rows may belong to both.
    beyond = 0 if look.ratio == int(look.ratio) else 2
    near = rect.intersected(scene.body_rect()).adjusted(0, -beyond, 0, beyond)
    for lane in scene.lanes.rows:
        if near.top() < lane.bottom and lane.top <= near.bottom():
            _paint_row(painter, scene, look, lane)
    painter.restore()
    if rect.top() < scene.lanes.body_top:
        for lane, paint in zip(scene.lanes.fixed, _FIXED, strict=True):
            if lane.height and rect.top() < lane.bottom and lane.top <= rect.bottom():
                paint(painter, scene, look)
                _paint_quiet_name(painter, scene, look, lane)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.fillRect(QRect(scene.view.left - 1, 0, 1, scene.lanes.body_bottom), look.ink("line"))
    painter.fillRect(QRect(0, scene.lanes.body_top - 1, scene.size[0], 1), look.ink("line"))


def _paint_aside(paint: PaintLane, lane: Lane, painter: QPainter, scene: Scene, look: Look) -> None:
    """Paint segments or intervals on a ground of their own."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.fillRect(QRect(0, lane.top, scene.size[0], lane.height), look.ink("panel"))
    painter.fillRect(QRect(0, lane.top, scene.size[0], 1), look.line)
    painter.setClipRect(QRect(scene.view.left, lane.top, scene.view.width, lane.height), _AND)
    paint(painter, scene, look)
    painter.restore()


def _paint_segments(painter: QPainter, scene: Scene, look: Look) -> None:
    _paint_aside(paint_segments, scene.lanes.segments, painter, scene, look)


def _paint_intervals(painter: QPainter, scene: Scene, look: Look) -> None:
    _paint_aside(paint_intervals, scene.lanes.intervals, painter, scene, look)


_FIXED: tuple[PaintLane, ...] = (
    paint_ruler,
    paint_episodes,
    paint_sound,
    paint_spectrum,
    _paint_segments,
    _paint_intervals,
)
"""Of Lanes.fixed, in their order."""


def _paint_bands(painter: QPainter, scene: Scene, look: Look) -> None:
    """Let every episode be seen through the tracks: a breath of its colour, a hair line where it begins."""
    view, lanes = scene.view, scene.lanes
    for span in scene.spans:
        episode = scene.session.codebook.episode_by_id.get(span.episode)
        tint = QColor(episode.color if episode else NO_EPISODE_COLOR)
        tint.setAlpha(22)
        left, right = max(view.x_of(span.start_ms), view.left), min(view.x_of(span.end_ms), view.right)
        if left < right:
            painter.fillRect(QRectF(left, lanes.body_top, right - left, lanes.rows_bottom - lanes.body_top), tint)
            painter.fillRect(QRectF(round(left), lanes.body_top, 1, lanes.rows_bottom - lanes.body_top), look.line)


def _paint_row(painter: QPainter, scene: Scene, look: Look, lane: Lane) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    if lane.kind == "caption":
        if lane.top > scene.lanes.body_top:
            painter.fillRect(QRect(0, lane.top, scene.size[0], 1), look.line)
        _paint_caption(painter, scene, look, lane)
        return
    painter.fillRect(QRect(0, lane.bottom - 1, scene.size[0], 1), look.hair)
    painter.save()
    painter.setClipRect(QRect(scene.view.left, lane.top, scene.view.width, lane.height), Qt.ClipOperation.IntersectClip)
    paint_track(painter, scene, look, lane)
    painter.restore()
    _paint_name(painter, scene, look, lane)


def _paint_caption(painter: QPainter, scene: Scene, look: Look, lane: Lane) -> None:
    """Paint the heading of a group, with the sign that it can be folded; folded, with its events in small."""
    group = lane.group
    assert group is not None
    painter.setFont(look.small)
    painter.setPen(look.ink("dim"))
    room = QRectF(24, lane.top + 1, scene.view.left - 28, lane.height)
    said = painter.fontMetrics().elidedText(lane.name, Qt.TextElideMode.ElideRight, int(room.width()))
    painter.drawText(room, _VCENTER, said)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(17, lane.middle + 1)
    painter.rotate(0 if group.is_folded else 90)
    painter.drawPolyline([QPointF(-2, -3.5), QPointF(2, 0), QPointF(-2, 3.5)])
    painter.restore()
    if group.is_folded:
        painter.save()
        body = QRect(scene.view.left, lane.top, scene.view.width, lane.height)
        painter.setClipRect(body, Qt.ClipOperation.IntersectClip)
        paint_folded(painter, scene, look, lane)
        painter.restore()


def _paint_name(painter: QPainter, scene: Scene, look: Look, lane: Lane) -> None:
    assert lane.code is not None
    is_passed = scene.in_pass is None or lane.code.id in scene.in_pass
    key = lane.code.id, lane.height, is_passed
    if key not in look.pictures:
        picture = QPixmap((QSizeF(scene.view.left, lane.height) * look.ratio).toSize())
        picture.setDevicePixelRatio(look.ratio)
        picture.fill(Qt.GlobalColor.transparent)
        inside = QPainter(picture)
        _write_name(inside, look, replace(lane, top=0), lane.code, scene.view.left, is_passed=is_passed)
        inside.end()
        look.pictures[key] = picture
    painter.drawPixmap(QPointF(0, lane.top), look.pictures[key])


def _write_name(painter: QPainter, look: Look, lane: Lane, code: Code, width: int, *, is_passed: bool) -> None:
    """Write the name of a code, with its sign and its key, on width px."""
    swatch = QRectF(14, lane.middle - 5.5, 11, 11)
    paint_swatch(painter, swatch, look.styles[code.id], is_point=code.is_point)
    painter.setFont(look.small)
    key_width = max(17.0, painter.fontMetrics().horizontalAdvance(code.key) + 10.0)
    height = min(16, lane.height - 1)
    key = QRectF(width - key_width - 10, lane.middle - height / 2, key_width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if code.key:
        painter.setPen(look.ink("line"))
        painter.setBrush(look.ink("window"))
        painter.drawRoundedRect(key.adjusted(0.5, 0.5, -0.5, -0.5), 3.5, 3.5)
    painter.setPen(look.ink("dim"))
    painter.drawText(key, Qt.AlignmentFlag.AlignCenter, code.key)
    painter.setFont(look.names if lane.height >= _NAME_PX else look.small)
    painter.setPen(look.ink("text" if is_passed else "dim"))
    room = QRectF(swatch.right() + 9, lane.top, key.left() - swatch.right() - 14, lane.height)
    said = painter.fontMetrics().elidedText(code.name, Qt.TextElideMode.ElideRight, int(room.width()))
    painter.drawText(room, _VCENTER, said)


def _paint_quiet_name(painter: QPainter, scene: Scene, look: Look, lane: Lane) -> None:
    painter.setFont(look.small)
    painter.setPen(look.ink("dim"))
    painter.drawText(QRectF(12, lane.top, scene.view.left - 16, lane.height), _VCENTER, lane.name)
