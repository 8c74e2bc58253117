"""Tables of other programs, each written here of one truth and read again without being told what they are."""

from pathlib import Path

import pytest
import tomlkit
from msgspec import convert, structs, to_builtins

from annotator.errors import FormatError
from annotator.exchange.codings import READ, known_format, read_codings
from annotator.exchange.codings.presets import PRESETS
from annotator.exchange.codings.readers.table import guess_shape, read, read_table
from annotator.exchange.codings.table_shape import Shape
from annotator.exchange.front_door import ForeignFile
from tests.exchange.codings.tables import TWINS
from tests.exchange.codings.truth import STATES, TRUTH, csv_bytes

GAZE = [one for one in STATES if one.in_set == "gaze"]
AFFECT = [one for one in STATES if one.in_set == "affect"]


def twin(name):
    file, data = TWINS[name]()
    return ForeignFile(Path(file), data)


def said(events):
    return sorted((one.start_ms, one.code, one.who, one.end_ms) for one in events)


def plainly(events):
    """As tables say it that name code and person."""
    return sorted((one.start, one.code, one.who, one.end) for one in events)


def in_sets(events, who=False, later=0):
    """As tables say it whose columns are sets."""
    return sorted((one.start, f"{one.in_set}: {one.code}", one.who if who else "", one.end + later) for one in events)


WHOLE = [
    "boris_tabular_7", "boris_tabular", "boris_tabular_xlsx", "boris_aggregated_7", "boris_aggregated", "observer_text",
    "observer_xlsx", "ours",
]  # fmt: skip


@pytest.mark.parametrize("name", [*WHOLE, "observer_old"])
def test_nothing_is_lost_where_the_format_can_say_it(name):
    found = read(twin(name))
    one = found.observations[0]
    assert said(one.events) == plainly(TRUTH)
    comments = {event.code: event.comment for event in one.events}
    assert comments["fuss"] == 'said "no", twice\nthen slept'
    answers = {(event.code, event.start_ms): [answer for _, answer in event.answers] for event in one.events}
    assert answers["cry", 1200] == ["high"]
    assert answers["toy", 2000] == []
    kinds = {event.code: event.kind for event in one.events}
    assert kinds == {"cry": "state", "toy": "state", "reach": "point", "fuss": "state", "face": "state"}
    assert found.left_out == ()
    assert not any(event.oddities for event in one.events)
    assert len({event.row for event in one.events}) == len(TRUTH)


