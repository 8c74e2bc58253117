"""What real ELAN files hold besides the plain case: preferences, vocabularies of their own, chains of tiers."""

import pytest

from annotator.errors import FormatError
from annotator.exchange.templates import import_template


def document(body, head='<?xml version="1.0" encoding="UTF-8"?>'):
    return f'{head}<ANNOTATION_DOCUMENT FORMAT="3.0"><HEADER/><TIME_ORDER/>{body}</ANNOTATION_DOCUMENT>'


def entry(entry_id, value, words=""):
    said = f'<CVE_VALUE DESCRIPTION="{words}" LANG_REF="e">{value}</CVE_VALUE>'
    return f'<CV_ENTRY_ML CVE_ID="{entry_id}">{said}</CV_ENTRY_ML>'


GAZE = (
    '<TIER TIER_ID="gaze" LINGUISTIC_TYPE_REF="g" PARTICIPANT="CHI" ANNOTATOR="KM"/>'
    '<TIER TIER_ID="to" LINGUISTIC_TYPE_REF="t" PARENT_REF="gaze"/>'
    '<TIER TIER_ID="how" LINGUISTIC_TYPE_REF="h" PARENT_REF="to"/>'
    '<TIER TIER_ID="gaze_rel" LINGUISTIC_TYPE_REF="g"/>'
    '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="g" CONTROLLED_VOCABULARY_REF="gaze"/>'
    '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="t" CONTROLLED_VOCABULARY_REF="to" CONSTRAINTS="Symbolic_Association"/>'
    '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="h" CONTROLLED_VOCABULARY_REF="how" CONSTRAINTS="Symbolic_Subdivision"/>'
    '<CONTROLLED_VOCABULARY CV_ID="gaze"><DESCRIPTION>Where she looks</DESCRIPTION>'
    f"{entry('c0', 'face', 'at the face')}"
    f"{entry('c1', 'toy')}</CONTROLLED_VOCABULARY>"
    f'<CONTROLLED_VOCABULARY CV_ID="to">{entry("c0", "mother")}{entry("c1", "stranger")}</CONTROLLED_VOCABULARY>'
)
PREFERENCES = (
    '<preferences version="1.1"><prefGroup key="TierColors"><pref key="gaze">'
    '<Object class="java.awt.Color">0,160,255</Object></pref></prefGroup><prefGroup key="CV.ML.Prefs">'
    '<prefGroup key="gaze"><prefGroup key="c0"><pref key="KeyCode"><Int>89</Int></pref></prefGroup>'
    '<prefGroup key="c1"><pref key="KeyCode"><Int>70</Int></pref><pref key="Color"><Object class="java.awt.Color">'
    '1,2,3,255</Object></pref></prefGroup></prefGroup><prefGroup key="to"><prefGroup key="c0"><pref key="KeyCode">'
    "<Int>88</Int></pref></prefGroup></prefGroup></prefGroup></preferences>"
)


def read(tmp_path, text, name="gaze.etf", encoding="utf-8", **beside):
    for other, written in beside.items():
        (tmp_path / other.replace("_", ".")).write_text(written, encoding="utf-8")
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return import_template(path)


def test_keys_and_colours_that_lie_beside_the_file_are_kept(tmp_path):
    found = read(tmp_path, document(GAZE), gaze_pfsx=PREFERENCES)
    assert [(code.name, code.key, code.color) for code in found.draft.codebook.codes] == [
        ("face", "Y", "#00a0ff"), ("toy", "F", "#010203")
    ]  # fmt: skip
    assert found.draft.codebook.codes[0].definition == "at the face"
    assert {value.name: value.key for value in found.draft.codebook.modifier_by_id["to"].values}["mother"] == "X"
    said = "\n".join(found.left_out)
    for words in (
        "vocabulary gaze has no place here: “Where she looks”",
        "Who annotated the tiers",
        "second coder's gaze",
    ):
        assert words in said


