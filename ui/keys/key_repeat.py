"""Which presses come from a key that is held down."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent


class Repeats:
    """Tells a press that a held key repeats from one of the coder, also where Qt does not.

    X11 repeats a held key as a release and a press of the same moment. Qt knows them by looking ahead in its queue;
    where the press is not in it yet, it passes both on as if the coder had let go and pressed again.
    """

    def __init__(self) -> None:
        self._released: dict[int, int] = {}

    def follow(self, event: QKeyEvent) -> None:
        """Take in a key event, so that the next one can be judged."""
        if event.type() == QEvent.Type.KeyRelease:
            self._released[event.key()] = event.timestamp()

    def is_repeat(self, event: QKeyEvent) -> bool:
        """Whether a press comes from holding the key: nobody lets go and presses again within a ms."""
        at_ms = event.timestamp()
        return event.isAutoRepeat() or (at_ms > 0 and self._released.get(event.key()) == at_ms)
