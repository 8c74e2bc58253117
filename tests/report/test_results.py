"""The pages of Results without a window: what counts, what stands in the foot, what is behind a number."""

import pandas as pd
import pytest

from annotator.demo_coders import many_coders_study
from annotator.exchange.measures_export import measure_frames
from annotator.exchange.study_export import export_study
from annotator.measures.interval_scores import interval_score_rows
from annotator.model.commands import mark_episode, submit
from annotator.model.history import Change, Edit
from annotator.model.intervals import IntervalRule
from annotator.model.items import EpisodeMark, Event, LookedFor
from annotator.model.measure_rules import Contact, MeasureRules, Soothing
from annotator.report.results.behind import behind
from annotator.report.results.chosen import EVERY, FIRST, Filters
from annotator.report.results.figure import column_figure
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


def test_time_out_of_view_is_in_no_share_and_no_interval(study: Study):
    """The intervals are those of the measures, though only the codes that are shown are scored here."""
    hidden = next(code for code in study.codebook.codes if code.hides and "infant" in study.codebook.actors(code))
    events = [
        Event(id="a", code="manipulation", start_ms=0, end_ms=1000),
        Event(id="b", code=hidden.id, start_ms=1000, end_ms=3000),
    ]
    study.change_settings(intervals=IntervalRule(length_ms=1000))
    with study.open_coding("S001", "KM") as opened:
        opened.history.do(mark_episode(opened.coding, study.codebook, "5", 0))
        opened.history.do(Edit(label="made up", changes=tuple(Change(None, one) for one in events)))
        opened.history.do(submit(opened.coding))
    one = study.reading(study.session("S001"), "KM")
    (span,) = one.spans
    seen_s = (span.duration_ms - 2000) / 1000
    table = make_page(study, "behaviour", Filters(codes=("manipulation",), episodes=("5",))).table
    values = {column.key[2]: value for column, value in zip(table.columns, table.rows[0].values, strict=True)}
    assert (values["seconds"].number, values["seen"].number) == (1, seen_s)
    assert values["share"].number == pytest.approx(1 / seen_s)
    rows = interval_score_rows(one, study.codebook, study.settings.intervals)
    row = next(row for row in rows if (row["code"], row["episode"]) == ("manipulation", "5"))
    assert (values["scored"].number, values["per_12"].number) == (row["scored"], row["per_12"])
    assert row["observed"] == row["intervals"] - 2


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


NUMBERS = (
    ("reunions", "reunions.csv", ("episode",), {
        "Crying, s": "crying_s", "Contact achieved, 0 or 1": "contact_achieved", "In contact, s": "contact_s",
        "Contact after, s": "contact_latency_s", "Soothed after, s": "soothed_s", "Avoidance, 1–7": "avoidance",
    }),
    ("groups", "groups.csv", ("group", "episode"), {
        "Any of it, s": "any_s", "Different codes": "different", "Onsets": "onsets", "Latency, s": "latency_s",
    }),
    ("persons", "by_person.csv", ("code", "who", "target", "episode"), {
        "Time, s": "total_s", "Onsets": "onsets", "Onsets, per min": "onsets_per_min", "Latency, s": "latency_s",
    }),
)  # fmt: skip


@pytest.mark.parametrize(("page", "file", "keys", "named"), NUMBERS)
def test_pages_have_the_numbers_of_the_tables_and_lead_to_their_events(many, page, file, keys, named):
    rules = MeasureRules(
        crying=("crying", "hard_crying"),
        contact=Contact(codes=("contact",), present="caregiver", initiator="initiator"),
        soothing=Soothing(counts="last", kinds=("separation",)),
    )
    many.change_settings(measures=rules)
    table = make_page(many, page, Filters(unfinished=True)).table
    told = measure_frames(many)[file]
    told = told[told["coder"] == "AB"].fillna(dict.fromkeys(keys, ""))
    rows = {(one["session"], *(one[key] for key in keys)): one for one in told.to_dict("records")}
    compared = 0
    for place, column in enumerate(table.columns):
        if column.head not in named:
            continue
        of = (column.episode,) if page == "reunions" else (*column.key[1:-2], column.episode)
        for row in table.rows:
            value = row.values[place]
            there = rows.get((row.coded[0], *of), {}).get(named[column.head])
            assert (value.number is None) == (there is None or pd.isna(there))
            if value.number is not None:
                assert value.number == there
                compared += 1
    assert compared > 40
    assert {column.head for column in table.columns} >= set(named)
    seconds = next(at for at, one in enumerate(table.columns) if one.form == "seconds" and not one.is_wait)
    if page == "persons":  # those that do not say towards whom have a column of their own
        seconds = next(at for at, one in enumerate(table.columns) if "towards nobody named" in one.below)
    moments = behind(many, table, 0, seconds).moments
    assert moments
    assert sum(one.inside_ms for one in moments) == round(1000 * table.rows[0].values[seconds].number)


