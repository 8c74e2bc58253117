"""`annotator reliability` on a whole study: one document, tables and figures, and who is refused."""

import json
import re
from itertools import islice

import pandas as pd
import pytest
from msgspec.structs import replace
from tqdm import tqdm

from annotator.cli.main import main
from annotator.demo_coders import many_coders_study
from annotator.exchange import study_agreement
from annotator.model import commands
from annotator.model.history import Change, Edit
from annotator.report.figures.study import study_figures
from annotator.study import open_study
from annotator.version import version


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return many_coders_study(tmp_path_factory.mktemp("many") / "study", sessions=5, coders=("AB", "JT", "KM")).folder


@pytest.fixture
def annotator(capsys, monkeypatch):
    monkeypatch.setattr(tqdm, "monitor_interval", 0)  # its thread would outlive the test

    def run(*arguments, expect=0):
        assert main(["reliability", *map(str, arguments)]) == expect
        said = capsys.readouterr()
        return said.out if expect == 0 else said.err

    return run


def test_the_whole_study_is_one_document_with_its_settings(annotator, study):
    document = json.loads(annotator(study, "--all", "--master", "AB", "--json"))
    assert document["coders"] == ["AB", "JT", "KM"]
    assert (document["settings"]["master"], document["settings"]["include_unfinished"]) == ("AB", False)
    assert {one["coder"] for one in document["certification"]} == {"JT", "KM"}
    assert {one["reached"] for one in document["certification"]} == {None}
    kappa = next(
        one
        for one in document["pairs"]
        if (one["kind"], one["subject"], one["statistic"]) == ("channel", "distress", "kappa")
    )
    assert kappa["found"]["low"] is None
    assert kappa["found"]["interval"] == "not estimable: fewer than 4 sessions"
    assert document["double_coding"]["double"] == 3


def test_unfinished_codings_count_only_when_asked(annotator, study):
    def sessions(*more):
        document = json.loads(annotator(study, "--all", "--json", "--coders", "AB", "KM", *more))
        return {one["sessions"] for one in document["pairs"]}

    assert sessions() == {1}
    assert sessions("--include-unfinished") == {3}


def test_tables_and_figures_go_where_they_are_wanted(annotator, study, tmp_path, monkeypatch):
    # The others are drawn in the same way, for six seconds.
    monkeypatch.setattr(study_agreement, "study_figures", lambda whole: islice(study_figures(whole), 2))
    said = annotator(study, "--out", tmp_path / "out")
    assert "Wrote" in said
    methods = (tmp_path / "out" / "study_methods.txt").read_text("utf-8")
    assert "that both had coded (3 of 5 sessions; of each pair: AB × JT 3, AB × KM 1, JT × KM 1), over" in methods
    assert "Krippendorff's ordinal alpha" in methods
    pairs = pd.read_csv(tmp_path / "out" / "study_pairs.csv")
    assert set(pairs.coder_a) | set(pairs.coder_b) == {"AB", "JT", "KM"}
    drawn = ("heat_map_channel_distress.svg", "heat_map_channel_distress.png", "study_figures.pdf")
    assert all((tmp_path / "out" / name).stat().st_size > 1000 for name in drawn)
    assert "already holds" in annotator(study, "--out", tmp_path / "out", expect=1)


def test_one_session_of_the_study(annotator, study):
    document = json.loads(annotator(study, "--all", "--session", "S001", "--json"))
    assert document["sessions"] == ["S001"]
    assert "no session S9" in annotator(study, "--all", "--session", "S9", expect=1)


def test_the_lines_name_coders_and_values(annotator, study):
    said = annotator(study, "--all", "--master", "AB")
    assert "3 coders, 5 sessions; the episodes both marked, first to last; codes alone; submitted codings only" in said
    assert "JT against AB" in said
    assert "double coded: 3 of 5 sessions" in said


@pytest.mark.parametrize("arguments", [("--coders", "AB", "XX"), ("--master", "XX"), ("--all", "--coders", "XX")])
def test_a_coder_who_is_not_there_is_refused_with_those_who_are(annotator, study, arguments):
    said = annotator(study, *arguments, expect=1)
    assert "no coder XX" in said
    assert "AB, JT, KM" in said


def test_session_by_session_takes_two_coders(annotator, study):
    reports = json.loads(annotator(study, "--coders", "KM", "AB", "--json"))["sessions"]
    assert [(one["session"], one["coder_a"], one["coder_b"]) for one in reports][:1] == [("S001", "KM", "AB")]
    assert [one["unfinished"] for one in reports] == [[], ["KM"], ["KM"]]
    assert "Name two" in annotator(study, "--coders", "AB", "JT", "KM", expect=1)


