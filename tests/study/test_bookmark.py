"""Where a coder left off: beside the coding, harmless to lose, and read as foreign data."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.commands import mark
from annotator.study import open_study
from annotator.study.bookmark import Bookmark, read_bookmark, with_watched, write_bookmark

STRETCHES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12)


@given(STRETCHES)
def test_what_was_watched_rises_and_holds_every_moment_and_no_other(stretches):
    watched = ()
    for start_ms, end_ms in stretches:
        watched = with_watched(watched, (start_ms, end_ms))
    assert {ms for start, end in watched for ms in range(start, end)} == {
        ms for start, end in stretches for ms in range(start, end)
    }
    assert all(one[1] < other[0] for one, other in pairwise(watched)), "touching ones are one"


def test_a_bookmark_is_kept_for_each_coder_beside_the_coding(study):
    journals = {coder: study.journal_path("S001", coder) for coder in ("KM", "JT")}
    kept = Bookmark(at_ms=1280, from_ms=40.5, ms_per_px=2.5, selected="a1", speed=0.5, watched=((0, 1280),))
    write_bookmark(journals["KM"], kept)
    assert read_bookmark(journals["KM"]) == kept
    assert read_bookmark(journals["JT"]) == Bookmark()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        json.dumps({"watched": [[ms, ms + 1] for ms in range(0, 30_000, 2)]}),
        '{"at_ms": "now"}',
        '{"watched": [[1]]}',
        "[]",
        "\x00",
        '{"at_ms": 1e400}',
    ],
    ids=["empty", "cut off", "thousands", "words", "half", "a list", "binary", "huge"],
)
def test_one_that_cannot_be_read_counts_as_none(study, text):
    journal = study.journal_path("S001", "KM")
    journal.with_name("KM.bookmark.json").write_text(text)
    assert read_bookmark(journal) == Bookmark()


def test_one_that_leads_out_of_the_study_is_not_followed(study, tmp_path):
    (tmp_path / "elsewhere.json").write_text('{"at_ms": 40}')
    journal = study.journal_path("S001", "KM")
    journal.with_name("KM.bookmark.json").symlink_to(tmp_path / "elsewhere.json")
    assert read_bookmark(journal) == Bookmark()
    write_bookmark(journal, Bookmark(at_ms=80))
    assert (read_bookmark(journal).at_ms, (tmp_path / "elsewhere.json").read_text()) == (80, '{"at_ms": 40}')


def test_what_it_says_is_put_in_order(study):
    journal = study.journal_path("S001", "KM")
    journal.with_name("KM.bookmark.json").write_text('{"watched": [[500, 900], [0, 600], [950, 940]], "later": 1}')
    assert read_bookmark(journal).watched == ((0, 900),)


def test_it_is_nobodys_coding_and_no_fault_of_the_study(study):
    with study.open_coding("S001", "KM") as coding:
        coding.history.do(mark(coding.coding, study.codebook, "crying", 1000))
    journal = study.journal_path("S001", "KM")
    before = journal.read_bytes()
    write_bookmark(journal, Bookmark(at_ms=40))
    again = open_study(study.folder)
    assert again.coders_of("S001") == ("KM",)
    assert journal.read_bytes() == before
    assert len(again.events()) == 1
