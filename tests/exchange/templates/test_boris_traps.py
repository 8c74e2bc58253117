"""What real BORIS projects hold besides the plain case: nothing collapses, moves or disappears in silence."""

import json

import pytest

from annotator.errors import FormatError
from annotator.exchange.templates import import_template
from annotator.exchange.templates.exclusion import exclusive_sets


def project(*behaviors, **top):
    plain = {"type": "State event", "key": "", "modifiers": "", "excluded": ""}
    return {"behaviors_conf": {str(n): plain | one for n, one in enumerate(behaviors)}, **top}


def read(tmp_path, made, written="ascii", **how):
    path = tmp_path / "pilot.boris"
    path.write_bytes(json.dumps(made, ensure_ascii=written == "ascii").encode(written))
    return import_template(path, **how)


def keys(found):
    return {code.name: code.key for code in found.draft.codebook.codes}


def question(values, **more):
    return {"code": "look", "modifiers": {"0": {"name": "where", "type": 0, "values": values, **more}}}


@pytest.mark.parametrize(
    ("values", "names"),
    [
        (["mother (m)", "toy (t)"], ["mother", "toy"]),
        (["Shelf (1)", "Shelf (2)", "Shelf (3)"], ["Shelf (1)", "Shelf (2)", "Shelf (3)"]),
        (["Shelf (1)", "Shelf", "door (d)"], ["Shelf (1)", "Shelf", "door (d)"]),
        (["a  (a)", "b(b)", "c ((c)"], ["a", "b(b)", "c ((c)"]),
        ([1, 2.5, "3"], ["1", "2.5", "3"]),
    ],
)
def test_answers_that_differ_in_their_parenthesis_stay_different(tmp_path, values, names):
    book = read(tmp_path, project(question(values))).draft.codebook
    assert [value.name for value in book.modifiers[0].values] == names
    assert len({value.id for value in book.modifiers[0].values}) == len(names)


def test_a_moved_key_takes_no_key_that_another_code_wishes_for(tmp_path):
    wishes = {"jump": "j", "urinate": "u", "mount": "m", "pee": "u", "run": "r", "play": "p", "nap": ""}
    found = read(tmp_path, project(*({"code": name, "key": key} for name, key in wishes.items())))
    got = keys(found)
    assert {name: got[name] for name in ("urinate", "mount", "run", "play")} == {
        "urinate": "U", "mount": "M", "run": "R", "play": "P"
    }  # fmt: skip
    assert len(set(got.values())) == len(got)
    assert any(f"jump from J to {got['jump']}" in one for one in found.left_out)
    assert any(f"pee from U to {got['pee']}" in one for one in found.left_out)


def test_an_answer_keeps_its_letter_unless_the_player_or_a_code_has_it(tmp_path):
    made = project(question(["jar (j)", "ant (x)", "cat (c)", "cow (x)", "dog"]), {"code": "cry", "key": "c"})
    found = read(tmp_path, made)
    values = found.draft.codebook.modifiers[0].values
    assert {value.name: value.key for value in values} == {"jar": "", "ant": "X", "cat": "", "cow": "", "dog": ""}
    assert not any("cannot answer" in fault.what for fault in found.draft.faults)
    said = "where: answered by digits, because the letters are not free: jar (J), cat (C), cow (X)."
    assert said in found.left_out


def test_keys_in_both_cases_are_two_keys(tmp_path):
    assert keys(read(tmp_path, project({"code": "a", "key": "a"}, {"code": "b", "key": "A"}))) == {
        "a": "A",
        "b": "Shift+A",
    }


def test_nobody_becomes_the_infant_in_silence(tmp_path):
    made = project({"code": "momobject"}, {"code": "Baby cries"}, {"code": "Approach"}, {"code": "Moment"})
    found = read(tmp_path, made)
    assert {code.name: code.actor for code in found.draft.codebook.codes} == {
        "momobject": "mother", "Baby cries": "infant", "Approach": "", "Moment": ""
    }  # fmt: skip
    assert any("guessed from the name. momobject: mother, Baby cries: infant." in one for one in found.doubts)
    assert any(one.endswith("left for you to fill in: Approach, Moment.") for one in found.doubts)
    assert [fault.what for fault in found.draft.faults] == [
        "Approach: no actor is given", "Moment: no actor is given"
    ]  # fmt: skip
    given = read(tmp_path, made, actor="stranger")
    assert [code.actor for code in given.draft.codebook.codes] == ["mother", "infant", "stranger", "stranger"]
    assert (given.doubts, given.draft.faults) == (found.doubts[:1], ())


