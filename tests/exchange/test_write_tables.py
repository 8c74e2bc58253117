"""Tables are written all or none."""

import errno
import os

import pandas as pd
import pytest

from annotator.errors import StudyError
from annotator.exchange.study_export import write_tables


def test_a_full_disk_leaves_none_of_the_tables(tmp_path, monkeypatch):
    tables = {f"{name}.csv": pd.DataFrame({"a": [1]}) for name in "xyz"}
    synced = []

    def fsync(descriptor):
        synced.append(descriptor)
        if len(synced) == 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(StudyError, match="No space left on device; nothing was written"):
        write_tables(tables, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_tables_that_are_written_have_no_parts_left_beside_them(tmp_path):
    write_tables({"x.csv": pd.DataFrame({"a": [1]})}, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["x.csv"]
