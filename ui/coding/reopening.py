"""The line that asks why a submitted coding is reopened, in a study with leads: the reason stays in its history."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.widgets.parts import button, name_field, on_escape, row

_LONGEST = 200


class Reopening(QWidget):
    """Shows itself when asked to, and hides when it is answered or left."""

    answered = Signal(str)
    """Why the coding is reopened."""
    left = Signal()
    """It is gone; the keyboard is free."""

    def __init__(self) -> None:
        super().__init__()
        on_escape(self, self._leave)
        self.field = QLineEdit()
        self.field.setPlaceholderText("Why is it reopened?")
        self.field.setMaxLength(_LONGEST)
        self.field.returnPressed.connect(self._answer)
        name_field(self.field, "Reason to reopen")
        layout = row(
            self.field,
            button("Reopen", self._answer, "primary", tip="The reason is kept in the history and the audit trail"),
            button("Cancel", self._leave, "quiet"),
            margins=(8, 6, 8, 6),
        )
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.setFocusProxy(self.field)
        self.hide()

    def ask(self) -> None:
        """Show the line, empty."""
        self.field.clear()
        self.show()
        self.field.setFocus()

    def _answer(self) -> None:
        reason = " ".join(self.field.text().split())
        if reason:
            self._leave()
            self.answered.emit(reason)
        else:
            self.field.setFocus()

    def _leave(self) -> None:
        self.hide()
        self.left.emit()
