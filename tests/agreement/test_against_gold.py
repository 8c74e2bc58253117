"""Trainees against the gold standard: what an attempt is, which count, and what is said of each code."""

import json
from datetime import UTC, datetime, timedelta
from itertools import count

import pandas as pd
import pytest

from annotator.agreement.whole_study.against_gold import against_gold
from annotator.agreement.whole_study.attempts import read_attempts
from annotator.agreement.whole_study.gold_report import gold_report
from annotator.agreement.whole_study.report import study_report
from annotator.agreement.whole_study.study import whole_study
from annotator.consensus.agreed import Sources
from annotator.consensus.attempt_differences import differences_by_kind
from annotator.consensus.consensus import begin
from annotator.demo_coders import Skill, many_coders_study, seen
from annotator.exchange.study_agreement import export_study_agreement
from annotator.model.codebook.draft import draft_of
from annotator.model.codebook.renames import rename_code
from annotator.model.commands import reopen, submit
from annotator.model.history import Change, Edit
from annotator.model.items import Event
from annotator.study.codebook_change import apply_change
from annotator.study.gold import declare_gold, gold_of, take_gold_back
from annotator.study.settings import CONSENSUS, AgreementSettings
from annotator.study.study import Study
from tests.undrawn import undrawn

ASKED = AgreementSettings(threshold=0.6)


def ticking(folder):
    """The study, in which every edit is an hour later than the one before."""
    hours = count()
    return Study(folder, lambda: datetime(2026, 12, 1, tzinfo=UTC) + timedelta(hours=next(hours)))


def put(study, session, coder, *items):
    """Add items to a coding, which is reopened for that where it was submitted, and submit it."""
    with study.open_coding(session, coder) as opened:
        if opened.coding.is_submitted:
            opened.history.do(reopen(opened.coding))
        if items:
            opened.history.do(Edit(label="code", changes=tuple(Change(None, item) for item in items)))
        opened.history.do(submit(opened.coding))


def crying(name, start_s, end_s):
    return Event(id=name, code="crying", start_ms=start_s * 1000, end_ms=end_s * 1000)


@pytest.fixture
def study(tmp_path):
    """Two sessions without codings."""
    made = ticking(many_coders_study(tmp_path / "study", sessions=2, coders=()).folder)
    for coder in ("KM", "T1", "T2"):
        made.add_coder(coder)
    return made


@pytest.fixture
def gold(study):
    put(
        study, "S001", "KM", crying("a", 10, 30), crying("b", 50, 60), Event(id="p", code="reach", start_ms=5, end_ms=5)
    )
    declare_gold(study, "S001", "KM")
    return study


def of(found, coder, session=""):
    return next(
        one
        for one in found.held
        if one.coder == coder and (one.is_all if not session else not one.is_all and one.attempts[0].session == session)
    )


def test_sensitivity_and_precision_are_those_counted_by_hand_in_seconds_and_in_events(gold):
    put(gold, "S001", "T1", crying("c", 12, 30), crying("d", 70, 79), crying("e", 90, 91))
    codes = {one.code: one for one in of(against_gold(gold), "T1").codes}
    time, events = codes["crying"].time, codes["crying"].events
    assert (time.standard, time.coder, time.both) == (30_000, 28_000, 18_000)
    assert (time.sensitivity, time.precision) == (18 / 30, 18 / 28)
    assert (events.standard, events.coder, events.both) == (2, 3, 1)
    reach = codes["reach"]
    assert reach.time is None
    assert reach.events.sensitivity == 0.0
    assert str(reach.events.precision) == "not estimable: the coder did not mark it"


def test_every_submission_that_changes_something_is_an_attempt_and_the_first_of_a_session_counts(gold):
    put(gold, "S001", "T1", crying("c", 200, 230))
    put(gold, "S001", "T1")  # reopened and submitted as it was
    put(gold, "S001", "T1", crying("d", 10, 30))
    found = against_gold(gold)
    told = [(one.number, "may have seen" in one.why_not) for one in found.attempts]
    assert told == [(1, False), (2, True)]
    counted, first, second = found.held
    assert counted.is_all
    assert [one.time.both for one in (counted.codes[0], first.codes[0], second.codes[0])] == [0, 0, 20_000]
    with gold.open_coding("S001", "T1") as opened:
        opened.history.do(reopen(opened.coding))
        opened.history.do(Edit(label="all wrong", changes=(Change(opened.coding.items["d"], None),)))
    kept = against_gold(gold)
    assert [one.at for one in kept.attempts] == [one.at for one in found.attempts]
    assert kept.held[2].codes[0].time.both == 20_000, "it stays what it was when it was submitted"


def test_a_gold_standard_that_changes_or_ends_leaves_the_attempts_as_they_were(gold):
    put(gold, "S001", "T1", crying("c", 10, 30))
    put(gold, "S001", "KM", crying("more", 300, 400))
    changed = against_gold(gold)
    assert "has changed since it was declared" in changed.changed[0]
    assert of(changed, "T1").codes[0].time.standard == 30_000
    take_gold_back(gold, "S001")
    (ended,) = against_gold(gold).attempts
    assert ended.why_not == "the session has no gold standard any more"
    declare_gold(gold, "S001", "KM")
    again = against_gold(gold)
    assert again.changed == ()
    assert of(again, "T1").attempts[0].mark.until is not None, "the attempt stays with the standard it met"


