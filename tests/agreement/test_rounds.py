"""Stability over time: a coder held against their own earlier coding, apart from agreement between coders."""

import json
import shutil

import pytest
from tqdm import tqdm

from annotator.agreement.whole_study.report import study_report
from annotator.agreement.whole_study.rounds import stability, stability_methods, stability_report
from annotator.agreement.whole_study.study import whole_study
from annotator.cli.main import main
from annotator.demo_coders import many_coders_study
from annotator.errors import StudyError
from annotator.exchange.study_agreement import export_study_agreement
from annotator.model.commands import submit
from annotator.model.history import Change, Edit
from annotator.model.items import Submission
from annotator.study import open_study
from annotator.study.rounds import begin_round, rounds


def code_again_as(study, session, coder, other):
    """Code a session once more, just as another coder did."""
    new = begin_round(study, session, coder)
    items = [one for one in study.read_coding(session, other).items.values() if not isinstance(one, Submission)]
    with study.open_coding(session, new) as opened:
        opened.history.do(Edit(label="code", changes=tuple(Change(None, one) for one in items)))
        opened.history.do(submit(opened.coding))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """AB has coded again, just as KM did, what both have submitted: so it is known what comes out."""
    study = many_coders_study(tmp_path_factory.mktemp("many") / "study", sessions=3, coders=("AB", "KM"))
    before = study_report(whole_study(study))
    for session in study.session_ids():
        if "KM" in study.coders_of(session) and study.read_coding(session, "KM").is_submitted:
            code_again_as(study, session, "AB", "KM")
    return study.folder, before


def values(pairs):
    return {
        (one.subject, one.statistic, one.episode, one.target): (one.found, one.sessions, one.in_sessions)
        for one in pairs
    }


def test_it_is_what_agreement_with_the_same_coding_by_another_would_be(made):
    folder, before = made
    (report,) = stability_report(stability(open_study(folder))).coders
    assert (report.coder, {(one.coder_a, one.coder_b) for one in report.pairs}) == ("AB", {("AB", "AB~2")})
    assert values(report.pairs) == values(before.pairs)
    assert any(one.found.value not in (None, 1) for one in report.pairs)


def test_agreement_between_coders_is_what_it_was(made):
    folder, before = made
    now = study_report(whole_study(open_study(folder)))
    assert now == before
    with pytest.raises(StudyError, match="no coder AB~2"):
        whole_study(open_study(folder), coders=("AB", "AB~2"))
    with pytest.raises(StudyError, match="KM has coded no session more than once"):
        stability(open_study(folder), coders=("KM",))


def test_methods_files_and_the_command_line_name_it_apart(made, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(tqdm, "monitor_interval", 0)  # its thread would outlive the test
    folder = shutil.copytree(made[0], tmp_path / "study")
    study = open_study(folder)
    again = sorted({one.session for one in rounds(study)})
    found = stability(study)
    words = stability_methods(found)
    assert words.startswith("Stability over time was computed separately")
    assert f"AB: {len(again)} sessions coded again" in words
    begin_round(study, again[0], "AB")
    assert main(["reliability", str(folder), "--rounds"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Stability over time: each coder with their own earlier coding.")
    assert "AB × AB~2" in said
    assert f"left out: not submitted: {again[0]} AB~3" in said
    assert main(["reliability", str(folder), "--rounds", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [one["coding"] for one in document["coders"][0]["rounds"]][:3] == ["AB", "AB~2", "AB~3"]
    assert main(["reliability", str(folder), "--all"]) == 0
    assert "AB~2" not in capsys.readouterr().out
    assert main(["recode", str(folder)]) == 0
    assert f"{again[0]} by AB~3: 0 events, not submitted" in capsys.readouterr().out
    assert main(["recode", str(folder), again[0], "AB"]) == 1
    assert "has not submitted round 3" in capsys.readouterr().err
    assert main(["mine", str(folder), "--as", "AB"]) == 0
    assert f"{again[0]}: begun (round 3)" in capsys.readouterr().out
    whole = whole_study(study)
    monkeypatch.setattr("annotator.exchange.study_agreement.study_figures", lambda _whole: [])  # they take a while
    files = export_study_agreement(whole, study_report(whole), tmp_path / "out", found=stability(study))
    by_name = {one.name: one.read_text(encoding="utf-8-sig") for one in files if one.suffix in (".csv", ".txt")}
    assert "AB~2" in by_name["study_stability.csv"]
    assert words[:100] in by_name["study_methods.txt"]
    assert [name for name, text in by_name.items() if "AB~2" in text] == ["study_stability.csv"]
    assert "study_stability.csv,coder_b" in by_name["study_dictionary.csv"]


def test_where_nobody_has_coded_again_it_says_how_to(tmp_path):
    study = many_coders_study(tmp_path / "study", sessions=1, coders=("AB", "KM"))
    with pytest.raises(StudyError, match="Nobody has coded a session more than once"):
        stability_report(stability(study))
    assert stability_methods(stability(study)) == ""
    begin_round(study, "S001", "AB")
    (found,) = stability(study)
    assert stability_methods([found]) == ""
    assert not found.whole.compared.pairs
