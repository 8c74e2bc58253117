"""New events drawn by mouse."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

FRAME_MS = 40
ALT = Qt.KeyboardModifier.AltModifier


def test_alt_and_drag_on_empty_ground_draws_a_state_on_frames(bench):
    bench.show(80_000, 110_000)
    places = [bench.at(ms, "crying") for ms in (85_000, 90_000, 95_000)]
    bench.drag(*places, release=False, keys=ALT)
    preview = bench.preview
    assert (preview.code, preview.end_ms) == ("crying", bench.player.position_ms)
    assert bench.edits == []
    QTest.mouseRelease(bench.timeline, Qt.MouseButton.LeftButton, ALT, places[-1])
    made = bench.session.selected_event
    assert (made.code, made.start_ms, made.end_ms) == ("crying", bench.close_by(85_000), bench.close_by(95_000))
    assert made.start_ms % FRAME_MS == made.end_ms % FRAME_MS == 0
    assert len(bench.edits) == 1
    bench.session.undo()
    assert bench.session.coding.event(made.id) is None


def test_a_double_click_and_drag_draws_too_and_backwards_as_well(bench):
    bench.show(80_000, 110_000)
    places = [bench.at(ms, "crying") for ms in (95_000, 90_000, 85_000)]
    bench.press_again(places[0])
    bench.move(places[1])
    bench.move(places[2])
    QTest.mouseRelease(bench.timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, places[2])
    made = bench.session.selected_event
    assert (made.start_ms, made.end_ms) == (bench.close_by(85_000), bench.close_by(95_000))


def test_a_double_click_alone_draws_nothing(bench):
    place = bench.at(95_000, "crying")
    QTest.mouseDClick(bench.timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert bench.player.position_ms == bench.close_by(95_000)
    assert bench.edits == []


def test_a_drawn_state_stops_at_its_neighbour_in_the_channel(bench):
    bench.show(10_000, 40_000)
    bench.drag(*(bench.at(ms, "crying") for ms in (31_000, 33_000, 37_000)), keys=ALT)
    made = bench.session.selected_event
    assert made.end_ms == 34_000
    assert bench.problems == []


def test_nothing_is_drawn_where_the_channel_is_taken(bench):
    bench.show(10_000, 40_000)
    bench.drag(*(bench.at(ms, "crying") for ms in (35_000, 36_000, 37_000)), keys=ALT)
    assert bench.edits == []
    assert "Another code of this channel" in str(bench.problems[0])


def test_escape_draws_nothing(bench):
    bench.session.jump(5_000)
    bench.show(80_000, 110_000)
    bench.drag(*(bench.at(ms, "crying") for ms in (85_000, 90_000)), release=False, keys=ALT)
    bench.key(Qt.Key.Key_Escape)
    assert bench.preview is None
    assert bench.edits == []
    assert bench.player.position_ms == 5_000


def test_alt_and_click_makes_a_point_but_no_state(bench):
    bench.drag(bench.at(90_000, "reach"), keys=ALT)
    made = bench.session.selected_event
    assert made.start_ms == made.end_ms == bench.close_by(90_000)
    bench.drag(bench.at(90_000, "crying"), keys=ALT)
    assert len(bench.edits) == 1
