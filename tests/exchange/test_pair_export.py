"""Everything about two coders, written and read back."""

import json
import re
import shutil
from dataclasses import replace

import pandas as pd
import pytest

from annotator.agreement.described import IN_MS
from annotator.agreement.pair.read import read_pair
from annotator.agreement.pair.report import report_pair
from annotator.errors import StudyError
from annotator.exchange.pair_export import NO_PARTNER_ID, export_pair
from annotator.exchange.pair_lines import pair_lines
from annotator.exchange.pair_methods import pair_methods, pair_settings
from annotator.model.history import Change, Edit
from annotator.model.items import Classification, EpisodeMark, Event, Rating
from annotator.statistics.estimate import LEVEL, ConfidenceInterval, Estimate, Undefined
from annotator.study import open_study
from annotator.version import version

KM = [("crying", 400, 1600), ("fussing", 2000, 2600), ("reach", 900, 900)]
JT = [("crying", 480, 1600), ("crying", 2000, 2600), ("reach", 1000, 1000)]


@pytest.fixture(scope="module")
def coded(tmp_path_factory, study_to_copy):
    study = open_study(shutil.copytree(study_to_copy, tmp_path_factory.mktemp("coded") / "study"))
    for coder, events, points in (("KM", KM, 3.0), ("JT", JT, 4.0)):
        items = [
            EpisodeMark(id="m2", episode="2", start_ms=0),
            *(Event(id=f"e{n}", code=code, start_ms=a, end_ms=b) for n, (code, a, b) in enumerate(events)),
            *(
                Rating(id=f"{scale}{n}", scale=scale, episode=n, target="caregiver", value=points, comment="secret")
                for scale in ("resistance", "avoidance")
                for n in "58"
            ),
            Classification(id="c", primary="B", comment="secret"),
        ]
        with study.open_coding("S001", coder) as opened:
            opened.history.do(Edit(label="made", changes=tuple(Change(None, one) for one in items)))
            opened.flush(10)
    return study


@pytest.fixture(scope="module")
def report(coded):
    return report_pair(read_pair(coded, "KM", "JT"), LEVEL)


@pytest.fixture(scope="module")
def files(report, tmp_path_factory):
    return {path.name: path for path in export_pair(report, tmp_path_factory.mktemp("pair") / "out")}


def test_every_statistic_of_the_report_is_in_the_table_with_its_interval_or_its_reason(report, files):
    table = pd.read_csv(files["pair_statistics.csv"], dtype=str, keep_default_na=False)
    lines = list(pair_lines(report))
    assert len(table) == len(lines) > 500
    for (_, row), line in zip(table.iterrows(), lines, strict=True):
        value = line.found.value if isinstance(line.found, Estimate) else line.found
        factor = 1000 if line.statistic.kind in IN_MS else 1
        if isinstance(value, Undefined):
            assert (row["value"], value.reason in row["why_undefined"]) == ("", True)
        else:
            assert float(row["value"]) * factor == pytest.approx(value)
        if isinstance(line.found, Estimate) and isinstance(line.found.interval, ConfidenceInterval):
            around = line.found.interval
            assert (float(row["ci_low"]), float(row["ci_high"])) == (around.low, around.high)
            assert row["ci_method"] == around.method


def test_kappa_of_a_channel_is_found_by_its_place(report, files):
    table = pd.read_csv(files["pair_statistics.csv"]).query("section == 'time' and statistic == 'kappa'")
    distress = table[(table["channel"] == "distress") & table["code"].isna()].iloc[0]
    assert distress["value"] == dict(report.time)["distress"].kappa.value


def test_matrices_hold_the_window_in_seconds_and_every_bout_in_events(report, files):
    cells = pd.read_csv(files["pair_matrices.csv"]).query("channel == 'distress'")
    assert cells.query("unit == 'seconds'")["amount"].sum() == pytest.approx(report.window_ms / 1000)
    linked = cells.query("unit == 'linked events'")
    assert linked.query("code_a == 'crying' and code_b == 'crying'")["amount"].tolist() == [1]
    assert linked.query("code_a == 'fussing' and code_b == 'crying'")["amount"].tolist() == [1]
    assert linked[linked["code_b"] == NO_PARTNER_ID]["amount"].sum() == 0


