"""The cameras of a session are changed in Study: added, removed, shifted; each a step of the trail, and undone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QMessageBox

from annotator.study.replacing import add_camera
from tests.trail import read_steps
from tests.ui.on_disk import read_anew
from ui.study.recordings import RecordingRow


class Lead:
    """Leads a lab: sits at the Study workspace, with S001 chosen."""

    def __init__(self, program, study, qtbot):
        self.program, self.study, self.qtbot = program, study, qtbot
        self.workspace = program.study_workspace
        self.detail = self.workspace.page.detail

    def wait_for_cameras(self, count):
        self.qtbot.waitUntil(lambda: len(self.rows) == count and not self.program.reads.running, timeout=20_000)

    def wait_for_coding(self):
        self.qtbot.waitUntil(
            lambda: self.program.coding is not None and self.program.coding.is_retimable, timeout=20_000
        )

    @property
    def rows(self):
        return [one for one in self.detail.findChildren(RecordingRow) if one.isVisible()]

    @property
    def offsets(self):
        return [one.offset_ms for one in read_anew(self.qtbot, self.program, self.study.folder).session("S001").cameras]

    @property
    def trail(self):
        return [step["what"] for step in read_steps(self.study.folder)]

    def choose(self, camera, text):
        """Click the button of a recording, and what its menu offers."""
        self.qtbot.waitUntil(lambda: len(self.rows) > camera)
        row = self.rows[camera]
        QTest.mouseClick(row.menu_button, Qt.MouseButton.LeftButton)
        self.qtbot.waitUntil(row.menu.isVisible)
        (action,) = [one for one in row.menu.actions() if one.text() == text]
        assert action.isEnabled()
        QTest.mouseClick(row.menu, Qt.MouseButton.LeftButton, pos=row.menu.actionGeometry(action).center())

    def refused(self, camera):
        """What the menu of a recording greys out, with the reason."""
        return {one.text(): one.toolTip() for one in self.rows[camera].menu.actions() if not one.isEnabled()}

    def click(self, text):
        buttons = self.detail.findChildren(QAbstractButton)
        (found,) = [one for one in buttons if one.isVisible() and one.text() == text]
        QTest.mouseClick(found, Qt.MouseButton.LeftButton)

    @property
    def offset(self):
        """The field that says when the second camera began."""
        return self.detail.recordings.offsets[1]

    def type_offset(self, text):
        field = self.offset
        assert field.isVisible()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def said(self, words):
        self.qtbot.waitUntil(lambda: any(words in one.what for one in self.program.messages.said), timeout=20_000)
        return next(one for one in reversed(self.program.messages.said) if words in one.what)


@pytest.fixture
def second(recording, tmp_path):
    """The recording of another camera."""
    path = tmp_path / "second.mp4"
    path.write_bytes(recording.read_bytes() + b"\0")
    return path


@pytest.fixture
def lead(program, study, qtbot):
    return Lead(program, study, qtbot)


@pytest.fixture
def one(lead):
    """S001 has one camera; its coding by KM is open in Code."""
    lead.program.open_study(lead.study.folder, "S001", "KM")
    lead.wait_for_coding()
    lead.program.window.show_place("study")
    lead.wait_for_cameras(1)
    return lead


@pytest.fixture
def two(lead, second):
    """S001 has a second camera, which began 300 ms after the first."""
    add_camera(lead.study, "S001", second, 300)
    lead.program.open_study(lead.study.folder)
    lead.wait_for_cameras(2)
    return lead


def test_a_camera_is_added_and_asked_when_it_began(one, answers, second):
    answers.append(second)
    one.click("Add camera…")
    one.wait_for_cameras(2)
    one.qtbot.waitUntil(lambda: one.offset.selectedText() == "0")
    one.type_offset("0,3")
    one.said("begins at +0.300 s")
    one.wait_for_cameras(2)
    assert one.offsets == [0, 300]
    assert one.trail == ["camera added", "camera shifted"]
    assert one.program.coding is None, "the coding was let go of"
    one.program.window.show_place("code")
    one.wait_for_coding()
    assert one.program.coding.player.offsets_ms == (0, 300), "it is open again, with both cameras"


@pytest.mark.parametrize(
    ("text", "offset_ms"), [("1,25", 1250), ("1.5", 1500), ("-0.04", -40), ("0", 0), ("86400", 86_400_000)]
)
def test_an_offset_is_typed_in_seconds_with_point_or_comma(two, text, offset_ms):
    two.choose(1, "Offset…")
    assert two.offset.text() == "0.3"
    two.type_offset(text)
    two.said("Camera 2 of S001 begins at ")
    assert two.offsets == [0, offset_ms]
    assert read_steps(two.study.folder)[-1]["found_by"] == "typed"


@pytest.mark.parametrize("text", ["", "1.2.3", "1 250", "soon", "0.0001", "86401", "nan"])
def test_what_is_no_offset_is_refused_beside_the_field(two, text):
    two.choose(1, "Offset…")
    two.offset.clear()
    two.type_offset(text)
    complaint = two.offset.complaint
    assert complaint.isVisible()
    assert complaint.text().startswith("Offset must be a number from -86400 to 86400 s")
    assert two.offsets == [0, 300]
    QTest.keyClick(two.offset, Qt.Key.Key_Escape)
    assert two.offset.text() == "0.3"
    assert two.trail == ["camera added"]


def test_removing_asks_says_what_is_lost_and_is_undone_by_the_message(two):
    before = two.study.session("S001")
    two.choose(1, "Remove camera…")
    box = two.workspace.findChild(QMessageBox, "remove_camera")
    assert box.text() == "Remove camera 2 of S001?"
    assert "Nothing of the codings is lost" in box.informativeText()
    assert "(+0.300 s)" in box.informativeText()
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    (go,) = [one for one in box.buttons() if one.text() == "Remove"]
    QTest.mouseClick(go, Qt.MouseButton.LeftButton)
    two.wait_for_cameras(1)
    assert two.offsets == [0]
    bar = two.program.window.message_bar
    assert bar.offer_button.isVisible()
    QTest.mouseClick(bar.offer_button, Qt.MouseButton.LeftButton)
    two.wait_for_cameras(2)
    assert two.study.session("S001") == before
    assert two.trail[-2:] == ["camera removed", "taken back"]


def test_nothing_is_removed_without_a_yes(two):
    two.choose(1, "Remove camera…")
    box = two.workspace.findChild(QMessageBox, "remove_camera")
    QTest.mouseClick(box.button(QMessageBox.StandardButton.Cancel), Qt.MouseButton.LeftButton)
    assert two.offsets == [0, 300]


def test_the_last_step_is_undone_by_its_key_and_the_status_bar_names_it(two):
    two.choose(1, "Offset…")
    two.type_offset("1.5")
    two.said("begins at +1.500 s")
    two.wait_for_cameras(2)
    assert "undo: shift camera 2 of S001" in two.program.window.status_bar.said
    two.program.window.activateWindow()  # the offscreen platform does not give the focus back by itself
    two.qtbot.waitUntil(two.program.window.isActiveWindow)
    two.workspace.page.table.setFocus()
    QTest.keyClick(two.workspace.page.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    two.said("Taken back: shift camera 2 of S001.")
    assert two.offsets == [0, 300]
    two.wait_for_cameras(2)
    assert not two.program.actions["undo_deed"].isEnabled()
    assert two.program.window.status_bar.said == ()


def test_a_camera_is_called_what_the_lab_calls_it(two):
    two.choose(1, "Name…")
    field = two.detail.name.field
    QTest.keyClicks(field, "3")
    QTest.keyClick(field, Qt.Key.Key_Return)
    complaint = two.detail.name._complaint
    two.qtbot.waitUntil(complaint.isVisible, timeout=20_000)
    assert "“3” cannot be the name of a camera" in complaint.text()
    field.selectAll()
    QTest.keyClicks(field, "door")
    QTest.keyClick(field, Qt.Key.Key_Return)
    two.said("Camera 2 of S001 is called door now.")
    two.qtbot.waitUntil(lambda: two.rows[1].accessibleName() == "Camera 2: door")
    assert not two.detail.name.isVisible()
    two.program.actions["undo_deed"].trigger()
    two.said("Taken back: name camera 2 of S001.")


def test_the_reference_camera_is_neither_removed_nor_shifted(two):
    why = "Session time is counted by the first camera: replace its recording instead."
    assert two.refused(0) == {"Offset…": why, "Remove camera…": why}
    assert two.refused(1) == {}


def test_a_recording_that_is_there_twice_is_told(one, answers, recording):
    answers.append(recording)
    one.program.actions["add_camera"].trigger()
    assert one.said("S001 (camera 1) and S001 (camera 2) are the same recording.").severity == "warning"


def test_a_file_that_is_no_recording_is_refused(one, answers, tmp_path):
    answers.append(tmp_path / "notes.mp4")
    answers[-1].write_text("no recording")
    one.program.actions["add_camera"].trigger()
    one.qtbot.waitUntil(lambda: any("notes.mp4" in said.what for said in one.program.messages.said), timeout=20_000)
    assert one.offsets == [0]
    assert one.trail == []
    assert one.program.coding is not None, "the coding stays open"


def test_a_recording_that_is_found_again_is_shown_in_code(lead, second, answers, tmp_path):
    add_camera(lead.study, "S001", second, 300)
    moved = tmp_path / "archive" / "renamed.mp4"
    moved.parent.mkdir()
    second.rename(moved)
    lead.program.open_study(lead.study.folder, "S001", "KM")
    lead.wait_for_coding()
    assert lead.program.coding.player.missing == {1}
    lead.program.window.show_place("study")
    lead.wait_for_cameras(2)
    answers.append(moved)
    lead.choose(1, "Find recording…")
    lead.qtbot.waitUntil(lambda: lead.trail[-1:] == ["recording found"], timeout=20_000)
    lead.program.window.show_place("code")
    lead.qtbot.waitUntil(lambda: lead.program.coding is not None and lead.program.coding.player is not None)
    assert lead.program.coding.player.missing == frozenset()
    lead.wait_for_coding()


def test_typing_is_not_disturbed_by_a_check_that_ends(two):
    two.choose(1, "Offset…")
    QTest.keyClicks(two.offset, "1.2")
    two.workspace.checks.changed.emit()
    two.workspace.refresh()
    two.qtbot.waitUntil(lambda: not two.program.reads.running, timeout=20_000)
    QTest.keyClicks(two.offset, "5")
    assert two.offset.text() == "1.25"
    QTest.keyClick(two.offset, Qt.Key.Key_Escape)
