"""What the tour and `annotator demo` print; that the tour works is shown by running it."""

import json

import pytest

from annotator.agreement.session_report import SessionSettings, StudySessions
from annotator.cli import window
from annotator.cli.main import main
from ui.tour import tour


@pytest.fixture
def found(monkeypatch):
    """A tour that has been taken already."""
    settings = SessionSettings(
        program_version="0.1",
        codebook="strange_situation",
        codebook_version="2.0",
        window="marked",
        window_name="the episodes both marked, first to last",
        code_with=(),
        code_with_words="codes alone",
        point_tolerance_ms=1000,
        level=0.95,
        parts_of_one_recording=12,
        intervals_from_marks=20,
    )
    agreement = StudySessions(settings, [], [])
    made = tour.TourResult(study="out/tour-1/sample-study", agreement=agreement, files=["out/tour-1/tables/events.csv"])
    monkeypatch.setattr(tour, "take_tour", lambda *_: made)


def test_the_tour_prints_one_json_document_when_asked(found, tmp_path, capsys):
    assert tour.main(["--out", str(tmp_path), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["study"], printed["files"]) == ("out/tour-1/sample-study", ["out/tour-1/tables/events.csv"])
    assert printed["agreement"]["settings"]["window"] == "marked"


def test_else_it_prints_lines(found, tmp_path, capsys):
    assert tour.main(["--out", str(tmp_path)]) == 0
    head, *files = capsys.readouterr().out.splitlines()
    assert head.startswith("Strange Situation annotator 0.1; codebook strange_situation 2.0; ")
    assert files == ["out/tour-1/tables/events.csv"]


@pytest.mark.parametrize("has_display", [True, False])
def test_the_demo_prints_nothing_but_json_when_asked(has_display, monkeypatch, tmp_path, capsys):
    called = []
    monkeypatch.setattr(window.sample, "has_display", lambda: has_display)
    monkeypatch.setattr(window.sample, "sample_study", lambda out: out / "sample-study")
    monkeypatch.setattr(window, "_run", lambda *arguments: called.append(arguments) or 0)
    assert main(["demo", "--json", "--out", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    if has_display:
        assert json.loads(printed) == {"study": str(tmp_path / "sample-study")}
    else:
        assert printed == "", "the tour prints the document"
        assert called == [("ui.tour", "--out", str(tmp_path), "--json")]
