from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QMainWindow, QTableView

from annotator.consensus.disagreements import disagreements
from annotator.media.player import CameraSource, Player
from annotator.media.sound_output import SilentOutput
from annotator.model.commands import end_state, mark, mark_episode, start_state
from annotator.model.history import History
from annotator.report.figures.grids import confusion
from annotator.study import Study, open_study
from annotator.study.settings import MARKED, Tolerances
from annotator.text import seconds
from sample_videos.frame_mark import read_frame_number
from ui.actions import Actions
from ui.agreement.matrix import Matrix
from ui.agreement.pages import WORKBENCH
from ui.agreement.workspace import AgreeWorkspace
from ui.settings import Settings
from ui.widgets.watching import Watching

# Frames of the recording (29.97 a second); the coders' marks are made on frames, as in the window.
KM = [("crying", 15, 60), ("fussing", 60, 90), ("contact", 100, 120)]
JT = [("crying", 20, 60), ("fussing", 75, 90), ("contact", 100, 120)]


def frame_ms(frame):
    return round(frame * 1001 / 30)


def code(study: Study, coder, states, episodes=(("2", 0), ("3", 50), ("end", 140)), reach=None, running=None):
    with study.open_coding("S001", coder) as opened:
        coding, history, codebook = opened.coding, opened.history, study.codebook
        for episode, frame in episodes:
            history.do(mark_episode(coding, codebook, episode, frame_ms(frame)))
        for name, first, last in states:
            mark_state(history, codebook, name, first, last)
        if reach is not None:
            history.do(mark(coding, codebook, "reach", frame_ms(reach)))
        if running is not None:
            history.do(start_state(coding, codebook, running[0], frame_ms(running[1])))
        opened.flush(10)


def mark_state(history: History, codebook, name, first, last):
    history.do(start_state(history.coding, codebook, name, frame_ms(first)))
    event = history.coding.covering(name, frame_ms(first))
    history.do(end_state(history.coding, codebook, event.id, frame_ms(last)))


@pytest.fixture
def coded(study):
    code(study, "KM", KM, reach=30)
    code(study, "JT", JT)
    return study


@pytest.fixture
def workspace(qtbot, tmp_path, messages, reads, saves):
    window = QMainWindow()
    actions = Actions(window)
    made = AgreeWorkspace(actions, messages, Settings(tmp_path), reads, saves, SilentOutput)
    made.actions_table = actions
    window.addActions([actions[action_id] for action_id in actions.specs])  # as ui.window does
    window.setCentralWidget(made)
    actions.go_to("agree")
    made.pages.show_page(WORKBENCH)
    qtbot.addWidget(window)
    window.resize(1204, 700)
    with qtbot.waitActive(window):
        window.show()
    yield made
    made.close_study()


@pytest.fixture
def compared(qtbot, workspace, coded):
    with qtbot.waitSignal(workspace.compared):
        workspace.open(coded, "S001", "KM", "JT")
    return workspace


def test_the_disagreements_are_those_of_the_core_with_the_longest_first(compared, coded):
    a, b = (coded.read_coding("S001", coder) for coder in ("KM", "JT"))
    assert tuple(compared.page.disagreements.model.shown) == disagreements(
        (a, b), coded.codebook, compared.comparison.pair.window
    )
    model = compared.page.disagreements.model
    texts = [model.index(0, column).data() for column in range(model.columnCount())]
    assert texts == ["0:02.002", "0.500", "Onset shift", "Fussing", "none", ""]


@pytest.fixture
def matrix(qtbot, compared):
    """The matrix of the channel distress, joined to the workbench as the page on two coders joins it."""
    made = Matrix()
    qtbot.addWidget(made)
    found, codebook = compared.comparison.agreement.channels["distress"], compared.comparison.codebook
    codes = [*(code.id for code in codebook.state_channels["distress"]), None]
    grid = confusion("Distress", ("KM", "JT"), [code or "none" for code in codes], found.table_ms)
    made.show_grid(grid, codes, codebook)
    made.cell_chosen.connect(lambda cell: compared.page.narrow_to("distress", cell))
    made.resize(500, 200)
    made.show()
    return made


