"""ELAN files in and out: what they hold besides the plain case, and what comes back of what is written."""

import re
import tempfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from annotator.errors import FormatError
from annotator.exchange.codings.foreign import ForeignCodings, ForeignEvent, ForeignMedia, Observation
from annotator.exchange.codings.readers.elan import read
from annotator.exchange.codings.writers.elan import LOSES, write
from annotator.exchange.front_door import ForeignFile, open_foreign
from annotator.exchange.templates import import_template
from annotator.exchange.templates.elan import read_elan
from annotator.exchange.templates.scheme import Scheme, SchemeCode, SchemeModifier
from tests.exchange.codings.reading import EXAMPLES, events_of, read_bytes, written
from tests.exchange.codings.strategies import codings

TYPES = (
    '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="utterance"/>'
    '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="vcm" CONTROLLED_VOCABULARY_REF="vcm" CONSTRAINTS="Symbolic_Association"/>'
    '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="lex" CONTROLLED_VOCABULARY_REF="lex" CONSTRAINTS="Symbolic_Association"/>'
    '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="gaze" CONTROLLED_VOCABULARY_REF="gaze"/>'
    '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="within" CONSTRAINTS="Included_In"/>'
    '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="parts" CONSTRAINTS="Time_Subdivision"/>'
    '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="note" CONSTRAINTS="Symbolic_Association"/>'
    '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="words" CONTROLLED_VOCABULARY_REF="lex" CONSTRAINTS="Symbolic_Subdivision"/>'
    '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="comment" CONSTRAINTS="Symbolic_Association"/>'
    '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="point"/>'
)


def vocabulary(name, *entries):
    said = "".join(
        f'<CV_ENTRY_ML CVE_ID="{entry}"><CVE_VALUE LANG_REF="e">{value}</CVE_VALUE></CV_ENTRY_ML>'
        for entry, value in entries
    )
    return f'<CONTROLLED_VOCABULARY CV_ID="{name}">{said}</CONTROLLED_VOCABULARY>'


VOCABULARIES = (
    vocabulary("vcm", ("c0", "Canonical"), ("c1", "Laughing"))
    + vocabulary("lex", ("c0", "words"), ("c1", "none"))
    + vocabulary("gaze", ("c0", "face"), ("c1", "toy"))
)


def slots(*times):
    return "".join(
        f'<TIME_SLOT TIME_SLOT_ID="ts{number}"' + ("" if at is None else f' TIME_VALUE="{at}"') + "/>"
        for number, at in enumerate(times, start=1)
    )


def aligned(name, begin, end, value="", entry=""):
    more = f' CVE_REF="{entry}"' if entry else ""
    return (
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="{name}" TIME_SLOT_REF1="ts{begin}" TIME_SLOT_REF2="ts{end}"'
        f"{more}><ANNOTATION_VALUE>{value}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>"
    )


def more(name, of, value, entry="", before=""):
    said = (f' CVE_REF="{entry}"' if entry else "") + (f' PREVIOUS_ANNOTATION="{before}"' if before else "")
    return (
        f'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="{name}" ANNOTATION_REF="{of}"{said}>'
        f"<ANNOTATION_VALUE>{value}</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>"
    )


def tier(name, kind, *annotations, **attributes):
    said = "".join(f' {key.upper()}="{value}"' for key, value in attributes.items())
    return f'<TIER TIER_ID="{name}" LINGUISTIC_TYPE_REF="{kind}"{said}>{"".join(annotations)}</TIER>'


def document(times, *tiers, header="<HEADER/>", more=VOCABULARIES, head='<?xml version="1.0" encoding="UTF-8"?>'):
    order = f"<TIME_ORDER>{slots(*times)}</TIME_ORDER>"
    return f"{head}<ANNOTATION_DOCUMENT>{header}{order}{''.join(tiers)}{TYPES}{more}</ANNOTATION_DOCUMENT>"


def only(found):
    (one,) = found.observations
    return one


