"""`annotator import` with files of hostile people: nothing of them reaches the terminal as a command."""

import json
import re

import pytest

from annotator.cli.main import main
from tests.exchange.codings.making import made_study

TURNED = "bad\x1b[31m\u202e\n"


@pytest.mark.parametrize("suffix", ["csv", "boris", "xyz"])
@pytest.mark.parametrize("options", [["--dry-run"], []])
def test_names_of_files_are_shown_without_signs_that_command_a_terminal(tmp_path, capsys, suffix, options):
    study = made_study(tmp_path / "study", "S1")
    path = tmp_path / f"{TURNED}.{suffix}"
    path.write_text('code,start,end,who\n"cr\x1by",1,2,"in\x1b"\n"cr\x1by",3,4,"in\u202e"\n')
    main(["import", str(study.folder), str(path), *options])
    said = capsys.readouterr()
    shown = (said.out + said.err).replace("\n", "")
    assert shown.isprintable()
    assert "bad[31m" in shown


def test_a_dot_in_the_name_of_a_table_does_not_end_it(tmp_path, capsys):
    study = made_study(tmp_path / "study", "S1")
    path = tmp_path / "S1.KM.csv"
    path.write_text("code,start,end\ncrying,1,2\ncrying,3,4\n")
    main(["import", str(study.folder), str(path), "--names", "{session}.{coder}", "--dry-run"])
    assert "S1 by KM" in capsys.readouterr().out


TABLE = "Session\tCoder\tSubject\tBehavior\tStart\tStop\tRemark\nS1\tKM\tinfant\tCrying\t0:01.5\t0:03\tAnna\n" + (
    "S1\tKM\tinfant\tSobbing\t0:05\t0:04\t\n"
)


def run(capsys, *words):
    """Run the command with --json; return its exit code and what it says."""
    code = main([*map(str, words), "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_what_is_open_is_saved_filled_in_and_settles_the_import(tmp_path, capsys):
    study = made_study(tmp_path / "study", "S1")
    path, mapping = tmp_path / "old.tsv", tmp_path / "mapping.toml"
    path.write_text(TABLE, encoding="utf-8")
    command = ("import", study.folder, path)
    code, said = run(capsys, *command, "--save-mapping", mapping)
    assert (code, said["open"], said["brought_in"]) == (1, 3, [])
    assert {one["kind"] for one in said["doubts"]} == {"table", "code", "looked for"}
    text = mapping.read_text("utf-8")
    assert '# start = "Start"' in text
    assert "#   crying: Crying" in text
    text = re.sub(r"(?m)^# (\[table\]|[a-z_]+ = .*)$", r"\1", text)  # the columns were looked at
    for kind, choice in (("code", "fussing"), ("looked for", "found")):
        at = text.index('choice = ""', text.index(f'kind = "{kind}"'))
        text = f'{text[:at]}choice = "{choice}"{text[at + len("choice = ..") :]}'
    mapping.write_text(text, encoding="utf-8")
    code, said = run(capsys, *command, "--mapping", mapping, "--dry-run")
    assert [one["kind"] for one in said["doubts"] if any(case["chosen"] == "" for case in one["cases"])] == ["reversed"]
    with mapping.open("a", encoding="utf-8") as file:
        file.write('\n[[settled]]\nkind = "reversed"\nabout = ["Sobbing"]\nchoice = "swap"\n')
    code, said = run(capsys, *command, "--mapping", mapping, "--keep", "comments", "--submit")
    assert (code, said["open"], [one["events"] for one in said["brought_in"]]) == (0, 0, [2])
    coding = study.read_coding("S1", "KM")
    assert [(one.code, one.start_ms, one.end_ms, one.comment) for one in coding.events] == [
        ("crying", 1500, 3000, "Anna"), ("fussing", 4000, 5000, ""),
    ]  # fmt: skip
    assert coding.is_submitted


def test_a_mapping_that_is_there_is_not_written_over(tmp_path, capsys):
    study = made_study(tmp_path / "study", "S1")
    path = tmp_path / "old.tsv"
    path.write_text(TABLE, encoding="utf-8")
    assert main(["import", str(study.folder), str(path), "--save-mapping", str(path)]) == 1
    assert "is there already" in capsys.readouterr().err
    assert path.read_text("utf-8") == TABLE


def test_an_encoding_that_is_not_said_is_asked_and_taken(tmp_path, capsys):
    study = made_study(tmp_path / "study", "S1")
    path = tmp_path / "S1.tsv"
    path.write_bytes(TABLE.replace("Anna", "größer").encode("cp1252"))
    assert main(["import", str(study.folder), str(path)]) == 1
    assert "say what reads right: --encoding cp1252" in capsys.readouterr().err
    assert main(["import", str(study.folder), str(path), "--encoding", "cp1252", "--dry-run"]) == 0
