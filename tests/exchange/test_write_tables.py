"""Tables are written all or none, and no spreadsheet runs what is in them."""

import ast
import csv
import errno
import io
import os
from pathlib import Path

import pandas as pd
import pytest

import annotator
from annotator.errors import StudyError
from annotator.exchange.study_export import write_tables
from annotator.exchange.variable_names import variable_names
from annotator.exchange.write_files import csv_bytes


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
    assert not (tmp_path / "out").exists()


def test_files_beside_the_tables_stay_when_the_disk_is_full(tmp_path, monkeypatch):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine")
    monkeypatch.setattr(os, "fsync", lambda _descriptor: _raise(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))))
    with pytest.raises(StudyError, match="No space left on device; nothing was written"):
        write_tables({"x.csv": pd.DataFrame({"a": [1]})}, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["notes.txt"]


def _raise(error):
    raise error


def test_tables_that_are_written_have_no_parts_left_beside_them(tmp_path):
    write_tables({"x.csv": pd.DataFrame({"a": [1]})}, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["x.csv"]


FORMULAS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1-a",
    "-a",
    "-",
    "@SUM(A1)",
    "\tx",
    "\r=1",
    "\n=1",
    "＝1",
    "+",
    "--1",
    "-1,5",
]
TEXTS = ["a=1", " =1", "'=1", "x-1", "Ärger", "-1.250", "+2", "-3e-5", "0", "", "a,b", 'a"b']


def cells(table, **how):
    return list(csv.reader(io.StringIO(csv_bytes(table, **how).decode(), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe_unless_it_is_asked_for_raw(text):
    table = pd.DataFrame({text: [text], "other": [1]})
    kept = text.replace("\r", "\n")
    assert cells(table) == [[f"'{kept}", "other"], [f"'{kept}", "1"]]
    assert cells(table, raw_text=True) == [[kept, "other"], [kept, "1"]]


def test_other_text_and_numbers_are_written_as_they_are():
    table = pd.DataFrame({"text": TEXTS, "number": [-1.5] * len(TEXTS)})
    table["mixed"] = pd.Series([-7, None, *TEXTS[2:]], dtype=object)
    assert [row[0] for row in cells(table)[1:]] == TEXTS
    assert [row[1] for row in cells(table)[1:]] == ["-1.5"] * len(TEXTS)
    assert [row[2] for row in cells(table)[1:]] == ["-7", "", *TEXTS[2:]]


@pytest.mark.parametrize("raw_text", [False, True])
def test_a_carriage_return_inside_a_text_begins_no_row(raw_text):
    data = csv_bytes(pd.DataFrame({"a": ["one\r=two", "one\r\n=two"], "b": [1, 2]}), raw_text=raw_text)
    assert b"\r" not in data
    assert [row[0] for row in csv.reader(io.StringIO(data.decode(), newline=""))] == ["a", "one\n=two", "one\n=two"]


def test_a_table_without_columns_and_one_with_two_of_one_name_are_written():
    assert csv_bytes(pd.DataFrame()) == pd.DataFrame().to_csv(index=False, lineterminator="\n").encode()
    assert cells(pd.DataFrame([["=1", "-1"]], columns=["a", "a"])) == [["a", "a"], ["'=1", "-1"]]


def test_no_other_place_of_the_program_makes_csv():
    root = Path(annotator.__file__).parent
    makers = [
        path.name
        for path in [*root.rglob("*.py"), *root.parent.joinpath("ui").rglob("*.py")]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"to_csv", "writerow", "writerows"}
    ]
    assert makers == ["write_files.py"]


def test_names_that_begin_with_no_letter_or_have_none_get_one():
    assert variable_names(["5th", "Ω", "start_s", "Start_S"]) == ("v_5th", "v", "start_s", "Start_S_2")
