"""The measures of a study as files: every table there, every column described, and what is not set said."""

import io
import json
from contextlib import redirect_stdout

import pandas as pd
import pytest

from annotator.cli.main import main
from annotator.errors import StudyError
from annotator.exchange.measures_export import MEASURE_FILES, export_measures
from annotator.exchange.write_files import csv_bytes
from annotator.measures.tables import MEASURE_TABLES, measures_of, survival
from annotator.model.history import Change, Edit
from annotator.model.items import EpisodeMark, Event
from annotator.model.measure_rules import Latency, MeasureRules, Soothing
from annotator.study import open_study
from annotator.study.tables import CodedSession

RULES = MeasureRules(
    latencies=(Latency(id="contact", codes=("contact",), kinds=("reunion",)),), soothing=Soothing(counts="first")
)


@pytest.fixture
def coded(study):
    """A study in which KM and JT marked episode 5 from 1 s on, each with a cry of a second, and KM a contact later."""
    for coder, late_ms in (("KM", 0), ("JT", 200)):
        items = [
            EpisodeMark(id="m5", episode="5", start_ms=1000),
            Event(id=f"{coder}-cry", code="crying", start_ms=1400 + late_ms, end_ms=2400 + late_ms),
        ]
        if coder == "KM":
            items.append(Event(id="contact", code="contact", start_ms=2600, end_ms=2800))
        with study.open_coding("S001", coder) as opened:
            opened.history.do(Edit(label="all", changes=tuple(Change(None, item) for item in items)))
    study.change_settings(measures=RULES)
    return study


def read(folder, name):
    return pd.read_csv(folder / name, keep_default_na=False)


def measured(study, folder):
    with redirect_stdout(io.StringIO()) as printed:
        assert main(["measures", str(study.folder), "--out", str(folder), "--json"]) == 0
    return json.loads(printed.getvalue())


def test_every_table_is_there_with_its_columns_and_the_dictionary_has_them_all(coded, tmp_path):
    answer = measured(coded, tmp_path / "out")
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == sorted(MEASURE_FILES)
    assert len(answer["files"]) == len(MEASURE_FILES)
    described = read(tmp_path / "out", "measures_dictionary.csv")
    assert (described[["meaning", "values"]] != "").all(axis=None)
    for name in MEASURE_FILES:
        if not name.startswith("measures_"):
            columns = list(read(tmp_path / "out", name).columns)
            assert described.loc[described["file"] == name, "name"].tolist() == columns, name


def test_what_the_lab_has_not_set_is_empty_and_said(coded, tmp_path):
    answer = measured(coded, tmp_path / "out")
    assert answer["not_set"] == {
        "contact.csv": ["contact"],
        "cues.csv": ["cues"],
        "responsiveness.csv": ["cues"],
        "excursions.csv": ["secure_base"],
        "secure_base.csv": ["secure_base"],
        "matching.csv": ["matching"],
        "grid.csv": ["grids"],
        "units.csv": ["grids", "matching"],
        "sequences.csv": ["windows", "chains"],
    }
    assert read(tmp_path / "out", "cues.csv").empty
    with redirect_stdout(io.StringIO()) as printed:
        main(["measures", str(coded.folder), "--out", str(tmp_path / "more")])
    assert "cues.csv is empty: cues not set. Say in study.toml" in printed.getvalue()


def test_numbers_are_those_of_the_frames_and_coders_are_kept_apart_in_survival(coded, tmp_path):
    measured(coded, tmp_path / "out")
    latencies = read(tmp_path / "out", "latencies.csv")
    held = latencies[latencies["episode"].astype(str) == "5"]
    told = held[["coder", "rule", "latency_s", "censored", "waited_s"]].astype(str).values.tolist()
    end_s = coded.session("S001").duration_ms / 1000 - 1
    assert told == [
        ["JT", "contact", "", "1", f"{end_s}"],
        ["JT", "soothed", "", "1", "1.6"],
        ["KM", "contact", "1.6", "0", "1.6"],
        ["KM", "soothed", "", "1", "1.4"],
    ]
    curve = read(tmp_path / "out", "survival.csv")
    km = curve[(curve["coder"] == "KM") & (curve["rule"] == "contact")]
    assert km[["time_s", "at_risk", "ended", "censored", "waiting"]].values.tolist() == [[1.6, 1, 1, 0, 0.0]]
    soothed = curve[(curve["coder"] == "KM") & (curve["rule"] == "soothed")]
    assert soothed[["time_s", "at_risk", "ended", "censored", "waiting"]].values.tolist() == [[1.4, 1, 0, 1, 1.0]]
    settings = dict(read(tmp_path / "out", "measures_settings.csv").itertuples(index=False, name=None))
    assert json.loads(settings["rules"])["latencies"][0]["id"] == "contact"
    assert json.loads(settings["rules"])["crying"] == ["crying"]


def test_python_gives_the_same_tables(coded, tmp_path):
    codings = [one for one in coded.readings() if isinstance(one, CodedSession)]
    tables = measures_of(codings, coded.codebook, coded.settings)
    measured(coded, tmp_path / "out")
    for name, table in tables.items():
        there = read(tmp_path / "out", name)
        assert (list(there.columns), len(there)) == (list(table.columns), len(table)), name
        assert (tmp_path / "out" / name).read_bytes() == csv_bytes(table), name
    assert set(survival(tables["latencies.csv"])["rule"]) == {"contact", "soothed"}


def test_nothing_is_overwritten_and_a_study_without_codings_has_empty_tables(study, tmp_path):
    measured(study, tmp_path / "out")
    assert all(read(tmp_path / "out", name).empty for name in MEASURE_TABLES)
    before = {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()}
    with pytest.raises(StudyError, match=r"already holds latencies\.csv"):
        export_measures(study, tmp_path / "out")
    assert {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()} == before


def test_a_coding_that_cannot_be_read_is_left_out_and_named(coded, tmp_path):
    path = coded.journal_path("S001", "JT")
    path.write_bytes(b"not a journal\n" + path.read_bytes())
    said = []
    export_measures(open_study(coded.folder), tmp_path / "out", warn=said.append)
    assert said
    assert set(read(tmp_path / "out", "latencies.csv")["coder"]) == {"KM"}
    settings = dict(read(tmp_path / "out", "measures_settings.csv").itertuples(index=False, name=None))
    assert "JT" in settings["left_out_unreadable"]
