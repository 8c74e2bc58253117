"""Numbers and times as people type them, read the same on every computer."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.typed import typed_frame, typed_ms, typed_number, written_number

NEVER = [
    "",
    " ",
    "-",
    ",",
    ".",
    "1e3",
    "1 000",
    "1.000,5",
    "1,000.5",
    "1.2.3",
    "1_000",
    "1’000",
    "--5",
    "inf",
    "nan",
    "1/2",
]
FOREIGN = ["١", "½", "²", "٥٫٥", "一"]
READ = {
    "1,25": "1.25",
    "1.25": "1.25",
    "-1.25": "-1.25",
    "−1,25": "-1.25",
    "+5": "5",
    " 5 ": "5",
    ".5": "0.5",
    "5,": "5",
}
IN_SECONDS = {
    "0,1 s": "0.1", "100ms": "0.1", "100 ms": "0.1", "2 min": "120", "0.5h": "1800",
    "1:02.5": "62.5", "-0:02,5": "-2.5", "1:02:05": "3725",
}  # fmt: skip


@pytest.mark.parametrize("unit", ["", "s", "%", "fr"])
def test_what_can_be_read_in_two_ways_or_none_is_not_read(unit):
    assert {text: typed_number(text, unit) for text in NEVER + FOREIGN} == dict.fromkeys(NEVER + FOREIGN)
    assert {text: typed_number(text, unit) for text in READ} == {text: Decimal(read) for text, read in READ.items()}


def test_units_belong_to_their_fields():
    assert {text: typed_number(text, "s") for text in IN_SECONDS} == {one: Decimal(s) for one, s in IN_SECONDS.items()}
    assert [typed_number(text, "s") for text in ("12f", "5%", "1:60", "1:75:00", "5 m", "5 S")] == [None] * 6
    assert {text: typed_number(text) for text in [*IN_SECONDS, "12f"]} == dict.fromkeys([*IN_SECONDS, "12f"])
    assert [typed_number(text, "fr") for text in ("12f", "12 fr", "12 frames", "12 s")] == [12, 12, 12, None]
    assert [typed_number(text, "%") for text in ("5%", "5 %", "5 s")] == [5, 5, None]


def test_moments_are_whole_milliseconds_from_0_on_and_frames_say_that_they_are_frames():
    assert [typed_ms(text) for text in ("7,5", "1:02.5", "100ms", "-1", "1.2345", "0.5 ms")] == [
        7500,
        62_500,
        100,
        None,
        None,
        None,
    ]
    assert [typed_frame(text) for text in ("#12", "12f", "12 f", "12", "#-1", "#1.5")] == [12, 12, 12, None, None, None]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_written_is_read_as_the_same_number(value):
    read = typed_number(written_number(value))
    assert read is not None
    assert float(read) == value
