"""Who leads, who codes, and what each of them sees of a study."""

import pytest
from msgspec.structs import replace

from annotator.errors import StudyError
from annotator.model.commands import submit
from annotator.study import Camera, open_study
from annotator.study.blind import sees
from annotator.study.people import people, role_of, set_blind, set_leads
from annotator.study.renaming import rename_coder
from annotator.study.retention import remove_references
from annotator.study.session import write_session
from annotator.study.settings import Blind
from annotator.study.variables import set_variables
from tests.study.putting_right import code, make_study
from tests.trail import read_steps


@pytest.fixture
def study(tmp_path):
    made = make_study(tmp_path / "one")
    set_variables(made, {"S1": {"condition": "B", "age": "12"}}, {"age": "number"})  # study.toml ends with a table
    return made


def finish(study, session, coder):
    code(study, session, coder)
    with study.open_coding(session, coder) as opened:
        opened.history.do(submit(opened.coding))


def seen(sight, *coders):
    return [coder for coder in coders if sight.coding("S1", coder)]


def test_a_study_without_leads_shows_everybody_everything(study):
    code(study, "S1", "JT")
    for person in ("KM", "", "somebody"):
        sight = sees(study, person)
        assert sight.sees_all
        assert sight.coding("S1", "JT")
        assert sight.agreement
        assert sight.variable("condition")
        assert sight.recording_names
        assert (sight.told("none.mp4 is gone"), sight.why) == ("none.mp4 is gone", "")


def test_with_leads_a_coder_sees_what_is_theirs(study):
    set_leads(study, ["MA"])
    assert [role_of(study, one) for one in ("MA", "KM", "XY")] == ["lead", "coder", ""]
    assert people(study) == {"MA": "lead", "KM": "coder", "JT": "coder"}
    set_blind(study, Blind(variables=("condition",), recording_names=True), "MA")
    camera = Camera(file="../B mother.mp4", size=1, fingerprint="1-x", duration_ms=1000, frame_count=25)
    write_session(study.folder / "sessions/S1", replace(study.session("S1"), cameras=(camera,)))
    lead, coder, nobody = (sees(open_study(study.folder), one) for one in ("MA", "KM", ""))
    assert seen(lead, "KM", "JT", "consensus") == ["KM", "JT", "consensus"]
    assert seen(coder, "KM", "JT", "consensus") == ["KM"]
    assert seen(nobody, "KM", "JT") == []
    assert (lead.agreement, coder.agreement, nobody.agreement) == (True, False, False)
    assert [[sight.variable(one) for one in ("condition", "age")] for sight in (lead, coder)] == [
        [True, True],
        [False, True],
    ]
    assert (lead.recording_names, coder.recording_names) == (True, False)
    where = study.folder.parent / "B mother.mp4"
    assert coder.told(f"{where} and B mother.mp4 are gone.") == "camera 1 of S1 and camera 1 of S1 are gone."
    assert lead.told("B mother.mp4") == "B mother.mp4"
    assert coder.why == "KM works blind: a lead of this study sees this."
    remove_references(study, ["S1"])
    assert sees(study, "KM").told("S1 was removed.") == "S1 was removed."


def test_what_others_coded_is_shown_when_the_lead_has_said_so(study):
    set_leads(study, ["MA"])
    finish(study, "S1", "JT")
    code(study, "S1", "KM")
    set_blind(study, Blind(unblind="submitted"), "MA")
    assert seen(sees(study, "KM"), "KM", "JT", "consensus") == ["KM"], "KM has not submitted yet"
    finish(study, "S1", "KM")
    assert seen(sees(study, "KM"), "KM", "JT", "consensus") == ["KM", "JT", "consensus"]
    assert not sees(study, "KM").coding("S2", "JT")
    assert not sees(study, "KM").agreement
    set_blind(study, Blind(unblind="now"), "MA")
    assert sees(study, "KM").coding("S2", "JT")
    assert sees(study, "KM").agreement


def test_only_a_lead_changes_roles_and_each_step_says_who(study):
    assert set_leads(study, ["MA", "KM"]) == ()
    for step in (lambda: set_leads(study, ["JT"], "JT"), lambda: set_blind(study, Blind(), "")):
        with pytest.raises(StudyError, match=r"JT is no lead|not said who you are"):
            step()
    for wrong, why in (("m/a", "cannot be the id"), ("jt", "coder JT already"), ("consensus", "no person")):
        with pytest.raises(StudyError, match=why):
            set_leads(study, ["MA", wrong], "MA")
    with pytest.raises(StudyError, match="lead MA already"):
        rename_coder(study, "JT", "MA")
    with pytest.raises(StudyError, match="lead MA already"):
        study.add_coder("ma")
    rename_coder(study, "KM", "KMB")
    assert study.said.leads == ("MA", "KMB"), "who leads and codes is one person"
    set_blind(study, Blind(variables=("condition",)), "MA")
    assert set_leads(study, (), "MA") == ("MA", "KMB")
    assert open_study(study.folder).said.blind == Blind(variables=("condition",))
    steps = [(one["what"], one.get("person", ""), one["new"]) for one in read_steps(study.folder)[1:]]
    assert steps == [
        ("set leads", "", ["MA", "KM"]),
        ("rename coder KM to KMB", "", "KMB"),
        ("set what coders do not see", "MA", {"variables": ["condition"]}),
        ("set leads", "MA", []),
    ]


def test_a_lead_that_cannot_be_one_is_named_with_its_line(study):
    path = study.folder / "study.toml"
    path.write_text('leads = ["../x"]\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(StudyError, match=r"study.toml, line 1: “../x” cannot be the id of a lead"):
        open_study(study.folder)
