"""The strip on top: which session, which two coders, over which window; what that means; what leaves the program."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from annotator.consensus.comparison import Comparison
from annotator.report.wording import first_notes, settings_sentence
from ui.agreement.window_choice import WindowChoice
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.parts import Piece, button, column, label, name_field, row

_MARGINS = (14, 8, 14, 8)


class Scope(QWidget):
    """Chooses what is compared. It decides nothing: it tells what the user wants and shows what it is given."""

    session_wanted = Signal(str)
    coders_wanted = Signal(str, str)
    methods_wanted = Signal()
    export_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.session, self.coder_a, self.coder_b = ChoiceBox(), ChoiceBox(), ChoiceBox()
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
        self.sentence.setVisible(on)

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
        choosers = row(*fields, self.over, None, self.methods, self.export)
        self.setLayout(column(choosers, self.sentence, self.notes, spacing=4, margins=_MARGINS))


def _offer(chooser: QComboBox, texts: Iterable[str], chosen: str) -> None:
    chooser.clear()
    chooser.addItems(list(texts))
    chooser.setCurrentIndex(chooser.findText(chosen))
