"""What the check of a study finds."""

import shutil
from pathlib import Path

import pytest

from annotator.errors import JournalError
from annotator.model.codebook.file import codebook_text
from annotator.model.commands import mark
from annotator.study import Camera, Session, Study, create_study, open_study
from annotator.study.check import check_study
from annotator.study.session import write_session


@pytest.fixture
def study(tmp_path: Path, recording: Path) -> Study:
    study = create_study(tmp_path / "study", "A study", codebook_text("strange_situation"))
    study.add_coder("KM")
    study.add_session("S1", [(recording, 0)])
    with study.open_coding("S1", "KM") as opened:
        for at_ms in (0, 1001):
            opened.history.do(mark(opened.coding, study.codebook, "contact", at_ms))
    return study


@pytest.fixture
def journal(study: Study) -> Path:
    return study.folder / "sessions" / "S1" / "KM.jsonl"


def said(study: Study) -> list[str]:
    return [problem.what for problem in check_study(open_study(study.folder))]


def test_nothing_where_all_is_well(study: Study) -> None:
    assert said(study) == []


def test_a_conflict_copy_because_no_table_counts_it(study: Study, journal: Path) -> None:
    shutil.copy(journal, journal.with_name("KM.conflict-1.jsonl"))
    assert said(study) == ["S1/KM.conflict-1.jsonl is beside the coding of KM, and no table counts it."]


def test_a_journal_that_is_cut_off_or_empty(study: Study, journal: Path) -> None:
    whole = journal.read_bytes()
    journal.write_bytes(whole[:-20])
    assert said(study) == ["The last line of S1/KM.jsonl was not written completely; everything before it counts."]
    journal.write_bytes(b"")
    assert said(study) == ["S1/KM.jsonl is empty: it counts as a coding without events."]


def test_a_code_that_the_codebook_has_lost(study: Study) -> None:
    codebook = study.folder / "codebook.toml"
    codebook.write_text(codebook.read_text(encoding="utf-8").replace('"contact"', '"touch"'), encoding="utf-8")
    assert said(study) == ["S1/KM.jsonl has 1 event of “contact”, which is not in the codebook."]


def test_a_journal_under_the_name_of_another_coder_is_not_sent_over_the_one_that_is_there(
    study: Study, journal: Path
) -> None:
    shutil.copy(journal, journal.with_name("JT.jsonl"))
    with pytest.raises(JournalError) as refused:
        study.read_coding("S1", "JT")
    assert refused.value.hint == "S1/KM.jsonl is there already: compare the two, and keep one of them."


def test_a_journal_in_the_wrong_session_is_sent_to_its_own(study: Study, journal: Path) -> None:
    other = study.folder / "sessions" / "S2"
    other.mkdir()
    camera = Camera(file="none.mp4", size=1, fingerprint="1-x", duration_ms=60_000, frame_count=1500)
    write_session(other, Session(id="S2", cameras=(camera,)))
    journal.rename(other / "KM.jsonl")
    with pytest.raises(JournalError) as refused:
        study.read_coding("S2", "KM")
    assert refused.value.hint == "Move it to the folder of that session and name it KM.jsonl."
