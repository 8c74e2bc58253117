"""The menus: groups, letters, what they hold in which workspace; and what Help shows."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QTextBrowser

from ui.actions import ACTIONS, LINE_ABOVE
from ui.help import guide_folder
from ui.menus import plain

LOWEST_SCREEN = 720


def menus(program):
    return {plain(one.text()): one.menu() for one in program.window.top_bar.menus.actions() if one.isVisible()}


def shown(menu):
    """Show a menu as a click does, and put it away again."""
    menu.popup(QPoint(0, 0))
    menu.hide()
    return menu


def letters(menu):
    texts = [action.text() for action in menu.actions() if action.text()]
    return [text[text.index("&") + 1].lower() for text in texts if "&" in text]


@pytest.mark.looks
def test_every_menu_fits_the_lowest_screen_and_no_letter_is_there_twice(program, coder):
    coder.sit_down()
    found = menus(program)
    assert [*found] == ["File", "Edit", "Play", "Code", "View", "Help"]
    bar = [action.text() for action in program.window.top_bar.menus.actions()]
    assert len({text[text.index("&") + 1] for text in bar}) == len(bar)
    for name, menu in found.items():
        shown(menu)
        assert menu.sizeHint().height() < LOWEST_SCREEN, name
        assert len(set(letters(menu))) == len(letters(menu)), name
        assert len(letters(menu)) == len([one for one in menu.actions() if one.text()]), name
        if name != "Help":
            assert any(one.isSeparator() for one in menu.actions()), name


def test_what_begins_a_group_is_an_action():
    assert {spec.id for spec in ACTIONS} >= LINE_ABOVE


def test_a_menu_is_there_where_something_in_it_works(program):
    assert [*menus(program)] == ["File", "Study", "View", "Help"]


def test_open_recent_opens_a_study(program, study, qtbot):
    program.open_study(study.folder)
    qtbot.waitUntil(lambda: program.study is not None)
    program.close_study()
    file = menus(program)["File"]
    recent = next(one.menu() for one in file.actions() if plain(one.text()) == "Open recent")
    shown(recent)
    first = recent.actions()[0]
    assert study.folder.name in first.text()
    first.trigger()
    qtbot.waitUntil(lambda: program.study is not None)


def test_without_a_recent_study_the_menu_says_so(program):
    file = menus(program)["File"]
    recent = next(one.menu() for one in file.actions() if plain(one.text()) == "Open recent")
    shown(recent)
    assert [(one.text(), one.isEnabled()) for one in recent.actions()] == [("No study was opened yet", False)]


def test_alt_and_a_digit_show_the_workspaces(program, coder):
    coder.sit_down()
    for digit, place in ((1, "study"), (3, "agree"), (4, "results"), (5, "codebook"), (2, "code")):
        coder.press(Qt.Key(Qt.Key.Key_0.value + digit), Qt.KeyboardModifier.AltModifier)
        coder.qtbot.waitUntil(lambda place=place: program.window.place == place)


def test_help_shows_the_guide_and_no_key_pressed_there_marks_a_code(coder, program):
    coder.sit_down()
    program.actions["guide"].trigger()
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible())
    text = dialog.findChild(QTextBrowser)
    assert (guide_folder() / "guide.md").is_file()
    assert "User guide" in text.toPlainText()
    dialog.activateWindow()
    coder.qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClick(text, Qt.Key.Key_S)
    assert coder.events == []
    dialog.close()


def test_help_says_which_version_it_is(program):
    program.actions["about"].trigger()
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible())
    assert dialog.windowTitle().startswith("About")
    dialog.close()


def test_alt_and_the_letter_of_a_menu_opens_it(program, coder):
    coder.sit_down()
    program.window.activateWindow()
    coder.qtbot.waitUntil(program.window.isActiveWindow)
    code = menus(program)["Code"]
    coder.press(Qt.Key.Key_C, Qt.KeyboardModifier.AltModifier)
    coder.qtbot.waitUntil(code.isVisible)
    assert coder.events == [], "C alone would have marked Crying"
    QTest.keyClick(code, Qt.Key.Key_Escape)
    coder.qtbot.waitUntil(lambda: not code.isVisible())
