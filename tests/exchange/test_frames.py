"""What Python gives is what the files say: asked of the sample study, table by table and column by column."""

import pandas as pd
import pytest

import annotator
from annotator.demo import sample_study
from annotator.exchange.measures_export import export_measures
from annotator.exchange.study_export import TABLES, export_study
from annotator.exchange.wanted import Wanted
from annotator.measures.tables import MEASURE_TABLES, OVER_SESSIONS
from annotator.model.measure_rules import Contact, Cue, Latency, MeasureRules, Soothing, Window

RULES = MeasureRules(
    latencies=(Latency(id="approach", codes=("proximity_seeking",), kinds=("reunion",)),),
    contact=Contact(codes=("contact",)),
    soothing=Soothing(counts="first"),
    cues=(Cue(id="reach", codes=("reach",), answers=("pick_up",), within_s=5),),
    windows=(Window(id="cries", given=("crying",), target=("reach",), within_s=5),),
)


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    study = annotator.open_study(sample_study(tmp_path_factory.mktemp("sample") / "study"))
    study.change_settings(measures=RULES)
    return study


def assert_same(frames, folder, names):
    assert sorted(frames) == sorted(names)
    for name, table in frames.items():
        there = pd.read_csv(folder / name, keep_default_na=False, dtype=str)
        assert list(there.columns) == list(table.columns), name
        assert len(there) == len(table), name
        for column in table.columns:
            texts, values = there[column], table[column]
            if pd.api.types.is_numeric_dtype(values.dtype):
                assert ((texts == "") == values.isna()).all(), (name, column)
                known = texts[texts != ""]
                assert known.astype(float).tolist() == values.dropna().astype(float).tolist(), (name, column)
            elif name != "settings.csv":  # it says when
                assert texts.tolist() == values.fillna("").tolist(), (name, column)


def test_the_tables_of_the_export(sample, tmp_path):
    export_study(sample, tmp_path / "out", Wanted(raw_text=True))
    frames = annotator.study_frames(sample)
    assert_same(frames, tmp_path / "out", [name for name in TABLES if (tmp_path / "out" / name).exists()])
    assert len(frames["events.csv"]) == 63
    assert set(frames["events.csv"]["who"]) == {"infant"}
    chosen = annotator.study_frames(sample, Wanted(coders=("KM",)))
    assert set(chosen["ratings.csv"]["coder"]) == {"KM"}


def test_the_tables_of_measures(sample, tmp_path):
    export_measures(sample, tmp_path / "out")
    frames = annotator.measure_frames(sample)
    assert_same(frames, tmp_path / "out", [*MEASURE_TABLES, *OVER_SESSIONS])
    assert not frames["latencies.csv"].empty
    assert not frames["survival.csv"].empty
