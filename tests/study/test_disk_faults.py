"""What a disk can do to somebody who codes: whatever it is, no edit is lost, and it is said while it lasts."""

import errno
import os
from pathlib import Path

import pytest

from annotator.model.codebook.file import codebook_text
from annotator.model.commands import mark
from annotator.study import Camera, Session, Study, create_study, open_study
from annotator.study.rescue import STATE_DIR_VARIABLE
from annotator.study.session import write_session

CAMERA = Camera(file="none.mp4", size=1, fingerprint="1-x", duration_ms=600_000, frame_count=15_000)
EDITS = 40


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    monkeypatch.setenv(STATE_DIR_VARIABLE, str(tmp_path / "state"))
    made = create_study(tmp_path / "study", "Test", codebook_text("strange_situation"))
    (made.folder / "sessions" / "s1").mkdir()
    write_session(made.folder / "sessions" / "s1", Session(id="s1", cameras=(CAMERA,)))
    made.add_coder("A")
    return made


class Disk:
    """The disk of a journal; another one holds what this computer keeps."""

    def __init__(self, journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fault = ""
        self._journal, self._syncs = journal, 0
        sync, open_path = os.fsync, Path.open

        def sync_or_fail(descriptor: int) -> None:
            self._fail_to_sync(descriptor)
            sync(descriptor)

        def open_or_fail(path: Path, mode: str = "r", *how: object, **named: object) -> object:
            if path == self._journal:
                self._fail_to_open(for_writing="r" not in mode or "+" in mode)
            return open_path(path, mode, *how, **named)

        monkeypatch.setattr(os, "fsync", sync_or_fail)
        monkeypatch.setattr(Path, "open", open_or_fail)

    def _fail_to_sync(self, descriptor: int) -> None:
        if self.fault.startswith("fsync") and os.fstat(descriptor).st_ino == self._journal.stat().st_ino:
            self._syncs += 1
            if self.fault == "fsync fails" or self._syncs % 2:
                raise OSError(errno.EIO, os.strerror(errno.EIO))

    def _fail_to_open(self, *, for_writing: bool) -> None:
        faults = {"permission lost": errno.EACCES, "read-only from now on": errno.EROFS, "nothing answers": errno.EIO}
        number = faults.get(self.fault)
        if number is not None and (for_writing or self.fault == "nothing answers"):
            raise OSError(number, os.strerror(number))


FAULTS = [
    "fsync fails every other time",
    "fsync fails",
    "permission lost",
    "read-only from now on",
    "nothing answers",
]


@pytest.mark.parametrize("mended", [True, False], ids=["mended while coding", "mended after closing"])
@pytest.mark.parametrize("fault", FAULTS)
def test_no_edit_is_lost_whatever_the_disk_does(study: Study, monkeypatch, fault: str, mended: bool) -> None:
    disk = Disk(study.folder / "sessions/s1/A.jsonl", monkeypatch)
    with study.open_coding("s1", "A") as opened:
        for number in range(EDITS):
            disk.fault = fault if EDITS / 4 <= number < EDITS * (3 / 4 if mended else 1) else ""
            opened.history.do(mark(opened.coding, study.codebook, "reach", 500 * number))
            opened.flush()
            if opened.state == "failed":
                assert opened.problem is not None
                assert "Nothing is lost" in opened.problem.hint
    assert (opened.state == "failed") == (not mended and fault != "fsync fails every other time")
    disk.fault = ""
    with open_study(study.folder).open_coding("s1", "A") as again:
        assert [event.start_ms for event in again.coding.events] == [500 * number for number in range(EDITS)]
        assert again.flush()
    assert len(open_study(study.folder).read_coding("s1", "A").events) == EDITS
