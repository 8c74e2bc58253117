"""Every button and list of the window says what it is: to those who point at it, and to those who cannot see it."""

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QScrollBar,
    QTabBar,
    QWidget,
)

from tests.ui.every_page import make_every_page

WHOLES = (QAbstractButton, QAbstractSpinBox, QComboBox, QAbstractItemView, QLineEdit, QTabBar)
"""What Qt, or a tile of ours, builds of parts that nobody reaches by themselves."""

FIELDS = (QLineEdit, QComboBox, QAbstractSpinBox, QAbstractSlider, QAbstractItemView, QTabBar)


def said_by(widget):
    """What a screen reader reads of it."""
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or (text if any(letter.isalpha() for letter in text) else "")


def is_ours(widget):
    """Not a part that Qt makes inside another widget, such as the field inside a spin box."""
    if widget.objectName().startswith("qt_") or isinstance(widget, QHeaderView | QScrollBar):
        return False
    parents = []
    parent = widget.parentWidget()
    while parent is not None:
        parents.append(parent)
        parent = parent.parentWidget()
    return not any(isinstance(one, WHOLES) for one in parents)


@pytest.fixture
def window(coder):
    """The window with a coding open, every panel of it made."""
    coder.sit_down()
    make_every_page(coder.program)
    for place in ("agree", "results", "codebook", "code"):
        coder.program.window.show_place(place)
    return coder.program.window


def where(widget):
    """Say which it is, for whoever has to find it."""
    names, one = [], widget
    while one is not None:
        names.insert(0, type(one).__name__)
        one = one.parentWidget()
    text = widget.text() if isinstance(widget, QAbstractButton | QLineEdit) else widget.objectName()
    return f"{' > '.join(names[-4:])}: {text}"


def shows_only_a_sign(button):
    """Whether nothing on it can be read: an icon, or a character that is no letter."""
    has_words = any(letter.isalnum() for letter in button.text())
    return not has_words and (bool(button.text()) or not button.icon().isNull())


def test_every_button_has_a_name_and_those_that_show_only_a_sign_a_tooltip(window):
    buttons = [one for one in window.findChildren(QAbstractButton) if is_ours(one)]
    shown = [one for one in buttons if not one.isHidden() or said_by(one)]  # some get their words when they are shown
    assert len(shown) > 30
    assert [where(one) for one in shown if not said_by(one)] == []
    assert [where(one) for one in shown if shows_only_a_sign(one) and not one.toolTip()] == []


def test_every_field_list_and_tab_bar_has_a_name(window):
    fields = [one for one in window.findChildren(QWidget) if isinstance(one, FIELDS) and is_ours(one)]
    assert len(fields) > 10
    without = [where(one) for one in fields if not one.accessibleName()]
    assert without == []


def test_the_headings_of_every_table_say_what_they_are(window):
    headers = [one for one in window.findChildren(QHeaderView) if one.isVisibleTo(window)]
    without = [where(one) for one in headers if not one.accessibleName()]
    assert without == []
