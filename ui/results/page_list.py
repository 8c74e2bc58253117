"""The pages of Results at the left, each with the digit that shows it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton

from annotator.report.results.pages import TITLES
from ui.actions import Actions, shown_key
from ui.widgets.parts import button, column, label, line, row

RULES = "rules"
"""The page of the lab's rules, beside those of numbers."""

PAGES = {**TITLES, RULES: "Rules of the measures"}
_WIDTH = 226


class PageList(QFrame):
    """Tells which page is wanted."""

    wanted = Signal(str)
    agree_wanted = Signal()

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.setProperty("kind", "panel")
        self.setFixedWidth(_WIDTH)
        self.buttons = {page: self._button(actions, page) for page in PAGES}
        agree = button("Agreement is in Agree", self.agree_wanted.emit, "link", tip="How far coders agree")
        numbers = [self.buttons[page] for page in TITLES]
        pieces = (*numbers, 4, line(), 4, self.buttons[RULES], None, row(agree, None))
        self.setLayout(column(*pieces, spacing=2, margins=(8, 10, 8, 10)))

    def show_page(self, page: str) -> None:
        """Light the button of a page."""
        for one, made in self.buttons.items():
            made.setChecked(one == page)

    def _button(self, actions: Actions, page: str) -> QPushButton:
        made = button("", lambda: self.wanted.emit(page), "page")
        made.setCheckable(True)
        made.setAccessibleName(PAGES[page])
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        key = label("", "key")
        name = label(PAGES[page])
        for one in (key, name):
            one.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        made.setLayout(row(name, None, key, spacing=6, margins=(10, 5, 6, 5)))
        made.setMinimumHeight(32)

        def show_key() -> None:
            keys = actions.keys_of(f"results_{page}")
            key.setText(shown_key(keys[0]) if keys else "")
            key.setVisible(bool(keys))

        show_key()
        actions.keys_changed.connect(show_key)
        return made
