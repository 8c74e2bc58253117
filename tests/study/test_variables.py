"""Variables and notes of sessions, their boundaries, and what a lab calls its cameras: set, refused, taken back."""

import pytest

from annotator.errors import FormatError, StudyError
from annotator.exchange.session_tables import sessions_table
from annotator.exchange.variables_csv import read_variables
from annotator.model.commands import mark_episode
from annotator.model.items import EpisodeMark
from annotator.study import open_study
from annotator.study.boundaries import lock_boundaries, marks_of
from annotator.study.replacing import name_camera, take_back
from annotator.study.variables import names_of, remove_variable, set_notes, set_variables
from tests.study.putting_right import code, make_study, state
from tests.trail import read_steps


@pytest.fixture
def study(tmp_path):
    return make_study(tmp_path / "one")


def known(study, session):
    return open_study(study.folder).session(session).variables


def test_variables_are_set_for_many_sessions_at_once_and_taken_back(study):
    told = []
    before = set_variables(study, {"S1": {"age": " 12,5 ", "site": "Köln"}, "S2": {"age": "13"}}, progress=told.append)
    assert told == [0.5, 1.0]
    assert known(study, "S1") == {"age": "12,5", "site": "Köln"}, "of no type, it is the text that it is"
    assert before == {"S1": {"age": "", "site": ""}, "S2": {"age": ""}}
    with pytest.raises(StudyError, match="S1, age: “twelve” is no number"):
        set_variables(study, {"S1": {"age": "twelve"}}, {"age": "number"})
    again = set_variables(study, {"S1": {"age": "12,5"}}, {"age": "number"})
    assert known(study, "S1")["age"] == "12.5"
    assert open_study(study.folder).variable_types == {"age": "number"}
    set_variables(study, again, {"age": "text"})
    set_variables(study, before)
    assert [known(study, one) for one in study.session_ids()] == [{}, {}, {}]
    first = read_steps(study.folder)[0]
    assert (first["what"], first["old"]["S1"], first["new"]["S2"]) == (
        "set variables",
        {"age": "", "site": ""},
        {"age": "13"},
    )


@pytest.mark.parametrize(
    ("name", "value", "kind", "why"),
    [
        ("age", "1e5", "number", "no number"),
        ("age", "1.5", "whole", "no whole number"),
        ("born", "03.04.2025", "date", "no date"),
        ("born", "2025-02-30", "date", "no date"),
        ("site", "a\nb", "text", "no value"),
        ("site", "x" * 1001, "text", "no value"),
        ("a b", "x", "text", "cannot be the name"),
        ("1st", "x", "text", "cannot be the name"),
    ],
)
def test_a_value_that_is_not_what_its_variable_holds_is_refused(study, name, value, kind, why):
    before = state(study.folder)
    with pytest.raises(StudyError, match=why):
        set_variables(study, {"S1": {name: value}, "S2": {"other": "1"}}, {name: kind})
    with pytest.raises(StudyError, match="no session S7"):
        set_variables(study, {"S2": {"other": "1"}, "S7": {"other": "1"}})
    assert state(study.folder) == before


def test_values_that_are_there_must_be_of_a_new_type_too(study):
    set_variables(study, {"S1": {"born": "spring"}})
    with pytest.raises(StudyError, match="S1, born: “spring” is no date"):
        set_variables(study, {"S2": {"born": "2025-01-02"}}, {"born": "date"})
    set_variables(study, {"S1": {"born": "2025-01-01"}, "S2": {"born": "2025-01-02"}}, {"born": "date"})
    table = sessions_table(study.sessions(), [], ())
    assert table["variable_born"].tolist() == ["2025-01-01", "2025-01-02", ""]


def test_notes_are_kept_beside_the_rest_of_the_session(study):
    path = study.folder / "sessions/S1/session.toml"
    path.write_text("# the lab's own\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert set_notes(study, "S1", "came late\n“nap” at home") == ""
    set_variables(study, {"S1": {"age": "12"}})
    session = open_study(study.folder).session("S1")
    assert (session.notes, session.variables) == ("came late\n“nap” at home", {"age": "12"})
    assert path.read_text(encoding="utf-8").startswith("# the lab's own\n")
    assert set_notes(study, "S1", "") == session.notes
    assert open_study(study.folder).session("S1").notes == ""
    with pytest.raises(StudyError, match="too long"):
        set_notes(study, "S1", "x" * 100_001)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"session,age,site\nS1,12,K\xc3\xb6ln\nS2,13,\n", ""),
        (b"\xef\xbb\xbfage;ID;site\r\n12;S1;K\xc3\xb6ln\r\n\r\n13;S2;\r\n", ""),
        ("code\tage\tsite\nS1\t12\tKöln\nS2\t13\t\n".encode("utf-16"), ""),
        (b'session,age,site\n"S1","12","K\xf6ln"\nS2,13,\n', "cp1252"),
    ],
)
def test_a_table_of_variables_is_read_as_labs_save_it(data, encoding):
    assert read_variables(data, "t.csv", encoding) == {
        "S1": {"age": "12", "site": "Köln"},
        "S2": {"age": "13", "site": ""},
    }


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"session,site\nS1,K\xf6ln\n", r"line 2: this is no text in utf-8.*cp1252"),
        (b"session,age\nS1,1\nS2,2\nS1,3\n", "line 4: session S1 is in line 2 already"),
        (b"session,age,Age\nS1,1,2\n", "two columns “age”"),
        (b"session,,age\nS1,1,2\n", "a column has no name"),
        (b"session,age\nS1,1,2\n", "line 2: there are more cells than columns"),
        (b"session,age\n,1\n", "line 2: there is no id"),
        (b'session,age\nS1,"1\n', "line 2|unexpected end"),
        (b"session,age\n", "no row below"),
        (b"", "no row below"),
    ],
)
def test_a_table_that_says_two_things_or_nothing_is_refused_with_its_line(data, why):
    with pytest.raises(FormatError, match=why):
        read_variables(data, "t.csv")


