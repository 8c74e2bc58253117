"""The Results workspace: the tables a paper needs, and from every number to its events and their video."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from annotator.errors import UserError
from annotator.media.sound_output import SoundOutput
from annotator.report.results.behind import Behind, behind
from annotator.report.results.chosen import Filters, left_out_words
from annotator.report.results.pages import RULED, SAMPLE, TITLES, Made
from annotator.study import Study
from annotator.study.settings import AnalysisSettings, read_study_file
from annotator.text import count
from ui.actions import Actions
from ui.file_dialogs import Ask
from ui.messages import Messages
from ui.results.behind_panel import BehindPanel
from ui.results.figure_place import SESSION, FigurePlace
from ui.results.filter_bar import FilterBar
from ui.results.page_list import RULES, PageList
from ui.results.result_table import ResultView
from ui.results.results_work import Kept, Offered, drawn, made_anew, offered, write_figure
from ui.results.rules_form import RulesForm
from ui.settings import RESULTS_FILTERS, RESULTS_PAGE, RESULTS_WIDTHS, Settings
from ui.sound import sound_output
from ui.tasks import Reads, Saves, Wishes
from ui.widgets.empty_page import EmptyPage
from ui.widgets.parts import action_button, button, column, label, line, panel, row
from ui.widgets.session_recordings import SessionRecordings

_MAKING, _LOOKING = "Computing the results", "Looking up the events"
_DRAWING, _OFFERING = "Drawing the figure", "Looking at the sessions"
_WIDE_FROM = 1320
"""From this width of the workspace on, in pixels, what leads to a number has room beside the table; else below it."""
_PATIENCE_MS = 200
"""A page that is there sooner takes the place of the one before at once."""


class ResultsWorkspace(QWidget):
    """Shows the results of a study, page by page.

    Args:
        actions, messages, settings, reads, saves: shared by the whole program.
        sound: makes the output of the player's sound.
    """

    jump_requested = Signal(str, str, int)
    """Somebody wants to see a moment in the Code workspace: session id, coder, session time in ms."""
    agree_requested = Signal()
    """Somebody wants to see how far coders agree."""
    shown = Signal()
    """What was asked for is on the screen."""

    def __init__(
        self,
        actions: Actions,
        messages: Messages,
        settings: Settings,
        reads: Reads,
        saves: Saves,
        sound: Callable[[], SoundOutput] = sound_output,
    ) -> None:
        super().__init__()
        self._messages, self._settings, self._saves = messages, settings, saves
        self._reads, self._wishes = reads, Wishes(reads)
        self.ask = Ask(settings)
        self._study: Study | None = None
        self._kept: dict[tuple[str, Filters], Kept] = {}
        self._is_offered = False
        self.made: Made | None = None
        self.pages, self.filters = PageList(actions), FilterBar()
        widths: dict[str, int] = settings.get(RESULTS_WIDTHS)
        self.view = ResultView(widths)
        self._recordings = SessionRecordings(self, self._wishes, settings, sound)
        self.behind = BehindPanel(self._recordings.make_player)
        self.figure = FigurePlace()
        self.title, self.scope = label("", "title"), label("", "dim")
        self.left_out, self.notes = label("", "warning", wrap=True), label("", "dim", wrap=True)
        self.rules = RulesForm(messages, saves)
        self.empty = EmptyPage()
        self.include = button("Include unfinished codings", self.filters.include_unfinished, "primary")
        self.clear_filters = button("Clear the filters", self.filters.clear)
        self.rules_button = button("Rules of the measures…", partial(self.show_page, RULES))
        self.again = button("Compute again", self.refresh)
        self._page = settings.get(RESULTS_PAGE)
        if self._page not in self.pages.buttons:
            self._page = SAMPLE
        self._slow = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._stack = QStackedWidget()
        self._splitter = self._lay_out(actions)
        self.setAccessibleName("Results")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab goes to what is in it, where it is seen
        self._join(actions)
        self.close_study()

    @property
    def page(self) -> str:
        """The page that is shown or on its way."""
        return self._page

    @property
    def is_current(self) -> bool:
        """Whether what stands there is what was asked for last."""
        return self.made is not None and not self._wishes.is_waiting

    def open_study(self, study: Study) -> None:
        """Show the results of a study as soon as somebody looks."""
        self.close_study()
        self._study = study
        if self.isVisible():
            self.refresh()

    def close_study(self) -> None:
        """Let go of the study and its recordings."""
        self._wishes.drop_all()
        self._slow.stop()
        self._study = self.made = None
        self._kept = {}
        self._is_offered = False
        self.behind.let_go()
        self.behind.show_behind(None, None)
        self._say("There is no study yet.", "Open one: its results are shown here.")

    def refresh(self) -> None:
        """Compute again what is on the disk once all that is being saved is there, if anything is new."""
        study = self._study
        if study is not None:
            self._saves.then(lambda: self._look(study))

    def show_page(self, page: str) -> None:
        """Show a page."""
        if self._page == RULES != page and self.rules.is_changed:
            self._messages.note("The rules are not saved yet.", "Save them on their page, or Cancel puts them back.")
        self._page = page
        self._settings.put(RESULTS_PAGE, page)
        self.pages.show_page(page)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Look again: in the meantime somebody may have coded."""
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Remember where the dividers stand, and leave the memory that pictures take to the other workspaces."""
        super().hideEvent(event)
        self._keep_layout()
        if not event.spontaneous():
            self.behind.let_go()

    def changeEvent(self, event: QEvent) -> None:
        """Look again when somebody comes back to the window: others may have coded in the same study."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and self.isVisible():
            self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put what belongs to a number beside the table where there is room, else below it."""
        super().resizeEvent(event)
        self._lay_by_width()

    def _look(self, study: Study) -> None:
        """Make the page that is wanted, unless it is there and nothing has changed."""
        if study is not self._study or not self.isVisible():
            return
        self.filters.setVisible(self._page != RULES)
        if self._page == RULES:
            self._show_rules(study)
            return
        if not self._is_offered:
            self._wishes.run(_OFFERING, lambda _: offered(study), partial(self._take_offer, study), self._failed)
            return
        wanted = (self._page, self.filters.filters)
        known = self._kept.get(wanted)
        self._slow.start()
        self.scope.setText("looking whether codings have changed…")
        task = self._wishes.run(
            _MAKING, lambda progress: made_anew(study, *wanted, known, progress), self._take, self._failed
        )
        task.ended.connect(lambda: self._ended(cancelled=task.is_cancelled))

    def _show_rules(self, study: Study) -> None:
        """Show the form; the page before it is made again when somebody comes back to it."""
        self._wishes.drop(_MAKING)
        self._slow.stop()
        self.made = None
        self._wishes.run(
            _OFFERING,
            lambda _: read_study_file(study.folder).analysis,
            partial(self._take_rules, study),
            self._failed,
        )

    def _take_rules(self, study: Study, settings: AnalysisSettings) -> None:
        if study is self._study and self._page == RULES:
            self.rules.begin(study, settings)
            self.left_out.hide()
            self._stack.setCurrentWidget(self.rules)

    def _take_offer(self, study: Study, offer: Offered) -> None:
        if study is self._study:
            chosen = self._settings.get(RESULTS_FILTERS).get(str(study.folder), Filters())
            self.filters.offer(study.codebook, offer.coders, offer.variables, chosen)
            self.figure.offer(dict.fromkeys(name for name, _ in offer.variables))
            self._is_offered = True
            self._look(study)

    def _take(self, found: Kept) -> None:
        self._slow.stop()
        made, was = found.made, self.made
        self.made = made
        of_these = {key: one for key, one in self._kept.items() if key[1] == made.filters}
        self._kept = {**of_these, (made.page, made.filters): found}
        if made is was:
            self._show_scope(made)
        else:
            self._show(made)
        self.shown.emit()

    def _show(self, made: Made) -> None:
        table, looked = made.table, made.looked
        self._show_scope(made)
        said = left_out_words(looked.left_out)
        self.left_out.setText(f"Left out: {'; '.join(words for words, _ in said)}." if said else "")
        self.left_out.setToolTip("\n".join(f"{words.split(':')[0]}: {ids}" for words, ids in said))
        self.left_out.setVisible(bool(said))
        self.title.setText(table.title)
        self.notes.setText(" ".join(table.notes))
        self.notes.setVisible(bool(table.notes))
        self.behind.show_behind(None, None)
        if not looked.used and made.page != SAMPLE:
            self._say_why_none(made)
        elif table.empty:
            self._say(table.empty, _LAB_DECIDES if made.page in RULED else "", rules=made.page in RULED)
        elif not table.rows:
            self._say_why_none(made)
        else:
            self.view.show_table(table)
            self._stack.setCurrentIndex(1)

    def _show_scope(self, made: Made) -> None:
        looked = made.looked
        sessions = looked.asked - len(looked.left_out)
        self.scope.setText(
            f"{sessions} of {count(looked.sessions, 'session')} · {count(looked.used, 'coding')}, none changed since"
        )

    def _say_why_none(self, made: Made) -> None:
        looked, chosen = made.looked, made.filters
        if not looked.sessions:
            self._say("The study has no sessions yet.", "Add one in Study, then code it.")
        elif looked.unfinished:
            unfinished = count(looked.unfinished, "coding")
            verb = "is" if looked.unfinished == 1 else "are"
            hint = f"{unfinished} {verb} unfinished. Submit them in Code (Ctrl+Enter), or include them as they are."
            self._say("No coding is submitted yet.", hint, unfinished=True)
        elif chosen != Filters(unfinished=chosen.unfinished):
            self._say("The filters leave no coding.", "Take them away, or choose others.", filters=True)
        else:
            self._say("Nobody has coded a session yet.", "Open one in Code; its results appear here.")

    def _say(
        self, what: str, hint: str, *, unfinished: bool = False, filters: bool = False, rules: bool = False
    ) -> None:
        self.empty.say(what, hint)
        self.include.setVisible(unfinished)
        self.clear_filters.setVisible(filters)
        self.rules_button.setVisible(rules)
        self.again.hide()
        self._stack.setCurrentIndex(0)

    def _failed(self, error: UserError) -> None:
        self._slow.stop()
        self.made = None
        self._say(error.what, error.hint)
        self.again.show()
        self.shown.emit()

    def _ended(self, *, cancelled: bool) -> None:
        if cancelled and not self._wishes.is_waiting and self._study is not None and self._page != RULES:
            self._slow.stop()
            self.made = None
            self._say("This was cancelled.", "Not all sessions were read.")
            self.again.show()

    def _is_slow(self) -> None:
        """Take away what is no longer what was asked for: it is not shown as if it were."""
        self.made = None
        self.title.setText(TITLES[self._page])
        self.scope.setText("")
        self._say("Computing…", "How far it is stands below; it can be cancelled there.")

    def _filter(self) -> None:
        study = self._study
        if study is not None:
            known = self._settings.get(RESULTS_FILTERS)
            self._settings.put(RESULTS_FILTERS, known | {str(study.folder): self.filters.filters})
            self.refresh()

    def _choose(self, row_of: int, column_of: int) -> None:
        study, made = self._study, self.made
        if study is None or made is None:
            return
        table = made.table
        self._draw()
        self._wishes.run(
            _LOOKING,
            lambda _: behind(study, table, row_of, column_of),
            self._show_behind,
            lambda error: self._show_behind(Behind(error.what, error.hint, ())),
        )

    def _draw(self) -> None:
        """Draw the figure of the chosen cell."""
        study, made, place = self._study, self.made, self.view.place
        if study is None or made is None or place is None:
            return
        kind, by = self.figure.choice
        self._wishes.run(
            _DRAWING,
            lambda _: drawn(study, made, place, by, of_session=kind == SESSION),
            self.figure.show_figure,
            lambda _: self.figure.show_figure(None),
        )

    def _save_figure(self) -> None:
        figure = self.figure.figure
        folder = None if figure is None else self.ask.folder(self, "Save the figure into a folder", Path.home())
        if figure is None or folder is None:
            return
        self._reads.run(
            "Saving the figure",
            lambda progress: write_figure(figure, folder, progress),
            lambda files: self._messages.done(f"{files} files were written to {folder.name}."),
        )

    def _show_behind(self, found: Behind) -> None:
        self.behind.show_behind(found, self._study.codebook if self._study is not None else None)

    def _find_recordings(self, session: str) -> None:
        if self._study is not None:
            self._recordings.show(
                self._study, session, self.behind.video, partial(self.behind.recordings_come, session)
            )

    def _copy(self) -> None:
        if self._stack.currentIndex() == 1:
            self.view.copy()
            self._messages.done("The table was copied to the clipboard, with its foot.")

    def _keep_width(self, title: str, width: int) -> None:
        self._settings.put(RESULTS_WIDTHS, self._settings.get(RESULTS_WIDTHS) | {title: width})

    def _join(self, actions: Actions) -> None:
        self._slow.timeout.connect(self._is_slow)
        self.pages.wanted.connect(self.show_page)
        self.pages.agree_wanted.connect(self.agree_requested)
        self.filters.changed.connect(self._filter)
        self.view.chosen.connect(self._choose)
        self.view.confirmed.connect(self.behind.enter)
        self.view.widened.connect(self._keep_width)
        self.rules.kept.connect(self.refresh)
        self.figure.wanted.connect(self._draw)
        self.figure.save_wanted.connect(self._save_figure)
        self.behind.session_wanted.connect(self._find_recordings)
        self.behind.code_wanted.connect(self.jump_requested)
        for page in self.pages.buttons:
            actions.bind(f"results_{page}", partial(self.show_page, page))
        actions.bind("results_copy", self._copy)
        actions.bind("results_filter", self.filters.sessions.setFocus)
        actions.bind("results_play", self.behind.toggle)
        actions.bind("results_play_all", self.behind.play_all)
        actions.bind("results_code", self.behind.open_in_code)
        actions.bind("results_frame_back", lambda: self.behind.video.step(-1))
        actions.bind("results_frame_forward", lambda: self.behind.video.step(1))
        self.pages.show_page(self._page)

    def _lay_out(self, actions: Actions) -> QSplitter:
        buttons = row(action_button(actions, "results_copy", "Copy"), action_button(actions, "export", "Export…"))
        head = row(self.title, self.scope, None, buttons, spacing=12, margins=(14, 8, 14, 6))
        under = column(self.notes, spacing=0, margins=(14, 0, 14, 6))
        table = column(head, under, self.view, spacing=0)
        table.setStretch(2, 1)
        nothing = QWidget()
        ways = row(None, self.include, self.clear_filters, self.rules_button, self.again, None)
        nothing.setLayout(column(None, self.empty, ways, None, None))
        self._splitters: dict[str, QSplitter] = {}
        splitter, self._side = QSplitter(), QSplitter()
        parts: tuple[tuple[QSplitter, QWidget], ...] = (
            *((self._side, one) for one in (self.figure, self.behind)),
            *((splitter, one) for one in (panel(table), self._side)),
        )
        for halves, one in parts:
            halves.addWidget(one)
            halves.setCollapsible(halves.indexOf(one), False)
        for page in (nothing, splitter, self.rules):
            self._stack.addWidget(page)
        self.left_out.setContentsMargins(14, 0, 14, 6)
        right = column(self.filters, self.left_out, line(), self._stack, spacing=0)
        right.setStretch(3, 1)
        whole = row(self.pages, right, spacing=1)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        return splitter

    def _lay_by_width(self) -> None:
        is_wide = self.width() >= _WIDE_FROM
        name = "results/wide" if is_wide else "results/low"
        if name in self._splitters:
            return
        self._keep_layout()
        self._splitters = {name: self._splitter, f"{name}-side": self._side}
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        self._splitter.setOrientation(across if is_wide else down)
        self._side.setOrientation(down if is_wide else across)
        self.behind.lay(wide=not is_wide)
        first = {name: [820, 400] if is_wide else [400, 250], f"{name}-side": [380, 460] if is_wide else [350, 730]}
        for one, splitter in self._splitters.items():
            if not splitter.restoreState(QByteArray(self._settings.layout(one))):
                splitter.setSizes(first[one])
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 0)

    def _keep_layout(self) -> None:
        for name, splitter in self._splitters.items():
            self._settings.put_layout(name, bytes(splitter.saveState().data()))


_LAB_DECIDES = "No source settles what counts: the lab decides, in the rules of the measures."
