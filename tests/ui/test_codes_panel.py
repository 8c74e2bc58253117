"""The code panel and the questions it asks, by real keys' meanings and real clicks; no recording is needed."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QScrollArea

from annotator.model import commands
from annotator.model.codebook.file import codebook_text
from annotator.model.history import Change, Edit
from annotator.model.items import Event
from annotator.study import CoderSettings, open_study
from ui.coding.codes import CodesPanel
from ui.coding.on_now import events_on
from ui.coding.question import Question
from ui.session import CodingSession


@pytest.fixture
def shared(study, qapp):
    with study.open_coding("S001", "KM") as coding:
        made = CodingSession(study, study.session("S001"), coding)
        yield made
        made.close()


@pytest.fixture
def question(shared):
    return Question(shared)


@pytest.fixture
def panel(shared, question, qtbot):
    made = CodesPanel(shared, question)
    qtbot.addWidget(made)
    made.resize(420, 420)
    made.show()
    return made


def show_now(panel, shared):
    panel.show_on(events_on(shared.coding, shared.codebook, shared.position_ms), shared.position_ms)


def mark(shared, code):
    return shared.mark_code(code).changes[-1].item_id


def lit(panel):
    return {code: row.on_for_ms for code, row in panel.rows.items() if row.is_on}


def test_a_code_is_lit_with_its_running_time_while_the_frame_on_the_screen_shows_it(panel, shared):
    shared.jump(1000)
    mark(shared, "crying")
    shared.jump(2500)
    mark(shared, "search")
    shared.jump(3000)
    show_now(panel, shared)
    assert lit(panel) == {"crying": 2000, "search": 500}
    mark(shared, "fussing")
    show_now(panel, shared)
    assert lit(panel) == {"fussing": 0, "search": 500}, "fussing ends crying, its channel's other code"
    shared.jump(500)
    show_now(panel, shared)
    assert lit(panel) == {}


def test_a_click_says_which_code_was_pressed(panel, qtbot):
    with qtbot.waitSignal(panel.pressed) as pressed:
        qtbot.mouseClick(panel.rows["search"], Qt.MouseButton.LeftButton)
    assert pressed.args == ["search"]


def test_a_press_flashes_and_shows_the_rules_of_the_code(panel, qtbot):
    panel.flash("search")
    assert panel.rules.text.startswith("Search\nLooking for the absent caregiver")
    assert "Offset: First frame in which the infant turns to something else." in panel.rules.text
    before = panel.rows["search"].grab().toImage()
    qtbot.waitUntil(lambda: panel.rows["search"].grab().toImage() != before)


def test_the_code_under_the_pointer_comes_before_the_one_last_pressed(panel):
    panel.flash("search")
    panel.rules.hover("reach")
    assert panel.rules.text.startswith("Reach\n")
    assert "Offset" not in panel.rules.text, "a point has none"
    panel.rules.hover("")
    assert panel.rules.text.startswith("Search\n")


def test_every_row_says_its_rules_and_its_key(panel, codebook):
    for code in codebook.codes:
        row = panel.rows[code.id]
        assert code.definition.split("'")[0] in row.toolTip()
        assert row.accessibleName() == f"{code.name}, key {code.key}"


def test_two_columns_where_there_is_room(panel, qtbot):
    last = list(panel.rows.values())[-1]
    wide = last.mapTo(panel, QPoint(0, 0)).x()
    panel.resize(260, 420)
    qtbot.waitUntil(lambda: last.mapTo(panel, QPoint(0, 0)).x() < wide)


def test_a_column_is_as_wide_as_its_names_so_that_none_is_cut_beside_room_to_spare(panel, qtbot):
    drawn = {"crying", "fussing", "proximity_seeking", "reach", "contact", "avoidance", "resistance", "search"}
    panel.show_pass(frozenset(drawn | {"manipulation", "locomotion"}))
    panel.resize(530, 300)
    seeking = panel.rows["proximity_seeking"]
    with_time = seeking.sizeHint().width()
    at_rest = with_time - seeking.fontMetrics().horizontalAdvance("00:00.0")
    qtbot.waitUntil(lambda: panel.rows["search"].mapTo(panel, QPoint(0, 0)).x() > 300)
    assert seeking.width() >= at_rest + 9


def test_after_a_code_with_a_modifier_the_digit_of_a_value_sets_it_in_one_more_edit(panel, question, shared):
    event_id = mark(shared, "reach")
    assert panel.rules.text == "Reach, towards: [1] caregiver  [2] stranger · Esc skips"
    assert question.takes("1")
    assert not question.takes("C"), "C marks Crying, whatever is asked"
    question.answer("1")
    assert shared.coding.event(event_id).modifiers == {"target": "caregiver"}
    assert question.modifier is None
    shared.undo()
    assert shared.coding.event(event_id).modifiers == {}
    assert question.modifier is None, "undo asks nothing"
    shared.undo()
    assert shared.coding.event(event_id) is None


def test_a_click_on_an_answer_does_what_its_key_does(panel, question, shared, qtbot):
    event_id = mark(shared, "contact")
    rules = panel.rules
    place = next(place for place, value, _ in rules._answers() if value.id == "stranger")
    qtbot.mouseClick(rules, Qt.MouseButton.LeftButton, pos=place.center())
    assert shared.coding.event(event_id).modifiers == {"target": "stranger"}


def test_a_question_is_skipped_and_then_digits_are_none_of_its_answers(question, shared):
    mark(shared, "contact")
    question.skip()
    assert question.modifier is None
    assert not question.takes("1")


@pytest.mark.parametrize("step", ["another code", "the same code", "delete", "an episode"])
def test_the_next_mark_closes_the_question(question, shared, step):
    shared.jump(1000)
    event_id = mark(shared, "contact")
    assert question.event_id == event_id
    shared.jump(2000)
    if step == "another code":
        mark(shared, "manipulation")
    elif step == "the same code":
        shared.mark_code("contact")
    elif step == "delete":
        shared.do(lambda: commands.delete(shared.coding, [event_id]))
    else:
        shared.mark_episode("1")
    assert question.modifier is None


def test_a_correction_of_the_event_asked_about_leaves_the_question_open(question, shared):
    shared.jump(1000)
    event_id = mark(shared, "contact")
    shared.do(lambda: commands.trim(shared.coding, shared.codebook, event_id, start_ms=960))
    assert (question.event_id, question.title) == (event_id, "Contact, towards")
    question.answer("2")
    question.answer("1")
    assert shared.coding.event(event_id).modifiers == {"target": "stranger", "initiator": "infant"}


def test_a_second_mark_of_the_same_code_is_asked_about_and_the_first_stays_unanswered(question, shared):
    first, second = mark(shared, "reach"), mark(shared, "reach")
    question.answer("1")
    assert (shared.coding.event(first).modifiers, shared.coding.event(second).modifiers) == (
        {},
        {"target": "caregiver"},
    )


def test_where_one_mark_ends_a_state_and_begins_another_the_one_that_ended_is_asked_about(study, qapp):
    (study.folder / "codebook.toml").write_text(codebook_text("caregiver_responsiveness"), encoding="utf-8")
    again = open_study(study.folder)
    with again.open_coding("S001", "KM") as coding:
        session = CodingSession(again, again.session("S001"), coding)
        question = Question(session)
        question.settings = CoderSettings(ask={"match": "end"})
        soft = mark(session, "soft_voice")
        assert question.modifier is None
        session.jump(1000)
        mark(session, "other_voice")
        assert (question.event_id, question.title) == (soft, "Soft voice, fits")
        question.answer("3")
        assert [event.modifiers for event in session.coding.events] == [{"match": "repaired"}, {}]
        session.close()


def test_a_code_without_modifiers_asks_nothing(question, shared):
    mark(shared, "crying")
    assert question.modifier is None


def test_an_event_that_has_its_modifier_already_is_not_asked_about(question, shared):
    held = Event(id="a", code="clinging", start_ms=0, end_ms=2000, modifiers={"target": "caregiver"})
    shared.do(lambda: Edit(label="import", changes=(Change(None, held),)))
    shared.do(lambda: commands.split(shared.coding, shared.codebook, "a", 1000))
    assert question.modifier is None


class TestRoom:
    def rows_seen(self, panel):
        view = panel.findChild(QScrollArea).viewport()
        places = {
            code: view.rect().contains(QRect(row.mapTo(view, QPoint()), row.size())) for code, row in panel.rows.items()
        }
        return [code for code, is_seen in places.items() if is_seen]

    @pytest.mark.parametrize("size", [(520, 315), (560, 365), (560, 700)])
    def test_all_codes_are_seen_without_scrolling(self, panel, size, qtbot):
        panel.resize(*size)
        qtbot.waitUntil(lambda: len(self.rows_seen(panel)) == len(panel.rows) == 37)

    def test_with_room_rows_are_of_usual_height(self, panel, qtbot):
        panel.resize(560, 1000)
        qtbot.waitUntil(lambda: {row.height() for row in panel.rows.values()} == {26})

    def test_a_group_is_folded_by_a_click_on_its_heading_and_its_keys_go_on_marking(self, panel, shared, qtbot):
        heading = next(
            one
            for one in panel.findChildren(QAbstractButton)
            if one.accessibleName() == "Group Disorganisation indices"
        )
        qtbot.mouseClick(heading, Qt.MouseButton.LeftButton)
        assert not list(panel.rows.values())[-1].isVisible()
        assert panel.rows["crying"].isVisible()
        qtbot.mouseClick(heading, Qt.MouseButton.LeftButton)
        assert list(panel.rows.values())[-1].isVisible()

    def test_a_folded_group_stays_folded_when_the_pass_changes(self, panel, qtbot):
        heading = next(one for one in panel.findChildren(QAbstractButton) if one.accessibleName() == "Group Distress")
        qtbot.mouseClick(heading, Qt.MouseButton.LeftButton)
        panel.show_pass(frozenset({"crying", "search"}))
        assert not panel.rows["crying"].isVisible()
        assert panel.rows["search"].isVisible()
        qtbot.mouseClick(heading, Qt.MouseButton.LeftButton)
        assert panel.rows["crying"].isVisible()
        assert not panel.rows["fussing"].isVisible(), "the pass leaves it out"

    def test_the_one_line_of_rules_shows_no_half_letters_of_a_second(self, panel, qtbot):
        panel.resize(520, 315)
        qtbot.waitUntil(lambda: panel.rules.height() < 50)
        panel.flash("search")
        qtbot.waitUntil(lambda: not panel.rows["search"]._is_flashing)
        picture = panel.rules.grab().toImage()
        ground = picture.pixelColor(0, picture.height() - 1)
        below = range(panel.rules.fontMetrics().lineSpacing() + 9, picture.height())
        assert all(picture.pixelColor(x, y) == ground for y in below for x in range(picture.width()))

    def test_a_question_has_its_room_also_in_a_small_panel(self, panel, shared, question, qtbot):
        panel.resize(520, 315)
        qtbot.waitUntil(lambda: panel.rules.height() < 50)
        small = panel.rules.height()
        mark(shared, "contact")
        qtbot.waitUntil(lambda: panel.rules.height() > 2 * small)
        question.skip()
        qtbot.waitUntil(lambda: panel.rules.height() == small)
