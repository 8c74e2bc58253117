"""Codings of JWatcher: keys and times, and what the files beside them say of the keys."""

import pytest

from annotator.errors import FormatError
from annotator.exchange.codings import READ, read_codings
from annotator.exchange.front_door import open_foreign

DAT = """FirstLineOfData=17
#-----------------------------------------------------------
# Name: visit.1.dat
# Format: Focal Data File 1.0
#-----------------------------------------------------------

FocalMasterFile=D:/Lab/Anna Example/Our study.fmf

StartTime=1503488553173
StopTime=1503488573173

Answer.1=S01
Answer.2=
Answer.3=f


#BEGIN DATA
0, m
1500, t
1500, s
4000, m
6000, c
7000, m
9000, s
20000, EOF
"""
FMF = """# Format: Focal Master File 1.0
Behaviour.name.m=looks at mother
Behaviour.description.m=The eyes are on her.
Behaviour.name.t=looks at toy
Behaviour.description.t=
Behaviour.name.s=smiles
Behaviour.name.c=cries
DurationMilliseconds=20000
Question.1=session
Question.2=
Question.3=
"""
FAF = """# Format: Focal Analysis Master File 1.0
AllCodesMutuallyExclusive=false
Behavior.isEventAnalyzed.m=false
Behavior.switchesOff.m=m,t
Behavior.switchesOff.t=itself, m
Behavior.isEventAnalyzed.s=true
Behavior.switchesOff.s=
Behavior.isEventAnalyzed.c=false
Behavior.switchesOff.c=c m t
"""
RES = """FirstLineOfResults=78
# Format: Codes Down Results File 1.0
FocalDataFile=visit.1.dat
Behaviors:
\tm\tlooks at mother\tThe eyes are on her.
\tt\tlooks at toy\t
\ts\tsmiles\t
\tc\tcries\t
Modified behaviors:
\tNone specified.
States:
\tm switches off: itself, t.
\tt switches off: itself, m.
\tc switches off: itself, m, t.
Exclusions:
\tNone specified.
Behaviors analyzed as events:
\ts smiles
Event Analysis:
\tNothing reported.
"""


def read(tmp_path, dat=DAT, **beside):
    (tmp_path / "visit.1.dat").write_text(dat, encoding="utf-8")
    for name, text in beside.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return read_codings(open_foreign(tmp_path / "visit.1.dat"), READ["jwatcher"])


def said(found):
    (one,) = found.observations
    return [(event.code, event.start_ms, event.end_ms, event.kind) for event in one.events]


STATES = [
    ("looks at mother", 0, 1500, "state"),
    ("looks at toy", 1500, 4000, "state"),
    ("smiles", 1500, 1500, "point"),
    ("looks at mother", 4000, 6000, "state"),
    ("cries", 6000, None, "state"),
    ("looks at mother", 7000, None, "state"),
    ("smiles", 9000, 9000, "point"),
]


@pytest.mark.parametrize(
    "beside",
    [
        {"Our study.fmf": FMF, "Our study.faf": FAF},
        {"visit.1.fmf": FMF, "visit.1.faf": FAF},
        {"visit.1.cd.res": RES},
        {"visit.1.fmf": FMF, "visit.1.tr.res": RES.partition("Behaviors:")[2]},
    ],
    ids=["named by the file", "of the same name", "results", "results without names"],
)
def test_states_end_where_a_key_switches_them_off(tmp_path, beside):
    found = read(tmp_path, **beside)
    assert said(found) == STATES
    assert {code.name: (code.kind, code.key, code.channel) for code in found.scheme.codes} == {
        "looks at mother": ("state", "m", "looks at mother / looks at toy"),
        "looks at toy": ("state", "t", "looks at mother / looks at toy"),
        "smiles": ("point", "s", ""),
        "cries": ("state", "c", ""),
    }
    assert found.scheme.codes[0].definition == "The eyes are on her."
    assert (found.left_out, found.doubts) == ((), ())


