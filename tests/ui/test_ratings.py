"""Rating by keys: every cell shows its state, unset is not 0, every step can be undone and is named in the history."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from annotator.model.items import Cell, Event
from annotator.model.judging import asked_cells
from annotator.model.lint import CheckRules
from tests.ui.on_disk import read_anew

CTRL = Qt.KeyboardModifier.ControlModifier
PS5, A5 = Cell("proximity_seeking", "5", "caregiver"), Cell("avoidance", "5", "caregiver")


@pytest.fixture
def half_points(study):
    """The lab allows half points."""
    file = study.folder / "codebook.toml"
    file.write_text(file.read_text().replace("half_points = false", "half_points = true"))


@pytest.fixture
def form(coder):
    """The form of ratings, with the keyboard in it."""
    coder.sit_down()
    coder.press(Qt.Key.Key_F2)
    return coder.side.forms.ratings


def values(coder):
    return {rating.cell: rating.value for rating in coder.session.coding.ratings}


def labels(coder):
    return [edit.label for edit in coder.session.opened.history.done]


def press_all(coder, *keys):
    for key in keys:
        coder.press(key)


def test_f2_shows_the_form_and_gives_it_the_keyboard(coder, form):
    assert form.isVisible()
    assert form.grid.hasFocus()
    assert form.grid.cell == asked_cells(coder.session.codebook)[0]
    assert not coder.program.code_workspace.panels.events.isVisible(), "the form has the room of the table"
    coder.press(Qt.Key.Key_Escape)
    assert not form.grid.hasFocus()
    coder.press(Qt.Key.Key_Right)
    coder.settle(1)


def test_a_digit_rates_the_chosen_cell_and_each_state_is_seen(coder, form):
    form.choose(PS5)
    press_all(coder, Qt.Key.Key_6)
    form.choose(A5)
    press_all(coder, Qt.Key.Key_N)
    assert values(coder) == {PS5: 6, A5: None}
    model = form.cells
    shown = {cell: model.data(model.index_of(cell)) for cell in (PS5, A5, Cell("avoidance", "8", "caregiver"))}
    assert list(shown.values()) == ["6", "n/r", ""]
    assert form.state.text() == "not ratable"
    assert labels(coder) == [
        "rate Proximity and contact seeking, episode 5, caregiver: 6",
        "rate Avoidance, episode 5, caregiver: not ratable",
    ]


def test_arrows_go_from_cell_to_cell_past_what_is_not_asked_for(coder, form):
    form.choose(A5)
    visited = []
    for _ in range(3):
        coder.press(Qt.Key.Key_Right)
        visited.append(form.grid.cell[1:])
    assert visited == [("8", "caregiver"), ("3", "stranger"), ("4", "stranger")]
    coder.press(Qt.Key.Key_Up)
    assert form.grid.cell == Cell("resistance", "4", "stranger")
    for _ in range(20):
        coder.press(Qt.Key.Key_Up)
    assert form.grid.cell == Cell("proximity_seeking", "4", "stranger"), "at the edge nothing happens"
    assert coder.session.position_ms == 0, "the recording did not move"


def test_keys_of_the_form_do_not_go_to_episodes_code_or_delete(coder, form):
    coder.session.mark_episode("3")
    coder.go(40)
    coder.session.mark_code("crying")
    coder.go(60)
    form.grid.setFocus()
    press_all(coder, Qt.Key.Key_3, Qt.Key.Key_C, Qt.Key.Key_Delete)
    coder.settle(60)
    assert coder.events == [("crying", coder.at(40), None)]


def test_space_and_shuttle_still_play(coder, form):
    assert form.grid.hasFocus()
    coder.press(Qt.Key.Key_Space)
    assert coder.session.is_playing
    coder.press(Qt.Key.Key_K)
    coder.qtbot.waitUntil(lambda: not coder.session.is_playing)


def test_delete_unsets_and_undo_and_redo_follow(coder, form):
    form.choose(PS5)
    press_all(coder, Qt.Key.Key_5, Qt.Key.Key_3, Qt.Key.Key_Delete)
    assert values(coder) == {}
    assert form.state.text() == "not rated yet"
    for expected in ({PS5: 3}, {PS5: 5}, {}):
        coder.press(Qt.Key.Key_Z, CTRL)
        assert values(coder) == expected
        assert form.grid.hasFocus()
    coder.press(Qt.Key.Key_Y, CTRL)
    assert values(coder) == {PS5: 5}
    coder.qtbot.waitUntil(lambda: form.state.text() == "5")


def test_a_point_off_the_scale_is_refused_and_the_cell_stays(coder, form):
    form.choose(PS5)
    press_all(coder, Qt.Key.Key_4, Qt.Key.Key_9)
    assert values(coder) == {PS5: 4}
    assert coder.said == "Proximity and contact seeking runs from 1 to 7 in whole points."


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        ("4.", 4.5),
        ("4.5", 4.5),
        ("4..", 4),
        ("4.55", 5),
        ("7.", 6.5),
        ("4.N", None),
        ("4.6", 6),
    ],
)
def test_half_points_are_typed_where_the_lab_allows_them(half_points, coder, form, keys, value):
    form.choose(PS5)
    codes = {".": Qt.Key.Key_Period, "N": Qt.Key.Key_N}
    for key in keys:
        coder.press(codes.get(key) or Qt.Key(ord(key)))
    assert values(coder) == {PS5: value}


def test_where_the_lab_allows_none_a_typed_half_leaves_the_whole_point(coder, form):
    form.choose(PS5)
    press_all(coder, Qt.Key.Key_4, Qt.Key.Key_Period, Qt.Key.Key_5)
    assert values(coder) == {PS5: 4}
    assert "in whole points" in coder.said


def test_a_comment_is_typed_after_enter_and_kept_with_enter(coder, form):
    form.choose(PS5)
    press_all(coder, Qt.Key.Key_6, Qt.Key.Key_Return)
    assert form.comment.hasFocus()
    QTest.keyClicks(form.comment, "runs 5 m, then c")
    assert labels(coder)[-1].endswith(": 6"), "letters typed here are text"
    coder.press(Qt.Key.Key_Return)
    assert form.grid.hasFocus()
    assert coder.session.coding.ratings[0].comment == "runs 5 m, then c"
    press_all(coder, Qt.Key.Key_Down)
    assert form.comment.text() == ""
    press_all(coder, Qt.Key.Key_Up)
    assert form.comment.text() == "runs 5 m, then c"


def test_what_was_typed_belongs_to_the_cell_it_was_typed_for(coder, form):
    form.choose(PS5)
    press_all(coder, Qt.Key.Key_6, Qt.Key.Key_Return)
    QTest.keyClicks(form.comment, "late")
    form.choose(A5)
    assert {rating.cell: rating.comment for rating in coder.session.coding.ratings} == {PS5: "late"}


def test_a_cell_that_is_unset_takes_no_comment_and_no_evidence(coder, form):
    form.choose(PS5)
    coder.press(Qt.Key.Key_Return)
    assert coder.said == "This cell is not rated yet."
    coder.session.mark_code("reach")
    form.take_keyboard()
    coder.press(Qt.Key.Key_E)
    assert coder.session.coding.ratings == ()


def test_the_selected_event_is_linked_and_a_click_goes_to_it(coder, form):
    coder.session.mark_episode("5")
    coder.go(50)
    coder.session.mark_code("reach")
    (event,) = coder.session.coding.events
    coder.go(80)
    form.choose(PS5)
    form.take_keyboard()
    press_all(coder, Qt.Key.Key_6, Qt.Key.Key_E)
    assert coder.session.coding.ratings[0].evidence == (event.id,)
    assert form.events.texts[0].startswith("✓ ")
    box = form.events.visualItemRect(form.events.item(0))
    coder.session.select("")
    QTest.mouseClick(form.events.viewport(), Qt.MouseButton.LeftButton, pos=box.center() + QPoint(20, 0))
    coder.settle(50)
    assert coder.session.selected_id == event.id
    form.take_keyboard()
    coder.press(Qt.Key.Key_E)
    assert coder.session.coding.ratings[0].evidence == ()
    assert labels(coder)[-1] == "evidence for the rating of Proximity and contact seeking, episode 5, caregiver"


def test_evidence_that_lies_outside_or_is_gone_is_seen_in_the_form_and_can_be_taken_away(coder, form):
    coder.session.mark_code("reach")  # before episode 5
    coder.go(50)
    coder.session.mark_episode("5")
    coder.session.mark_code("show")
    outside, inside = coder.session.coding.events
    form.choose(PS5)
    form.take_keyboard()
    press_all(coder, Qt.Key.Key_6)
    for event in (outside, inside):
        coder.session.select(event.id)
        form.take_keyboard()
        coder.press(Qt.Key.Key_E)
    assert [one.endswith("outside this episode") for one in form.events.texts if one.startswith("✓")] == [True, False]
    assert form.state.text() == "6, evidence to look at"
    coder.session.do(lambda: coder.session.deletion([outside]))
    coder.qtbot.waitUntil(lambda: form.events.texts[-1] == "✓ An event that is no longer there")
    assert form.cells.doubted == {PS5}
    form.events.item(form.events.count() - 1).setCheckState(Qt.CheckState.Unchecked)
    assert coder.session.coding.ratings[0].evidence == (inside.id,)
    assert form.state.text() == "6"


def test_figures_of_the_events_stand_beside_the_field(coder, form):
    coder.session.mark_episode("5")
    form.choose(PS5)
    assert form.figures.rows[0] == ("Proximity seeking", "0", "0.000", "–")
    coder.go(30)
    coder.session.mark_code("proximity_seeking")
    coder.go(60)
    coder.session.mark_code("proximity_seeking")
    form.show_now()
    first, length = coder.at(30), coder.at(60) - coder.at(30)
    assert form.figures.rows[0] == ("Proximity seeking", "1", f"{length / 1000:.3f}", f"{first / 1000:.3f}")
    assert f"first after {first / 1000:.3f} s" in form.figures.notes.text()
    assert "1 event of them does not say towards whom." in form.figures.notes.text()
    assert coder.session.coding.ratings == (), "figures rate nothing"

    coder.go(70)
    coder.session.mark_code("out_of_view_infant")
    coder.go(80)
    coder.session.mark_code("out_of_view_infant")
    form.show_now()
    unseen = coder.at(80) - coder.at(70)
    said = form.figures.notes.text().splitlines()[0]
    seen, whole = (round(float(word) * 1000) for word in said.split(" ") if word[0].isdigit())
    assert whole - seen == unseen
    assert said.endswith(" s."), "of all codes of the scale alike"
    assert "none, but out of view for a time" in form.figures.notes.text()


def test_an_anchor_that_is_clicked_gives_its_point(coder, form):
    form.choose(PS5)
    row = next(one for one in form.anchors.rows if one.value == 5)
    assert row.words.text() == "some active effort"
    QTest.mouseClick(row, Qt.MouseButton.LeftButton)
    assert values(coder) == {PS5: 5}
    assert [one.value for one in form.anchors.rows if one.property("on")] == [5]


def test_licensed_text_of_the_lab_stands_in_place_of_ours(coder, study):
    file = study.folder / "codebook.toml"
    text = file.read_text().replace(
        'text = "some active effort" }', 'text = "x", licensed_text = "From the manual" }', 1
    )
    file.write_text(text)
    coder.sit_down()
    coder.press(Qt.Key.Key_F2)
    coder.side.forms.ratings.choose(PS5)
    assert "From the manual" in [one.words.text() for one in coder.side.forms.ratings.anchors.rows]


def test_how_far_the_ratings_are_is_said_and_u_goes_to_the_next_unset(coder, form):
    cells = asked_cells(coder.session.codebook)
    assert form.grid.progress.text() == f"0 of {len(cells)} rated"
    press_all(coder, Qt.Key.Key_1, Qt.Key.Key_U, Qt.Key.Key_N)
    assert form.grid.progress.text() == f"2 of {len(cells)} rated,\n1 not ratable"
    coder.press(Qt.Key.Key_U)
    assert form.grid.cell == cells[2]
    assert coder.tab("Ratings") == f"Ratings 2/{len(cells)}"


def test_ratings_survive_a_restart(coder, form, study):
    form.choose(PS5)
    press_all(coder, Qt.Key.Key_6)
    coder.program.close_study()
    kept = read_anew(coder.qtbot, coder.program, study.folder).read_coding("S001", "KM")
    assert [(rating.cell, rating.value) for rating in kept.ratings] == [(PS5, 6)]


def test_a_submitted_coding_is_not_rated(coder, form):
    press_all(coder, Qt.Key.Key_2)
    coder.press(Qt.Key.Key_Return, CTRL)
    coder.press(Qt.Key.Key_Return, CTRL)
    assert coder.session.coding.is_submitted
    coder.press(Qt.Key.Key_F2)
    press_all(coder, Qt.Key.Key_5)
    assert list(values(coder).values()) == [2]
    assert coder.said == "This coding is submitted."


def test_ratings_are_not_missing_where_the_study_asks_for_none(coder, form):
    coder.press(Qt.Key.Key_Return, CTRL)
    assert [one.sentence for one in coder.side.checks.findings if one.kind == "rating"] == []


def test_before_submitting_what_is_missing_is_listed_and_a_line_goes_there(coder, form):
    coder.session.study.change_settings(checks=CheckRules(ratings=True))
    press_all(coder, Qt.Key.Key_2)
    cells = asked_cells(coder.session.codebook)
    coder.press(Qt.Key.Key_Return, CTRL)
    assert not coder.session.coding.is_submitted
    checks = coder.side.checks
    assert checks.isVisible()
    found = [one for one in checks.findings if one.kind == "rating"]
    assert [one.cell for one in found] != []
    assert len(found) == len(cells) - 1
    assert "No class is given." in [one.sentence for one in checks.findings]
    assert coder.said.startswith("Not submitted yet")
    assert coder.program.messages.said[-1].severity == "note", "it does not lie over the timeline for ever"
    row = next(at for at, one in enumerate(checks.findings) if one.cell == A5)
    checks.view.clicked.emit(checks.model.index(row))
    assert form.isVisible()
    assert form.grid.cell == A5
    coder.press(Qt.Key.Key_Return, CTRL)
    assert not coder.session.coding.is_submitted, "the list was left, so it is shown once more"
    coder.press(Qt.Key.Key_Return, CTRL)
    assert coder.session.coding.is_submitted


@pytest.mark.looks
def test_the_event_table_has_its_room_again_when_the_form_is_left(coder):
    coder.sit_down()
    events = coder.program.code_workspace.panels.events
    coder.qtbot.wait(100)  # until all that was built has its final height
    height = events.height()
    coder.press(Qt.Key.Key_F2)
    assert not events.isVisible()
    coder.side.tabs.setCurrentIndex(0)
    coder.qtbot.waitUntil(lambda: events.height() == height)
    coder.press(Qt.Key.Key_F2)
    coder.program.close_study()
    coder.sit_down()
    again = coder.program.code_workspace.panels.events
    coder.qtbot.waitUntil(lambda: again.isVisible() and abs(again.height() - height) < 4)


def test_a_rating_that_points_to_a_deleted_event_still_stands(coder, form):
    coder.session.mark_episode("5")
    coder.session.mark_code("reach")
    form.choose(PS5)
    form.take_keyboard()
    press_all(coder, Qt.Key.Key_6, Qt.Key.Key_E)
    coder.session.delete_selected()
    assert [event for event in coder.session.coding.items.values() if isinstance(event, Event)] == []
    form.show_now()
    assert form.events.texts == ["✓ An event that is no longer there"]
    press_all(coder, Qt.Key.Key_5)
    assert values(coder) == {PS5: 5}
