"""The letters of the codebook, and who gets a key: a text field first, then the codebook, then the actions."""

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QKeySequenceEdit,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from ui.actions import Actions
from ui.keys.key_place import digit_by_place, is_alt_gr, key_of
from ui.keys.key_repeat import Repeats
from ui.keys.keyboard import Keyboard

_KEY_EVENTS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
_MODIFIERS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


@runtime_checkable
class TakesKeys(Protocol):
    """A widget that has keys of its own while it has the keyboard: a form that is filled by digits and letters."""

    def wants_key(self, event: QKeyEvent) -> bool:
        """Whether a key press is the widget's; every other goes where it always goes."""
        ...


class CodeKeys:
    """Decides about each key press.

    Text fields get what they are typed, before any shortcut. In the Code workspace the codebook's letters call what
    they are bound to, once a press, however long they are held.
    """

    def __init__(self, actions: Actions) -> None:
        self._actions = actions
        self._takes: Callable[[str], bool] = _takes_nothing
        self._press: Callable[[str], object] = _takes_nothing
        self._repeats = Repeats()
        self._keyboard = Keyboard(actions, self.take)

    def bind(self, takes: Callable[[str], bool], press: Callable[[str], object]) -> None:
        """Let the letters that takes(key) says yes to call press(key), as a codebook writes keys: "C", "Shift+C"."""
        self._takes, self._press = takes, press

    def stop(self) -> None:
        """Let all keys pass from now on."""
        self._keyboard.stop()

    def take(self, event: QKeyEvent) -> bool:
        """Take the key presses that belong to the codebook; return whether nobody else gets this one."""
        self._repeats.follow(event)
        if event.type() not in _KEY_EVENTS:
            return False
        focused = QApplication.focusWidget()
        if is_alt_gr(event) or _is_busy() or _is_text_field(focused) or _wants(focused, event):
            return _keep_from_shortcuts(event)
        digit = digit_text(event)
        key = digit or key_text(event)
        if self._actions.place == "code" and self._takes(key):
            return self._once(event, lambda: self._press(key))
        is_by_place = bool(digit) or key_of(event) != event.key()
        if is_by_place and (action := self._actions.with_key(key)) is not None:
            return self._do(action, event)
        return self._repeats.is_repeat(event) and self._is_done_once(event) and self._once(event, lambda: None)

    def _once(self, event: QKeyEvent, act: Callable[[], object]) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif not self._repeats.is_repeat(event):
            act()
        return True

    def _do(self, action: QAction, event: QKeyEvent) -> bool:
        if action.autoRepeat() and event.type() == QEvent.Type.KeyPress:
            action.trigger()
            return True
        return self._once(event, action.trigger)

    def _is_done_once(self, event: QKeyEvent) -> bool:
        # Qt would do it again and again, where it takes the repeats for presses.
        action = self._actions.with_key(key_text(event))
        return action is not None and not action.autoRepeat()


def key_text(event: QKeyEvent) -> str:
    """Return a key press as a codebook and an action write it, whatever script the keyboard types: "C", "Shift+C".

    A sign counts as the sign it is: that it takes Shift on this keyboard is not part of the key.
    """
    key, modifiers = key_of(event), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if 0x21 <= key <= 0x7E and not Qt.Key.Key_A <= key <= Qt.Key.Key_Z:
        modifiers &= ~Qt.KeyboardModifier.ShiftModifier
    return QKeySequence(modifiers.value | key).toString(QKeySequence.SequenceFormat.PortableText)


def digit_text(event: QKeyEvent) -> str:
    """Return a key of the digit row as its digit where the keyboard types another sign there; "" for any other key."""
    digit = digit_by_place(event)
    if digit is None:
        return ""
    return QKeySequence(event.modifiers().value | (Qt.Key.Key_0.value + digit)).toString()


def _takes_nothing(_key: str) -> bool:
    return False


def _keep_from_shortcuts(event: QKeyEvent) -> bool:
    # Accepting the override says "this is mine": the press then reaches the field (or menu) instead of an action.
    is_plain = not event.modifiers() & _MODIFIERS and not Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
    if event.type() == QEvent.Type.ShortcutOverride and (is_plain or is_alt_gr(event)):
        event.accept()
        return True
    return False


def _wants(widget: object, event: QKeyEvent) -> bool:
    return isinstance(widget, TakesKeys) and widget.wants_key(event)


def _is_busy() -> bool:
    """Whether a menu or a dialog is in front; also one that leaves the window free, such as the user guide."""
    is_over = QApplication.activePopupWidget() is not None or QApplication.activeModalWidget() is not None
    return is_over or isinstance(QApplication.activeWindow(), QDialog)


def _is_text_field(widget: QWidget | None) -> bool:
    if isinstance(widget, QTextEdit | QPlainTextEdit | QLineEdit):
        return not widget.isReadOnly()
    is_editable = isinstance(widget, QComboBox) and widget.isEditable()
    return is_editable or isinstance(widget, QAbstractSpinBox | QKeySequenceEdit)
