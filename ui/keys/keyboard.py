"""Hears the keys, wherever the keyboard is."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid


class Keyboard(QObject):
    """Hears each key event of the widget that has the keyboard, before the widget does.

    It filters that one widget, and goes where the focus goes. A filter of the application would ask Python about every
    event of Qt, paints and timers and all: a fifth of what it takes to open a coding, and each time the window might
    have to wait for a thread that decodes.

    Args:
        parent: what it lives as long as.
        take: called with the event; where it returns True, nobody else gets it.
    """

    def __init__(self, parent: QObject, take: Callable[[QKeyEvent], bool]) -> None:
        super().__init__(parent)
        self._take = take
        self._filtered: QObject | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication), "who has a keyboard has an application"
        self._app = app
        self._app.focusObjectChanged.connect(self._follow)
        self._follow(app.focusObject())

    def stop(self) -> None:
        """Hear nothing from now on."""
        self._app.focusObjectChanged.disconnect(self._follow)
        self._follow(None)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Pass key events on."""
        if isinstance(event, QKeyEvent):
            return self._take(event)
        if isinstance(event, QFocusEvent) and event.reason() == Qt.FocusReason.PopupFocusReason:
            self._hear_popup()
        return False

    def _follow(self, receiver: QObject | None) -> None:
        if self._filtered is not None and isValid(self._filtered):
            self._filtered.removeEventFilter(self)
        self._filtered = receiver
        if receiver is not None:
            receiver.installEventFilter(self)

    def _hear_popup(self) -> None:
        """A menu gets the keys while it is open, and among them the end of one that is held; the focus stays."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            (popup.focusWidget() or popup).installEventFilter(self)
