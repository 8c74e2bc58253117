"""The command line, as scripts use it."""

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import av
import msgspec
import pandas as pd
import pytest

from annotator.cli.main import main
from annotator.model.codebook.file import shipped_codebooks
from annotator.model.commands import mark, mark_episode, start_state
from annotator.model.history import Change, Edit
from annotator.study import open_study
from tests.odd_clips.odd import draw_odd

ROOT = Path(__file__).parents[2]


def said_by(*arguments):
    """Run a command in this process, which has its libraries already; return its exit code, stdout and stderr."""
    with redirect_stdout(io.StringIO()) as printed, redirect_stderr(io.StringIO()) as warned:
        try:
            exit_code = main([*map(str, arguments)])
        except SystemExit as wrong_usage:
            exit_code = wrong_usage.code
    return exit_code, printed.getvalue(), warned.getvalue()


def annotator(*arguments, expect=0):
    """Run a command; return what it printed on stdout, or on stderr when it was to refuse."""
    exit_code, printed, warned = said_by(*arguments)
    assert exit_code == expect, warned
    return printed if expect == 0 else warned


def in_a_process(*arguments):
    """Run a command as a script does; return its exit code, stdout and stderr."""
    command = [sys.executable, "-m", "annotator", *map(str, arguments)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return found.returncode, found.stdout, found.stderr


@pytest.fixture(scope="module")
def study_by_commands(tmp_path_factory, recording):
    folder = tmp_path_factory.mktemp("by_commands") / "study"
    annotator("new", folder)
    annotator("add", folder, recording, "--session", "S001")
    return folder


@pytest.fixture
def study(tmp_path, study_by_commands):
    return Path(shutil.copytree(study_by_commands, tmp_path / "study"))


def code(folder, coder, *presses):
    """Press keys of codes at frames, as a coder would."""
    study = open_study(folder)
    if coder != "consensus":
        study.add_coder(coder)
    times = study.frame_table(study.session("S001"))
    with study.open_coding("S001", coder) as opened:
        opened.history.do(mark_episode(opened.coding, study.codebook, "2", 0))
        for code_id, frame in presses:
            opened.history.do(mark(opened.coding, study.codebook, code_id, times.ms_at(frame)))


def test_a_study_made_coded_and_exported_reads_back_the_same(study, tmp_path):
    code(study, "KM", ("crying", 10), ("crying", 40), ("reach", 55))
    assert in_a_process("export", study, "--out", tmp_path / "tables")[0] == 0
    events = pd.read_csv(tmp_path / "tables" / "events.csv")
    assert list(events["code"]) == ["crying", "reach"]
    assert list(events["start_frame"]) == [10, 55]
    assert list(events["end_frame"]) == [40, 55]
    assert list(events["start_s"]) == [0.334, 1.835]  # 10 and 55 frames of 1001/30000 s
    assert list(events["episode"]) == [2, 2]


def test_the_dictionary_explains_every_column(study, tmp_path):
    code(study, "KM", ("crying", 10), ("crying", 40))
    annotator("export", study, "--out", tmp_path / "tables", "--comments")
    dictionary = pd.read_csv(tmp_path / "tables" / "data_dictionary.csv")
    for file in ("events.csv", "episodes.csv", "summary.csv", "settings.csv"):
        columns = set(pd.read_csv(tmp_path / "tables" / file).columns)
        assert columns == set(dictionary.loc[dictionary["file"] == file, "name"])


def test_a_comment_is_no_formula_unless_scripts_ask_for_the_text_itself(study, tmp_path):
    code(study, "KM", ("crying", 10))
    opened = open_study(study)
    with opened.open_coding("S001", "KM") as coding:
        event = next(one for one in coding.coding.events if one.code == "crying")
        told = msgspec.structs.replace(event, comment="=> see clip 3")
        coding.history.do(Edit(label="comment", changes=(Change(event, told),)))
    annotator("export", study, "--out", tmp_path / "safe", "--comments")
    annotator("export", study, "--out", tmp_path / "raw", "--comments", "--raw-text")
    written = [pd.read_csv(tmp_path / name / "events.csv")["comment"][0] for name in ("safe", "raw")]
    assert written == ["'=> see clip 3", "=> see clip 3"]


def test_format_sessions_and_coders_are_chosen_on_the_command_line(study, tmp_path):
    for coder in ("KM", "JT", "consensus"):
        code(study, coder, ("crying", 10), ("crying", 40))
    out = tmp_path / "tables"
    annotator("export", study, "--out", out, "--consensus", "--sessions", "S001", "--decimal-comma")
    events = pd.read_csv(out / "events.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert events[["coder", "start_s"]].to_numpy().tolist() == [["consensus", 0.334]]
    annotator("export", study, "--out", out / "excel", "--format", "xlsx", "--coders", "KM", "JT")
    assert sorted(path.name for path in (out / "excel").iterdir()) == ["settings.csv", "tables.xlsx"]
    for wrong, said in ((("--format", "xls"), "There is no format xls"), (("--coders", "XY"), "no coder XY")):
        exit_code, _, told = in_a_process("export", study, "--out", out / "wrong", *wrong)
        assert (exit_code, said in told, (out / "wrong").exists()) == (1, True, False)


def test_an_export_overwrites_nothing(study, tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "events.csv").write_text("mine")
    exit_code, _, said = in_a_process("export", study, "--out", tmp_path / "tables")
    assert (exit_code, "Traceback" in said) == (1, False)
    assert "already holds events.csv" in said
    assert (tmp_path / "tables" / "events.csv").read_text() == "mine"
    assert sorted(path.name for path in (tmp_path / "tables").iterdir()) == ["events.csv"]


def test_exports_name_no_file_of_the_recording(study, tmp_path, recording):
    code(study, "KM", ("crying", 10), ("crying", 40))
    annotator("export", study, "--out", tmp_path / "tables")
    for table in (tmp_path / "tables").iterdir():
        assert recording.stem not in table.read_text()


def test_reliability_as_json(study):
    code(study, "KM", ("crying", 10), ("crying", 40))
    code(study, "JT", ("crying", 10), ("crying", 40))
    (report,) = json.loads(annotator("reliability", study, "--json"))["sessions"]
    assert (report["coder_a"], report["coder_b"]) == ("JT", "KM")
    distress = next(channel for channel in report["channels"] if channel["channel"] == "distress")
    assert (distress["kappa"]["value"], distress["kappa"]["low"], distress["kappa"]["reason"]) == (1.0, None, "")
    assert "never differ" in distress["kappa"]["interval"]
    search = next(channel for channel in report["channels"] if channel["channel"] == "search")
    assert search["kappa"]["value"] is None
    assert "not estimable" in search["kappa"]["reason"]


def test_reliability_of_coders_in_their_order(study):
    code(study, "KM", ("crying", 10), ("crying", 40))
    code(study, "JT", ("crying", 20), ("crying", 40))
    (report,) = json.loads(annotator("reliability", study, "--coders", "KM", "JT", "--json"))["sessions"]
    crying = report["channels"][0]["per_code"][0]
    assert (report["coder_a"], crying["a_s"] > crying["b_s"]) == ("KM", True)


def test_one_coder_alone_is_refused(study):
    code(study, "KM", ("crying", 10))
    assert "No session was coded by two coders." in annotator("reliability", study, expect=1)
    asked = "reliability", study, "--session", "S001"
    assert "Session S001 was not coded by two coders." in annotator(*asked, expect=1)
    code(study, "JT", ("crying", 20))
    (study / "sessions" / "S001" / "JT.jsonl").write_text("torn\nin the middle\n", encoding="utf-8")
    said = annotator(*asked, "--coders", "KM", "JT", expect=1)
    assert "Session S001 was not coded by KM and JT; what cannot be read does not count." in said


@pytest.mark.parametrize("command", ["export", "reliability", "check", "open"])
def test_no_study_there(command, tmp_path):
    extra = ["--out", tmp_path / "out"] if command == "export" else []
    assert "annotator: " in annotator(command, tmp_path / "nothing", *extra, expect=1)


def test_a_text_file_is_no_recording(study, tmp_path):
    text = tmp_path / "notes.mp4"
    text.write_text("She came back at half past two.")
    assert "notes.mp4" in annotator("add", study, text, "--session", "S002", expect=1)
    assert "notes.mp4" in annotator("check", text, expect=1)
    assert [session.id for session in open_study(study).sessions()] == ["S001"]


def test_a_missing_recording(study, tmp_path):
    said = annotator("add", study, tmp_path / "gone.mp4", "--session", "S002", expect=1)
    assert "gone.mp4" in said


def test_a_study_whose_recording_was_taken_away(tmp_path, recording):
    folder, moved = tmp_path / "study", tmp_path / "visit.mp4"
    moved.write_bytes(recording.read_bytes())
    annotator("new", folder)
    annotator("add", folder, moved, "--session", "S001")
    assert "No problems found." in annotator("check", folder)
    moved.unlink()
    exit_code, printed, _ = in_a_process("check", folder)
    assert (exit_code, "visit.mp4" in printed) == (1, True)


def test_two_codes_on_one_key(tmp_path):
    broken = tmp_path / "codebook.toml"
    broken.write_text(shipped_codebooks()["strange_situation"].replace('key = "F"\nkind', 'key = "C"\nkind'))
    for command in (["check", broken], ["new", tmp_path / "study", "--codebook", broken]):
        said = annotator(*command, expect=1)
        assert "and Fussing are both on key C" in said
    assert not (tmp_path / "study").exists()


def test_a_journal_with_a_broken_middle_line_stays_as_it_is(study):
    code(study, "KM", ("crying", 10), ("crying", 40))
    journal = study / "sessions" / "S001" / "KM.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join([*lines[:2], b"{torn\n", *lines[3:]]))
    before = journal.read_bytes()
    exit_code, printed, _ = said_by("check", study)
    assert (exit_code, "KM.jsonl, line 3" in printed) == (1, True)
    assert journal.read_bytes() == before


def test_wrong_usage_is_exit_2():
    exit_code, _, said = in_a_process("add")
    assert (exit_code, "Traceback" in said) == (2, False)


def test_a_codebook_without_fault():
    file = Path(__file__).parents[2] / "codebooks" / "strange_situation.toml"
    assert "38 codes" in annotator("check", file)


@pytest.mark.parametrize("minutes", ["-1", "0", "0.5", "nan", "inf", "long", "1_0", "1e1", "３"])
def test_a_sample_of_no_length_is_wrong_usage(minutes, tmp_path):
    said = annotator("sample", "--minutes", minutes, "--out", tmp_path, expect=2)
    assert f"argument --minutes: give a number of minutes, 1 or more, not {minutes}" in said


@pytest.mark.parametrize("number", ["1_000", "1.5", "1,5", "1e3", "１２", " 12 ", "0x10", "soon", ""])
@pytest.mark.parametrize("option", ["--offset-ms", "--camera", "--backup"])
def test_what_is_no_whole_number_in_the_window_is_none_here(study, recording, option, number):
    said = {
        "--offset-ms": ("camera", "add", study, "S001", recording),
        "--camera": ("camera", "remove", study, "S001"),
        "--backup": ("restore", study, "--session", "S001", "--coder", "KM"),
    }
    before = (study / "sessions" / "S001" / "session.toml").read_bytes()
    told = annotator(*said[option], f"{option}={number}", expect=2)
    assert f"argument {option}: give a whole number" in told
    assert (study / "sessions" / "S001" / "session.toml").read_bytes() == before


def test_an_offset_that_belongs_to_no_camera_is_refused(study, recording):
    said = annotator("add", study, recording, "--session", "S2", "--offset-ms", "40", expect=1)
    assert "There are more offsets (1) than cameras after the first (0)." in said
    assert not (study / "sessions" / "S2").exists()


def test_nothing_is_there_to_check(tmp_path):
    said = annotator("check", tmp_path / "nowhere", expect=1)
    assert said.startswith(f"annotator: There is nothing at {tmp_path / 'nowhere'}. Give a study folder")


def test_agreement_of_a_coder_who_does_not_exist_says_who_does(study):
    code(study, "KM", ("crying", 10))
    said = annotator("reliability", study, "--coders", "KM", "ZZ", expect=1)
    assert "The study has no coder ZZ. Its coders are: KM." in said


def test_a_broken_coding_is_left_out_and_told(study, tmp_path):
    for coder in ("KM", "JT", "AL"):
        code(study, coder, ("crying", 10), ("crying", 40))
    (study / "sessions/S001/AL.jsonl").write_text("{]\n{]\n")
    exit_code, _, warned = said_by("export", study, "--out", tmp_path / "tables")
    assert exit_code == 0
    assert "annotator: warning: left out: S001 by AL." in warned
    assert set(pd.read_csv(tmp_path / "tables" / "events.csv")["coder"]) == {"KM", "JT"}
    exit_code, printed, warned = said_by("reliability", study, "--json")
    assert [(one["coder_a"], one["coder_b"]) for one in json.loads(printed)["sessions"]] == [("JT", "KM")]
    assert "left out: S001 by AL" in warned


def test_a_recording_with_a_fault_is_added_with_a_warning(study, tmp_path):
    (tmp_path / "whole").mkdir()
    whole = draw_odd("ntsc_2997", tmp_path / "whole").path
    damaged = tmp_path / f"damaged{whole.suffix}"
    data = bytearray(whole.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 20_000] = bytes(20_000)
    damaged.write_bytes(data)
    exit_code, printed, warned = said_by("add", study, damaged, "--session", "S002")
    assert (exit_code, "Session S002" in printed) == (0, True)
    assert "annotator: warning: camera 1 of S002:" in warned
    exit_code, _, warned = said_by("add", study, damaged, "--session", "S003", "--no-check")
    told = "annotator: warning: S002 (camera 1) and S003 (camera 1) are the same recording.\n"
    assert (exit_code, warned) == (0, told)


AS_NOBODY = """
import contextlib, io, json, os, sys
# What is imported late is out of reach once the rights are dropped.
import email.parser, encodings.cp437, tqdm
from annotator.model.codebook.file import shipped_codebooks
shipped_codebooks()
import annotator.exchange.study_export, annotator.media.check, annotator.study.check, annotator.study.recording_checks
from pathlib import Path
import annotator
from annotator.cli import check, main, study, tables
annotator.open_study(Path(sys.argv[1])).events()  # loads what Python loads late, which the new user might not read
if os.getuid() == 0:
    os.setuid(65534)  # root may write anywhere
ended = []
for command in json.loads(sys.argv[2]):
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        ended.append((main.main(command), said.getvalue()))
print(json.dumps(ended))
"""


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="Windows folders have no such permissions")
def test_a_study_that_cannot_be_written_is_read_and_stays_as_it_is(recording):
    folder = Path(tempfile.mkdtemp())
    try:
        folder.chmod(0o755)
        study = folder / "study"
        video = folder / recording.name
        shutil.copy(recording, video)
        annotator("new", study)
        annotator("add", study, video, "--session", "S001")
        code(study, "KM", ("crying", 10), ("crying", 40))
        for path in (study, *study.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        (folder / "out").mkdir()
        (folder / "out").chmod(0o777)
        before = {path: path.read_bytes() for path in study.rglob("*") if path.is_file()}
        environment = os.environ | {"ANNOTATOR_STATE_DIR": str(folder / "out" / "state")}

        commands = (
            ("add", study, video, "--session", "S002"),
            ("check", study),
            ("export", study, "--out", folder / "out" / "tables"),
        )
        as_nobody = [sys.executable, "-c", AS_NOBODY, str(study), json.dumps(commands, default=str)]
        done = subprocess.run(as_nobody, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        (refused, why), (checked, _), (exported, problems) = json.loads(done.stdout)
        assert refused == 1, why
        assert why.startswith("annotator: ")
        assert why.count("\n") == 1
        assert checked == 0
        assert exported == 0, problems
        assert list(pd.read_csv(folder / "out" / "tables" / "events.csv")["start_frame"]) == [10]
        assert {path: path.read_bytes() for path in study.rglob("*") if path.is_file()} == before
    finally:
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755)
        shutil.rmtree(folder)


def test_replace_compares_first_and_replaces_only_when_told(study, recording, tmp_path):
    copy = tmp_path / "copy.mp4"
    with av.open(str(recording)) as read, av.open(str(copy), "w") as written:
        rate = read.streams.video[0].average_rate
        stream = written.add_stream("mpeg4", rate=rate, options={"b": "1M"})
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for number, frame in enumerate(read.decode(video=0)):
            small = frame.reformat(320, 180, "yuv420p")
            small.pts, small.time_base, small.pict_type = number, 1 / rate, 0
            written.mux(stream.encode(small))
        written.mux(stream.encode(None))
    before = open_study(study).session("S001")
    exit_code, printed, _ = said_by("replace", study, "S001", copy)
    assert (exit_code, "Pictures agree at 10 of 10 moments." in printed) == (1, True)
    assert open_study(study).session("S001") == before
    assert json.loads(annotator("replace", study, "S001", copy, "--yes", "--json"))["replaced"]
    assert open_study(study).session("S001").cameras[0].size == copy.stat().st_size
    assert "no camera 3" in annotator("replace", study, "S001", copy, "--camera", "3", expect=1)


def test_cameras_are_added_shifted_and_removed(study, recording):
    added = json.loads(annotator("camera", "add", study, "S001", recording, "--offset-ms", "250", "--json"))
    assert added["offsets_ms"] == [0, 250]
    annotator("camera", "offset", study, "S001", "--camera", "2", "--offset-ms", "-40")
    assert open_study(study).session("S001").cameras[1].offset_ms == -40
    annotator("camera", "remove", study, "S001", "--camera", "2")
    assert len(open_study(study).session("S001").cameras) == 1
    assert "first camera" in annotator("camera", "remove", study, "S001", "--camera", "1", expect=1)
    assert len((study / "audit.jsonl").read_text().splitlines()) == 3


def test_the_window_opens_without_a_study(monkeypatch):
    started = []
    monkeypatch.setattr("annotator.cli.window._run", lambda *arguments: started.append(arguments) or 0)
    assert main(["open"]) == 0
    assert started == [("ui",)]


def test_figures_and_clips_of_a_study(study, tmp_path):
    opened_study = open_study(study)
    opened_study.add_coder("KM")
    with opened_study.open_coding("S001", "KM") as opened:
        opened.history.do(mark(opened.coding, opened_study.codebook, "reach", 500))
    said = annotator("figures", study, "--out", tmp_path / "figures", "--format", "png", "--only", "raster", "course")
    assert said.splitlines() == [
        f"Wrote {tmp_path / 'figures' / 'raster_S001.png'}.",
        "course, 1 figure not drawn: No measure has a value in any session.",
    ]
    found = json.loads(annotator("figures", study, "--out", tmp_path / "none", "--consensus", "--json"))
    assert found["files"] == []
    assert found["not_drawn"]["raster"] == "No session is coded, or none of what is coded was chosen."
    asked = ("clips", study, "--code", "reach", "--lead-in", "0.1", "--lead-out", "0,2")
    assert annotator(*asked, "--out", tmp_path / "clips.csv") == f"Wrote {tmp_path / 'clips.csv'}.\n"
    assert list(pd.read_csv(tmp_path / "clips.csv")["end_frame"]) == [21]
    assert "clips.csv is there already" in annotator(*asked, "--out", tmp_path / "clips.csv", expect=1)
    assert "give seconds" in annotator("clips", study, "--code", "reach", "--out", "x", "--lead-in", "-1", expect=2)


def test_many_recordings_are_added_found_again_and_what_is_coded_in_them_is_found(tmp_path, study, recording, capsys):
    made = open_study(study)
    made.add_coder("KM")
    before = made.session_ids()
    folder = tmp_path / "visits"
    folder.mkdir()
    for name in ("A1_door.mp4", "A1_sofa.mp4", "x.mp4"):
        (folder / name).write_bytes(recording.read_bytes())
    asked = ["add", str(study), str(folder), "--pattern", "{session}_{camera}.mp4"]
    assert main([*asked, "--dry-run"]) == 1
    assert "x.mp4: –, its name does not fit the pattern" in capsys.readouterr().out
    assert made.session_ids() == before
    assert main(asked) == 1
    assert [camera.name for camera in made.session("A1").cameras] == ["door", "sofa"]
    folder.rename(tmp_path / "archive")
    assert main(["relink", str(study), str(tmp_path / "archive")]) == 0
    assert "archive" in made.session("A1").cameras[1].file
    with made.open_coding("A1", "KM") as coding:
        coding.history.do(start_state(coding.coding, made.codebook, "crying", 500))
    capsys.readouterr()
    assert main(["find", str(study), "--code", "crying", "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["session"], found["coder"], found["at_ms"]) == ("A1", "KM", 500)
    assert main(["find", str(study)]) == 1
