"""What was set aside to be coded later, and the intervals that are recorded, on the timeline."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from annotator.model.commands.segments import mark_segment, name_segment
from annotator.model.history import Change, Edit
from annotator.model.items import IntervalRecord, Segment
from ui.coding.timeline.menu import segment_menu
from ui.coding.timeline.tip import tip

FRAME_MS = 40


@pytest.fixture
def two(bench):
    """Two segments; the journal has them as any other item."""
    made = [Segment(id="s1", start_ms=20_000, end_ms=30_000), Segment(id="s2", start_ms=50_000, end_ms=60_000)]
    bench.session.do(lambda: Edit(label="add", changes=tuple(Change(None, one) for one in made)))
    bench.session.select("")
    bench.edits.clear()
    return made


def at(bench, ms):
    lanes = bench.timeline.scene.lanes
    return QPoint(round(bench.timeline.view.x_of(ms)), int(lanes.segments.middle))


def segment(bench, name):
    return next(one for one in bench.session.coding.segments if one.id == name)


def test_segments_have_a_lane_while_there_are_any(bench):
    scene = bench.timeline.scene
    before = scene.lanes.body_top
    assert scene.lanes.segments.height == 0
    bench.session.jump(20_000)
    bench.session.do(lambda: mark_segment(bench.session.coding, 20_000))
    assert scene.lanes.segments.height > 0
    assert scene.lanes.body_top == before + scene.lanes.segments.height
    bench.session.undo()
    assert scene.lanes.segments.height == 0
    assert scene.lanes.body_top == before


def test_a_segment_is_seen_where_it_is_and_a_named_one_moves_to_the_track_of_its_code(bench, two):
    def color(ms):
        place = at(bench, ms) * bench.timeline.devicePixelRatioF()
        return bench.timeline.grab().toImage().pixelColor(place).lightness()

    assert color(25_040) > color(40_000)
    bench.session.do(lambda: name_segment(bench.session.coding, bench.session.codebook, "s1", "search"))
    assert color(25_040) == color(40_000)
    assert "s1" in {key for _, key in bench.timeline.scene.tracks["search"].keys}


def test_a_click_on_a_segment_selects_it_and_goes_to_it(bench, two):
    bench.session.select("crying-1")
    bench.drag(at(bench, 55_000))
    assert bench.timeline.scene.segment.id == "s2"
    assert bench.session.selected_ids == frozenset()
    assert bench.session.position_ms == 50_000
    bench.timeline.grab()


@pytest.mark.parametrize(
    ("begin", "moved"),
    [
        (25_000, ("start", "end")),
        (20_000, ("start",)),
        (30_000, ("end",)),
    ],
)
def test_a_segment_and_its_ends_are_dragged_with_the_recording_following(bench, two, begin, moved):
    bench.show(10_000, 70_000)
    bench.drag(at(bench, begin), at(bench, begin + 2_000), at(bench, begin + 6_000), release=False)
    assert bench.timeline.scene.preview_segment is not None
    bench.timeline.grab()
    shown_ms = bench.session.position_ms
    QTest.mouseRelease(bench.timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(bench, begin))
    now = segment(bench, "s1")
    assert now.start_ms == (bench.close_by(26_000) if "start" in moved else 20_000)
    assert now.end_ms == (bench.close_by(36_000) if "end" in moved else 30_000)
    assert shown_ms == (now.end_ms if moved == ("end",) else now.start_ms)
    assert now.start_ms % FRAME_MS == now.end_ms % FRAME_MS == 0
    assert len(bench.edits) == 1


def test_a_segment_stays_between_its_neighbours(bench, two):
    bench.drag(at(bench, 25_000), at(bench, 40_000), at(bench, 90_000))
    assert segment(bench, "s1").end_ms == 50_000
    bench.session.undo()
    assert segment(bench, "s1") == two[0]


def test_escape_lets_go_of_a_dragged_segment(bench, two):
    bench.drag(at(bench, 25_000), at(bench, 30_000), release=False)
    bench.key(Qt.Key.Key_Escape)
    assert bench.timeline.scene.preview_segment is None
    assert bench.edits == []
    bench.key(Qt.Key.Key_Escape)
    assert bench.timeline.scene.segment is None


def test_delete_takes_the_selected_segment_away_and_no_event(bench, two):
    bench.drag(at(bench, 25_000))
    bench.key(Qt.Key.Key_Delete)
    assert [one.id for one in bench.session.coding.segments] == ["s2"]
    assert bench.event("crying")
    bench.drag(at(bench, 55_000))
    bench.session.select("crying-1")
    assert bench.timeline.scene.segment is None
    bench.key(Qt.Key.Key_Delete)
    assert bench.session.coding.event("crying-1") is None
    assert [one.id for one in bench.session.coding.segments] == ["s2"]


def test_the_menu_of_a_segment_gives_it_a_code(bench, two):
    menu = segment_menu(bench.session, two[0], bench.timeline)
    names = next(action.menu() for action in menu.actions() if action.menu() is not None)
    next(action for action in names.actions() if action.text().startswith("Search")).trigger()
    assert bench.session.coding.event("s1").code == "search"


def test_a_running_segment_is_drawn_up_to_the_playhead(bench):
    bench.session.do(lambda: mark_segment(bench.session.coding, 70_000))
    bench.player.jump(80_000)
    bench.session.tick()
    image, ratio = bench.timeline.grab().toImage(), bench.timeline.devicePixelRatioF()
    inside, outside = (image.pixelColor(at(bench, ms) * ratio).lightness() for ms in (75_040, 95_000))
    assert inside > outside


def test_intervals_that_are_recorded_are_a_thin_row_and_say_what_occurred(bench):
    scene = bench.timeline.scene
    made = [
        IntervalRecord(id="i1", episode="2", start_ms=10_000, end_ms=25_000, codes=("crying", "reach")),
        IntervalRecord(id="i2", episode="2", start_ms=25_000, end_ms=40_000),
    ]
    bench.session.do(lambda: Edit(label="add", changes=tuple(Change(None, one) for one in made)))
    lane = scene.lanes.intervals
    assert 0 < lane.height < 16
    image, ratio = bench.timeline.grab().toImage(), bench.timeline.devicePixelRatioF()

    def color(ms):
        return image.pixelColor(QPoint(round(bench.timeline.view.x_of(ms)), int(lane.middle)) * ratio)

    assert color(15_000) != color(30_000) != color(50_000)
    hit = scene.hit(bench.timeline.view.x_of(15_000), lane.middle)
    assert "Crying, Reach" in tip(scene, hit, 15_000)
    assert "None" in tip(scene, hit, 30_000)
    assert tip(scene, hit, 50_000) == ""
    bench.session.undo()
    assert scene.lanes.intervals.height == 0
