"""The Agree workspace: how far two coders of one session agree, where they do not, and what the video shows there."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from annotator.study import Study
    from ui.actions import Actions
    from ui.messages import Messages
    from ui.settings import Settings


class AgreeWorkspace(QWidget):
    """Compares two codings of one session."""

    jump_requested = Signal(str, str, int)
    """Somebody wants to see a moment in the Code workspace: session id, coder, session time in ms."""

    def __init__(self, actions: "Actions", messages: "Messages", settings: "Settings") -> None:
        super().__init__()
        self._actions, self._messages, self._settings = actions, messages, settings
        self.setAccessibleName("Agree")

    def open(self, study: "Study", session_id: str, coder_a: str = "", coder_b: str = "") -> None:
        """Compare two codings of a session; coders that are not given are the first two that coded it."""

    def close_study(self) -> None:
        """Let go of the study and its recordings."""
