"""One broken file does not keep the rest of a study from being listed, exported or compared."""

from pathlib import Path

import pandas as pd
import pytest

from annotator.agreement.session_report import study_agreement
from annotator.errors import StudyError
from annotator.exchange.study_export import export_study
from annotator.model.commands import mark
from annotator.study import Study, open_study
from annotator.study.check import check_study


@pytest.fixture
def broken(study: Study, recording: Path) -> Study:
    """S001 is coded by KM and JT, JT's coding and the session S002 cannot be read, S003 is coded by both."""
    for session in ("S002", "S003"):
        study.add_session(session, [(recording, 0)])
    for session, coder in (("S001", "KM"), ("S001", "JT"), ("S003", "KM"), ("S003", "JT")):
        with study.open_coding(session, coder) as opened:
            opened.history.do(mark(opened.coding, study.codebook, "crying", 500))
    (study.folder / "sessions/S001/JT.jsonl").write_text("{]\n{]\n")
    (study.folder / "sessions/S002/session.toml").write_text("[[camera]]\nfile = 3\n")
    return open_study(study.folder)


def test_a_study_opens_and_lists_what_can_be_read(broken: Study) -> None:
    assert [session.id for session in broken.sessions()] == ["S001", "S003"]
    assert [(session.id, coding.coder) for session, coding in broken.codings()] == [
        ("S001", "KM"),
        ("S003", "JT"),
        ("S003", "KM"),
    ]


def test_what_cannot_be_read_is_named_with_its_reason(broken: Study) -> None:
    found = broken.unreadable()
    assert [one.name for one in found] == ["S001 by JT", "S002"]
    assert "S001/JT.jsonl, line 1" in str(found[0].problem)
    assert "S002/session.toml, line 2" in str(found[1].problem)


def test_tables_go_on_without_it_and_say_so(broken: Study) -> None:
    events = broken.events()
    assert list(events["session"] + events["coder"]) == ["S001KM", "S003JT", "S003KM"]
    assert [line.split(":")[0] for line in events.attrs["left_out"]] == ["S001 by JT", "S002"]


def test_the_export_names_it(broken: Study, tmp_path: Path) -> None:
    export_study(broken, tmp_path / "tables")
    settings = pd.read_csv(tmp_path / "tables" / "settings.csv", index_col="setting")
    assert settings.loc["left_out_unreadable", "value"] == "S001 by JT; S002"


def test_agreement_goes_on_without_it(broken: Study) -> None:
    assert [report.session for report in study_agreement(broken, None, None).sessions] == ["S003"]


def test_agreement_of_a_coder_whom_the_study_does_not_have_says_whom_it_has(broken: Study) -> None:
    with pytest.raises(StudyError, match="no coder XX") as refused:
        study_agreement(broken, ("KM", "XX"), None)
    assert refused.value.hint == "Its coders are: KM, JT."


def test_the_check_of_a_study_tells_all_of_it(broken: Study) -> None:
    said = " ".join(problem.what for problem in check_study(broken))
    assert "S002/session.toml, line 2" in said
    assert "S001/JT.jsonl" in said


def test_a_session_whose_file_is_gone_is_told_as_long_as_codings_lie_there(broken: Study) -> None:
    (broken.folder / "sessions/S003/session.toml").unlink()
    assert [str(one.problem) for one in broken.unreadable() if one.session == "S003"] == [
        "S003/session.toml is missing. Restore it from a backup."
    ]