EXPECTED = {
    "interact_raw": [*in_sets(STATES), (2600, "reach: reach", "", 2640)],
    "interact_xiact": [*in_sets(STATES), (2600, "reach: reach", "", 2640)],
    "solomon": in_sets(STATES),
    "elan_tab": in_sets(STATES, who=True),
    "elan_column_a_tier": in_sets(STATES),
    "datavyu_by_frame": in_sets(GAZE),
    "datavyur": in_sets(GAZE),
    "datavyu_play": in_sets(STATES),
    "gridware": in_sets(STATES),
    "jwatcher": [(1200, "c", "", 3400), (3400, "f", "", 6000), (6000, "c", "", 8000)],
    "supercoder": [
        (1000, "B", "", 1000),
        (1000, "trial: 1", "", 1000),
        (2000, "toy", "", 4000),
        (7000, "face", "", 9000),
    ],
    "observer_absolute": sorted((start - 1200, code, who, end - 1200) for start, code, who, end in plainly(TRUTH)),
    "tidy": sorted(3 * [(start, code, "", end) for start, code, _, end in plainly(TRUTH)]),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_events_come_back_as_far_as_the_format_can_say_them(name):
    found = read(twin(name))
    assert said(found.observations[0].events) == sorted(EXPECTED[name])


def test_every_twin_is_tried():
    others = {"observer_old", "datavyu_side_by_side", "datavyu_headerless"}
    assert {*WHOLE, *EXPECTED, *others} == set(TWINS)


@pytest.mark.parametrize(
    ("name", "is_called"),
    [
        ("boris_tabular_7", "BORIS tabular, version 7"),
        ("boris_tabular", "BORIS tabular"),
        ("boris_aggregated_7", "BORIS aggregated, version 7"),
        ("boris_aggregated", "BORIS aggregated"),
        ("observer_text", "The Observer XT"),
        ("observer_old", "The Observer XT"),
        ("observer_absolute", "The Observer XT"),
        ("interact_raw", "INTERACT, raw export"),
        ("interact_xiact", "INTERACT (.xiact)"),
        ("elan_tab", "ELAN, tab-delimited"),
        ("elan_column_a_tier", "ELAN, a column a tier"),
        ("datavyu_side_by_side", "Datavyu, columns side by side"),
        ("datavyu_by_frame", "Datavyu, columns side by side"),
        ("datavyur", "Datavyu, a row a cell"),
        ("datavyu_play", "Datavyu, PLAY"),
        ("gridware", "GridWare"),
        ("jwatcher", "JWatcher, with a key table"),
        ("supercoder", "Supercoder"),
        ("ours", "This program"),
        ("tidy", ""),
        ("solomon", ""),
        ("datavyu_headerless", ""),
    ],
)
def test_a_preset_is_recognized_by_what_the_table_says(name, is_called):
    shape = guess_shape(twin(name))[0]
    assert shape.preset == is_called
    assert (not is_called) == bool(read(twin(name)).guess)


@pytest.mark.parametrize("name", TWINS)
def test_a_shape_is_saved_as_toml_and_reads_the_same(name):
    file = twin(name)
    shape = guess_shape(file)[0]
    again = convert(tomlkit.parse(tomlkit.dumps(to_builtins(shape))).unwrap(), Shape)
    assert again == shape
    assert read_table(file, again).observations == read(file).observations


def test_a_preset_may_be_named_without_a_table():
    solomon = PRESETS["Solomon Coder"].shapes("Solomon Coder")[0]
    assert solomon.layout == "sampled"
    assert {one.preset for name in PRESETS for one in PRESETS[name].shapes(name)} == set(PRESETS)
    found = read_table(twin("solomon"), solomon)
    assert said(found.observations[0].events) == in_sets(STATES)


def test_what_boris_says_of_the_observation_is_kept():
    for name in ("boris_tabular_7", "boris_tabular", "boris_aggregated_7", "boris_aggregated"):
        (one,) = read(twin(name)).observations
        assert one.name == "visit1_AB"
        assert one.variables == (("age", "12"),)
        assert next(media.name for media in one.media) == "visit 1.mp4"
    assert read(twin("boris_tabular")).doubts == ("120.000 s were subtracted from all times, as the table says.",)
    assert read(twin("boris_tabular_7")).observations[0].description == "a quiet child"
    assert read(twin("boris_aggregated")).observations[0].media[0].length_ms == 600_000


def test_codes_of_a_table_have_kinds_groups_and_questions():
    codes = {code.name: code for code in read(twin("boris_aggregated")).scheme.codes}
    assert (codes["reach"].kind, codes["cry"].kind, codes["cry"].group) == ("point", "state", "affect")
    assert codes["cry"].actor == "infant"
    assert codes["fuss"].modifiers[0].values == (("low", ""),)
    sets = {code.name: code.channel for code in read(twin("interact_raw")).scheme.codes}
    assert sets["affect: cry"] == sets["affect: fuss"] == "affect"


def test_data_sets_of_interact_are_coders_and_a_frame_is_added():
    found = read(twin("interact_raw"))
    assert [(one.session, one.coder, one.start_ms, one.end_ms) for one in found.observations] == [
        ("visit1", "AB", 0, 10_000), ("visit1", "KH", 0, 10_000)
    ]  # fmt: skip
    assert found.doubts == ("One frame (0.040 s) was added to 7 ends: they are the last frames that show it.",)


def test_interact_is_asked_for_its_frames_where_times_do_not_tell():
    header = ["Level", "Description", "Onset_Time", "Offset_Time", "affect"]
    file = ForeignFile(Path("i.csv"), csv_bytes([header, ["3", "", "1", "2", "cry"]]))
    with pytest.raises(FormatError, match="frames"):
        read(file)
    shape = structs.replace(guess_shape(file)[0], fps="25")
    assert said(read_table(file, shape).observations[0].events) == [(1000, "affect: cry", "", 2040)]


def test_boundaries_of_datavyu_are_asked_and_second_coders_are_observations():
    first, second = read(twin("datavyu_side_by_side")).observations
    assert [(one.code, one.end_ms, one.next_ms) for one in first.events if one.oddities] == [
        ("affect: cry", 3399, 3400)
    ]
    assert [(one.code, one.kind) for one in first.events if one.start_ms == one.end_ms] == [("reach: reach", "point")]
    assert (first.coder, second.coder) == ("", "rel")
    assert said(second.events) == [(2100, "gaze: toy", "", 3900)]


def test_a_table_of_numbers_without_a_header_is_seen_by_its_cells():
    found = read(twin("datavyu_headerless"))
    assert said(found.observations[0].events)[:2] == [(1200, "1", "", 3400), (3400, "2", "", 5000)]
    assert "column 3" in found.guess
    shape = structs.replace(guess_shape(twin("datavyu_headerless"))[0], words={"1": "cry", "2": "fuss"})
    named = read_table(twin("datavyu_headerless"), shape)
    assert {one.code for one in named.observations[0].events} == {"cry", "fuss"}


def test_sheets_are_observations_where_no_column_says_more():
    found = read(twin("observer_xlsx"))
    assert [one.name for one in found.observations] == ["visit1_AB", "visit2_AB"]
    assert found.observations[0].events[0].row == "visit1_AB, row 2 and visit1_AB, row 5"


def test_times_of_the_day_are_counted_from_the_first():
    found = read(twin("observer_absolute"))
    assert found.doubts == ("Times are counted from the first of each session.",)


@pytest.mark.parametrize("name", ["visit.xiact", "a.ods", "a.XLSX", "notes.txt"])
def test_tables_are_a_format(name):
    assert known_format(ForeignFile(Path(name), b"")) == READ["table"]


def test_a_table_is_read_as_a_format_and_by_its_shape():
    file = twin("tidy")
    assert read_codings(file, READ["table"]).observations[0].session == "visit1"
    shape = structs.replace(guess_shape(file)[0], session="", observation="subject")
    assert read_codings(file, READ["table"], shape).observations[0].name == "visit1"


def test_stops_are_paired_with_their_own_starts():
    """A lost stop leaves one start open; a stop with other answers is asked; one without a start stays one."""
    rows = [
        ("0.0", "cry", "", "State start"), ("1.0", "cry", "", "State start"), ("2.0", "cry", "", "State stop"),
        ("3.0", "gaze", "toy", "State start"), ("4.0", "gaze", "", "State stop"),
        ("5.0", "gaze", "toy", "State start"), ("6.0", "gaze", "face", "State stop"),
        ("7.0", "fuss", "", "State stop"), ("8.0", "rest", "", "State start"), ("8.0", "rest", "", "State stop"),
    ]  # fmt: skip
    header = ("Time_Relative_sf", "Behavior", "Modifier_1", "Event_Type")
    (one,) = read(ForeignFile(Path("o.csv"), csv_bytes([header, *rows]))).observations
    found = {(event.code, event.start_ms, event.end_ms): event for event in one.events}
    assert list(found) == [
        ("cry", 0, None), ("cry", 1000, 2000), ("gaze", 3000, 4000), ("gaze", 5000, 6000), ("fuss", None, 7000),
        ("rest", 8000, 8000),
    ]  # fmt: skip
    assert [event.oddities for event in found.values()] == [(), (), (), ("answers differ",), (), ()]
