"""An event is dragged to another track of its kind: it is recoded in one step, and only where it fits."""

from PySide6.QtCore import QPoint, Qt


def drag(bench, code, at_ms, to_code, to_ms=None, by_px=0, **how):
    start = bench.at(at_ms, code)
    end = bench.at(at_ms if to_ms is None else to_ms, to_code) + QPoint(by_px, 0)
    bench.drag(start, QPoint((start.x() + end.x()) // 2, (start.y() + end.y()) // 2), end, **how)


def times(event):
    return event.start_ms, event.end_ms


def test_straight_to_another_track_it_is_recoded_and_keeps_its_times(bench):
    drag(bench, "crying", 25_000, "avoidance", by_px=2)
    event = bench.session.coding.event("crying-1")
    assert (event.code, times(event)) == ("avoidance", (20_000, 30_000))
    assert len(bench.edits) == 1
    bench.session.undo()
    event = bench.session.coding.event("crying-1")
    assert (event.code, times(event)) == ("crying", (20_000, 30_000))
    assert bench.problems == []


def test_what_both_are_asked_is_kept(bench):
    drag(bench, "contact", 70_000, "resistance")
    event = bench.session.coding.event("contact-1")
    assert event.code == "resistance"
    assert set(event.modifiers) <= set(bench.session.codebook.code_by_id["resistance"].modifiers)
    assert event.modifiers.get("target") == "caregiver"


def test_it_can_be_moved_in_time_with_it(bench):
    drag(bench, "crying", 25_000, "avoidance", 85_000)
    event = bench.session.coding.event("crying-1")
    assert event.code == "avoidance"
    assert event.start_ms == bench.close_by(80_000)
    assert event.end_ms - event.start_ms == 10_000
    assert len(bench.edits) == 1


def test_while_it_is_dragged_it_is_seen_over_the_other_track_only(bench):
    before = bench.timeline.grab().toImage()
    drag(bench, "crying", 25_000, "avoidance", release=False)
    assert bench.preview.code == "avoidance"
    during = bench.timeline.grab().toImage()
    ratio = during.devicePixelRatio()
    for code in ("crying", "avoidance"):
        place = bench.at(22_000, code) * ratio
        assert before.pixelColor(place) != during.pixelColor(place), code
    bench.key(Qt.Key.Key_Escape)
    assert bench.session.coding.event("crying-1").code == "crying"
    assert bench.edits == []


def test_a_point_goes_to_a_track_of_points(bench):
    points = [code.id for code in bench.session.codebook.codes if code.is_point and code.id != "reach"]
    shown = next(code for code in points if bench.timeline.scene.lanes.track(code) is not None)
    drag(bench, "reach", 61_000, shown)
    assert bench.session.coding.event("reach-1").code == shown
    assert bench.session.coding.event("reach-1").start_ms == 61_000


def test_a_track_of_the_other_kind_is_refused_in_words(bench):
    drag(bench, "crying", 25_000, "reach")
    assert bench.edits == []
    assert bench.problems[-1].what == "Crying is a state and Reach a point."


def test_where_it_would_overlap_it_is_refused_in_words(bench):
    drag(bench, "fussing", 36_000, "crying", 26_000)
    assert bench.edits == []
    assert "would overlap" in bench.problems[-1].what
    assert bench.session.coding.event("fussing-1").code == "fussing"


def test_a_hand_that_does_not_move_straight_recodes_nothing(bench):
    lane = bench.timeline.scene.lanes.track("crying")
    start = bench.at(25_000, "crying")
    bench.drag(start, QPoint(start.x() + 40, lane.bottom + 3))
    event = bench.session.coding.event("crying-1")
    assert event.code == "crying"
    assert event.start_ms > 20_000


def test_several_that_are_selected_stay_on_their_tracks(bench):
    bench.session.select_many(["search-1", "crying-1"])
    drag(bench, "crying", 25_000, "avoidance")
    assert bench.edits == []
