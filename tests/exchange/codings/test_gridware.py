"""Trajectories of GridWare, read and written."""

from pathlib import Path

import pytest
from hypothesis import given, settings

from annotator.errors import FormatError
from annotator.exchange.codings import READ, read_codings
from annotator.exchange.codings.foreign import ForeignCodings, ForeignEvent, Observation
from annotator.exchange.codings.readers import gridware as reader
from annotator.exchange.codings.writers import gridware as writer
from annotator.exchange.front_door import ForeignFile, open_foreign
from annotator.exchange.templates.scheme import Scheme, SchemeCode
from tests.exchange.codings.reading import EXAMPLES, written
from tests.exchange.codings.strategies import codings

TRJ = "onset\taoi\tparenting\n254528\t--\t--\n260007\t3\t2\n262416\t4\t2\n263000\t--\t2\n264000\t3\t1\n499392\t\t\n"
GWF = "ID\tAge\tFilename\n7063\t6\tPC grid.txt\n7064\t\tother.trj\n"


def write(folder, **files):
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def read(path):
    return read_codings(open_foreign(path), READ["gridware"])


def said(one):
    return [(event.code, event.start_ms, event.end_ms) for event in one.events]


STATES = [
    ("aoi: 3", 260_007, 262_416),
    ("parenting: 2", 260_007, 264_000),
    ("aoi: 4", 262_416, 263_000),
    ("aoi: 3", 264_000, 499_392),
    ("parenting: 1", 264_000, 499_392),
]


@pytest.mark.parametrize("folder", ["", "visit_trjs/"])
def test_a_project_names_trajectories_beside_it(tmp_path, folder):
    write(tmp_path, **{"visit.gwf": GWF, f"{folder}PC grid.txt": TRJ})
    found = read(tmp_path / "visit.gwf")
    (one,) = found.observations
    assert said(one) == STATES
    assert (one.name, one.start_ms, one.end_ms) == ("PC grid", 254_528, 499_392)
    assert one.variables == (("ID", "7063"), ("Age", "6"))
    assert {event.kind for event in one.events} == {"state"}
    assert one.events[0].row == "PC grid.txt, line 3"
    assert found.left_out == ("The trajectory other.trj does not lie beside visit.gwf.",)
    assert {code.name: code.channel for code in found.scheme.codes} == {
        "aoi: 3": "aoi", "aoi: 4": "aoi", "parenting: 2": "parenting", "parenting: 1": "parenting"
    }  # fmt: skip


def test_a_project_with_settings_says_what_stands_for_nothing(tmp_path):
    config = "<GridWare>\n<Config>\nstate\tinteger\taffect\t1\t5\nMissingValueSymbol\t.\n</Config>\n<Trajectories>\n"
    project = f"{config}person\tFilename\nC1\tC1.trj\n</Trajectories>\n</GridWare>\n"
    write(tmp_path, **{"p.gwf": project, "C1.trj": "onset\taffect\n0.0\t.\n1.5\t4\n2.25\t\n"})
    (one,) = read(tmp_path / "p.gwf").observations
    assert said(one) == [("affect: 4", 1500, 2250)]
    assert one.variables == (("person", "C1"),)


@pytest.mark.parametrize(
    ("times", "unit", "starts"),
    [
        (("0", "7000", "9000"), "seconds", [0, 7_000_000]),
        (("0", "7000", "12000"), "milliseconds", [0, 7000]),
        (("0", "7000.5", "12000"), "seconds", [0, 7_000_500]),
    ],
)
def test_what_times_are_counted_in_is_guessed_aloud_unless_somebody_says_it(tmp_path, times, unit, starts):
    write(tmp_path, **{"a.trj": f"{times[0]}\t1\n{times[1]}\t2\n{times[2]}\t\n"})
    found = read(tmp_path / "a.trj")
    (one,) = found.observations
    assert [event.start_ms for event in one.events] == starts
    assert [event.code for event in one.events] == ["variable 1: 1", "variable 1: 2"]
    assert f"taken for {unit}; the last is {times[2]}" in found.doubts[0]
    told = reader.read(open_foreign(tmp_path / "a.trj"), "ms")
    assert told.doubts == ()
    assert next(iter(told.observations)).events[1].start_ms in {7000, 7001}


def test_a_trajectory_without_an_end_leaves_its_states_open_and_bad_rows_are_told(tmp_path):
    write(tmp_path, **{"a.trj": "onset\ta\tb\n0.5\t1\t2\nsoon\t2\t2\n1.5\t2\n\n2.5\t2\t3\textra\n"})
    found = read(tmp_path / "a.trj")
    (one,) = found.observations
    assert said(one) == [
        ("a: 1", 500, 1500), ("b: 2", 500, 1500), ("a: 2", 1500, None), ("b: 3", 2500, None),
        ("variable 3: extra", 2500, None),
    ]  # fmt: skip
    assert one.end_ms is None
    assert found.left_out == ("a.trj, line 3: its time is no time within a week.",)