def test_a_click_on_a_cell_of_the_matrix_narrows_the_list_to_it(compared, matrix, qtbot):
    table, listed = matrix.table, compared.page.disagreements
    assert len(listed.model.shown) == 3
    cell = table.visualItemRect(table.item(table.rowCount() - 1, 0)).center()  # KM none, JT crying: nothing
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert listed.model.shown == []
    cell = table.visualItemRect(table.item(0, table.columnCount() - 1)).center()  # KM crying, JT none
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert [(*one.said, one.start_ms) for one in listed.model.shown] == [("crying", None, frame_ms(15))]
    assert listed.heading.text() == f"1 disagreement · {seconds(frame_ms(20) - frame_ms(15))} s"
    qtbot.mouseClick(listed.cell_filter, Qt.MouseButton.LeftButton)
    assert len(listed.model.shown) == 3


def test_the_matrix_answers_to_the_keyboard_alone(compared, matrix):
    matrix.table.setFocus()
    matrix.table.setCurrentCell(0, 0)
    for key in (*[Qt.Key.Key_Right] * (matrix.table.columnCount() - 1), Qt.Key.Key_Return):
        QTest.keyClick(matrix.table, key)
    assert compared.page.disagreements.cell == ("crying", None)


def wait_for(qtbot, workspace, at_ms):
    qtbot.waitUntil(lambda: workspace.page.playback.player is not None, timeout=10_000)
    player = workspace.page.playback.player
    qtbot.waitUntil(lambda: player.ready and player.settled and player.position_ms == at_ms, timeout=10_000)
    return player


