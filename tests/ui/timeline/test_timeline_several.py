"""Several events at once: selected, dragged, copied, split and merged, by mouse and by keys."""

import pytest
from PySide6.QtCore import QPoint, Qt

from annotator.model.history import Change, Edit
from annotator.model.items import Event

FRAME_MS = 40
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
ALL = {"crying-1", "fussing-1", "contact-1", "reach-1", "search-1", "search-2"}


def spans(bench, *ids):
    events = [bench.session.coding.event(one) for one in ids]
    return [(event.start_ms, event.end_ms) for event in events]


def test_control_adds_to_the_selection_and_takes_out_of_it(bench):
    bench.drag(bench.at(25_000, "crying"))
    bench.drag(bench.at(36_000, "fussing"), keys=CTRL)
    assert bench.session.selected_ids == {"crying-1", "fussing-1"}
    assert bench.session.selected_id == "fussing-1"
    bench.drag(bench.at(25_000, "crying"), keys=CTRL)
    assert bench.session.selected_ids == {"fussing-1"}


def test_shift_selects_all_of_a_track_from_one_to_the_other(bench):
    middle = Change(
        None, bench.session.coding.event("search-1").__class__(id="m", code="search", start_ms=43_000, end_ms=44_000)
    )
    bench.session.do(lambda: Edit(label="more", changes=(middle,)))
    bench.drag(bench.at(41_000, "search"))
    bench.drag(bench.at(48_000, "search"), keys=SHIFT)
    assert bench.session.selected_ids == {"search-1", "m", "search-2"}


def test_a_click_on_one_of_several_selects_it_alone(bench):
    bench.session.select_many(["crying-1", "contact-1"])
    bench.drag(bench.at(25_000, "crying"))
    assert bench.session.selected_ids == {"crying-1"}


def test_a_rectangle_selects_what_it_touches(bench):
    first = bench.at(18_000, "crying")
    bench.drag(first, first + QPoint(30, 4), bench.at(37_000, "fussing"), keys=SHIFT)
    assert bench.session.selected_ids == {"crying-1", "fussing-1"}
    assert bench.timeline.scene.band is None
    assert bench.edits == []


def test_escape_takes_a_rectangle_back(bench):
    bench.session.select("reach-1")
    first = bench.at(18_000, "crying")
    bench.drag(first, first + QPoint(200, 4), release=False, keys=SHIFT)
    assert len(bench.session.selected_ids) > 1
    bench.key(Qt.Key.Key_Escape)
    assert bench.session.selected_ids == {"reach-1"}
    assert bench.timeline.scene.band is None


def test_all_can_be_selected_and_all_in_sight(bench):
    bench.key(Qt.Key.Key_A, CTRL)
    assert bench.session.selected_ids == ALL
    bench.show(15_000, 39_000)
    bench.key(Qt.Key.Key_A, CTRL | SHIFT)
    assert bench.session.selected_ids == {"crying-1", "fussing-1"}
    bench.key(Qt.Key.Key_Escape)
    assert bench.session.selected_ids == frozenset()


def test_dragging_one_of_several_moves_all_by_as_much_in_one_edit(bench):
    bench.session.select_many(["crying-1", "fussing-1", "search-1"])
    before = spans(bench, "crying-1", "fussing-1", "search-1")
    bench.show(10_000, 60_000)
    bench.drag(*(bench.at(ms, "crying") for ms in (25_000, 26_000, 28_000)), release=False)
    assert len(bench.timeline.scene.previews) == 3
    assert bench.player.position_ms == bench.timeline.scene.previews["crying-1"].start_ms
    bench.drag(bench.at(28_000, "crying"))
    after = spans(bench, "crying-1", "fussing-1", "search-1")
    by_ms = after[0][0] - before[0][0]
    assert by_ms == bench.close_by(3_000)
    assert after == [(start + by_ms, end + by_ms) for start, end in before]
    assert len(bench.edits) == 1
    bench.session.undo()
    assert spans(bench, "crying-1", "fussing-1", "search-1") == before


