"""What follows what: hand-worked tables, and where a sequence ends."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.measures.columns import frame
from annotator.measures.sequences import (
    GROUP_COLUMNS,
    NO_REPEATS,
    SEQUENCE_COLUMNS,
    TRANSITION_COLUMNS,
    grouped,
    sequence_rows,
    transition_rows,
    within_reach,
)
from annotator.model.measure_rules import Chain, MeasureRules, Window
from tests.measures.small_lab import BOOK, marked, told

ONE_EPISODE = {"marks": [("3", 0)], "end_s": 180}
LIFT = Window(id="lift", given=("reach",), target=("pick_up",), within_s=2)


def rows(coded, *names, **rules):
    return told(sequence_rows(coded, BOOK, MeasureRules(**rules)), SEQUENCE_COLUMNS, *names)


def transitions(coded, channel, *names):
    found = told(transition_rows(coded, BOOK), TRANSITION_COLUMNS, "channel", "given", "target", *names)
    return {row[1:3]: row[3:] for row in found if row[0] == channel}


def test_the_worked_table_of_a_time_lag():
    # Ten reaches 6 s apart open 20 units of 180; 12 of these have a lift in them, and 30 of the others.
    reaches = [("reach", 6 * number) for number in range(10)]
    in_reach = [second for number in range(10) for second in (6 * number, 6 * number + 1)]
    others = [second for second in range(180) if second not in in_reach]
    lifts = [("pick_up", second + 0.5) for second in (*in_reach[:12], *others[:30])]
    coded = marked(*reaches, *lifts, **ONE_EPISODE)
    assert rows(coded, "method", "given", "target", "a", "b", "c", "d", "zero_cell", "few", windows=(LIFT,)) == [
        ("time lag", "reach", "pick_up", 12, 8, 30, 130, 0, 1)
    ]
    found = rows(coded, "yules_q", "odds_ratio", "residual", "expected", "share", windows=(LIFT,))[0]
    assert found == pytest.approx((0.733, 6.5, 4.11, 4.667, 0.6), abs=0.005)


def test_a_zero_cell_leaves_the_odds_ratio_empty_and_says_so():
    coded = marked(("reach", 10), ("pick_up", 10.5), **ONE_EPISODE)
    names = ("a", "b", "c", "d", "zero_cell", "odds_ratio", "yules_q", "why_empty")
    assert rows(coded, *names, windows=(LIFT,)) == [
        (1, 1, 0, 178, 1, None, 1.0, "not estimable: a cell of the table is 0")
    ]


def test_a_state_is_given_while_it_is_on_and_windows_end_with_the_episode():
    cry = Window(id="cry", given=("crying",), target=("pick_up",), within_s=2)
    coded = marked(("crying", 55, 75), ("pick_up", 68), ("pick_up", 71), ("reach", 129))
    # 15 units of episode 3 (55 to 70); 5 of episode 4, and 2 after them.
    assert rows(coded, "a", "b", "c", "d", windows=(cry,)) == [(2, 20, 0, 278)]
    # A reach in the last second of an episode opens nothing in the next.
    assert rows(coded, "a", "b", windows=(LIFT,)) == [(0, 1)]


def test_what_was_not_looked_for_has_no_table():
    coded = marked(("reach", 20), looked=[(["reach"], 0, 310)])
    assert rows(coded, "a", "d", "why_empty", windows=(LIFT,)) == [(None, None, "not looked for")]
    unmarked = marked(("reach", 20), marks=[], end_s=0)
    assert rows(unmarked, "a", "why_empty", windows=(LIFT,)) == [(None, "no episode was held")]
    chain = Chain(id="c", codes=("reach", "pick_up"), repeats=True)
    assert rows(coded, "a", chains=(chain,)) == []


def test_an_event_lag_counts_what_comes_next_within_an_episode():
    chain = Chain(id="c", codes=("reach", "pick_up"), repeats=True)
    coded = marked(
        ("reach", 20), ("pick_up", 30), ("reach", 40), ("reach", 50), ("pick_up", 60),
        ("pick_up", 80), ("reach", 90), ("smiling", 95, 96), ("pick_up", 100), ("pick_up", 100),
    )  # fmt: skip
    # Episode 3: r p r r p; episode 4: p r p p. Nothing follows across the boundary.
    assert rows(coded, "given", "target", "a", "b", "c", "d", "ties", chains=(chain,)) == [
        ("reach", "reach", 1, 3, 2, 1, 0),
        ("reach", "pick_up", 3, 1, 1, 2, 0),
        ("pick_up", "reach", 2, 1, 1, 3, 0),
        ("pick_up", "pick_up", 1, 2, 3, 1, 0),
    ]
    lag_two = Chain(id="c", codes=("reach", "pick_up"), repeats=True, lag=2)
    # r.r p.r r.p; p.p r.p
    assert [row[0] for row in rows(coded, "a", chains=(lag_two,))] == [1, 2, 1, 1]


def test_an_event_at_a_boundary_belongs_to_the_episode_that_begins_there():
    chain = Chain(id="c", codes=("reach", "pick_up"), repeats=True)
    coded = marked(("reach", 60), ("pick_up", 70), ("reach", 80))
    assert rows(coded, "given", "target", "a", chains=(chain,)) == [
        ("reach", "reach", 0),
        ("reach", "pick_up", 0),
        ("pick_up", "reach", 1),
        ("pick_up", "pick_up", 0),
    ]


def test_events_that_begin_at_once_are_taken_in_the_order_of_the_rule_and_said():
    chain = Chain(id="c", codes=("pick_up", "reach"), repeats=True)
    coded = marked(("reach", 20), ("pick_up", 20), **ONE_EPISODE)
    found = rows(coded, "given", "target", "a", "ties", chains=(chain,))
    assert ("pick_up", "reach", 1, 1) in found
    assert ("reach", "pick_up", 0, 1) in found


def test_where_codes_cannot_repeat_the_diagonal_holds_no_row_and_q_is_not_read():
    chain = Chain(id="c", codes=("reach", "pick_up", "put_down"), repeats=False)
    order = ["reach", "pick_up", "pick_up", "put_down", "reach", "put_down", "pick_up", "reach", "pick_up", "put_down"]
    coded = marked(*((code, 5 * number) for number, code in enumerate(order)), **ONE_EPISODE)
    assert rows(coded, "given", "target", "a", "b", chains=(chain,))[3] == ("pick_up", "put_down", 2, 1)
    found = rows(coded, "given", "target", "a", "yules_q", "odds_ratio", "why_empty", chains=(chain,))
    # The two lifts in a row are one: r u d r d u r u d.
    assert [row[:3] for row in found] == [
        ("reach", "pick_up", 2), ("reach", "put_down", 1), ("pick_up", "reach", 1), ("pick_up", "put_down", 2),
        ("put_down", "reach", 1), ("put_down", "pick_up", 1),
    ]  # fmt: skip
    assert {row[3:] for row in found} == {(None, None, NO_REPEATS)}
    expected = [row[0] for row in rows(coded, "expected", chains=(chain,))]
    assert expected[0] + expected[1] == pytest.approx(3)
    assert all(row[0] is not None for row in rows(coded, "residual", chains=(chain,)))


def test_at_a_longer_lag_a_code_may_come_back_to_itself():
    chain = Chain(id="c", codes=("reach", "pick_up"), repeats=False, lag=2)
    coded = marked(("reach", 20), ("pick_up", 30), ("reach", 40), ("pick_up", 50))
    assert rows(coded, "given", "target", "a", chains=(chain,))[::3] == [
        ("reach", "reach", 1),
        ("pick_up", "pick_up", 1),
    ]


def test_transitions_of_a_channel_whose_states_leave_pauses_may_repeat():
    coded = marked(("crying", 20, 25), ("crying", 30, 35), ("fussing", 35, 40), ("crying", 65, 75), ("fussing", 80, 85))
    assert transitions(coded, "distress", "a", "share") == {
        ("crying", "crying"): (1, 1 / 3),
        ("crying", "fussing"): (2, 2 / 3),
        ("fussing", "crying"): (1, 1.0),
        ("fussing", "fussing"): (0, 0.0),
    }


def test_two_events_of_one_code_that_touch_are_one_state():
    coded = marked(("crying", 20, 25), ("crying", 25, 35), ("fussing", 35, 40), **ONE_EPISODE)
    assert transitions(coded, "distress", "a")["crying", "fussing"] == (1,)
    assert transitions(coded, "distress", "a")["crying", "crying"] == (0,)


def test_in_an_exhaustive_channel_a_hole_ends_the_sequence_and_nothing_follows_itself():
    coded = marked(
        ("play", 0, 20), ("watch", 20, 30), ("play", 30, 40), ("watch", 45, 50), ("asleep", 50, 60), ("play", 60, 70),
        **ONE_EPISODE,
    )  # fmt: skip
    found = transitions(coded, "phase", "a", "why_empty")
    assert ("play", "play") not in found
    assert {pair: row[0] for pair, row in found.items()} == {
        ("play", "watch"): 1, ("play", "asleep"): 0, ("watch", "play"): 1, ("watch", "asleep"): 1,
        ("asleep", "play"): 1, ("asleep", "watch"): 0,
    }  # fmt: skip


def test_dyads_are_averaged_and_never_added_up():
    columns = SEQUENCE_COLUMNS
    said = [{"coder": "KM", "rule": "r", "given": "x", "target": "y", "few": 1} for _ in range(4)]
    for row, q in zip(said, (0.5, -0.1, 0.2, None), strict=True):
        row["yules_q"] = q
    other = {"coder": "JT", "rule": "r", "given": "x", "target": "y", "few": 0, "yules_q": 1.0}
    found = grouped(frame([*said, other], columns))
    names = ("coder", "dyads", "estimable", "mean_q", "sd_q", "median_q", "few")
    km, jt = told(found.to_dict("records"), GROUP_COLUMNS, *names)
    assert km == ("KM", 4, 3, pytest.approx(0.2), pytest.approx(0.3), 0.2, 4)
    assert jt == ("JT", 1, 1, 1.0, None, 1.0, 0)
    assert grouped(frame([], columns)).empty


marks = st.lists(st.tuples(st.integers(0, 59_000), st.integers(1, 9000)), max_size=6)


@given(marks, st.lists(st.integers(0, 59_999), max_size=6), st.integers(1, 5), st.integers(1, 4), st.integers(0, 3000))
def test_a_time_lag_table_is_what_looking_at_every_unit_finds(cries, lifts, within, unit, late):
    rule = Window(id="w", given=("crying",), target=("pick_up",), within_s=within, unit_s=unit)
    given_events = [("crying", at / 1000, (at + more) / 1000) for at, more in cries]
    coded = marked(*given_events, *(("pick_up", at / 1000) for at in lifts), marks=[("3", late)], end_s=60)
    found = within_reach(coded.coding, rule, [(late, 60_000)])
    expected = np.zeros((2, 2), dtype=int)
    for start in range(late, 60_000 - unit * 1000 + 1, unit * 1000):
        end = start + unit * 1000
        reached = any(
            max(at, late) < end and min(at + more, 60_000) + within * 1000 > start
            for at, more in cries
            if at + more > late
        )
        begun = any(start <= at < end for at in lifts)
        expected[1 - reached, 1 - begun] += 1
    assert found.tolist() == expected.tolist()