def test_a_chain_of_tiers_answers_for_the_one_annotation_that_has_time(tmp_path):
    found = read_bytes(read, tmp_path, "visit.eaf", document(
        (1000, 2500),
        tier("lex@CHI", "lex", more("a3", "a2", "old words", "c0"), parent_ref="vcm@CHI"),
        tier("CHI", "utterance", aligned("a1", 1, 2, "ba"), participant="CHI", annotator="KM"),
        tier("vcm@CHI", "vcm", more("a2", "a1", "renamed since", "c1"), parent_ref="CHI"),
        tier("how@CHI", "note", more("a4", "a1", "softly"), parent_ref="CHI"),
        tier("remark", "comment", more("a5", "a1", "door slams"), parent_ref="CHI"),
    ))  # fmt: skip
    one = only(found)
    assert (one.name, one.coder) == ("visit", "KM")
    assert one.events == (
        ForeignEvent(
            "CHI", 1000, 2500, "state", "CHI", (("vcm", "Laughing"), ("lex", "words")),
            "ba\nhow: softly\ndoor slams", "annotation a1",
        ),
    )  # fmt: skip
    assert [(code.name, [asked.name for asked in code.modifiers]) for code in found.scheme.codes] == [
        ("CHI", ["lex", "vcm"])
    ]
    assert found.doubts == ("how@CHI, below CHI, is free text: it stands in the comments.",)


def test_values_are_codes_by_the_names_that_the_scheme_gives_them(tmp_path):
    data = document(
        (0, 500, 500, 900),
        tier("gaze@CHI", "gaze", aligned("a1", 1, 2, "face"), aligned("a2", 3, 4, "elsewhere"), participant="CHI"),
        tier("gaze@MOT", "gaze", aligned("a3", 1, 4, "was toy", "c1"), participant="MOT"),
        tier("smile@CHI", "utterance", aligned("a4", 1, 2), participant="CHI"),
        tier("smile@MOT", "utterance", aligned("a5", 1, 2), participant="MOT"),
    )
    found = read_bytes(read, tmp_path, "visit.eaf", data)
    assert [(one.code, one.who) for one in only(found).events] == [
        ("gaze: face", "CHI"), ("gaze: elsewhere", "CHI"), ("gaze: toy", "MOT"), ("smile", "CHI"), ("smile", "MOT")
    ]  # fmt: skip
    named = {(code.name, code.actor) for code in found.scheme.codes}
    assert {(one.code, one.who) for one in only(found).events} - named == {("gaze: elsewhere", "CHI")}
    assert found.scheme.codes == read_elan(open_foreign(tmp_path / "visit.eaf")).codes


def test_several_people_and_several_coders_are_told_apart(tmp_path):
    found = read_bytes(read, tmp_path, "visit.eaf", document(
        (0, 500),
        tier("CHI", "utterance", aligned("a1", 1, 2), participant="CHI", annotator="KM"),
        tier("FA1", "utterance", aligned("a2", 1, 2), participant="FA1", annotator="JT"),
        tier("look", "gaze", aligned("a3", 1, 2, "face"), annotator="KM"),
        tier("look_rel", "gaze", aligned("a4", 1, 2, "toy"), annotator="KM"),
    ))  # fmt: skip
    assert [(one.coder, [event.code for event in one.events]) for one in found.observations] == [
        ("KM", ["CHI", "face"]), ("JT", ["FA1"]), ("rel", ["toy"])
    ]  # fmt: skip
    assert found.doubts[0].startswith("CHI, FA1 are tiers of one type (utterance), one for each participant")


