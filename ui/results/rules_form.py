"""The form for the rules of the measures: what no source settles, so that the lab decides it for the whole study."""

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QWidget

from annotator.model.codebook import Codebook
from annotator.model.intervals import LastInterval
from annotator.model.measure_rules import MeasureRules, Soothing, problem
from annotator.study import Study
from annotator.study.settings import AnalysisSettings
from ui.messages import Messages, Offer
from ui.results.rule_lines import (
    CueLine,
    LatencyLine,
    RuleLine,
    choice,
    codes_of,
    kinds_of,
    present_box,
    where_of,
    who_box,
)
from ui.results.sequence_lines import ChainLine, GridLine, MatchingLine, WindowLine
from ui.tasks import Saves
from ui.widgets.forms import form_grid
from ui.widgets.number_field import NumberField
from ui.widgets.parts import Piece, button, column, label, line, on_escape, row

_COUNTS = {"": "Not set", "first": "The first such quiet", "last": "The end of the last cry"}
_LAST: dict[LastInterval, str] = {
    "merge": "joins the one before if it is under half the length",
    "keep": "is an interval of its own",
    "drop": "is left out",
}
_UNSEEN = {"ends": "ends a wait, which is censored there", "passes": "counts as waiting"}
_LAB = "No source settles it: the lab decides."
_WIDTH = 860
_BASE = {"away": "goes away:", "back": "comes back:", "look_back": "looks back:", "explore": "explores:"}
_LINES: dict[str, tuple[Callable[[Codebook, Any], RuleLine], str, str, str]] = {
    "latencies": (
        LatencyLine,
        "Latencies",
        "How long until something first begins, such as an approach.",
        "Add a latency",
    ),
    "cues": (
        CueLine,
        "Cues and answers",
        "What answers what, and how soon: a response window for each kind of cue. Studies have used 1 to 10 s.",
        "Add a cue",
    ),
    "matching": (
        MatchingLine,
        "Matching",
        "Which states of two people match, such as both smiling; every other pair is a mismatch, and going back from "
        "one is a repair.",
        "Add a matching",
    ),
    "windows": (
        WindowLine,
        "Windows of time",
        "Whether something begins more often while something else is on, or shortly after: how shortly, and in which "
        "units time is counted.",
        "Add a window",
    ),
    "chains": (
        ChainLine,
        "Chains of events",
        "Which code follows which, however long after. Where a code cannot follow itself, that is a structural zero.",
        "Add a chain",
    ),
    "grids": (
        GridLine,
        "State-space grids",
        "How long a dyad is in each pair of states (Lewis, Lamey & Douglas 1999).",
        "Add a grid",
    ),
}
"""Of which there may be several: what a card is, what they are called and are for, and what adds one."""


