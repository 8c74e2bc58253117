"""The table of the study: a row a session, a column a coder, in each cell how far that coding is."""

from collections.abc import Iterable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView

from ui.settings import TableLook
from ui.study.overview import Overview, SessionRow
from ui.study.session_cells import ROW_HEIGHT, Foot, SessionCells
from ui.study.session_filter import SessionFilter
from ui.study.session_model import Index, SessionModel

_SETTLE_MS = 150
"""So long after something was read rows are sorted, filtered and counted again; they come in one by one."""

_HEAD_EDGE, _FOOT_EDGE, _MOST_MORE = 34, 26, 90
"""In px: what a heading with its arrow and a foot need beside their words; how much wider a column gets at most."""

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class SessionTable(QTableView):
    """The table; a double click or Enter opens the coding of a cell, Shift+Enter compares it."""

    opened = Signal(str, str)
    """A cell was opened: session id, coder ("" in the columns about the session)."""
    compared = Signal(str, str)
    """The coding of a cell is to be compared: session id, coder."""
    chosen = Signal(str, str)
    """Another cell is the current one: session id, coder."""
    selected = Signal()
    """Other sessions are selected."""
    menu_wanted = Signal(QPoint)
    """The menu of the current cell is to open at a place of the screen."""
    arranged = Signal()
    """Other rows are shown, or more is known of them."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sessions")
        self.setAccessibleName("Sessions and coders")
        self.sessions = SessionModel()
        self.setModel(self.sessions)
        self.setItemDelegate(SessionCells(self))
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.sectionClicked.connect(self._sort_by)
        self.foot = Foot(self, self.sessions)
        self._widths: dict[str, int] = {}
        self._wanted: tuple[str, ...] = ()
        self._is_laying = False
        header.sectionResized.connect(self._keep_width)
        self._later = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._later.timeout.connect(self.arrange)
        self.activated.connect(lambda index: self.opened.emit(*self._place(index)))
        self.selectionModel().currentChanged.connect(lambda now, _: self.chosen.emit(*self._place(now)))
        self.selectionModel().selectionChanged.connect(lambda *_: self.selected.emit())

    def show_overview(self, overview: Overview) -> None:
        """Show another state of the study; the current cell and the selection stay."""
        place, selected, top = self.place, self.selected_ids or self._wanted, self.verticalScrollBar().value()
        self.sessions.set_overview(overview)
        self.foot.show_counts()
        self._lay_columns()
        self._choose_again(place, selected, top)
        if overview.rows:
            self._wanted = ()
        self._show_sorting()
        self._fit()
        self.arranged.emit()

    def put(self, rows: Iterable[SessionRow]) -> None:
        """Show what is known of some sessions now."""
        self.sessions.put(rows)
        if not self._later.isActive():
            self._later.start()

    def set_filter(self, wanted: SessionFilter) -> None:
        """Show the sessions that fit."""
        self.sessions.filter = wanted
        self.arrange()

    def arrange(self) -> None:
        """Sort, filter and count what is known now; the current cell and the selection stay where they are shown."""
        self._later.stop()
        place, selected, top = self.place, self.selected_ids, self.verticalScrollBar().value()
        if self.sessions.arrange():
            self._choose_again(place, selected, top)
        self._fit()
        self.foot.show_counts()
        self.arranged.emit()

    @property
    def look(self) -> TableLook:
        """How it is arranged, to be remembered."""
        model = self.sessions
        return TableLook(
            sorted_by=model.sorted_by,
            is_descending=model.is_descending,
            widths=dict(self._widths),
            selected=tuple(self.selected_ids),
        )

    def take_look(self, look: TableLook) -> None:
        """Be arranged as it was; what was selected is selected once it is there."""
        self.sessions.sorted_by, self.sessions.is_descending = look.sorted_by, look.is_descending
        self._widths, self._wanted = dict(look.widths), look.selected

    @property
    def selected_ids(self) -> tuple[str, ...]:
        """The sessions that are selected, in their order in the table."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return tuple(self.sessions.shown[row].id for row in rows)

    @property
    def in_sight(self) -> tuple[str, ...]:
        """The sessions whose rows can be seen."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        shown = self.sessions.shown
        return tuple(row.id for row in shown[max(first, 0) : (last if last >= 0 else len(shown)) + 1])

    def open_current(self) -> None:
        """Open the coding of the current cell, while the table is shown and not a form in its place."""
        if self.isVisible() and self.currentIndex().isValid():
            self.opened.emit(*self._place(self.currentIndex()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Shift+Enter compare; the rest is Qt's."""
        if event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.compared.emit(*self.place)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Have the menu opened of the cell under the mouse or, by the menu key, of the current one."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        current = self.visualRect(self.currentIndex())
        if by_key and self.currentIndex().isValid():
            self.menu_wanted.emit(self.viewport().mapToGlobal(current.center()))
        elif not by_key and (clicked := self.indexAt(event.pos())).isValid():
            among = QItemSelectionModel.SelectionFlag
            kept = self.selectionModel().isRowSelected(clicked.row(), clicked.parent())
            how = among.NoUpdate if kept else among.ClearAndSelect | among.Rows
            self.selectionModel().setCurrentIndex(clicked, how)
            self.menu_wanted.emit(event.globalPos())

    @property
    def place(self) -> tuple[str, str]:
        """Session and coder of the current cell; "" where there is none."""
        return self._place(self.currentIndex())

    @property
    def session_id(self) -> str:
        """The session of the current cell, or ""."""
        return self._place(self.currentIndex())[0]

    def choose(self, session_id: str, coder: str) -> None:
        """Make the cell of a coding the current one, if it is shown."""
        wanted = self.sessions.index_of(session_id, coder)
        if wanted.isValid():
            self.setCurrentIndex(wanted)

    def _choose_again(self, place: tuple[str, str], selected: Iterable[str], top: int) -> None:
        """Make the same cell the current one, else the first of a coder, and select the same sessions."""
        kept = self.sessions.index_of(*place)
        coders = [at for at, column in enumerate(self.sessions.columns) if column.coder]
        first = self.sessions.index(0, coders[0] if coders else 0)
        self.setCurrentIndex(kept if kept.isValid() else first)
        wanted, last = set(selected), self.sessions.columnCount() - 1
        again = QItemSelection()
        for at, row in enumerate(self.sessions.shown):
            if row.id in wanted:
                again.select(self.sessions.index(at, 0), self.sessions.index(at, last))
        if not again.isEmpty():
            self.selectionModel().select(again, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.verticalScrollBar().setValue(top)

    def _fit(self) -> None:
        """Be no higher than the rows: what is below the table stands right below it."""
        bar = self.horizontalScrollBar()
        beside = bar.sizeHint().height() if bar.maximum() > 0 else 0
        rows = ROW_HEIGHT * max(1, len(self.sessions.shown))
        self.setMaximumHeight(self.horizontalHeader().sizeHint().height() + rows + beside + 2)
        self.foot.setVisible(bool(self.sessions.shown))

    def _sort_by(self, section: int) -> None:
        model, wanted = self.sessions, self.sessions.columns[section].id
        model.is_descending = wanted == model.sorted_by and not model.is_descending
        model.sorted_by = wanted
        self._show_sorting()
        self.arrange()

    def _show_sorting(self) -> None:
        model = self.sessions
        at = next((at for at, column in enumerate(model.columns) if column.id == model.sorted_by), -1)
        ascending, descending = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        self.horizontalHeader().setSortIndicator(at, descending if model.is_descending else ascending)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the columns of coders share the room that there is."""
        super().resizeEvent(event)
        self._lay_columns()

    def _lay_columns(self) -> None:
        """Give each column the width that somebody has drawn, else what it needs, and coders what is left over."""
        columns, metrics = self.sessions.columns, self.fontMetrics()
        least = [metrics.horizontalAdvance(column.heading) + _HEAD_EDGE for column in columns]
        for at, (column, text) in enumerate(zip(columns, self.foot.texts, strict=False)):
            if not column.coder:
                least[at] = max(least[at], metrics.horizontalAdvance(text) + _FOOT_EDGE)
        usual = [column.width * metrics.horizontalAdvance("0") for column in columns]
        widths = [self._widths.get(one.id, max(both)) for one, *both in zip(columns, least, usual, strict=True)]
        stretchy = [at for at, column in enumerate(columns) if column.coder and column.id not in self._widths]
        over = self.viewport().width() - sum(widths)
        header = self.horizontalHeader()
        self._is_laying = True
        for at, width in enumerate(widths):
            more = min(max(over, 0) // len(stretchy), _MOST_MORE) if at in stretchy else 0
            header.resizeSection(at, width + more)
        self._is_laying = False

    def _keep_width(self, section: int, _old: int, new: int) -> None:
        if not self._is_laying and section < len(self.sessions.columns):
            self._widths[self.sessions.columns[section].id] = new

    def _place(self, index: Index) -> tuple[str, str]:
        if not index.isValid() or index.row() >= len(self.sessions.shown):
            return "", ""
        return self.sessions.shown[index.row()].id, self.sessions.coder_at(index)
