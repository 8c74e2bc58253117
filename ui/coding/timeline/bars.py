"""Painting events: a bar for a state, a diamond for a point; what is narrower than a few pixels is merged."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter, QPen, QPixmap

from annotator.model.codebook import Code, Codebook
from annotator.model.items import Event, IntervalRecord
from ui.coding.timeline.lanes import Lane
from ui.coding.timeline.look import Look
from ui.coding.timeline.scene import BAR_INSET, Scene
from ui.coding.timeline.tracks import RUNNING, Track
from ui.coding.timeline.view import View
from ui.widgets.swatch import CodeStyle, diamond

WIDE_PX = 6.0
"""From here on a bar is drawn by itself, with its pattern; below, only the columns it covers."""
FADE_PX = 26
_TEXT_PX = 34

Edges = NDArray[np.float64]


def paint_track(painter: QPainter, scene: Scene, look: Look, lane: Lane) -> None:
    """Paint the events of one code, except running ones and the one that is being dragged."""
    assert lane.code is not None
    view, track = scene.view, scene.tracks[lane.code.id]
    places = _ended_places(track, view)
    if lane.code.id in scene.lifted:
        places = places[[track.id_at(int(place)) not in scene.previews for place in places]]
    lefts, rights = _edges_px(track, places, view)
    style = look.styles[lane.code.id]
    if lane.code.is_point:
        _paint_points(painter, lane, look, style, lefts)
        return
    wide = _paint_states(painter, scene, look, lane, style, lefts, rights)
    _paint_words(painter, scene, look, lane, places[wide], lefts[wide], rights[wide])


def paint_segments(painter: QPainter, scene: Scene, look: Look) -> None:
    """Paint what was set aside to be coded later, except what still runs and what is being dragged."""
    lane, track = scene.lanes.segments, scene.segments
    places = _ended_places(track, scene.view)
    if scene.preview_segment is not None:
        places = places[[track.id_at(int(place)) != scene.preview_segment.id for place in places]]
    _paint_states(painter, scene, look, lane, look.aside, *_edges_px(track, places, scene.view))


def paint_intervals(painter: QPainter, scene: Scene, look: Look) -> None:
    """Paint which intervals are recorded: strong where codes occurred, faint where none did."""
    view, lane, items = scene.view, scene.lanes.intervals, scene.session.coding.items
    for place in _ended_places(scene.intervals, view):
        record = items.get(scene.intervals.id_at(int(place)))
        if isinstance(record, IntervalRecord):
            left, right = max(view.x_of(record.start_ms), view.left), min(view.x_of(record.end_ms), view.right)
            rect = QRectF(left + 0.5, lane.top + 2, max(right - left - 1, 1), lane.height - 5)
            painter.fillRect(rect, look.ink("ok", 230 if record.codes else 80))


def _paint_states(
    painter: QPainter, scene: Scene, look: Look, lane: Lane, style: CodeStyle, lefts: Edges, rights: Edges
) -> NDArray[np.bool_]:
    """Paint what lasts, merged where it is narrow; return which are wide enough to be painted by themselves."""
    wide: NDArray[np.bool_] = rights - lefts >= WIDE_PX
    _paint_columns(painter, lane, column_runs(lefts[~wide], rights[~wide], look.ratio), look, style.fill)
    _paint_wide(painter, scene, lane, style, lefts[wide], rights[wide])
    return wide


def paint_folded(painter: QPainter, scene: Scene, look: Look, lane: Lane) -> None:
    """Paint all events of a folded group in one line, each in the colour of its code."""
    assert lane.group is not None
    view, height = scene.view, max((lane.height - 6) / len(lane.group.codes), 1.5)
    for number, code in enumerate(lane.group.codes):
        track = scene.tracks[code.id]
        places = _ended_places(track, view)
        lefts, rights = _edges_px(track, places, view)
        top = lane.top + 3 + number * (lane.height - 6 - height) / max(len(lane.group.codes) - 1, 1)
        lefts, rights = (np.clip(edges, view.left - 1, view.right + 1) for edges in (lefts, rights))
        _fill_columns(
            painter, column_runs(lefts, rights, look.ratio), look.ratio, top, height, look.styles[code.id].fill
        )


def _ended_places(track: Track, view: View) -> NDArray[np.int64]:
    """Return the places of the events in sight whose end is marked."""
    seen = track.between(view.ms_at(view.left - 8), view.ms_at(view.right + 8))
    places: NDArray[np.int64] = np.arange(seen.start, seen.stop)[track.ends[seen] != RUNNING]
    return places


def _edges_px(track: Track, places: NDArray[np.int64], view: View) -> tuple[Edges, Edges]:
    lefts: Edges = view.left + (track.starts[places].astype(np.float64) - view.start_ms) / view.ms_per_px
    rights: Edges = view.left + (track.ends[places].astype(np.float64) - view.start_ms) / view.ms_per_px
    return lefts, rights


def column_runs(lefts: Edges, rights: Edges, ratio: float) -> Edges:
    """Return the pixel columns that bars cover as runs (left, right), merged where nothing lies between.

    Args:
        lefts: where each bar begins, in px, rising.
        rights: where each ends.
        ratio: device pixels a pixel; a run begins and ends on a device pixel and is one wide at least.
    """
    if not len(lefts):
        return np.empty((0, 2))
    first = np.floor(lefts * ratio)
    last = np.maximum.accumulate(np.maximum(np.ceil(rights * ratio), first + 1))
    opens = np.flatnonzero(np.concatenate(([True], first[1:] > last[:-1])))
    closes = np.concatenate((opens[1:], [len(first)])) - 1
    return np.column_stack((first[opens], last[closes])) / ratio


def paint_bar(painter: QPainter, rect: QRectF, code: Code, style: CodeStyle) -> None:
    """Paint one event by itself."""
    if code.is_point:
        _fill_diamonds(painter, [rect.center()], _point_half(rect.height()), style)
    else:
        paint_span(painter, rect, style)


def paint_span(painter: QPainter, rect: QRectF, style: CodeStyle) -> None:
    """Paint one stretch by itself."""
    _fill_bars(painter, [rect], style)


def paint_running(painter: QPainter, rect: QRectF, style: CodeStyle) -> None:
    """Paint a state that nobody has ended: solid up to the playhead, then fading, since it may last longer."""
    painter.save()
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    _fill_bars(painter, [rect.adjusted(0, 0, 4, 0)], style)
    painter.restore()
    tail = QRectF(rect.right(), rect.top(), FADE_PX, rect.height())
    fade = QLinearGradient(tail.topLeft(), tail.topRight())
    solid, clear = QColor(style.fill), QColor(style.fill)
    solid.setAlpha(170)
    clear.setAlpha(0)
    fade.setColorAt(0, solid)
    fade.setColorAt(1, clear)
    painter.fillRect(tail, fade)


def words(event: Event, codebook: Codebook) -> str:
    """Return what stands in an event's bar: its modifiers, and signs for "unsure" and for a comment."""
    values = []
    for modifier_id, value_id in event.modifiers.items():
        modifier = codebook.modifier_by_id.get(modifier_id)
        names = {value.id: value.name for value in modifier.values} if modifier else {}
        values.append(names.get(value_id, value_id))
    signs = ["?"] if event.unsure else []
    return "  ".join([*signs, " · ".join(values), *(["✎"] if event.comment else [])]).strip()


