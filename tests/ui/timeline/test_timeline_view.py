"""Zoom, scroll and following the playhead, with real events."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from ui.coding.timeline.overview import overview_x
from ui.coding.timeline.view import END_PX

FRAME_MS = 40
DURATION_MS = 120_000


def test_the_wheel_scrolls_and_with_control_zooms_around_the_mouse(bench):
    place = bench.at(60_000, "crying")
    bench.wheel(place, 3, Qt.KeyboardModifier.ControlModifier)
    zoomed = bench.timeline.view
    assert zoomed.span_ms < DURATION_MS * 0.6
    assert zoomed.ms_at(place.x()) == pytest.approx(60_000, abs=200)
    bench.wheel(place, -1)
    assert bench.timeline.view.start_ms == pytest.approx(zoomed.start_ms + zoomed.span_ms / 10, abs=1)


def test_one_can_zoom_in_to_the_frame_and_out_to_the_session(bench):
    bench.wheel(bench.at(60_000), 60, Qt.KeyboardModifier.ControlModifier)
    assert FRAME_MS / bench.timeline.view.ms_per_px > 20
    bench.wheel(bench.at(60_000), -60, Qt.KeyboardModifier.ControlModifier)
    assert bench.timeline.view.is_whole


def test_keys_zoom_and_turn_pages(bench):
    QTest.keyClick(bench.timeline, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert not bench.timeline.view.is_whole
    assert bench.timeline.view.start_ms == 0
    QTest.keyClick(bench.timeline, Qt.Key.Key_PageDown)
    assert bench.timeline.view.start_ms > 0
    QTest.keyClick(bench.timeline, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert bench.timeline.view.is_whole


def test_escape_takes_the_selection_away(bench):
    bench.session.select("crying-1")
    QTest.keyClick(bench.timeline, Qt.Key.Key_Escape)
    assert bench.session.selected_id == ""


def test_the_view_follows_a_running_recording_by_the_page(bench):
    bench.show(10_000, 20_000)
    bench.player.playing = True
    for ms in range(19_000, 23_000, FRAME_MS):
        bench.player.jump(ms)
        bench.session.tick()
    view = bench.timeline.view
    assert view.shows(22_900)
    assert 19_000 < view.start_ms < 20_000


def test_the_view_stays_where_the_user_scrolled_while_the_recording_runs(bench):
    bench.player.playing = True
    bench.session.tick()
    bench.show(60_000, 70_000)
    bench.player.jump(500)
    bench.session.tick()
    assert bench.timeline.view.start_ms == 60_000


def test_a_jump_brings_the_view_along(bench):
    bench.show(10_000, 20_000)
    bench.player.jump(100_000)
    bench.session.tick()
    assert bench.timeline.view.shows(100_000)


def test_the_overview_moves_the_view(bench):
    bench.show(10_000, 20_000)
    scene = bench.timeline.scene
    place = QPoint(round(overview_x(scene, 90_000)), int(scene.lanes.overview.middle))
    bench.drag(place)
    assert (bench.timeline.view.start_ms + bench.timeline.view.end_ms) / 2 == pytest.approx(90_000, abs=200)
    bench.drag(place, place - QPoint(50, 0), place - QPoint(100, 0))
    assert bench.timeline.view.shows(overview_ms_of(scene, place.x() - 100))
    assert bench.player.position_ms == 0


def overview_ms_of(scene, x):
    return (x - scene.view.left) / (scene.view.width - END_PX) * DURATION_MS


def test_the_middle_button_pulls_the_view(bench):
    bench.show(50_000, 60_000)
    start = bench.at(55_000, "crying")
    bench.press(start, Qt.MouseButton.MiddleButton)
    QTest.mouseMove(bench.timeline, start + QPoint(200, 0))
    QTest.mouseRelease(bench.timeline, Qt.MouseButton.MiddleButton, Qt.KeyboardModifier.NoModifier, start)
    assert bench.timeline.view.ms_at(start.x() + 200) == pytest.approx(55_000, abs=20)


def test_a_double_click_on_an_episode_shows_it(bench):
    QTest.mouseDClick(
        bench.timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, bench.on_ribbon(30_000)
    )
    assert (bench.timeline.view.start_ms, bench.timeline.view.end_ms) == (10_000, 60_000)


def test_tracks_scroll_where_the_window_is_low(bench):
    bench.timeline.resize(900, 200)
    assert bench.timeline.scene.lanes.scroll_max > 0
    bench.wheel(QPoint(20, 120), -30)
    assert bench.timeline.scene.lanes.scroll == bench.timeline.scene.lanes.scroll_max
    bench.session.select("crying-1")
    assert bench.timeline.scene.lanes.scroll < 20