def test_codings_that_nobody_submitted_say_how_to_count_them(annotator, tmp_path):
    made = many_coders_study(tmp_path / "study", sessions=1, coders=("AB", "KM"))
    with open_study(made.folder).open_coding("S001", "KM") as opened:
        opened.history.do(commands.reopen(opened.coding))
    assert "--include-unfinished" in annotator(made.folder, "--all", expect=1)
    assert json.loads(annotator(made.folder, "--include-unfinished", "--json"))["unfinished_codings"] == 1


def test_a_session_without_the_chosen_episode_is_left_out_and_stops_no_other(annotator, tmp_path):
    made = many_coders_study(tmp_path / "study", sessions=2, coders=("AB", "KM"))
    made.change_settings(window=("8",))
    with made.open_coding("S002", "KM") as opened:
        opened.history.do(commands.reopen(opened.coding))
        mark = next(one for one in opened.coding.episode_marks if one.episode == "8")
        opened.history.do(Edit(label="not marked", changes=(Change(mark, None),)))
    document = json.loads(annotator(made.folder, "--json"))
    assert [one["session"] for one in document["sessions"]] == ["S001"]
    reason = "Episode 8 is not marked by KM."
    assert document["left_out"] == [{"session": "S002", "coder": "AB × KM", "reason": reason}]
    assert f"left out: S002 AB × KM: {reason}" in annotator(made.folder)
    assert f"S002, AB × KM: {reason}" in annotator(made.folder, "--session", "S002", expect=1)
    assert f"left out: S002 AB × KM: {reason}" in annotator(made.folder, "--include-unfinished")


def test_the_window_can_be_chosen_for_once_and_is_said(annotator, study):
    def window(*more):
        one = json.loads(annotator(study, "--session", "S001", "--coders", "AB", "KM", "--json", *more))["sessions"][0]
        whole = json.loads(annotator(study, "--session", "S001", "--all", "--json", *more))
        assert whole["settings"]["window_name"] == one["window"]
        return one["window"], one["window_s"]

    names, lengths = zip(
        *(window(*more) for more in ((), ("--window", "whole"), ("--episodes", "8", "4"))), strict=True
    )
    assert names == ("the episodes both marked, first to last", "the whole session", "episodes 4 and 8")
    assert window("--window", "episodes") == (names[0], lengths[0])
    assert lengths[2] < lengths[0] < lengths[1]
    assert open_study(study).settings.window == "marked"
    assert "no episode 9" in annotator(study, "--episodes", "9", expect=1)


def test_a_modifier_that_the_codebook_does_not_have_is_no_part_of_a_code(annotator, study):
    assert "The codebook has no modifier weather. Its modifiers are: target" in annotator(
        study, "--code-with", "weather", expect=1
    )


def test_session_by_session_prints_intervals_few_bouts_and_counts_what_cannot_be_estimated(annotator, study):
    arguments = (study, "--session", "S001", "--coders", "AB", "KM")
    said = annotator(*arguments)
    assert re.search(r"Manipulation .* kappa 0\.\d{3} \[0\.\d{3}, 0\.\d{3}\]", said)
    assert "  few\n" in said
    assert "neither coder used" not in said
    hidden = int(re.search(r"(\d+) not estimable\n", said)[1])
    every = annotator(*arguments, "--not-estimable")
    assert len(every.splitlines()) == len(said.splitlines()) - 2 + hidden
    assert "neither coder used this code" in every


def test_the_document_of_single_sessions_says_by_what_it_was_computed(annotator, study):
    document = json.loads(annotator(study, "--coders", "AB", "KM", "--json"))
    settings, codebook = document["settings"], open_study(study).codebook
    assert (settings["codebook"], settings["codebook_version"]) == (codebook.id, codebook.version)
    assert (settings["program_version"], settings["window"], settings["level"]) == (version(), "marked", 0.95)
    kappa = document["sessions"][0]["channels"][-1]["kappa"]
    assert {"value", "low", "high", "interval", "reason"} == set(kappa)


def test_the_whole_study_counts_what_cannot_be_estimated_too(annotator, study):
    said, every = (annotator(study, "--all", "--master", "AB", *more) for more in ((), ("--not-estimable",)))
    hidden = int(re.search(r"(\d+) not estimable\n", said)[1])
    assert len(every.splitlines()) == len(said.splitlines()) - 2 + hidden
    assert "– (" not in said


def test_a_state_that_a_coder_did_not_end_is_named(annotator, tmp_path):
    made = many_coders_study(tmp_path / "study", sessions=1, coders=("AB", "KM"))
    with made.open_coding("S001", "KM") as opened:
        opened.history.do(commands.reopen(opened.coding))
        last = opened.coding.events_of(["crying"])[-1]
        opened.history.do(Edit(label="runs", changes=(Change(last, replace(last, end_ms=None)),)))
    assert "KM did not end Crying: counted as on until the end of the window." in annotator(made.folder)
