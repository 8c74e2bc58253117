"""What the tour and `annotator demo` print; that the tour works is shown by running it."""

import json

import pytest

from annotator import cli, demo
from ui import tour


@pytest.fixture
def found(monkeypatch):
    """A tour that has been taken already."""
    made = tour.Found(study="out/tour-1/sample-study", agreement=[], files=["out/tour-1/tables/events.csv"])
    monkeypatch.setattr(tour, "take_tour", lambda *_: made)


def test_the_tour_prints_one_json_document_when_asked(found, tmp_path, capsys):
    assert tour.main(["--out", str(tmp_path), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == {"study": "out/tour-1/sample-study", "agreement": [], "files": ["out/tour-1/tables/events.csv"]}


def test_else_it_prints_lines(found, tmp_path, capsys):
    assert tour.main(["--out", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "out/tour-1/tables/events.csv\n"


@pytest.mark.parametrize("has_display", [True, False])
def test_the_demo_prints_nothing_but_json_when_asked(has_display, monkeypatch, tmp_path, capsys):
    called = []
    monkeypatch.setattr(demo, "has_display", lambda: has_display)
    monkeypatch.setattr(demo, "sample_study", lambda out: out / "sample-study")
    monkeypatch.setattr(cli, "_window", lambda *arguments: called.append(arguments) or 0)
    assert cli.main(["demo", "--json", "--out", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    if has_display:
        assert json.loads(printed) == {"study": str(tmp_path / "sample-study")}
    else:
        assert printed == "", "the tour prints the document"
        assert called == [("ui.tour", "--out", str(tmp_path), "--json")]
