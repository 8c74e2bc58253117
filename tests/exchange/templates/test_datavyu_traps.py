"""What real Datavyu files hold besides the plain case."""

import io
import zipfile

import pytest

from annotator.errors import FormatError
from annotator.exchange.templates import import_template

START = "00:00:01:000,00:00:02:000,"
AFTER = "00:00:03:000,00:00:04:000,"


def opf(lines, end="\n", encoding="utf-8"):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("project", "!project\nname: x\n")
        made.writestr("db", (end.join(["#4", *lines]) + end).encode(encoding))
    return data.getvalue()


def read(tmp_path, *lines, **how):
    path = tmp_path / "visit.opf"
    path.write_bytes(opf(lines, **how))
    return import_template(path, actor="infant")


def names(found):
    return [code.name for code in found.draft.codebook.codes]


def test_only_an_odd_number_of_backslashes_continues_a_line(tmp_path):
    found = read(
        tmp_path,
        "a (MATRIX,true,)-x|NOMINAL,y|NOMINAL",
        rf"{START}(one\\,two)",
        AFTER + r"(end\\",
        "b (MATRIX,true,)-z|NOMINAL",
        f"{START}(left)",
        AFTER + "(ri\\",
        "ght)",
        "c (MATRIX,true,)-z|NOMINAL",
        START + "(open\\",
        f"{AFTER}(shut)",
    )
    assert names(found)[:3] == ["a", "b: left", "b: ri ght"]
    assert names(found)[-1] == "c: shut"
    assert [value.name for value in found.draft.codebook.modifier_by_id["x"].values] == ["one\\", "(end\\"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system_are_read(tmp_path, end):
    lines = ["look (MATRIX,true,)-code|NOMINAL", f"{START}(m\u2028,)", f"{AFTER}(t,)"]
    assert len(names(read(tmp_path, *lines, end=end))) == 2


def test_a_second_coders_column_is_no_code(tmp_path):
    lines = []
    for name in ("look", "look_rel", "Look.Rel", "look_reliability", "look2", "look_JX", "look_coderAB", "squirrel"):
        lines += [f"{name} (MATRIX,true,)-code|NOMINAL", f"{START}(m,)", f"{AFTER}(t,)"]
    lines += ["look3D (MATRIX,true,)-angle|NOMINAL", f"{START}(m,)"]
    found = read(tmp_path, *lines)
    assert names(found) == ["look: m", "look: t", "squirrel: m", "squirrel: t", "look3D"]
    assert sum("a second coder's look" in one for one in found.left_out) == 6


def test_numbers_and_dots_are_no_codes(tmp_path):
    found = read(
        tmp_path,
        "float (FLOAT)", f"{START}0.123400", f"{AFTER}2",
        "size (MATRIX,true,)-cm|NOMINAL", f"{START}(1.5)", f"{AFTER}(2)",
        "rank (MATRIX,true,)-n|NOMINAL", f"{START}(1)", f"{AFTER}(2)",
        "look (MATRIX,true,)-code|NOMINAL", f"{START}(.)", f"{AFTER}(m)", f"{AFTER}(<code>)",
        f"{AFTER}()", f"{AFTER}(t)",
        "said (TEXT,true,)", f"{START}hello, you", f"{AFTER}bye",
        "old (PREDICATE)", f"{START}grab(0.5, toy)", f"{AFTER}drop(1)",
    )  # fmt: skip
    assert names(found) == ["float", "size", "rank", "look: m", "look: t", "said", "old: grab", "old: drop"]
    assert [value.name for value in found.draft.codebook.modifier_by_id["n"].values] == ["1", "2"]
    said = "\n".join(found.left_out)
    for words in ("size: cm is left out, it is a number", "said: said is left out, it is free text"):
        assert words in said


def test_one_question_with_its_answers_in_another_order_is_one(tmp_path):
    found = read(
        tmp_path,
        "a (MATRIX,true,)-hand|NOMINAL,x|NOMINAL", f"{START}(left,p,)", f"{AFTER}(right,q,)",
        "b (MATRIX,true,)-hand|NOMINAL,y|NOMINAL", f"{START}(right,r,)", f"{AFTER}(left,s,)",
    )  # fmt: skip
    assert [one.name for one in found.draft.codebook.modifiers] == ["hand", "x", "y"]


def test_a_damaged_or_cut_file_says_so(tmp_path):
    whole = opf(["look (MATRIX,true,)-code|NOMINAL", f"{START}(mother,)", f"{AFTER}(toy,)"])
    at = whole.index(b"db") + 6
    for damaged in (whole[:at] + b"\xff\x00\xff" + whole[at + 3 :], whole[: len(whole) // 2], whole[:-30]):
        path = tmp_path / "visit.opf"
        path.write_bytes(damaged)
        with pytest.raises(FormatError, match=r"visit.opf is damaged: part of it is missing or changed") as caught:
            import_template(path)
        assert "Copy it again" in caught.value.hint


def test_text_of_an_old_mac_is_asked_for(tmp_path):
    with pytest.raises(FormatError, match=r"line 3: .*as cp1252 it reads “NŠhe”, as mac_roman it reads “Nähe”"):
        read(tmp_path, "a (NOMINAL,true,)-code|NOMINAL", f"{START}(Nähe)", encoding="mac_roman")
