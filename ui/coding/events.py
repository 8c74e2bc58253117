"""The event table with its filter: select, jump to, edit in place."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QLineEdit, QTableView, QWidget

from annotator.model.items import Event
from ui.actions import Actions
from ui.coding.event_cells import TABLE_FONT, EventCells
from ui.coding.event_menu import event_menu, toggle_unsure
from ui.coding.event_model import HEADINGS, Column, EventModel
from ui.parts import column, label, row
from ui.session import CodingSession
from ui.text import clock, count
from ui.theme import current_theme, number_font

_ROW_HEIGHT = 25
_OWN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)
_BY_KEY = QAbstractItemView.EditTrigger.EditKeyPressed
_BY_SECOND_CLICK = QAbstractItemView.EditTrigger.SelectedClicked


class EventTable(QTableView):
    """A table that leaves the keyboard to the player: only Tab brings the keys to it, never a click."""

    def __init__(self) -> None:
        super().__init__()
        self._last_clicked = QPersistentModelIndex()
        self.is_filtered = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * TABLE_FONT)
        self.setFont(font)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setAccessibleName("Events")
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)

    def event(self, event: QEvent) -> bool:
        """While it has the keyboard, Enter and F2 are its own."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the event; letters are not a search here."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.state() != self.State.EditingState:
            self.doubleClicked.emit(self.currentIndex())
        elif event.text().isprintable() and event.text():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A second, slow click on a cell edits it; a click on an event that its key has just selected does not."""
        clicked = self.indexAt(event.position().toPoint())
        is_second = clicked.isValid() and self._last_clicked == clicked
        self.setEditTriggers(_BY_KEY | _BY_SECOND_CLICK if is_second else _BY_KEY)
        self._last_clicked = QPersistentModelIndex(clicked)
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say how to begin, where there is nothing yet."""
        super().paintEvent(event)
        if self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(current_theme().dim))
            words = "Nothing matches the filter." if self.is_filtered else "Press the key of a code to mark an event."
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Give the keyboard back to the player."""
        super().closeEditor(editor, hint)
        if self.state() != self.State.EditingState:
            self.clearFocus()


class FilterBox(QLineEdit):
    """Typed into, it narrows the table; Enter gives the keyboard back, Esc empties it first."""

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("Filter by code or text")
        self.setClearButtonEnabled(True)
        self.setAccessibleName("Filter the events")
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance(self.placeholderText()) + 44)
        self.returnPressed.connect(self.clearFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc shows every event again."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.clearFocus()
        else:
            super().keyPressEvent(event)


class EventsPanel(QWidget):
    """All events of the coding; the selection is that of the session."""

    def __init__(self, session: CodingSession, actions: Actions) -> None:
        super().__init__()
        self._session, self._actions = session, actions
        self.model = EventModel(session)
        self.table = EventTable()
        # Where a row goes away, Qt moves on to the next; the selection of the session does not. So before the table:
        self.model.rowsAboutToBeRemoved.connect(self._hold_selection)
        self.model.rowsRemoved.connect(self._let_selection_go)
        self._cells = EventCells(session, self.model, self)
        self._is_following = False
        self._title = label(kind="heading")
        self.filter_box = FilterBox()
        head = row(self._title, None, self.filter_box, margins=(15, 6, 10, 6))
        self.setLayout(column(head, self.table, spacing=0))
        self._set_up_table()
        self._connect()
        self._show_count()
        self._show_selected(session.selected_id)

    def show_on(self, on_now: frozenset[str]) -> None:
        """Light the rows of these events, and no others."""
        if on_now != self._cells.on_now:
            self._cells.on_now = on_now
            self.table.viewport().update()

    def selected_events(self) -> Sequence[Event]:
        """Return the events whose rows are selected, the current one first."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        current = self.table.currentIndex().row()
        return [self.model.event_at(row) for row in sorted(rows, key=lambda row: row != current)]

    def _set_up_table(self) -> None:
        table, header = self.table, self.table.horizontalHeader()
        table.setModel(self.model)
        table.setItemDelegate(self._cells)
        digits, words = QFontMetrics(number_font(TABLE_FONT)), table.fontMetrics()
        longest = max((words.horizontalAdvance(code.name) for code in self._session.codebook.codes), default=80)
        time_width = digits.horizontalAdvance(clock(max(self._session.duration_ms, 600_000))) + 18
        widths = {
            Column.START: time_width,
            Column.END: time_width,
            Column.CODE: min(longest, 160) + 34,
            Column.EPISODE: words.horizontalAdvance("4–5") + 20,
            Column.MODIFIERS: words.horizontalAdvance(HEADINGS[Column.MODIFIERS]) + 20,
            Column.UNSURE: 24,
            Column.COMMENT: words.horizontalAdvance(HEADINGS[Column.COMMENT]) + 16,  # and what room is left
        }
        for section, width in widths.items():
            table.setColumnWidth(section, width)
        header.setMinimumSectionSize(24)
        header.setStretchLastSection(True)
        header.setSectionsClickable(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def _connect(self) -> None:
        table, session = self.table, self._session
        table.horizontalHeader().sectionClicked.connect(self._sort)
        table.selectionModel().currentRowChanged.connect(self._select_current)
        table.doubleClicked.connect(self._go_to)
        table.clicked.connect(self._click)
        table.customContextMenuRequested.connect(self._open_menu)
        self.filter_box.textChanged.connect(self._filter)
        session.selected.connect(self._show_selected)
        # After the model, which joined first: the rows are there by now.
        session.edited.connect(self._show_after_edit)

    def _sort(self, section: int) -> None:
        """Sort by the column that was clicked; a second click turns the order round."""
        is_rising = section == self.model.sorted_by and not self.model.is_reversed
        self.model.sort(section, Qt.SortOrder.DescendingOrder if is_rising else Qt.SortOrder.AscendingOrder)
        self._show_selected(self._session.selected_id)

    def _filter(self, text: str) -> None:
        self.model.filter(text)
        self.table.is_filtered = bool(text.strip())
        self._show_count()
        self._show_selected(self._session.selected_id)

    def _show_after_edit(self) -> None:
        self._show_count()
        self._show_selected(self._session.selected_id)

    def _show_count(self) -> None:
        total, shown = len(self._session.coding.events), self.model.rowCount()
        self._title.setText(f"Events · {total}" if shown == total else f"{shown} of {count(total, 'event')}")

    def _show_selected(self, event_id: str) -> None:
        """Make the session's selection the table's."""
        selection = self.table.selectionModel()
        row = self.model.row_of(event_id)
        if row is None:
            selection.clear()
        elif selection.currentIndex().row() != row or not selection.isRowSelected(row):
            index = self.model.index(row, max(self.table.currentIndex().column(), 0))
            flags = QItemSelectionModel.SelectionFlag
            selection.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.table.scrollTo(index)

    def _select_current(self, current: QModelIndex) -> None:
        if current.isValid() and not self._is_following:
            self._session.select(self.model.event_at(current.row()).id)

    def _hold_selection(self) -> None:
        self._is_following = True

    def _let_selection_go(self) -> None:
        self._is_following = False

    def _go_to(self, index: QModelIndex) -> None:
        if index.isValid():
            self._session.jump(self.model.event_at(index.row()).start_ms)

    def _click(self, index: QModelIndex) -> None:
        if index.column() == Column.UNSURE:
            toggle_unsure(self._session, self.model.event_at(index.row()))

    def _open_menu(self, at: QPoint) -> None:
        events = self.selected_events()
        if events and self.table.indexAt(at).isValid():
            menu = event_menu(self._session, self._actions, events, self)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(self.table.viewport().mapToGlobal(at))


def _is_own(event: QKeyEvent) -> bool:
    return event.key() in _OWN_KEYS and not event.modifiers()
