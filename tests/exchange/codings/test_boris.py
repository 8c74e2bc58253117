"""Codings of BORIS in and out: what real projects hold, and that what is written is read back."""

import gzip
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings

from annotator.errors import FormatError
from annotator.exchange.codings import READ, read_codings
from annotator.exchange.codings.foreign import ForeignCodings, ForeignEvent, ForeignMedia, Observation
from annotator.exchange.codings.pairing import paired
from annotator.exchange.codings.readers.boris import read
from annotator.exchange.codings.writers.boris import write
from annotator.exchange.front_door import open_foreign
from annotator.exchange.templates.scheme import Scheme, SchemeCode, SchemeModifier
from tests.exchange.codings.reading import EXAMPLES, read_bytes, written
from tests.exchange.codings.strategies import codings, told

STATE, POINT = "State event", "Point event"
TO = {"name": "to", "type": 0, "values": ["mother (m)", "toy"]}
HOW = {"name": "how", "type": 1, "values": ["loud (l)", "long (o)", "low"]}


def behavior(code, kind=STATE, *sets, excluded=""):
    return {"code": code, "type": kind, "key": "", "excluded": excluded, "modifiers": dict(enumerate(sets))}


ETHOGRAM = (behavior("Cry", STATE, TO, HOW), behavior("Smile", POINT, TO), behavior("Run", excluded="Sit"),
            behavior("Sit", excluded="Run"))  # fmt: skip


def media(*rows, **more):
    return {"type": "MEDIA", "file": {"1": ["C:\\Smith\\a.mp4"], "2": []}, "events": list(rows)} | more


def project(*rows, behaviors=ETHOGRAM, version="7.0", **more):
    observation = media(*rows, **more)
    return {
        "project_format_version": version,
        "behaviors_conf": {str(n): one for n, one in enumerate(behaviors)},
        "observations": {"visit 1": observation},
    }


def codings_of(folder, made, name="pilot.boris", packed=False):
    data = made if isinstance(made, bytes) else json.dumps(made).encode()
    return read_bytes(read, folder, name, gzip.compress(data) if packed else data)


def only(found):
    (one,) = found.observations
    return one


def times(found):
    return [(event.code, event.start_ms, event.end_ms) for event in only(found).events]


@pytest.mark.parametrize("packed", [False, True])
def test_a_project_is_read_with_what_stands_around_its_events(tmp_path, packed):
    made = project(
        [4.5, "Ada", "Cry", "mother|None", "begins", 112],
        [9.25, "Ada", "Cry", "mother|None", "ends, she hiccups", 231],
        [6, "No focal subject", "Smile", "toy", "", "NA"],
        **{
            "description": " at home ", "date": "2020-05-17T09:15:00", "time offset": 2.5,
            "independent_variables": {"age": 12.5, "group": "A", "empty": "", "date": "x", "odd": [1]},
            "observation time interval": [1.5, 60.0], "media_info": {"length": {"C:\\Smith\\a.mp4": 70.0009},
            "fps": {"C:\\Smith\\a.mp4": 25.0}, "hasVideo": {"/gone/b.mp4": True}}, "plot_data": {"0": {}},
        },
    )  # fmt: skip
    found = codings_of(tmp_path, made, "pilot.boris.gz" if packed else "pilot.boris", packed)
    one = only(found)
    assert (one.name, one.session, one.coder, one.description) == ("visit 1", "", "", "at home")
    assert one.events == (
        ForeignEvent("Cry", 2000, 6750, "state", "Ada", (("to", "mother"),), "begins\nends, she hiccups", "event 1"),
        ForeignEvent("Smile", 3500, 3500, "point", "", (("to", "toy"),), "", "event 3"),
    )
    assert one.media == (ForeignMedia("C:\\Smith\\a.mp4", 70_000, 0, 25.0),)
    assert one.media[0].name == "a.mp4"
    assert (one.start_ms, one.end_ms) == (1500, 60_000)
    assert one.variables == (
        ("date", "2020-05-17T09:15:00"), ("age", "12.5"), ("group", "A"), ("date (variable)", "x")
    )  # fmt: skip
    assert found.left_out == (
        "visit 1: the data plotted beside it are not read.", "visit 1: the variable odd is no text."
    )  # fmt: skip
    assert found.doubts == ()
    assert [(code.name, code.channel) for code in found.scheme.codes[2:]] == [
        ("Run", "Run / Sit"),
        ("Sit", "Run / Sit"),
    ]
    assert [one.name for one in found.scheme.codes[0].modifiers] == ["to", "how"]
    assert found.scheme.left_out == ["Cry: of how several values could be chosen there, here one."]


