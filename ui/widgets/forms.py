"""What forms share: named fields, and a card to lay them on."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QLayout, QScrollArea, QWidget

from ui.widgets.parts import Piece, button, column, label, row

_WIDTH, _PURPOSE = 720, 196
_COLUMNS, _WIDE = 3, 18


def form_grid(*fields: tuple[str, str, Piece]) -> QGridLayout:
    """Return fields one under the other: each a name, what it is for, and the widget or layout."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(24)
    grid.setVerticalSpacing(18)
    grid.setColumnStretch(1, 1)
    for number, (name, purpose, field) in enumerate(fields):
        words = label(name, "strong")
        if isinstance(field, QWidget):
            words.setBuddy(field)
            grid.addWidget(field, number, 1, Qt.AlignmentFlag.AlignTop)
        elif isinstance(field, QLayout):
            grid.addLayout(field, number, 1)
        about = label(purpose, "dim", wrap=True)
        about.setFixedWidth(_PURPOSE)  # so that the fields of all grids of a page stand in one line
        grid.addLayout(column(words, about, None, spacing=2), number, 0)
    return grid


class FormPage(QScrollArea):
    """A form in the middle of the workspace.

    Args:
        title: what it is for.
        body: the fields.
        do_text: what its main button says.
        do, cancel: called by the buttons; Escape also cancels.
    """

    def __init__(
        self, title: str, body: QLayout, do_text: str, do: Callable[[], object], cancel: Callable[[], object]
    ) -> None:
        super().__init__()
        self._cancel = cancel
        self.setWidgetResizable(True)
        self.do_button = button(do_text, do, "primary")
        buttons = row(None, button("Cancel", cancel), self.do_button)
        card = QFrame()
        card.setProperty("kind", "card")
        card.setFixedWidth(_WIDTH)
        card.setLayout(column(label(title, "title"), 10, body, 18, buttons, spacing=8, margins=(28, 24, 28, 22)))
        page = QWidget()
        page.setLayout(row(None, column(None, card, None, None), None, margins=(24, 24, 24, 24)))
        self.setWidget(page)


class Choices(QWidget):
    """Some of several, each with a box."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._boxes: dict[str, QCheckBox] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.setAccessibleName(name)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids whose boxes are ticked, in their order."""
        return tuple(one for one, box in self._boxes.items() if box.isChecked())

    @property
    def count(self) -> int:
        """How many there are to choose from."""
        return len(self._boxes)

    @property
    def boxes(self) -> tuple[QCheckBox, ...]:
        """The boxes, in their order."""
        return tuple(self._boxes.values())

    def offer(self, named: Iterable[tuple[str, str]], chosen: Iterable[str]) -> None:
        """Offer these (id, name), with some of them ticked."""
        for box in self._boxes.values():
            box.deleteLater()
        self._boxes = {one: QCheckBox(name) for one, name in named}
        wide = max((len(box.text()) for box in self._boxes.values()), default=0) > _WIDE
        columns = 2 if wide else _COLUMNS
        for number, (one, box) in enumerate(self._boxes.items()):
            box.setChecked(one in tuple(chosen))
            self._grid.addWidget(box, number // columns, number % columns)


def form_row(name: str, field: QWidget, width: int = 82) -> QLayout:
    """Return a field with its name beside it, in little room; names of one width stand in one line."""
    words = label(name, "dim")
    words.setFixedWidth(width)
    words.setBuddy(field)
    made = row(words, field, spacing=8)
    made.setStretch(1, 1)
    return made
