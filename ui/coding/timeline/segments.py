"""Drags of what was set aside to be coded later: a segment as a whole, or one of its ends."""

import numpy as np
from msgspec.structs import replace

from annotator.model.commands.segments import retime_segment
from annotator.model.items import Segment
from ui.coding.timeline.hit import Part
from ui.coding.timeline.retime import Retime, targets_for
from ui.coding.timeline.scene import Scene


class MoveSegment(Retime):
    """Moves a segment or the end that was gripped; it stays between its neighbours."""

    def __init__(self, scene: Scene, x: float, segment: Segment, part: Part) -> None:
        self._segment, self._part = segment, part
        session = scene.session
        low, high = room_of(scene, segment)
        end_ms = high if segment.end_ms is None else segment.end_ms
        limits = {
            "start": (low, session.frame_ms(end_ms - 1)),
            "end": (session.frame_after(segment.start_ms), high),
            "body": (low, max(low, high - (end_ms - segment.start_ms))),
        }
        targets = targets_for(scene)
        if part == "body":
            targets = np.concatenate((targets, targets - (end_ms - segment.start_ms)))
        at_ms = end_ms if part == "end" else segment.start_ms
        super().__init__(scene, x, at_ms, limits[part], scene.lanes.segments.bottom, targets)

    def _moved(self) -> Segment:
        segment, near = self._segment, self._scene.session.frame_near
        if self._part == "end":
            return replace(segment, end_ms=self.at_ms)
        if self._part == "start" or segment.end_ms is None:
            return replace(segment, start_ms=self.at_ms)
        start_ms = near(self.at_ms)
        return replace(segment, start_ms=start_ms, end_ms=near(segment.end_ms + self.at_ms - segment.start_ms))

    def _show(self) -> None:
        self._scene.preview_segment = self._moved()

    def _do(self) -> None:
        session, moved = self._scene.session, self._moved()
        session.do(lambda: retime_segment(session.coding, moved.id, moved.start_ms, moved.end_ms))


def room_of(scene: Scene, segment: Segment) -> tuple[int, int]:
    """Return the stretch in which a segment may lie without overlapping another."""
    others = [one for one in scene.session.coding.segments if one.id != segment.id]
    ends = [one.end_ms for one in others if one.end_ms is not None and one.end_ms <= segment.start_ms]
    starts = [one.start_ms for one in others if one.start_ms > segment.start_ms]
    return max(ends, default=0), min(starts, default=scene.session.duration_ms)
