"""A page shown before something happens: what a change does to codings, or what of a file was understood."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QWidget

from annotator.exchange.templates import ImportedCodebook
from annotator.model.codebook import Codebook
from annotator.model.codebook.draft import Draft
from annotator.model.codebook.migration_steps import Retire, told
from annotator.model.codebook.references import Reference
from annotator.study.codebook_change import CodingChange, StudyChange
from annotator.text import count
from ui.widgets.parts import button, column, label, row

_WIDTH = 760
_MOST_CODINGS = 30
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


def change_review(
    changed: StudyChange, draft: Draft, do: Callable[[], object], back: Callable[[], object]
) -> ReviewPage:
    """Return the page that says what saving the codebook does to the codings of the study."""
    steps, answers = draft.steps, changed.unasked
    problems = [f"{one.what} {one.hint}" for one in changed.problems]
    codings = [f"{one.session} by {one.coder}: {_said_of(one)}" for one in changed.codings[:_MOST_CODINGS]]
    if more := len(changed.codings) - len(codings):
        codings.append(f"and {more} more codings")
    if problems:
        lead = "It cannot be saved like this. Nothing was changed."
    elif changed.items:
        lead = f"It changes {changed.summary}: all of them, or none. Every change is recorded in the coding's history."
    elif changed.waiting:
        lead = (
            f"No coding changes yet: {changed.waiting} events and intervals wait for their coders to choose, and stay "
            "as they are until then. Checks lists them, and can recode all of them at once."
        )
    elif answers:
        number = answers.total()
        stay = "was given stays with its event" if number == 1 else "were given stay with their events"
        lead = f"{count(number, 'answer')} that {stay} and in the tables; new events will not be asked."
    elif any(isinstance(step, Retire) for step in steps):
        lead = "No coding changes: the events of a retired code stay as they are, and can be read and exported."
    else:
        lead = "No coding changes: nothing is coded with what these steps change."
    no_longer = [f"{_asked(draft.codebook, one)}: {count(n, 'answer')}" for one, n in answers.items()]
    named = [told(step) for step in steps]
    parts = (("Conflicts", problems), ("Steps", named), ("No longer asked", no_longer), ("Codings", codings))
    title = "What this changes in the study"
    do_text = "Save and change the codings" if changed.items else "Save"
    return ReviewPage(title, lead, parts, "" if problems else do_text, do, back)


def import_review(found: ImportedCodebook, do: Callable[[], object], back: Callable[[], object]) -> ReviewPage:
    """Return the page that says what was understood of a file, and what was not."""
    faults = [f"{one.what}. {one.remedy}" for one in found.draft.faults]
    codes = count(len(found.draft.codebook.codes), "code")
    lead = f"{codes} were understood. Rules that the file does not give are yours to write."
    parts = (
        ("Taken over", found.understood),
        ("Not taken over", found.left_out),
        ("To check", found.doubts),
        ("To mend", faults),
    )
    return ReviewPage(f"Import: {found.draft.codebook.name}", lead, parts, "Open as a new codebook", do, back)


def _said_of(one: CodingChange) -> str:
    """Say what becomes of one coding."""
    parts = [f"{count(one.items, 'item')} changed"] if one.items or not (one.waiting or one.unasked) else []
    if one.waiting:
        parts.append(f"{one.waiting} wait for the coder to choose and stay as they are until then")
    if one.unasked:
        parts.append(f"{count(one.unasked.total(), 'answer')} no longer asked for")
    return ", ".join(parts)


def _asked(codebook: Codebook, answer: Reference) -> str:
    """Name a question and the code that it is no longer asked of."""
    _, code, modifier = answer
    names = codebook.code_by_id, codebook.modifier_by_id
    return f"“{names[1][modifier].name if modifier in names[1] else modifier}” of {names[0][code].name}"


def _part(heading: str, lines: Sequence[str]) -> QWidget:
    made = QWidget()
    sentences = [label(f"•  {line}", wrap=True) for line in lines]
    made.setLayout(column(label(heading, "heading"), *sentences, spacing=4))
    return made
