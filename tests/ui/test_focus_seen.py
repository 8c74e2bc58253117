"""Where the keyboard is can be seen: on tabs, too, which arrow keys turn."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QTabBar, QTableWidget, QTabWidget, QVBoxLayout, QWidget

from ui.theme import apply_theme


@pytest.mark.looks
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_row_of_tabs_shows_that_it_has_the_keyboard(qtbot, qapp, dress, theme):
    apply_theme(qapp, theme)
    whole, elsewhere, bar, panels = QWidget(), QLineEdit(), QTabBar(), QTabWidget()
    for name in ("Study", "Two coders"):
        bar.addTab(name)
        panels.addTab(QWidget(), name)
    layout = QVBoxLayout(whole)
    for one in (elsewhere, bar, panels):
        layout.addWidget(one)
    qtbot.addWidget(whole)
    with qtbot.waitActive(whole):
        whole.show()
    for one in (bar, panels.tabBar()):
        elsewhere.setFocus()
        before = one.grab().toImage()
        one.setFocus(Qt.FocusReason.TabFocusReason)
        assert one.hasFocus()
        assert one.grab().toImage() != before


@pytest.mark.looks
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_table_and_a_list_show_that_they_have_the_keyboard(qtbot, qapp, dress, theme):
    apply_theme(qapp, theme)
    whole, elsewhere, table, names = QWidget(), QLineEdit(), QTableWidget(2, 2), QListWidget()
    names.addItems(["Codes", "Events"])
    layout = QVBoxLayout(whole)
    for one in (elsewhere, table, names):
        layout.addWidget(one)
    table.setCurrentCell(0, 0)
    names.setCurrentRow(0)
    qtbot.addWidget(whole)
    with qtbot.waitActive(whole):
        whole.show()
    for one in (table, names):
        elsewhere.setFocus()
        before = one.grab().toImage()
        one.setFocus(Qt.FocusReason.TabFocusReason)
        assert one.grab().toImage() != before
