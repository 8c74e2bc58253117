"""The strip on top: which session, which coders, over which window; what that means; what leaves the program."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QMenu, QToolButton, QWidget

from annotator.consensus.comparison import Comparison
from annotator.report.wording import first_notes, settings_sentence
from ui.agreement.settle_bar import MOST_CODERS
from ui.agreement.window_choice import WindowChoice
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.parts import Piece, button, column, label, name_field, row

_MARGINS = (14, 8, 14, 8)


class Scope(QWidget):
    """Chooses what is compared. It decides nothing: it tells what the user wants and shows what it is given."""

    session_wanted = Signal(str)
    coders_wanted = Signal(str, str)
    others_wanted = Signal(tuple)
    """Who else takes part in the consensus: ids of coders."""
    methods_wanted = Signal()
    export_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.session, self.coder_a, self.coder_b = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.others, self._others_menu = _menu_button()
        self._may_settle: tuple[str, ...] = ()
        self.over = WindowChoice()
        self.methods = button(
            "Copy methods text", self.methods_wanted.emit, tip="What was computed, in a few sentences"
        )
        self.export = button(
            "Export…",
            self.export_wanted.emit,
            icon="export",
            tip="Tables, matrices, JSON, methods text and figures of what this page shows",
        )
        self._has_details = True
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

    def show_others(self, coders: Sequence[str], chosen: Sequence[str]) -> None:
        """Offer who else may take part in the consensus, and say who does; coders: besides A and B."""
        self._may_settle = tuple(coders)
        self.others.setText(f"and {', '.join(chosen)} ▾" if chosen else "and … ▾")
        self._others_menu.clear()
        for coder in coders:
            action = self._others_menu.addAction(coder)
            action.setCheckable(True)
            action.setChecked(coder in chosen)
            action.setEnabled(coder in chosen or len(chosen) < MOST_CODERS - 2)
            action.triggered.connect(lambda _=False: self._tell_others())
        self._show_others_button()

    def _tell_others(self) -> None:
        self.others_wanted.emit(tuple(one.text() for one in self._others_menu.actions() if one.isChecked()))

    def _show_others_button(self) -> None:
        self.others.setVisible(self._has_details and bool(self._may_settle))

    def show_comparison(self, comparison: Comparison | None) -> None:
        """Say what the numbers are computed from, and what to know before believing them; None says nothing."""
        self.sentence.setText(settings_sentence(comparison) if comparison else "")
        notes = comparison.notes if comparison else ()
        self.notes.setText(first_notes(notes, room=5))
        self.notes.setToolTip("\n".join(notes))
        self.notes.setVisible(bool(notes))
        for one in (self.methods, self.export):
            one.setEnabled(comparison is not None)

    def show_details(self, *, on: bool) -> None:
        """Show or hide what is only true of the one session; notes stay."""
        self._has_details = on
        self.sentence.setVisible(on)
        self._show_others_button()

    def _lay_out(self) -> None:
        self.notes.setProperty("kind", "warning")
        fields: list[Piece] = []
        for name, field in (
            ("Session", self.session),
            ("A", self.coder_a),
            ("B", self.coder_b),
        ):
            tag = label(name, "dim")
            tag.setBuddy(field)
            fields += [tag, field, 8]
        for name, chooser in (("Session", self.session), ("Coder A", self.coder_a), ("Coder B", self.coder_b)):
            name_field(chooser, name)
            chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            chooser.setMinimumWidth(90)
        choosers = row(*fields, self.others, 8, self.over, None, self.methods, self.export)
        self.setLayout(column(choosers, self.sentence, self.notes, spacing=4, margins=_MARGINS))


def _menu_button() -> tuple[QToolButton, QMenu]:
    made = QToolButton()
    made.setAccessibleName("Who else takes part in the consensus")
    made.setToolTip("Settle what three or four coders say in one consensus; the tables compare A and B")
    menu = QMenu(made)
    made.setMenu(menu)
    made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return made, menu


def _offer(chooser: QComboBox, texts: Iterable[str], chosen: str) -> None:
    chooser.clear()
    chooser.addItems(list(texts))
    chooser.setCurrentIndex(chooser.findText(chosen))
