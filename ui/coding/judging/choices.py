"""A row of choices of which one or none is taken, by click, arrow or letter."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton

from ui.keys.key_place import digit_by_place, key_of
from ui.widgets.parts import row

_SHUTTLE = "JKL"
_PLAIN = Qt.KeyboardModifier.KeypadModifier
_MOVES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_KEYS = (
    *_MOVES, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape
)  # fmt: skip


class Choices(QFrame):
    """Shows what may be chosen and what is; whoever listens decides what comes of a choice.

    While it has the keyboard, a letter or digit chooses what begins with it, again the next such one; a digit after a
    class chooses its subgroup. Up, Down and Enter go to the row above or below.

    Args:
        name: what is chosen.
        are_points: whether the choices are points of a scale; a digit then means that very point.
    """

    picked = Signal(str)
    """The coder wants this choice, or none with ""."""
    moved = Signal(int)
    """The coder wants the row above (-1) or below (1)."""
    left = Signal()
    """The coder wants to go back to the recording."""
    typed = Signal(str)
    """A sign that no choice here begins with."""

    def __init__(self, name: str, *, are_points: bool = False) -> None:
        super().__init__()
        self._are_points = are_points
        self.value = ""
        self.buttons: dict[str, QPushButton] = {}
        self._row = row(spacing=4, margins=(3, 2, 3, 2))
        self.setLayout(self._row)
        self.setProperty("kind", "choices")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer other choices: each what it is, and what more there is to say of it."""
        if list(self.buttons) == [choice for choice, _ in choices]:
            return
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self.buttons = {choice: self._button(choice, tip) for choice, tip in choices}
        for made in self.buttons.values():
            self._row.addWidget(made)
        self._row.addStretch(1)

    def show_value(self, value: str) -> None:
        """Show what is chosen, "" for nothing."""
        self.value = value
        for choice, made in self.buttons.items():
            made.setChecked(choice == value)

    def wants_key(self, event: QKeyEvent) -> bool:
        """Whether a key belongs to this row while it has the keyboard; letters never mark a code meanwhile."""
        modifiers, sign = event.modifiers() & ~_PLAIN, _sign(event)
        if modifiers and not (sign.isdigit() and modifiers == Qt.KeyboardModifier.ShiftModifier):
            return False
        if event.key() in _KEYS:
            return True
        return bool(sign) and (sign not in _SHUTTLE or bool(self._matching(sign)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose, go to another row, or go back."""
        key, sign = event.key(), _sign(event)
        if not self.wants_key(event):
            super().keyPressEvent(event)
        elif key in _MOVES:
            self._step(_MOVES[Qt.Key(key)])
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.moved.emit(1)
        elif key == Qt.Key.Key_Delete:
            self.picked.emit("")
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            self._type(sign)

    def _type(self, sign: str) -> None:
        matching = self._matching(sign)
        if not matching:
            self.typed.emit(sign)
            return
        place = matching.index(self.value) + 1 if self.value in matching else 0
        self.picked.emit(matching[place % len(matching)])

    def _matching(self, sign: str) -> list[str]:
        """Return the choices that a sign means; a digit means the subgroup of what is chosen, if there is one."""
        if self._are_points:
            return [sign] if sign in self.buttons else []
        if sign.isdigit():
            of_chosen = self.value.rstrip("0123456789") + sign
            if self.value and of_chosen in self.buttons:
                return [of_chosen]
            return [choice for choice in self.buttons if choice.endswith(sign)]
        return [choice for choice in self.buttons if choice.upper().startswith(sign)]

    def _step(self, way: int) -> None:
        choices = list(self.buttons)
        if not choices:
            return
        at = choices.index(self.value) + way if self.value in choices else (0 if way > 0 else len(choices) - 1)
        if 0 <= at < len(choices):
            self.picked.emit(choices[at])

    def _button(self, choice: str, tip: str) -> QPushButton:
        made = QPushButton(choice)
        made.setCheckable(True)
        made.setToolTip(tip)
        made.setAccessibleName(f"{self.accessibleName()}: {choice}")
        made.setProperty("kind", "choice")
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.clicked.connect(lambda _checked, choice=choice: self._click(choice))
        return made

    def _click(self, choice: str) -> None:
        self.setFocus()
        picked = "" if choice == self.value else choice
        self.buttons[choice].setChecked(choice == self.value)  # it shows what is kept, not what was clicked
        self.picked.emit(picked)


def _sign(event: QKeyEvent) -> str:
    """Return the letter, digit or decimal point of a key, else ""."""
    digit = digit_by_place(event)
    if digit is not None:
        return str(digit)
    key = key_of(event)
    if Qt.Key.Key_0 <= key <= Qt.Key.Key_9 or Qt.Key.Key_A <= key <= Qt.Key.Key_Z:
        return chr(key)
    return "." if key in (Qt.Key.Key_Period, Qt.Key.Key_Comma) else ""