def test_a_group_stops_at_what_does_not_move_along(bench):
    bench.session.select_many(["crying-1", "search-1"])
    bench.show(10_000, 60_000)
    bench.drag(*(bench.at(ms, "crying") for ms in (25_000, 30_000, 45_000)))
    moved = bench.session.coding.event("search-1")
    assert moved.end_ms <= bench.session.coding.event("search-2").start_ms
    assert bench.event("crying").end_ms <= bench.event("fussing").start_ms
    assert bench.problems == []


def test_copies_are_pasted_at_the_playhead_and_selected(bench):
    bench.session.select_many(["crying-1", "fussing-1"])
    bench.key(Qt.Key.Key_C, CTRL)
    bench.session.jump(80_000)
    bench.key(Qt.Key.Key_V, CTRL)
    pasted = bench.session.selected_events
    assert [(one.code, one.start_ms, one.end_ms) for one in pasted] == [
        ("crying", 80_000, 90_000),
        ("fussing", 94_000, 98_000),
    ]
    assert len(bench.edits) == 1
    bench.session.undo()
    assert {event.id for event in bench.session.coding.events} == ALL


def test_what_is_cut_can_be_pasted_elsewhere(bench):
    bench.session.select("contact-1")
    bench.key(Qt.Key.Key_X, CTRL)
    assert bench.session.coding.event("contact-1") is None
    bench.session.jump(90_000)
    bench.key(Qt.Key.Key_V, CTRL)
    assert (bench.event("contact").start_ms, bench.event("contact").modifiers) == (90_000, {"target": "caregiver"})


def test_what_would_overlap_or_reach_beyond_the_end_is_not_pasted(bench):
    bench.session.select("contact-1")
    bench.key(Qt.Key.Key_C, CTRL)
    for at_ms in (70_000, 110_000):
        bench.session.jump(at_ms)
        bench.key(Qt.Key.Key_V, CTRL)
    assert bench.edits == []
    assert len(bench.problems) == 2


def test_a_duplicate_follows_at_once(bench):
    bench.session.select("crying-1")
    bench.key(Qt.Key.Key_D, CTRL)
    assert "overlap" in str(bench.problems[0])
    bench.session.select("contact-1")
    bench.key(Qt.Key.Key_D, CTRL)
    assert spans(bench, bench.session.selected_id) == [(80_000, 98_000)]
    bench.session.select("reach-1")
    bench.key(Qt.Key.Key_D, CTRL)
    assert spans(bench, bench.session.selected_id) == [(61_040, 61_040)]


def test_states_are_split_at_the_playhead_and_merged_again(bench):
    bench.session.select("contact-1")
    bench.session.jump(70_000)
    bench.key(Qt.Key.Key_B, CTRL)
    contact = [event for event in bench.session.coding.events if event.code == "contact"]
    assert [(one.start_ms, one.end_ms) for one in contact] == [(62_000, 70_000), (70_000, 80_000)]
    bench.session.select("contact-1")
    bench.key(Qt.Key.Key_M, CTRL)
    assert spans(bench, "contact-1") == [(62_000, 80_000)]
    assert len(bench.edits) == 2


def test_all_selected_are_deleted_in_one_step(bench):
    bench.session.select_many(["crying-1", "reach-1"])
    bench.key(Qt.Key.Key_Delete)
    assert {event.id for event in bench.session.coding.events} == ALL - {"crying-1", "reach-1"}
    bench.session.undo()
    assert bench.session.selected_ids == {"crying-1", "reach-1"}


def test_shift_and_an_arrow_select_the_next_event_as_well(bench):
    bench.session.select("crying-1")
    bench.key(Qt.Key.Key_Down, SHIFT)
    assert bench.session.selected_ids == {"crying-1", "fussing-1"}
    assert bench.player.position_ms == 34_000


