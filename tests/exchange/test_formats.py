"""Each format is read back by those who read it, and says the same in all of them."""

import csv
import hashlib
import json
import re
import sys
import zipfile
from concurrent.futures import CancelledError
from functools import cache
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from annotator.errors import StudyError
from annotator.exchange.formats import FORMATS, xlsx
from annotator.exchange.pool import pool
from annotator.exchange.study_export import export_study
from annotator.exchange.wanted import Wanted
from annotator.model.codebook.file import shipped_codebooks
from annotator.model.history import Change, Edit
from annotator.model.items import END_OF_LAST_EPISODE, Classification, EpisodeMark, Event, LookedFor, Rating, Submission
from annotator.study import Study, create_study, derived
from annotator.study.session import read_session, write_session
from tests import oracles
from tests.shared import disk_without_room

FORMULA = "=1+1 Ärger;\tzwei\nZeilen"
LICENSED = "Words of the manual that only the lab may read"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory, recording: Path) -> Study:
    """Three sessions: S-1 coded by three, of whom one saw nothing; S_1 by one; S2 by nobody.

    Episodes of S-1: "4" over [1000, 3000) ms, "5" over [3000, 4000) ms.
    """
    text = shipped_codebooks()["strange_situation"]
    text = text.replace('licensed_text = ""', f'licensed_text = "{LICENSED}"', 1)
    assert LICENSED in text
    made = create_study(tmp_path_factory.mktemp("formats") / "my study-1", "Ein Büro", text)
    for session in ("S-1", "S_1", "S2"):
        made.add_session(session, [(recording, 0)])
    folder = made.folder / "sessions" / "S-1"
    session = read_session(folder)
    variables = {"age (months)": "12.5", "sex": "f", "by": "=7", "Größe": "1,5"}
    write_session(folder, type(session)(id="S-1", cameras=session.cameras, variables=variables))
    for coder in ("KM", "JT"):
        made.add_coder(coder)
    marks = [
        EpisodeMark(id="m4", episode="4", start_ms=1000),
        EpisodeMark(id="m5", episode="5", start_ms=3000),
        EpisodeMark(id="end", episode=END_OF_LAST_EPISODE, start_ms=4000),
    ]
    _code(
        made,
        "S-1",
        "KM",
        *marks,
        Event(id="a", code="crying", start_ms=500, end_ms=1980, comment=FORMULA),
        Event(id="b", code="reach", start_ms=1500, end_ms=1500),
        Event(id="c", code="proximity_seeking", start_ms=3200, end_ms=None, modifiers={"target": "stranger"}),
        Event(id="d", code="gone_code", start_ms=3300, end_ms=3400),
        Rating(id="r", scale="avoidance", episode="5", target="caregiver", value=4),
        Classification(id="k", primary="B", subgroup="B3", disorganisation=3.5),
        Submission(),
    )
    _code(made, "S-1", "JT", *marks, LookedFor(id="l", codes=("crying",), start_ms=0, end_ms=4000))
    _code(made, "S_1", "JT", Event(id="e", code="crying", start_ms=480, end_ms=960))
    return made


def _code(study: Study, session: str, coder: str, *items: object) -> None:
    with study.open_coding(session, coder) as opened:
        opened.history.do(Edit(label="code", changes=tuple(Change(None, item) for item in items)))


def export(study: Study, out: Path, **wanted: object) -> dict[str, Path]:
    files = export_study(study, out, Wanted(**wanted))
    return {str(file.relative_to(out)): file for file in files}


@pytest.fixture(scope="module")
def exported(study, tmp_path_factory):
    """Export the study, once for all tests that wish for the same; they only read it."""

    @cache
    def exported(**wanted: object) -> dict[str, Path]:
        return export(study, tmp_path_factory.mktemp("exported") / "out", **wanted)

    return exported


def texts(file: Path, **how: object) -> pd.DataFrame:
    return pd.read_csv(file, dtype=str, keep_default_na=False, **how)


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_study_gives_the_same_bytes_and_the_time_stands_apart(name, study, exported, tmp_path):
    one = exported(format=name, comments=True)
    two = export(study, tmp_path / "two", format=name, comments=True)
    assert list(one) == list(two)
    differ = {file for file in one if one[file].read_bytes() != two[file].read_bytes()}
    assert {Path(file).stem for file in differ} <= {"settings"}
    assert not [path for path in (tmp_path / "two").rglob("*") if path.suffix == ".part"]


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_is_overwritten_and_comments_and_places_stay_out_unless_asked_for(name, study, exported, recording):
    files = exported(format=name)
    before = {file: hashlib.sha256(path.read_bytes()).hexdigest() for file, path in files.items()}
    file, path = next(iter(files.items()))
    with pytest.raises(StudyError, match="already holds"):
        export(study, path.parents[len(Path(file).parts) - 1], format=name)
    assert before == {file: hashlib.sha256(path.read_bytes()).hexdigest() for file, path in files.items()}
    told = b"".join(path.read_bytes() for path in files.values())
    if name == "xlsx":
        told = repr(sheets(files["tables.xlsx"])).encode()
    assert b"rger" not in told
    assert recording.name.encode() not in told
    assert LICENSED.encode() not in told


