"""What is selected, scrubbed and dragged, with real mouse and key events."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.model.items import END_OF_LAST_EPISODE

FRAME_MS = 40
EPISODES = (("1", 0), ("2", 10_000), ("5", 60_000), (END_OF_LAST_EPISODE, 110_000))


def test_a_click_on_an_event_selects_it_and_changes_nothing(bench):
    bench.drag(bench.at(25_000, "crying"))
    assert bench.session.selected_id == "crying-1"
    assert bench.edits == []


def test_a_click_on_empty_ground_goes_there_and_a_drag_scrubs(bench):
    bench.drag(bench.at(90_000, "crying"), bench.at(95_000, "crying"), bench.at(100_000, "crying"))
    assert bench.player.position_ms == bench.close_by(100_000)
    assert len(bench.player.scrubbed) == 4
    assert bench.player.scrubbed[-1] == "end"
    assert bench.session.selected_id == ""


def test_a_double_click_goes_to_the_start_of_an_event(bench):
    QTest.mouseDClick(
        bench.timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, bench.at(70_000, "contact")
    )
    assert bench.player.position_ms == 62_000


@pytest.mark.parametrize(("part", "from_ms", "to_ms"), [("start", 20_000, 17_000), ("end", 30_000, 33_000)])
def test_dragging_an_edge_makes_one_edit_on_a_frame_and_undo_restores_it(bench, part, from_ms, to_ms):
    bench.show(10_000, 50_000)
    before = bench.event("crying")
    places = [bench.at(ms, "crying") for ms in np.linspace(from_ms, to_ms, 6)]
    bench.drag(*places)
    after = bench.event("crying")
    changed, kept = (after.start_ms, after.end_ms) if part == "start" else (after.end_ms, after.start_ms)
    assert changed == bench.close_by(to_ms)
    assert changed % FRAME_MS == 0
    assert kept == (before.end_ms if part == "start" else before.start_ms)
    assert len(bench.edits) == 1
    bench.session.undo()
    assert bench.event("crying") == before


def test_the_picture_follows_a_dragged_edge_and_a_preview_is_shown(bench):
    bench.show(10_000, 50_000)
    places = [bench.at(ms, "crying") for ms in (30_000, 31_000, 32_000)]
    bench.drag(*places, release=False)
    preview = bench.preview
    assert preview.end_ms == bench.player.position_ms == bench.close_by(32_000)
    assert bench.event("crying").end_ms == 30_000
    assert bench.timeline.scene.flag.by_ms == preview.end_ms - 30_000
    QTest.mouseRelease(bench.timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, places[-1])
    assert bench.preview is None


def test_escape_lets_go_of_a_dragged_edge(bench):
    bench.player.jump(5_000)
    bench.show(10_000, 50_000)
    bench.drag(bench.at(30_000, "crying"), bench.at(31_000, "crying"), bench.at(33_000, "crying"), release=False)
    QTest.keyClick(bench.timeline, Qt.Key.Key_Escape)
    QTest.mouseRelease(
        bench.timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, bench.at(33_000, "crying")
    )
    assert bench.event("crying").end_ms == 30_000
    assert bench.edits == []
    assert bench.player.position_ms == 5_000
    assert bench.preview is None


def test_a_press_that_trembles_by_a_pixel_retimes_nothing(bench):
    place = bench.at(30_000, "crying")
    bench.drag(place, place + QPoint(1, 0), place)
    assert bench.edits == []


def test_an_edge_stops_at_its_neighbour_in_the_channel_and_shares_the_boundary(bench):
    bench.show(10_000, 50_000)
    bench.drag(*(bench.at(ms, "crying") for ms in (30_000, 34_000, 37_000)))
    assert bench.event("crying").end_ms == bench.event("fussing").start_ms == 34_000
    assert bench.problems == []


def test_an_edge_cannot_cross_the_other_edge(bench):
    bench.show(10_000, 50_000)
    bench.drag(*(bench.at(ms, "crying") for ms in (30_000, 22_000, 12_000)))
    assert bench.event("crying").end_ms == 20_000 + FRAME_MS


def test_an_edge_snaps_to_the_edge_of_another_code(bench):
    bench.show(40_000, 120_000)
    near = bench.at(61_000, "contact") + QPoint(3, 0)
    bench.drag(bench.at(62_000, "contact"), bench.at(61_500, "contact"), near, release=False)
    assert bench.preview.start_ms == 61_000
    assert bench.timeline.scene.guide_ms == 61_000
    QTest.mouseRelease(bench.timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, near)
    assert bench.event("contact").start_ms == 61_000


def test_dragging_an_event_moves_it_as_a_whole(bench):
    bench.show(30_000, 60_000)
    bench.drag(*(bench.at(ms, "search") for ms in (47_000, 49_000, 52_000)))
    moved = bench.session.coding.event("search-2")
    assert moved.end_ms - moved.start_ms == 5_000
    assert moved.start_ms == bench.close_by(50_000)
    assert len(bench.edits) == 1


def test_a_moved_event_stays_on_frames_where_these_are_not_evenly_spaced(bench):
    bench.player.frame_times_ms = np.round(np.arange(3_600) * 1000 / 30).astype(np.int64)
    bench.show(30_000, 60_000)
    bench.drag(*(bench.at(ms, "search") for ms in (47_000, 48_000, 48_511)))
    moved = bench.session.coding.event("search-2")
    assert moved.start_ms != 45_000
    assert {moved.start_ms, moved.end_ms} <= set(bench.player.frame_times_ms.tolist())


def test_dragging_a_point_moves_it(bench):
    bench.show(50_000, 70_000)
    bench.drag(*(bench.at(ms, "reach") for ms in (61_000, 60_500, 58_000)))
    point = bench.event("reach")
    assert point.start_ms == point.end_ms == bench.close_by(58_000)


def test_dragging_the_boundary_of_an_episode_marks_it_elsewhere(bench):
    bench.drag(*(bench.on_ribbon(ms) for ms in (60_000, 57_000, 54_000)))
    starts = {mark.episode: mark.start_ms for mark in bench.session.coding.episode_marks}
    assert starts["5"] == bench.close_by(54_000)
    assert {name: ms for name, ms in starts.items() if name != "5"} == {n: ms for n, ms in EPISODES if n != "5"}
    assert len(bench.edits) == 1
    assert bench.timeline.scene.spans[1].end_ms == starts["5"]


def test_an_episode_keeps_its_place_in_the_order(bench):
    bench.drag(*(bench.on_ribbon(ms) for ms in (60_000, 30_000, 2_000)))
    starts = [mark.start_ms for mark in bench.session.coding.episode_marks]
    assert starts == [0, 10_000, 10_000 + FRAME_MS, 110_000]


def test_nothing_can_be_retimed_while_the_frames_are_still_being_listed(bench):
    bench.player.frame_times_ms = bench.player.frame_times_ms[:50]
    bench.drag(*(bench.at(ms, "crying") for ms in (30_000, 32_000, 34_000)))
    assert bench.edits == []
    assert ["still being listed" in str(problem) for problem in bench.problems] == [True]


def test_with_alt_an_edge_stops_at_any_frame(bench):
    bench.show(40_000, 120_000)
    near = bench.at(61_000, "contact") + QPoint(3, 0)
    bench.drag(bench.at(62_000, "contact"), bench.at(61_500, "contact"), release=False)
    no_button, left, alt = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier
    move = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(near), bench.timeline.mapToGlobal(QPointF(near)), no_button, left, alt
    )
    QApplication.sendEvent(bench.timeline, move)
    assert bench.preview.start_ms > 61_000
    assert bench.timeline.scene.guide_ms is None
    QTest.keyClick(bench.timeline, Qt.Key.Key_Escape)
