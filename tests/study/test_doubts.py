"""What a coding says that cannot be is told by check, export and reliability; what nobody can read is left out."""

from dataclasses import replace
from pathlib import Path

import pytest
import tomlkit
from msgspec import structs

from annotator.agreement.pair.read import read_pair
from annotator.agreement.pair.report import report_pair
from annotator.cli.main import main
from annotator.errors import CodebookError, StudyError
from annotator.exchange.study_export import export_study
from annotator.model.codebook.draft import draft_of
from annotator.model.codebook.file import codebook_text, parse_codebook
from annotator.model.codebook.renames import retire_code, split_code
from annotator.model.history import Change, Edit
from annotator.model.items import Classification, EpisodeMark, Event, IntervalRecord, LookedFor, Rating, Segment
from annotator.study import Camera, Session, Study, create_study, open_study
from annotator.study.check import check_study
from annotator.study.codebook_change import apply_change
from annotator.study.files import read_toml
from annotator.study.journal import Header, edit_line, header_line
from annotator.study.open_coding import utc_now
from annotator.study.session import write_session
from annotator.study.settings import StudyFile

CODES = ("crying", "fussing", "reach", "smile", "proximity_seeking", "out_of_view_infant")
"""What is impossible here has to do with none of the other 32, and each of them takes its time in each table."""
CAMERA = Camera(file="none.mp4", size=1, fingerprint="1-x", duration_ms=60_000, frame_count=1500)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = create_study(tmp_path / "study", "Reunions", _with_few_codes(codebook_text("strange_situation")))
    for session_id in ("S001", "S002"):
        (made.folder / "sessions" / session_id).mkdir()
        write_session(made.folder / "sessions" / session_id, Session(id=session_id, cameras=(CAMERA,)))
        for coder in ("KM", "JT"):
            write(made, coder, event(id="e", start_ms=0, end_ms=5000), session_id=session_id)
    return made


def _with_few_codes(text: str) -> str:
    book = tomlkit.parse(text)
    del book["pass"]
    for scale in book["scale"]:
        del scale["evidence"]
        scale.pop("evidence_limits", None)
    few = [code for code in book["code"] if code["id"] in CODES]
    book["code"] = tomlkit.aot()
    book["code"].extend(few)
    return tomlkit.dumps(book)


def event(**said) -> Event:
    return Event(**{"id": "x", "code": "crying", "start_ms": 10_000, "end_ms": 12_000, **said})


def write(study: Study, coder: str, *items, session_id: str = "S001") -> None:
    """Write a journal as another program, or a slip of ours, could."""
    header = header_line(Header(session=session_id, coder=coder, codebook=study.codebook_hash))
    edit = Edit(label="import", changes=tuple(Change(None, item) for item in items))
    path = study.folder / f"sessions/{session_id}/{coder}.jsonl"
    path.write_bytes(header + edit_line(edit, 1, utc_now(), header))


