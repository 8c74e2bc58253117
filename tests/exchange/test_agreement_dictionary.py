"""The dictionaries beside the tables of agreement: no column and no statistic without a meaning."""

import pandas as pd
import pytest

from annotator.agreement.pair.read import read_pair
from annotator.agreement.pair.report import report_pair
from annotator.agreement.whole_study.report import study_report
from annotator.agreement.whole_study.study import whole_study
from annotator.demo_coders import many_coders_study
from annotator.exchange.pair_export import export_pair
from annotator.exchange.study_agreement import export_study_agreement
from annotator.statistics.estimate import LEVEL
from tests.undrawn import undrawn


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("agreement")
    study = many_coders_study(out / "study", sessions=2, coders=("AB", "KM", "LS"), seed=7)
    whole = whole_study(study)
    with undrawn():
        export_pair(report_pair(read_pair(study, "AB", "KM"), LEVEL), out / "files")
        export_study_agreement(whole, study_report(whole), out / "files")
    return out / "files"


def read(file):
    return pd.read_csv(file, dtype=str, keep_default_na=False)


@pytest.mark.parametrize("of", ["pair", "study"])
def test_every_column_of_every_table_has_a_meaning(folder, of):
    said = read(folder / f"{of}_dictionary.csv").query("statistic == ''")
    assert said["meaning"].str.len().gt(5).all()
    for file in folder.glob(f"{of}_*.csv"):
        if file.name != f"{of}_dictionary.csv":
            assert list(said.query("file == @file.name")["column"]) == list(pd.read_csv(file, nrows=0).columns)


@pytest.mark.parametrize(
    ("of", "file", "place"),
    [
        ("pair", "pair_statistics.csv", ["section", "statistic"]),
        ("study", "study_pairs.csv", ["statistic"]),
        ("study", "study_all_coders.csv", ["kind", "statistic"]),
    ],
)
def test_every_statistic_in_a_table_has_a_line_and_every_line_a_statistic(folder, of, file, place):
    said = read(folder / f"{of}_dictionary.csv").query("statistic != '' and file == @file")
    said = said.rename(columns={"about": "kind"} if "kind" in place else {})
    there, described = (set(map(tuple, table[place].to_numpy().tolist())) for table in (read(folder / file), said))
    # Two sessions are too few for BORIS, which takes one at a time; nobody has recorded intervals there.
    missing = {("older", "boris.kappa"), *(one for one in described if one[0] == "records")} if of == "pair" else set()
    if file == "study_all_coders.csv":  # the two have coded all sessions: a two-way design
        missing = {("variable", "icc_11"), ("total", "icc_11")}
    assert there | missing == described
    assert said["meaning"].str.len().gt(3).all()
    assert said["values"].str.len().gt(3).all()
