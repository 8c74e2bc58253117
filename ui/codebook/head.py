"""The strip on top: which codebook is open, how it stands, and what can be done with the whole of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.actions import Actions
from ui.codebook.open_codebook import OpenCodebook
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.parts import action_button, column, label, name_field, row


@dataclass(frozen=True, slots=True)
class Offer:
    """One codebook to choose: its kind (see Home), what it is known by, and what it is called."""

    kind: str
    key: str
    name: str


class Head(QWidget):
    """Chooses the codebook; the buttons are actions of the table."""

    chosen = Signal(object)
    """A codebook was chosen: an Offer."""

    def __init__(self, book: OpenCodebook) -> None:
        super().__init__()
        self._book = book
        self._offers: list[Offer] = []
        self.chooser, self.state = ChoiceBox(), label("", "chip")
        name_field(self.chooser, "Codebook")
        self.chooser.setMinimumWidth(330)
        self.chooser.activated.connect(self._choose)
        self._buttons: QHBoxLayout = row(spacing=6)
        self.setLayout(column(row(self.chooser, self.state, None, self._buttons, spacing=10, margins=(16, 8, 12, 8))))

    def use_actions(self, actions: Actions) -> None:
        """Put the buttons of these actions in."""
        for action_id, text, kind in (
            ("codebook_new", "New", "quiet"),
            ("codebook_import", "Import…", "quiet"),
            ("codebook_manual", "Print manual…", "quiet"),
            ("codebook_copy", "Make a copy", ""),
            ("codebook_save", "Save", "primary"),
        ):
            made = action_button(actions, action_id, text, kind)
            self._buttons.addWidget(made)
            action = actions[action_id]
            made.setEnabled(action.isEnabled())
            action.changed.connect(lambda made=made, action=action: made.setEnabled(action.isEnabled()))

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Offer codebooks; the one that is open is shown as chosen."""
        self._offers = list(offers)
        self.chooser.blockSignals(True)
        self.chooser.clear()
        for one in offers:
            self.chooser.addItem(one.name)
        self.chooser.blockSignals(False)
        self.show_state()

    def show_state(self) -> None:
        """Show which codebook is open, and whether it may be changed and is saved."""
        if not self._book.is_open:
            self.state.setText("No codebook is open")
            self.chooser.setCurrentIndex(-1)
            return
        home = self._book.home
        place = next((at for at, one in enumerate(self._offers) if _is(one, home.kind, home.name)), -1)
        if place < 0:
            name = self._book.codebook.name if home.kind == "new" else home.name
            self.chooser.setCurrentIndex(-1)
            self.chooser.setPlaceholderText(f"{name}")
        else:
            self.chooser.setCurrentIndex(place)
        self.state.setText(self._state())

    def _state(self) -> str:
        book = self._book
        version = f"version {book.codebook.version}"
        if book.home.kind == "shipped":
            return f"{version} · read-only: make a copy to change it"
        if book.home.study is not None and book.locked:
            return f"{version} · read-only: {book.locked}"
        if book.is_read_only:
            return f"{version} · read-only: the study folder cannot be written to"
        return f"{version} · not saved" if book.has_unsaved else f"{version} · saved"

    def _choose(self, place: int) -> None:
        self.chosen.emit(self._offers[place])


def _is(offer: Offer, kind: str, name: str) -> bool:
    return offer.kind == kind and (kind == "study" or offer.key == name)
