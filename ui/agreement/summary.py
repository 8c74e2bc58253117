"""The table of agreement: every channel and code with its statistics, and the chosen line in sentences."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.agreement.comparison import Comparison
from ui.agreement.tables import OwnKeys, make_quiet, swatch
from ui.agreement.wording import SummaryRow, summary_rows
from ui.text import DASH
from ui.theme import number_font

_STATISTICS = ("Po", "Ppos", "κ")
_WIDTH = 590
_MEANINGS = (
    "",
    "Po: share of the window in which both say the same",
    "Ppos: 2 × both ÷ (A + B); not moved by time in which neither codes anything",
    "Cohen's kappa: of a channel, over its codes and none; of a code, against everything else",
    "Seconds coder A has it on",
    "Seconds coder B has it on",
    "Seconds both have it on at once",
    "Bouts of coder A; for a point, how often",
    "Bouts of coder B; for a point, how often",
)


class Summary(QWidget):
    """Lists what was computed; one line is always chosen."""

    channel_chosen = Signal(str)
    """The channel of the chosen line, or the code of a point."""

    def __init__(self) -> None:
        super().__init__()
        self.table = _table()
        self.words = QLabel(wordWrap=True, margin=8)
        self.words.setProperty("kind", "dim")
        self.words.setAccessibleName("The chosen line in words")
        self._rows: tuple[SummaryRow, ...] = ()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.words)
        self.table.currentCellChanged.connect(lambda row, *_: self._choose(row))

    @property
    def rows(self) -> tuple[SummaryRow, ...]:
        """What is listed."""
        return self._rows

    def show_comparison(self, comparison: Comparison) -> None:
        """List a comparison; the channel that was chosen stays so."""
        channel = self.channel
        self._rows = summary_rows(comparison)
        a, b = comparison.agreement.coder_a, comparison.agreement.coder_b
        self.table.setRowCount(0)
        self.table.setRowCount(len(self._rows))
        self.table.setHorizontalHeaderLabels(("", *_STATISTICS, f"{a} s", f"{b} s", "both s", f"{a} n", f"{b} n"))
        for column, meaning in enumerate(_MEANINGS):
            self.table.model().setHeaderData(column, Qt.Orientation.Horizontal, meaning, Qt.ItemDataRole.ToolTipRole)
        for place, row in enumerate(self._rows):
            self._fill(place, row, comparison)
        self.choose_channel(channel)

    @property
    def channel(self) -> str:
        """The channel of the chosen line; "" before anything is listed."""
        row = self.table.currentRow()
        return self._rows[row].channel if 0 <= row < len(self._rows) else ""

    def choose_channel(self, channel: str) -> None:
        """Choose the first line of a channel (of all, if there is none such), unless one of its lines is chosen."""
        if self.channel == channel and channel:
            return
        places = [place for place, row in enumerate(self._rows) if row.channel == channel]
        self.table.setCurrentCell(places[0] if places else 0, 0)

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._rows):
            self.words.setText(self._rows[row].words)
            self.channel_chosen.emit(self._rows[row].channel)

    def _fill(self, place: int, row: SummaryRow, comparison: Comparison) -> None:
        name = QTableWidgetItem(f"    {row.name}" if row.is_indented else row.name)
        if row.code:
            name.setIcon(swatch(comparison.codebook, row.code))
        self.table.setItem(place, 0, name)
        for column, text in enumerate(row.cells, start=1):
            item = QTableWidgetItem(text)
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setFont(number_font(bold=not row.is_indented and column <= len(_STATISTICS)))
            item.setToolTip(row.words if text == DASH else "")
            self.table.setItem(place, column, item)


def _table() -> QTableWidget:
    table = QTableWidget(0, len(_MEANINGS))
    make_quiet(table)
    OwnKeys(table)
    table.setAccessibleName("Agreement of channels and codes")
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setMinimumWidth(_WIDTH)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return table
