"""Coding again: a later round is a coding of its own, of the same coder, that counts nowhere else."""

import pytest
from msgspec.structs import replace

from annotator.errors import StudyError
from annotator.exchange.study_export import export_study
from annotator.exchange.wanted import Wanted
from annotator.model.codebook.draft import draft_of
from annotator.model.codebook.renames import rename_code
from annotator.model.commands import reopen, submit
from annotator.study import open_study
from annotator.study.bin import remove_coder, remove_coding, restore
from annotator.study.blind import sees
from annotator.study.codebook_change import apply_change
from annotator.study.coming_back import pack_work, take_work_in
from annotator.study.gold import declare_gold
from annotator.study.handing_out import pack_to_code, unpack
from annotator.study.people import set_blind, set_leads
from annotator.study.plan import Own, assign, mine, next_of, reached
from annotator.study.renaming import move_coding, rename_coder, rename_session
from annotator.study.rounds import begin_round, recoding, rounds
from annotator.study.settings import Blind
from annotator.study.trail import changes
from annotator.study.verifying import verify_study
from tests.study.putting_right import code, counted, make_study, state
from tests.trail import read_steps


def finish(study, session, coding):
    with study.open_coding(session, coding) as opened:
        opened.history.do(submit(opened.coding))


@pytest.fixture
def study(tmp_path):
    """KM has coded S1 twice and submitted both; JT has coded it, and KM S2, once."""
    study = make_study(tmp_path / "one")
    for session, coder in (("S1", "KM"), ("S1", "JT"), ("S2", "KM")):
        code(study, session, coder)
        finish(study, session, coder)
    assert begin_round(study, "S1", "KM") == "KM~2"
    code(study, "S1", "KM~2", 3)
    finish(study, "S1", "KM~2")
    return study


def test_a_later_round_counts_nowhere_and_is_listed(study, tmp_path):
    assert (study.coders_of("S1"), study.codings_of("S1")) == (("JT", "KM"), ("JT", "KM", "KM~2"))
    assert counted(study) == {("S1", "JT"): 1, ("S1", "KM"): 1, ("S2", "KM"): 1}
    assert reached(study) == (1, 3), "once by two coders"
    first, second = rounds(study)
    assert (first.coding, second.coding, second.events, second.is_submitted) == ("KM", "KM~2", 3, True)
    assert second.days is not None
    assert first.days is None
    assert second.coder == "KM"
    assert verify_study(study).codings == 4
    assert {one.coder for one in changes(study)} >= {"KM", "KM~2"}
    assert read_steps(study.folder)[-1]["what"] == "begin round 2"
    with pytest.raises(StudyError, match="KM~2 has not coded S1"):
        declare_gold(study, "S1", "KM~2")
    export_study(study, tmp_path / "out")
    written = {path.name: path.read_text(encoding="utf-8-sig") for path in (tmp_path / "out").iterdir()}
    assert [name for name, text in written.items() if "KM~2" in text] == ["rounds.csv"]
    assert [line.split(",")[:4] for line in written["rounds.csv"].splitlines()[1:]] == [
        ["S1", "KM", "1", "KM"],
        ["S1", "KM", "2", "KM~2"],
    ]
    assert "rounds.csv,coding," in written["data_dictionary.csv"]
    export_study(study, tmp_path / "asked", Wanted(coders=("KM", "KM~2")))
    events = (tmp_path / "asked" / "events.csv").read_text(encoding="utf-8-sig").splitlines()
    assert sum(",KM~2," in line for line in events) == 3
    assert len(events) == 1 + 2 + 3
    assert not (export_study(make_study(tmp_path / "two"), tmp_path / "none")[0].parent / "rounds.csv").exists()


def test_only_what_is_submitted_is_coded_again_and_a_lead_asks_for_it(study):
    for session, coder, why in (
        ("S2", "JT", "JT has not coded S2"),
        ("S9", "KM", "no session S9"),
        ("S1", "XY", "no coder XY"),
        ("S1", "KM~2", "no coder KM~2"),
        ("S1", "consensus", "no coder"),
    ):
        with pytest.raises(StudyError, match=why):
            begin_round(study, session, coder)
    code(study, "S3", "JT")
    with pytest.raises(StudyError, match="has not submitted round 1 of S3"):
        begin_round(study, "S3", "JT")
    assert begin_round(study, "S1", "KM") == "KM~3"
    with pytest.raises(StudyError, match="has not submitted round 3"):
        begin_round(study, "S1", "KM")
    set_leads(study, ["MA"])
    with pytest.raises(StudyError, match="JT is no lead"):
        begin_round(study, "S1", "JT", "JT")
    assert begin_round(study, "S1", "JT", "MA") == "JT~2"


