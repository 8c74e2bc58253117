"""Codings of Datavyu: what real files hold is read as it is, and what is written is read back."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings

from annotator.errors import FormatError
from annotator.exchange.codings import READ, read_codings
from annotator.exchange.codings.foreign import ForeignCodings, ForeignEvent, ForeignMedia, Observation
from annotator.exchange.codings.readers import datavyu as reader
from annotator.exchange.codings.writers import datavyu as writer
from annotator.exchange.front_door import ForeignFile, open_foreign
from annotator.exchange.templates.scheme import Scheme, SchemeCode, SchemeModifier
from tests.exchange.codings.reading import EXAMPLES
from tests.exchange.codings.strategies import codings

LOOK = "look (MATRIX,true,)-direction|NOMINAL"
M, T = "00:00:01:000,00:00:02:000,(m)", "00:00:02:000,00:00:03:000,(t)"


def opf(*lines, end="\n", encoding="utf-8", folder="", version="#4", **members):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(f"__MACOSX/{folder}._db", b"\0")
        for name, text in ({"project": "!project\nname: x\n"} | members).items():
            made.writestr(f"{folder}{name}", text)
        numbered = [version, *lines] if version else list(lines)
        made.writestr(f"{folder}db", (end.join(numbered) + end).encode(encoding))
    return data.getvalue()


def read(tmp_path, *lines, **how):
    path = tmp_path / "S01_KM.opf"
    path.write_bytes(opf(*lines, **how))
    return read_codings(open_foreign(path), READ["datavyu"])


def said(one):
    return [(event.code, event.start_ms, event.end_ms, event.answers) for event in one.events]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("version", ["#4", "#3", "#2", ""])
def test_every_version_and_line_end_is_read_wherever_in_the_archive_it_lies(tmp_path, end, version):
    head = {"#4": LOOK, "#3": LOOK.replace(",true,", ",true")}.get(version, LOOK.replace(",true,", ""))
    found = read(tmp_path, head, M, T, end=end, version=version, folder="visit/")
    (one,) = found.observations
    assert (one.name, one.coder, one.end_ms) == ("S01_KM", "", None)
    assert said(one) == [("look: m", 1000, 2000, ()), ("look: t", 2000, 3000, ())]
    assert {event.code for event in one.events} == {code.name for code in found.scheme.codes}
    assert {code.channel for code in found.scheme.codes} == {"look"}
    assert [event.kind for event in one.events] == ["", ""]
    assert [event.row for event in one.events] == ["look, cell 1", "look, cell 2"]
    assert found.left_out == ()


def test_a_boundary_of_1_ms_is_told_and_one_of_0_ms_is_none(tmp_path):
    lines = [
        LOOK,
        "00:00:03:001,00:00:04:000,(t)",
        "00:00:01:000,00:00:02:000,(m)",
        "00:00:02:000,00:00:03:000,(t)",
        "00:00:04:001,00:00:05:000,(.)",
        "00:00:07:000,00:00:07:000,(m)",
        "00:00:07:001,00:00:08:000,(t)",
    ]
    (one,) = read(tmp_path, *lines).observations
    assert [(event.end_ms, event.oddities, event.next_ms) for event in one.events] == [
        (4000, ("touches next",), 4001), (2000, (), None), (3000, ("touches next",), 3001), (7000, (), None),
        (8000, (), None),
    ]  # fmt: skip


def test_points_ends_that_were_never_set_and_reversed_ones_are_kept(tmp_path):
    found = read(
        tmp_path,
        LOOK,
        "00:00:01:000,00:00:01:000,(m)",
        "00:00:02:000,00:00:00:000,(t)",
        "00:53:54:290,00:52:35:076,(l)",
        "00:00:00:000,00:00:00:000,(t)",
        "00:00:05:000,00:00:00:000,(m)",
        "00:00:09:000,00:00:00:000,(.)",
    )
    assert [(event.start_ms, event.end_ms) for event in found.observations[0].events] == [
        (1000, 1000), (2000, None), (3234290, 3155076), (0, 0), (5000, None)
    ]  # fmt: skip
    assert found.left_out == ("look: 1 cell holds a dot, which says that nothing was coded.",)
    assert "cells without an end stand before cells that hold a dot" in found.doubts[0]


def test_second_coders_are_observations_of_their_own_with_the_same_codes(tmp_path):
    lines = [LOOK, M, T, "trial (MATRIX,true,)-code01|NOMINAL,n|NOMINAL", "00:00:01:000,00:00:02:000,(a,1)"]
    for name in ("look_rel", "Look.Rel", "look2", "look_coderAB", "look_JX"):
        lines += [f"{name} (MATRIX,true,)-direction2|NOMINAL", M, T.replace("(t)", "(x)")]
    lines += ["trial_rel (MATRIX,true,)-code01|NOMINAL", "00:00:01:000,00:00:02:000,(b)"]
    found = read(tmp_path, *lines)
    assert [(one.name, one.coder, len(one.events)) for one in found.observations] == [
        ("S01_KM", "", 3), ("S01_KM", "rel", 5), ("S01_KM", "2", 2), ("S01_KM", "AB", 2), ("S01_KM", "JX", 2)
    ]  # fmt: skip
    assert said(found.observations[3]) == [("look: m", 1000, 2000, ()), ("look: x", 2000, 3000, ())]
    assert said(found.observations[1])[-1] == ("trial", 1000, 2000, (("code01", "b"),))
    assert [code.name for code in found.scheme.codes] == ["look: m", "look: t", "trial"]


def test_who_took_part_becomes_variables_and_never_events(tmp_path):
    found = read(
        tmp_path,
        "id (MATRIX,true,)-name|NOMINAL,birthdate|NOMINAL,sex|NOMINAL",
        "00:00:00:000,00:00:00:000,(P01,2020-02-03,<sex>)",
        "00:00:00:000,00:00:00:000,(P02,,f)",
        LOOK, M, T, "look_rel (MATRIX,true,)-direction|NOMINAL", M,
    )  # fmt: skip
    variables = (("name", "P01"), ("birthdate", "2020-02-03"), ("name (2)", "P02"), ("sex (2)", "f"))
    assert [one.variables for one in found.observations] == [variables, variables]
    assert not [event for one in found.observations for event in one.events if "P01" in repr(event)]


def test_free_text_is_a_comment_and_what_is_not_coded_no_answer(tmp_path):
    found = read(
        tmp_path,
        "bids (MATRIX,true,)-form|NOMINAL,to\\,whom|NOMINAL,comment|NOMINAL",
        "00:00:01:000,00:00:01:000,(smile,<to\\,whom>,she \\(again\\)\\\nwaves\\, twice)",
        "00:00:02:000,00:00:02:000,()",
        "00:00:03:000,00:00:03:000,(.,.,)",
        "00:00:04:000,00:00:04:000,(,mother,)",
        "comments (MATRIX,true,)-text|NOMINAL",
        "00:00:05:000,00:00:06:000,(camera off)",
        "00:00:07:000,00:00:07:000,(child asleep)",
        "said (TEXT,true,)",
        "00:00:08:000,00:00:09:000,hello, \\(you\\)",
        LOOK,
        M,
        T,
        "00:00:09:000,00:00:09:000,()",
    )
    (one,) = found.observations
    assert [(event.code, event.answers, event.comment) for event in one.events] == [
        ("bids", (("form", "smile"),), "she (again)\nwaves, twice"),
        ("bids", (), ""),
        ("bids", (("to,whom", "mother"),), ""),
        ("comments", (), "camera off"),
        ("comments", (), "child asleep"),
        ("said", (), "hello, (you)"),
        ("look: m", (), ""),
        ("look: t", (), ""),
        ("look", (), ""),
    ]
    assert not [code for code in found.scheme.codes if "camera" in repr(code)]


def test_continued_lines_end_where_a_cell_begins_and_lines_that_are_nothing_are_told(tmp_path):
    found = read(
        tmp_path,
        "00:00:01:000,00:00:02:000,(lost)",
        "a (MATRIX,true,)-x|NOMINAL,y|NOMINAL",
        "00:00:01:000,00:00:02:000,(one\\\\,two)",
        "00:00:03:000,00:00:04:000,(end\\\\",
        "00:00:05:000,00:00:06:000,(open\\",
        "00:00:07:000,00:00:08:000,(ri\\",
        "ght)",
        "who knows",
        "900:00:05:000,900:00:06:000,(late,)",
        "00:00:08:000,00:00:09:000,(p,q,r,s)",
    )
    assert [event.answers for event in found.observations[0].events] == [
        (("x", "one\\"), ("y", "two")), (("x", "(end\\"),), (("x", "(open"),), (("x", "ri ght"),),
        (("x", "p"), ("y", "q"), ("value 3", "r"), ("value 4", "s")),
    ]  # fmt: skip
    assert found.left_out == (
        "Line 2 of its db is a cell before any column.",
        "Line 9 of its db is neither a column nor a cell.",
        "Line 10 of its db is a cell that lies beyond a week.",
    )


def test_predicates_of_old_files_have_the_arguments_that_their_first_lines_name(tmp_path):
    found = read(
        tmp_path,
        "0:grab-force|FLOAT,what|NOMINAL",
        "old (PREDICATE)", "00:00:01:000,00:00:02:000,grab(0.5,toy)", "00:00:03:000,00:00:04:000,drop(1)",
        version="#2",
    )  # fmt: skip
    assert said(found.observations[0]) == [
        ("old: grab", 1000, 2000, (("force", "0.5"), ("what", "toy"))),
        ("old: drop", 3000, 4000, (("argument 1", "1"),)),
    ]
    assert found.left_out == ()


PROJECT = """!project
dbFile: null
trackSettings:
- !ts
  feed: /Users/somebody/not this.mov