def test_tiers_within_others_have_times_of_their_own_and_bare_slots_are_laid_between(tmp_path):
    found = read_bytes(read, tmp_path, "visit.eaf", document(
        (1000, 1200, None, None, 1900, 2000),
        tier("word", "parts", aligned("a2", 1, 3, "a"), aligned("a3", 3, 4, "b"), aligned("a4", 4, 6, "c"),
             parent_ref="all"),
        tier("all", "utterance", aligned("a1", 1, 6, "abc")),
        tier("nod", "within", aligned("a5", 2, 5), parent_ref="all"),
    ))  # fmt: skip
    events = only(found).events
    assert [(one.code, one.start_ms, one.end_ms, one.oddities) for one in events] == [
        ("word", 1000, 1333, ("between",)), ("word", 1333, 1667, ("between",)), ("word", 1667, 2000, ("between",)),
        ("all", 1000, 2000, ()), ("nod", 1200, 1900, ()),
    ]  # fmt: skip


def test_a_bare_slot_without_a_neighbour_on_its_tier_lies_between_those_of_the_file(tmp_path):
    found = read_bytes(read, tmp_path, "visit.eaf", document(
        (1000, None, 2000, None),
        tier("a", "utterance", aligned("a1", 1, 3)), tier("b", "utterance", aligned("a2", 2, 3), aligned("a3", 3, 4)),
    ))  # fmt: skip
    assert [(one.start_ms, one.end_ms) for one in only(found).events] == [(1000, 2000), (1500, 2000)]
    assert found.left_out == ("Annotation a3 on b has a time that cannot be read.",)


def test_a_point_is_what_stands_on_a_tier_of_that_type_and_nothing_else(tmp_path):
    found = read_bytes(read, tmp_path, "visit.eaf", document(
        (40, 80), tier("nod", "point", aligned("a1", 1, 2)), tier("blink", "utterance", aligned("a2", 1, 2))
    ))  # fmt: skip
    assert [(one.kind, one.start_ms, one.end_ms) for one in only(found).events] == [
        ("point", 40, 40), ("state", 40, 80)
    ]  # fmt: skip
    assert [(one.name, one.kind) for one in found.scheme.codes] == [("nod", "point"), ("blink", "state")]


def test_an_ordered_tier_is_read_in_its_order(tmp_path):
    found = read_bytes(read, tmp_path, "visit.eaf", document(
        (0, 9),
        tier("all", "utterance", aligned("a1", 1, 2)),
        tier("w", "words", more("b3", "a1", "three", "", "b2"), more("b1", "a1", "one"),
             more("b2", "a1", "two", "", "b1"),
             more("b9", "a1", "circle", "", "b8"), more("b8", "a1", "circle", "", "b9"), parent_ref="all"),
    ))  # fmt: skip
    said = [answer for _, answer in only(found).events[0].answers]
    assert said == ["one", "two", "three", "circle", "circle"]


def test_recordings_begin_at_their_offset_and_folders_are_not_shown(tmp_path):
    header = (
        '<HEADER><MEDIA_DESCRIPTOR MEDIA_URL="file:///home/anna%20b/visit%201.mp4"/>'
        '<MEDIA_DESCRIPTOR MEDIA_URL="" RELATIVE_MEDIA_URL="../side.mp4" TIME_ORIGIN="2500"/>'
        '<PROPERTY NAME="lastUsedAnnotationId">3</PROPERTY></HEADER>'
    )
    one = only(read_bytes(read, tmp_path, "a.eaf", document((0, 9), tier("a", "x", aligned("a", 1, 2)), header=header)))
    assert [(media.name, media.offset_ms) for media in one.media] == [("visit 1.mp4", 0), ("side.mp4", -2500)]
    assert (one.session, one.variables) == ("", ())


@pytest.mark.parametrize(("units", "ms"), [("milliseconds", 30), ("PAL-frames", 1200), ("NTSC-frames", 1001)])
def test_times_may_be_counted_in_frames(tmp_path, units, ms):
    data = document((0, 30), tier("a", "x", aligned("a", 1, 2)), header=f'<HEADER TIME_UNITS="{units}"/>')
    assert only(read_bytes(read, tmp_path, "a.eaf", data)).events[0].end_ms == ms


