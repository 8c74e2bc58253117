"""A command imports what it uses and no more: whoever asks for help does not wait for the video libraries."""

import subprocess
import sys

import pytest

_SAYS = """
import sys
from annotator.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print("imported", *sys.modules)
"""
HEAVY = {"numpy", "pandas", "scipy", "matplotlib", "av", "cv2", "jinja2", "PySide6"}


def imported_by(*arguments):
    ended = subprocess.run([sys.executable, "-c", _SAYS, *arguments], capture_output=True, text=True, check=True)
    return HEAVY & set(ended.stdout.rsplit("imported", maxsplit=1)[1].split())


@pytest.mark.parametrize(
    "arguments", [("--help",), ("--version",), ("reliability", "--help"), ("codebook", "list"), ("codebook", "schema")]
)
def test_help_and_the_codebooks_that_ship_import_no_library_for_video_or_statistics(arguments):
    assert imported_by(*arguments) == set()


def test_the_manual_of_a_codebook_imports_what_fills_in_pages(tmp_path):
    assert "jinja2" in imported_by("codebook", "manual", "strange_situation", "--out", str(tmp_path / "manual.html"))


def test_whoever_adds_a_session_does_not_wait_for_what_makes_tables(study, recording):
    assert imported_by("add", str(study.folder), str(recording), "--session", "S002") == {"numpy", "av", "cv2"}
    assert "S002" in study.session_ids()
