"""What a table looks like: which column is what, how times are written; below, what it becomes."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QComboBox, QHeaderView, QLineEdit, QMenu, QSizePolicy, QTableView, QWidget

from annotator.errors import UserError
from annotator.exchange.codings.table_shape import Shape
from annotator.exchange.encodings import EncodingUnknownError
from annotator.text import count
from ui.study.importing.keys import on_ctrl_enter
from ui.study.importing.table_roles import NOT_TAKEN, ROLES, Preview, preview, role_words, versions, with_role
from ui.study.rows_page import RowsModel
from ui.tasks import Reads, Wishes
from ui.theme import current_theme
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.elided import Elided
from ui.widgets.forms import form_row
from ui.widgets.parts import button, column, label, line, name_field, panel, row
from ui.widgets.tables import make_quiet
from ui.widgets.tips import plain_tip

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_TOP = QModelIndex()
_READING, _TYPING_MS = "Reading the table", 300
_FORM, _ROW, _NARROWEST, _WIDEST = 350, 24, 90, 220
_AS_IT_LOOKS = "As it looks"
_EVENT_HEADS = ("Observation", "Behaviour", "Who", "Start", "End", "Answers, comment")
_LAYOUTS = {
    "events": "an event: start and end",
    "start-stop": "a start or a stop",
    "onsets": "a start; the next ends it",
    "sampled": "a moment; columns say what is on",
    "side by side": "several events",
}
_TIMES = {
    "seconds": "seconds",
    "ms": "milliseconds",
    "frames": "numbers of frames",
    "clock": "h:m:s",
    "clock frames": "h:m:s:frame",
    "ticks": "ticks (10 million a s)",
}
_DELIMITERS = {"": "as it looks", "\t": "tab", ";": "semicolon ;", ",": "comma ,", "|": "bar |"}
_DECIMALS = {"": "point or comma", ".": "point", ",": "comma"}
_HEADERS = {"find": "found by itself", "row": "in row", "none": "none"}
_ENDS = {"over": "the first moment after it", "last": "its last frame"}
_ENCODINGS = {"": "UTF-8, or as it says", "cp1252": "Windows (cp1252)", "mac_roman": "Mac Roman"}


class CellModel(QAbstractTableModel):
    """The first rows of a table, above each column what it is."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Preview | None = None

    def show_preview(self, found: Preview) -> None:
        """Show another table."""
        self.beginResetModel()
        self.found = found
        self.endResetModel()

    def rowCount(self, parent: Index = _TOP) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() or self.found is None else len(self.found.rows)

    def columnCount(self, parent: Index = _TOP) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() or self.found is None else len(self.found.header)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what a cell shows."""
        found = self.found
        if found is None:
            return None
        cells = found.rows[index.row()]
        if role in (Role.DisplayRole, Role.ToolTipRole):
            said = cells[index.column()] if index.column() < len(cells) else ""
            return plain_tip(said) if role == Role.ToolTipRole else said
        if role == Role.ForegroundRole and found.roles[index.column()] == NOT_TAKEN:
            return QColor(current_theme().dim)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Return what a column is, and its name."""
        found = self.found
        if orientation != Qt.Orientation.Horizontal or found is None:
            return None
        name, is_what = found.header[section], role_words(found.roles[section])
        if role == Role.DisplayRole:
            return f"{is_what}\n{name}"
        if role == Role.ForegroundRole:
            is_taken = found.roles[section] != NOT_TAKEN
            return QColor(current_theme().accent if is_taken else current_theme().dim)
        if role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role == Role.ToolTipRole:
            return plain_tip(f"{name}: {is_what}. A click, or Enter in the column, says otherwise.")
        return None


