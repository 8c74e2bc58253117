"""The linear scores of the lab: a number each with its citation, or what is missing for it. Never a verdict."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from annotator.measures.linear_scores import formula, score_of
from annotator.model.codebook.scales import LinearScore
from annotator.text import DASH
from ui.coding.judging.score_form import ScoreForm
from ui.session import CodingSession
from ui.theme import number_font
from ui.widgets.parts import button, column, label, row

_EMPTY = "None entered. The program ships no weights of published scores: enter your lab's, with their source."


class ScoreList(QWidget):
    """Shows the scores of the coding that is open, and lets the lab enter its own."""

    def __init__(self, session: CodingSession) -> None:
        super().__init__()
        self._session = session
        self._table = QWidget()
        self.enter = button("Linear scores…", self._open_form, "quiet", tip="Enter the terms and weights of your lab")
        self.enter.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        head = row(label("Linear scores – numbers, not classes", "heading"), None, self.enter, spacing=6)
        self._layout = column(head, self._table, spacing=4)
        self.setLayout(self._layout)
        self.setAccessibleName("Linear scores")
        self.lines: list[str] = []

    def show_now(self) -> None:
        """Compute the scores of the coding as it stands."""
        old, self._table, self.lines = self._table, QWidget(), []
        grid = QGridLayout(self._table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        scores = self._session.study.linear_scores
        for number, score in enumerate(scores):
            self._show_score(grid, 2 * number, score)
        if not scores:
            grid.addWidget(label(_EMPTY, "dim", wrap=True), 0, 0, 1, 2)
        self._layout.replaceWidget(old, self._table)
        old.deleteLater()

    def _show_score(self, grid: QGridLayout, at: int, score: LinearScore) -> None:
        session = self._session
        unseen = session.study.settings.measures.unseen
        found = score_of(score, session.codebook, session.coding, session.episodes(), unseen)
        value = DASH if found.value is None else f"{found.value:.3f}"
        number = label(value)
        number.setFont(number_font(bold=True))
        name = label(score.name)
        name.setToolTip(score.definition)
        said = f"{formula(score)}   ({score.citation})"
        below = label(f"No value: {found.reason}." if found.value is None else said, "dim", wrap=True)
        below.setToolTip(said)
        grid.addWidget(name, at, 0)
        grid.addWidget(number, at, 1)
        grid.addWidget(below, at + 1, 0, 1, 2)
        self.lines.append(f"{score.name} {value} {below.text()}")

    def _open_form(self) -> None:
        session = self._session
        form = ScoreForm(session.codebook, session.study.settings.linear_scores, self)
        form.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        form.accepted.connect(lambda: self._keep(form.scores))
        form.open()

    def _keep(self, scores: tuple[LinearScore, ...]) -> None:
        study = self._session.study
        self._session.keep(lambda: study.change_settings(linear_scores=scores), self.show_now)