version: 4
viewerSettings:
- !vs
  classifier: media
  feed: /Volumes/Lab/Anna Example/visit 1 with a name that is
    long.mov
  settingsId: '1'
  version: 3
- !vs
  feed: "C:\\\\Anna Example\\\\N\\xE4he.mp4"
  settingsId: '2'
"""


def test_recordings_are_named_without_folders_and_with_their_offset(tmp_path):
    settings_of = {"project": PROJECT, "1": "#Tue\noffset=0\n", "2": "volume=1\noffset=-1500\n"}
    found = read(tmp_path, LOOK, M, T, **settings_of)
    assert found.observations[0].media == (
        ForeignMedia("visit 1 with a name that is long.mov"),
        ForeignMedia("Nähe.mp4", offset_ms=-1500),
    )


def test_a_project_that_is_no_yaml_names_no_recordings(tmp_path):
    for project in ("", "!project {}", "viewerSettings: []", "viewerSettings:\n- feed", "- feed: x", "\0" * 50):
        assert read(tmp_path, LOOK, M, T, project=project).observations[0].media == ()


def test_a_file_without_events_and_text_of_unknown_encoding_are_refused_in_words(tmp_path):
    with pytest.raises(FormatError, match="holds no events"):
        read(tmp_path, LOOK)
    with pytest.raises(FormatError, match=r"line 3: .*as mac_roman it reads “Nähe”"):
        read(tmp_path, LOOK, M.replace("(m)", "(Nähe)"), encoding="mac_roman")


def test_progress_is_told_and_can_stop_it(tmp_path):
    shares: list[float] = []
    reader.read(ForeignFile(tmp_path / "a.opf", opf(LOOK, *[M] * 3000), progress=shares.append))
    assert len(shares) > 3
    assert all(0 <= share <= 1 for share in shares)

    def stop(_share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reader.read(ForeignFile(tmp_path / "a.opf", opf(LOOK, M), progress=stop))


# What is written.


def written(made):
    return list(writer.write(made, lambda _share: None))


def back(data):
    return reader.read(ForeignFile(Path("S1_KM.opf"), data))


def cells_of(data):
    """Read an .opf by the notes on the format alone: columns, each with its cells of onset, offset and values."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        lines = archive.read("db").decode().split("\n")
    assert lines[0] == "#4"
    assert lines[-1] == ""
    columns, cells, at = {}, [], 1
    while at < len(lines) - 1:
        line = lines[at]
        while (len(line) - len(line.rstrip("\\"))) % 2:
            at += 1
            line += "\n" + lines[at]
        at += 1
        if re.match(r"\d\d:", line):
            onset, offset, rest = line[:12], line[13:25], line[27:-1]
            assert line[12] == line[25] == ","
            assert line[26] + line[-1] == "()"
            cells.append((moment(onset), moment(offset), tuple(split_escaped(rest))))
        else:
            name, _, arguments = line.partition(" (MATRIX,true,)-")
            cells = []
            names = [one.removesuffix("|NOMINAL") for one in split_escaped(arguments)]
            columns["".join(split_escaped(name))] = names, cells
    return columns


