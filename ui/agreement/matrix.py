"""The confusion matrix of one channel, in seconds or in events: rows coder A, columns coder B, none last."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import sqrt

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
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

from annotator.consensus.comparison import Comparison
from annotator.model.codebook import Codebook
from annotator.statistics.tables import Tables
from ui.agreement.tables import OwnKeys, make_quiet, swatch
from ui.agreement.wording import NONE_NAME, code_name, point_words
from ui.text import percent, seconds
from ui.theme import current_theme, mix, number_font, text_on

CodePair = tuple[str | None, str | None]
"""What coder A says and what coder B says; None is none."""

AGREE, DISAGREE = "#1f9e8f", "#d2552f"
"""Teal and vermilion: told apart with every common colour blindness. = and ≠ say the same without colour."""

_AMOUNT = Qt.ItemDataRole.UserRole
_TINT = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True, eq=False)
class MatrixTable:
    """A confusion matrix to show.

    Attributes:
        name: of what.
        codebook: names and colours of the codes.
        coders: who has the rows, who the columns.
        codes: ids of the codes, or classes; None is none.
        table: whole ms, or counts; rows coder A, columns coder B.
        unit: "seconds", or what is counted.
        none_name: what None is called.
        tip: what a click does.
        has_corner: whether there can be anything that neither coder has; events that neither saw cannot be counted.
        names: what ids are called that are none of codes.
    """

    name: str
    codebook: Codebook
    coders: tuple[str, str]
    codes: tuple[str | None, ...]
    table: Tables
    unit: str = "seconds"
    none_name: str = NONE_NAME
    tip: str = ""
    has_corner: bool = True
    names: Mapping[str, str] = field(default_factory=dict)

    def called(self, code: str | None) -> str:
        """Return what a row or column is called."""
        if code is None:
            return self.none_name
        return code_name(self.codebook, code) if self.is_code(code) else self.names.get(code, code)

    def is_code(self, code: str | None) -> bool:
        """Return whether it is a code, and has a sign."""
        return code in self.codebook.code_by_id and code not in self.names

    def written(self, amount: int) -> str:
        """Return what stands in a cell."""
        return seconds(amount) if self.unit == "seconds" else str(amount)


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

    @property
    def cell(self) -> CodePair | None:
        """The cell the keyboard stands on."""
        row, column = self.table.currentRow(), self.table.currentColumn()
        return (self._codes[row], self._codes[column]) if row >= 0 and column >= 0 else None

    def show_channel(self, comparison: Comparison, channel_id: str) -> None:
        """Show a channel in seconds, or say why a point has no matrix."""
        agreement, codebook = comparison.agreement, comparison.codebook
        found = agreement.channels.get(channel_id)
        if found is None:
            point = next(one for one in agreement.points if one.code == channel_id)
            words = f"A point has no length, so there are no seconds to compare. {point_words(point, comparison)}"
            self.say(code_name(codebook, channel_id), words)
            return
        codes = (*(code.id for code in codebook.state_channels[channel_id]), None)
        name = codebook.channel_name(channel_id)
        self.show_table(MatrixTable(name, codebook, comparison.coders, codes, found.table_ms))

    def say(self, heading: str, words: str) -> None:
        """Say in words why there is no matrix."""
        self.heading.setText(heading)
        self.note.setText(words)
        self.table.hide()
        self.note.show()

    def show_table(self, found: MatrixTable) -> None:
        """Show a matrix."""
        a, b = found.coders
        self.table.show()
        self.note.hide()
        self._codes = found.codes
        self.heading.setText(f"{found.name} · {found.unit} · rows {a} · columns {b}")
        self.table.setAccessibleName(f"Confusion matrix of {found.name} in {found.unit}, rows {a}, columns {b}")
        self.table.clear()
        self.table.setRowCount(len(found.codes))
        self.table.setColumnCount(len(found.codes))
        for place, code in enumerate(found.codes):
            for header in (self.table.setVerticalHeaderItem, self.table.setHorizontalHeaderItem):
                item = QTableWidgetItem(found.called(code))
                if code is not None and found.is_code(code):
                    item.setIcon(swatch(found.codebook, code, 6))
                header(place, item)
        self._fill(found)

    def _fill(self, found: MatrixTable) -> None:
        (a, b), table = found.coders, found.table
        total, same = int(table.sum()), table.diagonal()
        most_same, most_different = int(same.max()), int((table.sum(axis=1) - same).max())
        for row, code_a in enumerate(found.codes):
            for column, code_b in enumerate(found.codes):
                amount, is_same = int(table[row, column]), row == column
                text, share = found.written(amount), percent(amount / total) if total else ""
                if not found.has_corner and code_a is code_b is None:
                    text = share = ""
                item = QTableWidgetItem(text)
                item.setData(_AMOUNT, amount)
                item.setData(_TINT, sqrt(amount / max(1, most_same if is_same else most_different)))
                unit = found.unit.removesuffix("s") if text == "1" else found.unit
                said = f"{a}: {found.called(code_a)}\n{b}: {found.called(code_b)}\n{text} {unit}, {share}"
                item.setToolTip(f"{said}\n{found.tip}".strip())
                item.setData(Qt.ItemDataRole.AccessibleTextRole, said.replace("\n", ", "))
                item.setData(Qt.ItemDataRole.StatusTipRole, share)
                self.table.setItem(row, column, item)

    def _tell(self, row: int, column: int) -> None:
        if row >= 0 and column >= 0:
            self.cell_chosen.emit(None if row == column else (self._codes[row], self._codes[column]))


class _CellPainter(QStyledItemDelegate):
    """Paints seconds, = or ≠, and the share of the window, on a tint that grows with the seconds."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        theme, amount = current_theme(), index.data(_AMOUNT)
        same = index.row() == index.column()
        ground = (
            mix(theme.raised, AGREE if same else DISAGREE, 0.1 + 0.75 * index.data(_TINT)) if amount else theme.raised
        )
        ink = QColor(text_on(ground)) if amount else QColor(theme.dim)
        cell = QRectF(option.rect).adjusted(1, 1, -1, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(cell, 4, 4)
        sign = "=" if same else "≠" if amount else ""
        self._write(painter, cell, ink, index, sign if index.data() else "")
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRoundedRect(cell.adjusted(1, 1, -1, -1), 4, 4)
        painter.restore()

    def _write(
        self, painter: QPainter, cell: QRectF, ink: QColor, index: QModelIndex | QPersistentModelIndex, sign: str
    ) -> None:
        inner = cell.adjusted(8, 1, -8, -1)
        painter.setPen(ink)
        painter.setFont(number_font())
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, str(index.data()))
        painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, sign)
        painter.setFont(number_font(0.82))
        share = str(index.data(Qt.ItemDataRole.StatusTipRole))
        painter.drawText(inner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, share)


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
