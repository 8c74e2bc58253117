"""The timeline: its geometry by itself, then the shown widget with real mouse and key events."""

import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QToolTip

from annotator.model.codebook_file import codebook_text, parse_codebook
from annotator.model.coding import Coding
from annotator.model.history import Change, Edit, History
from annotator.model.items import END_OF_LAST_EPISODE, EpisodeMark, Event
from annotator.study import Camera, Session, create_study
from annotator.study.session import write_session
from ui.coding.timeline import Timeline
from ui.coding.timeline_bars import column_runs, words
from ui.coding.timeline_header import column_peaks, tick_step_ms
from ui.coding.timeline_lanes import TRACK_MIN, lay_out
from ui.coding.timeline_overview import overview_x
from ui.coding.timeline_scene import Sound
from ui.coding.timeline_snap import snap
from ui.coding.timeline_tip import code_tip, event_tip
from ui.coding.timeline_tracks import RUNNING, Track, Tracks
from ui.coding.timeline_view import END_PX, MIN_MS_PER_PX, View
from ui.session import CodingSession
from ui.theme import apply_theme

FRAME_MS = 40
DURATION_MS = 120_000
TEXT = codebook_text("strange_situation")
CODEBOOK = parse_codebook(TEXT, "strange_situation.toml")
EPISODES = (("1", 0), ("2", 10_000), ("5", 60_000), (END_OF_LAST_EPISODE, 110_000))

views = st.builds(
    lambda duration_ms, width, zoom, at: View.whole(duration_ms, 150, width).zoomed(zoom, 150 + at * width),
    st.integers(1_000, 4_000_000),
    st.integers(100, 4_000),
    st.floats(1, 5_000),
    st.floats(0, 1),
)


# Geometry


@given(views, st.floats(0, 1))
def test_a_moment_is_found_again_where_it_was_drawn(view, share):
    ms = view.start_ms + share * view.span_ms
    assert view.ms_at(view.x_of(ms)) == pytest.approx(ms, abs=1e-3)


@given(views, st.floats(0.1, 10), st.floats(0, 1), st.floats(-1e6, 1e6))
def test_no_zoom_or_scroll_leaves_the_session(view, factor, at, by_ms):
    for other in (view.zoomed(factor, view.left + at * view.width), view.scrolled(by_ms), view.resized(90, 700)):
        after_end_px = (other.end_ms - other.duration_ms) / other.ms_per_px
        assert other.start_ms >= 0
        assert other.ms_per_px >= MIN_MS_PER_PX
        assert after_end_px <= END_PX + 0.01 or other.is_whole


@given(st.floats(1.01, 4), st.floats(0.3, 0.7))
def test_zooming_keeps_what_lies_under_the_mouse(factor, at):
    view = View.whole(1_000_000, 150, 1_000).zoomed(4, 650)
    x = view.left + at * view.width
    assert view.zoomed(factor, x).ms_at(x) == pytest.approx(view.ms_at(x), abs=1)


def test_a_view_of_the_whole_session_stays_one_when_the_window_grows():
    view = View.whole(1_000_000, 150, 1_000).resized(150, 1_600)
    assert view.is_whole
    assert view.x_of(1_000_000) == pytest.approx(150 + 1_600 - END_PX)


def test_a_stretch_is_shown_in_the_middle():
    view = View.whole(1_000_000, 150, 1_000).showing(500_000, 510_000)
    assert (view.start_ms, view.end_ms) == (500_000, 510_000)
    tiny = view.showing(500_000, 500_000)
    assert (tiny.start_ms + tiny.end_ms) / 2 == pytest.approx(500_000)


@given(st.integers(100, 900), st.integers(-50, 900))
def test_every_code_has_a_track_that_can_be_scrolled_into_sight(height, scroll):
    lanes = lay_out(CODEBOOK, height, scroll)
    tracks = list(lanes.tracks)
    assert [lane.code.id for lane in tracks] == [code.id for code in CODEBOOK.codes]
    assert all(one.bottom <= other.top for one, other in pairwise(lanes.rows))
    if lanes.body_bottom - lanes.body_top >= TRACK_MIN:
        for code in CODEBOOK.codes:
            moved = lay_out(CODEBOOK, height, lanes.scroll_to(code.id))
            lane = moved.track(code.id)
            assert moved.body_top <= lane.top
            assert lane.bottom <= moved.body_bottom


