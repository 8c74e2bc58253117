"""What narrows the list of disagreements: kind, code, episode, and whether settled ones are shown."""

from collections import Counter
from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from annotator.consensus.comparison import Comparison
from annotator.consensus.disagreement import KINDS, Disagreement
from annotator.model.episodes import episode_at
from annotator.model.items import Rating
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.parts import name_field, row

_ALL = ""


class Filters(QWidget):
    """Three choices and a switch; whoever listens asks what they let through."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kind, self.code, self.episode = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.only_open = QCheckBox("Only open")
        self._comparison: Comparison | None = None
        for name, chooser in (("Kind", self.kind), ("Code", self.code), ("Episode", self.episode)):
            name_field(chooser, f"Only this {name.lower()}")
            chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            chooser.setMinimumContentsLength(4)
            chooser.activated.connect(lambda _: self.changed.emit())
        self.only_open.setToolTip("Only those not yet settled")
        self.only_open.toggled.connect(lambda _: self.changed.emit())
        choosers = row(self.kind, self.code, self.episode, self.only_open, spacing=6, margins=(10, 5, 16, 6))
        for place, share in enumerate((5, 5, 6)):
            choosers.setStretch(place, share)
        self.setLayout(choosers)

    @property
    def hides_settled(self) -> bool:
        """Whether settled ones are left out."""
        return self.only_open.isChecked()

    def offer(self, comparison: Comparison) -> None:
        """Offer what there is in a comparison; what was chosen stays so where it still is."""
        self._comparison = comparison
        found, codebook = comparison.disagreements, comparison.codebook
        kinds = Counter(one.kind for one in found)
        codes = Counter(code for one in found for code in dict.fromkeys(one.codes))
        names = {code.id: code.name for code in codebook.all_codes}
        episodes = Counter(self._episode(one) for one in found)
        _offer(self.kind, "All kinds", {kind: f"{kind.capitalize()} ({kinds[kind]})" for kind in KINDS if kinds[kind]})
        _offer(self.code, "All codes", {code: f"{name} ({codes[code]})" for code, name in names.items() if codes[code]})
        spans = [span.episode for span in comparison.episodes if episodes[span.episode]]
        _offer(self.episode, "All episodes", {name: f"Episode {name} ({episodes[name]})" for name in spans})

    def clear(self) -> None:
        """Let everything through, without saying so."""
        for chooser in (self.kind, self.code, self.episode):
            chooser.setCurrentIndex(0)
        was = self.only_open.blockSignals(True)
        self.only_open.setChecked(False)
        self.only_open.blockSignals(was)

    def choose(self, kind: str, code: str) -> None:
        """Let through a kind and a code only, "" for all of them, without saying so."""
        self.clear()
        for chooser, wanted in ((self.kind, kind), (self.code, code)):
            chooser.setCurrentIndex(max(0, chooser.findData(wanted)))

    def lets_through(self, one: Disagreement) -> bool:
        """Whether a disagreement is of the kind, the code and the episode that are chosen."""
        kind, code, episode = (chooser.currentData() for chooser in (self.kind, self.code, self.episode))
        if (kind and one.kind != kind) or (code and code not in one.codes):
            return False
        return not episode or self._episode(one) == episode

    def _episode(self, one: Disagreement) -> str:
        if one.kind == "rating":
            item = one.every_item[0]
            return item.episode if isinstance(item, Rating) else ""
        if self._comparison is None or one.kind == "class":
            return ""
        span = episode_at(self._comparison.episodes, one.start_ms)
        return span.episode if span is not None else ""


def _offer(chooser: QComboBox, everything: str, choices: Mapping[str, str]) -> None:
    chosen = chooser.currentData()
    chooser.clear()
    chooser.addItem(everything, _ALL)
    for value, text in choices.items():
        chooser.addItem(text, value)
    chooser.setCurrentIndex(max(0, chooser.findData(chosen)))