@pytest.mark.parametrize("name", FORMATS)
def test_a_stop_in_the_middle_leaves_nothing(name, study, tmp_path):
    def progress(share: float) -> None:
        if share > 0:
            raise CancelledError

    with pytest.raises(CancelledError):
        export_study(study, tmp_path / "out", Wanted(format=name), progress=progress)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", [*FORMATS, "pool"])
def test_a_full_disk_is_said_whichever_library_writes_and_nothing_is_left(name, study, tmp_path):
    def write() -> None:
        if name == "pool":
            pool([study.folder], tmp_path / "out")
        else:
            export_study(study, tmp_path / "out", Wanted(format=name))

    with disk_without_room(), pytest.raises(StudyError) as refused:
        write()
    assert re.search(r"Cannot write to out: (File too large|Unable to write data);", str(refused.value))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", FORMATS)
def test_a_large_study_that_is_written_in_pieces_says_the_same(name, study, exported, tmp_path, monkeypatch):
    whole = exported(format=name)
    monkeypatch.setattr(derived, "_ONE_IN", 1)
    pieces = export(study, tmp_path / "pieces", format=name)
    assert sorted(whole) == sorted(pieces)
    for file, path in whole.items():
        if file.endswith(".parquet"):
            assert oracles.read_parquet(path).equals(oracles.read_parquet(pieces[file])), file
        elif Path(file).stem != "settings":
            assert path.read_bytes() == pieces[file].read_bytes(), file


def test_pandas_reads_csv_and_tsv_alike(study, tmp_path):
    csv = export(study, tmp_path / "csv", comments=True, raw_text=True)
    tsv = export(study, tmp_path / "tsv", format="tsv", comments=True, raw_text=True)
    for name in ("events", "sessions", "summary_wide", "ratings_wide"):
        assert texts(csv[f"{name}.csv"]).equals(texts(tsv[f"{name}.tsv"], sep="\t")), name
    events = texts(csv["events.csv"])
    assert list(events["comment"]) == [FORMULA, "", "", "", ""]


def test_a_german_or_french_spreadsheet_reads_a_number_as_what_it_is(study, exported, tmp_path):
    plain = exported(format="csv")
    comma = export(study, tmp_path / "comma", decimal_comma=True, comments=True)
    raw = comma["events.csv"].read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfsession;coder;")
    read = pd.read_csv(comma["events.csv"], sep=";", decimal=",", encoding="utf-8-sig", keep_default_na=False)
    assert read["start_s"].tolist() == [0.5, 1.5, 3.2, 3.3, 0.48]
    assert read["comment"][0] == f"'{FORMULA}"
    sessions = texts(comma["sessions.csv"], sep=";", encoding="utf-8-sig")
    assert sessions["variable_age_months"].tolist()[:2] == ["12,5", "12,5"]
    negative = texts(comma["episodes.csv"], sep=";", encoding="utf-8-sig")["beyond_s"].tolist()
    assert negative == [one.replace(".", ",") for one in texts(plain["episodes.csv"])["beyond_s"]]
    assert any(one.startswith("-") for one in negative), "a number is no formula"
    with pytest.raises(StudyError, match="belongs to CSV"):
        export(study, tmp_path / "x", format="xlsx", decimal_comma=True)


def sheets(file: Path) -> dict[str, list[list[object]]]:
    book = oracles.workbook(str(file))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_calamine_reads_numbers_and_texts_from_the_workbook(exported):
    files = exported(format="xlsx", comments=True)
    read = sheets(files["tables.xlsx"])
    assert set(files) == {"tables.xlsx", "settings.csv"}
    head, *rows = read["events"]
    first = dict(zip(head, rows[0], strict=True))
    assert (first["start_s"], first["start_frame"], first["comment"]) == (0.5, first["start_frame"], FORMULA)
    assert isinstance(first["start_frame"], float)
    running = dict(zip(head, rows[2], strict=True))
    assert running["end_s"] == ""
    assert running["still_running"] == 1
    with zipfile.ZipFile(files["tables.xlsx"]) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
        assert b"2000-01-01T00:00:00Z" in parts.read("docProps/core.xml")
    dictionary = read["data_dictionary"]
    assert {row[0] for row in dictionary[1:]} >= {"events", "sessions", "settings.csv"}


