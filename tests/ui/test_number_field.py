"""The one field for a number, by itself; tests/ui/test_every_number.py walks those of the program."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ui.widgets.number_field import NumberField


@pytest.fixture
def make(qtbot):
    def make_(*args, **named):
        page = QWidget()
        field = NumberField(*args, **named)
        page.setLayout(field.with_complaint())
        field.told = []
        field.edited.connect(field.told.append)
        qtbot.addWidget(page)
        page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        field.page = page
        return field

    return make_


def type_in(field, text, key=Qt.Key.Key_Return):
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, key)


def test_what_is_typed_is_shown_told_and_kept(make):
    field = make("Offset", "s", -100, 100, decimals=3)
    field.show_value(0)
    for typed, shown, value in (
        ("1,25", "1.25", 1.25),
        ("-1.5", "-1.5", -1.5),
        ("100ms", "0.1", 0.1),
        ("1:02.5", "62.5", 62.5),
    ):
        type_in(field, typed)
        assert (field.text(), field.value, field.told[-1]) == (shown, value, value)
    assert field.ms == 62_500


@pytest.mark.parametrize("typed", ["1 000", "1.000,5", "1e1", "abc", "", "101", "0.0001", "12f"])
def test_what_is_not_understood_stays_in_sight_with_its_reason_and_is_never_stored(make, typed):
    field = make("Offset", "s", -100, 100, decimals=3)
    field.show_value(7)
    if typed:
        type_in(field, typed)
    else:
        field.setFocus()
        field.selectAll()
        QTest.keyClick(field, Qt.Key.Key_Delete)
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert (field.text(), field.value, field.told) == (typed, 7, [])
    assert field.complaint.isVisible()
    assert field.complaint.text() == "Offset must be a number from -100 to 100 s with at most 3 decimals."
    assert field.accessibleDescription() == field.complaint.text()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert (field.text(), field.complaint.isVisible()) == ("7", False)


def test_an_empty_field_is_none_only_where_it_may_be(make):
    field = make("Cry rule", "s", 0, 100, decimals=1, empty="not set")
    field.show_value(20.25)
    assert (field.text(), field.check()) == ("20.25", True), "what is stored is shown whole, however it came there"
    field.clear()
    assert field.check()
    assert (field.value, field.told) == (None, [None])
    field.show_value(20)
    assert (field.check(), field.value) == (True, 20)


def test_the_wheel_changes_nothing_and_goes_on_to_what_is_around_it(make):
    field = make("Guard", "s", 0, 1, decimals=3, step=0.01)
    field.show_value(0.15)
    for has_focus in (False, True):
        (field.setFocus if has_focus else field.clearFocus)()
        none, middle = Qt.KeyboardModifier.NoModifier, QPointF(field.rect().center())
        wheel = QWheelEvent(
            middle,
            field.mapToGlobal(middle),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            none,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(field, wheel)
        assert (field.text(), field.told, wheel.isAccepted()) == ("0.15", [], False)


def test_up_and_down_step_within_the_bounds(make):
    field = make("Guard", "s", 0, 0.2, decimals=3, step=0.1)
    field.show_value(0.15)
    field.setFocus()
    for key, value in ((Qt.Key.Key_Up, 0.2), (Qt.Key.Key_Up, 0.2), (Qt.Key.Key_Down, 0.1), (Qt.Key.Key_Down, 0)):
        QTest.keyClick(field, key)
        assert (field.value, Decimal(field.text())) == (value, Decimal(str(value)))
    assert field.told == [0.2, 0.1, 0]


def test_what_is_being_typed_is_not_written_over(make):
    field = make("Guard", "s", 0, 1, decimals=3)
    field.show_value(0.15)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "0.2")
    field.show_value(0.3)
    assert field.text() == "0.2"
    field.clearFocus()
    field.show_value(0.3)
    assert (field.text(), field.told) == ("0.3", [0.2])


def test_a_number_that_no_float_holds_is_refused(make):
    field = make("Weight", decimals=None)
    field.show_value(0.0000001)
    assert (field.text(), field.check()) == ("0.0000001", True)
    for typed in ("1.23456789012345678901", "9" * 400):
        type_in(field, typed)
        assert (field.value, field.complaint.text()) == (0.0000001, "Weight must be a number with at most 15 digits.")
    type_in(field, "-0")
    assert (field.text(), field.value) == ("0", 0)