def test_a_vocabulary_that_is_not_there_is_completed_with_what_occurs_and_never_fetched(tmp_path):
    external = (
        '<CONTROLLED_VOCABULARY CV_ID="gaze" EXT_REF="er1"/><CONTROLLED_VOCABULARY CV_ID="vcm" EXT_REF="er1"/>'
        '<EXTERNAL_REF EXT_REF_ID="er1" TYPE="ecv" VALUE="https://example.org/own.ecv"/>'
    )
    data = document(
        (0, 9, 12),
        tier("look", "gaze", aligned("a1", 1, 2, "face", "c7"), aligned("a2", 2, 3, "toy", "c8")),
        tier("vcm", "vcm", more("a3", "a1", "Canonical", "c0"), parent_ref="look"),
        more=external,
    )
    found = read_bytes(read, tmp_path, "a.eaf", data)
    assert [one.code for one in only(found).events] == ["face", "toy"]
    assert [(one.name, one.channel, one.modifiers) for one in found.scheme.codes] == [
        (name, "look", (SchemeModifier("vcm", (("Canonical", ""),)),)) for name in ("face", "toy")
    ]
    assert "own.ecv, which is not beside the file and is never fetched" in found.doubts[0]
    (tmp_path / "own.ecv").write_text(f"<CV_RESOURCE>{vocabulary('gaze', ('c7', 'mother'))}</CV_RESOURCE>")
    assert [one.code for one in only(read_bytes(read, tmp_path, "a.eaf", data)).events] == ["mother", "toy"]


def test_more_values_than_a_vocabulary_has_stay_text(tmp_path):
    external = '<CONTROLLED_VOCABULARY CV_ID="gaze" EXT_REF="er1"/>'
    said = [aligned(f"a{number}", 1, 2, f"value {number}") for number in range(101)]
    found = read_bytes(read, tmp_path, "a.eaf", document((0, 9), tier("look", "gaze", *said), more=external))
    assert [(one.code, one.comment) for one in only(found).events[:2]] == [("look", "value 0"), ("look", "value 1")]


def test_what_cannot_be_read_is_told_and_the_rest_is_read(tmp_path):
    wrong = [aligned(f"a{number}", 1, 2) for number in range(25)]
    found = read_bytes(read, tmp_path, "a.eaf", document(
        ("NaN", 10**12, 5, 7),
        tier("a", "x", *wrong, aligned("good", 3, 4), aligned("lost", 3, 9), "<ANNOTATION><SVG/></ANNOTATION>"),
        tier("more", "note", more("b1", "a99", "x"), more("b2", "b2", "x"), parent_ref="a"),
        aligned("c1", 3, 4), more("c2", "good", "x"),
    ))  # fmt: skip
    assert [(one.start_ms, one.end_ms) for one in only(found).events] == [(5, 7)]
    said = "\n".join(found.left_out)
    for words in (
        "Annotation a0 on a has a time that cannot be read",
        "And 6 more annotations with times that cannot be read.",
        "Annotation b1 on more says more of a99, which is not on a tier with time",
        "Annotation b2 on more says more of b2",
        "On a stands SVG, which is no annotation",
        "What stands on “” is left out: no tier is called so.",
    ):
        assert words in said, said


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it is not written as files of this kind are"),
        (b"<a/>", "is no ELAN file"),
        (b"<TIME_SLOT/>", "is no ELAN file"),
        (b"<ANNOTATION_DOCUMENT><TIER>", "line 1, column 28"),
        (b"<!DOCTYPE a><ANNOTATION_DOCUMENT/>", "begins with a DOCTYPE"),
        (b"<ANNOTATION_DOCUMENT>" + b"<TIER>" * 100, "more than 60 deep"),
        (b"<ANNOTATION_DOCUMENT>" + b"<TIER/>" * 2001 + b"</ANNOTATION_DOCUMENT>", "more than 2,000 tiers"),
        ("<ANNOTATION_DOCUMENT>\0</ANNOTATION_DOCUMENT>", "no text in UTF-8"),
    ],
)
def test_what_is_no_such_file_is_refused_in_words(tmp_path, data, said):
    with pytest.raises(FormatError, match=said):
        read_bytes(read, tmp_path, "a.eaf", data)