def test_the_versions_before_2018_are_read(tmp_path):
    old = {
        "behaviors_conf": {"0": {"type": STATE, "code": "Sit", "modifiers": "left (e),right|slow", "excluded": ""}},
        "subjects_conf": {"0": ["a", "Ada"]},
        "observations": {
            "o": {
                "type": "VIDEO", "file": ["/x/one.avi", "/x/two.avi"], "time offset": 0.0,
                "events": [[1.0, "Ada", "Sit", "left|None", ""], [3.0, "Ada", "Sit", "left|None", ""]],
            }
        },
    }  # fmt: skip
    one = only(codings_of(tmp_path, old))
    assert one.events[0].answers == (("modifier 1", "left"),)
    assert [(made.name, made.offset_ms) for made in one.media] == [("one.avi", 0), ("two.avi", 0)]
    old["project_format_version"] = "1.6"
    old["observations"]["o"] |= {"type": "MEDIA", "file": {"1": ["a.avi"], "2": ["b.avi"]}}
    old["observations"]["o"]["time offset second player"] = -1.5
    one = only(codings_of(tmp_path, old))
    assert [(made.name, made.offset_ms) for made in one.media] == [("a.avi", 0), ("b.avi", -1500)]
    old["observations"]["o"] |= {
        "file": {"1": ["a.avi"]},
        "media_file_info": {"0f": {"video_length": 7500, "nframe": 9}},
    }
    assert only(codings_of(tmp_path, old)).media == (ForeignMedia("a.avi", 7500),)


@pytest.mark.parametrize("version", ["1.6", "4.0", "7.0", "8.6", "12.0"])
def test_the_keys_say_what_a_file_holds_not_its_version(tmp_path, version):
    made = project([1, "", "Run", "", ""], [2, "", "Run", "", ""], version=version)
    assert times(codings_of(tmp_path, made)) == [("Run", 1000, 2000)]


def test_files_of_one_player_are_a_queue_and_other_players_have_offsets(tmp_path):
    info = {"length": {"a": 10.0009, "b": 20.0019, "c": 9}, "offset": {"1": 3.0, "2": 2.5}, "fps": {"a": 0, "b": "x"}}
    made = project([12.0, "", "Smile", "None", ""], file={"1": ["a", "b", "n"], "2": ["c"], "3": []}, media_info=info)
    found = codings_of(tmp_path, made)
    assert only(found).media == (
        ForeignMedia("a", 10_000), ForeignMedia("b", 20_001, 10_000), ForeignMedia("n", None, 30_001),
        ForeignMedia("c", 9000, 2500),
    )  # fmt: skip
    assert found.doubts == ()
    made["observations"]["visit 1"]["file"] = {"1": ["n", "a"]}
    assert codings_of(tmp_path, made).doubts == (
        "visit 1: the file does not say how long n is, so when the next begins.",
    )


def test_times_that_are_dates_count_from_the_recording_or_the_first_event(tmp_path):
    info = {"length": {"a": 10, "b": 20}, "media_creation_time": {"a": 1_600_000_000, "b": 1_600_000_500}}
    rows = [[1_600_000_004.5, "", "Run", "", ""], [1_600_000_503.25, "", "Run", "", ""], [7e9, "", "Run", "", ""]]
    made = project(*rows, file={"1": ["a", "b"]}, media_info=info, media_creation_date_as_offset=True)
    found = codings_of(tmp_path, made)
    assert times(found) == [("Run", 4500, 13_250)]
    assert found.left_out == ("visit 1, event 3: “7000000000.0” is no time.",)
    made = project(*rows[:2], type="LIVE", file=[], start_from_current_epoch_time=True)
    found = codings_of(tmp_path, made)
    assert times(found) == [("Run", 0, 498_750)]
    assert "its times are dates" in found.doubts[0]


