"""What is open in the window: a study, one coding of it, its player. This joins the workspaces to them."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

from annotator.demo import sample_study
from annotator.errors import UserError
from annotator.media.player import Player
from annotator.media.sound_output import SoundOutput
from annotator.study import LookedAtCoding, Study, open_study
from annotator.study.settings import STUDY_FILE
from ui.actions import Place
from ui.agreement.workspace import AgreeWorkspace
from ui.codebook.workspace import CodebookWorkspace
from ui.coding.workspace import CodeWorkspace
from ui.desk import Desk, Opened
from ui.file_dialogs import Ask
from ui.keys.code_keys import CodeKeys
from ui.keys.page import KeyPage
from ui.keys.sheet import sheet_html, write_sheet
from ui.messages import Messages
from ui.recordings import cache_of
from ui.session import CodingSession
from ui.settings import LAST_CODING, Settings
from ui.study.new_study import documents
from ui.study.workspace import StudyWorkspace
from ui.tasks import Tasks
from ui.window import TITLE, MainWindow

logger = logging.getLogger(__name__)


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
        self.settings, self._sound, self._ask = settings, sound, ask or Ask()
        self.messages = Messages(self)
        self.tasks = Tasks(self.messages, self)
        self.saves = Tasks(self.messages, self, in_order=True)
        self.window = MainWindow(self.messages, settings, self.tasks)
        self.window.status_bar.work.follow(self.saves)
        self.actions = self.window.actions_table
        self.keys = CodeKeys(app, self.actions)
        self.study_workspace = StudyWorkspace(self.actions, self.messages, settings, self.tasks, ask)
        self.code_workspace = CodeWorkspace(self.actions, self.messages, settings, self.tasks)
        self.agree_workspace = AgreeWorkspace(self.actions, self.messages, settings, sound)
        self.codebook_workspace = CodebookWorkspace(
            self.actions, self.messages, settings, self.tasks, self.saves, self._ask
        )
        self.study: Study | None = None
        self.coding: CodingSession | None = None
        self._player: Player | None = None
        self._desk = Desk()
        self._wanted_study = self._wanted_coding = 0
        self._told_problem = ""
        self._laid_aside: tuple[Path, str, str, int] | None = None
        self._place_of_study: Place = "study"
        self._has_ended = False
        self._join()
        self._bind()
        self._refresh_frame()

    def open_study(self, folder: Path, session_id: str = "", coder: str = "") -> None:
        """Open a study, and a coding of it if one is named; the coding that was open is saved and closed first."""
        self.close_coding()
        self._wanted_study = wanted = self._wanted_study + 1
        self.tasks.run(
            f"Opening {folder.name}",
            lambda _progress: open_study(folder),
            lambda study: self._show_study(wanted, study, session_id, coder),
            lambda problem: self._refuse_study(folder, problem),
        )

    def close_study(self) -> None:
        """Close what is open; it is saved in the background."""
        self._wanted_study += 1
        self.close_coding()
        self.agree_workspace.close_study()
        self.codebook_workspace.close_study()
        self.study = None
        self.study_workspace.close_study()
        self.window.show_place("study")

    def open_coding(self, session_id: str, coder: str, at_ms: int | None = None) -> None:
        """Open a coding in Code, at a moment of session time; finding its recordings may take a while."""
        study, coding = self.study, self.coding
        if study is None:
            return
        is_open = coding is not None and (coding.session.id, coding.coder) == (session_id, coder)
        if is_open and self._player is not None:
            self._show_coding(at_ms)
            return
        self.close_coding()
        self._laid_aside = None
        self._wanted_coding = wanted = self._wanted_coding + 1
        self.saves.run(
            f"Opening {session_id}",
            lambda _progress: self._desk.open(study, session_id, coder),
            lambda opened: self._take(wanted, study, opened, at_ms),
        )

    def close_coding(self) -> None:
        """Close the coding that is open, or is being opened; it is saved in the background."""
        self._wanted_coding += 1
        coding, self.coding = self.coding, None
        if coding is not None:
            self.code_workspace.close_session()
            coding.close()
            if coding.opened.state == "waiting":
                self.window.status_bar.say_saved("waiting")
            if self._player is not None:
                self._player.close()
            self._player = None
            coding.deleteLater()
            self._refresh_frame()
        self.saves.run("Saving", lambda _progress: self._desk.close(), self._show_closed)

    def compare(self, session_id: str, coder_a: str, coder_b: str) -> None:
        """Compare two codings in Agree."""
        study = self.study
        if study is not None:
            self._when_saved(lambda: self.agree_workspace.open(study, session_id, coder_a, coder_b))
            self.window.show_place("agree")

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

        self.saves.run("Saving", lambda _progress: self._desk.save(), lambda _none: follow())

    def _keep(self, write: Callable[[], object], then: Callable[[], object]) -> None:
        """Write to the study's files in the background, then do what follows in the coding that is still open."""
        coding = self.coding

        def follow() -> None:
            if coding is self.coding:
                then()

        def fail(problem: UserError) -> None:
            self.messages.tell(problem)
            follow()

        self.saves.run("Saving the settings", lambda _progress: write(), lambda _none: follow(), fail)

    def _show_study(self, wanted: int, study: Study, session_id: str, coder: str) -> None:
        if wanted != self._wanted_study:
            return
        self.close_study()
        self.study = study
        self.settings.remember_study(study.folder)
        last = self.settings.get(LAST_CODING).get(str(study.folder))
        self.study_workspace.open(study, last)
        self.codebook_workspace.open_study(study)
        self.window.show_place(self._place_of_study)
        self._place_of_study = "study"
        if session_id and coder:
            self.open_coding(session_id, coder)

    def _refuse_study(self, folder: Path, problem: UserError) -> None:
        self._place_of_study = "study"
        self.messages.tell(problem)
        self.settings.forget_study(folder)

    def _take(self, wanted: int, study: Study, opened: Opened, at_ms: int | None) -> None:
        if wanted != self._wanted_coding:
            return  # whatever was asked for since takes it off the desk
        session, coding, found = opened.session, opened.coding, opened.found
        for notice in coding.notices:
            self.messages.warn(notice)
        if isinstance(coding, LookedAtCoding):
            self.messages.warn("This coding is only shown: nothing in it can be changed.", coding.why)
        if found.problem is not None:
            self.messages.tell(found.problem)
        self._player = Player(found.cameras, self._sound(), cache_of(study)) if found.cameras else None
        self.coding = CodingSession(study, session, coding, self._player, self.messages.tell, self)
        self.coding.missing = None if found.cameras else found.problem
        self.coding.keep = self._keep
        self.coding.edited.connect(self._show_progress)
        self.coding.save_state_changed.connect(self._show_saved)
        self.window.show_place("code")  # before its panels are built: the picture need not wait for them
        self.code_workspace.open(self.coding)
        last = self.settings.get(LAST_CODING)
        self.settings.put(LAST_CODING, last | {str(study.folder): (session.id, self.coding.coder)})
        logger.info("opened session %s", session.id)
        self._show_progress()
        self._show_saved(coding.state)
        self._show_coding(at_ms)

    def _show_closed(self, problem: UserError | None) -> None:
        if problem is not None and str(problem) != self._told_problem:
            self.messages.tell(problem)
        self._told_problem = ""
        if self.coding is None:
            self.window.status_bar.clear()

    def _show_coding(self, at_ms: int | None) -> None:
        self.window.show_place("code")
        self._refresh_frame()
        if at_ms is not None and self.coding is not None:
            self.coding.jump(at_ms)

    def _show_progress(self) -> None:
        if self.coding is not None:
            undo = self.coding.opened.history.next_undo
            self.window.status_bar.say_coding(len(self.coding.coding.events), undo.label if undo else "")

    def _show_saved(self, state: str) -> None:
        if self.coding is not None:
            problem = self.coding.opened.problem
            self.window.status_bar.say_saved(state, problem)
            if problem is not None and str(problem) != self._told_problem:
                self.messages.tell(problem)
            elif problem is None and self._told_problem:
                self.messages.take_back(self._told_problem)
                self.messages.done("The coding can be written again, and all of it is on the disk.")
            self._told_problem = str(problem or "")

    def _join(self) -> None:
        window, study = self.window, self.study_workspace
        window.set_workspaces(
            {
                "study": study,
                "code": self.code_workspace,
                "agree": self.agree_workspace,
                "codebook": self.codebook_workspace,
            }
        )
        window.dropped.connect(self._take_dropped)
        window.closing.connect(self._end)
        window.leaving.connect(self._leave)
        window.shown.connect(self._arrive)
        study.open_requested.connect(self.open_study)
        study.coding_requested.connect(self.open_coding)
        study.compare_requested.connect(self.compare)
        study.recordings_changing.connect(self._let_go_of)
        self.agree_workspace.jump_requested.connect(self.open_coding)
        self.codebook_workspace.codings_must_close.connect(self._lay_aside)
        self.codebook_workspace.study_changed.connect(self._reopen)
        self.code_workspace.find_wanted.connect(self._look_for_recording)
        self.code_workspace.chips_changed.connect(self._refresh_frame)
        self.keys.bind(self.code_workspace.takes_key, self.code_workspace.press_key)

    def _bind(self) -> None:
        self.actions.bind("keys", lambda: self.window.show_keys(self.study.codebook if self.study else None))
        self.actions.bind("change_keys", self._change_keys)
        self.actions.bind("key_sheet", self._write_key_sheet)
        self.actions.bind("close_study", self.close_study)
        self.actions.bind("sample", self._open_sample)
        self.actions.bind("show_agree", self._show_agree)

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
            self.messages.done(f"The key sheet is written: {path.name}.")

    def _open_sample(self) -> None:
        self.tasks.run("Making the sample study", lambda _progress: sample_study(documents()), self.open_study)

    def _show_agree(self) -> None:
        session_id = self.coding.session.id if self.coding else self.study_workspace.page.table.session_id
        if self.agree_workspace.comparison is None and self.study is not None:
            self.compare(session_id, "", "")
        else:
            self.window.show_place("agree")
            self._when_saved(self.agree_workspace.refresh)

    def _lay_aside(self) -> None:
        """Close the coding while the codebook changes; who goes to Code finds it again as it was."""
        study, coding = self.study, self.coding
        if study is not None and coding is not None:
            self._laid_aside = (study.folder, coding.session.id, coding.coder, coding.position_ms)
        self.close_coding()

    @property
    def _aside(self) -> tuple[str, str, int] | None:
        """Session, coder and moment of the coding of this study that was laid aside."""
        study, found = self.study, self._laid_aside
        return found[1:] if study is not None and found is not None and found[0] == study.folder else None

    def _reopen(self, folder: Path) -> None:
        """Open the study anew, whose codebook has changed, and stay in its workspace."""
        self._place_of_study = "codebook"
        self.open_study(folder)

    def _let_go_of(self, session_id: str) -> None:
        if self.coding is not None and self.coding.session.id == session_id:
            self.close_coding()

    def _look_for_recording(self) -> None:
        self.window.show_place("study")
        if self.coding is not None:
            self.study_workspace.look_at(self.coding.session.id, self.coding.coder)

    def _end(self) -> None:
        if not self._has_ended:
            self._has_ended = True
            self.close_study()
            self.keys.stop()
            self.saves.finish()

    def _take_dropped(self, paths: Sequence[Path]) -> None:
        self.tasks.run("Looking at what was dropped", lambda _progress: _sorted_out(paths), self._take_sorted)

    def _take_sorted(self, found: tuple[list[Path], list[Path]]) -> None:
        studies, files = found
        if studies:
            self.open_study(studies[0])
        else:
            self.window.show_place("study")
            self.study_workspace.take_recordings(files)

    def _leave(self) -> None:
        if self._player is not None:
            self._player.pause()

    def _arrive(self, place: str) -> None:
        if place == "study":
            self._when_saved(self.study_workspace.refresh)
        elif place == "code" and self.coding is None and self._aside is not None:
            self.open_coding(*self._aside)
        self._refresh_frame()

    def _refresh_frame(self) -> None:
        study, coding = self.study, self.coding
        self.actions.switch("show_code", on=coding is not None or self._aside is not None)
        self.actions.switch("show_agree", on=study is not None)
        name = study.name if study else TITLE
        codebook = (f"{study.codebook.name} {study.codebook.version}",) if study else ()
        if coding is not None and self.window.place == "code":
            look = ("only shown",) if isinstance(coding.opened, LookedAtCoding) else ()
            chips = (f"coder {coding.coder}", *look, *self.code_workspace.chips, *codebook, name)
            self.window.top_bar.say(coding.session.id, chips)
        else:
            self.window.top_bar.say(name, codebook)
        self.window.setWindowTitle(f"{name} – {TITLE}" if study else TITLE)


def _sorted_out(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Return which of these are study folders, and which are files."""
    studies = [path for path in paths if (path / STUDY_FILE).is_file()]
    return studies, [path for path in paths if path.is_file()]
