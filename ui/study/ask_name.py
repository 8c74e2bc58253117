"""A field for one name, at the head of the panel; it shows itself when asked to and hides when done."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from annotator.errors import UserError
from ui.widgets.parts import button, column, label, line, name_field, on_escape, row


class AskName(QWidget):
    """Asks for the new id of a session or coder, the name of a camera or study, or the session a coding belongs to."""

    closed = Signal()
    """It hides itself: whoever had the keyboard before may have it back."""

    def __init__(self) -> None:
        super().__init__()
        on_escape(self, self.leave)
        self._do: Callable[[str], object] = lambda _text: None
        self._head, self._hint = label("", "strong", wrap=True), label("", "dim", wrap=True)
        self._complaint = label("", "danger", wrap=True)
        self.field = QLineEdit()
        name_field(self.field, "New name")
        self.field.returnPressed.connect(self._take)
        self.field.textEdited.connect(lambda _text: self._complaint.hide())
        self._go = button("Rename", self._take, "primary")
        buttons = row(self._go, button("Cancel", self.leave, "quiet"), None)
        below = column(self._head, self._hint, self.field, self._complaint, buttons, 4, line(), spacing=8)
        self.setLayout(below)
        self.setFocusProxy(self.field)
        self.hide()

    def ask(
        self,
        head: str,
        text: str,
        do_text: str,
        do: Callable[[str], object],
        *,
        hint: str = "",
        known: Sequence[str] = (),
    ) -> None:
        """Show the field.

        Args:
            head: what is asked for.
            text: what stands in it at first, selected.
            do_text: what the button says.
            do: told what was typed; it closes the field once it is done, or complains.
            hint: what follows from it.
            known: what may be typed; offered while somebody types.
        """
        self._head.setText(head)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._complaint.hide()
        self._do = do
        self._go.setText(do_text)
        self._go.setEnabled(True)
        completer = QCompleter(list(known), self.field)  # of nothing, where any name will do
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.field.setCompleter(completer)
        self.field.setText(text)
        self.field.setAccessibleName(head)
        self.show()
        self.field.setFocus()
        self.field.selectAll()

    def complain(self, problem: UserError) -> None:
        """Say below the field why that cannot be."""
        self._go.setEnabled(True)
        self._complaint.setText(str(problem))
        self._complaint.show()
        self.field.setFocus()
        self.field.selectAll()

    def leave(self) -> None:
        """Hide itself, done with or not."""
        if self.isVisible():
            self.closed.emit()  # first: what is hidden with the keyboard gives it to whatever comes next
            self.hide()

    def _take(self) -> None:
        text = self.field.text().strip()
        if self._go.isEnabled():
            self._go.setEnabled(False)
            self._do(text)
