"""Variables and notes of a session, typed beside the table: each is saved when its field is left."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import get_args

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QMenu, QPlainTextEdit, QWidget

from annotator.errors import UserError
from annotator.study import Session
from annotator.study.settings import VariableKind, VariableType
from annotator.study.unreadable import unless_broken
from annotator.study.variables import plain
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.elided import Elided
from ui.widgets.parts import button, column, label, line, name_field, on_escape, row, symbol_button

KINDS: dict[VariableKind, str] = {
    "text": "Text",
    "number": "Number",
    "whole": "Whole number",
    "yes/no": "Yes or no",
    "date": "Date",
}
_CHOICE = "One of several"
_NOTES_HEIGHT = 84


def kind_words(kind: VariableType) -> str:
    """Return what a variable holds, in words."""
    return _CHOICE if isinstance(kind, tuple) else KINDS[kind]


class Value(QLineEdit):
    """A typed value of a variable. What it cannot be stays, in red, with its reason; Escape puts the value back."""

    typed = Signal(str)

    def __init__(self, name: str, kind: VariableType) -> None:
        super().__init__()
        self._kind, self._value = kind, ""
        self.complaint = label("", "danger", wrap=True)
        self.complaint.hide()
        self.setAccessibleName(name)
        self.setToolTip(f"{name}: {kind_words(kind).lower()}. Saved when you leave the field or press Enter")
        if kind == "date":
            self.setPlaceholderText("2026-11-29")
        self.textEdited.connect(lambda _text: self.complaint.hide())
        self.editingFinished.connect(self.keep)

    def show_value(self, value: str) -> None:
        """Show what the session has; while somebody types, what is typed stays."""
        if self.isModified() and self.hasFocus():
            return
        self._value = value
        self._write(value)

    def keep(self) -> None:
        """Take what is typed, or say why it cannot be."""
        if not self.isModified():
            return
        found = unless_broken(plain, self.text(), self._kind)
        if isinstance(found, UserError):
            self.complaint.setText(str(found))
            self.complaint.show()
            return
        self._write(found)
        if found != self._value:
            self._value = found
            self.typed.emit(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape puts the value back."""
        if event.key() == Qt.Key.Key_Escape:
            self._write(self._value)
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _write(self, text: str) -> None:
        self.complaint.hide()
        self.setText(text)
        self.setModified(False)


class Choice(ChoiceBox):
    """The value of a variable that is one of several, or none."""

    typed = Signal(str)

    def __init__(self, name: str, kind: VariableType) -> None:
        super().__init__()
        self.complaint = label("", "danger")
        self.complaint.hide()
        self.addItem("–", "")
        for one in ("yes", "no") if kind == "yes/no" else kind:
            self.addItem(one, one)
        self.setAccessibleName(name)
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(lambda _place: self.typed.emit(self.currentData()))

    def show_value(self, value: str) -> None:
        """Show what the session has, also where it is none of the choices any more."""
        if self.findData(value) < 0:
            self.addItem(value, value)
        self.setCurrentIndex(self.findData(value))

    def keep(self) -> None:
        """It was kept when it was chosen."""


