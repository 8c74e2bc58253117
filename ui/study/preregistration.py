"""The form for what a lab plans before it codes: filled in, frozen for good, and read again beside what differs now."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QPlainTextEdit, QStackedWidget, QTextBrowser, QVBoxLayout, QWidget

from annotator.agreement.catalogue import STUDY
from annotator.agreement.whole_study.registered import departures, freeze_plan
from annotator.agreement.whole_study.study import whole_study
from annotator.agreement.window import window_name
from annotator.errors import StudyError
from annotator.exchange.preregistration_text import preregistration_text
from annotator.progress import Progress
from annotator.study import Study
from annotator.study.files import reason, write_new
from annotator.study.preregistration import MOST_SEED, Plan, PlannedStatistic, Preregistration, preregistrations
from annotator.text import count
from ui.file_dialogs import Ask
from ui.messages import Messages
from ui.study.new_study import documents
from ui.tasks import Reads, Saves
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.forms import FormPage, form_grid
from ui.widgets.number_field import NumberField
from ui.widgets.parts import button, column, label, name_field, on_escape, row

_USUAL = ("kappa", "ppos", "f1", "icc")
_SHOWN = 12
"""So many drawn places have room in the form; the frozen text has them all."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """A preregistration and its text, with what differs from it now."""

    plan: Preregistration
    text: str


class PreregistrationForm(QWidget):
    """Shows what was frozen, and freezes a new plan; nothing that was frozen can be changed."""

    cancelled = Signal()

    def __init__(self, messages: Messages, reads: Reads, saves: Saves, ask: Ask) -> None:
        super().__init__()
        on_escape(self, self.cancelled.emit)
        self._messages, self._reads, self._saves, self._ask = messages, reads, saves, ask
        self._study: Study | None = None
        self._found: Sequence[Frozen] = ()
        self._there: Sequence[str] = ()
        self.which = ChoiceBox()
        self.sessions = NumberField("Planned sessions", "", 1, 100_000, empty="none")
        self.share = NumberField("Coded twice", "%", 0, 100, decimals=2)
        self.seed = NumberField("Seed", "", 0, MOST_SEED)
        self.drawn, self.along = label("", "dim", wrap=True), label("", "dim", wrap=True)
        self.notes, self.text = QPlainTextEdit(), QTextBrowser()
        self.statistics = {
            name: (QCheckBox(one.symbol), NumberField(f"Least {one.symbol}", "", -1, 1, decimals=3, empty="none"))
            for name, one in STUDY.items()
        }
        self._parts = QStackedWidget()
        self._page = FormPage("Preregistration", self._fields(), "Freeze this plan", self.freeze, self.cancelled.emit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._page)
        self.which.activated.connect(self._show_chosen)
        for field in (self.sessions, self.share, self.seed):
            field.edited.connect(lambda _: self._show_drawn())

    def begin(self, study: Study) -> None:
        """Read what was frozen in a study, and show the newest; where nothing was, an empty form."""
        self._study = study
        self._found = self._there = ()
        self._fill_new(None)
        self._show_new()
        self._read(study)

    def freeze(self) -> None:
        """Write the plan down for good, or say which value cannot be."""
        study, plan = self._study, self._said()
        if study is not None and plan is not None:
            self._page.do_button.setEnabled(False)
            task = self._saves.run(
                "Freezing the plan",
                lambda _progress: freeze_plan(study, plan),
                lambda made: self._tell_frozen(study, made),
            )
            task.ended.connect(lambda: self._page.do_button.setEnabled(study.is_writable))

    def _read(self, study: Study) -> None:
        self._reads.run(
            "Reading preregistrations",
            lambda progress: _frozen(study, progress),
            lambda found: self._take(study, *found),
        )

    def _take(self, study: Study, found: Sequence[Frozen], there: Sequence[str]) -> None:
        if study is not self._study:
            return
        self._found, self._there = found, there
        self.which.clear()
        self.which.addItem("A new plan")
        for one in found:
            self.which.addItem(f"Frozen {one.plan.frozen.astimezone():%Y-%m-%d %H:%M}")
        if found:
            self._fill_new(found[0].plan)
            self.which.setCurrentIndex(1)
        self._show_drawn()
        self._show_chosen()

    def _show_chosen(self) -> None:
        place = self.which.currentIndex()
        if place > 0:
            self.text.setMarkdown(self._found[place - 1].text)
            self._parts.setCurrentIndex(1)
            self._page.do_button.hide()
        else:
            self._show_new()

    def _show_new(self) -> None:
        self._parts.setCurrentIndex(0)
        self._page.do_button.show()
        is_writable = self._study is not None and self._study.is_writable
        self._page.do_button.setEnabled(is_writable)
        self._page.do_button.setToolTip("It cannot be changed afterwards; a later plan stands beside it")
        self.sessions.setFocus()

    def _fill_new(self, last: Preregistration | None) -> None:
        """Fill the form with what was frozen last, or with what the study has decided, and a new seed."""
        study = self._study
        assert study is not None, "a form of a study"
        agreed, plan = study.settings.agreement, None if last is None else last.plan
        self.sessions.show_value(None if plan is None else plan.sessions)
        share = agreed.double_share or 0.0 if plan is None else plan.double_share
        self.share.show_value(round(100 * share, 6))
        self.seed.show_value(secrets.randbelow(MOST_SEED + 1) if plan is None else plan.seed)
        asked = {"kappa": agreed.threshold} if plan is None else {}
        planned = {} if plan is None else {one.statistic: one.threshold for one in plan.statistics}
        for name, (tick, least) in self.statistics.items():
            tick.setChecked(name in (_USUAL if plan is None else planned))
            least.show_value({**asked, **planned}.get(name))
        self.notes.setPlainText("" if plan is None else plan.notes)
        window = window_name(study.settings.window, study.codebook)
        self.along.setText(
            f"Codebook {study.codebook.name} {study.codebook.version} ({study.codebook_hash[:12]}); agreement over "
            f"{window}, with the tolerances of the study; its coders and sessions."
        )
        self._show_drawn()

    def _show_drawn(self) -> None:
        if self.sessions.value is None or self.share.value is None or self.seed.value is None:
            self.drawn.setText("Which sessions these are is drawn by the seed: the same seed draws the same sessions.")
            return
        drawn, there = self._plan().drawn, self._there
        names = [there[place - 1] if place <= len(there) else f"no. {place}" for place in drawn[:_SHOWN]]
        more = f" and {len(drawn) - _SHOWN} more" if len(drawn) > _SHOWN else ""
        self.drawn.setText(f"Drawn: {count(len(drawn), 'session')}: {', '.join(names)}{more}." if drawn else "None.")

    def _plan(self) -> Plan:
        return Plan(
            sessions=round(self.sessions.value or 1),
            double_share=(self.share.value or 0.0) / 100,
            seed=round(self.seed.value or 0),
            statistics=tuple(
                PlannedStatistic(statistic=name, threshold=least.value)
                for name, (tick, least) in self.statistics.items()
                if tick.isChecked()
            ),
            notes=self.notes.toPlainText().strip(),
        )

    def _said(self) -> Plan | None:
        """Return what the fields say; None where one cannot be, as it then says."""
        fields = (self.sessions, self.share, self.seed, *(least for _, least in self.statistics.values()))
        wrong = [field for field in fields if not field.check()]
        if self.sessions.value is None and not wrong:
            self._messages.warn("It is not said how many sessions are planned.", "Type the number of planned sessions.")
            wrong = [self.sessions]
        if wrong:
            wrong[0].setFocus()
            return None
        return self._plan()

    def _tell_frozen(self, study: Study, made: Preregistration) -> None:
        self._messages.done("The plan is frozen.", f"It is kept in the study as {made.name}.toml, and never changed.")
        self._read(study)

    def _save(self) -> None:
        place = self.which.currentIndex()
        if place < 1:
            return
        one = self._found[place - 1]
        start = documents() / f"preregistration-{one.plan.frozen:%Y-%m-%d}.md"
        file = self._ask.save(self, "Save the preregistration", start, "Markdown (*.md)")
        if file is not None:
            self._reads.run(
                "Saving the preregistration",
                lambda _progress: _write(file, one.text),
                lambda _none: self._messages.done(f"The preregistration was saved as {file.name}."),
            )

    def _fields(self) -> QVBoxLayout:
        name_field(self.which, "Preregistration")
        name_field(self.notes, "In the lab's words")
        name_field(self.text, "What was frozen")
        self.notes.setFixedHeight(84)
        self.notes.setTabChangesFocus(True)
        self.text.setMinimumHeight(380)
        self.which.setMinimumWidth(240)
        ticks = QGridLayout()
        ticks.setHorizontalSpacing(12)
        ticks.setVerticalSpacing(8)
        ticks.setColumnMinimumWidth(2, 24)
        for place, (name, (tick, least)) in enumerate(self.statistics.items()):
            tick.setToolTip(STUDY[name].meaning)
            tick.setAccessibleName(f"{STUDY[name].symbol}: {STUDY[name].meaning}")  # one of them is called ±1
            ticks.addWidget(tick, place // 2, 3 * (place % 2))
            ticks.addLayout(least.with_complaint(), place // 2, 3 * (place % 2) + 1)
        ticks.setColumnStretch(5, 1)
        twice = row(self.share, label("of them, by seed", "dim"), self.seed, None)
        complaints = (self.share.complaint, self.seed.complaint)
        new, frozen = QWidget(), QWidget()
        new.setLayout(
            column(
                form_grid(
                    ("Planned sessions", "In all, with those there are", self.sessions.with_complaint()),
                    (
                        "Coded twice",
                        "Drawn by a seed, so that anybody can draw them again",
                        column(twice, *complaints, self.drawn),
                    ),
                    ("Statistics", "Those that will be reported, and the least that is asked of them", ticks),
                    ("In the lab's words", "Hypotheses, exclusions, anything else", self.notes),
                    ("Frozen along", "As the study has it now", self.along),
                ),
                None,
            )
        )
        save = button("Save as text…", self._save, icon="export", tip="As Markdown, for an archive or an appendix")
        frozen.setLayout(column(self.text, row(save, None)))
        self._parts.addWidget(new)
        self._parts.addWidget(frozen)
        about = "What is planned before coding, frozen with the codebook. Methods texts say later what differs from it."
        return column(label(about, "dim", wrap=True), row(self.which, None), 6, self._parts)


def _frozen(study: Study, progress: Progress) -> tuple[tuple[Frozen, ...], list[str]]:
    """Return what was frozen, the newest first, each with what differs from it now; and the sessions there are."""
    found, sessions = preregistrations(study.folder), study.session_ids()
    if not found:
        return (), sessions
    whole = whole_study(study, progress=progress)
    return tuple(
        Frozen(one, preregistration_text(one, sessions, departures(study, whole, one))) for one in found
    ), sessions


def _write(file: Path, text: str) -> None:
    try:
        write_new(file, text.encode())
    except OSError as error:
        what = f"{file.name} cannot be written: {reason(error)}."
        raise StudyError(what, "Choose another name: nothing is overwritten.") from error
