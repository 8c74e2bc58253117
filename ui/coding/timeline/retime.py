"""Drags that move one moment: an edge, a whole event, the boundary of two states or of two episodes."""

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray
from PySide6.QtCore import QPointF

from annotator.errors import EditError
from annotator.model import commands
from annotator.model.commands import several
from annotator.model.items import EpisodeMark, Event
from ui.coding.timeline.scene import Flag, Scene
from ui.coding.timeline.snap import SNAP_PX, snap

CROSS_PX = 6
"""How far beyond its track an event must be dragged before it is over another one: not every hand moves straight."""
Times = NDArray[np.int64]


class Retime:
    """Moves one moment, which stays on frames and snaps to what is near, while the recording follows.

    Subclasses say what the moment is: how it is shown while it moves and what is done in the end.

    Args:
        scene: where the preview goes.
        x: where the mouse was pressed.
        from_ms: the moment as it was.
        limits_ms: the first and the last that it may become.
        below_y: where the time is shown.
        targets: moments that attract it.
    """

    def __init__(
        self, scene: Scene, x: float, from_ms: int, limits_ms: tuple[int, int], below_y: float, targets: Times
    ) -> None:
        self._scene, self._from_ms, self._limits_ms = scene, from_ms, limits_ms
        self._below_y, self._targets = below_y, targets
        self._grip = scene.view.x_of(from_ms) - x
        self._before_ms = scene.session.position_ms
        self.at_ms = from_ms

    def move(self, at: QPointF, *, free: bool) -> None:
        """Bring the moment to where the mouse is."""
        scene, view = self._scene, self._scene.view
        targets = self._targets[:0] if free else self._targets
        reach_ms = SNAP_PX * view.ms_per_px
        x = min(max(at.x(), view.left), view.right) + self._grip
        found = snap(view.ms_at(x), targets, reach_ms, self._limits_ms, scene.session.frame_ms)
        self.at_ms = found.ms
        self._show()
        scene.guide_ms = found.ms if found.is_met else None
        scene.flag = Flag(found.ms, found.ms - self._from_ms, self._below_y)
        scene.session.scrub(found.ms)

    def finish(self) -> None:
        """Do the one edit, if anything has changed."""
        self._clear()
        if self.at_ms != self._from_ms:
            self._do()

    def cancel(self) -> None:
        """Leave everything as it was, the recording too."""
        self._clear()
        self._scene.session.jump(self._before_ms)

    def _clear(self) -> None:
        scene = self._scene
        scene.previews, scene.preview_mark, scene.preview_segment = {}, None, None
        scene.guide_ms, scene.flag = None, None
        scene.session.end_scrub()

    def _preview(self, *events: Event) -> None:
        self._scene.previews = {event.id: event for event in events}

    def _show(self) -> None:
        raise NotImplementedError

    def _do(self) -> None:
        raise NotImplementedError


class TrimEvent(Retime):
    """Moves the start or the end of a state."""

    def __init__(self, scene: Scene, x: float, event: Event, *, is_start: bool) -> None:
        self._event, self._is_start = event, is_start
        low, high = channel_room(scene, event)
        end_ms = high if event.end_ms is None else event.end_ms
        if is_start:
            limits, at_ms = (low, scene.session.frame_ms(end_ms - 1)), event.start_ms
        else:
            limits, at_ms = (scene.session.frame_after(event.start_ms), high), end_ms
        super().__init__(scene, x, at_ms, limits, below(scene, event), targets_for(scene, event))

    def _show(self) -> None:
        moved = {"start_ms": self.at_ms} if self._is_start else {"end_ms": self.at_ms}
        self._preview(replace(self._event, **moved))

    def _do(self) -> None:
        session, event = self._scene.session, self._event
        if self._is_start:
            session.do(lambda: commands.trim(session.coding, session.codebook, event.id, start_ms=self.at_ms))
        else:
            session.do(lambda: commands.trim(session.coding, session.codebook, event.id, end_ms=self.at_ms))