def test_a_sheet_that_cannot_hold_so_many_rows_is_refused(study, tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx, "_MOST_ROWS", 4)
    with pytest.raises(StudyError, match="more rows than a sheet of Excel can hold"):
        export(study, tmp_path / "out", format="xlsx")
    assert not (tmp_path / "out").exists()


def test_pyarrow_and_duckdb_read_typed_columns_also_where_all_is_empty(exported):
    files = exported(format="parquet")
    events = oracles.read_parquet(files["events.parquet"])
    types = {field.name: str(field.type) for field in events.schema}
    assert (types["start_s"], types["start_frame"], types["unsure"]) == ("double", "int64", "int64")
    assert types["modifier_intensity"] == "string"
    assert events["modifier_intensity"].null_count == len(events)
    assert events.schema.field("start_s").metadata[b"unit"] == b"s"
    sql = f"select code, start_s, end_s from '{files['events.parquet']}' where still_running = 1"
    assert oracles.sql(sql).fetchall() == [("proximity_seeking", 3.2, None)]
    summary = f"select sum(total_s) from '{files['summary.parquet']}' where code = 'crying' and coder = 'KM'"
    assert oracles.sql(summary).fetchall() == [(0.98,)]


def test_spss_files_have_labels_of_variables_and_values(exported):
    files = exported(format="sav")
    events, about = oracles.read_sav(files["events.sav"])
    assert about.creation_time.year == 2000, "the time of the export stands in settings.csv only"
    assert events["start_s"].tolist() == [0.5, 1.5, 3.2, 3.3, 0.48]
    assert pd.isna(events["end_s"][2])
    assert about.column_names_to_labels["start_s"] == "session time of the first frame that shows it"
    assert about.variable_value_labels["still_running"] == {0.0: "no", 1.0: "yes"}
    assert about.variable_value_labels["code"]["crying"] == "Crying"
    assert about.variable_value_labels["modifier_target"]["stranger"]
    assert about.variable_measure["start_s"] == "scale"
    wide, said = oracles.read_sav(files["ratings_wide.sav"])
    assert wide["avoidance_5_caregiver"].dropna().tolist() == [4.0]
    assert 4.0 in said.variable_value_labels["avoidance_5_caregiver"]
    assert said.variable_measure["avoidance_5_caregiver"] == "ordinal"
    for file, path in files.items():
        if file.endswith(".sav"):
            names = oracles.read_sav(path, metadataonly=True)[1].column_names
            assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,63}", name) for name in names), file


def test_a_table_says_the_same_in_every_format(study, exported, tmp_path):
    csv = export(study, tmp_path / "csv", raw_text=True)
    parquet = exported(format="parquet")
    sav = exported(format="sav")
    book = sheets(exported(format="xlsx")["tables.xlsx"])
    for name in ("sessions", "excluded", "events", "summary", "summary_wide", "ratings_wide", "data_dictionary"):
        rows = texts(csv[f"{name}.csv"])
        typed = oracles.read_parquet(parquet[f"{name}.parquet"]).to_pandas()
        assert list(typed.columns) == list(rows.columns) == book[name][0], name
        labelled = oracles.read_sav(sav[f"{name}.sav"])[0]
        for column in rows.columns.drop("file", errors="ignore"):  # csv, parquet and so on
            shown = [_number(value) for value in rows[column]]
            assert [_number(value) for value in typed[column]] == shown, (name, column)
            assert [_number(value) for value in labelled[column]] == shown, (name, column)


def _number(value: object) -> object:
    """Return a cell as what it says: a number where it is one, None where it is empty."""
    if pd.isna(value) or value == "":
        return None
    text = str(value)
    return round(float(text), 6) if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?(e-?[0-9]+)?", text) else text.rstrip()


