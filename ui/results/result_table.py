"""A table of results on the screen: sorted by any column, its foot in sight while it scrolls."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFontMetrics, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from annotator.report.results.table import ResultColumn, ResultTable, Value
from ui.theme import current_theme, number_font
from ui.widgets.copying import copy_tables
from ui.widgets.parts import column, line, row
from ui.widgets.tables import OwnKeys, make_quiet

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_ROOM, _LEAST, _MOST, _MOST_NAME = 22, 64, 260, 240


class ResultModel(QAbstractTableModel):
    """The rows of a table in the order they are sorted by."""

    def __init__(self) -> None:
        super().__init__()
        self.table = ResultTable("")
        self.order: list[int] = []

    def show_table(self, table: ResultTable) -> None:
        """Show another table, in its own order."""
        self.beginResetModel()
        self.table, self.order = table, list(range(len(table.rows)))
        self.endResetModel()

    def rowCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many rows there are."""
        return len(self.order)

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many columns there are."""
        return len(self.table.columns)

    def cell(self, index: Index) -> tuple[ResultColumn, Value]:
        """Return what stands at a place."""
        place = index.column()
        return self.table.columns[place], self.table.rows[self.order[index.row()]].values[place]

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what a cell shows."""
        if not index.isValid():
            return None
        of, value = self.cell(index)
        shown: dict[int, Callable[[], Any]] = {
            Role.DisplayRole: lambda: of.written(value),
            Role.TextAlignmentRole: lambda: _aligned(of),
            Role.ToolTipRole: lambda: of.tip(value),
            Role.AccessibleTextRole: lambda: of.tip(value) or of.written(value),
            Role.FontRole: lambda: None if of.form == "words" else number_font(),
            Role.ForegroundRole: lambda: _ink(value),
        }
        return shown[role]() if role in shown else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Return what stands above a column or before a row."""
        if orientation == Qt.Orientation.Vertical:
            return self.table.rows[self.order[section]].name if role == Role.DisplayRole else None
        of = self.table.columns[section]
        if role == Role.DisplayRole:
            return f"{of.head}\n{of.below}"
        if role == Role.ToolTipRole:
            return f"{of.title}\n{of.meaning}"
        return _aligned(of) if role == Role.TextAlignmentRole else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, what has no number last; by none (-1) as the table has them."""
        self.layoutAboutToBeChanged.emit()
        was = self.persistentIndexList()
        rows = [self.order[one.row()] for one in was]
        places = range(len(self.table.rows))
        if 0 <= column < len(self.table.columns):
            falls = order == Qt.SortOrder.DescendingOrder
            self.order = sorted(places, key=lambda place: _rank(self.table.rows[place].values[column], falls=falls))
        else:
            self.order = list(places)
        at = {place: number for number, place in enumerate(self.order)}
        self.changePersistentIndexList(
            was, [self.index(at[place], one.column()) for place, one in zip(rows, was, strict=True)]
        )
        self.layoutChanged.emit()


class FootModel(QAbstractTableModel):
    """The foot of a table."""

    def __init__(self) -> None:
        super().__init__()
        self.table = ResultTable("")

    def show_table(self, table: ResultTable) -> None:
        """Show the foot of another table."""
        self.beginResetModel()
        self.table = table
        self.endResetModel()

    def rowCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many lines it has."""
        return len(self.table.foot)

    def columnCount(self, _parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return how many columns the table has."""
        return len(self.table.columns)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what a cell shows."""
        if role == Role.TextAlignmentRole:
            return _aligned(self.table.columns[index.column()])
        if role == Role.FontRole:
            return number_font()
        if role not in (Role.DisplayRole, Role.ToolTipRole):
            return None
        return self.table.foot[index.row()].cells[index.column()][0 if role == Role.DisplayRole else 1]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Return what a line is called."""
        is_name = orientation == Qt.Orientation.Vertical and role == Role.DisplayRole
        return self.table.foot[section].name if is_name else None


