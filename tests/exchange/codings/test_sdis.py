"""SDIS for GSEQ, read by a parser of its own made from what is known of the grammar. GSEQ itself was not asked."""

import csv
import io
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings

from annotator.exchange.codings.foreign import ForeignCodings, ForeignEvent, Observation
from annotator.exchange.codings.writers import sdis as writer
from annotator.exchange.templates.scheme import Scheme, SchemeCode
from tests.exchange.codings.reading import EXAMPLES
from tests.exchange.codings.strategies import codings

NAME = r"[A-Za-z][A-Za-z0-9_]{0,15}"
TIME = r"\d+\.\d{3}"


def written(made):
    files = {}
    for name, piece in writer.write(made, lambda _share: None):
        files[name] = files.get(name, "") + piece.decode()
    return files


def parsed(text):
    """Return the sets that are declared and the units: name, bounds, events of code, onset and offset in ms."""
    head, _, data = text.partition(";")
    kind, *declared = re.findall(rf"\([^()]*\)|{NAME}", head)
    assert kind == "Timed"
    assert re.sub(rf"\({NAME}(?: {NAME})+\)|{NAME}| ", "", head) == ""
    sets = [tuple(re.findall(NAME, one)) for one in declared]
    units = []
    assert data.endswith("/\n")
    for unit in data.removesuffix("/\n").split("/"):
        name, first, *events, last = unit.split()
        units.append((re.fullmatch(rf"<({NAME})>", name)[1], bound(first), bound(last), list(map(event_of, events))))
    return sets, units


def bound(text):
    return ms(re.fullmatch(rf",({TIME})", text)[1])


def event_of(text):
    code, onset, offset = re.fullmatch(rf"({NAME}),({TIME})(?:-({TIME}))?", text).groups()
    return code, ms(onset), ms(offset or onset)


def ms(text):
    return int(Decimal(text) * 1000)


def meaning(text):
    return {row["sdis"]: tuple(row.values())[1:] for row in csv.DictReader(io.StringIO(text))}


SCHEME = Scheme(
    "x",
    "",
    [
        SchemeCode("at mother", "state", "Gaze", channel="gaze", actor="infant"),
        SchemeCode("at toy", "state", "Gaze", channel="gaze", actor="infant"),
        SchemeCode("at toy", "state", "Gaze", channel="gaze", actor="mother"),
        SchemeCode("Nähe, sehr weit weg", "state", "x"),
        SchemeCode("Nähe, sehr weit weg!", "point", "x"),
        SchemeCode("1st", "point", "x"),
        SchemeCode("漢", "point", "x"),
    ],
)


def test_names_sets_bounds_and_events_are_written_a_file_a_coder():
    events = (
        ForeignEvent("at toy", 2500, None, "state", "infant"),
        ForeignEvent("at mother", -20, 2500, "state", "infant"),
        ForeignEvent("1st", 3000, 3000, "point"),
        ForeignEvent("漢", 3100, 3100, "point"),
        ForeignEvent("Nähe, sehr weit weg!", 3200, 3200, "point", "stranger"),
        ForeignEvent("at toy", None, 5, "state"),
        ForeignEvent("at toy", 900, 5, "state"),
    )
    said = [
        Observation("", events, "S-1", "KM", end_ms=9000),
        Observation("", (), "S-1", "JT", end_ms=9000),
        Observation("", events[:1], "S_1", "KM", start_ms=2000),
    ]
    files = written(ForeignCodings("", said, SCHEME))
    assert list(files) == ["KM.sds", "JT.sds", "codes.csv", "sessions.csv"]
    assert files["KM.sds"] == (
        "Timed (inf_at_mother inf_at_toy) mot_at_toy N_he_sehr_weit_w N_he_sehr_weit_2 c_1st c;\n"
        "<S_1>\n,0.000\ninf_at_mother,0.000-2.500\ninf_at_toy,2.500-9.000\nc_1st,3.000\nc,3.100\n"
        "str_N_he_sehr_we,3.200\n,9.000/\n"
        "<S_1_2>\n,2.000\n,2.500/\n".replace(",2.000\n,2.500", ",2.000\ninf_at_toy,2.500\n,2.500")
    )
    assert files["JT.sds"].endswith("c;\n<S_1>\n,0.000\n,9.000/\n")
    assert meaning(files["codes.csv"])["c_1st"] == ("", "1st")
    assert meaning(files["sessions.csv"]) == {"S_1": ("S-1",), "S_1_2": ("S_1",)}


def test_sessions_are_written_as_they_come_and_the_writing_can_be_stopped():
    def endless():
        while True:
            yield Observation("", (), "S1", "KM")

    files = writer.write(ForeignCodings("", endless(), SCHEME), lambda _share: None)
    assert [next(files)[0] for _ in range(3)] == ["KM.sds"] * 3

    def stop(_share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        next(writer.write(ForeignCodings("", endless(), SCHEME), stop))


@given(codings(running=True, overlapping=True, earliest_ms=-2000, most=3))
@settings(max_examples=EXAMPLES, deadline=None)
def test_a_parser_of_the_grammar_finds_the_same_events(made):
    files = written(made)
    named, sessions = meaning(files["codes.csv"]), meaning(files["sessions.csv"])
    assert len({name.lower() for name in named}) == len(named)
    found = {}
    for coder in {one.coder for one in made.observations}:
        sets, units = parsed(files[f"{coder}.sds"])
        assert {code for one in sets for code in one} <= set(named)
        for name, first, last, events in units:
            found[sessions[name][0], coder] = first, last, sorted((*plain(named[code]), *at) for code, *at in events)
    due = {}
    for one in made.observations:
        last = max([0, one.end_ms, *(event.end_ms or event.start_ms for event in one.events)])
        events = [
            (
                *plain((event.who, event.code)),
                max(0, event.start_ms),
                max(0, last if event.end_ms is None else event.end_ms),
            )
            for event in one.events
        ]
        due[one.session, one.coder] = max(0, one.start_ms), last, sorted(events)
    assert found == due


def plain(named):
    """Return who and code without the apostrophe that keeps a spreadsheet from taking a text for a formula."""
    return tuple(one[1:] if one.startswith(("'=", "'+", "'-", "'@")) else one for one in named)
