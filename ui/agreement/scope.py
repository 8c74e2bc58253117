"""The strip on top: which session, which two coders, over which window; what that means; what leaves the program."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QMenu, QToolButton, QWidget

from annotator.agreement.window import window_name
from annotator.consensus.comparison import Comparison
from annotator.model.codebook import Codebook
from annotator.study.settings import MARKED, Window, episodes_of
from ui.agreement.wording import settings_sentence
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.parts import button, column, label, name_field, row

_MARGINS = (14, 8, 14, 8)


class Scope(QWidget):
    """Chooses what is compared. It decides nothing: it tells what the user wants and shows what it is given."""

    session_wanted = Signal(str)
    coders_wanted = Signal(str, str)
    window_wanted = Signal(object)
    """What to compute agreement over (see Window)."""
    methods_wanted = Signal()
    export_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.session, self.coder_a, self.coder_b = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.window_button, self._menu = _menu_button()
        self.methods = button(
            "Copy methods text", self.methods_wanted.emit, tip="What was computed, in a few sentences"
        )
        self.export = button(
            "Export…",
            self.export_wanted.emit,
            icon="export",
            tip="Tables, matrices, JSON, methods text and figures of what this page shows",
        )
        self.sentence = label("", "dim", wrap=True)
        self.notes = label("", wrap=True)
        self._lay_out()
        self.session.activated.connect(lambda _: self.session_wanted.emit(self.session.currentText()))
        for chooser in (self.coder_a, self.coder_b):
            chooser.activated.connect(lambda _: self.coders_wanted.emit(*self.coders))

    @property
    def coders(self) -> tuple[str, str]:
        """The two coders that are chosen, A first."""
        return self.coder_a.currentText(), self.coder_b.currentText()

    def show_sessions(self, sessions: Iterable[str], chosen: str) -> None:
        """Offer the sessions of the study."""
        _offer(self.session, sessions, chosen)

    def show_coders(self, coders: Sequence[str], a: str, b: str) -> None:
        """Offer those who coded the session."""
        _offer(self.coder_a, coders, a)
        _offer(self.coder_b, coders, b)

    def show_window(self, codebook: Codebook, window: Window, marked: Iterable[str], *, may_change: bool) -> None:
        """Offer all marked episodes, the whole session and each episode; those that are not marked cannot be added."""
        there = set(marked)
        self._menu.clear()
        for choice in (MARKED, ()):
            self._add(_capital(window_name(choice, codebook)), choice, checked=window == choice, enabled=may_change)
        chosen = episodes_of(window)
        self._menu.addSeparator()
        for episode in codebook.episodes:
            is_in = episode.id in chosen
            others = tuple(one.id for one in codebook.episodes if (one.id in chosen) != (one.id == episode.id))
            known = f"{episode.id}  {episode.name}" + ("" if episode.id in there else "  (not marked)")
            self._add(known, others or MARKED, checked=is_in, enabled=may_change and (is_in or episode.id in there))
        name = window_name(window, codebook)
        self.window_button.setText(f"{_capital(name)} ▾")
        self.window_button.setAccessibleName(f"Window: {name}")

    def show_comparison(self, comparison: Comparison | None) -> None:
        """Say what the numbers are computed from, and what to know before believing them; None says nothing."""
        self.sentence.setText(settings_sentence(comparison) if comparison else "")
        notes = comparison.notes if comparison else ()
        self.notes.setText("\n".join(f"⚠ {note}" for note in notes))
        self.notes.setVisible(bool(notes))
        for one in (self.methods, self.export):
            one.setEnabled(comparison is not None)

    def show_details(self, *, on: bool) -> None:
        """Show or hide what is only true of the one session; notes stay."""
        self.sentence.setVisible(on)

    def _add(self, text: str, window: Window, *, checked: bool, enabled: bool) -> None:
        action = QAction(text, self._menu, checkable=True, checked=checked, enabled=enabled)
        action.triggered.connect(lambda: self.window_wanted.emit(window))
        self._menu.addAction(action)

    def _lay_out(self) -> None:
        self.notes.setProperty("kind", "warning")
        fields = []
        for name, field in (
            ("Session", self.session),
            ("A", self.coder_a),
            ("B", self.coder_b),
            ("Over", self.window_button),
        ):
            tag = label(name, "dim")
            tag.setBuddy(field)
            fields += [tag, field, 8]
        for name, chooser in (("Session", self.session), ("Coder A", self.coder_a), ("Coder B", self.coder_b)):
            name_field(chooser, name)
            chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            chooser.setMinimumWidth(90)
        choosers = row(*fields, None, self.methods, self.export)
        self.setLayout(column(choosers, self.sentence, self.notes, spacing=4, margins=_MARGINS))


def _offer(chooser: QComboBox, texts: Iterable[str], chosen: str) -> None:
    chooser.clear()
    chooser.addItems(list(texts))
    chooser.setCurrentIndex(chooser.findText(chosen))


def _capital(name: str) -> str:
    return f"{name[0].upper()}{name[1:]}"


def _menu_button() -> tuple[QToolButton, QMenu]:
    made = QToolButton()
    menu = QMenu(made)
    made.setMenu(menu)
    made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    made.setObjectName("window")
    made.setAccessibleName("Window")  # until it is known which
    return made, menu
