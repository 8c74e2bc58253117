"""Hears when keys are let go, and when the window loses the keyboard while they are down."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

_GONE = (QEvent.Type.ApplicationDeactivate, QEvent.Type.WindowDeactivate, QEvent.Type.WindowBlocked)


class LettingGo(QObject):
    """Filters the application's events; it takes none away.

    Args:
        parent: what it lives as long as.
        let_go: called with the letter of a key that goes up; auto-repeat of a held key is no letting go.
        lost: called when no key-up will come any more.
    """

    def __init__(self, parent: QObject, let_go: Callable[[str], object], lost: Callable[[], object]) -> None:
        super().__init__(parent)
        self._let_go, self._lost = let_go, lost
        app = QApplication.instance()
        assert app is not None, "panels have an application"
        app.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Listen."""
        if event.type() == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            if not event.isAutoRepeat() and Qt.Key.Key_A <= event.key() <= Qt.Key.Key_Z:
                self._let_go(chr(event.key()))
        elif event.type() in _GONE:
            self._lost()
        return False
