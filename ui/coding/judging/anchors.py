"""The points of a scale and what each means; a click gives one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from annotator.model.codebook.scales import Anchor
from ui.coding.judging.points import Points
from ui.widgets.elided import Elided
from ui.widgets.parts import label, row

_POINT_WIDTH = 24
_ANY = 16_777_215
"""As high as Qt lets a widget be."""
NOT_RATABLE = "not ratable"


class Anchors(QWidget):
    """Lists the whole points from the highest down, each with its own short words or the lab's licensed text."""

    clicked = Signal(object)
    """The coder clicks a point, or None for "not ratable"."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[AnchorRow] = []
        self._is_whole = False
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self.setAccessibleName("What the points mean")

    def show_scale(self, points: Points, anchors: Sequence[Anchor], *, not_ratable: bool) -> None:
        """Show another scale."""
        texts = {anchor.value: anchor.licensed_text or anchor.text for anchor in anchors}
        values = sorted({*range(points.lowest, points.highest + 1), *texts}, reverse=True)
        for made in self.rows:
            self._layout.removeWidget(made)
            made.deleteLater()
        self.rows = [AnchorRow(value, f"{value:g}", texts.get(value, "")) for value in values]
        if not_ratable:
            self.rows.append(AnchorRow(None, "N", NOT_RATABLE))
        for made in self.rows:
            made.clicked.connect(self.clicked)
            made.show_whole(whole=self._is_whole)
            self._layout.addWidget(made)

    def show_whole(self, *, whole: bool) -> None:
        """Show all words, on as many lines as they take, or one line each."""
        self._is_whole = whole
        for made in self.rows:
            made.show_whole(whole=whole)

    def show_value(self, value: float | None, *, is_set: bool) -> None:
        """Light the point that is given; a half lights both beside it."""
        for made in self.rows:
            both = (made.value, value)
            near = None not in both and abs(float(made.value or 0) - float(value or 0)) < 1
            made.light(is_set and (made.value is value or bool(near)))


class AnchorRow(QFrame):
    """One point with its words."""

    clicked = Signal(object)

    def __init__(self, value: float | None, point: str, text: str) -> None:
        super().__init__()
        self.value = value
        cap = label(point, "key")
        cap.setMinimumWidth(_POINT_WIDTH)
        cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words = Elided(text)
        self.words.setProperty("kind", "dim")
        self.setProperty("kind", "anchor")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{point} {text}".strip())
        laid = row(cap, self.words, spacing=8, margins=(5, 0, 5, 0))
        laid.setAlignment(cap, Qt.AlignmentFlag.AlignVCenter)
        laid.setStretch(1, 1)
        self.setLayout(laid)
        self._line = max(cap.sizeHint().height(), self.fontMetrics().height()) + 1
        self.setFixedHeight(self._line)

    def show_whole(self, *, whole: bool) -> None:
        """Show all of the words, or one line."""
        self.words.setWordWrap(whole)
        self.setMinimumHeight(self._line)
        self.setMaximumHeight(_ANY if whole else self._line)

    def light(self, is_on: bool) -> None:
        """Show whether this is the point that is given."""
        if self.property("on") == is_on:
            return
        self.setProperty("on", is_on)
        self.words.setProperty("kind", "" if is_on else "dim")
        for widget in (self, self.words):
            widget.style().unpolish(widget)
            widget.style().polish(widget)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Give the point."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(self.value)
