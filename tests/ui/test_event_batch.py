"""Several events at once in the table; finding, following and columns."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMainWindow

from annotator.media.player import CameraSource, Player
from annotator.media.sound_output import SilentOutput
from annotator.model.history import Change, Edit
from annotator.model.items import Event
from ui.actions import Actions
from ui.coding.event_model import Column
from ui.coding.events import EventsPanel
from ui.session import CodingSession

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def shared(study, recording, qtbot):
    player = Player([CameraSource(recording, 0)], SilentOutput())
    with study.open_coding("S001", "KM") as coding:
        made = CodingSession(study, study.session("S001"), coding, player)
        qtbot.waitUntil(lambda: made.is_retimable)
        yield made
        made.close()
    player.close()


@pytest.fixture
def panel(shared, qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    actions = Actions(window)
    made = EventsPanel(shared, actions)
    for name, handler in made.handlers().items():
        actions.bind(name, handler)
    window.addActions([actions[one] for one in made.handlers()])
    actions.go_to("code")
    window.setCentralWidget(made)
    window.resize(620, 420)
    with qtbot.waitActive(window):
        window.show()
    yield made
    window.close()


@pytest.fixture
def three(shared):
    """Two bouts of crying at frames 10 and 40, and a reach at frame 30."""
    frame = [int(ms) for ms in shared.frame_times_ms()]
    made = [
        Event(id="a", code="crying", start_ms=frame[10], end_ms=frame[20]),
        Event(id="r", code="reach", start_ms=frame[30], end_ms=frame[30], comment="both arms"),
        Event(id="c", code="crying", start_ms=frame[40], end_ms=frame[50]),
    ]
    shared.do(lambda: Edit(label="add", changes=tuple(Change(None, event) for event in made)))
    shared.select("")
    return frame


def click(panel, event_id, modifiers=Qt.KeyboardModifier.NoModifier):
    index = panel.model.index(panel.model.row_of(event_id), Column.CODE)
    QTest.mouseClick(panel.table.viewport(), LEFT, modifiers, panel.table.visualRect(index).center())


def key(panel, code, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(panel.window(), code, modifiers)


def selected_rows(panel):
    return [panel.model.event_at(index.row()).id for index in panel.table.selectionModel().selectedRows()]


def choose(button, *texts):
    """Open the menu of a button and choose an entry, as a click would."""
    menu = button.menu()
    for text in texts:
        menu.aboutToShow.emit()
        action = next(one for one in menu.actions() if one.text().startswith(text))
        menu = action.menu() or menu
    action.trigger()


def test_rows_that_are_clicked_with_ctrl_are_selected_for_all_panels(panel, shared, three):
    click(panel, "a")
    assert shared.selected_ids == {"a"}
    click(panel, "c", CTRL)
    assert (shared.selected_ids, shared.selected_id) == ({"a", "c"}, "c")
    click(panel, "a", CTRL)
    assert shared.selected_ids == {"c"}


def test_what_is_selected_elsewhere_is_selected_in_the_table(panel, shared, three):
    shared.select_many(["c", "a"])
    assert selected_rows(panel) == ["a", "c"]
    assert panel.table.currentIndex().row() == panel.model.row_of("a")
    panel.filter_box.setText("crying")
    assert selected_rows(panel) == ["a", "c"], "filtering selects nothing else"
    panel.filter_box.setText("reach")
    assert shared.selected_ids == frozenset(), "what is out of sight is not selected"
    panel.filter_box.clear()
    assert selected_rows(panel) == []


def test_the_bar_is_there_for_several_only(panel, shared, three):
    shared.select("a")
    assert not panel.bar.isVisible()
    shared.select_many(["a", "c"])
    assert panel.bar.isVisible()
    assert panel.bar.heading.text() == "2 events selected"


def test_code_of_all_in_one_step(panel, shared, three):
    shared.select_many(["a", "c"])
    choose(panel.bar.codes, "Fussing")
    assert [event.code for event in shared.coding.events] == ["fussing", "reach", "fussing"]
    shared.undo()
    assert [event.code for event in shared.coding.events] == ["crying", "reach", "crying"]


def test_states_and_points_together_have_no_code_in_common(panel, shared, three):
    shared.select_many(["a", "r"])
    assert not panel.bar.codes.isEnabled()
    assert not panel.bar.modifiers.isEnabled()


def test_a_modifier_of_all(panel, shared, three):
    later = Event(id="s", code="reach", start_ms=three[60], end_ms=three[60])
    shared.do(lambda: Edit(label="add", changes=(Change(None, later),)))
    shared.select_many(["r", "s"])
    choose(panel.bar.modifiers, shared.codebook.modifier_by_id["target"].name, "stranger")
    assert [event.modifiers for event in shared.coding.events_of(["reach"])] == [{"target": "stranger"}] * 2


def test_one_comment_for_all(panel, shared, three):
    shared.select_many(["a", "c"])
    key(panel, Qt.Key.Key_C, CTRL | SHIFT)
    QTest.keyClicks(panel.bar.comment, "faint")
    QTest.keyClick(panel.bar.comment, Qt.Key.Key_Return)
    assert [event.comment for event in shared.coding.events] == ["faint", "both arms", "faint"]
    assert not panel.bar.comment.hasFocus()


def test_the_comment_of_one_is_typed_in_its_row(panel, shared, three, qtbot):
    shared.select("a")
    key(panel, Qt.Key.Key_C, CTRL | SHIFT)
    editor = panel.table.viewport().findChild(QLineEdit)
    QTest.keyClicks(editor, "faint")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shared.coding.event("a").comment == "faint")


def test_all_unsure_and_back(panel, shared, three):
    shared.select_many(["a", "c"])
    QTest.mouseClick(panel.bar.unsure, LEFT)
    assert [event.unsure for event in shared.coding.events] == [True, False, True]
    assert panel.bar.unsure.isChecked()
    QTest.mouseClick(panel.bar.unsure, LEFT)
    assert not any(event.unsure for event in shared.coding.events)


def test_a_shift_by_frames_lands_on_frames(panel, shared, three):
    shared.select_many(["a", "r"])
    panel.bar.frames.setText("3")
    QTest.mouseClick(panel.bar.later, LEFT)
    assert [(event.start_ms, event.end_ms) for event in shared.coding.events][:2] == [
        (three[13], three[23]),
        (three[33], three[33]),
    ]
    QTest.mouseClick(panel.bar.earlier, LEFT)
    assert shared.coding.event("a").start_ms == three[10]


def test_a_shift_past_the_ends_is_refused_whole(panel, shared, three):
    told = []
    shared.tell = told.append
    before = shared.coding.events
    shared.select_many(["a", "r"])
    panel.bar.frames.setText("11 f")
    QTest.mouseClick(panel.bar.earlier, LEFT)
    panel.bar.frames.setText("9000")
    QTest.mouseClick(panel.bar.later, LEFT)
    assert len(told) == 2
    assert shared.coding.events == before


def test_all_to_now_by_key(panel, shared, three, qtbot):
    shared.select_many(["a", "r"])
    shared.jump(three[15])
    qtbot.waitUntil(lambda: shared.position_ms == three[15])
    key(panel, Qt.Key.Key_M, CTRL | SHIFT)
    assert (shared.coding.event("a").start_ms, shared.coding.event("r").start_ms) == (three[15], three[35])


def test_keys_go_from_event_to_event_of_the_same_code(panel, shared, three, qtbot):
    shared.select("a")
    key(panel, Qt.Key.Key_PageDown)
    assert shared.selected_id == "c"
    qtbot.waitUntil(lambda: shared.position_ms == three[40])
    key(panel, Qt.Key.Key_PageDown)
    assert shared.selected_id == "c", "there is none after it"
    key(panel, Qt.Key.Key_J, CTRL | SHIFT)
    assert shared.selected_id == "a"


def test_finding_leaves_the_table_whole_and_goes_round(panel, shared, three):
    QTest.mouseClick(panel.narrows, LEFT)
    key(panel, Qt.Key.Key_F, CTRL)
    QTest.keyClicks(panel.filter_box, "cry")
    assert panel.model.rowCount() == 3
    found = []
    for modifiers in (Qt.KeyboardModifier.NoModifier,) * 3 + (SHIFT,):
        QTest.keyClick(panel.filter_box, Qt.Key.Key_Return, modifiers)
        found.append(shared.selected_id)
    assert found == ["a", "c", "a", "c"]


def test_find_next_says_when_nothing_matches(panel, shared, three):
    told = []
    shared.tell = told.append
    panel.filter_box.setText("singing")
    key(panel, Qt.Key.Key_F, CTRL | SHIFT)
    assert "singing" in str(told[0])


def test_switching_the_filter_off_shows_all_and_on_narrows_again(panel, three):
    panel.filter_box.setText("reach")
    assert panel.model.rowCount() == 1
    QTest.mouseClick(panel.narrows, LEFT)
    assert panel.model.rowCount() == 3
    QTest.mouseClick(panel.narrows, LEFT)
    assert panel.model.rowCount() == 1


def many(shared, frames):
    made = [Event(id=f"m{n:03}", code="reach", start_ms=ms, end_ms=ms) for n, ms in enumerate(frames)]
    shared.do(lambda: Edit(label="add", changes=tuple(Change(None, event) for event in made)))
    shared.select("")


def rows_in_sight(panel):
    table = panel.table
    top, bottom = table.rowAt(1), table.rowAt(table.viewport().height() - 2)
    return range(top, (bottom if bottom >= 0 else panel.model.rowCount() - 1) + 1)


def test_the_table_follows_the_playhead_when_asked(panel, shared, qtbot):
    frames = [int(ms) for ms in shared.frame_times_ms()]
    many(shared, frames)
    panel.table.scrollToTop()
    shared.jump(frames[80])
    qtbot.waitUntil(lambda: shared.position_ms == frames[80])
    assert 80 not in rows_in_sight(panel)
    key(panel, Qt.Key.Key_P, CTRL | SHIFT)
    assert 80 in rows_in_sight(panel)
    shared.jump(frames[3])
    qtbot.waitUntil(lambda: shared.position_ms == frames[3])
    assert 3 in rows_in_sight(panel)


def test_the_row_that_began_last_is_found_however_the_table_is_sorted(panel, three):
    model = panel.model
    for column, order in ((Column.START, 0), (Column.START, 1), (Column.CODE, 0)):
        model.sort(column, Qt.SortOrder(order))
        assert model.event_at(model.row_before(three[35])).id == "r"
        assert model.row_before(three[0]) is None


def test_columns_are_hidden_by_the_menu_of_the_headings_and_remembered(panel, shared, three):
    assert panel.columns.state() == b"", "nothing was changed, so nothing is kept"
    header = panel.table.horizontalHeader()
    header.customContextMenuRequested.emit(QPoint(5, 5))
    choice = next(one for one in panel.columns.menu.actions() if one.text() == "Modifiers")
    choice.trigger()
    panel.columns.menu.close()
    panel.table.setColumnWidth(Column.CODE, 222)
    assert panel.table.isColumnHidden(Column.MODIFIERS)
    again = EventsPanel(shared, panel._actions)
    again.columns.restore(panel.columns.state())
    assert again.table.isColumnHidden(Column.MODIFIERS)
    assert again.table.columnWidth(Column.CODE) == 222
    again.deleteLater()
