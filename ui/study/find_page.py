"""Finds events and comments in all sessions: results come in as they are found, Enter opens the coding there."""

from collections import deque
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QLineEdit, QTableView, QWidget

from annotator.progress import Progress
from annotator.study import Study
from annotator.study.blind import Sight
from annotator.study.find import Found, Wanted, find
from annotator.text import clock, count
from ui.tasks import Reads, Wishes
from ui.widgets.parts import button, column, label, line, name_field, panel, row
from ui.widgets.tables import make_quiet

Index = QModelIndex | QPersistentModelIndex
_HEADS = ("Session", "Coder", "At", "What", "Answers", "Episode", "Comment")
_TYPING_MS = 250
_MOST = 5000
"""Nobody reads more: whoever finds so many looks for something narrower."""
_LABEL = "Finding"


class _Results(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Found] = []

    def clear(self) -> None:
        self.beginResetModel()
        self.found = []
        self.endResetModel()

    def add(self, more: list[Found]) -> None:
        at = len(self.found)
        self.beginInsertRows(QModelIndex(), at, at + len(more) - 1)
        self.found.extend(more)
        self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.found)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        is_head = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return _HEADS[section] if is_head else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        one = self.found[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return one.comment
        said = (one.session, one.coder, clock(one.at_ms), one.what, one.answers, one.episode, one.comment)
        return said[index.column()]


class FindPage(QWidget):
    """A field for words, a choice of code, and what was found.

    Args:
        reads: those of the program.
    """

    opened = Signal(str, str, int)
    """A result is to be opened: session id, coder, ms of session time."""
    left = Signal()

    def __init__(self, reads: Reads) -> None:
        super().__init__()
        self._wishes = Wishes(reads)
        self._study: Study | None = None
        self._sight: Sight | None = None
        self._arriving: deque[Found] = deque()
        self.results = _Results()
        self.field, self.code, self.episode = QLineEdit(), QComboBox(), QComboBox()
        name_field(self.field, "Words to find")
        self.field.setPlaceholderText("Word in a comment, code, answer, coder or session")
        name_field(self.code, "Code to find")
        name_field(self.episode, "Episode to find in")
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._go)
        self.field.textChanged.connect(lambda _text: self._typing.start())
        for one in (self.code, self.episode):
            one.currentIndexChanged.connect(lambda _at: self._typing.start())
        self.said = label("", "dim")
        self.table = QTableView()
        self.table.setModel(self.results)
        make_quiet(self.table)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().setDefaultSectionSize(26)
        self.table.setAccessibleName("What was found")
        self.table.activated.connect(lambda index: self._open(index.row()))
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for at, wide in enumerate((9, 8, 11, 22, 18, 9)):
            self.table.setColumnWidth(at, wide * self.fontMetrics().horizontalAdvance("0"))
        header.setSectionResizeMode(len(_HEADS) - 1, QHeaderView.ResizeMode.Stretch)
        head = row(label("Find in all sessions", "hero"), None, button("Back to the sessions", self.leave, "quiet"))
        fields = row(self.field, self.code, self.episode, spacing=8)
        fields.setStretch(0, 1)
        parts = column(head, line(), fields, self.said, self.table, spacing=10, margins=(24, 20, 24, 16))
        self.setLayout(column(panel(parts)))

    def begin(self, study: Study, sight: Sight | None) -> None:
        """Let the user say what to look for; of the same study, what was found last is still there.

        sight: what whoever works here sees; None: everything.
        """
        if study is not self._study or sight != self._sight:
            self._study, self._sight = study, sight
            self.field.clear()
            for box, every, named in (
                (self.code, "Every code", [(one.name, one.id) for one in study.codebook.all_codes]),
                (self.episode, "Every episode", [(f"{one.id} {one.name}", one.id) for one in study.codebook.episodes]),
            ):
                box.clear()
                box.addItem(every, "")
                for name, one in named:
                    box.addItem(name, one)
            self._go()
        self.field.setFocus()
        self.field.selectAll()

    def leave(self) -> None:
        """Go back, and look for nothing any more."""
        self._wishes.drop_all()
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Down and Enter go to the results, and Escape back."""
        to_results = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in to_results and self.field.hasFocus() and self.results.found:
            self.table.setFocus()
            self.table.setCurrentIndex(self.results.index(0, 0))
        else:
            super().keyPressEvent(event)

    def _go(self) -> None:
        self._typing.stop()
        self.results.clear()
        code, episode = str(self.code.currentData() or ""), str(self.episode.currentData() or "")
        wanted = Wanted(words=self.field.text(), codes=(code,) if code else (), episodes=(episode,) if episode else ())
        study, sight, arriving = self._study, self._sight, deque[Found]()
        self._arriving = arriving
        if study is None or wanted.is_empty:
            self._wishes.drop(_LABEL)
            self.said.setText("Type a word or choose a code. Enter opens what was found.")
            return
        self.said.setText("Looking…")
        task = self._wishes.run(_LABEL, lambda progress: _look(study, wanted, sight, arriving, progress), self._end)
        task.progressed.connect(lambda _share: self._take(arriving))

    def _take(self, arriving: "deque[Found]") -> None:
        if arriving is self._arriving and arriving:
            more = [arriving.popleft() for _ in range(len(arriving))]
            self.results.add(more)
            self.said.setText(f"{count(len(self.results.found), 'result')} so far…")

    def _end(self, is_all: bool) -> None:
        self._take(self._arriving)
        found = self.results.found
        sessions = count(len({one.session for one in found}), "session")
        cut = "" if is_all else f" These are the first {_MOST}: look for something narrower."
        self.said.setText(f"{count(len(found), 'result')} in {sessions}.{cut}" if found else "Nothing was found.")

    def _open(self, at: int) -> None:
        if 0 <= at < len(self.results.found):
            one = self.results.found[at]
            self.opened.emit(one.session, one.coder, one.at_ms)


def _look(study: Study, wanted: Wanted, sight: Sight | None, arriving: "deque[Found]", progress: Progress) -> bool:
    """Put in what is found; say whether that is all of it."""
    for number, one in enumerate(find(study, wanted, progress, sight)):
        if number >= _MOST:
            return False
        arriving.append(one)
    return True
