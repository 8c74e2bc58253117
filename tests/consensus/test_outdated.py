"""A consensus that no longer follows from its codings is said by whatever counts it."""

import pandas as pd
import pytest

from annotator.cli.main import main
from annotator.consensus.comparison import compare_session
from annotator.consensus.consensus import begin, settle
from annotator.consensus.outdated import outdated_in
from annotator.consensus.settlements import accept
from annotator.exchange.study_export import export_study
from annotator.model import commands
from annotator.model.history import Change, Edit
from annotator.model.items import Event
from annotator.report.study_words import notes
from annotator.study import open_study
from annotator.study.gold import declare_gold
from annotator.study.settings import AgreementSettings
from ui.agreement.study_work import compare_all
from ui.study.overview import SessionRow, Survey

CHANGED = "S001/consensus.jsonl: The coding of KM has changed since the consensus was begun."


def code(study, coder, start_ms, *, event="one"):
    made = Event(id=f"{coder}-{event}", code="crying", start_ms=start_ms, end_ms=start_ms + 500)
    with study.open_coding("S001", coder) as opened:
        opened.history.do(Edit(label="code", changes=(Change(None, made),)))


@pytest.fixture
def settled(study):
    """A study whose one consensus is settled and submitted."""
    code(study, "KM", 100)
    code(study, "JT", 300)
    found = compare_session(study, "S001", "KM", "JT")
    with study.open_coding("S001", "consensus") as opened:
        opened.history.do(begin(opened.coding, found.sources))
        settlements = [accept(one, found.sources, "a") for one in found.disagreements]
        opened.history.do(settle(opened.coding, found.sources, settlements))
        opened.history.do(commands.submit(opened.coding))
    return study


def test_who_reopens_a_gold_session_changes_nothing_that_the_consensus_follows_from(settled):
    declare_gold(settled, "S001", "consensus")
    with settled.open_coding("S001", "KM") as opened:
        opened.history.do(commands.submit(opened.coding))
        opened.history.do(commands.reopen(opened.coding))
    assert list(outdated_in(open_study(settled.folder))) == []


def test_a_consensus_of_three_is_outdated_when_the_third_changes(study, tmp_path):
    study.add_coder("LS")
    for coder, start_ms in (("KM", 100), ("JT", 300), ("LS", 200)):
        code(study, coder, start_ms)
    found = compare_session(study, "S001", "KM", "JT", "LS")
    with study.open_coding("S001", "consensus") as opened:
        opened.history.do(begin(opened.coding, found.sources))
    assert told_by_export(study, tmp_path / "before") == ([], "")
    code(study, "LS", 2_000, event="late")
    [what], named = told_by_export(study, tmp_path / "after")
    assert what == "S001/consensus.jsonl: The coding of LS has changed since the consensus was begun."
    assert named == "S001"


def told_by_export(study, folder):
    told = []
    export_study(study, folder, warn=lambda error: told.append(error.what))
    settings = pd.read_csv(folder / "settings.csv", dtype=str, keep_default_na=False, index_col="setting")["value"]
    return told, settings["consensus_outdated"]


def shown(study):
    survey = Survey(study)
    survey.run(lambda _share: None)
    (row,) = (found for found in survey.taken() if isinstance(found, SessionRow) and found.id == "S001")
    return row.codings["consensus"].doubts


def said_in_agree(study):
    chosen = AgreementSettings(include_unfinished=True)
    found = compare_all(study, chosen, None, lambda _share: None)
    return "\n".join(notes(found.whole, "", found.stale))


def test_nobody_says_anything_while_it_follows(settled, tmp_path, capsys):
    assert told_by_export(settled, tmp_path / "out") == ([], "")
    main(["check", str(settled.folder)])
    assert "consensus" not in capsys.readouterr().out
    assert shown(settled) == ()
    assert said_in_agree(settled) == ""


def test_export_check_reliability_study_and_agree_say_that_a_coding_has_changed_since(settled, tmp_path, capsys):
    code(settled, "KM", 2_000, event="late")
    assert told_by_export(settled, tmp_path / "out") == ([CHANGED], "S001")
    assert main(["check", str(settled.folder)]) == 1
    assert f"{CHANGED} Compare KM and JT in Agree" in capsys.readouterr().out
    assert main(["reliability", str(settled.folder), "--coders", "KM", "JT"]) == 0
    assert f"{CHANGED} Compare KM and JT in Agree" in capsys.readouterr().err
    [doubt] = shown(settled)
    assert doubt.startswith(CHANGED)
    assert said_in_agree(settled) == CHANGED


def test_another_window_is_said_too_also_one_that_the_codings_do_not_have(settled, tmp_path):
    settled.change_settings(window=("4",))
    [what], named = told_by_export(open_study(settled.folder), tmp_path / "out")
    assert what.startswith("S001/consensus.jsonl: It cannot be held against KM and JT: ")
    assert named == "S001"


def test_a_consensus_that_was_not_begun_from_two_codings_has_nothing_to_follow_from(study, tmp_path):
    code(study, "consensus", 100)
    assert told_by_export(study, tmp_path / "out") == ([], "")
