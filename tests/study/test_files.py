"""Small files are replaced whole or not at all."""

import stat
import sys
from pathlib import Path

import pytest

from annotator.errors import StudyError
from annotator.study import files
from annotator.study.files import replace_file


def test_a_file_is_replaced_and_nothing_is_left_over(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    replace_file(path, "one\n")
    replace_file(path, "two ü\n")
    assert path.read_bytes() == "two ü\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_a_disk_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "study.toml"
    replace_file(path, "one\n")

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", fail)
    with pytest.raises(StudyError, match="No space left") as caught:
        replace_file(path, "two\n")
    assert "free space" in caught.value.hint
    assert path.read_text(encoding="utf-8") == "one\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_file_shared_with_a_group_stays_shared(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    replace_file(path, "one\n")
    path.chmod(0o664)
    replace_file(path, "two\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o664
