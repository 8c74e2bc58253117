"""What the table of sessions is for: what is done with many sessions at once, and the pages that open from it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from annotator.progress import Progress
from annotator.study import Study
from annotator.study.batch import WORKS, Failed, jobs_of, run
from annotator.study.blind import Sight
from annotator.study.settings import CONSENSUS
from annotator.text import count
from ui.actions import Actions
from ui.messages import Messages
from ui.settings import PERSON, TABLES, Settings, TableLook
from ui.study.find_page import FindPage
from ui.study.many_form import ManyForm
from ui.study.overview import Overview, SessionRow, Survey
from ui.study.session_filter import DUES
from ui.study.standing import StandingPage
from ui.study.study_page import CANNOT_WRITE, StudyPage
from ui.study.surveying import Surveying
from ui.tasks import Reads

_FAILED = 4
"""So many failures have room in a message."""

_BOUND = ("compare_coding", "export_selected", "prepare_selected", "filter_sessions", "study_progress", "find_all")


class TableSteps(QObject):
    """Fills the table, remembers how it was left, and does what is asked for with the selected sessions.

    Args:
        pages: the workspace, which shows further pages; they are made when they are first wanted.
        page: the page with the table.
        actions, messages, settings, reads: those of the program.
        make_many: makes the page that adds recordings of many sessions, and finds them again.
    """

    compare_requested = Signal(str, str, str)
    """Two codings are to be compared: session id, coder, coder."""
    export_requested = Signal(tuple)
    """Tables of these sessions are to be exported."""
    coding_requested = Signal(str, str, int)
    """A coding is to be opened at a moment: session id, coder, ms of session time."""
    looked = Signal(object, object)
    """It is known which sessions there are: what whoever works here sees, a Seen, and their own list."""
    filled = Signal()
    """More is known of the current session, or all of it."""
    page_wanted = Signal(QWidget)
    """One of its pages is to be shown in the workspace."""
    session_changing = Signal(str)
    """The recordings of a session are about to be others: its id."""
    left = Signal()
    """The page with the table is to be shown again."""

    def __init__(
        self,
        pages: QStackedWidget,
        page: StudyPage,
        actions: Actions,
        messages: Messages,
        settings: Settings,
        reads: Reads,
        make_many: Callable[[], ManyForm],
    ) -> None:
        super().__init__(page)
        self._pages, self._page, self._actions, self._messages = pages, page, actions, messages
        self._settings, self._reads, self._make_many = settings, reads, make_many
        self._study: Study | None = None
        self._surveying = Surveying(page.table, reads)
        self._surveying.outlined.connect(self._show)
        self._surveying.told.connect(self._put)
        self._surveying.ended.connect(self.filled)
        page.table.compared.connect(self._compare)
        self._bind()

    @cached_property
    def standing(self) -> StandingPage:
        """How far everybody is."""
        made = StandingPage()
        made.left.connect(self.left)
        made.due_wanted.connect(self._show_due)
        made.session_wanted.connect(self._show_session)
        self._pages.addWidget(made)
        return made

    @cached_property
    def find(self) -> FindPage:
        """Looks for something in all codings."""
        made = FindPage(self._reads)
        made.left.connect(self.left)
        made.opened.connect(self.coding_requested)
        self._pages.addWidget(made)
        return made

    @cached_property
    def many(self) -> ManyForm:
        """Adds recordings of many sessions, and finds them again."""
        made = self._make_many()
        made.left.connect(self.left)
        made.changed.connect(self.refresh)
        made.session_changing.connect(self.session_changing)
        self._pages.addWidget(made)
        return made

    def open(self, study: Study, sight: Sight | None) -> None:
        """Show a study as its table was left, as whoever works here sees it; None shows everything."""
        self._study = study
        looks = self._settings.get(TABLES)
        self._page.take_look(looks.get(str(study.folder), TableLook()))
        self._page.show_study(study, Overview(), sight)
        self._switch()

    def close(self) -> None:
        """Remember how the table was left."""
        self._surveying.stop()
        if self._study is not None and self._page.overview.rows:
            self._settings.put(TABLES, self._settings.get(TABLES) | {str(self._study.folder): self._page.look})
        self._study = self._page.sight = None
        self._page.table.show_overview(Overview())
        self._switch()

    def refresh(self) -> None:
        """Look through the study again."""
        if self._study is not None:
            self._surveying.run(self._study, self._settings.get(PERSON))

    def _bind(self) -> None:
        self._actions.bind("compare_coding", lambda: self._compare(*self._page.table.place))
        self._actions.bind("export_selected", self._export)
        self._actions.bind("prepare_selected", self._prepare)
        self._actions.bind("relink", self._find_recordings)
        self._actions.bind("add_many", self._add_many)
        self._actions.bind("find_all", self._find)
        self._actions.bind("filter_sessions", self._filter)
        self._actions.bind("study_progress", self._show_standing)
        self._switch()

    def _switch(self) -> None:
        for name in _BOUND:
            self._actions.switch(name, on=self._study is not None)
        sight = self._page.sight
        sees_all = self._study is not None and (sight is None or sight.sees_all)
        for name in ("export_selected", "prepare_selected"):
            self._actions.switch(name, on=sees_all)
        may_write = sees_all and self._study is not None and self._study.is_writable
        for name in ("relink", "add_many"):
            self._actions.switch(name, on=may_write, why="" if self._study is None else CANNOT_WRITE)

    def _show(self, study: Study, survey: Survey, found: Overview) -> None:
        if study is self._study and survey.seen is not None:
            self._page.show_study(study, found, survey.seen.sight)
            self._switch()
            self._show_standing_again()
            self.looked.emit(survey.seen, survey.own)

    def _put(self, rows: list[SessionRow]) -> None:
        self._page.put(rows)
        self._show_standing_again()
        if any(row.id == self._page.table.session_id for row in rows):
            self.filled.emit()

    def _show_standing_again(self) -> None:
        if "standing" in vars(self) and self.standing.isVisible():
            self.standing.show_overview(self._page.overview)

    def _compare(self, session_id: str, coder: str) -> None:
        """Compare a coding with the other one of its session; from a cell of no coder, the first two."""
        found = self._page.overview.row(session_id)
        kept_back = () if found is None else found.kept_back
        coders = [] if found is None else [one for one in found.begun() if one not in kept_back]
        mine = coder if coder in coders and coder != CONSENSUS else next(iter(coders), "")
        other = next((one for one in coders if one not in (mine, CONSENSUS)), "")
        if mine and other:
            self.compare_requested.emit(session_id, mine, other)
        else:
            self._messages.note("There is nothing to compare.", "Two coders have to have begun the session.")

    def _export(self) -> None:
        if ids := self._page.table.selected_ids:
            self.export_requested.emit(ids)

    def _prepare(self) -> None:
        """Make what recordings need to open at once, in the background; it can be cancelled."""
        study, ids = self._study, self._page.table.selected_ids
        if study is None or not ids:
            return
        self._reads.run(
            f"Preparing the recordings of {count(len(ids), 'session')}",
            lambda progress: prepare(study, ids, progress),
            partial(self._tell_prepared, len(ids)),
        )

    def _tell_prepared(self, sessions: int, failed: tuple[Failed, ...]) -> None:
        if failed:
            said = "\n".join(f"– {one}" for one in failed[:_FAILED])
            self._messages.warn(f"{count(len(failed), 'recording')} could not be prepared.", said)
        else:
            self._messages.done(f"The recordings of {count(sessions, 'session')} are prepared.")
        self.refresh()

    def _find_recordings(self) -> None:
        """Look for what is missing of the selected sessions or, where one at most is, of all."""
        ids = self._page.table.selected_ids
        if self._study is not None and self.many.begin_finding(self._study, ids if len(ids) > 1 else None):
            self.page_wanted.emit(self.many)

    def _add_many(self) -> None:
        self._actions["show_study"].trigger()
        if self._study is not None and self.many.begin_adding(self._study):
            self.page_wanted.emit(self.many)

    def _find(self) -> None:
        if self._study is not None:
            self.page_wanted.emit(self.find)
            self.find.begin(self._study, self._page.sight)

    def _filter(self) -> None:
        self.left.emit()
        self._page.filter_bar.field.setFocus()
        self._page.filter_bar.field.selectAll()

    def _show_standing(self) -> None:
        self._actions["show_study"].trigger()
        self.standing.show_overview(self._page.overview)
        self.page_wanted.emit(self.standing)
        self.standing.setFocus()

    def _show_due(self, due: str) -> None:
        self.left.emit()
        self._page.filter_bar.choose(next(one for one in DUES if one == due))

    def _show_session(self, session_id: str) -> None:
        self.left.emit()
        self._page.filter_bar.choose("all")
        self._page.table.choose(session_id, self._page.table.sessions.first_coder)


def prepare(study: Study, sessions: tuple[str, ...], progress: Progress) -> tuple[Failed, ...]:
    """Make index, waveform, spectrogram and check of the recordings of some sessions, two at a time."""
    jobs, failed = jobs_of(study, list(WORKS), sessions)
    threads = ThreadPoolExecutor(2, thread_name_prefix="prepare")
    try:
        return (*failed, *run(jobs, threads, progress))
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
