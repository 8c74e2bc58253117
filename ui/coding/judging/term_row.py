"""One term of a linear score: a rating or a measure of a code, where, and its weight."""

from typing import get_args

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from annotator.model.codebook import Codebook
from annotator.model.codebook.scales import Measure, Term
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.number_field import NumberField
from ui.widgets.parts import column, name_field, row, symbol_button

_MEASURES: dict[str, str] = {
    "total_s": "seconds",
    "proportion": "share of the episode",
    "onsets": "onsets",
    "onsets_per_min": "onsets per minute",
    "latency_s": "latency in seconds",
}
assert set(_MEASURES) == set(get_args(Measure)), "every measure of the codebook has a name here"


class TermRow(QWidget):
    """Choices that fit each other: the cells of the scale, or episode and measure of the code."""

    removed = Signal()
    """The coder wants this term gone."""

    def __init__(self, codebook: Codebook, term: Term | None = None) -> None:
        super().__init__()
        self._codebook = codebook
        self.what, self.where, self.measure = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.weight = NumberField("Weight", decimals=None)
        self.weight.setPlaceholderText("weight")
        self.weight.setFixedWidth(90)
        for field, name in ((self.what, "Term"), (self.where, "Where"), (self.measure, "Measure")):
            name_field(field, name)
        for scale in codebook.scales:
            self.what.addItem(f"rating of {scale.name}", ("scale", scale.id))
        for code in codebook.codes:
            self.what.addItem(code.name, ("code", code.id))
        for measure, text in _MEASURES.items():
            self.measure.addItem(text, measure)
        gone = symbol_button("✕", "Remove this term", self.removed.emit)
        laid = row(self.weight, self.what, self.measure, self.where, gone, spacing=6)
        laid.setStretch(1, 1)
        self.setLayout(column(laid, self.weight.complaint, spacing=3))
        self.what.currentIndexChanged.connect(self._fit)
        self._fit()
        if term is not None:
            self._show(term)

    @property
    def term(self) -> Term | None:
        """The term as it is entered; None while something is missing."""
        weight = self.weight.value
        if weight is None or self.what.currentIndex() < 0 or self.where.currentIndex() < 0:
            return None
        kind, chosen = self.what.currentData()
        episode, target = self.where.currentData()
        if kind == "scale":
            return Term(scale=chosen, episode=episode, target=target, weight=weight)
        return Term(code=chosen, measure=self.measure.currentData(), episode=episode, weight=weight)

    def _fit(self) -> None:
        kind, chosen = self.what.currentData() or ("", "")
        self.measure.setVisible(kind == "code")
        self.where.clear()
        if kind == "scale":
            for episode, target in self._codebook.scale_by_id[chosen].cells:
                parts = (f"episode {episode}" if episode else "session", target)
                self.where.addItem(", ".join(filter(None, parts)), (episode, target))
        for one in self._codebook.episodes if kind == "code" else ():
            self.where.addItem(f"episode {one.id}", (one.id, ""))

    def _show(self, term: Term) -> None:
        self.what.setCurrentIndex(_place(self.what, ("scale", term.scale) if term.scale else ("code", term.code)))
        self.where.setCurrentIndex(_place(self.where, (term.episode, term.target)))
        self.measure.setCurrentIndex(_place(self.measure, term.measure or "total_s"))
        self.weight.show_value(term.weight)


def _place(box: QComboBox, data: object) -> int:
    return next((at for at in range(box.count()) if box.itemData(at) == data), -1)
