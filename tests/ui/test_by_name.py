"""A code is marked by its name, where the recording stood when the name was begun."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.study import open_study
from ui.coding.by_name import ByName


@pytest.fixture
def name(coder, qtbot):
    """Opens the list and types part of a name into it."""

    def name_(text, key=Qt.Key.Key_Return):
        coder.press(Qt.Key.Key_Period)
        popup = QApplication.activePopupWidget()
        assert isinstance(popup, ByName)
        QTest.keyClicks(popup.line, text)
        QTest.keyClick(popup.line, key)
        return popup

    return name_


def test_a_code_without_a_key_is_marked_by_its_name(coder, name, study, qtbot):
    path = study.folder / "codebook.toml"
    path.write_text(path.read_text().replace('key = "Q"\n', "", 1))
    coder.study = open_study(study.folder)
    coder.sit_down()
    coder.go(40)
    coder.press(Qt.Key.Key_Q)
    assert (coder.events, coder.said) == ([], "No code uses the key Q.")
    name("rea")
    assert coder.events == [("reach", coder.at(40), coder.at(40))]


def test_the_moment_is_that_of_the_key_and_the_arrows_choose(coder, name, qtbot):
    coder.sit_down()
    coder.go(20)
    coder.press(Qt.Key.Key_Period)
    popup = QApplication.activePopupWidget()
    QTest.keyClicks(popup.line, "distress")
    coder.session.jump(coder.at(50))
    qtbot.waitUntil(lambda: coder.session.position_ms == coder.at(50))
    QTest.keyClick(popup.line, Qt.Key.Key_Down)
    QTest.keyClick(popup.line, Qt.Key.Key_Return)
    assert coder.events == [("fussing", coder.at(20), None)], "the second of the group"


def test_esc_and_a_name_that_no_code_has_mark_nothing(coder, name):
    coder.sit_down()
    popup = name("xyzzy")
    assert popup.isVisible()
    QTest.keyClick(popup.line, Qt.Key.Key_Escape)
    name("cry", Qt.Key.Key_Escape)
    assert coder.events == []
