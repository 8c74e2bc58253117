"""Odd tables: nothing in them is dropped without being told, and nothing stops the program."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from annotator.errors import FormatError
from annotator.exchange.codings.presets import PRESETS
from annotator.exchange.codings.readers.table import guess_shape, read, read_table
from annotator.exchange.codings.table_shape import Block, Shape
from annotator.exchange.front_door import ForeignFile
from tests.exchange.codings.reading import EXAMPLES
from tests.exchange.codings.truth import csv_bytes, seconds


def table(text, name="odd.csv", encoding=""):
    return ForeignFile(Path(name), text.encode() if isinstance(text, str) else text, encoding)


def said(found):
    return [(one.code, one.start_ms, one.end_ms) for of in found.observations for one in of.events]


ONE = "code,start,end\ncry,1,2\n"
PLAIN = Shape(code="code", start="start", end="end")
EVENTS = [("cry", 1000, 2500), ("fuss", 3000, 4250)]


@pytest.mark.parametrize(
    "text",
    [
        "code,start,end\ncry,1.0,2.5\nfuss,3.0,4.25\n",
        "\ufeffcode;start;end\ncry;1,0;2,5\nfuss;3,0;4,25\n",
        "Verhalten;Beginn (s);Ende (s)\r\ncry;1,0;2,5\r\nfuss;3,0;4,25\r\n",
        "Comportement\tDébut\tFin\rcry\t1.0\t2.5\rfuss\t3.0\t4.25\r",
        "code|onset_ms|offset_ms\ncry|1000|2500\nfuss|3000|4250\n",
        "\n\ncode,start,end\n\ncry,1.0,2.5\n,,\n\nfuss,3.0,4.25\n\n",
        "My study of 2017\n\ncode,start,end,\ncry,1.0,2.5,\nfuss,3.0,4.25,\n",
        "cry,1.0,2.5\nfuss,3.0,4.25\n",
        "code,Start Time,End Time\ncry,0:00:01,0:00:02.5\nfuss,0:00:03,0:00:04.25\n",
        "code,start,end\ncry,00:00:01:000,00:00:02:500\nfuss,00:00:03:000,00:00:04:250\n",
        "code,start,duration\ncry,1.0,1.5\nfuss,3.0,1.25\n",
        '"code","start","end"\n"cry","1.0","2.5"\n"fuss",3.0,"4.25"\n',
        "start,end,code,start\n1,2.5,cry,9\n3,4.25,fuss,9\n",
    ],
)
def test_times_codes_and_delimiters_are_seen(text):
    assert said(read(table(text))) == EVENTS


@pytest.mark.parametrize(("encoding", "given"), [("utf-16-le", "\ufeff"), ("utf-16-be", "\ufeff"), ("cp1252", "")])
def test_texts_of_other_encodings(encoding, given):
    text = f"{given}code;start;end\nNähe;1,0;2,5\n"
    found = read(table(text.encode(encoding), encoding="" if given else encoding))
    assert said(found) == [("Nähe", 1000, 2500)]


def test_an_encoding_that_nothing_says_is_asked():
    with pytest.raises(FormatError, match="cp1252"):
        read(table("code,start,end\nNähe,1,2\n".encode("cp1252")))
    shape = Shape(code="code", start="start", end="end", encoding="cp1252")
    assert said(read_table(table("code,start,end\nNähe,1,2\n".encode("cp1252")), shape)) == [("Nähe", 1000, 2000)]


def test_what_cannot_be_read_is_told_with_its_row_and_column():
    text = (
        "code,start,end,comment\n"
        "cry,1.0,2.5,\n"
        "cry,soon,2.5,\n"
        "cry,3.0,later,\n"
        ",5.0,6.0,\n"
        "cry,,7.0,\n"
        "code,start,end,comment\n"
        "cry,8.0,9.0,a,comma\n"
        "cry,nan,1e99,\n"
        "cry,90000000,90000001,\n"
    )
    found = read_table(table(text), Shape(code="code", start="start", end="end", comments=("comment",)))
    assert said(found) == [("cry", 1000, 2500), ("cry", 3000, None), ("cry", 8000, 9000)]
    assert found.left_out == (
        "Row 3, start: “soon” is no time in seconds.",
        "Row 4, end: “later” is no time in seconds.",
        "Row 9, start: “nan” is no time in seconds.",
        "Row 10, start: “90000000” is no time in seconds.",
        "Row 5 names no code.",
        "Row 6 has no start.",
        "Row 7 is the header once more.",
        "Row 8 has more cells than there are columns.",
    )


def test_many_sentences_of_a_kind_are_counted():
    rows = "".join(f"cry,x{row},1\n" for row in range(100))
    found = read_table(table(f"code,start,end\ncry,1,2\n{rows}"), Shape(code="code", start="start", end="end"))
    assert len(found.left_out) == 21
    assert found.left_out[-1] == "And 80 more cells that hold no time."


def test_columns_that_are_not_taken_are_told():
    text = "code,start,end,room,weather\ncry,1,2,a,sun\n"
    found = read_table(table(text), Shape(code="code", start="start", end="end", coder="rater"))
    assert found.left_out == ("Columns that are not taken: room, weather.", "Columns that are not there: rater.")


@pytest.mark.parametrize(
    ("shape", "missing"),
    [
        (Shape(code="kode", start="start", end="end"), "kode"),
        (Shape(code="code", start="onset", end="end"), "onset"),
        (Shape(code="code", start="start", end="stop"), "stop"),
        (Shape(code="code", start="start", layout="start-stop"), "the status"),
        (Shape(), "the start"),
        (Shape(start="*.onset", layout="side by side"), r"\*\.onset"),
        (Shape(header="row", header_row=99, code="code", start="start"), "header"),
        (Shape(sheets=("other",), code="code", start="start"), "sheet"),
    ],
)
def test_a_shape_that_does_not_fit_is_refused(shape, missing):
    with pytest.raises(FormatError, match=missing):
        read_table(table("code,start,end\ncry,1,2\n"), shape)


@pytest.mark.parametrize("shape", [Shape(time="frames"), Shape(time="clock frames"), Shape(ends="last")])
def test_frames_are_asked_for(shape):
    shape = structs.replace(shape, code="code", start="start", end="end")
    with pytest.raises(FormatError, match="frames"):
        read_table(table("code,start,end\ncry,1,2\n"), shape)


@pytest.mark.parametrize("fps", ["0", "x", "1/0", "-25", "1e9", "9999999"])
def test_a_rate_that_is_none_is_refused(fps):
    with pytest.raises(FormatError, match="frames"):
        read_table(
            table("code,start,end\ncry,1,2\n"), Shape(code="code", start="start", end="end", fps=fps, time="frames")
        )


@pytest.mark.parametrize(
    ("shape", "start", "end"),
    [
        (Shape(time="frames", fps="30000/1001"), ("30", 1001), ("60", 2002)),
        (Shape(time="frames", fps="25", ends="last"), ("30", 1200), ("59", 2400)),
        (Shape(time="seconds", fps="30000/1001", ends="last"), ("0.033", 33), ("0.033", 67)),
        (Shape(time="ms", fps="29.97", ends="last"), ("0", 0), ("66", 100)),
        (Shape(time="clock frames", fps="25"), ("00:00:01:12", 1480), ("00:00:02:00", 2000)),
        (Shape(time="ticks"), ("12345678", 1235), ("20000000", 2000)),
        (Shape(decimal=","), ("1,5", 1500), ("2,25", 2250)),
        (Shape(), ("2026-03-17 0:00:01.5", 1500), ("17.03.2026 0:00:02", 2000)),
    ],
)
def test_times_are_read_as_the_shape_says(shape, start, end):
    shape = structs.replace(shape, code="code", start="start", end="end")
    found = read_table(table(csv_bytes([["code", "start", "end"], ["cry", start[0], end[0]]])), shape)
    assert said(found) == [("cry", start[1], end[1])]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('code,start\ncry,"900.5"\nfuss,"950.25"\ncry,"1,100"\n', "1,100"),
        ("code;start\ncry;900,5\nfuss;950,25\ncry;1.100\n", "1.100"),
    ],
)
def test_a_thousand_is_not_guessed_to_be_one(text, told):
    found = read(table(text))
    assert [one.start_ms for one in found.observations[0].events] == [900_500, 950_250]
    assert f"“{told}” is no time in seconds" in found.left_out[0]


@pytest.mark.parametrize("odd", ["00:00:01:25", "0:00:75", "1:60:00", "00:00:01;25"])
def test_what_is_no_time_of_a_clock_is_told(odd):
    shape = Shape(time="clock frames", fps="25", code="code", start="start", end="end")
    found = read_table(table(f"code,start,end\nlook,0:00:01,0:00:02\ncry,{odd},0:00:90:00\n"), shape)
    assert said(found) == [("look", 1000, 2000)]
    assert found.left_out == (f"Row 3, start: “{odd}” is no time.",)


def test_time_code_that_leaves_numbers_out_keeps_step_with_the_clock():
    """Ten minutes of it are ten minutes; counted as a clock with frames they would be 599.4 s or 600.6 s."""
    shape = Shape(time="clock frames", fps="30000/1001", delimiter=",", code="code", start="start", end="end")
    rows = "cry,00:00:59;29,00:01:00;02\ncry,00:10:00;00,01:00:00;00\n"
    assert said(read_table(table(f"code,start,end\n{rows}"), shape)) == [
        ("cry", 60_027, 60_060),
        ("cry", 599_999, 3_599_996),
    ]


def test_how_frames_behind_a_colon_are_counted_is_told():
    shape = Shape(time="clock frames", fps="29.97", code="code", start="start", end="end")
    assert "3.6 s" in str(read_table(table("code,start,end\ncry,0:00:01:10,0:00:02:10\n"), shape).doubts)


def test_a_block_without_a_start_is_told():
    text = "a.onset,a.offset,a.x,b.onset,b.offset,b.x\n100,200,y,100,200,n\n,300,z,,,\n300,400,y,,,q\n"
    found = read(table(text))
    assert len(found.observations[0].events) == 3
    assert found.left_out == ("Row 3, a has no start.", "Row 4, b has no start.")


def test_rows_of_a_block_that_repeat_are_taken_once_and_told():
    found = read(table("a.onset,a.offset,a.x\n100,200,y\n100,200,y\n300,400,y\n"))
    assert (len(found.observations[0].events), len(found.doubts)) == (2, 1)


def test_a_blank_row_is_a_step_where_rows_have_no_time():
    shape = Shape(layout="sampled", step_s="1", code="code", header="row")
    found = read_table(table("code\n\ncry\n\n\nfuss\n"), shape)
    assert said(found) == [("cry", 1000, 2000), ("fuss", 4000, 5000)]


def test_coders_of_one_session_count_from_one_moment():
    text = "session,coder,code,start,end\nS1,AB,cry,10:00:05,10:00:07\nS1,KM,cry,10:00:06,10:00:07\n"
    shape = Shape(
        time="clock", from_first=True, session="session", coder="coder", code="code", start="start", end="end"
    )
    found = read_table(table(text), shape)
    assert [one.events[0].start_ms for one in found.observations] == [0, 1000]


def test_the_mark_of_thousands_is_no_decimal_mark():
    shape = Shape(code="code", start="start", end="end", decimal=",")
    found = read_table(table("code;start;end\ncry;11.480;12,5\n"), shape)
    assert said(found) == []
    assert found.left_out == ("Row 2, start: “11.480” is no time in seconds without a point.",)


def test_an_end_before_the_start_stays_and_points_are_what_the_shape_says():
    text = "code,start,end\ncry,5,3\nlook,4,0\nnod,6,6\nreach,7,\n"
    plain = Shape(code="code", start="start", end="end")
    found = read_table(table(text), plain).observations[0].events
    assert [(one.end_ms, one.kind) for one in found] == [(3000, ""), (0, ""), (6000, "point"), (None, "")]
    found = read_table(table(text), structs.replace(plain, points=("zero", "none"))).observations[0].events
    assert [(one.end_ms, one.kind) for one in found] == [(3000, ""), (4000, "point"), (6000, ""), (7000, "point")]


def test_sessions_and_coders_of_one_table_are_observations():
    rows = [(session, coder, "cry", "1", "2") for session in ("S1", "S2") for coder in ("AB", "KM")]
    found = read(table(csv_bytes([("session", "coder", "code", "start", "end"), *rows])))
    assert [(one.name, one.session, one.coder) for one in found.observations] == [
        ("S1_AB", "S1", "AB"), ("S1_KM", "S1", "KM"), ("S2_AB", "S2", "AB"), ("S2_KM", "S2", "KM")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("columns_are", "events"),
    [
        ("sets", [("infant: 1", "", 0, 400), ("mother: 1", "", 200, 600), ("mother: 2", "", 600, 800)]),
        ("people", [("1", "infant", 0, 400), ("1", "mother", 200, 600), ("2", "mother", 600, 800)]),
        ("codes", [("infant", "", 0, 400), ("mother", "", 200, 600), ("mother", "", 600, 800)]),
    ],
)
def test_sampled_columns_are_sets_people_or_codes(columns_are, events):
    text = "Time,infant,mother\n0,1,0\n0.2,1,1\n0.4,,1\n0.6,,2\n"
    shape = Shape(
        layout="sampled", start="Time", code_columns=("infant", "mother"), columns_are=columns_are, blank_words=("0",)
    )
    found = read_table(table(text), shape).observations[0].events
    assert [(one.code, one.who, one.start_ms, one.end_ms) for one in found] == events


def test_sampled_rows_without_times_and_with_gaps():
    shape = Shape(layout="sampled", header="none", code_columns=("column 1",), columns_are="people", step_s="0.5")
    assert said(read_table(table("a,x\na,x\n,x\nb,x\n"), shape)) == [("a", 0, 1000), ("b", 1500, 2000)]
    gap = Shape(layout="sampled", start="t", code="code")
    text = "t,code\n0,a\n1,a\n2,a\n7,a\n8,a\n"
    assert said(read_table(table(text), gap)) == [("a", 0, 3000), ("a", 7000, 9000)]
    with pytest.raises(FormatError, match="step"):
        read_table(table("t,code\n0,a\n"), gap)
    with pytest.raises(FormatError, match="step"):
        read_table(table(text), structs.replace(gap, step_s="-1"))


def test_an_onset_is_ended_by_the_next_of_its_set():
    text = "t,tier,value\n0,gaze,toy\n1,hands,up\n2,gaze,face\n3,gaze,\n4,hands,down\n"
    shape = Shape(layout="onsets", start="t", set_column="tier", code="value")
    assert said(read_table(table(text), shape)) == [
        ("gaze: toy", 0, 2000), ("hands: up", 1000, 4000), ("gaze: face", 2000, 3000), ("gaze", 3000, None),
        ("hands: down", 4000, None),
    ]  # fmt: skip


def test_blocks_may_be_named_and_have_coders():
    text = "a on,a off,what,b on,b off\n1,2,cry,3,4\n5,6,,,\n"
    blocks = (
        Block(name="look", start="a on", end="a off", code="what", coder="AB"),
        Block(name="reach", start="b on", end="b off", coder="KM"),
    )
    found = read_table(table(text), Shape(layout="side by side", blocks=blocks))
    assert [(one.coder, [event.code for event in one.events]) for one in found.observations] == [
        ("AB", ["look: cry", "look"]), ("KM", ["reach"])
    ]  # fmt: skip


def test_long_text_beside_times_is_a_comment_and_no_code():
    rows = [[str(at), str(at + 1), f"utterance number {at}"] for at in range(1, 40)]
    found = read(table(csv_bytes([["said.onset", "said.offset", "said.content"], *rows])))
    events = found.observations[0].events
    assert {one.code for one in events} == {"said"}
    assert events[0].comment == "utterance number 1"


def test_thousands_of_columns():
    header = ["Time", *(f"category {at}" for at in range(5000))]
    rows = [[seconds(at * 200), *(["x"] if at % 2 else [""]) * 5000] for at in range(6)]
    file = table(csv_bytes([header, *rows]))
    found = read_table(file, Shape(layout="sampled", start="Time", code_columns=("*",)))
    assert len(found.observations[0].events) == 15_000
    assert len(found.scheme.codes) == 1000
    assert "5,000 different codes" in found.doubts[0]
    blocks = [f"b{at}.{part}" for at in range(2000) for part in ("onset", "offset", "v")]
    wide = table(csv_bytes([blocks, ["1", "2", "x"] * 2000]))
    assert len(read(wide).observations[0].events) == 2000
    with pytest.raises(FormatError, match="cells"):
        read(table("a," * 30_000))


def test_a_cell_of_five_megabytes():
    found = read(table(f"code,start,end,comment\ncry,1,2,{'x' * 5_000_000}\n"))
    assert len(found.observations[0].events[0].comment) == 5_000_000
    odd = table(f"code,start,end\n{'x' * 5_000_000},1,2\ncry,{'9' * 5_000_000},1\n")
    found = read_table(odd, Shape(code="code", start="start", end="end"))
    assert len(found.left_out[0]) < 200


@pytest.mark.parametrize("text", ["", "\n\n\n", "hello", "a,b\n", "\0\0\0", "x" * 100_000, '"', ",,,\n,,\n"])
def test_what_is_no_table_of_events_is_refused(text):
    with pytest.raises(FormatError) as error:
        read(table(text))
    assert error.value.what.startswith("odd.csv")
    assert error.value.hint


def test_the_work_can_be_stopped():
    class StoppedError(Exception):
        pass

    def stop(share):
        if share > 0.5:
            raise StoppedError

    rows = [["cry", str(at), str(at + 1)] for at in range(3000)]
    file = ForeignFile(Path("a.csv"), csv_bytes([["code", "start", "end"], *rows]), "", stop)
    with pytest.raises(StoppedError):
        read(file)


_words = st.sampled_from(
    ["", "0", "1.5", "2,5", "cry", "start", "stop", "00:01", "a:b:c", "NA", "--", "EOF", "é", '"', "\n"]
)
_rows = st.lists(st.lists(st.one_of(_words, st.text(max_size=4)), max_size=6), max_size=8)
_headers = st.sampled_from([
    ["code", "start", "end"], ["Time_Relative_sf", "Behavior", "Event_Type"], ["a.onset", "a.offset", "a.x", "b.onset"],
    ["Level", "Onset_Time", "Offset_Time", "x"], ["Time", "x", "y"], ["Tier", "Begin Time - msec", "End Time - msec"],
    ["Onset", "v"], ["code", "onset", "offset", "code.value"], [],
])  # fmt: skip


@settings(max_examples=EXAMPLES, deadline=None)
@given(_headers, _rows, st.sampled_from([",", ";", "\t"]))
def test_any_cells_are_read_or_refused_in_every_shape(header, rows, delimiter):
    data = csv_bytes([header, *rows] if header else rows, delimiter).replace(b"\0", b"")
    file = ForeignFile(Path("any.csv"), data)
    for shape in [
        PLAIN,
        *(one for name in PRESETS for one in PRESETS[name].shapes(name)),
        *_unless_refused(guess_shape, file),
    ]:
        for found in _unless_refused(lambda shape=shape: [read_table(file, shape)]):
            _check(found)


def _unless_refused(ask, *given):
    try:
        return ask(*given)
    except FormatError:
        return ()


def _check(found):
    for one in (event for of in found.observations for event in of.events):
        assert one.code
        assert one.start_ms is not None or one.end_ms is not None
