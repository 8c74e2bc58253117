"""Disks without locks, and locks that were left behind."""

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from annotator.errors import ReadOnlyError
from annotator.model.commands import mark
from annotator.study import Study

fcntl = pytest.importorskip("fcntl", reason="Windows has other locks")


@pytest.fixture(params=["ENOSYS", "ENOLCK", "EOPNOTSUPP", "EINVAL"])
def no_locks(request, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk whose files cannot be locked."""

    def refuse(*_: object) -> None:
        raise OSError(getattr(errno, request.param), os.strerror(getattr(errno, request.param)))

    monkeypatch.setattr(fcntl, "flock", refuse)


def code(study: Study, **how: bool) -> list[str]:
    with study.open_coding("S001", "KM", **how) as opened:
        opened.history.do(mark(opened.coding, study.codebook, "crying", 500))
        return list(opened.notices)


def test_a_study_on_a_disk_without_locks_works_and_says_what_it_cannot_do(study: Study, no_locks: None) -> None:
    assert any("Files cannot be locked in this folder" in notice for notice in code(study))
    study.add_coder("NEW")
    assert "NEW" in study.coders
    assert not list(study.folder.rglob("*.lock.json"))
    assert not list(study.folder.rglob("*.soft-lock"))


def test_a_second_opening_is_refused_there_too(study: Study, no_locks: None) -> None:
    with study.open_coding("S001", "KM"), pytest.raises(ReadOnlyError, match="and not closed") as refused:
        study.open_coding("S001", "KM")
    assert f"on {socket.gethostname()}, process {os.getpid()}, since 20" in refused.value.what
    assert "take it over" in refused.value.hint


def _left_behind(study: Study, host: str, process: int) -> Path:
    path = study.folder / "sessions/S001/KM.lock.json"
    said = {"coder": "KM", "since": "2026-11-01T09:00:00Z", "host": host, "process": process}
    path.write_bytes(msgspec.json.encode(said))
    return path


def test_what_a_crash_on_this_computer_has_left_behind_is_no_hindrance(study: Study, no_locks: None) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    _left_behind(study, socket.gethostname(), ended.pid)
    code(study)


def test_what_another_computer_has_left_behind_can_be_taken_over_on_request(study: Study, no_locks: None) -> None:
    left = _left_behind(study, "lab-pc-2", 77)
    with pytest.raises(ReadOnlyError, match="on lab-pc-2, process 77, since 2026-11-01 09:00 UTC"):
        code(study)
    assert left.exists()
    code(study, take_over=True)
    code(study)


def test_a_note_that_nobody_can_read_hinders_until_it_is_taken_over(study: Study, no_locks: None) -> None:
    left = _left_behind(study, "", 0)
    left.write_bytes(b"[" * 9999)
    with pytest.raises(ReadOnlyError, match="and not closed"):
        code(study)
    code(study, take_over=True)


def test_where_files_can_be_locked_a_note_left_behind_is_nothing(study: Study) -> None:
    _left_behind(study, "lab-pc-2", 77)
    assert code(study) == []


def test_the_note_of_somebody_who_took_over_stays(study: Study, no_locks: None) -> None:
    opened = study.open_coding("S001", "KM")
    left = _left_behind(study, "lab-pc-2", 77)
    opened.close()
    assert left.exists()