def test_units_and_classes_read_back(files):
    units = pd.read_csv(files["pair_ratings.csv"], dtype={"episode": str})
    assert units[["scale", "episode", "a", "b"]].values.tolist()[:2] == [
        ["resistance", "5", 3.0, 4.0],
        ["resistance", "8", 3.0, 4.0],
    ]
    classes = pd.read_csv(files["pair_classes.csv"]).query("reading == 'abcd' and sessions > 0")
    assert classes[["class_a", "class_b", "sessions"]].values.tolist() == [["B", "B", 1]]


def test_settings_and_versions_stand_beside_the_numbers(report, files):
    settings = pd.read_csv(files["pair_settings.csv"], dtype=str, keep_default_na=False).set_index("setting")["value"]
    assert settings.to_dict() == pair_settings(report)
    assert settings["points_within_s"] == "1"
    assert settings["intervals_leave_out"] == "12 parts of this recording"
    assert settings["program_version"] == version()


def test_json_holds_the_whole_report_and_null_with_a_reason_where_there_is_nothing(report, files):
    said = json.loads(files["pair.json"].read_text(encoding="utf-8"))
    assert said["settings"] == pair_settings(report)
    assert said["report"]["sessions"] == ["S001"]
    assert said["report"]["tolerances"]["points_ms"] == 1000
    channels = dict(said["report"]["time"])
    assert channels["distress"]["table_ms"] == dict(report.time)["distress"].table_ms.tolist()
    assert channels["search"]["kappa"]["value"] == {
        "value": None,
        "reason": "not estimable: neither coder used any of these codes",
    }


def test_nobody_finds_a_comment_in_what_is_exported(files):
    assert not [name for name, path in files.items() if b"secret" in path.read_bytes()]


def test_figures_come_as_png_and_svg_and_only_where_there_is_something_to_show(files):
    figures = {name for name in files if name.startswith("figure_")}
    assert {"figure_kappa.png", "figure_kappa.svg", "figure_curve_distress.svg", "figure_curve_reach.png"} <= figures
    assert "figure_differences_resistance.svg" in figures
    assert "figure_curve_search.png" not in figures
    for name in figures:
        head = files[name].read_bytes()[:200]
        assert head.startswith(b"\x89PNG") if name.endswith("png") else b"<?xml" in head


def test_the_methods_text_names_every_setting_and_version_and_gives_no_kappa_without_its_interval(report, files):
    text = files["methods.txt"].read_text(encoding="utf-8")
    assert text == f"{pair_methods(report)}\n"
    for part in (
        "KM and JT",
        "session S001",
        "over the episodes both marked, first to last",
        "12 equal parts",
        "where they overlap or begin within 1 s of each other",
        "codes alone: modifiers, such as towards whom, are no part of them",
        "Answers to “towards (target)”, ",
        "jackknife",
        "60%",
        version(),
        "numpy",
    ):
        assert part in text
    assert "Not submitted by both coders, but counted: S001. " in text
    values = re.search(r"Kappa: (.*?)\. Codebook", text).group(1).split("; ")
    with_interval = r"-?\d\.\d\d (\[-?\d\.\d\d, -?\d\.\d\d\]|\(interval not estimable)|not estimable"
    assert all(re.search(with_interval, one) for one in values)
    assert not re.search(r"substantial|excellent|moderate|good|poor", text)


def test_the_methods_text_says_what_was_left_out(study):
    data = read_pair(study, "KM", "JT", ["S001", "S009"])
    text = pair_methods(report_pair(replace(data, left_out=("S009: it cannot be read.",)), LEVEL))
    assert "Left out: S009: it cannot be read. " in text


def test_nothing_is_overwritten_and_a_stopped_export_leaves_nothing(report, files, tmp_path):
    with pytest.raises(StudyError, match="already holds"):
        export_pair(report, files["methods.txt"].parent)

    def stop(share):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        export_pair(report, tmp_path / "other", stop)
    assert not (tmp_path / "other").exists()
