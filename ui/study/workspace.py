"""The Study workspace: ways into a study, and how far each coder is with each session."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from annotator.exchange.codings import may_be_codings
from annotator.media.sound_output import SoundOutput
from annotator.study import Session, Study
from annotator.study.gold import declare_gold, take_gold_back
from annotator.study.plan import Own
from annotator.study.round_ids import in_round
from annotator.study.settings import CONSENSUS
from ui.actions import Actions
from ui.file_dialogs import Ask
from ui.messages import FORM, Messages, Offer
from ui.people_strip import Seen
from ui.settings import PERSON, Settings
from ui.sound import sound_output
from ui.study.add_session import AddSessionForm
from ui.study.backups_form import BackupsForm
from ui.study.checks import Checks
from ui.study.codebook_review import CodebookReview
from ui.study.corrections import Corrections
from ui.study.deeds import Names
from ui.study.importing.room import Imports
from ui.study.keeping import Keeping
from ui.study.many_form import ManyForm
from ui.study.my_list import MyList
from ui.study.new_study import NewStudyForm, documents
from ui.study.outputs import Outputs
from ui.study.packages import Packages
from ui.study.preparing import prepare_recordings
from ui.study.settings_form import SettingsForm
from ui.study.study_page import CANNOT_WRITE
from ui.study.study_watch import StudyWatch
from ui.study.table_steps import TableSteps
from ui.study.team import Team
from ui.study.versions import VersionsPage
from ui.study.welcome import WelcomePage
from ui.study.who_page import WhoPage
from ui.tasks import Reads, Saves

if TYPE_CHECKING:
    from ui.study.preregistration import PreregistrationForm

_ADDING = "Adding a coder"
_KEPT_BACK = "a gold standard that is not shown"
_ONLY_SUBMITTED = "Choose a coding that was submitted and is not marked as gold."


class StudyWorkspace(QStackedWidget):
    """Shows the study that is open, or how to open one."""

    open_requested = Signal(Path)
    """A study folder is to be opened."""
    coding_requested = Signal(str, str)
    """A coding is to be opened in Code: session id, coder."""
    moment_requested = Signal(str, str, int)
    """The same, at a moment: session id, coder, ms of session time."""
    compare_requested = Signal(str, str, str)
    """Two codings are to be compared in Agree: session id, coder, coder."""
    seen = Signal(object)
    """What whoever works here sees has been read anew: a Seen."""
    person_chosen = Signal(str)
    """Somebody has said who works here: an id."""
    codings_must_close = Signal()
    """The codebook is about to be another: no coding may be open."""
    session_changing = Signal(str)
    """The recordings of a session are about to be others: its id. Whatever plays them lets go."""

    def __init__(
        self,
        actions: Actions,
        messages: Messages,
        settings: Settings,
        reads: Reads,
        saves: Saves,
        ask: Ask | None = None,
        sound: Callable[[], SoundOutput] = sound_output,
    ) -> None:
        super().__init__()
        self._actions, self._messages, self._reads, self._saves = actions, messages, reads, saves
        self._ask, self._settings = ask or Ask(settings), settings
        self.study: Study | None = None
        self._seen: Seen | None = None
        self._own: tuple[Own, ...] = ()
        self._shows_all = self._is_planned = False
        self._wanted: tuple[str, str] | None = None
        self.welcome = WelcomePage(actions, settings, reads)
        self.checks = Checks(messages, reads)
        self.corrections = Corrections(self, self.checks, actions, messages, reads, saves, self._ask)
        self.page = self.corrections.page
        self.table_steps = TableSteps(self, self.page, actions, messages, settings, reads, self._make_many)
        self.my_list, self.who = MyList(actions), WhoPage()
        for page in (self.welcome, self.my_list, self.who, self.page):
            self.addWidget(page)
        self.team = Team(self, self.corrections, actions, messages, settings, reads, saves)
        self.outputs = Outputs(self, self.page, actions, messages, settings, reads, self._ask)
        self.packages = Packages(self, actions, messages, reads, saves, self._ask)
        self.keeping = Keeping(self, actions, messages, reads, saves, self._ask)
        self.imports = Imports(self, actions, messages, settings, reads, saves, self._ask)
        self.imports.sound = sound
        self.review = CodebookReview(self, actions, settings, reads, saves)
        self._watch = StudyWatch(messages, self)
        self._join()
        self._bind()
        self.setAccessibleName("Study")

    @cached_property
    def new_study(self) -> NewStudyForm:
        """As every form and page of Study that not everybody opens: made when it is first wanted."""
        made = NewStudyForm(self._messages, self._reads, self._saves, self._ask)
        made.cancelled.connect(self._show_main)
        made.made.connect(self.open_requested)
        self.addWidget(made)
        return made

    @cached_property
    def add_session(self) -> AddSessionForm:
        """Adds a session and its recordings."""
        made = AddSessionForm(self._messages, self._reads, self._saves, self._ask)
        made.cancelled.connect(self._show_main)
        made.added.connect(self._session_added)
        self.addWidget(made)
        return made

    @cached_property
    def settings_form(self) -> SettingsForm:
        """The settings of the study."""
        made = SettingsForm(self._messages, self._saves)
        made.cancelled.connect(self._show_main)
        made.kept.connect(self._show_main)
        self.addWidget(made)
        return made

    @cached_property
    def versions(self) -> VersionsPage:
        """Other copies of a coding."""
        made = VersionsPage(self._messages, self._reads, self._saves)
        made.left.connect(self._leave_versions)
        made.session_changing.connect(self.session_changing)
        made.look_wanted.connect(self.coding_requested)
        self.addWidget(made)
        return made

    @cached_property
    def backups(self) -> BackupsForm:
        """Where backups go."""
        made = BackupsForm(self._messages, self._reads, self._saves, self._ask)
        made.cancelled.connect(self._show_main)
        made.kept.connect(self._show_main)
        self.addWidget(made)
        return made

    @cached_property
    def plan(self) -> "PreregistrationForm":
        """Made when it is first wanted: what computes agreement takes half a second to import."""
        from ui.study.preregistration import PreregistrationForm  # noqa: PLC0415 - as above

        made = PreregistrationForm(self._messages, self._reads, self._saves, self._ask)
        made.cancelled.connect(self._show_main)
        self.addWidget(made)
        return made

    def _make_many(self) -> ManyForm:
        return ManyForm(self._messages, self._reads, self._saves, self._ask)

    def open(self, study: Study, choose: tuple[str, str] | None = None, seen: Seen | None = None) -> None:
        """Show a study, with the cell of this session and coder as the current one, as whoever works here sees it."""
        self.study, self._wanted, self._seen = study, choose, seen
        self._own, self._shows_all = (), False
        self._switch()
        self.checks.open(study)
        self._follow(study)
        self.table_steps.open(study, None if seen is None else seen.sight)
        self.refresh()
        self._show_main()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the keyboard on to the table. A focus proxy would do so with every Tab that comes by, too."""
        super().focusInEvent(event)
        self.focus_table()

    def focus_table(self) -> None:
        """Give the keyboard to the table, where it is shown."""
        if self.currentWidget() is self.page and self.isVisible():
            self.page.table.setFocus()
        for page in (self.my_list, self.who):
            if self.currentWidget() is page:
                page.setFocus()

    def close_study(self) -> None:
        """Show the ways into a study."""
        self.table_steps.close()
        self.study = self._seen = None
        self._own = ()
        self._follow(None)
        self.checks.close()
        self._switch()
        self.welcome.refresh()
        self._show_main()

    def stop_watching(self) -> None:
        """Look no more at what others write."""
        self._watch.close()

    def _follow(self, study: Study | None) -> None:
        for room in (self.corrections, self.team, self.outputs, self.packages, self.keeping, self.imports, self.review):
            room.open(study)
        self._watch.watch(study)

    def _follow_others(self, study: Study) -> None:
        """Show what others have written meanwhile, where it can be seen."""
        if study is self.study and self.page.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Read again how far everybody has got."""
        self.table_steps.refresh()

    def look_at(self, session_id: str, coder: str) -> None:
        """Make the cell of a coding the current one, as soon as the table is up to date."""
        self._wanted = (session_id, coder)
        self.refresh()

    def show_versions(self, session_id: str, coder: str) -> None:
        """Show what other copies there are of a coding, and what can be done with them."""
        if self.study is not None:
            self.setCurrentWidget(self.versions)
            state = self.page.state_of(session_id, coder)
            coding = coder if state is None else in_round(coder, state.round)
            self.versions.begin(self.study, session_id, coding)
            self.versions.copies.setFocus()

    def _leave_versions(self) -> None:
        self._show_main()
        self.refresh()

    def take_dropped(self, files: list[Path]) -> None:
        """Import the codings of other programs among files that were dropped; where there are none, take recordings."""
        codings = [one for one in files if may_be_codings(one.name)]
        if not codings or self.study is None:
            self.take_recordings(files)
        elif self._seen is not None and not self._seen.leads:
            self._messages.warn("Only a lead imports codings into this study.", self._seen.sight.why)
        elif not self.study.is_writable:
            self._messages.warn(CANNOT_WRITE)
        else:
            self.imports.take(codings)

    def take_recordings(self, recordings: list[Path]) -> None:
        """Begin a session with recordings that were dropped on the window, or add them to the one begun."""
        if self.study is None:
            self._messages.warn("Recordings need a study to go into.", "Open a study or make a new one first.")
        elif self._seen is not None and not self._seen.leads:
            self._messages.warn("Only a lead adds sessions to this study.", self._seen.sight.why)
        elif self.currentWidget() is self.add_session:
            self.add_session.take(recordings)
        else:
            self._begin_session(recordings)

    def _join(self) -> None:
        for left in (self.table_steps, self.team, self.outputs, self.packages, self.keeping, self.imports, self.review):
            left.left.connect(self._show_main)
        self.welcome.open_requested.connect(self.open_requested)
        self.packages.made.connect(self.open_requested)
        self.my_list.opened.connect(self.coding_requested)
        self.who.chosen.connect(self.person_chosen)
        self.team.arranged.connect(self._people_arranged)
        self.team.planned.connect(self._leave_versions)
        self.outputs.looked_for.connect(self._look_again)
        self.packages.merged.connect(self.refresh)
        self.packages.versions_requested.connect(self.show_versions)
        self.imports.changed.connect(self.refresh)
        self.imports.codings_must_close.connect(self.codings_must_close)
        self.imports.study_changed.connect(self.open_requested)
        self.imports.session_changing.connect(self.session_changing)
        self.review.coding_requested.connect(self.coding_requested)
        self._watch.changed.connect(self._follow_others)
        self._join_page()
        self._join_steps()

    def _join_page(self) -> None:
        page = self.page
        page.coder_named.connect(self._add_coder)
        page.coder_field.shown.connect(lambda _is_shown: self._messages.end(_ADDING))
        page.dropped.connect(self.take_dropped)
        page.table.opened.connect(self._open_coding)
        page.table.chosen.connect(lambda *_: self._switch_gold())
        page.detail.open_requested.connect(self._open_coding)
        page.detail.compare_requested.connect(self.compare_requested)
        page.detail.versions_requested.connect(self.show_versions)
        page.detail.name.closed.connect(self.focus_table)

    def _join_steps(self) -> None:
        steps, corrections = self.table_steps, self.corrections
        steps.looked.connect(self._take_seen)
        steps.filled.connect(self._table_filled)
        steps.session_changing.connect(self.session_changing)
        steps.coding_requested.connect(self.moment_requested)
        steps.page_wanted.connect(self.setCurrentWidget)
        steps.compare_requested.connect(self.compare_requested)
        steps.export_requested.connect(self.outputs.begin_export)
        corrections.page_wanted.connect(self._show_page)
        corrections.left.connect(self._leave_versions)
        corrections.deeds.session_changing.connect(self.session_changing)
        corrections.deeds.names_changed.connect(self._follow_names)
        corrections.deeds.changed.connect(self.refresh)
        corrections.steps.found.connect(self.refresh)
        corrections.coding_requested.connect(self.coding_requested)

    def _bind(self) -> None:
        self._actions.bind("new_study", self._begin_study)
        self._actions.bind("open_study", self._choose_study)
        self._actions.bind("add_session", lambda: self._begin_session([]))
        self._actions.bind("add_coder", self._begin_coder)
        self._actions.bind("study_settings", self._begin_settings)
        self._actions.bind("backups", self._begin_backups)
        self._actions.bind("preregister", self._begin_plan)
        self._actions.bind("pack_to_code", self._pack_for_coder)
        self._actions.bind("check_recordings", self._check_recordings)
        self._actions.bind("prepare_recordings", self._prepare_recordings)
        self._actions.bind("open_coding", self.page.table.open_current)
        self._actions.bind("mark_gold", self._mark_gold)
        self._actions.bind("unmark_gold", self._unmark_gold)
        self._actions.bind("my_list", self._switch_list)
        self._switch()

    def _switch(self) -> None:
        for action_id in (
            "export",
            "report",
            "session_report",
            "check_recordings",
            "study_settings",
            "preregister",
            "close_study",
            "open_coding",
        ):
            self._actions.switch(action_id, on=self.study is not None)
        may_write = self.study is not None and self.study.is_writable
        why = "" if self.study is None else CANNOT_WRITE
        for action_id in ("add_session", "add_camera", "add_coder", "prepare_recordings", "people", "plan"):
            self._actions.switch(action_id, on=may_write, why=why)
        self._switch_gold()

    def _show_page(self, page: QWidget) -> None:
        self._actions["show_study"].trigger()
        self.setCurrentWidget(page)
        page.setFocus()

    def _follow_names(self, names: Names) -> None:
        """Keep to the coding or session that was chosen, under the name that it has now."""
        session_id, coder = self.page.table.place
        found = names(session_id, coder)
        if found is not None and found != (session_id, coder) and self.study is not None:
            self._wanted = (found[0], found[1] or next(iter(self.study.coders), ""))

    def _switch_gold(self) -> None:
        """A submitted coding can be marked as gold, the consensus too; the mark of one that is can be taken away."""
        session_id, coder = self.page.table.place
        state = self.page.state_of(session_id, coder)
        may_write = self.study is not None and self.study.is_writable
        is_gold = state is not None and state.gold is not None
        is_done = state is not None and state.is_begun and (state.is_submitted or coder == CONSENSUS)
        changed = is_gold and state is not None and bool(state.doubts)
        self._actions.switch("mark_gold", on=may_write and is_done and (changed or not is_gold), why=_ONLY_SUBMITTED)
        self._actions.switch("unmark_gold", on=may_write and is_gold, why="The chosen coding is not marked as gold.")
        self._actions.switch("my_list", on=bool(self._own), why="Nothing is on your list.")
        self.team.switch(is_planned=self._is_planned)

    def _show_main(self) -> None:
        self._messages.end(FORM)
        shown = self._main
        self.setCurrentWidget(shown)
        if self.study is not None:
            (self.page.table if shown is self.page else shown).setFocus()

    @property
    def _main(self) -> QWidget:
        """What Study shows while no form is open: a coder's list first, where there is one."""
        if self.study is None:
            return self.welcome
        if self._seen is not None and self._seen.is_asked:
            return self.who
        has_list = self._seen is not None and not self._seen.leads and bool(self._own)
        return self.my_list if has_list != self._shows_all else self.page

    def _take_seen(self, seen: Seen, own: tuple[Own, ...]) -> None:
        was_main = self.currentWidget() in (self.page, self.my_list, self.who)
        self._seen, self._own = seen, own
        self._shows_all = self._shows_all and bool(own)
        self._is_planned = self.page.overview.is_planned
        self.seen.emit(seen)
        self.who.show_people(seen.people if seen.is_asked else {})
        if was_main and self.currentWidget() is not self._main:
            self._show_main()
        self.page.offer_list(on=bool(own))
        self._table_filled()

    def _table_filled(self) -> None:
        if self._seen is not None:
            self.my_list.show_own(self._seen, self._own, self.page.overview)
        if self._wanted is not None:
            self.page.table.choose(*self._wanted)
            self._wanted = None
        self._switch_gold()
        self.corrections.put_right.switch()

    def _begin_study(self) -> None:
        self._actions["show_study"].trigger()
        self.setCurrentWidget(self.new_study)
        self.new_study.begin()

    def _choose_study(self) -> None:
        folder = self._ask.folder(self, "Open study", documents())
        if folder is not None:
            self.open_requested.emit(folder)

    def _begin_session(self, recordings: list[Path]) -> None:
        if self.study is not None:
            self._actions["show_study"].trigger()
            self.setCurrentWidget(self.add_session)
            self.add_session.begin(self.study, recordings)

    def _session_added(self, session: Session) -> None:
        self._messages.done(f"Session {session.id} was added.")
        self._show_main()
        self.look_at_session(session.id)
        self.checks.run(session)
        self.corrections.look_for_twice(session)

    def _begin_backups(self) -> None:
        self._actions["show_study"].trigger()
        self.setCurrentWidget(self.backups)
        self.backups.begin()

    def _pack_for_coder(self) -> None:
        session_id, coder = self.page.table.place
        self.packages.begin(coder, session_id)

    def _begin_settings(self) -> None:
        if self.study is not None:
            self._actions["show_study"].trigger()
            self.setCurrentWidget(self.settings_form)
            self.settings_form.begin(self.study)

    def _begin_plan(self) -> None:
        if self.study is not None:
            self._actions["show_study"].trigger()
            self.plan.begin(self.study)
            self.setCurrentWidget(self.plan)

    def _switch_list(self) -> None:
        """Show a coder's list in place of the table, or the other way round."""
        self._shows_all = not self._shows_all
        self._show_main()

    def _people_arranged(self, goes_on: str) -> None:
        """Read the study anew: what is seen may be another thing now."""
        self._show_main()
        self.person_chosen.emit(goes_on or self._settings.get(PERSON))

    def look_at_session(self, session_id: str) -> None:
        """Make a session the current one, in the column of the first coder."""
        coders = self.study.coders if self.study is not None else ()
        self.look_at(session_id, coders[0] if coders else "")

    def _check_recordings(self) -> None:
        """Check the recordings of the session that is current in the table."""
        session = self.page.chosen_session
        if session is None:
            self._messages.note("No session is chosen.", "Choose one in the table.")
        else:
            self.checks.run(session)

    def _prepare_recordings(self) -> None:
        """Make all recordings of the study ready; what was found of them is shown then."""
        study = self.study
        if study is not None:
            prepare_recordings(study, self._messages, self._reads, lambda: self._look_at_checks(study))

    def _look_at_checks(self, study: Study) -> None:
        if study is self.study:
            self.checks.open(study)

    def _begin_coder(self) -> None:
        self._actions["show_study"].trigger()
        self._show_main()
        self.page.coder_field.ask()

    def _add_coder(self, coder: str) -> None:
        study = self.study
        if study is not None:
            self._saves.run(_ADDING, lambda _progress: study.add_coder(coder), lambda _none: self._coder_added())

    def _coder_added(self) -> None:
        self.page.table.setFocus()
        self.page.coder_field.hide()
        self.refresh()

    def _open_coding(self, session_id: str, coder: str) -> None:
        if coder:
            self._open_unless_blind(session_id, coder)
        else:
            self._messages.note("A row has a cell for each coder.", "Open the cell of the coder who is to code.")

    def _open_unless_blind(self, session_id: str, coder: str) -> None:
        """Open a coding; before a gold standard that somebody codes blind just now is shown, ask."""
        self._messages.end(_KEPT_BACK)
        state, blind = self.page.state_of(session_id, coder), self.page.coded_blind(session_id)
        if state is None or state.gold is None or not blind:
            self.coding_requested.emit(session_id, coder)
            return
        self._messages.warn(
            f"{', '.join(blind)} {'is' if len(blind) == 1 else 'are'} coding {session_id} blind.",
            "This is its gold standard. Whoever codes the session must not see it before submitting.",
            Offer("Open it all the same", lambda: self.coding_requested.emit(session_id, coder)),
            _KEPT_BACK,
        )

    def _mark_gold(self) -> None:
        study, (session_id, coder) = self.study, self.page.table.place
        if study is not None and coder:
            self._saves.run(
                "Marking the gold standard",
                lambda _progress: declare_gold(study, session_id, coder),
                lambda _mark: self._changed(f"{session_id} as coded by {coder} is the gold standard now."),
            )

    def _unmark_gold(self) -> None:
        study, session_id = self.study, self.page.table.session_id
        if study is not None and session_id:
            self._saves.run(
                "Taking the gold mark away",
                lambda _progress: take_gold_back(study, session_id),
                lambda _none: self._changed(f"{session_id} has no gold standard any more."),
            )

    def _changed(self, what: str) -> None:
        self._messages.done(what)
        self.refresh()

    def _look_again(self) -> None:
        self._actions["show_study"].trigger()
        self._show_main()
        self.refresh()
