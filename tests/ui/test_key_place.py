"""Keyboards that type other signs in the row of digits: the place counts there."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.actions import Actions
from ui.keys.code_keys import CodeKeys
from ui.keys.key_place import digit_by_place, is_alt_gr, key_of

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
def room(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setattr("ui.keys.code_keys.digit_by_place", lambda event: digit_by_place(event, "linux"))
    room = Room()
    qtbot.addWidget(room.window)
    room.keys = keys = CodeKeys(room.actions)
    with qtbot.waitActive(room.window):
        room.window.show()
    room.button.setFocus()
    yield room
    keys.stop()


def send(room: Room, widget: QWidget, sign: str, code: int, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Send what the system sends for one press: first the question whether it is a shortcut, then the press."""
    # Past the filter by hand: sent by a program, a press would lose its scan code on the way to the shortcuts.
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
        event = press(sign, code, modifiers, kind=kind)
        if not room.keys.take(event):
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
    room.keys.take(press("&", 10, repeats=True))
    assert room.done == ["episode_1"]


RUSSIAN = dict(zip("ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ", "QWERTYUIOPASDFGHJKLZXCVBNM", strict=True))
_LETTERS = {
    "linux": [*range(24, 34), *range(38, 47), *range(52, 59)],
    "win32": [*range(16, 26), *range(30, 39), *range(44, 51)],
    "darwin": [12, 13, 14, 15, 17, 16, 32, 34, 31, 35, 0, 1, 2, 3, 5, 4, 38, 40, 37, 6, 7, 8, 9, 11, 45, 46],
}


@pytest.mark.parametrize("platform", _LETTERS)
def test_a_letter_of_another_script_stands_for_the_latin_one_of_its_place(platform: str) -> None:
    pressed = [
        press(letter, 0, virtual=code) if platform == "darwin" else press(letter, code)
        for letter, code in zip(RUSSIAN, _LETTERS[platform], strict=True)
    ]
    assert [chr(key_of(one, platform)) for one in pressed] == list(RUSSIAN.values())


def test_a_latin_letter_or_a_sign_is_itself_wherever_it_stands() -> None:
    assert chr(key_of(press("a", 24), "linux")) == "A", "the A of a French keyboard"
    assert chr(key_of(press(",", 58), "linux")) == ",", "the comma of a French keyboard, in the place of M"
    assert chr(key_of(press("é", 25), "linux")) == "É", "of a Latin keyboard that has its W elsewhere"
    assert key_of(press("х", 34), "linux") == ord("Х"), "no Latin letter stands there"
    for platform, code in (("linux", 59), ("win32", 51)):
        assert chr(key_of(press("б", code), platform)) == ",", "the comma begins keys of two strokes"
    assert chr(key_of(press("б", 0, virtual=43), "darwin")) == ","
    assert chr(key_of(press("€", 26), "linux")) == "€"


def alt_gr(platform: str, sign: str, code: int, kind: QEvent.Type = QEvent.Type.KeyPress) -> QKeyEvent:
    """Return what a platform tells of AltGr and a key."""
    both = CTRL | Qt.KeyboardModifier.AltModifier
    modifiers, native = (both, 0x422) if platform == "win32" else (NONE, 0x80)
    return QKeyEvent(kind, ord(sign.upper()), modifiers, code, 0, native, sign)


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_alt_gr_is_no_shortcut_and_no_code(room: Room, platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.keys.code_keys.is_alt_gr", lambda event: is_alt_gr(event, platform))
    room.actions.bind("find_previous", lambda: room.done.append("Ctrl+Alt+F"))
    room.keys.bind(lambda _key: True, room.done.append)
    for sign, code in (("f", 41), ("ф", 38), ("€", 26)):
        asked = alt_gr(platform, sign, code, QEvent.Type.ShortcutOverride)
        asked.ignore()
        room.keys.take(asked)
        assert asked.isAccepted(), "or it would be a shortcut"
        assert not room.keys.take(alt_gr(platform, sign, code)), "a field gets it as text"
    assert room.done == []


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_ctrl_and_alt_themselves_are_a_shortcut(platform: str) -> None:
    both = CTRL | Qt.KeyboardModifier.AltModifier
    assert not is_alt_gr(
        QKeyEvent(QEvent.Type.KeyPress, ord("F"), both, 41, 0, 0x0C if platform == "linux" else 0x66), platform
    )


def test_the_player_and_ctrl_hear_a_russian_keyboard(room: Room) -> None:
    for action_id in ("shuttle_forward", "undo"):
        room.actions.bind(action_id, lambda action_id=action_id: room.done.append(action_id))
    room.actions.go_to("code")
    send(room, room.button, "д", 46)
    send(room, room.button, "я", 52, CTRL)
    assert room.done == ["shuttle_forward", "undo"]
