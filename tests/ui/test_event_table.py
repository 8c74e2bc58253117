"""The event table: it always shows what the coding holds, and what is typed into it becomes an edit."""

import random

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QMainWindow
from pytestqt.qt_compat import qt_api

from annotator.media.player import CameraSource, Player
from annotator.media.sound_output import SilentOutput
from annotator.model import commands
from annotator.model.codebook.draft import draft_of
from annotator.model.codebook.renames import split_code
from annotator.model.history import Change, Edit
from annotator.model.items import Event
from annotator.study import open_study
from annotator.study.codebook_change import apply_change
from ui.actions import Actions
from ui.coding.event_model import Column, EventModel
from ui.coding.events import EventsPanel
from ui.session import CodingSession

pytestmark = pytest.mark.looks


@pytest.fixture
def panel(shared, qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    actions = Actions(window)
    made = EventsPanel(shared, actions)
    window.setCentralWidget(made)
    window.resize(620, 420)
    window.show()
    yield made
    window.close()


def add(shared, *events):
    made = [Event(id=name, code=code, start_ms=start, end_ms=end) for name, code, start, end in events]
    shared.do(lambda: Edit(label="add", changes=tuple(Change(None, event) for event in made)))


def three(shared):
    add(shared, ("a", "crying", 1000, 2000), ("b", "reach", 1500, 1500), ("c", "search", 500, None))


def shown(panel, column=None):
    model = panel.model
    if column is None:
        return [model.event_at(row).id for row in range(model.rowCount())]
    return [model.index(row, column).data() for row in range(model.rowCount())]


def cell(panel, event_id, column):
    return panel.model.index(panel.model.row_of(event_id), column)


def click(qtbot, panel, index, double=False):
    viewport, at = panel.table.viewport(), panel.table.visualRect(index).center()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=at)
    if double:
        qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=at)


def edit_cell(qtbot, panel, event_id, column, text):
    """Type into a cell as a user does: open the editor, replace what it holds, press Enter."""
    index = cell(panel, event_id, column)
    panel.table.setCurrentIndex(index)
    panel.table.edit(index)
    type_into_editor(qtbot, panel, text)


def type_into_editor(qtbot, panel, text):
    editor = panel.table.findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.table.findChild(QLineEdit) is None)


def test_a_row_says_when_what_in_which_episode_and_with_which_modifiers(panel, shared):
    shared.mark_episode("4")
    shared.move_episode("5", 1800)
    three(shared)
    shared.do(lambda: commands.modify(shared.coding, shared.codebook, "b", "target", "stranger"))
    shared.do(lambda: commands.comment(shared.coding, "b", "both arms"))
    assert shown(panel) == ["c", "a", "b"]
    assert shown(panel, Column.START) == ["0:00.500", "0:01.000", "0:01.500"]
    assert shown(panel, Column.END) == ["running", "0:02.000", "·"]
    assert shown(panel, Column.CODE) == ["Search", "Crying", "Reach"]
    assert shown(panel, Column.EPISODE) == ["4–", "4–5", "4"]
    assert shown(panel, Column.MODIFIERS) == ["", "", "stranger"]
    assert shown(panel, Column.COMMENT) == ["", "", "both arms"]
    assert panel._title.text() == "Events · 3"


@pytest.mark.parametrize("column", list(Column))
@pytest.mark.parametrize("order", [Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder])
def test_rows_follow_any_edits_one_by_one_and_stay_sorted(panel, shared, column, order):
    rng = random.Random(f"{column}{order}")
    panel.model.sort(column, order)
    panel.model.filter("stranger")
    marked = set()
    shared.edited.connect(lambda edit: marked.update(one.item_id for one in edit.changes if is_new(one, edit)))
    resets = qt_api.QtTest.QSignalSpy(panel.model.modelReset)
    for _ in range(120):
        step_at_random(shared, rng)
        rising = sorted(events_about("stranger", shared, marked), key=lambda event: sorted_by(column, event, shared))
        expected = rising if order == Qt.SortOrder.AscendingOrder else rising[::-1]
        assert shown(panel) == [event.id for event in expected]
    if column != Column.EPISODE:
        assert resets.count() == 0


def is_new(change, edit):
    return change.before is None and edit.kind == "do"


def events_about(word, shared, marked):
    """Scan the whole coding for the events of which something says the word, or that were marked since it was typed."""
    for event in shared.coding.events:
        code = shared.codebook.code_by_id[event.code]
        if (
            event.id in marked
            or word in " ".join([code.id, code.name, code.group, modifiers_of(event, shared), event.comment]).casefold()
        ):
            yield event


