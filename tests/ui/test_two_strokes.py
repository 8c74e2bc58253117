"""Keys of two strokes: a comma, then a letter. The mark lies where the recording stood at the comma."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.study import CoderSettings, open_study
from annotator.text import clock
from ui.keys.sheet import sheet_html
from ui.widgets.overlay import key_sections

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
COMMA = Qt.Key.Key_Comma


@pytest.fixture
def two(coder, study):
    """A coder whose Reach is on comma and C, whose Contact on comma and Shift+J; C alone is Crying."""
    path = study.folder / "codebook.toml"
    text = path.read_text(encoding="utf-8")
    for before, after in (('key = "Q"', 'key = ", C"'), ('key = "T"', 'key = ", Shift+J"')):
        assert text.count(before) == 1
        text = text.replace(before, after)
    path.write_text(text, encoding="utf-8")
    coder.study = open_study(study.folder)
    return coder


def prompt(coder):
    return coder.program.code_workspace.panels.rule.text


def test_the_comma_waits_in_sight_and_the_letter_marks_where_the_comma_was_pressed(two, qtbot):
    two.sit_down()
    two.go(20)
    two.press(COMMA)
    assert two.events == []
    assert prompt(two) == f"Key “,” at {clock(two.at(20))} · Esc cancels · C Reach · ⇧J Contact"
    two.session.jump(two.at(50))
    two.settle(50)
    two.press(Qt.Key.Key_C)
    assert two.events == [("reach", two.at(20), two.at(20))]
    assert prompt(two).startswith("Reach, towards")
    two.press(Qt.Key.Key_C)
    assert ("crying", two.at(50), None) in two.events, "alone it is the key it always was"
    two.press(COMMA)
    two.press(Qt.Key.Key_J, SHIFT)
    assert ("contact", two.at(50), None) in two.events, "after the comma the player has no letters"


@pytest.mark.parametrize("how", ["escape", "another action", "a digit", "a click on a code", "a field"])
def test_whatever_else_is_done_ends_it(two, how):
    two.sit_down()
    two.press(COMMA)
    waiting = two.side.second_stroke
    assert waiting.is_awaited
    if how == "escape":
        two.press(Qt.Key.Key_Escape)
    elif how == "another action":
        two.press(Qt.Key.Key_Right)
    elif how == "a digit":
        two.press(Qt.Key.Key_1, CTRL)
    elif how == "a click on a code":
        QTest.mouseClick(two.heads.rows["search"], Qt.MouseButton.LeftButton)
        two.session.undo()
    else:
        two.program.code_workspace.panels.events.filter_box.setFocus()
        two.program.code_workspace.setFocus()
    assert not waiting.is_awaited
    two.press(Qt.Key.Key_C)
    assert [code for code, _, _ in two.events] == ["crying"]


def test_escape_ends_the_first_stroke_and_nothing_else(two):
    two.sit_down()
    two.press(Qt.Key.Key_S)
    selected = two.session.selected_ids
    two.press(COMMA)
    two.press(Qt.Key.Key_Escape)
    assert two.session.selected_ids == selected


def test_two_strokes_that_no_code_has_are_named_and_mark_nothing(two):
    two.sit_down()
    two.press(COMMA)
    two.press(Qt.Key.Key_F)
    assert two.said == "No code uses the key , F."
    two.press(COMMA)
    two.press(COMMA)
    two.press(Qt.Key.Key_C)
    assert [code for code, _, _ in two.events] == ["reach"], "the comma again begins again"


def test_they_recode_and_they_close_a_question_like_any_key_of_a_code(two):
    two.sit_down()
    two.press(Qt.Key.Key_W)  # Show, which asks
    assert two.side.question.modifier is not None
    two.go(30)
    two.press(COMMA)
    two.press(Qt.Key.Key_C)
    assert [code for code, _, _ in two.events] == ["show", "reach"]
    two.press(Qt.Key.Key_Escape)
    two.session.select(two.session.coding.events[0].id)
    two.press(Qt.Key.Key_R, CTRL)
    two.press(COMMA)
    two.press(Qt.Key.Key_C)
    assert [code for code, _, _ in two.events] == ["reach", "reach"]


def test_a_held_state_begins_at_the_comma_and_ends_with_the_letter(two):
    two.sit_down(CoderSettings(hold=("contact",)))
    two.go(10)
    two.press(COMMA)
    two.down(Qt.Key.Key_J, SHIFT)
    two.session.jump(two.at(40))
    two.settle(40)
    two.up(Qt.Key.Key_J)
    two.qtbot.waitUntil(lambda: two.events == [("contact", two.at(10), two.at(40))])


def test_without_such_keys_the_comma_says_so(coder):
    coder.sit_down()
    coder.press(COMMA)
    assert not coder.side.second_stroke.is_awaited
    assert coder.said == "“,” begins keys of two strokes, and no code of this codebook has one."


def test_both_strokes_stand_on_the_head_in_the_overlay_and_on_the_sheet(two):
    two.sit_down()
    head, codebook = two.heads.rows["reach"], two.session.codebook
    assert head.accessibleName() == "Reach, key , C"
    rows = [row for _, rows in key_sections(two.program.actions, codebook, "code") for row in rows]
    assert ((", C",), "Reach") in rows
    assert "<td class='key'>, Shift+J</td><td>Contact</td>" in sheet_html(two.program.actions, codebook)
