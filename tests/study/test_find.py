"""Events and comments of all codings are found by word, code, answer, coder and episode."""

import pytest

from annotator.model import commands
from annotator.model.history import Change, Edit
from annotator.model.items import Event
from annotator.study.find import Wanted, find


@pytest.fixture
def coded(study):
    with study.open_coding("S001", "KM") as coding:
        events = [
            Event(id="a", code="crying", start_ms=500, end_ms=900, comment='Weint, „Mama“ "dort"'),
            Event(id="b", code="fussing", start_ms=1200, end_ms=1300),
        ]
        coding.history.do(Edit(label="mark", changes=tuple(Change(None, one) for one in events)))
        coding.history.do(commands.mark_episode(coding.coding, study.codebook, "2", 1000))
    return study


def found(study, **wanted):
    return [(one.what, one.at_ms) for one in find(study, Wanted(**wanted))]


@pytest.mark.parametrize(
    ("wanted", "what"),
    [
        ({"words": "MAMA weint"}, ["Crying"]),
        ({"words": '"dort"'}, ["Crying"]),
        ({"words": "fuss"}, ["Fussing"]),
        ({"words": "km s001 cry"}, ["Crying"]),
        ({"words": "nothing"}, []),
        ({"codes": ("crying", "fussing")}, ["Crying", "Fussing"]),
        ({"codes": ("crying",), "words": "fuss"}, []),
        ({"coders": ("JT",)}, []),
        ({"episodes": ("2",)}, ["Fussing"]),
        ({}, []),
    ],
)
def test_what_fits_is_found_in_order_of_time(coded, wanted, what):
    assert [name for name, _ in found(coded, **wanted)] == what


def test_a_coding_that_cannot_be_read_is_left_out(coded):
    (coded.folder / "sessions/S001/JT.jsonl").write_text("{]crying\n{]\n")
    assert found(coded, codes=("crying",)) == [("Crying", 500)]
