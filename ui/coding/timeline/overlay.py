"""Painting what moves: running states, selection, what is under the mouse, a drag and its guide, the playhead."""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QRegion

from annotator import text
from annotator.model.items import Event
from ui.coding.timeline.bars import FADE_PX, WIDE_PX, column_runs, paint_bar, paint_running, paint_span
from ui.coding.timeline.header import paint_episodes
from ui.coding.timeline.look import Look
from ui.coding.timeline.overview import overview_x
from ui.coding.timeline.scene import BAR_INSET, Scene

HEAD_PX = 7
"""Half the width of the playhead's handle."""


def paint_moving(painter: QPainter, scene: Scene, look: Look) -> None:
    """Paint everything that lies over the picture that stands still."""
    painter.save()
    painter.setClipRect(_time_rect(scene), Qt.ClipOperation.IntersectClip)
    for event_id in scene.tracks.running():
        event = scene.session.coding.event(event_id)
        if event is not None and event_id not in scene.previews:
            _paint_event(painter, scene, look, event)
    _paint_segments(painter, scene, look)
    _paint_hover(painter, scene, look)
    _paint_selected(painter, scene, look)
    _paint_flashed(painter, scene, look)
    for event in scene.previews.values():
        rect = scene.bar_rect(event)
        if scene.view.left <= rect.right() and rect.left() <= scene.view.right:
            _paint_event(painter, scene, look, event)
            _outline(painter, rect, look.ink("accent"))
    _paint_band(painter, scene, look)
    painter.restore()
    if scene.preview_mark is not None:
        paint_episodes(painter, scene, look)
    _paint_loop(painter, scene, look)
    _paint_guide(painter, scene, look)
    _paint_row_guide(painter, scene, look)
    _paint_watched(painter, scene, look)
    _paint_playhead(painter, scene, look)
    _paint_flag(painter, scene, look)


def _paint_segments(painter: QPainter, scene: Scene, look: Look) -> None:
    """Paint of the segments those that run, the one that is selected and the one that is being dragged."""
    painter.save()
    painter.setClipRect(QRect(scene.view.left, scene.lanes.segments.top, scene.view.width, scene.lanes.segments.height))
    moved = scene.preview_segment
    running = [scene.segment_of(scene.segments.id_at(place)) for place in scene.segments.running]
    for segment in (*running, moved):
        if segment is not None and (moved is None or segment is moved or segment.id != moved.id):
            paint = paint_running if segment.end_ms is None else paint_span
            paint(painter, scene.segment_rect(segment), look.aside)
    shown = moved or scene.segment
    if shown is not None:
        _outline(painter, scene.segment_rect(shown).adjusted(1, 1, -1, -1), look.ink("accent" if moved else "text"))
    painter.restore()


def _paint_watched(painter: QPainter, scene: Scene, look: Look) -> None:
    """Paint a thin line under the session in small, where the coder has watched it."""
    lane, ink = scene.lanes.overview, look.ink("ok")
    for start_ms, end_ms in scene.watched:
        left, right = overview_x(scene, start_ms), overview_x(scene, end_ms)
        painter.fillRect(QRectF(left, lane.top + lane.height - 3, max(right - left, 1), 2), ink)


def playhead_region(scene: Scene, ms: int) -> QRegion:
    """Return what has to be repainted when the playhead leaves or comes to ms."""
    lanes = scene.lanes
    x, small_x = round(scene.view.x_of(ms)), round(overview_x(scene, ms))
    region = QRegion(QRect(x - HEAD_PX - 2, 0, 2 * HEAD_PX + 5, lanes.body_bottom))
    return region.united(QRegion(QRect(small_x - 2, lanes.overview.top, 5, lanes.overview.height)))


def running_region(scene: Scene, from_ms: int, to_ms: int) -> QRegion:
    """Return what has to be repainted of running states when the playhead goes from one moment to another."""
    events = (scene.session.coding.event(event_id) for event_id in scene.tracks.running())
    rows = [(event.start_ms, scene.row_rect(event.code)) for event in events if event is not None]
    lane = scene.lanes.segments
    if scene.segments.running:
        rows.append((0, QRect(0, lane.top, scene.size[0], lane.height)))
    region = QRegion()
    for start_ms, row in rows:
        if not row.isEmpty():
            left, right = sorted((scene.view.x_of(from_ms), scene.view.x_of(max(to_ms, start_ms))))
            left = max(left, scene.view.left) - 6
            right = min(right, scene.view.right) + FADE_PX + 2
            if left < right:
                region = region.united(QRegion(QRect(int(left), row.top(), int(right - left) + 1, row.height())))
    return region


def _time_rect(scene: Scene) -> QRect:
    """Return where tracks show time."""
    return scene.body_rect().adjusted(scene.view.left, 0, 0, 0)


def _paint_event(painter: QPainter, scene: Scene, look: Look, event: Event) -> None:
    code = scene.code(event)
    if code is None:
        return
    rect, style = scene.bar_rect(event), look.styles[code.id]
    painter.setBrushOrigin(QPointF(scene.view.x_of(0) % 8, rect.top() - BAR_INSET))
    if event.is_running:
        paint_running(painter, rect, style)
    else:
        paint_bar(painter, rect, code, style)


def _paint_hover(painter: QPainter, scene: Scene, look: Look) -> None:
    event = scene.session.coding.event(scene.hover.event_id)
    if event is None or scene.previews or event.id in scene.session.selected_ids:
        return
    rect = scene.bar_rect(event)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.ink("text", 130), 1))
    painter.setBrush(look.ink("text", 30))
    painter.drawRoundedRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5), 3, 3)


