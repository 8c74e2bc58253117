"""What is listed for the tools is still there, and the ratchet only turns one way."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).parents[2] / "tools"


def tool(name):
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    sys.modules[name] = made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_every_mutation_can_be_planted_and_names_tests_that_are_there():
    problems = [f"{one}: {problem}" for one in tool("mutations").mutations() if (problem := one.problem())]
    assert problems == []


def test_every_file_that_is_tried_whole_is_there():
    listed = (TOOLS / "fully_covered.txt").read_text(encoding="utf-8").split()
    assert listed == sorted(set(listed))
    assert [file for file in listed if not (TOOLS.parent / file).is_file()] == []


@pytest.fixture
def ratchet(tmp_path, monkeypatch):
    module, report, listed = tool("coverage_ratchet"), tmp_path / "coverage.json", tmp_path / "list.txt"
    monkeypatch.setattr(module, "LIST", listed)

    def run(files, held, *, grow=False):
        named = {
            name: {"missing_lines": lines, "missing_branches": branches} for name, (lines, branches) in files.items()
        }
        report.write_text(json.dumps({"files": named}), encoding="utf-8")
        listed.write_text(held, encoding="utf-8")
        return module.main(report, grow=grow), listed.read_text(encoding="utf-8")

    return run


WHOLE, LINE, BRANCH = ([], []), ([7], []), ([], [[3, 5]])


def test_a_listed_file_that_is_no_longer_tried_whole_is_named_with_its_place(ratchet, capsys):
    assert ratchet({"a.py": WHOLE, "b.py": LINE, "c.py": BRANCH}, "a.py\nb.py\nc.py\nd.py\n")[0] == 1
    said = capsys.readouterr().out
    assert "a.py:" not in said
    assert "b.py: not tried: 7\n" in said
    assert "c.py: not tried: 3->5\n" in said
    assert "d.py: not in the report" in said


def test_the_list_grows_when_asked_and_never_shrinks(ratchet):
    files = {"a.py": WHOLE, "b.py": LINE, "c.py": WHOLE}
    assert ratchet(files, "c.py\n") == (0, "c.py\n")
    assert ratchet(files, "c.py\n", grow=True) == (0, "a.py\nc.py\n")
    assert ratchet(files, "b.py\n", grow=True) == (1, "a.py\nb.py\nc.py\n")
