"""What is in the files: observations with session and coder, what may identify people, and what stays there."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QListView, QSizePolicy, QTableView, QWidget

from annotator.errors import UserError
from annotator.exchange.codings.mapping import VARIABLE
from annotator.exchange.codings.names import suggested_pattern
from annotator.text import count, plain
from ui.study.importing.shown import ObservationRow, Shown
from ui.theme import current_theme
from ui.widgets.forms import form_row
from ui.widgets.parts import button, column, label, name_field, row
from ui.widgets.search_box import SearchBox
from ui.widgets.tables import make_quiet
from ui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_TOP = QModelIndex()
_HEADS = ("Name", "Session", "Coder", "Events")
_WIDTHS = (0, 64, 52, 62)
_ROW, _MOST_PRIVATE, _MOST_LEFT, _TYPING_MS = 24, 3, 2, 300
PATTERN = "{session}_{coder}"


class ObservationModel(QAbstractTableModel):
    """A row for each observation, with a box."""

    ticked = Signal(list, bool)
    """Observations are to come in, or to be left out: their rows."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[ObservationRow] = ()

    def show_rows(self, rows: Sequence[ObservationRow]) -> None:
        """Show other rows; the same ones in the same order stay selected."""
        if [(one.source, one.name) for one in rows] == [(one.source, one.name) for one in self.rows]:
            self.rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(_HEADS) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = _TOP) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _TOP) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(_HEADS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the first column be ticked."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else flags

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what a cell shows."""
        one, at, theme = self.rows[index.row()], index.column(), current_theme()
        if role == Role.DisplayRole:
            events = f"{one.comes_in:,}" if not one.is_out else "–"
            fate = ("–", "–") if one.is_out else (one.session or "?", one.coder or "?")
            return (plain(one.name), *fate, events)[at]
        if role == Role.CheckStateRole and at == 0:
            return Qt.CheckState.Unchecked if one.is_out else Qt.CheckState.Checked
        if role == Role.ToolTipRole:
            return plain_tip(one.words)
        if role == Role.ForegroundRole:
            is_open = not one.is_out and ((at == 1 and not one.session) or (at == 2 and not one.coder))
            return QColor(theme.warning) if is_open else QColor(theme.dim) if one.is_out else None
        if role == Role.TextAlignmentRole and at == len(_HEADS) - 1:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Ask for an observation to come in, or to be left out."""
        if role != Role.CheckStateRole:
            return False
        self.ticked.emit([self.rows[index.row()]], Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Return the head of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == len(_HEADS) - 1 else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return _HEADS[section] if role == Role.DisplayRole else None


class TickList(QAbstractListModel):
    """Names with boxes, and how often each is there."""

    ticked = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[tuple[str, int]] = ()
        self.kept: frozenset[str] = frozenset()

    def show_rows(self, rows: Sequence[tuple[str, int]], kept: Sequence[str]) -> None:
        """Show other names, some of them ticked."""
        if rows == self.rows:
            self.kept = frozenset(kept)
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, 0))
            return
        self.beginResetModel()
        self.rows, self.kept = rows, frozenset(kept)
        self.endResetModel()

    def rowCount(self, parent: Index = _TOP) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let them be ticked."""
        return super().flags(index) | Qt.ItemFlag.ItemIsUserCheckable

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what a row shows."""
        name, times = self.rows[index.row()]
        if role in (Role.DisplayRole, Role.ToolTipRole):
            said = f"{plain(name.removeprefix(VARIABLE))} ({times:,})"
            return plain_tip(said) if role == Role.ToolTipRole else said
        if role == Role.CheckStateRole:
            return Qt.CheckState.Checked if name in self.kept else Qt.CheckState.Unchecked
        return None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """Ask for something to be taken, or left out."""
        if role == Role.CheckStateRole:
            self.ticked.emit(self.rows[index.row()][0], Qt.CheckState(value) == Qt.CheckState.Checked)
        return role == Role.CheckStateRole


