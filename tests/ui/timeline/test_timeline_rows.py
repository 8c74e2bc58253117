"""Tracks are folded, moved and hidden; the timeline remembers it for the codebook."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from ui.coding.timeline import Timeline, remember_tracks
from ui.settings import Settings

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def shown(bench):
    return [lane.code.id for lane in bench.timeline.scene.lanes.tracks]


def caption(bench, name):
    lane = next(lane for lane in bench.timeline.scene.lanes.rows if lane.group is not None and lane.name == name)
    return QPoint(30, int(lane.middle))


def name_of(bench, code):
    return QPoint(60, int(bench.timeline.scene.lanes.track(code).middle))


def group_of(bench, code):
    return bench.session.codebook.code_by_id[code].group


def test_a_click_on_a_heading_folds_its_group_and_unfolds_it(bench):
    bench.timeline.resize(1_200, 900)
    group = group_of(bench, "crying")
    inside = {code.id for code in bench.session.codebook.groups[group]}
    bench.drag(caption(bench, group))
    assert not inside & set(shown(bench))
    bench.timeline.grab()
    bench.drag(caption(bench, group))
    assert inside <= set(shown(bench))


def test_an_event_of_a_folded_group_can_still_be_selected_and_marked(bench):
    bench.session.select("crying-1")
    bench.key(Qt.Key.Key_T, CTRL)
    assert "crying" not in shown(bench)
    bench.session.jump(100_000)
    bench.session.mark_code("crying")
    bench.timeline.grab()
    bench.key(Qt.Key.Key_T, CTRL)
    assert "crying" in shown(bench)
    bench.key(Qt.Key.Key_T, CTRL | SHIFT)
    assert shown(bench) == []
    bench.timeline.grab()
    bench.key(Qt.Key.Key_T, CTRL | SHIFT)
    assert len(shown(bench)) == len(bench.session.codebook.codes)


def test_a_track_is_dragged_to_another_place_in_its_group(bench):
    bench.timeline.resize(1_200, 900)
    group = [code.id for code in bench.session.codebook.groups[group_of(bench, "crying")]]
    first, last = group[0], group[-1]
    bench.drag(name_of(bench, last), name_of(bench, group[1]), name_of(bench, first) - QPoint(0, 8), release=False)
    assert bench.timeline.scene.row_guide_y is not None
    bench.timeline.grab()
    QTest.mouseRelease(bench.timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, name_of(bench, first))
    places = [shown(bench).index(one) for one in (last, *group[:-1])]
    assert places == sorted(places)


def test_a_group_is_dragged_before_another(bench):
    bench.timeline.resize(1_200, 900)
    names = list(bench.session.codebook.groups)
    bench.drag(caption(bench, names[-1]), caption(bench, names[1]), caption(bench, names[0]) - QPoint(0, 7))
    captions = [lane.name for lane in bench.timeline.scene.lanes.rows if lane.group is not None]
    assert captions == [names[-1], *names[:-1]]


def test_keys_move_the_track_of_the_selected_event(bench):
    bench.session.select("fussing-1")
    before = shown(bench)
    bench.key(Qt.Key.Key_Up, ALT | SHIFT)
    moved = shown(bench)
    assert moved.index("fussing") == before.index("fussing") - 1
    bench.key(Qt.Key.Key_Down, ALT | SHIFT)
    assert shown(bench) == before


def test_empty_tracks_are_hidden_until_something_is_marked_there(bench):
    bench.key(Qt.Key.Key_H, CTRL)
    assert set(shown(bench)) == {"crying", "fussing", "contact", "reach", "search"}
    empty = next(code.id for code in bench.session.codebook.codes if code.id not in shown(bench))
    bench.session.jump(5_000)
    bench.session.mark_code(empty)
    assert empty in shown(bench)
    bench.session.undo()
    assert empty not in shown(bench)
    bench.key(Qt.Key.Key_H, CTRL)
    assert empty in shown(bench)


def test_the_arrangement_is_remembered_for_the_codebook(bench, tmp_path, qtbot):
    settings = Settings(tmp_path)
    remember_tracks(bench.timeline, settings)
    bench.session.select("fussing-1")
    bench.key(Qt.Key.Key_Up, ALT | SHIFT)
    bench.key(Qt.Key.Key_H, CTRL)
    settings.save()
    other = Timeline(bench.session)
    qtbot.addWidget(other)
    remember_tracks(other, Settings(tmp_path))
    assert other.arrangement == bench.timeline.arrangement
    assert other.arrangement.hides_empty


def captions(bench):
    return {lane.name: lane.group.is_folded for lane in bench.timeline.scene.lanes.rows if lane.group is not None}


def test_a_pass_makes_room_for_its_codes_and_for_what_is_coded(bench):
    crying = group_of(bench, "crying")
    bench.timeline.show_pass(frozenset({"crying"}))
    assert set(shown(bench)) == {"crying", "fussing"}, "fussing is not in the pass, but there is one"
    folded = captions(bench)
    assert folded.pop(crying) is False
    used = {group_of(bench, event.code) for event in bench.session.coding.events} - {crying}
    assert folded == dict.fromkeys(used, True)
    bench.timeline.show_pass(None)
    assert len(shown(bench)) == len(bench.session.codebook.codes)


def test_a_group_that_the_pass_has_folded_can_be_opened_and_stays_open(bench):
    group = group_of(bench, "contact")
    bench.timeline.show_pass(frozenset({"crying"}))
    assert captions(bench)[group] is True
    bench.drag(caption(bench, group))
    assert captions(bench)[group] is False
    bench.session.undo()
    bench.session.redo()
    assert captions(bench)[group] is False
    bench.timeline.show_pass(frozenset({"contact"}))
    bench.drag(caption(bench, group))
    assert captions(bench)[group] is True


def test_a_track_appears_when_a_code_outside_the_pass_is_marked(bench):
    bench.timeline.show_pass(frozenset({"crying"}))
    assert "avoidance" not in shown(bench)
    bench.session.jump(100_000)
    bench.session.mark_code("avoidance")
    names = [code.id for group in bench.timeline.scene.groups() for code in group.codes]
    assert "avoidance" in names
    bench.session.undo()
    assert "avoidance" not in [code.id for group in bench.timeline.scene.groups() for code in group.codes]


def test_a_bar_scrolls_the_tracks_while_not_all_are_seen(bench):
    bench.timeline.resize(1_200, 400)
    bar = bench.timeline._rows_bar
    assert bar.isVisible()
    assert bar.maximum() == bench.timeline.scene.lanes.scroll_max > 0
    bar.setValue(60)
    assert bench.timeline.scene.lanes.scroll == 60
    bench.timeline.show_pass(frozenset({"crying"}))
    bench.timeline.resize(1_200, 760)
    assert not bar.isVisible()
