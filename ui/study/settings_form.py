"""The form for what changes results and so holds for all coders of the study: intervals, checks, cry rule, window."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.agreement.code_with import asked_by, modifier_name
from annotator.model.intervals import IntervalRule, LastInterval
from annotator.model.lint import CheckRules
from annotator.study import Study
from annotator.study.settings import MARKED, Window, episodes_of
from ui.messages import Messages
from ui.tasks import Saves
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.forms import Choices, FormPage, form_grid
from ui.widgets.number_field import NumberField
from ui.widgets.parts import Piece, column, label, line, name_field, on_escape, row

_LAST: dict[LastInterval, str] = {
    "merge": "joins the one before if it is under half the length",
    "keep": "is an interval of its own",
    "drop": "is left out",
}
_OTHERWISE: dict[str, Window] = {"From the first to the last episode both marked": MARKED, "The whole session": ()}


class SettingsForm(QWidget):
    """Shows the settings, refuses what cannot be, and keeps the rest in the study."""

    kept = Signal()
    cancelled = Signal()

    def __init__(self, messages: Messages, saves: Saves) -> None:
        super().__init__()
        on_escape(self, self.cancelled.emit)
        self._messages, self._saves = messages, saves
        self._study: Study | None = None
        self.length = NumberField("Interval length", "s", 1, 600, decimals=3)
        self.last, self.crying, self.otherwise = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.shortest = NumberField("Shortest plausible state", "s", 0, 60, decimals=3)
        self.cry_rule = NumberField("Cry rule", "s", 0.1, 3600, decimals=1, empty="not set")
        self.sound_grid = NumberField("Step of sound-only recordings", "s", 0.001, 1, decimals=3)
        self.sound_grid.setToolTip("Sessions that the study has already keep their step: their marks lie on it")
        self.episodes, self.ratings = Choices("Episodes of agreement"), Choices("Ratings asked for")
        self.code_with = Choices("Modifiers that are part of the code")
        name_field(self.last, "Last fragment")
        name_field(self.crying, "Code for crying")
        name_field(self.otherwise, "Where none is ticked")
        for name, window in _OTHERWISE.items():
            self.otherwise.addItem(name, window)
        for text in _LAST.values():
            self.last.addItem(text)
        for number in self._numbers:
            number.returnPressed.connect(self.keep)
        self._page = FormPage("Study settings", self._fields(), "Save settings", self.keep, self.cancelled.emit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._page)

    @property
    def _numbers(self) -> tuple[NumberField, ...]:
        return (self.length, self.shortest, self.cry_rule, self.sound_grid)

    def begin(self, study: Study) -> None:
        """Show the settings of a study."""
        self._study, settings, codebook = study, study.settings, study.codebook
        self.length.show_value(settings.intervals.length_ms / 1000)
        self.last.setCurrentIndex(list(_LAST).index(settings.intervals.last))
        self.shortest.show_value(settings.checks.shortest_ms / 1000)
        self.cry_rule.show_value(settings.cry_rule_s)
        self.sound_grid.show_value(settings.sound_grid_ms / 1000)
        self.crying.clear()
        for code in codebook.codes:
            if not code.is_point:
                self.crying.addItem(code.name, code.id)
        self.crying.setCurrentIndex(self.crying.findData(settings.crying_code))
        named = [(one.id, f"{one.id} · {one.short}") for one in codebook.episodes]
        self.episodes.offer(named, episodes_of(settings.window))
        self.otherwise.setCurrentIndex(1 if settings.window == () else 0)
        modifiers = [(one, modifier_name(codebook, one)) for one in asked_by(codebook, codebook.all_codes)]
        self.code_with.offer(modifiers, settings.code_with)
        scales = [(scale.id, scale.name) for scale in codebook.scales]
        asked = [name for name, _ in scales] if not settings.checks.scales else settings.checks.scales
        self.ratings.offer(scales, asked if settings.checks.ratings else ())
        self._page.do_button.setEnabled(study.is_writable)
        self._page.do_button.setToolTip(
            "" if study.is_writable else "This study is read-only: its folder cannot be written to."
        )
        self.length.setFocus()

    def keep(self) -> None:
        """Save the settings, or say which value cannot be."""
        study, said = self._study, self._said()
        if study is None or said is None or not study.is_writable:
            return
        self._page.do_button.setEnabled(False)
        task = self._saves.run(
            "Saving the study settings",
            lambda _progress: study.change_settings(**said),
            lambda _none: self._tell_kept(),
        )
        task.ended.connect(lambda: self._page.do_button.setEnabled(True))

    def _said(self) -> dict[str, Any] | None:
        """Return what the fields say, as the fields of AnalysisSettings; None where one cannot be, as it then says."""
        wrong = [one for one in self._numbers if not one.check()]
        if wrong or self._study is None:
            for one in wrong[:1]:
                one.setFocus()
                one.selectAll()
            return None
        asked, last = self.ratings.chosen, list(_LAST)[self.last.currentIndex()]
        return {
            "window": self.episodes.chosen or list(_OTHERWISE.values())[self.otherwise.currentIndex()],
            "code_with": self.code_with.chosen,
            "intervals": IntervalRule(length_ms=self.length.ms, last=last),
            "checks": CheckRules(
                shortest_ms=self.shortest.ms,
                ratings=bool(asked),
                scales=() if len(asked) == self.ratings.count else asked,
            ),
            "cry_rule_s": self.cry_rule.value,
            "sound_grid_ms": self.sound_grid.ms,
            "crying_code": self.crying.currentData() or self._study.settings.crying_code,
        }

    def _tell_kept(self) -> None:
        self._messages.done("The study settings were saved.", "They apply to all of its coders.")
        self.kept.emit()

    def _fields(self) -> QVBoxLayout:
        about = "They change results, so they are kept in study.toml and apply to every coder."
        return column(
            label(about, "dim", wrap=True),
            6,
            _section(
                "Intervals",
                ("Length", "1 to 600 s; each episode is cut from its start", self.length.with_complaint()),
                ("Last fragment", "The rest of an episode, where it is shorter than that", self.last),
            ),
            line(),
            self._checks(),
            line(),
            _section(
                "Cry rule",
                (
                    "Longest cry",
                    "In s without a break in a separation; empty: your lab has set no rule",
                    self.cry_rule.with_complaint(),
                ),
                ("Crying is", "The code that the rule is about", self.crying),
            ),
            line(),
            _section(
                "Agreement",
                ("Episodes", "Those that agreement is computed over", self.episodes),
                ("Where none is ticked", "What agreement is computed over instead", self.otherwise),
                ("Part of the code", "With none ticked, codes are compared alone", self.code_with),
            ),
            line(),
            _section(
                "Sound only",
                (
                    "Step",
                    "1 to 1000 ms from moment to moment, where a recording has no pictures. It holds for recordings "
                    "added from now on",
                    self.sound_grid.with_complaint(),
                ),
            ),
            spacing=14,
        )

    def _checks(self) -> QVBoxLayout:
        shortest = "0 to 60 s; a shorter one is listed as implausible, 0 lists none"
        missing = "Missing ones are listed once the end of the last episode is marked"
        return _section(
            "Checks",
            ("Shortest state", shortest, self.shortest.with_complaint()),
            ("Ratings asked for", missing, self.ratings),
        )


def _section(title: str, *fields: tuple[str, str, Piece]) -> QVBoxLayout:
    return column(row(label(title, "heading"), None), form_grid(*fields), spacing=8)
