"""A lab moves: codings go out as files of another program, come into another study, and give the same kappa."""

import io
import json
import shutil
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from annotator.cli.main import main
from annotator.demo_coders import many_coders_study
from annotator.study import Study, open_study

NAMED = "{session}_{coder}"
FORMATS = {
    "boris": ("*.boris", ["--names", "{session}__{coder}"]),
    "elan": ("*.eaf", []),
    "datavyu": ("*.opf", ["--names", NAMED]),
    "textgrid": ("*.TextGrid", ["--names", NAMED]),
    "vtt": ("*.vtt", ["--names", NAMED]),
    "csv": ("events.csv", []),
    "boris-tables": ("tabular_events.csv", ["--names", "{session}__{coder}"]),
    "bids": ("sub-*/beh/*_events.tsv", []),
}
"""How the files of a format are called that codings are read from, and what a person says when they come in."""

SETTLED = """
[[settled]]
kind = "looked for"
choice = "all"
"""


def said_by(*words: object) -> tuple[int, str]:
    """Run a command; return its exit code and what it printed."""
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        code = main([str(one) for one in words])
    return code, out.getvalue()


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A study of two sessions that two coders coded."""
    return many_coders_study(tmp_path_factory.mktemp("lab") / "study", sessions=2, coders=("JT", "KM"))


def emptied(lab: Study, folder: Path) -> Path:
    """Return a copy of a study in which nobody has coded anything."""
    shutil.copytree(lab.folder, folder)
    for one in folder.rglob("*.jsonl"):
        one.unlink()
    return folder


def events_of(study: Study) -> list[tuple[object, ...]]:
    return sorted(
        (coding.session, coding.coder, one.code, one.start_ms, one.end_ms, tuple(sorted(one.modifiers.items())))
        for _, coding in study.codings()
        for one in coding.events
    )


def of_codes(folder: Path) -> list[object]:
    """Return what the agreement of two coders says of codes and answers, over the whole recording."""
    asked = ("reliability", folder, "--coders", "JT", "KM", "--session", "S001", "--window", "whole", "--json")
    code, said = said_by(*asked)
    assert code == 0
    (session,) = json.loads(said)["sessions"]
    return [session[one] for one in ("window_s", "channels", "points", "modifiers")]


@pytest.mark.parametrize("name", FORMATS)
def test_out_and_in_again(lab: Study, tmp_path: Path, name: str) -> None:
    pattern, said = FORMATS[name]
    assert said_by("export", lab.folder, "--out", tmp_path / "out", "--format", name)[0] == 0
    files = sorted((tmp_path / "out").glob(pattern))
    folder = emptied(lab, tmp_path / "new")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(SETTLED, encoding="utf-8")
    code, told = said_by("import", folder, *files, "--mapping", mapping, "--submit", *said)
    assert (code, "Brought in" in told) == (0, True), told
    assert events_of(open_study(folder)) == events_of(lab)
    assert of_codes(folder) == of_codes(lab.folder)
