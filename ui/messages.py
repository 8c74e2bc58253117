"""What the window tells the user, without interrupting. Nothing here asks: most answers are undo."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from PySide6.QtCore import QObject, Signal

from annotator.errors import EditError, UserError

Severity = Literal["note", "done", "warning", "error"]

CODING, STUDY, FORM = "the open coding", "the open study", "the open form"
"""What messages may be about: they end when it is closed."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a message offers to do: the words on its button, and what they do."""

    text: str
    do: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Message:
    """One thing said: what is so, and what to do about it.

    Attributes:
        about: what it ends with, as Messages.end() is told; "" for what only the user dismisses.
    """

    severity: Severity
    what: str
    hint: str = ""
    offer: Offer | None = None
    about: str = ""
    at: datetime = field(default_factory=datetime.now)


class Messages(QObject):
    """Everything said so far, newest last. Panels tell; the bar of the window shows.

    Attributes:
        hide: returns a text without what whoever works here must not see, such as names of recordings.
    """

    told = Signal(object)
    forgotten = Signal()
    """All that was said is gone."""
    taken_back = Signal(object)
    """What a Message said is so no longer."""

    def __init__(self, parent: QObject | None = None, keep: int = 100) -> None:
        super().__init__(parent)
        self._said: deque[Message] = deque(maxlen=keep)
        self.hide: Callable[[str], str] = lambda text: text

    @property
    def said(self) -> tuple[Message, ...]:
        """What was said, oldest first."""
        return tuple(self._said)

    def tell(self, error: UserError, about: str = "") -> None:
        """Say an error in its own two sentences; an edit that did not fit left everything as it was: only a note."""
        self._say(Message("note" if isinstance(error, EditError) else "error", error.what, error.hint, about=about))

    def warn(self, what: str, hint: str = "", offer: Offer | None = None, about: str = "") -> None:
        """Say something the user should look at, though nothing failed."""
        self._say(Message("warning", what, hint, offer, about))

    def done(self, what: str, hint: str = "", offer: Offer | None = None, about: str = "") -> None:
        """Say that something asked for has happened, where the window does not show it anyway."""
        self._say(Message("done", what, hint, offer, about))

    def note(self, what: str, hint: str = "") -> None:
        """Say something worth knowing."""
        self._say(Message("note", what, hint))

    def end(self, about: str) -> None:
        """Say no longer what was said about something: it is closed, or is being tried again."""
        for message in self._said:
            if message.about == about:
                self.taken_back.emit(message)

    def end_all(self) -> None:
        """Say no longer what was said about anything that may be closed: all of it is."""
        for message in self._said:
            if message.about:
                self.taken_back.emit(message)

    def forget(self) -> None:
        """Say nothing any more of all that was said: somebody else works here now."""
        for message in self._said:
            self.taken_back.emit(message)
        self._said.clear()
        self.forgotten.emit()

    def take_back(self, sentences: str) -> None:
        """Say no longer what is not so any more; the list of earlier messages keeps it.

        Args:
            sentences: what was said and what to do about it, as str(UserError) writes it.
        """
        for message in self._said:
            if f"{message.what} {message.hint}".rstrip() == self.hide(sentences):
                self.taken_back.emit(message)

    def _say(self, message: Message) -> None:
        message = replace(message, what=self.hide(message.what), hint=self.hide(message.hint))
        self._said.append(message)
        self.told.emit(message)
