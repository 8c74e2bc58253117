"""The page for variables from a CSV table: what it says is looked at, column by column, before anything is set."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from annotator.errors import StudyError, UserError
from annotator.exchange.variables_csv import likely_type, read_variables
from annotator.study import Study
from annotator.study.files import MOST_TEXT, read_bytes, reason
from annotator.study.settings import VariableType
from annotator.study.variables import Values, problems_of
from annotator.text import count
from ui.file_dialogs import Ask
from ui.study.put_right import PutRight
from ui.study.rows_table import RowsTable
from ui.study.variables_panel import KINDS, kind_words
from ui.tasks import Reads, Wishes
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.parts import button, column, label, name_field, row

_ENCODINGS = (
    ("UTF-8", ""),
    ("Windows (western)", "cp1252"),
    ("Mac OS Roman", "mac_roman"),
    ("Windows (central)", "cp1250"),
)
_SHOWN = 3
_KIND_WIDTH = 190
_LOOKING = "Looking whether these values can be set"


class VariablesForm(QWidget):
    """Reads a table, shows its columns, what each is to hold and what stands in the way, and sets what is ticked.

    Args:
        put_right: sets them.
        reads: read the table.
        ask: the file dialogs.
    """

    left = Signal()

    def __init__(self, put_right: PutRight, reads: Reads, ask: Ask) -> None:
        super().__init__()
        self._put_right, self._reads, self._wishes, self._ask = put_right, reads, Wishes(reads), ask
        self._study: Study | None = None
        self._file = Path()
        self._all: Values = {}
        self._names: list[str] = []
        self._kinds: dict[str, ChoiceBox] = {}
        self._is_fit = False
        self.title, self.unknown = label("", "hero"), label("", "warning", wrap=True)
        self.problems = label("", "danger", wrap=True)
        self.table = RowsTable("Columns of the table", ("Variable", "Holds", "Values", "For example"), 3, ticked=True)
        self.table.itemChanged.connect(lambda _item: self._check())
        self.encoding = ChoiceBox()
        for name, encoding in _ENCODINGS:
            self.encoding.addItem(name, encoding)
        name_field(self.encoding, "Encoding of the table")
        self.encoding.activated.connect(lambda _place: self._read())
        self.set_button = button("Set", self.take, "primary")
        cancel = button("Cancel", self.left.emit, tip="Back to the sessions (Esc)")
        title = row(self.title, None, label("Text is", "dim"), self.encoding, cancel, self.set_button)
        about = (
            "One row for each session, by its id. An empty cell takes a value away; what the table does not name stays."
        )
        head = column(title, label(about, "dim", wrap=True), self.unknown, self.problems, spacing=4)
        whole = column(head, self.table, spacing=14, margins=(24, 20, 24, 18))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.table)

    def choose(self, study: Study) -> bool:
        """Ask for a table, and look at it; return whether one was chosen."""
        file = self._ask.file(self, "Variables of the sessions", study.folder.parent, "Tables (*.csv *.tsv *.txt)")
        if file is None:
            return False
        self._study, self._file = study, file
        self.title.setText(f"Variables from {file.name}")
        self.encoding.setCurrentIndex(0)
        self._read()
        return True

    def take(self) -> None:
        """Set what is ticked."""
        values, types = self._wanted()
        if self._is_fit and self.set_button.isEnabled():
            said = f"{self._count(values)} set from {self._file.name}."
            self._put_right.set_variables(values, types, f"variables from {self._file.name}", said)
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the page."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _read(self) -> None:
        study, file, encoding = self._study, self._file, self.encoding.currentData()
        self._show({}, [])
        if study is not None:
            self._wishes.run(
                "Reading the table",
                lambda _progress: (_values(file, encoding), study.session_ids()),
                lambda found: self._show(*found),
                self._complain,
            )

    def _show(self, values: Values, ids: list[str]) -> None:
        study = self._study
        unknown = [one for one in values if one not in ids]
        self._all = {one: said for one, said in values.items() if one in ids}
        self._names = list(dict.fromkeys(name for said in self._all.values() for name in said))
        more = f" and {len(unknown) - 6} more" if len(unknown) > 6 else ""
        left_out = f"The study has no {', '.join(unknown[:6])}{more}: {count(len(unknown), 'row')} left out."
        self.unknown.setText(left_out if unknown else "")
        self.unknown.setVisible(bool(unknown))
        self.problems.hide()
        columns = {name: [said[name] for said in self._all.values() if said.get(name)] for name in self._names}
        self.table.blockSignals(True)
        rows = [(name, "", str(len(held)), _examples(held)) for name, held in columns.items()]
        self.table.show_rows(rows)
        self.table.blockSignals(False)
        self._kinds = {}
        for number, (name, held) in enumerate(columns.items()):
            known = None if study is None else study.variable_types.get(name)
            box = _kinds(name, known or likely_type(held), known)
            box.activated.connect(lambda _place: self._check())
            self.table.setCellWidget(number, 1, box)
            self._kinds[name] = box
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Interactive)
        self.table.setColumnWidth(1, _KIND_WIDTH)
        self._check()

    def _complain(self, problem: UserError) -> None:
        self.problems.setText(str(problem))
        self.problems.show()

    def _check(self) -> None:
        study = self._study
        values, types = self._wanted()
        self._is_fit = False
        self._switch(values)
        if study is not None and any(values.values()):
            self._wishes.run(
                _LOOKING,
                lambda _progress: list(problems_of(study, values, {**study.variable_types, **types})),
                lambda found: self._judge(values, found),
            )

    def _judge(self, values: Values, found: list[UserError]) -> None:
        more = f"\nAnd {len(found) - _SHOWN} more like these." if len(found) > _SHOWN else ""
        self.problems.setText("\n".join(map(str, found[:_SHOWN])) + more)
        self.problems.setVisible(bool(found))
        self._is_fit = not found
        self._switch(values)

    def _switch(self, values: Values) -> None:
        self.set_button.setEnabled(self._is_fit and any(values.values()))
        self.set_button.setText(f"Set {self._count(values)}" if any(values.values()) else "Set")

    def _wanted(self) -> tuple[Values, Mapping[str, VariableType]]:
        ticked = [self._names[place] for place in self.table.ticked if place < len(self._names)]
        values = {
            one: {name: value for name, value in said.items() if name in ticked} for one, said in self._all.items()
        }
        return values, {name: self._kinds[name].currentData() for name in ticked if name in self._kinds}

    def _count(self, values: Values) -> str:
        names = {name for said in values.values() for name in said}
        return f"{count(len(names), 'variable')} of {count(len(values), 'session')}"


def _values(file: Path, encoding: str) -> Values:
    try:
        data = read_bytes(file, MOST_TEXT)
    except OSError as error:
        raise StudyError(f"{file.name}: {reason(error)}.", "Choose a CSV table that can be read.") from error
    return read_variables(data, file.name, encoding)


def _kinds(name: str, chosen: VariableType, known: VariableType | None) -> ChoiceBox:
    box = ChoiceBox()
    box.setAccessibleName(f"What {name} holds")
    if isinstance(known, tuple):
        box.addItem(kind_words(known), known)
        box.setItemData(0, ", ".join(known), Qt.ItemDataRole.ToolTipRole)
    for kind, words in KINDS.items():
        box.addItem(words, kind)
    place = 0 if isinstance(chosen, tuple) else list(KINDS).index(chosen) + isinstance(known, tuple)
    box.setCurrentIndex(place)
    return box


def _examples(held: list[str]) -> str:
    return ", ".join(list(dict.fromkeys(held))[:4])
