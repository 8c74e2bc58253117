"""What is open in the window: a study, one coding of it, its player. This joins the workspaces to them."""

import logging
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt, QTimer
from PySide6.QtWidgets import QApplication

from annotator.demo import sample_study
from annotator.errors import JournalError, LeftBehindError, UserError
from annotator.exchange.codings import files_to_bring_in
from annotator.media.player import Player
from annotator.media.sound_output import SoundOutput
from annotator.model.history import Edit
from annotator.study import LookedAtCoding, OpenCoding, Study, open_study
from annotator.study.audit import note_step, works_as
from annotator.study.plan import mine, next_of
from annotator.study.round_ids import person_of
from annotator.study.settings import STUDY_FILE
from annotator.text import clock
from ui.actions import Place
from ui.codebook_watch import CodebookWatch
from ui.coding.workspace import CodeWorkspace
from ui.current_coding import CurrentCoding, Opened, open_to_code
from ui.file_dialogs import Ask
from ui.garbage import Garbage
from ui.help import open_log_folder, show_about, show_guide
from ui.keys.code_keys import CodeKeys
from ui.keys.page import KeyPage
from ui.keys.sheet import sheet_html, write_sheet
from ui.messages import CODING, STUDY, Messages, Offer
from ui.people_strip import Seen, look
from ui.recordings import WindowPlayer, cache_of
from ui.session import CodingSession
from ui.settings import LAST_CODING, PERSON, Settings
from ui.study.deeds import Names
from ui.study.new_study import documents
from ui.study.workspace import StudyWorkspace
from ui.tasks import Reads, Saves
from ui.window import TITLE, MainWindow

if TYPE_CHECKING:
    from ui.agreement.settling import Settling
    from ui.agreement.workspace import AgreeWorkspace
    from ui.codebook.workspace import CodebookWorkspace
    from ui.results.workspace import ResultsWorkspace

logger = logging.getLogger(__name__)

_NOT_SAVED = "The last edits are not saved anywhere."
_WHERE_TO = "Neither the study nor this computer's own folder can be written. Save the coding to another disk, or stay."
_OTHER_CODEBOOK = "The codebook of this study was changed in another window."
_LOAD_AFTER_MS = 2000
"""A study has been open for so long when what Results computes with is loaded: nobody waits for it then."""
_ELSEWHERE, _LOSE = "Save elsewhere…", "Close and lose the edits"


