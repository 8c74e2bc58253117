"""What the behaviours of the files are here: a row each, our code chosen by typing a part of its name."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from annotator.exchange.codings.doubts import OUT
from annotator.exchange.codings.naming import EPISODE
from annotator.model.codebook import Codebook
from annotator.text import plain
from ui.study.importing.shown import CodeLine
from ui.theme import current_theme, mix
from ui.widgets.code_row import short_key
from ui.widgets.parts import name_field
from ui.widgets.search_box import Offered, SearchBox
from ui.widgets.tables import make_quiet, swatch
from ui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_TOP = QModelIndex()
_HEADS = ("Their behaviour", "Events", "", "Our code", "Who", "Kind", "Key")
THEIRS, EVENTS, ARROW, OURS, WHO, KIND, KEY = range(len(_HEADS))
_WIDTHS = {EVENTS: 56, ARROW: 26, WHO: 76, KIND: 52, KEY: 84}
_ROW = 28
_NARROW, _BESIDE = 600, 50


class CodeModel(QAbstractTableModel):
    """A row for each behaviour of the files."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: Sequence[CodeLine] = ()
        self.codebook: Codebook | None = None
        self._icons: dict[str, QIcon] = {}
        self.pending: dict[tuple[str, str], str] = {}

    def show_lines(self, lines: Sequence[CodeLine], codebook: Codebook) -> None:
        """Show other behaviours; the same ones in the same order stay chosen."""
        self.pending = {}
        if codebook is not self.codebook:
            self.codebook = codebook
            self.recolour()
        if [(one.theirs, one.who) for one in lines] == [(one.theirs, one.who) for one in self.lines]:
            self.lines = lines
            if lines:
                self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(_HEADS) - 1))
            return
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def recolour(self) -> None:
        """Make the signs of the codes anew, for the theme of now."""
        codebook = self.codebook
        self._icons = {} if codebook is None else {one.id: swatch(codebook, one.id) for one in codebook.codes}

    def expect(self, line: CodeLine, choice: str) -> None:
        """Show what was chosen before it is worked out."""
        self.pending[line.theirs, line.who] = choice
        at = self.lines.index(line)
        self.dataChanged.emit(self.index(at, 0), self.index(at, len(_HEADS) - 1))

    def rowCount(self, parent: Index = _TOP) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _TOP) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(_HEADS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let our code be chosen."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == OURS else flags

    def ours(self, line: CodeLine) -> tuple[str, str]:
        """Return our code, as far as it is known or was chosen, and what stands there in place of one."""
        chosen = self.pending.get((line.theirs, line.who))
        if chosen is None:
            return line.ours, line.fate
        if chosen == OUT:
            return "", "left out"
        return ("", "an episode") if chosen.startswith(EPISODE) else (chosen, "")

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what a cell shows."""
        line, at, theme = self.lines[index.row()], index.column(), current_theme()
        ours, fate = self.ours(line)
        code = self.codebook.code_by_id.get(ours) if self.codebook is not None else None
        if role == Role.DisplayRole:
            name = code.name if code is not None else fate or ("? who first" if line.doer == "?" else "? choose")
            doer = line.doer if line.doer != "?" else "?"
            kind = code.kind if code is not None else ""
            return (plain(line.theirs), f"{line.events:,}", "→", name, doer, kind, "")[at]
        if role == Role.DecorationRole and at == OURS:
            return self._icons.get(ours)
        if role == Role.ForegroundRole:
            is_open = (at == OURS and code is None and not fate) or (at == WHO and line.doer == "?")
            dim = at in (EVENTS, ARROW, KIND) or (at == OURS and code is None)
            return QColor(theme.warning) if is_open else QColor(theme.dim) if dim else None
        if role == Role.TextAlignmentRole and at == EVENTS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return plain_tip(self._tip(line)) if role == Role.ToolTipRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Return the head of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section == EVENTS else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return _HEADS[section] if role == Role.DisplayRole else None

    def _tip(self, line: CodeLine) -> str:
        of = f" of {plain(line.who)}" if line.who else ""
        ours, fate = self.ours(line)
        code = self.codebook.code_by_id.get(ours) if self.codebook is not None else None
        said = f"{plain(line.theirs)}{of}, {line.events:,} × → {code.name if code else fate or 'not chosen yet'}"
        doubts = f"\n{len(line.open)} in doubt: Enter goes there" if line.open else ""
        return f"{said}{doubts}\nTyping, F2 or a click chooses our code"


class CodeDelegate(QStyledItemDelegate):
    """Lets our code be searched for, and paints what the key was and is."""

    chosen = Signal(object, str)
    """Our code for a CodeLine: its id, or what else becomes of the behaviour."""

    def __init__(self, table: QTableView, model: CodeModel) -> None:
        super().__init__(table)
        self._model = model
        self.offered: tuple[Offered, ...] = ()

    def offer(self, codebook: Codebook) -> None:
        """Offer the codes and episodes of a codebook."""
        codes: list[Offered] = [(one.id, one.name, swatch(codebook, one.id)) for one in codebook.codes]
        episodes: list[Offered] = [(EPISODE + one.id, f"the episode {one.name}", None) for one in codebook.episodes]
        self.offered = (*codes, *episodes, (OUT, "leave it out", None))

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Open the list of our codes."""
        line = self._model.lines[index.row()]
        box = SearchBox("Our code", "Type a part of its name")
        box.setParent(parent)
        box.setFrame(False)
        ours, _ = self._model.ours(line)
        box.offer(self.offered, ours)

        def take(choice: str) -> None:
            self._model.expect(line, choice)
            self.chosen.emit(line, choice)
            self.closeEditor.emit(box, QStyledItemDelegate.EndEditHint.NoHint)

        box.picked.connect(take)
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """It shows what is chosen already."""

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """What is picked is told at once."""

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """Fill the cell."""
        editor.setGeometry(option.rect)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Leave room for the sign that there is a list."""
        super().initStyleOption(option, index)
        if index.column() == OURS:
            room = option.rect.width() - _BESIDE
            option.text = option.fontMetrics.elidedText(option.text, Qt.TextElideMode.ElideRight, room)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell, the ground and a bar of a row in doubt, and keys as caps."""
        line, rect = self._model.lines[index.row()], option.rect
        theme = current_theme()
        if line.open:
            painter.fillRect(rect, QColor(mix(theme.panel, theme.accent, 0.10)))
        super().paint(painter, option, index)
        if index.column() == THEIRS and line.open:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(theme.accent))
        elif index.column() == OURS:
            self._paint_arrow(painter, rect)
        elif index.column() == KEY:
            self._paint_keys(painter, rect, line)

    @staticmethod
    def _paint_arrow(painter: QPainter, rect: QRect) -> None:
        """Paint the sign that there is a list."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(current_theme().dim), 1.4))
        x, y = rect.right() - 14, rect.center().y()
        painter.drawPolyline([QRectF(x - 4, y - 2, 1, 1).topLeft(), QRectF(x, y + 2, 1, 1).topLeft()])
        painter.drawPolyline([QRectF(x, y + 2, 1, 1).topLeft(), QRectF(x + 4, y - 2, 1, 1).topLeft()])
        painter.restore()

    def _paint_keys(self, painter: QPainter, rect: QRect, line: CodeLine) -> None:
        ours, _ = self._model.ours(line)
        code = self._model.codebook.code_by_id.get(ours) if self._model.codebook is not None else None
        key = short_key(code.key) if code is not None else ""
        theirs = line.their_key.upper() if len(line.their_key) == 1 else line.their_key
        theme, x = current_theme(), float(rect.left() + 8)
        painter.save()
        if theirs and key and theirs != key.upper():
            x = self._paint_cap(painter, rect, x, theirs, QColor(theme.faint), QColor(theme.dim))
            painter.setPen(QPen(QColor(theme.dim), 1.2))
            painter.drawLine(round(x) - 20, rect.center().y() + 1, round(x) - 3, rect.center().y() + 1)
            painter.drawText(QRectF(x, rect.top(), 16, rect.height()), Qt.AlignmentFlag.AlignCenter, "→")
            x += 18
        if key:
            self._paint_cap(painter, rect, x, key.upper(), QColor(theme.faint), QColor(theme.text))
        painter.restore()

    @staticmethod
    def _paint_cap(painter: QPainter, rect: QRect, x: float, key: str, edge: QColor, ink: QColor) -> float:
        """Paint a key; return where what follows begins."""
        width = max(20, painter.fontMetrics().horizontalAdvance(key) + 10)
        cap = QRectF(x, rect.center().y() - 9, width, 18)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(QColor(current_theme().raised))
        painter.drawRoundedRect(cap, 4, 4)
        painter.setPen(ink)
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
        return x + width + 4


class CodeTable(QTableView):
    """The table in the middle of the page."""

    doubt_wanted = Signal(object)
    """The first doubt of a behaviour is to be settled: its CodeLine."""
    chosen = Signal(object, str)
    """Our code for a CodeLine."""

    def __init__(self) -> None:
        super().__init__()
        self.codes = CodeModel()
        self.setModel(self.codes)
        make_quiet(self)
        name_field(self, "What their behaviours are here")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.delegate = CodeDelegate(self, self.codes)
        self.setItemDelegate(self.delegate)
        self.delegate.chosen.connect(self.chosen)
        head = self.horizontalHeader()
        head.setMinimumSectionSize(24)
        for section in (THEIRS, OURS):
            head.setSectionResizeMode(section, QHeaderView.ResizeMode.Stretch)
        for section, width in _WIDTHS.items():
            head.resizeSection(section, width)
        self.clicked.connect(self._open_list)

    @property
    def line(self) -> CodeLine | None:
        """The behaviour that is current."""
        at = self.currentIndex().row()
        return self.codes.lines[at] if 0 <= at < len(self.codes.lines) else None

    def show_lines(self, lines: Sequence[CodeLine], codebook: Codebook) -> None:
        """Show the behaviours of the files."""
        if codebook is not self.codes.codebook:
            self.delegate.offer(codebook)
        self.codes.show_lines(lines, codebook)
        if lines and not self.currentIndex().isValid():
            self.setCurrentIndex(self.codes.index(0, OURS))

    def show_behaviour(self, theirs: str, who: str | None = None) -> None:
        """Make the row of a behaviour current, where there is one."""
        for at, one in enumerate(self.codes.lines):
            if one.theirs == theirs and who in (None, one.who):
                self.setCurrentIndex(self.codes.index(at, OURS))
                return

    def resizeEvent(self, event: Any) -> None:
        """Leave out what is needed least where there is little room."""
        super().resizeEvent(event)
        self.setColumnHidden(KIND, self.width() < _NARROW)
        self.setColumnHidden(ARROW, self.width() < _NARROW)

    def changeEvent(self, event: QEvent) -> None:
        """Draw the signs of the codes for another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.codes.codebook is not None:
            self.codes.recolour()
            self.delegate.offer(self.codes.codebook)

    def event(self, event: QEvent) -> bool:
        """Keep F2 and Enter, which are somebody else's elsewhere in Study."""
        own = (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in own:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let letters search for our code, F2 open the list, Enter go to what is in doubt."""
        text, line = event.text(), self.line
        plain_key = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if line is None:
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain_key and line.open:
            self.doubt_wanted.emit(line)
        elif event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and plain_key:
            self.open_list()
        elif text.isalpha() and plain_key:
            self.open_list(text)
        elif text.isdigit() or event.key() == Qt.Key.Key_Escape:
            event.ignore()  # the page's
        else:
            super().keyPressEvent(event)

    def open_list(self, typed: str = "") -> None:
        """Search for our code of the current behaviour."""
        index = self.codes.index(self.currentIndex().row(), OURS)
        self.setCurrentIndex(index)
        super().edit(index, QAbstractItemView.EditTrigger.AllEditTriggers, QEvent(QEvent.Type.None_))
        box = self.indexWidget(index) or next(iter(self.viewport().findChildren(SearchBox)), None)
        if isinstance(box, SearchBox):
            box.setFocus()
            if typed:
                box.type(typed)

    def _open_list(self, index: QModelIndex) -> None:
        if index.column() == OURS:
            self.open_list()
            box = next(iter(self.viewport().findChildren(SearchBox)), None)
            if box is not None:
                box.showPopup()