def test_a_project_that_names_no_files_or_hostile_ones_is_refused_or_told(tmp_path):
    write(tmp_path, **{"a.gwf": "ID\tAge\n1\t2\n"})
    with pytest.raises(FormatError, match="no column is called Filename"):
        read(tmp_path / "a.gwf")
    write(tmp_path.parent, **{"secret.trj": TRJ})
    names = ["../secret.trj", "..", "a" * 400, ""]
    write(tmp_path, **{"a.gwf": "Filename\tID\n" + "".join(f"{name}\t1\n" for name in names)})
    with pytest.raises(FormatError, match="holds no events"):
        read(tmp_path / "a.gwf")
    assert len(reader.read(open_foreign(tmp_path / "a.gwf")).left_out) == 4


# What is written.

SCHEME = Scheme(
    "x",
    "",
    [
        SchemeCode("at mother", "state", "Gaze", channel="gaze"),
        SchemeCode("at toy", "state", "Gaze", channel="gaze"),
        SchemeCode("--", "state", "Other"),
        SchemeCode("smile", "point", "Other"),
    ],
)
EVENTS = (
    ForeignEvent("at mother", 1000, 2500, "state"),
    ForeignEvent("at toy", 2500, 4000, "state"),
    ForeignEvent("smile", 2600, 2600, "point"),
    ForeignEvent("--", 3000, None, "state"),
    ForeignEvent("unknown", 3000, 9000, "state"),
    ForeignEvent("Episode: Reunion", 1000, 4000, "state"),
)


def test_channels_and_states_of_their_own_are_the_variables():
    files = written(writer.write, ForeignCodings("", [Observation("", EVENTS, "S1", "KM", end_ms=5000)], SCHEME))
    assert list(files) == ["S1_KM.trj", "gridware.gwf"]
    assert files["gridware.gwf"].decode() == "session\tcoder\tFilename\nS1\tKM\tS1_KM.trj\n"
    assert files["S1_KM.trj"].decode() == (
        "onset\tgaze\t(--)\tepisode\n0.000\t--\t--\t--\n1.000\tat mother\t--\tReunion\n2.500\tat toy\t--\tReunion\n"
        "3.000\tat toy\t(--)\tReunion\n4.000\t--\t(--)\t--\n9.000\t\t\t\n"
    )


def test_each_of_a_dyad_has_variables_of_its_own():
    """A grid of a dyad needs them: a smile of the mother is none of the infant that goes on."""
    codes = [SchemeCode(name, "state", "", actor=who) for name in ("Smile", "episode") for who in ("infant", "mother")]
    codes += [SchemeCode("Look", "state", "", actor="infant"), SchemeCode("Turn", "state", "")]
    events = (
        ForeignEvent("Smile", 0, 5000, "state", "infant"),
        ForeignEvent("Smile", 2000, 8000, "state", "mother"),
        ForeignEvent("Turn", 1000, 2000, "state", "mother"),
        ForeignEvent("Episode: 1", 0, 9000, "state"),
    )
    said = ForeignCodings("", [Observation("x", events, "S1", "KM", end_ms=9000)], Scheme("", "", codes))
    lines = written(writer.write, said)["S1_KM.trj"].decode().splitlines()
    assert lines[0].split("\t") == [
        *("onset", "infant Smile", "mother Smile", "infant episode", "mother episode", "Look", "Turn", "episode"),
    ]
    assert [line.split("\t")[1:3] for line in lines[1:-1]] == [
        ["Smile", "--"], ["Smile", "--"], ["Smile", "Smile"], ["--", "Smile"], ["--", "--"],
    ]  # fmt: skip


def test_of_states_that_overlap_the_one_that_began_last_counts():
    events = (ForeignEvent("at mother", 0, 9000, "state"), ForeignEvent("at toy", 2000, 3000, "state"))
    files = written(writer.write, ForeignCodings("", [Observation("", events, "S1", "KM", end_ms=9000)], SCHEME))
    assert [line.split("\t")[:2] for line in files["S1_KM.trj"].decode().splitlines()[1:]] == [
        ["0.000", "at mother"], ["2.000", "at toy"], ["3.000", "at mother"], ["9.000", ""]
    ]  # fmt: skip


def in_a_cell(name):
    plain = " ".join(name.split())
    return f"({plain})" if plain == "--" else plain


@given(codings(running=True))
@settings(max_examples=EXAMPLES, deadline=None)
def test_what_is_written_is_read_back_but_for_what_is_said_to_be_lost(made):
    (one,) = made.observations
    variables = writer.variables_of(made.scheme)
    found = reader.read(ForeignFile(Path("a.trj"), written(writer.write, made)[f"{one.session}_{one.coder}.trj"]), "s")
    (back,) = found.observations
    due = []
    for event in one.events:
        if event.kind == "state":
            variable, value = variables[event.code, event.who], in_a_cell(event.code)
            code = value if value == variable else f"{variable}: {value}"
            end = event.end_ms if event.end_ms is not None else back.end_ms
            if end > event.start_ms:
                due.append((code, event.start_ms, end))
    assert joined(said(back)) == joined(due)
    assert back.end_ms == max([one.end_ms, *(event.end_ms or event.start_ms for event in one.events)])


def joined(states):
    """Return states of which two of one code that touch are one."""
    whole = []
    for code, start, end in sorted(states):
        touches = whole and whole[-1][0] == code and whole[-1][2] == start
        whole.append((code, whole.pop()[1] if touches else start, end))
    return whole
