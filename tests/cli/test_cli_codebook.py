"""`annotator codebook ...`: what ships, what is in it, its keys, its faults."""

import json

import pytest

from annotator.cli.main import main
from annotator.model.codebook.file import codebook_hash, codebook_text, parse_codebook, shipped_codebooks


@pytest.fixture
def run(capsys):
    """Run a command; return its exit code and what it printed on stdout and stderr."""

    def answer(*arguments):
        code = main(["codebook", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return answer


def test_list_names_every_codebook_that_ships(run):
    code, said, _ = run("list")
    assert code == 0
    assert [line.split()[0] for line in said.splitlines()] == sorted(shipped_codebooks())
    listed = json.loads(run("list", "--json")[1])
    assert listed[-1]["sha256"] == codebook_hash(codebook_text("strange_situation"))


@pytest.mark.parametrize("name", sorted(shipped_codebooks()))
def test_show_tells_everything_and_check_finds_nothing(run, name):
    codebook = parse_codebook(codebook_text(name), name)
    said = run("show", name)[1]
    for entry in (*codebook.episodes, *codebook.codes, *codebook.scales):
        assert entry.name in said
    assert all(code.definition in said and code.source in said for code in codebook.codes)
    shown = json.loads(run("show", name, "--json")[1])
    assert [one["id"] for one in shown["codebook"]["code"]] == [one.id for one in codebook.codes]
    code, said, _ = run("check", name)
    assert (code, "no faults found" in said) == (0, True)


def test_keys_are_a_table_by_group(run):
    lines = run("keys", "secure_base")[1].splitlines()
    assert lines[0] == "SECURE BASE"
    assert any(line.split()[:1] == ["R"] and "1/Y=yes 2/N=no" in line for line in lines)
    first = json.loads(run("keys", "secure_base", "--json")[1])[0]
    assert first == {
        "group": "Secure base", "key": "G", "code": "go_away", "name": "Go away", "kind": "point", "then": {}
    }  # fmt: skip
    assert "no keys" in run("keys", "maternal_sensitivity")[1]


def test_check_tells_all_faults_of_a_file_and_exits_with_1(run, tmp_path):
    file = tmp_path / "mine.toml"
    text = codebook_text("secure_base").replace('key = "G"', 'key = "K"', 1).replace('"#57b894"', '"green"', 1)
    file.write_text(text, encoding="utf-8")
    code, said, _ = run("check", str(file))
    assert code == 1
    assert [line.split(":")[0] for line in said.splitlines()] == [
        f"line {text[: text.index(at)].count(chr(10)) + 1}" for at in ('key = "K"', '"green"')
    ]
    assert len(json.loads(run("check", str(file), "--json")[1])["faults"]) == 2


def test_check_refuses_an_answer_on_the_letter_of_a_code_and_the_codebook_can_be_used(run, tmp_path, capsys):
    file = tmp_path / "mine.toml"
    text = codebook_text("secure_base").replace('key = "Y"', 'key = "G"', 1)
    file.write_text(text, encoding="utf-8")
    line = text[: text.index('key = "G"')].count("\n") + 1
    fault = "line {}: {}: G cannot answer “yes”, because it is the key of Go away. Remove the key of the answer"
    code, said, _ = run("check", str(file))
    name = parse_codebook(text, "mine.toml").modifiers[0].name
    assert (code, fault.format(line, name) in said) == (1, True)
    assert main(["check", str(file)]) == 1
    assert fault.format(line, name) in capsys.readouterr().out
    assert "1=yes 2/N=no" in run("keys", str(file))[1]


def test_a_codebook_that_is_not_there_or_has_a_fault_is_refused(run, tmp_path):
    code, said, error = run("show", "nothing")
    assert (code, said) == (1, "")
    assert "secure_base" in error
    file = tmp_path / "mine.toml"
    file.write_text(codebook_text("secure_base").replace('key = "G"', 'key = "K"', 1), encoding="utf-8")
    code, said, error = run("keys", str(file))
    assert (code, said) == (1, "")
    assert "belongs to the player" in error


def test_the_schema_is_one_json_document_either_way(run):
    assert json.loads(run("schema")[1]) == json.loads(run("schema", "--json")[1])


def test_the_manual_is_written_as_html(run, tmp_path):
    out = tmp_path / "manual.html"
    code, said, _ = run("manual", "still_face", "--out", str(out))
    assert (code, said.strip()) == (0, f"Wrote {out}.")
    written = out.read_text(encoding="utf-8")
    assert "Still" in written
    code, _, trouble = run("manual", "secure_base", "--out", str(out))
    assert (code, trouble.strip()) == (1, f"annotator: {out} is there already. Choose another name.")
    assert out.read_text(encoding="utf-8") == written


def test_the_encoding_of_a_foreign_file_is_asked_for_and_can_be_given(run, tmp_path):
    project = tmp_path / "pilot.boris"
    project.write_bytes('{"behaviors_conf": {"0": {"type": "Point event", "code": "Gähnt"}}}'.encode("mac_roman"))
    out = tmp_path / "codebook.toml"
    code, _, error = run("import", str(project), "--out", str(out))
    assert (code, out.exists()) == (1, False)
    assert "as mac_roman it reads “Gähnt”" in error
    assert "--encoding" in error
    assert run("import", str(project), "--out", str(out), "--encoding", "mac_roman")[0] == 0
    assert 'name = "Gähnt"' in out.read_text(encoding="utf-8")


def test_a_scheme_of_another_program_is_imported_and_what_was_left_out_is_told(run, tmp_path):
    project = tmp_path / "pilot.boris"
    behavior = {"type": "State event", "key": "1", "code": "Cry", "category": "Distress"}
    project.write_text(json.dumps({"behaviors_conf": {"0": behavior}}), encoding="utf-8")
    out = tmp_path / "codebook.toml"
    code, said, _ = run("import", str(project), "--out", str(out))
    assert code == 0
    assert "NOT TAKEN OVER" in said
    assert "Keys that no codebook can have were changed: Cry from 1 to C." in said
    assert "TO CHECK\n  - The file does not say who does it" in said
    assert "no actor is given" in run("check", str(out))[1]
    named = tmp_path / "named.toml"
    assert "TO CHECK" not in run("import", str(project), "--out", str(named), "--actor", "infant")[1]
    assert run("check", str(named))[0] == 0
    code, _, error = run("import", str(project), "--out", str(out))
    assert code == 1
    assert "is there already" in error
    found = json.loads(run("import", str(project), "--out", str(tmp_path / "b.toml"), "--json")[1])
    assert found["understood"] == ["1 states and 0 points in 1 groups"]
