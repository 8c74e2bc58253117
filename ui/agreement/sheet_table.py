"""A sheet on the screen: columns of fixed width, so that numbers that arrive later move nothing."""

from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QFontMetrics, QIcon, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from annotator.model.codebook import Codebook
from annotator.report.sheets.sheet import Sheet, SheetCell, SheetRow, main_columns
from annotator.text import DASH
from ui.theme import number_font
from ui.widgets.copying import copy_tables
from ui.widgets.parts import column, label
from ui.widgets.tables import OwnKeys, make_quiet, swatch

_ROOM = 19
_NAME_WIDTH, _LONGEST_NAME = 172, 300


class SheetTable(QWidget):
    """Shows a sheet, and the chosen line in words below it.

    Args:
        name: what screen readers call it.

    Attributes:
        about: what its numbers are about, for the title of a copy.
    """

    chosen = Signal(str)
    """The key of the line that is chosen now."""

    def __init__(self, name: str, name_width: int = _NAME_WIDTH) -> None:
        super().__init__()
        self.table = _table(name)
        self.words = label("", "dim", wrap=True)
        self.words.setAccessibleName(f"{name}: the chosen line in words")
        self.words.setContentsMargins(10, 6, 10, 8)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.sheet = Sheet((), ())
        self.unused = 0
        self._codebook: Codebook | None = None
        self._icons: dict[str, QIcon] = {}
        self._shows_unused = self._shows_more = False
        self._name_width = name_width
        layout = column(self.table, self.words, spacing=0)
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.about = ""
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        copy = QAction("Copy the table", self.table)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy)
        self.table.addAction(copy)
        self.table.currentCellChanged.connect(lambda row, *_: self._choose(row))

    @property
    def key(self) -> str:
        """The key of the chosen line; "" before anything is shown."""
        row = self.table.currentRow()
        return self.sheet.rows[row].key if 0 <= row < len(self.sheet.rows) else ""

    @property
    def needed_height(self) -> int:
        """How high it is with all of its lines in sight."""
        table, header = self.table, self.table.horizontalHeader()
        scroll = table.horizontalScrollBar().sizeHint().height() if header.length() > table.viewport().width() else 0
        lines = header.sizeHint().height() + table.verticalHeader().length()
        return lines + scroll + self.words.heightForWidth(self.width()) + 4

    def list_more(self, *, unused: bool, columns: bool) -> None:
        """List what neither coder used, and columns that few read, as well, from the next sheet on."""
        self._shows_unused, self._shows_more = unused, columns

    def show_sheet(self, sheet: Sheet, codebook: Codebook) -> None:
        """Show a sheet; the line that was chosen stays so, and so does what is scrolled to."""
        self.unused = sum(not row.is_used for row in sheet.rows)
        if not self._shows_unused:
            sheet = replace(sheet, rows=tuple(row for row in sheet.rows if row.is_used))
        if not self._shows_more:
            sheet = main_columns(sheet)
        key, row = self.key, self.table.currentRow()
        same_lines = [one.name for one in sheet.rows] == [one.name for one in self.sheet.rows]
        is_same_shape = same_lines and sheet.columns == self.sheet.columns
        self.sheet = sheet
        self.table.blockSignals(True)
        self.table.setUpdatesEnabled(False)
        if not is_same_shape:
            self._set_columns(sheet)
            self.table.setRowCount(0)
            self.table.setRowCount(len(sheet.rows))
        for place, one in enumerate(sheet.rows):
            self._fill(place, one, codebook)
        if not is_same_shape or row < 0:
            row = next((place for place, one in enumerate(sheet.rows) if one.key == key), 0)
            self.table.setCurrentCell(row if sheet.rows else -1, 0)
        if not is_same_shape:
            self.share_width()
        self.table.setUpdatesEnabled(True)
        self.table.blockSignals(False)
        self._choose(self.table.currentRow())

    def copy(self) -> None:
        """Put all lines on the clipboard, with a title."""
        title = ". ".join(filter(None, (self.table.accessibleName(), self.about)))
        header = ["", *(column.header for column in self.sheet.columns)]
        copy_tables(title, [header, *([row.name, *(cell.copied for cell in row.cells)] for row in self.sheet.rows)])

    def choose(self, key: str) -> None:
        """Choose the first line with this key, if there is one."""
        place = next((place for place, one in enumerate(self.sheet.rows) if one.key == key), None)
        if place is not None and key != self.key:
            self.table.setCurrentCell(place, 0)

    def texts(self) -> dict[str, list[str]]:
        """Return what stands in the cells, by the name of the line."""
        return {row.name: [cell.text for cell in row.cells] for row in self.sheet.rows}

    def share_width(self) -> None:
        """Give names what they need; of very long ones as much as the numbers leave."""
        numbers = self.table.horizontalHeader().length() - self.table.columnWidth(0)
        room = self.table.viewport().width() - numbers
        needed = min(self.table.sizeHintForColumn(0), max(room, _LONGEST_NAME))
        self.table.setColumnWidth(0, max(self._name_width, needed))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width."""
        super().resizeEvent(event)
        self.share_width()

    def changeEvent(self, event: QEvent) -> None:
        """Paint the signs of the codes for another theme."""
        super().changeEvent(event)
        if event.type() != QEvent.Type.PaletteChange or self._codebook is None:
            return
        self._icons = {}
        for place, row in enumerate(self.sheet.rows):
            name = self.table.item(place, 0)
            if row.code and name is not None:
                name.setIcon(self._icon(self._codebook, row.code))

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self.sheet.rows):
            self.words.setText(self.sheet.rows[row].words)
            self.chosen.emit(self.sheet.rows[row].key)
        else:
            self.words.setText(self.sheet.empty)

    def _set_columns(self, sheet: Sheet) -> None:
        table, metrics = self.table, QFontMetrics(number_font())
        table.setColumnCount(1 + len(sheet.columns))
        table.setColumnWidth(0, self._name_width)
        for place, one in enumerate(sheet.columns, start=1):
            header = QTableWidgetItem(one.header)
            header.setToolTip(one.meaning)
            header.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            table.setHorizontalHeaderItem(place, header)
            widest = max(metrics.horizontalAdvance(text) for text in (one.header, one.widest))
            table.setColumnWidth(place, widest + _ROOM)
        table.setHorizontalHeaderItem(0, QTableWidgetItem(""))

    def _fill(self, place: int, row: SheetRow, codebook: Codebook) -> None:
        if self.table.item(place, 0) is None:
            name = QTableWidgetItem(f"    {row.name}" if row.is_indented else row.name)
            name.setToolTip(row.name)
            if row.code:
                name.setIcon(self._icon(codebook, row.code))
            self.table.setItem(place, 0, name)
        for at, cell in enumerate(row.cells, start=1):
            item = self.table.item(place, at)
            if item is not None:
                _say(item, cell)
                continue
            item = QTableWidgetItem()
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setFont(number_font(bold=not row.is_indented and self.sheet.columns[at - 1].is_main))
            _say(item, cell)
            self.table.setItem(place, at, item)

    def _icon(self, codebook: Codebook, code: str) -> QIcon:
        if codebook is not self._codebook:
            self._codebook, self._icons = codebook, {}
        if code not in self._icons:
            self._icons[code] = swatch(codebook, code)
        return self._icons[code]


def _say(item: QTableWidgetItem, cell: SheetCell) -> None:
    if item.text() != cell.text:
        item.setText(cell.text)
    if item.toolTip() != cell.tip:
        item.setToolTip(cell.tip)
    spoken = cell.tip if cell.text == DASH and cell.tip else cell.text
    if item.data(Qt.ItemDataRole.AccessibleTextRole) != spoken:
        item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)


def _table(name: str) -> QTableWidget:
    table = QTableWidget(0, 0)
    make_quiet(table)
    OwnKeys(table)
    table.setAccessibleName(name)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    header.setMinimumSectionSize(20)
    return table