def test_a_click_on_a_disagreement_shows_its_first_frame_silent_and_still(compared, qtbot):
    listed = compared.page.disagreements
    for place, one in enumerate(listed.model.shown):
        at = listed.view.visualRect(listed.model.index(place, 0)).center()
        QTest.mouseClick(listed.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        player = wait_for(qtbot, compared, one.start_ms)
        assert not player.playing
        qtbot.waitUntil(lambda p=player: compared.page.playback.view.shown is p.pictures[0], timeout=5000)
        picture = compared.page.playback.view.shown
        number = read_frame_number(picture.to_bgra(*picture.display_size))
        assert frame_ms(number) == one.start_ms


def test_enter_plays_a_loop_from_two_seconds_before_to_the_end(compared, qtbot):
    listed = compared.page.disagreements
    listed.view.setFocus()  # which makes the first one current
    one = listed.current
    assert one == listed.model.shown[0]
    player = wait_for(qtbot, compared, one.start_ms)
    QTest.keyClick(listed.view, Qt.Key.Key_Return)
    assert player.playing
    assert player.looping == (one.start_ms - 2000, one.end_ms)
    qtbot.waitUntil(lambda: player.position_ms < one.start_ms, timeout=10_000)
    QTest.keyClick(listed.view, Qt.Key.Key_Space)
    assert not player.playing


def test_n_and_shift_n_go_through_the_disagreements_from_any_panel(compared):
    listed = compared.page.disagreements
    compared.page.strip.setFocus()
    for expected in (0, 1, 2):
        QTest.keyClick(compared.page.strip, Qt.Key.Key_N)
        assert listed.current == listed.model.shown[expected]
    QTest.keyClick(compared.page.strip, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert listed.current == listed.model.shown[1]
    compared.actions_table["next_disagreement"].trigger()
    assert listed.current == listed.model.shown[2]


def test_a_disagreement_of_another_channel_brings_its_channel_up(compared):
    compared.page.narrow_to("contact", None)
    compared.page.disagreements.step(1)
    assert compared.page.disagreements.current.channel == "distress"
    assert [bar.start_ms for bar in compared.page.strip.lanes[1].bars] == [frame_ms(15), frame_ms(60)]


def test_the_sentence_names_coders_window_and_seconds(compared, coded, qtbot):
    assert "over the episodes both marked, first to last, 4.671 s" in compared.scope.sentence.text()
    choices = {action.text(): action for action in compared.scope.over.menu.actions()}
    assert choices["The episodes both marked, first to last"].isChecked()
    with qtbot.waitSignal(compared.compared):
        choices["The whole session"].trigger()
    assert coded.settings.window == MARKED, "a look"
    length = seconds(coded.session("S001").duration_ms)
    assert compared.scope.sentence.text().startswith(
        f"KM (A) and JT (B) over the whole session, {length} s; codes alone. Exact time"
    )


def test_one_coder_alone_is_told_what_to_do(workspace, study, qtbot):
    code(study, "KM", KM)
    workspace.open(study, "S001")
    qtbot.waitUntil(lambda: workspace.empty.what.text() == "Two coders need to have coded this session.")
    assert workspace.comparison is None
    assert workspace.empty.hint.text().startswith("Only KM has. Let a second coder")
    assert not workspace.scope.export.isEnabled()
    assert workspace.scope.coders == ("KM", "")


def test_over_is_a_look_until_it_is_kept_for_the_study(compared, coded, qtbot):
    menu, keep = compared.scope.over.menu, compared.scope.over.keep
    choices = {action.text().split()[0]: action for action in menu.actions() if action.text()}
    assert not choices["5"].isEnabled()
    with qtbot.waitSignal(compared.compared):
        choices["2"].trigger()
    assert open_study(coded.folder).settings.window == MARKED
    assert compared.comparison.agreement.data.window_ms == frame_ms(50)
    assert compared.study_page.bar.over.button.text() == "Episode 2 ▾"
    compared.scope.coders_wanted.emit("JT", "KM")
    qtbot.waitUntil(lambda: compared.comparison.coders == ("JT", "KM"))
    compared.pair_page.tolerances_wanted.emit(Tolerances(points_ms=500))
    qtbot.waitUntil(lambda: open_study(coded.folder).settings.tolerances.points_ms == 500)
    assert open_study(coded.folder).settings.window == MARKED
    assert keep.isVisible()
    assert "compare over the episodes both marked, first to last, codes alone, until you keep this" in keep.toolTip()
    QTest.mouseClick(keep, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: open_study(coded.folder).settings.window == ("2",))
    qtbot.waitUntil(lambda: not keep.isVisible())
    qtbot.waitUntil(lambda: "episode 2, 1.668 s" in compared.scope.sentence.text())
    assert all(one.end_ms <= frame_ms(50) for one in compared.page.disagreements.model.shown)


def test_what_counts_as_the_code_is_a_look_until_it_is_kept_too(compared, coded, qtbot):
    over = compared.scope.over
    assert over.code.text() == "Codes alone ▾"
    choices = {action.text(): action for action in over.code_menu.actions()}
    assert choices["Codes alone"].isChecked()
    with qtbot.waitSignal(compared.compared):
        choices["With “towards (target)”"].trigger()
    assert open_study(coded.folder).settings.code_with == ()
    assert compared.comparison.agreement.data.code_with == ("target",)
    assert "codes with “towards (target)”" in compared.scope.sentence.text()
    assert compared.study_page.bar.over.code.text() == "Codes with “towards (target)” ▾"
    assert "codes alone, until you keep this" in over.keep.toolTip()
    assert {one.channel for one in compared.page.disagreements.model.shown} <= set(coded.codebook.state_channels) | {
        "reach"
    }
    with qtbot.waitSignal(compared.compared):
        over.code_menu.actions()[3].trigger()
    assert len(compared.comparison.agreement.data.code_with) == 2
    QTest.mouseClick(over.keep, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(open_study(coded.folder).settings.code_with) == 2)
    qtbot.waitUntil(lambda: not over.keep.isVisible())
    choices = {action.text(): action for action in over.code_menu.actions()}
    with qtbot.waitSignal(compared.compared):
        choices["Codes alone"].trigger()
    assert over.keep.isVisible(), "alone is another look"


def test_a_window_that_a_session_does_not_have_is_refused_with_what_to_do(compared, coded, qtbot):
    with qtbot.waitSignal(compared.compared):
        compared.scope.over.wanted.emit(("2",))
    compared.scope.over.wanted.emit(("2", "8"))
    qtbot.waitUntil(lambda: compared.comparison is None)
    assert "Episode 8 is not marked by KM and JT" in compared.empty.what.text()
    with qtbot.waitSignal(compared.compared):
        compared.scope.over.wanted.emit(())
    assert compared.comparison is not None


def test_marks_that_differ_and_states_that_still_run_are_said(workspace, study, qtbot):
    code(study, "KM", KM, running=("search", 130))
    code(study, "JT", JT, episodes=(("2", 0), ("3", 65), ("4", 100)))
    with qtbot.waitSignal(workspace.compared):
        workspace.open(study, "S001", "KM", "JT")
    notes = workspace.scope.notes.text()
    assert "KM did not end Search" in notes
    assert "KM did not mark the start of episode 4, which the other coder has." in notes
    assert "JT did not mark the end of the last episode" in notes
    assert "differ by up to 0.50 s (the start of episode 3); only time that both assign" in notes


def test_swapping_the_coders_swaps_what_they_say(compared, qtbot):
    compared.page.narrow_to("distress", None)
    before = compared.page.disagreements.model.shown
    compared.scope.coder_a.setCurrentText("JT")
    with qtbot.waitSignal(compared.compared):
        compared.scope.coder_a.activated.emit(compared.scope.coder_a.currentIndex())
    assert compared.scope.coders == ("JT", "KM")
    after = compared.page.disagreements.model.shown
    assert {(*one.said[::-1], one.pieces) for one in after} == {(*one.said, one.pieces) for one in before}
    assert [lane.name for lane in compared.page.strip.lanes[1:3]] == ["JT", "KM"]


def test_what_was_coded_meanwhile_is_there_when_the_workspace_is_shown_again(compared, coded, qtbot):
    compared.hide()
    code(coded, "JT", [("search", 125, 135)], episodes=())
    with qtbot.waitSignal(compared.compared):
        compared.show()
    search = next(one for one in compared.page.disagreements.model.shown if one.channel == "search")
    assert (search.start_ms, search.end_ms) == (frame_ms(125), frame_ms(135))


def test_a_click_in_the_strip_seeks_and_on_a_difference_chooses_it(compared, qtbot):
    compared.page.narrow_to("distress", None)
    strip = compared.page.strip
    seek = round(strip.axis.x(frame_ms(110)))
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(seek, 80))
    qtbot.waitUntil(lambda: compared.page.playback.player is not None, timeout=10_000)
    player = compared.page.playback.player
    qtbot.waitUntil(lambda: player.ready and player.settled and player.frame_index in (109, 110), timeout=10_000)
    middle = (frame_ms(60) + frame_ms(75)) / 2
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(round(strip.axis.x(middle)), strip.height() - 14))
    assert compared.page.disagreements.current.start_ms == frame_ms(60)