def test_whoever_codes_again_sees_nothing_of_it_but_that_round(study):
    set_leads(study, ["MA"])
    begin_round(study, "S2", "KM", "MA")
    own, lead, other = sees(study, "KM"), sees(study, "MA"), sees(study, "JT")
    assert recoding(study, "S2", "KM") == "KM~2"
    assert (own.opens("S2", "KM"), own.coding("S2", "KM"), own.coding("S2", "KM~2")) == ("KM~2", False, True)
    assert (lead.opens("S2", "KM"), lead.coding("S2", "KM"), lead.coding("S2", "KM~2")) == ("KM", True, True)
    assert not other.coding("S2", "KM~2")
    assert own.coding("S1", "KM"), "both rounds of it are submitted"
    assert own.coding("S1", "KM~2")
    assert mine(study, "KM") == (Own("S1", "submitted"), Own("S2", "begun", 2))
    assert next_of(mine(study, "KM")) == "S2"
    (study.folder / "sessions/S2/KM~2.jsonl").write_text("?\n", encoding="utf-8")
    assert not sees(open_study(study.folder), "KM").coding("S2", "KM"), "what cannot be read is not taken for submitted"


def test_who_codes_again_does_not_see_the_others_of_that_session_either(study):
    set_leads(study, ["MA"])
    set_blind(study, Blind(unblind="submitted"), "MA")
    assert sees(study, "KM").coding("S1", "JT")
    begin_round(study, "S1", "KM", "MA")
    assert not sees(study, "KM").coding("S1", "JT")
    finish(study, "S1", "KM~3")
    assert sees(study, "KM").coding("S1", "JT")


def test_rounds_go_with_what_is_put_right(study):
    rename_session(study, "S1", "S01")
    rename_coder(study, "KM", "LS")
    assert study.codings_of("S01") == ("JT", "LS", "LS~2")
    assert (len(study.read_coding("S01", "LS~2").events), study.coders) == (3, ("LS", "JT"))
    with pytest.raises(StudyError, match="no coder LS~2"):
        rename_coder(study, "LS~2", "XY")
    before = state(study.folder)
    with pytest.raises(StudyError, match=r"has coded S01 once more since \(LS~2\)"):
        remove_coding(study, "S01", "LS")
    with pytest.raises(StudyError, match=r"once more since"):
        move_coding(study, "S01", "LS", "S3")
    with pytest.raises(StudyError, match="stays beside it"):
        move_coding(study, "S01", "LS~2", "S3")
    assert state(study.folder) == before
    removed = remove_coding(study, "S01", "LS~2")
    assert study.codings_of("S01") == ("JT", "LS")
    restore(study, removed.name)
    assert study.codings_of("S01") == ("JT", "LS", "LS~2")
    gone = remove_coder(study, "LS")
    assert study.codings_of("S01") == ("JT",)
    assert ("S01", "LS~2") in gone.codings
    restore(study, gone.name)
    assert (study.codings_of("S01"), state(study.folder)) == (("JT", "LS", "LS~2"), before)
    assert verify_study(study).problems == ()


def test_a_change_of_the_codebook_takes_rounds_along(study):
    new = rename_code(draft_of(study.codebook_text), "reach", "reaching", is_used=True)
    done = apply_change(study, new.text, new.steps)
    assert ("S1", "KM~2") in {(one.session, one.coder) for one in done.codings}
    after = open_study(study.folder)
    assert {one.code for one in after.read_coding("S1", "KM~2").events} == {"reaching"}


def test_a_package_holds_the_round_and_not_what_was_coded_before(study, tmp_path):
    assign(study, "S1", "KM")
    begin_round(study, "S1", "KM")
    rename_coder(study, "KM", "LS")
    pack_to_code(study, ["LS"], tmp_path / "out.zip")
    there = unpack(tmp_path / "out.zip", tmp_path / "there")
    assert there.codings_of("S1") == ("LS~3",)
    assert [(one.session, one.round) for one in mine(there, "LS")] == [("S1", 3)]
    assert sees(there, "").opens("S1", "LS") == "LS~3"
    code(there, "S1", "LS~3", 2)
    finish(there, "S1", "LS~3")
    pack_work(there, tmp_path / "back.zip")
    took = take_work_in(study, tmp_path / "back.zip")
    assert [(one.session, one.coder) for one in took.taken] == [("S1", "LS~3")]
    assert took.refused == took.kept == ()
    assert len(study.read_coding("S1", "LS~3").events) == 2
    assert counted(study)[("S1", "LS")] == 1
    assert verify_study(study).problems == ()


def test_a_coder_works_alike_in_every_round(study):
    study.save_coder_settings("KM~2", replace(study.coder_settings("KM~2"), reaction_ms=120))
    assert study.coder_settings("KM").reaction_ms == 120
    assert list(open_study(study.folder).said.coder) == ["KM"]
    with study.open_coding("S1", "KM~2") as opened:
        opened.history.do(reopen(opened.coding))
    assert recoding(study, "S1", "KM") == "KM~2"
