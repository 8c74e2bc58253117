"""Events of BIDS: those of other data sets, and what this program writes as BIDS."""

import json
import random

import pytest

from annotator.errors import FormatError
from annotator.exchange.codings import READ, read_codings
from annotator.exchange.front_door import open_foreign
from annotator.exchange.study_export import export_study
from annotator.exchange.wanted import Wanted
from annotator.model.codebook.file import shipped_codebooks
from annotator.model.history import Change, Edit
from annotator.model.items import Event
from annotator.study import create_study

NAME = "sub-S1_ses-2_task-play_events"
EVENTS = (
    "onset\tduration\ttrial_type\tannotator\tsubject\tloudness\tcomments\n"
    "1.5\t2.25\tcry\tKM\tinfant\tloud\tat the door\n"
    "2.0004\t0\tsmile\tKM\tmother\tn/a\tn/a\n"
    '3\tn/a\tcry\tJT\tinfant\tn/a\t"tab\there"\n'
    "n/a\t1\tcry\tJT\tinfant\tn/a\tn/a\n"
    "5,5\t-1\tcry\tJT\tn/a\t'=x\tn/a\n"
    "6\t1\n"
)


def read(folder, text=EVENTS, name=NAME, **beside):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.tsv").write_text(text, encoding="utf-8")
    for one, said in beside.items():
        (folder / one).write_text(json.dumps(said), encoding="utf-8")
    return read_codings(open_foreign(folder / f"{name}.tsv"), READ["bids"])


def test_coders_are_observations_and_what_is_missing_stays_missing(tmp_path):
    found = read(tmp_path)
    assert [(one.name, one.session, one.coder) for one in found.observations] == [
        ("sub-S1_ses-2_task-play", "S1_2", "KM"), ("sub-S1_ses-2_task-play", "S1_2", "JT"),
        ("sub-S1_ses-2_task-play", "S1_2", ""),
    ]  # fmt: skip
    assert [
        (event.code, event.start_ms, event.end_ms, event.who, event.answers, event.comment, event.row)
        for one in found.observations
        for event in one.events
    ] == [
        ("cry", 1500, 3750, "infant", (("loudness", "loud"),), "at the door", "row 2"),
        ("smile", 2000, 2000, "mother", (), "", "row 3"),
        ("cry", 3000, None, "infant", (), "tab\there", "row 4"),
        ("cry", 5500, 4500, "", (("loudness", "'=x"),), "", "row 6"),
        ("n/a", 6000, 7000, "", (), "", "row 7"),
    ]
    assert {event.kind for one in found.observations for event in one.events} == {""}
    assert found.left_out == ("Row 5: its onset is no time within a week.",)
    assert [(code.name, code.kind, code.actor) for code in found.scheme.codes] == [
        ("cry", "state", "infant"), ("smile", "point", "mother"), ("n/a", "state", "")
    ]  # fmt: skip


def test_what_a_row_says_and_cannot_be_read_is_told(tmp_path):
    text = "onset\tduration\ttrial_type\n1\tabc\tcry\n2\t1\tcry\tmore\n3\tn/a\tcry\n"
    found = read(tmp_path, text)
    assert [one.end_ms for one in found.observations[0].events] == [None, 3000, None]
    assert found.left_out == (
        "Row 2: its duration “abc” is no time; the event has no end.",
        "Row 3 has more cells than there are columns.",
    )


def test_sidecars_are_inherited_within_the_data_set_and_the_nearest_counts(tmp_path):
    root = tmp_path / "study"
    levels = {"trial_type": {"Levels": {"cry": "It cries.", "smile": {"Description": "It smiles."}}}}
    near = {"trial_type": {"Levels": {"cry": "It cries here."}}}
    root.mkdir()
    (root / "dataset_description.json").write_text("{}", encoding="utf-8")
    (root / "participants.tsv").write_text(
        "participant_id\tsession\tage\tnothing\nsub-S\tx\t3\tn/a\nsub-S1\tS-1\t12\tn/a\n", encoding="utf-8"
    )
    beh = root / "sub-S1" / "beh"
    (root / "task-play_events.json").write_text(json.dumps(levels), encoding="utf-8")
    (root / "task-other_events.json").write_text(json.dumps({"trial_type": 7}), encoding="utf-8")
    (tmp_path / "task-play_events.json").write_text("no JSON", encoding="utf-8")
    first = read(beh)
    assert [code.definition for code in first.scheme.codes] == ["It cries.", "It smiles.", ""]
    assert {one.session for one in first.observations} == {"S-1"}
    assert first.observations[0].variables == (("age", "12"),)
    again = read(beh, **{f"{NAME}.json": near})
    assert [code.definition for code in again.scheme.codes] == ["It cries here.", "", ""]


