"""A list of lines that leaves the keyboard to the player."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from ui.theme import current_theme


class LinesView(QListView):
    """One line an entry; says something where there is none. Only Tab brings the keys to it, never a click."""

    def __init__(self, empty: str) -> None:
        super().__init__()
        self._empty = empty
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setContentsMargins(8, 4, 8, 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say that there is nothing, where there is nothing."""
        super().paintEvent(event)
        if self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(current_theme().dim))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self._empty)
