"""Codebooks: the shipped ones are good, and every fault is told with its file, its line and what to do."""

from pathlib import Path

import pytest

from annotator.errors import CodebookError
from annotator.model.codebook_file import (
    codebook_hash,
    codebook_text,
    load_codebook,
    parse_codebook,
    shipped_codebooks,
)

TEXT = """\
id = "small"
name = "Small"
version = "1"
description = ""
source = ""
ends = ""

[[episode]]
id = "1"
name = "One"
short = "One"
kind = "baseline"
nominal_s = 180
present = ["infant"]
begins = "Now."
color = "#6b7482"

[[channel]]
id = "distress"
name = "Distress"

[[modifier]]
id = "target"
name = "towards"
values = [
    { id = "caregiver", name = "caregiver", key = "C" },
    { id = "stranger", name = "stranger", key = "S" },
]

[[code]]
id = "crying"
name = "Crying"
key = "C"
kind = "state"
group = "Distress"
channel = "distress"
color = "#e4604e"
definition = ""
onset = ""
offset = "No more."
source = ""
modifiers = ["target"]

[[code]]
id = "reach"
name = "Reach"
key = "Shift+R"
kind = "point"
group = "Contact"
color = "#e4604e"
definition = ""
onset = ""
source = ""

[[scale]]
id = "avoidance"
name = "Avoidance"
lowest = 1
highest = 7
definition = ""
source = ""
episodes = ["1"]
"""
LINES = {
    line: number for number, line in reversed(list(enumerate(TEXT.splitlines(), start=1))) if line.startswith("[[")
}
FIRST_CODE = LINES["[[code]]"]
SECOND_CODE = TEXT.splitlines().index("[[code]]", FIRST_CODE) + 1
MODIFIER, SCALE, EPISODE = LINES["[[modifier]]"], LINES["[[scale]]"], LINES["[[episode]]"]

FAULTS = {
    "no TOML": ('name = "Small"', "name = ", "line 2", "Invalid value", "Mend the TOML"),
    "a field is missing at the top": ('version = "1"\n', "", "small.toml", "`version`", "Compare"),
    "one table instead of several": ("[[channel]]", "[channel]", "small.toml", "in channel", "Compare"),
    "a field is missing": ('onset = ""\nsource', "source", f"line {SECOND_CODE}", "`onset`", "[[code]]"),
    "a field is misspelt": ("definition", "defintion", f"line {FIRST_CODE}", "`defintion`", "[[code]]"),
    "a wrong kind": ('"point"', '"dot"', f"line {SECOND_CODE}", "in kind", "[[code]]"),
    "a word for a number": ("highest = 7", 'highest = "7"', f"line {SCALE}", "in highest", "[[scale]]"),
    "a wrong modifier value": ('key = "S" }', "key = 1 }", f"line {MODIFIER}", "in values[1].key", "[[modifier]]"),
    "two codes of one id": ('id = "reach"', 'id = "crying"', f"line {SECOND_CODE}", "id “crying”", "own id"),
    "two codes on one key": ("Shift+R", "C", f"lines {FIRST_CODE} and {SECOND_CODE}", "both on key C", "another key"),
    "a key of the player": ("Shift+R", "K", f"line {SECOND_CODE}", "belongs to the player", "another key"),
    "a key in small letters": ("Shift+R", "r", f"line {SECOND_CODE}", "“r” is not a letter", "another key"),
    "a key that is no letter": ("Shift+R", "F5", f"line {SECOND_CODE}", "“F5” is not a letter", "another key"),
    "two values on one key": ('key = "S" }', 'key = "C" }', f"line {MODIFIER}", "both on key C", "another key"),
    "a value's key is no letter": ('key = "S" }', 'key = "s" }', f"line {MODIFIER}", "“s” is not a", "another key"),
    "two values of one id": ('id = "stranger"', 'id = "caregiver"', f"line {MODIFIER}", "“caregiver”", "own id"),
    "an unknown channel": ('channel = "distress"', 'channel = "x"', f"line {FIRST_CODE}", "no channel “x”", "distress"),
    "an unknown modifier": ('["target"]', '["who"]', f"line {FIRST_CODE}", "no modifier “who”", "take it out"),
    "a colour by name": ('color = "#e4604e"', 'color = "red"', f"line {FIRST_CODE}", "“red”", "hexadecimal"),
    "an episode's colour": ('color = "#6b7482"', 'color = "grey"', f"line {EPISODE}", "“grey”", "hexadecimal"),
    "a state without offset": ('offset = "No more."', 'offset = " "', f"line {FIRST_CODE}", "offset", "Add offset"),
    "a point in a channel": (
        'group = "Contact"',
        'group = "Contact"\nchannel = "distress"',
        f"line {SECOND_CODE}",
        "no length",
        "channel out",
    ),
    "a code named like a channel of others": (
        '[[code]]\nid = "reach"',
        '[[code]]\nid = "distress"\noffset = "x"',
        f"line {SECOND_CODE}",
        "channel “distress”",
        "another id",
    ),
    "an episode called end": ('id = "1"', 'id = "end"', f"line {EPISODE}", "“end”", "another id"),
    "a scale upside down": ("lowest = 1", "lowest = 8", f"line {SCALE}", "from 8 to 7", "lowest"),
    "a scale for an unknown episode": ('episodes = ["1"]', 'episodes = ["2"]', f"line {SCALE}", "episode “2”", "1"),
}


