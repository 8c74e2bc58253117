"""What happens between press and release: a preview and a moving picture, and on release one Edit at most."""

from typing import Protocol

from PySide6.QtCore import QPointF, QRectF

from ui.coding.timeline.lanes import Lane
from ui.coding.timeline.overview import overview_ms, window_rect
from ui.coding.timeline.scene import Scene


class Drag(Protocol):
    """A drag that is under way."""

    def move(self, at: QPointF, *, free: bool) -> None:
        """Follow the mouse; free says that nothing attracts and nothing comes along (Alt is held)."""

    def finish(self) -> None:
        """The button was released: keep what was done."""

    def cancel(self) -> None:
        """Put everything back."""


class Scrub:
    """Takes the recording along with the mouse."""

    def __init__(self, scene: Scene, x: float) -> None:
        self._scene, self._before_ms = scene, scene.session.position_ms
        self.move(QPointF(x, 0), free=True)

    def move(self, at: QPointF, *, free: bool) -> None:  # noqa: ARG002  every frame is allowed
        """Show the frame under the mouse."""
        view = self._scene.view
        self._scene.session.scrub(round(view.ms_at(min(max(at.x(), view.left), view.right))))

    def finish(self) -> None:
        """Stay where the mouse was released."""
        self._scene.session.end_scrub()

    def cancel(self) -> None:
        """Go back to the frame from before."""
        self._scene.session.end_scrub()
        self._scene.session.jump(self._before_ms)


class DragLoop:
    """Draws the stretch that is repeated, from a moment to where the mouse is."""

    def __init__(self, scene: Scene, from_ms: int) -> None:
        self._scene, self._from_ms, self._before = scene, from_ms, scene.loop
        self._before_ms = scene.session.position_ms

    def move(self, at: QPointF, *, free: bool) -> None:  # noqa: ARG002  every frame is allowed
        """Bring the other end to the frame under the mouse, and show that frame."""
        scene, view = self._scene, self._scene.view
        to_ms = scene.session.frame_ms(view.ms_at(min(max(at.x(), view.left), view.right)))
        first, last = min(self._from_ms, to_ms), max(self._from_ms, to_ms)
        scene.loop = (first, last) if first < last else None
        scene.session.scrub(to_ms)

    def finish(self) -> None:
        """Keep the stretch; without a length there is none."""
        self._scene.session.end_scrub()

    def cancel(self) -> None:
        """Repeat what was repeated before."""
        self._scene.loop = self._before
        self._scene.session.end_scrub()
        self._scene.session.jump(self._before_ms)


class PanOverview:
    """Moves the stretch that is shown with the frame in the overview; a press beside the frame brings it there."""

    def __init__(self, scene: Scene, x: float) -> None:
        self._scene, self._before = scene, scene.view
        frame = window_rect(scene)
        self._grip = x - frame.center().x() if frame.left() <= x <= frame.right() else 0.0
        self.move(QPointF(x, 0), free=True)

    def move(self, at: QPointF, *, free: bool) -> None:  # noqa: ARG002  there is nothing to snap to
        """Bring the frame under the mouse."""
        self._scene.view = self._scene.view.turned_to(overview_ms(self._scene, at.x() - self._grip), 0.5)

    def finish(self) -> None:
        """Keep the view."""

    def cancel(self) -> None:
        """Take the view back."""
        self._scene.view = self._before


class PanTracks:
    """Moves the view as if the paper were pulled."""

    def __init__(self, scene: Scene, x: float) -> None:
        self._scene, self._before, self._held_ms = scene, scene.view, scene.view.ms_at(x)

    def move(self, at: QPointF, *, free: bool) -> None:  # noqa: ARG002  there is nothing to snap to
        """Keep under the mouse what was there."""
        view = self._scene.view
        self._scene.view = view.scrolled(self._held_ms - view.ms_at(at.x()))

    def finish(self) -> None:
        """Keep the view."""

    def cancel(self) -> None:
        """Take the view back."""
        self._scene.view = self._before


class Band:
    """Draws a rectangle around events, which are selected along with what was."""

    def __init__(self, scene: Scene, at: QPointF) -> None:
        self._scene, self._before = scene, list(scene.session.selected_ids)
        self._from_ms, self._from_y = scene.view.ms_at(at.x()), at.y() + scene.lanes.scroll

    def move(self, at: QPointF, *, free: bool) -> None:  # noqa: ARG002  there is nothing to snap to
        """Select what the rectangle touches."""
        scene = self._scene
        left, right = sorted((scene.view.x_of(self._from_ms), min(max(at.x(), scene.view.left), scene.view.right)))
        top, bottom = sorted((self._from_y - scene.lanes.scroll, at.y()))
        scene.band = QRectF(left, top, right - left, bottom - top)
        codes = [lane.code.id for lane in scene.lanes.tracks if lane.code and lane.top < bottom and top < lane.bottom]
        found = scene.tracks.within(codes, scene.view.ms_at(left), scene.view.ms_at(right))
        scene.session.select_many([*self._before, *found])

    def finish(self) -> None:
        """Keep the selection."""
        self._scene.band = None

    def cancel(self) -> None:
        """Select what was selected before."""
        self._scene.band = None
        self._scene.session.select_many(self._before)


class MoveRow:
    """Takes a track, or a group of them, to another place among its like."""

    def __init__(self, scene: Scene, *, code_id: str = "", group: str = "") -> None:
        self._scene, self._code_id, self._group = scene, code_id, group
        self._to = scene.arrangement

    def move(self, at: QPointF, *, free: bool) -> None:  # noqa: ARG002  there is nothing to snap to
        """Show where the row would go."""
        scene, codebook = self._scene, self._scene.session.codebook
        alike = [lane for lane in scene.lanes.rows if self._is_alike(lane)]
        below = next((lane for lane in alike if at.y() < lane.middle), None)
        scene.row_guide_y = below.top if below is not None else alike[-1].bottom
        if self._code_id:
            before = below.code.id if below is not None and below.code is not None else ""
            self._to = scene.arrangement.with_code(codebook, self._code_id, before)
        else:
            self._to = scene.arrangement.with_group(codebook, self._group, below.name if below is not None else "")

    def finish(self) -> None:
        """Leave the row there."""
        self._scene.row_guide_y = None
        self._scene.arrangement = self._to

    def cancel(self) -> None:
        """Leave the row where it was."""
        self._scene.row_guide_y = None

    def _is_alike(self, lane: Lane) -> bool:
        if lane.code is None or not self._code_id:
            return lane.kind == "caption" and not self._code_id
        return lane.code.group == self._scene.session.codebook.code_by_id[self._code_id].group
