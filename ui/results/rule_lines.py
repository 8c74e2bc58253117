"""The rules of which a lab may have several: a latency, and a cue with its answers, in one card each."""

from collections.abc import Iterable, Mapping
from typing import get_args

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit

from annotator.model.codebook import Codebook
from annotator.model.codebook.terms import EpisodeKind
from annotator.model.measure_rules import Cue, Latency
from annotator.report.results.chosen import people_asked
from ui.results.filter_bar import SeveralOf
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.number_field import NumberField
from ui.widgets.parts import column, label, name_field, row, symbol_button

Where = dict[str, tuple[str, ...]]
_AS_IT_IS = "as in study.toml"
_FROM = {"start": "after the cue begins", "end": "until after the cue has ended"}


class _Line(QFrame):
    """One rule.

    Args:
        what: what it is called to screen readers.
        codebook: whose codes it may name.
        rule_id: what the lab calls it.
    """

    removed = Signal()

    def __init__(self, what: str, codebook: Codebook, rule_id: str) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.id = QLineEdit(rule_id)
        self.id.setPlaceholderText("name, such as approach")
        self.id.setMaximumWidth(190)
        name_field(self.id, f"Name of the {what}")
        self.remove = symbol_button("✕", f"Remove this {what}", self.removed.emit)
        self._codebook = codebook

    @property
    def missing(self) -> str:
        """What the card does not say yet; "" where it says all."""
        return "" if self.id.text().strip() else "has no name: give it one."

    def codes(self, name: str, none: str, chosen: Iterable[str]) -> SeveralOf:
        """Return a choice of codes."""
        return several(name, none, [(one.id, one.name) for one in self._codebook.all_codes], chosen)


class LatencyLine(_Line):
    """How long it takes until a behaviour first begins."""

    def __init__(self, codebook: Codebook, rule: Latency | None) -> None:
        super().__init__("latency", codebook, rule.id if rule else "")
        self.until = self.codes("What is waited for", "Choose codes", rule.codes if rule else ())
        self.who = who_box(codebook, rule.where if rule else {})
        self.kinds = kinds_of(codebook, rule.kinds if rule else ())
        self.present = present_box(codebook, rule.present if rule else "")
        first = row(self.id, label("until", "dim"), self.until, self.who, None, self.remove, spacing=8)
        second = row(label("in", "dim"), self.kinds, label("if there:", "dim"), self.present, None, spacing=8)
        self.setLayout(column(first, second, spacing=8, margins=(12, 10, 10, 10)))

    @property
    def said(self) -> dict[str, object]:
        """What the card says, as the fields of a Latency."""
        return {
            "id": self.id.text().strip(),
            "codes": self.until.chosen,
            "where": where_of(self.who),
            "kinds": self.kinds.chosen,
            "present": self.present.currentData(),
        }

    @property
    def missing(self) -> str:
        """What the card does not say yet; "" where it says all."""
        return super().missing or ("" if self.until.chosen else "has no codes: choose what is waited for.")


class CueLine(_Line):
    """A kind of cue with its window, and what answers it."""

    def __init__(self, codebook: Codebook, rule: Cue | None) -> None:
        super().__init__("cue", codebook, rule.id if rule else "")
        self._rule = rule
        self.cues = self.codes("Cues", "Choose codes", rule.codes if rule else ())
        self.answers = self.codes("Answers", "Choose answers", rule.answers if rule else ())
        self.who = who_box(codebook, rule.where if rule else {})
        self.answers_who = who_box(codebook, rule.answers_where if rule else {})
        self.within = NumberField("Response window", "s", 0.001, 86_400, decimals=3)
        self.within.show_value(rule.within_s if rule else None)
        self.opens = ChoiceBox()
        name_field(self.opens, "From when the window counts")
        for data, name in _FROM.items():
            self.opens.addItem(name, data)
        self.opens.setCurrentIndex(list(_FROM).index(rule.window if rule else "start"))
        first = row(self.id, self.cues, self.who, None, self.remove, spacing=8)
        second = row(label("answered by", "dim"), self.answers, self.answers_who, None, spacing=8)
        third = row(label("within", "dim"), self.within, self.opens, None, spacing=8)
        self.setLayout(column(first, second, third, self.within.complaint, spacing=8, margins=(12, 10, 10, 10)))

    @property
    def said(self) -> dict[str, object]:
        """What the card says, as the fields of a Cue; whether answers fit stays as study.toml has it."""
        kept = {} if self._rule is None else msgspec.to_builtins(self._rule)
        return {
            **kept,
            "id": self.id.text().strip(),
            "codes": self.cues.chosen,
            "where": where_of(self.who),
            "answers": self.answers.chosen,
            "answers_where": where_of(self.answers_who),
            "within_s": self.within.value or 0,
            "window": self.opens.currentData(),
        }

    @property
    def missing(self) -> str:
        """What the card does not say yet; "" where it says all."""
        no_codes = "" if self.cues.chosen else "has no codes: choose the cues."
        return super().missing or no_codes or ("" if self.answers.chosen else "has no answers: choose some.")


def several(name: str, none: str, named: Iterable[tuple[str, str]], chosen: Iterable[str]) -> SeveralOf:
    """Return a choice of several."""
    made = SeveralOf(name, none)
    made.offer(named, tuple(chosen))
    return made


def kinds_of(codebook: Codebook, chosen: Iterable[str]) -> SeveralOf:
    """Return a choice of kinds of episode; none stands for all scored ones."""
    there = {one.kind for one in codebook.episodes if one.scored}
    kinds = [(kind, f"{kind}s") for kind in get_args(EpisodeKind) if kind in there]
    return several("Kinds of episode", "all scored episodes", kinds, chosen)


def present_box(codebook: Codebook, chosen: str) -> ChoiceBox:
    """Return a choice of somebody who must be in the room, or of nobody."""
    made = ChoiceBox()
    name_field(made, "Who must be there")
    made.addItem("nobody in particular", "")
    for person in codebook.roles:
        made.addItem(person, person)
    made.setCurrentIndex(max(0, made.findData(chosen)))
    return made


def who_box(codebook: Codebook, where: Mapping[str, tuple[str, ...]]) -> ChoiceBox:
    """Return a choice of what events must say of somebody; what is more than that stays as it is."""
    made = ChoiceBox()
    name_field(made, "Who")
    made.addItem("anybody", {})
    for modifier, value, name in people_asked(codebook):
        made.addItem(name, {modifier: (value,)})
    known = [where_at(made, place) for place in range(made.count())]
    if dict(where) not in known:
        made.addItem(_AS_IT_IS, dict(where))
    made.setCurrentIndex(([*known, dict(where)]).index(dict(where)))
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return made


def where_of(box: ChoiceBox) -> Where:
    """Return what is chosen in a who_box."""
    return where_at(box, box.currentIndex())


def where_at(box: ChoiceBox, place: int) -> Where:
    """Return what stands at a place of a who_box; Qt gives tuples back as lists."""
    return {name: tuple(values) for name, values in dict(box.itemData(place)).items()}
