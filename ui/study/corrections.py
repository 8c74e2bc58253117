"""Joins what puts a study right: the deeds and their undo, what asks for them, and the pages they have."""

from functools import cached_property
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from annotator.study import Session, Study
from annotator.study.check import same_recordings
from ui.actions import Actions
from ui.file_dialogs import Ask
from ui.messages import STUDY, Messages
from ui.study.bin_page import BinPage
from ui.study.camera_steps import CameraSteps
from ui.study.checks import Checks
from ui.study.copy_page import CopyPage
from ui.study.deeds import Deeds
from ui.study.put_right import PutRight
from ui.study.study_page import StudyPage
from ui.study.variables_form import VariablesForm
from ui.tasks import Reads, Saves

_Page = TypeVar("_Page", BinPage, CopyPage, VariablesForm)
_TWICE = "If that is a mistake, remove the camera or the session: Undo, or Del."


class Corrections(QObject):
    """Makes the page of the study, and whatever is done to the study from there.

    Attributes:
        deeds: does them, and takes them back.
        page: the sessions, and the panel beside them.

    Args:
        over: the workspace, which shows the pages.
        checks: what is known of recordings.
        actions, messages, reads, saves, ask: shared by the whole program.
    """

    page_wanted = Signal(object)
    """A page is to be shown in place of the sessions."""
    coding_requested = Signal(str, str)
    """A coding is to be opened in Code, for its cameras to be aligned: session id, coder."""
    left = Signal()
    """It is done with."""

    def __init__(
        self,
        over: QStackedWidget,
        checks: Checks,
        actions: Actions,
        messages: Messages,
        reads: Reads,
        saves: Saves,
        ask: Ask,
    ) -> None:
        super().__init__(over)
        self._study: Study | None = None
        self._over, self._messages, self._reads, self._ask = over, messages, reads, ask
        self.deeds = Deeds(messages, saves, self)
        self.steps = CameraSteps(over, self.deeds, reads, saves, ask)
        self.page = StudyPage(actions, checks, self.steps)
        self.put_right = PutRight(actions, self.deeds, self.page, messages)
        self.put_right.bin_wanted.connect(self._show_bin)
        self.put_right.copy_wanted.connect(lambda: self._choose_in(self.copy_page))
        self.put_right.table_wanted.connect(lambda: self._choose_in(self.variables_form))
        self.steps.added.connect(checks.run)
        self.steps.added.connect(self.look_for_twice)
        self.page.detail.align_requested.connect(self._align)
        actions.bind("add_camera", self._add_camera)
        over.currentChanged.connect(lambda _place: self.put_right.switch())

    @cached_property
    def bin(self) -> BinPage:
        """What was removed; made when it is first wanted."""
        return self._add(BinPage(self.deeds, self._reads))

    @cached_property
    def copy_page(self) -> CopyPage:
        """Takes codings in from another copy of the study."""
        return self._add(CopyPage(self.deeds, self._reads, self._ask))

    @cached_property
    def variables_form(self) -> VariablesForm:
        """Takes variables of sessions from a table."""
        return self._add(VariablesForm(self.put_right, self._reads, self._ask))

    def _add(self, page: _Page) -> _Page:
        page.left.connect(self.left)
        self._over.addWidget(page)
        return page

    def open(self, study: Study | None) -> None:
        """Be about another study; nothing that was done to the last one is taken back any more."""
        self._study = study
        self.put_right.open(study)

    def look_for_twice(self, session: Session) -> None:
        """Say so where a recording of a session that was changed stands in the study twice."""
        study = self._study
        if study is not None:
            self._reads.run(
                "Looking for recordings that are there twice",
                lambda _progress: same_recordings(study, session.id),
                self._tell_twice,
            )

    def _tell_twice(self, found: list[str]) -> None:
        if found:
            self._messages.warn(found[0], _TWICE, about=STUDY)

    def _add_camera(self) -> None:
        """Add a camera to the session that is current in the table."""
        session = self.page.chosen_session
        if self._study is None or session is None:
            self._messages.note("No session is chosen.", "Choose one in the table.")
        else:
            self.steps.add(self._study, session.id)

    def _align(self, session_id: str, coder: str, camera: int) -> None:
        self.coding_requested.emit(session_id, coder)
        how = "Ctrl+F6 steps it on its own until both show the same; Ctrl+Shift+F6 finds it by their sound."
        self._messages.note(f"Align camera {camera + 1} in Code.", how)

    def _show_bin(self) -> None:
        if self._study is not None:
            self.page_wanted.emit(self.bin)
            self.bin.begin(self._study)

    def _choose_in(self, page: CopyPage | VariablesForm) -> None:
        """Ask for a file or folder, and show what is in it on its page."""
        if self._study is not None and page.choose(self._study):
            self.page_wanted.emit(page)
