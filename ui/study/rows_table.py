"""A plain table of rows for the pages that put a study right: what is in the bin, in another copy, in a CSV table."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from ui.theme import current_theme
from ui.widgets.parts import name_field
from ui.widgets.tables import make_quiet

_ROW_HEIGHT = 30
_BOX_ROOM, _WIDEST = 36, 320


class RowsTable(QTableWidget):
    """Rows of text, of which whole rows are chosen, or ticked.

    Args:
        name: what it is called.
        headings: of its columns.
        wide: the column that takes the room that is left.
        ticked: whether each row has a box.
    """

    def __init__(self, name: str, headings: Sequence[str], wide: int, *, ticked: bool = False) -> None:
        super().__init__(0, len(headings))
        self._ticked = ticked
        name_field(self, name)
        make_quiet(self)
        self.setHorizontalHeaderLabels(list(headings))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
        if ticked:
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def show_rows(self, rows: Sequence[Sequence[str]], off: Sequence[int] = ()) -> None:
        """Show other rows; those that are off are dim, and cannot be ticked. The others are ticked."""
        self.setRowCount(len(rows))
        for number, cells in enumerate(rows):
            for place, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if number in off:
                    item.setForeground(QColor(current_theme().dim))
                elif self._ticked and place == 0:
                    item.setCheckState(Qt.CheckState.Checked)
                self.setItem(number, place, item)
        if self._ticked:
            self.resizeColumnToContents(0)
            self.setColumnWidth(0, min(self.columnWidth(0) + _BOX_ROOM, _WIDEST))  # Qt does not count the boxes
        if rows:
            self.selectRow(0)

    @property
    def ticked(self) -> list[int]:
        """The rows whose boxes are ticked, from 0."""
        heads = [(number, self.item(number, 0)) for number in range(self.rowCount())]
        return [number for number, one in heads if one is not None and one.checkState() == Qt.CheckState.Checked]