def test_rows_of_5_6_and_7_fields_are_read_and_those_without_a_time_are_told(tmp_path):
    rows = [
        [1.5, "", "Smile", "toy", "x", 3, "a.jpg"], [float("nan"), "", "Smile", "", "", 4, "b.jpg"],
        [-0.25, "", "Smile", "", "", "NA"], [0.5, "", "Smile", "", ""], [0.75, "", "Smile"], [1, ""], "row",
        [2, "", None, ""], [None, "", "Smile", "", ""], [1e300, "", "Smile", "", ""], ["4.0", 7, "Smile", None, None],
    ]  # fmt: skip
    found = codings_of(tmp_path, project(*rows, type="IMAGES", file=[], version="8.6"))
    assert [event.start_ms for event in only(found).events] == [1500, -250, 500, 750, 4000]
    assert only(found).events[-1].who == "7"
    assert found.left_out == (
        "visit 1 was made from pictures in folders, which are not read.",
        "visit 1, event 2: “nan” is no time.", "visit 1, event 9: “None” is no time.",
        "visit 1, event 10: “1e+300” is no time.",
        "visit 1, event 6 names no behaviour.", "visit 1, event 7 names no behaviour.",
        "visit 1, event 8 names no behaviour.",
    )  # fmt: skip


def test_of_one_kind_not_more_is_told_than_a_person_reads(tmp_path):
    rows = [[float("nan"), "", "Smile", "", ""]] * 25 + [[1, "", "Smile", "", ""]]
    found = codings_of(tmp_path, project(*rows))
    assert found.left_out[-1] == "And 5 more rows without a time."
    assert len(found.left_out) == 21


def cry(at_s, modifiers="", comment="", who=""):
    return [at_s, who, "Cry", modifiers, comment]


def test_two_that_are_on_at_once_are_told_apart_by_their_answers(tmp_path):
    rows = cry(1, "mother|None"), cry(2, "toy|None"), cry(3, "mother|"), cry(5, "toy|None")
    found = codings_of(tmp_path, project(*rows))
    assert times(found) == [("Cry", 1000, 3000), ("Cry", 2000, 5000)]
    assert not any(event.oddities for event in only(found).events)


def test_a_stop_that_answers_more_completes_its_start(tmp_path):
    (event,) = only(codings_of(tmp_path, project(cry(1, "None|low"), cry(3, "mother|low")))).events
    assert event.answers == (("to", "mother"), ("how", "low"))
    assert event.oddities == ()


@pytest.mark.parametrize(
    ("stop", "answers"),
    [("", (("to", "toy"),)), ("mother|low", (("to", "toy"), ("how", "low")))],
)
def test_a_stop_that_answers_otherwise_is_told(tmp_path, stop, answers):
    found = codings_of(tmp_path, project(cry(1, "toy|None", "one"), cry(3, stop, "one"), cry(7, "None|long")))
    event, left = only(found).events
    assert (event.end_ms, event.answers, event.comment, event.oddities) == (3000, answers, "one", ("answers differ",))
    assert (left.start_ms, left.end_ms, left.oddities) == (7000, None, ())


def test_pairs_are_of_one_person_and_by_time_not_by_place(tmp_path):
    rows = [cry(9, who="A"), cry(5, who="B"), cry(1, who="A"), cry(2, who="B"), cry(6, who="B")]
    found = only(codings_of(tmp_path, project(*rows))).events
    assert [(one.who, one.start_ms, one.end_ms, one.row) for one in found] == [
        ("A", 1000, 9000, "event 3"), ("B", 2000, 5000, "event 4"), ("B", 6000, None, "event 5")
    ]  # fmt: skip


def test_of_20000_rows_none_is_compared_with_all_others():
    rows = [ForeignEvent("c", at, None, "state", "", (("q", str(at)),)) for at in range(20_000)]
    assert len(paired(rows)) == 10_000


def test_answers_stand_at_their_place_whatever_kind_of_question_it_is(tmp_path):
    sets = (
        {"name": "how often", "type": 2, "values": []},
        TO,
        {"name": "to", "type": 0, "values": ["x"]},
        {"values": []},
    )
    made = project([1, "", "Look", "3| toy |x|y|z", ""], behaviors=[behavior("Look", POINT, *sets)])
    (event,) = only(codings_of(tmp_path, made)).events
    assert event.answers == (
        ("how often", "3"), ("to", "toy"), ("to (3)", "x"), ("modifier 4", "y"), ("modifier 5", "z")
    )  # fmt: skip


