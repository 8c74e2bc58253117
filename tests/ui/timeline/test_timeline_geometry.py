"""Where things lie on the timeline, and which columns they fill. No window."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFont, QFontMetricsF

from annotator.model.codebook.file import codebook_text, parse_codebook
from ui.arrangement import AS_IN_CODEBOOK
from ui.coding.timeline.bars import column_runs
from ui.coding.timeline.header import column_peaks, ruler_labels, tick_step_ms
from ui.coding.timeline.lanes import TRACK_MIN, lay_out
from ui.coding.timeline.scene import Waveform
from ui.coding.timeline.snap import snap
from ui.coding.timeline.view import END_PX, MIN_MS_PER_PX, View

FRAME_MS = 40
CODEBOOK = parse_codebook(codebook_text("strange_situation"), "strange_situation.toml")
GROUPS = AS_IN_CODEBOOK.groups(CODEBOOK, ())

views = st.builds(
    lambda duration_ms, width, zoom, at: View.whole(duration_ms, 150, width).zoomed(zoom, 150 + at * width),
    st.integers(1_000, 4_000_000),
    st.integers(100, 4_000),
    st.floats(1, 5_000),
    st.floats(0, 1),
)


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
    lanes = lay_out(GROUPS, height, scroll)
    tracks = list(lanes.tracks)
    assert [lane.code.id for lane in tracks] == [code.id for code in CODEBOOK.codes]
    assert all(one.bottom <= other.top for one, other in pairwise(lanes.rows))
    if lanes.body_bottom - lanes.body_top >= TRACK_MIN:
        for code in CODEBOOK.codes:
            moved = lay_out(GROUPS, height, lanes.scroll_to(code.id))
            lane = moved.track(code.id)
            assert moved.body_top <= lane.top
            assert lane.bottom <= moved.body_bottom


@pytest.mark.parametrize("ms_per_px", [0.5, 1, 10, 100, 1_000, 10_000, 1e9])
def test_times_on_the_axis_stand_far_enough_apart_to_be_read(ms_per_px):
    assert tick_step_ms(ms_per_px) / ms_per_px >= 80 or tick_step_ms(ms_per_px) == 604_800_000


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
    columns = column_peaks(Waveform(peaks, 100), view)
    assert np.flatnonzero(columns).tolist() == [25, 99]
    half = column_peaks(Waveform(peaks[:500], 100), view)
    assert len(half) == 50


def test_a_boundary_snaps_to_what_is_near_else_to_a_frame():
    def frame_ms(ms):
        return int(ms // FRAME_MS * FRAME_MS)

    targets = np.array([1_000, 5_000])
    assert snap(1_013, targets, 20, (0, 9_000), frame_ms).ms == 1_000
    assert snap(1_050, targets, 20, (0, 9_000), frame_ms).ms == 1_040
    assert snap(5_010, targets, 20, (0, 4_000), frame_ms).ms == 4_000
    assert snap(-50, targets, 20, (80, 9_000), frame_ms).ms == 80


HOUR_MS = 3_600_000


@pytest.mark.parametrize("point_size", [8, 11, 16])
@pytest.mark.parametrize("duration_ms", [60_000, 2 * HOUR_MS, 25 * HOUR_MS, 168 * HOUR_MS])
def test_times_on_the_axis_never_overlap(qapp, duration_ms, point_size):
    font = QFont(qapp.font())
    font.setPointSize(point_size)
    metrics = QFontMetricsF(font)
    for width in range(600 - 150, 3_001, 150):
        for zoom in (1, 3, 40, 1_000, 1_000_000):
            view = View.whole(duration_ms, 150, width).zoomed(zoom, 150 + width)
            labels = ruler_labels(view, metrics)[1]
            lefts = [(view.x_of(ms) + 4, said) for ms, said in labels.items()]
            rects = [(left, left + metrics.horizontalAdvance(said)) for left, said in lefts]
            assert rects
            assert all(right + 3 < left for (_, right), (left, _) in pairwise(rects)), (width, zoom, labels)