def test_the_strip_zooms_around_the_playhead_and_back(compared):
    strip = compared.page.strip
    strip.setFocus()
    QTest.keyClick(strip, Qt.Key.Key_Plus)
    assert strip.axis.length_ms == pytest.approx(compared.comparison.session.duration_ms / 1.5)
    QTest.keyClick(strip, Qt.Key.Key_0)
    assert (strip.axis.from_ms, strip.axis.to_ms) == (0, compared.comparison.session.duration_ms)


def test_the_pills_say_what_each_coder_has_on_the_frame_that_is_shown(compared, qtbot):
    listed = compared.page.disagreements
    listed.select(listed.model.shown[0])
    wait_for(qtbot, compared, frame_ms(60))
    qtbot.waitUntil(lambda: compared.page.pills[0].text() == "KM: Fussing")
    assert compared.page.pills[1].text() == "JT: none"


def test_open_in_code_names_the_session_the_coder_and_the_moment(compared, qtbot):
    listed = compared.page.disagreements
    listed.select(listed.model.shown[0])
    wait_for(qtbot, compared, frame_ms(60))
    with qtbot.waitSignal(compared.jump_requested) as asked:
        compared.page.open_button.menu().actions()[1].trigger()
    assert asked.args == ["S001", "JT", frame_ms(60)]


