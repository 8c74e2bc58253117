"""Any table is imported in the window: what its columns are is said there, and seen at once in what it becomes."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from annotator.exchange.codings.table_shape import Columns, Shape
from tests.ui import boris_twin
from tests.ui.boris_twin import state
from tests.ui.importing import Importer
from tests.ui.test_keyboard_path import left_out
from tests.ui.test_screen_sizes import is_cut, words
from ui.study.importing.table_roles import NOT_TAKEN, ROLES, preview, roles_of, versions, with_role

CLEAR = "wer;was;t;dauer;bem\ninfant;crying;500;700;laut\ninfant;reach;1500;0;\ninfant;crying;2500;300;\n"
BLIND = "a;b;c\nx;1;crying\ny;2;reach\n"


@pytest.fixture
def lab(program, study, qtbot, answers):
    return Importer(program, study, qtbot, answers).sit_down()


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "old.csv"
    path.write_text(CLEAR, encoding="utf-8")
    return path


def asked(lab, path):
    """Ask what a table looks like, and wait until it is tried."""
    lab.imports.take([path])
    lab.idle()
    page = lab.imports.table_page
    if lab.workspace.currentWidget() is lab.page:
        lab.imports._ask_columns()
    lab.wait(lambda: lab.workspace.currentWidget() is page and page.found is not None)
    lab.idle()
    return page


def test_a_guess_is_a_doubt_and_the_way_to_the_columns_stands_beside_it(lab, table):
    lab.imports.take([table])
    lab.wait(lambda: lab.work.shown is not None)
    lab.idle()
    lab.go_to("table")
    assert lab.card.columns.isVisible()
    QTest.mouseClick(lab.card.columns, Qt.MouseButton.LeftButton)
    page = lab.imports.table_page
    lab.wait(lambda: page.found is not None)
    lab.idle()
    assert page.found.roles == ("who", "code", "start", "duration", "answer")
    assert page.events.rowCount() == 3
    lab.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier, at=page)
    lab.wait(lambda: lab.workspace.currentWidget() is lab.page)
    lab.idle()
    assert ("table", ()) not in lab.doubts
    assert lab.work.mapping.table == page.shape


def test_what_a_column_is_is_said_in_its_menu_and_what_it_becomes_follows(lab, table):
    page = asked(lab, table)
    page.table.setFocus()
    page.table.setCurrentIndex(page.cells.index(0, 4))
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    menu = next(one for one in page.findChildren(QMenu) if one.isVisible())
    comment = next(one for one in menu.actions() if one.text() == ROLES["comment"])
    menu.setActiveAction(comment)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    lab.wait(lambda: page.found.roles[4] == "comment")
    lab.idle()
    assert page.events.rows[0][5] == "laut"
    page.time.setCurrentIndex(page.time.findData("seconds"))
    page.time.activated.emit(page.time.currentIndex())
    lab.wait(lambda: page.events.rows[0][3] == "8:20.000")


def test_where_nothing_tells_the_columns_they_are_asked_for_first_and_escape_goes_back(lab, tmp_path):
    path = tmp_path / "blind.csv"
    path.write_text(BLIND, encoding="utf-8")
    page = asked(lab, path)
    for at, role in ((0, NOT_TAKEN), (1, "start"), (2, "code")):
        page.choose_role(at, role)
        lab.idle()
    assert [row[1] for row in page.found.events] == ["crying", "reach"]
    QTest.keyClick(page.table, Qt.Key.Key_Escape)
    lab.wait(lambda: lab.workspace.currentWidget() is lab.page)


@pytest.mark.looks
def test_no_text_of_the_page_is_cut_and_all_of_it_is_reached_by_the_keyboard(lab, table):
    page = asked(lab, table)
    for size in ((1280, 720), (1600, 1000)):
        lab.program.window.resize(*size)
        lab.qtbot.wait(30)
        shown = [one for one in page.findChildren(object) if getattr(one, "isVisible", lambda: False)()]
        assert [words(one) for one in shown if is_cut(one) and not one.toolTip()] == []
    lab.program.window.activateWindow()
    lab.wait(lab.program.window.isActiveWindow)
    assert left_out(lab.program.window, page) == []


def test_every_role_can_be_given_and_taken_and_every_preset_is_offered():
    header = ["t", "what", "who", "x"]
    shape = Shape(start="t", code="what", who="who", preset="mine")
    for role in ROLES:
        changed = with_role(header, shape, 3, role)
        assert roles_of(header, changed)[3] == role
        assert not changed.preset
        others = [one for one in roles_of(header, changed)[:3] if one != role]
        assert set(others) <= set(roles_of(header, shape))
    assert all(versions().values())
    assert Columns(header).names == tuple(header)


def test_a_table_is_looked_at_as_it_is_said_to_be(table):
    found = preview(table, replace(Shape(), delimiter=",", code="was", start="t"), "")
    assert found.problem is not None
    assert found.rows
    right = preview(table, None, "")
    assert right.problem is None
    assert right.total == 3


def test_a_behaviour_that_the_study_does_not_have_is_added_to_its_codebook_and_the_rest_goes_on(lab, tmp_path):
    rows = [*state("hold", 0.5, 1.0), (1.5, "", "smile", "", "")]
    lab.open(boris_twin.write(tmp_path / "a.boris", {"S001": rows}))
    lab.go_to("nobody")
    lab.press(Qt.Key.Key_1)
    lab.go_to("code")
    assert not lab.card.as_point.isVisible()
    assert lab.card.as_state.text() == "Add it to our codebook: a state"
    QTest.mouseClick(lab.card.as_state, Qt.MouseButton.LeftButton)
    lab.said("“hold” is a code of the study now.")
    lab.wait(lambda: lab.work.study is not lab.study and lab.work.shown is not None and not lab.work.is_settling)
    lab.idle()
    assert lab.workspace.currentWidget() is lab.page
    assert "hold" in {one.name.lower() for one in lab.work.study.codebook.codes}
    assert ("code", ("hold", "infant")) not in lab.doubts
    assert lab.doubts["nobody", ("smile",)] == 0
