"""Cues and answers: windows, overlaps, who is absent, what ends too early, what was on already."""

from random import Random
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from annotator.measures.responsiveness import (
    CUE_COLUMNS,
    RESPONSIVENESS_COLUMNS,
    answers_to,
    cue_rows,
    responsiveness_rows,
)
from annotator.model.items import Event
from annotator.model.measure_rules import Cue, Fit, MeasureRules
from tests.measures.small_lab import BOOK, MARKS, marked, told

REACH = Cue(id="reach", codes=("reach",), answers=("pick_up", "hold"), within_s=2)
FIT = Fit(modifier="fits", matched=("yes",), mismatched=("no",))


def cues(coded, rule=REACH, *names):
    names = names or ("episode", "start_s", "outcome", "latency_s", "answer", "shared")
    return told(cue_rows(coded, BOOK, MeasureRules(cues=(rule,))), CUE_COLUMNS, *names)


def summary(coded, rule=REACH, *names):
    return told(responsiveness_rows(coded, BOOK, MeasureRules(cues=(rule,))), RESPONSIVENESS_COLUMNS, *names)


def test_the_first_answer_within_the_window_and_one_at_its_end_is_too_late():
    coded = marked(("reach", 20), ("hold", 21.5, 25), ("pick_up", 21.96), ("reach", 40), ("pick_up", 42))
    assert cues(coded) == [
        ("3", 20.0, "answered", 1.5, "hold", 0),
        ("3", 40.0, "unanswered", None, None, None),
    ]


def test_overlapping_cues_each_get_the_first_answer_in_their_own_window():
    coded = marked(("reach", 20), ("reach", 21), ("reach", 21.5), ("pick_up", 21.5), ("pick_up", 22.5))
    assert cues(coded) == [
        ("3", 20.0, "answered", 1.5, "pick_up", 1),
        ("3", 21.0, "answered", 0.5, "pick_up", 1),
        ("3", 21.5, "answered", 0.0, "pick_up", 1),
    ]


def test_a_caregiver_who_is_absent_is_not_at_risk():
    coded = marked(("reach", 80), ("reach", 200), ("reach", 140))
    assert [row[:3] for row in cues(coded)] == [("5", 140.0, "unanswered")]
    assert summary(coded, REACH, "episode", "cues", "share_answered", "why_empty") == [
        ("3", 0, None, None),
        ("4", None, None, "caregiver absent"),
        ("5", 1, 0.0, None),
        ("6", None, None, "caregiver absent"),
        ("8", 0, None, None),
    ]
    either = Cue(id="either", codes=("reach",), answers=("pick_up", "comfort"), within_s=2)
    both = marked(("reach", 80), ("comfort", 81), ("reach", 200))
    assert [row[0] for row in summary(both, either, "why_empty")] == [
        None,
        None,
        None,
        "caregiver and stranger absent",
        None,
    ]
    assert [row[:4] for row in cues(both, either)] == [("4", 80.0, "answered", 1.0)]


def test_where_each_answer_says_who_gave_it_the_lab_says_whose_count():
    coded = marked(
        ("reach", 80), ("carry", 81, None, {"who": "stranger"}), ("reach", 200), ("reach", 140), ("reach", 20),
        ("carry", 20.4, None, {"who": "stranger"}), ("carry", 21, None, {"who": "caregiver"}),
    )  # fmt: skip
    anyone = Cue(id="r", codes=("reach",), answers=("carry",), within_s=2)
    caregiver = Cue(
        id="r",
        codes=("reach",),
        answers=("carry",),
        answers_where={"who": ("caregiver",)},
        present="caregiver",
        within_s=2,
    )
    assert [row[:4] for row in cues(coded, anyone)] == [
        ("3", 20.0, "answered", 0.4),
        ("4", 80.0, "answered", 1.0),
        ("5", 140.0, "unanswered", None),
    ]
    assert [row[:4] for row in cues(coded, caregiver)] == [
        ("3", 20.0, "answered", 1.0),
        ("5", 140.0, "unanswered", None),
    ]
    assert summary(marked(("reach", 20), ("carry", 21)), caregiver, "unanswered", "unsaid")[0] == (1, 1)
    assert summary(coded, anyone, "why_empty")[3] == ("caregiver and stranger absent",)
    assert summary(coded, caregiver, "why_empty")[1] == ("caregiver absent",)


def test_a_window_that_the_episode_cuts_short_is_censored_unless_an_answer_came():
    coded = marked(("reach", 68.5), ("reach", 69), ("pick_up", 69.5), ("reach", 189), ("pick_up", 190.5))
    names = ("start_s", "outcome", "window_s")
    assert cues(coded, REACH, *names) == [(68.5, "answered", 1.5), (69.0, "answered", 1.0), (189.0, "censored", 1.0)]
    assert summary(coded, REACH, "answered", "unanswered", "censored", "share_answered")[2] == (0, 0, 1, None)


