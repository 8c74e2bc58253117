"""What lies under the mouse. Pure geometry, no window."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from annotator.model.items import EpisodeMark
from ui.coding.timeline.lanes import Lane, Lanes
from ui.coding.timeline.tracks import RUNNING, Track, Tracks
from ui.coding.timeline.view import View

EDGE_PX = 5
"""How far from an edge the mouse still grips it, outside the bar."""
POINT_PX = 6
"""Half the width of a point's mark."""

RowPart = Literal["name", "caption", "start", "end", "body", "empty"]
RulerPart = Literal["ruler", "loop_start", "loop_end"]
Part = RowPart | RulerPart | Literal["boundary", "episodes", "sound", "interval", "overview", "outside"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A part of the timeline; with the event, segment, code, group or episode mark that lies there, where one does."""

    part: Part
    event_id: str = ""
    code_id: str = ""
    episode: str = ""
    group: str = ""
    segment_id: str = ""

    @property
    def is_event(self) -> bool:
        """Whether it is an event, or the edge of one."""
        return bool(self.event_id)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where everything lies.

    Attributes:
        view: the horizontal geometry.
        lanes: the vertical geometry.
        tracks: the events.
        segments: what was set aside to be coded later.
        marks: the episode marks that may be dragged.
        loop: the stretch that is repeated, [start_ms, end_ms).
        now_ms: where the playhead is, up to which a running state is drawn.
    """

    view: View
    lanes: Lanes
    tracks: Tracks
    segments: Track
    marks: Iterable[EpisodeMark]
    loop: tuple[int, int] | None
    now_ms: int


def hit_at(x: float, y: float, ground: Ground) -> Hit:
    """Return what lies at (x, y), in px from the top left of the widget."""
    lane = ground.lanes.at(y)
    if lane is None:
        return Hit("outside")
    if x >= ground.view.left:
        return _ON_LANE.get(lane.kind, _on_other)(x, ground, lane)
    if lane.group is not None:
        return Hit("caption", group=lane.group.name)
    return Hit("name", code_id=lane.code.id if lane.code else "")


def _on_ruler(x: float, ground: Ground, _lane: Lane) -> Hit:
    edges: tuple[RulerPart, RulerPart] = ("loop_start", "loop_end")
    near = (
        part for part, ms in zip(edges, ground.loop or (), strict=False) if abs(ground.view.x_of(ms) - x) <= EDGE_PX
    )
    return Hit(next(near, "ruler"))


def _on_episodes(x: float, ground: Ground, _lane: Lane) -> Hit:
    near = [(abs(ground.view.x_of(mark.start_ms) - x), mark.episode) for mark in ground.marks]
    distance, episode = min(near, default=(EDGE_PX + 1.0, ""))
    return Hit("boundary", episode=episode) if distance <= EDGE_PX else Hit("episodes")


def _on_segments(x: float, ground: Ground, _lane: Lane) -> Hit:
    found = _nearest(x, ground, ground.segments, is_point=False)
    return Hit("empty") if found is None else Hit(found[0], segment_id=found[1])


def _on_track(x: float, ground: Ground, lane: Lane) -> Hit:
    assert lane.code is not None
    found = _nearest(x, ground, ground.tracks[lane.code.id], is_point=lane.code.is_point)
    return Hit("empty", code_id=lane.code.id) if found is None else Hit(found[0], found[1], lane.code.id)


def _on_other(_x: float, _ground: Ground, lane: Lane) -> Hit:
    parts: dict[str, Part] = {"sound": "sound", "spectrum": "sound", "intervals": "interval", "overview": "overview"}
    return Hit(parts.get(lane.kind, "empty"))


_ON_LANE: dict[str, Callable[[float, Ground, Lane], Hit]] = {
    "ruler": _on_ruler,
    "episodes": _on_episodes,
    "segments": _on_segments,
    "track": _on_track,
}


def _nearest(x: float, ground: Ground, track: Track, *, is_point: bool) -> tuple[RowPart, str] | None:
    """Return the part of the nearest item within reach, and its id."""
    view = ground.view
    reach = POINT_PX if is_point else EDGE_PX
    seen = track.between(view.ms_at(x - reach), view.ms_at(x + reach))
    best: tuple[float, RowPart, str] | None = None
    for place in range(seen.start, seen.stop):
        start_ms, end_ms = int(track.starts[place]), int(track.ends[place])
        left, right = view.x_of(start_ms), view.x_of(max(ground.now_ms, start_ms) if end_ms == RUNNING else end_ms)
        distance = max(left - x, x - right, 0.0)
        if distance <= reach and (best is None or distance < best[0]):
            part: RowPart = "body" if is_point else _part(x, left, right, is_running=end_ms == RUNNING)
            best = distance, part, track.id_at(place)
    return best[1:] if best else None


def _part(x: float, left: float, right: float, *, is_running: bool) -> RowPart:
    # Inside, a third of a narrow bar stays its body.
    inside = min(EDGE_PX, (right - left) / 3)
    if x < left + inside:
        return "start"
    return "end" if x > right - inside and not is_running else "body"