class MoveEvent(Retime):
    """Moves an event as a whole; its end snaps as well as its start, and stays on a frame.

    Over another track of its kind it is recoded; once it has left its own, the time it had attracts it. Over a track
    of the other kind it stays on its own.
    """

    def __init__(self, scene: Scene, x: float, event: Event) -> None:
        self._event, self._code = event, scene.session.codebook.code_by_id[event.code]
        self._over = self._code
        length_ms = 0 if event.end_ms is None else event.end_ms - event.start_ms
        low, high = channel_room(scene, event)
        targets = targets_for(scene, event)
        limits = (low, max(low, high - max(length_ms, 1)))
        both = np.concatenate((targets, targets - length_ms))
        super().__init__(scene, x, event.start_ms, limits, below(scene, event), both)
        self._own_limits_ms, self._all_limits_ms = limits, (0, max(0, scene.session.duration_ms - max(length_ms, 1)))

    def move(self, at: QPointF, *, free: bool) -> None:
        """Bring the event to where the mouse is, and to the track that lies there."""
        lane, own = self._scene.lanes.at(at.y()), self._scene.lanes.track(self._event.code)
        is_beside = own is None or own.top - CROSS_PX <= at.y() < own.bottom + CROSS_PX
        self._over = self._code if is_beside or lane is None or lane.code is None else lane.code
        if self._over.id != self._event.code and self._from_ms not in self._targets:
            self._targets = np.append(self._targets, self._from_ms)
        self._limits_ms = self._own_limits_ms if self._code_id == self._event.code else self._all_limits_ms
        self._below_y = below(self._scene, replace(self._event, code=self._code_id))
        super().move(at, free=free)

    def finish(self) -> None:
        """Do the one edit, if the event lies elsewhere, or say why it cannot lie there."""
        self._clear()
        session, own = self._scene.session, self._code
        if self._code_id != own.id:
            session.do(lambda: commands.place(session.coding, session.codebook, self._moved()))
        elif self.at_ms != self._from_ms:
            self._do()
        elif self._over.kind != own.kind:
            what = f"{own.name} is a {own.kind} and {self._over.name} a {self._over.kind}."
            session.tell(EditError(what, "Drag it to a track of its kind."))

    @property
    def _code_id(self) -> str:
        """The code that it would have: that of the track it lies over, if that is of its kind."""
        return self._over.id if self._over.kind == self._code.kind else self._code.id

    def _moved(self) -> Event:
        event = replace(self._event, code=self._code_id)
        if event.end_ms is None:
            return replace(event, start_ms=self.at_ms)
        by_ms = self.at_ms - event.start_ms
        # A start that its end has snapped may lie between frames: both go to the frames next to them.
        start_ms = self._scene.session.frame_near(self.at_ms)
        is_point = event.end_ms == event.start_ms
        end_ms = start_ms if is_point else self._scene.session.frame_near(event.end_ms + by_ms)
        return replace(event, start_ms=start_ms, end_ms=end_ms)

    def _show(self) -> None:
        self._preview(self._moved())

    def _do(self) -> None:
        session, new = self._scene.session, self._moved()
        old_ms = None if self._event.end_ms is None else self._event.end_ms - self._event.start_ms
        if new.end_ms is None or new.end_ms - new.start_ms == old_ms:
            session.do(lambda: commands.move(session.coding, session.codebook, new.id, new.start_ms))
        else:
            times = {"start_ms": new.start_ms, "end_ms": new.end_ms}
            session.do(lambda: commands.trim(session.coding, session.codebook, new.id, **times))


