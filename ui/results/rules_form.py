"""The form for the rules of the measures: what no source settles, so that the lab decides it for the whole study."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec
import tomlkit
from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QScrollArea, QWidget
from tomlkit.exceptions import TOMLKitError

from annotator.model.codebook import Codebook
from annotator.model.intervals import LastInterval
from annotator.model.measure_rules import MeasureRules, Soothing, problem
from annotator.study import Study
from annotator.study.settings import AnalysisSettings
from ui.messages import Messages, Offer
from ui.results.rule_lines import CueLine, LatencyLine, kinds_of, present_box, several, where_of, who_box
from ui.tasks import Saves
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.forms import form_grid
from ui.widgets.number_field import NumberField
from ui.widgets.parts import Piece, button, column, label, line, name_field, row

_FORMED = ("crying", "latencies", "contact", "soothing", "cues", "unseen")
_COUNTS = {"": "Not set", "first": "The first such quiet", "last": "The end of the last cry"}
_LAST: dict[LastInterval, str] = {
    "merge": "joins the one before if it is under half the length",
    "keep": "is an interval of its own",
    "drop": "is left out",
}
_UNSEEN = {"ends": "ends a wait, which is censored there", "passes": "counts as waiting"}
_LAB = "No source settles it: the lab decides."
_OTHER_RULES = "secure_base, matching, windows, chains and grids, as [analysis.measures] of study.toml has them"
_TEXT_HEIGHT, _WIDTH = 150, 860

Made = TypeVar("Made", LatencyLine, CueLine)


class RulesForm(QWidget):
    """Shows the rules, refuses what cannot be, and keeps the rest in the study.

    Args:
        messages, saves: shared by the whole program.
    """

    kept = Signal()
    """Other rules hold: results have to be computed again."""

    def __init__(self, messages: Messages, saves: Saves) -> None:
        super().__init__()
        self._messages, self._saves = messages, saves
        self._study: Study | None = None
        self._settings = AnalysisSettings()
        self.latencies: list[LatencyLine] = []
        self.cues: list[CueLine] = []
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
        states = [(one.id, one.name) for one in codebook.all_codes if not one.is_point]
        codes = [(one.id, one.name) for one in codebook.all_codes]
        self.crying = several("Crying", f"{settings.crying_code}, as in the cry rule", states, rules.crying)
        soothing, contact = rules.soothing, rules.contact
        self.counts = _choice("Soothed at", [(name, data) for data, name in _COUNTS.items()])
        self.counts.setCurrentIndex(0 if soothing is None else list(_COUNTS).index(soothing.counts))
        self.quiet = NumberField("Quiet", "s", 0.001, 86_400, decimals=3)
        self.quiet.show_value(Soothing(counts="first").quiet_s if soothing is None else soothing.quiet_s)
        self.since = several("Counted from", "the start of the episode", codes, soothing.since if soothing else ())
        self.soothing_kinds = kinds_of(codebook, soothing.kinds if soothing else ())
        self.contact = several("Contact", "Not set", states, contact.codes if contact else ())
        self.contact_who = who_box(codebook, contact.where if contact else {})
        self.present = present_box(codebook, contact.present if contact else "")
        modifiers = [("nobody says", ""), *((one.name, one.id) for one in codebook.modifiers)]
        self.initiator = _choice("Who began it", modifiers)
        self.initiator.setCurrentIndex(max(0, self.initiator.findData(contact.initiator if contact else "")))
        self.put_down = several("Putting down", "Not set", codes, contact.put_down if contact else ())
        self.last = _choice("Last fragment", [(name, data) for data, name in _LAST.items()])
        self.last.setCurrentIndex(list(_LAST).index(settings.intervals.last))
        self.unseen = _choice("Latencies out of view", [(name, data) for data, name in _UNSEEN.items()])
        self.unseen.setCurrentIndex(list(_UNSEEN).index(rules.unseen.latency))
        self.unseen_interval = NumberField("Share of an interval", "", 0, 1, decimals=2)
        self.unseen_interval.show_value(rules.unseen.interval)
        self.other = QPlainTextEdit(_text_of(rules))
        self.other.setFixedHeight(_TEXT_HEIGHT)
        self.other.setTabChangesFocus(True)
        name_field(self.other, "Other rules")
        self.latencies, self.cues = [], []
        self._lay_out(codebook)
        for latency in rules.latencies:
            self._add_latency(LatencyLine(codebook, latency))
        for cue in rules.cues:
            self._add_cue(CueLine(codebook, cue))
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Escape put everything back."""
        if event.key() == Qt.Key.Key_Escape:
            self.begin_again()
        else:
            super().keyPressEvent(event)

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

    def _said(self) -> tuple[dict[str, object], str, str]:
        """Return what stands here: the rules with fields of their own, the others as text, the last fragment."""
        said: dict[str, object] = {
            "crying": self.crying.chosen,
            "latencies": [one.said for one in self.latencies],
            "cues": [one.said for one in self.cues],
            "unseen": {"latency": self.unseen.currentData(), "interval": self.unseen_interval.value},
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
        return said, self.other.toPlainText(), self.last.currentData()

    def _rules(self, codebook: Codebook) -> MeasureRules | str:
        """Return the rules that stand here, or what is wrong with them."""
        unfit = self._unfit()
        if unfit:
            return unfit
        said, text, _ = self._said()
        try:
            other = tomlkit.parse(text).unwrap()
            if formed := [name for name in _FORMED if name in other]:
                return f"Other rules: {formed[0]} has fields of its own above."
            rules = msgspec.convert({**other, **said}, MeasureRules)
        except TOMLKitError as error:
            return f"Other rules cannot be read: {error}"
        except msgspec.ValidationError as error:
            return f"{error}."
        found = problem(rules, codebook)
        return rules if found is None else f"{found[0]}. {found[1]}"

    def _unfit(self) -> str:
        """Return which field says nothing, or what cannot be; "" where all are well."""
        for one in (*self.latencies, *self.cues):
            if missing := one.missing:
                one.id.setFocus()
                return f"{one.id.text().strip() or 'A rule'} {missing}"
        if not self.unseen_interval.check():
            self.unseen_interval.setFocus()
            return "Type which share of an interval may be out of view, 0 to 1."
        for field in (*([self.quiet] if self.counts.currentData() else []), *(one.within for one in self.cues)):
            if not field.check():
                field.setFocus()
                return "Type how many seconds."
        return ""

    def _add_latency(self, made: LatencyLine) -> None:
        self.latencies.append(made)
        made.removed.connect(lambda: self._take_away(made, self.latencies.remove))
        self._latency_box.addWidget(made)

    def _add_cue(self, made: CueLine) -> None:
        self.cues.append(made)
        made.removed.connect(lambda: self._take_away(made, self.cues.remove))
        self._cue_box.addWidget(made)

    def _take_away(self, made: Made, forget: Callable[[Made], None]) -> None:
        forget(made)
        made.hide()
        made.deleteLater()

    def _fields(self, codebook: Codebook) -> tuple[tuple[str, str, Piece], ...]:
        self._latency_box, self._cue_box = column(spacing=8), column(spacing=8)
        latency = button("Add a latency", lambda: self._add_latency(LatencyLine(codebook, None)), icon="add")
        cue = button("Add a cue", lambda: self._add_cue(CueLine(codebook, None)), icon="add")
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
            (
                "Latencies",
                f"How long until something first begins, such as an approach. {_LAB}",
                column(self._latency_box, row(latency, None), None),
            ),
            (
                "Cues and answers",
                f"What answers what, and how soon: a response window for each kind of cue. {_LAB}",
                column(self._cue_box, row(cue, None), None),
            ),
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
            ("Other rules", f"{_OTHER_RULES}. {_LAB}", self.other),
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


def _choice(name: str, named: Iterable[tuple[str, str]]) -> ChoiceBox:
    made = ChoiceBox()
    name_field(made, name)
    for text, data in named:
        made.addItem(text, data)
    return made


def _text_of(rules: MeasureRules) -> str:
    """Return the rules that have no fields of their own as TOML."""
    said = msgspec.to_builtins(rules)
    return tomlkit.dumps({name: value for name, value in said.items() if name not in _FORMED})
