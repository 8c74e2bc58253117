"""A page of rows: a title, what they are, perhaps fields that choose among them, and what can be done."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QHeaderView, QLineEdit, QTableView, QVBoxLayout, QWidget

from ui.widgets.parts import button, column, label, name_field, on_escape, row
from ui.widgets.tables import OwnKeys, make_quiet

_Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()
_MARGIN = 20


class RowsModel(QAbstractTableModel):
    """Rows of text."""

    def __init__(self, heads: Sequence[str]) -> None:
        super().__init__()
        self._heads = tuple(heads)
        self.rows: Sequence[tuple[str, ...]] = []

    def show_rows(self, rows: Sequence[tuple[str, ...]]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = _TOP) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _TOP) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._heads)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Return the text of a cell, which is also its tip."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.rows[index.row()][index.column()]
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        """Return the head of a column."""
        is_head = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._heads[section] if is_head else None


class RowsPage(QWidget):
    """A page of rows.

    Args:
        title: what they are.
        about: a sentence on them.
        columns: the head of each column, and how wide it is in pixels; 0 takes what is left.
        fields: what is typed to choose among the rows: a name for each field, and what stands in it while it is empty.
        buttons: what can be done, beside going back.
    """

    left = Signal()
    asked = Signal()
    """Other rows are wanted: something was typed into a field and Enter pressed, or the field left."""

    def __init__(
        self,
        title: str,
        about: str,
        columns: Sequence[tuple[str, int]],
        fields: Sequence[tuple[str, str]] = (),
        buttons: Sequence[tuple[str, Callable[[], object]]] = (),
    ) -> None:
        super().__init__()
        on_escape(self, self.left.emit)
        self.model, self.table = RowsModel([head for head, _ in columns]), QTableView()
        self.table.setModel(self.model)
        make_quiet(self.table)
        self.table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        OwnKeys(self.table)
        name_field(self.table, title)
        head = self.table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for number, (_, width) in enumerate(columns):
            if width:
                head.resizeSection(number, width)
            else:
                head.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)
        self.count = label("", "dim")
        self.fields = {name: QLineEdit() for name, _ in fields}
        for name, hint in fields:
            name_field(self.fields[name], name)
            self.fields[name].setPlaceholderText(hint)
            self.fields[name].editingFinished.connect(self.asked)
        made = [button(text, do) for text, do in buttons]
        choose = [row(*self.fields.values(), spacing=8)] if fields else []
        layout = column(
            row(label(title, "title"), None, *made, button("Back", self.left.emit)),
            label(about, "dim", wrap=True),
            *choose,
            self.table,
            self.count,
            spacing=10,
            margins=(_MARGIN, _MARGIN, _MARGIN, _MARGIN // 2),
        )
        assert isinstance(layout, QVBoxLayout)
        self.setLayout(layout)

    def show_rows(self, rows: Sequence[tuple[str, ...]], said: str) -> None:
        """Show rows, and say below how many they are."""
        self.model.show_rows(rows)
        self.count.setText(said)