@pytest.mark.parametrize(
    "said", [[], 1, {"trial_type": []}, {"trial_type": {"Levels": 3}}, {"trial_type": {"Levels": {"cry": [1]}}}]
)
def test_a_sidecar_that_says_something_else_says_nothing(tmp_path, said):
    assert read(tmp_path, **{f"{NAME}.json": said}).scheme.codes[0].definition == ""


def test_a_damaged_sidecar_is_named(tmp_path):
    (tmp_path / f"{NAME}.json").write_text("{", encoding="utf-8")
    with pytest.raises(FormatError, match=rf"{NAME}.json, line 1"):
        read(tmp_path)


@pytest.mark.parametrize("column", ["onset", "duration", "trial_type"])
def test_a_table_without_a_needed_column_is_refused(tmp_path, column):
    with pytest.raises(FormatError, match=f"has no column {column}"):
        read(tmp_path, EVENTS.replace(column, "other", 1))


def test_an_empty_file_and_one_without_rows_are_refused(tmp_path):
    for text in ("", EVENTS[: EVENTS.index("1.5")]):
        with pytest.raises(FormatError):
            read(tmp_path, text)


@pytest.mark.parametrize("raw_text", [False, True])
def test_what_this_program_exports_is_read_back(tmp_path, raw_text, recording):
    study = create_study(tmp_path / "study", "A study", shipped_codebooks()["strange_situation"])
    study.add_session("S-1", [(recording, 0)])
    dice, events = random.Random(3), {}
    for coder in ("KM", "JT"):
        study.add_coder(coder)
        events[coder] = [made_up(study.codebook, dice, f"{coder}{n}") for n in range(120)]
        with study.open_coding("S-1", coder) as opened:
            opened.history.do(Edit(label="code", changes=tuple(Change(None, one) for one in events[coder])))
    export_study(study, tmp_path / "out", Wanted(format="bids", comments=True, raw_text=raw_text))
    (path,) = (tmp_path / "out").rglob("*_events.tsv")
    found = read_codings(open_foreign(path), READ["bids"])
    assert {one.coder for one in found.observations} == {"KM", "JT"}
    for one in found.observations:
        assert one.session == "S-1"
        assert sorted(map(told, one.events), key=repr) == sorted(
            (expected(study.codebook, event) for event in events[one.coder]), key=repr
        )
    unsure = sum(event.unsure for those in events.values() for event in those)
    assert found.left_out == (f"{unsure} events were flagged as unsure; that is not taken over.",)
    named = {code.name: code for code in found.scheme.codes}
    for code in study.codebook.codes:
        if code.name in named:
            assert (named[code.name].kind, named[code.name].channel) == (code.kind, code.channel or "")


def made_up(codebook, dice, event_id):
    code = dice.choice(codebook.codes)
    start = dice.randrange(0, 600_000)
    asked = {one: dice.choice(codebook.modifier_by_id[one].values).id for one in code.modifiers if dice.random() < 0.7}
    return Event(
        id=event_id,
        code=code.id,
        start_ms=start,
        end_ms=start if code.is_point else dice.choice([None, start + dice.randrange(1, 20_000)]),
        modifiers=asked,
        comment=dice.choice(["", "=1+1 Ärger", "'quoted' \"twice\"", "-5 degrees", "plain, words; and 漢"]),
        unsure=dice.random() < 0.1,
    )


def expected(codebook, event):
    code = codebook.code_by_id[event.code]
    answers = sorted(
        (codebook.modifier_by_id[one].name, next(v.name for v in codebook.modifier_by_id[one].values if v.id == chosen))
        for one, chosen in event.modifiers.items()
    )
    who = codebook.doer(code, event.modifiers)
    return code.name, code.kind, event.start_ms, event.end_ms, who, answers, event.comment


def told(event):
    return (event.code, event.kind, event.start_ms, event.end_ms, event.who, sorted(event.answers), event.comment)
