"""Codebooks are read from text; every fault is told with its file, its line and what to do."""

import os
import re
from pathlib import Path

import pytest

from annotator.errors import CodebookError
from annotator.model.codebook.file import (
    codebook_hash,
    codebook_text,
    load_codebook,
    parse_codebook,
    read_codebook,
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
present = ["infant", "caregiver", "stranger"]
begins = "Now."
color = "#6b7482"

[[channel]]
id = "distress"
name = "Distress"

[[modifier]]
id = "target"
name = "towards"
values = [
    { id = "caregiver", name = "caregiver", key = "G" },
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
actor = "infant"
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
color = "#e4604f"
actor = "infant"
definition = ""
onset = "Arm out."
source = ""

[[scale]]
id = "avoidance"
name = "Avoidance"
lowest = 1
highest = 7
actor = "infant"
definition = ""
source = ""
evidence = ["reach"]
anchors = [
    { value = 7, text = "marked" },
    { value = 1, text = "none" },
]
rated = [
    { target = "caregiver", episodes = ["1"] },
    { target = "stranger", episodes = ["1"] },
]

[classification]
name = "Pattern"
source = ""
forced = ["A", "B"]

[[classification.class]]
id = "A"
name = "Avoidant"
definition = ""
source = ""
subgroups = [{ id = "A1" }, { id = "A2" }]

[[classification.class]]
id = "B"
name = "Secure"
definition = ""
source = ""

[classification.disorganisation]
lowest = 1
highest = 9
threshold = 5
at_threshold = "coder decides"
class_id = "B"
definition = ""
source = ""

[[classification.collapse]]
id = "security"
name = "B / non-B"
groups = { B = ["B"], non-B = ["A"] }

[[linear_score]]
id = "turned_away"
name = "Turned away"
constant = 0.5
terms = [
    { scale = "avoidance", episode = "1", target = "caregiver", weight = 1.0 },
    { code = "crying", measure = "total_s", episode = "1", weight = -0.1 },
]
citation = "This lab."

[[retired]]
id = "whining"
name = "Whining"
kind = "state"
group = "Distress"
channel = "distress"
color = "#e9a23b"
actor = "infant"
definition = ""
onset = ""
offset = "Silence."
source = ""
since = "2"
replaced_by = ["crying"]
"""

EVIDENCE = 'evidence = ["reach"]'


def limit(code: str = "reach", s: int = 15, at: str = "1") -> str:
    field = f'{{ codes = ["{code}"], measure = "longest_s", seconds = {s}, episodes = ["{at}"], text = "" }}'
    return f"{EVIDENCE}\nevidence_limits = [\n{field},\n]"


# What is wrong: old text, new text, the text whose line is told (its first line), what is said, what to do.
FAULTS = {
    "no TOML": ('name = "Small"', "name = ", "name = ", "Invalid value", "Fix the TOML"),
    "a list that never ends": ('replaced_by = ["crying"]\n', 'replaced_by = ["crying"', "replaced_by", "", "Fix"),
    "a name given twice": ('ends = ""\n', 'ends = ""\nends = ""\n', 'ends = ""\n\n', "overwrite", "Fix the TOML"),
    "a field is missing at the top": ('version = "1"\n', "", 'id = "small"', "has no version", "Add version"),
    "one table instead of several": ("[[channel]]", "[channel]", "[channel]", "a list in [ ] was expected", "Write a"),
    "a field is missing": ('onset = ""\noffset', "offset", "[[code]]", "[[code]] 1 has no onset", "Add onset"),
    "a field of a value is missing": (', name = "stranger"', "", '{ id = "str', "values]] 2 has no name", "Add name"),
    "a field is misspelt": ('offset = "No', 'ofset = "No', "ofset", "has no field “ofset”", "Did you mean offset?"),
    "a field nobody knows": ('ends = ""', 'ends = ""\nqq = 1', "qq", "file has no field “qq”", "fields are: id"),
    "a table nobody knows": ("[[scale]]", "[[scales]]", "[[scales]]", "no field “scales”", "Did you mean scale?"),
    "a wrong kind": ('"point"', '"dot"', 'kind = "dot"', "kind of [[code]] 2: 'dot'", "Use one of: point, state."),
    "a word for a number": ("highest = 7", 'highest = "7"', 'highest = "7"', "but text in quotes", "whole number"),
    "a number for a word": ('version = "1"', "version = 1", "version", "text in quotes was expected", "Write text"),
    "yes for true": ('kind = "baseline"', 'kind = "baseline"\nscored = "yes"', "scored", "scored", "true or false"),
    "a wrong modifier value": ('key = "S" }', "key = 1 }", '{ id = "stranger"', "key of [[modifier", "Write text"),
    "an id with a space": ('id = "small"', 'id = "so small"', "id", "“so small” cannot be an id", "letters A–Z"),
    "an id of a code with a comma": ('id = "reach"', 'id = "a,b"', 'id = "a,b"', "“a,b” cannot be an id", "letters"),
    "two codes of one id": ('id = "reach"', 'id = "crying"', 'id = "crying"\nname = "Reach"', "“crying”", "own id"),
    "two codes told apart by capitals": ('id = "reach"', 'id = "Crying"', 'id = "Crying"', "“crying” and “Crying”", "own id"),  # noqa: E501 - one fault, one line
    "two values told apart by capitals": ('id = "stranger"', 'id = "Caregiver"', '{ id = "Caregiver"', "the same id", "own id"),  # noqa: E501 - one fault, one line
    "a code and a channel told apart by capitals": ('id = "reach"', 'id = "Distress"', 'id = "Distress"\nname = "R', "exclude", "id"),  # noqa: E501 - one fault, one line
    "retired and given in capitals": ('id = "whining"', 'id = "Reach"', 'id = "Reach"\nname = "Whin', "both in [[retired]]", "another"),  # noqa: E501 - one fault, one line
    "a code called none": ('id = "reach"', 'id = "None"', 'id = "None"', "cannot be an id", "such as a word"),
    "a code called no code": ('id = "reach"', 'id = "nOne"', 'id = "nOne"', "means “no code”", "another id"),
    "an episode called End": ('id = "1"', 'id = "End"', 'id = "End"', "“end”", "another id"),
    "a code that is a missing value": ('id = "reach"', 'id = "NA"', 'id = "NA"', "a missing value", "such as a word"),
    "a value that is true": ('id = "stranger"', 'id = "T"', '{ id = "T"', "true or false", "such as a word"),
    "a scale that is a date": ('id = "avoidance"', 'id = "mar-1"', 'id = "mar-1"', "as a date", "such as a word"),
    "a subgroup that is a number": ('id = "A2"', 'id = "1e5"', '{ id = "1e5"', "read as a number", "such as a word"),
    "a subgroup told apart by capitals": ('id = "A2"', 'id = "a1"', '{ id = "a1"', "the id of another class", "own id"),
    "no actor": ('e"\nactor = "infant"', 'e"\nactor = ""', 'actor = ""', "Crying: no actor is given", "Write actor"),
    "actor left out": ('e"\nactor = "infant"', 'e"', '[[code]]', "Crying: no actor is given", "Write actor"),
    "nobody is rated": ('7\nactor = "infant"', "7", '[[scale]]', "Avoidance: no actor is given", "Write actor"),
    "a number of 5,000 digits": ("highest = 7", "highest = " + "7" * 5000, "highest", "longer than 200", "Fix"),
    "a number of 5,000 digits with lines": ("highest = 7", "highest = " + "7_" * 5000 + "7", "highest", "longer", "Fix"),  # noqa: E501 - one fault, one line
    "lists in lists without end": ('replaced_by = ["crying"]', "replaced_by = " + "[" * 9000, "replaced_by", "deep", "Fix"),  # noqa: E501 - one fault, one line
    "tables in tables without end": ('replaced_by = ["crying"]', "replaced_by = " + "{a=" * 9000, "replaced_by", "deep", "Fix"),  # noqa: E501 - one fault, one line
    "a name of 50,000 parts": ('replaced_by = ["crying"]', "[" + "a." * 50_000 + "a]", "[a.", "longer than 200", "Fix"),
    "a name of 50,000 quoted parts": ('replaced_by = ["crying"]', '"a" . ' * 50_000 + "a = 1", '"a" .', "6 parts", "Fix"),  # noqa: E501 - one fault, one line
    "a text too long": ('definition = ""', 'definition = "' + "a" * 2**20 + '"', 'id = "small"', "1,048,576", "Fix"),
    "no name": ('name = "Small"', 'name = " "', "name", "the name is empty", "Write name"),
    "no version": ('version = "1"', 'version = ""', "version", "the version is empty", "Write version"),
    "an interval of 0.5 s": ('ends = ""', 'ends = ""\ninterval_s = 0.5', "interval_s", "last 0.5 s", "Write 1 s"),
    "an interval without end": ('ends = ""', 'ends = ""\ninterval_s = inf', "interval_s", "last inf s", "Write 1 s"),
    "two codes on one key": ("Shift+R", "C", 'key = "C"\nkind = "point"', "both on key C", "another key"),
    "a key of the player": ("Shift+R", "K", 'key = "K"', "belongs to the player", "another key"),
    "a key in small letters": ("Shift+R", "r", 'key = "r"', "“r” is not a letter", "another key"),
    "a key that is no letter": ("Shift+R", "F5", 'key = "F5"', "“F5” is not a letter", "another key"),
    "a key of two strokes without its space": ("Shift+R", ",R", 'key = ",R"', "“,R” is not a letter", "another key"),
    "an answer of two strokes": ('key = "S" }', 'key = ", S" }', '{ id = "stranger"', "two strokes", "another key"),
    "two values on one key": ('key = "S" }', 'key = "G" }', '{ id = "stranger"', "both on key G", "another key"),
    "a value's key is no letter": ('key = "S" }', 'key = "s" }', '{ id = "stranger"', "“s” is not a", "another key"),
    "two values of one id": ('id = "stranger"', 'id = "caregiver"', '{ id = "caregiver", name = "s', "“care", "own id"),
    "an unknown channel": ('channel = "distress"', 'channel = "x"', 'channel = "x"', "no channel “x”", "distress"),
    "an unknown modifier": ('["target"]', '["who"]', "modifiers", "no modifier “who”", "remove it"),
    "an unknown actor": ('e"\nactor = "infant"', 'e"\nactor = "uncle"', 'actor = "uncle"', "“uncle”", "infant, careg"),
    "nobody known is unseen": ('e"\nactor = "', 'e"\nunseen = "uncle"\nactor = "', "unseen", "uncle”, who", "infant"),
    "one of the unseen is nobody": ('e"\nactor = "', 'e"\nunseen = ["x"]\nactor = "', "unseen", "“x”, who", "infant"),
    "a point that hides": ('"Arm out."', '"x"\nunseen = "infant"', "unseen", "no length in which", "Remove"),
    "an actor that is no question": ('e"\nactor = "infant"', 'e"\nactor = "x"', 'actor = "x"', "“x”", "Use one of"),
    "a colour by name": ("#e4604f", "red", 'color = "red"', "“red”", "hexadecimal"),
    "an episode's colour": ("#6b7482", "grey", 'color = "grey"', "“grey”", "hexadecimal"),
    "a state without offset": ('"No more."', '" "', "offset", "offset", "Add offset"),
    "a point with offset": ('"Arm out."', '""\noffset = "x"', 'offset = "x"', "a point has no offset", "state"),
    "a point in a channel": ('"Contact"', '"x"\nchannel = "distress"', 'channel = "distress"\ncolor = "#e4604f', "no length", "its channel"),  # noqa: E501 - one fault, one line
    "a code named like a channel": ('id = "reach"', 'id = "distress"', 'id = "distress"\nname = "R', "exclude", "id"),
    "an episode called end": ('id = "1"', 'id = "end"', 'id = "end"', "“end”", "another id"),
    "an episode of no length": ("nominal_s = 180", "nominal_s = 0", "nominal_s", "0.0 is not a length", "leave it out"),
    "an episode of no known length": ("nominal_s = 180", "nominal_s = nan", "nominal_s", "nan is not a", "leave it"),
    "a scale upside down": ("lowest = 1", "lowest = 8", "lowest = 8", "from 8 to 7", "lowest"),
    "an anchor outside": ("value = 7", "value = 8", "{ value = 8", "anchor of 8 lies outside 1 to 7", "on the scale"),
    "two anchors of a point": ("value = 7", "value = 1", '{ value = 1, text = "none"', "1 has two anchors", "one of"),
    "an unknown episode is rated": ('"caregiver", episodes = ["1"]', '"caregiver", episodes = ["2"]', '{ target = "caregiver"', "no episode “2”", "Use: 1"),  # noqa: E501
    "an unknown target": ('{ target = "stranger"', '{ target = "ghost"', '{ target = "ghost"', "“ghost”", "stranger"),
    "the same cell twice": ('{ target = "stranger"', '{ target = "caregiver"', "rated", "rated twice", "once for each"),
    "evidence of an unknown code": ('evidence = ["reach"]', 'evidence = ["x"]', "evidence", "no code “x”", "remove it"),
    "a limit of an unknown code": (EVIDENCE, limit(code="x"), "{ codes", "no code “x”", "remove it"),
    "a limit in no episode": (EVIDENCE, limit(at="9"), "{ codes", "“9” for a limit", "Use: 1"),
    "a limit of no length": (EVIDENCE, limit(s=0), "{ codes", "seconds above 0", "seconds = 15"),
    "a subgroup of two classes": ('id = "A2"', 'id = "B"', "subgroups", "“B” is the id of another", "own id"),
    "an unknown forced class": ('forced = ["A", "B"]', 'forced = ["C"]', "forced", "no class “C”", "Use: A, B"),
    "an unknown class in a collapse": ('non-B = ["A"]', 'non-B = ["C"]', "groups = { B", "no class “C”", "Use: A, B"),
    "a class in two groups": ('non-B = ["A"]', 'non-B = ["A", "B"]', "groups = { B", "class B is in two", "at most"),
    "a threshold off the scale": ("threshold = 5", "threshold = 10", "threshold", "10 lies outside 1 to 9", "a point"),
    "a rating that speaks for nothing": ('class_id = "B"', 'class_id = "D"', "class_id", "no class “D”", "A, B"),
    "a word for the threshold": ('"coder decides"', '"maybe"', "at_threshold", "'maybe'", "D, coder decides, not D"),
    "a score without terms": (TEXT[TEXT.index("terms = [") : TEXT.index("citation")], "terms = []\n", "terms", "no terms", "one"),  # noqa: E501
    "a score without citation": ('"This lab."', '""', "citation", "where its weights come from", "citation"),
    "a weight that is no number": ("weight = 1.0", "weight = inf", "constant", "not a number", "plain numbers"),
    "a term of nothing": ('{ scale = "avoidance", ', "{ ", '{ episode = "1"', "either a scale", "a code and a measure"),
    "a term of an unknown scale": ('{ scale = "avoidance"', '{ scale = "x"', '{ scale = "x"', "no scale “x”", "avoida"),
    "a term of an unrated cell": ('"caregiver", weight', '"infant", weight', '{ scale = "a', "not rated", "1 care"),
    "a term of an unknown code": ('{ code = "crying"', '{ code = "x"', '{ code = "x"', "no code “x”", "[[code]]"),
    "a term without measure": ('measure = "total_s", ', "", '{ code = "crying"', "needs a measure", "total_s"),
    "a term of an unknown episode": ('s", episode = "1"', 's", episode = "9"', '{ code = "c', "episode “9”", "Use: 1"),
    "retired and given": ('id = "whining"', 'id = "reach"', 'id = "reach"\nname = "Whin', "both in [[ret", "another"),
    "replaced by nothing known": ('replaced_by = ["crying"]', 'replaced_by = ["x"]', "replaced_by", "“x”", "remove it"),
    "a retired code in no channel": ('"#e9a23b"', '"#e9a23b"\nmodifiers = ["x"]', 'modifiers = ["x"]', "“x”", "remove"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "at", "what", "remedy"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_file_line_and_remedy(old: str, new: str, at: str, what: str, remedy: str) -> None:
    assert old in TEXT
    faulty = TEXT.replace(old, new, 1)
    line = faulty[: faulty.index(at)].count("\n") + 1
    with pytest.raises(CodebookError) as caught:
        parse_codebook(faulty, "small.toml")
    assert caught.value.what.startswith(f"small.toml, line {line}: ")
    assert what in caught.value.what
    assert remedy in caught.value.hint


@pytest.mark.parametrize("name", ["folder", "pipe", "endless", "large"])
def test_what_is_no_file_of_a_fair_size_is_refused_and_not_waited_for(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "endless").symlink_to("/dev/zero")
    with (tmp_path / "large").open("wb") as file:
        file.truncate(10**11)
    said = {
        "folder": "a folder",
        "pipe": "a pipe or a device",
        "endless": "a pipe or a device",
        "large": "larger than 4 MB",
    }
    with pytest.raises(CodebookError, match=f"Codebook {name}: it is {said[name]}") as caught:
        load_codebook(tmp_path / name)
    assert caught.value.hint


def test_there_are_more_than_forty_of_them() -> None:
    assert len(FAULTS) > 40


@pytest.mark.parametrize(
    "table",
    ["episode", "channel", "modifier", "code", "scale", "linear_score", "retired", "classification.class",
     "classification.collapse"],
)  # fmt: skip
def test_ids_of_every_table_differ_in_more_than_capitals(table: str) -> None:
    start = TEXT.index(f"[[{table}]]")
    entry = re.split(r"\n(?=\[)", TEXT[start:])[0]
    one, other = (re.sub(r'(?m)^id = ".*"$', f'id = "{name}"', entry, count=1) for name in ("same", "Same"))
    _, faults = read_codebook(TEXT.replace(entry, f"{one}\n\n{other}"))
    assert any(
        fault.what.startswith(f"“same” and “Same” in [[{table}]] are the same id to programs") for fault in faults
    )


def test_all_faults_are_found_at_once_in_order_of_line() -> None:
    faulty = TEXT.replace("Shift+R", "K").replace("#6b7482", "grey").replace("lowest = 1", "lowest = 8", 1)
    codebook, faults = read_codebook(faulty)
    assert codebook is not None
    assert [fault.line for fault in faults] == sorted(
        faulty[: faulty.index(at)].count("\n") + 1
        for at in ('color = "grey"', 'key = "K"', "lowest = 8", "{ value = 7", "{ value = 1")
    )
    with pytest.raises(CodebookError) as caught:
        parse_codebook(faulty, "small.toml")
    assert "There are 4 more faults." in caught.value.hint


def test_an_answer_on_the_letter_of_a_code_is_told_and_the_codebook_opens_all_the_same() -> None:
    clashing = TEXT.replace('key = "S" }', 'key = "C" }')
    codebook, faults = read_codebook(clashing)
    assert codebook is not None
    assert [(fault.what, fault.is_note) for fault in faults] == [
        ("towards: C cannot answer “stranger”, because it is the key of Crying", True)
    ]
    assert faults[0].line == clashing[: clashing.index('{ id = "stranger"')].count("\n") + 1
    assert faults[0].remedy == "Remove the key of the answer: its digit is enough."
    assert parse_codebook(clashing, "small.toml") == codebook
    (modifier,) = codebook.modifiers
    assert [keys for _, keys in codebook.answers(modifier)] == [("1", "G"), ("2",)], "the letter marks the code"


def test_an_answer_needs_no_key_and_the_tenth_has_no_digit() -> None:
    answers = "".join(f'    {{ id = "v{number}", name = "{number}" }},\n' for number in range(3, 13))
    codebook = parse_codebook(TEXT.replace(', key = "S" },\n', f" }},\n{answers}"), "small.toml")
    keys = [keys for _, keys in codebook.answers(codebook.modifiers[0])]
    assert keys == [("1", "G"), *((str(digit),) for digit in range(2, 10)), (), (), ()]


def test_codes_need_no_key_and_several_without_one_do_not_clash() -> None:
    bare = re.sub(r'^key = "[^"]*"\n', "", TEXT, flags=re.MULTILINE)
    codebook = parse_codebook(bare, "small.toml")
    assert len(codebook.codes) > 1
    assert {code.key for code in codebook.codes} == {""}
    assert codebook.code_by_key == {}
    assert codebook.codes[0].name_and_key == codebook.codes[0].name


def test_a_codebook_in_which_nothing_is_coded_is_refused() -> None:
    top = TEXT[: TEXT.index("[[channel]]")]
    with pytest.raises(CodebookError, match=r"line 1: there is no code, scale or class") as caught:
        parse_codebook(top, "small.toml")
    assert "[[code]]" in caught.value.hint


def test_lines_are_right_after_comments_and_text_over_several_lines() -> None:
    tricky = TEXT.replace('definition = ""', 'definition = """\n[[code]]\nkey = "K" # [[code]]\n"""  # [[code]]', 1)
    tricky = tricky.replace('"Shift+R"', '"K"  # no = "good"').replace("[[code]]\nid", "# [[code]]\n[[code]] # x\nid")
    with pytest.raises(CodebookError) as caught:
        parse_codebook(tricky, "small.toml")
    line = tricky[: tricky.index('key = "K"  # no')].count("\n") + 1
    assert caught.value.what.startswith(f"small.toml, line {line}: Reach: K belongs")


def test_a_good_codebook_gives_what_it_says() -> None:
    codebook = parse_codebook(TEXT, "small.toml")
    assert [code.id for code in codebook.codes] == ["crying", "reach"]
    assert list(codebook.groups) == ["Distress", "Contact"]
    assert {name: [code.id for code in codes] for name, codes in codebook.state_channels.items()} == {
        "distress": ["crying", "whining"]
    }
    assert codebook.channel_name("distress") == "Distress"
    assert codebook.code_by_id["reach"].is_point
    assert codebook.code_by_id["reach"].channel_id == "reach"
    assert codebook.scales[0].cells == (("1", "caregiver"), ("1", "stranger"))
    assert codebook.roles == ("infant", "caregiver", "stranger")
    assert codebook.classification is not None
    assert codebook.classification.class_of("A2") == codebook.classification.classes[0]
    assert codebook.classification.class_of("A3") is None


def test_a_retired_code_can_be_read_but_is_not_offered() -> None:
    codebook = parse_codebook(TEXT, "small.toml")
    assert codebook.code_by_id["whining"].name == "Whining"
    assert "whining" not in {code.id for codes in codebook.groups.values() for code in codes}


def test_a_scale_that_names_no_episode_is_rated_once_for_the_session() -> None:
    start, end = TEXT.index("rated = ["), TEXT.index("[classification]")
    without = TEXT[:start] + TEXT[end : TEXT.index("[[linear_score]]")] + TEXT[TEXT.index("[[retired]]") :]
    assert parse_codebook(without, "small.toml").scales[0].cells == (("", ""),)


def test_a_codebook_of_scales_only_is_good() -> None:
    start, end = TEXT.index("[[modifier]]"), TEXT.index("[[scale]]")
    scales = TEXT[:start] + TEXT[end : TEXT.index("[classification]")].replace('evidence = ["reach"]\n', "")
    assert parse_codebook(scales, "small.toml").codes == ()


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


def test_codes_may_share_a_key_where_no_pass_looks_for_both() -> None:
    text = codebook_text("strange_situation").replace('key = "F"', 'key = "G"', 1)  # Fussing on the key of Locomotion
    codebook, faults = read_codebook(text)
    assert codebook is not None
    fussing = codebook.code_by_id["fussing"]
    assert (fussing.key, codebook.clashing(fussing)) == ("G", ()), "distress and exploration are different passes"
    assert [fault for fault in faults if not fault.is_note] == []
    both, faults = read_codebook(
        text.replace('codes = ["crying", "fussing",', 'codes = ["locomotion", "crying", "fussing",', 1)
    )
    assert both is not None
    assert [one.id for one in both.clashing(both.code_by_id["fussing"])] == ["locomotion"]
    assert "different passes" in faults[0].remedy
