"""The bar at the right of the tracks, while not all of them are in sight."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QScrollBar, QWidget

from ui.coding.timeline.lanes import TRACK_MAX, Lanes

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