def test_several_answers_at_once_stay_together_and_that_is_told(tmp_path):
    found = codings_of(tmp_path, project(cry(1, "None|loud,long"), cry(2, "None|loud,long")))
    assert only(found).events[0].answers == (("how", "loud,long"),)
    assert found.doubts == (
        "Cry: of how several answers were chosen at once, in 2 rows: they stay together as one answer.",
    )


def test_answers_that_lost_their_parenthesis_are_told(tmp_path):
    shelves = {"name": "where", "type": 0, "values": ["Shelf (1)", "Shelf (2)", "door"]}
    made = project(
        [1, "", "Look", "Shelf", ""], [2, "", "Look", "door", ""], behaviors=[behavior("Look", POINT, shelves)]
    )
    found = codings_of(tmp_path, made)
    assert [event.answers for event in only(found).events] == [(("where", "Shelf"),), (("where", "door"),)]
    assert [name for name, _ in found.scheme.codes[0].modifiers[0].values] == ["Shelf (1)", "Shelf (2)", "door"]
    assert len(found.doubts) == 1
    assert "the answers Shelf (1), Shelf (2) cannot be told apart" in found.doubts[0]


def test_a_behaviour_that_is_no_longer_declared_has_no_kind(tmp_path):
    made = project([1, "", "Gone", "a|b", ""], [2, "", "Gone", "", ""], [3, "", "Odd", "", ""])
    made["behaviors_conf"]["9"] = {"code": "Odd", "type": "?"}
    found = codings_of(tmp_path, made)
    assert [(one.code, one.kind, one.end_ms) for one in only(found).events] == [
        ("Gone", "", None), ("Gone", "", None), ("Odd", "", None)
    ]  # fmt: skip
    assert len(found.doubts) == 1
    assert found.doubts[0].startswith("“Gone” is not among the behaviours of the file")
    assert "Its 2 rows" in found.doubts[0]


ANSWERED = [[1, "", "Run", f"{n}" + "|a" * 1990, ""] for n in range(510)]


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (b"", "line 1, column 1"),
        (b"[1, 2]", "no BORIS project"),
        (b'{"behaviors_conf": {}}', "holds no observations"),
        (b'{"behaviors_conf": {}, "observations": []}', "holds no observations"),
        (json.dumps(project([1, "", "Run", "", ""])).encode()[:-30], "not written as files of this kind"),
        (b'{"a":' * 5000, "too deep"),
        (json.dumps(project()).encode(), "holds no events"),
        (json.dumps(project(behaviors=[3])).encode(), "is not written as"),
        (json.dumps(project(*ANSWERED)).encode(), "1,000,000 different"),
    ],
)  # fmt: skip
def test_what_is_none_is_refused_in_words(tmp_path, made, said):
    (tmp_path / "a.boris").write_bytes(made)
    with pytest.raises(FormatError, match=said) as caught:
        read_codings(open_foreign(tmp_path / "a.boris"), READ["boris"])
    assert caught.value.what.startswith("a.boris")
    assert caught.value.hint


def test_an_observation_that_is_none_is_told_and_stops_no_other(tmp_path):
    made = project([1, "", "Smile", "", ""])
    made["observations"] |= {"b": None, "c\x1b[2J": {"events": {}, "file": 3, "media_info": [], "time offset": "x"}}
    found = codings_of(tmp_path, made)
    assert [one.name for one in found.observations] == ["visit 1", "c\x1b[2J"]
    assert found.left_out == ("b is no observation.",)


def test_progress_is_told_and_stops_it(tmp_path):
    (tmp_path / "a.boris").write_text(json.dumps(project(*[[n, "", "Smile", "", ""] for n in range(2500)])))
    shares = []
    read(open_foreign(tmp_path / "a.boris", progress=shares.append))
    assert shares[-4:] == [1.0, 0.4, 0.8, 1.0]

    def stop(share):
        if 0 < share < 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read(open_foreign(tmp_path / "a.boris", progress=stop))


# Writing


def lane(who):
    """Return for whom it was said: a second state that BORIS could not tell apart is given to “who (2)”."""
    return re.sub(r" ?\(\d+\)$", "", who)


def all_told(observations, signs=str):
    return sorted(
        (
            (one.name.partition(" (")[0], *told(replace(event, who=lane(signs(event.who)), code=signs(event.code),
             answers=tuple((name, signs(answer)) for name, answer in event.answers))))
            for one in observations for event in one.events
        ),
        key=repr,
    )  # fmt: skip


