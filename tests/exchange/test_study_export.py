"""The exported tables say what was coded, and nothing that may identify people."""

from pathlib import Path

import pandas as pd
import pytest

from annotator.exchange.study_export import export_study
from annotator.model.codebook.draft import draft_of
from annotator.model.codebook.file import shipped_codebooks
from annotator.model.codebook.renames import retire_code, retire_scale
from annotator.model.history import Change, Edit
from annotator.model.items import END_OF_LAST_EPISODE, EpisodeMark, Event, Item, Rating
from annotator.study import Study, create_study


def study_with(folder: Path, recording: Path, codebook: str, *items: Item) -> Study:
    study = create_study(folder / "study", "A study", codebook)
    study.add_coder("KM")
    study.add_session("S1", [(recording, 0)])
    with study.open_coding("S1", "KM") as opened:
        opened.history.do(Edit(label="code", changes=tuple(Change(None, item) for item in items)))
    return study


def exported_events(study: Study) -> pd.DataFrame:
    out = study.folder.parent / "tables"
    export_study(study, out)
    return pd.read_csv(out / "events.csv", dtype=str, keep_default_na=False)


@pytest.mark.parametrize("modifier", ["comment", "episode", "code", "unsure"])
def test_a_modifier_that_is_called_like_a_column_is_exported_as_it_was_coded(
    tmp_path: Path, recording: Path, modifier: str
) -> None:
    text = shipped_codebooks()["strange_situation"].replace('"target"', f'"{modifier}"')
    event = Event(
        id="a",
        code="proximity_seeking",
        start_ms=0,
        end_ms=1001,
        modifiers={modifier: "stranger"},
        comment="Her name is told here",
    )
    events = exported_events(study_with(tmp_path, recording, text, event))
    assert list(events[f"modifier_{modifier}"]) == ["stranger"]
    assert "name" not in events.to_csv(header=False)


def test_an_event_up_to_the_end_of_the_recording_ends_one_frame_after_the_last(tmp_path: Path, recording: Path) -> None:
    text = shipped_codebooks()["strange_situation"]
    whole = create_study(tmp_path / "first", "x", text).add_session("S1", [(recording, 0)])
    frames = whole.cameras[0].frame_count
    event = Event(id="a", code="crying", start_ms=0, end_ms=whole.duration_ms)
    events = exported_events(study_with(tmp_path, recording, text, event))
    assert (list(events["start_frame"]), list(events["end_frame"])) == (["0"], [str(frames)])


def with_retired(codebook: str, *, code: str = "", scale: str = "") -> str:
    draft = draft_of(codebook)
    draft = retire_code(draft, code) if code else draft
    return (retire_scale(draft, scale) if scale else draft).text


def tables_of(study: Study) -> dict[str, pd.DataFrame]:
    out = study.folder.parent / "tables"
    files = export_study(study, out)
    return {file.name: pd.read_csv(file, dtype=str, keep_default_na=False) for file in files if file.suffix == ".csv"}


def test_what_was_coded_with_a_retired_code_keeps_its_name_and_its_seconds(tmp_path: Path, recording: Path) -> None:
    shipped = shipped_codebooks()["strange_situation"]
    crying = Event(id="a", code="crying", start_ms=0, end_ms=1001)
    mark = EpisodeMark(id="m", episode="4", start_ms=0)
    study = study_with(tmp_path, recording, with_retired(shipped, code="crying"), crying, mark)
    study.add_coder("JT")
    with study.open_coding("S1", "JT") as opened:
        opened.history.do(Edit(label="mark", changes=(Change(None, mark),)))
    tables = tables_of(study)
    (event,) = tables["events.csv"].to_dict("records")
    assert (event["code_name"], event["kind"], event["channel"]) == ("Crying", "state", "distress")
    summary = tables["summary.csv"]
    (row,) = summary[summary["code"] == "crying"].to_dict("records")
    assert (row["coder"], row["total_s"], row["onsets"]) == ("KM", "1.001", "1"), "JT was not asked for it"
    assert "crying" in set(tables["data_dictionary.csv"]["name"])


def test_ratings_on_a_retired_scale_stay_in_every_table_of_ratings(tmp_path: Path, recording: Path) -> None:
    shipped = shipped_codebooks()["strange_situation"]
    rating = Rating(id="r", scale="avoidance", episode="5", target="caregiver", value=4)
    study = study_with(tmp_path, recording, with_retired(shipped, scale="avoidance"), rating)
    tables = tables_of(study)
    assert list(tables["ratings.csv"]["scale_name"]) == ["Avoidance"]
    assert list(tables["ratings_wide.csv"]["avoidance_5_caregiver"]) == ["4"]
    assert {"avoidance", "avoidance_5_caregiver"} <= set(tables["data_dictionary.csv"]["name"])


def test_the_summary_tells_a_latency_of_nothing_from_a_behaviour_that_never_came(
    tmp_path: Path, recording: Path
) -> None:
    """Half-open episodes: "4" over [1000, 3000) ms, "5" over [3000, 4000) ms."""
    coded = [
        EpisodeMark(id="m4", episode="4", start_ms=1000),
        EpisodeMark(id="m5", episode="5", start_ms=3000),
        EpisodeMark(id="end", episode=END_OF_LAST_EPISODE, start_ms=4000),
        Event(id="a", code="crying", start_ms=500, end_ms=2500),
        Event(id="b", code="reach", start_ms=1500, end_ms=1500),
    ]
    study = study_with(tmp_path, recording, shipped_codebooks()["strange_situation"], *coded)
    export_study(study, tmp_path / "tables")
    table = pd.read_csv(tmp_path / "tables" / "summary.csv", dtype=str, keep_default_na=False)
    rows = table.set_index(["episode", "code"])[["latency_s", "latency_censored", "ongoing_at_start"]]
    assert rows.loc[("4", "crying")].tolist() == ["0.000", "0", "1"]
    assert rows.loc[("4", "reach")].tolist() == ["0.500", "0", "0"]
    assert rows.loc[("4", "search")].tolist() == ["", "1", "0"]
    assert rows.loc[("5", "crying")].tolist() == ["", "1", "0"]