def sorted_by(column, event, shared):
    """Say in other words than the table's what its rows rise by: the column, then the start, then the id."""
    values = {
        Column.START: event.start_ms,
        Column.END: float("inf") if event.end_ms is None else event.end_ms,
        Column.CODE: shared.codebook.code_by_id[event.code].name.casefold(),
        Column.EPISODE: episodes_of(event, shared),
        Column.MODIFIERS: modifiers_of(event, shared).casefold(),
        Column.UNSURE: event.unsure,
        Column.COMMENT: event.comment.casefold(),
    }
    return values[column], event.start_ms, event.id


def modifiers_of(event, shared):
    said = {one.id: {value.id: value.name for value in one.values} for one in shared.codebook.modifiers}
    asked = shared.codebook.code_by_id[event.code].modifiers
    is_open = event.end_ms is not None and len(event.modifiers) < len(asked)
    answers = [said[modifier][value] for modifier, value in event.modifiers.items()]
    return " · ".join([*answers, *(["? open"] if is_open else [])])


def episodes_of(event, shared):
    def at(ms):
        begun = [(mark.start_ms, mark.id, mark.episode) for mark in shared.coding.episode_marks if mark.start_ms <= ms]
        return max(begun)[2] if begun else ""

    first, last = at(event.start_ms), at(max(event.start_ms, (event.end_ms or 0) - 1))
    if event.end_ms is None:
        return f"{first}–" if first else ""
    return f"{first}–{last}" if first and first != last else last


def step_at_random(shared, rng):
    at_ms, events = rng.randrange(0, 5000), shared.coding.events
    one = rng.choice(events) if events else Event(id="", code="reach", start_ms=0, end_ms=0)
    code = rng.choice(shared.codebook.codes).id
    modifier = rng.choice(shared.codebook.code_by_id[one.code].modifiers or ("target",))
    value = rng.choice([value.id for value in shared.codebook.modifier_by_id[modifier].values])
    said = rng.choice(["x", "Stranger near", "a stranger comes"])
    steps = [
        lambda: commands.mark(shared.coding, shared.codebook, code, at_ms),
        lambda: commands.mark(shared.coding, shared.codebook, code, at_ms),
        lambda: commands.trim(shared.coding, shared.codebook, one.id, start_ms=at_ms),
        lambda: commands.recode(shared.coding, shared.codebook, one.id, code),
        lambda: commands.modify(shared.coding, shared.codebook, one.id, modifier, value),
        lambda: commands.flag_unsure(shared.coding, one.id, unsure=not one.unsure),
        lambda: commands.delete(shared.coding, [one.id]),
        lambda: commands.comment(shared.coding, one.id, said),
        lambda: commands.mark_episode(shared.coding, shared.codebook, rng.choice("12345678"), at_ms),
    ]
    rng.choice([lambda: shared.do(rng.choice(steps)), lambda: shared.do(steps[0]), shared.undo, shared.redo])()