def _paint_selected(painter: QPainter, scene: Scene, look: Look) -> None:
    if scene.previews:
        return
    if len(scene.session.selected_ids) > 1:
        _paint_chosen(painter, scene, look)
    event = scene.session.selected_event
    rect = QRectF() if event is None else scene.bar_rect(event)
    if event is None or rect.isEmpty():
        return
    _outline(painter, rect, look.ink("text"))
    code = scene.code(event)
    if code is not None and not code.is_point and rect.width() > 16:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.ink("text"))
        grip = QRectF(0, 0, 3, rect.height() * 0.5)
        for x in (rect.left() + 4, *(() if event.is_running else (rect.right() - 4,))):
            grip.moveCenter(QPointF(x, rect.center().y()))
            painter.drawRoundedRect(grip, 1.5, 1.5)


def _paint_chosen(painter: QPainter, scene: Scene, look: Look) -> None:
    """Outline all of several selected events; those that are too narrow together, as runs of columns."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setBrush(look.ink("text", 40))
    painter.setPen(QPen(look.ink("text"), 1))
    for lane in scene.lanes.tracks:
        assert lane.code is not None
        lefts, rights = scene.chosen_edges(lane.code.id)
        wide = rights - lefts >= WIDE_PX
        runs = [*zip(lefts[wide], rights[wide], strict=True), *column_runs(lefts[~wide], rights[~wide], look.ratio)]
        top, height = lane.top + BAR_INSET - 1, lane.height - 2 * BAR_INSET + 1
        painter.drawRects([QRectF(left - 0.5, top, max(right - left, 1), height) for left, right in runs])


def _paint_flashed(painter: QPainter, scene: Scene, look: Look) -> None:
    """Show for a moment what was undone or redone, and where something was that is gone."""
    for item in scene.flashed:
        rect = scene.bar_rect(item) if isinstance(item, Event) else scene.segment_rect(item)
        if not rect.isEmpty():
            painter.setPen(QPen(look.ink("accent"), 3))
            painter.setBrush(look.ink("accent", 70))
            painter.drawRoundedRect(rect.adjusted(-3, -3, 3, 3), 4, 4)


def _paint_band(painter: QPainter, scene: Scene, look: Look) -> None:
    if scene.band is not None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setBrush(look.ink("accent", 40))
        painter.setPen(QPen(look.ink("accent"), 1))
        painter.drawRect(scene.band)


def _paint_row_guide(painter: QPainter, scene: Scene, look: Look) -> None:
    if scene.row_guide_y is not None:
        painter.fillRect(QRect(0, scene.row_guide_y - 1, scene.size[0], 2), look.ink("accent"))


def _outline(painter: QPainter, rect: QRectF, color: QColor) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color, 2))
    painter.drawRoundedRect(rect.adjusted(-1, -1, 1, 1), 4, 4)


def _paint_loop(painter: QPainter, scene: Scene, look: Look) -> None:
    """Mark the stretch that is repeated: a band on the time axis, and a line down where it begins and ends."""
    if scene.loop is None:
        return
    view, lanes = scene.view, scene.lanes
    left, right = (view.x_of(ms) for ms in scene.loop)
    first, last = max(left, view.left), min(right, view.right)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    if first < last:
        painter.fillRect(QRectF(first, lanes.ruler.top, last - first, lanes.ruler.height), look.ink("accent", 60))
    for x in (left, right):
        if view.left <= x <= view.right:
            painter.fillRect(QRectF(round(x), lanes.ruler.top, 1, lanes.body_bottom), look.ink("accent", 150))


def _paint_guide(painter: QPainter, scene: Scene, look: Look) -> None:
    if scene.guide_ms is not None and scene.view.shows(scene.guide_ms):
        x = round(scene.view.x_of(scene.guide_ms))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(QPen(look.ink("accent"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(x, scene.lanes.ruler.bottom, x, scene.lanes.body_bottom)


def _paint_playhead(painter: QPainter, scene: Scene, look: Look) -> None:
    at_ms, lanes = scene.session.position_ms, scene.lanes
    accent = look.ink("accent")
    small_x = round(overview_x(scene, at_ms))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.fillRect(QRect(small_x, lanes.overview.top + 2, 2, lanes.overview.height - 4), accent)
    x = scene.view.x_of(at_ms)
    if not scene.view.left - 1 <= x <= scene.view.right:
        return
    x = round(x)
    painter.fillRect(QRect(x - 1, lanes.ruler.bottom - 4, 2, lanes.body_bottom - lanes.ruler.bottom + 4), accent)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(accent)
    top, tip = lanes.ruler.bottom - 16, lanes.ruler.bottom - 1
    painter.drawPolygon(
        [QPointF(x - 6, top), QPointF(x + 6, top), QPointF(x + 6, top + 8), QPointF(x, tip), QPointF(x - 6, top + 8)]
    )


def _paint_flag(painter: QPainter, scene: Scene, look: Look) -> None:
    """Say beside the mouse when the dragged boundary is, and by how much it has moved."""
    said = scene.flag
    if said is None:
        return
    metrics = QFontMetricsF(look.numbers)
    words = f"{text.clock(said.ms)}   {text.shift(said.by_ms)}"
    box = QRectF(0, 0, metrics.horizontalAdvance(words) + 16, metrics.height() + 8)
    x = scene.view.x_of(said.ms)
    box.moveCenter(QPointF(min(max(x, box.width() / 2 + 4), scene.size[0] - box.width() / 2 - 4), 0))
    box.moveTop(min(said.below_y + 5, scene.lanes.body_bottom - box.height()))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(look.ink("accent"))
    painter.setBrush(look.ink("window", 240))
    painter.drawRoundedRect(box, 5, 5)
    painter.setFont(look.numbers)
    painter.setPen(look.ink("text"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