@pytest.mark.parametrize(("old", "new", "where", "what", "remedy"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_file_line_and_remedy(old: str, new: str, where: str, what: str, remedy: str) -> None:
    assert old in TEXT
    faulty = TEXT.replace(old, new, 1)
    if old == '[[code]]\nid = "reach"':
        faulty = faulty.replace('kind = "point"', 'kind = "state"')
    with pytest.raises(CodebookError) as caught:
        parse_codebook(faulty, "small.toml")
    assert caught.value.what.startswith("small.toml")
    assert where in caught.value.what
    assert what in caught.value.what
    assert remedy in caught.value.hint


def test_a_codebook_without_codes_is_refused() -> None:
    top = TEXT[: TEXT.index("[[episode]]")]
    with pytest.raises(CodebookError, match="no code") as caught:
        parse_codebook(top + "episode = []\ncode = []\n", "small.toml")
    assert "[[code]]" in caught.value.hint


def test_a_good_codebook_gives_what_it_says() -> None:
    codebook = parse_codebook(TEXT, "small.toml")
    assert [code.id for code in codebook.codes] == ["crying", "reach"]
    assert list(codebook.groups) == ["Distress", "Contact"]
    assert {name: [code.id for code in codes] for name, codes in codebook.state_channels.items()} == {
        "distress": ["crying"]
    }
    assert codebook.channel_name("distress") == "Distress"
    assert codebook.code_by_id["reach"].is_point
    assert codebook.code_by_id["reach"].channel_id == "reach"


@pytest.mark.parametrize("name", sorted(shipped_codebooks()))
def test_every_shipped_codebook_is_good(name: str) -> None:
    codebook = parse_codebook(codebook_text(name), f"{name}.toml")
    assert codebook.id == name
    assert all(code.definition and code.onset and code.source for code in codebook.codes)


def test_a_codebook_is_loaded_from_a_file_and_by_name(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(TEXT, encoding="utf-8")
    assert load_codebook(path) == parse_codebook(codebook_text(str(path)), "mine.toml")
    assert "strange_situation" in codebook_text("strange_situation")


def test_a_codebook_saved_by_a_windows_editor_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert load_codebook(path) == parse_codebook(TEXT, "mine.toml")
    assert codebook_hash(codebook_text(str(path))) == codebook_hash(TEXT)


def test_a_missing_or_unreadable_codebook_is_told(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match=r"mine\.toml: No such file") as caught:
        codebook_text(str(tmp_path / "mine.toml"))
    assert "strange_situation" in caught.value.hint
    (tmp_path / "latin.toml").write_bytes(b'name = "Caf\xe9"')
    with pytest.raises(CodebookError, match=r"latin\.toml: is not UTF-8"):
        load_codebook(tmp_path / "latin.toml")
