"""What is put right on the command line: exit codes, what is said, and JSON."""

import json

import pandas as pd
import pytest

from annotator.cli.parser import make_parser
from tests.cli.test_cli import annotator, said_by
from tests.study.putting_right import code, copy_of, counted, make_study, state


@pytest.fixture
def study(tmp_path):
    made = make_study(tmp_path / "one")
    code(made, "S1", "KM", 2)
    code(made, "S1", "JT", 3)
    return made


def test_renamed_removed_restored_and_moved(study, tmp_path):
    folder = study.folder
    other = copy_of(study, "two")
    assert annotator("rename", folder, "session", "S1", "S01") == "The session S1 is called S01 now.\n"
    annotator("rename", folder, "coder", "KM", "KMA")
    annotator("rename", folder, "camera", "1", "door", "--session", "S2")
    annotator("rename", folder, "camera", "DOOR", "window", "--session", "S2")
    annotator("rename", folder, "study", "Reunions", "Reunions 2")
    removed = json.loads(annotator("remove", folder, "coding", "S01", "JT", "--json"))
    assert counted(study) == {("S01", "KMA"): 2}
    listed = json.loads(annotator("bin", folder, "--json"))
    assert [one["name"] for one in listed["bin"]] == [removed["name"]]
    assert "1 coding" in annotator("bin", folder)
    exit_code, printed, _ = said_by("check", folder)
    assert (exit_code, "it lies in the bin and counts nowhere" in printed) == (1, True), "the recordings are not there"
    assert "Restored" in annotator("restore", folder, removed["name"])
    annotator("move", folder, "S01", "JT", "S2")
    annotator("remove", folder, "session", "S01")
    exit_code, printed, _ = said_by("bin", folder, "--empty")
    assert (exit_code, "Nothing is deleted yet" in printed) == (1, True)
    annotator("restore", folder, *[one["name"] for one in json.loads(annotator("bin", folder, "--json"))["bin"]])
    assert counted(study) == {("S01", "KMA"): 2, ("S2", "JT"): 3}
    code(other, "S1", "KM")
    files = [other.folder / "sessions/S1" / f"{coder}.jsonl" for coder in ("KM", "JT")]
    said = json.loads(annotator("merge", folder, *files, "--json"))
    assert [(one["session"], one["coder"], one["changed"]) for one in said["merged"]] == [
        ("S01", "KMA", 1),
        ("S2", "JT", 0),
    ]
    annotator("export", folder, "--out", tmp_path / "out")
    events = pd.read_csv(tmp_path / "out/events.csv")
    assert events.groupby(["session", "coder"]).size().to_dict() == {("S01", "KMA"): 3, ("S2", "JT"): 3}
    annotator("remove", folder, "session", "S2")
    annotator("remove", folder, "coder", "KMA")
    assert len(json.loads(annotator("bin", folder, "--json"))["bin"]) == 2


REFUSED = [
    (["rename", "session", "S1", "S2"], "has a session S2 already"),
    (["rename", "session", "S1", "007"], "should not be the id"),
    (["rename", "study", "Other", "New"], "is called Reunions, not Other"),
    (["rename", "camera", "1", "door"], "not said whose camera"),
    (["rename", "camera", "door", "x", "--session", "S1"], "has no camera door"),
    (["remove", "coding", "S1"], "not said which coding"),
    (["remove", "coder", "XX"], "no coder XX"),
    (["restore"], "not said what to restore"),
    (["restore", "nothing"], "The bin has no nothing"),
    (["move", "S1", "KM", "S1"], "KM has coded S1 already"),
    (["variables", "S1", "age"], "does not say what to set"),
    (["variables", "S1", "age=x", "--type", "age=number"], "is no number"),
    (["variables", "S1", "--type", "age=colour"], "There is no type colour"),
    (["variables", "--from", "nowhere.csv"], "nowhere.csv"),
    (["boundaries", "S1", "--lock", "KM"], "KM has marked no episode"),
]


def test_what_is_refused_says_so_in_one_line_and_changes_nothing(study):
    before = state(study.folder)
    for command, why in REFUSED:
        said = annotator(command[0], study.folder, *command[1:], expect=1)
        assert why in said
        assert said.count("\n") == 1
    assert state(study.folder) == before


def test_variables_of_a_table_and_of_one_session(study, tmp_path):
    table = tmp_path / "v.csv"
    table.write_bytes("session;age;site\nS1;12,5;Köln\nS77;9;\n".encode("cp1252"))
    assert "--encoding" not in annotator("variables", study.folder, "--from", table, expect=1)
    said = annotator(
        "variables", study.folder, "--from", table, "--encoding", "cp1252", "--type", "age=number", expect=1
    )
    assert "no session S77: its row was left out" in said
    annotator("variables", study.folder, "S2", "age=13", "--notes", "came late")
    found = json.loads(annotator("variables", study.folder, "--json"))
    assert found["sessions"]["S1"] == {"variables": {"age": "12.5", "site": "Köln"}, "notes": ""}
    assert found["sessions"]["S2"] == {"variables": {"age": "13"}, "notes": "came late"}
    assert found["types"] == {"age": "number"}
    assert "Notes of S2: came late" in annotator("variables", study.folder, "S2", "age=")


def test_the_bin_is_emptied_only_with_a_yes(study):
    annotator("remove", study.folder, "coding", "S1", "KM")
    assert "Deleted" in annotator("bin", study.folder, "--empty", "--yes")
    assert annotator("bin", study.folder) == "The bin is empty.\n"
    assert list((study.folder / "bin").glob("*")) == []


def test_boundaries_are_shown_locked_and_unlocked(study):
    assert "own boundaries count" in annotator("boundaries", study.folder, "S1")
    annotator("boundaries", study.folder, "S1", "--unlock")
    assert json.loads(annotator("boundaries", study.folder, "S1", "--json"))["locked"] == []


def test_an_offset_is_typed_in_seconds_with_a_point_or_a_comma(study):
    shift = ["camera", "offset", study.folder, "S1", "--camera", "2"]
    for typed in ("1.25", "1,25", "-0.5", "2"):
        assert "has no camera 2" in annotator(*shift, f"--offset-s={typed}", expect=1)
    for typed in (",5", "1.2345", "1e3", "1 s"):
        assert "at most three decimals" in annotator(*shift, f"--offset-s={typed}", expect=2)
    typed = ["1.25", "1,25", "-0,5", "+2"]
    found = [make_parser().parse_args([*map(str, shift), f"--offset-s={one}"]).offset_ms for one in typed]
    assert found == [1250, 1250, -500, 2000]
