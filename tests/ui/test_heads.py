"""The heads of the tracks, the line below the picture and its questions, by real clicks; no recording is needed."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from annotator.model import commands
from annotator.model.codebook.file import codebook_text
from annotator.model.history import Change, Edit
from annotator.model.items import Event
from annotator.study import CoderSettings, open_study
from ui.coding.on_now import events_on
from ui.coding.question import Question
from ui.coding.rule_line import RuleLine
from ui.coding.timeline import Timeline
from ui.session import CodingSession

pytestmark = pytest.mark.looks


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
def rule(shared, question, qtbot):
    made = RuleLine(shared.codebook, question)
    qtbot.addWidget(made)
    made.resize(604, made.height())
    made.show()
    return made


@pytest.fixture
def timeline(shared, qtbot):
    made = Timeline(shared)
    qtbot.addWidget(made)
    made.resize(1300, 700)
    made.show()
    return made


@pytest.fixture
def heads(timeline):
    return timeline.heads


def show_now(heads, shared):
    heads.show_on(events_on(shared.coding, shared.codebook, shared.position_ms), shared.position_ms)


def mark(shared, code):
    return shared.mark_code(code).changes[-1].item_id


def lit(heads):
    return {code: row.on_for_ms for code, row in heads.rows.items() if row.is_on}


def test_a_code_is_lit_with_its_running_time_while_the_frame_on_the_screen_shows_it(heads, shared):
    shared.jump(1000)
    mark(shared, "crying")
    shared.jump(2500)
    mark(shared, "search")
    shared.jump(3000)
    show_now(heads, shared)
    assert lit(heads) == {"crying": 2000, "search": 500}
    mark(shared, "fussing")
    show_now(heads, shared)
    assert lit(heads) == {"fussing": 0, "search": 500}, "fussing ends crying, its channel's other code"
    shared.jump(500)
    show_now(heads, shared)
    assert lit(heads) == {}


def test_a_click_says_which_code_was_pressed(heads, qtbot):
    with qtbot.waitSignal(heads.pressed) as pressed:
        qtbot.mouseClick(heads.rows["search"], Qt.MouseButton.LeftButton)
    assert pressed.args == ["search"]


def test_a_press_flashes(heads, qtbot):
    before = heads.rows["search"].grab().toImage()
    heads.flash("search")
    assert heads.rows["search"].grab().toImage() != before
    qtbot.waitUntil(lambda: heads.rows["search"].grab().toImage() == before)


def test_the_rule_of_the_code_in_hand_is_said_uncut_when_pointed_at(rule):
    rule.show_code("search")
    assert rule.text.startswith("Search\nLooking for the absent caregiver")
    assert "Offset: First frame in which the infant turns to something else." in rule.text


def test_the_code_under_the_pointer_comes_before_the_one_last_pressed(rule):
    rule.show_code("search")
    rule.hover("reach")
    assert rule.text.startswith("Reach\n")
    assert "Offset" not in rule.text, "a point has none"
    rule.hover("")
    assert rule.text.startswith("Search\n")


def test_every_head_says_its_rules_and_its_key(heads, codebook):
    for code in codebook.codes:
        head = heads.rows[code.id]
        assert code.definition.split("'")[0] in head.toolTip()
        assert head.accessibleName() == f"{code.name}, key {code.key}"


def test_a_head_that_is_dragged_moves_its_track_and_presses_nothing(heads, timeline, shared):
    shown = [lane.code_id for lane in timeline.scene.lanes.tracks]
    head, above = heads.rows[shown[2]], heads.rows[shown[0]]
    pressed = []
    heads.pressed.connect(pressed.append)
    QTest.mousePress(head, Qt.MouseButton.LeftButton, pos=QPoint(40, 5))
    for y in (0, above.y() - head.y(), above.y() - head.y() - 3):
        QTest.mouseMove(head, QPoint(40, y))
    QTest.mouseRelease(head, Qt.MouseButton.LeftButton, pos=QPoint(40, above.y() - head.y() - 3))
    assert [lane.code_id for lane in timeline.scene.lanes.tracks][:3] == [shown[2], shown[0], shown[1]]
    assert pressed == []
    assert head.y() < above.y()


def test_after_a_code_with_a_modifier_the_digit_of_a_value_sets_it_in_one_more_edit(rule, question, shared):
    event_id = mark(shared, "reach")
    assert rule.text == "Reach, towards: [1] caregiver  [2] stranger · Esc skips"
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


def test_a_click_on_an_answer_does_what_its_key_does(rule, question, shared, qtbot):
    event_id = mark(shared, "contact")
    place = next(place for place, value, _ in rule.answers() if value.id == "stranger")
    qtbot.mouseClick(rule, Qt.MouseButton.LeftButton, pos=place.center())
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
        question.answer("2")
        assert [event.modifiers for event in session.coding.events] == [{"match": "mismatched"}, {}]
        session.close()


def test_a_code_without_modifiers_asks_nothing(question, shared):
    mark(shared, "crying")
    assert question.modifier is None


def test_an_event_that_has_its_modifier_already_is_not_asked_about(question, shared):
    held = Event(id="a", code="clinging", start_ms=0, end_ms=2000, modifiers={"target": "caregiver"})
    shared.do(lambda: Edit(label="import", changes=(Change(None, held),)))
    shared.do(lambda: commands.split(shared.coding, shared.codebook, "a", 1000))
    assert question.modifier is None


def test_the_line_is_as_high_with_a_question_as_without(rule, question, shared):
    before = rule.height()
    mark(shared, "contact")
    assert question.modifier is not None
    assert rule.height() == before == rule.maximumHeight() == rule.minimumHeight()


@pytest.mark.parametrize("width", [520, 604, 1200])
def test_every_answer_of_a_question_is_in_sight_with_its_keys(rule, question, shared, width):
    rule.resize(width, rule.height())
    for code in (one.id for one in shared.codebook.codes if one.modifiers):
        mark(shared, code)
        while question.modifier is not None:
            places = [place for place, _, _ in rule.answers()]
            assert all(rule.rect().contains(place) for place in places), question.title
            assert all(one.right() < other.left() for one, other in pairwise(places))
            question.choose(question.answers[0][0])
