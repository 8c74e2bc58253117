"""The picture of the timeline: what stands still is kept and only painted again where it was spoiled."""

from collections.abc import Collection

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter

from ui.coding.timeline.lanes import Lane
from ui.coding.timeline.layer import Layer
from ui.coding.timeline.look import Look
from ui.coding.timeline.overlay import paint_moving
from ui.coding.timeline.overview import SmallEvents, paint_overview
from ui.coding.timeline.paint import paint_still
from ui.coding.timeline.scene import Scene


class Canvas:
    """Paints a scene.

    Attributes:
        ratio: device pixels a pixel of the screen it is painted on.
    """

    def __init__(self, scene: Scene, ratio: float) -> None:
        self._scene, self.ratio = scene, ratio
        self._look: Look | None = None
        self._still = Layer(self._paint_still)
        self._small = SmallEvents(scene)

    @property
    def look(self) -> Look:
        """Fonts and colours."""
        if self._look is None or self._look.ratio != self.ratio:
            self._look = Look.now(self._scene.session.codebook, self.ratio)
        return self._look

    def paint(self, painter: QPainter, rect: QRect, size: QSize) -> None:
        """Copy what stands still into rect and paint over it what moves."""
        self._still.draw(painter, rect, size, self.ratio)
        paint_moving(painter, self._scene, self.look)

    def change_look(self) -> None:
        """Take the theme and the font that the application has now."""
        self._look = None
        self._small.spoil()

    def change_size(self) -> None:
        """Paint everything for another size."""
        self._small.spoil()
        self.spoil()

    def spoil(self) -> None:
        """Paint everything again."""
        self._still.spoil()

    def spoil_rows(self, codes: Collection[str]) -> None:
        """Paint again the tracks of some codes, and the overview."""
        scene = self._scene
        self._small.spoil(codes)
        self._spoil_lane(scene.lanes.overview)
        for code in codes:
            self._still.spoil(scene.row_rect(code) & scene.body_rect())

    def spoil_aside(self) -> None:
        """Paint again segments and intervals."""
        self._spoil_lane(self._scene.lanes.segments)
        self._spoil_lane(self._scene.lanes.intervals)

    def _spoil_lane(self, lane: Lane) -> None:
        if lane.height:
            self._still.spoil(QRect(0, lane.top, self._scene.size[0], lane.height))

    def _paint_still(self, painter: QPainter, rect: QRect) -> None:
        paint_still(painter, self._scene, self.look, rect)
        if rect.bottom() >= self._scene.lanes.overview.top:
            paint_overview(painter, self._scene, self.look, self._small.picture(self.look))
