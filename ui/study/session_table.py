"""The table of the study: a row a session, a column a coder, in each cell how far that coding is."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from annotator.text import DASH, clock, count
from ui.study.overview import CodingState, Overview, SessionRow
from ui.theme import current_theme, number_font

Index = QModelIndex | QPersistentModelIndex
STATE_ROLE = Qt.ItemDataRole.UserRole
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
_FIXED = ("Session", "Length", "Cameras")
_ROW_HEIGHT = 54


class SessionModel(QAbstractTableModel):
    """An Overview as Qt reads it."""

    def __init__(self) -> None:
        super().__init__()
        self.overview = Overview()

    def set_overview(self, overview: Overview) -> None:
        """Show another state of the study."""
        self.beginResetModel()
        self.overview = overview
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many sessions there are."""
        return 0 if parent.isValid() else len(self.overview.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the columns about the session, and one a coder."""
        return 0 if parent.isValid() else len(_FIXED) + len(self.overview.coders)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what stands over a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (*_FIXED, *self.overview.coders)[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says."""
        row = self.overview.rows[index.row()]
        coder = self.coder_at(index)
        state = row.codings.get(coder)
        if role == STATE_ROLE:
            return state
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return state_text(state) if state else _about(row, index.column())
        if role == Qt.ItemDataRole.ForegroundRole and row.problem:
            return QColor(current_theme().danger)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(row, state)
        return None

    def coder_at(self, index: Index) -> str:
        """Return whose cell it is, or "" in the columns about the session."""
        return self.overview.coders[index.column() - len(_FIXED)] if index.column() >= len(_FIXED) else ""

    def index_of(self, session_id: str, coder: str) -> QModelIndex:
        """Return the cell of a coding, or an index that is not valid."""
        ids = [row.id for row in self.overview.rows]
        if session_id not in ids or coder not in self.overview.coders:
            return QModelIndex()
        return self.index(ids.index(session_id), len(_FIXED) + self.overview.coders.index(coder))


class CodingDelegate(QStyledItemDelegate):
    """Draws a coding: what there is of it, and a bar for how far into the session it goes."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        state = index.data(STATE_ROLE)
        if not isinstance(state, CodingState):
            super().paint(painter, option, index)
            return
        self.initStyleOption(option, index)
        option.text = ""
        option.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        row = index.data(ROW_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _draw(painter, option.rect.adjusted(15, 0, -16, 0), state, row)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Leave room for the bar."""
        return QSize(max(150, super().sizeHint(option, index).width()), _ROW_HEIGHT)


class SessionTable(QTableView):
    """The table; a double click or Enter opens the coding of a cell."""

    opened = Signal(str, str)
    """A cell was opened: session id, coder ("" in the columns about the session)."""
    chosen = Signal(str, str)
    """Another cell is the current one: session id, coder."""
    menu_wanted = Signal(QPoint)
    """The menu of the current cell is to open at a place of the screen."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sessions")
        self.setAccessibleName("Sessions and coders")
        self.sessions = SessionModel()
        self.setModel(self.sessions)
        self.setItemDelegate(CodingDelegate(self))
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.activated.connect(lambda index: self.opened.emit(*self._place(index)))
        self.selectionModel().currentChanged.connect(lambda now, _: self.chosen.emit(*self._place(now)))

    def show_overview(self, overview: Overview) -> None:
        """Show another state of the study; the current cell stays."""
        session_id, coder = self._place(self.currentIndex())
        self.sessions.set_overview(overview)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for section, width in enumerate((140, 84, 92)):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(section, width)
        self.setMaximumHeight(header.sizeHint().height() + _ROW_HEIGHT * len(overview.rows) + 2)
        kept = self.sessions.index_of(session_id, coder)
        first = self.sessions.index(0, min(len(_FIXED), self.sessions.columnCount() - 1))
        self.setCurrentIndex(kept if kept.isValid() else first)

    def open_current(self) -> None:
        """Open the coding of the current cell, while the table is shown and not a form in its place."""
        if self.isVisible() and self.currentIndex().isValid():
            self.opened.emit(*self._place(self.currentIndex()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Have the menu opened of the cell under the mouse or, by the menu key, of the current one."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        current = self.visualRect(self.currentIndex())
        if by_key and self.currentIndex().isValid():
            self.menu_wanted.emit(self.viewport().mapToGlobal(current.center()))
        elif not by_key and (clicked := self.indexAt(event.pos())).isValid():
            self.setCurrentIndex(clicked)
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
        """Make the cell of a coding the current one, if it is there."""
        wanted = self.sessions.index_of(session_id, coder)
        if wanted.isValid():
            self.setCurrentIndex(wanted)

    def _place(self, index: Index) -> tuple[str, str]:
        if not index.isValid():
            return "", ""
        return self.sessions.overview.rows[index.row()].id, self.sessions.coder_at(index)


def state_text(state: CodingState) -> str:
    """Return how far a coding is, in words."""
    if state.problem:
        return "cannot be read"
    if not state.is_begun:
        return "not started" if state.is_due else DASH
    mark = "⚠ " if state.doubts else ""
    what = (
        "★ gold" if state.gold is not None else count(state.events, "event")
    )  # how many would tell who codes it blind
    again = f"round {state.round} · " if state.round > 1 else ""
    return f"{mark}{again}{what}{' · submitted' if state.is_submitted else ''}"


def _about(row: SessionRow, column: int) -> str:
    if column == 0:
        return row.id
    if row.session is None:
        return "cannot be read" if column == len(_FIXED) else DASH
    if column >= len(_FIXED):
        return DASH  # whoever works here does not see whether there is a coding
    if column == 1:
        return clock(row.session.duration_ms, decimals=0)
    cameras = len(row.session.cameras)
    return f"{cameras} ({len(row.missing)} missing)" if row.missing else str(cameras)


def _tip(row: SessionRow, state: CodingState | None) -> str:
    if row.problem:
        return row.problem
    if state is None:
        return "A recording is not where it was" if row.missing else ""
    how = "double click or Enter opens it in Code"
    return state.problem or "\n".join([*state.doubts, f"{state_text(state)}; {how}"])


def _draw(painter: QPainter, rect: QRect, state: CodingState, row: SessionRow) -> None:
    theme = current_theme()
    color = theme.danger if state.problem else theme.text if state.is_begun else theme.dim
    painter.setPen(QColor(color))
    painter.setFont(number_font())
    middle = rect.center().y()
    text_rect = rect.adjusted(0, 0, 0, -8) if state.is_begun and not state.problem else rect
    words = painter.fontMetrics().elidedText(state_text(state), Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(text_rect, Qt.AlignmentFlag.AlignVCenter, words)
    if not state.is_begun or state.problem:
        return
    bar = QRect(rect.left(), middle + 11, min(rect.width(), 220), 4)
    duration_ms = row.session.duration_ms if row.session is not None else 0
    share = min(1.0, state.reach_ms / max(1, duration_ms))
    done = QRect(bar.left(), bar.top(), round(bar.width() * share), bar.height())
    painter.setPen(Qt.PenStyle.NoPen)
    for part, fill in ((bar, theme.line), (done, theme.ok if state.is_submitted else theme.accent)):
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(part, 2, 2)
