"""The journal on a disk that fails halfway."""

import sys
from pathlib import Path

import pytest

from annotator.study.journal_file import JournalFile
from tests.shared import disk_without_room

pytest.importorskip("resource", reason="Windows has no limit on the size of a file")


@pytest.fixture
def file(tmp_path: Path) -> JournalFile:
    made = JournalFile(tmp_path / "A.jsonl", ())
    made.append([b"header\n", b"one\n"])
    return made


def test_lines_that_did_not_fit_on_the_disk_are_written_once_when_there_is_room(file: JournalFile) -> None:
    long = b"x" * 9000 + b"\n"
    with disk_without_room(4096), pytest.raises(OSError, match="too large"):
        file.append([b"two\n", long])
    assert file.lines == (b"header\n", b"one\n")
    assert file.path.stat().st_size == 4096, "the write stopped halfway"

    file.append([b"two\n", long, b"three\n"])

    assert file.path.read_bytes() == b"header\none\ntwo\n" + long + b"three\n"
    assert file.conflict is None


def test_a_file_that_could_not_be_made_whole_is_not_left_behind(tmp_path: Path) -> None:
    file = JournalFile(tmp_path / "A.jsonl", ())
    with disk_without_room(4096), pytest.raises(OSError, match="too large"):
        file.append([b"x" * 9000 + b"\n"])
    assert not list(tmp_path.iterdir())

    file.append([b"header\n"])

    assert file.path.read_bytes() == b"header\n"


@pytest.mark.parametrize(
    "foreign",
    [b"header\none\nforeign\n", b"header\n", b"header\ntwo\n", b"header\none\nfor", b""],
    ids=["longer", "shorter", "other line", "torn", "empty"],
)
def test_a_file_that_somebody_else_changed_is_left_alone(file: JournalFile, foreign: bytes) -> None:
    file.path.write_bytes(foreign)
    original = file.path

    file.append([b"two\n"])
    file.append([b"three\n"])

    assert original.read_bytes() == foreign
    assert file.path.name == "A.conflict-1.jsonl"
    assert file.path.read_bytes() == b"header\none\ntwo\nthree\n"
    assert file.conflict is not None
    assert "A.conflict-1.jsonl" in file.conflict.hint


def test_a_second_conflict_takes_the_next_name(file: JournalFile) -> None:
    file.path.write_bytes(b"foreign\n")
    file.append([b"two\n"])
    file.path.write_bytes(b"foreign too\n")

    file.append([b"three\n"])

    assert file.path.name == "A.conflict-2.jsonl"
    assert file.path.read_bytes() == b"header\none\ntwo\nthree\n"


def test_a_file_that_vanished_is_written_again(file: JournalFile) -> None:
    file.path.unlink()
    file.append([b"two\n"])
    assert file.path.read_bytes() == b"header\none\ntwo\n"
    assert file.conflict is None


def test_a_torn_end_is_cut_off_by_the_next_write(tmp_path: Path) -> None:
    path = tmp_path / "A.jsonl"
    path.write_bytes(b"header\none\ntwo and a h")
    file = JournalFile(path, (b"header\n", b"one\n"), b"two and a h")
    file.append([b"t\n"])
    assert path.read_bytes() == b"header\none\nt\n"


def test_a_torn_end_that_somebody_else_made_whole_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "A.jsonl"
    path.write_bytes(b"header\none\ntwo and a h")
    file = JournalFile(path, (b"header\n", b"one\n"), b"two and a h")
    path.write_bytes(b"header\none\nother\n")
    file.append([b"t\n"])
    assert path.read_bytes() == b"header\none\nother\n"
    assert file.path.read_bytes() == b"header\none\nt\n"
    assert file.conflict is not None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such links")
def test_a_journal_that_is_a_broken_link_is_an_error_and_not_an_endless_search(tmp_path: Path) -> None:
    path = tmp_path / "A.jsonl"
    path.symlink_to(tmp_path / "nowhere" / "A.jsonl")
    with pytest.raises(OSError, match="exists"):
        JournalFile(path, ()).append([b"header\n"])