def test_an_answer_that_was_on_already_is_no_answer_and_no_failure():
    coded = marked(("hold", 15, 30), ("reach", 20), ("pick_up", 21), ("reach", 30), ("pick_up", 30.5))
    assert [row[1:4] for row in cues(coded)] == [(20.0, "ongoing", None), (30.0, "answered", 0.5)]
    assert summary(coded, REACH, "cues", "ongoing", "share_answered", "median_latency_s")[0] == (2, 1, 1.0, 0.5)


def test_an_answering_state_that_begins_with_the_cue_is_an_answer():
    assert [row[2:4] for row in cues(marked(("reach", 20), ("hold", 20, 30)))] == [("answered", 0.0)]


def test_the_window_of_a_cry_lasts_until_after_its_end():
    start, end = (
        Cue(id=window, codes=("crying",), answers=("pick_up",), within_s=5, window=window)
        for window in ("start", "end")
    )
    coded = marked(("crying", 20, 40), ("pick_up", 44.96), ("crying", 150), ("pick_up", 185))
    assert [row[2:4] for row in cues(coded, start)] == [("unanswered", None), ("unanswered", None)]
    assert [row[2:4] for row in cues(coded, end)] == [("answered", 24.96), ("answered", 35.0)]
    # Still crying when the episode ends, and nobody came: nobody knows whether somebody would have.
    assert [row[2] for row in cues(marked(("crying", 150, 200)), end)] == ["censored"]


def test_a_cue_counts_where_it_begins_only():
    cry = Cue(id="cry", codes=("crying",), answers=("pick_up",), within_s=5, window="end")
    coded = marked(("crying", 120, 140), ("pick_up", 132))
    assert cues(coded, cry) == []


def test_what_was_not_looked_for_is_not_counted():
    looked = [(["reach"], 0, 310), (["pick_up", "hold"], 10, 40)]
    coded = marked(("reach", 20), ("reach", 39), ("reach", 50), ("reach", 140), looked=looked)
    assert [row[1:3] for row in cues(coded)] == [(20.0, "unanswered"), (39.0, "censored")]
    rows = summary(coded, REACH, "episode", "cues", "why_empty")
    assert (rows[0], rows[2]) == (("3", 2, None), ("5", None, "not looked for"))


def test_matched_mismatched_and_repaired():
    yes, no, odd = ({"fits": said} for said in ("yes", "no", "odd"))
    rule = Cue(id="reach", codes=("reach",), answers=("pick_up",), within_s=2, fit=FIT)
    coded = marked(
        ("reach", 20), ("pick_up", 21, None, no), ("pick_up", 22.5, None, odd), ("pick_up", 25, None, yes),
        ("reach", 40), ("pick_up", 41, None, no),
        ("reach", 140), ("pick_up", 141, None, yes),
        ("reach", 150), ("pick_up", 150, None, odd), ("reach", 160), ("pick_up", 161),
    )  # fmt: skip
    names = ("matched", "mismatched", "repaired", "median_repair_s")
    assert [summary(coded, rule, *names)[place] for place in (0, 2)] == [(0, 2, 1, 4.0), (1, 0, 0, None)]
    assert summary(coded, REACH, *names)[0] == (None, None, None, None)
    assert [row[0] for row in cues(coded, rule, "fit")] == ["mismatched", "mismatched", "matched", None, None]


events = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 8)), max_size=6)


@given(events, events, st.integers(1, 9), st.sampled_from(["start", "end"]), st.integers(1, 45))
def test_the_answer_is_what_looking_at_every_moment_finds(given_cues, given_answers, within, window, until):
    cues_of, answers = (
        [Event(id=f"{code}{n}", code=code, start_ms=at, end_ms=at + more) for n, (at, more) in enumerate(sorted(drawn))]
        for code, drawn in (("cue", given_cues), ("answer", given_answers))
    )
    rule = Cue(id="r", codes=("cue",), answers=("answer",), within_s=within / 1000, window=window)
    found = {one.cue.id: one for one in answers_to(cues_of, answers, [(0, until)], rule)}
    assert set(found) == {cue.id for cue in cues_of if cue.start_ms < until}
    for cue_id, one in found.items():
        cue = next(each for each in cues_of if each.id == cue_id)
        last = (cue.start_ms if window == "start" else cue.end_ms) + within
        seen = range(cue.start_ms, min(last, until))
        came = [ms for ms in seen if any(each.start_ms == ms for each in answers)]
        if any(each.start_ms < cue.start_ms < each.end_ms for each in answers):
            expected = ("ongoing", None)
        elif came:
            expected = ("answered", came[0] - cue.start_ms)
        else:
            expected = ("unanswered" if last <= until else "censored", None)
        assert (one.outcome, one.latency_ms) == expected