def test_two_subjects_are_no_infant_either(tmp_path):
    found = read(tmp_path, project({"code": "x"}, subjects_conf={"0": ["m", "Ada"], "1": {"key": "b", "name": "Bo"}}))
    assert found.draft.codebook.codes[0].actor == ""
    assert found.doubts


def sets_of(*sets, names):
    pairs = {name: set() for name in names}
    for one in sets:
        for name in one:
            pairs[name] |= set(one) - {name}
    return exclusive_sets(list(names), pairs)


def test_of_sets_that_overlap_the_largest_is_kept_whole(tmp_path):
    assert sets_of("abc", "cd", names="abcd") == [tuple("abc")]
    assert sets_of("cd", "abc", "de", names="dcabe") == [tuple("de"), tuple("cab")]
    assert sets_of("ab", "bcdef", "fg", "gh", names="abcdefgh") == [tuple("bcdef"), tuple("gh")]
    assert sets_of("hxy", *(f"h{n}" for n in "1234567"), names="h1234567xy") == [tuple("hxy")]
    made = project(
        {"code": "a", "excluded": "b,c"}, {"code": "b", "excluded": "a,c"}, {"code": "c", "excluded": "a,b,d,c"},
        {"code": "d", "excluded": "c"}, {"code": "e", "type": "Point event", "excluded": "a"},
    )  # fmt: skip
    found = read(tmp_path, made)
    assert found.understood[1] == "a / b / c: a, b, c exclude each other"
    assert [one.split(" there")[0] for one in found.left_out if "excludes" in one] == ["c excludes d", "e excludes a"]
    assert found.draft.codebook.code_by_id["d"].channel == ""


def test_one_side_is_enough_to_exclude():
    assert exclusive_sets(["a", "b", "c"], {"a": {"b"}, "b": set(), "c": {"c", "gone"}}) == [("a", "b")]


def test_what_a_question_had_besides_is_told(tmp_path):
    made = project(
        question(["in (i)", "out"], **{"ask at stop": True, "description": "at the end"}),
        {"code": ""}, {"code": None}, {"code": float("nan")}, {"code": 5},
        behavioral_categories=["Empty", "Other"],
        subjects_conf={"0": {"key": "", "name": "infant", "description": "12 months"}},
    )  # fmt: skip
    found = read(tmp_path, made)
    assert list(keys(found)) == ["look"]
    said = "\n".join(found.left_out)
    for words in (
        "look: where is asked when the event stops there",
        "question where has no place here: “at the end”",
        "subject infant has no place here: “12 months”",
        "Behaviour 2 has no name", "Behaviour 5 has no name",
        "Categories without a behaviour: Empty, Other",
    ):  # fmt: skip
        assert words in said, words


def test_a_kind_that_is_neither_state_nor_point_is_a_doubt(tmp_path):
    found = read(tmp_path, project({"code": "x", "type": "Zustand"}), actor="infant")
    assert found.doubts == ("x: the file does not say state or point, so it is a point here.",)


def test_ids_are_good_whatever_the_names_are(tmp_path):
    names = ["NA", "None", "none", "T", "1e5", "mar 1", "007", "Cry", "cry", "CRY", "none", "…", "=1+1"]
    found = read(tmp_path, project(*({"code": name} for name in names)), actor="infant")
    assert found.draft.faults == ()
    assert [code.name for code in found.draft.codebook.codes] == names


def test_names_are_shown_without_what_turns_a_screen_round(tmp_path):
    found = read(tmp_path, project({"code": "cry\x1b[2J\u202e\ud800!", "description": "a\x00b"}), actor="infant")
    assert [(code.name, code.definition) for code in found.draft.codebook.codes] == [("cry[2J!", "ab")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "utf-16", "utf-16-le", "utf-32"])
def test_an_encoding_that_the_file_tells_is_read(tmp_path, encoding):
    made = project({"code": "gähnt “laut”"})
    if encoding == "utf-16-le":  # without a mark nothing tells it
        with pytest.raises(FormatError, match="as utf-16-le it reads"):
            read(tmp_path, made, encoding)
        return
    assert list(keys(read(tmp_path, made, encoding))) == ["gähnt “laut”"]


def test_a_byte_that_is_no_text_is_never_replaced(tmp_path):
    with pytest.raises(FormatError, match="line 1: this is no text in utf-8; as cp1252 it reads “gähnt”") as caught:
        read(tmp_path, project({"code": "gähnt"}), "cp1252")
    assert "--encoding cp1252" in caught.value.hint
    with pytest.raises(FormatError, match="no encoding of text is called “klingon”"):
        read(tmp_path, project({"code": "gähnt"}), "cp1252", encoding="klingon")
    assert list(keys(read(tmp_path, project({"code": "gähnt"}), "cp1252", encoding="cp1252"))) == ["gähnt"]
