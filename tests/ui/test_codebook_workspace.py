"""The Codebook workspace, used with real keys and a real mouse: see, change, check, save and print codebooks."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPolygon, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QTableWidget, QToolTip

from annotator.model.codebook.draft import draft_of, put
from annotator.model.codebook.file import load_codebook, shipped_codebooks
from annotator.model.codebook.renames import split_code
from annotator.model.history import Change, Edit
from annotator.model.items import Classification, Event
from annotator.study import open_study
from annotator.study.codebook_change import apply_change
from tests.ui.on_disk import read_anew
from ui.codebook.fields import TextField
from ui.codebook_watch import LOOK_EVERY_MS
from ui.messages import Message

NONE, CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


class Desk:
    """Somebody who looks after the codebooks of a lab."""

    def __init__(self, qtbot, program):
        self.qtbot, self.program = qtbot, program

    @property
    def workspace(self):
        return self.program.codebook_workspace

    @property
    def book(self):
        return self.workspace.book

    def sit_down(self):
        self.press(Qt.Key.Key_5, ALT)
        self.qtbot.waitUntil(lambda: self.book.is_open)
        self.settle()
        return self

    def open_study(self, study):
        self.program.open_study(study.folder)
        self.qtbot.waitUntil(lambda: self.program.study is not None)
        self.sit_down()
        self.qtbot.waitUntil(lambda: self.book.home.kind == "study")
        self.settle()
        return self

    def settle(self):
        self.qtbot.waitUntil(lambda: not self.program.reads.running and not self.program.saves.running)

    def press(self, key, modifiers=NONE):
        QTest.keyClick(QApplication.focusWidget() or self.program.window, key, modifiers)

    def type(self, field, text):
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)

    def copy(self, page="Codes"):
        self.workspace.show_page(page)
        self.press(Qt.Key.Key_D, CTRL | SHIFT)
        self.settle()
        self.workspace.page.list.setFocus() if hasattr(self.workspace.page, "list") else None
        return self

    @property
    def codes(self):
        return self.workspace.codes

    @property
    def fields(self):
        return self.workspace.page.form.fields

    @property
    def ids(self):
        return [code.id for code in self.book.codebook.codes]

    def said(self):
        return self.program.messages.said[-1] if self.program.messages.said else Message("note", "")


@pytest.fixture
def desk(qtbot, program):
    return Desk(qtbot, program)


@pytest.fixture
def coded(study):
    """The study with one coding by KM: two cries and a reach towards the stranger."""
    items = [
        Event(id="a", code="crying", start_ms=0, end_ms=500),
        Event(id="b", code="crying", start_ms=1000, end_ms=1500),
        Event(id="c", code="reach", start_ms=1500, end_ms=1500, modifiers={"target": "stranger"}),
    ]
    with study.open_coding("S001", "KM") as opened:
        for item in items:
            opened.history.do(Edit(label="add", changes=(Change(None, item),)))
    return study


def events(study, coder="KM"):
    return [event.code for event in open_study(study.folder).read_coding("S001", coder).events]


def test_a_shipped_codebook_is_shown_whole_and_can_only_be_looked_at(desk):
    desk.sit_down()
    assert desk.book.home.kind == "shipped"
    rows = desk.codes.list.rows
    assert [row.title for row in rows[:4]] == ["Distress", "Crying", "Fussing", "Hard crying"]
    assert [row.key for row in rows[1:4]] == ["C", "F", "H"]
    desk.codes.list.setFocus()
    desk.press(Qt.Key.Key_Down)
    assert desk.fields["name"].text() == "Fussing"
    assert desk.fields["definition"].toPlainText().startswith("Low distress")
    assert desk.fields["name"].isReadOnly()
    desk.press(Qt.Key.Key_Delete)
    assert "read-only" in desk.said().what
    assert desk.book.codebook.name == "Strange Situation"
    assert not desk.program.actions["codebook_save"].isEnabled()


def test_every_shipped_codebook_can_be_chosen_and_every_page_shows_it(desk):
    desk.sit_down()
    for name in shipped_codebooks():
        desk.workspace.opening.open_shipped(name)
        desk.qtbot.waitUntil(lambda name=name: desk.book.codebook.id == name)
        for _ in range(desk.workspace.tabs.count()):
            desk.press(Qt.Key.Key_F5)
    assert desk.workspace.head.chooser.currentText() == "Strange Situation (ships with the program)"


def test_a_copy_is_changed_by_typing_undone_and_done_again(desk):
    desk.sit_down().copy()
    desk.type(desk.fields["name"], "Weinen")
    desk.press(Qt.Key.Key_Return)
    assert desk.book.codebook.codes[0].name == "Weinen"
    assert desk.codes.list.rows[1].title == "Weinen"
    desk.codes.list.setFocus()
    desk.press(Qt.Key.Key_Z, CTRL)
    assert desk.book.codebook.codes[0].name == "Crying"
    assert desk.fields["name"].text() == "Crying"
    desk.press(Qt.Key.Key_Z, CTRL | SHIFT)
    assert desk.book.codebook.codes[0].name == "Weinen"
    assert "# --- Codes" in desk.book.draft.text


def test_a_paragraph_is_taken_while_it_is_typed_and_is_one_step(desk):
    desk.sit_down().copy()
    before = desk.book.codebook.codes[0].definition
    field = desk.fields["definition"]
    desk.type(field, "Loud")
    desk.qtbot.waitUntil(lambda: desk.book.codebook.codes[0].definition == "Loud")
    QTest.keyClicks(field, " and long")
    desk.qtbot.waitUntil(lambda: desk.book.codebook.codes[0].definition == "Loud and long")
    assert field.toPlainText() == "Loud and long"
    desk.codes.list.setFocus()
    desk.press(Qt.Key.Key_Z, CTRL)
    assert desk.book.codebook.codes[0].definition == before


@pytest.mark.parametrize("page", ["About", "Codes", "Scales"])
def test_a_paragraph_is_as_high_as_its_lines(desk, page):
    desk.sit_down().workspace.show_page(page)
    desk.qtbot.wait(30)
    fields = [one for one in desk.workspace.page.findChildren(TextField) if one.isVisible()]
    assert fields
    for field in fields:
        field.moveCursor(QTextCursor.MoveOperation.End)
        assert field.verticalScrollBar().maximum() == 0, field.toPlainText()
        assert field.viewport().rect().contains(field.cursorRect()), field.toPlainText()


def test_a_key_is_chosen_by_pressing_it(desk):
    desk.sit_down().copy()
    desk.press(Qt.Key.Key_F2)
    assert desk.codes.key_field.capture.isVisible()
    desk.press(Qt.Key.Key_K)
    assert "belongs to the player" in desk.codes.key_field.said.text()
    desk.press(Qt.Key.Key_Z)
    assert desk.book.codebook.codes[0].key == "Z"
    desk.press(Qt.Key.Key_F2)
    desk.press(Qt.Key.Key_Z, SHIFT)
    assert desk.book.codebook.codes[0].key == "Shift+Z"
    desk.press(Qt.Key.Key_F2)
    desk.press(Qt.Key.Key_Escape)
    assert desk.book.codebook.codes[0].key == "Shift+Z"


def test_a_key_of_two_strokes_is_chosen_by_pressing_both_and_shown_on_its_keyboard(desk):
    desk.sit_down().copy()
    desk.press(Qt.Key.Key_F2)
    desk.press(Qt.Key.Key_Comma)
    assert ", after “,” ·" in desk.codes.key_field.capture.text()
    desk.press(Qt.Key.Key_1)
    assert "“, 1” is not a letter" in desk.codes.key_field.said.text()
    desk.press(Qt.Key.Key_K)
    assert desk.book.codebook.codes[0].key == ", K"
    assert desk.book.draft.faults == ()
    desk.workspace.show_page("Keys")
    page = desk.workspace.keys
    assert (page.second_strokes.text(), page.second_strokes.isChecked()) == ("After the comma (1)", True)
    on_k = place_of(", K", page.keyboard)
    QTest.mouseClick(page.second_strokes, Qt.MouseButton.LeftButton)
    assert tip_at(on_k, page.keyboard) == "K: belongs to the player"


def test_a_clash_is_told_at_once_and_swapped_by_a_click(desk):
    desk.sit_down().copy()
    desk.press(Qt.Key.Key_F2)
    desk.press(Qt.Key.Key_F)
    assert desk.codes.key_field.said.text() == "Also the key of Fussing: give one of them another key."
    assert [row.is_faulty for row in desk.codes.list.rows[1:3]] == [False, True]
    assert desk.workspace.faults.list.count() == 1
    desk.workspace.show_page("Keys")
    assert desk.workspace.keys.keyboard.clashing() == ("F",)
    desk.workspace.show_page("Codes")
    QTest.mouseClick(desk.codes.key_field.swap, Qt.MouseButton.LeftButton)
    assert [code.key for code in desk.book.codebook.codes[:2]] == ["F", "C"]
    assert desk.book.draft.faults == ()
    assert not desk.workspace.faults.list.isVisible()


def tip_at(place, keyboard):
    """What is said of the key at a place."""
    QApplication.sendEvent(keyboard, QHelpEvent(QEvent.Type.ToolTip, place, keyboard.mapToGlobal(place)))
    said = QToolTip.text()
    QToolTip.hideText()
    return said


def place_of(key, keyboard):
    """The middle of a key, found by pointing at all of the keyboard."""
    everywhere = (QPoint(x, y) for x in range(0, keyboard.width(), 16) for y in range(0, keyboard.height(), 16))
    return QPolygon([at for at in everywhere if tip_at(at, keyboard).startswith(f"{key}: ")]).boundingRect().center()


def test_the_keyboard_shows_the_keys_in_three_layouts_and_a_click_chooses_the_code(desk):
    desk.sit_down().copy("Keys")
    page = desk.workspace.keys
    on_f = place_of("F", page.keyboard)
    QTest.mouseClick(page.keyboard, Qt.MouseButton.LeftButton, pos=on_f)
    assert page.code.id == "fussing"
    picture = page.keyboard.grab().toImage()
    color = picture.pixelColor((on_f - QPoint(0, 14)) * picture.devicePixelRatio())
    assert abs(color.red() - QColor("#e9a23b").red()) < 12
    first_of_the_last_row = QPoint(page.keyboard.width() // 8, page.keyboard.height() * 3 // 4)
    for name, letter in (("AZERTY", "W"), ("QWERTZ", "Y"), ("QWERTY", "Z")):
        page.layouts.setFocus()
        page.layouts.setCurrentText(name)
        page.layouts.textActivated.emit(name)
        assert tip_at(first_of_the_last_row, page.keyboard).startswith(f"{letter}: ")
    page.keyboard.setFocus()
    desk.press(Qt.Key.Key_H)
    assert page.code.id == "hard_crying"
    desk.press(Qt.Key.Key_F2)
    desk.press(Qt.Key.Key_Z)
    assert desk.book.codebook.code_by_id["hard_crying"].key == "Z"
    assert [row.code.id for row in page.rows.values()] == desk.ids, "the preview shows every code"


def test_codes_are_moved_by_keys_also_into_the_next_group(desk):
    desk.sit_down().copy()
    desk.press(Qt.Key.Key_Down, ALT)
    assert desk.ids[:3] == ["fussing", "crying", "hard_crying"]
    desk.press(Qt.Key.Key_Down, ALT)
    assert desk.ids[:3] == ["fussing", "hard_crying", "crying"]
    desk.press(Qt.Key.Key_Down, ALT)
    assert desk.book.codebook.codes[2].id == "crying"
    assert desk.book.codebook.codes[2].group == "Towards caregiver or stranger"
    desk.press(Qt.Key.Key_Up, ALT)
    assert desk.book.codebook.codes[2].group == "Distress"
    assert desk.codes.code.id == "crying"


def test_a_code_is_dragged_to_another_place(desk):
    desk.sit_down().copy()
    listed = desk.codes.list
    spots = [listed.visualItemRect(listed.item(row)) for row in range(listed.count())]
    view = listed.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=spots[1].center())
    for y in range(spots[1].center().y(), spots[3].bottom() - 2, 4):
        QTest.mouseMove(view, QPoint(spots[1].center().x(), y))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(spots[3].center().x(), spots[3].bottom() - 2))
    assert desk.ids[:3] == ["fussing", "hard_crying", "crying"]
    assert desk.codes.code.id == "crying"
    assert desk.book.draft.faults == ()


def test_codes_are_added_copied_deleted_and_the_deletion_undone(desk):
    desk.sit_down().copy()
    count = len(desk.ids)
    desk.press(Qt.Key.Key_Return, CTRL)
    assert (len(desk.ids), desk.codes.code.name) == (count + 1, "New code")
    assert QApplication.focusWidget() is desk.fields["name"]
    QTest.keyClicks(desk.fields["name"], "!")
    desk.codes.list.setFocus()
    desk.press(Qt.Key.Key_Delete)
    assert len(desk.ids) == count
    desk.press(Qt.Key.Key_Z, CTRL)
    assert len(desk.ids) == count + 1
    QTest.mouseClick(button_of(desk.codes, "Copy"), Qt.MouseButton.LeftButton)
    assert len(desk.ids) == count + 2
    assert desk.book.draft.faults == ()


def button_of(page, text):
    return next(one for one in page._changing if one.text() == text)


def test_faults_are_listed_live_and_lead_to_their_field(desk):
    desk.sit_down().copy()
    desk.type(desk.fields["offset"], " ")
    desk.codes.list.setFocus()
    desk.qtbot.waitUntil(lambda: desk.workspace.faults.list.count() == 1)
    assert "a state needs a rule for its offset" in desk.workspace.faults.list.item(0).text()
    desk.workspace.show_page("Scales")
    desk.press(Qt.Key.Key_F12)
    assert desk.workspace.page is desk.codes
    assert desk.codes.path == ("code", 0)


def test_modifiers_scales_classes_and_scores_are_changed_in_their_forms(desk):
    desk.sit_down().copy("Scales")
    desk.fields["half_points"].setFocus()
    desk.press(Qt.Key.Key_Space)
    assert desk.book.codebook.scales[0].half_points
    anchors = desk.fields["anchors"].findChild(QTableWidget)
    anchors.item(0, 2).setText("text of our manual")
    assert desk.book.codebook.scales[0].anchors[0].licensed_text == "text of our manual"
    desk.workspace.show_page("Modifiers")
    QTest.mouseClick(desk.fields["values"]._buttons[0], Qt.MouseButton.LeftButton)
    values = desk.fields["values"].table
    values.item(2, 0).setText("father")
    made = desk.book.codebook.modifiers[0].values[2]
    assert (made.id, made.name, made.key) == ("father", "father", "")
    desk.workspace.show_page("Scores")
    desk.press(Qt.Key.Key_Return, CTRL)
    assert desk.book.codebook.linear_scores[0].terms[0].scale == "proximity_seeking"
    desk.type(desk.fields["citation"], "This lab.")
    desk.qtbot.waitUntil(lambda: desk.book.draft.faults == ())
    desk.workspace.show_page("Classes")
    desk.type(desk.fields["name"], "Pattern")
    desk.press(Qt.Key.Key_Tab)
    assert desk.book.codebook.classification.name == "Pattern"


@pytest.mark.looks
@pytest.mark.parametrize("page", ["Codes", "Episodes", "Modifiers", "Scales", "Classes"])
def test_in_the_smallest_window_no_field_is_cut_off_at_the_right(desk, page):
    window = desk.program.window
    window.resize(window.minimumSize())
    desk.sit_down()
    desk.workspace.show_page(page)
    form = desk.workspace.page.form
    desk.qtbot.waitUntil(lambda: form.widget().width() <= form.viewport().width())
    assert window.width() == 1100


def test_a_copy_is_saved_to_a_file_and_opened_again(desk, answers, tmp_path):
    desk.sit_down().copy()
    desk.press(Qt.Key.Key_F2)
    desk.press(Qt.Key.Key_Z)
    path = tmp_path / "ours.toml"
    answers.append(path)
    desk.press(Qt.Key.Key_S, CTRL)
    desk.qtbot.waitUntil(path.exists)
    desk.settle()
    assert load_codebook(path).codes[0].key == "Z"
    assert "# --- Channels" in path.read_text(encoding="utf-8")
    assert desk.book.home.path == path
    assert "saved" in desk.workspace.head.state.text()
    desk.workspace.opening.open_shipped("still_face")
    desk.qtbot.waitUntil(lambda: desk.book.codebook.id == "still_face")
    desk.workspace.opening.open_file(path)
    desk.qtbot.waitUntil(lambda: desk.book.home.path == path)
    assert desk.book.codebook.codes[0].key == "Z"


def test_names_and_keys_of_a_study_are_saved_at_once(desk, coded):
    desk.open_study(coded)
    desk.qtbot.waitUntil(lambda: bool(desk.book.use))
    assert desk.codes.use.text() == "2 events in 1 coding"
    desk.type(desk.fields["name"], "Weinen")
    desk.press(Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_S, CTRL)
    desk.qtbot.waitUntil(
        lambda: desk.program.study is not None and desk.program.study.codebook.codes[0].name == "Weinen"
    )
    desk.settle()
    assert desk.program.window.place == "codebook"
    assert events(coded) == ["crying", "crying", "reach"]


def test_after_saving_the_codebook_code_shows_the_coding_again_where_it_was(desk, coded):
    program = desk.program
    program.open_study(coded.folder, "S001", "KM")
    desk.qtbot.waitUntil(lambda: program.coding is not None and program.coding.is_retimable)
    at_ms = int(program.coding.frame_times_ms()[30])
    program.coding.jump(at_ms)
    desk.qtbot.waitUntil(lambda: program.coding.position_ms == at_ms)
    desk.sit_down()
    desk.type(desk.fields["name"], "Weinen")
    desk.press(Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_S, CTRL)
    desk.qtbot.waitUntil(lambda: program.study is not None and program.study.codebook.codes[0].name == "Weinen")
    desk.settle()
    assert program.window.place == "codebook"
    desk.press(Qt.Key.Key_2, ALT)
    desk.qtbot.waitUntil(lambda: program.coding is not None and program.coding.position_ms == at_ms)
    assert program.window.place == "code"
    assert program.window.top_bar.said[:2] == ("S001", "coder KM")
    assert program.coding.codebook.codes[0].name == "Weinen"


def test_renaming_a_used_code_shows_what_changes_and_takes_every_coding_along(desk, coded):
    desk.open_study(coded)
    desk.qtbot.waitUntil(lambda: bool(desk.book.use))
    desk.type(desk.fields["id"], "wail")
    desk.press(Qt.Key.Key_Return)
    assert desk.book.codebook.version == "2.2"
    desk.press(Qt.Key.Key_S, CTRL)
    desk.qtbot.waitUntil(lambda: desk.workspace.review is not None)
    review = desk.workspace.review
    assert review.lead.startswith("It changes 2 events in 1 coding: all of them, or none.")
    assert ("Steps", ("crying is now wail",)) in review.parts
    assert events(coded) == ["crying", "crying", "reach"], "nothing is changed before"
    QTest.mouseClick(review.do_button, Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: desk.program.study is not None and "wail" in desk.program.study.codebook.code_by_id)
    desk.settle()
    assert events(coded) == ["wail", "wail", "reach"]
    assert desk.workspace.review is None


def test_a_coding_that_is_open_here_is_closed_first(desk, coded):
    desk.program.open_study(coded.folder, "S001", "KM")
    desk.qtbot.waitUntil(lambda: desk.program.coding is not None)
    desk.sit_down()
    desk.qtbot.waitUntil(lambda: desk.book.home.kind == "study" and bool(desk.book.use))
    desk.codes.list.setFocus()
    desk.press(Qt.Key.Key_R, CTRL)
    desk.press(Qt.Key.Key_S, CTRL)
    desk.qtbot.waitUntil(lambda: desk.workspace.review is not None)
    QTest.mouseClick(desk.workspace.review.do_button, Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: bool(desk.program.study and desk.program.study.codebook.retired))
    desk.settle()
    assert events(coded) == ["crying", "crying", "reach"]
    assert desk.program.coding is None


def test_a_coding_that_is_open_elsewhere_refuses_and_the_draft_stays(desk, coded):
    desk.open_study(coded)
    desk.qtbot.waitUntil(lambda: bool(desk.book.use))
    desk.codes.list.setFocus()
    desk.press(Qt.Key.Key_R, CTRL)
    before = (coded.folder / "codebook.toml").read_bytes()
    with coded.open_coding("S001", "KM"):
        desk.press(Qt.Key.Key_S, CTRL)
        desk.qtbot.waitUntil(lambda: desk.workspace.review is not None)
        QTest.mouseClick(desk.workspace.review.do_button, Qt.MouseButton.LeftButton)
        desk.qtbot.waitUntil(lambda: "open in another window" in desk.said().what)
    assert (coded.folder / "codebook.toml").read_bytes() == before
    assert desk.book.draft.steps


def test_what_is_used_cannot_be_deleted_and_says_what_to_do_instead(desk, coded):
    desk.open_study(coded)
    desk.qtbot.waitUntil(lambda: bool(desk.book.use))
    desk.codes.list.setFocus()
    desk.press(Qt.Key.Key_Delete)
    assert (desk.said().what, desk.said().hint) == (
        "Crying is used: 2 events in 1 coding.",
        "Retire it: its events stay readable.",
    )
    desk.workspace.show_page("Modifiers")
    values = desk.fields["values"]
    values.table.setCurrentCell(1, 0)
    QTest.mouseClick(values._buttons[1], Qt.MouseButton.LeftButton)
    assert "The answer stranger is in use" in desk.said().what
    assert len(desk.book.codebook.modifiers[0].values) == 2


def test_a_used_code_is_split_from_the_menu(desk, coded):
    desk.open_study(coded)
    desk.qtbot.waitUntil(lambda: bool(desk.book.use))
    desk.codes.choose(("code", desk.ids.index("reach")))
    QTest.mouseClick(desk.codes.split_button, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    action = next(one for one in menu.actions() if "(target)" in one.text())
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    assert "reach_stranger" in desk.ids
    assert desk.book.draft.faults == ()


def test_a_scheme_of_another_program_is_looked_at_before_it_is_opened(desk, answers, tmp_path):
    project = {
        "project_name": "Pilot",
        "behaviors_conf": {
            "0": {"type": "State event", "key": "c", "code": "Cry", "category": "Distress", "modifiers": ""},
            "1": {"type": "Point event", "key": "1", "code": "Point", "category": "", "modifiers": ""},
        },
        "observations": {"o": {"events": [[1, "", "Cry", "", ""]]}},
    }
    path = tmp_path / "pilot.boris"
    path.write_text(json.dumps(project), encoding="utf-8")
    answers.append(path)
    desk.sit_down()
    desk.program.actions["codebook_import"].trigger()
    desk.qtbot.waitUntil(lambda: desk.workspace.review is not None)
    parts = dict(desk.workspace.review.parts)
    assert parts["Taken over"][0] == "1 states and 1 points in 2 groups"
    assert any("1 observations with 1 events" in one for one in parts["Not taken over"])
    assert any("Point from 1 to P" in one for one in parts["Not taken over"])
    assert parts["To check"] == (
        "The file does not say who does it, so the actor is left for you to fill in: Cry, Point.",
    )
    first = desk.workspace.review
    QTest.mouseClick(first.offers["By the mother"], Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: desk.workspace.review is not first)
    assert "To check" not in dict(desk.workspace.review.parts)
    assert desk.workspace.review.offers == {}
    desk.press(Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: desk.book.codebook.name == "Pilot")
    assert [(code.key, code.actor) for code in desk.book.codebook.codes] == [("C", "mother"), ("P", "mother")]


def test_who_is_out_of_view_and_what_is_heard_are_chosen_in_the_form(desk):
    desk.sit_down().copy()
    desk.codes.choose(("code", desk.ids.index("out_of_view_infant")))
    boxes = {box.text(): box for box in desk.fields["unseen"].findChildren(QCheckBox)}
    assert [name for name, box in boxes.items() if box.isChecked()] == ["infant"]
    desk.codes.form.focus_field("unseen")
    QTest.mouseClick(boxes["caregiver"], Qt.MouseButton.LeftButton, pos=QPoint(8, boxes["caregiver"].height() // 2))
    assert desk.book.codebook.code_by_id["out_of_view_infant"].hides == ("caregiver", "infant")
    assert 'unseen = ["caregiver", "infant"]' in desk.book.draft.text
    desk.press(Qt.Key.Key_Z, CTRL)
    assert desk.book.codebook.code_by_id["out_of_view_infant"].hides == ("infant",)
    desk.codes.choose(("code", desk.ids.index("crying")))
    heard = desk.fields["heard"].findChild(QCheckBox) or desk.fields["heard"]
    assert heard.isChecked()
    assert not any(box.isChecked() for box in desk.fields["unseen"].findChildren(QCheckBox))
    desk.codes.form.focus_field("heard")
    QTest.keyClick(heard, Qt.Key.Key_Space)
    assert not desk.book.codebook.code_by_id["crying"].heard


def test_the_encoding_of_a_foreign_file_is_asked_for_in_the_window(desk, answers, tmp_path):
    path = tmp_path / "pilot.boris"
    path.write_bytes('{"behaviors_conf": {"0": {"type": "Point event", "code": "Gähnt"}}}'.encode("mac_roman"))
    answers.append(path)
    desk.sit_down()
    desk.program.actions["codebook_import"].trigger()
    desk.qtbot.waitUntil(lambda: desk.workspace.review is not None)
    asked = desk.workspace.review
    assert "pilot.boris does not say in which encoding" in asked.lead
    QTest.mouseClick(asked.offers["Gähnt   (mac_roman)"], Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: desk.workspace.review is not asked)
    desk.press(Qt.Key.Key_Space)
    desk.qtbot.waitUntil(lambda: [code.name for code in desk.book.codebook.codes] == ["Gähnt"])


@pytest.mark.parametrize("suffix", ["pdf", "html"])
def test_the_manual_is_written(desk, answers, tmp_path, suffix):
    path = tmp_path / f"manual.{suffix}"
    answers.append(path)
    desk.sit_down()
    desk.program.actions["codebook_manual"].trigger()
    desk.qtbot.waitUntil(lambda: path.exists() and path.stat().st_size > 10_000)
    assert path.read_bytes()[:5] == (b"%PDF-" if suffix == "pdf" else b"<!DOC")


def test_what_is_not_saved_is_back_after_a_restart(desk, start_program, qtbot):
    desk.sit_down().copy()
    desk.type(desk.fields["name"], "Weinen")
    desk.press(Qt.Key.Key_Return)
    desk.program.window.close()
    again = Desk(qtbot, start_program()).sit_down()
    qtbot.waitUntil(lambda: len(again.workspace.head._offers) == 9)
    names = [offer.name for offer in again.workspace.head._offers]
    place = next(at for at, name in enumerate(names) if name.startswith("Not saved yet"))
    again.workspace.head.chooser.activated.emit(place)
    qtbot.waitUntil(lambda: again.book.home.kind == "new")
    assert again.book.codebook.codes[0].name == "Weinen"


def test_changes_are_thrown_away_and_undo_brings_them_back_but_a_draft_in_no_file_is_forgotten(desk, coded):
    desk.open_study(coded)
    desk.type(desk.fields["name"], "Weinen")
    desk.press(Qt.Key.Key_Return)
    desk.program.actions["codebook_discard"].trigger()
    assert desk.book.codebook.codes[0].name == "Crying"
    desk.codes.list.setFocus()
    desk.press(Qt.Key.Key_Z, CTRL)
    assert desk.book.codebook.codes[0].name == "Weinen"
    desk.copy()
    desk.type(desk.fields["name"], "Pleurs")
    desk.press(Qt.Key.Key_Return)
    desk.program.actions["codebook_discard"].trigger()
    desk.qtbot.waitUntil(lambda: desk.book.is_open and desk.book.home.kind == "study")
    desk.settle()
    assert not any(offer.kind == "new" for offer in desk.workspace.head._offers)
    assert desk.book.codebook.codes[0].name == "Weinen", "what was not saved is back"


def test_changes_of_a_study_that_were_not_saved_come_back_and_undo_takes_them_away(desk, coded, start_program, qtbot):
    desk.open_study(coded)
    desk.type(desk.fields["name"], "Weinen")
    desk.press(Qt.Key.Key_Return)
    desk.program.window.close()
    again = Desk(qtbot, start_program()).open_study(coded)
    assert again.book.codebook.codes[0].name == "Weinen"
    again.codes.list.setFocus()
    again.press(Qt.Key.Key_Z, CTRL)
    assert again.book.codebook.codes[0].name == "Crying"
    assert read_anew(qtbot, again.program, coded.folder).codebook.codes[0].name == "Crying"


def test_no_study_and_a_new_codebook_begins_with_what_is_missing(desk):
    desk.sit_down()
    desk.program.actions["codebook_new"].trigger()
    desk.settle()
    assert desk.workspace.faults.list.count() == 1
    desk.workspace.show_page("Codes")
    assert desk.codes.title.text() == "No code yet"
    desk.press(Qt.Key.Key_Return, CTRL)
    assert [fault.what for fault in desk.book.draft.faults] == ["New code: no actor is given"]
    desk.press(Qt.Key.Key_Return, CTRL)
    assert [code.actor for code in desk.book.codebook.codes] == ["", ""], "nobody is taken for granted"


def test_a_study_that_is_opened_brings_its_own_codebook_and_the_manual_of_it_is_printed_from_anywhere(
    desk, coded, answers, tmp_path
):
    desk.sit_down()
    assert desk.book.home.kind == "shipped"
    desk.program.open_study(coded.folder)
    desk.qtbot.waitUntil(lambda: desk.program.study is not None)
    desk.settle()
    path = tmp_path / "manual.html"
    answers.append(path)
    desk.program.actions["codebook_manual"].trigger()
    desk.qtbot.waitUntil(path.exists)
    desk.settle()
    assert desk.book.home.kind == "study"


def test_an_answer_that_is_no_longer_asked_for_is_counted_and_looked_at_before(desk, coded):
    desk.open_study(coded)
    book = desk.book
    place = desk.ids.index("reach")
    book.do(lambda draft: put(draft, ("code", place), {"modifiers": []}, "ask nothing"))
    desk.press(Qt.Key.Key_S, CTRL)
    desk.qtbot.waitUntil(lambda: desk.workspace.review is not None)
    review = desk.workspace.review
    assert review.lead.startswith("1 answer that was given stays with its event")
    assert ("No longer asked", ("“towards” of Reach: 1 answer",)) in review.parts
    assert ("Codings", ("S001 by KM: 1 answer no longer asked for",)) in review.parts
    assert review.do_button.hasFocus()
    desk.press(Qt.Key.Key_Return)  # the button has the focus
    desk.qtbot.waitUntil(
        lambda: desk.program.study is not None and not desk.program.study.codebook.code_by_id["reach"].modifiers
    )
    desk.settle()
    assert open_study(coded.folder).read_coding("S001", "KM").events[-1].modifiers == {"target": "stranger"}


def test_a_split_by_choice_says_that_events_wait_and_not_that_they_change(desk, coded):
    desk.open_study(coded)
    desk.book.do(lambda draft: split_code(draft, "crying", ("Loud", "Soft")))
    desk.press(Qt.Key.Key_S, CTRL)
    desk.qtbot.waitUntil(lambda: desk.workspace.review is not None)
    assert desk.workspace.review.lead.startswith("No coding changes yet: 2 events and intervals wait")
    assert ("Codings", ("S001 by KM: 2 wait for the coder to choose and stay as they are until then",)) in (
        desk.workspace.review.parts
    )


@pytest.mark.parametrize("page", ["About", "Codes", "Modifiers", "Classes", "Scores"])
def test_the_key_for_add_never_fails_on_a_new_codebook(desk, page):
    desk.sit_down()
    desk.program.actions["codebook_new"].trigger()
    desk.settle()
    desk.workspace.show_page(page)
    desk.press(Qt.Key.Key_Return, CTRL)
    said = [message.what for message in desk.program.messages.said]
    assert not any("Something went wrong" in one for one in said)
    if page == "Classes":
        assert len(desk.book.codebook.classification.classes) == 1
    if page == "About":
        assert said[-1] == "There is nothing to add on this page."


def test_a_codebook_saved_in_another_window_is_in_use_here_before_the_next_key(desk, coded, start_program, qtbot):
    """Two windows on one study: in one somebody codes, in the other the key of Crying becomes Shift+X."""
    desk.open_study(coded)
    coder = start_program()
    coder.open_study(coded.folder, "S001", "JT")
    qtbot.waitUntil(lambda: coder.coding is not None and coder.coding.is_retimable)
    at_ms = int(coder.coding.frame_times_ms()[30])
    coder.coding.jump(at_ms)
    qtbot.waitUntil(lambda: coder.coding.position_ms == at_ms)
    desk.book.do(lambda draft: put(draft, ("code", 0), {"key": "Shift+X"}, "key"))
    desk.program.actions["codebook_save"].trigger()
    qtbot.waitUntil(lambda: coder.study is not None and coder.study.codebook.codes[0].key == "Shift+X")
    qtbot.waitUntil(lambda: coder.coding is not None and coder.coding.position_ms == at_ms)
    assert coder.messages.said[-1].what == "The codebook of this study was changed in another window."
    assert coder.messages.said[-1].severity == "warning"
    assert coder.window.place == "code"
    coder.code_workspace.press_key("C")
    assert coder.coding.coding.events == ()
    coder.code_workspace.press_key("Shift+X")
    assert [event.code for event in coder.coding.coding.events] == ["crying"]
    assert not any("another window" in one.what for one in desk.program.messages.said), "not where it was saved"


def test_whoever_turns_to_this_window_has_the_codebook_looked_at_at_once(
    coded, start_program, qtbot, monkeypatch, qapp
):
    monkeypatch.setattr("ui.codebook_watch.LOOK_EVERY_MS", 3_600_000)
    program = start_program()
    program.open_study(coded.folder)
    qtbot.waitUntil(lambda: program.study is not None and not program.reads.running)
    shown = draft_of((coded.folder / "codebook.toml").read_text(encoding="utf-8"))
    apply_change(open_study(coded.folder), put(shown, ("code", 0), {"key": "Shift+X"}, "key").text, ())
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    qtbot.waitUntil(lambda: any("another window" in one.what for one in program.messages.said))


def test_where_nobody_codes_it_is_told_and_taken_with_the_next_coding(coded, start_program, qtbot):
    program = start_program()
    program.open_study(coded.folder)
    qtbot.waitUntil(lambda: program.study is not None)
    study, shown = program.study, draft_of((coded.folder / "codebook.toml").read_text(encoding="utf-8"))
    apply_change(open_study(coded.folder), put(shown, ("code", 0), {"key": "Shift+X"}, "key").text, ())
    qtbot.waitUntil(lambda: any("another window" in one.what for one in program.messages.said))
    qtbot.wait(3 * LOOK_EVERY_MS)
    assert program.study is study, "what is being typed here stays"
    assert sum("another window" in one.what for one in program.messages.said) == 1
    program.open_coding("S001", "JT")
    qtbot.waitUntil(lambda: program.coding is not None and program.coding.is_retimable)
    assert program.coding.codebook.codes[0].key == "Shift+X"


def test_a_codebook_that_cannot_be_read_any_more_is_told_once_and_coding_goes_on(coded, start_program, qtbot):
    coder = start_program()
    coder.open_study(coded.folder, "S001", "JT")
    qtbot.waitUntil(lambda: coder.coding is not None and coder.coding.is_retimable)
    (coded.folder / "codebook.toml").write_text("id = ", encoding="utf-8")
    qtbot.waitUntil(lambda: any("cannot be read" in one.what for one in coder.messages.said))
    qtbot.wait(3 * LOOK_EVERY_MS)
    assert sum("cannot be read" in one.what for one in coder.messages.said) == 1
    assert coder.coding is not None


def test_a_study_with_an_earlier_version_is_told_sees_what_the_newer_does_and_takes_it_over(desk, study, qtbot):
    with ZipFile(Path(__file__).parents[1] / "codebooks" / "shipped_before_2.zip") as archive:
        old = archive.read("strange_situation.toml")
    (study.folder / "codebook.toml").write_bytes(old)
    given = Event(id="g", code="greeting", start_ms=0, end_ms=0, modifiers={"greeting_form": "smile"})
    unclassified = Classification(id="class", primary="CC")
    with open_study(study.folder).open_coding("S001", "KM") as opened:
        opened.history.do(Edit(label="old", changes=(Change(None, given), Change(None, unclassified))))
    desk.open_study(study)
    assert desk.said().what == "Version 2.1 of Strange Situation ships with the program; this study has version 1.2."
    bar = desk.program.window.message_bar
    qtbot.waitUntil(bar.offer_button.isVisible)
    assert (study.folder / "codebook.toml").read_bytes() == old, "nothing changes by itself"
    assert desk.workspace.faults.words.text() == "39 faults to fix; it can be saved all the same"
    QTest.mouseClick(bar.offer_button, Qt.MouseButton.LeftButton)
    assert (desk.book.codebook.version, desk.book.has_unsaved) == ("2.1", True)
    desk.press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: desk.workspace.review is not None)
    review = desk.workspace.review
    assert review.lead.startswith("It changes 1 classification in 1 coding")
    assert ("class CC is now U") in dict(review.parts)["Steps"]
    QTest.mouseClick(review.do_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "is saved" in desk.said().what)
    desk.settle()
    coding = read_anew(qtbot, desk.program, study.folder).read_coding("S001", "KM")
    assert coding.event("g") == given
    assert coding.classification.primary == "U"
