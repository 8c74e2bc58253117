"""Letters of the codebook: who gets a key press."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui.actions import Actions
from ui.coding.key_release import WAIT_MS, KeyRelease
from ui.keys.code_keys import CodeKeys

CODES = ("C", "Shift+C", "P")


class Room:
    """A window with a text field and a button, whose codebook has the keys C, Shift+C and P."""

    def __init__(self) -> None:
        self.pressed: list[str] = []
        self.window = QWidget()
        self.field, self.button = QLineEdit(), QPushButton("a button")
        self.layout = QVBoxLayout(self.window)
        self.layout.addWidget(self.field)
        self.layout.addWidget(self.button)
        self.actions = Actions(self.window)
        self.window.addActions([self.actions[one] for one in self.actions.specs])
        self.actions.go_to("code")

    def count(self, action_id: str) -> list[str]:
        called: list[str] = []
        self.actions.bind(action_id, lambda: called.append(action_id))
        return called


@pytest.fixture
def room(qtbot: QtBot) -> Iterator[Room]:
    room = Room()
    qtbot.addWidget(room.window)
    keys = CodeKeys(room.actions)
    keys.bind(lambda key: key in CODES, room.pressed.append)
    with qtbot.waitActive(room.window):
        room.window.show()
    room.button.setFocus()
    yield room
    keys.stop()


def test_a_letter_of_the_codebook_marks_its_code(room: Room) -> None:
    QTest.keyClick(room.button, Qt.Key.Key_C)
    assert room.pressed == ["C"]


def test_shift_and_a_letter_is_another_key(room: Room) -> None:
    QTest.keyClick(room.button, Qt.Key.Key_C, Qt.KeyboardModifier.ShiftModifier)
    assert room.pressed == ["Shift+C"]


def test_ctrl_and_a_letter_is_no_key_of_the_codebook(room: Room) -> None:
    QTest.keyClick(room.button, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert room.pressed == []


def test_holding_a_key_marks_once(room: Room, qapp: QApplication) -> None:
    QTest.keyPress(room.button, Qt.Key.Key_C)
    for _ in range(5):
        repeat = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_C, Qt.KeyboardModifier.NoModifier, "c", True, 1)
        qapp.sendEvent(room.button, repeat)
    QTest.keyRelease(room.button, Qt.Key.Key_C)
    assert room.pressed == ["C"]


def hold_on_x11(room: Room, key: Qt.Key) -> None:
    """Hold a key as X11 reports it when Qt takes the repeats for presses: release and press at the same ms."""
    kinds = [(QEvent.Type.KeyPress, 1000)]
    for at_ms in range(1500, 1700, 40):
        kinds += [(QEvent.Type.KeyRelease, at_ms), (QEvent.Type.KeyPress, at_ms)]
    for kind, at_ms in [*kinds, (QEvent.Type.KeyRelease, 1720)]:
        types = [QEvent.Type.ShortcutOverride, kind] if kind == QEvent.Type.KeyPress else [kind]
        for one in types:
            event = QKeyEvent(one, key, Qt.KeyboardModifier.NoModifier)
            event.setTimestamp(at_ms)
            QApplication.sendEvent(room.button, event)


def test_holding_a_key_marks_once_where_the_system_repeats_it_as_release_and_press(room: Room) -> None:
    hold_on_x11(room, Qt.Key.Key_C)
    assert room.pressed == ["C"]


def test_letting_go_and_pressing_again_is_two_presses_however_quick(room: Room) -> None:
    for kind, at_ms in [
        (QEvent.Type.KeyPress, 1000),
        (QEvent.Type.KeyRelease, 1030),
        (QEvent.Type.KeyPress, 1031),
    ]:
        event = QKeyEvent(kind, Qt.Key.Key_C, Qt.KeyboardModifier.NoModifier)
        event.setTimestamp(at_ms)
        QApplication.sendEvent(room.button, event)
    assert room.pressed == ["C", "C"]


@pytest.mark.parametrize(
    ("action", "key", "is_kept"), [("play", Qt.Key.Key_Space, True), ("frame_forward", Qt.Key.Key_Right, False)]
)
def test_such_repeats_are_kept_from_the_actions_that_holding_does_not_repeat(
    room: Room, action: str, key: Qt.Key, is_kept: bool
) -> None:
    room.count(action)
    for kind in (QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier)
        event.setTimestamp(1500)
        event.ignore()
        QApplication.sendEvent(room.button, event)
    assert event.isAccepted() == is_kept


def test_a_press_in_a_text_field_is_text(room: Room) -> None:
    room.field.setFocus()
    QTest.keyClicks(room.field, "cpC")
    assert (room.field.text(), room.pressed) == ("cpC", [])


@pytest.mark.parametrize("make", [QPlainTextEdit, QSpinBox, QComboBox])
def test_other_fields_that_take_text_take_it(room: Room, make: type[QWidget]) -> None:
    field = make()
    if isinstance(field, QComboBox):
        field.setEditable(True)
    room.layout.addWidget(field)
    field.show()
    field.setFocus()
    assert field.hasFocus()
    QTest.keyClick(field, Qt.Key.Key_C)
    assert room.pressed == []


def test_a_text_field_that_cannot_be_edited_takes_no_letters(room: Room) -> None:
    room.field.setReadOnly(True)
    room.field.setFocus()
    QTest.keyClick(room.field, Qt.Key.Key_C)
    assert room.pressed == ["C"]


@pytest.mark.parametrize(
    ("action", "key"),
    [
        ("play", Qt.Key.Key_Space),
        ("set_start", Qt.Key.Key_Return),
        ("next_event", Qt.Key.Key_Down),
        ("keys", Qt.Key.Key_Question),
    ],
)
def test_plain_keys_of_actions_are_the_fields_own_while_it_has_the_focus(room: Room, action: str, key: Qt.Key) -> None:
    called = room.count(action)
    room.field.setFocus()
    QTest.keyClick(room.field, key)
    assert called == []
    room.button.setFocus()
    QTest.keyClick(room.button, key)
    assert called == [action]


def test_actions_with_ctrl_and_function_keys_work_from_a_text_field(room: Room) -> None:
    exported, helped = room.count("new_study"), room.count("keys")
    room.field.setFocus()
    QTest.keyClick(room.field, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(room.field, Qt.Key.Key_F1)
    assert (exported, helped) == (["new_study"], ["keys"])


def test_letters_mark_nothing_in_another_workspace(room: Room) -> None:
    room.actions.go_to("study")
    QTest.keyClick(room.button, Qt.Key.Key_C)
    assert room.pressed == []


def test_letters_mark_nothing_while_a_menu_is_open(room: Room) -> None:
    menu = QMenu(room.window)
    menu.addAction("Copy")
    menu.popup(room.window.mapToGlobal(room.window.rect().center()))
    QTest.keyClick(menu, Qt.Key.Key_C)
    menu.close()
    assert room.pressed == []


def test_the_players_letters_reach_the_player(room: Room) -> None:
    called = room.count("shuttle_forward")
    QTest.keyClick(room.button, Qt.Key.Key_L)
    assert (called, room.pressed) == (["shuttle_forward"], [])


class Held:
    """Hears what is let go: with what letter, and what was on the screen when the key went up."""

    def __init__(self, parent: QWidget) -> None:
        self.now, self.let_go, self.lost = 0, [], 0
        self.filter = KeyRelease(parent, lambda: self.now, lambda key, at: self.let_go.append((key, at)), self._lose)

    def _lose(self) -> None:
        self.lost += 1


def send(target: QWidget, key: Qt.Key, *events: tuple[QEvent.Type, int]) -> None:
    for kind, at_ms in events:
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier)
        event.setTimestamp(at_ms)
        QApplication.sendEvent(target, event)


class TestLettingGo:
    @pytest.fixture
    def held(self, room: Room) -> Held:
        return Held(room.window)

    def test_a_key_held_on_x11_is_let_go_once_and_at_the_frame_of_its_last_release(
        self, room: Room, held: Held, qtbot: QtBot
    ) -> None:
        hold_on_x11(room, Qt.Key.Key_C)
        assert held.let_go == [], "the next press may still come"
        held.now = 400
        qtbot.waitUntil(lambda: bool(held.let_go))
        qtbot.wait(2 * WAIT_MS)
        assert held.let_go == [("C", 0)]

    def test_letting_go_and_pressing_again_at_once_lets_go_before_the_press(self, room: Room, held: Held) -> None:
        held.now = 7
        send(room.button, Qt.Key.Key_C, (QEvent.Type.KeyPress, 1000), (QEvent.Type.KeyRelease, 1030))
        held.now = 8
        send(room.button, Qt.Key.Key_C, (QEvent.Type.KeyPress, 1031))
        assert held.let_go == [("C", 7)]

    def test_a_window_that_loses_the_keyboard_acts_on_what_was_let_go_first(
        self, room: Room, held: Held, qtbot: QtBot
    ) -> None:
        send(room.button, Qt.Key.Key_C, (QEvent.Type.KeyPress, 1000), (QEvent.Type.KeyRelease, 1030))
        other = QWidget()
        qtbot.addWidget(other)
        with qtbot.waitActive(other):
            other.show()
        assert held.let_go == [("C", 0)]
        assert held.lost

    def test_a_key_that_goes_up_while_a_menu_is_open_is_heard(self, room: Room, held: Held) -> None:
        """The menu gets the keys then, though the focus stays where it was."""
        menu = QMenu(room.window)
        menu.addAction("Copy")
        menu.popup(room.window.mapToGlobal(room.window.rect().center()))
        QTest.keyRelease(menu, Qt.Key.Key_C)
        menu.close()
        assert held.let_go == [("C", 0)]

    def test_a_key_that_goes_up_where_the_focus_has_gone_is_heard_once(self, room: Room, held: Held) -> None:
        QTest.keyPress(room.button, Qt.Key.Key_C)
        room.field.setFocus()
        QTest.keyRelease(room.field, Qt.Key.Key_C)
        assert held.let_go == [("C", 0)]

    def test_two_keys_that_are_let_go_together_are_both_heard(self, room: Room, held: Held, qtbot: QtBot) -> None:
        for key, at_ms in ((Qt.Key.Key_C, 1030), (Qt.Key.Key_P, 1031)):
            send(room.button, key, (QEvent.Type.KeyRelease, at_ms))
        qtbot.waitUntil(lambda: held.let_go == [("C", 0), ("P", 0)])
