"""The rules of which a lab may have several: what every card has, a latency, and a cue with its answers."""

from collections.abc import Iterable, Mapping
from typing import get_args

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
_NOBODY, _WHOEVER_ANSWERS = "nobody in particular", "any who do what answers"
_FROM = {"start": "after the cue begins", "end": "until after the cue has ended"}


class RuleLine(QFrame):
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
        self.numbers: tuple[NumberField, ...] = ()
        """What has to be a number."""
        self._codebook = codebook

    @property
    def said(self) -> dict[str, object]:
        """What the card says, as the fields of its rule."""
        raise NotImplementedError

    @property
    def missing(self) -> str:
        """What the card does not say yet; "" where it says all."""
        return "" if self.id.text().strip() else "has no name: give it one."

    def codes(self, name: str, none: str, chosen: Iterable[str], *, states: bool = False) -> SeveralOf:
        """Return a choice of codes, or of states only."""
        return codes_of(self._codebook, name, none, chosen, states=states)


class LatencyLine(RuleLine):
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


class CueLine(RuleLine):
    """A kind of cue with its window, what answers it, and how an answer says whether it fits."""

    def __init__(self, codebook: Codebook, rule: Cue | None) -> None:
        super().__init__("cue", codebook, rule.id if rule else "")
        self.cues = self.codes("Cues", "Choose codes", rule.codes if rule else ())
        self.answers = self.codes("Answers", "Choose answers", rule.answers if rule else ())
        self.who = who_box(codebook, rule.where if rule else {})
        self.answers_who = who_box(codebook, rule.answers_where if rule else {})
        self.within = NumberField("Response window", "s", 0.001, 86_400, decimals=3)
        self.within.show_value(rule.within_s if rule else None)
        self.numbers = (self.within,)
        self.opens = choice(
            "From when the window counts", [(name, data) for data, name in _FROM.items()], rule.window if rule else ""
        )
        self.present = present_box(codebook, rule.present if rule else "", _WHOEVER_ANSWERS)
        fit = rule.fit if rule else None
        questions = [(one.name, one.id) for one in codebook.modifiers]
        self.fit = choice(
            "What says whether it fits", [("no answer says", ""), *questions], fit.modifier if fit else ""
        )
        self._yes, self._no = label("it fits:", "dim"), label("it does not:", "dim")
        self.matched, self.mismatched = SeveralOf("Fits", "Choose"), SeveralOf("Does not fit", "Choose")
        self._offer_values(fit.matched if fit else (), fit.mismatched if fit else ())
        self.fit.activated.connect(lambda _: self._offer_values())
        first = row(self.id, self.cues, self.who, None, self.remove, spacing=8)
        second = row(label("answered by", "dim"), self.answers, self.answers_who, None, spacing=8)
        third = row(label("within", "dim"), self.within, self.opens, None, spacing=8)
        fourth = row(label("if there:", "dim"), self.present, None, spacing=8)
        fifth = row(label("whether it fits:", "dim"), self.fit, None, spacing=8)
        sixth = row(self._yes, self.matched, self._no, self.mismatched, None, spacing=8)
        rows = (first, second, third, self.within.complaint, fourth, fifth, sixth)
        self.setLayout(column(*rows, spacing=8, margins=(12, 10, 10, 10)))

    @property
    def said(self) -> dict[str, object]:
        """What the card says, as the fields of a Cue."""
        said: dict[str, object] = {
            "id": self.id.text().strip(),
            "codes": self.cues.chosen,
            "where": where_of(self.who),
            "answers": self.answers.chosen,
            "answers_where": where_of(self.answers_who),
            "present": self.present.currentData(),
            "within_s": self.within.value or 0,
            "window": self.opens.currentData(),
        }
        if modifier := self.fit.currentData():
            said["fit"] = {
                "modifier": modifier,
                "matched": self.matched.chosen,
                "mismatched": self.mismatched.chosen,
            }
        return said

    @property
    def missing(self) -> str:
        """What the card does not say yet; "" where it says all."""
        if super().missing:
            return super().missing
        if not self.cues.chosen:
            return "has no codes: choose the cues."
        if not self.answers.chosen:
            return "has no answers: choose some."
        is_whole = not self.fit.currentData() or (self.matched.chosen and self.mismatched.chosen)
        return "" if is_whole else "does not say which answers fit and which do not: choose some of each."

    def _offer_values(self, matched: Iterable[str] = (), mismatched: Iterable[str] = ()) -> None:
        """Offer the answers to the question that says whether it fits."""
        question = self._codebook.modifier_by_id.get(self.fit.currentData())
        values = [] if question is None else [(one.id, one.name) for one in question.values]
        self.matched.offer(values, tuple(matched))
        self.mismatched.offer(values, tuple(mismatched))
        for one in (self._yes, self.matched, self._no, self.mismatched):
            one.setVisible(question is not None)


def codes_of(codebook: Codebook, name: str, none: str, chosen: Iterable[str], *, states: bool = False) -> SeveralOf:
    """Return a choice of codes, or of states only."""
    named = [(one.id, one.name) for one in codebook.all_codes if not (states and one.is_point)]
    return several(name, none, named, chosen)


def choice(name: str, named: Iterable[tuple[str, object]], chosen: object) -> ChoiceBox:
    """Return a choice of one."""
    made = ChoiceBox()
    name_field(made, name)
    for text, data in named:
        made.addItem(text, data)
    made.setCurrentIndex(max(0, made.findData(chosen)))
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return made


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


def present_box(codebook: Codebook, chosen: str, nobody: str = _NOBODY) -> ChoiceBox:
    """Return a choice of somebody who must be in the room, or of nobody."""
    return choice("Who must be there", [(nobody, ""), *((person, person) for person in codebook.roles)], chosen)


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