def _paint_points(painter: QPainter, lane: Lane, look: Look, style: CodeStyle, xs: Edges) -> None:
    columns = np.unique(np.round(xs))
    half = _point_half(lane.height - 2 * BAR_INSET)
    if len(columns) > 1 and float(np.median(np.diff(columns))) < half * 2:
        _paint_columns(painter, lane, column_runs(columns, columns + 1, look.ratio), look, style.edge)
        return
    top, bottom = lane.top + BAR_INSET, lane.bottom - BAR_INSET
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(style.edge, 1.6))
    painter.drawLines([QLineF(x + 0.5, top, x + 0.5, bottom) for x in columns])
    stamp = _stamp(half, style, look.ratio)
    side = stamp.deviceIndependentSize().width() / 2
    for x in columns:
        painter.drawPixmap(QPointF(x + 0.5 - side, lane.middle - side), stamp)


def _stamp(half: float, style: CodeStyle, ratio: float) -> QPixmap:
    """Return the mark of a point as a picture, which is copied faster than it is painted."""
    side = 2 * half + 3
    picture = QPixmap(QSizeF(side * ratio, side * ratio).toSize())
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    _fill_diamonds(painter, [QPointF(side / 2, side / 2)], half, style)
    painter.end()
    return picture


def _paint_columns(painter: QPainter, lane: Lane, runs: Edges, look: Look, color: QColor) -> None:
    _fill_columns(painter, runs, look.ratio, lane.top + BAR_INSET, lane.height - 2 * BAR_INSET, color)