def test_psych_ds_keeps_its_rules(study, exported):
    """The rules of Psych-DS 1 that are errors where they are broken."""
    files = exported(format="psych-ds", comments=True)
    said = json.loads(files["dataset_description.json"].read_text("utf-8"))
    assert (said["@context"], said["@type"]) == ("http://schema.org/", "Dataset")
    assert said["name"]
    assert said["description"]
    properties = {"@type", "name", "description", "unitText", "valueReference"}  # others are no words of schema.org
    assert {name for one in said["variableMeasured"] for name in one} == properties
    (kind,) = (one["valueReference"] for one in said["variableMeasured"] if one["name"] == "submitted")
    assert kind[1] == {"@type": "PropertyValue", "value": "1", "name": "yes"}
    measured = [one["name"] for one in said["variableMeasured"]]
    assert len(measured) == len(set(measured))
    data = [file for file in files if file.startswith("data/")]
    assert len(data) == 13
    official = {"study", "site", "subject", "session", "task", "condition", "trial", "stimulus", "description"}
    headers = set()
    for file in data:
        stem = Path(file).name
        assert re.fullmatch(r"([a-z]+-[a-zA-Z0-9]+)(_[a-z]+-[a-zA-Z0-9]+)*_data\.csv", stem), stem
        assert {part.partition("-")[0] for part in stem.removesuffix("_data.csv").split("_")} <= official
        rows = texts(files[file], header=None)
        head = list(rows.iloc[0])
        assert len(head) == len(set(head))
        headers |= set(head)
    assert headers == set(measured)
    assert "crying" in files["materials/codebook.toml"].read_text("utf-8")


def test_bids_has_a_file_of_events_for_each_session_and_one_sidecar(exported):
    files = exported(format="bids")
    events = [file for file in files if file.endswith("_events.tsv")]
    assert events == [
        "sub-S1/beh/sub-S1_task-strangesituation_events.tsv",
        "sub-S1x2/beh/sub-S1x2_task-strangesituation_events.tsv",
    ]
    rows = texts(files[events[0]], sep="\t")
    assert list(rows.columns[:4]) == ["onset", "duration", "trial_type", "coder"]
    assert rows["onset"].astype(float).is_monotonic_increasing
    assert "" not in set(rows.to_numpy().ravel()), "what is missing is n/a"
    assert rows["duration"].tolist()[:3] == ["1.480", "0.000", "n/a"]
    sidecar = json.loads(files["task-strangesituation_events.json"].read_text("utf-8"))
    assert set(sidecar) == {"TaskName", "TaskDescription", *rows.columns}
    assert re.sub(r"[^A-Za-z0-9]", "", sidecar["TaskName"]) == "strangesituation", "the label in the names of files"
    assert sidecar["onset"]["Units"] == "s"
    assert sidecar["trial_type"]["Levels"]["crying"] == "Crying"
    for column in (name for name in rows.columns if "Levels" in sidecar[name]):
        values = {value for file in events for value in texts(files[file], sep="\t")[column]} - {"n/a"}
        assert values <= set(sidecar[column]["Levels"]), "bids-validator: TSV_VALUE_INCORRECT_TYPE"
    assert sidecar["trial_type"]["Levels"]["gone_code"] == "not in the codebook"
    participants = texts(files["participants.tsv"], sep="\t")
    assert list(participants["participant_id"]) == ["sub-S1", "sub-S2", "sub-S1x2"]
    assert list(participants["session"]) == ["S-1", "S2", "S_1"]
    assert participants["variable_age_months"].tolist() == ["12.5", "n/a", "n/a"]
    about = json.loads(files["dataset_description.json"].read_text("utf-8"))
    assert about["Name"] == "Ein Büro"
    assert about["BIDSVersion"]


def test_boris_tables_have_the_headers_of_boris_and_every_bout_starts_and_stops(exported):
    files = exported(format="boris-tables")
    aggregated = texts(files["aggregated_events.csv"])
    assert list(aggregated.columns[:3]) == ["Observation id", "Observation date", "Description"]
    assert {"age (months)", "Subject", "Modifier #1", "Start (s)", "Comment stop"} <= set(aggregated.columns)
    crying = aggregated[aggregated["Behavior"] == "crying"].iloc[0]
    assert (crying["Observation id"], crying["Start (s)"], crying["Stop (s)"]) == ("S-1__KM", "0.500", "1.980")
    assert (crying["Duration (s)"], crying["Behavior type"], crying["age (months)"]) == ("1.480", "STATE", "12.5")
    point = aggregated[aggregated["Behavior"] == "reach"].iloc[0]
    assert (point["Behavior type"], point["Stop (s)"], point["Duration (s)"]) == ("POINT", "1.500", "NA")
    seeking = aggregated[aggregated["Behavior"] == "proximity_seeking"].iloc[0]
    assert (seeking["Modifier #1"], seeking["Stop (s)"]) == ("stranger", "NA")
    tabular = texts(files["tabular_events.csv"])
    first = tabular[tabular["Observation id"] == "S-1__KM"]
    assert first["Time"].astype(float).is_monotonic_increasing
    assert list(first["Behavior type"]) == ["START", "POINT", "STOP", "START", "START", "STOP"]