class Variables(QWidget):
    """The variables of the shown session, and a way to add one, remove one, or read all from a table."""

    typed = Signal(str, str, str)
    """A value: session id, name of the variable, the value, "" for none."""
    add_wanted = Signal(str, object)
    """A variable: its name, and its VariableType."""
    remove_wanted = Signal(str)
    import_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._session_id = ""
        self._made_for: object = None
        self._fields: dict[str, Value | Choice] = {}
        self._rows = QWidget()
        self._form = NewVariable()
        self._form.named.connect(self.add_wanted)
        self._add = button("Add…", self.ask, "quiet", tip="Add a variable to all sessions")
        self._table = button("Import…", self.import_wanted.emit, "quiet", tip="Read variables from a CSV table")
        head = row(label("Variables", "heading"), None, self._table, self._add)
        self._layout = column(line(), head, self._form, self._rows, spacing=8)
        self.setLayout(self._layout)

    def show_session(
        self, session: Session, types: Mapping[str, VariableType], names: tuple[str, ...], why: str
    ) -> None:
        """Show the variables of a session; why says why nothing can be written, or ""."""
        if session.id != self._session_id:
            for field in self._fields.values():
                field.keep()
        self._session_id = session.id
        wanted = (names, dict(types), why)
        if wanted != self._made_for:
            self._made_for = wanted
            self._fill(names, types, why)
        for name, field in self._fields.items():
            field.show_value(session.variables.get(name, ""))

    def ask(self) -> None:
        """Ask for the name of a new variable and what it holds."""
        self._form.ask()

    def _fill(self, names: tuple[str, ...], types: Mapping[str, VariableType], why: str) -> None:
        self._rows.hide()
        self._layout.removeWidget(self._rows)
        self._rows.deleteLater()
        self._rows, self._fields = QWidget(), {}
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 3)
        for number, name in enumerate(names):
            kind = types.get(name, "text")
            field = Choice(name, kind) if kind == "yes/no" or isinstance(kind, tuple) else Value(name, kind)
            field.setEnabled(not why)
            field.typed.connect(partial(self._tell, name))
            words = Elided(name)
            words.setBuddy(field)
            words.setFixedHeight(field.sizeHint().height())
            more = symbol_button("…", f"{name}: what can be done with it", partial(self._open_menu, name))
            more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            more.setEnabled(not why)
            grid.addWidget(words, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(column(field, field.complaint, spacing=2), number, 1)
            grid.addWidget(more, number, 2, Qt.AlignmentFlag.AlignTop)
            more.setObjectName(f"more_{name}")
            self._fields[name] = field
        if not names:
            grid.addWidget(label("None yet: age, condition, who came along …", "dim", wrap=True), 0, 0, 1, 3)
        for one in (self._add, self._table):
            one.setEnabled(not why)
        self._layout.addWidget(self._rows)

    def field(self, name: str) -> "Value | Choice":
        """Return the field of a variable."""
        return self._fields[name]

    def _tell(self, name: str, value: str) -> None:
        self.typed.emit(self._session_id, name, value)

    def _open_menu(self, name: str) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(f"Remove {name} from all sessions", lambda: self.remove_wanted.emit(name))
        opener = self.findChild(QWidget, f"more_{name}")
        if opener is not None:
            menu.popup(opener.mapToGlobal(QPoint(0, opener.height())))


class NewVariable(QWidget):
    """Asks for the name of a new variable, and what it holds."""

    named = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        on_escape(self, self.hide)
        self._name, self._kind, self._choices = QLineEdit(), ChoiceBox(), QLineEdit()
        self._name.setPlaceholderText("Name, e.g. age_months")
        self._choices.setPlaceholderText("Choices, e.g. mother, father, other")
        name_field(self._name, "Name of the variable")
        name_field(self._kind, "What it holds")
        name_field(self._choices, "Choices of the variable")
        for kind in get_args(VariableKind):
            self._kind.addItem(KINDS[kind], kind)
        self._kind.addItem(_CHOICE, ())
        self._kind.currentIndexChanged.connect(lambda _place: self._choices.setVisible(self._is_choice))
        for field in (self._name, self._choices):
            field.returnPressed.connect(self._take)
        self._choices.hide()
        buttons = row(button("Add", self._take, "primary"), button("Cancel", self.hide, "quiet"), None)
        self.setLayout(column(self._name, self._kind, self._choices, buttons, spacing=6))
        self.hide()

    def ask(self) -> None:
        """Show itself, empty."""
        self._name.clear()
        self._choices.clear()
        self.show()
        self._name.setFocus()

    @property
    def _is_choice(self) -> bool:
        return self._kind.currentText() == _CHOICE

    def _take(self) -> None:
        name = self._name.text().strip()
        if name:
            parts = [one.strip() for one in self._choices.text().replace(";", ",").split(",")]
            self.named.emit(name, tuple(parts) if self._is_choice else self._kind.currentData())
            self.hide()


class Notes(QWidget):
    """The notes of the shown session, saved when the field is left."""

    typed = Signal(str, str)
    """Session id, and its notes."""

    def __init__(self) -> None:
        super().__init__()
        self._session_id = self._notes = ""
        self.field = _NotesField(self.keep, self._put_back)
        self.setLayout(column(line(), label("Notes", "heading"), self.field, spacing=8))

    def show_session(self, session: Session, why: str) -> None:
        """Show the notes of a session; while somebody types, what is typed stays."""
        if session.id != self._session_id:
            self.keep()
        elif self.field.hasFocus() and self.field.document().isModified():
            return
        self._session_id, self._notes = session.id, session.notes
        self.field.setReadOnly(bool(why))
        self._put_back()

    def keep(self) -> None:
        """Save what was typed."""
        text = self.field.toPlainText().strip()
        if self.field.document().isModified() and text != self._notes:
            self._notes = text
            self.typed.emit(self._session_id, text)
        self.field.document().setModified(False)

    def _put_back(self) -> None:
        if self.field.toPlainText() != self._notes:
            self.field.setPlainText(self._notes)
        self.field.document().setModified(False)


class _NotesField(QPlainTextEdit):
    def __init__(self, keep: Callable[[], object], put_back: Callable[[], object]) -> None:
        super().__init__()
        self._keep, self._put_back = keep, put_back
        name_field(self, "Notes of the session")
        self.setPlaceholderText("What happened that the paper should know; coders who work blind do not see it")
        self.setToolTip("Saved when you leave the field, or by Ctrl+Enter; no export holds them")
        self.setTabChangesFocus(True)
        self.setFixedHeight(_NOTES_HEIGHT)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Save what was typed."""
        super().focusOutEvent(event)
        self._keep()

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+Enter from the window's actions."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _confirms(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter saves, Escape puts back what is saved."""
        if _confirms(event):
            self._keep()
        elif event.key() == Qt.Key.Key_Escape:
            self._put_back()
            event.ignore()
        else:
            super().keyPressEvent(event)


def _confirms(event: QKeyEvent) -> bool:
    is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return is_enter and event.modifiers() == Qt.KeyboardModifier.ControlModifier