def split_escaped(text):
    parts, signs = [""], iter(text)
    for sign in signs:
        if sign == ",":
            parts.append("")
        else:
            parts[-1] += next(signs) if sign == "\\" else sign
    return parts


def moment(clock):
    hours, minutes, seconds, thousandths = map(int, clock.split(":"))
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


EVENTS = (
    ForeignEvent("Cry", 1000, 2500, "state", "infant", (("how loud", "very"),), "at the door,\nagain"),
    ForeignEvent("Cry", 500, None, "state", "infant"),
    ForeignEvent("Smile (big)", 700, 700, "point", "mother"),
    ForeignEvent("look_rel", 10, 20, "state"),
    ForeignEvent("id", 30, 40, "state"),
    ForeignEvent("Cry", -5, 30, "state", "mother", (("how loud", "."), ("actor", "x"))),
    ForeignEvent("Cry", None, 30, "state"),
    ForeignEvent("Cry", 0, None, "state", "", (), "1:\n00:00:01:000,00:00:02:000,(x)\\"),
)
LOUD = SchemeModifier("how loud", (("very", ""), ("little", "")))
SCHEME = Scheme("x", "", [SchemeCode("Cry", "state", "a", modifiers=(LOUD,)), SchemeCode("look", "state", "a")])


def test_a_column_is_a_code_with_who_does_it_and_its_questions():
    ((name, data),) = written(ForeignCodings("", [Observation("", EVENTS, "S1", "KM")], SCHEME))
    assert name == "S1_KM.opf"
    assert cells_of(data) == {
        "Cry": (
            ["actor", "how loud", "actor question", "comment"],
            [
                (0, 30, ("mother", "", "x", "")),
                (0, 0, ("", "", "", "1:\n00:00:01:000,00:00:02:000,(x)\\")),
                (500, 0, ("infant", "", "", "")),
                (1000, 2500, ("infant", "very", "", "at the door,\nagain")),
            ],
        ),
        "look": (["actor"], []),
        "Smile [big]": (["actor"], [(700, 700, ("mother",))]),
        "look_rel code": (["actor"], [(10, 20, ("",))]),
        "id code": (["actor"], [(30, 40, ("",))]),
    }
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        project = archive.read("project").decode()
    assert project == "!project\ndbFile: 'S1_KM.opf'\nname: 'S1_KM'\nversion: 5\nviewerSettings: []\n"
    assert written(ForeignCodings("", [Observation("", EVENTS, "S1", "KM")], SCHEME)) == [(name, data)]


