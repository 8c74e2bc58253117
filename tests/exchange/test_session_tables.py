"""sessions.csv has a row for every coding, excluded.csv says what the others leave out; blank is not zero."""

from pathlib import Path

import pandas as pd
import pytest

from annotator.errors import StudyError
from annotator.exchange.session_tables import sessions_table
from annotator.exchange.study_export import export_study
from annotator.exchange.wanted import Wanted
from annotator.model.codebook.file import shipped_codebooks
from annotator.model.history import Change, Edit
from annotator.model.items import END_OF_LAST_EPISODE, EpisodeMark, Event, Item, LookedFor, Submission
from annotator.study import Session, Study, create_study
from annotator.study.session import write_session

MARKS = (
    EpisodeMark(id="m4", episode="4", start_ms=1000),
    EpisodeMark(id="m5", episode="5", start_ms=3000),
    EpisodeMark(id="end", episode=END_OF_LAST_EPISODE, start_ms=4000),
)
"""Half-open episodes: "4" over [1000, 3000) ms, "5" over [3000, 4000) ms."""


@pytest.fixture
def study(tmp_path: Path, recording: Path) -> Study:
    made = create_study(tmp_path / "study", "A study", shipped_codebooks()["strange_situation"])
    for session in ("S001", "S002", "S003"):
        made.add_session(session, [(recording, 0)])
    for coder in ("KM", "JT"):
        made.add_coder(coder)
    return made


def code(study: Study, session: str, coder: str, *items: Item) -> None:
    with study.open_coding(session, coder) as opened:
        opened.history.do(Edit(label="code", changes=tuple(Change(None, item) for item in items)))


def tables(study: Study, **wanted: object) -> dict[str, pd.DataFrame]:
    out = study.folder.parent / f"tables{len(list(study.folder.parent.iterdir()))}"
    files = export_study(study, out, Wanted(**wanted))
    return {file.stem: pd.read_csv(file, dtype=str, keep_default_na=False) for file in files if file.suffix == ".csv"}


def test_a_coding_without_events_and_a_session_without_codings_have_their_rows(study):
    code(study, "S001", "KM", Event(id="a", code="crying", start_ms=0, end_ms=500), *MARKS, Submission())
    code(study, "S001", "JT", *MARKS)
    found = tables(study)
    sessions = found["sessions"].set_index(["session", "coder"])
    assert list(sessions.index) == [("S001", "JT"), ("S001", "KM"), ("S002", ""), ("S003", "")]
    assert sessions["n_events"].tolist() == ["0", "1", "", ""]
    assert sessions["submitted"].tolist() == ["0", "1", "", ""]
    assert sessions["coded_s"].tolist() == ["3.000", "3.000", "", ""]
    assert set(sessions["frames_per_s"]) == {"29.970"}
    assert found["summary_wide"].set_index("coder").loc["JT", "crying_4_total_s"] == "0.000"
    reasons = found["excluded"].set_index(["session", "left_out"])["reason"]
    assert reasons.loc[("S002", "session")] == "nobody has coded it"


def test_what_was_not_looked_for_and_what_was_not_held_is_blank_and_said(study):
    code(study, "S001", "KM", *MARKS, LookedFor(id="l", codes=("crying",), start_ms=500, end_ms=2500))
    found = tables(study)
    wide = found["summary_wide"].iloc[0]
    assert (wide["crying_4_total_s"], wide["reach_4_onsets"], wide["crying_6_total_s"]) == ("0.000", "", "")
    assert wide["crying_5_total_s"] == "", "it was looked for up to 2500 ms only"
    excluded = found["excluded"]
    held = excluded[excluded["left_out"] == "episode"].set_index("which")["reason"]
    assert held["6"] == "not held, or not marked"
    assert "4" not in held
    missed = excluded[excluded["left_out"] == "code"].set_index("which")["reason"]
    assert missed["reach"] == "not looked for in episode 4, 5"
    assert missed["crying"] == "not looked for in episode 5"
    assert found["sessions"]["looked_for_any_s"].tolist()[0] == "2.000"