class Sentences(QAbstractListModel):
    """Sentences, those that matter first, in another colour."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[tuple[str, bool]] = ()

    def show_rows(self, rows: Sequence[tuple[str, bool]]) -> None:
        """Show other sentences, and whether each is a warning."""
        if rows != self.rows:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()

    def rowCount(self, parent: Index = _TOP) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what a row shows."""
        text, is_warning = self.rows[index.row()]
        if role in (Role.DisplayRole, Role.ToolTipRole):
            return plain_tip(text) if role == Role.ToolTipRole else text
        if role == Role.ForegroundRole:
            return QColor(current_theme().warning if is_warning else current_theme().dim)
        return None


class ObservationPanel(QWidget):
    """The left side of the page."""

    chosen = Signal(object)
    """Another observation is looked at: its row."""
    ticked = Signal(list, bool)
    kept = Signal(str, bool)
    """Something that may identify people is to be taken, or not."""
    session_chosen = Signal(list, str)
    coder_chosen = Signal(list, str)
    named = Signal(str)
    """What the names of observations are made of."""
    files_wanted = Signal()
    folder_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._sessions: tuple[str, ...] = ()
        self._coders: tuple[str, ...] = ()
        self.files = label("", "dim", wrap=True)
        self.model, self.table = ObservationModel(), QTableView()
        self.session = SearchBox("Session", "session?")
        self.coder = SearchBox("Coder", "coder?", new=True)
        self.pattern = QLineEdit()
        self.seen = button("", self._use_seen, "link", tip="This is how the names seem to be made")
        name_field(self.pattern, "Names are made of")
        self.pattern.setToolTip("What the names of observations or files are made of, such as {session}_{coder}")
        self.private_model, self.private = TickList(), QListView()
        self.left_model, self.left = Sentences(), QListView()
        self._private_words = label("May identify people: taken if ticked", "heading")
        self._left_words = label("Not taken", "heading")
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(lambda: self.named.emit(self.pattern.text().strip()))
        self._lay_out()
        self._join()

    @property
    def selected(self) -> list[ObservationRow]:
        """The observations that are selected."""
        chosen = self.table.selectionModel().selectedRows()
        return [self.model.rows[one.row()] for one in sorted(chosen, key=lambda one: one.row())]

    def show_shown(
        self, shown: Shown, kept: Sequence[str], problems: Sequence[UserError], sessions: Sequence[str], names: str
    ) -> None:
        """Show what is known now."""
        files = dict.fromkeys(one.file for one in shown.observations)
        self.files.setText(next(iter(files)) if len(files) == 1 else count(len(files), "file"))
        self._sessions = tuple(sessions)
        self.model.show_rows(shown.observations)
        if not self.table.selectionModel().hasSelection() and shown.observations:
            self.table.selectRow(0)
        self.private_model.show_rows(shown.private, kept)
        sentences = [(str(one), True) for one in problems]
        sentences += [(one, True) for one in shown.to_check] + [(one, False) for one in shown.left_out]
        self.left_model.show_rows(sentences)
        self._show_rest()
        if not self.pattern.hasFocus():
            self.pattern.setText(names)
        is_asked = any(row.doubt.kind in ("session", "coder") for row in shown.doubts)
        self._pattern_row.setVisible(is_asked or bool(names))
        pattern = suggested_pattern([one.name for one in shown.observations])
        self.pattern.setPlaceholderText(PATTERN)
        self.seen.setText(f"Use {pattern}")
        self.seen.setVisible("{coder}" in pattern and pattern != names)

    def _use_seen(self) -> None:
        self.pattern.setText(self.seen.text().removeprefix("Use "))
        self.named.emit(self.pattern.text())

    def offer_coders(self, coders: Sequence[str]) -> None:
        """Say who may have coded."""
        self._coders = tuple(coders)
        self._show_form()

    def show_place(self, source: str, name: str) -> None:
        """Look at an observation."""
        for at, one in enumerate(self.model.rows):
            if (one.source, one.name) == (source, name):
                if at != self.table.currentIndex().row():
                    self.table.selectRow(at)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Space tick all that are selected."""
        if event.key() == Qt.Key.Key_Space and self.table.hasFocus() and self.selected:
            self.ticked.emit(self.selected, any(one.is_out for one in self.selected))
        else:
            super().keyPressEvent(event)

    def _show_rest(self) -> None:
        for words, view, rows, most in (
            (self._private_words, self.private, len(self.private_model.rows), _MOST_PRIVATE),
            (self._left_words, self.left, len(self.left_model.rows), _MOST_LEFT),
        ):
            words.setVisible(bool(rows))
            view.setVisible(bool(rows))
            view.setFixedHeight(min(rows, most) * max(view.sizeHintForRow(0), 1) + 2 * view.frameWidth() + 2)

    def _show_form(self) -> None:
        rows = self.selected
        sessions, coders = {one.session for one in rows}, {one.coder for one in rows}
        of = f" of the {len(rows)} that are selected" if len(rows) > 1 else ""
        self.session.setToolTip(f"The session{of}")
        self.coder.setToolTip(f"The coder{of}: to add somebody new, type the initials")
        for box, names, found in ((self.session, self._sessions, sessions), (self.coder, self._coders, coders)):
            known = list(dict.fromkeys((*names, *sorted(filter(None, found)))))
            box.setEnabled(bool(rows))
            box.offer([(one, one, None) for one in known], next(iter(found)) if len(found) == 1 else "")

    def _lay_out(self) -> None:
        self.table.setModel(self.model)
        make_quiet(self.table)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().setDefaultSectionSize(_ROW)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        name_field(self.table, "Observations")
        head = self.table.horizontalHeader()
        head.setMinimumSectionSize(40)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for section, width in enumerate(_WIDTHS):
            if width:
                head.resizeSection(section, width)
        for view, model, name in (
            (self.private, self.private_model, "What may identify people"),
            (self.left, self.left_model, "What is not taken"),
        ):
            view.setModel(model)
            view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
            view.setUniformItemSizes(True)
            view.setTextElideMode(Qt.TextElideMode.ElideRight)
            view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            name_field(view, name)
        self.files.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        more = button("Add files…", self.files_wanted.emit, "link", tip="Read more files beside these")
        folder = button("Folder…", self.folder_wanted.emit, "link", tip="Read all files of a folder that are codings")
        self._pattern_row = QWidget()
        self._pattern_row.setLayout(column(form_row("Names are", self.pattern), row(None, self.seen), spacing=2))
        both = row(label("to", "dim"), self.session, label("by", "dim"), self.coder, spacing=6)
        for at, share in ((1, 3), (3, 2)):
            both.setStretch(at, share)
        parts = column(
            row(label("In the files", "strong"), None, more, folder, spacing=2),
            self.files,
            self.table,
            both,
            self._pattern_row,
            self._private_words,
            self.private,
            self._left_words,
            self.left,
            spacing=6,
            margins=(14, 10, 10, 8),
        )
        parts.setStretch(2, 1)
        self.setLayout(parts)

    def _join(self) -> None:
        self.model.ticked.connect(self.ticked)
        self.private_model.ticked.connect(self.kept)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_form())
        self.model.dataChanged.connect(lambda *_: self._show_form())
        self.table.selectionModel().currentRowChanged.connect(self._tell_chosen)
        self.session.picked.connect(lambda one: self.session_chosen.emit(self.selected, one))
        self.coder.picked.connect(lambda one: self.coder_chosen.emit(self.selected, one))
        self.coder.typed_new.connect(lambda one: self.coder_chosen.emit(self.selected, one))
        self.pattern.textEdited.connect(lambda _text: self._typing.start())

    def _tell_chosen(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(self.model.rows[current.row()])
