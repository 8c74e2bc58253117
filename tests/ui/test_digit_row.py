"""Keyboards that type other signs in the row of digits: the place counts there."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.actions import Actions
from ui.keys.code_keys import CodeKeys
from ui.keys.digit_row import digit_by_place

NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
FRENCH = "&é\"'(-è_"
CZECH = "+ěščřžýá"
_PLACES = {"linux": range(10, 18), "win32": range(2, 10)}
_MAC_PLACES = (18, 19, 20, 21, 23, 22, 26, 28)


def press(
    sign: str,
    scan_code: int,
    modifiers: Qt.KeyboardModifier = NONE,
    virtual: int = 0,
    kind: QEvent.Type = QEvent.Type.KeyPress,
    repeats: bool = False,
) -> QKeyEvent:
    return QKeyEvent(kind, ord(sign.upper()), modifiers, scan_code, virtual, 0, sign, repeats)


@pytest.mark.parametrize("platform", _PLACES)
@pytest.mark.parametrize("signs", [FRENCH, CZECH])
def test_a_sign_in_the_row_of_digits_stands_for_the_digit_of_its_place(platform: str, signs: str) -> None:
    pressed = [press(sign, code) for sign, code in zip(signs, _PLACES[platform], strict=True)]
    assert [digit_by_place(one, platform) for one in pressed] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_on_a_mac_the_virtual_key_tells_the_place() -> None:
    pressed = [press(sign, 0, virtual=code) for sign, code in zip(FRENCH, _MAC_PLACES, strict=True)]
    assert [digit_by_place(one, "darwin") for one in pressed] == [1, 2, 3, 4, 5, 6, 7, 8]


def test_a_keyboard_that_types_digits_there_is_left_to_qt() -> None:
    assert digit_by_place(press("1", 10), "linux") is None


def test_the_same_sign_elsewhere_is_the_sign() -> None:
    assert digit_by_place(press("-", 20), "linux") is None, "the minus beside the row of a US keyboard"
    assert digit_by_place(press("-", 82, Qt.KeyboardModifier.KeypadModifier), "linux") is None


def test_shift_and_a_key_of_the_row_is_what_it_types() -> None:
    assert digit_by_place(press("!", 10, Qt.KeyboardModifier.ShiftModifier), "linux") is None


class Room:
    """A window with a text field and a button, and the actions of the program."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.window = QWidget()
        self.field, self.button = QLineEdit(), QPushButton("a button")
        layout = QVBoxLayout(self.window)
        layout.addWidget(self.field)
        layout.addWidget(self.button)
        self.actions = Actions(self.window)
        self.window.addActions([self.actions[one] for one in self.actions.specs])
        for action_id in ("episode_1", "episode_6", "mark_episode_2", "slower", "show_code"):
            self.actions.bind(action_id, lambda action_id=action_id: self.done.append(action_id))
        self.actions.go_to("code")


@pytest.fixture
def room(qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setattr("ui.keys.code_keys.digit_by_place", lambda event: digit_by_place(event, "linux"))
    room = Room()
    qtbot.addWidget(room.window)
    room.keys = keys = CodeKeys(qapp, room.actions)
    with qtbot.waitActive(room.window):
        room.window.show()
    room.button.setFocus()
    yield room
    keys.stop()
    keys.deleteLater()


def send(room: Room, widget: QWidget, sign: str, code: int, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Send what the system sends for one press: first the question whether it is a shortcut, then the press."""
    # Past the filter by hand: sent by a program, a press would lose its scan code on the way to the shortcuts.
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
        event = press(sign, code, modifiers, kind=kind)
        if not room.keys.eventFilter(widget, event):
            QApplication.sendEvent(widget, event)


def test_a_french_keyboard_goes_to_episodes_without_shift(room: Room) -> None:
    send(room, room.button, "&", 10)
    send(room, room.button, "-", 15)
    assert room.done == ["episode_1", "episode_6"]


def test_a_french_keyboard_marks_an_episode_and_changes_the_workspace(room: Room) -> None:
    send(room, room.button, "é", 11, CTRL)
    send(room, room.button, "é", 11, Qt.KeyboardModifier.AltModifier)
    assert room.done == ["mark_episode_2", "show_code"]


def test_while_something_is_asked_it_answers_and_does_not_go_to_an_episode(room: Room) -> None:
    answered: list[str] = []
    room.keys.bind(lambda key: key == "2", answered.append)
    room.actions.go_to("code")
    send(room, room.button, "é", 11)
    send(room, room.button, "&", 10)
    send(room, room.button, "é", 11, CTRL)
    assert (answered, room.done) == (["2"], ["episode_1", "mark_episode_2"])


def test_in_a_text_field_the_sign_is_text(room: Room) -> None:
    room.field.setFocus()
    send(room, room.field, "é", 11)
    assert (room.field.text(), room.done) == ("é", [])


def test_held_down_it_goes_there_once(room: Room) -> None:
    send(room, room.button, "&", 10)
    room.keys.eventFilter(room.button, press("&", 10, repeats=True))
    assert room.done == ["episode_1"]