def test_who_made_a_consensus_is_not_held_against_it(study):
    put(study, "S001", "KM", crying("a", 10, 30))
    put(study, "S001", "T1", crying("b", 10, 30))
    put(study, "S001", "T2", crying("c", 10, 20))
    session = study.session("S001")
    a, b = (study.read_coding("S001", coder) for coder in ("KM", "T1"))
    with study.open_coding("S001", CONSENSUS) as opened:
        opened.history.do(begin(opened.coding, Sources((a, b), study.codebook, study.episodes_of(session, a))))
    declare_gold(study, "S001", CONSENSUS)
    assert [one.coder for one in read_attempts(study)[0]] == ["T2"]


def test_a_codebook_that_renames_a_code_takes_gold_and_attempts_along(gold):
    put(gold, "S001", "T1", crying("c", 12, 30))
    before = of(against_gold(gold), "T1").codes[0].time
    draft = draft_of((gold.folder / "codebook.toml").read_text("utf-8"))
    new = rename_code(draft, "crying", "weeping", is_used=True)
    apply_change(gold, new.text, new.steps)
    after = against_gold(Study(gold.folder))
    assert after.changed == ()
    assert len(after.attempts) == 1
    found = next(one for one in of(after, "T1").codes if one.code == "weeping")
    assert found.time == before
    assert found.time.both == 18_000


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """KM's coding of six sessions is gold; T1 begins badly and learns, T2 is good throughout."""
    import numpy as np  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("course") / "study"
    study = ticking(many_coders_study(folder, sessions=6, coders=("KM", "AB")).folder)
    random = np.random.default_rng(7)
    for coder in ("T1", "T2"):
        study.add_coder(coder)
    for number, session in enumerate(study.session_ids()):
        declare_gold(study, session, "KM")
        truth = list(study.read_coding(session, "KM").items.values())[:-1]
        for coder in ("T1", "T2"):
            skill = Skill(4000, 0.6, 0.4) if coder == "T1" and number == 0 else Skill(250, 0.04, 0.04)
            put(study, session, coder, *seen(random, truth, study.codebook, skill))
    return study


def verdicts(course, **settings):
    """Return what is said of each subject of T1 and of T2 over all their sessions."""
    report = gold_report(against_gold(course, AgreementSettings(threshold=0.6, **settings)))
    return [
        {one.subject: one.verdict for one in report.certification if one.coder == coder and not one.session}
        for coder in ("T1", "T2")
    ]


def test_a_threshold_is_reached_by_the_whole_interval_only(course):
    learnt, good = verdicts(course)
    assert good["distress"] == "reached"
    assert learnt["distress"] == "not enough to say", "the first session was bad"
    assert verdicts(course, gold_sessions=5)[0]["distress"] == "reached", "the latest five were good"
    assert verdicts(course, gold_sessions=3)[0]["distress"] == "not enough to say", "three are too few"


def test_attempts_certification_and_codes_are_exported_with_dictionary_document_and_methods(course, tmp_path):
    found, whole = against_gold(course, ASKED), whole_study(course)
    kinds = differences_by_kind(course, found.attempts)
    with undrawn():
        export_study_agreement(whole, study_report(whole, gold=found), tmp_path, differences=kinds)
    attempts = pd.read_csv(tmp_path / "study_certification_attempts.csv", keep_default_na=False)
    assert attempts["coder"].value_counts().to_dict() == {"T1": 6, "T2": 6, "AB": 2}
    assert set(attempts["gold_state"]) == {gold_of(course, one).state for one in course.session_ids()}
    certified = pd.read_csv(tmp_path / "study_certification_gold.csv", keep_default_na=False)
    assert set(certified["verdict"]) <= {"reached", "not reached", "not enough to say"}
    assert set(certified["session"]) == {"", *course.session_ids()}
    codes = pd.read_csv(tmp_path / "study_certification_codes.csv")
    assert codes.query("statistic == 'time.sensitivity' and code == 'crying'")["value"].between(0, 1).all()
    said = pd.read_csv(tmp_path / "study_dictionary.csv", keep_default_na=False)
    kinds = pd.read_csv(tmp_path / "study_certification_kinds.csv", keep_default_na=False)
    missed = kinds.query("coder == 'T1' and session == 'S001' and kind == 'omission'")
    assert missed["times"].sum() > 20
    assert missed["lost_s"].sum() > 100
    for file, table in (("attempts", attempts), ("gold", certified), ("codes", codes), ("kinds", kinds)):
        described = said[(said["file"] == f"study_certification_{file}.csv") & (said["statistic"] == "")]
        assert list(described["column"]) == list(table.columns)
    assert set(said.query("file == 'study_certification_codes.csv'")["statistic"]) == {"", *codes["statistic"]}
    document = json.loads((tmp_path / "study_agreement.json").read_text())
    assert len(document["gold"]["attempts"]) == 14
    methods = (tmp_path / "study_methods.txt").read_text()
    assert "S001 as coded by KM" in methods
    assert "A kappa of 0.6 was asked for" in methods


def test_without_gold_sessions_nothing_is_added(tmp_path):
    study = many_coders_study(tmp_path / "study", sessions=2, coders=("KM", "T1"))
    whole = whole_study(study)
    with undrawn():
        files = export_study_agreement(whole, study_report(whole, gold=against_gold(study)), tmp_path / "out")
    assert not [file for file in files if file.name.startswith("study_certification_")]
    assert "gold" not in json.loads((tmp_path / "out" / "study_agreement.json").read_text())
