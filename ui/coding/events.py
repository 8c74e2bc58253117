"""The event table with its filter: select, jump to, edit in place, several at once."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import groupby

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from annotator.errors import EditError
from annotator.text import count
from ui.actions import Actions
from ui.coding.batch_bar import BatchBar
from ui.coding.event_cells import EventCells
from ui.coding.event_columns import EventColumns
from ui.coding.event_edits import NOTHING_SELECTED
from ui.coding.event_menu import event_menu, pop_up, toggle_unsure
from ui.coding.event_model import OPEN, Column, EventModel
from ui.coding.event_table import EventTable, FilterBox
from ui.session import CodingSession
from ui.widgets.parts import column, label, row


class EventsPanel(QWidget):
    """All events of the coding, or those that the filter leaves; the selection is that of the session.

    Where the filter takes events out of the table, they are no longer selected: every command acts on what is seen.
    """

    question_wanted = Signal(str)
    """The open question of an event was clicked: its id."""

    def __init__(self, session: CodingSession, actions: Actions) -> None:
        super().__init__()
        self._session, self._actions = session, actions
        self.model = EventModel(session)
        self.table = EventTable()
        # Where a row goes away, Qt moves on to the next; the selection of the session does not. So before the table:
        self.model.rowsAboutToBeRemoved.connect(self._hold_selection)
        self.model.rowsRemoved.connect(self._let_selection_go)
        self._cells = EventCells(session, self.model, self.table)
        self._is_following = False
        self.edits_on_double_click = True
        self._title = label(kind="heading")
        self.filter_box, self.bar = FilterBox(), BatchBar(session)
        self.narrows = _toggle("≡", "Show matching events only; when off, Enter goes from match to match", on=True)
        self.follows = _toggle("⇣", "Let the table follow the playhead", on=False)
        head = row(self._title, None, self.follows, self.filter_box, self.narrows, spacing=4, margins=(15, 6, 10, 6))
        self.setLayout(column(head, self.table, self.bar, spacing=0))
        self.table.setModel(self.model)
        self.table.set_cells(self._cells)
        names = (self.table.fontMetrics().horizontalAdvance(code.name) for code in session.codebook.codes)
        self.columns = EventColumns(self.table, max(names, default=80), session.duration_ms)
        self._connect()
        self._show_selection()

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what the table does, by the ids of the actions."""
        return {
            "select_all": self.select_all,
            "filter_events": self.filter_box.setFocus,
            "find_next": partial(self.go_to_match, 1),
            "find_previous": partial(self.go_to_match, -1),
            "follow_events": self.follows.toggle,
            "comment": self.comment,
            "move_to_now": self.bar.move_to_now,
            "next_of_code": partial(go_to_same_code, self._session, 1),
            "previous_of_code": partial(go_to_same_code, self._session, -1),
        }

    def select_all(self) -> None:
        """Select every event that the table shows."""
        self._session.select_many(self.model.event_at(row).id for row in range(self.model.rowCount()))

    def go_to_match(self, way: int) -> None:
        """Go to the next event that matches the box (1), or the one before (-1), round the ends."""
        current = self.model.row_of(self._session.selected_id)
        start = current if current is not None else (-1 if way > 0 else 0)
        found = self.model.find(self.filter_box.text(), start, way)
        if found is None:
            text = self.filter_box.text().strip()
            what = f"No event matches “{text}”." if text else "There is nothing to find yet."
            self._session.tell(EditError(what, "Type part of a code, modifier or comment into the box."))
            return
        event = self.model.event_at(found)
        self._session.select(event.id)
        self._session.jump(event.start_ms)

    def comment(self) -> None:
        """Begin to type the comment of the selected event, or of all that are selected."""
        current = self.model.row_of(self._session.selected_id)
        if self.bar.isVisible():
            self.bar.comment.setFocus()
        elif current is None:
            self._session.tell(NOTHING_SELECTED)
        else:
            self.table.setColumnHidden(Column.COMMENT, False)
            self.table.setFocus()
            self.table.setCurrentIndex(self.model.index(current, Column.COMMENT))
            self.table.edit(self.model.index(current, Column.COMMENT))

    def show_on(self, on_now: frozenset[str]) -> None:
        """Light the rows of these events, and no others."""
        before, self._cells.on_now = self._cells.on_now, on_now
        for event_id in before ^ on_now:
            if (place := self.model.row_of(event_id)) is not None:
                self.table.update_row(place)

    def _connect(self) -> None:
        table, session = self.table, self._session
        table.horizontalHeader().sectionClicked.connect(self._sort)
        table.selectionModel().currentRowChanged.connect(self._tell_selection)
        table.selectionModel().selectionChanged.connect(self._tell_selection)
        table.go_wanted.connect(self._go_to)
        table.doubleClicked.connect(self._open)
        table.clicked.connect(self._click)
        table.customContextMenuRequested.connect(self._open_menu)
        self.filter_box.textChanged.connect(self._filter)
        self.filter_box.step_wanted.connect(self.go_to_match)
        self.narrows.toggled.connect(self._narrow)
        self.follows.toggled.connect(self._follow_playhead)
        session.moved.connect(self._follow_playhead)
        session.selection_changed.connect(self._show_selection)
        # After the model, which joined first: the rows are there by now.
        session.edited.connect(self._show_selection)

    def _sort(self, section: int) -> None:
        """Sort by the column that was clicked; a second click reverses the order."""
        is_rising = section == self.model.sorted_by and not self.model.is_reversed
        self.model.sort(section, Qt.SortOrder.DescendingOrder if is_rising else Qt.SortOrder.AscendingOrder)
        self._show_selection()

    def _filter(self, text: str) -> None:
        wanted = text if self.filter_box.narrows else ""
        self.model.filter(wanted)
        self.table.is_filtered = bool(wanted.strip())
        session = self._session
        shown = [one for one in session.selected_ids if self.model.row_of(one) is not None]
        session.select_many(sorted(shown, key=lambda one: one == session.selected_id))
        self._show_selection()

    def _show_count(self, hidden: int) -> None:
        """Say how many events the table shows, and how many of those that are selected it does not."""
        total, shown = len(self._session.coding.events), self.model.rowCount()
        said = f"Events · {total}" if shown == total else f"{shown} of {count(total, 'event')}"
        self._title.setText(f"{said} · {hidden} selected outside the filter" if hidden else said)

    def _show_selection(self) -> None:
        """Make the session's selection the table's."""
        selection, model, session = self.table.selectionModel(), self.model, self._session
        found = {event_id: model.row_of(event_id) for event_id in session.selected_ids}
        rows = {place for place in found.values() if place is not None}
        self._show_count(len(found) - len(rows))
        current = found.get(session.selected_id)
        flags, self._is_following = QItemSelectionModel.SelectionFlag, True
        if rows != {index.row() for index in selection.selectedRows()}:
            selection.select(_spans(model, rows), flags.ClearAndSelect | flags.Rows)
        if current is None:
            selection.clearCurrentIndex()
        elif selection.currentIndex().row() != current:
            index = model.index(current, self._shown_column())
            selection.setCurrentIndex(index, flags.NoUpdate)
            self.table.scrollTo(index)
        self._is_following = False

    def _shown_column(self) -> int:
        """Return a column to be in: the one before, while it is shown."""
        now = self.table.currentIndex().column()
        return now if now >= 0 and not self.table.isColumnHidden(now) else Column.START

    def _tell_selection(self) -> None:
        """Make the table's selection the session's; the current row is the event that single steps mean."""
        if self._is_following:
            return
        current = self.table.currentIndex()
        rows = [index.row() for index in self.table.selectionModel().selectedRows()]
        ordered = sorted(rows, key=lambda place: (place == current.row(), place))
        self._session.select_many(self.model.event_at(place).id for place in ordered)

    def _narrow(self, on: bool) -> None:
        self.filter_box.set_narrows(on=on)
        self._filter(self.filter_box.text())

    def _follow_playhead(self) -> None:
        """Keep the event that began last in sight, unless somebody is typing in the table."""
        if not self.follows.isChecked() or self.table.state() == self.table.State.EditingState:
            return
        place = self.model.row_before(self._session.position_ms)
        if place is not None:
            self.table.scrollTo(self.model.index(place, Column.START), self.table.ScrollHint.PositionAtCenter)

    def _hold_selection(self) -> None:
        self._is_following = True

    def _let_selection_go(self) -> None:
        self._is_following = False

    def _open(self, index: QModelIndex) -> None:
        """Edit the cell, so that what is typed is no key of the player; go to the event, but not for its comment."""
        if not self.edits_on_double_click:
            self._go_to(index)
            return
        if index.column() != Column.COMMENT:
            self._go_to(index)
        if index.column() == Column.MODIFIERS:
            self.question_wanted.emit(self.model.event_at(index.row()).id)
        elif index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.table.edit(index)

    def edit(self, event_id: str) -> None:
        """Choose the code of an event anew, where the table shows it."""
        place = self.model.row_of(event_id)
        if place is not None:
            index = self.model.index(place, Column.CODE)
            self.table.scrollTo(index)
            self.table.edit(index)

    def _go_to(self, index: QModelIndex) -> None:
        if index.isValid():
            self._session.jump(self.model.event_at(index.row()).start_ms)

    def _click(self, index: QModelIndex) -> None:
        event = self.model.event_at(index.row())
        if index.column() == Column.UNSURE:
            toggle_unsure(self._session, event)
        elif index.column() == Column.MODIFIERS and self.model.text(event, Column.MODIFIERS).endswith(OPEN):
            self.question_wanted.emit(event.id)

    def _open_menu(self, at: QPoint) -> None:
        if self._session.selected_ids and self.table.indexAt(at).isValid():
            pop_up(event_menu(self._session, self._actions, self), self.table.viewport().mapToGlobal(at))

    def open_menu(self) -> bool:
        """Open the menu of the selected event at its row; say whether there is one in sight."""
        place = self.table.visualRect(self.table.currentIndex())
        is_seen = self.isVisible() and not place.isEmpty() and self.table.viewport().rect().contains(place.center())
        if is_seen:
            self._open_menu(place.center())
        return is_seen


def go_to_same_code(session: CodingSession, step: int) -> None:
    """Go to the next (1) or previous (-1) event of the selected one's code."""
    anchor = session.selected_event
    if anchor is None:
        session.tell(NOTHING_SELECTED)
        return
    alike = session.coding.events_of([anchor.code])
    place = next(n for n, event in enumerate(alike) if event.id == anchor.id) + step
    if 0 <= place < len(alike):
        session.select(alike[place].id)
        session.jump(alike[place].start_ms)


def _spans(model: EventModel, rows: Iterable[int]) -> QItemSelection:
    """Return whole rows as a selection: one span for all that stand side by side."""
    spans, last = QItemSelection(), model.columnCount() - 1
    for _, group in groupby(enumerate(sorted(rows)), key=lambda pair: pair[1] - pair[0]):
        side_by_side = [place for _, place in group]
        spans.select(model.index(side_by_side[0], 0), model.index(side_by_side[-1], last))
    return spans


def _toggle(sign: str, tip: str, *, on: bool) -> QToolButton:
    made = QToolButton()
    made.setText(sign)
    made.setToolTip(tip)
    made.setAccessibleName(tip)
    made.setCheckable(True)
    made.setChecked(on)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setProperty("kind", "quiet")
    return made
