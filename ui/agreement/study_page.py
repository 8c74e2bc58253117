"""The page on all coders of all sessions."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from annotator.study import Study
from ui.agreement.page import EmptyPage
from ui.messages import Messages
from ui.parts import column
from ui.settings import Settings


class StudyPage(QWidget):
    """Shows every pair of coders of a study.

    Args:
        messages, settings: shared by the whole program.
    """

    pair_wanted = Signal(str, str, str)
    """Somebody wants to see two coders of a session: session id, coder A, coder B."""

    def __init__(self, messages: Messages, settings: Settings) -> None:
        super().__init__()
        self._messages, self._settings = messages, settings
        self._empty = EmptyPage()
        self._empty.say("Nothing is compared yet.", "Open a study in which two coders have coded the same session.")
        self.setLayout(column(self._empty))

    def show_study(self, study: Study | None) -> None:
        """Show a study as it is on the disk now; None shows nothing."""
