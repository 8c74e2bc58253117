"""The form in which a lab enters its linear scores: terms, weights, constant and where they come from."""

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from annotator.model.codebook import Codebook
from annotator.model.codebook.rating_checks import score_problem
from annotator.model.codebook.scales import LinearScore
from ui.coding.judging.term_row import TermRow
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.number_field import NumberField
from ui.widgets.parts import button, column, label, name_field, row

_NEW = "New score"
_ABOUT = (
    "The sum of a constant and weighted terms. The program ships no weights: enter those of your lab, and the work or "
    "manual they come from. The result is a number; it does not classify anyone. It is kept in study.toml."
)
_SIZE = (760, 560)


class ScoreForm(QDialog):
    """Changes a list of scores; whoever opened it keeps them."""

    def __init__(self, codebook: Codebook, scores: tuple[LinearScore, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._codebook = codebook
        self.scores = scores
        self.setWindowTitle("Linear scores")
        self.resize(*_SIZE)
        self.choice = ChoiceBox()
        self.name, self.citation, self.about = QLineEdit(), QLineEdit(), QLineEdit()
        self.constant = NumberField("Constant", decimals=None)
        self.citation.setPlaceholderText("Work or manual, with page")
        for field, name in (
            (self.choice, "Score"), (self.name, "Name of the score"), (self.citation, "Citation"),
            (self.about, "What it is"),
        ):  # fmt: skip
            name_field(field, name)
        self.terms: list[TermRow] = []
        self._term_rows = QVBoxLayout()
        self.said = label("", "danger", wrap=True)
        self.save = button("Save", self._save, "primary")
        self.drop = button("Delete this score", self._delete, "danger")
        self._lay_out()
        self.choice.currentIndexChanged.connect(self._show_chosen)
        self._offer(len(scores) - 1 if scores else 0)

    def add_term(self) -> TermRow:
        """Add an empty term."""
        return self._take_in(TermRow(self._codebook))

    def _lay_out(self) -> None:
        self._term_rows.setSpacing(6)
        terms = QWidget()
        terms.setLayout(column(self._term_rows, None))
        scroll = QScrollArea(widgetResizable=True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(terms)
        constant = column(self.constant, self.constant.complaint, spacing=3)
        fields = (("Name", self.name), ("Citation", self.citation), ("Constant", constant), ("Note", self.about))
        lines = [row(_caption(text), field, spacing=8) for text, field in fields]
        add = button("Add a term", self.add_term, icon="add")
        buttons = row(self.drop, None, button("Cancel", self.reject), self.save)
        head = row(_caption("Score"), self.choice, None)
        more = row(label("Terms", "heading"), None, add)
        self.setLayout(
            column(
                label(_ABOUT, "dim", wrap=True), head, *lines, more, scroll, self.said, buttons,
                spacing=10, margins=(18, 16, 18, 16),
            )
        )  # fmt: skip
        for one in (self.drop, self.save, add):
            one.setAutoDefault(False)

    def _offer(self, place: int) -> None:
        self.choice.blockSignals(True)
        self.choice.clear()
        self.choice.addItems([*(score.name for score in self.scores), _NEW])
        self.choice.setCurrentIndex(place)
        self.choice.blockSignals(False)
        self._show_chosen()

    def _show_chosen(self) -> None:
        place = self.choice.currentIndex()
        score = self.scores[place] if place < len(self.scores) else None
        self.name.setText(score.name if score is not None else "")
        self.citation.setText(score.citation if score is not None else "")
        self.about.setText(score.definition if score is not None else "")
        self.constant.show_value(score.constant if score is not None else 0.0)
        for made in tuple(self.terms):
            self._take_out(made)
        for term in score.terms if score is not None else ():
            self._take_in(TermRow(self._codebook, term))
        if score is None:
            self.add_term()
        self.drop.setVisible(score is not None)
        self.said.setText("")

    def _take_in(self, made: TermRow) -> TermRow:
        self.terms.append(made)
        self._term_rows.addWidget(made)
        made.removed.connect(lambda: self._take_out(made))
        return made

    def _take_out(self, made: TermRow) -> None:
        self.terms.remove(made)
        self._term_rows.removeWidget(made)
        made.deleteLater()

    def _save(self) -> None:
        place = self.choice.currentIndex()
        score = self._entered(place)
        if score is not None:
            self.scores = (*self.scores[:place], score, *self.scores[place + 1 :])
            self.accept()

    def _delete(self) -> None:
        place = self.choice.currentIndex()
        self.scores = (*self.scores[:place], *self.scores[place + 1 :])
        self.accept()

    def _entered(self, place: int) -> LinearScore | None:
        """Return the score as it is entered; None, with the reason said, where something is missing."""
        numbers = [self.constant, *(made.weight for made in self.terms)]
        wrong = [one for one in numbers if not one.check()]
        terms, name = [made.term for made in self.terms], self.name.text().strip()
        if wrong or not name or None in terms:
            self.said.setText("It has no name yet." if not name else "A weight or the constant is not a number yet.")
            for one in wrong[:1]:
                one.setFocus()
            return None
        others = [score.id for at, score in enumerate(self.scores) if at != place]
        taken = {*others, *(score.id for score in self._codebook.linear_scores)}
        score = LinearScore(
            id=self.scores[place].id if place < len(self.scores) else _new_id(name, taken),
            name=name,
            definition=self.about.text().strip(),
            constant=self.constant.value or 0.0,
            terms=tuple(term for term in terms if term is not None),
            citation=self.citation.text().strip(),
        )
        problem = score_problem(self._codebook, score)
        self.said.setText("" if problem is None else f"{problem[0][:1].upper()}{problem[0][1:]}. {problem[1]}")
        return score if problem is None else None


def _caption(text: str) -> QWidget:
    made = label(text, "heading")
    made.setFixedWidth(76)
    return made


def _new_id(name: str, taken: set[str]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "score"
    numbered = (plain if number == 1 else f"{plain}_{number}" for number in range(1, len(taken) + 2))
    return next(one for one in numbered if one not in taken)
