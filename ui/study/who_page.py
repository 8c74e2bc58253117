"""What stands in place of a study with leads while nobody has said who works at this computer."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from annotator.study.people import Role
from ui.people_strip import PROMISE, name_and_role
from ui.widgets.parts import button, column, label, row

_COLUMNS = 6
_WIDTH = 560


class WhoPage(QWidget):
    """A button for each person; what is chosen is remembered on this computer."""

    chosen = Signal(str)
    """Somebody has said who they are."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout()
        self._people: list[QPushButton] = []
        head = label("Who works at this computer?", "title")
        about = label(
            "Coders of this study work blind: what you see here goes by who you are. It is asked once.", "dim"
        )
        promise = label(PROMISE, "dim", wrap=True)
        promise.setFixedWidth(_WIDTH)
        for one in (head, about, promise):
            one.setAlignment(Qt.AlignmentFlag.AlignCenter)
        centred = [row(None, one, None) for one in (head, about, self._grid, promise)]
        self.setLayout(column(None, *centred[:2], 14, centred[2], 14, centred[3], None, None))

    def show_people(self, people: Mapping[str, Role]) -> None:
        """Offer these people, each with what they are."""
        for one in self._people:
            one.hide()
            one.deleteLater()
        self._people = [button(name_and_role(*one), partial(self.chosen.emit, one[0])) for one in people.items()]
        for number, one in enumerate(self._people):
            one.setMinimumWidth(96)
            self._grid.addWidget(one, number // _COLUMNS, number % _COLUMNS)
        if self._people:
            self.setFocusProxy(self._people[0])