def test_the_head_says_of_the_session(tmp_path):
    (one,) = read(tmp_path, **{"Our study.fmf": FMF}).observations
    assert (one.name, one.session, one.coder, one.start_ms, one.end_ms) == ("visit.1", "", "", 0, 20_000)
    assert one.variables == (
        ("StartTime", "1503488553173"), ("StopTime", "1503488573173"), ("session", "S01"), ("Answer.3", "f")
    )  # fmt: skip
    assert [event.row for event in one.events][:2] == ["line 18", "line 19"]


def test_without_an_analysis_no_key_has_a_kind_or_an_end(tmp_path):
    found = read(tmp_path, **{"Our study.fmf": FMF})
    assert said(found)[:2] == [("looks at mother", 0, None, ""), ("looks at toy", 1500, None, "")]
    assert "says which keys are states" in found.doubts[0]
    assert "looks at mother, looks at toy, smiles, cries" in found.scheme.doubts[0]


def test_without_any_file_beside_the_codes_are_keys(tmp_path):
    found = read(tmp_path)
    assert said(found)[0] == ("m", 0, None, "")
    assert found.scheme.codes == []
    assert "Lay Our study.fmf beside it" in found.doubts[0]
    assert "Anna" not in found.doubts[0]


def test_a_table_of_keys_names_them(tmp_path):
    found = read(tmp_path, **{"keys.csv": 'key,name,kind\nm,"looks, at her",state\ns,smiles,point\nt,,\n'})
    assert said(found)[:3] == [
        ("looks, at her", 0, None, "state"),
        ("t", 1500, None, ""),
        ("smiles", 1500, 1500, "point"),
    ]
    assert found.doubts == ("Keys that no file beside it names: c.",)


def test_every_key_ends_all_others_where_the_analysis_says_so(tmp_path):
    found = read(tmp_path, **{"visit.1.faf": "AllCodesMutuallyExclusive=true\n", "visit.1.fmf": FMF})
    assert [(event[1], event[2]) for event in said(found)] == [
        (0, 1500), (1500, 1500), (1500, 4000), (4000, 6000), (6000, 7000), (7000, 9000), (9000, None)
    ]  # fmt: skip
    assert len({code.channel for code in found.scheme.codes}) == 1


def test_rows_that_are_none_and_a_missing_end_are_told(tmp_path):
    dat = DAT.replace("1500, t\n", "1500\n99999999999, t\n1500, ,\n1600, m, g\n").replace("20000, EOF\n", "")
    found = read(tmp_path, dat)
    (one,) = found.observations
    assert found.left_out == ("Line 19 is no time and key.", "Line 20: its time is no time within a week.")
    assert [(event.code, event.answers) for event in one.events][1:3] == [(",", ()), ("m", (("modifier", "g"),))]
    assert one.end_ms is None
    assert "no row EOF" in found.doubts[-1]


def test_two_keys_of_one_name_stay_two_codes(tmp_path):
    found = read(tmp_path, **{"visit.1.fmf": FMF.replace("looks at toy", "looks at mother")})
    assert [code.name for code in found.scheme.codes][:2] == ["looks at mother (m)", "looks at mother (t)"]


def test_another_dat_file_is_refused_and_a_hostile_name_is_not_followed(tmp_path):
    with pytest.raises(FormatError, match=r"visit.1.dat is no coding of JWatcher"):
        read(tmp_path, "0, a\n5, EOF\n")
    with pytest.raises(FormatError, match="holds no events"):
        read(tmp_path, DAT[: DAT.index("0, m")])
    (tmp_path.parent / "secret.fmf").write_text("Behaviour.name.m=secret\n", encoding="utf-8")
    for name in ("../secret.fmf", "..", "", "a" * 5000 + ".fmf", "x\0.fmf", "..\\secret.fmf"):
        assert said(read(tmp_path, DAT.replace("D:/Lab/Anna Example/Our study.fmf", name)))[0][0] == "m"
