"""The side of the Code workspace: events, episodes, forms, checks, history, setup as tabs, and what stands above."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from annotator.errors import EditError
from annotator.model import commands
from annotator.text import count
from ui.coding.checks import ChecksPanel
from ui.coding.episodes import EpisodesPanel
from ui.coding.events import EventsPanel
from ui.coding.history import HistoryPanel
from ui.coding.judging.forms import JudgingForms
from ui.coding.key_release import KeyRelease
from ui.coding.marking import Marking
from ui.coding.passes import Passes, Way
from ui.coding.playing import Playing
from ui.coding.question import Question
from ui.coding.recoding import Recoding
from ui.coding.reopening import Reopening
from ui.coding.second_stroke import SecondStroke
from ui.coding.setup import SetupPanel
from ui.session import CodingSession
from ui.widgets.parts import column, label

_LEAST_PAGE = 250
"""Px: so low that the banner of a pass finds its room without moving the dividers."""


class SidePanels(QWidget):
    """Builds what marks and what shows it, and joins the two."""

    chips_changed = Signal()
    """The chips say something else."""
    left = Signal()
    """A form gives the keyboard back to the recording."""

    def __init__(self, session: CodingSession, playing: Playing, events: EventsPanel) -> None:
        super().__init__()
        self._session, self._playing, self._events = session, playing, events
        self.marking, self.question, self.recoding = Marking(session), Question(session), Recoding(session)
        self.second_stroke = SecondStroke(session, self.marking)
        self._key_release = KeyRelease(self, session.moment, self.marking.let_go, self._lose_keyboard)
        self.passes = Passes(session, self.marking, playing)
        self.checks, self.history = ChecksPanel(session), HistoryPanel(session)
        self.episodes = EpisodesPanel(session)
        self.setup = SetupPanel(session, self.marking)
        session.tick()  # here and below: the first picture does not wait until all of this is built
        self.forms = JudgingForms(session)
        session.tick()
        self.forms.watch_wanted.connect(playing.watch)
        self.tabs, self._pages = QTabBar(), QStackedWidget()
        self.banner, self.reopening = label(kind="ask", wrap=True), Reopening()
        self._build()
        self._connect()
        self._show_settings()
        self._show_way()

    def _lose_keyboard(self) -> None:
        """No key-up will come, and no second stroke that belongs to the first."""
        self.marking.let_go_all()
        self.second_stroke.end()

    @property
    def prompt(self) -> str:
        """What the next key does, where it is awaited; "" else."""
        return self.second_stroke.prompt or self.recoding.prompt

    @property
    def chips(self) -> tuple[str, ...]:
        """What the top bar should say: the pass, where it leaves codes out, and what the next key does."""
        name = self.marking.pass_name
        return (*((f"pass: {name}",) if name else ()), *filter(None, (self.recoding.prompt,)))

    def takes_key(self, key: str) -> bool:
        """Say whether a key is an answer that is awaited, or means something in the pass that is on."""
        return self.question.takes(key) or self.passes.takes(key)

    def press_key(self, key: str) -> None:
        """Answer, or do what the key means in the pass, which leaves the event that is asked about."""
        if self.question.takes(key):
            self.question.answer(key)
        else:
            self.question.skip()
            self.passes.press(key)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what the panels do, by the ids of the actions."""
        return {
            "segment_pass": partial(self._switch_way, "segments"),
            "interval_pass": partial(self._switch_way, "intervals"),
            "next_pass": partial(self.marking.go_to_pass, 1),
            "previous_pass": partial(self.marking.go_to_pass, -1),
            "finish_pass": self._finish_pass,
            "next_check": partial(self._go_to_check, 1),
            "previous_check": partial(self._go_to_check, -1),
            "fix_check": partial(self.checks.fix, 0),
            "fix_check_otherwise": partial(self.checks.fix, 1),
            "next_tab": self.show_next,
            "answer": self._answer_selected,
            "recode": self._recode,
            "submit": self.submit_or_reopen,
            **self.forms.handlers(),
        }

    def show_events(self) -> None:
        """Show the event table."""
        self._show_tab("Events")

    def submit_or_reopen(self) -> None:
        """Say that the coding is finished, or take that back; what is missing is listed first, once."""
        coding, begun = self._session.coding, self.forms.begun_class
        if coding.is_submitted and self._session.asks_reason:
            self.reopening.ask()
        elif coding.is_submitted:
            self._reopen()
        elif begun:
            self.forms.show_cell(None)
            what = f"Not submitted: class {begun} is begun and lacks its best-fitting alternative."
            self._session.tell(EditError(what, "Choose the alternative, or another class."))
        elif self.checks.submitting or not self.checks.prepare_to_submit():
            self._session.do(lambda: commands.submit(coding))
            self.checks.prepare_to_submit(on=False)
        else:
            self._show_tab("Checks")
            what = f"Not submitted yet: {count(len(self.checks.findings), 'finding')} to look at first."
            self._session.tell(EditError(what, "They are listed under Checks. Submit again to do it anyway."))

    def _reopen(self, reason: str = "") -> None:
        self._session.do(lambda: commands.reopen(self._session.coding, reason))

    def show_next(self) -> None:
        """Show the next tab, after the last the first."""
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + 1) % self.tabs.count())

    def _answer_selected(self) -> None:
        self.question.reopen(self._session.selected_id)

    def _recode(self) -> None:
        self.question.skip()
        self.recoding.toggle()

    def _switch_way(self, way: Way) -> None:
        self.question.skip()
        self.passes.switch(way)

    def _finish_pass(self) -> None:
        """Say that the codes were looked for: in the loop, where there is one, else in the whole session."""
        self.marking.finish_pass(*(self._playing.loop or (0, self._session.duration_ms)))

    def _go_to_check(self, way: int) -> None:
        self._show_tab("Checks")
        self.checks.go(way)

    def _show_tab(self, name: str) -> None:
        self.tabs.setCurrentIndex(self._names.index(name))

    def _build(self) -> None:
        first = [("Events", self._events), ("Episodes", self.episodes), *self.forms.pages()]
        named = [*first, ("Checks", self.checks), ("History", self.history), ("Setup", self.setup)]
        self._names = [name for name, _ in named]
        self.setLayout(column(self.tabs, self.banner, self.reopening, self._pages, spacing=0))
        self._pages.setMinimumHeight(_LEAST_PAGE)
        for name, page in named:
            self.tabs.addTab(name)
            self._pages.addWidget(page)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabs.setDrawBase(False)
        self.tabs.setProperty("kind", "side")
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("Panels")

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._pages.setCurrentIndex)
        self.tabs.currentChanged.connect(self._leave_checks)
        self.forms.said.connect(self._show_said)
        self.forms.wanted.connect(self._show_tab)
        self.forms.left.connect(self.left)
        self.forms.say_now()
        if not self._session.codebook.codes and self.forms.pages():
            self._show_tab(self.forms.pages()[0][0])
        self.reopening.answered.connect(self._reopen)
        self.reopening.left.connect(self.left)
        self.checks.form_wanted.connect(self.forms.show_cell)
        self.checks.submit_wanted.connect(self.submit_or_reopen)
        self.checks.name_wanted.connect(self.recoding.name)
        self.checks.counted.connect(partial(self._show_count, "Checks"))
        self._show_count("Checks", len(self.checks.findings))
        self.episodes.counted.connect(partial(self._show_count, "Episodes"))
        self.episodes.show_now()
        self.marking.changed.connect(self._show_settings)
        self.passes.changed.connect(self._show_way)
        self.recoding.changed.connect(self.chips_changed)
        self._session.moved.connect(self._close_left_question)

    def _close_left_question(self, at_ms: int) -> None:
        """In the segment pass, close the question of an event that was left: what is in hand is another one."""
        event = self._session.coding.event(self.question.event_id)
        if self.passes.way != "segments" or event is None or event.end_ms is None:
            return
        if not event.start_ms <= at_ms <= event.end_ms:
            self.question.skip()

    def _leave_checks(self) -> None:
        if self._pages.currentWidget() is not self.checks:
            self.checks.prepare_to_submit(on=False)

    def _show_count(self, name: str, number: int) -> None:
        self._show_said(name, str(number) if number else "")

    def _show_said(self, name: str, text: str) -> None:
        self.tabs.setTabText(self._names.index(name), f"{name} {text}".strip())

    def _show_settings(self) -> None:
        self.question.settings = self.marking.settings
        self._events.edits_on_double_click = self.marking.settings.double_click != "go"
        self.chips_changed.emit()

    def _show_way(self) -> None:
        self.banner.setText(self.passes.text)
        self.banner.setVisible(bool(self.passes.text))
