"""Roles, the plan and a coder's list on the command line."""

import argparse
import json

import pytest

from annotator.cli.parser import make_parser
from annotator.study import open_study
from annotator.study.people import set_blind, set_leads
from annotator.study.settings import Blind
from annotator.study.variables import set_variables
from tests.cli.test_cli import annotator, said_by
from tests.study.putting_right import code, make_study, state
from tests.trail import read_steps


@pytest.fixture
def study(tmp_path):
    return make_study(tmp_path / "one", [f"S{number:03}" for number in range(1, 9)])


def test_a_plan_is_tried_kept_extended_and_changed_by_hand(study):
    folder = study.folder
    asked = ("plan", folder, "--share", "0.25", "--coders", "KM", "JT", "--seed", "7")
    tried = json.loads(annotator(*asked, "--dry-run", "--json"))
    assert (tried["sessions"], tried["twice"]) == (8, 2)
    assert annotator("plan", folder) == "Nothing is assigned yet.\n"
    said = annotator(*asked)
    assert "2 of 8 sessions (25.0 %) are coded by two." in said
    assert "KM: 5 sessions, 2 of them also by another" in said
    assert json.loads(annotator("plan", folder, "--json"))["assigned"] == tried["new"]
    assert json.loads(annotator("plan", folder, "--extend", "--json"))["new"] == []
    order = [one["session"] for one in tried["new"] if one["coder"] == "KM"]
    listed = json.loads(annotator("mine", folder, "--as", "KM", "--json"))
    assert ([one["session"] for one in listed["sessions"]], listed["next"]) == (order, order[0])
    assert annotator("plan", folder).endswith("0 of 8 sessions are submitted by two.\n")
    anew = json.loads(annotator("plan", folder, "--anew", "--seed", "8", "--dry-run", "--json"))
    assert (anew["kept"], len(anew["new"])) == ([], 10)
    assert annotator("assign", folder, order[0], "KM", "--off") == f"KM was taken off {order[0]}.\n"
    code(study, order[2], "KM")
    shown = annotator("mine", folder, "--as", "KM").splitlines()
    assert shown == [f"1. {order[1]}: not begun", f"2. {order[2]}: begun", *shown[2:4], f"Next: {order[2]}"]
    annotator("assign", folder, order[0], "KM", "--as", "MA")
    assert annotator("mine", folder, "--as", "KM").splitlines()[-2] == f"5. {order[0]}: not begun"
    assert read_steps(folder)[-1]["person"] == "MA"


def test_a_share_is_read_as_people_write_it(study):
    folder = study.folder
    for share in ("0.25", "0,25", ".25"):
        asked = ("plan", folder, "--share", share, "--seed", "7", "--dry-run", "--json")
        assert json.loads(annotator(*asked))["plan"]["share"] == 0.25
    for share in ("25", "25%", "nan", "-1", ""):
        exit_code, _, told = said_by("plan", folder, f"--share={share}", "--seed", "7")
        assert exit_code == 2
        assert "give a share from 0 to 1" in told


def test_variables_are_marked_private_by_a_lead(study):
    folder = study.folder
    set_variables(study, {"S001": {"birth": "2025-01-30", "age": "12"}})
    said = annotator("people", folder, "--private", "birth", "brith").splitlines()
    assert said[2:] == ["Private, and in no package for coders: birth, brith", "No session has the variable brith yet."]
    assert open_study(folder).said.private == ("birth", "brith")
    assert json.loads(annotator("people", folder, "--leads", "MA", "--json"))["private"] == ["birth", "brith"]
    exit_code, _, told = said_by("people", folder, "--private", "--as", "KM")
    assert exit_code == 1
    assert "KM is no lead" in told
    assert "birth" not in annotator("people", folder, "--private", "age", "--as", "MA")
    step = read_steps(folder)[-1]
    assert (step["what"], step["old"], step["new"], step["person"]) == (
        "set private variables",
        ["birth", "brith"],
        ["age"],
        "MA",
    )
    annotator("people", folder, "--private", "--unblind", "now", "--leads", "LB", "--as", "MA")
    said = open_study(folder).said
    assert (said.private, said.leads, said.blind.unblind) == ((), ("LB",), "now"), "who hands over"


def for_leads(folder, tmp_path):
    """What would show others' work or what is blind, or change what is everybody's."""
    return [
        ("add", folder, tmp_path / "none.mp4", "--session", "S9"),
        ("audit", folder),
        ("bin", folder),
        ("boundaries", folder, "S001"),
        ("camera", "offset", folder, "S001", "--camera", "2", "--offset-ms", "40"),
        ("gold", folder),
        ("merge", folder, tmp_path / "none.zip"),
        ("move", folder, "S001", "JT", "S002"),
        ("pack", folder, "--out", tmp_path / "out"),
        ("remove", folder, "session", "S001"),
        ("rename", folder, "session", "S001", "S01"),
        ("replace", folder, "S001", tmp_path / "none.mp4"),
        ("restore", folder, "nothing"),
        ("retention", folder),
        ("share-check", folder),
        ("variables", folder),
    ]


