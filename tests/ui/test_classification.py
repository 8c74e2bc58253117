"""Classifying by keys: class, subgroup, alternative, D rating, confidence; derived readings; scores of the lab."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.model.items import Cell, Classification
from annotator.study import open_study
from tests.ui.on_disk import read_anew
from ui.coding.judging.score_form import ScoreForm

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
KEY = Qt.Key


@pytest.fixture
def form(coder):
    """The form of the classification, with the keyboard in it."""
    coder.sit_down()
    coder.press(KEY.Key_F2, SHIFT)
    return coder.side.forms.classification


def given(coder):
    found = coder.session.coding.classification
    if found is None:
        return None
    said = (found.primary, found.subgroup, found.forced, found.disorganisation, found.confidence, found.comment)
    return tuple(said)


def press_all(coder, *keys):
    for key in keys:
        coder.press(key)


def test_letter_and_digit_give_class_and_subgroup(coder, form):
    assert form.heading.text() == "Not classified yet"
    press_all(coder, KEY.Key_B, KEY.Key_3)
    assert given(coder) == ("B", "B3", "", None, "", "")
    assert form.heading.text() == "B3"
    assert coder.tab("Class") == "Class B3"
    assert coder.events == [], "no code was marked"
    assert [edit.label for edit in coder.session.opened.history.done] == ["classify B", "classify B3"]


def test_another_class_takes_the_subgroup_away(coder, form):
    press_all(coder, KEY.Key_B, KEY.Key_3, KEY.Key_A)
    assert given(coder) == ("A", "", "", None, "", "")
    assert list(form.rows.fields["subgroup"].buttons) == ["A1", "A2"]


def test_a_letter_that_begins_two_classes_goes_to_the_next_when_pressed_again(coder):
    path = coder.study.folder / "codebook.toml"
    text = path.read_text(encoding="utf-8").replace('id = "U"', 'id = "CC"').replace('"D", "U"]', '"D", "CC"]')
    path.write_text(text, encoding="utf-8")
    coder.study = open_study(coder.study.folder)
    coder.sit_down()
    coder.press(KEY.Key_F2, SHIFT)
    press_all(coder, KEY.Key_C)
    assert given(coder)[0] == "C"
    press_all(coder, KEY.Key_C)
    assert given(coder)[0] == "CC"


def test_d_is_kept_together_with_its_best_fitting_alternative(coder, form):
    press_all(coder, KEY.Key_B, KEY.Key_D)
    assert given(coder)[0] == "B", "nothing is written before the alternative is chosen"
    assert form.note.text().startswith("D needs its best-fitting alternative")
    assert form.rows.fields["forced"].hasFocus()
    press_all(coder, KEY.Key_A, KEY.Key_2)
    assert given(coder) == ("D", "", "A2", None, "", "")
    assert form.heading.text() == "D/A2"
    assert not form.note.isVisible()


def test_the_alternative_of_d_cannot_be_taken_away(coder, form):
    press_all(coder, KEY.Key_D, KEY.Key_B, KEY.Key_Delete)
    assert given(coder)[:3] == ("D", "", "B")
    assert coder.said == "D needs a best-fitting alternative."


def test_rows_are_reached_by_up_and_down_and_a_word_by_its_letter(coder, form):
    press_all(coder, KEY.Key_B, KEY.Key_Down, KEY.Key_2)
    press_all(coder, KEY.Key_Down, KEY.Key_Down, KEY.Key_3)
    press_all(coder, KEY.Key_Return, KEY.Key_H)
    assert given(coder) == ("B", "B2", "", 3.0, "high", "")
    press_all(coder, KEY.Key_Left)
    assert given(coder)[4] == "medium"
    press_all(coder, KEY.Key_Up, KEY.Key_Delete)
    assert given(coder)[3] is None


def test_d_rating_and_class_that_disagree_are_told_and_both_stay(coder, form):
    press_all(coder, KEY.Key_B)
    form.rows.fields["disorganisation"].setFocus()
    press_all(coder, KEY.Key_7)
    assert given(coder)[:4] == ("B", "", "", 7.0)
    assert form.note.text().startswith("The rating 7 is above the threshold 5, but the class is B.")
    assert any(one.kind == "classification" for one in checked(coder))
    form.comment.setFocus()
    QTest.keyClicks(form.comment, "indices with the stranger only")
    QTest.keyClick(form.comment, KEY.Key_Return)
    assert given(coder)[5] == "indices with the stranger only"
    assert not any(one.kind == "classification" for one in checked(coder)), "the comment explains it"


def checked(coder):
    coder.side.checks.check_now()
    return coder.side.checks.findings


def test_the_threshold_of_the_lab_is_said(coder, form):
    assert form.threshold.text() == "Threshold of your lab: a rating above 5 speaks for D, at 5 the coder decides."


def test_a_threshold_that_is_not_set_is_said(coder, study):
    file = study.folder / "codebook.toml"
    file.write_text(file.read_text().replace("threshold = 5\n", "", 1))
    coder.sit_down()
    coder.press(KEY.Key_F2, SHIFT)
    form = coder.side.forms.classification
    assert form.threshold.text().startswith("Your lab has set no threshold")
    press_all(coder, KEY.Key_B)
    form.rows.fields["disorganisation"].setFocus()
    press_all(coder, KEY.Key_9)
    assert not form.note.isVisible()


def test_the_rating_may_come_before_the_class(coder, form):
    form.rows.fields["disorganisation"].setFocus()
    press_all(coder, KEY.Key_6)
    assert given(coder) == ("", "", "", 6.0, "", "")
    assert form.heading.text() == "Not classified yet"
    press_all(coder, KEY.Key_Delete)
    assert given(coder) is None, "nothing is left of it"


def test_delete_takes_the_class_back_and_undo_brings_it(coder, form):
    press_all(coder, KEY.Key_B, KEY.Key_3, KEY.Key_Delete)
    assert given(coder) is None
    coder.press(KEY.Key_Z, CTRL)
    assert given(coder)[:2] == ("B", "B3")
    coder.qtbot.waitUntil(lambda: form.heading.text() == "B3")


def test_a_click_chooses_and_a_second_click_takes_it_back(coder, form):
    chosen = form.rows.fields["primary"].buttons["C"]
    QTest.mouseClick(chosen, Qt.MouseButton.LeftButton)
    assert given(coder)[0] == "C"
    assert chosen.isChecked()
    QTest.mouseClick(chosen, Qt.MouseButton.LeftButton)
    assert given(coder) is None
    assert not chosen.isChecked()


def test_what_is_derived_is_shown_as_derived(coder, form):
    press_all(coder, KEY.Key_D, KEY.Key_B)
    assert form.derived.text().splitlines() == [
        "A, B, C, D:  D",
        "A, B, C, D with U:  D_U",
        "A, B, C (D by its alternative):  B",
        "B / non-B:  non-B",
        "B / non-B with U:  non-B",
        "D / non-D:  D",
    ]


def test_clips_are_linked_and_a_click_plays_them(coder, form):
    coder.go(50)
    coder.session.mark_code("reach")
    (event,) = coder.session.coding.events
    coder.go(0)
    form.link_selected()
    assert coder.session.coding.classification == Classification(
        id=coder.session.coding.classification.id, primary="", evidence=(event.id,)
    )
    box = form.events.visualItemRect(form.events.item(0))
    QTest.mouseClick(form.events.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    playing = coder.program.code_workspace.panels.playing
    assert playing.loop[0] <= event.start_ms < playing.loop[1]
    coder.qtbot.waitUntil(lambda: coder.session.is_playing and coder.session.position_ms < event.start_ms)
    playing.pause()
    assert coder.session.selected_id == event.id
    form.link_selected()
    assert given(coder) is None


def test_escape_gives_the_keyboard_back(coder, form):
    press_all(coder, KEY.Key_Escape, KEY.Key_Right)
    coder.settle(1)


def test_the_classification_survives_a_restart(coder, form, study):
    press_all(coder, KEY.Key_B, KEY.Key_3)
    coder.program.close_study()
    kept = read_anew(coder.qtbot, coder.program, study.folder).read_coding("S001", "KM").classification
    assert (kept.primary, kept.subgroup) == ("B", "B3")


def test_a_linear_score_of_the_lab_is_entered_with_its_citation_and_shown_as_a_number(coder, form, study):
    assert form.scores.lines == []
    enter = open_score_form(coder, form)
    enter.name.setText("Made up")
    enter.constant.setText("8,0")
    term = enter.terms[0]
    term.what.setCurrentIndex(term.what.findText("rating of Avoidance"))
    term.where.setCurrentIndex(term.where.findText("episode 8, caregiver"))
    term.weight.setText("-0.5")
    QTest.mouseClick(enter.save, Qt.MouseButton.LeftButton)
    assert "where its weights come from" in enter.said.text()
    enter.citation.setText("Made up, p. 1")
    QTest.mouseClick(enter.save, Qt.MouseButton.LeftButton)
    no_value = ["Made up – No value: Avoidance towards caregiver in episode 8 is not rated."]
    coder.qtbot.waitUntil(lambda: form.scores.lines == no_value)
    coder.program.window.activateWindow()  # the offscreen platform does not do it when a dialog closes
    coder.qtbot.waitUntil(coder.program.window.isActiveWindow)
    coder.side.forms.show_cell(Cell("avoidance", "8", "caregiver"))
    press_all(coder, KEY.Key_3)
    coder.press(KEY.Key_F2, SHIFT)
    assert form.scores.lines == ["Made up 6.500 8 - 0.5 * avoidance[8, caregiver]   (Made up, p. 1)"]
    (kept,) = read_anew(coder.qtbot, coder.program, study.folder).linear_scores
    assert (kept.name, kept.constant, kept.citation, len(kept.terms)) == ("Made up", 8.0, "Made up, p. 1", 1)
    assert given(coder) is None, "a score classifies nobody"


def open_score_form(coder, form):
    QTest.mouseClick(form.scores.enter, Qt.MouseButton.LeftButton)
    coder.qtbot.waitUntil(lambda: form.scores.findChild(ScoreForm) is not None)
    return form.scores.findChild(ScoreForm)


def test_a_score_is_changed_and_deleted(coder, form, study):
    study.change_settings()
    enter = open_score_form(coder, form)
    enter.name.setText("One")
    enter.citation.setText("Us")
    enter.terms[0].weight.setText("2")
    QTest.mouseClick(enter.save, Qt.MouseButton.LeftButton)
    coder.qtbot.waitUntil(lambda: len(form.scores.lines) == 1)
    again = open_score_form(coder, form)
    assert (again.name.text(), again.terms[0].weight.text()) == ("One", "2")
    QTest.mouseClick(again.drop, Qt.MouseButton.LeftButton)
    coder.qtbot.waitUntil(lambda: form.scores.lines == [])
    assert read_anew(coder.qtbot, coder.program, study.folder).linear_scores == ()


def test_a_class_that_is_half_chosen_cannot_be_submitted_as_another(coder, form):
    press_all(coder, KEY.Key_A, KEY.Key_D)
    assert coder.tab("Class") == "Class D…"
    for _ in range(3):
        coder.press(KEY.Key_Return, CTRL)
        assert not coder.session.coding.is_submitted
        assert coder.said == "Not submitted: class D is begun and lacks its best-fitting alternative."
    assert form.isVisible()
    form.rows.fields["forced"].setFocus()
    press_all(coder, KEY.Key_B)
    coder.press(KEY.Key_Return, CTRL)
    if not coder.session.coding.is_submitted:
        coder.press(KEY.Key_Return, CTRL)
    assert coder.session.coding.is_submitted
    assert given(coder)[:3] == ("D", "", "B")
