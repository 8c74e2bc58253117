"""Ctrl+Enter does what a page is for, though the table of sessions has that key for opening a coding."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


class _CtrlEnter(QObject):
    def __init__(self, page: QWidget, do: Callable[[], object]) -> None:
        super().__init__(page)
        self._do = do
        page.installEventFilter(self)

    def eventFilter(self, _page: QObject, event: QEvent) -> bool:
        """Claim the key, and do it."""
        if not isinstance(event, QKeyEvent) or event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier != Qt.KeyboardModifier.ControlModifier:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() == QEvent.Type.KeyPress:
            self._do()
        return event.type() in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)


def on_ctrl_enter(page: QWidget, do: Callable[[], object]) -> None:
    """Let Ctrl+Enter do something while the keyboard is in a page, or in a part of it that has no use for the key."""
    _CtrlEnter(page, do)
