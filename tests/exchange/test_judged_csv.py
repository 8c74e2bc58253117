"""What coders judged comes back from the exported tables exactly as it was said."""

import pandas as pd
import pytest

from annotator.exchange.study_export import export_study
from annotator.exchange.wanted import Wanted
from annotator.model import commands as c
from annotator.model.codebook.scales import LinearScore, Term
from annotator.model.commands.episodes import explain_length
from annotator.model.commands.intervals import score_interval
from annotator.model.history import Change, Edit
from annotator.model.intervals import Interval
from annotator.model.items import END_OF_LAST_EPISODE, Classification, EpisodeMark, Event, Rating, Segment
from annotator.model.judging import asked_cells
from annotator.study import open_study

LONG = LinearScore(
    id="made_up",
    name="Made up",
    constant=8,
    terms=(
        Term(scale="avoidance", episode="5", target="caregiver", weight=-0.5),
        Term(code="crying", measure="total_s", episode="1", weight=2),
    ),
    citation="Made up.",
)


def rating(scale, episode, target, value, **said):
    return Rating(id=f"{scale}{episode}{target}", scale=scale, episode=episode, target=target, value=value, **said)


@pytest.fixture
def coded(study):
    """Two coders who judged: KM much, JT little."""
    with study.open_coding("S001", "KM") as opened:
        book, coding, do = study.codebook, opened.coding, opened.history.do
        crying = Event(id="cry", code="crying", start_ms=100, end_ms=600)
        kept = (crying, Segment(id="s", start_ms=700, end_ms=900, comment="what is this"))
        marks = [EpisodeMark(id=f"m{n}", episode=str(n), start_ms=500 * (n - 1)) for n in (1, 2)]
        end = EpisodeMark(id="end", episode=END_OF_LAST_EPISODE, start_ms=1000)
        do(Edit(label="code", changes=tuple(Change(None, item) for item in (*kept, *marks, end))))
        do(explain_length(coding, "2", "curtailed", "distress", "cried hard"))
        do(c.rate(coding, book, rating("avoidance", "8", "caregiver", None)))
        do(
            c.rate(
                coding, book, rating("avoidance", "5", "caregiver", 3, evidence=("cry", "gone"), comment="turns away")
            )
        )
        do(
            c.classify(
                coding, book, Classification(id="c", primary="D", forced="A2", disorganisation=6, comment="see 5")
            )
        )
        do(score_interval(coding, book, Interval("1", 1, 0, 500), ["crying", "search"]))
        do(score_interval(coding, book, Interval("2", 1, 500, 1000), []))
    with study.open_coding("S001", "JT") as opened:
        opened.history.do(c.rate(opened.coding, study.codebook, rating("avoidance", "5", "caregiver", 4)))
        opened.history.do(c.submit(opened.coding))
    study.change_settings(linear_scores=(LONG,))
    return study


def exported(study, name, **options):
    out = study.folder.parent / f"tables-{name}-{len(options)}"
    export_study(study, out, Wanted(**options))
    return pd.read_csv(out / f"{name}.csv", dtype=str, keep_default_na=False)


def test_ratings_come_back_and_not_ratable_is_not_0_and_unset_has_no_row(coded):
    rows = exported(coded, "ratings").to_dict("records")
    keys = ("session", "coder", "scale", "episode", "target", "value", "not_ratable", "n_evidence", "evidence")
    assert [tuple(row[key] for key in keys) for row in rows] == [
        ("S001", "JT", "avoidance", "5", "caregiver", "4", "0", "0", ""),
        ("S001", "KM", "avoidance", "5", "caregiver", "3", "0", "1", "cry"),
        ("S001", "KM", "avoidance", "8", "caregiver", "", "1", "0", ""),
    ]


def test_comments_go_along_only_when_asked(coded):
    free = ("turns away", "see 5", "cried hard", "what is this")
    names = ("ratings", "classifications", "episodes", "segments")
    without = "".join(exported(coded, name).to_csv() for name in names)
    along = "".join(exported(coded, name, comments=True).to_csv() for name in names)
    assert not any(text in without for text in free)
    assert all(text in along for text in free)


def test_classifications_come_back_with_what_is_read_from_them(coded):
    (row,) = exported(coded, "classifications").to_dict("records")
    said = {key: row[key] for key in ("coder", "primary", "subgroup", "forced", "disorganisation", "confidence")}
    assert said == {
        "coder": "KM", "primary": "D", "subgroup": "", "forced": "A2", "disorganisation": "6", "confidence": ""
    }  # fmt: skip
    readings = {key: row[f"derived_{key}"] for key in ("abcd", "abc", "security", "disorganisation")}
    assert readings == {"abcd": "D", "abc": "A", "security": "non-B", "disorganisation": "D"}


