"""A small table in a form: the anchors of a scale, the values of a modifier, the terms of a score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ui.typed import typed_number, written_number
from ui.widgets.number_field import NumberField
from ui.widgets.parts import button, column, label, row

Row = dict[str, Any]
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class FieldColumn:
    """One column: the field of the file, what the head says, and how its text is read.

    width is in px; 0 takes what is left. What is optional is left out of the file where it is empty;
    fresh is what a new row has there, and unit what a number counts.
    """

    field: str
    title: str
    kind: Literal["text", "number", "list"] = "text"
    width: int = 0
    optional: bool = False
    fresh: str = ""
    unit: str = ""


class RowsEditor(QWidget):
    """Rows that can be typed into, added, taken away and moved."""

    edited = Signal(list)
    """The rows after a change, as the file has them."""

    def __init__(self, name: str, columns: Sequence[FieldColumn]) -> None:
        super().__init__()
        self._columns = tuple(columns)
        self._rows: list[Row] = []
        self._is_showing = False
        self.table = QTableWidget(0, len(columns))
        self.table.setAccessibleName(name)
        self.table.setHorizontalHeaderLabels([one.title for one in columns])
        self.table.verticalHeader().hide()
        self.table.setWordWrap(True)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._size_columns()
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.horizontalHeader().geometriesChanged.connect(self._fit)
        self._buttons = [
            button("Add row", self._add, "quiet", "add"),
            button("Delete row", self._delete, "quiet"),
            button("Up", lambda: self._move(-1), "quiet"),
            button("Down", lambda: self._move(1), "quiet"),
        ]
        for one in self._buttons:
            one.setAccessibleName(f"{name}: {one.text()}")
        self.table.itemChanged.connect(self._take)
        self.said = label("", "danger", wrap=True)
        self.said.hide()
        for number, head in enumerate(self._columns):
            if head.kind == "number":
                self.table.setItemDelegateForColumn(number, _NumberCells(head, self.said, self.table))
        self.setLayout(column(self.table, self.said, row(*self._buttons, None, spacing=4), spacing=4))

    def show_value(self, rows: Sequence[Mapping[str, Any]] | None) -> None:
        """Show rows as the file has them."""
        self._is_showing = True
        self._rows = [dict(one) for one in rows or ()]
        self.table.setRowCount(len(self._rows))
        for place, one in enumerate(self._rows):
            for number, head in enumerate(self._columns):
                item = QTableWidgetItem(_written(one.get(head.field)))
                item.setToolTip(item.text())
                self.table.setItem(place, number, item)
        self._fit()
        self._is_showing = False

    def set_read_only(self, *, read_only: bool) -> None:
        """Let the rows be read only."""
        triggers = QAbstractItemView.EditTrigger
        editing = triggers.DoubleClicked | triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.SelectedClicked
        self.table.setEditTriggers(triggers.NoEditTriggers if read_only else editing)
        for one in self._buttons:
            one.setVisible(not read_only)

    def _size_columns(self) -> None:
        header = self.table.horizontalHeader()
        for number, one in enumerate(self._columns):
            if one.width:
                self.table.setColumnWidth(number, one.width)
            else:
                header.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the rows to the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.table.resizeRowsToContents()
        heights = sum(self.table.rowHeight(place) for place in range(self.table.rowCount()))
        self.table.setFixedHeight(heights + self.table.horizontalHeader().sizeHint().height() + 6)

    def _take(self, item: QTableWidgetItem) -> None:
        if self._is_showing:
            return
        head = self._columns[item.column()]
        rows = [dict(one) for one in self._rows]
        value = _read(item.text(), head)
        if value is None:
            rows[item.row()].pop(head.field, None)
        else:
            rows[item.row()][head.field] = value
        self.edited.emit(rows)

    def _add(self) -> None:
        empty = {"number": 0, "list": [], "text": ""}
        fresh: Row = {one.field: one.fresh or empty[one.kind] for one in self._columns if not one.optional}
        place = self.table.currentRow() + 1 if self.table.currentRow() >= 0 else len(self._rows)
        self.edited.emit([*self._rows[:place], fresh, *self._rows[place:]])
        self.table.setCurrentCell(place, 0)
        self.table.setFocus()

    def _delete(self) -> None:
        place = self.table.currentRow()
        if place >= 0:
            self.edited.emit([*self._rows[:place], *self._rows[place + 1 :]])

    def _move(self, by: int) -> None:
        place, to = self.table.currentRow(), self.table.currentRow() + by
        if place >= 0 and 0 <= to < len(self._rows):
            rows = list(self._rows)
            rows[place], rows[to] = rows[to], rows[place]
            self.edited.emit(rows)
            self.table.setCurrentCell(to, max(0, self.table.currentColumn()))


class _NumberCells(QStyledItemDelegate):
    """Cells of numbers: what is no number is refused in words below the table, and the cell stays as it was."""

    def __init__(self, head: FieldColumn, said: QLabel, table: QTableWidget) -> None:
        super().__init__(table)
        self._head, self._said = head, said

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index) -> QWidget:
        """A field for a number; Tab and Enter leave it, as in every cell."""
        self._said.hide()
        made = NumberField(self._head.title, self._head.unit, decimals=None)
        made.setParent(parent)
        made.setStyleSheet("padding: 0 3px; border-radius: 0")
        return made

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Begin with what the cell holds."""
        assert isinstance(editor, NumberField), "made above"
        editor.show_value(str(index.data(Qt.ItemDataRole.EditRole)))
        editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take the number, or say why it is none."""
        assert isinstance(editor, NumberField), "made above"
        before = index.data(Qt.ItemDataRole.EditRole)
        if editor.text() == before:
            return
        if editor.check():
            model.setData(index, editor.text())
        else:
            self._said.setText(f"“{editor.text()}” was not taken. {editor.complaint.text()}")
            self._said.show()


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return written_number(value) if isinstance(value, float) else str(value)


def _read(text: str, head: FieldColumn) -> Any:
    text = text.strip()
    if head.kind == "list":
        return [part.strip() for part in text.split(",") if part.strip()] or (None if head.optional else [])
    if head.kind == "number":
        number = typed_number(text)
        assert number is not None, "the field of the cell lets nothing else through"
        return float(number)
    return None if head.optional and not text else text
