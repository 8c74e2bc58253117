"""The table view of the event table, and the box that filters and finds."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QTableView,
    QWidget,
)

from ui.coding.event_cells import TABLE_FONT, EventCells
from ui.theme import current_theme

_ROW_HEIGHT = 25
_LOOKS = (
    QEvent.Type.PaletteChange,
    QEvent.Type.FontChange,
    QEvent.Type.StyleChange,
    QEvent.Type.DevicePixelRatioChange,
)
_OWN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)
_BY_KEY = QAbstractItemView.EditTrigger.EditKeyPressed
_BY_SECOND_CLICK = QAbstractItemView.EditTrigger.SelectedClicked


class EventTable(QTableView):
    """A table that leaves the keyboard to the player: only Tab brings the keys to it, never a click."""

    go_wanted = Signal(QModelIndex)
    """Enter was pressed on a cell: go to its event."""

    def __init__(self) -> None:
        super().__init__()
        self._last_clicked = QPersistentModelIndex()
        self._cells: EventCells | None = None
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
        self.horizontalHeader().setAccessibleName("Columns of the events")
        self.setMinimumHeight(5 * _ROW_HEIGHT)
        self.entered.connect(lambda index: self._hover(index.row()))
        self.viewportEntered.connect(lambda: self._hover(-1))

    def set_cells(self, cells: EventCells) -> None:
        """Let these paint and edit the cells."""
        self._cells = cells
        self.setItemDelegate(cells)

    def update_row(self, row: int) -> None:
        """Repaint a row."""
        width = self.viewport().width()
        self.viewport().update(0, self.rowViewportPosition(row), width, self.rowHeight(row))

    def leaveEvent(self, event: QEvent) -> None:
        """No row lies under the mouse any more."""
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, row: int) -> None:
        if self._cells is not None and row != self._cells.hovered:
            before, self._cells.hovered = self._cells.hovered, row
            for one in (before, row):
                self.update_row(one)

    def event(self, event: QEvent) -> bool:
        """While it has the keyboard, Enter and F2 are its own."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_own(event):
            event.accept()
            return True
        if event.type() in _LOOKS and self._cells is not None:
            self._cells.change_look()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the event; letters are not a search here."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.state() != self.State.EditingState:
            self.go_wanted.emit(self.currentIndex())
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
        """Say how to begin, where there is nothing yet; show which cell the keys are in."""
        super().paintEvent(event)
        if self.hasFocus() and self.currentIndex().isValid():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(QColor(current_theme().accent), 1))
            painter.drawRect(self.visualRect(self.currentIndex()).adjusted(0, 0, -1, -1))
        if self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(current_theme().dim))
            words = "No event matches the filter." if self.is_filtered else "Press the key of a code to mark an event."
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Give the keyboard back to the player."""
        super().closeEditor(editor, hint)
        if self.state() != self.State.EditingState:
            self.clearFocus()


class FilterBox(QLineEdit):
    """Typed into, it narrows the table or finds in it. Esc empties it and gives the keyboard back.

    While it narrows, Enter gives the keyboard back; while it finds, Enter goes to the next match, Shift+Enter back.
    """

    step_wanted = Signal(int)
    """Go to the next match (1) or the one before (-1)."""

    def __init__(self) -> None:
        super().__init__()
        self.narrows = True
        self.setClearButtonEnabled(True)
        self.setAccessibleName("Filter the events")
        self.set_narrows(on=True)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance(self.placeholderText()) + 44)

    def set_narrows(self, *, on: bool) -> None:
        """Narrow the table to what matches, or leave it whole and go from match to match."""
        self.narrows = on
        self.setPlaceholderText("Filter by code or text" if on else "Find code or text")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc shows every event again; Enter goes back to the player, or to the next match."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.clearFocus()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif self.narrows:
            self.clearFocus()
        else:
            self.step_wanted.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)


def _is_own(event: QKeyEvent) -> bool:
    return event.key() in _OWN_KEYS and not event.modifiers()