def test_nothing_answers_itself_and_what_does_not_say_counts_once():
    """Where one code is cue and answer, as in turns of one voice and another."""
    turns = Cue(id="turns", codes=("reach",), answers=("reach", "pick_up"), within_s=2)
    coded = marked(("reach", 20), ("reach", 21), ("reach", 40), ("reach", 60), ("reach", 60), ("hold", 61, 62))
    assert [row[1:4] for row in cues(coded, turns)] == [
        (20.0, "answered", 1.0),
        (21.0, "unanswered", None),
        (40.0, "unanswered", None),
        (60.0, "answered", 0.0),  # two at the same moment answer each other
        (60.0, "answered", 0.0),
    ]
    who = {"where": {"who": ("stranger",)}, "answers_where": {"who": ("caregiver",)}}
    voices = Cue(id="voices", codes=("carry",), answers=("carry",), within_s=2, **who)
    coded = marked(("carry", 20, None, {"who": "stranger"}), ("carry", 21))
    assert summary(coded, voices, "cues", "unanswered", "unsaid")[0] == (1, 1, 1)


def test_whose_answers_count_is_who_must_be_there():
    rule = Cue(id="r", codes=("reach",), answers=("carry",), answers_where={"who": ("caregiver",)}, within_s=2)
    coded = marked(("reach", 20), ("reach", 80), ("carry", 81, None, {"who": "stranger"}))
    assert summary(coded, rule, "episode", "unanswered", "why_empty")[:2] == [
        ("3", 1, None),
        ("4", None, "caregiver absent"),
    ]


def _by_looking(events, looked, within_ms, window):
    """What becomes of every reach, worked out moment by moment, in each episode in which the caregiver is."""
    found = {}
    for episode, start, end in (("3", 10_000, 70_000), ("5", 130_000, 190_000), ("8", 250_000, 310_000)):
        seen = [(max(start, since), min(end, until)) for since, until in looked if since < end and start < until]
        cues_in = [e for e in events if e[0] == "crying" and any(a <= e[1] < b for a, b in seen)]
        answers = [e for e in events if e[0] in {"pick_up", "hold"}]
        rows, first_of = [], []
        for _, at, until, _ in sorted(cues_in, key=lambda event: event[1]):
            last = next(b for a, b in seen if a <= at < b)
            closes = (at if window == "start" else until) + within_ms
            came = sorted((e for e in answers if at <= e[1] < min(closes, last)), key=lambda e: (e[1], events.index(e)))
            if any(e[1] < at < e[2] for e in answers):
                rows.append(("ongoing", None))
            elif came:
                rows.append(("answered", came[0][1] - at))
                first_of.append((came[0], last))
            else:
                rows.append(("unanswered" if closes <= last else "censored", None))
        wrong = {id(e): (e, last) for e, last in first_of if e[3] == "no"}.values()
        right = {id(e) for e, _ in first_of if e[3] == "yes"}
        waits = []
        for answer, last in wrong:
            later = [e[1] for e in answers if e[3] == "yes" and answer[1] < e[1] < last]
            waits += [min(later) - answer[1]] if later else []
        count = [row[0] for row in rows].count
        found[episode] = (
            len(rows), count("answered"), count("unanswered"), count("ongoing"), count("censored"),
            len(right), len(wrong), len(waits), median(waits) / 1000 if waits else None,
        ) if seen else (None,) * 9  # fmt: skip
    return found


def test_episodes_and_looking_that_end_in_the_middle_are_what_looking_at_every_moment_finds():
    """Crowded round the ends of episodes: cues at one moment, at the last one, answers to two, repairs cut short."""
    drawn = Random(16)
    names = ("cues", "answered", "unanswered", "ongoing", "censored", "matched", "mismatched")
    edges = [*(at for _, at in MARKS[1:]), 310_000]
    for _ in range(250):
        events, ends = [], {}
        for _ in range(drawn.randint(0, 14)):
            code = drawn.choice(["crying", "pick_up", "hold", "crying"])
            at = drawn.choice(edges) + drawn.choice([-1, 0, 1, drawn.randint(-5000, 5000)])
            until = at if code == "pick_up" else at + drawn.randint(1, 3000)
            if code != "pick_up" and any(at < b and a < until for a, b in ends.get(code, [])):
                continue  # states of one code do not overlap
            ends.setdefault(code, []).append((at, until))
            events.append((code, at, until, drawn.choice(["yes", "no", "odd"]) if code != "crying" else ""))
        events.sort(key=lambda event: event[1])
        at = drawn.choice(edges)
        cut = drawn.choice([None, (at - 2000, at + 700)])
        looked = [(0, 400_000)] if cut is None else [(0, cut[0]), (cut[1], 400_000)]
        within, window = drawn.choice([1, 500, 2000, 4000]), drawn.choice(["start", "end"])
        rule = Cue(
            id="r", codes=("crying",), answers=("pick_up", "hold"), within_s=within / 1000, window=window, fit=FIT
        )
        coded = marked(
            *((code, a / 1000, b / 1000, {"fits": said} if said else {}) for code, a, b, said in events),
            looked=[(["crying", "pick_up", "hold"], a / 1000, b / 1000) for a, b in looked],
        )
        rows = summary(coded, rule, "episode", *names, "repaired", "median_repair_s")
        asked = {row[0]: row[1:] for row in rows if row[0] in {"3", "5", "8"}}
        assert asked == _by_looking(events, looked, within, window), (events, looked, within, window)