class RulesForm(QWidget):
    """Shows the rules, refuses what cannot be, and keeps the rest in the study.

    Args:
        messages, saves: shared by the whole program.
    """

    kept = Signal()
    """Other rules hold: results have to be computed again."""

    def __init__(self, messages: Messages, saves: Saves) -> None:
        super().__init__()
        on_escape(self, self.begin_again)
        self._messages, self._saves = messages, saves
        self._study: Study | None = None
        self._settings = AnalysisSettings()
        self.lines: dict[str, list[RuleLine]] = {}
        self.complaint = label("", "danger", wrap=True)
        self.save_button = button("Save the rules", self.keep, "primary")
        self.cancel_button = button("Cancel", self.begin_again, tip="Put everything back as the study has it")
        self._scrolled = QScrollArea()
        self._scrolled.setWidgetResizable(True)
        self._scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        ways = row(self.complaint, None, self.cancel_button, self.save_button, margins=(20, 8, 20, 8))
        ways.setStretch(0, 1)
        whole = column(self._scrolled, line(), ways, spacing=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.setAccessibleName("Rules of the measures")

    def begin(self, study: Study, settings: AnalysisSettings) -> None:
        """Show the rules as the settings on the disk have them; what was changed here and is not saved stays."""
        if self._study is study and self.is_changed:
            return
        self._study, self._settings = study, settings
        self.begin_again()

    def begin_again(self) -> None:
        """Put everything back as the study has it."""
        study, settings = self._study, self._settings
        if study is None:
            return
        rules, codebook = settings.measures, study.codebook
        soothing, contact, base = rules.soothing, rules.contact, rules.secure_base
        codes = partial(codes_of, codebook)
        crying = f"{settings.crying_code}, as in the cry rule"
        self.crying = codes("Crying", crying, rules.crying, states=True)
        counts = [(name, data) for data, name in _COUNTS.items()]
        self.counts = choice("Soothed at", counts, "" if soothing is None else soothing.counts)
        self.quiet = NumberField("Quiet", "s", 0.001, 86_400, decimals=3)
        self.quiet.show_value(Soothing(counts="first").quiet_s if soothing is None else soothing.quiet_s)
        self.since = codes("Counted from", "the start of the episode", soothing.since if soothing else ())
        self.soothing_kinds = kinds_of(codebook, soothing.kinds if soothing else ())
        self.contact = codes("Contact", "Not set", contact.codes if contact else (), states=True)
        self.contact_who = who_box(codebook, contact.where if contact else {})
        self.present = present_box(codebook, contact.present if contact else "")
        modifiers = [("nobody says", ""), *((one.name, one.id) for one in codebook.modifiers)]
        self.initiator = choice("Who began it", modifiers, contact.initiator if contact else "")
        self.put_down = codes("Putting down", "Not set", contact.put_down if contact else ())
        self.base = {
            "away": codes("Going away", "Not set", base.away if base else ()),
            "back": codes("Coming back", "Not set", base.back if base else ()),
            "look_back": codes("Looking back", "None", base.look_back if base else ()),
            "explore": codes("Exploring", "None", base.explore if base else (), states=True),
        }
        self.last = choice("Last fragment", [(name, data) for data, name in _LAST.items()], settings.intervals.last)
        unseen = [(name, data) for data, name in _UNSEEN.items()]
        self.unseen = choice("Latencies out of view", unseen, rules.unseen.latency)
        self.unseen_interval = NumberField("Share of an interval", "", 0, 1, decimals=2)
        self.unseen_interval.show_value(rules.unseen.interval)
        self.lines = {name: [] for name in _LINES}
        self._boxes = {name: column(spacing=8) for name in _LINES}
        self._lay_out(codebook)
        for name in _LINES:
            for rule in getattr(rules, name):
                self._add(name, codebook, rule)
        self.complaint.clear()
        self.save_button.setEnabled(study.is_writable)
        self.save_button.setToolTip("" if study.is_writable else "This study is read-only.")
        self._before = self._said()

    @property
    def is_changed(self) -> bool:
        """Whether something stands here that the study does not have."""
        return self._study is not None and self._said() != self._before

    def keep(self) -> None:
        """Save the rules, or say what cannot be."""
        study = self._study
        if study is None or not study.is_writable:
            return
        found = self._rules(study.codebook)
        self.complaint.setText(found if isinstance(found, str) else "")
        if not isinstance(found, str):
            self._save(study, found, self.last.currentData())

    def _save(self, study: Study, rules: MeasureRules, last: LastInterval) -> None:
        before = self._settings
        undo = Offer("Undo", lambda: self._save(study, before.measures, before.intervals.last))
        self.save_button.setEnabled(False)

        def done(_none: object) -> None:
            self._messages.done("The rules were saved.", "Results follow them from now on.", undo)
            if study is self._study:
                self._settings = study.settings
                self.begin_again()
                self.kept.emit()

        task = self._saves.run(
            "Saving the rules",
            lambda _: study.change_settings(measures=rules, intervals=replace(before.intervals, last=last)),
            done,
            lambda error: self.complaint.setText(str(error)),
        )
        task.ended.connect(lambda: self.save_button.setEnabled(study.is_writable))

    def _said(self) -> tuple[dict[str, object], str]:
        """Return what stands here: the rules, and what becomes of the last fragment."""
        said: dict[str, object] = {
            "crying": self.crying.chosen,
            "unseen": {"latency": self.unseen.currentData(), "interval": self.unseen_interval.value},
            **{name: [one.said for one in lines] for name, lines in self.lines.items()},
        }
        if self.contact.chosen:
            said["contact"] = {
                "codes": self.contact.chosen,
                "where": where_of(self.contact_who),
                "present": self.present.currentData(),
                "initiator": self.initiator.currentData(),
                "put_down": self.put_down.chosen,
            }
        if self.counts.currentData():
            said["soothing"] = {
                "counts": self.counts.currentData(),
                "quiet_s": self.quiet.value or 0,
                "since": self.since.chosen,
                "kinds": self.soothing_kinds.chosen,
            }
        if any(one.chosen for one in self.base.values()):
            said["secure_base"] = {name: one.chosen for name, one in self.base.items()}
        return said, self.last.currentData()

    def _rules(self, codebook: Codebook) -> MeasureRules | str:
        """Return the rules that stand here, or what is wrong with them."""
        unfit = self._unfit()
        if unfit:
            return unfit
        try:
            rules = msgspec.convert(self._said()[0], MeasureRules)
        except msgspec.ValidationError as error:
            return f"{error}."
        found = problem(rules, codebook)
        return rules if found is None else f"{found[0]}. {found[1]}"

    def _unfit(self) -> str:
        """Return which field says nothing, or what cannot be; "" where all are well."""
        lines = [one for some in self.lines.values() for one in some]
        for one in lines:
            if missing := one.missing:
                one.id.setFocus()
                return f"{one.id.text().strip() or 'A rule'} {missing}"
        base = self.base
        if any(one.chosen for one in base.values()) and not (base["away"].chosen and base["back"].chosen):
            return "The secure base needs codes of going away and of coming back: choose both, or none of its codes."
        if not self.unseen_interval.check():
            self.unseen_interval.setFocus()
            return "Type which share of an interval may be out of view, 0 to 1."
        numbers = [
            *([self.quiet] if self.counts.currentData() else []),
            *(each for one in lines for each in one.numbers),
        ]
        for field in numbers:
            if not field.check():
                field.setFocus()
                return "Type how many seconds." if field.unit else "Type a whole number."
        return ""

    def _add(self, name: str, codebook: Codebook, rule: object) -> None:
        made = _LINES[name][0](codebook, rule)
        self.lines[name].append(made)
        made.removed.connect(lambda: self._take_away(name, made))
        self._boxes[name].addWidget(made)

    def _take_away(self, name: str, made: RuleLine) -> None:
        self.lines[name].remove(made)
        made.hide()
        made.deleteLater()

    def _lines_field(self, name: str, codebook: Codebook) -> tuple[str, str, QBoxLayout]:
        """Return the cards of one kind as a field, with what adds another."""
        _, title, purpose, adds = _LINES[name]
        more = button(adds, lambda: self._add(name, codebook, None), icon="add")
        return title, f"{purpose} {_LAB}", column(self._boxes[name], row(more, None), None)

    def _fields(self, codebook: Codebook) -> tuple[tuple[str, str, Piece], ...]:
        quiet = row(label("quiet for", "dim"), self.quiet, None)
        since = row(label("counted from", "dim"), self.since, None)
        soothed_in = row(label("in", "dim"), self.soothing_kinds, None)
        soothing = column(row(self.counts, quiet, None), self.quiet.complaint, row(since, soothed_in, None), None)
        there = row(label("if there:", "dim"), self.present, None)
        contact = column(row(self.contact, self.contact_who, None), there, None)
        share = label("share of an interval that may be out of view", "dim")
        return (
            ("Crying", "The codes that are crying", column(row(self.crying, None), None)),
            (
                "Soothed",
                f"When a cry has ended and none follows. 10 s is a convention of this program. {_LAB}",
                soothing,
            ),
            ("Contact", f"The states that are contact. {_LAB}", contact),
            ("Who began it", "The question that says by whose initiative", column(row(self.initiator, None), None)),
            (
                "Putting down",
                "The codes of the moment at which the infant is put down",
                column(row(self.put_down, None), None),
            ),
            self._lines_field("latencies", codebook),
            self._lines_field("cues", codebook),
            (
                "Secure base",
                f"An excursion is from going away to coming back; looks back are counted while exploring. {_LAB}",
                column(*(row(label(words, "dim"), self.base[name], None) for name, words in _BASE.items()), None),
            ),
            *(self._lines_field(name, codebook) for name in ("matching", "windows", "chains", "grids")),
            (
                "Last fragment",
                f"The rest of an episode, shorter than an interval. Scores are given raw and pro-rated to 12. {_LAB}",
                column(row(self.last, None), None),
            ),
            (
                "Out of view",
                f"Time in which somebody is marked as out of view, beside leaving the denominators. {_LAB}",
                column(row(self.unseen, None), row(share, self.unseen_interval, None), None),
            ),
        )

    def _lay_out(self, codebook: Codebook) -> None:
        about = "They change results, so study.toml keeps them, for everybody. What is not set is not computed."
        card = QFrame()
        card.setProperty("kind", "card")
        card.setMaximumWidth(_WIDTH)
        fields = form_grid(*self._fields(codebook))
        inner = column(label("Rules of the measures", "title"), label(about, "dim", wrap=True), 10, fields)
        inner.setContentsMargins(24, 20, 24, 20)
        card.setLayout(inner)
        page = QWidget()
        middle = row(None, column(card, None), None, margins=(20, 16, 20, 16))
        middle.setStretch(1, 8)
        page.setLayout(middle)
        self._scrolled.setWidget(page)
