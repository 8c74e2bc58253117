"""The list of disagreements: longest first, narrowed to a channel or to one cell of the matrix."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QHeaderView, QTableView, QWidget

from annotator.model.codebook import Codebook
from annotator.reliability import Disagreement
from ui.agreement.comparison import Comparison
from ui.agreement.matrix import Cell
from ui.agreement.tables import OwnKeys, make_quiet, swatch
from ui.agreement.wording import code_name
from ui.parts import button, column, label, name_field, row
from ui.text import clock, count, seconds
from ui.theme import number_font

_HEADERS = ("At", "Length s", "Channel")
_NUMBERS = 2
Index = QModelIndex | QPersistentModelIndex


class DisagreementModel(QAbstractTableModel):
    """Disagreements as lines of a table: when, how long, where, and what each coder says."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shown: list[Disagreement] = []
        self._codebook: Codebook | None = None
        self._icons: dict[str, QIcon] = {}
        self._headers: tuple[str, ...] = (*_HEADERS, "A says", "B says")
        self._order: tuple[int, Qt.SortOrder] = (1, Qt.SortOrder.DescendingOrder)

    def show_lines(self, lines: Sequence[Disagreement], comparison: Comparison) -> None:
        """Show these lines of a comparison, in the order that was chosen."""
        agreement = comparison.agreement
        self.beginResetModel()
        self._codebook = comparison.codebook
        self._icons = {code.id: swatch(comparison.codebook, code.id) for code in comparison.codebook.codes}
        self._headers = (*_HEADERS, f"{agreement.coder_a} says", f"{agreement.coder_b} says")
        self.shown = self._sorted(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._headers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows."""
        if not index.isValid() or self._codebook is None:
            return None
        one, place = self.shown[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return _texts(one, self._codebook)[place]
        if role == Qt.ItemDataRole.DecorationRole:
            code = {3: one.code_a, 4: one.code_b}.get(place)
            return self._icons[code] if code else None
        if role == Qt.ItemDataRole.FontRole and place < _NUMBERS:
            return number_font()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _aligned(place)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a column is called."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section] + (self._arrow() if section == self._order[0] else "")
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return _aligned(section)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the lines by a column; equal ones stay in order of time."""
        self._order = (column, order)
        self.layoutAboutToBeChanged.emit()
        self.shown = self._sorted(self.shown)
        self.layoutChanged.emit()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._headers) - 1)

    def _arrow(self) -> str:
        return " ↑" if self._order[1] == Qt.SortOrder.AscendingOrder else " ↓"

    def _sorted(self, lines: Sequence[Disagreement]) -> list[Disagreement]:
        column, order = self._order
        in_time = sorted(lines, key=lambda one: (one.start_ms, one.channel))
        return sorted(in_time, key=self._key(column), reverse=order == Qt.SortOrder.DescendingOrder)

    def _key(self, column: int) -> Callable[[Disagreement], tuple[int, str]]:
        codebook = self._codebook
        if column < _NUMBERS or codebook is None:
            return lambda one: ((one.start_ms, one.duration_ms)[column], "")
        return lambda one: (0, _texts(one, codebook)[column])


