"""Whatever can be clicked in a workspace can be reached by Tab, or is done by a key that it shows."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTableView,
    QWidget,
)

from annotator.model.items import Cell
from tests.ui.test_every_widget import is_ours, where
from ui.keys.code_keys import TakesKeys
from ui.widgets.code_row import CodeRow

MOST = 120
KINDS = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QTabBar, QTableView)


def walk(window):
    """Press Tab often enough to come round; return where the keyboard has been."""
    seen = []
    for _ in range(MOST):
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        if (now := QApplication.focusWidget()) is not None:
            seen.append(now)
    return seen


def has_key(widget):
    """Whether its tooltip ends with a key, that of its action, or it is the head of a code, whose key is on it."""
    said = widget.toolTip().splitlines()[:1]
    return isinstance(widget, CodeRow) or any(re.search(r"\([^()]+\)$", line) for line in said)


def left_out(window, inside):
    seen = walk(window)
    reached = {one for widget in seen for one in (widget, widget.focusProxy()) if one is not None}
    # Some take the keyboard as a whole, and have keys for each of their buttons.
    reached |= {part for whole in reached if isinstance(whole, TakesKeys) for part in whole.findChildren(QWidget)}
    # Of buttons of which one is chosen, as with radio buttons, Tab reaches that one and the arrows the others.
    groups = {one.group() for one in reached if isinstance(one, QAbstractButton) and one.group() is not None}
    reached |= {one for group in groups if group.exclusive() for one in group.buttons()}
    shown = [one for one in inside.findChildren(QWidget) if isinstance(one, KINDS) and one.isVisible()]
    assert shown
    return [where(one) for one in shown if one.isEnabled() and is_ours(one) and one not in reached and not has_key(one)]


@pytest.fixture
def window(coder):
    coder.sit_down()
    window = coder.program.window
    window.activateWindow()
    coder.qtbot.waitUntil(window.isActiveWindow)
    return window


@pytest.mark.parametrize("place", ["study", "code", "agree", "results", "codebook"])
def test_every_workspace_has_a_path_for_the_keyboard(coder, window, place):
    coder.program.actions[f"show_{place}"].trigger()
    coder.qtbot.waitUntil(lambda: not coder.program.reads.running and not coder.program.saves.running)
    assert window.place == place
    assert left_out(window, window._stack.currentWidget()) == []


@pytest.mark.parametrize("tab", ["Episodes", "Ratings", "Class", "Checks", "History", "Setup"])
def test_every_panel_of_the_code_workspace_has_one(coder, window, tab):
    side = coder.side
    names = [side.tabs.tabText(at) for at in range(side.tabs.count())]
    side.tabs.setCurrentIndex(next(at for at, name in enumerate(names) if name.startswith(tab)))
    if tab == "Ratings":
        side.forms.show_cell(Cell("proximity_seeking", "5", "caregiver"))
    assert left_out(window, side) == []


@pytest.mark.parametrize("form", ["new_study", "add_session", "study_settings", "backups"])
def test_every_form_of_the_study_workspace_has_one(coder, window, form):
    coder.program.actions[form].trigger()
    coder.qtbot.waitUntil(lambda: not coder.program.reads.running and not coder.program.saves.running)
    assert left_out(window, coder.program.study_workspace.currentWidget()) == []