def test_more_annotations_than_anybody_makes_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("annotator.exchange.bounded_xml._MOST_TAKEN", 50)
    data = document((0, 9), tier("a", "x", *(aligned(f"a{n}", 1, 2) for n in range(20))))
    with pytest.raises(FormatError, match="holds more than 50 elements, too much to read"):
        read_bytes(read, tmp_path, "a.eaf", data)


def test_progress_is_told_while_it_is_read_and_can_stop_it(tmp_path):
    data = document((0, 9), tier("a", "x", *(aligned(f"a{n}", 1, 2) for n in range(3000)))).encode()
    shares = []
    read(ForeignFile(tmp_path / "a.eaf", data, progress=shares.append))
    assert shares == sorted(shares)
    assert len(shares) > 3
    with pytest.raises(ZeroDivisionError):
        read(ForeignFile(tmp_path / "a.eaf", data, progress=lambda share: 1 / (0 if share > 0.8 else 1)))


GAZE = Scheme("Gaze", "a test", [
    SchemeCode("look", "state", "Gaze", "Y", "Eyes on it.", "#00a0ff", "infant", "", (
        SchemeModifier("at", (("mother", "M"), ("a “toy” & <more>", ""))), SchemeModifier("how", (("long", "L"),)),
    )),
    SchemeCode("look", "state", "Gaze", "Shift+L", "", "#010203", "mother", ""),
    SchemeCode("nod", "point", "Moves", "7", "", "", "mother"),
])  # fmt: skip


def gaze(*events, **more):
    return ForeignCodings("", [Observation("S1__KM", tuple(events), "S.1", "KM", **more)], GAZE)


def read_back(folder, codings):
    for name, data in written(write, codings).items():
        (folder / name).write_bytes(data)
    return [read(open_foreign(path)) for path in sorted(folder.glob("*.eaf"))]


def test_a_written_file_holds_codes_people_answers_comments_keys_and_colours(tmp_path):
    events = (
        ForeignEvent("look", 0, 900, "state", "infant", (("at", "a “toy” & <more>"), ("how", "long")), "“so”\n<&>\r!"),
        ForeignEvent("look", 400, 950, "state", "mother"),
        ForeignEvent("nod", 120, 120, "point", "mother"),
        ForeignEvent("Episode: Reunion", 0, 2000, "state"),
    )
    media = (ForeignMedia("/home/anna/vis it.mp4"), ForeignMedia("side.xyz", offset_ms=-40))
    (found,) = read_back(tmp_path, gaze(*events, media=media, end_ms=5000))
    one = only(found)
    assert events_of([one]) == events_of([Observation("", events)])
    assert (one.session, one.coder, one.end_ms) == ("S.1", "KM", 5000)
    assert [(media.name, media.offset_ms) for media in one.media] == [("vis it.mp4", 0), ("side.xyz", -40)]
    codes = found.scheme.codes
    assert [(code.name, code.actor, code.kind, code.key, code.color, code.definition) for code in codes] == [
        ("look", "infant", "state", "Y", "#00a0ff", "Eyes on it."), ("look", "mother", "state", "", "#010203", ""),
        ("nod", "mother", "point", "7", "", ""), ("Episode: Reunion", "", "state", "", "", ""),
    ]  # fmt: skip
    assert codes[0].modifiers == GAZE.codes[0].modifiers
    assert (found.left_out, found.doubts) == ((), ())
    assert "anna" not in (tmp_path / "S.1_KM.eaf").read_text()
    book = import_template(tmp_path / "S.1_KM.eaf").draft.codebook
    assert book.codes[0].key == "Y"


