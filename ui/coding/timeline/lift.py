"""Drags that several events take part in, and that draw a new one; and which drag begins where."""

import numpy as np
from PySide6.QtCore import QPointF

from annotator.model.commands import several
from annotator.model.items import Event
from ui.coding.timeline.hit import Hit
from ui.coding.timeline.retime import (
    MoveBoundary,
    MoveEvent,
    MoveMark,
    Retime,
    TrimEvent,
    below,
    channel_room,
    targets_for,
)
from ui.coding.timeline.scene import Scene
from ui.coding.timeline.segments import MoveSegment

DRAWN = "drawn"
"""The id of an event while it is being drawn."""


class MoveEvents(Retime):
    """Moves all selected events together; start and end of the one that was gripped snap."""

    def __init__(self, scene: Scene, x: float, event: Event) -> None:
        self._events = scene.session.selected_events
        length_ms = 0 if event.end_ms is None else event.end_ms - event.start_ms
        targets = targets_for(scene, *self._events)
        both = np.concatenate((targets, targets - length_ms))
        low, high = (event.start_ms + by_ms for by_ms in group_room(scene, self._events))
        super().__init__(scene, x, event.start_ms, (low, high), below(scene, event), both)

    def _show(self) -> None:
        self._preview(*(self._moved(event) for event in self._events))

    def _moved(self, event: Event) -> Event:
        return several.shifted(event, self.at_ms - self._from_ms, self._scene.session.frame_near)

    def _do(self) -> None:
        session, by_ms = self._scene.session, self.at_ms - self._from_ms
        ids = [event.id for event in self._events]
        session.do(lambda: several.move_many(session.coding, session.codebook, ids, by_ms, on_frame=session.frame_near))


class DrawEvent(Retime):
    """Draws a new event of a code from where the mouse was pressed to where it is; a point where it is."""

    def __init__(self, scene: Scene, at: QPointF, code_id: str) -> None:
        self._code = scene.session.codebook.code_by_id[code_id]
        start_ms = scene.session.frame_ms(scene.view.ms_at(at.x()))
        anchor = Event(id=DRAWN, code=code_id, start_ms=start_ms, end_ms=start_ms)
        limits = channel_room(scene, anchor)
        super().__init__(scene, at.x(), start_ms, limits, below(scene, anchor), targets_for(scene))
        scene.session.scrub(start_ms)

    def finish(self) -> None:
        """Make the event; a state that was not drawn out is none, a point needs no drawing."""
        self._clear()
        if self._code.is_point or self.at_ms != self._from_ms:
            self._do()

    def _span(self) -> tuple[int, int]:
        if self._code.is_point:
            return self.at_ms, self.at_ms
        return min(self._from_ms, self.at_ms), max(self._from_ms, self.at_ms)

    def _show(self) -> None:
        start_ms, end_ms = self._span()
        self._preview(Event(id=DRAWN, code=self._code.id, start_ms=start_ms, end_ms=end_ms))

    def _do(self) -> None:
        session, (start_ms, end_ms) = self._scene.session, self._span()
        session.do(lambda: several.draw(session.coding, session.codebook, self._code.id, start_ms, end_ms))


def retime(scene: Scene, hit: Hit, x: float) -> Retime | None:
    """Return the drag that begins at x on a boundary or an event, or None elsewhere."""
    if hit.part == "boundary":
        mark = next(mark for mark in scene.marks if mark.episode == hit.episode)
        return MoveMark(scene, x, mark)
    segment = scene.segment_of(hit.segment_id)
    if segment is not None:
        return MoveSegment(scene, x, segment, hit.part)
    event = scene.session.coding.event(hit.event_id)
    if event is None:
        return None
    if hit.part == "body":
        return MoveEvents(scene, x, event) if len(scene.session.selected_ids) > 1 else MoveEvent(scene, x, event)
    is_start = hit.part == "start"
    other = several.neighbour(scene.session.coding, scene.session.codebook, event, after=not is_start)
    if other is None:
        return TrimEvent(scene, x, event, is_start=is_start)
    earlier, later = (other, event) if is_start else (event, other)
    return MoveBoundary(scene, x, earlier, later, grips_later=is_start)


def is_taken(scene: Scene, code_id: str, ms: float) -> bool:
    """Whether a state of the code's channel is on at a moment, so that none can be drawn from there."""
    code = scene.session.codebook.code_by_id[code_id]
    alike = () if code.is_point else scene.session.codebook.state_channels[code.channel_id]
    at_ms = scene.session.frame_ms(ms)
    return any(scene.session.coding.covering(one.id, at_ms) is not None for one in alike)


def group_room(scene: Scene, events: tuple[Event, ...]) -> tuple[int, int]:
    """Return by how much events may move together, to earlier (at most 0) and to later times, in ms."""
    session = scene.session
    ids = {event.id for event in events}
    low = -min(event.start_ms for event in events)
    high = session.duration_ms - max(_end(event) for event in events)
    channels = {code.channel_id for code in map(scene.code, events) if code is not None and not code.is_point}
    for channel in channels:
        alike = session.coding.events_of(code.id for code in session.codebook.state_channels[channel])
        before_ms = 0
        for event in alike:
            if event.id in ids:
                low = max(low, before_ms - event.start_ms)
            else:
                before_ms = max(before_ms, _end(event))
        after_ms = session.duration_ms
        for event in reversed(alike):
            if event.id in ids:
                high = min(high, after_ms - _end(event))
            else:
                after_ms = event.start_ms
    return min(low, 0), max(high, 0)


def _end(event: Event) -> int:
    return event.start_ms + 1 if event.end_ms is None else max(event.end_ms, event.start_ms)
