"""A page shown before something happens: what it does, and a button that lets it; or a question with its answers."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QWidget

from annotator.exchange.encodings import EncodingUnknownError
from ui.widgets.parts import button, column, label, row

_WIDTH = 760
Part = tuple[str, Sequence[str]]
"""A heading, and the sentences under it."""


class ReviewPage(QScrollArea):
    """Says what would happen; one button lets it, the other goes back. Enter presses the one in focus, Escape leaves.

    Args:
        title: what it is about.
        lead: the sentence that matters.
        parts: what to know besides.
        do_text: what the main button says; "" where nothing can be done.
        do, back: called by the buttons.
    """

    def __init__(
        self,
        title: str,
        lead: str,
        parts: Sequence[Part],
        do_text: str,
        do: Callable[[], object],
        back: Callable[[], object],
    ) -> None:
        super().__init__(widgetResizable=True)
        self._back = back
        self.lead = lead
        self.parts = tuple((heading, tuple(lines)) for heading, lines in parts if lines)
        self.do_button: QPushButton | None = button(do_text, do, "primary") if do_text else None
        self.back_button = button("Back", back)
        card = QFrame()
        card.setProperty("kind", "card")
        card.setFixedWidth(_WIDTH)
        rows = [_part(heading, lines) for heading, lines in self.parts]
        self.offers: dict[str, QPushButton] = {}
        self._offers = row()
        buttons = row(None, self.back_button, *([self.do_button] if self.do_button else []))
        said = [label(title, "title"), label(lead, wrap=True)]
        card.setLayout(
            column(*said, 6, *rows, row(self._offers, None), 14, buttons, spacing=12, margins=(28, 24, 28, 22))
        )
        page = QWidget()
        page.setLayout(row(None, column(card, None), None, margins=(24, 32, 24, 32)))
        self.setWidget(page)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the keyboard on to the button of what is to be done."""
        super().focusInEvent(event)
        (self.do_button or self.back_button).setFocus()

    def offer(self, text: str, do: Callable[[], object]) -> None:
        """Add a button that answers a question of the page."""
        self.offers[text] = button(text, do)
        self._offers.addWidget(self.offers[text])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button that has the focus, and Escape go back."""
        focused = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self._back()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QPushButton):
            focused.click()
        else:
            super().keyPressEvent(event)


def encoding_page(
    name: str, error: EncodingUnknownError, choose: Callable[[str], object], back: Callable[[], object]
) -> ReviewPage:
    """Return the page that asks in which encoding the letters of a file are written, by how it reads in each."""
    lead = f"{name} does not say in which encoding its letters are written. Choose the reading that is right."
    page = ReviewPage("Which of these reads right?", lead, (), "", back, back)
    for encoding, sample in error.likely:
        page.offer(f"{sample}   ({encoding})", partial(choose, encoding))
    return page


def _part(heading: str, lines: Sequence[str]) -> QWidget:
    made = QWidget()
    sentences = [label(f"•  {line}", wrap=True) for line in lines]
    made.setLayout(column(label(heading, "heading"), *sentences, spacing=4))
    return made