def test_an_episode_that_was_held_twice_is_in_the_long_table_only(study):
    again = EpisodeMark(id="m4b", episode="4", start_ms=3500)
    code(study, "S001", "KM", *MARKS, again, Event(id="a", code="crying", start_ms=1000, end_ms=2000))
    found = tables(study)
    rows = found["summary"].query("code == 'crying' and episode == '4'")
    assert rows["total_s"].tolist() == ["1.000", "0.000"]
    assert found["summary_wide"]["crying_4_total_s"].tolist() == [""]
    reasons = found["excluded"].set_index("which")["reason"]
    assert reasons["4"] == "held more than once: not in summary_wide"


def test_what_cannot_be_read_or_was_not_chosen_is_in_the_list_with_the_reason(study):
    code(study, "S001", "KM", *MARKS, Event(id="a", code="nobody_knows", start_ms=0, end_ms=100))
    code(study, "S002", "JT", *MARKS)
    (study.folder / "sessions/S002/KM.jsonl").write_text("{]\n{]\n")
    (study.folder / "sessions/S003/session.toml").write_text("camera = 3")
    excluded = tables(study, sessions=("S001", "S002"), coders=("KM",))["excluded"]
    rows = {tuple(row[:4]): row[4] for row in excluded.to_numpy() if row[2] not in ("episode", "code")}
    assert rows == {
        ("S001", "KM", "events", "nobody_knows"): "1 of a code that the codebook does not have: in no summary",
        ("S002", "KM", "coding", ""): "it cannot be read",
        ("S002", "JT", "coding", ""): "it was not chosen for this export",
        ("S003", "", "session", ""): "it was not chosen for this export",
    }
    again = tables(study)["excluded"]
    assert ("S003", "it cannot be read") in set(zip(again["session"], again["reason"], strict=True))


def test_a_session_whose_file_is_gone_is_said_to_be_unreadable_and_not_to_be_uncoded(study):
    code(study, "S001", "KM", *MARKS)
    (study.folder / "sessions/S001/session.toml").unlink()
    excluded = tables(study)["excluded"]
    found = excluded[excluded["session"] == "S001"]
    assert found[["coder", "left_out", "reason"]].to_numpy().tolist() == [["", "session", "it cannot be read"]]


def test_only_what_was_chosen_is_in_the_tables(study):
    for session in ("S001", "S002"):
        for coder in ("KM", "JT", "consensus"):
            code(study, session, coder, *MARKS, Event(id=f"{session}{coder}", code="crying", start_ms=0, end_ms=500))
    found = tables(study, coders=("consensus",))
    for name in ("events", "summary", "ratings_wide", "summary_wide", "episodes"):
        assert set(found[name]["coder"]) == {"consensus"}, name
    without = tables(study, coders=("KM",))["sessions"]
    assert without[["coder", "has_consensus", "n_settled"]].to_numpy().tolist()[::2] == [["KM", "1", ""], ["", "0", ""]]
    assert set(tables(study, sessions=("S002",))["events"]["session"]) == {"S002"}
    with pytest.raises(StudyError, match="The study has no coder nobody"):
        tables(study, coders=("nobody",))
    with pytest.raises(StudyError, match="The study has no session S9"):
        tables(study, sessions=("S9",))


def test_variables_of_sessions_are_columns_and_numbers_where_all_are(study, recording):
    session = study.session("S001")
    for name, variables in (("S001", {"age": "12.5", "sex": "f"}), ("S002", {"age": "", "Sex": "m"})):
        write_session(study.folder / "sessions" / name, Session(id=name, cameras=session.cameras, variables=variables))
    found = tables(study)
    assert found["sessions"]["variable_age"].tolist() == ["12.5", "", ""]
    assert found["sessions"]["variable_Sex_2"].tolist() == ["", "m", ""], "SPSS knows no small and large letters"
    dictionary = found["data_dictionary"].set_index(["file", "name"])
    assert dictionary.loc[("sessions.csv", "variable_age"), "type"] == "number"
    assert dictionary.loc[("sessions.csv", "variable_sex"), "type"] == "string"


def test_a_study_without_sessions_has_the_heads_of_both_tables(tmp_path):
    study = create_study(tmp_path / "study", "A study", shipped_codebooks()["still_face"])
    found = tables(study)
    assert list(found["excluded"].columns) == ["session", "coder", "left_out", "which", "reason"]
    assert len(found["sessions"]) == len(found["summary_wide"]) == 0
    assert list(sessions_table([], [], ()).columns) == list(found["sessions"].columns)
