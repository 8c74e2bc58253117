"""The pages of Results without a window: what counts, what stands in the foot, what is behind a number."""

import pytest

from annotator.demo_coders import many_coders_study
from annotator.model.commands import mark_episode, submit
from annotator.model.history import Change, Edit
from annotator.model.items import Event
from annotator.report.results.behind import behind
from annotator.report.results.chosen import EVERY, FIRST, Filters
from annotator.report.results.pages import make_page
from annotator.report.results.table import ResultColumn, ResultRow, Value, foot_of
from annotator.study import Study
from annotator.study.gold import declare_gold


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """Five sessions of two coders; some codings are not submitted."""
    return many_coders_study(tmp_path_factory.mktemp("many") / "study", sessions=5, coders=("AB", "JT"))


def wait(values):
    column = ResultColumn(("x",), "Latency, s", "", "", "seconds", is_wait=True)
    return {line.name: line.cells[0] for line in foot_of([column], [ResultRow("S", None, (one,)) for one in values])}


def test_the_median_of_waits_counts_the_censored_as_long_as_they_were_seen():
    # Freireich et al. 1963, 6-MP, in weeks (Kalbfleisch & Prentice 2002): the Kaplan-Meier median is 23.
    ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    values = [*(Value(float(one)) for one in ended), *(Value(waited_s=float(one)) for one in censored)]
    foot = wait([*values, Value(why="episode not held"), Value(why="episode not held"), Value(why="not looked for")])
    assert foot["n"][0] == "21"
    assert foot["Missing"] == ("3", "2: episode not held\n1: not looked for")
    assert foot["Censored"][0] == "12"
    assert foot["Median"][0] == "23.000"
    assert foot["Mean (SD)"] == ("–", "There is no mean where some waits are censored: see the median.")


def test_more_than_half_censored_have_no_median():
    foot = wait([Value(1.0), Value(waited_s=5.0), Value(waited_s=5.0)])
    assert foot["Median"][0] == "–"
    assert "more than half were still waiting" in foot["Median"][1]


def test_a_session_counts_once_by_its_consensus_else_its_first_coder(many):
    made = make_page(many, "behaviour", Filters(unfinished=True))
    assert [row.coded for row in made.table.rows] == [(one, "AB") for one in many.session_ids()]
    every = make_page(many, "behaviour", Filters(unfinished=True, coder=EVERY))
    assert len(every.table.rows) == every.looked.used == sum(len(many.coders_of(one)) for one in many.session_ids())
    assert {row.coded[1] for row in make_page(many, "behaviour", Filters(coder="JT")).table.rows} == {"JT"}


def test_what_is_not_submitted_is_left_out_and_said(many):
    looked = make_page(many, "sample", Filters(coder="JT")).looked
    submitted = {coding.session: coding.is_submitted for _, coding in many.codings() if coding.coder == "JT"}
    assert looked.used == sum(submitted.values())
    assert {one.session: one.why for one in looked.left_out} == {
        session: "not submitted by JT" if session in submitted else "not coded by JT"
        for session in many.session_ids()
        if not submitted.get(session, False)
    }
    assert looked.unfinished == len(submitted) - looked.used


def test_every_number_of_behaviour_is_the_sum_of_the_events_behind_it(many):
    table = make_page(many, "behaviour", Filters(codes=("crying", "reach"), unfinished=True)).table
    for place, column in enumerate(table.columns):
        found = behind(many, table, 0, place)
        value = table.rows[0].values[place]
        if column.key[2] == "seconds":
            assert sum(one.inside_ms for one in found.moments) == round(1000 * value.number)
        elif column.key[2] == "count":
            held = next(one for one in many.reading(many.session("S001"), "AB").spans if one.episode == column.episode)
            assert sum(one.start_ms >= held.start_ms for one in found.moments) == value.number


def test_crying_of_a_part_of_the_session_is_that_of_the_events_in_its_episodes(many):
    table = make_page(many, "waits", Filters(unfinished=True)).table
    for place, column in enumerate(table.columns):
        if column.head == "Crying, s":
            moments = behind(many, table, 0, place).moments
            assert sum(one.inside_ms for one in moments) == round(1000 * table.rows[0].values[place].number)


def test_classes_add_up_and_lead_to_their_sessions(many):
    table = make_page(many, "classes", Filters(unfinished=True)).table
    numbers = {row.name: [one.number for one in row.values] for row in table.rows}
    classes = [row for row in table.rows if " · " in row.name]
    assert sum(row.values[0].number for row in classes) == numbers["With a class"][0]
    assert numbers["With a class"][0] + numbers["No class given"][0] == len(many.session_ids())
    assert sum(row.values[1].number for row in classes) == pytest.approx(1)
    for row in table.rows:
        assert sum(one.number for one in row.values[2:]) == row.values[0].number or row.name == "No class given"
    place = table.rows.index(classes[1])
    moments = behind(many, table, place, 0).moments
    assert {(one.session, one.coder) for one in moments} == set(classes[1].values[0].of)


def test_a_gold_standard_that_is_still_coded_blind_is_shown_only_to_who_chooses_it(study: Study):
    with study.open_coding("S001", "KM") as opened:
        opened.history.do(mark_episode(opened.coding, study.codebook, "5", 0))
        opened.history.do(submit(opened.coding))
    declare_gold(study, "S001", "KM")
    assert make_page(study, "lengths", Filters()).looked.used == 1
    with study.open_coding("S001", "JT") as opened:
        opened.history.do(mark_episode(opened.coding, study.codebook, "5", 0))
    for coder in (FIRST, EVERY):
        looked = make_page(study, "lengths", Filters(coder=coder)).looked
        assert (looked.used, looked.unfinished) == (0, 1)
        assert looked.left_out == [("S001", "its gold standard is still coded blind")]
    assert make_page(study, "lengths", Filters(coder="KM")).looked.used == 1


def test_what_an_event_must_say_holds_for_behaviour(study: Study):
    codebook = study.codebook
    modifier = codebook.code_by_id["proximity_seeking"].modifiers[0]
    said = [("a", 0, {modifier: "caregiver"}), ("b", 1000, {modifier: "stranger"}), ("c", 2000, {})]
    values = [value.id for value in codebook.modifier_by_id[modifier].values if value.id in codebook.roles]
    assert set(values) >= {"caregiver", "stranger"}
    with study.open_coding("S001", "KM") as opened:
        events = [
            Event(id=name, code="proximity_seeking", start_ms=at, end_ms=at + 500, modifiers=who)
            for name, at, who in said
        ]
        opened.history.do(mark_episode(opened.coding, codebook, "5", 0))
        opened.history.do(Edit(label="made up", changes=tuple(Change(None, one) for one in events)))
        opened.history.do(submit(opened.coding))
    for who, count in ((("", ""), 3), ((modifier, "caregiver"), 1), ((modifier, "stranger"), 1)):
        table = make_page(study, "behaviour", Filters(codes=("proximity_seeking",), episodes=("5",), who=who)).table
        at = next(place for place, one in enumerate(table.columns) if one.key[2] == "count")
        assert table.rows[0].values[at].number == count
        assert len(behind(study, table, 0, at).moments) == count
