"""Telling a study where a recording is now, also one in several files."""

from pathlib import Path

import pytest

from annotator.errors import MediaError
from annotator.study import Study


@pytest.fixture
def parts(tmp_path: Path, recording: Path) -> list[Path]:
    """Two files that are taken for one recording; their content differs."""
    first, second = tmp_path / "part1.mp4", tmp_path / "part2.mp4"
    first.write_bytes(recording.read_bytes())
    second.write_bytes(recording.read_bytes() + b"\0" * 16)
    return [first, second]


def moved(paths: list[Path], folder: Path) -> list[Path]:
    folder.mkdir()
    return [path.rename(folder / f"renamed-{number}{path.suffix}") for number, path in enumerate(paths)]


def test_a_recording_of_several_files_is_linked_again_in_any_order(
    study: Study, parts: list[Path], tmp_path: Path
) -> None:
    study.add_session("S002", [(tuple(parts), 0)])
    now = moved(parts, tmp_path / "elsewhere")
    study.recordings.relink("S002", 0, *reversed(now))
    assert study.recordings.find(study.session("S002"), 0) == tuple(now)


def test_one_of_its_files_can_be_linked_alone(study: Study, parts: list[Path], tmp_path: Path) -> None:
    study.add_session("S002", [(tuple(parts), 0)])
    (second,) = moved(parts[1:], tmp_path / "elsewhere")
    study.recordings.relink("S002", 0, second)
    assert study.recordings.find(study.session("S002"), 0) == (parts[0], second)


def test_a_file_that_is_no_part_of_it_is_refused(study: Study, parts: list[Path], tmp_path: Path) -> None:
    study.add_session("S002", [(tuple(parts), 0)])
    before = study.session("S002")
    other = tmp_path / "other.mp4"
    other.write_bytes(b"not it")
    with pytest.raises(MediaError, match=r"other\.mp4 is not the recording that was added to S002"):
        study.recordings.relink("S002", 0, other)
    assert study.session("S002") == before