class ResultView(QWidget):
    """Shows a table. Enter and a double click lead to the events behind a number.

    Args:
        widths: how wide columns were made by hand, by their heads.
    """

    chosen = Signal(int, int)
    """Row and column of the table whose cell is chosen now."""
    confirmed = Signal()
    widened = Signal(str, int)
    """Somebody has given a column another width: its head, and the width in pixels."""

    def __init__(self, widths: Mapping[str, int]) -> None:
        super().__init__()
        self._widths = dict(widths)
        self.model, self.foot_model = ResultModel(), FootModel()
        self.view, self.foot = _view("Results", self.model), _view("Foot of the results", self.foot_model)
        self._is_laying_out = False
        self._lay_out()

    @property
    def table(self) -> ResultTable:
        """What is shown."""
        return self.model.table

    @property
    def place(self) -> tuple[int, int] | None:
        """Row and column of the table whose cell is chosen; None where there is none."""
        index = self.view.currentIndex()
        return (self.model.order[index.row()], index.column()) if index.isValid() else None

    def show_table(self, table: ResultTable) -> None:
        """Show a table; the cell that was chosen stays so, and so does the order, where the columns are the same."""
        header, before, place = self.view.horizontalHeader(), self.table, self.place
        same = [one.key for one in before.columns] == [one.key for one in table.columns]
        sorted_by, order = header.sortIndicatorSection(), header.sortIndicatorOrder()
        name = before.rows[place[0]].name if place is not None else ""
        key = before.columns[place[1]].key if place is not None else ()
        self._is_laying_out = True
        self.model.show_table(table)
        self.foot_model.show_table(table)
        header.setSortIndicator(sorted_by if same else -1, order)
        if same:
            self.model.sort(sorted_by, order)
        self._set_widths()
        self._is_laying_out = False
        rows = [at for at, one in enumerate(self.model.order) if table.rows[one].name == name]
        columns = [at for at, one in enumerate(table.columns) if one.key == key]
        first = next((at for at, one in enumerate(table.columns) if one.events is not None), 0)
        if table.rows and table.columns:
            at = self.model.index(rows[0] if rows else 0, columns[0] if columns else first)
            self.view.setCurrentIndex(at)
            self._tell(at)

    def copy(self) -> None:
        """Put the whole table on the clipboard, as it is sorted."""
        copy_tables(self.table.title, self.table.lines(self.model.order))

    def _tell(self, index: Index) -> None:
        if index.isValid() and not self._is_laying_out:
            self.chosen.emit(self.model.order[index.row()], index.column())

    def _set_widths(self) -> None:
        table, header = self.table, self.view.verticalHeader()
        metrics = QFontMetrics(number_font())
        widths = [max(map(metrics.horizontalAdvance, texts), default=0) + _ROOM for texts in table.longest]
        for view in (self.view, self.foot):
            view.verticalHeader().setFixedWidth(min(widths[0] if widths else 0, _MOST_NAME))
        for place, of in enumerate(table.columns):
            width = self._widths.get(of.title, min(max(widths[place + 1], _LEAST), _MOST))
            for view in (self.view, self.foot):
                view.setColumnWidth(place, width)
        height = len(table.foot) * header.defaultSectionSize()
        self.foot.setFixedHeight(height)
        self._foot_line.setVisible(bool(height))

    def _widen(self, section: int, _before: int, width: int) -> None:
        self.foot.setColumnWidth(section, width)
        if not self._is_laying_out:
            title = self.table.columns[section].title
            self._widths[title] = width
            self.widened.emit(title, width)

    def _lay_out(self) -> None:
        view, foot = self.view, self.foot
        OwnKeys(view, cells=True, confirmed=self.confirmed.emit)
        view.setItemDelegate(_Dotted(self.model, view))
        view.setSortingEnabled(True)
        view.doubleClicked.connect(lambda _: self.confirmed.emit())
        view.selectionModel().currentChanged.connect(lambda now, _before: self._tell(now))
        header = view.horizontalHeader()
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.DescendingOrder)
        header.sectionResized.connect(self._widen)
        header.setFixedHeight(2 * header.fontMetrics().lineSpacing() + 14)
        foot.horizontalHeader().hide()
        OwnKeys(foot, cells=True)
        for policy in (foot.setVerticalScrollBarPolicy, foot.setHorizontalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for one, other in ((view, foot), (foot, view)):
            one.horizontalScrollBar().valueChanged.connect(other.horizontalScrollBar().setValue)
        copy = QAction("Copy the table", view)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy)
        view.addAction(copy)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self._foot_line = line()
        beside, bar = QWidget(), view.verticalScrollBar()  # so that the foot is as wide as the rows
        beside.setFixedWidth(0)
        bar.rangeChanged.connect(lambda low, high: beside.setFixedWidth(bar.sizeHint().width() if high > low else 0))
        under = row(foot, beside, spacing=0)
        self.setLayout(column(view, self._foot_line, under, spacing=0))


class _Dotted(QStyledItemDelegate):
    """Paints a dotted line under each number that leads to events."""

    def __init__(self, model: ResultModel, view: QTableView) -> None:
        super().__init__(view)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the cell, then the line."""
        super().paint(painter, option, index)
        of, value = self._model.cell(index)
        if of.events is None or (value.number is None and value.waited_s is None):
            return
        option = QStyleOptionViewItem(option)  # PySide types its fields on the copy only
        self.initStyleOption(option, index)
        width = QFontMetrics(number_font()).horizontalAdvance(of.written(value))
        rect: QRect = option.rect
        painter.setPen(QPen(QColor(current_theme().faint), 1, Qt.PenStyle.DotLine))
        right, y = rect.right() - 8, rect.bottom() - 2
        painter.drawLine(right - width, y, right, y)


def _view(name: str, model: QAbstractTableModel) -> QTableView:
    view = QTableView()
    view.setModel(model)
    make_quiet(view)
    view.setAccessibleName(name)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setCornerButtonEnabled(False)
    names = view.verticalHeader()
    names.show()
    names.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    names.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return view


def _aligned(of: ResultColumn) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if of.form == "words" else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


def _ink(value: Value) -> QColor | None:
    """Return the colour of what is censored, and of what is missing; None: that of text."""
    if value.number is not None:
        return None
    theme = current_theme()
    return QColor(theme.warning) if value.waited_s is not None else QColor(theme.dim) if value.why else None


def _rank(value: Value, *, falls: bool) -> tuple[int, float, str]:
    """Return by what a cell is sorted: numbers, then what was waited for, then words, then what is missing."""
    sign = -1 if falls else 1
    if value.number is not None:
        return 0, sign * value.number, ""
    if value.waited_s is not None:
        return 1, sign * value.waited_s, ""
    return (2, 0.0, value.text) if value.text else (3, 0.0, value.why)