class DisagreementList(QWidget):
    """Lists the disagreements; whichever is current is the one to watch."""

    chosen = Signal(object)
    """Another Disagreement is current, or the current one was asked for again."""
    watch_wanted = Signal()
    """Enter or a double click: play it."""

    def __init__(self) -> None:
        super().__init__()
        self.model = DisagreementModel(self)
        self.view = _view(self.model)
        OwnKeys(self.view, confirmed=self.watch_wanted.emit)
        self.heading = label("", "heading")
        self.only_channel = QCheckBox()
        name_field(self.only_channel, "Only the chosen channel")
        self.cell_filter = button("", self._drop_cell, "quiet", tip="Show the other disagreements again")
        self.header = row(self.heading, None, self.cell_filter, self.only_channel, margins=(10, 5, 10, 5))
        self.setLayout(column(self.header, self.view, spacing=0))
        self._comparison: Comparison | None = None
        self._channel = ""
        self._cell: Cell | None = None
        self.only_channel.toggled.connect(self._refill)
        self.view.clicked.connect(lambda _: self._tell())
        self.view.doubleClicked.connect(lambda _: self.watch_wanted.emit())
        self.view.selectionModel().currentRowChanged.connect(self._mark_and_tell)

    @property
    def current(self) -> Disagreement | None:
        """The disagreement that is current."""
        place = self.view.currentIndex().row()
        return self.model.shown[place] if 0 <= place < len(self.model.shown) else None

    @property
    def cell(self) -> Cell | None:
        """The cell of the matrix that the list is narrowed to."""
        return self._cell

    def show_comparison(self, comparison: Comparison) -> None:
        """List a comparison."""
        self._comparison = comparison
        self._refill()

    def choose_channel(self, channel: str) -> None:
        """Let the narrowing be to this channel from now on."""
        if channel == self._channel or self._comparison is None:
            return
        was_narrowed = self._cell is not None or self.only_channel.isChecked()
        self._channel, self._cell = channel, None
        self.only_channel.setText(f"Only {self._channel_name()}")
        if was_narrowed:
            self._refill()

    def choose_cell(self, cell: Cell | None) -> None:
        """Narrow to what coder A and coder B say in one cell of the chosen channel, or no longer."""
        self._cell = cell
        self._refill()
        if cell is not None and self.model.shown:
            self.view.selectRow(0)

    def step(self, lines: int) -> None:
        """Go so many lines down (negative: up); from nothing to the first."""
        place = self.view.currentIndex().row()
        place = 0 if place < 0 else min(max(place + lines, 0), len(self.model.shown) - 1)
        if self.model.shown:
            self.view.selectRow(place)

    def select(self, one: Disagreement) -> None:
        """Make a disagreement current; a narrowing that hides it is taken away."""
        if one not in self.model.shown:
            self._cell = None
            self.only_channel.setChecked(False)
            self._refill()
        self.view.selectRow(self.model.shown.index(one))

    def _drop_cell(self) -> None:
        self.choose_cell(None)

    def _mark_and_tell(self, current: QModelIndex) -> None:
        if current.isValid():
            self.view.selectRow(current.row())  # focus alone makes a line current, but does not light it
        self._tell()

    def _tell(self) -> None:
        if self.current is not None:
            self.chosen.emit(self.current)

    def _refill(self) -> None:
        if self._comparison is None:
            return
        held = self.current
        lines = [one for one in self._comparison.disagreements if self._is_wanted(one)]
        self.model.show_lines(lines, self._comparison)
        self.heading.setText(f"{count(len(lines), 'disagreement')} · {seconds(sum(x.duration_ms for x in lines))} s")
        self.cell_filter.setVisible(self._cell is not None)
        self.only_channel.setVisible(self._cell is None)
        self.cell_filter.setText(f"{self._cell_name()}  ✕")
        if held in lines:
            self.view.selectRow(self.model.shown.index(held))

    def _is_wanted(self, one: Disagreement) -> bool:
        if self._cell is not None:
            return one.channel == self._channel and (one.code_a, one.code_b) == self._cell
        return one.channel == self._channel or not self.only_channel.isChecked()

    def _channel_name(self) -> str:
        assert self._comparison is not None
        codebook = self._comparison.codebook
        return codebook.channel_name(self._channel)

    def _cell_name(self) -> str:
        if self._cell is None or self._comparison is None:
            return ""
        return " × ".join(code_name(self._comparison.codebook, code) for code in self._cell)


def _texts(one: Disagreement, codebook: Codebook) -> tuple[str, ...]:
    channel = codebook.channel_name(one.channel)
    says = (code_name(codebook, one.code_a), code_name(codebook, one.code_b))
    return (clock(one.start_ms), seconds(one.duration_ms) if one.duration_ms else "point", channel, *says)


def _aligned(place: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if place < _NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _view(model: DisagreementModel) -> QTableView:
    view = QTableView()
    view.setModel(model)
    make_quiet(view)
    view.setAccessibleName("Disagreements")
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSortingEnabled(True)
    view.setStyleSheet("QHeaderView::up-arrow, QHeaderView::down-arrow { image: none; width: 0; }")
    view.horizontalHeader().setSortIndicator(1, Qt.SortOrder.DescendingOrder)
    view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    for place in range(_NUMBERS):
        view.horizontalHeader().setSectionResizeMode(place, QHeaderView.ResizeMode.ResizeToContents)
    return view
