"""What stands above the table of sessions: a field to find, chips of variables, and what is left to do."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QMenu, QPushButton, QSizePolicy, QWidget

from ui.study.overview import Overview
from ui.study.session_columns import natural
from ui.study.session_filter import DUES, Due, SessionFilter, VariableChip, chip_in, is_due
from ui.widgets.parts import button, column, name_field, row

_TYPING_MS = 120
_MOST_VALUES = 15
"""A variable with more values is asked for as a range or a word."""

_HOW = "Id, coder, or variable. Enter after age: 11–15 keeps it as a chip"


class FilterBar(QWidget):
    """Says which sessions are shown."""

    changed = Signal(object)
    """Others are to be shown: the SessionFilter."""
    left = Signal()
    """The keyboard goes back to the table."""

    def __init__(self) -> None:
        super().__init__()
        self._overview, self._chips = Overview(), dict[VariableChip, QPushButton]()
        self.field = QLineEdit()
        name_field(self.field, "Find a session")
        self.field.setPlaceholderText("Find a session")
        self.field.setToolTip(_HOW)
        self.field.setClearButtonEnabled(True)
        self.field.setMaximumWidth(220)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._tell)
        self.field.textChanged.connect(lambda _text: self._typing.start())
        self.variable = button("Variable", self._open_menu, "quiet", "add", tip="Show only sessions with a value")
        self.variable.setObjectName("filter_variable")
        self.dues = QButtonGroup(self)
        self._due_of: dict[QPushButton, Due] = {}
        for due, words in DUES.items():
            one = button(words, self._tell, "page")
            one.setCheckable(True)
            one.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self.dues.addButton(one)
            self._due_of[one] = due
        next(iter(self._due_of)).setChecked(True)
        self._row = row(spacing=6)
        self._chip_row = QWidget()
        self._chip_row.setLayout(self._row)
        self._row.addStretch(1)
        self._chip_row.hide()
        first = row(self.field, self.variable, None, row(*self._due_of, spacing=2), spacing=8)
        self.setLayout(column(first, self._chip_row, spacing=6, margins=(24, 0, 24, 10)))

    @property
    def filter(self) -> SessionFilter:
        """Which sessions are shown."""
        due: Due = next((due for one, due in self._due_of.items() if one.isChecked()), "all")
        return SessionFilter(words=self.field.text().strip(), chips=tuple(self._chips), due=due)

    def show_filter(self, wanted: SessionFilter) -> None:
        """Say that these are shown; nothing is told."""
        self.field.setText(wanted.words)
        self._typing.stop()
        for chip in tuple(self._chips):
            self._drop(chip)
        for chip in wanted.chips:
            self._add(chip)
        for one, due in self._due_of.items():
            one.setChecked(due == wanted.due)

    def choose(self, due: Due) -> None:
        """Show what is waiting for this, of all sessions."""
        self.show_filter(SessionFilter(due=due))
        self._tell()

    def show_counts(self, overview: Overview) -> None:
        """Say how many sessions wait for what; unread ones count once they are read."""
        self._overview = overview
        fitting = self.filter.fitting(overview.rows)
        for one, due in self._due_of.items():
            number = sum(is_due(row, due) for row in fitting)
            one.setText(f"{DUES[due]} {number}")
        self.variable.setVisible(bool(self._names()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter make a chip or go to the table, and Escape clear and leave."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.field.hasFocus():
            chip = chip_in(self.field.text(), self._names())
            if chip is None:
                self._typing.stop()
                self._tell()
                self.left.emit()
            else:
                self.field.clear()
                self._add(chip)
                self._tell()
        elif event.key() == Qt.Key.Key_Escape:
            self.field.clear()
            self._typing.stop()
            self._tell()
            self.left.emit()
        elif event.key() == Qt.Key.Key_Down and self.field.hasFocus():
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _tell(self) -> None:
        self.changed.emit(self.filter)

    def _names(self) -> list[str]:
        sessions = [row.session for row in self._overview.rows if row.session is not None]
        return list(dict.fromkeys(name for session in sessions for name in session.variables))

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in self._names():
            said = {row.session.variables.get(name, "") for row in self._overview.rows if row.session is not None}
            if len(said) > _MOST_VALUES:
                menu.addAction(f"{name}…", partial(self._type, name))
                continue
            values = menu.addMenu(name)
            for value in sorted(said, key=natural):
                values.addAction(value or "empty", partial(self._choose_value, VariableChip(name, value)))
            values.addSeparator()
            values.addAction("Range or other…", partial(self._type, name))
        menu.popup(self.variable.mapToGlobal(self.variable.rect().bottomLeft()))

    def _choose_value(self, chip: VariableChip) -> None:
        self._add(chip)
        self._tell()

    def _type(self, name: str) -> None:
        self.field.setText(f"{name}: ")
        self.field.setFocus()

    def _add(self, chip: VariableChip) -> None:
        if chip in self._chips:
            return
        made = button(f"{chip.text}   ✕", partial(self._take_away, chip), tip=f"Show sessions whatever {chip.name} is")
        made.setAccessibleName(f"Only {chip.text}; take it away")
        self._chips[chip] = made
        self._row.insertWidget(self._row.count() - 1, made)
        self._chip_row.show()

    def _take_away(self, chip: VariableChip) -> None:
        self._drop(chip)
        self._tell()
        self.field.setFocus()

    def _drop(self, chip: VariableChip) -> None:
        made = self._chips.pop(chip)
        self._row.removeWidget(made)
        made.hide()
        made.deleteLater()
        self._chip_row.setVisible(bool(self._chips))
