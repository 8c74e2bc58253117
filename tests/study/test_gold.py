"""The lab's gold standard: what can be one, that it is written down, and that a change of it afterwards is said."""

import tomllib

import pytest

from annotator.errors import StudyError
from annotator.exchange.study_export import export_study
from annotator.model.codebook.file import shipped_codebooks
from annotator.model.commands import reopen, submit
from annotator.model.history import Change, Edit
from annotator.model.items import Event
from annotator.study import open_study
from annotator.study.audit import AUDIT_FILE
from annotator.study.gold import declare_gold, declared_coding, gold_of, gold_problems, golds, take_gold_back
from annotator.study.package import pack, verify
from annotator.study.settings import STUDY_FILE
from tests.cli.test_cli import annotator


def event(name, start_ms, end_ms, code="crying"):
    return Event(id=name, code=code, start_ms=start_ms, end_ms=end_ms)


def code(study, coder, *events, submitted=True):
    with study.open_coding("S001", coder) as opened:
        opened.history.do(Edit(label="code", changes=tuple(Change(None, one) for one in events)))
        if submitted:
            opened.history.do(submit(opened.coding))


def change(study, coder, *events):
    """Reopen a coding, add to it and submit it again."""
    with study.open_coding("S001", coder) as opened:
        opened.history.do(reopen(opened.coding))
        opened.history.do(Edit(label="code", changes=tuple(Change(None, one) for one in events)))
        opened.history.do(submit(opened.coding))


@pytest.fixture
def declared(study):
    code(study, "KM", event("a", 100, 2000))
    declare_gold(study, "S001", "KM")
    return study


def test_a_submitted_coding_can_be_gold_and_the_study_says_since_when_and_by_whom(declared):
    mark = gold_of(open_study(declared.folder), "S001")
    assert (mark.session, mark.coder, mark.edits) == ("S001", "KM", 2)
    kept = tomllib.loads((declared.folder / STUDY_FILE).read_text())
    assert [one["coder"] for one in kept["gold"]] == ["KM"]
    assert "gold standard declared" in (declared.folder / AUDIT_FILE).read_text()
    assert list(gold_problems(declared)) == []


def test_what_is_not_submitted_or_not_there_cannot_be_gold(study):
    code(study, "KM", event("a", 100, 2000), submitted=False)
    with pytest.raises(StudyError, match="KM has not submitted S001"):
        declare_gold(study, "S001", "KM")
    with pytest.raises(StudyError, match="JT has not coded S001"):
        declare_gold(study, "S001", "JT")
    assert study.gold == ()


def test_a_mark_that_is_taken_away_or_replaced_stays_written_down(declared):
    code(declared, "JT", event("b", 100, 1900))
    declare_gold(declared, "S001", "JT")
    assert gold_of(declared, "S001").coder == "JT"
    take_gold_back(declared, "S001")
    assert golds(declared) == ()
    again = open_study(declared.folder)
    assert [(mark.coder, mark.until is None) for mark in again.gold] == [("KM", False), ("JT", False)]
    with pytest.raises(StudyError, match="no gold standard"):
        take_gold_back(again, "S001")


def test_a_gold_standard_that_changes_afterwards_is_said_and_stays_what_it_was(declared, tmp_path):
    mark = gold_of(declared, "S001")
    with declared.open_coding("S001", "KM") as opened:
        opened.history.do(reopen(opened.coding))
    assert ["reopened" in one.what for one in gold_problems(declared)] == [True]
    with declared.open_coding("S001", "KM") as opened:
        opened.history.do(submit(opened.coding))
    assert list(gold_problems(declared)) == [], "reopened and submitted as it was"
    change(declared, "KM", event("more", 2500, 3000))
    assert ["has changed since" in one.what for one in gold_problems(declared)] == [True]
    assert [one.id for one in declared_coding(declared, mark).events] == ["a"]
    warned = []
    export_study(declared, tmp_path / "tables", warn=warned.append)
    assert any("gold standard has changed" in one.what for one in warned)
    assert "gold standard has changed" in (tmp_path / "tables" / "settings.csv").read_text()
    declare_gold(declared, "S001", "KM")
    assert list(gold_problems(declared)) == []


def test_a_gold_standard_whose_journal_is_another_one_is_said(declared):
    declared.journal_path("S001", "KM").unlink()
    code(declared, "KM", event("other", 5, 10))
    assert ["does not hold the gold standard" in one.what for one in gold_problems(declared)] == [True]


def test_gold_standards_travel_in_a_package(declared, tmp_path):
    import zipfile  # noqa: PLC0415

    pack(declared, tmp_path / "packed.zip")
    assert verify(tmp_path / "packed.zip") == ()
    zipfile.ZipFile(tmp_path / "packed.zip").extractall(tmp_path / "elsewhere")
    assert gold_of(open_study(tmp_path / "elsewhere"), "S001") == gold_of(declared, "S001")


def test_by_commands_a_coding_is_declared_listed_checked_and_taken_back(study):
    code(study, "KM", event("a", 100, 2000))
    assert "has not coded" in annotator("gold", study.folder, "S001", "JT", expect=1)
    assert "which coding" in annotator("gold", study.folder, "S001", expect=1)
    assert "gold standard: S001 as coded by KM" in annotator("gold", study.folder, "S001", "KM")
    assert "gold standard: S001 as coded by KM" in annotator("check", study.folder)
    assert '"coder":"KM"' in annotator("check", study.folder, "--json")
    assert "coding of KM" in annotator("gold", study.folder, "S001", "JT", "--remove", expect=1)
    assert "No coding is declared" in annotator("gold", study.folder, "S001", "--remove")


def test_a_setting_that_a_newer_version_wrote_is_refused_in_words_that_say_so(study):
    path = study.folder / STUDY_FILE
    path.write_text(path.read_text() + "\n[analysis]\nfrom_the_future = 1\n")
    with pytest.raises(StudyError, match="newer version of the program"):
        open_study(study.folder)
    path.write_text(path.read_text().replace("\n[analysis]\nfrom_the_future = 1\n", "\nfrom_the_future = 1\n"))
    assert open_study(study.folder).codebook.id in shipped_codebooks()["strange_situation"]


def test_who_codes_a_gold_session_is_compared_with_nobody_before_submitting(declared):
    declared.add_coder("AB")
    code(declared, "AB", event("c", 100, 1500))
    code(declared, "JT", event("b", 100, 1900), submitted=False)
    said = annotator("reliability", declared.folder)
    assert "AB × KM" in said
    assert "left out: S001 JT × KM: S001 has a gold standard, and JT has not submitted yet" in said
    assert "left out: S001 AB × JT" in said
    every = annotator("reliability", declared.folder, "--all", "--include-unfinished")
    assert "left out: S001 JT × KM" in every
    assert "JT × KM   kappa" not in every
    with declared.open_coding("S001", "JT") as opened:
        opened.history.do(submit(opened.coding))
    assert "JT × KM" in annotator("reliability", declared.folder).replace("left out: S001 JT × KM", "")


def test_a_mark_that_another_program_sets_holds_at_once(study):
    code(study, "KM", event("a", 100, 2000))
    elsewhere = open_study(study.folder)
    assert gold_of(study, "S001") is None
    declare_gold(elsewhere, "S001", "KM")
    assert gold_of(study, "S001").coder == "KM"
    take_gold_back(study, "S001")
    assert gold_of(elsewhere, "S001") is None
