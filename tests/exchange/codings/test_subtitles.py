"""Subtitles in and out: what others write, and what comes back of what is written."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from annotator.errors import FormatError
from annotator.exchange.codings.foreign import ForeignCodings, ForeignEvent, Observation
from annotator.exchange.codings.readers.subtitles import read
from annotator.exchange.codings.writers import srt, vtt
from annotator.exchange.front_door import ForeignFile
from annotator.exchange.templates.scheme import Scheme
from tests.exchange.codings.reading import EXAMPLES, events_of, read_bytes, written
from tests.exchange.codings.strategies import codings

VTT = """WEBVTT - anything

STYLE
::cue { color: red }

NOTE a remark

first
00:01.000 --> 00:02.500 line:0 align:start
<v.loud Ann &amp; Bo>crying <i>&lt;hard&gt;</i></v>

01:00:00.000 --> 01:00:01.000
<v infant>look [at = mother]
<v mother>talk // to
her

00:00:05.000 --> 00:00:05.001
nod
"""
SRT = """1
00:00:01,000 --> 00:00:02,500 X1:10 X2:20
{\\an8}infant - <b>crying</b>

2
00:00:03.000 --> 00:00:03.001
nod
"""


def only(found):
    (one,) = found.observations
    return one


def told(found):
    return [
        (one.who, one.code, one.kind, one.start_ms, one.end_ms, one.answers, one.comment) for one in only(found).events
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "CRLF", "CR"])
def test_cues_of_others_are_codes_with_whoever_speaks(tmp_path, encoding):
    ends = {"CRLF": "\r\n", "CR": "\r"}.get(encoding, "\n")
    data = VTT.replace("\n", ends).encode("utf-8" if encoding.startswith("CR") else encoding)
    found = read_bytes(read, tmp_path, "a.vtt", data)
    assert told(found) == [
        ("Ann & Bo", "crying <hard>", "state", 1000, 2500, (), ""),
        ("infant", "look", "state", 3_600_000, 3_601_000, (("at", "mother"),), ""),
        ("mother", "talk", "state", 3_600_000, 3_601_000, (), "to her"),
        ("", "nod", "point", 5000, 5000, (), ""),
    ]
    assert (found.left_out, found.doubts, only(found).coder, only(found).end_ms) == ((), (), "", None)
    found = read_bytes(read, tmp_path, "a.srt", SRT.replace("\n", ends))
    assert told(found) == [
        ("infant", "crying", "state", 1000, 2500, (), ""), ("", "nod", "point", 3000, 3000, (), "")
    ]  # fmt: skip


def test_what_somebody_said_is_no_code(tmp_path):
    cues = "".join(f"00:{n:02}.000 --> 00:{n:02}.500\nsentence {n}\n\n" for n in range(30))
    found = read_bytes(read, tmp_path, "a.vtt", f"WEBVTT\n\n{cues}")
    assert {(one.code, one.comment) for one in only(found).events} == {("speech", f"sentence {n}") for n in range(30)}
    assert found.doubts == ("What the subtitles show was taken for speech: it is “speech”, with comments.",)
    assert [code.name for code in found.scheme.codes] == ["speech"]
    found = read_bytes(read, tmp_path, "a.srt", cues)
    assert [one.code for one in only(found).events[:2]] == ["sentence 0", "sentence 1"]


def test_what_cannot_be_read_is_told(tmp_path):
    found = read_bytes(read, tmp_path, "a.srt", (
        "words alone\n\n1\n00:xx --> 00:02,000\na\n\n2\n00:00:01,000 --> 00:00:02,000\n<i> </i>\n\n"
        "999:00:00,000 --> 999:00:00,001\na\n\n3\n00:00:09,000 --> 00:00:08,000\nback\n"
    ))  # fmt: skip
    assert found.left_out == (
        "Line 1: “words alone” has no time.",
        "Line 4: the times “00:xx --> 00:02,000” cannot be read.",
        "Line 11: the times “999:00:00,000 --> 999:00:00,001” cannot be read.",
        "Line 8: nothing is shown at this time.",
    )
    assert told(found) == [("", "back", "state", 9000, 8000, (), "")]


def test_a_cue_before_which_the_blank_line_is_missing_is_one_of_its_own(tmp_path):
    text = "1\n00:00:01,000 --> 00:00:02,000\ncry\n2\n00:00:03,000 --> 00:00:04,000\nfuss\n5\n"
    found = only(read_bytes(read, tmp_path, "a.srt", text))
    assert [(one.code, one.start_ms, one.row) for one in found.events] == [
        ("cry", 1000, "line 2"), ("fuss 5", 3000, "line 5"),
    ]  # fmt: skip
    vtt_text = "WEBVTT\n\n00:01.000 --> 00:02.000\ncry\n00:03.000 --> 00:04.000\nfuss\n"
    assert len(only(read_bytes(read, tmp_path, "a.vtt", vtt_text)).events) == 2


def test_an_encoding_that_is_not_said_is_a_question(tmp_path):
    with pytest.raises(FormatError, match="as cp1252 it reads “Mädchen”"):
        read_bytes(read, tmp_path, "a.srt", "1\n00:00:01,000 --> 00:00:02,500\nMädchen\n".encode("cp1252"))


def test_progress_is_told_while_it_is_read_and_can_stop_it(tmp_path):
    data = b"00:00:01,000 --> 00:00:02,500\na\n\n" * 1000
    shares = []
    read(ForeignFile(tmp_path / "a.srt", data, progress=shares.append))
    assert shares == sorted(shares)
    assert len(shares) == 3
    with pytest.raises(ZeroDivisionError):
        read(ForeignFile(tmp_path / "a.srt", data, progress=lambda share: 1 / (0 if share > 0.5 else 1)))


def test_a_written_file_can_be_read_by_people():
    events = (
        ForeignEvent("look", 40, 1500, "state", "infant", (("at", "mother"),), "a --> b\n<&>"),
        ForeignEvent("nod", 40, 40, "point"),
    )
    one = ForeignCodings("", [Observation("", events, "S.1", "KM", end_ms=2000)])
    assert written(vtt.write, one)["S.1_KM.vtt"].decode() == (
        "WEBVTT\n\nNOTE\nCodings of the Strange Situation annotator\nsession: S.1\ncoder: KM\nend_ms: 2000\n\n"
        "00:00:00.040 --> 00:00:01.500\n<v infant>look [at = mother] // a --&gt; b%0A&lt;&amp;&gt;\n\n"
        "00:00:00.040 --> 00:00:00.041\nnod\n\n"
    )
    assert written(srt.write, one)["S.1_KM.srt"].decode() == (
        "1\n00:00:00,040 --> 00:00:01,500\ninfant - look [at = mother] // a --%3E b%0A%3C&>\n\n"
        "2\n00:00:00,040 --> 00:00:00,041\nnod\n\n"
    )


def test_what_subtitles_cannot_hold_is_written_as_the_losses_say(tmp_path):
    events = (
        ForeignEvent("look", -500, None, "state"), ForeignEvent("look", 70, 71, "state"),
        ForeignEvent("nod", -5, -5, "point"), ForeignEvent("nod", None, 8), ForeignEvent("nod", None, None),
    )  # fmt: skip
    one = ForeignCodings("", [Observation("", events, "S", "K", end_ms=900)])
    for write, name in ((vtt.write, "S_K.vtt"), (srt.write, "S_K.srt")):
        found = read_bytes(read, tmp_path, name, written(write, one)[name])
        assert [(event.code, event.kind, event.start_ms, event.end_ms) for event in only(found).events] == [
            ("look", "state", 0, 900), ("nod", "point", 8, 8), ("look", "point", 70, 70)
        ]  # fmt: skip
    assert len(vtt.LOSES) == len(srt.LOSES) == 6


def test_a_long_written_file_is_read_as_codes(tmp_path):
    events = tuple(ForeignEvent(f"code {n}", n, n, "point") for n in range(2500))
    one = ForeignCodings("", [Observation("", events, "S", "K")], Scheme("", ""))
    found = read_bytes(read, tmp_path, "S_K.vtt", written(vtt.write, one)["S_K.vtt"])
    assert events_of([only(found)]) == events_of([Observation("", events)])


@pytest.mark.parametrize(("write", "suffix"), [(vtt.write, "vtt"), (srt.write, "srt")])
@settings(max_examples=EXAMPLES)
@given(codings=codings(overlapping=True, most=2))
def test_what_is_written_comes_back(write, suffix, codings):
    with tempfile.TemporaryDirectory() as folder:
        for name, data in written(write, codings).items():
            found = only(read_bytes(read, Path(folder), name, data))
            (due,) = (one for one in codings.observations if f"{one.session}_{one.coder}.{suffix}" == name)
            short = [event for event in due.events if event.kind == "state" and event.end_ms == event.start_ms + 1]
            if not short:
                assert events_of([found]) == events_of([due])
            if suffix == "vtt":
                assert replace(found, events=()) == replace(
                    due, events=(), name=found.name, start_ms=None, media=(), variables=()
                )
