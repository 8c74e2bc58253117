"""Which keys may be chosen for actions, and that they are remembered."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from annotator.model.codebook import Codebook
from ui.actions import Actions
from ui.keys.choice import choose_key, default_keys, pressed_key, refusal, restore_keys
from ui.settings import KEYS, Settings


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def actions(window: QWidget) -> Actions:
    return Actions(window)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path)


@pytest.mark.parametrize(
    ("key", "modifiers", "text"),
    [
        (Qt.Key.Key_F14, Qt.KeyboardModifier.NoModifier, "F14"),
        (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, "Ctrl+Z"),
        (Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier, "Shift+A"),
        (Qt.Key.Key_Question, Qt.KeyboardModifier.ShiftModifier, "?"),
        (Qt.Key.Key_1, Qt.KeyboardModifier.ShiftModifier, "1"),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier, "Shift+Left"),
        (Qt.Key.Key_Plus, Qt.KeyboardModifier.KeypadModifier, "+"),
        (Qt.Key.Key_Shift, Qt.KeyboardModifier.ShiftModifier, ""),
    ],
)
def test_a_press_is_written_as_actions_write_keys(key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str) -> None:
    assert pressed_key(QKeyEvent(QEvent.Type.KeyPress, key, modifiers)) == text


def test_a_key_of_another_action_is_refused_with_its_name(actions: Actions) -> None:
    assert (
        refusal(actions, "loop", "Ctrl+Z", None) == "Ctrl+Z is the key of “Undo” (Edit). Give that another key first."
    )


def test_two_workspaces_may_share_a_key(actions: Actions) -> None:
    assert refusal(actions, "previous_disagreement", "Ctrl+Left", None) is None
    assert refusal(actions, "loop", "Ctrl+O", None) is not None, "works everywhere, so also in Code"


def test_a_letter_of_the_codebook_is_refused_with_its_code(actions: Actions, codebook: Codebook) -> None:
    crying = codebook.code_by_id["crying"]
    said = refusal(actions, "loop", crying.key, codebook)
    assert said == f"{crying.key} marks Crying. The keys of codes are changed in the codebook."


def test_letters_without_a_code_are_kept_for_other_codebooks(actions: Actions) -> None:
    assert "letters belong to the codebook" in (refusal(actions, "loop", "Shift+Q", None) or "")


def test_a_free_key_is_given_and_remembered(actions: Actions, settings: Settings, window: QWidget) -> None:
    assert refusal(actions, "loop", "F14", None) is None
    choose_key(actions, settings, "loop", ("F14",))
    assert actions["loop"].shortcuts() == [QKeySequence("F14")]
    assert actions["loop"].toolTip().endswith("(F14)")
    assert settings.get(KEYS) == {"loop": ("F14",)}
    again = Actions(window)
    restore_keys(again, settings)
    assert again.keys_of("loop") == ("F14",)


def test_a_default_key_that_was_given_away_does_not_come_back_twice(actions: Actions, settings: Settings) -> None:
    choose_key(actions, settings, "loop", ("F14",))
    choose_key(actions, settings, "zoom_all", ("Ctrl+L",))
    default_keys(actions, settings, ["loop"])
    assert actions.keys_of("loop") == ()
    default_keys(actions, settings, ["loop", "zoom_all"])
    assert (actions.keys_of("loop"), actions.keys_of("zoom_all")) == (("Ctrl+L",), ("Ctrl+0",))
    assert settings.get(KEYS) == {}


def test_two_actions_that_swapped_their_keys_still_have_them_after_a_restart(
    actions: Actions, settings: Settings, window: QWidget
) -> None:
    choose_key(actions, settings, "previous_event", ("F14",))
    choose_key(actions, settings, "next_event", ("Up",))
    choose_key(actions, settings, "previous_event", ("Down",))
    again = Actions(window)
    restore_keys(again, settings)
    assert (again.keys_of("previous_event"), again.keys_of("next_event")) == (("Down",), ("Up",))


def test_a_remembered_action_that_is_no_more_is_left_out(actions: Actions, settings: Settings) -> None:
    settings.put(KEYS, {"sing": ("F14",)})
    restore_keys(actions, settings)
    assert actions.keys_of("play") == ("Space",)
