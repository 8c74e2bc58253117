"""The rules about two at once and one after the other: matching, grids, windows of time, chains of events."""

from itertools import product

from PySide6.QtWidgets import QBoxLayout

from annotator.model.codebook import Codebook
from annotator.model.measure_rules import Chain, Grid, Matching, Window
from ui.results.filter_bar import SeveralOf
from ui.results.rule_lines import RuleLine, choice
from ui.widgets.number_field import NumberField
from ui.widgets.parts import column, label, row

_LEAST_UNIT, _MOST_UNIT = 0.01, 60
_REPEATS = (("Not decided", None), ("may follow one of its own code", True), ("follows other codes only", False))
_FEWEST = 2
"""So many codes make a chain."""
_BETWEEN = " "
"""Stands between the two ids of a pair: no id has one."""


class _TwoSides(RuleLine):
    """What grids and matching have in common: the states of two sides, and units of time that may be left out."""

    def __init__(self, what: str, codebook: Codebook, rule: Grid | None) -> None:
        super().__init__(what, codebook, rule.id if rule else "")
        self.ones = self.codes("States of one side", "Choose states", rule.ones if rule else (), states=True)
        self.others = self.codes("States of the other side", "Choose states", rule.others if rule else (), states=True)
        self.unit = NumberField("Units", "s", _LEAST_UNIT, _MOST_UNIT, decimals=3, empty="not told")
        self.unit.show_value(rule.unit_s if rule else None)
        self.numbers = (self.unit,)

    @property
    def said(self) -> dict[str, object]:
        """What the card says, as the fields of its rule."""
        return {
            "id": self.id.text().strip(),
            "ones": self.ones.chosen,
            "others": self.others.chosen,
            "unit_s": self.unit.value,
        }

    @property
    def missing(self) -> str:
        """What the card does not say yet; "" where it says all."""
        is_whole = self.ones.chosen and self.others.chosen
        return super().missing or ("" if is_whole else "has no states on a side: choose those of both.")

    @property
    def _sides(self) -> QBoxLayout:
        return row(self.id, self.ones, label("with", "dim"), self.others, None, self.remove, spacing=8)

    @property
    def _units(self) -> QBoxLayout:
        return row(label("also one after the other, in units of", "dim"), self.unit, None, spacing=8)


class GridLine(_TwoSides):
    """A state-space grid."""

    def __init__(self, codebook: Codebook, rule: Grid | None) -> None:
        super().__init__("grid", codebook, rule)
        pieces = (self._sides, self._units, self.unit.complaint)
        self.setLayout(column(*pieces, spacing=8, margins=(12, 10, 10, 10)))


class MatchingLine(_TwoSides):
    """Which states of two people match."""

    def __init__(self, codebook: Codebook, rule: Matching | None) -> None:
        super().__init__("matching", codebook, rule)
        self.pairs = SeveralOf("Pairs", "Choose pairs")
        self.leave_out = self.codes("Left out", "None", rule.leave_out if rule else (), states=True)
        self._offer_pairs(tuple(_BETWEEN.join(pair) for pair in rule.pairs) if rule else ())
        for side in (self.ones, self.others):
            side.changed.connect(lambda: self._offer_pairs(self.pairs.chosen))
        match = row(label("these match:", "dim"), self.pairs, None, spacing=8)
        out = row(label("nothing can be said during:", "dim"), self.leave_out, None, spacing=8)
        pieces = (self._sides, match, out, self._units, self.unit.complaint)
        self.setLayout(column(*pieces, spacing=8, margins=(12, 10, 10, 10)))

    @property
    def said(self) -> dict[str, object]:
        """What the card says, as the fields of a Matching."""
        pairs = [tuple(one.split(_BETWEEN)) for one in self.pairs.chosen]
        return {**super().said, "pairs": pairs, "leave_out": self.leave_out.chosen}

    @property
    def missing(self) -> str:
        """What the card does not say yet; "" where it says all."""
        return super().missing or ("" if self.pairs.chosen else "has no pairs: choose those that match.")

    def _offer_pairs(self, chosen: tuple[str, ...]) -> None:
        """Offer each state of one side with each of the other."""
        names = {one.id: one.name for one in self._codebook.all_codes}
        both = product(self.ones.chosen, self.others.chosen)
        self.pairs.offer([(_BETWEEN.join(pair), " – ".join(names[one] for one in pair)) for pair in both], chosen)


class WindowLine(RuleLine):
    """Whether something begins more often while, or shortly after, something else is on."""

    def __init__(self, codebook: Codebook, rule: Window | None) -> None:
        super().__init__("window", codebook, rule.id if rule else "")
        self.given = self.codes("Given", "Choose codes", rule.given if rule else ())
        self.target = self.codes("Target", "Choose codes", rule.target if rule else ())
        self.within = NumberField("How long after", "s", 0.001, 86_400, decimals=3)
        self.within.show_value(rule.within_s if rule else None)
        self.unit = NumberField("Units", "s", _LEAST_UNIT, _MOST_UNIT, decimals=3)
        self.unit.show_value(rule.unit_s if rule else 1)
        self.numbers = (self.within, self.unit)
        first = row(self.id, self.target, label("after", "dim"), self.given, None, self.remove, spacing=8)
        times = row(
            label("begins while it is on or within", "dim"),
            self.within,
            label("after it, in units of", "dim"),
            self.unit,
            None,
            spacing=8,
        )
        pieces = (first, times, self.within.complaint, self.unit.complaint)
        self.setLayout(column(*pieces, spacing=8, margins=(12, 10, 10, 10)))

    @property
    def said(self) -> dict[str, object]:
        """What the card says, as the fields of a Window."""
        return {
            "id": self.id.text().strip(),
            "given": self.given.chosen,
            "target": self.target.chosen,
            "within_s": self.within.value or 0,
            "unit_s": self.unit.value or 0,
        }

    @property
    def missing(self) -> str:
        """What the card does not say yet; "" where it says all."""
        is_whole = self.given.chosen and self.target.chosen
        return super().missing or ("" if is_whole else "does not say what comes after what: choose codes for both.")


class ChainLine(RuleLine):
    """Which of some codes follows which, however long after."""

    def __init__(self, codebook: Codebook, rule: Chain | None) -> None:
        super().__init__("chain", codebook, rule.id if rule else "")
        self.of = self.codes("Codes", "Choose codes", rule.codes if rule else ())
        self.repeats = choice("Whether a code follows itself", _REPEATS, rule.repeats if rule else None)
        self.lag = NumberField("Events further on", "", 1, 20)
        self.lag.show_value(rule.lag if rule else 1)
        self.numbers = (self.lag,)
        first = row(self.id, self.of, None, self.remove, spacing=8)
        second = row(label("an event", "dim"), self.repeats, None, spacing=8)
        third = row(label("the one that is further on by", "dim"), self.lag, label("(1: the next)", "dim"), None)
        self.setLayout(column(first, second, third, self.lag.complaint, spacing=8, margins=(12, 10, 10, 10)))

    @property
    def said(self) -> dict[str, object]:
        """What the card says, as the fields of a Chain."""
        return {
            "id": self.id.text().strip(),
            "codes": self.of.chosen,
            "repeats": self.repeats.currentData(),
            "lag": self.lag.value or 0,
        }

    @property
    def missing(self) -> str:
        """What the card does not say yet; "" where it says all."""
        if super().missing:
            return super().missing
        if len(self.of.chosen) < _FEWEST:
            return "has fewer than two codes: choose more."
        return "does not say whether a code may follow itself: choose." if self.repeats.currentData() is None else ""
