"""Two coders in every way at once: the parts are those of the single statistics, over one session and over many."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.pair.counts import compare_points, count_occurrences, points_curve
from annotator.agreement.pair.judged import compare_classes, compare_scales
from annotator.agreement.pair.over_time import compare_channels
from annotator.agreement.pair.parts import (
    compare_boundaries,
    compare_episodes,
    compare_intervals,
    compare_records,
)
from annotator.agreement.pair.read import PairData, SessionPair, read_pair
from annotator.agreement.pair.report import report_pair
from annotator.agreement.whole_study.gather import gather
from annotator.agreement.window import common_episodes
from annotator.model.codebook.file import parse_codebook, shipped_codebooks
from annotator.model.coding import Coding
from annotator.model.episodes import Span, observed_episodes
from annotator.model.history import Change, Edit
from annotator.model.intervals import IntervalRule, lay_intervals
from annotator.model.items import (
    Classification,
    EpisodeMark,
    Event,
    IntervalRecord,
    Rating,
    Submission,
)
from annotator.statistics.blocks import NOT_COMPUTED
from annotator.statistics.estimate import LEVEL, Undefined
from annotator.study.settings import AgreementSettings, Tolerances
from tests import oracles
from tests.two_codings import compare

CODEBOOK = parse_codebook(shipped_codebooks()["strange_situation"], "codebook.toml")
FEW = LEVEL
END_MS = 120_000


def coding(coder, *items, session="S1"):
    return Coding(session, coder, items)


def event(code, start_ms, end_ms, number=0):
    return Event(id=f"{code}{start_ms}.{number}", code=code, start_ms=start_ms, end_ms=end_ms)


def marks(*starts):
    return [EpisodeMark(id=f"m{name}", episode=name, start_ms=at) for name, at in starts]


def pair_of(*sessions, chosen=(), tolerances=None, rule=None):
    """Each session is (coding A, coding B); episodes are what both mark, the window is all of it or the chosen."""
    found = []
    for number, (a, b) in enumerate(sessions):
        spans = [observed_episodes(one.episode_marks, END_MS) for one in (a, b)]
        episodes = common_episodes(*spans)
        window = tuple(span for span in episodes if span.episode in chosen) if chosen else (Span("", 0, END_MS),)
        found.append(SessionPair(f"S{number + 1}", a, b, window, episodes))
    return PairData(
        "KM", "JT", CODEBOOK, tolerances or Tolerances(), rule or IntervalRule(), tuple(chosen), tuple(found)
    )


KM = coding(
    "KM",
    *marks(("4", 0), ("5", 60_000)),
    event("crying", 10_000, 30_000),
    event("fussing", 70_000, 80_000),
    event("reach", 65_000, 65_000),
    event("reach", 90_000, 90_000),
)
JT = coding(
    "JT",
    *marks(("4", 0), ("5", 60_400), ("end", 119_000)),
    event("crying", 10_400, 30_000),
    event("crying", 70_000, 80_000),
    event("reach", 65_300, 65_300),
)


# Over time


def test_every_channel_is_compared_as_in_one_session_and_sums_over_many():
    one = dict(compare_channels(pair_of((KM, JT)), FEW))
    two = dict(compare_channels(pair_of((KM, JT), (KM, JT)), FEW))
    alone = compare(KM, JT, CODEBOOK, [Span("", 0, END_MS)])
    assert list(one) == list(alone.channels)
    for channel, found in alone.channels.items():
        assert one[channel].table_ms.tolist() == found.table_ms.tolist()
        assert one[channel].kappa.value == found.kappa.value
        assert two[channel].table_ms.tolist() == (2 * found.table_ms).tolist()


def test_what_is_quick_says_the_same_as_everything_but_for_the_intervals():
    data = pair_of((KM, JT))
    quick, full = report_pair(data, None), report_pair(data, FEW)
    for (channel, early), (_, late) in zip(quick.time, full.time, strict=True):
        assert early.kappa.value == late.kappa.value, channel
        if not isinstance(late.kappa.value, Undefined):
            assert early.kappa.interval == Undefined(NOT_COMPUTED)
    assert (quick.points, quick.counts, quick.boundaries) == (full.points, full.counts, full.boundaries)
    assert (quick.confidence, quick.curves, full.confidence) == (None, (), FEW)


def test_no_session_leaves_a_report_without_numbers():
    found = report_pair(pair_of(), FEW)
    assert (found.time, found.events, found.curves, found.scales, found.episodes) == ((), (), (), (), ())
    assert found.window_ms == found.intervals.intervals == 0
    assert all(point.agreement.f1 == Undefined("not estimable: neither coder used this code") for point in found.points)


def test_progress_goes_up_to_nearly_all_and_may_stop_the_work():
    shares = []
    report_pair(pair_of((KM, JT)), FEW, shares.append)
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] <= 1

    def stop(share):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        report_pair(pair_of((KM, JT)), FEW, stop)


# Points and counts


def test_points_of_all_sessions_are_matched_session_by_session():
    later = coding("JT", event("reach", 66_200, 66_200))
    found = {one.agreement.code: one for one in compare_points(pair_of((KM, JT), (KM, later)))}["reach"]
    assert (found.agreement.matched, found.agreement.only_a, found.agreement.only_b) == (1, 3, 1)
    assert found.agreement.f1 == pytest.approx(2 / 6)
    assert (found.differences.count, found.differences.mean_ms) == (1, 300)


def test_the_tolerance_of_the_study_decides_which_points_match_and_the_curve_shows_all():
    later = coding("JT", event("reach", 66_200, 66_200))
    wide = pair_of((KM, later), tolerances=Tolerances(points_ms=1200))
    assert next(one for one in compare_points(wide) if one.agreement.code == "reach").agreement.matched == 1
    curve = points_curve(wide, "reach", (0, 1199, 1200, 5000))
    assert [found.matched for _, found in curve] == [0, 0, 1, 1]


def test_occurrences_are_counted_for_points_and_bouts():
    found = {one.code: one for one in count_occurrences(pair_of((KM, JT)))}
    assert set(found) == set(CODEBOOK.code_by_id)
    reach, cry, fuss = found["reach"], found["crying"], found["fussing"]
    assert (reach.count_a, reach.count_b, reach.total_count) == (2, 1, 0.5)
    assert isinstance(reach.total_duration, Undefined)
    assert reach.intervals.exact_count == pytest.approx(11 / 12)
    assert (cry.count_a, cry.count_b) == (1, 2)
    assert cry.total_duration == pytest.approx(20_000 / 29_600)
    assert cry.mean_duration == pytest.approx((19_600 / 20_000) / 2)
    assert cry.intervals.scored == pytest.approx(2 / 3)  # 10 to 30 s for both, 70 to 80 s for JT alone
    assert (fuss.total_count, fuss.intervals.scored) == (0, 0)


# Ratings and classes


def rating(scale, episode, target, value):
    return Rating(id=f"{scale}{episode}{target}", scale=scale, episode=episode, target=target, value=value)


def test_ratings_are_units_of_session_episode_and_target():
    km = coding("KM", rating("resistance", "5", "caregiver", 3.0), rating("resistance", "8", "caregiver", 5.0))
    jt = coding("JT", rating("resistance", "5", "caregiver", 4.0), rating("resistance", "8", "caregiver", None))
    (found,) = compare_scales(pair_of((km, jt), (km, km)), FEW)
    assert found.scale == "resistance"
    assert [(one.session, one.episode, one.a, one.b) for one in found.units] == [
        ("S1", "5", 3, 4),
        ("S1", "8", 5, None),
        ("S2", "5", 3, 3),
        ("S2", "8", 5, 5),
    ]
    assert (found.only_a, found.only_b, found.agreement.scale.units) == (1, 0, 3)
    assert found.agreement.scale.exact == pytest.approx(2 / 3)
    assert found.agreement.two_coders.bias.value == pytest.approx(1 / 3)


def test_ratings_of_episodes_that_are_not_compared_over_do_not_count():
    items = [rating("resistance", "5", "caregiver", 3.0), rating("resistance", "8", "caregiver", 5.0)]
    both = [coding(who, *marks(("5", 0), ("8", 60_000)), *items) for who in ("KM", "JT")]
    (found,) = compare_scales(pair_of(both, chosen=("8",)), FEW)
    assert [one.episode for one in found.units] == ["8"]


def test_a_scale_that_nobody_rated_is_left_out_and_one_that_hardly_varies_warns():
    same = [coding(who, *(rating("avoidance", name, "caregiver", 2.0) for name in "58")) for who in ("KM", "JT")]
    (found,) = compare_scales(pair_of(same), FEW)
    assert found.scale == "avoidance"
    assert "Only 2 to 2 of the scale" in found.agreement.warning


def rated_d(value):
    return Classification(id="c", primary="B", disorganisation=value)


def test_the_rating_of_disorganisation_is_compared_like_a_scale():
    given = [(3.0, 4.0), (7.0, 7.0), (None, 2.0), (None, None)]
    sessions = [(coding("KM", rated_d(a)), coding("JT", rated_d(b))) for a, b in given]
    (found,) = compare_scales(pair_of(*sessions), FEW)
    assert [(one.session, one.a, one.b) for one in found.units] == [("S1", 3, 4), ("S2", 7, 7), ("S3", None, 2)]
    assert (found.only_b, found.agreement.scale.exact) == (1, 0.5)


def judged(primary, forced=""):
    return Classification(id="c", primary=primary, forced=forced)


def test_a_classification_whose_class_is_left_open_is_none_yet():
    found = compare_classes(pair_of((coding("KM", judged("")), coding("JT", judged("B")))), FEW)
    assert (found.cases, found.only_a, found.only_b) == ((), 0, 1)


def test_classes_are_read_by_every_collapse_of_the_codebook():
    given = [("A", "A"), ("B", "B"), ("B", "C"), ("C", "C"), ("D", "D"), ("B", "B"), ("D", "B")]
    sessions = [
        (coding("KM", judged(a, "B" if a == "D" else "")), coding("JT", judged(b, "B" if b == "D" else "")))
        for a, b in given
    ]
    found = compare_classes(pair_of(*sessions, (coding("KM", judged("A")), coding("JT"))), FEW)
    assert (len(found.cases), found.only_a, found.only_b) == (7, 1, 0)
    readings = {one.reading: one for _, one in found.readings}
    assert set(readings) >= {"abcd", "abc"}
    oracle = oracles.cohen_kappa_score(*zip(*given, strict=True))
    assert readings["abcd"].kappa.value == pytest.approx(oracle, abs=1e-9)
    forced = [tuple("B" if one == "D" else one for one in pair) for pair in given]
    assert readings["abc"].kappa.value == pytest.approx(oracles.cohen_kappa_score(*zip(*forced, strict=True)), abs=1e-9)


# Episodes, boundaries, intervals


def test_within_an_episode_the_numbers_are_those_of_a_window_of_it():
    found = {one.episode: one for one in compare_episodes(pair_of((KM, JT)), FEW)}
    assert list(found) == ["4", "5"]
    assert (found["4"].window_ms, found["5"].window_ms) == (60_000, 119_000 - 60_400)
    window = [Span("5", 60_400, 119_000)]
    for channel, one in compare(KM, JT, CODEBOOK, window).channels.items():
        assert dict(found["5"].channels)[channel].table_ms.tolist() == one.table_ms.tolist()


def test_boundaries_have_differences_and_say_who_alone_marked_one():
    found = {one.episode: one for one in compare_boundaries(pair_of((KM, JT), (KM, KM)))}
    assert found["5"].differences.count == 2
    assert (found["5"].differences.median_ms, found["5"].largest_ms) == (200, 400)
    assert (found["end"].only_a, found["end"].only_b, found["end"].differences.count) == (0, 1, 0)
    assert isinstance(found["end"].largest_ms, Undefined)


def without_overlap(drawn):
    """Events of one channel exclude each other; those of one code do so, too."""
    found, busy = [], {}
    for number, (code, start, length) in enumerate(sorted(drawn, key=lambda one: one[1])):
        channel = "distress" if code in ("crying", "fussing") else code
        end = start if code == "reach" else start + length
        if start >= busy.get(channel, 0):
            busy[channel] = end + 1
            found.append(event(code, start, end, number))
    return found


CODES = ["crying", "fussing", "reach", "contact"]
drawn_events = st.tuples(st.sampled_from(CODES), st.integers(0, 59_000), st.integers(1, 8000))
events = st.lists(drawn_events, max_size=12).map(without_overlap)


def touches(one, interval):
    """A state is on in it for a while; a point lies in it."""
    if one.start_ms == one.end_ms:
        return interval.start_ms <= one.start_ms < interval.end_ms
    return one.start_ms < interval.end_ms and one.end_ms > interval.start_ms


_UNUSED = Undefined("not estimable: neither coder used this code")


@settings(deadline=None)
@given(events, events, st.sampled_from([1000, 5000, 15_000]))
def test_interval_scores_are_those_of_a_look_at_every_event(first, second, length_ms):
    rule = IntervalRule(length_ms=length_ms)
    a, b = (coding(who, *marks(("5", 500), ("end", 55_000)), *found) for who, found in (("KM", first), ("JT", second)))
    data = pair_of((a, b), rule=rule)
    intervals = lay_intervals([Span("5", 500, 55_000)], rule)
    scored = [[{one.code for one in found if touches(one, each)} for each in intervals] for found in (first, second)]
    found = compare_intervals(data, None)
    assert found.intervals == len(intervals)
    for one in found.codes:
        in_a, in_b = (np.array([one.code in occurred for occurred in of_coder]) for of_coder in scored)
        assert (one.in_a, one.in_b, one.in_both) == (in_a.sum(), in_b.sum(), (in_a & in_b).sum())
        agreed = pytest.approx((in_a == in_b).mean()) if in_a.any() or in_b.any() else _UNUSED
        assert one.counted.interval_by_interval == one.agreement == agreed
        if 0 < in_a.sum() < len(in_a) and 0 < in_b.sum() < len(in_b):
            assert one.kappa.value == pytest.approx(oracles.cohen_kappa_score(in_a, in_b), abs=1e-9)
        else:
            assert isinstance(one.kappa.value, Undefined)


def occurs(*bounds):
    """In which of three intervals of 15 s events occur: JT marks a moment of each in turn, of the same code."""
    code = "reach" if bounds[0][0] == bounds[0][1] else "crying"
    ends = marks(("5", 0), ("end", 45_000))
    km = coding("KM", *ends, *(event(code, *one) for one in bounds))
    found = []
    for start in (0, 15_000, 30_000):
        jt = coding("JT", *ends, event(code, start + 7_000, start + 7_000 + (code == "crying")))
        one = next(one for one in compare_intervals(pair_of((km, jt)), None).codes if one.code == code)
        assert one.in_b == 1
        found.append(one.in_both)
    return found


@pytest.mark.parametrize(
    ("start_ms", "end_ms", "expected"),
    [
        (0, 1, [1, 0, 0]),
        (14_999, 15_000, [1, 0, 0]),
        (15_000, 15_001, [0, 1, 0]),
        (14_999, 15_001, [1, 1, 0]),
        (14_999, 30_001, [1, 1, 1]),
        (15_000, 30_000, [0, 1, 0]),
        (15_000, 15_000, [0, 1, 0]),
        (14_999, 14_999, [1, 0, 0]),
        (45_000, 45_000, [0, 0, 0]),
        (44_999, None, [0, 0, 1]),
        (20_000, None, [0, 1, 1]),
        (45_000, 46_000, [0, 0, 0]),
    ],
)
def test_a_code_scores_every_interval_it_touches(start_ms, end_ms, expected):
    assert occurs((start_ms, end_ms)) == expected


def test_many_bouts_in_one_interval_score_once():
    assert occurs((0, 100), (200, 300), (16_000, 16_100)) == [1, 1, 0]


def test_records_are_compared_where_both_recorded_the_same_interval():
    def record(start_ms, *codes):
        return IntervalRecord(id=f"{start_ms}", episode="5", start_ms=start_ms, end_ms=start_ms + 15_000, codes=codes)

    ends = marks(("5", 0), ("end", 60_000))
    a = coding("KM", *ends, record(0, "crying"), record(15_000, "crying"), record(30_000))
    b = coding("JT", *ends, record(0, "crying"), record(15_000), record(45_000, "crying"))
    found = compare_records(pair_of((a, b)), FEW)
    cry = next(one for one in found.codes if one.code == "crying")
    assert (found.intervals, cry.in_a, cry.in_b, cry.in_both, cry.agreement) == (2, 2, 1, 1, 0.5)


def test_interval_kappa_has_an_interval_over_sessions_or_says_why_not():
    cry = event("crying", 20_000, 40_000)
    a = coding("KM", *marks(("5", 0)), cry)
    b = coding("JT", *marks(("5", 0)), event("crying", 20_000, 50_000))
    few, many = (compare_intervals(pair_of(*[(a, b)] * number), FEW) for number in (2, 20))
    kappas = [next(one for one in found.codes if one.code == "crying").kappa for found in (few, many)]
    assert "fewer than 4 sessions" in str(kappas[0].interval)
    assert "every session gives the same" in str(kappas[1].interval)


# Swapping


@settings(max_examples=settings().max_examples // 5)
@given(events, events)
def test_swapping_the_coders_swaps_what_is_theirs_and_nothing_else(first, second):
    a, b = (coding(who, *marks(("5", 0)), *found) for who, found in (("KM", first), ("JT", second)))
    one, other = report_pair(pair_of((a, b)), None), report_pair(pair_of((b, a)), None)
    for (_, straight), (_, swapped) in zip(one.time, other.time, strict=True):
        assert straight.table_ms.tolist() == swapped.table_ms.T.tolist()
        assert straight.kappa == swapped.kappa
    for straight, swapped in zip(one.counts, other.counts, strict=True):
        assert (straight.count_a, straight.total_count) == (swapped.count_b, swapped.total_count)
        assert straight.intervals == swapped.intervals
    for straight, swapped in zip(one.intervals.codes, other.intervals.codes, strict=True):
        assert (straight.in_a, straight.kappa, straight.ppos) == (swapped.in_b, swapped.kappa, swapped.ppos)


# From a study


def store(study, session, coder, *items):
    with study.open_coding(session, coder) as opened:
        opened.history.do(Edit(label="made", changes=tuple(Change(None, one) for one in items)))
        opened.flush(10)


def test_a_pair_is_read_from_every_session_both_coded_and_says_what_is_left_out(study, recording):
    for session in ("S002", "S003"):
        study.add_session(session, [(recording, 0)])
    for session in ("S001", "S002"):
        for coder in ("KM", "JT"):
            store(study, session, coder, event("crying", 100, 500), *([Submission()] if session == "S001" else []))
    store(study, "S003", "KM", event("crying", 100, 500))
    every, submitted = read_pair(study, "KM", "JT"), read_pair(study, "KM", "JT", only_submitted=True)
    assert [one.session for one in every.sessions] == ["S001", "S002"]
    assert every.left_out == ()
    assert [one.session for one in submitted.sessions] == ["S001"]
    assert submitted.left_out == ("S002: not submitted by KM and JT.",)
    assert every.window_ms == 2 * study.session("S001").duration_ms


def test_a_session_that_cannot_be_read_is_left_out_and_said(study, recording):
    study.add_session("S002", [(recording, 0)])
    for session in ("S001", "S002"):
        for coder in ("KM", "JT"):
            store(study, session, coder, event("crying", 100, 500), *([Submission()] if coder == "KM" else []))
    (study.folder / "sessions" / "S002" / "session.toml").write_text("[[camera", encoding="utf-8")
    found = read_pair(study, "KM", "JT")
    assert [one.session for one in found.sessions] == ["S001"]
    (said,) = found.left_out
    assert said.startswith("S002: S002/session.toml: ")
    assert report_pair(found, FEW).unfinished == ("S001",)


def test_a_session_without_the_chosen_episode_is_left_out_and_the_tolerances_are_the_studys(study):
    for coder in ("KM", "JT"):
        store(study, "S001", coder, event("crying", 100, 500))
    study.change_settings(window=("5",), tolerances=Tolerances(points_ms=400, overlap=0.8))
    found = read_pair(study, "KM", "JT")
    assert found.sessions == ()
    assert found.left_out[0].startswith("S001: Episode 5 is not marked by KM and JT.")
    assert found.tolerances == Tolerances(points_ms=400, overlap=0.8)


def test_a_state_that_still_runs_is_named_with_its_session_by_both_readers(study):
    running = Event(id="runs", code="crying", start_ms=100, end_ms=None)
    store(study, "S001", "KM", running)
    store(study, "S001", "JT", event("crying", 100, 500))
    said = "S001: KM did not end Crying: counted as on until the end of the window."
    assert said in read_pair(study, "KM", "JT").doubts
    (session,) = gather(study, AgreementSettings(include_unfinished=True), session_ids=["S001"]).sessions
    assert said in session.doubts


def test_a_codebook_of_ratings_alone_has_no_codes_to_compare_and_its_ratings_are():
    book = parse_codebook(shipped_codebooks()["maternal_sensitivity"], "codebook.toml")
    (scale,) = book.scales[:1]
    both = [coding(who, Rating(id="r", scale=scale.id, episode="", target="", value=4.0)) for who in ("KM", "JT")]
    whole = (Span("", 0, END_MS),)
    for sessions in ((SessionPair("S1", *both, whole, ()),), [SessionPair(name, *both, whole, ()) for name in "ab"]):
        report = report_pair(PairData("KM", "JT", book, Tolerances(), IntervalRule(), (), tuple(sessions)))
        assert (report.time, report.intervals.codes, report.records.codes) == ((), (), ())
        assert report.scales[0].units
