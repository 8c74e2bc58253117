"""The cells of the rating form: scales down, episodes across, grouped by whom the rating is towards."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from annotator.model.codebook import Codebook
from annotator.model.items import Cell, Rating
from annotator.model.judging import asked_cells, cell_name, events_outside, evidence_gone
from ui.coding.judging.points import point_text
from ui.session import CodingSession

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
WHOLE = "session"
"""How the head of a column names the session as a whole."""


@dataclass(frozen=True, slots=True)
class RatingColumn:
    """One column: an episode ("" is the session as a whole) and towards whom ("" is nobody)."""

    episode: str
    target: str


class CellModel(QAbstractTableModel):
    """Reads the ratings of the coding that is open; it changes nothing."""

    def __init__(self, session: CodingSession) -> None:
        super().__init__()
        self._session = session
        self._scales = session.codebook.scales
        self._asked = frozenset(asked_cells(session.codebook))
        self.columns = _columns(session.codebook)
        self._given: dict[Cell, Rating] = {}
        self.doubted: frozenset[Cell] = frozenset()
        self.refresh()

    def refresh(self) -> None:
        """Read the ratings again."""
        coding, spans = self._session.coding, self._session.episodes()
        self._given = {rating.cell: rating for rating in coding.ratings}
        self.doubted = frozenset(
            cell
            for cell, rating in self._given.items()
            if evidence_gone(coding, rating) or events_outside(coding, rating, spans)
        )
        if self._scales:
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def cell(self, index: Index) -> Cell | None:
        """Return what a place of the table is about; None where the codebook asks for no rating."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        cell = Cell(self._scales[index.row()].id, column.episode, column.target)
        return cell if cell in self._asked else None

    def index_of(self, cell: Cell) -> QModelIndex:
        """Return the place of a cell; an invalid one where there is none."""
        rows = [row for row, scale in enumerate(self._scales) if scale.id == cell.scale]
        columns = [
            at for at, one in enumerate(self.columns) if (one.episode, one.target) == (cell.episode, cell.target)
        ]
        return self.index(rows[0], columns[0]) if rows and columns else QModelIndex()

    def said(self, cell: Cell) -> str:
        """Return the state of a cell in words, with what is to be looked at in its evidence."""
        said = said_of(self.rating(cell))
        return f"{said}, evidence to look at" if cell in self.doubted else said

    def rating(self, cell: Cell) -> Rating | None:
        """Return the rating of a cell; None while it is unset."""
        return self._given.get(cell)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One for each scale."""
        return 0 if parent.isValid() else len(self._scales)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """One for each pair of episode and target."""
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What is not asked for cannot be chosen."""
        if self.cell(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The point of a cell, and in words what it is about and what was said of it."""
        cell = self.cell(index)
        if cell is None:
            return None
        rating = self.rating(cell)
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if rating is None else point_text(rating.value)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{cell_name(self._session.codebook, cell)}: {self.said(cell)}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Episodes across, scales down."""
        codebook = self._session.codebook
        if orientation == Qt.Orientation.Vertical:
            scale = self._scales[section]
            texts = {Qt.ItemDataRole.DisplayRole: scale.name, Qt.ItemDataRole.ToolTipRole: scale.definition}
            return texts.get(Qt.ItemDataRole(role))
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.episode or WHOLE
        if role == Qt.ItemDataRole.ToolTipRole and column.episode:
            towards = f", towards {column.target}" if column.target else ""
            return f"Episode {column.episode}: {codebook.episode_by_id[column.episode].name}{towards}"
        return None


def said_of(rating: Rating | None) -> str:
    """Return the state of a cell in words; unset is not 0, and not "not ratable"."""
    if rating is None:
        return "not rated yet"
    return "not ratable" if rating.value is None else point_text(rating.value)


def _columns(codebook: Codebook) -> tuple[RatingColumn, ...]:
    targets = list(dict.fromkeys(cell.target for cell in asked_cells(codebook)))
    order = ["", *codebook.episode_by_id]
    found = {RatingColumn(cell.episode, cell.target) for cell in asked_cells(codebook)}
    return tuple(sorted(found, key=lambda one: (targets.index(one.target), order.index(one.episode))))
