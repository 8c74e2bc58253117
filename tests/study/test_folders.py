"""Folders that go away while somebody looks into them, and folders that cannot be read."""

import errno
import shutil
from pathlib import Path

import pytest

from annotator.errors import StudyError
from annotator.study import open_study
from annotator.study.files import matching
from annotator.study.sessions import Sessions


def test_nothing_fits_in_a_folder_that_is_not_there(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    assert matching(tmp_path / "gone", "*") == matching(tmp_path / "file", "*") == []


def test_a_session_that_is_taken_away_while_it_is_looked_at_has_no_coders(study, monkeypatch):
    folder_of = Sessions.folder

    def take_away(self, session_id):
        folder = folder_of(self, session_id)
        shutil.rmtree(folder)
        return folder

    monkeypatch.setattr(Sessions, "folder", take_away)
    monkeypatch.setattr(Path, "is_dir", lambda _path: True)  # it was there a moment ago
    assert study.coders_of("S001") == ()


def test_a_session_folder_without_anything_in_it_is_no_session(study):
    (study.folder / "sessions" / "S000").mkdir()
    assert open_study(study.folder).session_ids() == ["S001"]


def test_a_folder_that_cannot_be_read_is_told_in_words(tmp_path, monkeypatch):
    def fail(_path, _pattern):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(Path, "glob", fail)
    with pytest.raises(StudyError, match="cannot be read: Input/output error"):
        matching(tmp_path, "*")