def test_codings_are_written_one_by_one_and_the_writing_can_be_stopped():
    def endless():
        while True:
            yield Observation("", EVENTS[:1], "S1", "KM")

    files = writer.write(ForeignCodings("", endless(), SCHEME), lambda _share: None)
    assert next(files)[0] == "S1_KM.opf"

    def stop(_share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        next(writer.write(ForeignCodings("", endless(), SCHEME), stop))


def means(text):
    return text not in {"", "."} and not (text.startswith("<") and text.endswith(">"))


@given(codings(running=True, overlapping=True, earliest_ms=-2000))
@settings(max_examples=EXAMPLES, deadline=None)
def test_what_is_written_is_read_back_but_for_what_is_said_to_be_lost(made):
    (one,) = made.observations
    ((_, data),) = written(made)
    columns = list(cells_of(data).items())
    named = {code.name: columns[at] for at, code in enumerate(made.scheme.codes)}
    asked = {
        (code.name, question.name): named[code.name][1][0][1 + at]
        for code in made.scheme.codes
        for at, question in enumerate(code.modifiers)
    }

    def expected(event):
        answers = tuple((asked[event.code, one], answer) for one, answer in event.answers if means(answer))
        end = event.end_ms if event.end_ms is not None else (0 if event.start_ms <= 0 else None)
        comment = event.comment if means(event.comment.replace("\n", " ")) else ""
        return (
            named[event.code][0], max(0, event.start_ms), None if end is None else max(0, end), event.who,
            tuple(sorted(answers)), comment,
        )  # fmt: skip

    found = back(data)
    read_back = [
        (event.code, event.start_ms, event.end_ms, event.who, tuple(sorted(event.answers)), event.comment)
        for found_one in found.observations
        for event in found_one.events
    ]
    assert sorted(read_back, key=repr) == sorted(map(expected, one.events), key=repr)
    assert [code.name for code in found.scheme.codes] == [name for name, _ in columns]
    assert found.left_out == ()
    counted = [len(cells) for _, (_, cells) in columns]
    assert sum(counted) == len(one.events)