def test_boundaries_are_locked_for_all_and_unlocked(study):
    code(study, "S1", "JT")
    with study.open_coding("S1", "KM") as opened:
        for episode, at_ms in (("1", 0), ("2", 60_000)):
            opened.history.do(mark_episode(opened.coding, study.codebook, episode, at_ms))
    with pytest.raises(StudyError, match="JT has marked no episode of S1"):
        marks_of(study, "S1", "JT")
    assert lock_boundaries(study, "S1", marks_of(study, "S1", "KM")) == ()
    session = open_study(study.folder).session("S1")
    assert [(one.episode, one.start_ms) for one in session.episodes] == [("1", 0), ("2", 60_000)]
    assert len(study.episodes_of(session, study.read_coding("S1", "JT"))) == 2
    for marks, why in (
        ([EpisodeMark(id="a", episode="99", start_ms=0)], "no episode 99"),
        ([EpisodeMark(id=one, episode="1", start_ms=0) for one in "ab"], "Episode 1 has two starts"),
        ([EpisodeMark(id="a", episode="1", start_ms=600_001)], "lies after the end of the recording"),
    ):
        with pytest.raises(StudyError, match=why):
            lock_boundaries(study, "S1", marks)
    before = lock_boundaries(study, "S1", ())
    assert open_study(study.folder).session("S1").episodes == ()
    lock_boundaries(study, "S1", before)
    assert open_study(study.folder).session("S1").episodes == session.episodes
    whats = [step["what"].split()[0] for step in read_steps(study.folder)]
    assert whats == ["lock", "unlock", "lock"]


def test_a_camera_gets_a_name_that_can_be_taken_back(study):
    step = name_camera(study, "S1", 0, " door ")
    assert open_study(study.folder).session("S1").cameras[0].name == "door"
    for name in ("2", "x" * 61, "a\nb"):
        with pytest.raises(StudyError, match="cannot be the name of a camera"):
            name_camera(study, "S1", 0, name)
    with pytest.raises(StudyError, match="no camera 2"):
        name_camera(study, "S1", 1, "window")
    take_back(study, step)
    assert open_study(study.folder).session("S1").cameras[0].name == ""
    assert "name" not in (study.folder / "sessions/S1/session.toml").read_text(encoding="utf-8")


def test_yes_no_and_choices_are_typed_too_and_a_variable_is_taken_away_with_its_type(study):
    set_variables(
        study, {"S1": {"late": "Y", "site": "köln"}}, {"late": "yes/no", "site": ("Bern", "Köln"), "sex": "text"}
    )
    assert known(study, "S1") == {"late": "yes", "site": "Köln"}
    found = open_study(study.folder)
    assert found.variable_types == {"late": "yes/no", "site": ("Bern", "Köln"), "sex": "text"}
    assert names_of(found, found.sessions()) == ("late", "site", "sex")
    for wrong in ({"late": "perhaps"}, {"site": "Ulm"}):
        with pytest.raises(StudyError):
            set_variables(study, {"S2": wrong})
    for kind in (("one",), ("a", "A"), ("a", " b")):
        with pytest.raises(StudyError, match="no choices"):
            set_variables(study, {}, {"site": kind})
    before = remove_variable(study, "site")
    assert before == {"S1": {"site": "Köln"}}
    assert (known(study, "S1"), set(open_study(study.folder).variable_types)) == ({"late": "yes"}, {"late", "sex"})
    set_variables(study, before, {"site": ("Bern", "Köln")})
    assert known(study, "S1")["site"] == "Köln"
    with pytest.raises(StudyError, match="no variable age"):
        remove_variable(study, "age")


def test_who_locked_the_boundaries_stands_in_the_session_until_they_are_unlocked(study, monkeypatch):
    monkeypatch.setenv("LOGNAME", "MA")
    before = (study.folder / "sessions/S1/session.toml").read_text()
    lock_boundaries(study, "S1", [EpisodeMark(id="a", episode="1", start_ms=1000)])
    locked = open_study(study.folder).session("S1").locked
    assert locked is not None
    assert (locked.who, locked.at.utcoffset().total_seconds()) == ("MA", 0)
    lock_boundaries(study, "S1", ())
    assert open_study(study.folder).session("S1").locked is None
    assert (study.folder / "sessions/S1/session.toml").read_text().split() == before.split()