@pytest.mark.parametrize(
    ("key", "keys", "span"),
    [
        (Qt.Key.Key_Left, ALT, (33_960, 38_000)),
        (Qt.Key.Key_Right, ALT, (34_040, 38_000)),
        (Qt.Key.Key_Left, ALT | SHIFT, (34_000, 37_960)),
        (Qt.Key.Key_Right, ALT | SHIFT, (34_000, 38_040)),
        (Qt.Key.Key_Up, ALT, (33_960, 37_960)),
        (Qt.Key.Key_Down, ALT, (34_040, 38_040)),
    ],
)
def test_edges_and_events_are_moved_by_a_frame_with_keys(bench, key, keys, span):
    bench.session.select("fussing-1")
    bench.key(key, keys)
    assert spans(bench, "fussing-1") == [span]
    assert len(bench.edits) == 1
    assert bench.player.position_ms in span


def test_keys_go_to_the_next_and_the_previous_boundary(bench):
    visited = []
    for key in (Qt.Key.Key_Down,) * 3 + (Qt.Key.Key_Up,) * 2:
        bench.key(key, CTRL)
        visited.append(bench.player.position_ms)
    assert visited == [10_000, 20_000, 30_000, 20_000, 10_000]


def touching(bench):
    old = bench.event("fussing")
    new = Event(id=old.id, code=old.code, start_ms=30_000, end_ms=38_000)
    bench.session.do(lambda: Edit(label="touch", changes=(Change(old, new),)))
    bench.edits.clear()
    bench.show(10_000, 50_000)


@pytest.mark.parametrize("code", ["crying", "fussing"])
def test_a_shared_boundary_takes_both_neighbours_along(bench, code):
    touching(bench)
    bench.drag(*(bench.at(ms, code) for ms in (30_000, 32_000, 33_000)))
    boundary_ms = bench.event("crying").end_ms
    assert bench.event("fussing").start_ms == boundary_ms == bench.close_by(33_000)
    assert len(bench.edits) == 1


def test_with_alt_one_of_two_neighbours_stays(bench):
    touching(bench)
    bench.drag(*(bench.at(ms, "crying") for ms in (30_000, 28_000, 26_000)), keys=ALT)
    assert bench.event("crying").end_ms == bench.close_by(26_000)
    assert bench.event("fussing").start_ms == 30_000


def test_keys_move_a_shared_boundary_too(bench):
    touching(bench)
    bench.session.select("fussing-1")
    bench.key(Qt.Key.Key_Left, ALT)
    assert (bench.event("crying").end_ms, bench.event("fussing").start_ms) == (29_960, 29_960)


def test_a_drag_beyond_the_edge_scrolls_on(bench, qtbot):
    bench.session.jump(15_000)
    bench.show(10_000, 40_000)
    beyond = QPoint(bench.timeline.width() + 200, bench.at(0, "fussing").y())
    bench.drag(bench.at(38_000, "fussing"), bench.at(39_000, "fussing"), beyond, release=False)
    qtbot.waitUntil(lambda: bench.preview.end_ms > 60_000)
    bench.key(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: bench.timeline.view.shows(15_000))
    assert bench.edits == []


def test_what_is_in_the_way_of_a_paste_is_told_and_selected(bench):
    bench.session.select("crying-1")
    bench.key(Qt.Key.Key_C, CTRL)
    bench.session.jump(30_000)
    bench.key(Qt.Key.Key_V, CTRL)
    assert bench.edits == []
    problem = bench.problems[-1]
    assert "Fussing from 34.000 s to 38.000 s" in problem.what
    assert "0:38.000" in problem.hint
    assert bench.session.selected_id == "fussing-1"
    bench.session.jump(38_000)
    bench.key(Qt.Key.Key_V, CTRL)
    assert bench.event("crying"), "there is room after it"
    assert len(bench.edits) == 1
