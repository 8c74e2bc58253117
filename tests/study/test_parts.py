"""A camera may be several files in sequence."""

import subprocess
import sys

import pytest

from annotator.errors import MediaError
from annotator.model.codebook.file import codebook_text
from annotator.study import create_study, open_study
from tests.odd_clips.odd import draw_odd

TEXT = codebook_text("strange_situation")


@pytest.fixture
def parts(tmp_path):
    """Two recordings that follow one another, of 4 s and 5 s."""
    return draw_odd("clap", tmp_path).path, draw_odd("nonzero_start", tmp_path).path


@pytest.fixture
def folder(tmp_path, parts):
    study = create_study(tmp_path / "study", "Test", TEXT)
    study.add_session("s1", [(parts, 0), (parts[0], 0)])
    return study.folder


def test_files_in_sequence_are_one_camera(folder, parts):
    study = open_study(folder)
    session = study.session("s1")
    camera, other = session.cameras
    assert (camera.duration_ms, camera.frame_count) == (9000, 225)
    assert camera.files == ("../clap.mkv", "../nonzero_start.mkv")
    assert other.files == ("../clap.mkv",)
    assert study.recordings.find(session, 0) == parts
    assert study.recordings.find(session, 1) == parts[0]
    assert len(study.frame_table(session)) == 225


def test_a_part_that_was_moved_is_found_again(folder, parts):
    moved = folder / "moved.mkv"
    parts[1].rename(moved)
    study = open_study(folder)
    assert study.recordings.find(study.session("s1"), 0) == (parts[0], moved)
    study.recordings.note_places("s1")
    assert study.session("s1").cameras[0].files == ("../clap.mkv", "moved.mkv")
    moved.unlink()
    with pytest.raises(MediaError, match="is not there"):
        study.recordings.find(study.session("s1"), 0)


def test_the_command_line_takes_parts_with_a_plus_and_files_with_a_plus_in_their_name(tmp_path, parts):
    named = tmp_path / "visit+1.mkv"
    named.write_bytes(parts[0].read_bytes())
    create_study(tmp_path / "other", "Test", TEXT)
    videos = [f"{parts[0]}+{parts[1]}", str(named)]
    command = [sys.executable, "-m", "annotator", "add", str(tmp_path / "other"), *videos, "--session", "s1"]
    subprocess.run(command, check=True, capture_output=True)
    first, second = open_study(tmp_path / "other").session("s1").cameras
    assert first.files == ("../clap.mkv", "../nonzero_start.mkv")
    assert second.files == ("../visit+1.mkv",)
