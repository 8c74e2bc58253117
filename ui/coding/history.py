"""The history panel: every step with its time and its moment; a click goes back to it, or forth, or aside."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from annotator.errors import EditError
from annotator.model.history import Edit
from annotator.study.history_steps import Branch, Step
from annotator.text import clock, count
from ui.coding.lines_view import LinesView
from ui.session import CodingSession
from ui.theme import current_theme
from ui.widgets.parts import column

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_BEGINNING = "The coding is empty"


class StepModel(QAbstractListModel):
    """The steps, oldest first, after a first line for the beginning; those that were undone are dim.

    Between them stand what was left behind when another way was taken (a Branch, to which one can go), and when the
    coding was submitted or reopened.
    """

    def __init__(self, session: CodingSession) -> None:
        super().__init__()
        self._steps = session.opened.steps
        self.lines: list[int | Branch | Step] = []
        """What each line is: so many steps stand, or a branch, or an act."""
        self._place: list[int] = []
        self._fill()

    @property
    def current(self) -> int:
        """The line at which the coding stands."""
        return self._place[self._steps.done]

    def follow(self, edit: Edit) -> None:
        """Follow an edit; the steps have done so already."""
        done, last = self._steps.done, self.lines[-1]
        if edit.kind == "do" and not edit.is_submission:
            if last == len(self._place) - 1 == done - 1:  # as nearly always: the coder goes on after the last line
                self.beginInsertRows(_NOWHERE, len(self.lines), len(self.lines))
                self._place.append(len(self.lines))
                self.lines.append(done)
                self.endInsertRows()
            else:
                self._refill()
        elif edit.is_submission:
            self._refill()
        first = self.index(self._place[max(done - 1, 0)])
        self.dataChanged.emit(first, self.index(len(self.lines) - 1))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """One for the beginning, one for each step, branch and act."""
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The line of a step: when, in the time of this computer, where in the recording, and what."""
        one = self.lines[index.row()]
        if role == Qt.ItemDataRole.ForegroundRole:
            theme = current_theme()
            is_past = isinstance(one, Branch) or (isinstance(one, int) and one > self._steps.done)
            return QColor(theme.dim if is_past else theme.text)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if isinstance(one, Branch):
            return _branch_line(one)
        if one == 0:
            return _BEGINNING
        step = self._steps.all[one - 1] if isinstance(one, int) else one
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{step.label}, {step.at:%Y-%m-%d %H:%M:%S} UTC"
        undone = " · undone" if isinstance(one, int) and one > self._steps.done else ""
        return f"{_step_line(step)}{undone}"

    def _refill(self) -> None:
        self.beginResetModel()
        self._fill()
        self.endResetModel()

    def _fill(self) -> None:
        steps, beside = self._steps, defaultdict[int, list[Branch | Step]](list)
        last = len(steps.all)
        for after, act in steps.acts:
            beside[min(after, last)].append(act)
        for branch in steps.branches:
            beside[branch.after].append(branch)
        self.lines, self._place = [], []
        for stand in range(last + 1):
            self._place.append(len(self.lines))
            self.lines += [stand, *beside[stand]]


class HistoryPanel(QWidget):
    """Shows where in its history the coding stands, and goes elsewhere in it."""

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

    def go_to(self, place: int) -> None:
        """Undo or redo until the steps up to a line stand; a branch is done again from where it begins."""
        line = self.model.lines[place]
        try:
            if isinstance(line, Branch):
                self._stand(line.after)
                for edit in line.edits:
                    self._session.opened.history.do(edit)
            elif isinstance(line, int):
                self._stand(line)
        except EditError as problem:
            self._session.tell(problem)
        self._show_current()

    def _stand(self, wanted: int) -> None:
        history, steps = self._session.opened.history, self._session.opened.steps
        while steps.done > wanted and history.undo() is not None:
            pass
        while steps.done < wanted and history.redo() is not None:
            pass

    def _follow(self, edit: Edit) -> None:
        self.model.follow(edit)
        self._show_current()

    def _show_current(self) -> None:
        index = self.model.index(self.model.current)
        self.view.setCurrentIndex(index)
        if self.view.isVisible():
            self.view.scrollTo(index)


def _step_line(step: Step) -> str:
    where = "" if step.moment_ms is None else f"{clock(step.moment_ms)}   "
    return f"{_local(step.at)}   {where}{step.label}"


def _branch_line(branch: Branch) -> str:
    last = branch.steps[-1]
    return f"↳ {count(len(branch.steps), 'step')} left behind, up to   {_step_line(last)}"


def _local(at: datetime) -> str:
    """Write a time as the clock on the wall shows it; on another day with the date."""
    local = at.astimezone()
    is_today = local.date() == datetime.now().astimezone().date()
    return f"{local:%H:%M:%S}" if is_today else f"{local:%Y-%m-%d %H:%M}"
