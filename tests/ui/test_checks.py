"""The import check in the Study workspace: it runs by itself after adding, tells its verdict, and can be stopped."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton

from annotator.study.recording_checks import kept_checks
from tests.odd_clips.odd import draw_odd
from ui.study.verdict import CheckUnderWay, Verdict


@pytest.fixture
def page(program, study, qtbot):
    program.open_study(study.folder)
    qtbot.waitUntil(lambda: not program.reads.running and program.study_workspace.page.table.session_id == "S001")
    return program.study_workspace.page


def add(program, qtbot, recording):
    form = program.study_workspace.add_session
    program.study_workspace.take_recordings([recording])
    form.add()
    qtbot.waitUntil(lambda: not program.reads.running and not form.isVisible(), timeout=20_000)


def verdicts(page):
    return [one for one in page.detail.findChildren(Verdict) if one.isVisible()]


def head(verdict):
    return verdict.findChild(QToolButton)


def test_a_recording_that_is_added_is_checked_and_its_verdict_and_advice_are_shown(program, page, tmp_path, qtbot):
    add(program, qtbot, draw_odd("interlaced", tmp_path).path)
    qtbot.waitUntil(lambda: len(verdicts(page)) == 1, timeout=20_000)
    assert head(verdicts(page)[0]).text().startswith("✓ fit for coding · ")
    assert not verdicts(page)[0].is_open
    qtbot.mouseClick(head(verdicts(page)[0]), Qt.MouseButton.LeftButton)
    assert verdicts(page)[0].is_open
    said = " ".join(one.text() for one in verdicts(page)[0].findChildren(type(page._summary)))
    assert "The picture is interlaced" in said
    assert any("fit for coding" in message.what for message in program.messages.said)


def test_a_damaged_recording_is_a_problem_that_is_told(program, page, tmp_path, qtbot):
    add(program, qtbot, draw_odd("damaged", tmp_path).path)
    qtbot.waitUntil(lambda: len(verdicts(page)) == 1, timeout=20_000)
    assert head(verdicts(page)[0]).text().startswith("1 problem")
    assert any("has problems" in message.what for message in program.messages.said)


def test_a_session_is_checked_by_the_action_and_what_was_found_is_known_next_time(program, page, study, qtbot):
    page.table.choose("S001", "KM")
    assert verdicts(page) == []
    program.actions["check_recordings"].trigger()
    assert page.detail.findChild(CheckUnderWay) is not None
    qtbot.waitUntil(lambda: len(verdicts(page)) == 1, timeout=20_000)
    assert len(kept_checks(study, study.cache_dir)) == 1
    program.close_study()
    program.open_study(study.folder, "", "")
    qtbot.waitUntil(lambda: not program.reads.running)
    page.table.choose("S001", "KM")
    qtbot.waitUntil(lambda: len(verdicts(page)) == 1)


def test_a_check_can_be_stopped(program, page, study, qtbot):
    page.table.choose("S001", "KM")
    qtbot.mouseClick(page.detail.findChild(QPushButton, "check_recordings"), Qt.MouseButton.LeftButton)
    under_way = page.detail.findChild(CheckUnderWay)
    qtbot.mouseClick(under_way.findChild(QToolButton), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not program.reads.running)
    assert not program.study_workspace.checks.is_running("S001")
    assert verdicts(page) == []
    assert kept_checks(study, study.cache_dir) == {}


def test_all_recordings_are_prepared_by_other_processes_and_that_can_be_cancelled(program, page, study, qtbot):
    page.table.choose("S001", "KM")
    program.actions["prepare_recordings"].trigger()
    (task,) = (one for one in program.reads.running if one.label.startswith("Preparing"))
    task.cancel()
    qtbot.waitUntil(lambda: not program.reads.running, timeout=20_000)
    assert not any("ready" in message.what for message in program.messages.said)
    program.actions["prepare_recordings"].trigger()
    qtbot.waitUntil(lambda: len(verdicts(page)) == 1, timeout=60_000)
    assert program.messages.said[-1].what == "1 recording is ready: frames, waveforms, spectrograms, checks."
    (camera,) = study.session("S001").cameras
    made = {one.name.partition(".")[2] for one in study.cache_dir.glob(f"{camera.fingerprint}*")}
    assert {"check.json", "frames.npz", "peaks.npz", "spectrogram.npz"} <= made