def named(observation):
    return replace(observation, name=f"{observation.session}__{observation.coder}")


def back(folder, made):
    (data,) = written(write, made).values()
    return read_bytes(read, folder, "back.boris", data)


ALLOWED = "abzäß漢🙂é\u0301 .:;/\\[]{}<>&\"'*#%=+-_@!?"


@settings(max_examples=EXAMPLES)
@given(codings(ALLOWED, earliest_ms=-5000, running=True, overlapping=True, most=3))
def test_what_is_written_is_read_back(tmp_path_factory, made):
    found = back(tmp_path_factory.getbasetemp(), made)
    assert all_told(found.observations) == all_told(map(named, made.observations))
    assert not any(event.oddities for one in found.observations for event in one.events)
    assert (found.left_out, found.doubts) == ((), ())
    for one, due in zip(found.observations, made.observations, strict=True):
        assert one.media == due.media
        says = due.start_ms or due.end_ms
        assert (one.start_ms, one.end_ms) == ((due.start_ms, due.end_ms or None) if says else (None, None))
    assert scheme_told(found.scheme) == scheme_told(made.scheme)


def scheme_told(scheme):
    """Return codes without actors, which events say; a channel of one code is none."""
    members = {}
    for code in scheme.codes:
        members.setdefault(code.channel, set()).add(code.name)
    channels = {frozenset(names) for channel, names in members.items() if channel and len(names) > 1}
    codes = {
        (code.name, code.kind, code.group, code.key.lower(), code.definition, code.color,
         tuple((one.name, tuple(name for name, _ in one.values)) for one in code.modifiers))
        for code in scheme.codes
    }  # fmt: skip
    return codes, channels


