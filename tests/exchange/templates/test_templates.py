"""Coding schemes of BORIS, ELAN and Datavyu become drafts of codebooks, and nothing is dropped unsaid."""

import gzip
import io
import json
import zipfile

import pytest

from annotator.errors import FormatError
from annotator.exchange.templates import import_template

BORIS = {
    "project_name": "Reunion pilot",
    "project_format_version": "7.0",
    "behavioral_categories": ["Look", "Distress"],
    "behavioral_categories_config": {"0": {"name": "Look", "color": "#00AA00"}},
    "subjects_conf": {"0": {"key": "m", "name": "mother"}, "1": {"key": "i", "name": "infant"}},
    "behaviors_conf": {
        "0": {"type": "State event", "key": "c", "code": "Cry", "description": "Loud.", "category": "Distress",
              "modifiers": {}, "excluded": "Fuss", "color": "#FF0000"},
        "1": {"type": "State event", "key": "F", "code": "Fuss", "category": "Distress", "excluded": "Cry",
              "modifiers": ""},
        "2": {"type": "Point event", "key": "j", "code": "Smile", "category": "", "excluded": "",
              "modifiers": {"0": {"name": "to", "type": 0, "values": ["mother (m)", "toy"]},
                            "1": {"name": "how many", "type": 2, "values": []}}},
        "3": {"type": "State event with coding map", "key": "c", "code": "Look", "category": "Look",
              "modifiers": {"0": {"name": "where", "type": 1, "values": ["door", "toys"]}}, "excluded": "Smile"},
    },
    "independent_variables": {"0": {"label": "condition"}},
    "observations": {"a": {"events": [[1.0, "", "Cry", "", ""]]}},
    "coding_map": {"x": 1},
}  # fmt: skip