def test_roles_are_set_and_who_works_blind_is_refused_what_all_codings_say(study, tmp_path):
    folder = study.folder
    assert annotator("people", folder).startswith("Leads: nobody, so that everybody sees everything\n")
    said = annotator("people", folder, "--leads", "MA", "--blind", "condition", "--blind-recordings")
    assert said.splitlines() == [
        "Leads: MA",
        "Coders: KM, JT",
        "Coders do not see: condition, names of recordings",
        "Coders see each other's codings: never",
        "No session has the variable condition yet.",
    ]
    refused = [
        (("people", folder, "--unblind", "now", "--as", "KM"), "KM is no lead of this study. Ask a lead to do it: MA."),
        (("plan", folder, "--seed", "7", "--share", "0.5"), "It is not said who you are. Choose from MA, KM, JT."),
        (("plan", folder, "--extend", "--as", "MA"), "no plan yet"),
        (("plan", folder, "--share", "0.5", "--as", "MA"), "needs a share and a seed"),
        (("plan", folder, "--as", "KM"), "KM is no lead"),
        (("assign", folder, "S001", "KM", "--as", "JT"), "JT is no lead"),
        (("mine", folder, "--as", "XY"), "no coder XY"),
        (("reliability", folder, "--as", "KM"), "KM works blind in this study."),
        (("export", folder, "--out", tmp_path / "out", "--as", "KM"), "KM works blind"),
        (("measures", folder, "--out", tmp_path / "out", "--as", "XY"), "The study knows no XY"),
        (("export", folder, "--out", tmp_path / "out"), "It is not said who you are."),
        (("audit", folder), "It is not said who you are. Name yourself by --as: MA, KM, JT."),
        (("find", folder, "reach"), "It is not said who you are."),
        *(((*asked, "--as", "KM"), "KM is no lead of this study.") for asked in for_leads(folder, tmp_path)),
    ]
    before = state(folder)
    for asked, why in refused:
        exit_code, printed, told = said_by(*asked)
        assert (exit_code, printed) == (1, "")
        assert why in told
    assert not (tmp_path / "out").exists()
    assert state(folder) == before
    annotator("rename", folder, "session", "S001", "S01", "--as", "MA")
    annotator("export", folder, "--out", tmp_path / "out", "--as", "MA")


OF_LEADS = {
    "add": ("none.mp4", "--session", "S9"), "import": ("none.boris",),
    "gold": (), "preregister": (), "check": (), "batch": (),
    "replace": ("S001", "none.mp4"), "camera add": ("S001", "none.mp4"), "camera remove": ("S001", "--camera", "2"),
    "camera offset": ("S001", "--camera", "2", "--offset-ms", "1"), "rename": ("session", "S001", "S1"),
    "remove": ("session", "S001"), "bin": (), "move": ("S001", "JT", "S002"), "merge": ("none.jsonl",),
    "variables": (), "boundaries": ("S001",), "codebook update": (), "repair": (), "restore": ("none",),
    "pack": ("--out", "out.zip"), "verify": (), "audit": (), "share-check": (), "retention": (), "locks": (),
    "relink": (".",), "review": (),
}  # fmt: skip
OF_RESULTS = {
    "export": ("--out", "out"), "measures": ("--out", "out"), "pool": ("--out", "out"), "figures": ("--out", "out"),
    "clips": ("--code", "reach", "--out", "out.csv"), "report": ("--out", "out.html"), "reliability": (),
}  # fmt: skip
FOR_ALL = {"new", "people", "plan", "assign", "mine", "open", "find", "recode"}
"""What anybody may ask, or what looks itself at who asks."""


def commands_on_a_study(parser, before=""):
    """Yield the names of all commands that are told a study."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, made in action.choices.items():
                yield from commands_on_a_study(made, f"{before} {name}".strip())
        elif action.dest in {"study", "target", "package"} and before != "unpack":
            yield before


def test_no_command_tells_a_blind_coder_what_others_coded_or_what_is_blind(study, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = study.folder
    assert set(commands_on_a_study(make_parser())) == {*OF_LEADS, *OF_RESULTS, *FOR_ALL}
    code(study, "S001", "JT")
    set_leads(study, ["MA"])
    set_blind(study, Blind(variables=("condition",)), "MA")
    before = state(folder)
    for name, more in (OF_LEADS | OF_RESULTS).items():
        for person, why in (
            ((), "Name yourself by --as: MA, KM, JT"),
            (("--as", "KM"), "KM "),
            (("--as", "XY"), "no XY"),
        ):
            exit_code, printed, told = said_by(*name.split(), folder, *more, *person)
            assert (exit_code, printed) == (1, ""), name
            assert why in told, name
            assert "S001" not in told
    assert state(folder) == before
    assert "Name yourself" in said_by("find", folder, "reach")[2]
    assert annotator("find", folder, "reach", "--as", "KM") == "Nothing was found.\n"
    set_blind(study, Blind(unblind="now"), "MA")
    annotator("export", folder, "--out", tmp_path / "out", "--as", "KM")
    assert said_by("audit", folder, "--as", "KM")[0] == 1
    assert "Leads: MA" in annotator("people", folder)
    assert "S001" in annotator("audit", folder, "--as", "MA")