@settings(max_examples=max(5, EXAMPLES // 5))
@given(codings(running=True, overlapping=True, most=2))
def test_signs_that_mean_something_there_become_others_and_nothing_else_changes(tmp_path_factory, made):
    found = back(tmp_path_factory.getbasetemp(), made)

    def times_told(observations):
        return sorted((one.name, event.start_ms, event.end_ms, event.kind, event.comment)
                      for one in observations for event in one.events)  # fmt: skip

    assert str(times_told(found.observations)) == str(times_told(map(named, made.observations)))
    names = [code.name for code in found.scheme.codes]
    assert len(set(names)) == len(made.scheme.codes)
    said = [len(event.answers) for one in found.observations for event in one.events]
    assert sorted(said) == sorted(len(event.answers) for one in made.observations for event in one.events)
    assert (found.left_out, found.doubts) == ((), ())


QUESTION = SchemeModifier("to", (("a (1)", "X"), ("a [1]", ""), ("None", "Shift+N"), ("x,y|z~", "F5")))
CODES = [
    SchemeCode("Cry, loud|long", "state", "Voice", "C", "Loud.", "#ff0000", "infant", "voice", (QUESTION,)),
    SchemeCode("Cry; loud/long", "state", "Voice", "Shift+C", "", "", "infant", "voice"),
    SchemeCode("Smile, wide", "point", "Face", "F5", "", "#00ff00", "No focal subject"),
]


def test_the_project_declares_what_its_events_name(tmp_path):
    events = (
        ForeignEvent("Cry, loud|long", 1040, 2080, "state", "infant", (("to", "a [1]"),), "“so”\n, |"),
        ForeignEvent("Cry, loud|long", 2080, 2080, "state", "infant", (("to", "None"),)),
        ForeignEvent("Smile, wide", 500, 500, "point", "No focal subject"),
        ForeignEvent("Episode: Reunion, 2", 0, 9000, "state"),
        ForeignEvent("Episode: Reunion, 2", 9000, None, "state", "a|b", (("to", "x"),)),
    )
    variables = (("date", "2020-05-17T09:15:00"), ("age", "12"))
    cameras = tuple(ForeignMedia(f"{n}.mp4", 10_000, at, 25.0) for n, at in enumerate((0, 10_000, -500)))
    one = Observation("", events, "S1", "KM", cameras, 0, 20_000, variables, "words")
    both = [one, replace(one, media=(), variables=())]
    (data,) = written(write, ForeignCodings("", both, Scheme("Pilot", "", CODES))).values()
    data.decode("ascii")
    made = json.loads(data)
    first, second = made["observations"].values()
    assert list(made["observations"]) == ["S1__KM", "S1__KM (2)"]
    assert (made["project_name"], made["project_format_version"]) == ("Pilot", "7.0")
    assert first["events"] == [
        [0.0, "", "Episode: Reunion, 2", "", "", "NA"],
        [0.5, "No focal subject 2", "Smile, wide", "", "", "NA"],
        [1.04, "infant", "Cry; loud/long", "a [1] 2", "“so”\n, |", "NA"],
        [2.08, "infant", "Cry; loud/long", "a [1] 2", "", "NA"],
        [2.08, "infant", "Cry; loud/long", "None 2", "", "NA"],
        [2.08, "infant", "Cry; loud/long", "None 2", "", "NA"],
        [9.0, "", "Episode: Reunion, 2", "", "", "NA"],
        [9.0, "a/b", "Episode: Reunion, 2", "x", "", "NA"],
    ]
    assert {len(row) for row in second["events"]} == {5}
    assert (first["type"], second["type"], first["date"], second["date"]) == (
        "MEDIA",
        "LIVE",
        "2020-05-17T09:15:00",
        "",
    )
    assert first["file"] == {"1": ["0.mp4", "1.mp4"], "2": ["2.mp4"]} | {str(n): [] for n in range(3, 9)}
    assert first["media_info"]["offset"] == {"1": 0.0, "2": -0.5}
    assert first["independent_variables"] == {"age": "12"}
    assert [one["label"] for one in made["independent_variables"].values()] == ["age"]
    assert [one["name"] for one in made["subjects_conf"].values()] == ["infant", "No focal subject 2", "a/b"]
    declared = {one["code"]: one for one in made["behaviors_conf"].values()}
    assert list(declared) == ["Cry; loud/long", "Cry; loud/long 2", "Smile, wide", "Episode: Reunion, 2"]
    assert [(one["type"], one["key"], one["category"], one["excluded"]) for one in declared.values()] == [
        (STATE, "c", "Voice", "Cry; loud/long 2"), (STATE, "C", "Voice", "Cry; loud/long"), (POINT, "", "Face", ""),
        (STATE, "", "", ""),
    ]  # fmt: skip
    assert declared["Cry; loud/long"]["modifiers"]["0"]["values"] == ["a [1] (x)", "a [1] 2", "None 2 (N)", "x;y/z-"]
    assert made["behavioral_categories_config"] == {
        "0": {"name": "Voice", "color": "#ff0000"}, "1": {"name": "Face", "color": "#00ff00"}
    }  # fmt: skip


def test_states_that_boris_cannot_tell_apart_are_given_to_subjects_of_their_own(tmp_path):
    spans = [(1, 9), (2, 5), (3, 4), (5, 6), (6, None), (6, 6), (7, None), (9, 11)]
    whos = ("", "infant")
    events = tuple(ForeignEvent("Cry; loud/long", *span, "state", who) for who in whos for span in spans)
    made = ForeignCodings("", [Observation("", events, "S1", "KM")], Scheme("Pilot", "", CODES))
    found = only(back(tmp_path, made))
    assert sorted(
        (lane(one.who), one.start_ms, one.end_ms) for one in found.events if one.end_ms is not None
    ) == sorted((one.who, one.start_ms, one.end_ms) for one in events if one.end_ms is not None)
    assert sorted((lane(one.who), one.start_ms) for one in found.events if one.end_ms is None) == [
        ("", 6), ("", 7), ("infant", 6), ("infant", 7)
    ]  # fmt: skip
    assert {one.who for one in found.events} == {"", "(2)", "(3)", "infant", "infant (2)", "infant (3)"}


def test_observations_are_taken_one_after_the_other_and_written_in_pieces():
    taken = []

    def coming():
        for number in range(3):
            taken.append(number)
            events = tuple(ForeignEvent("Smile, wide", at, at, "point") for at in range(2500))
            yield Observation("", events, f"S{number}", "KM")

    shares, pieces = [], []
    for name, piece in write(ForeignCodings("", coming(), Scheme("Pilot", "", CODES)), shares.append):
        assert name == "codings.boris"
        pieces.append((max(taken, default=-1), len(piece)))
    assert max(size for _, size in pieces) < 100_000
    assert [number for number, _ in pieces[2:5]] == [0, 0, 0]
    assert pieces[-1][0] == 2
    assert len(shares) == 3