def test_the_headings_sort_and_a_second_click_turns_the_order_round(panel, shared, qtbot):
    three(shared)
    header = panel.table.horizontalHeader()

    def click_heading(column):
        at = QPoint(header.sectionViewportPosition(column) + 10, header.height() // 2)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)

    click_heading(Column.CODE)
    assert shown(panel, Column.CODE) == ["Crying", "Reach", "Search"]
    click_heading(Column.CODE)
    assert shown(panel, Column.CODE) == ["Search", "Reach", "Crying"]
    assert panel.model.headerData(Column.CODE, Qt.Orientation.Horizontal) == "code ▾"
    click_heading(Column.END)
    assert shown(panel, Column.END) == ["·", "0:02.000", "running"]


def test_the_filter_looks_in_code_group_modifier_and_comment(panel, shared, qtbot):
    three(shared)
    shared.do(lambda: commands.comment(shared.coding, "c", "bangs the door"))
    qtbot.keyClicks(panel.filter_box, "door")
    assert shown(panel) == ["c"]
    assert panel._title.text() == "1 of 3 events"
    qtbot.keyClick(panel.filter_box, Qt.Key.Key_Escape)
    assert len(shown(panel)) == 3
    qtbot.keyClicks(panel.filter_box, "distress")
    assert shown(panel) == ["a"]


def rows(panel):
    return [panel.model.event_at(index.row()).id for index in panel.table.selectionModel().selectedRows()]


def test_an_event_can_be_deleted_while_a_filter_is_on(panel, shared, qtbot):
    three(shared)
    qtbot.keyClicks(panel.filter_box, "crying")
    shared.select("a")
    shared.delete_selected()
    assert shown(panel) == []
    assert shared.coding.event("a") is None


def test_a_click_selects_in_the_session_and_the_session_selects_in_the_table(panel, shared, qtbot):
    three(shared)
    click(qtbot, panel, cell(panel, "a", Column.CODE))
    assert shared.selected_id == "a"
    assert rows(panel) == ["a"]
    shared.select("c")
    assert rows(panel) == ["c"]
    shared.select("")
    assert rows(panel) == []


def test_what_is_marked_is_selected_and_after_a_delete_nothing_is(panel, shared):
    three(shared)
    shared.select("a")
    shared.delete_selected()
    assert shared.selected_id == ""
    assert rows(panel) == []
    shared.undo()
    assert rows(panel) == ["a"]


def test_a_double_click_goes_to_the_event_and_so_does_enter_when_the_table_has_the_keyboard(panel, shared, qtbot):
    three(shared)
    click(qtbot, panel, cell(panel, "b", Column.EPISODE), double=True)
    assert shared.position_ms == 1500
    assert panel.table.state() != panel.table.State.EditingState
    panel.table.setFocus()
    shared.select("a")
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert shared.position_ms == 1000


def test_a_click_leaves_the_keyboard_to_the_player(panel, shared, qtbot):
    three(shared)
    panel.window().setFocus()
    click(qtbot, panel, cell(panel, "a", Column.CODE))
    assert not panel.table.hasFocus()


def test_a_second_slow_click_on_a_cell_edits_it_but_the_first_click_on_a_marked_event_does_not(panel, shared, qtbot):
    three(shared)
    shared.select("a")
    index = cell(panel, "a", Column.COMMENT)
    click(qtbot, panel, index)
    qtbot.wait(qt_api.QtWidgets.QApplication.doubleClickInterval() + 50)
    assert panel.table.state() != panel.table.State.EditingState
    click(qtbot, panel, index)
    qtbot.waitUntil(lambda: panel.table.state() == panel.table.State.EditingState)
    type_into_editor(qtbot, panel, "loud")
    assert shared.coding.event("a").comment == "loud"


def test_a_double_click_on_a_comment_writes_it_so_that_its_letters_are_no_codes(panel, shared, qtbot):
    three(shared)
    click(qtbot, panel, cell(panel, "a", Column.COMMENT), double=True)
    assert panel.table.state() == panel.table.State.EditingState
    type_into_editor(qtbot, panel, "cry pfs")
    assert shared.coding.event("a").comment == "cry pfs"


def test_a_double_click_on_a_code_opens_the_list_of_codes_and_a_click_in_it_recodes(panel, shared, qtbot):
    three(shared)
    click(qtbot, panel, cell(panel, "a", Column.CODE), double=True)
    assert shared.position_ms == 1000
    codes = panel.table.findChild(QComboBox)
    qtbot.waitUntil(codes.view().isVisible)
    wanted = codes.model().index(codes.findData("fussing"), 0)
    qtbot.mouseClick(codes.view().viewport(), Qt.MouseButton.LeftButton, pos=codes.view().visualRect(wanted).center())
    qtbot.waitUntil(lambda: shared.coding.event("a").code == "fussing")
    qtbot.waitUntil(lambda: panel.table.findChild(QComboBox) is None)
    assert len(shared.opened.history.done) == 2, "one edit"


def test_a_list_of_codes_that_is_left_changes_nothing_and_takes_no_more_letters(panel, shared, qtbot):
    three(shared)
    click(qtbot, panel, cell(panel, "a", Column.CODE), double=True)
    codes = panel.table.findChild(QComboBox)
    qtbot.waitUntil(codes.view().isVisible)
    qtbot.keyClicks(codes.view(), "f")
    qtbot.keyClick(codes.view(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: panel.table.findChild(QComboBox) is None)
    assert shared.coding.event("a").code == "crying"
    assert not panel.table.hasFocus()


def test_a_double_click_on_modifiers_asks_for_them_again(panel, shared, qtbot):
    three(shared)
    with qtbot.waitSignal(panel.question_wanted, check_params_cb=lambda one: one == "b"):
        click(qtbot, panel, cell(panel, "b", Column.MODIFIERS), double=True)


@pytest.mark.parametrize("column", [Column.START, Column.END])
def test_a_double_click_on_a_time_goes_there_and_types_so_that_its_digits_are_no_keys(panel, shared, qtbot, column):
    three(shared)
    click(qtbot, panel, cell(panel, "a", column), double=True)
    assert shared.position_ms == 1000
    assert panel.table.state() == panel.table.State.EditingState
    type_into_editor(qtbot, panel, "0:01.400")
    event = shared.coding.event("a")
    assert 1400 in (event.start_ms, event.end_ms)


def test_times_are_typed_as_they_are_shown(panel, shared, qtbot):
    three(shared)
    edit_cell(qtbot, panel, "a", Column.START, "0:00.800")
    edit_cell(qtbot, panel, "a", Column.END, "1,9")
    edit_cell(qtbot, panel, "c", Column.END, "3")
    assert (shared.coding.event("a").start_ms, shared.coding.event("a").end_ms) == (800, 1900)
    assert shared.coding.event("c").end_ms == 3000
    assert [edit.label for edit in shared.opened.history.done[-3:]] == ["trim Crying", "trim Crying", "trim Search"]


def test_what_cannot_be_is_said_and_changes_nothing(panel, shared, qtbot):
    told = []
    shared.tell = told.append
    three(shared)
    edit_cell(qtbot, panel, "a", Column.START, "later")
    edit_cell(qtbot, panel, "a", Column.START, "0:02.500")
    assert [problem.what for problem in told] == ["“later” is not a time.", "Crying would end before it starts."]
    assert shared.coding.event("a").start_ms == 1000
    edit_cell(qtbot, panel, "a", Column.START, "")
    assert len(told) == 2


def test_a_typed_time_becomes_that_of_the_frame_shown_then(study, qtbot):
    session = study.session("S001")
    player = Player([CameraSource(study.recordings.find(session, 0))], SilentOutput())
    with study.open_coding("S001", "KM") as coding:
        shared = CodingSession(study, session, coding, player)
        qtbot.waitUntil(lambda: len(shared.frame_times_ms()) == 150)
        window = QMainWindow()
        qtbot.addWidget(window)
        panel = EventsPanel(shared, Actions(window))
        window.setCentralWidget(panel)
        window.show()
        three(shared)
        edit_cell(qtbot, panel, "a", Column.START, "0:01.150")
        assert shared.coding.event("a").start_ms == shared.frame_times_ms()[34] == 1134
        shared.close()
        player.close()


def test_the_code_is_chosen_from_those_of_the_same_kind(panel, shared, qtbot):
    three(shared)
    index = cell(panel, "a", Column.CODE)
    panel.table.setCurrentIndex(index)
    panel.table.edit(index)
    codes = panel.table.findChild(QComboBox)
    offered = {codes.itemData(row) for row in range(codes.count())}
    assert "reach" not in offered
    codes.setCurrentIndex(codes.findData("fussing"))
    codes.activated.emit(codes.currentIndex())
    assert shared.coding.event("a").code == "fussing"
    assert len(shared.opened.history.done) == 2, "one edit"


def test_a_point_has_no_end_to_edit_and_a_submitted_coding_nothing(panel, shared):
    three(shared)
    editable = Qt.ItemFlag.ItemIsEditable
    assert not panel.model.flags(cell(panel, "b", Column.END)) & editable
    assert panel.model.flags(cell(panel, "b", Column.START)) & editable
    assert not panel.model.flags(cell(panel, "b", Column.EPISODE)) & editable
    shared.do(lambda: commands.submit(shared.coding))
    assert not panel.model.flags(cell(panel, "a", Column.START)) & editable


def test_a_click_on_the_question_mark_says_that_the_coder_is_unsure(panel, shared, qtbot):
    three(shared)
    click(qtbot, panel, cell(panel, "a", Column.UNSURE))
    assert shared.coding.event("a").unsure
    assert cell(panel, "a", Column.UNSURE).data() == "?"
    click(qtbot, panel, cell(panel, "a", Column.UNSURE))
    assert not shared.coding.event("a").unsure


def test_the_rows_of_what_is_on_now_are_lit(panel, shared):
    three(shared)
    shared.select("")
    before = panel.table.viewport().grab().toImage()
    panel.show_on(frozenset({"a"}))
    after = panel.table.viewport().grab().toImage()
    edge = panel.table.visualRect(cell(panel, "a", Column.COMMENT)).center()
    other = panel.table.visualRect(cell(panel, "c", Column.COMMENT)).center()
    assert before.pixelColor(edge) != after.pixelColor(edge)
    assert before.pixelColor(other) == after.pixelColor(other)


def test_columns_fit_the_table_at_every_width_until_one_is_dragged(panel, shared):
    three(shared)
    table, header = panel.table, panel.table.horizontalHeader()
    for width in (520, 700, 1_100):
        panel.window().resize(width, 420)
        assert header.length() == table.viewport().width()
        assert header.sectionSize(Column.COMMENT) >= table.fontMetrics().horizontalAdvance("comment")
    assert panel.columns.state() == b""
    header.resizeSection(Column.CODE, 120)
    panel.window().resize(800, 420)
    assert header.sectionSize(Column.CODE) == 120
    assert panel.columns.state() != b""
    header.customContextMenuRequested.emit(QPoint(5, 5))
    next(one for one in panel.columns.menu.actions() if one.text() == "Fit columns").trigger()
    panel.columns.menu.close()
    assert header.length() == table.viewport().width()


def test_a_cut_comment_can_be_read_in_its_tooltip(panel, shared):
    three(shared)
    long = "sobs, arms up towards the caregiver who has just come in"
    shared.do(lambda: commands.comment(shared.coding, "a", long))
    assert cell(panel, "a", Column.COMMENT).data(Qt.ItemDataRole.ToolTipRole) == long


def test_an_edit_of_very_many_events_is_shown_at_once(panel, shared):
    resets = qt_api.QtTest.QSignalSpy(panel.model.modelReset)
    add(shared, *((f"m{n}", "reach", n * 10, n * 10) for n in range(300)))
    assert resets.count() == 1
    assert panel.model.rowCount() == 300
    shared.undo()
    assert panel.model.rowCount() == 0


def test_a_second_click_on_a_heading_only_turns_the_rows_round(panel, shared):
    three(shared)
    panel.model.sort(Column.CODE)
    rising = shown(panel)
    panel.model.sort(Column.CODE, Qt.SortOrder.DescendingOrder)
    assert shown(panel) == rising[::-1]
    panel.model.sort(Column.CODE)
    assert shown(panel) == rising


def test_what_was_not_answered_is_open_in_the_table_and_a_click_asks_again(panel, shared, qtbot):
    add(shared, ("a", "proximity_seeking", 1000, 2000), ("b", "crying", 3000, 4000))
    assert shown(panel, Column.MODIFIERS) == ["? open", ""]
    with qtbot.waitSignal(panel.question_wanted) as asked:
        click(qtbot, panel, cell(panel, "a", Column.MODIFIERS))
    assert asked.args == ["a"]
    for modifier, value in (("target", "caregiver"), ("completeness", "full")):
        shared.do(
            lambda modifier=modifier, value=value: commands.modify(shared.coding, shared.codebook, "a", modifier, value)
        )
    assert shown(panel, Column.MODIFIERS)[0] == "caregiver · full"


def test_events_of_a_retired_code_keep_their_name_in_the_table_and_are_found(study, qtbot):
    path = study.folder / "codebook.toml"
    new = split_code(draft_of(path.read_text(encoding="utf-8")), "crying", ("Loud", "Soft"))
    with study.open_coding("S001", "KM") as coding:
        event = Event(id="a", code="crying", start_ms=0, end_ms=500)
        coding.history.do(Edit(label="add", changes=(Change(None, event),)))
    apply_change(study, new.text, new.steps)
    again = open_study(study.folder)
    with again.open_coding("S001", "KM") as coding:
        shared = CodingSession(again, again.session("S001"), coding)
        model = EventModel(shared)
        assert model.text(event, Column.CODE) == "Crying"
        model.filter("distress")
        assert model.rowCount() == 1
        shared.close()


def test_what_is_marked_while_a_filter_is_on_is_shown(panel, shared, qtbot):
    panel.filter_box.setText("cry")
    before = panel.model.rowCount()
    shared.mark_code("reach")
    assert panel.model.rowCount() == before + 1
    assert panel.model.row_of(shared.coding.events_of(["reach"])[-1].id) is not None
    shared.undo()
    assert panel.model.rowCount() == before
    shared.redo()
    panel.filter_box.setText("cryi")
    assert panel.model.rowCount() == before, "a filter that is typed anew counts for all"