class Program(QObject):
    """Opens and closes studies and codings, and tells every part of the window of it.

    Args:
        app: the application.
        settings: what this machine remembers.
        sound: makes the output of a player's sound.
        ask: the file dialogs.
    """

    def __init__(
        self, app: QApplication, settings: Settings, sound: Callable[[], SoundOutput], ask: Ask | None = None
    ) -> None:
        super().__init__(app)
        self.settings, self._sound, self._ask = settings, sound, ask or Ask(settings)
        self.messages = Messages(self)
        self.reads, self.saves = Reads(self.messages, self), Saves(self.messages, self)
        self.window = MainWindow(self.messages, settings)
        for work in (self.reads, self.saves):
            self.window.status_bar.work.follow(work)
        self.actions = self.window.actions_table
        self.keys = CodeKeys(self.actions)
        self._shared = (self.actions, self.messages, settings, self.reads, self.saves)
        self.study_workspace = StudyWorkspace(*self._shared, self._ask, sound)
        self.code_workspace = CodeWorkspace(*self._shared)
        self.study: Study | None = None
        self.seen: Seen | None = None
        self.coding: CodingSession | None = None
        self._player: Player | None = None
        self._current = CurrentCoding()
        self._wanted_study = self._wanted_coding = 0
        self._told_problem = ""
        self._may_be_lost: OpenCoding | None = None
        self._laid_aside: tuple[Path, str, str, int] | None = None
        self._place_of_study: Place = "study"
        self._is_opening = self._is_outdated = self._has_news = self._says_settling = False
        self._watch = CodebookWatch(self.messages, self)
        self._watch.changed.connect(self._take_other_codebook)
        self._has_ended = False
        self._load_later = QTimer(self, singleShot=True, interval=_LOAD_AFTER_MS)
        self._load_later.timeout.connect(self._load)
        self._garbage = Garbage(self, lambda: self.coding is not None and self.coding.is_playing)
        self._join()
        self._bind()
        self._refresh_frame()
        self.window.restore()

    @cached_property
    def agree_workspace(self) -> "AgreeWorkspace":
        """Made when it is first shown: its libraries and its many tables take half a second.

        Whoever asks it anything shows it first, for the window makes it undressed, three times as fast.
        """
        from ui.agreement.workspace import AgreeWorkspace  # noqa: PLC0415 - as above

        made = AgreeWorkspace(*self._shared, self._sound)
        made.jump_requested.connect(self.open_coding)
        made.settling_changed.connect(self._show_work)
        return made

    @cached_property
    def results_workspace(self) -> "ResultsWorkspace":
        """Made when it is first shown; it shows the study that is open."""
        from ui.results.workspace import ResultsWorkspace  # noqa: PLC0415 - as above

        made = ResultsWorkspace(*self._shared, self._sound)
        made.jump_requested.connect(self.open_coding)
        made.agree_requested.connect(self.actions["show_agree"].trigger)
        if self.study is not None:
            made.open_study(self.study)
        return made

    @cached_property
    def codebook_workspace(self) -> "CodebookWorkspace":
        """Made when it is first wanted; it shows the study that is open."""
        from ui.codebook.workspace import CodebookWorkspace  # noqa: PLC0415 - what prints manuals takes long to import

        made = CodebookWorkspace(*self._shared, self._ask)
        made.codings_must_close.connect(self._lay_aside)
        made.study_changed.connect(self._reopen)
        made.book.locked = self._locks_codebook
        if self.study is not None:
            made.open_study(self.study)
        return made

    def open_study(self, folder: Path, session_id: str = "", coder: str = "", at_ms: int | None = None) -> None:
        """Open a study, and a coding of it if one is named; the coding that was open is saved and closed first.

        at_ms is the moment of session time that the coding is opened at.
        """
        if not self._may_let_go(lambda: self.open_study(folder, session_id, coder, at_ms)):
            return
        self.close_coding()
        self._is_opening = True
        self._wanted_study = wanted = self._wanted_study + 1

        def read() -> None:
            self.reads.run(
                f"Opening {folder.name}",
                lambda _progress: _opened(folder, self.settings.get(PERSON)),
                lambda found: self._show_study(wanted, *found, session_id, coder, at_ms),
                lambda problem: self._refuse_study(folder, problem),
            )

        self.saves.then(read)  # what it says may still be on its way to the disk

    def work_as(self, person: str) -> None:
        """Let somebody work at this computer from now on; the study that is open is shown as they see it."""
        if not self._may_let_go(lambda: self.work_as(person)):
            return
        if person != self.settings.get(PERSON):
            self.settings.put(PERSON, person)
            self.messages.forget()  # it may say what this person must not see
        if self.study is not None:
            self.open_study(self.study.folder)

    def close_study(self) -> None:
        """Close what is open; it is saved in the background."""
        if self._may_let_go(self.close_study):
            self._close_study()

    def _close_study(self) -> None:
        self._wanted_study += 1
        self.close_coding()
        for workspace in ("agree_workspace", "results_workspace", "codebook_workspace"):
            if workspace in vars(self):  # it was made
                getattr(self, workspace).close_study()
        if self.study is not None:
            self._garbage.collect_soon()
        self.study, self._is_opening = None, False
        self._take_seen(None)
        self._watch.watch(None)
        self.messages.end_all()
        self.study_workspace.close_study()
        self.window.show_place("study")

    def open_coding(self, session_id: str, coder: str, at_ms: int | None = None, *, take_over: bool = False) -> None:
        """Open a coding in Code, at a moment of session time; finding its recordings may take a while.

        take_over opens it even where a crash may have left it marked as open elsewhere.
        """
        study, coding = self.study, self.coding
        if study is None:
            return
        if self._is_outdated:
            self._has_news = True
            self.open_study(study.folder, session_id, coder, at_ms)
            return
        is_open = coding is not None and (coding.session.id, coding.coder) == (session_id, coder)
        if is_open and self._player is not None and not take_over:
            self._show_coding(at_ms)
            return
        if not self._may_let_go(lambda: self.open_coding(session_id, coder, at_ms, take_over=take_over)):
            return
        self.close_coding()
        self._laid_aside = None
        self._wanted_coding = wanted = self._wanted_coding + 1
        person = self.settings.get(PERSON)
        self.saves.run(
            f"Opening {session_id}",
            lambda _progress: open_to_code(self._current, study, session_id, coder, person, take_over=take_over),
            lambda opened: self._take(wanted, study, opened, at_ms),
            lambda problem: self.messages.tell(problem, CODING),
        )

    def close_coding(self) -> None:
        """Close the coding that is open, or is being opened; it is saved in the background."""
        self._wanted_coding += 1
        coding, self.coding = self.coding, None
        self.messages.end(CODING)
        if coding is not None:
            self.code_workspace.close_session()
            coding.close()
            if coding.opened.state == "waiting":
                self.window.status_bar.say_saved("waiting")
            if self._player is not None:
                self._player.close()
            self._player = None
            coding.deleteLater()
            self._garbage.collect_soon()
            self._refresh_frame()
        self.saves.run("Saving", lambda _progress: self._current.close(), self._show_closed)

    def compare(self, session_id: str, coder_a: str, coder_b: str) -> None:
        """Compare two codings in Agree."""
        study = self.study
        if self.seen is not None and not self.seen.sight.agreement:
            self.messages.warn("How coders agree is not shown.", self.seen.sight.why)
        elif study is not None:
            self._when_saved(lambda: self.agree_workspace.open(study, session_id, coder_a, coder_b))
            self.window.show_place("agree")

    def _may_let_go(self, then: Callable[[], object]) -> bool:
        """Say whether the coding may be closed: not while its edits are nowhere but in this program, unless so chosen.

        Args:
            then: what to do once they were saved elsewhere.
        """
        opened = self.coding.opened if self.coding is not None else None
        if not isinstance(opened, OpenCoding) or not opened.is_kept_nowhere or opened is self._may_be_lost:
            return True
        chosen = self._ask.choice(self.window, _NOT_SAVED, _WHERE_TO, (_ELSEWHERE, _LOSE))
        if chosen == _LOSE:
            self._may_be_lost = opened
            return True
        if chosen == _ELSEWHERE:
            name = f"{opened.coding.session}-{opened.coding.coder}.jsonl"
            path = self._ask.save(self.window, "Save the coding", Path.home() / name, "Coding (*.jsonl)")
            if path is not None:
                self.saves.run("Saving", lambda _progress: opened.save_elsewhere(path), lambda _none: go_on(path))

        def go_on(path: Path) -> None:
            self._may_be_lost = opened
            self.messages.done(
                f"The coding was saved as {path.name}.", "Put it back when the study can be written again."
            )
            then()

        return False

    def flush(self) -> None:
        """Bring every edit to disk before this returns: for when the program may be about to end."""
        if self.coding is not None:
            self.coding.opened.flush()

    def _when_saved(self, then: Callable[[], object]) -> None:
        """Do something once all that was coded is on the disk, unless the study was closed before."""
        study = self.study

        def follow() -> None:
            if study is not None and study is self.study:
                then()

        self.saves.run("Saving", lambda _progress: self._current.save(), lambda _none: follow())

    def _keep(self, write: Callable[[], object], then: Callable[[], object]) -> None:
        """Write to the study's files in the background, then do what follows in the coding that is still open."""
        coding = self.coding

        def follow() -> None:
            if coding is self.coding:
                then()

        def fail(problem: UserError) -> None:
            self.messages.tell(problem)
            follow()

        self.saves.run("Saving settings", lambda _progress: write(), lambda _none: follow(), fail)

    def _open_next(self) -> None:
        """Open the next session on the list of whoever works here."""
        study, seen, coding = self.study, self.seen, self.coding
        if study is None or seen is None:
            return
        person = seen.person
        after = coding.session.id if coding is not None and person_of(coding.coder) == person else ""

        def read() -> None:
            self.reads.run("Looking at your list", lambda _progress: next_of(mine(study, person), after), follow)

        def follow(session_id: str) -> None:
            if session_id:
                self.open_coding(session_id, person)
            else:
                self.messages.note("Nothing else is left on your list.", f"{after} is the last." if after else "")

        self._when_saved(read)

    def _take_seen(self, seen: Seen | None) -> None:
        """Show what whoever works here may see, and nothing else."""
        self.seen = seen
        works_as(seen.person if seen is not None else "")
        self.messages.hide = str if seen is None else seen.sight.told
        self.actions.keep_from({} if seen is None else seen.kept_from)
        if seen is not None:
            self.window.people_strip.say(seen)
        if "codebook_workspace" in vars(self):
            self.codebook_workspace.book.locked = self._locks_codebook
        self._refresh_frame()

    @property
    def _locks_codebook(self) -> str:
        """Why whoever works here does not change the codebook of the study, or ""."""
        return "" if self.seen is None or self.seen.leads else "a lead changes it"

    def _show_study(
        self, wanted: int, study: Study, seen: Seen, session_id: str, coder: str, at_ms: int | None
    ) -> None:
        if wanted != self._wanted_study:
            return
        self._close_study()
        self.study, self._is_opening, self._is_outdated = study, False, False
        self._take_seen(seen)
        self._watch.watch(study)
        self.settings.remember_study(study.folder)
        last = self.settings.get(LAST_CODING).get(str(study.folder))
        self.study_workspace.open(study, last, seen)
        for workspace in ("results_workspace", "codebook_workspace"):
            if workspace in vars(self):
                getattr(self, workspace).open_study(study)
        self.window.show_place(self._place_of_study)
        self._place_of_study = "study"
        self._load_later.start()
        if session_id and coder:
            self.open_coding(session_id, coder, at_ms)

    def _load(self) -> None:
        """Import on another thread what takes a third of a second when Agree or Results is first shown."""
        self.reads.run("Loading", lambda _progress: import_module("ui.results.workspace"), lambda _module: None)

    def _take_other_codebook(self, study: Study) -> None:
        """Take over the codebook that another window has saved: no key means any more what it meant before.

        Where somebody codes, the coding is closed at once and opened again where it was, with the new codebook.
        Elsewhere what is being typed stays, and the study is opened anew with the next coding.
        """
        if study is not self.study or self._is_opening or self.saves.running:
            return  # it is this window that changes it, or is about to read it; else the watch tells again
        coding = self.coding
        if coding is not None and coding.opened.is_kept_nowhere:
            return  # it must not be closed now; the message bar says so all the time
        if coding is not None and self.window.place == "code":
            self._has_news, self._place_of_study = True, "code"
            self.open_study(study.folder, coding.session.id, coding.coder, coding.position_ms)
        elif not self._is_outdated:
            self._is_outdated = True
            if coding is not None:
                self._lay_aside()
            self.messages.warn(_OTHER_CODEBOOK, "It is in use here as soon as you open a coding, or the study again.")

    def _tell_news(self) -> None:
        if self._has_news and self.study is not None:
            version = self.study.codebook.version
            hint = f"Version {version} is in use here from now on: look at the codes and their keys."
            self.messages.warn(_OTHER_CODEBOOK, hint)
        self._has_news = False

    def _refuse_study(self, folder: Path, problem: UserError) -> None:
        self._place_of_study, self._is_opening, self._has_news = "study", False, False
        if self.study is not None and self.study.folder == folder:
            self._watch.watch(None)  # it cannot be opened any more as it is: that is said once
        self.messages.tell(problem, STUDY)
        self.settings.forget_study(folder)

    def _take(self, wanted: int, study: Study, opened: Opened, at_ms: int | None) -> None:
        if wanted != self._wanted_coding:
            return  # whatever was asked for since closes it
        session, coding, found = opened.session, opened.coding, opened.found
        versions = Offer("Compare versions", lambda: self._show_versions(session.id, coding.coding.coder))
        for notice in coding.notices:
            self.messages.warn(notice, offer=versions if coding.has_other_copies else None, about=CODING)
        if isinstance(coding, LookedAtCoding):
            self._say_read_only(session.id, coding, opened.problem, versions)
        if found.problem is not None:
            self._tell_coding(found.problem)
        self._player = WindowPlayer(found.cameras, self._sound(), cache_of(study)) if found.cameras else None
        self.coding = CodingSession(study, session, coding, self._player, self._tell_coding, self)
        self.coding.missing = None if found.cameras else found.problem
        self.coding.keep, self.coding.bookmark = self._keep, opened.bookmark
        self.coding.hide, self.coding.asks_reason = self.messages.hide, self.seen is not None and self.seen.has_roles
        self.coding.edited.connect(self._follow_edit)
        self.coding.save_state_changed.connect(self._show_saved)
        self.window.show_place("code")  # before its panels are built: the picture need not wait for them
        self.code_workspace.open(self.coding)
        last = self.settings.get(LAST_CODING)
        self.settings.put(LAST_CODING, last | {str(study.folder): (session.id, person_of(self.coding.coder))})
        logger.info("opened session %s", session.id)
        self._show_progress()
        self._show_saved(coding.state)
        self._show_coding(opened.bookmark.at_ms or None if at_ms is None else at_ms)
        self._tell_news()

    def _say_read_only(
        self, session_id: str, coding: LookedAtCoding, problem: UserError | None, versions: Offer
    ) -> None:
        coder, what = coding.coding.coder, "This coding is read-only: nothing in it can be changed."
        offer = None
        if isinstance(problem, LeftBehindError):
            offer = Offer("Take it over", lambda: self.open_coding(session_id, coder, take_over=True))
        elif isinstance(problem, JournalError):
            what, offer = "This coding is damaged. What is undamaged can be looked at.", versions
        self.messages.warn(what, coding.why, offer, CODING)

    def _tell_coding(self, problem: UserError) -> None:
        self.messages.tell(problem, CODING)

    def _show_versions(self, session_id: str, coder: str) -> None:
        self.window.show_place("study")
        self.study_workspace.show_versions(session_id, coder)

    def _show_closed(self, problem: UserError | None) -> None:
        if problem is not None and str(problem) != self._told_problem:
            self.messages.tell(problem)
        self._told_problem = ""
        if self.coding is None:
            self.window.status_bar.clear()
            self._show_work()

    def _show_coding(self, at_ms: int | None) -> None:
        self.window.show_place("code")
        self._refresh_frame()
        if at_ms is not None and self.coding is not None:
            self.coding.jump(at_ms)

    def _follow_edit(self, edit: Edit) -> None:
        moment = "" if edit.moment_ms is None else f" at {clock(edit.moment_ms)}"
        self._show_progress("" if edit.kind == "do" else f"{edit.kind}ne: {edit.label}{moment}")
        if edit.is_submission:
            self._tell_submission()
            self._note_submission(edit)

    def _tell_submission(self) -> None:
        """Say that the coding is finished, or is not any more; the chip says so too."""
        if self.coding is not None and self.coding.coding.is_submitted:
            hint = "It is locked and counts as finished. Ctrl+Enter reopens it."
            is_mine = self.seen is not None and person_of(self.coding.coder) == self.seen.person
            offer = Offer("Next of mine", self._open_next) if is_mine else None
            self.messages.done(f"{self.coding.session.id} by {self.coding.coder} is submitted.", hint, offer)
        elif self.coding is not None:
            hint = "It can be changed again, and does not count as finished until you submit it."
            self.messages.done(f"{self.coding.session.id} by {self.coding.coder} is reopened.", hint)
        self._refresh_frame()

    def _note_submission(self, edit: Edit) -> None:
        """Write down in the audit trail who has reopened a coding, and why; there only where a study has leads."""
        study, coding, person = self.study, self.coding, self.settings.get(PERSON)
        if study is None or coding is None or not coding.asks_reason or coding.coding.is_submitted:
            return
        what, facts = "reopen a submitted coding", {"session": coding.session.id, "coder": coding.coder}
        reason = edit.label.partition(": ")[2]
        self.saves.run(
            "Noting the step", lambda _progress: note_step(study.folder, what, reason=reason, person=person, **facts)
        )

    def _show_progress(self, gone_back: str = "") -> None:
        """Show how much is coded, what was undone or redone just now, and what undo would take back next."""
        if self.coding is not None and self._settling is None:
            undo = self.coding.opened.history.next_undo if self.window.place == "code" else None
            self.window.status_bar.say_coding(
                len(self.coding.coding.events),
                gone_back,
                undo.label if undo and not self.coding.coding.is_submitted else "",
            )

    @property
    def _settling(self) -> "Settling | None":
        """The consensus in the workbench, while that is shown: then undo is about it, and so is the status bar."""
        is_made = "agree_workspace" in vars(self)
        return self.agree_workspace.settling if is_made and self.window.place == "agree" else None

    def _show_work(self) -> None:
        """Say in the status bar how it is with what undo is about: the consensus, or the coding in Code."""
        settling, bar = self._settling, self.window.status_bar
        if settling is not None:
            events = len(settling.consensus.events) if settling.consensus is not None else 0
            bar.say_saved(settling.state, settling.problem)
            bar.say_coding(events, settling.gone_back, settling.next_undo, whose="consensus")
        elif self.coding is not None:
            bar.say_saved(self.coding.opened.state, self.coding.opened.problem)
            self._show_progress()
        elif self._says_settling:
            bar.clear()
        self._says_settling = settling is not None
        if self.window.place == "study" or (settling is None and self.coding is None):
            bar.say_undo(self.study_workspace.corrections.deeds.last if self.window.place == "study" else "")

    def _show_saved(self, state: str) -> None:
        if self.coding is not None:
            problem = self.coding.opened.problem
            if self._settling is None:
                self.window.status_bar.say_saved(state, problem)
            if problem is not None and str(problem) != self._told_problem:
                self.messages.tell(problem)
            elif problem is None and self._told_problem:
                self.messages.take_back(self._told_problem)
                self.messages.done("The coding can be saved again, and all of it is on the disk.")
            self._told_problem = str(problem or "")

    def _join(self) -> None:
        window, study = self.window, self.study_workspace
        window.set_workspaces(
            {
                "study": lambda: study,
                "code": lambda: self.code_workspace,
                "agree": lambda: self.agree_workspace,
                "results": lambda: self.results_workspace,
                "codebook": lambda: self.codebook_workspace,
            }
        )
        window.study_wanted.connect(self.open_study)
        window.dropped.connect(self._take_dropped)
        window.may_close = lambda: self._may_let_go(window.close)
        window.message_bar.floor, window.message_bar.strip = self._message_floor, self._message_strip
        window.closing.connect(self._end)
        window.leaving.connect(self._leave)
        window.shown.connect(self._arrive)
        study.open_requested.connect(self.open_study)
        study.coding_requested.connect(self.open_coding)
        study.moment_requested.connect(self.open_coding)
        study.compare_requested.connect(self.compare)
        study.codings_must_close.connect(self._lay_aside)
        study.session_changing.connect(self._let_go_of)
        study.seen.connect(self._take_seen)
        study.person_chosen.connect(self.work_as)
        window.people_strip.chosen.connect(self.work_as)
        study.corrections.deeds.names_changing.connect(self._let_go_of_all)
        study.corrections.deeds.names_changed.connect(self._follow_names)
        study.corrections.deeds.last_changed.connect(self._show_work)
        self.code_workspace.find_wanted.connect(self._look_for_recording)
        self.code_workspace.chips_changed.connect(self._refresh_frame)
        self.keys.bind(self.code_workspace.takes_key, self.code_workspace.press_key)

    def _bind(self) -> None:
        self.actions.bind("keys", lambda: self.window.show_keys(self.study.codebook if self.study else None))
        self.actions.bind("change_keys", self._change_keys)
        self.actions.bind("key_sheet", self._write_key_sheet)
        self.actions.bind("guide", lambda: show_guide(self.window))
        self.actions.bind("about", lambda: show_about(self.window, TITLE))
        self.actions.bind("log_folder", open_log_folder)
        self.actions.bind("close_study", self.close_study)
        self.actions.bind("sample", self._open_sample)
        self.actions.bind("show_agree", self._show_agree)
        self.actions.bind("next_of_mine", self._open_next)

    def _change_keys(self) -> None:
        self.window.overlay.close_page()
        page = KeyPage(self.actions, self.settings, self.study.codebook if self.study else None, self.window)
        page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page.open()

    def _write_key_sheet(self) -> None:
        path = self._ask.save(self.window, "Key sheet", documents() / "keys.pdf", "PDF (*.pdf);;HTML (*.html)")
        if path is None:
            return
        try:
            write_sheet(path, sheet_html(self.actions, self.study.codebook if self.study else None))
        except UserError as error:
            self.messages.tell(error)
        else:
            self.messages.done(f"The key sheet was saved as {path.name}.")

    def _open_sample(self) -> None:
        self.saves.run("Making the sample study", lambda _progress: sample_study(documents()), self.open_study)

    def _show_agree(self) -> None:
        session_id = self.coding.session.id if self.coding else self.study_workspace.page.table.session_id
        self.window.show_place("agree")  # makes it, where it was never shown; before it is asked anything
        study, agree = self.study, self.agree_workspace
        if agree.comparison is None and study is not None:
            self._when_saved(lambda: agree.open(study, session_id, "", ""))
        else:
            self._when_saved(agree.refresh)

    def _lay_aside(self) -> None:
        """Close the coding while its codebook or its cameras change; who goes to Code finds it again as it was.

        One whose edits are nowhere but in this program stays open: what is to change cannot be written then either.
        """
        study, coding = self.study, self.coding
        if study is not None and coding is not None:
            if coding.opened.is_kept_nowhere:
                return
            self._laid_aside = (study.folder, coding.session.id, coding.coder, coding.position_ms)
        self.close_coding()

    @property
    def _aside(self) -> tuple[str, str, int] | None:
        """Session, coder and moment of the coding of this study that was laid aside."""
        study, found = self.study, self._laid_aside
        return found[1:] if study is not None and found is not None and found[0] == study.folder else None

    def _reopen(self, folder: Path) -> None:
        """Reopen the study, whose codebook has changed, and stay in its workspace."""
        self._place_of_study = "codebook"
        self.open_study(folder)

    def _let_go_of(self, session_id: str) -> None:
        if self.coding is not None and self.coding.session.id == session_id:
            self._lay_aside()

    def _let_go_of_all(self) -> None:
        """Let go of whatever is open in the study: ids are about to be others."""
        if self.coding is not None:
            self._lay_aside()
        if "agree_workspace" in vars(self):
            self.agree_workspace.close_study()

    def _follow_names(self, names: Names) -> None:
        """Find what was laid aside, and what was coded last, under the names that they have now."""
        study, aside = self.study, self._laid_aside
        if study is None:
            return
        folder = study.folder
        if aside is not None and aside[0] == folder:
            name = names(*aside[1:3])
            self._laid_aside = None if name is None else (folder, *name, aside[3])
        last = self.settings.get(LAST_CODING)
        if str(folder) in last:
            now = names(*last[str(folder)])
            self.settings.put(LAST_CODING, last | {str(folder): last[str(folder)] if now is None else now})
        if "results_workspace" in vars(self):
            self.results_workspace.open_study(study)
        self._refresh_frame()

    def _look_for_recording(self) -> None:
        self.window.show_place("study")
        if self.coding is not None:
            self.study_workspace.look_at(self.coding.session.id, person_of(self.coding.coder))

    def _end(self) -> None:
        if not self._has_ended:
            self._has_ended = True
            self._close_study()
            self._load_later.stop()
            self.keys.stop()
            self.window.status_bar.say_saved("waiting")
            self.saves.finish()
            self.reads.close()
            self._watch.close()
            self.study_workspace.stop_watching()
            self._garbage.stop()

    def _take_dropped(self, paths: Sequence[Path]) -> None:
        self.reads.run("Looking at what was dropped", lambda _progress: _sorted_out(paths), self._take_sorted)

    def _take_sorted(self, found: tuple[list[Path], list[Path]]) -> None:
        studies, files = found
        if studies:
            self.open_study(studies[0])
        else:
            self.window.show_place("study")
            self.study_workspace.take_dropped(files)

    def _leave(self) -> None:
        if self._player is not None:
            self._player.pause()

    def _message_floor(self) -> int:
        return self.code_workspace.keys_top if self.window.place == "code" else self.study_workspace.height()

    def _message_strip(self) -> QRect | None:
        return self.agree_workspace.pages.free_strip if self.window.place == "agree" else None

    def _arrive(self, place: str) -> None:
        if place == "study":
            self._when_saved(self.study_workspace.refresh)
        elif place == "results":
            self._when_saved(self.results_workspace.refresh)
        elif place == "code" and self.coding is None and self._aside is not None:
            self.open_coding(*self._aside)
        self._refresh_frame()
        self._show_work()
        self.window.message_bar.place()

    def _refresh_frame(self) -> None:
        study, coding = self.study, self.coding
        self.actions.switch("show_code", on=coding is not None or self._aside is not None)
        for action_id in ("show_agree", "show_results"):
            self.actions.switch(action_id, on=study is not None)
        seen, is_code = self.seen, self.window.place == "code"
        codes = seen is not None and seen.person in seen.coders
        self.actions.switch("next_of_mine", on=codes, why="Say first which coder you are.")
        is_asked = seen is not None and (seen.has_roles or seen.is_planned)
        self.window.people_strip.setVisible(is_asked and not is_code)
        name = study.name if study else TITLE
        codebook = (f"{study.codebook.name} {study.codebook.version}",) if study else ()
        if coding is not None and self.window.place == "code":
            look_only = ("read-only",) if isinstance(coding.opened, LookedAtCoding) else ()
            since = coding.opened.steps.submitted_at
            done = () if since is None else (f"submitted by {coding.coder}, {since.astimezone():%Y-%m-%d %H:%M}",)
            leads = (f"working as lead ({seen.person})",) if seen is not None and seen.has_roles and seen.leads else ()
            chips = (f"coder {coding.coder}", *leads, *done, *look_only, *self.code_workspace.chips, *codebook, name)
            self.window.top_bar.say(coding.session.id, chips)
        else:
            self.window.top_bar.say(name, codebook)
        self.window.setWindowTitle(f"{name} – {TITLE}" if study else TITLE)


def _opened(folder: Path, person: str) -> tuple[Study, Seen]:
    """Open a study, with what a person sees of it."""
    study = open_study(folder)
    return study, look(study, person)


def _sorted_out(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Return which of these are study folders, and which are files; of other folders the codings in them."""
    studies = [path for path in paths if (path / STUDY_FILE).is_file()]
    others = [path for path in paths if path.is_dir() and path not in studies]
    return studies, [path for path in paths if path.is_file()] + files_to_bring_in(others)
