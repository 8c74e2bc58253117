"""Two people at once: cells of a grid, matching and its repair, states together; and excursions from a secure base."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotator.measures.dyad import (
    GRID_COLUMNS,
    MATCHING_COLUMNS,
    UNIT_COLUMNS,
    grid_rows,
    matching_rows,
    unit_rows,
)
from annotator.measures.secure_base import EXCURSION_COLUMNS, SECURE_BASE_COLUMNS, excursion_rows, secure_base_rows
from annotator.measures.together import TOGETHER_COLUMNS, together_rows
from annotator.model.measure_rules import Grid, Matching, MeasureRules, SecureBase
from tests.measures.small_lab import BOOK, MARKS, marked, told

GRID = Grid(id="grid", ones=("play", "watch"), others=("smiling", "blank"))
MATCH = Matching(
    id="match",
    ones=("play", "watch", "asleep"),
    others=("smiling", "blank"),
    pairs=(("play", "smiling"), ("watch", "blank")),
    leave_out=("asleep",),
)
ONE_EPISODE = {"marks": [("3", 0)], "end_s": 60}


def cells(coded, *names, episode="3"):
    rows = told(grid_rows(coded, BOOK, MeasureRules(grids=(GRID,))), GRID_COLUMNS, "episode", "one", "other", *names)
    return {row[1:3]: row[3:] for row in rows if row[0] == episode}


def test_seconds_and_visits_of_each_cell_and_none_for_those_never_visited():
    coded = marked(
        ("play", 0, 20), ("watch", 20, 30), ("play", 30, 40),
        ("smiling", 5, 25), ("blank", 25, 35), ("smiling", 35, 50),
        **ONE_EPISODE,
    )  # fmt: skip
    assert cells(coded, "in_cell_s", "visits", "mean_visit_s") == {
        ("play", "smiling"): (20.0, 2, 10.0),
        ("play", "blank"): (5.0, 1, 5.0),
        ("watch", "smiling"): (5.0, 1, 5.0),
        ("watch", "blank"): (5.0, 1, 5.0),
    }
    assert cells(marked(**ONE_EPISODE), "in_cell_s", "visits", "mean_visit_s")["play", "blank"] == (0.0, 0, None)


def test_a_visit_is_split_where_the_episode_ends_and_a_grid_nobody_looked_for_is_blank():
    coded = marked(("play", 0, 200), ("blank", 60, 90), looked=[(["play", "watch", "smiling", "blank"], 10, 130)])
    assert cells(coded, "in_cell_s", "visits")["play", "blank"] == (10.0, 1)
    assert cells(coded, "in_cell_s", "visits", episode="4")["play", "blank"] == (20.0, 1)
    assert cells(coded, "in_cell_s", "why_empty", episode="5") == {(None, None): (None, "not looked for")}


def matching(coded, *names):
    return told(matching_rows(coded, BOOK, MeasureRules(matching=(MATCH,))), MATCHING_COLUMNS, *names)[0]


def test_match_mismatch_and_the_passage_from_one_to_the_other():
    coded = marked(
        ("play", 0, 30), ("watch", 30, 60),
        ("smiling", 0, 10), ("blank", 10, 14), ("smiling", 14, 20), ("blank", 20, 40), ("smiling", 40, 60),
        **ONE_EPISODE,
    )  # fmt: skip
    # Match 0-10, not 10-14, match 14-20, not 20-30, match 30-40, not until the end at 60.
    names = ("both_s", "matched_s", "mismatched_s", "mismatches", "repaired", "unrepaired", "mean_repair_s")
    assert matching(coded, *names) == (60.0, 26.0, 34.0, 3, 2, 1, 7.0)
    assert matching(coded, "repairs_per_min") == (2.0,)


def test_two_mismatching_cells_in_a_row_are_one_mismatch_and_a_phase_left_out_repairs_nothing():
    coded = marked(
        ("watch", 0, 10), ("play", 10, 20), ("asleep", 20, 30), ("play", 30, 60),
        ("smiling", 0, 10), ("blank", 10, 30), ("smiling", 30, 60),
        **ONE_EPISODE,
    )  # fmt: skip
    names = ("both_s", "matched_s", "share_matched", "mismatches", "repaired", "unrepaired", "mean_repair_s")
    assert matching(coded, *names) == (50.0, 30.0, 0.6, 1, 0, 1, None)


def test_where_one_has_no_phase_there_is_nothing_to_match():
    coded = marked(("play", 0, 30), **ONE_EPISODE)
    assert matching(coded, "observed_s", "both_s", "share_matched", "mismatches") == (60.0, 0.0, None, 0)


def test_how_long_two_states_of_different_channels_were_on_at_once():
    coded = marked(
        ("crying", 20, 40), ("contact", 30, 50), ("fussing", 40, 45), ("crying", 60, 80),
        ("hold", 75, 100), ("reach", 30),
        marks=MARKS[1:3], end_s=130,
    )  # fmt: skip
    names = ("episode", "one", "other", "together_s", "one_s", "other_s")
    assert told(together_rows(coded, BOOK), TOGETHER_COLUMNS, *names) == [
        ("3", "crying", "contact", 10.0, 30.0, 20.0),
        ("3", "fussing", "contact", 5.0, 5.0, 20.0),
        ("4", "crying", "hold", 5.0, 10.0, 25.0),
    ]


def test_second_by_second_where_the_lab_wants_it():
    coded = marked(
        ("play", 70, 71.6), ("asleep", 71.6, 73), ("watch", 73, 73.4),
        ("blank", 70, 71.5), ("smiling", 71.5, 73.2), ("blank", 73.2, 80),
        marks=MARKS[2:3], end_s=74.5,
    )  # fmt: skip
    rule = replace(MATCH, unit_s=1.0)
    names = ("unit", "start_s", "end_s", "one", "other", "matched")
    assert told(unit_rows(coded, BOOK, MeasureRules(matching=(rule,))), UNIT_COLUMNS, *names) == [
        (1, 70.0, 71.0, "play", "blank", 0),
        (2, 71.0, 72.0, "play", "smiling", 1),  # half a second of each adult phase: the first of the rule
        (3, 72.0, 73.0, "asleep", "smiling", None),
        (4, 73.0, 74.0, "watch", "blank", 1),
    ]
    assert told(unit_rows(coded, BOOK, MeasureRules(matching=(MATCH,))), UNIT_COLUMNS, "unit") == []
    grid = replace(GRID, unit_s=1.0)
    assert told(unit_rows(coded, BOOK, MeasureRules(grids=(grid,))), UNIT_COLUMNS, "one", "matched")[2] == (None, None)


def test_what_is_left_out_is_left_out_of_the_units_too_whoever_does_it():
    coded = marked(("play", 70, 75), ("smiling", 70, 75), ("crying", 71, 73.4), marks=MARKS[2:3], end_s=75)
    rule = replace(MATCH, unit_s=1.0, leave_out=("asleep", "crying"))
    rows = unit_rows(coded, BOOK, MeasureRules(matching=(rule,)))
    assert told(rows, UNIT_COLUMNS, "start_s", "matched") == [
        (70.0, 1), (71.0, None), (72.0, None), (73.0, 1), (74.0, 1),
    ]  # fmt: skip
    unlooked = marked(
        ("play", 70, 75), ("smiling", 70, 75), marks=MARKS[2:3], end_s=75,
        looked=[(["play", "watch", "asleep", "smiling", "blank"], 70, 75), (["crying"], 70, 72)],
    )  # fmt: skip
    rows = unit_rows(unlooked, BOOK, MeasureRules(matching=(rule,)))
    assert told(rows, UNIT_COLUMNS, "start_s", "matched") == [(70.0, 1), (71.0, 1)]


def test_states_together_count_only_while_both_were_looked_for():
    coded = marked(
        ("crying", 20, 40), ("contact", 30, 50), marks=MARKS[1:2], end_s=70,
        looked=[(["crying"], 10, 70), (["contact"], 35, 60)],
    )  # fmt: skip
    names = ("one", "other", "observed_s", "together_s", "one_s", "other_s")
    assert told(together_rows(coded, BOOK), TOGETHER_COLUMNS, *names) == [("crying", "contact", 25.0, 5.0, 5.0, 15.0)]


phases = st.lists(st.tuples(st.sampled_from(["play", "watch", "asleep"]), st.integers(1, 9)), max_size=8)
faces = st.lists(st.tuples(st.sampled_from(["smiling", "blank", ""]), st.integers(1, 9)), max_size=8)


def _laid(drawn):
    edges = [0]
    for _, more in drawn:
        edges.append(edges[-1] + more)
    return [(code, start, end) for (code, _), start, end in zip(drawn, edges, edges[1:], strict=False) if code]


@given(phases, faces)
def test_grid_and_matching_are_what_looking_at_every_second_finds(of_infant, of_adult):
    infant, adult = _laid(of_infant), _laid(of_adult)
    coded = marked(*infant, *adult, **ONE_EPISODE)

    def on(events, second):
        return next((code for code, start, end in events if start <= second < end), "")

    seen = [(on(infant, second), on(adult, second)) for second in range(60)]
    for cell, (seconds_in, visits) in cells(coded, "in_cell_s", "visits").items():
        assert seconds_in == seen.count(cell)
        assert visits == sum(one == cell and (not at or seen[at - 1] != cell) for at, one in enumerate(seen))
    states = [None if not one or not two or one == "asleep" else (one, two) in MATCH.pairs for one, two in seen]
    assert matching(coded, "matched_s", "mismatched_s") == (states.count(True), states.count(False))
    repaired = sum(before is False and after is True for before, after in pairwise(states))
    begun = sum(one is False and (not at or states[at - 1] is not False) for at, one in enumerate(states))
    assert matching(coded, "mismatches", "repaired", "unrepaired") == (begun, repaired, begun - repaired)


BASE = SecureBase(away=("leave",), back=("return",), look_back=("look_back",), explore=("play",))


def test_excursions_end_at_the_next_return_or_are_censored_and_leaving_again_begins_none():
    coded = marked(
        ("return", 12), ("leave", 20), ("leave", 25), ("return", 32.5), ("leave", 65), ("return", 71), ("leave", 140),
    )  # fmt: skip
    names = ("episode", "start_s", "time_to_return_s", "censored", "waited_s")
    assert told(excursion_rows(coded, BOOK, MeasureRules(secure_base=BASE)), EXCURSION_COLUMNS, *names) == [
        ("3", 20.0, 12.5, 0, 12.5),
        ("3", 65.0, None, 1, 5.0),
        ("5", 140.0, None, 1, 50.0),
    ]


def base(coded, *names):
    return told(secure_base_rows(coded, BOOK, MeasureRules(secure_base=BASE)), SECURE_BASE_COLUMNS, *names)


def test_looks_back_are_told_by_the_minute_of_exploring():
    coded = marked(("play", 20, 50), ("look_back", 15), ("look_back", 20), ("look_back", 49.96), ("look_back", 50))
    names = ("look_backs", "exploring_s", "look_backs_per_min")
    assert base(coded, *names)[:2] == [(4, 30.0, 4.0), (0, 0.0, None)]


def test_what_of_a_secure_base_was_not_looked_for_is_blank():
    coded = marked(("leave", 20), marks=MARKS[:4], end_s=190, looked=[(["leave", "return"], 0, 40)])
    names = ("episode", "observed_s", "excursions", "censored", "look_backs", "why_empty")
    assert base(coded, *names)[:3] == [
        ("3", 30.0, 1, 1, None, None),
        ("4", 0.0, None, None, None, "not looked for"),
        ("5", 0.0, None, None, None, "not looked for"),
    ]
    assert base(coded, *names)[3] == ("6", None, None, None, None, "episode not held")