def test_what_the_schema_asks_for_is_in_its_order_and_every_reference_is_there(tmp_path):
    data = written(write, gaze(ForeignEvent("look", 0, 9, "state", "infant", (("at", "mother"),), "x")))["S.1_KM.eaf"]
    root = ET.fromstring(data)
    order = ["HEADER", "TIME_ORDER", "TIER", "LINGUISTIC_TYPE", "LANGUAGE", "CONSTRAINT", "CONTROLLED_VOCABULARY"]
    assert list(dict.fromkeys(one.tag for one in root)) == order
    ids = {value for one in root.iter() for key, value in one.attrib.items() if key.endswith("_ID")}
    ids |= {one.get("STEREOTYPE") for one in root.iter("CONSTRAINT")}
    references = ("PARENT_REF", "LINGUISTIC_TYPE_REF", "TIME_SLOT_REF1", "TIME_SLOT_REF2", "ANNOTATION_REF", "CVE_REF",
                  "CONTROLLED_VOCABULARY_REF", "CONSTRAINTS", "LANG_REF")  # fmt: skip
    assert {value for one in root.iter() for key, value in one.attrib.items() if key in references} <= ids


def test_overlaps_go_to_a_further_tier_and_names_that_collide_stay_apart(tmp_path):
    events = (
        ForeignEvent("look", 0, 900, "state", "infant", (("at", "mother"),), "one"),
        ForeignEvent("look", 100, 300, "state", "infant", (("at", "mother"),), "two"),
        ForeignEvent("look", 300, 400, "state", "infant"),
        ForeignEvent("look@infant", 0, 900, "state"),
        ForeignEvent("look", 5, 5, "point", "infant", (("comment", "no remark"),), "three"),
        ForeignEvent("look", 5, 5, "point", "infant", (), "four"),
        ForeignEvent("look_rel", 7, 9, "state"),
        ForeignEvent("nod", 7, 9, "state", "nobody we know", (("at", "her"),)),
    )
    (found,) = read_back(tmp_path, gaze(*events))
    assert events_of(found.observations) == events_of([Observation("", events)])
    assert only(found).coder == "KM"
    names = re.findall('<TIER TIER_ID="([^"]*)"', (tmp_path / "S.1_KM.eaf").read_text())
    assert len(names) == len(set(names))
    assert {"look@infant", "look@infant (overlapping 2)", "at@look@infant", "look@infant [2]"} <= set(names)


def test_what_elan_cannot_hold_is_written_as_the_losses_say(tmp_path):
    (found,) = read_back(tmp_path, gaze(
        ForeignEvent("look", 50, None, "state", "infant"), ForeignEvent("look", 70, 70, "state", "mother"),
        ForeignEvent("look", -500, 20, "state", "mother"), ForeignEvent("look", -90, -50, "state", "mother"),
        ForeignEvent("nod", -1, -1, "point", "mother"), ForeignEvent("nod", 7, 7, "", "mother", (), "\0a\ud800b\x1b"),
        ForeignEvent("nod", None, 8, "", "mother"), ForeignEvent("nod", None, None, "", "mother"), end_ms=1000,
    ))  # fmt: skip
    assert [(one.code, one.start_ms, one.end_ms, one.comment) for one in only(found).events] == [
        ("look", 50, 1000, ""), ("look", 0, 20, ""), ("look", 70, 71, ""), ("nod", 7, 7, "ab"), ("nod", 8, 9, "")
    ]  # fmt: skip
    assert len(LOSES) == 7


@settings(max_examples=EXAMPLES)
@given(codings(overlapping=True, most=2))
def test_what_is_written_comes_back(codings):
    with tempfile.TemporaryDirectory() as folder:
        found = read_back(Path(folder), codings)
    expected = {(one.session, one.coder): events_of([one]) for one in codings.observations}
    by_coding = {(one.session, one.coder): events_of([one]) for one in map(only, found)}
    assert by_coding == expected
