"""Hears when keys are let go, and when the window loses the keyboard while they are down."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from ui.keys.key_place import key_of
from ui.keys.keyboard import Keyboard

_DOWN = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)

WAIT_MS = 30
"""How long a release waits for the press that would show it to be a repeat; X11 sends the two one after the other."""

Moment = TypeVar("Moment")


class KeyRelease(QObject, Generic[Moment]):
    """Listens to the keyboard; it takes no key away.

    X11 repeats a held key as a release and a press of the same moment, and Qt may pass both on as if the coder had let
    go and pressed again (see ui.keys.key_repeat). So a release is acted on only when no such press has followed it.
    What it ends still ends where the recording stood when the key went up.

    Args:
        parent: what it lives as long as.
        moment: says what is on the screen; asked at once when a key goes up.
        let_go: called with the letter of a key that went up, and with that moment.
        lost: called when no key-up will come any more.
    """

    def __init__(
        self,
        parent: QObject,
        moment: Callable[[], Moment],
        let_go: Callable[[str, Moment], object],
        lost: Callable[[], object],
    ) -> None:
        super().__init__(parent)
        self._moment, self._let_go, self._lost = moment, let_go, lost
        self._waiting: dict[int, tuple[int, Moment]] = {}  # by key: when it went up, and what was on the screen
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.timeout.connect(self._act)
        self._keyboard = Keyboard(self, self._hear)
        app = QApplication.instance()
        assert isinstance(app, QApplication), "panels have an application"
        app.focusWindowChanged.connect(self._leave)

    def _hear(self, event: QKeyEvent) -> bool:
        if Qt.Key.Key_A <= key_of(event) <= Qt.Key.Key_Z:
            if event.type() == QEvent.Type.KeyRelease and not event.isAutoRepeat():
                self._take(event)
            elif event.type() in _DOWN:
                self._judge(event)
        return False

    def _leave(self) -> None:
        """Another window has the keyboard now, or another program."""
        self._act()
        self._lost()

    def _take(self, event: QKeyEvent) -> None:
        self._waiting[key_of(event)] = event.timestamp(), self._moment()
        if event.timestamp() > 0:
            self._timer.start()
        else:
            self._act()  # a system that tells no times repeats in no such way

    def _judge(self, event: QKeyEvent) -> None:
        """A press of the very moment of a release says that the key is still down; any other comes after it."""
        released = self._waiting.get(key_of(event))
        if released is None:
            return
        if released[0] == event.timestamp():
            del self._waiting[key_of(event)]
        else:
            self._act()

    def _act(self) -> None:
        self._timer.stop()
        waiting, self._waiting = self._waiting, {}
        for key, (_, moment) in waiting.items():
            self._let_go(chr(key), moment)
