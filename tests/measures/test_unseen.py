"""Time out of view, worked by hand: it leaves totals, shares, rates, latencies, intervals, cues and sequences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.exchange.event_tables import episode_summary
from annotator.exchange.session_tables import left_out_of
from annotator.measures.bouts import measured
from annotator.measures.crying import CRYING_COLUMNS, crying_rows
from annotator.measures.dyad import (
    GRID_COLUMNS,
    MATCHING_COLUMNS,
    grid_rows,
    matching_rows,
)
from annotator.measures.interval_scores import INTERVAL_SCORE_COLUMNS, interval_score_rows
from annotator.measures.latencies import CONTACT_COLUMNS, LATENCY_COLUMNS, contact_rows, latency_rows
from annotator.measures.observed import seen, watched
from annotator.measures.responsiveness import RESPONSIVENESS_COLUMNS, responsiveness_rows
from annotator.measures.secure_base import EXCURSION_COLUMNS, SECURE_BASE_COLUMNS, excursion_rows, secure_base_rows
from annotator.measures.sequences import SEQUENCE_COLUMNS, sequence_rows
from annotator.measures.together import TOGETHER_COLUMNS, together_rows
from annotator.model.codebook import Code, Codebook
from annotator.model.episodes import Span
from annotator.model.intervals import IntervalRule
from annotator.model.measure_rules import (
    Chain,
    Contact,
    Cue,
    Grid,
    Latency,
    Matching,
    MeasureRules,
    SecureBase,
    Soothing,
    UnseenRule,
    Window,
)
from tests.measures.small_lab import BOOK as WITHOUT
from tests.measures.small_lab import marked, told


def _of(code: Code) -> Code:
    actor = code.actor or "infant"
    return replace(code, actor=actor, heard=code.id == "crying")


def _hiding(who: str) -> Code:
    return replace(WITHOUT.code_by_id["approach"], id=f"unseen_{who}", actor=who, unseen=who, modifiers=())


BOOK: Codebook = replace(WITHOUT, codes=(*map(_of, WITHOUT.codes), *map(_hiding, ("infant", "caregiver", "stranger"))))
"""The small codebook, with somebody who does each code, and a code for each who is out of view. Crying is heard."""

EPISODE_5 = Span("5", 130_000, 190_000)
PASSES = UnseenRule(latency="passes")


def in_5(rows, columns, *names):
    """Those of the rows that are about episode 5, which lasts from 130 to 190 s."""
    return [row[1:] for row in told(rows, columns, "episode", *names) if row[0] == "5"]


def test_what_is_seen_is_what_was_looked_for_without_the_time_out_of_view():
    coding = marked(("unseen_infant", 140, 150), ("unseen_infant", 185, None), ("unseen_caregiver", 160, 170)).coding
    infants, cries = ((130_000, 140_000), (150_000, 185_000)), ((130_000, 190_000),)
    assert seen(coding, BOOK, ("approach",), EPISODE_5) == infants
    assert seen(coding, BOOK, ("crying",), EPISODE_5) == cries, "it is heard"
    assert seen(coding, BOOK, ("unseen_infant",), EPISODE_5) == cries, "it says so itself"
    assert seen(coding, BOOK, ("hold",), EPISODE_5) == ((130_000, 160_000), (170_000, 190_000))
    assert seen(coding, BOOK, ("approach", "hold"), EPISODE_5) == (
        (130_000, 140_000),
        (150_000, 160_000),
        (170_000, 185_000),
    )
    assert seen(coding, WITHOUT, ("approach",), EPISODE_5) == cries, "a codebook that does not say who is unseen"


def test_of_a_code_that_several_may_do_all_must_be_in_view_unless_one_is_meant():
    coding = marked(("unseen_caregiver", 160, 170)).coding
    cut, whole = ((130_000, 160_000), (170_000, 190_000)), ((130_000, 190_000),)
    assert seen(coding, BOOK, ("carry",), EPISODE_5) == cut
    assert watched(coding, BOOK, ("carry",), EPISODE_5, where={"who": ("caregiver",)}).saw == cut
    assert watched(coding, BOOK, ("carry",), EPISODE_5, where={"who": ("stranger",)}).saw == whole


def test_totals_shares_and_rates_are_of_the_time_that_was_seen():
    one = marked(
        ("unseen_infant", 140, 160),
        ("approach", 132, 142),  # two of its ten seconds are out of view
        ("approach", 150, 155),  # all of it is
        ("approach", 170, 172),
        ("reach", 145),
        ("reach", 165),
    )
    found = measured(one.coding, BOOK, "approach", EPISODE_5)
    assert (found.episode_ms, found.seen_ms, found.total_ms, found.onsets) == (60_000, 40_000, 10_000, 2)
    assert (found.mean_ms, found.longest_ms) == (5_000, 8_000)
    assert (found.proportion, found.onsets_per_minute) == (0.25, 3.0)
    assert measured(one.coding, BOOK, "reach", EPISODE_5).onsets == 1
    assert measured(one.coding, WITHOUT, "approach", EPISODE_5).total_ms == 17_000


def test_a_wait_ends_where_the_infant_goes_out_of_view_or_passes_if_the_lab_says_so():
    late = marked(("unseen_infant", 140, 150), ("approach", 155, 160))
    assert [
        (found.latency_ms, found.waited_ms, found.censored)
        for rule in (UnseenRule(), PASSES)
        for found in [measured(late.coding, BOOK, "approach", EPISODE_5, rule)]
    ] == [(None, 10_000, True), (25_000, 25_000, False)]
    soon = marked(("approach", 135, 139), ("unseen_infant", 140, 150))
    assert measured(soon.coding, BOOK, "approach", EPISODE_5).latency_ms == 5_000
    hidden = marked(("unseen_infant", 130, 150), ("approach", 155, 160))
    found = measured(hidden.coding, BOOK, "approach", EPISODE_5)
    assert (found.latency_ms, found.waited_ms, found.censored) == (None, None, False)
    assert measured(marked(("unseen_infant", 100, 200)).coding, BOOK, "approach", EPISODE_5) is None


def test_the_summary_says_what_was_seen_and_who_does_it():
    one = marked(("unseen_infant", 140, 160), ("approach", 132, 142), ("unseen_caregiver", 125, 195))
    table = episode_summary([one], BOOK, IntervalRule())
    rows = table[table["episode"] == "5"].set_index("code")
    names = ["who", "episode_s", "seen_s", "total_s", "proportion", "latency_s", "waited_s"]
    assert rows.loc["approach", names].tolist() == ["infant", "60.000", "40.000", "8.000", "0.200000", "2.000", "2.000"]
    assert rows.loc["crying", ["seen_s", "latency_censored", "waited_s"]].tolist() == ["60.000", "1", "60.000"]
    assert rows.loc["hold", ["who", "seen_s"]].tolist() == ["caregiver", "0.000"]
    assert rows.loc["hold", ["total_s", "onsets", "latency_censored"]].isna().all(), "blank is not zero"
    assert rows.loc["carry", "who"] == "caregiver stranger"


def test_an_interval_that_is_mostly_out_of_view_is_not_observed():
    # Intervals of 15 s from 130 s: the second is unseen for 7.5 s, the third for 8 s.
    one = marked(
        ("unseen_infant", 147.5, 155), ("unseen_infant", 160, 168), ("approach", 150, 152), ("crying", 161, 166)
    )
    names = ("code", "scored", "observed", "intervals", "per_12")

    def found(rule):
        rows = in_5(interval_score_rows(one, BOOK, IntervalRule(), rule), INTERVAL_SCORE_COLUMNS, *names)
        return {row[0]: row[1:] for row in rows}

    usual = found(UnseenRule())
    assert usual["approach"] == (1, 3, 4, pytest.approx(4.0))
    assert usual["crying"] == (1, 4, 4, pytest.approx(3.0))
    assert found(UnseenRule(interval=0))["approach"] == (0, 2, 4, 0.0)


def test_crying_is_heard_and_counts_out_of_view_but_fussing_does_not():
    one = marked(("unseen_infant", 140, 160), ("crying", 135, 155), ("fussing", 158, 164))
    names = ("part", "observed_s", "seen_s", "crying_s", "share")
    cries = told(crying_rows(one, BOOK, MeasureRules(crying=("crying",))), CRYING_COLUMNS, *names)
    assert [row[1:] for row in cries if row[0] == "reunion"] == [(120.0, 120.0, 20.0, pytest.approx(20 / 120))]
    fusses = told(crying_rows(one, BOOK, MeasureRules(crying=("fussing",))), CRYING_COLUMNS, *names)
    assert [row[1:] for row in fusses if row[0] == "reunion"] == [(120.0, 100.0, 4.0, pytest.approx(0.04))]


def test_latencies_contact_and_soothing():
    one = marked(("unseen_infant", 140, 150), ("approach", 155, 160), ("contact", 156, 170), ("crying", 131, 145))
    rules = MeasureRules(
        crying=("crying",),
        latencies=(Latency(id="approach", codes=("approach",)),),
        contact=Contact(codes=("contact",)),
        soothing=Soothing(counts="first"),
    )
    names = ("rule", "latency_s", "censored", "waited_s", "observed_s", "seen_s")
    assert in_5(latency_rows(one, BOOK, rules), LATENCY_COLUMNS, *names) == [
        ("approach", None, 1, 10.0, 60.0, 50.0),
        ("soothed", 15.0, 0, 15.0, 60.0, 60.0),
    ]
    assert in_5(latency_rows(one, BOOK, replace(rules, unseen=PASSES)), LATENCY_COLUMNS, *names)[0] == (
        ("approach", 25.0, 0, 25.0, 60.0, 50.0)
    )
    names = ("achieved", "contact_s", "censored", "waited_s", "seen_s")
    assert in_5(contact_rows(one, BOOK, rules), CONTACT_COLUMNS, *names) == [(1, 14.0, 1, 10.0, 50.0)]
    none = marked(("unseen_infant", 140, 150))
    assert in_5(contact_rows(none, BOOK, rules), CONTACT_COLUMNS, *names) == [(None, 0.0, 1, 10.0, 50.0)]
    gone = marked(("unseen_infant", 120, 195))
    said = in_5(latency_rows(gone, BOOK, rules), LATENCY_COLUMNS, "rule", "latency_s", "censored", "why_empty")
    assert said == [("approach", None, None, "out of view"), ("soothed", None, None, "no crying")]
    assert in_5(contact_rows(gone, BOOK, rules), CONTACT_COLUMNS, "achieved", "why_empty") == [(None, "out of view")]


def test_a_cue_is_at_risk_while_both_are_in_view():
    rule = Cue(id="reach", codes=("reach",), answers=("pick_up",), within_s=5)
    one = marked(
        ("reach", 132), ("pick_up", 134), ("reach", 145), ("unseen_infant", 140, 150),  # a cue nobody saw
        ("reach", 158), ("unseen_caregiver", 160, 170),  # its window is cut short
        ("reach", 175),
    )  # fmt: skip
    names = ("observed_s", "seen_s", "cues", "answered", "unanswered", "censored", "share_answered")
    rows = responsiveness_rows(one, BOOK, MeasureRules(cues=(rule,)))
    assert in_5(rows, RESPONSIVENESS_COLUMNS, *names) == [(60.0, 40.0, 3, 1, 1, 1, 0.5)]


def test_a_cue_of_one_and_an_answer_of_another_by_one_code_need_both_in_view():
    by_who = {"where": {"who": ("stranger",)}, "answers_where": {"who": ("caregiver",)}}
    rule = Cue(id="turns", codes=("carry",), answers=("carry",), within_s=2, **by_who)
    both = replace(
        BOOK, episodes=tuple(replace(one, present=("infant", "caregiver", "stranger")) for one in BOOK.episodes)
    )
    coded = marked(("unseen_stranger", 140, 150), ("unseen_caregiver", 170, 190), ("unseen_infant", 155, 160))
    rows = responsiveness_rows(coded, both, MeasureRules(cues=(rule,)))
    assert in_5(rows, RESPONSIVENESS_COLUMNS, "observed_s", "seen_s") == [(60.0, 30.0)]


def test_an_excursion_and_a_sequence_end_where_the_infant_goes_out_of_view():
    one = marked(("leave", 132), ("unseen_infant", 140, 150), ("return", 155), ("look_back", 145), ("look_back", 160))
    rules = MeasureRules(
        secure_base=SecureBase(away=("leave",), back=("return",), look_back=("look_back",)),
        chains=(Chain(id="next", codes=("leave", "return"), repeats=True),),
        windows=(Window(id="back", given=("leave",), target=("return",), within_s=3),),
    )
    assert in_5(excursion_rows(one, BOOK, rules), EXCURSION_COLUMNS, "censored", "waited_s") == [(1, 8.0)]
    names = ("seen_s", "excursions", "returns", "censored", "look_backs")
    assert in_5(secure_base_rows(one, BOOK, rules), SECURE_BASE_COLUMNS, *names) == [(50.0, 1, 1, 1, 1)]
    found = told(sequence_rows(one, BOOK, rules), SEQUENCE_COLUMNS, "rule", "observed_s", "seen_s", "a")
    assert found == [("back", 300.0, 290.0, 0)], "leaving is followed by nothing that was seen"


def test_phases_are_of_the_time_in_view_unless_being_unseen_is_asked_about_itself():
    one = marked(("play", 130, 160), ("watch", 160, 190), ("smiling", 130, 190), ("unseen_infant", 150, 165))
    pair = Matching(id="m", ones=("play", "watch"), others=("smiling",), pairs=(("play", "smiling"),))
    grid = Grid(id="g", ones=("play", "watch"), others=("smiling",))
    rules = MeasureRules(matching=(pair,), grids=(grid,))
    names = ("observed_s", "seen_s", "both_s", "matched_s", "share_matched", "mismatches", "repaired")
    assert in_5(matching_rows(one, BOOK, rules), MATCHING_COLUMNS, *names) == [
        (60.0, 45.0, 45.0, 20.0, pytest.approx(20 / 45), 1, 0)
    ]
    cells = in_5(grid_rows(one, BOOK, rules), GRID_COLUMNS, "one", "seen_s", "in_cell_s")
    assert cells == [("play", 45.0, 20.0), ("watch", 45.0, 25.0)]
    asked = replace(grid, ones=("unseen_infant",))
    cells = in_5(grid_rows(one, BOOK, MeasureRules(grids=(asked,))), GRID_COLUMNS, "one", "seen_s", "in_cell_s")
    assert cells == [("unseen_infant", 60.0, 15.0)]
    both = in_5(together_rows(one, BOOK), TOGETHER_COLUMNS, "one", "other", "seen_s", "together_s")
    assert both == [("play", "smiling", 45.0, 20.0), ("watch", "smiling", 45.0, 25.0)]


STRETCHES = st.lists(st.tuples(st.integers(120, 200), st.integers(1, 20)), max_size=4)


@given(STRETCHES, STRETCHES, st.sampled_from(("ends", "passes")))
def test_every_measure_is_what_is_counted_second_by_second(approaches, unseen, rule):
    bouts = []
    for drawn, length in sorted(approaches):  # one after the other, as the bouts of a code are
        start = max(drawn, bouts[-1][1] + 1 if bouts else 0)
        bouts.append((start, start + length))
    gone = {at for start, length in unseen for at in range(start, start + length)}
    events = [("approach", *bout) for bout in bouts]
    one = marked(*events, *(("unseen_infant", start, start + length) for start, length in unseen))
    found = measured(one.coding, BOOK, "approach", EPISODE_5, UnseenRule(latency=rule))
    in_view = [at for at in range(130, 190) if at not in gone]
    if not in_view:
        assert found is None
        return
    on = {at for start, end in bouts for at in range(start, end)}
    assert (found.seen_ms, found.total_ms) == (1000 * len(in_view), 1000 * len(on.intersection(in_view)))
    assert found.onsets == sum(start in in_view for start, _ in bouts)
    waits = [
        at for at in range(130, 190) if rule == "passes" or (130 in in_view and gone.isdisjoint(range(130, at + 1)))
    ]
    if any(start < 130 < end for start, end in bouts) and waits:
        assert (found.latency_ms, found.ongoing_at_start) == (0, True)
    elif came := [at for at in waits if any(start == at for start, _ in bouts)]:
        assert (found.latency_ms, found.censored) == (1000 * (came[0] - 130), False)
    elif waits:
        assert (found.latency_ms, found.censored, found.waited_ms) == (None, True, 1000 * len(waits))
    else:
        assert (found.latency_ms, found.censored, found.waited_ms) == (None, False, None)


def test_what_was_out_of_view_throughout_an_episode_is_in_the_list_of_what_is_left_out():
    one = marked(("unseen_caregiver", 120, 195), ("unseen_infant", 140, 150))
    left_out = {row["which"]: row["reason"] for row in left_out_of(one, BOOK) if row["left_out"] == "code"}
    assert left_out["hold"] == "out of view throughout episode 5"
    assert not {"approach", "crying", "unseen_caregiver"} & set(left_out)
