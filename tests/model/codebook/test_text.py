"""Changing the text of a codebook: only what was asked for changes; comments and layout stay to the letter."""

import difflib

import pytest

from annotator.model.codebook.file import read_codebook, shipped_codebooks
from annotator.model.codebook.lines import Lines
from annotator.model.codebook.text import (
    add_entry,
    add_table,
    delete_entry,
    entry_count,
    entry_fields,
    move_entry,
    set_fields,
)

TEXT = shipped_codebooks()["strange_situation"]


def changed(before, after):
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]


def test_a_field_is_changed_added_or_taken_out_and_nothing_else():
    text = set_fields(TEXT, ("code", 0), {"name": "Weinen", "offset": None, "channel": "x"})
    assert [line[0] for line in changed(TEXT, text)] == ["-", "+", "-", "+", "-"]
    assert read_codebook(text)[0].codes[0].name == "Weinen"
    assert set_fields(set_fields(TEXT, ("code", 0), {"name": "x"}), ("code", 0), {"name": "Crying"}) == TEXT


def test_a_comment_behind_a_value_stays():
    text = TEXT.replace('key = "C"\nkind', 'key = "C"  # as in our pilot\nkind', 1)
    assert 'key = "Z"  # as in our pilot' in set_fields(text, ("code", 0), {"key": "Z"})


def test_the_top_of_the_file_and_single_tables_can_be_changed():
    text = set_fields(TEXT, (), {"version": "2.2"})
    assert changed(TEXT, text) == ['-version = "2.1"', '+version = "2.2"']
    text = set_fields(TEXT, ("classification", "disorganisation"), {"threshold": 4.0})
    assert changed(TEXT, text) == ["-threshold = 5", "+threshold = 4"]
    text = set_fields(TEXT, ("classification", "class", 1), {"name": "Sicher"})
    assert read_codebook(text)[0].classification.classes[1].name == "Sicher"


def test_an_entry_is_added_where_its_table_is_and_where_it_usually_stands():
    fields = {"id": "x", "name": "X"}
    assert list(entry_fields(add_entry(TEXT, ("code",), fields, 0), ("code", 0))) == ["id", "name"]
    assert entry_fields(add_entry(TEXT, ("channel",), fields), ("channel", 2)) == fields
    text = add_entry(TEXT, ("linear_score",), fields)
    assert Lines(text).headers[-1][1] == ("linear_score", 0)
    first = add_entry('id = "a"\n', ("code",), fields)
    assert first == 'id = "a"\n\n[[code]]\nid = "x"\nname = "X"\n'
    assert add_table(first, ("classification",), {"name": "Y"}).index("[classification]") > first.index("[[code]]")


@pytest.mark.parametrize(("place", "to"), [(0, 2), (2, 0), (2, 36), (36, 0), (5, 5)])
def test_moving_there_and_back_leaves_the_text_as_it_was(place, to):
    ids = [code.id for code in read_codebook(TEXT)[0].codes]
    text = move_entry(TEXT, ("code",), place, to)
    ids.insert(to, ids.pop(place))
    assert [code.id for code in read_codebook(text)[0].codes] == ids
    assert move_entry(text, ("code",), to, place) == TEXT


def test_deleting_keeps_the_comments_of_sections():
    comments = [line for line in TEXT.splitlines() if line.startswith("#")]
    text = TEXT
    for _ in range(entry_count(TEXT, ("channel",))):
        text = delete_entry(text, ("channel", 0))
    assert "[[channel]]" not in text
    assert [line for line in text.splitlines() if line.startswith("#")] == comments


def test_a_comment_right_above_an_entry_goes_with_it():
    text = TEXT.replace('[[code]]\nid = "fussing"', '# Ask Mary.\n[[code]]\nid = "fussing"', 1)
    moved = move_entry(text, ("code",), 1, 4)
    assert '# Ask Mary.\n[[code]]\nid = "fussing"' in moved
    assert "Ask Mary" not in delete_entry(text, ("code", 1))


def test_headings_inside_text_are_not_taken_for_headings():
    text = set_fields(TEXT, ("code", 0), {"definition": "x"}).replace(
        'definition = "x"', 'definition = """\n[[code]]\n# no comment\n"""', 1
    )
    assert entry_count(text, ("code",)) == 38
    assert (
        read_codebook(set_fields(text, ("code", 1), {"name": "Y"}))[0].codes[0].definition == "[[code]]\n# no comment\n"
    )


def test_the_path_of_a_line_is_found():
    lines = Lines(TEXT)
    for path in (("code", 3, "key"), ("episode", 6, "length"), ("scale", 0, "anchors", 2), ("version",)):
        assert lines.at(lines.of(*path))[: len(path)] == path
