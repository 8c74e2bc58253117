"""The page of all keys: it lies over the window and says what every key does here."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from annotator.model.codebook import Codebook
from ui.actions import MENUS, SERIES, Actions, ActionSpec, Place, shown_key
from ui.theme import current_theme
from ui.widgets.parts import action_button, column, label, panel, row, symbol_button

_COLUMNS = 3
_CAPS_WIDTH = 132


class KeysOverlay(QWidget):
    """Every key that works in the workspace that is shown; any click beside it, Escape or ? closes it.

    Args:
        actions: the table. While the page is shown no workspace's keys work.
        over: the widget it covers.
    """

    closed = Signal()

    def __init__(self, actions: Actions, over: QWidget) -> None:
        super().__init__(over)
        self._actions, self._over = actions, over
        self._place: Place = "always"
        self._sheet: QWidget | None = None
        self._needed = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("All keys")
        over.installEventFilter(self)
        self.hide()

    def open(self, codebook: Codebook | None) -> None:
        """Show the keys of the workspace that is shown, and the codebook's while that is Code."""
        self._place = self._actions.place
        self.setGeometry(self._over.rect())
        self._fill(key_sections(self._actions, codebook, self._place))
        self._actions.go_to("always")
        self.show()
        self.raise_()
        self.setFocus()

    def close_page(self) -> None:
        """Go back to the workspace."""
        if self.isVisible():
            self.hide()
            self._actions.go_to(self._place)
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close at Escape; no other key does anything."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_page()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Close at a click beside the page."""
        if self._sheet is not None and not self._sheet.geometry().contains(event.position().toPoint()):
            self.close_page()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dim what lies under the page."""
        shade = QColor(current_theme().window)
        shade.setAlphaF(0.82)
        QPainter(self).fillRect(self.rect(), shade)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Cover all of the window, whatever its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._over.rect())
            self._place_sheet()
        return False

    def _fill(self, sections: list["Section"]) -> None:
        if self._sheet is not None:
            self._sheet.deleteLater()
        close = symbol_button("✕", "Close", self.close_page)
        others = action_button(self._actions, "change_keys", "Change keys…", "quiet")
        head = row(label("All keys", "title"), None, others, close)
        columns = [column(*(_section(one) for one in part), None, spacing=22) for part in spread(sections, _COLUMNS)]
        body = QWidget()
        side_by_side = row(*columns, spacing=36)
        for place in range(len(columns)):
            side_by_side.setStretch(place, 1)
        body.setLayout(side_by_side)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        self._sheet = panel(column(head, scroll, spacing=18, margins=(28, 22, 20, 22)))
        self._sheet.setProperty("kind", "card")
        self._sheet.setParent(self)
        self._sheet.show()
        self._needed = body.sizeHint().height() + head.sizeHint().height() + 76
        self._place_sheet()

    def _place_sheet(self) -> None:
        assert self._sheet is not None, "the page has been filled"
        width, height = min(1280, self.width() - 48), min(self._needed, self.height() - 48)
        self._sheet.setGeometry((self.width() - width) // 2, (self.height() - height) // 2, width, height)


Section = tuple[str, list[tuple[tuple[str, ...], str]]]
"""A heading, and under it keys with what they do."""


def key_sections(actions: Actions, codebook: Codebook | None, place: Place) -> list[Section]:
    """Return what every key does in a workspace, under the headings of the menus."""
    sections: list[Section] = []
    if place == "code" and codebook is not None:
        sections += [(group, [((c.key,), c.name) for c in codes if c.key]) for group, codes in codebook.groups.items()]
    for menu in MENUS:
        usable = [
            spec
            for spec in actions.specs.values()
            if spec.group == menu and actions.keys_of(spec.id) and spec.where in ("always", place)
        ]
        if usable:
            sections.append((menu, _rows(actions, usable)))
    return sections


def _rows(actions: Actions, specs: Iterable[ActionSpec]) -> list[tuple[tuple[str, ...], str]]:
    rows: dict[str, tuple[str, ...]] = {}
    for spec in specs:
        keys = tuple(dict.fromkeys(shown_key(key) for key in actions.keys_of(spec.id)))
        text = spec.submenu if spec.submenu in SERIES else spec.text.rstrip("…")
        rows[text] = (f"{rows[text][0].split(' – ')[0]} – {keys[0]}",) if text in rows else keys
    return [(keys, text) for text, keys in rows.items()]


def spread(sections: list[Section], count: int) -> list[list[Section]]:
    """Deal sections out to so many columns of about the same height, in reading order."""
    total = sum(len(rows) + 2 for _, rows in sections)
    columns: list[list[Section]] = [[] for _ in range(count)]
    so_far = 0
    for section in sections:
        middle = so_far + (len(section[1]) + 2) / 2
        columns[min(int(middle * count / max(total, 1)), count - 1)].append(section)
        so_far += len(section[1]) + 2
    return columns


def _section(section: Section) -> QGridLayout:
    title, rows = section
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    grid.addWidget(label(title, "heading"), 0, 0, 1, 2)
    for number, (keys, text) in enumerate(rows, start=1):
        caps = row(*(label(key, "key") for key in keys), None, spacing=4)
        grid.addLayout(caps, number, 0)
        grid.addWidget(label(text, wrap=True), number, 1)
    grid.setColumnMinimumWidth(0, _CAPS_WIDTH)
    grid.setColumnStretch(1, 1)
    return grid