IMPOSSIBLE = {
    "ends before it begins": [event(end_ms=9000)],
    "interval ends before it begins": [IntervalRecord(id="i", episode="1", start_ms=9, end_ms=3)],
    "pass ends before it begins": [LookedFor(id="l", codes=("crying",), start_ms=5000, end_ms=10)],
    "pass beyond": [LookedFor(id="l", codes=("crying",), start_ms=0, end_ms=60_001)],
    "pass of unknown codes": [LookedFor(id="l", codes=("nobody_knows",), start_ms=0, end_ms=10)],
    "negative": [event(start_ms=-5)],
    "segment beyond": [Segment(id="s", start_ms=1, end_ms=60_001)],
    "beyond": [event(start_ms=70_000, end_ms=None)],
    "episode beyond": [EpisodeMark(id="m", episode="1", start_ms=60_001)],
    "overlap": [event(id="a", end_ms=30_000), event(id="b", code="fussing", start_ms=20_000, end_ms=21_000)],
    "overlap of a long one": [
        event(id="a", end_ms=30_000),
        event(id="b", start_ms=11_000),
        event(id="c", start_ms=29_000, end_ms=30_000),
    ],
    "running": [event(id="a", end_ms=None), event(id="b", code="fussing", start_ms=20_000, end_ms=21_000)],
    "point that lasts": [event(code="reach")],
    "unknown code": [event(code="Crying")],
    "unknown answer": [event(code="reach", end_ms=10_000, modifiers={"target": "postman"})],
    "unknown modifier": [event(modifiers={"loudness": "loud"})],
    "unknown episode": [EpisodeMark(id="m", episode="99", start_ms=0)],
    "unknown scale": [Rating(id="r", scale="warmth", episode="5", target="caregiver", value=3)],
    "unknown cell": [Rating(id="r", scale="avoidance", episode="1", target="caregiver", value=3)],
    "outside its scale": [Rating(id="r", scale="avoidance", episode="5", target="caregiver", value=1e308)],
    "between its points": [Rating(id="r", scale="avoidance", episode="5", target="caregiver", value=-3.7)],
    "two ratings": [Rating(id=i, scale="avoidance", episode="5", target="caregiver", value=3) for i in "rs"],
    "unknown class": [Classification(id="c", primary="X")],
    "two classes": [
        Classification(id="c", primary="B", subgroup="B3"),
        Classification(id="d", primary="A", subgroup="A1"),
    ],
}


def test_of_what_can_be_nothing_is_told(study, tmp_path, capsys) -> None:
    assert main(["export", str(study.folder), "--out", str(tmp_path / "tables")]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("impossible", IMPOSSIBLE)
def test_what_cannot_be_is_told_by_check_and_by_export_and_reliability(study, tmp_path, capsys, impossible) -> None:
    write(study, "KM", *IMPOSSIBLE[impossible])

    told = [problem.what for problem in check_study(study) if "KM.jsonl" in problem.what]
    assert told

    assert main(["export", str(study.folder), "--out", str(tmp_path / "tables")]) == 0
    warned = capsys.readouterr().err
    assert all(one in warned for one in told)
    assert main(["reliability", str(study.folder), "--coders", "KM", "JT", "--session", "S002"]) == 0
    assert all(one in capsys.readouterr().err for one in told)


def _far(study: Study) -> None:
    write(study, "KM", event(start_ms=10**30, end_ms=None))


def _null(study: Study) -> None:
    header = header_line(Header(session="S001", coder="KM", codebook=""))
    edit = Edit(label="nothing", changes=(Change(None, None),))
    first = edit_line(edit, 1, utc_now(), header)
    path = study.folder / "sessions/S001/KM.jsonl"
    path.write_bytes(header + first + edit_line(edit, 2, utc_now(), first))


def _deep(study: Study) -> None:
    (study.folder / "sessions/S001/KM.jsonl").write_bytes(b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}\n{}\n")


def _marks(study: Study) -> None:
    write(study, "KM", *(EpisodeMark(id=f"m{n}", episode="1", start_ms=n) for n in range(20_000)))


def _text(name: str, text: str):
    return lambda study: (study.folder / name).write_text(text, encoding="utf-8")


BROKEN = {
    "10^30 ms": _far,
    "null to null": _null,
    "deep JSON": _deep,
    "20,000 marks": _marks,
    "deep TOML": _text("sessions/S001/session.toml", "a = " + "[" * 5000 + "]" * 5000),
    "5,000 digits": _text("sessions/S001/session.toml", "a = " + "9" * 5000),
    "a long name": _text("sessions/S001/session.toml", ".".join(["a"] * 50_000) + " = 1"),
    "an array where a table is": _text("sessions/S001/session.toml", "camera = [1]"),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_one_broken_file_never_stops_the_others(study: Study, tmp_path: Path, capsys, broken: str) -> None:
    BROKEN[broken](study)
    study = open_study(study.folder)
    assert next(one.name for one in study.unreadable()).startswith("S001")
    assert "S002" in set(study.events()["session"])
    assert main(["check", str(study.folder)]) == 1
    assert "S001/" in capsys.readouterr().out
    assert main(["export", str(study.folder), "--out", str(tmp_path / "tables")]) == 0
    assert "left out: S001" in capsys.readouterr().err
    assert main(["reliability", str(study.folder), "--coders", "KM", "JT"]) == 0
    assert "left out: S001" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 5000 + "]" * 5000,
        "a = " + "9" * 5000,
        ".".join(["a"] * 50_000) + " = 1",
        "[" + ".".join(["a"] * 50_000) + "]",
    ],
    ids=["deep", "digits", "name", "table"],
)
def test_toml_without_end_is_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "study.toml").write_text(text)
    with pytest.raises(StudyError, match=r"study\.toml: (Lists or tables|A name)"):
        read_toml(tmp_path / "study.toml", StudyFile)
    with pytest.raises(CodebookError, match=r"codebook\.toml, line \d+: (Lists or tables|A name)"):
        parse_codebook(text, "codebook.toml")
    assert main(["check", str(tmp_path)]) == 1
    (tmp_path / "study.toml").rename(tmp_path / "codebook.toml")
    assert main(["check", str(tmp_path / "codebook.toml")]) == 1
    assert main(["codebook", "check", str(tmp_path / "codebook.toml")]) == 1


