"""An overview of a study as Qt reads it: sorted and filtered, a row a session."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from annotator.text import DASH, count
from ui.study.overview import CodingState, Overview, SessionRow
from ui.study.session_columns import Column, columns_of, in_order
from ui.study.session_filter import SessionFilter

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = Qt.ItemDataRole.UserRole
COLUMN_ROLE = Qt.ItemDataRole.UserRole + 1
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class SessionModel(QAbstractTableModel):
    """Shows the rows that fit, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.overview = Overview()
        self.columns: tuple[Column, ...] = ()
        self.filter = SessionFilter()
        self.sorted_by, self.is_descending = "session", False
        self.shown: list[SessionRow] = []

    def set_overview(self, overview: Overview) -> None:
        """Show another state of the study."""
        self.beginResetModel()
        self.overview, self.columns = overview, columns_of(overview)
        self.shown = self._fitting()
        self.endResetModel()

    def put(self, rows: Iterable[SessionRow]) -> None:
        """Show what is known of some sessions now, each where it stands; see arrange."""
        new = {row.id: row for row in rows}
        self.overview = self.overview.with_rows(new.values())
        changed = [at for at, row in enumerate(self.shown) if row.id in new]
        for at in changed:
            self.shown[at] = new[self.shown[at].id]
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], len(self.columns) - 1))

    def arrange(self) -> bool:
        """Sort and filter again; say whether other rows are shown now, or in another order."""
        wanted = self._fitting()
        if [row.id for row in wanted] == [row.id for row in self.shown]:
            return False
        self.beginResetModel()
        self.shown = wanted
        self.endResetModel()
        return True

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many sessions are shown."""
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return the columns about the session, and those of the coders."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what stands over a column."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.is_number else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{column.heading}: click to sort"
        return column.heading if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says."""
        row, column = self.shown[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == ROW_ROLE:
            return row
        if role == COLUMN_ROLE:
            return column
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(row, column)
        return None

    def coder_at(self, index: Index) -> str:
        """Return whose cell it is, or "" in the columns about the session."""
        return self.columns[index.column()].coder

    def index_of(self, session_id: str, coder: str) -> QModelIndex:
        """Return the cell of a coding, of the session itself for "", or an index that is not valid."""
        row = next((at for at, one in enumerate(self.shown) if one.id == session_id), -1)
        column = next((at for at, one in enumerate(self.columns) if one.coder == coder), -1)
        return self.index(row, column) if row >= 0 and column >= 0 else QModelIndex()

    @property
    def first_coder(self) -> str:
        """The coder whose column is the first; "" where there is none."""
        return next((column.coder for column in self.columns if column.coder), "")

    def _fitting(self) -> list[SessionRow]:
        by = next((one for one in self.columns if one.id == self.sorted_by), None)
        shown = self.filter.shown(self.overview.rows)
        return shown if by is None else in_order(shown, by, descending=self.is_descending)


def _tip(row: SessionRow, column: Column) -> str:
    if row.problem:
        return row.problem
    if column.id == "notes" and row.session is not None:
        return row.session.notes
    state = row.codings.get(column.coder)
    if state is None:
        return "A recording is not where it was" if row.missing else ""
    return state.problem or "\n".join([*state.doubts, *_findings(state), f"{state_text(state)}; {_HOW}"])


_HOW = "double click or Enter opens it in Code"


def _findings(state: CodingState) -> list[str]:
    is_told = state.findings and state.gold is None
    return [f"{count(state.findings, 'finding')}: Checks in Code lists them"] if is_told else []


def state_text(state: CodingState) -> str:
    """Return how far a coding is, in words."""
    if state.problem:
        return "cannot be read"
    if not state.is_begun:
        return "not begun" if state.is_due else DASH
    if not state.is_read:
        return "being read"
    mark = "⚠ " if state.doubts else ""
    what = (
        "★ gold" if state.gold is not None else count(state.events, "event")
    )  # how many would tell who codes it blind
    again = f"round {state.round} · " if state.round > 1 else ""
    return f"{mark}{again}{what}{' · submitted' if state.is_submitted else ''}"