def test_the_data_package_describes_every_column_with_its_type(study, tmp_path):
    files = export(study, tmp_path / "out", decimal_comma=True)
    package = json.loads(files["datapackage.json"].read_text("utf-8"))
    assert {one["path"] for one in package["resources"]} == {file for file in files if file.endswith(".csv")}
    for one in package["resources"]:
        fields = one["schema"]["fields"]
        rows = texts(files[one["path"]], sep=one["dialect"]["delimiter"], encoding="utf-8-sig")
        assert [field["name"] for field in fields] == list(rows.columns)
        for field in fields:
            values = {value for value in rows[field["name"]] if value}
            if field["type"] == "integer":
                assert all(re.fullmatch(r"-?[0-9]+", value) for value in values), field
            if field["type"] == "number":
                assert field["decimalChar"] == ","
                assert all(re.fullmatch(r"-?[0-9]+(,[0-9]+)?", value) for value in values), field
            if "categories" in field and field["name"] not in ("code", "coder"):
                known = {str(label["value"]) for label in field["categories"]}
                assert values <= known, field


@pytest.mark.parametrize(("name", "reader"), [("xlsx", "a cell of Excel"), ("sav", "SPSS")])
def test_a_text_that_a_format_cannot_hold_is_refused_and_never_cut(name, reader, study, tmp_path, recording):
    text = shipped_codebooks()["strange_situation"]
    other = create_study(tmp_path / "study", "long", text)
    other.add_session("S1", [(recording, 0)])
    other.add_coder("KM")
    _code(other, "S1", "KM", Event(id="a", code="crying", start_ms=0, end_ms=480, comment="a" * 32_768))
    with pytest.raises(StudyError, match=f"longer than {reader} can hold"):
        export(other, tmp_path / "out", format=name, comments=True)
    assert not (tmp_path / "out").exists()
    assert export(other, tmp_path / "out", format=name)


@pytest.mark.parametrize("name", FORMATS)
def test_a_study_without_sessions_can_be_exported(name, tmp_path):
    empty = create_study(tmp_path / "study", "Empty", shipped_codebooks()["still_face"])
    files = export(empty, tmp_path / "out", format=name)
    assert files
    # bids-validator: SIDECAR_WITHOUT_DATAFILE and PARTICIPANT_ID_MISMATCH
    assert not [file for file in files if file.endswith("_events.json") or file.startswith("participants")]


def test_a_format_that_is_not_there_and_a_library_that_is_missing_are_said(study, tmp_path, monkeypatch):
    with pytest.raises(StudyError, match="There is no format xls"):
        export(study, tmp_path / "out", format="xls")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "annotator.exchange.formats.parquet", raising=False)
    with pytest.raises(StudyError, match="Parquet cannot be written here: pyarrow is missing"):
        export(study, tmp_path / "out", format="parquet")
    assert not (tmp_path / "out").exists()


def test_what_a_lab_calls_its_variables_and_types_into_a_comment_changes_no_other_column(tmp_path, recording):
    made = create_study(tmp_path / "study", "Odd", shipped_codebooks()["strange_situation"])
    made.add_session("S1", [(recording, 0)])
    made.add_coder("KM")
    folder = made.folder / "sessions" / "S1"
    variables = {"Observation id": "x", "behavior": "y", "Modifier #1": "z", "variable Observation id": "own"}
    write_session(
        folder, type(read_session(folder))(id="S1", cameras=read_session(folder).cameras, variables=variables)
    )
    _code(made, "S1", "KM", Event(id="a", code="crying", start_ms=480, end_ms=960, comment="before\0after"))
    boris = export(made, tmp_path / "boris", format="boris-tables")
    for name in ("aggregated_events.csv", "tabular_events.csv"):
        header, *rows = csv.reader(boris[name].read_text("utf-8").splitlines())
        assert len(header) == len({one.casefold() for one in header})
        said = dict(zip(header, rows[0], strict=True))
        assert (said["Observation id"], said["Behavior"], said["variable behavior"]) == ("S1__KM", "crying", "y")
        assert (said["variable Observation id"], said["variable variable Observation id"]) == ("own", "x")
    for name in ("csv", "sav"):
        files = export(made, tmp_path / name, format=name, comments=True)
        events = texts(files["events.csv"]) if name == "csv" else pyreadstat.read_sav(files["events.sav"])[0]
        assert events["comment"].tolist() == ["before\ufffdafter"]