def test_pages_of_chosen_codes_and_people(many):
    reach = Filters(unfinished=True, codes=("reach",), who=("target", "caregiver"))
    assert {one.key[1:4] for one in make_page(many, "persons", reach).table.columns} == {
        ("reach", "infant", "caregiver")
    }
    groups = {one.key[1] for one in make_page(many, "groups", Filters(unfinished=True, codes=("reach",))).table.columns}
    assert groups == {many.codebook.code_by_id["reach"].group}
    table = make_page(many, "persons", Filters(unfinished=True, codes=("crying",))).table
    assert (table.columns, table.empty) == ((), "No chosen code asks by whom, or towards whom.")
    table = make_page(many, "reunions", Filters(unfinished=True, episodes=("4",))).table
    assert table.empty == "None of the chosen episodes is a reunion."


def test_numbers_below_0_are_drawn_below_a_line_at_0(many):
    table = make_page(many, "sequences", Filters(unfinished=True)).table
    residuals = [place for place, one in enumerate(table.columns) if one.head == "Adjusted residual"]

    def numbers(place):
        return [row.values[place].number for row in table.rows if row.values[place].number is not None]

    place = next(one for one in residuals if len(numbers(one)) > 1 and min(numbers(one)) < 0)
    drawn = column_figure(many.codebook, Filters(), table, place, {}, "")
    assert sorted(dot.y for dot in drawn.dots) == sorted(numbers(place))
    assert drawn.y.low < min(numbers(place))
    assert max(0, *numbers(place)) < drawn.y.high
    assert [level.y for level in drawn.levels] == [0]
    assert (drawn.y.title, drawn.y.unit) == (f"Adjusted residual · {table.columns[place].below}", "")


def test_what_nobody_looked_for_or_saw_or_held_is_blank_everywhere_and_0_is_a_number(study: Study, tmp_path):
    """KM did not look for crying, and half of episode 5 is out of view; JT marked nothing. No tables differ."""
    book = study.codebook
    hidden = next(code for code in book.codes if code.hides and "infant" in book.actors(code))
    codes = tuple(code.id for code in book.codes if code.id not in ("crying", "fussing"))
    events = [
        Event(id="a", code="manipulation", start_ms=500, end_ms=1500),
        Event(id="b", code=hidden.id, start_ms=2000, end_ms=4000),
        EpisodeMark(id="e", episode="5", start_ms=0),
        EpisodeMark(id="f", episode="6", start_ms=4000),
        LookedFor(id="l", codes=codes, start_ms=0, end_ms=6000),
    ]
    study.change_settings(measures=MeasureRules(crying=("crying",), soothing=Soothing(counts="first")))
    for coder, items in (("KM", events), ("JT", events[2:4])):
        with study.open_coding("S001", coder) as opened:
            opened.history.do(Edit(label="made up", changes=tuple(Change(None, one) for one in items)))
            opened.history.do(submit(opened.coding))
    export_study(study, tmp_path / "tables")
    summary = pd.read_csv(tmp_path / "tables" / "summary.csv", dtype={"episode": str}).to_dict("records")
    told = {(one["coder"], one["code"], one["episode"]): one for one in summary}
    measures = measure_frames(study)
    table = make_page(study, "behaviour", Filters(coder=EVERY, codes=("crying", "manipulation", "reach"))).table
    names = {"seconds": "total_s", "share": "proportion", "count": "onsets", "rate": "onsets_per_min"}
    names |= {"latency": "latency_s", "seen": "seen_s"}
    compared = set()
    for row in table.rows:
        for column, value in zip(table.columns, row.values, strict=True):
            code, episode, what = column.key
            in_csv = told.get((row.coded[1], code, episode), {}).get(names.get(what))
            if what in names:
                blank = in_csv is None or pd.isna(in_csv)
                assert (value.number is None) == blank, (row.name, column.title, value, in_csv)
                assert blank or value.number == pytest.approx(in_csv, abs=5e-4), (row.name, column.title)
                compared.add((row.coded[1], code, episode, value.number is None))
    assert ("KM", "crying", "5", True) in compared
    assert ("KM", "manipulation", "8", True) in compared
    assert ("JT", "crying", "5", False) in compared, "he looked and saw none: 0"
    cries = next(at for at, one in enumerate(table.columns) if one.key == ("crying", "5", "seconds"))
    assert {row.coded[1]: row.values[cries] for row in table.rows} == {
        "KM": Value(why="not looked for"),
        "JT": Value(0.0),
    }
    share = next(at for at, one in enumerate(table.columns) if one.key == ("manipulation", "5", "share"))
    assert table.rows[0 if table.rows[0].coded[1] == "KM" else 1].values[share].number == pytest.approx(0.5)
    reunions = measures["reunions.csv"].set_index(["coder", "episode"])
    page = make_page(study, "reunions", Filters(coder=EVERY)).table
    for row in page.rows:
        for column, value in zip(page.columns, row.values, strict=True):
            if column.head in ("Crying, s", "Soothed after, s"):
                name = "crying_s" if column.head == "Crying, s" else "soothed_s"
                there = reunions.loc[row.coded[1], column.episode][name]
                assert (value.number is None) == pd.isna(there)
                assert value.number is None or value.number == there
    lines = page.lines(range(len(page.rows)))
    assert "0.000" not in lines[[line[0] for line in lines].index("S001 · KM")]
