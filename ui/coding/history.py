"""The history panel: every step with its time; a click goes back to it, or forth."""

from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from annotator.errors import EditError
from annotator.model.history import Edit
from ui.coding.lines_view import LinesView
from ui.session import CodingSession
from ui.theme import current_theme
from ui.widgets.parts import column

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_BEGINNING = "The coding is empty"


class StepModel(QAbstractListModel):
    """The steps, oldest first, after a first line for the beginning; those that were undone are dim."""

    def __init__(self, session: CodingSession) -> None:
        super().__init__()
        self._steps = session.opened.steps
        self._shown = len(self._steps.all)

    @property
    def done(self) -> int:
        """How many steps stand, which is also the line that is current."""
        return self._steps.done

    def follow(self, edit: Edit) -> None:
        """Follow an edit; the steps have done so already."""
        if edit.kind == "do":
            new = self._steps.done - 1
            if self._shown > new:
                self.beginRemoveRows(_NOWHERE, new + 1, self._shown)
                self._shown = new
                self.endRemoveRows()
            self.beginInsertRows(_NOWHERE, new + 1, new + 1)
            self._shown = new + 1
            self.endInsertRows()
        self.dataChanged.emit(self.index(max(self.done - 1, 0)), self.index(self._shown))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One more than there are steps."""
        return 0 if parent.isValid() else self._shown + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The line of a step: when, in the time of this computer, and what."""
        if role == Qt.ItemDataRole.ForegroundRole:
            theme = current_theme()
            return QColor(theme.dim if index.row() > self.done else theme.text)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if index.row() == 0:
            return _BEGINNING
        step = self._steps.all[index.row() - 1]
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{step.label}, {step.at:%Y-%m-%d %H:%M:%S} UTC"
        undone = " · undone" if index.row() > self.done else ""
        return f"{_local(step.at)}   {step.label}{undone}"


class HistoryPanel(QWidget):
    """Shows where in its history the coding stands."""

    def __init__(self, session: CodingSession) -> None:
        super().__init__()
        self._session, self.model = session, StepModel(session)
        self.view = LinesView("")
        self.view.setModel(self.model)
        self.view.setAccessibleName("History")
        self.view.clicked.connect(lambda index: self.go_to(index.row()))
        self.setLayout(column(self.view))
        session.edited.connect(self._follow)
        self._show_current()

    def go_to(self, done: int) -> None:
        """Undo or redo until so many steps stand."""
        history, steps = self._session.opened.history, self._session.opened.steps
        try:
            while steps.done > done and history.undo() is not None:
                pass
            while steps.done < done and history.redo() is not None:
                pass
        except EditError as problem:
            self._session.tell(problem)
        self._show_current()

    def _follow(self, edit: Edit) -> None:
        self.model.follow(edit)
        self._show_current()

    def _show_current(self) -> None:
        index = self.model.index(self.model.done)
        self.view.setCurrentIndex(index)
        if self.view.isVisible():
            self.view.scrollTo(index)


def _local(at: datetime) -> str:
    """Write a time as the clock on the wall shows it; on another day with the date."""
    local = at.astimezone()
    is_today = local.date() == datetime.now().astimezone().date()
    return f"{local:%H:%M:%S}" if is_today else f"{local:%Y-%m-%d %H:%M}"
