"""Roles, the plan and a coder's list on the command line."""

import argparse
import json

import pytest

from annotator.cli.parser import make_parser
from annotator.study.people import set_blind, set_leads
from annotator.study.settings import Blind
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


def test_a_share_is_read_as_people_write_it_and_a_misspelt_variable_is_told(study):
    folder = study.folder
    for share in ("0.25", "0,25", ".25"):
        asked = ("plan", folder, "--share", share, "--seed", "7", "--dry-run", "--json")
        assert json.loads(annotator(*asked))["plan"]["share"] == 0.25
    for share in ("25", "25%", "nan", "-1", ""):
        exit_code, _, told = said_by("plan", folder, f"--share={share}", "--seed", "7")
        assert exit_code == 2
        assert "give a share from 0 to 1" in told
    annotator("variables", folder, "S001", "condition=B")
    told = said_by("people", folder, "--leads", "MA", "--blind", "condition", "conditoin")[2]
    assert told == "annotator: warning: no session has a variable conditoin: nothing is hidden by that name.\n"


def test_roles_are_set_and_who_works_blind_is_refused_what_all_codings_say(study, tmp_path):
    folder = study.folder
    assert annotator("people", folder).startswith("Leads: nobody, so that everybody sees everything\n")
    said = annotator("people", folder, "--leads", "MA", "--blind", "condition", "--blind-recordings")
    assert said.splitlines() == [
        "Leads: MA",
        "Coders: KM, JT",
        "Coders do not see: condition, names of recordings",
        "Coders see each other's codings: never",
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
    ]
    for asked, why in refused:
        exit_code, printed, told = said_by(*asked)
        assert (exit_code, printed) == (1, "")
        assert why in told
    assert not (tmp_path / "out").exists()
    annotator("export", folder, "--out", tmp_path / "out", "--as", "MA")


OF_LEADS = {
    "add": ("none.mp4", "--session", "S9"), "gold": (), "preregister": (), "check": (), "batch": (),
    "replace": ("S001", "none.mp4"), "camera add": ("S001", "none.mp4"), "camera remove": ("S001", "--camera", "2"),
    "camera offset": ("S001", "--camera", "2", "--offset-ms", "1"), "rename": ("session", "S001", "S1"),
    "remove": ("session", "S001"), "bin": (), "move": ("S001", "JT", "S002"), "merge": ("none.jsonl",),
    "variables": (), "boundaries": ("S001",), "codebook update": (), "repair": (), "restore": ("none",),
    "pack": ("--out", "out.zip"), "verify": (), "audit": (), "share-check": (), "retention": (), "locks": (),
    "relink": (".",),
}  # fmt: skip
OF_RESULTS = {
    "export": ("--out", "out"), "measures": ("--out", "out"), "pool": ("--out", "out"), "figures": ("--out", "out"),
    "clips": ("--code", "reach", "--out", "out.csv"), "report": ("--out", "out.html"), "reliability": (),
}  # fmt: skip
FOR_ALL = {"new", "people", "plan", "assign", "mine", "open", "find"}
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
        for person, why in (((), "Say --as and one of MA, KM, JT"), (("--as", "KM"), "KM "), (("--as", "XY"), "no XY")):
            exit_code, printed, told = said_by(*name.split(), folder, *more, *person)
            assert (exit_code, printed) == (1, ""), name
            assert why in told, name
            assert "S001" not in told
    assert state(folder) == before
    assert "Say --as" in said_by("find", folder, "reach")[2]
    assert annotator("find", folder, "reach", "--as", "KM") == "Nothing was found.\n"
    set_blind(study, Blind(unblind="now"), "MA")
    annotator("export", folder, "--out", tmp_path / "out", "--as", "KM")
    assert said_by("audit", folder, "--as", "KM")[0] == 1
    assert "Leads: MA" in annotator("people", folder)
    assert "S001" in annotator("audit", folder, "--as", "MA")
