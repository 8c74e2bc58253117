"""The confusion matrix of one channel, in seconds: rows coder A, columns coder B, none last."""

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

from annotator.reliability import ChannelAgreement
from ui.agreement.comparison import Comparison
from ui.agreement.tables import OwnKeys, make_quiet, swatch
from ui.agreement.wording import NONE_NAME, code_name, point_words
from ui.text import percent, seconds
from ui.theme import current_theme, mix, number_font, text_on

Cell = tuple[str | None, str | None]
"""What coder A says and what coder B says; None is none."""

AGREE, DISAGREE = "#1f9e8f", "#d2552f"
"""Teal and vermilion: told apart with every common colour blindness. = and ≠ say the same without colour."""

_MS = Qt.ItemDataRole.UserRole
_TINT = Qt.ItemDataRole.UserRole + 1


class Matrix(QWidget):
    """Shows one channel; choosing a cell in which the coders differ filters the list of disagreements."""

    cell_chosen = Signal(object)
    """A Cell in which the coders differ, or None for one in which they do not."""

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
    def cell(self) -> Cell | None:
        """The cell the keyboard stands on."""
        row, column = self.table.currentRow(), self.table.currentColumn()
        return (self._codes[row], self._codes[column]) if row >= 0 and column >= 0 else None

    def show_channel(self, comparison: Comparison, channel_id: str) -> None:
        """Show a channel, or say why a point has no matrix."""
        found = next((one for one in comparison.agreement.channels if one.channel == channel_id), None)
        self.table.setVisible(found is not None)
        self.note.setVisible(found is None)
        if found is not None:
            self._show(comparison, found)
            return
        point = next(one for one in comparison.agreement.points if one.code == channel_id)
        self.heading.setText(code_name(comparison.codebook, channel_id))
        self.note.setText(
            f"A point has no length, so there are no seconds to compare. {point_words(point, comparison)}"
        )

    def _show(self, comparison: Comparison, found: ChannelAgreement) -> None:
        agreement, codebook = comparison.agreement, comparison.codebook
        self._codes = tuple(code or None for code in found.codes)
        self.heading.setText(f"{found.name} · seconds · rows {agreement.coder_a} · columns {agreement.coder_b}")
        self.table.clear()
        self.table.setRowCount(len(found.codes))
        self.table.setColumnCount(len(found.codes))
        for place, code in enumerate(self._codes):
            for header in (self.table.setVerticalHeaderItem, self.table.setHorizontalHeaderItem):
                item = QTableWidgetItem(code_name(codebook, code))
                if code:
                    item.setIcon(swatch(codebook, code, 6))
                header(place, item)
        self._fill(comparison, found)

    def _fill(self, comparison: Comparison, found: ChannelAgreement) -> None:
        a, b = comparison.agreement.coder_a, comparison.agreement.coder_b
        table, names = found.table_ms, [code_name(comparison.codebook, code) for code in self._codes]
        total, same = int(table.sum()), table.diagonal()
        most_same, most_different = int(same.max()), int((table.sum(axis=1) - same).max())
        for row, name_a in enumerate(names):
            for column, name_b in enumerate(names):
                ms = int(table[row, column])
                item = QTableWidgetItem(seconds(ms))
                item.setData(_MS, ms)
                item.setData(_TINT, sqrt(ms / max(1, most_same if row == column else most_different)))
                share = percent(ms / total) if total else ""
                item.setToolTip(f"{a}: {name_a}\n{b}: {name_b}\n{seconds(ms)} s, {share} of the window")
                item.setData(
                    Qt.ItemDataRole.AccessibleTextRole, f"{a} {name_a}, {b} {name_b}: {seconds(ms)} seconds, {share}"
                )
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
        theme, ms = current_theme(), index.data(_MS)
        same = index.row() == index.column()
        ground = mix(theme.raised, AGREE if same else DISAGREE, 0.1 + 0.75 * index.data(_TINT)) if ms else theme.raised
        ink = QColor(text_on(ground)) if ms else QColor(theme.dim)
        cell = QRectF(option.rect).adjusted(1, 1, -1, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(cell, 4, 4)
        self._write(painter, cell, ink, index, "=" if same else "≠" if ms else "")
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
    table.setAccessibleName(f"Confusion matrix in seconds, rows coder A, columns coder B, {NONE_NAME} last")
    table.setItemDelegate(_CellPainter(table))
    table.verticalHeader().show()
    table.verticalHeader().setDefaultSectionSize(36)
    for header in (table.horizontalHeader(), table.verticalHeader()):
        header.setSectionsClickable(False)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    table.setStyleSheet("QHeaderView::section { border: none; padding: 2px 6px; }")
    return table
