"""A study that cannot be written opens for looking, says so, and stays as it is."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.model.codebook.file import codebook_text
from annotator.model.commands import mark
from annotator.study import create_study
from annotator.study.rescue import STATE_DIR_VARIABLE
from tests.odd_clips.odd import draw_odd

LOOK = """
import encodings.cp437, os, sys  # cp437: read by zipfile, and out of reach once the rights are dropped
from pathlib import Path
import annotator
from annotator.errors import StudyError
from annotator.study import AnalysisSettings, Study, create_study

annotator.open_study(Path(sys.argv[1])).events()  # loads what Python loads late, which the new user might not read
if os.getuid() == 0:
    os.setuid(65534)  # root may write anywhere
study = annotator.open_study(Path(sys.argv[1]))
assert not study.is_writable
assert len(study.read_coding("s1", "A").events) == 1
assert len(study.events()) == 1
assert study.recordings.find(study.session("s1"), 0).name == "moved.mp4"
for refused in (
    lambda: study.open_coding("s1", "A"),
    lambda: study.add_coder("B"),
    lambda: study.change_settings(window=("5",)),
    lambda: study.add_session("s2", [(Path(sys.argv[1], "moved.mp4"), 0)]),
    lambda: create_study(Path(sys.argv[1], "new"), "New", Path(sys.argv[1], "codebook.toml").read_text()),
):
    try:
        refused()
    except StudyError as error:
        print(error)
    else:
        raise SystemExit("it was not refused")
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can reach, unlike tmp_path."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="Windows folders have no such permissions")
def test_a_folder_that_cannot_be_written_opens_for_looking_and_stays_as_it_is(open_folder, monkeypatch) -> None:
    monkeypatch.setenv(STATE_DIR_VARIABLE, str(open_folder / "state"))
    study = create_study(open_folder / "study", "Test", codebook_text("strange_situation"))
    video = draw_odd("no_sound", study.folder).path
    study.add_session("s1", [(video, 0)])
    study.add_coder("A")
    with study.open_coding("s1", "A") as opened:
        opened.history.do(mark(opened.coding, study.codebook, "reach", 1))
    video.rename(study.folder / "moved.mp4")
    for path in (study.folder, *study.folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = {path: path.stat().st_mtime_ns for path in open_folder.rglob("*")}

    root = Path(__file__).parents[2]
    looked = subprocess.run(
        [sys.executable, "-c", LOOK, str(study.folder)], cwd=root, capture_output=True, text=True, check=False
    )

    assert looked.returncode == 0, looked.stderr
    coding, *_ = looked.stdout.splitlines()
    assert "s1/A.jsonl cannot be written" in coding
    assert "Copy the study to a folder that you can write to" in coding
    assert {path: path.stat().st_mtime_ns for path in open_folder.rglob("*")} == before
