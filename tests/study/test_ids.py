"""Ids that tables would not keep as they are, and files that are no codings."""

import io
from pathlib import Path

import pandas as pd
import pytest

from annotator.errors import StudyError
from annotator.model.commands import mark
from annotator.model.names import why_misread
from annotator.study import Study, open_study
from annotator.study.bin import remove_coding
from annotator.study.check import check_study
from annotator.study.files import check_id
from annotator.study.people import set_leads
from annotator.study.renaming import rename_coder, rename_session
from tests.study.putting_right import code, make_study

WRONG = [
    *(
        "NA",
        "na",
        "None",
        "nan",
        "NaN",
        "null",
        "NULL",
        "T",
        "F",
        "t",
        "f",
        "TRUE",
        "True",
        "false",
        "inf",
        "Infinity",
        "-inf",
    ),
    *("1e5", "1E5", "2e3", "007", "001", "1.0", "1.50", "0x1F", "1234567890123456789", "-1", "-A"),
    *(
        "2026-11-28",
        "28-11-2026",
        "28.11.2026",
        "3-4",
        "1-2",
        "12-31",
        "1.2",
        "MAR1",
        "SEPT2",
        "1-MAR",
        "Dec-12",
        "oct4",
    ),
]
RIGHT = [
    *("S001", "KM", "A", "B1", "12", "7", "101-1", "1012-2", "S-1", "dyad_12", "X1e5", "NAT", "T1", "TF"),
    *("consensus", "MARY", "DECK", "Marc", "P2026-11-28", "e5", "INFANT1", "x0x1F", "NA1", "nano", "A-1", "M1", "MAY"),
]


@pytest.mark.parametrize("name", WRONG)
def test_an_id_that_tables_do_not_keep_is_refused_with_the_reason(study: Study, name: str) -> None:
    for what, add in (("coder", study.add_coder), ("session", lambda name: study.add_session(name, []))):
        with pytest.raises(StudyError) as refused:
            add(name)
        assert f"“{name}” should not be the id of a {what}: " in refused.value.what


@pytest.mark.parametrize("name", ["A" * 101, "A" * 199, "A" * 300, "consensus", "Consensus"])
def test_an_id_that_no_coder_can_have_is_refused_and_the_study_stays_as_it_was(tmp_path: Path, name: str) -> None:
    study = make_study(tmp_path / "study")
    for give in (study.add_coder, lambda name: rename_coder(study, "KM", name), lambda name: set_leads(study, [name])):
        with pytest.raises(StudyError, match=r"at most 100|Choose another id"):
            give(name)
    assert open_study(study.folder).coders == ("KM", "JT")
    study.add_coder("B" * 100)
    code(study, "S1", "B" * 100)
    rename_session(study, "S1", "C" * 100)
    remove_coding(study, "C" * 100, "B" * 100)


@pytest.mark.parametrize("name", RIGHT)
def test_other_ids_are_taken(name: str) -> None:
    check_id("coder", name)


@pytest.mark.parametrize("name", [name for name in (*WRONG, *RIGHT) if not why_misread(name)])
def test_pandas_reads_what_is_taken_as_it_was_written(name: str) -> None:
    read = pd.read_csv(io.StringIO(f"coder,x\n{name},1\n"))
    assert str(read["coder"][0]) == name


def test_codings_that_have_such_an_id_already_stay_readable(study: Study) -> None:
    file = study.folder / "study.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace('coders = ["KM"', 'coders = ["NA", "KM"'), encoding="utf-8"
    )
    again = open_study(study.folder)
    with again.open_coding("S001", "NA") as opened:
        opened.history.do(mark(opened.coding, again.codebook, "crying", 500))
    assert again.coders_of("S001") == ("NA",)
    assert len(again.events()) == 1


def test_traces_of_systems_and_sync_tools_are_no_codings(study: Study, tmp_path: Path) -> None:
    with study.open_coding("S001", "KM") as opened:
        opened.history.do(mark(opened.coding, study.codebook, "crying", 500))
    folder = study.folder / "sessions/S001"
    traces = [
        *("._KM.jsonl", ".DS_Store", "Thumbs.db", "desktop.ini", ".KM.jsonl.Xy12Z", "~$KM.jsonl", ".~lock.KM.jsonl#"),
        *(
            ".syncthing.KM.jsonl.tmp",
            "~syncthing~KM.jsonl.tmp",
            ".KM.jsonl",
            "KM.jsonl.part",
            "KM.jsonl~",
            "#KM.jsonl#",
        ),
    ]
    for name in traces:
        (folder / name).write_bytes(b"\x00\x05\x16\x07")
    for name in ("._S001", ".stversions", "~temp"):
        (study.folder / "sessions" / name).mkdir()
        (study.folder / "sessions" / name / "KM.jsonl").write_bytes(b"")
        (study.folder / "sessions" / name / "session.toml").write_bytes(b"")
    (study.folder / "sessions/.DS_Store").write_bytes(b"")
    again = open_study(study.folder)
    assert again.coders_of("S001") == ("KM",)
    assert again.session_ids() == ["S001"]
    assert again.unreadable() == ()
    assert check_study(again) == ()
