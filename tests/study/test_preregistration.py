"""What a lab plans is frozen for good, the draw can be repeated, and what differs later is said."""

import json

import pandas as pd
import pytest
from msgspec.structs import replace

from annotator.agreement.whole_study.registered import departures, freeze_plan, registered
from annotator.agreement.whole_study.report import study_report
from annotator.agreement.whole_study.study import whole_study
from annotator.demo_coders import many_coders_study
from annotator.errors import StudyError
from annotator.exchange.study_agreement import export_study_agreement
from annotator.study import open_study
from annotator.study.gold import declare_gold
from annotator.study.package import pack, verify
from annotator.study.preregistration import FOLDER, Plan, PlannedStatistic, preregistrations
from annotator.study.settings import CODEBOOK_FILE
from annotator.study.study import Study
from tests.cli.test_cli import annotator, said_by
from tests.undrawn import undrawn

PLAN = Plan(
    sessions=6, double_share=0.5, seed=4, statistics=(PlannedStatistic(statistic="kappa", threshold=0.6),), notes="H1."
)


@pytest.fixture
def many(tmp_path):
    return many_coders_study(tmp_path / "study", sessions=3, coders=("AB", "KM"))


def differs(study):
    study = open_study(study.folder)
    return list(departures(study, whole_study(study), preregistrations(study.folder)[0]))


def test_the_same_seed_draws_the_same_sessions_and_the_share_is_kept():
    assert PLAN.drawn == PLAN.drawn == Plan(sessions=6, double_share=0.5, seed=4).drawn
    assert len({Plan(sessions=60, double_share=0.2, seed=seed).drawn for seed in range(20)}) == 20
    for sessions, share, wanted in ((15, 0.2, 3), (10, 0.25, 3), (7, 0.0, 0), (7, 1.0, 7)):
        drawn = Plan(sessions=sessions, double_share=share, seed=1).drawn
        assert len(drawn) == wanted
        assert set(drawn) <= set(range(1, sessions + 1))


def test_every_place_is_drawn_about_as_often_as_any_other():
    times = pd.Series([place for seed in range(3000) for place in Plan(sessions=10, double_share=0.2, seed=seed).drawn])
    assert times.value_counts().between(520, 680).all()  # 600 expected, standard deviation 22


def test_sessions_that_come_later_take_the_places_after_those_there_were(many):
    frozen = freeze_plan(many, PLAN)
    assert frozen.sessions == ("S001", "S002", "S003")
    there = [*frozen.sessions, "A000", "S009"]
    expected = dict(enumerate(["S001", "S002", "S003", "A000", "S009"], start=1))
    assert frozen.to_code_twice(there) == tuple(expected[place] for place in PLAN.drawn if place in expected)


def test_what_is_frozen_is_never_overwritten_and_what_cannot_be_is_refused(many):
    first = freeze_plan(many, PLAN)
    kept = (many.folder / FOLDER / f"{first.name}.toml").read_bytes()
    same_second = Study(many.folder, lambda: first.frozen)
    with pytest.raises(StudyError, match="cannot be written"):
        freeze_plan(same_second, replace(PLAN, seed=5))
    assert (many.folder / FOLDER / f"{first.name}.toml").read_bytes() == kept
    with pytest.raises(StudyError, match="sessions"):
        freeze_plan(many, replace(PLAN, sessions=0))
    assert [one.plan for one in preregistrations(many.folder)] == [PLAN]


def test_what_differs_later_is_said_in_the_methods_text_and_in_json(many, tmp_path):
    freeze_plan(many, replace(PLAN, sessions=3, double_share=0.67))
    told = differs(many)
    assert told[0] == "6 codings were submitted before it was frozen."
    assert any(one.startswith("The kappa asked for is none; 0.6") for one in told)
    agreed = replace(many.settings.agreement, threshold=0.6)
    many.change_settings(agreement=agreed, window=("5",), tolerances=replace(many.settings.tolerances, points_ms=500))
    text = (many.folder / CODEBOOK_FILE).read_text()
    (many.folder / CODEBOOK_FILE).write_text(text + "\n# another one\n")
    told = " ".join(differs(many))
    assert "kappa asked for" not in told
    assert "Agreement is computed over episode 5; the episodes both marked, first to last was planned." in told
    assert "The tolerance points_ms is 500; 1000 was planned." in told
    assert "was frozen." in told
    study = open_study(many.folder)
    whole = whole_study(study)
    with undrawn():
        export_study_agreement(whole, study_report(whole, plan=registered(study, whole)), tmp_path / "out")
    methods = (tmp_path / "out" / "study_methods.txt").read_text()
    assert "It differs in this: 6 codings were submitted" in methods
    document = json.loads((tmp_path / "out" / "study_agreement.json").read_text())
    assert document["preregistered"]["submitted_before"] == 6


def test_more_sessions_and_another_share_are_said(tmp_path):
    study = many_coders_study(tmp_path / "study", sessions=4, coders=("AB", "KM"))
    freeze_plan(study, Plan(sessions=3, double_share=1.0, seed=1))
    told = " ".join(differs(study))
    assert "There are 4 sessions; 3 were planned." in told
    assert "Drawn to be coded twice, and not submitted by two coders: S001, S002, S003" in told
    assert "of the sessions were coded twice; 100% was planned." in told


def test_by_commands_a_plan_is_frozen_read_and_written_as_markdown(study, tmp_path):
    assert "Nothing was preregistered" in annotator("preregister", study.folder, expect=1)
    said = annotator(
        "preregister", study.folder, "--sessions", "40", "--share", "20", "--seed", "7", "--statistic", "kappa=0.6"
    )
    assert "- Planned sessions: 40. There were 1 when this was frozen." in said
    assert "κ: Cohen's kappa" in said
    assert "at least 0.6 is asked for" in said
    assert study.codebook_hash in said
    out = tmp_path / "plan.md"
    annotator("preregister", study.folder, "--out", out)
    assert out.read_text("utf-8").startswith("# Preregistration of Reunion pilot")
    assert "cannot be written" in annotator("preregister", study.folder, "--out", out, expect=1)
    assert "no statistic" in annotator("preregister", study.folder, "--sessions", "4", "--statistic", "luck", expect=1)
    document = json.loads(annotator("preregister", study.folder, "--json"))
    assert document["drawn"] == list(Plan(sessions=40, double_share=0.2, seed=7).drawn)
    assert len(document["frozen"]) == 1


def test_a_preregistration_travels_and_a_damaged_one_stops_nothing(study, tmp_path):
    frozen = freeze_plan(study, PLAN)
    pack(study, tmp_path / "packed.zip")
    assert verify(tmp_path / "packed.zip") == ()
    (study.folder / FOLDER / "2020-damaged.toml").write_text("frozen = 1\n")
    assert preregistrations(study.folder) == (frozen,)
    exit_code, said, _ = said_by("check", study.folder)
    assert exit_code == 1
    assert "2020-damaged.toml" in said


def test_the_export_of_a_whole_study_by_command_has_gold_sessions_and_what_differs_from_the_plan(many, tmp_path):
    declare_gold(many, "S001", "KM")
    freeze_plan(many, PLAN)
    with undrawn():
        said = annotator("reliability", many.folder, "--all", "--out", tmp_path / "out")
    assert "attempt 1 of AB at S001" in said
    assert "preregistered" in said
    assert "There are 3 sessions; 6 were planned." in said
    kinds = pd.read_csv(tmp_path / "out" / "study_certification_kinds.csv")
    assert set(kinds["coder"]) == {"AB"}
    assert "The plan was frozen on" in (tmp_path / "out" / "study_methods.txt").read_text("utf-8")