class MoveBoundary(Retime):
    """Moves the moment at which two states of a channel meet; with Alt only the edge that was gripped."""

    def __init__(self, scene: Scene, x: float, earlier: Event, later: Event, *, grips_later: bool) -> None:
        self._events, self._gripped = (earlier, later), int(grips_later)
        session = scene.session
        end_ms = session.duration_ms if later.end_ms is None else later.end_ms
        self._low, self._high = session.frame_after(earlier.start_ms), session.frame_ms(end_ms - 1)
        self._is_alone = False
        targets = targets_for(scene, earlier, later)
        super().__init__(
            scene, x, later.start_ms, (self._low, self._high), below(scene, self._events[self._gripped]), targets
        )

    def move(self, at: QPointF, *, free: bool) -> None:
        """Bring the boundary to where the mouse is; an edge on its own cannot go into its neighbour."""
        self._is_alone = free
        alone = (self._from_ms, self._high) if self._gripped else (self._low, self._from_ms)
        self._limits_ms = alone if free else (self._low, self._high)
        super().move(at, free=free)

    def _moved(self) -> tuple[Event, ...]:
        moved = (replace(self._events[0], end_ms=self.at_ms), replace(self._events[1], start_ms=self.at_ms))
        return moved[self._gripped : self._gripped + 1] if self._is_alone else moved

    def _show(self) -> None:
        self._preview(*self._moved())

    def _do(self) -> None:
        session, at_ms = self._scene.session, self.at_ms
        earlier, later = self._events
        if not self._is_alone:
            session.do(lambda: several.move_boundary(session.coding, session.codebook, earlier.id, later.id, at_ms))
        elif self._gripped:
            session.do(lambda: commands.trim(session.coding, session.codebook, later.id, start_ms=at_ms))
        else:
            session.do(lambda: commands.trim(session.coding, session.codebook, earlier.id, end_ms=at_ms))


class MoveMark(Retime):
    """Moves the boundary between two episodes; it stays between its neighbours."""

    def __init__(self, scene: Scene, x: float, mark: EpisodeMark) -> None:
        self._mark = mark
        session = scene.session
        others = [one.start_ms for one in scene.marks if one.id != mark.id]
        before = max((ms for ms in others if ms < mark.start_ms), default=None)
        after = min((ms for ms in others if ms > mark.start_ms), default=None)
        low = 0 if before is None else session.frame_after(before)
        high = session.duration_ms if after is None else session.frame_ms(after - 1)
        targets = targets_for(scene)
        targets = targets[targets != mark.start_ms]
        super().__init__(scene, x, mark.start_ms, (low, high), scene.lanes.episodes.bottom, targets)

    def _show(self) -> None:
        self._scene.preview_mark = replace(self._mark, start_ms=self.at_ms)

    def _do(self) -> None:
        self._scene.session.move_episode(self._mark.episode, self.at_ms)


def channel_room(scene: Scene, event: Event) -> tuple[int, int]:
    """Return the stretch in which an event may lie without overlapping others of its channel."""
    session, code = scene.session, scene.code(event)
    if code is None or code.is_point:
        return 0, session.duration_ms
    others = session.coding.events_of(one.id for one in session.codebook.state_channels[code.channel_id])
    ends = [one.end_ms for one in others if one.end_ms is not None and one.end_ms <= event.start_ms]
    starts = [one.start_ms for one in others if one.id != event.id and one.start_ms > event.start_ms]
    return max(ends, default=0), min(starts, default=session.duration_ms)


def targets_for(scene: Scene, *events: Event) -> Times:
    """Return what attracts a moment of events that are dragged: edges of others, episodes, playhead, both ends."""
    edges = scene.tracks.edges(without=events)
    marks = [edge for span in scene.spans for edge in (span.start_ms, span.end_ms)]
    others = np.array([*marks, scene.session.position_ms, 0, scene.session.duration_ms], np.int64)
    return np.concatenate((edges, others))


def below(scene: Scene, event: Event) -> float:
    """Return the y under the track of an event."""
    lane = scene.lanes.track(event.code)
    return 0.0 if lane is None else lane.bottom