def _fill_columns(painter: QPainter, runs: Edges, ratio: float, top: float, height: float, color: QColor) -> None:
    """Fill runs of columns, all in one picture of a single row: a rectangle for each would take ten times as long."""
    if not len(runs):
        return
    places = np.round(runs * ratio).astype(np.int64)
    first = int(places[0, 0])
    change = np.zeros(int(places[-1, 1]) - first + 1, np.int8)
    change[places[:, 0] - first] = 1
    change[places[:, 1] - first] = -1
    pixels = np.where(np.cumsum(change[:-1], dtype=np.int8) > 0, np.uint32(color.rgba()), np.uint32(0))
    row = QImage(pixels.data, len(pixels), 1, len(pixels) * 4, QImage.Format.Format_ARGB32)
    painter.drawImage(QRectF(first / ratio, top, len(pixels) / ratio, height), row)


def _paint_wide(
    painter: QPainter, scene: Scene, lane: Lane, style: CodeStyle, lefts: Iterable[float], rights: Iterable[float]
) -> None:
    # The pattern lies on the time axis, not on the window: it must not swim while one scrolls.
    painter.setBrushOrigin(QPointF(scene.view.x_of(0) % 8, lane.top))
    top, height, beyond = lane.top + BAR_INSET, lane.height - 2 * BAR_INSET, scene.view.right + 20.0
    # Half a pixel stays free, so that neighbours that share a boundary are seen as two.
    spans = ((max(left, -20.0), min(right, beyond) - 0.75) for left, right in zip(lefts, rights, strict=True))
    _fill_bars(painter, [QRectF(left, top, right - left, height) for left, right in spans], style)


def _paint_words(
    painter: QPainter, scene: Scene, look: Look, lane: Lane, places: NDArray[np.int64], lefts: Edges, rights: Edges
) -> None:
    assert lane.code is not None
    painter.setFont(look.small)
    painter.setPen(look.styles[lane.code.id].ink)
    track, coding = scene.tracks[lane.code.id], scene.session.coding
    for at in np.flatnonzero(rights - lefts >= _TEXT_PX):
        event = coding.event(track.id_at(int(places[at])))
        text = words(event, scene.session.codebook) if event is not None else ""
        if text:
            left, right = max(float(lefts[at]), scene.view.left), min(float(rights[at]), scene.view.right)
            room = QRectF(left + 7, lane.top, right - left - 12, lane.height)
            text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
            width = painter.fontMetrics().horizontalAdvance(text) + 7
            behind = QRectF(left + 3, lane.top + BAR_INSET + 1, width, lane.height - 2 * BAR_INSET - 2)
            painter.fillRect(behind, look.styles[lane.code.id].fill)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)


def _fill_bars(painter: QPainter, rects: Sequence[QRectF], style: CodeStyle) -> None:
    # One path of all bars would be shorter, but Qt takes ten times as long for it.
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(_edge_pen(style))
    painter.setBrush(style.fill)
    for rect in rects:
        painter.drawRoundedRect(rect, 3, 3)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(style.hatch)
    painter.drawRects([rect.adjusted(1, 1, -1, -1) for rect in rects])


def _fill_diamonds(painter: QPainter, centers: Sequence[QPointF], half: float, style: CodeStyle) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(_edge_pen(style))
    painter.setBrush(style.fill)
    for center in centers:
        painter.drawPolygon(diamond(center, half))


def _edge_pen(style: CodeStyle) -> QPen:
    return QPen(Qt.PenStyle.NoPen) if style.edge == style.fill else QPen(style.edge, 1)


def _point_half(height: float) -> float:
    return min(height / 2 - 1, 5.5)