def test_the_methods_text_goes_to_the_clipboard(compared, messages, qtbot):
    qtbot.mouseClick(compared.scope.methods, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text().startswith("Agreement of coders KM and JT on session S001")
    assert messages.said[-1].severity == "done"


def test_export_writes_the_tables_of_what_is_shown(compared, messages, qtbot, tmp_path):
    compared.ask.folder = lambda *_: tmp_path / "out"
    qtbot.mouseClick(compared.scope.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(messages.said), timeout=10_000)
    assert messages.said[-1].severity == "done"
    codes = pd.read_csv(tmp_path / "out" / "agreement_codes.csv", dtype=str).set_index("code")
    assert codes.loc["crying", "a_s"] == seconds(frame_ms(60) - frame_ms(15))


def test_a_hidden_workspace_holds_no_recording_and_comes_back_to_the_same_frame(compared, qtbot):
    listed = compared.page.disagreements
    listed.select(listed.model.shown[0])
    wait_for(qtbot, compared, frame_ms(60))
    compared.hide()
    assert compared.page.playback.player is None
    compared.show()
    wait_for(qtbot, compared, frame_ms(60))


def test_a_recording_that_is_gone_leaves_the_numbers(workspace, study, recording, qtbot, tmp_path):
    moved = tmp_path / "moved.mp4"
    moved.write_bytes(recording.read_bytes() + b"\0" * 16)  # or it would be found again: as that of S001
    study.add_session("S002", [(moved, 0)])
    for coder in ("KM", "JT"):
        with study.open_coding("S002", coder) as opened:
            mark_state(opened.history, study.codebook, "crying", 10, 20)
    moved.write_bytes(b"another file")
    with qtbot.waitSignal(workspace.compared):
        workspace.open(study, "S002")
    qtbot.waitUntil(lambda: workspace.page.playback.view.sentence != "", timeout=10_000)
    assert workspace.comparison.agreement.channels


def test_everything_that_takes_the_keyboard_has_a_name(compared):
    unnamed = [
        widget
        for kind in (QAbstractButton, QComboBox, QMainWindow, QTableView)
        for widget in compared.findChildren(kind)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
        and widget.isVisible()
    ]
    assert unnamed == []


def test_lines_of_the_strip_are_in_order_of_time(compared):
    for lane in compared.page.strip.lanes:
        assert all(one.end_ms <= other.start_ms for one, other in pairwise(lane.bars))


def test_another_session_whose_file_cannot_be_read_is_not_offered(compared, coded, qtbot):
    other = coded.folder / "sessions" / "S002"
    other.mkdir()
    (other / "session.toml").write_text("[[", encoding="utf-8")
    with qtbot.waitSignal(compared.compared):
        compared.refresh()
    assert [compared.scope.session.itemText(n) for n in range(compared.scope.session.count())] == ["S001"]


def test_a_session_whose_folder_is_gone_is_told_in_place_of_the_comparison(compared, coded, qtbot):
    (coded.folder / "sessions" / "S001").rename(coded.folder / "sessions" / "S009")
    compared.refresh()
    qtbot.waitUntil(lambda: compared.comparison is None, timeout=10_000)
    assert "S001" in compared.empty.what.text()


def test_a_camera_that_was_not_found_keeps_its_number(qtbot, recording):
    shown = Watching(lambda cameras: Player(cameras, SilentOutput()))
    qtbot.addWidget(shown)
    shown.show()
    shown.open([CameraSource(recording), None, CameraSource(recording, 300)])
    qtbot.waitUntil(lambda: shown.player.ready and shown.player.indexing_progress == 1, timeout=10_000)
    shown.seek(1001)
    QTest.mouseClick(shown.camera_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown.view.sentence == "The recording of camera 2 was not found.")
    QTest.mouseClick(shown.camera_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown.view.sentence == "")
    qtbot.waitUntil(lambda: shown.view._picture is not None)
    assert shown.camera_button.text() == "Camera 3"
    shown.close_recordings()


def test_many_notes_leave_room_for_the_rest(compared):
    many = replace(compared.comparison, notes=tuple(f"note {number}" for number in range(12)))
    compared.scope.show_comparison(many)
    lines = compared.scope.notes.text().splitlines()
    assert lines == [*(f"⚠ note {number}" for number in range(5)), "⚠ and 7 more."]
    assert "note 11" in compared.scope.notes.toolTip()
