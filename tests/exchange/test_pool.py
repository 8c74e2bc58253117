"""Studies of several labs become one data set, which those who read such folders read as it is."""

import hashlib
import io
import json
import shutil
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.dataset as ds
import pytest

from annotator.cli.main import main
from annotator.errors import StudyError
from annotator.exchange.pool import pool
from annotator.exchange.study_export import export_study
from annotator.model.codebook.file import codebook_text
from annotator.model.history import Change, Edit
from annotator.model.items import END_OF_LAST_EPISODE, Basis, EpisodeMark, Event, Settlement
from annotator.study import Camera, Session, Study, create_study, derived, open_study
from annotator.study.session import write_session
from annotator.study.settings import CONSENSUS

LABS = [f"lab{letter}" for letter in "abcdefghij"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Ten studies of two sessions, coded by two who have the same ids in each; nothing else of theirs is alike."""
    return [_study(tmp_path_factory.mktemp(lab) / "study", number) for number, lab in enumerate(LABS, start=1)]


def _study(folder: Path, number: int, codebook: str = "") -> Path:
    study = create_study(folder, f"Study {number}", codebook or codebook_text("secure_base"))
    code = next(one.id for one in study.codebook.codes if not one.is_point)
    marks = [EpisodeMark(id="m", episode=study.codebook.episodes[0].id, start_ms=0)] if study.codebook.episodes else []
    marks += [EpisodeMark(id="end", episode=END_OF_LAST_EPISODE, start_ms=50_000)] if marks else []
    for coder in ("KM", "JT"):
        study.add_coder(coder)
    for session in ("1", "S 2"):
        (folder / "sessions" / session).mkdir()
        camera = Camera(file="gone.mp4", size=9, fingerprint="1-x", duration_ms=60_000, frame_count=1500)
        variables = {"age": str(number)} if number % 2 else {"site": "north"}
        write_session(folder / "sessions" / session, Session(id=session, cameras=(camera,), variables=variables))
        for coder in ("KM", "JT"):
            events = [Event(id=f"e{n}", code=code, start_ms=n * 1000, end_ms=n * 1000 + 500) for n in range(number)]
            _code(study, session, coder, *marks, *events)
    return folder


def _code(study: Study, session: str, coder: str, *items: object) -> None:
    with study.open_coding(session, coder) as opened:
        opened.history.do(Edit(label="code", changes=tuple(Change(None, item) for item in items)))


def hashes(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def annotator(*arguments: object) -> tuple[int, str, str]:
    with redirect_stdout(io.StringIO()) as printed, redirect_stderr(io.StringIO()) as warned:
        code = main([*map(str, arguments)])
    return code, printed.getvalue(), warned.getvalue()


def test_ten_studies_are_read_by_duckdb_pandas_and_pyarrow_as_one(made, tmp_path) -> None:
    before = [hashes(folder) for folder in made]
    pooled = pool(made, tmp_path / "pool", LABS)
    assert [hashes(folder) for folder in made] == before
    assert not pooled.left_out
    assert sorted(pooled.files) == sorted(path for path in (tmp_path / "pool").rglob("*") if path.is_file())

    events = tmp_path / "pool" / "events"
    asked = "select study, session, coder, count(*) as n from read_parquet(?, hive_partitioning = true) group by all"
    by_duckdb = duckdb.execute(f"{asked} order by study, session, coder", [f"{events}/**/*.parquet"]).fetchall()
    wanted = [
        (lab, f"{lab}-{session}", f"{lab}-{coder}", number)
        for number, lab in enumerate(LABS, start=1)
        for session in ("1", "S 2")
        for coder in ("JT", "KM")
    ]
    assert by_duckdb == wanted
    by_pandas = pd.read_parquet(events).astype({"study": str, "session": str})
    counted = by_pandas.groupby(["study", "session", "coder"]).size()
    assert [(*key, int(n)) for key, n in counted.items()] == wanted
    assert by_pandas["start_s"].dtype == "float64"
    assert ds.dataset(events, partitioning="hive").count_rows(filter=ds.field("study") == "labc") == 12

    one = open_study(made[4].parent / "study")
    export_study(one, tmp_path / "tables")
    alone = pd.read_csv(tmp_path / "tables" / "summary.csv")
    summary = pd.read_parquet(tmp_path / "pool" / "summary")
    mine = summary[summary["study"] == "labe"].reset_index(drop=True)
    assert mine["total_s"].fillna(-1).tolist() == alone["total_s"].fillna(-1).tolist()
    assert mine["code"].tolist() == alone["code"].tolist()
    sessions = pd.read_parquet(tmp_path / "pool" / "sessions")
    assert len(sessions) == 40
    assert set(sessions["variable_age"].dropna()) == {1.0, 3.0, 5.0, 7.0, 9.0}
    assert set(sessions["variable_site"].dropna()) == {"north"}


def test_what_describes_the_data_has_every_file_and_column(made, tmp_path, monkeypatch) -> None:
    pool(made[:2], tmp_path / "pool", LABS[:2])
    package = json.loads((tmp_path / "pool" / "datapackage.json").read_text())
    described = pd.read_csv(tmp_path / "pool" / "data_dictionary.csv", keep_default_na=False)
    for one in package["resources"]:
        assert all((tmp_path / "pool" / path).is_file() for path in one["path"])
        fields = [field["name"] for field in one["schema"]["fields"]]
        assert sorted(fields) == sorted(pd.read_parquet(tmp_path / "pool" / one["name"]).columns)
        assert described.loc[described["file"] == one["name"], "name"].tolist() == fields
    studies = pd.read_csv(tmp_path / "pool" / "studies.csv")
    assert studies["study"].tolist() == LABS[:2]
    assert studies["study_id"].tolist() == [open_study(folder).place.id for folder in made[:2]]

    monkeypatch.setattr(derived, "_ONE_IN", 1)  # sessions one at a time say the same
    pool(made[:2], tmp_path / "again", LABS[:2])
    assert hashes(tmp_path / "again") == hashes(tmp_path / "pool")


def test_ids_in_every_column_are_those_of_the_lab(made, tmp_path) -> None:
    folder = Path(shutil.copytree(made[0], tmp_path / "copy"))
    basis = Basis(coders=("KM", "JT"), states=("a", "b"), window=((0, 9),))
    settled = Settlement(id="s", kind="omission", channel="", start_ms=0, end_ms=9, decided="accepted", coder="KM")
    _code(open_study(folder), "1", CONSENSUS, basis, settled)
    pool([folder], tmp_path / "pool", ["haifa"])
    (row,) = pd.read_parquet(tmp_path / "pool" / "settlements").to_dict("records")
    assert (row["coders"], row["accepted_coder"]) == ("haifa-KM haifa-JT", "haifa-KM")
    told = {path.read_bytes().count(b"KM") for path in (tmp_path / "pool").rglob("*.csv")}
    assert told == {0}


def test_a_broken_study_and_one_with_another_codebook_are_named_and_stop_no_other(made, tmp_path) -> None:
    broken = Path(shutil.copytree(made[2], tmp_path / "broken"))
    (broken / "codebook.toml").write_text("name = ")
    other = _study(tmp_path / "other", 3, codebook_text("infant_coping"))
    asked = ("pool", broken, made[0], other, tmp_path / "nowhere", "--out")
    code, printed, warned = annotator(*asked, tmp_path / "pool", "--labs", "bb", "aa", "cc", "dd", "--json")
    assert code == 1
    assert len(json.loads(printed)["left_out"]) == 3
    for said in (f"left out: bb {broken}", f"left out: cc {other}", f"left out: dd {tmp_path / 'nowhere'}"):
        assert said in warned
    assert "infant_coping" in warned
    assert set(pd.read_parquet(tmp_path / "pool" / "events")["study"]) == {"aa"}

    code, _, warned = annotator(
        "pool", made[0], other, "--out", tmp_path / "all", "--labs", "aa", "cc", "--other-codebooks"
    )
    assert (code, warned) == (0, "")
    both = pd.read_parquet(tmp_path / "all" / "events")
    assert set(both["codebook"]) == {"secure_base", "infant_coping"}
    own = {f"modifier_{one.id}" for folder in (made[0], other) for one in open_study(folder).codebook.modifiers}
    assert own <= set(both.columns)
    assert set(duckdb.sql(f"select distinct study from '{tmp_path}/all/events/**/*.parquet'").fetchall()) == {
        ("aa",),
        ("cc",),
    }


def test_a_coding_that_cannot_be_read_is_in_the_table_of_what_is_left_out(made, tmp_path) -> None:
    folder = Path(shutil.copytree(made[3], tmp_path / "copy"))
    (folder / "sessions/1/KM.jsonl").write_text("{]\n")
    said: list[object] = []
    pool([folder], tmp_path / "pool", ["aa"], warn=said.append)
    assert str(said[0]).startswith("aa: left out: 1 by KM.")
    excluded = pd.read_parquet(tmp_path / "pool" / "excluded")
    assert "aa-KM" in set(excluded.loc[excluded["reason"] == "it cannot be read", "coder"])


def test_nothing_is_overwritten_and_a_stop_leaves_nothing(made, tmp_path) -> None:
    pool(made[:1], tmp_path / "pool")
    before = hashes(tmp_path / "pool")
    with pytest.raises(StudyError, match="not empty"):
        pool(made[:1], tmp_path / "pool")
    assert hashes(tmp_path / "pool") == before

    def stop(share: float) -> None:
        if share >= 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pool(made[:2], tmp_path / "stopped", progress=stop)
    assert not (tmp_path / "stopped").exists()


def test_labs_that_could_be_mistaken_for_each_other_are_refused(made, tmp_path) -> None:
    for labs, why in (
        (["a-b", "c"], "a-b"),
        (["a", "A"], "same id"),
        (["a"], "2 studies and 1 lab"),
        (["1", "b"], "1"),
        (["NA", "b"], "R and pandas read it as a missing value"),
        (["b", "true"], "true or false"),
    ):
        with pytest.raises(StudyError, match=why):
            pool(made[:2], tmp_path / "pool", labs)
    with pytest.raises(StudyError, match="Given twice"):
        pool([made[0], made[0].parent / "x" / ".." / made[0].name], tmp_path / "pool", ["a", "b"])
    copy = Path(shutil.copytree(made[0], tmp_path / "copy"))
    with pytest.raises(StudyError, match="an id of its own"):
        pool([made[0], copy], tmp_path / "pool")
    with pytest.raises(StudyError, match="None of the studies"):
        pool([tmp_path / "nowhere"], tmp_path / "pool", ["a"])
    assert not (tmp_path / "pool").exists()
