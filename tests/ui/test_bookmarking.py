"""Opening a coding goes on where it was left; what was watched is kept and shown."""

import pytest
from PySide6.QtCore import Qt

from annotator.study.bookmark import Bookmark, read_bookmark, write_bookmark


@pytest.fixture
def again(coder, qtbot):
    """Closes the coding and opens it once more."""

    def again_():
        coder.program.close_coding()
        qtbot.waitUntil(lambda: not coder.program.saves.running)
        coder.program.open_coding("S001", "KM")
        qtbot.waitUntil(lambda: coder.program.coding is not None and coder.program.coding.is_retimable)
        return coder.program.code_workspace.panels

    return again_


def test_a_coding_opens_where_it_was_left(coder, again, qtbot):
    coder.sit_down()
    coder.go(60)
    coder.press(Qt.Key.Key_Q)
    chosen = coder.session.coding.events[0].id
    coder.session.select(chosen)
    panels = coder.program.code_workspace.panels
    panels.playing.set_speed(0.5)
    panels.timeline.zoom(4)
    view = panels.timeline.view
    assert not view.is_whole
    coder.go(61)
    panels = again()
    coder.settle(61)
    assert coder.session.selected_id == chosen
    assert panels.playing.speed == 0.5
    assert panels.timeline.view.ms_per_px == pytest.approx(view.ms_per_px)
    assert panels.timeline.view.start_ms == pytest.approx(view.start_ms, abs=1)


def test_a_moment_that_is_asked_for_comes_first(coder, qtbot):
    coder.sit_down()
    coder.go(60)
    tenth_ms = coder.at(10)
    coder.program.close_coding()
    coder.program.open_coding("S001", "KM", tenth_ms)
    qtbot.waitUntil(lambda: coder.program.coding is not None and coder.program.coding.is_retimable)
    coder.settle(10)


def test_closing_it_before_its_frame_has_come_loses_nothing(coder, study, qtbot):
    kept = Bookmark(at_ms=2002, watched=((0, 2002),))
    write_bookmark(study.journal_path("S001", "KM"), kept)
    coder.program.open_study(study.folder, "S001", "KM")
    qtbot.waitUntil(lambda: coder.program.coding is not None)
    coder.program.close_coding()
    qtbot.waitUntil(lambda: not coder.program.saves.running)
    assert read_bookmark(study.journal_path("S001", "KM")) == kept


def test_the_mark_of_another_coder_is_not_touched(coder, again, study):
    write_bookmark(study.journal_path("S001", "JT"), Bookmark(at_ms=80))
    coder.sit_down()
    coder.go(30)
    again()
    assert read_bookmark(study.journal_path("S001", "JT")) == Bookmark(at_ms=80)


def test_one_of_another_recording_or_another_codebook_does_no_harm(coder, study, qtbot):
    wild = Bookmark(at_ms=10**12, from_ms=-5e9, ms_per_px=1e-9, selected="gone", speed=900, watched=((-5, 10**12),))
    write_bookmark(study.journal_path("S001", "KM"), wild)
    coder.program.open_study(study.folder, "S001", "KM")
    qtbot.waitUntil(lambda: coder.program.coding is not None and coder.program.coding.is_retimable)
    coder.settle(149)
    panels = coder.program.code_workspace.panels
    assert (panels.playing.speed, coder.session.selected_ids) == (1, frozenset())
    assert not panels.timeline.grab().isNull()


def test_what_was_stepped_through_is_watched_and_what_was_jumped_over_is_not(coder, again, study):
    coder.sit_down()
    for _ in range(3):
        coder.press(Qt.Key.Key_Right)
        coder.qtbot.waitUntil(lambda: coder.session.is_settled)
    coder.settle(3)
    coder.go(100)
    coder.press(Qt.Key.Key_Right)
    coder.settle(101)
    panels = again()
    watched = ((0, coder.at(4)), (coder.at(100), coder.at(102)))
    assert read_bookmark(study.journal_path("S001", "KM")).watched == watched
    assert panels.timeline.scene.watched == watched


def test_what_was_played_is_watched_and_kept_at_the_pause(coder, study, qtbot):
    coder.sit_down()
    coder.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: coder.session.position_ms > 400)
    coder.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not coder.session.is_playing and not coder.program.saves.running)
    ((start_ms, end_ms),) = read_bookmark(study.journal_path("S001", "KM")).watched
    assert start_ms == 0
    assert end_ms >= 400
    assert read_bookmark(study.journal_path("S001", "KM")).at_ms <= end_ms


def test_who_only_looks_leaves_no_mark(coder, study, qtbot):
    with study.open_coding("S001", "KM"):
        coder.program.open_study(study.folder, "S001", "KM")
        qtbot.waitUntil(lambda: coder.program.coding is not None and coder.program.coding.is_retimable)
        coder.settle(0)
        coder.go(50)
        coder.program.close_coding()
        qtbot.waitUntil(lambda: not coder.program.saves.running)
    assert read_bookmark(study.journal_path("S001", "KM")) == Bookmark()
