"""What tells of tracks that are not in sight: the bar at their right, and how many are hidden."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QPushButton, QScrollBar, QWidget

from ui.coding.timeline.lanes import TRACK_MAX, Lanes
from ui.coding.timeline.scene import Scene

WIDTH = 11


class RowsBar(QScrollBar):
    """Says how far the tracks are scrolled; dragging it scrolls them."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setAccessibleName("Scroll the tracks")
        self.setToolTip("Scroll the tracks (Shift+wheel, or the wheel over their names)")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setSingleStep(TRACK_MAX)
        self.hide()

    def show_lanes(self, lanes: Lanes, right: int) -> None:
        """Stand beside the rows, up to x = right, as they are now; hide where all of them are seen."""
        room = lanes.body_bottom - lanes.body_top
        self.setVisible(lanes.scroll_max > 0 and room > 0)
        self.setGeometry(QRect(right - WIDTH, lanes.body_top, WIDTH, max(room, 0)))
        self.blockSignals(True)
        self.setRange(0, lanes.scroll_max)
        self.setPageStep(max(room, 1))
        self.setValue(lanes.scroll)
        self.blockSignals(False)


class HiddenTracks(QPushButton):
    """Says at the left of the overview how many tracks are hidden; a click shows them again."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "link")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()

    def show_lanes(self, scene: Scene, font: QFont) -> None:
        """Stand where the names of the tracks end; hide where no track is hidden."""
        codes, lane = scene.hidden, scene.lanes.overview
        self.setVisible(bool(codes) and lane.height > 0)
        self.setFont(font)
        self.setText(f"{len(codes)} hidden")
        self.setToolTip(f"Show {', '.join(code.name for code in codes)} again (Alt+Shift+H)")
        width = self.sizeHint().width()
        self.setGeometry(scene.view.left - width - 4, lane.top + 1, width, lane.height - 1)