ELAN = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" DATE="2020-01-01T00:00:00Z" FORMAT="3.0" VERSION="3.0">
<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/><TIME_ORDER/>
<TIER LINGUISTIC_TYPE_REF="gaze" TIER_ID="Gaze" PARTICIPANT="mother"><ANNOTATION/></TIER>
<TIER LINGUISTIC_TYPE_REF="to" PARENT_REF="Gaze" TIER_ID="Towards"/>
<TIER LINGUISTIC_TYPE_REF="free" TIER_ID="Speech"/>
<TIER LINGUISTIC_TYPE_REF="note" PARENT_REF="Speech" TIER_ID="Note"/>
<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="gaze" TIME_ALIGNABLE="true" CONTROLLED_VOCABULARY_REF="cv1"/>
<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="to" CONSTRAINTS="Symbolic_Association" CONTROLLED_VOCABULARY_REF="cv2"/>
<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="free" TIME_ALIGNABLE="true"/>
<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="note" CONSTRAINTS="Symbolic_Association"/>
<CONTROLLED_VOCABULARY CV_ID="cv1"><DESCRIPTION LANG_REF="eng"/>
<CV_ENTRY_ML CVE_ID="cveid0"><CVE_VALUE DESCRIPTION="at the face" LANG_REF="eng">face</CVE_VALUE>
<CVE_VALUE LANG_REF="deu">Gesicht</CVE_VALUE></CV_ENTRY_ML>
<CV_ENTRY_ML CVE_ID="cveid1"><CVE_VALUE LANG_REF="eng">toy</CVE_VALUE></CV_ENTRY_ML></CONTROLLED_VOCABULARY>
<CONTROLLED_VOCABULARY CV_ID="cv2"><CV_ENTRY DESCRIPTION="">infant</CV_ENTRY><CV_ENTRY>stranger</CV_ENTRY>
</CONTROLLED_VOCABULARY>
<CONTROLLED_VOCABULARY CV_ID="cv3" EXT_REF="er1"/>
</ANNOTATION_DOCUMENT>"""

DATAVYU = """#4
id (MATRIX,true,)-name|NOMINAL
00:00:00:000,00:00:00:000,(P01,)
look (MATRIX,true,)-code01|NOMINAL
00:00:01:000,00:00:02:000,(m,)
00:00:02:001,00:00:03:000,(t,)
bids (MATRIX,true,)-form|NOMINAL,words|NOMINAL,to\\,whom|NOMINAL
00:00:04:000,00:00:04:000,(smile,hello\\, you,mother,)
00:00:05:000,00:00:05:000,(reach,<words>,mother,)
trial (TEXT,true,)
"""


def opf(text=DATAVYU, encoding="utf-8", folder=""):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        made.writestr(f"{folder}project", "!project {}")
        made.writestr(f"{folder}db", text.encode(encoding))
    return data.getvalue()


def read(tmp_path, name, data, **how):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return import_template(path, **how)


def not_of_actors(draft):
    return [fault for fault in draft.faults if "no actor is given" not in fault.what]


def test_a_boris_project_keeps_its_behaviours_keys_colours_modifiers_and_exclusions(tmp_path):
    found = read(tmp_path, "pilot.boris", json.dumps(BORIS))
    book = found.draft.codebook
    assert not_of_actors(found.draft) == []
    assert book.name == "Reunion pilot"
    assert list(book.groups) == ["Look", "Distress", "Codes"]
    by_name = {code.name: code for code in book.codes}
    assert {name: (one.kind, one.color) for name, one in by_name.items()} == {
        "Look": ("state", "#00aa00"),
        "Cry": ("state", "#ff0000"),
        "Fuss": ("state", by_name["Fuss"].color),
        "Smile": ("point", by_name["Smile"].color),
    }
    assert by_name["Cry"].channel == by_name["Fuss"].channel != ""
    assert by_name["Cry"].definition == "Loud."
    assert len({code.key for code in book.codes}) == 4
    assert by_name["Fuss"].key == "F"
    to = book.modifier_by_id["to"]
    assert [(value.name, value.key) for value in to.values] == [("mother", "M"), ("toy", "")]
    assert [value.name for value in book.modifier_by_id["subject"].values] == ["mother", "infant"]


def test_what_boris_has_and_a_codebook_has_not_is_told(tmp_path):
    said = "\n".join(read(tmp_path, "pilot.boris", json.dumps(BORIS)).left_out)
    for words in (
        "Look: its coding map",
        "how many is a number",
        "of where several values",
        "Look excludes Smile",
        "1 observations with 1 events",
        "condition",
        "Coding maps",
        "Subjects became a question",
        "Keys that no codebook can have were changed: Smile from J to S.",
        "Keys that two have were changed: Cry from C to R.",
    ):
        assert words in said, words


def test_old_and_gzipped_boris_projects_are_read(tmp_path):
    old = {
        "behaviors_conf": {"0": {"type": "State event", "key": "a", "code": "Sit", "modifiers": "left (e),right|slow"}}
    }
    book = read(tmp_path, "old.boris.gz", gzip.compress(json.dumps(old).encode())).draft.codebook
    assert book.name == "old"
    assert [[value.name for value in one.values] for one in book.modifiers] == [["left", "right"], ["slow"]]
    assert book.modifiers[0].values[0].key == "E"


def test_one_subject_is_the_actor(tmp_path):
    project = BORIS | {"subjects_conf": {"0": ["i", "baby"]}}
    book = read(tmp_path, "one.boris", json.dumps(project)).draft.codebook
    assert {code.actor for code in book.codes} == {"baby"}


def test_an_elan_template_gives_channels_codes_and_modifiers(tmp_path):
    found = read(tmp_path, "gaze.etf", ELAN)
    book = found.draft.codebook
    assert not_of_actors(found.draft) == []
    assert [(code.name, code.group, code.kind, code.actor) for code in book.codes] == [
        ("face", "Gaze", "state", "mother"),
        ("toy", "Gaze", "state", "mother"),
        ("Speech", "Speech", "state", ""),
    ]
    assert book.codes[0].definition == "at the face"
    assert book.codes[0].channel == book.codes[1].channel == "gaze"
    assert [value.name for value in book.modifier_by_id["towards"].values] == ["infant", "stranger"]
    assert book.codes[0].modifiers == ("towards",)
    said = "\n".join(found.left_out)
    for words in (
        "Speech has no vocabulary",
        "Note, below Speech, is free text",
        "cv1: of its 2 languages",
        "No tier uses the vocabulary cv3 (another file)",
        "1 marked stretches",
    ):
        assert words in said, words  # fmt: skip


def test_a_datavyu_file_gives_what_occurs_in_its_cells(tmp_path):
    found = read(tmp_path, "visit.opf", opf())
    book = found.draft.codebook
    assert not_of_actors(found.draft) == []
    assert [(code.name, code.kind) for code in book.codes] == [
        ("look: m", "state"), ("look: t", "state"), ("bids", "point"), ("trial", "state")
    ]  # fmt: skip
    assert book.codes[0].channel == book.codes[1].channel == "look"
    assert [(one.name, [value.name for value in one.values]) for one in book.modifiers] == [
        ("form", ["smile", "reach"]),
        ("words", ["hello, you"]),
        ("to,whom", ["mother"]),
    ]
    said = "\n".join(found.left_out)
    assert "The column id" in said
    assert "5 cells" in said


def test_a_datavyu_file_from_old_windows_and_one_in_a_folder_are_read(tmp_path):
    data = opf(DATAVYU.replace("smile", "lächelt"), "cp1252", "visit/")
    with pytest.raises(FormatError, match=r"line 8: .* as cp1252 it reads “lächelt”"):
        read(tmp_path, "old.opf", data)
    book = read(tmp_path, "old.opf", data, encoding="cp1252").draft.codebook
    assert book.modifiers[0].values[0].name == "lächelt"


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("a.boris", b"{\n", "line 2, column 1: it is not written as files of this kind are"),
        ("a.boris", b"[1]", "is no BORIS project"),
        ("a.boris", b"\x1f\x8bxx", "is damaged"),
        ("a.boris", b'{"behaviors_conf": {}}', "holds no codes"),
        ("a.etf", b"<a", "line 1, column 1: it is not written as files of this kind are"),
        ("a.eaf", b"<a/>", "is no ELAN file"),
        ("a.opf", b"PK", "is damaged"),
        ("a.opf", b"#4", "is not packed as files of this kind are"),
        ("a.txt", b"", "is no template this program reads"),
    ],
)
def test_a_file_that_is_none_of_these_is_refused_with_its_name(tmp_path, name, data, what):
    with pytest.raises(FormatError, match=what) as caught:
        read(tmp_path, name, data)
    assert name in caught.value.what
    assert caught.value.hint


@pytest.mark.parametrize(
    "broken",
    [
        {"behaviors_conf": {"0": "Cry"}},
        {"behaviors_conf": {"0": {"code": "Cry", "modifiers": ["a"]}}},
        {"behaviors_conf": {"0": {"code": "Cry", "modifiers": {"0": {"values": 3}}}}},
        {"behaviors_conf": {"0": {"code": "Cry"}}, "subjects_conf": [1]},
        {"behaviors_conf": {"0": {"code": "Cry"}}, "observations": {"a": 1}},
        {"behaviors_conf": {"0": {"code": "Cry"}}, "behavioral_categories_config": 7},
    ],
)
def test_a_file_that_holds_something_else_than_expected_is_refused(tmp_path, broken):
    with pytest.raises(FormatError, match="is not written as files of this kind are"):
        read(tmp_path, "a.boris", json.dumps(broken))


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(FormatError, match="No such file"):
        import_template(tmp_path / "a.boris")


def test_more_codes_than_keys_are_told(tmp_path):
    behaviors = {str(n): {"type": "Point event", "key": "", "code": f"Code {n}"} for n in range(112)}
    found = read(tmp_path, "many.boris", json.dumps({"behaviors_conf": behaviors}))
    keys = [code.key for code in found.draft.codebook.codes]
    assert len(keys) == 112
    assert [len(key.split()) for key in keys[:101]] == [1] * 49 + [2] * 52, "two strokes when one is no longer enough"
    assert next(one for one in found.left_out if one.startswith("No key is left for Code 101, "))
    assert sum(not code.key for code in found.draft.codebook.codes) == 11
    assert [fault for fault in found.draft.faults if "key" in fault.what.casefold()] == []
