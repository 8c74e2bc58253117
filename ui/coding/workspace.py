"""The Code workspace: the recording, what is coded of it, and the timeline below."""

from PySide6.QtWidgets import QWidget

from ui.actions import Actions
from ui.messages import Messages
from ui.session import CodingSession
from ui.settings import Settings


class CodeWorkspace(QWidget):
    """Shows one open coding at a time and lets its coder work on it."""

    def __init__(self, actions: Actions, messages: Messages, settings: Settings) -> None:
        super().__init__()
        self._actions, self._messages, self._settings = actions, messages, settings
        self.session: CodingSession | None = None
        self.setAccessibleName("Code")

    def open(self, session: CodingSession) -> None:
        """Show a coding."""
        self.session = session

    def close_session(self) -> None:
        """Let go of the coding; whoever opened it closes it."""
        self.session = None
