"""TextGrids in and out: what Praat, ELAN and others write, and what comes back of what is written."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings

from annotator.errors import FormatError
from annotator.exchange.codings.foreign import ForeignCodings, ForeignEvent, Observation
from annotator.exchange.codings.readers.textgrid import read
from annotator.exchange.codings.writers.textgrid import LOSES, write
from annotator.exchange.front_door import ForeignFile
from annotator.exchange.templates.scheme import Scheme, SchemeCode, SchemeModifier
from tests.exchange.codings.reading import EXAMPLES, events_of, read_bytes, written
from tests.exchange.codings.strategies import codings

LONG = '''File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 2.5
tiers? <exists>
size = 3
item []:
    item [1]:
        class = "IntervalTier"
        name = "    CHI*"
        xmin = 0
        xmax = 2.5
        intervals: size = 3
        intervals [1]:
            xmin = 0
            xmax = 0.5004
            text = ""
        intervals [2]:
            xmin = 0.5004
            xmax = 1.25
            text = "says ""ba"""
        intervals [3]:
            xmin = 1.25
            xmax = 2.5
            text = "over
two lines"
    item [2]:
        class = "TextTier"
        name = "nods"
        xmin = 0
        xmax = 2.5
        points: size = 2
        points [1]:
            number = 0.1
            mark = "x"
        points [2]:
            time = 1e-1
            mark = "X"
    item [3]:
        class = "IntervalTier"
        name = "empty"
        xmin = 1
        xmax = 2
        intervals: size = 0
'''
ELAN = LONG.replace("item [", "item[").replace("]:\n            xmin", "]\n            xmin")
SHORT = '''File type = "ooTextFile short"
"TextGrid"

