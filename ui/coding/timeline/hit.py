"""What lies under the mouse. Pure geometry, no window."""

from collections.abc import Iterable
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
Part = RowPart | Literal["ruler", "boundary", "episodes", "sound", "overview", "outside"]


@dataclass(frozen=True, slots=True)
class Hit:
    """A part of the timeline; with the event, the code, the group or the episode whose mark it is, where it has one."""

    part: Part
    event_id: str = ""
    code_id: str = ""
    episode: str = ""
    group: str = ""

    @property
    def is_event(self) -> bool:
        """Whether it is an event, or the edge of one."""
        return bool(self.event_id)

    @property
    def is_edge(self) -> bool:
        """Whether dragging it sideways moves a boundary."""
        return self.part in ("start", "end", "boundary")


@dataclass(frozen=True, slots=True)
class Ground:
    """Where everything lies.

    Attributes:
        view: the horizontal geometry.
        lanes: the vertical geometry.
        tracks: the events.
        marks: the episode marks that may be dragged.
        now_ms: where the playhead is, up to which a running state is drawn.
    """

    view: View
    lanes: Lanes
    tracks: Tracks
    marks: Iterable[EpisodeMark]
    now_ms: int


def hit_at(x: float, y: float, ground: Ground) -> Hit:
    """Return what lies at (x, y), in px from the top left of the widget."""
    view, lanes = ground.view, ground.lanes
    lane = lanes.at(y)
    if lane is None:
        return Hit("outside")
    if x < view.left and lane.group is not None:
        return Hit("caption", group=lane.group.name)
    if x < view.left:
        return Hit("name", code_id=lane.code.id if lane.code else "")
    if lane.kind == "episodes":
        return _boundary(x, view, ground.marks) or Hit("episodes")
    if lane.kind == "track" and lane.code is not None:
        return _event(x, ground, lane, ground.tracks[lane.code.id]) or Hit("empty", code_id=lane.code.id)
    parts: dict[str, Part] = {"ruler": "ruler", "sound": "sound", "spectrum": "sound", "overview": "overview"}
    return Hit(parts.get(lane.kind, "empty"))


def _boundary(x: float, view: View, marks: Iterable[EpisodeMark]) -> Hit | None:
    near = [(abs(view.x_of(mark.start_ms) - x), mark.episode) for mark in marks]
    distance, episode = min(near, default=(EDGE_PX + 1.0, ""))
    return Hit("boundary", episode=episode) if distance <= EDGE_PX else None


def _event(x: float, ground: Ground, lane: Lane, track: Track) -> Hit | None:
    assert lane.code is not None
    view = ground.view
    reach = POINT_PX if lane.code.is_point else EDGE_PX
    seen = track.between(view.ms_at(x - reach), view.ms_at(x + reach))
    best: tuple[float, Hit] | None = None
    for place in range(seen.start, seen.stop):
        start_ms, end_ms = int(track.starts[place]), int(track.ends[place])
        left, right = view.x_of(start_ms), view.x_of(max(ground.now_ms, start_ms) if end_ms == RUNNING else end_ms)
        distance = max(left - x, x - right, 0.0)
        if distance <= reach and (best is None or distance < best[0]):
            part = "body" if lane.code.is_point else _part(x, left, right, is_running=end_ms == RUNNING)
            best = distance, Hit(part, track.id_at(place), lane.code.id)
    return best[1] if best else None


def _part(x: float, left: float, right: float, *, is_running: bool) -> Part:
    # Inside, a third of a narrow bar stays its body.
    inside = min(EDGE_PX, (right - left) / 3)
    if x < left + inside:
        return "start"
    return "end" if x > right - inside and not is_running else "body"
