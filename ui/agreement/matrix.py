"""A confusion matrix on the screen, whose cells are clicked: rows coder A, columns coder B, none last."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.model.codebook import Codebook
from annotator.report.figures.description import Cell, Grid
from ui.theme import current_theme, mix, number_font, text_on
from ui.widgets.tables import OwnKeys, make_quiet, paint_ring, swatch

CodePair = tuple[str | None, str | None]
"""What coder A says and what coder B says; None is none."""

AGREE, DISAGREE = "#1f9e8f", "#d2552f"
"""Teal and vermilion: told apart with every common colour blindness. = and ≠ say the same without colour."""

_CELL = Qt.ItemDataRole.UserRole
_FOCUS = QStyle.StateFlag.State_HasFocus


class Matrix(QWidget):
    """Shows one channel; choosing a cell in which the coders differ filters the list of disagreements."""

    cell_chosen = Signal(object)
    """A CodePair in which the coders differ, or None for one in which they do not."""

    def __init__(self) -> None:
        super().__init__()
        self.heading = QLabel(margin=5)
        self.heading.setProperty("kind", "heading")
        self.table = _table()
        OwnKeys(
            self.table, cells=True, confirmed=lambda: self._tell(self.table.currentRow(), self.table.currentColumn())
        )
        self.note = QLabel(wordWrap=True, margin=6)
        self.note.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._codes: tuple[str | None, ...] = ()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.heading, self.table, self.note):
            layout.addWidget(part, 0 if part is self.heading else 1)
        self.table.cellClicked.connect(self._tell)

    def show_grid(self, grid: Grid, codes: Sequence[str | None], codebook: Codebook | None, tip: str = "") -> None:
        """Show a matrix.

        Args:
            grid: what stands in it.
            codes: ids of the codes, or classes, of its rows and columns; None is none.
            codebook: whose signs the codes have; None where they are no codes.
            tip: what a click does.
        """
        self.table.show()
        self.note.hide()
        self._codes = tuple(codes)
        about = f"{grid.title} · rows {grid.row_label}, columns {grid.column_label}"
        self.heading.setText(about)
        self.table.setAccessibleName(f"Confusion matrix of {about}")
        self.table.clear()
        self.table.setRowCount(len(grid.rows))
        self.table.setColumnCount(len(grid.columns))
        for place, (name, code) in enumerate(zip(grid.rows, codes, strict=True)):
            for header in (self.table.setVerticalHeaderItem, self.table.setHorizontalHeaderItem):
                item = QTableWidgetItem(name)
                item.setToolTip(name)
                if codebook is not None and code in codebook.code_by_id:
                    item.setIcon(swatch(codebook, code, 6))
                header(place, item)
        for row, line in enumerate(grid.cells):
            for column, cell in enumerate(line):
                if cell is not None:
                    self.table.setItem(row, column, _item(cell, tip))
        if self.table.currentRow() < 0:
            self.table.setCurrentCell(0, 0)  # else the keyboard would be nowhere

    @property
    def needed_height(self) -> int:
        """How high it is with all of its rows in sight."""
        header, rows = self.table.horizontalHeader().sizeHint().height(), self.table.verticalHeader().length()
        return self.heading.sizeHint().height() + header + rows + 4

    def say(self, heading: str, words: str) -> None:
        """Say in words why there is no matrix."""
        self.heading.setText(heading)
        self.note.setText(words)
        self.table.hide()
        self.note.show()

    def _tell(self, row: int, column: int) -> None:
        if row >= 0 and column >= 0:
            self.cell_chosen.emit(None if row == column else (self._codes[row], self._codes[column]))


class _CellPainter(QStyledItemDelegate):
    """Paints what stands in a cell on a tint that grows with it; = or ≠ says without colour what the colour says."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        theme, found = current_theme(), index.data(_CELL)
        assert isinstance(found, Cell), "a cell of the grid"
        color = AGREE if found.kind == "same" else DISAGREE
        ground = mix(theme.raised, color, 0.1 + 0.75 * found.shade) if found.shade else theme.raised
        cell = QRectF(option.rect).adjusted(1, 1, -1, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(cell, 4, 4)
        _write(painter, cell, QColor(text_on(ground) if found.shade else theme.dim), found)
        if option.state & QStyle.StateFlag.State_Selected:
            paint_ring(painter, cell.adjusted(1, 1, -1, -1), has_focus=bool(option.state & _FOCUS))
        painter.restore()


def _write(painter: QPainter, room: QRectF, ink: QColor, found: Cell) -> None:
    inner = room.adjusted(8, 1, -8, -1)
    painter.setPen(ink)
    painter.setFont(number_font())
    painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, found.text)
    painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, found.sign)
    painter.setFont(number_font(0.82))
    painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, "".join(found.details))


def _item(cell: Cell, tip: str) -> QTableWidgetItem:
    item = QTableWidgetItem(cell.text)
    item.setData(_CELL, cell)
    item.setToolTip(f"{cell.tip}\n{tip}".strip())
    item.setData(Qt.ItemDataRole.AccessibleTextRole, cell.tip.replace("\n", ", "))
    return item


def _table() -> QTableWidget:
    table = QTableWidget()
    make_quiet(table)
    table.setAccessibleName("Confusion matrix")  # show_table says of what
    table.setItemDelegate(_CellPainter(table))
    table.verticalHeader().show()
    table.verticalHeader().setDefaultSectionSize(36)
    for header in (table.horizontalHeader(), table.verticalHeader()):
        header.setSectionsClickable(False)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.setStyleSheet("QHeaderView::section { border: none; padding: 2px 6px; }")
    return table
