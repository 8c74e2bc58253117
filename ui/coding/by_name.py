"""Marks a code by its name: for codes that have no key, and for keys that do not come to mind."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from annotator.model.codebook import Codebook
from ui.coding.popover import Popover
from ui.keys.key_moment import Moment
from ui.widgets.parts import column, label, name_field

_WIDTH, _ROWS = 340, 10
_PASSED_ON = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class ByName(Popover):
    """A line to type part of a name into, and the codes that have it; Enter or a click marks the chosen one.

    The mark lies where the recording stood when this was opened: typing a name takes a while.

    Args:
        codebook: whose codes.
        chosen: called with the id of a code and the moment that is meant.
        parent: over which it lies.
    """

    def __init__(self, codebook: Codebook, chosen: Callable[[str, Moment], object], parent: QWidget) -> None:
        super().__init__("Mark a code by its name", parent)
        self._codebook, self._chosen = codebook, chosen
        self._moment = Moment(0)
        self.line, self.list = QLineEdit(placeholderText="Part of a name or a group"), QListWidget()
        name_field(self.line, "Name of the code")
        self.list.setAccessibleName("Codes with this name")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMinimumWidth(_WIDTH)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusProxy(self.line)
        hint = label("Enter marks it where the recording stood when this opened.", "dim")
        self.setLayout(column(self.line, self.list, hint, spacing=8, margins=(12, 12, 12, 10)))
        self.line.textChanged.connect(self._fill)
        self.line.returnPressed.connect(self._choose)
        self.line.installEventFilter(self)
        self.list.itemClicked.connect(lambda _: self._choose())

    def open_at(self, moment: Moment, over: QWidget) -> None:
        """Show every code; what is chosen is meant for this moment."""
        self._moment = moment
        self.line.clear()
        self._fill()
        self.list.setFixedHeight(self.list.sizeHintForRow(0) * _ROWS + 2 * self.list.frameWidth())  # whole rows
        self.open_over(over)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Let the arrows go up and down the list while the line has the keyboard."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _PASSED_ON:
            self.list.keyPressEvent(event)
            return True
        return False

    def _fill(self) -> None:
        words = self.line.text().casefold().split()
        self.list.clear()
        for code in self._codebook.codes:
            if all(word in f"{code.name} {code.group}".casefold() for word in words):
                item = QListWidgetItem(code.name_and_key, self.list)
                item.setData(Qt.ItemDataRole.UserRole, code.id)
        self.list.setCurrentRow(0)

    def _choose(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.close()
            self._chosen(item.data(Qt.ItemDataRole.UserRole), self._moment)
