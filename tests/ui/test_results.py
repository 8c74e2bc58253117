"""The Results workspace: a lab lead reads the numbers of a study, and goes from one to its events and their video."""

import pytest
from PySide6.QtCore import Qt

from annotator.demo import SESSION, TRUTH_CODER, read_truth, sample_study, sample_truth_file
from annotator.model.commands import submit
from annotator.study import open_study

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def sample(tmp_path):
    """The sample study, in which only what was drawn is submitted."""
    study = open_study(sample_study(tmp_path))
    with study.open_coding(SESSION, TRUTH_CODER) as opened:
        opened.history.do(submit(opened.coding))
    return study


@pytest.fixture
def results(program, qtbot, press):
    """Opens a study in the window and shows its results."""

    def show(study):
        program.open_study(study.folder)
        qtbot.waitUntil(lambda: program.study is not None and not program.saves.running, timeout=10_000)
        press(Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
        workspace = program.results_workspace
        settle(qtbot, program, workspace)
        return workspace

    return show


def settle(qtbot, program, workspace):
    qtbot.waitUntil(lambda: not program.saves.running and not program.reads.running, timeout=20_000)
    qtbot.waitUntil(lambda: workspace.is_current or workspace.empty.isVisible(), timeout=20_000)


def lines(workspace):
    return workspace.view.table.lines(workspace.view.model.order)


def test_from_a_number_to_its_video_frame_and_into_code(program, qtbot, press, sample, results):
    workspace = results(sample)
    press(Qt.Key.Key_3)
    settle(qtbot, program, workspace)
    table = workspace.view.table
    assert table.title == "Behaviour by episode"
    assert [row.name for row in table.rows] == [SESSION]
    truth = read_truth(sample_truth_file())
    spans = {one.episode: (one.start_ms, one.end_ms) for one in truth.episodes}
    cries = [one for one in truth.events if one.code == "crying"]
    for of, value in zip(table.columns, table.rows[0].values, strict=True):
        if of.key[2] == "seconds":
            start, end = spans[of.episode]
            inside = [min(one.end_ms, end) - max(one.start_ms, start) for one in cries]
            assert value.number == sum(ms for ms in inside if ms > 0) / 1000
    # With keys alone to the first number that has events behind it.
    workspace.view.view.setFocus()
    column = next(at for at, one in enumerate(table.rows[0].values) if one.number)
    for _ in range(column - workspace.view.view.currentIndex().column()):
        press(Qt.Key.Key_Right)
    settle(qtbot, program, workspace)
    episode = table.columns[column].episode
    behind = workspace.behind.model.behind
    start, end = spans[episode]
    inside = [one for one in cries if one.start_ms < end and one.end_ms > start]
    assert [one.start_ms for one in behind.moments] == [one.start_ms for one in inside]
    assert sum(one.inside_ms for one in behind.moments) / 1000 == table.rows[0].values[column].number
    press(Qt.Key.Key_Return)
    video = workspace.behind.video
    qtbot.waitUntil(lambda: video.player is not None and video.player.ready, timeout=10_000)
    qtbot.waitUntil(lambda: video.position_ms == inside[0].start_ms and video.view.shown is not None, timeout=10_000)
    press(Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: video.position_ms > inside[0].start_ms, timeout=10_000)
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: video.player.playing, timeout=10_000)
    press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: program.coding is not None and program.coding.is_retimable, timeout=10_000)
    assert (program.coding.session.id, program.coding.coder) == (SESSION, TRUTH_CODER)
    qtbot.waitUntil(lambda: program.coding.position_ms == inside[0].start_ms, timeout=10_000)
    # What changes in Code changes the results: they are never shown as they were.
    press(Qt.Key.Key_Return, CTRL)  # reopens it
    press(Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    settle(qtbot, program, workspace)
    assert workspace.empty.isVisible()
    assert workspace.empty.what.text() == "No coding is submitted yet."
    assert "3 codings are unfinished" in workspace.empty.hint.text()
    qtbot.mouseClick(workspace.include, Qt.MouseButton.LeftButton)
    settle(qtbot, program, workspace)
    assert workspace.filters.unfinished.isChecked()
    assert workspace.view.isVisible()