0
2.5
<exists>
3
"IntervalTier"
"    CHI*"
0
2.5
3
0
0.5004
""
0.5004
1.25
"says ""ba"""
1.25
2.5
"over
two lines"
"TextTier"
"nods"
0
2.5
2
0.1
"x"
1e-1
"X"
"IntervalTier"
"empty"
1
2
0
'''


def grid(*tiers, end=10):
    """Return a TextGrid in its short form; of each tier the name and start, end and label, or time and label."""
    lines = ['"ooTextFile"', '"TextGrid"', "0", end, "<exists>", len(tiers)]
    for name, *marks in tiers:
        kind = "TextTier" if marks and len(marks[0]) == 2 else "IntervalTier"
        lines += [f'"{kind}"', f'"{name}"', 0, end, len(marks)]
        lines += [f'"{one}"' if isinstance(one, str) else one for mark in marks for one in mark]
    return "\n".join(map(str, lines))


def only(found):
    (one,) = found.observations
    return one


@pytest.mark.parametrize("text", [LONG, ELAN, SHORT, f"! a note\n{LONG}"], ids=["long", "ELAN", "short", "note"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "CRLF"])
def test_both_forms_say_the_same_however_they_are_written(tmp_path, text, encoding):
    is_crlf = encoding == "CRLF"
    data = text.replace("\n", "\r\n").encode() if is_crlf else text.encode(encoding)
    found = read_bytes(read, tmp_path, "visit.TextGrid", data)
    one = only(found)
    assert (one.name, one.coder, one.start_ms, one.end_ms) == ("visit", "", 0, 2500)
    assert [(event.code, event.kind, event.start_ms, event.end_ms) for event in one.events] == [
        ('says "ba"', "state", 500, 1250), ("over two lines", "state", 1250, 2500), ("nods", "point", 100, 100),
        ("nods", "point", 100, 100),
    ]  # fmt: skip
    assert [(code.name, code.kind, code.channel) for code in found.scheme.codes] == [
        ('says "ba"', "state", "CHI*"), ("over two lines", "state", "CHI*"), ("nods", "point", "")
    ]  # fmt: skip
    assert (found.left_out, found.doubts) == ((), ())


def test_what_stands_on_a_tier_tells_what_it_is(tmp_path):
    said = [(number / 10, (number + 1) / 10, f"word {number}") for number in range(30)]
    found = read_bytes(read, tmp_path, "a.TextGrid", grid(
        ("infant - crying", (0, 1, "crying"), (1, 2, ""), (2, 3, "crying [how = loud] // at last")),
        ("crying", (0, 1, "crying")), ("smile", (0, 1, "x"), (1, 2, " 1 "), (2, 3, "SMILE")),
        ("mother - gaze", (0, 1, "face"), (1, 2, "toy")), ("look", (0, 1, "at her")),
        ("CHI - words", *said), ("reach", (0.5, "infant - reach"), (0.7, "other")), ("gaze", (0, 1, "gaze [hard]")),
        ("a - reach", (0.5, "reach [to = toy]")), ("b - reach (overlapping 2)", (0.5, "reach")),
        ("a - b", (0, 1, "a - b")),
    ))  # fmt: skip
    events = [(one.who, one.code, one.answers, one.comment) for one in only(found).events if "word" not in one.comment]
    assert events == [
        ("infant", "crying", (), ""), ("infant", "crying", (("how", "loud"),), "at last"), ("", "crying", (), ""),
        ("", "smile", (), ""), ("", "smile", (), ""), ("", "smile", (), ""), ("mother", "face", (), ""),
        ("mother", "toy", (), ""), ("", "at her", (), ""), ("", "infant - reach", (), ""), ("", "other", (), ""),
        ("", "gaze [hard]", (), ""), ("a", "reach", (("to", "toy"),), ""), ("b", "reach", (), ""),
        ("", "a - b", (), ""),
    ]  # fmt: skip
    assert {(one.who, one.code) for one in only(found).events if "word" in one.comment} == {("CHI", "words")}
    assert found.doubts == ("What is written on CHI - words was taken for text: it stands in the comments.",)
    by_name = {(code.actor, code.name): code for code in found.scheme.codes}
    assert by_name["mother", "toy"].channel == "mother - gaze"
    assert by_name["infant", "crying"].modifiers == (SchemeModifier("how", (("loud", ""),)),)


def test_tiers_of_one_name_and_negative_zero_are_read(tmp_path):
    found = read_bytes(read, tmp_path, "a.TextGrid", grid(("Mary", ("-0", 1, "ba")), ("Mary", (1, 2, "da")))
                       .replace('"-0"', "-0"))  # fmt: skip
    assert [(one.code, one.start_ms) for one in only(found).events] == [("ba", 0), ("da", 1000)]


def test_a_time_that_cannot_be_read_is_told(tmp_path):
    found = read_bytes(read, tmp_path, "a.TextGrid", grid(("a", (0, "9" * 50, "x"), (1, 2, "x"))).replace(
        f'"{"9" * 50}"', "9" * 50
    ))  # fmt: skip
    assert [(one.start_ms, one.end_ms) for one in only(found).events] == [(1000, 2000)]
    assert found.left_out == ("Line 14: “x” on a has a time that cannot be read.",)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "line 1: the file ends where a text in quotes should stand"),
        (b"ooBinaryFile\x08TextGrid", "is a binary TextGrid"),
        (b'"ooTextFile"\n"Pitch 1"', "is no TextGrid"),
        (SHORT.replace("2.5\n3\n0", '2.5\n"3"\n0', 1).encode(), "line 12: a number should stand here"),
        (SHORT[:-3].encode(), "the file ends where a number should stand"),
        (SHORT.replace("<exists>\n3", "<exists>\n-3").encode(), "line 7: “-3” counts nothing"),
        (SHORT.replace("<exists>\n3", "<exists>\n1e9").encode(), "counts nothing"),
        (SHORT.replace("TextTier", "PitchTier").encode(), "a tier of the class “PitchTier” is not known here"),
        (SHORT.replace('"nods"', '"nods').encode(), "line 31: a number should stand here"),
        (SHORT.encode("cp1252").replace(b"says", b"s\xe4ys"), "as cp1252 it reads “säys”"),
        (b'"ooTextFile" "TextGrid" ' + b'"' + b"a" * 500_000, "a number should stand here"),
    ],
)
def test_what_is_no_textgrid_is_refused_with_its_line(tmp_path, data, said):
    with pytest.raises(FormatError, match=said) as caught:
        read_bytes(read, tmp_path, "a.TextGrid", data)
    assert caught.value.hint


def test_a_grid_without_tiers_holds_nothing(tmp_path):
    found = read_bytes(read, tmp_path, "a.TextGrid", '"ooTextFile" "TextGrid" 0 1 <absent>')
    assert only(found).events == ()


def test_progress_is_told_while_it_is_read_and_can_stop_it(tmp_path):
    data = grid(("a", *((number, number + 1, "x") for number in range(4000)))).encode()
    shares = []
    read(ForeignFile(tmp_path / "a.TextGrid", data, progress=shares.append))
    assert shares == sorted(shares)
    assert len(shares) > 3
    with pytest.raises(ZeroDivisionError):
        read(ForeignFile(tmp_path / "a.TextGrid", data, progress=lambda share: 1 / (0 if share > 0.5 else 1)))


SCHEME = Scheme("", "", [
    SchemeCode("look", "state", "Gaze", actor="infant"), SchemeCode("nod", "point", "Moves", actor="mother"),
    SchemeCode("a - look", "state", "Moves"),
])  # fmt: skip


def test_a_written_grid_has_a_tier_a_code_and_covers_all_of_the_coding():
    events = (
        ForeignEvent("look", 40, 1500, "state", "infant", (("at", "mother"),), 'say "ba"\nda'),
        ForeignEvent("nod", 40, 40, "point", "mother"), ForeignEvent("nod", 40, 40, "point", "mother"),
    )  # fmt: skip
    files = written(write, ForeignCodings("", [Observation("", events, "S.1", "KM", end_ms=2000)], SCHEME))
    assert list(files) == ["S.1_KM.TextGrid"]
    text = files["S.1_KM.TextGrid"].decode()
    assert text.startswith('File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0.000000\nxmax = 2.000000\n')
    names = [line.partition(" = ")[2] for line in text.splitlines() if line.startswith("        name")]
    assert names == ['"infant - look"', '"mother - nod"', '"mother - nod (overlapping 2)"', '"a - look"']
    assert 'text = "look [at = mother] // say ""ba""%0Ada"' in text
    assert "intervals: size = 3" in text
    assert "intervals: size = 1" in text


def test_what_a_grid_cannot_hold_is_written_as_the_losses_say(tmp_path):
    events = (
        ForeignEvent("look", -500, None, "state", "infant"), ForeignEvent("look", 70, 70, "state", "infant"),
        ForeignEvent("nod", None, 8, "", "mother"), ForeignEvent("nod", None, None, "", "mother"),
    )  # fmt: skip
    files = written(write, ForeignCodings("", [Observation("", events, "S", "K", end_ms=900, start_ms=-700)], SCHEME))
    one = only(read_bytes(read, tmp_path, "a.TextGrid", files["S_K.TextGrid"]))
    assert [(one.code, one.start_ms, one.end_ms) for one in one.events] == [
        ("look", -500, 900), ("look", 70, 71), ("nod", 8, 9)
    ]  # fmt: skip
    assert (one.start_ms, one.end_ms) == (-700, 900)
    assert len(LOSES) == 6


@settings(max_examples=EXAMPLES)
@given(codings(earliest_ms=-900, overlapping=True, most=2))
def test_what_is_written_comes_back(codings):
    with tempfile.TemporaryDirectory() as folder:
        for name, data in written(write, codings).items():
            found = only(read_bytes(read, Path(folder), name, data))
            (due,) = (one for one in codings.observations if f"{one.session}_{one.coder}.TextGrid" == name)
            assert events_of([found]) == events_of([due])
