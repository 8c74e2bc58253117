"""The side of the Code workspace: codes, episodes, checks, history and setup as tabs, and what goes on above them."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from annotator.model.items import Event
from ui.coding.checks import ChecksPanel
from ui.coding.codes import CodesPanel
from ui.coding.episodes import EpisodesPanel
from ui.coding.history import HistoryPanel
from ui.coding.letting_go import LettingGo
from ui.coding.marking import Marking
from ui.coding.passes import Passes
from ui.coding.playing import Playing
from ui.coding.question import Question
from ui.coding.setup import SetupPanel
from ui.parts import column, label
from ui.session import CodingSession

_TABS = ("Codes", "Episodes", "Checks", "History", "Setup")


class Side(QWidget):
    """Builds what marks and what shows it, and joins the two."""

    chips_changed = Signal()
    """The chips say something else."""

    def __init__(self, session: CodingSession, playing: Playing) -> None:
        super().__init__()
        self._session = session
        self.marking, self.question = Marking(session), Question(session)
        self.passes = Passes(session, self.marking, playing)
        self.codes = CodesPanel(session, self.question)
        self.checks, self.history = ChecksPanel(session), HistoryPanel(session)
        self.episodes = EpisodesPanel(session)
        self.setup = SetupPanel(session, self.marking)
        self.tabs, self._pages = QTabBar(), QStackedWidget()
        self.banner = label(kind="ask", wrap=True)
        self._build()
        self._letting_go = LettingGo(self, self.marking.let_go, self.marking.let_go_all)
        self._connect()
        self._show_settings()
        self._show_way()

    @property
    def chips(self) -> tuple[str, ...]:
        """What the top bar should say: the pass, where it leaves codes out."""
        codes, settings = self._session.codebook.codes, self.marking.settings
        chosen = [code for code in codes if settings.is_in_pass(code.id)]
        if len(chosen) == len(codes):
            return ()
        return (f"pass: {chosen[0].name}" if len(chosen) == 1 else f"pass: {len(chosen)} of {len(codes)} codes",)

    def sizeHint(self) -> QSize:
        """Room for the codes below the tabs."""
        hint = self.codes.sizeHint()
        return QSize(hint.width(), hint.height() + self.tabs.sizeHint().height())

    def show_on(self, on_now: dict[str, Event], at_ms: int) -> None:
        """Light the codes that are on at at_ms; in interval coding those that were ticked."""
        ticked = self.passes.ticked
        self.codes.show_on(on_now if ticked is None else {}, at_ms)
        self.codes.show_ticked(ticked or frozenset())

    def takes_key(self, key: str) -> bool:
        """Say whether a key is an answer that is awaited, or means something in the pass that is on."""
        return self.question.takes(key) or self.passes.takes(key)

    def press_key(self, key: str) -> None:
        """Answer, or do what the key means in the pass."""
        if self.question.takes(key):
            self.question.answer(key)
        else:
            self.passes.press(key)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what the panels do, by the ids of the actions."""
        return {
            "segment_pass": partial(self.passes.switch, "segments"),
            "interval_pass": partial(self.passes.switch, "intervals"),
            "next_check": partial(self._go_to_check, 1),
            "previous_check": partial(self._go_to_check, -1),
            "fix_check": partial(self.checks.fix, 0),
            "fix_check_otherwise": partial(self.checks.fix, 1),
            "next_tab": self.show_next,
        }

    def show_next(self) -> None:
        """Show the next tab, after the last the first."""
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + 1) % self.tabs.count())

    def _go_to_check(self, way: int) -> None:
        self.tabs.setCurrentIndex(_TABS.index("Checks"))
        self.checks.go(way)

    def _build(self) -> None:
        for name, page in zip(_TABS, (self.codes, self.episodes, self.checks, self.history, self.setup), strict=True):
            self.tabs.addTab(name)
            self._pages.addWidget(page)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("Panels")
        self.setLayout(column(self.tabs, self.banner, self._pages, spacing=0))

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._pages.setCurrentIndex)
        self.checks.counted.connect(partial(self._show_count, "Checks"))
        self._show_count("Checks", len(self.checks.findings))
        self.episodes.counted.connect(partial(self._show_count, "Episodes"))
        self.episodes.show_now()
        self.marking.pressed.connect(self.codes.flash)
        self.marking.changed.connect(self._show_settings)
        self.passes.changed.connect(self._show_way)

    def _show_count(self, name: str, number: int) -> None:
        self.tabs.setTabText(_TABS.index(name), f"{name} {number}" if number else name)

    def _show_settings(self) -> None:
        self.question.ask_at = self.marking.settings.ask_at
        self.codes.show_pass(frozenset(filter(self.marking.settings.is_in_pass, self.codes.rows)))
        self.chips_changed.emit()

    def _show_way(self) -> None:
        self.banner.setText(self.passes.text)
        self.banner.setVisible(bool(self.passes.text))
        ticked = self.passes.ticked
        if ticked is not None:
            self.show_on({}, self._session.position_ms)