@pytest.mark.parametrize("ms_per_px", [0.5, 1, 10, 100, 1_000, 10_000, 1e9])
def test_times_on_the_axis_stand_far_enough_apart_to_be_read(ms_per_px):
    assert tick_step_ms(ms_per_px) / ms_per_px >= 80 or tick_step_ms(ms_per_px) == 3_600_000


@given(
    st.lists(st.tuples(st.floats(0, 900), st.floats(0, 30)), max_size=60),
    st.sampled_from([1.0, 1.5, 2.0]),
)
def test_merged_columns_cover_what_the_bars_cover_and_no_more(bars, ratio):
    bars = sorted((left, left + width) for left, width in bars)
    lefts, rights = (np.array([bar[side] for bar in bars]) for side in (0, 1))
    covered = set()
    for left, right in bars:
        first = int(np.floor(left * ratio))
        covered |= set(range(first, max(first + 1, int(np.ceil(right * ratio)))))
    runs = [(round(left * ratio), round(right * ratio)) for left, right in column_runs(lefts, rights, ratio)]
    assert set().union(*(range(*run) for run in runs)) == covered
    assert all(one[1] < other[0] for one, other in pairwise(runs))


def test_a_column_of_the_waveform_holds_the_loudest_sample_in_it():
    peaks = np.zeros(1_000, np.float32)
    peaks[[250, 999]] = 0.5, 1.0
    view = View.whole(10_000, 0, 100 + END_PX)
    columns = column_peaks(Sound(peaks, 100), view)
    assert np.flatnonzero(columns).tolist() == [25, 99]
    half = column_peaks(Sound(peaks[:500], 100), view)
    assert len(half) == 50