@pytest.mark.parametrize("broken", ["", "<preferences", "<!DOCTYPE a []><preferences/>", "<preferences>" * 100])
def test_preferences_that_cannot_be_read_stop_nothing_and_are_told(tmp_path, broken):
    found = read(tmp_path, document(GAZE), gaze_pfsx=broken)
    assert len(found.draft.codebook.codes) == 2
    assert any(one.startswith("Keys and colours: gaze.pfsx") for one in found.left_out)


def test_a_vocabulary_of_its_own_is_read_beside_the_file_and_never_fetched(tmp_path):
    external = (
        '<TIER TIER_ID="vcm@CHI" LINGUISTIC_TYPE_REF="v"/>'
        '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="v" CONTROLLED_VOCABULARY_REF="vcm"/>'
        '<CONTROLLED_VOCABULARY CV_ID="vcm" EXT_REF="er1"/>'
        '<EXTERNAL_REF EXT_REF_ID="er1" TYPE="ecv" VALUE="https://example.org/../lists/own.ecv"/>'
    )
    alone = read(tmp_path, document(external))
    assert [code.name for code in alone.draft.codebook.codes] == ["vcm@CHI"]
    assert any("stands in own.ecv, which is never fetched; put it beside" in one for one in alone.left_out)
    resource = f'<CV_RESOURCE><CONTROLLED_VOCABULARY CV_ID="vcm">{entry("a", "Canonical")}{entry("b", "Laughing")}'
    found = read(tmp_path, document(external), own_ecv=f"{resource}</CONTROLLED_VOCABULARY></CV_RESOURCE>")
    assert [(code.name, code.actor) for code in found.draft.codebook.codes] == [
        ("Canonical", "infant"),
        ("Laughing", "infant"),
    ]


def test_a_chain_of_tiers_asks_at_the_first_tier_that_has_time(tmp_path):
    how = f'<CONTROLLED_VOCABULARY CV_ID="how">{entry("a", "fast")}{entry("b", "slow")}</CONTROLLED_VOCABULARY>'
    book = read(tmp_path, document(GAZE + how)).draft.codebook
    assert book.codes[0].modifiers == ("to", "how")


def test_tiers_that_stand_in_a_circle_or_below_nothing_are_told(tmp_path):
    kinds = '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="s" CONSTRAINTS="Symbolic_Association"/>'
    pairs = [("a", "b"), ("b", "a"), ("c", "c"), ("d", "gone")]
    tiers = "".join(f'<TIER TIER_ID="{one}" LINGUISTIC_TYPE_REF="s" PARENT_REF="{above}"/>' for one, above in pairs)
    found = read(tmp_path, document(f'<TIER TIER_ID="top" LINGUISTIC_TYPE_REF="x"/>{tiers}{kinds}'))
    assert [code.name for code in found.draft.codebook.codes] == ["top"]
    assert sum("no tier with time above it" in one for one in found.left_out) == 4


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "mac_roman", "utf-8-sig"])
def test_the_encoding_that_is_declared_is_the_one_that_is_read(tmp_path, encoding):
    text = document('<TIER TIER_ID="gähnt"/>', f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>')
    assert read(tmp_path, text, encoding=encoding).draft.codebook.codes[0].name == "gähnt"


@pytest.mark.parametrize(
    ("declared", "encoding", "said"),
    [
        ("x-mac-klingon", "utf-8", "no encoding of text is called “x-mac-klingon”"),
        ("hex", "utf-8", "no encoding of text is called “hex”"),
        ("punycode", "utf-8", "no encoding of text is called “punycode”"),
        ("UTF-8", "cp1252", "as cp1252 it reads “gähnt”"),
    ],
)
def test_an_encoding_that_is_none_is_a_question(tmp_path, declared, encoding, said):
    text = document('<TIER TIER_ID="gähnt"/>', f'<?xml version="1.0" encoding="{declared}"?>')
    with pytest.raises(FormatError, match=said):
        read(tmp_path, text, encoding=encoding)