def test_one_row_a_coding_holds_all_ratings_and_the_class(coded):
    wide = exported(coded, "ratings_wide").set_index("coder")
    assert list(wide.index) == ["JT", "KM"]
    assert wide.loc["KM", ["avoidance_5_caregiver", "avoidance_8_caregiver", "primary", "derived_abc"]].tolist() == [
        "3", "", "D", "A"
    ]  # fmt: skip
    counts = ["submitted", "n_rated", "n_not_ratable", "n_not_rated"]
    cells = len(asked_cells(coded.codebook))
    assert wide.loc["KM", counts].tolist() == ["0", "1", "1", str(cells - 2)]
    assert wide.loc["JT", counts].tolist() == ["1", "1", "0", str(cells - 1)]


def test_interval_records_have_a_column_a_code(coded):
    rows = exported(coded, "intervals")
    assert rows[["coder", "episode", "start_s", "end_s"]].to_numpy().tolist() == [
        ["KM", "1", "0.000", "0.500"],
        ["KM", "2", "0.500", "1.000"],
    ]
    ones = [
        [code for code in rows.columns if code.startswith("code_") and row[code] == "1"] for _, row in rows.iterrows()
    ]
    assert ones == [["code_crying", "code_search"], []] or ones == [["code_search", "code_crying"], []]
    zeros = rows[[f"code_{code.id}" for code in coded.codebook.codes]].isin(["0", "1"])
    assert zeros.to_numpy().all()


def test_episodes_say_plan_length_and_reason(coded):
    rows = exported(coded, "episodes").query("coder == 'KM'")
    kept = rows[["episode", "observed_s", "nominal_s", "beyond_s", "deviation", "deviation_reason"]]
    assert kept.to_numpy().tolist() == [
        ["1", "0.500", "30.000", "-29.500", "", ""],
        ["2", "0.500", "180.000", "-179.500", "curtailed", "distress"],
    ]


def test_segments_come_back(coded):
    rows = exported(coded, "segments")
    assert rows[["coder", "segment_id", "start_s", "end_s"]].to_numpy().tolist() == [["KM", "s", "0.700", "0.900"]]


def test_a_linear_score_is_a_number_with_its_formula_or_says_what_is_missing(coded):
    rows = exported(coded, "linear_scores").set_index("coder")
    assert rows.loc["KM", "score_value"] == "7.300000"  # 8 - 0.5 * 3 + 2 * 0.4 s of crying in episode 1
    assert rows.loc["KM", "formula"] == "8 - 0.5 * avoidance[5, caregiver] + 2 * total_s(crying)[1]"
    assert rows.loc["KM", "citation"] == "Made up."
    assert rows.loc["JT", "score_value"] == ""
    assert "Crying" in rows.loc["JT", "why_empty"]


def test_every_table_keeps_its_head_where_there_is_nothing_and_every_column_is_explained(study):
    out = study.folder.parent / "empty"
    files = {
        path.name: pd.read_csv(path, dtype=str, keep_default_na=False)
        for path in export_study(study, out)
        if path.suffix == ".csv"
    }
    assert {"ratings.csv", "classifications.csv", "ratings_wide.csv", "intervals.csv", "segments.csv"} <= set(files)
    explained = files["data_dictionary.csv"]
    for name, table in files.items():
        assert len(table.columns) > 1
        if name != "data_dictionary.csv":
            assert list(explained.loc[explained["file"] == name, "name"]) == list(table.columns)
    assert {"scale", "class", "derived"} <= set(explained["file"])


def test_the_tables_of_a_script_have_the_types_they_should(coded):
    study = open_study(coded.folder)
    ratings, classes, wide = study.ratings(), study.classifications(), study.wide()
    assert ratings.dtypes[["value", "not_ratable", "n_evidence"]].astype(str).tolist() == ["Float64", "bool", "int64"]
    assert ratings["value"].tolist()[:2] == [4.0, 3.0]
    assert pd.isna(ratings["value"][2])
    assert str(classes.dtypes["disorganisation"]) == "Float64"
    assert pd.isna(classes["subgroup"][0])
    assert str(wide.dtypes["avoidance_5_caregiver"]) == "Float64"
    assert str(study.interval_records().dtypes["code_crying"]) == "int64"
    assert str(study.segments().dtypes["start_ms"]) == "Int64"
    assert [frame.empty for frame in (ratings, classes, wide)] == [False, False, False]


def test_a_scale_that_is_called_like_a_column_has_a_column_of_its_own(study):
    text = (study.folder / "codebook.toml").read_text().replace('id = "search_behaviour"', 'id = "confidence"')
    text = text.replace('    { target = "caregiver", episodes = ["4", "6", "7"] },\n', "    { },\n", 1)
    (study.folder / "codebook.toml").write_text(text)
    wide = open_study(study.folder).wide()
    assert {"confidence", "rating_confidence"} <= set(wide.columns)