def test_a_boundary_snaps_to_what_is_near_else_to_a_frame():
    def frame_ms(ms):
        return int(ms // FRAME_MS * FRAME_MS)

    targets = np.array([1_000, 5_000])
    assert snap(1_013, targets, 20, (0, 9_000), frame_ms).ms == 1_000
    assert snap(1_050, targets, 20, (0, 9_000), frame_ms).ms == 1_040
    assert snap(5_010, targets, 20, (0, 4_000), frame_ms).ms == 4_000
    assert snap(-50, targets, 20, (80, 9_000), frame_ms).ms == 80


# Tracks


def test_following_edits_gives_the_same_tracks_as_reading_the_coding_anew():
    rng = random.Random(5)
    coding = Coding("S1", "KM")
    history = History(coding)
    tracks = Tracks((code.id for code in CODEBOOK.codes), ())
    history.listen(tracks.apply)
    for step in range(400):
        _random_step(rng, history, step)
    fresh = Tracks((code.id for code in CODEBOOK.codes), coding.events)
    assert coding.events
    for code in fresh.codes:
        assert tracks[code].keys == fresh[code].keys
        assert tracks[code].starts.tolist() == fresh[code].starts.tolist()
        assert tracks[code].ends.tolist() == fresh[code].ends.tolist()


def _random_step(rng, history, step):
    choice = rng.random()
    events = history.coding.events
    start_ms = rng.randrange(0, DURATION_MS, FRAME_MS)
    end_ms = rng.choice([None, start_ms, start_ms + rng.randrange(0, 9_000, FRAME_MS)])
    new = Event(id=f"e{step}", code=rng.choice(CODEBOOK.codes).id, start_ms=start_ms, end_ms=end_ms)
    if choice < 0.5 or not events:
        history.do(Edit(label="add", changes=(Change(None, new),)))
    elif choice < 0.65:
        old = rng.choice(events)
        moved = Event(id=old.id, code=new.code, start_ms=start_ms, end_ms=end_ms)
        history.do(Edit(label="change", changes=(Change(old, moved),)))
    elif choice < 0.75:
        history.do(Edit(label="delete", changes=(Change(rng.choice(events), None),)))
    else:
        (history.undo if choice < 0.9 else history.redo)()


@given(
    st.lists(st.tuples(st.integers(0, 1_000), st.one_of(st.none(), st.integers(0, 300))), max_size=40),
    st.integers(0, 1_000),
    st.integers(0, 300),
)
def test_all_events_that_reach_into_a_stretch_are_found_overlapping_ones_too(spans, start_ms, length_ms):
    end_ms = start_ms + length_ms
    events = [
        Event(id=str(place), code="crying", start_ms=start, end_ms=None if length is None else start + length)
        for place, (start, length) in enumerate(spans)
    ]
    track = Track(events)
    found = {track.id_at(place) for place in range(*track.between(start_ms, end_ms).indices(len(track)))}
    seen = {e.id for e in events if e.start_ms <= end_ms and (e.end_ms is None or e.end_ms >= start_ms)}
    assert seen <= found
    assert all(track.starts[track.between(start_ms, end_ms)] <= end_ms)


# The widget


class FramePlayer:
    """Shows at once the frame it is asked for."""

    def __init__(self):
        self.frame_times_ms = np.arange(0, DURATION_MS, FRAME_MS)
        self.position_ms = 0
        self.playing = False
        self.scrubbed = []
        self._is_new = True

    def jump(self, ms):
        self.position_ms, self._is_new = int(ms // FRAME_MS * FRAME_MS), True

    def scrub(self, ms):
        self.scrubbed.append(ms)
        self.jump(ms)

    def end_scrub(self):
        self.scrubbed.append("end")

    def tick(self):
        is_new, self._is_new = self._is_new, False
        return is_new


class Bench:
    """A shown timeline and what a test does with it."""

    def __init__(self, timeline, player, problems):
        self.timeline, self.player, self.problems = timeline, player, problems
        self.session = timeline.session
        self.edits = []
        self.session.edited.connect(self.edits.append)

    def event(self, code):
        return next(event for event in self.session.coding.events if event.code == code)

    def at(self, ms, code=None):
        """Where a moment lies on the track of a code, or on the ruler."""
        lanes = self.timeline.scene.lanes
        lane = lanes.ruler if code is None else lanes.track(code)
        return QPoint(round(self.timeline.view.x_of(ms)), int(lane.middle))

    def on_ribbon(self, ms):
        return QPoint(round(self.timeline.view.x_of(ms)), int(self.timeline.scene.lanes.episodes.middle))

    def show(self, start_ms, end_ms):
        self.timeline.show_view(self.timeline.view.showing(start_ms, end_ms))

    def press(self, place, button=Qt.MouseButton.LeftButton):
        QTest.mousePress(self.timeline, button, Qt.KeyboardModifier.NoModifier, place)

    def drag(self, *places, release=True):
        self.press(places[0])
        for place in places[1:]:
            QTest.mouseMove(self.timeline, place)
        if release:
            QTest.mouseRelease(self.timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, places[-1])

    def wheel(self, place, notches, modifiers=Qt.KeyboardModifier.NoModifier):
        where = QPointF(place)
        event = QWheelEvent(
            *(where, self.timeline.mapToGlobal(where), QPoint(), QPoint(0, 120 * notches)),
            *(Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False),
        )
        QApplication.sendEvent(self.timeline, event)

    def close_by(self, ms):
        """How far off a moment may be that a pixel was aimed at."""
        return pytest.approx(ms, abs=self.timeline.view.ms_per_px + FRAME_MS)


def some_items():
    events = [
        Event(id="crying-1", code="crying", start_ms=20_000, end_ms=30_000),
        Event(id="fussing-1", code="fussing", start_ms=34_000, end_ms=38_000),
        Event(id="contact-1", code="contact", start_ms=62_000, end_ms=80_000, modifiers={"target": "caregiver"}),
        Event(id="reach-1", code="reach", start_ms=61_000, end_ms=61_000),
        Event(id="search-1", code="search", start_ms=40_000, end_ms=42_000),
        Event(id="search-2", code="search", start_ms=45_000, end_ms=50_000),
    ]
    return [EpisodeMark(id=f"m{name}", episode=name, start_ms=ms) for name, ms in EPISODES] + events


@pytest.fixture
def study(tmp_path):
    made = create_study(tmp_path / "study", "test", TEXT)
    folder = made.folder / "sessions" / "S1"
    folder.mkdir()
    frames = DURATION_MS // FRAME_MS
    camera = Camera(file="a.mp4", size=1, fingerprint="f", duration_ms=DURATION_MS, frame_count=frames)
    write_session(folder, Session(id="S1", cameras=(camera,)))
    made.add_coder("KM")
    return made


@pytest.fixture
def bench(study, qtbot, qapp):
    apply_theme(qapp, "dark")
    opened, player, problems = study.open_coding("S1", "KM"), FramePlayer(), []
    opened.history.do(Edit(label="some", changes=tuple(Change(None, item) for item in some_items())))
    session = CodingSession(study, study.session("S1"), opened, player, problems.append)
    timeline = Timeline(session)
    qtbot.addWidget(timeline)
    timeline.resize(1_200, 360)
    timeline.show()
    qtbot.waitExposed(timeline)
    timeline.setFocus()
    yield Bench(timeline, player, problems)
    QToolTip.hideText()
    session.close()
    opened.close()


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
    preview = bench.timeline.scene.preview
    assert preview.end_ms == bench.player.position_ms == bench.close_by(32_000)
    assert bench.event("crying").end_ms == 30_000
    assert bench.timeline.scene.flag.by_ms == preview.end_ms - 30_000
    QTest.mouseRelease(bench.timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, places[-1])
    assert bench.timeline.scene.preview is None


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
    assert bench.timeline.scene.preview is None


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


def test_an_edge_snaps_to_the_edge_of_another_code_unless_alt_is_held(bench):
    bench.show(40_000, 120_000)
    near = bench.at(61_000, "contact") + QPoint(3, 0)
    bench.drag(bench.at(62_000, "contact"), bench.at(61_500, "contact"), near, release=False)
    assert bench.timeline.scene.preview.start_ms == 61_000
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


def test_the_selected_event_can_be_shown_from_near(bench):
    bench.session.select("crying-1")
    bench.timeline.zoom_selected()
    assert (bench.timeline.view.start_ms, bench.timeline.view.end_ms) == (15_000, 35_000)


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


def trigger(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text() == text).trigger()


def test_the_menu_retimes_splits_merges_and_deletes(bench):
    event_id = "contact-1"
    bench.player.jump(70_000)
    trigger(bench.timeline.menu(bench.event("contact")), "Split at playhead")
    pieces = [(e.start_ms, e.end_ms) for e in bench.session.coding.events_of(["contact"])]
    assert pieces == [(62_000, 70_000), (70_000, 80_000)]
    trigger(bench.timeline.menu(bench.session.coding.event(event_id)), "Merge with next")
    assert [(e.start_ms, e.end_ms) for e in bench.session.coding.events_of(["contact"])] == [(62_000, 80_000)]
    bench.player.jump(65_000)
    trigger(bench.timeline.menu(bench.session.coding.event(event_id)), "Set start to playhead")
    bench.player.jump(75_000)
    trigger(bench.timeline.menu(bench.session.coding.event(event_id)), "Set end to playhead")
    assert (bench.event("contact").start_ms, bench.event("contact").end_ms) == (65_000, 75_000)
    trigger(bench.timeline.menu(bench.event("contact")), "Unsure")
    assert bench.event("contact").unsure
    trigger(bench.timeline.menu(bench.event("contact")), "Delete")
    assert bench.session.coding.events_of(["contact"]) == ()
    assert bench.problems == []


def test_the_menu_disables_what_makes_no_sense(bench):
    bench.player.jump(5_000)
    enabled = {action.text(): action.isEnabled() for action in bench.timeline.menu(bench.event("crying")).actions()}
    assert not enabled["Set end to playhead"]
    assert not enabled["Split at playhead"]
    assert not enabled["Merge with next"]
    assert enabled["Set start to playhead"]


def test_a_modifier_can_be_chosen_and_taken_away_in_the_menu(bench):
    for expected in ({"target": "stranger"}, {}):
        menu = bench.timeline.menu(bench.event("contact"))
        choices = next(action.menu() for action in menu.actions() if action.menu() is not None)
        trigger(choices, "stranger")
        assert bench.event("contact").modifiers == expected


@pytest.mark.parametrize("reason", [QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard])
def test_the_menu_opens_by_mouse_and_by_key(bench, qtbot, reason):
    if reason == QContextMenuEvent.Reason.Keyboard:
        bench.session.select("crying-1")
    place = bench.at(25_000, "crying")
    QApplication.sendEvent(bench.timeline, QContextMenuEvent(reason, place, bench.timeline.mapToGlobal(place)))
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    assert bench.session.selected_id == "crying-1"
    QApplication.activePopupWidget().close()


def test_a_comment_is_written_in_place_and_escape_leaves_it(bench):
    for typed, key, expected in (("clings", Qt.Key.Key_Return, "clings"), ("x", Qt.Key.Key_Escape, "clings")):
        trigger(bench.timeline.menu(bench.event("contact")), "Comment …")
        line = next(line for line in bench.timeline.findChildren(QLineEdit) if line.isVisible())
        line.selectAll()
        QTest.keyClicks(line, typed)
        QTest.keyClick(line, key)
        assert bench.event("contact").comment == expected
        assert not line.isVisible()
    assert len(bench.edits) == 1


def test_hovering_shows_what_can_be_dragged_and_a_tooltip_says_what_it_is(bench, qtbot):
    bench.show(10_000, 50_000)
    QTest.mouseMove(bench.timeline, bench.at(30_000, "crying"))
    assert bench.timeline.cursor().shape() == Qt.CursorShape.SizeHorCursor
    QTest.mouseMove(bench.timeline, bench.at(25_000, "crying"))
    assert bench.timeline.cursor().shape() == Qt.CursorShape.ArrowCursor
    assert bench.timeline.scene.hover.event_id == "crying-1"
    place = bench.at(25_000, "crying")
    QApplication.sendEvent(bench.timeline, QHelpEvent(QEvent.Type.ToolTip, place, bench.timeline.mapToGlobal(place)))
    assert "0:20.000 – 0:30.000, 10.000 s" in QToolTip.text()


def test_tooltips_are_complete_and_harmless():
    event = Event(
        id="e",
        code="contact",
        start_ms=1_000,
        end_ms=None,
        modifiers={"target": "caregiver"},
        comment="<b>x</b>",
        unsure=True,
    )
    said = event_tip(event, CODEBOOK)
    assert all(part in said for part in ("Contact", "running", "towards caregiver", "Not sure", "&lt;b&gt;x"))
    assert CODEBOOK.codes[0].definition in code_tip(CODEBOOK.codes[0])


def test_a_bar_says_its_modifiers_and_signs():
    event = Event(id="e", code="contact", start_ms=0, end_ms=1, modifiers={"target": "stranger"}, unsure=True)
    assert words(event, CODEBOOK) == "?  stranger"


def test_a_running_state_is_drawn_up_to_the_playhead_and_empty_after_it(bench):
    bench.player.jump(100_000)
    bench.session.mark_code("manipulation")
    bench.player.jump(105_000)
    bench.session.tick()
    event = bench.event("manipulation")
    track = bench.timeline.scene.tracks["manipulation"]
    assert track.ends.tolist() == [RUNNING]
    color = bench.timeline.grab().toImage().pixelColor
    ratio = bench.timeline.devicePixelRatioF()
    inside, outside = (bench.at(ms, "manipulation") * ratio for ms in (102_000, 112_000))
    assert color(inside).green() > 150 > color(outside).green()
    assert bench.timeline.scene.hit(bench.at(102_000).x(), inside.y() / ratio).event_id == event.id
    assert bench.timeline.scene.hit(bench.at(112_000).x(), inside.y() / ratio).event_id == ""


def test_painting_what_has_changed_gives_the_same_picture_as_painting_everything(bench, qapp):
    rng = random.Random(2)
    bench.timeline.set_peaks(np.abs(np.sin(np.arange(12_000) / 50)).astype(np.float32), 100)
    for _ in range(30):
        bench.player.jump(rng.randrange(0, DURATION_MS, FRAME_MS))
        bench.session.tick()
        step = rng.choice(["crying", "search", "reach", "contact", "undo", "redo", "select"])
        if step in ("undo", "redo"):
            getattr(bench.session, step)()
        elif step == "select":
            bench.session.select_next()
        else:
            bench.session.mark_code(step)
        qapp.processEvents()
        on_screen = bench.timeline.screen().grabWindow(bench.timeline.winId()).toImage()
        bench.timeline.changeEvent(QEvent(QEvent.Type.PaletteChange))
        everything = bench.timeline.grab().toImage()
        assert on_screen.convertToFormat(everything.format()) == everything


def test_the_timeline_takes_another_theme(bench, qapp):
    dark = bench.timeline.grab().toImage()
    apply_theme(qapp, "light")
    light = bench.timeline.grab().toImage()
    apply_theme(qapp, "dark")
    assert light.pixelColor(5, 5).lightness() > 200 > 60 > dark.pixelColor(5, 5).lightness()


def test_a_session_without_sound_says_so_instead_of_a_waveform(bench):
    waiting = bench.timeline.grab().toImage()
    bench.timeline.set_peaks(np.empty(0, np.float32))
    assert bench.timeline.grab().toImage() != waiting