class CellTable(QTableView):
    """The first rows; Enter or a click on a head says what a column is."""

    asked = Signal(int)
    """Something else is to be said of a column: its place."""

    def __init__(self) -> None:
        super().__init__()
        make_quiet(self)
        name_field(self, "The first rows of the table")
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.horizontalHeader().setSectionsClickable(True)
        self.horizontalHeader().sectionClicked.connect(self.asked)
        self.doubleClicked.connect(lambda index: self.asked.emit(index.column()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Say what the column is that the keyboard is in."""
        own = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Menu)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        elif event.key() in own:
            self.asked.emit(max(0, self.currentIndex().column()))
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)


class TablePage(QWidget):
    """Asks what a table looks like; every answer is tried at once."""

    taken = Signal(object)
    """This is what tables look like: a Shape."""
    left = Signal()

    def __init__(self, reads: Reads) -> None:
        super().__init__()
        self._wishes = Wishes(reads)
        self._path, self._encoding = Path(), ""
        self._is_filling = False
        self.shape = Shape()
        self.found: Preview | None = None
        self.title, self.where = label("What the table looks like", "title"), Elided("")
        self.where.setProperty("kind", "dim")
        self.preset = _box("Preset")
        self.layout_box, self.time, self.ends = (
            _box("A row is", _LAYOUTS),
            _box("Times are", _TIMES),
            _box("End", _ENDS),
        )
        self.delimiter, self.decimal = _box("Between cells", _DELIMITERS), _box("Decimal mark", _DECIMALS)
        self.encoding, self.header = _box("Encoding", _ENCODINGS), _box("Header", _HEADERS)
        self.fps, self.header_row = QLineEdit(), QLineEdit()
        self.cells, self.table = CellModel(), CellTable()
        self.events, self.event_table = RowsModel(_EVENT_HEADS), QTableView()
        self.said, self.told = label("", "warning", wrap=True), Elided("")
        self.told.setProperty("kind", "dim")
        self.do_button = button("Read it so", self._take, "primary")
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._answer)
        self._lay_out()
        self._join()

    def begin(self, path: Path, shape: Shape | None, encoding: str) -> None:
        """Ask about a table that is read as this shape so far; None: as it looks."""
        self._path, self._encoding = path, encoding
        self.where.say(path.name)
        self.do_button.setEnabled(False)
        self._look(shape)
        self.table.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def choose_role(self, at: int, role: str) -> None:
        """Say what a column is."""
        if self.found is not None and at < len(self.found.header):
            self._look(with_role(self.found.header, self.shape, at, role))

    def _look(self, shape: Shape | None) -> None:
        path, encoding = self._path, self._encoding
        self._wishes.run(_READING, lambda progress: preview(path, shape, encoding, progress), self._show, self._refuse)

    def _refuse(self, problem: UserError) -> None:
        if isinstance(problem, EncodingUnknownError) and problem.likely:
            for encoding, sample in problem.likely:
                if self.encoding.findData(encoding) < 0:
                    self.encoding.addItem("", encoding)
                self.encoding.setItemText(self.encoding.findData(encoding), f"{encoding}: {sample}")
        self.said.setText(str(problem))
        self.said.show()
        self.do_button.setEnabled(False)

    def _show(self, found: Preview) -> None:
        at = self.table.currentIndex().column()
        self.found, self.shape = found, found.shape or Shape()
        self._fill()
        self.cells.show_preview(found)
        self._fit_columns(found)
        if found.rows:
            self.table.setCurrentIndex(self.cells.index(0, min(max(at, 0), len(found.header) - 1)))
        self.events.show_rows(found.events)
        self.said.setText(str(found.problem) if found.problem is not None else "")
        self.said.setVisible(found.problem is not None)
        more = f" Not taken, or worked out: {' '.join(found.told)}" if found.told else ""
        self.told.say(f"{count(found.total, 'event')}.{more}" if found.problem is None else "")
        self.do_button.setEnabled(found.total > 0)

    def _fit_columns(self, found: Preview) -> None:
        metrics = self.table.fontMetrics()
        for at, (name, role) in enumerate(zip(found.header, found.roles, strict=True)):
            wide = max(metrics.horizontalAdvance(text) for text in (name, role_words(role))) + 24
            self.table.setColumnWidth(at, min(max(wide, _NARROWEST), _WIDEST))

    def _fill(self) -> None:
        """Show in the fields what the table is read as."""
        self._is_filling = True
        shape, found = self.shape, self.found
        self._offer_presets(found.shapes if found is not None else ())
        for box, value in (
            (self.layout_box, shape.layout),
            (self.time, shape.time),
            (self.ends, shape.ends),
            (self.delimiter, shape.delimiter),
            (self.decimal, shape.decimal),
            (self.encoding, shape.encoding or self._encoding),
            (self.header, shape.header),
        ):
            if box.findData(value) < 0:
                box.addItem(str(value), value)
            box.setCurrentIndex(box.findData(value))
        for field, text in ((self.fps, shape.fps), (self.header_row, str(shape.header_row))):
            if not field.hasFocus():
                field.setText(text)
        needs_fps = shape.time in ("frames", "clock frames") or shape.ends == "last"
        self._fps_row.setVisible(needs_fps)
        self.header_row.setVisible(shape.header == "row")
        self._is_filling = False

    def _offer_presets(self, likely: Sequence[Shape]) -> None:
        self.preset.clear()
        for number, one in enumerate(likely):
            self.preset.addItem(_shape_words(one, number), one)
        self.preset.insertSeparator(self.preset.count())
        for name, shapes in versions().items():
            for version, one in enumerate(shapes):
                self.preset.addItem(name if len(shapes) == 1 else f"{name}, {version + 1}", one)
        shapes_there = [self.preset.itemData(at) for at in range(self.preset.count())]
        at = next((at for at, one in enumerate(shapes_there) if one == self.shape), -1)
        self.preset.setCurrentIndex(at)
        self.preset.setPlaceholderText("as said below")

    def _answer(self) -> None:
        """Try what was answered."""
        if self._is_filling:
            return
        row_text = self.header_row.text().strip()
        self._encoding = self.encoding.currentData() or ""
        self._look(
            replace(
                self.shape,
                preset="",
                layout=self.layout_box.currentData(),
                time=self.time.currentData(),
                ends=self.ends.currentData(),
                delimiter=self.delimiter.currentData(),
                decimal=self.decimal.currentData(),
                encoding=self.encoding.currentData(),
                header=self.header.currentData(),
                header_row=int(row_text) if row_text.isdecimal() and int(row_text) else 1,
                fps=self.fps.text().strip(),
            )
        )

    def _take_preset(self, at: int) -> None:
        shape = self.preset.itemData(at)
        if isinstance(shape, Shape):
            self._look(replace(shape, encoding=self._encoding))

    def _ask_role(self, at: int) -> None:
        """Open the list of what a column can be, at its head."""
        found = self.found
        if found is None or at >= len(found.header):
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for role, said in ROLES.items():
            action = menu.addAction(said, partial(self.choose_role, at, role))
            action.setCheckable(True)
            action.setChecked(found.roles[at] == role)
        header = self.table.horizontalHeader()
        corner = header.rect().bottomLeft()
        corner.setX(header.sectionViewportPosition(at))
        menu.popup(header.mapToGlobal(corner))

    def _take(self) -> None:
        if self.do_button.isEnabled():
            self.taken.emit(self.shape)

    def _join(self) -> None:
        for box in (
            self.layout_box,
            self.time,
            self.ends,
            self.delimiter,
            self.decimal,
            self.encoding,
            self.header,
        ):
            box.activated.connect(lambda _at: self._answer())
        on_ctrl_enter(self, self._take)
        self.preset.activated.connect(self._take_preset)
        for field in (self.fps, self.header_row):
            field.textEdited.connect(lambda _text: self._typing.start())
        self.table.asked.connect(self._ask_role)

    def _lay_out(self) -> None:
        body = row(self._form(), self._tables(), spacing=1)
        body.setStretch(1, 1)
        self.said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        words = column(self.said, self.told, spacing=2)
        foot = row(words, button("Cancel", self.left.emit), self.do_button, spacing=10, margins=(16, 8, 16, 8))
        foot.setStretch(0, 1)
        top = row(self.title, self.where, spacing=12, margins=(16, 8, 10, 6))
        parts = column(panel(column(top)), body, panel(column(line(), foot, spacing=0)), spacing=1)
        parts.setStretch(1, 1)
        self.setLayout(parts)

    def _form(self) -> QWidget:
        """Return the fields that say what the table looks like."""
        name_field(self.fps, "Frames in a second")
        self.fps.setPlaceholderText("25 or 30000/1001")
        name_field(self.header_row, "Row of the header")
        self.header_row.setFixedWidth(48)
        self._fps_row = QWidget()
        self._fps_row.setLayout(form_row("Frames a s", self.fps, 92))
        header = QWidget()
        header.setLayout(row(self.header, self.header_row, spacing=6))
        fields = column(
            label("How it is written", "strong"),
            form_row("Preset", self.preset, 92),
            form_row("A row is", self.layout_box, 92),
            form_row("Times are", self.time, 92),
            self._fps_row,
            form_row("An end is", self.ends, 92),
            form_row("Header", header, 92),
            form_row("Between cells", self.delimiter, 92),
            form_row("Decimal mark", self.decimal, 92),
            form_row("Encoding", self.encoding, 92),
            None,
            spacing=8,
            margins=(14, 10, 12, 10),
        )
        form = panel(fields)
        form.setFixedWidth(_FORM)
        return form

    def _tables(self) -> QWidget:
        """Return the first rows, and below them the first events that they are read as."""
        self.table.setModel(self.cells)
        self.table.horizontalHeader().setMinimumHeight(48)
        self.event_table.setModel(self.events)
        make_quiet(self.event_table)
        self.event_table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        name_field(self.event_table, "The first events as they are read")
        head = self.event_table.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for section, width in enumerate((150, 150, 90, 90, 90)):
            head.resizeSection(section, width)
        head.setSectionResizeMode(len(_EVENT_HEADS) - 1, QHeaderView.ResizeMode.Stretch)
        right = column(
            label("The first rows: a click on a head says what the column is", "heading"),
            self.table,
            label("The first events as they are read", "heading"),
            self.event_table,
            spacing=6,
            margins=(14, 10, 12, 8),
        )
        right.setStretch(1, 3)
        right.setStretch(3, 2)
        return panel(right)


def _box(name: str, choices: dict[str, str] | None = None) -> QComboBox:
    made = ChoiceBox()
    name_field(made, name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(8)
    for value, words in (choices or {}).items():
        made.addItem(words, value)
    return made


def _shape_words(shape: Shape, number: int) -> str:
    """Return what a likely shape is called."""
    if shape.preset:
        return f"{shape.preset} (it looks so)"
    return f"{_AS_IT_LOOKS}: {_TIMES[shape.time]}" if number == 0 else f"or in {_TIMES[shape.time]}"