def test_an_export_of_many_events_in_many_episodes_goes_on(study: Study, tmp_path: Path) -> None:
    marks = [EpisodeMark(id=f"m{n}", episode=str(n % 8 + 1), start_ms=50 * n) for n in range(900)]
    write(study, "KM", *marks, *(event(id=f"e{n}", start_ms=n, end_ms=n, code="reach") for n in range(2000)))
    assert export_study(study, tmp_path / "tables")


IMPOSSIBLE_TO_COMPARE = {
    **IMPOSSIBLE,
    "only backwards": [event(start_ms=500, end_ms=100)],
    "running and unknown": [event(code="nobody_knows", end_ms=None)],
    "days away": [event(id="a", start_ms=-(10**10), end_ms=10**10), event(id="b", code="fussing", start_ms=0)],
    "episodes without length": [EpisodeMark(id=f"m{n}", episode=str(n), start_ms=9000) for n in range(1, 9)],
}


@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("impossible", IMPOSSIBLE_TO_COMPARE)
def test_whatever_is_impossible_can_be_compared_and_is_told(study: Study, impossible: str, both: bool) -> None:
    for coder in ("KM", "JT") if both else ("KM",):
        write(study, coder, *IMPOSSIBLE_TO_COMPARE[impossible])
    data = read_pair(study, "KM", "JT")
    assert bool(data.doubts) == (impossible != "episodes without length")
    report_pair(data, None)
    fine_units = structs.replace(data.tolerances, unit_ms=1)
    report_pair(replace(data, tolerances=fine_units), None)


def test_dead_evidence_and_evidence_of_another_episode_are_told(study: Study) -> None:
    marks = [EpisodeMark(id=f"m{n}", episode=str(n), start_ms=n * 10_000) for n in range(1, 5)]
    rating = Rating(id="r", scale="avoidance", episode="2", target="caregiver", value=3, evidence=("a", "gone"))
    write(study, "KM", *marks, event(id="a", start_ms=11_000), rating)
    said = [str(problem) for problem in check_study(open_study(study.folder)) if "evidence of" in str(problem)]
    assert said == [
        "S001/KM.jsonl: evidence of Avoidance, episode 2, caregiver: 1 no longer there and 1 outside the episode. "
        "Open the coding and correct it: Checks lists it."
    ]


def test_what_waits_for_somebody_to_choose_is_told(study: Study) -> None:
    text = (study.folder / "codebook.toml").read_text(encoding="utf-8")
    split = retire_code(split_code(draft_of(text), "crying", ("Loud", "Soft")), "fussing")
    apply_change(study, split.text, split.steps)
    said = [str(problem) for problem in check_study(open_study(study.folder)) if "became" in str(problem)]
    assert len(said) == 4
    assert "has 1 event of “Crying”, which became" in said[0]
