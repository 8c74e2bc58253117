"""Codings of other programs are imported in the window: read, settled by keys, written, taken back."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit

from annotator.exchange.codings.mapping import read_mapping
from annotator.model import commands
from annotator.study import open_study
from annotator.study.people import set_leads
from tests.exchange.codings.making import made_study
from tests.ui import boris_twin
from tests.ui.boris_twin import state
from tests.ui.importing import NONE, Importer
from tests.ui.test_keyboard_path import left_out
from tests.ui.test_screen_sizes import is_cut, words
from ui.settings import PERSON
from ui.study.importing.doubts import NO_DOUBTS

PLAIN = [*state("crying", 0.5, 1.0, comment="Anna sneezes"), (1.2, "infant", "reach", "", "")]
ODD = [*PLAIN, *state("hold", 1.5, 2.0), (2.2, "infant", "crying", "", ""), (2.6, "", "smile", "", "")]


@pytest.fixture
def lab(program, study, qtbot, answers):
    return Importer(program, study, qtbot, answers)


@pytest.fixture
def pilot(tmp_path):
    return boris_twin.write(tmp_path / "pilot.boris", {"S001": ODD}, variables={"mother": "Anna"})


def test_a_file_is_opened_settled_by_keys_imported_and_taken_back(lab, pilot):
    lab.sit_down().open(pilot)
    assert lab.page.do_button.property("kind") == "outline"
    assert all(not one.mark.isChecked() for one in lab.card.choices)
    lab.coded_by("KM")
    assert ("session", ("S001",)) not in lab.doubts
    row = lab.go_to("no end")
    assert row.doubt.about == ("crying",)
    assert lab.page.codes.line.theirs == "crying"
    assert lab.page.strip.at_ms == 2200
    lab.press(Qt.Key.Key_2)  # with the coding
    row = lab.go_to("nobody")
    lab.press(Qt.Key.Key_1)
    still = sum(bool(one) for one in lab.doubts.values())
    assert lab.page.hint.text() == f"{still} open, none is settled for you"
    lab.settle_all()
    assert lab.page.do_button.property("kind") == "primary"
    assert lab.page.do_button.text() == "Import 5 events"
    lab.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    done = lab.said("Brought in 5 events into 1 coding.")
    assert lab.workspace.currentWidget() is lab.workspace.page
    lab.wait(lambda: lab.workspace.page.state_of("S001", "KM").is_begun)
    events = lab.coded()
    assert ("reach", 1201, 1201) in events  # the frame that its 1.200 s mean
    assert len(events) == 5
    done.offer.do()
    lab.said("Taken back: 5 events of 1 coding.")
    assert lab.coded() == []


def test_escape_leaves_everything_as_it_was_and_the_next_time_begins_where_it_was_left(lab, pilot):
    lab.sit_down().open(pilot)
    lab.go_to("nobody")
    lab.press(Qt.Key.Key_1)
    settled = lab.work.mapping.settled
    lab.press(Qt.Key.Key_Escape)
    assert lab.workspace.currentWidget() is lab.workspace.page
    assert not lab.program.actions["next_doubt"].isEnabled()
    assert lab.coded() == []
    lab.open(pilot)
    assert lab.work.mapping.settled == settled
    assert lab.doubts["nobody", ("smile",)] == 0
    assert "1 doubt settled as last time" in lab.page.remembered.text()
    QTest.mouseClick(lab.page.remembered, Qt.MouseButton.LeftButton)
    lab.idle()
    assert lab.doubts["nobody", ("smile",)] == 1


def test_a_choice_holds_everywhere_or_only_here_and_can_be_opened_again(lab, tmp_path):
    rows = [*PLAIN, (2.0, "", "smile", "", ""), (2.5, "", "smile", "", ""), (3.0, "", "smile", "", "")]
    lab.sit_down().open(boris_twin.write(tmp_path / "a.boris", {"S001": rows}))
    lab.go_to("nobody")
    assert lab.page.doubts.card.places.rowCount() == 3
    lab.press(Qt.Key.Key_0)
    lab.press(Qt.Key.Key_1)
    assert lab.doubts["nobody", ("smile",)] == 2
    assert [one.choice for one in lab.work.mapping.single] == ["infant"]
    lab.press(Qt.Key.Key_0)
    lab.press(Qt.Key.Key_2)
    assert lab.doubts["nobody", ("smile",)] == 0
    assert lab.work.mapping.single == ()
    assert lab.card.again.isVisible()
    QTest.mouseClick(lab.card.again, Qt.MouseButton.LeftButton)
    lab.idle()
    assert lab.doubts["nobody", ("smile",)] == 3


def test_our_code_is_found_by_typing_in_its_row_also_in_place_of_the_one_that_is_called_so(lab, pilot):
    lab.sit_down().open(pilot)
    lines = lab.page.codes.codes.lines
    for theirs, typed, ours in (("hold", "contact", "contact"), ("reach", "smil", "smile")):
        at = next(n for n, one in enumerate(lines) if one.theirs == theirs)
        lab.program.window.activateWindow()  # the offscreen platform does not give the focus back by itself
        lab.wait(lab.program.window.isActiveWindow)
        lab.page.codes.setFocus()
        lab.page.codes.setCurrentIndex(lab.page.codes.codes.index(at, 0))
        QTest.keyClick(lab.page.codes, Qt.Key(ord(typed[0].upper())))
        field = QApplication.focusWidget()
        assert isinstance(field, QLineEdit | QComboBox)
        field = field.lineEdit() if isinstance(field, QComboBox) else field
        QTest.keyClicks(field, typed[1:])
        assert field.text() == typed
        QTest.keyClick(field, Qt.Key.Key_Return)
        lab.idle()
        assert lab.page.codes.codes.lines[at].ours == ours
    assert lab.doubts["code", ("reach", "infant")] == 0


def test_a_new_coder_is_typed_and_an_id_that_cannot_be_is_refused(lab, pilot):
    lab.sit_down().open(pilot).coded_by("M/N")
    lab.said("cannot be the id of a coder")
    lab.coded_by("MN").settle_all()
    lab.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    lab.said("Brought in 5 events")
    assert len(lab.coded(coder="MN")) == 5


def test_what_may_identify_people_stays_in_the_file_unless_it_is_ticked(lab, pilot):
    lab.sit_down().open(pilot).coded_by("KM")
    private = lab.page.observations.private_model
    assert [name for name, _ in private.rows] == ["comments", "variable date", "variable mother"]
    lab.settle_all()
    assert not any(one.comment for planned in lab.work.review.planned for one in planned.events)
    view = lab.page.observations.private
    view.setCurrentIndex(private.index(0, 0))
    lab.press(Qt.Key.Key_Space, at=view)
    assert lab.work.mapping.keep == ("comments",)
    assert any(one.comment == "Anna sneezes" for planned in lab.work.review.planned for one in planned.events)


def test_an_observation_is_left_out_by_its_box_and_asks_nothing_then(lab, tmp_path):
    lab.sit_down().open(boris_twin.write(tmp_path / "a.boris", {"S001": PLAIN, "other": ODD}))
    assert ("nobody", ("smile",)) in lab.doubts
    table = lab.page.observations.table
    table.setFocus()
    table.selectRow(1)
    lab.press(Qt.Key.Key_Space, at=table)
    assert lab.page.observations.model.rows[1].is_out
    assert ("nobody", ("smile",)) not in lab.doubts
    lab.press(Qt.Key.Key_Space, at=table)
    assert not lab.page.observations.model.rows[1].is_out
    assert lab.doubts["session", ("other",)] == 1


def test_a_session_is_chosen_at_the_left_for_all_that_are_selected(lab, tmp_path):
    lab.sit_down().open(boris_twin.write(tmp_path / "a.boris", {"visit 1": PLAIN}))
    field = lab.page.observations.session.lineEdit()
    QTest.keyClicks(field, "s00")
    QTest.keyClick(field, Qt.Key.Key_Return)
    lab.idle()
    assert lab.page.observations.model.rows[0].session == "S001"
    assert lab.doubts["session", ("visit 1",)] == 0


def test_letters_that_are_written_otherwise_are_asked_about(lab, tmp_path):
    file = boris_twin.write(tmp_path / "alt.boris", {"S001": [(1.0, "Säugling", "reach", "", "")]})
    file.write_bytes(file.read_text("utf-8").encode().decode("unicode_escape").encode("cp1252"))
    lab.sit_down()
    lab.answers[:] = [file]
    lab.program.actions["import_codings"].trigger()
    lab.wait(lambda: bool(getattr(lab.workspace.currentWidget(), "offers", False)))
    page = lab.workspace.currentWidget()
    right = next(button for text, button in page.offers.items() if "Säugling" in text)
    QTest.mouseClick(right, Qt.MouseButton.LeftButton)
    lab.wait(lambda: lab.work.shown is not None)
    lab.idle()
    assert lab.workspace.currentWidget() is lab.page
    assert ("who", ("Säugling",)) in lab.doubts


def test_a_file_that_cannot_be_read_does_not_stop_the_others_and_alone_it_is_said(lab, pilot, tmp_path):
    broken = tmp_path / "broken.boris"
    broken.write_text("{", encoding="utf-8")
    lab.sit_down()
    lab.answers[:] = [broken]
    lab.program.actions["import_codings"].trigger()
    lab.said("broken.boris")
    assert lab.page.choose_files.isVisible()
    lab.answers[:] = [broken, pilot]
    QTest.mouseClick(lab.page.choose_files, Qt.MouseButton.LeftButton)
    lab.wait(lambda: lab.work.shown is not None)
    lab.idle()
    assert any("broken.boris" in text and warns for text, warns in lab.page.observations.left_model.rows)


def test_only_a_lead_imports_into_a_study_with_leads(lab, pilot, tmp_path):
    set_leads(lab.study, ["MA"])
    lab.program.settings.put(PERSON, "KM")
    lab.program.open_study(lab.study.folder)
    lab.wait(lambda: lab.program.seen is not None and lab.program.seen.person == "KM")
    lab.idle()
    assert not lab.program.actions["import_codings"].isEnabled()
    lab.workspace.take_dropped([pilot])
    lab.said("Only a lead imports codings into this study.")
    lab.program.work_as("MA")
    lab.wait(lambda: lab.program.seen.leads)
    assert lab.program.actions["import_codings"].isEnabled()


def drop(widget, *paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(one)) for one in paths])
    action, buttons = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    widget.dropEvent(QDropEvent(QPointF(20, 20), action, data, buttons, NONE))  # it does not keep what is dropped


def test_codings_and_folders_of_them_are_dropped_on_the_window_and_recordings_do_what_they_did(
    lab, pilot, recording, tmp_path
):
    lab.sit_down()
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / "notes.txt").write_text("no coding", encoding="utf-8")
    pilot.rename(folder / "pilot.boris")
    window = lab.program.window
    drop(window, folder)
    lab.wait(lambda: lab.work.shown is not None)
    lab.idle()
    assert lab.workspace.currentWidget() is lab.page
    lab.press(Qt.Key.Key_Escape)
    drop(window, Path(recording))
    lab.wait(lambda: lab.workspace.currentWidget() is lab.workspace.add_session)


def test_a_mapping_is_saved_and_settles_the_same_doubts_for_others(lab, pilot, tmp_path):
    lab.sit_down().open(pilot).coded_by("KM").settle_all()
    kept = tmp_path / "mapping.toml"
    lab.answers[:] = [kept]
    lab.page.save_wanted.emit()
    lab.said("The mapping was saved as mapping.toml.")
    assert read_mapping(kept) == lab.work.mapping
    lab.page.anew_wanted.emit()
    lab.idle()
    assert not lab.work.is_ready
    lab.answers[:] = [kept]
    lab.page.open_wanted.emit()
    lab.wait(lambda: lab.work.is_ready)


def test_where_nothing_is_in_doubt_that_is_said(lab, tmp_path):
    lab.sit_down().open(boris_twin.write(tmp_path / "a.boris", {"S001": PLAIN}))
    lab.coded_by("KM").settle_all()
    lab.page.doubts.show_rows((), lab.work.pending)
    assert lab.page.doubts.nothing.isVisible()
    assert lab.page.doubts.nothing.text() == NO_DOUBTS


def test_a_coding_that_is_open_in_code_is_laid_aside_and_found_again(lab, pilot):
    with lab.study.open_coding("S001", "KM") as coding:
        coding.history.do(commands.mark(coding.coding, lab.study.codebook, "smile", 3000))
    lab.program.open_study(lab.study.folder, "S001", "KM")
    lab.wait(lambda: lab.program.coding is not None and lab.program.coding.is_retimable)
    lab.program.window.show_place("study")
    lab.idle()
    lab.open(pilot).coded_by("KM")
    lab.go_to("there")
    lab.press(Qt.Key.Key_1)
    lab.settle_all()
    lab.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    lab.said("Brought in 5 events")
    assert len(lab.coded()) == 6
    lab.program.window.show_place("code")
    lab.wait(lambda: lab.program.coding is not None and len(lab.program.coding.coding.events) == 6)


def test_a_click_on_the_strip_shows_the_recording_there(lab, pilot):
    lab.sit_down().open(pilot).coded_by("KM")
    strip = lab.page.strip
    lane = next(n for n, one in enumerate(strip.data.lanes) if one.code == "crying")
    at = QPointF(strip.x_of(700), strip.y_of(lane) + 10).toPoint()
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, NONE, at)
    lab.wait(lambda: lab.page.video.player is not None and lab.page.video.player.ready)
    lab.wait(lambda: abs(lab.page.video.position_ms - 500) < 80)
    lab.press(Qt.Key.Key_Escape)
    assert lab.page.video.player is None


FILES = 200


@pytest.fixture
def many(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(FILES):
        rows = [row for start in range(5) for row in state("crying", 2 * start, 2 * start + 1)]
        boris_twin.write(folder / f"{number:03d}.boris", {f"V{number:03d}": rows})
    return folder


def test_two_hundred_files_are_settled_at_once_stopped_and_gone_on_with(program, qtbot, answers, tmp_path, many):
    study = made_study(tmp_path / "lab", *(f"V{number:03d}" for number in range(FILES)))
    lab = Importer(program, open_study(study.folder), qtbot, answers).sit_down(rows=FILES)
    lab.imports.take([many])
    lab.wait(lambda: lab.work.shown is not None and not lab.work.is_settling)
    assert lab.page.observations.model.rowCount() == FILES
    assert lab.doubts["coder", ("",)] == FILES
    lab.go_to("coder")
    lab.press(Qt.Key.Key_1)
    lab.settle_all()
    assert lab.page.do_button.text() == "Import 1000 events"
    lab.page.do_button.click()
    first = study.journal_path("V000", "KM")
    lab.wait(first.exists)
    assert lab.page.cancel_button.text() == "Stop"
    QTest.keyClick(lab.page, Qt.Key.Key_Escape)
    lab.said("You stopped it")
    done = sum("KM" in study.codings_of(one) for one in study.session_ids())
    assert 0 < done < FILES
    said = lab.said("Brought in")
    said.offer.do()
    lab.said("Taken back")


@pytest.mark.looks
@pytest.mark.parametrize("size", [(1100, 660), (1280, 720), (1366, 768), (1600, 1000)])
def test_no_text_is_cut_and_the_preview_folds_where_there_is_little_room(lab, pilot, size):
    lab.sit_down()
    lab.program.window.resize(*size)
    lab.open(pilot)
    for kind in ("code", "no end", "nobody", "coder"):
        lab.go_to(kind)
        lab.qtbot.wait(30)
        shown = [one for one in lab.page.findChildren(object) if getattr(one, "isVisible", lambda: False)()]
        cut = [words(one) for one in shown if is_cut(one) and not one.toolTip()]
        assert cut == []
        card, area = lab.card, lab.page.doubts._card_area
        assert card.height() <= area.viewport().height() or area.height() >= lab.page.doubts.height() * 3 // 4 - 1
    assert lab.page._preview.isVisible() == (size[1] > 700)


def test_everything_on_the_page_is_reached_by_the_keyboard(lab, pilot):
    lab.sit_down().open(pilot)
    lab.program.window.activateWindow()
    lab.wait(lab.program.window.isActiveWindow)
    assert left_out(lab.program.window, lab.page) == []
    buttons = [one for one in lab.page.findChildren(QAbstractButton) if one.isVisible()]
    assert all(one.text() or one.accessibleName() for one in buttons)
