"""What stands in place of a page that has nothing to show."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.widgets.parts import column, label


class EmptyPage(QWidget):
    """What stands there while there is nothing to compare: why, and what to do."""

    def __init__(self) -> None:
        super().__init__()
        self.what, self.hint = label("", "title", wrap=True), label("", "dim", wrap=True)
        for one in (self.what, self.hint):
            one.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLayout(column(None, self.what, self.hint, None, spacing=10, margins=(80, 40, 80, 40)))

    def say(self, what: str, hint: str) -> None:
        """Say why there is nothing, and what to do."""
        self.what.setText(what)
        self.hint.setText(hint)
