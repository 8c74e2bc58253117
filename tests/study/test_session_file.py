"""What session.toml may say: a complaint names the line."""

from pathlib import Path

import pytest

from annotator.errors import StudyError
from annotator.study import Study
from annotator.study.session import Session, read_session

CAMERA = """[[camera]]
file = "visit.mp4"
size = 10
fingerprint = "f"
duration_ms = 60000
frame_count = 1500
offset_ms = 0
"""


def read(folder: Path, text: str) -> Session:
    (folder / "S001").mkdir()
    (folder / "S001" / "session.toml").write_text(text, encoding="utf-8")
    return read_session(folder / "S001")


def test_a_good_file_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, CAMERA).duration_ms == 60_000


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("duration_ms = 60000", "duration_ms = -1", 5, ">= 1"),
        ("duration_ms = 60000", "duration_ms = 99999999999", 5, "<= 604800000"),
        ("frame_count = 1500", "frame_count = 0", 6, ">= 1"),
        ("size = 10", "size = 0", 3, ">= 1"),
        ("offset_ms = 0", "offset_ms = 40", 7, "the first camera"),
        ("offset_ms = 0", "offset_ms = 9999999999", 7, "<= 604800000"),
        ('file = "visit.mp4"', 'file = ""', 2, "length >= 1"),
        ("offset_ms = 0", 'more_files = ["b.vob"]', 7, "2 files do not fit the fingerprint"),
        ("offset_ms = 0", '[[episode]]\nepisode = "1"\nstart_ms = 60001', 9, "after the end"),
        ("offset_ms = 0", '[[episode]]\nepisode = "1"\nstart_ms = -1', 9, ">= 0"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(tmp_path: Path, old: str, new: str, line: int, what: str) -> None:
    with pytest.raises(StudyError) as refused:
        read(tmp_path, CAMERA.replace(old, new))
    assert refused.value.what.startswith(f"S001/session.toml, line {line}:")
    assert what in refused.value.what


def test_a_session_that_could_not_be_read_again_is_not_written(study: Study, recording: Path) -> None:
    with pytest.raises(StudyError, match=r"<= 604800000 in camera\[1\]\.offset_ms"):
        study.add_session("S009", [(recording, 0), (recording, 1_764_316_800_000)])
    assert not (study.folder / "sessions/S009").exists()
    assert "S009" not in study.session_ids()
