"""A study that is kept for years: what was changed, whether it is as it was, what may tell too much, what is due."""

import json
import shutil
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from annotator.cli.main import main
from annotator.errors import MediaError, StudyError
from annotator.exchange.audit_csv import export_audit
from annotator.model.commands import comment, delete, submit
from annotator.study import Study, open_study
from annotator.study.audit import note_step
from annotator.study.bin import remove_coder, remove_coding, remove_session, restore
from annotator.study.boundaries import lock_boundaries
from annotator.study.check import check_study
from annotator.study.coming_back import pack_work, take_work_in
from annotator.study.handing_out import pack_to_code, unpack
from annotator.study.lock import CodingLock, open_codings, take_over
from annotator.study.other_copy import take_in
from annotator.study.renaming import move_coding, rename_coder, rename_session, rename_study
from annotator.study.replacing import carry_out, name_camera, prepare
from annotator.study.retention import due, remove_references, set_retention
from annotator.study.session import read_session, write_session
from annotator.study.share_check import share_check
from annotator.study.trail import changes
from annotator.study.variables import set_notes, set_variables
from annotator.study.verifying import verify_study
from tests.study.putting_right import camera, code, copy_of, counted, make_study

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.fixture
def lab(tmp_path):
    study = make_study(tmp_path / "lab")
    code(study, "S1", "KM", 2)
    code(study, "S1", "JT")
    code(study, "S2", "KM")
    return study


def put_everything_right(study, tmp_path):
    """Do each thing by which a study is put right, once."""
    rename_session(study, "S1", "S01")
    rename_coder(study, "JT", "JTA")
    rename_study(study, "Reunions of 2026")
    restore(study, remove_coding(study, "S01", "JTA").name)
    restore(study, remove_session(study, "S2").name)
    remove_coder(study, "JTA")
    move_coding(study, "S2", "KM", "S3")
    set_variables(study, {"S01": {"age": "12"}}, {"age": "number"})
    set_notes(study, "S01", "her sister came along")
    lock_boundaries(study, "S01", ())
    set_retention(study, {"S01": date(2026, 1, 31)})
    other = copy_of(study, "other")
    code(other, "S01", "KM")
    take_in(study, other.folder / "sessions/S01/KM.jsonl")
    pack_to_code(study, ["KM"], tmp_path / "km.zip")
    away = unpack(tmp_path / "km.zip", tmp_path / "away")
    code(away, "S2", "KM", 2)
    pack_work(away, tmp_path / "back.zip")
    take_work_in(study, tmp_path / "back.zip")
    remove_references(study, ["S3"])


def test_all_is_as_it_was_written_after_everything_was_put_right_and_what_was_not_is_named(lab, tmp_path):
    put_everything_right(lab, tmp_path)
    study = open_study(lab.folder)
    found = verify_study(study)
    assert (found.problems, found.remarks) == ((), ())
    assert (found.codings, found.edits, found.kept) == (3, 6, 1)
    assert main(["verify", str(lab.folder)]) == 0
    note_step(lab.folder, "something")
    trail = lab.folder / "audit.jsonl"
    lines = trail.read_bytes().splitlines(keepends=True)
    for changed, said in (
        ([*lines, lines[0].replace(b"2026", b"2020")], "1 remark"),
        ([*lines, b"{half"], "cannot be read"),
        (lines[1:], "S1 became S01"),
    ):
        trail.write_bytes(b"".join(changed))
        found = verify_study(study)
        assert said in f"{'; '.join(map(str, found.problems))} {len(found.remarks)} remark"
    trail.write_bytes(b"".join(lines))
    journal = lab.folder / "sessions/S01/KM.jsonl"
    in_bin = next(lab.folder.glob("bin/*/sessions/S01/JTA.jsonl"))
    for path in (journal, in_bin):
        good = path.read_bytes()
        path.write_bytes(good.replace(b"500", b"501", 1) if b"500" in good else good.replace(b"reach", b"reech", 1))
        assert len(verify_study(open_study(lab.folder)).problems) == 1
        path.write_bytes(good)
    assert main(["verify", str(lab.folder)]) == 0


def test_every_change_is_told_with_who_and_when_from_what_to_what(lab, tmp_path, capsys):
    put_everything_right(lab, tmp_path)
    with lab.open_coding("S01", "KM") as opened:
        first, second, *_ = opened.coding.events
        opened.history.do(comment(opened.coding, first.id, "smiles at Anna"))
        opened.history.do(delete(opened.coding, [second.id]))
        opened.history.undo()
        opened.history.do(submit(opened.coding))
    study = open_study(lab.folder)
    found = list(changes(study))
    assert found == sorted(found, key=lambda one: one.at)
    told = {(one.what, one.session, one.coder, one.old, one.new) for one in found}
    assert ("rename session S1 to S01", "S01", "", "S1", "S01") in told
    assert ("set variables", "S01", "", "S01: (age: )", "S01: (age: 12)") in told
    assert ("set notes", "S01", "", "", "…") in told
    assert any(one.what.startswith("undo: ") and "code: reach" in one.new and not one.old for one in found)
    said = [one for one in found if "…" in one.new and one.coder == "KM"]
    assert [(one.old, one.new) for one in said] == [("", "comment: …")]
    assert any("Anna" in one.new for one in changes(study, texts=True))
    assert all("S2" in one.session.split(", ") for one in changes(study, session="S2"))
    assert all("JTA" in (one.who, one.coder) for one in changes(study, coder="JTA"))
    assert next(one.more for one in changes(study, coder="JTA") if one.who == "JTA").startswith("in the bin: ")
    assert list(changes(study, since=datetime.now(UTC) + timedelta(hours=1))) == []
    assert all("name" in one.what for one in changes(study, what="NAME"))
    assert main(["audit", str(lab.folder), "--out", str(tmp_path / "audit.csv")]) == 0
    assert main(["audit", str(lab.folder), "--out", str(tmp_path / "audit.csv")]) == 1
    table = (tmp_path / "audit.csv").read_text(encoding="utf-8")
    assert table.startswith("at,who,session,coder,number,what,from,to,more\n")
    assert table.count("\n") == len(found) + 1
    assert "Anna" not in table
    assert "sister" not in table
    capsys.readouterr()
    assert main(["audit", str(lab.folder), "--session", "S2", "--since", "2020-01-01", "--json"]) == 0
    assert all("S2" in one["session"] for one in json.loads(capsys.readouterr().out)["changes"])


def test_what_was_set_is_found_by_its_session_under_every_name_and_said_as_it_stands_there(lab):
    set_variables(lab, {"S1": {"age": "12,5"}}, {"age": "number"})
    rename_session(lab, "S1", "S01")
    set_variables(lab, {"S01": {"age": "13"}, "S2": {"age": "1"}})
    found = [one for one in changes(lab, session="S01") if one.what == "set variables"]
    assert [one.session for one in found] == ["S01", "S01, S2"]
    assert found[0].new == "S1: (age: 12.5)"
    name_camera(lab, "S2", 0, "Anna's room")
    assert "Anna" not in str(list(changes(lab)))
    assert "Anna" in str(list(changes(lab, texts=True)))
    assert "Camera 1 may be named after somebody (Anna): Anna's room" in [one.what for one in share_check(lab)]


@pytest.mark.parametrize(
    "line",
    [
        b'{"at":"2026-01-01T00:00:00Z","who":"x","what":"y","old":' + b"[" * 900 + b"]" * 900 + b"}",
        b'{"at":"2026-01-01T00:00:00Z","who":"x","what":"rename session","session":["a"],"new":{"b":1}}',
        b'{"at":"2026-01-01T00:00:00+14:00","who":["x"],"what":{"a":1},"sessions":"S2","coder":7}',
        b'{"at":"2026-01-01T00:00:00-12:00","who":null,"what":5,"old":[null,1.5]}',
        b'{"at":"0001-01-01T00:00:00+14:00","who":"x","what":"y"}',
        b'{"at":"9999-12-31T23:59:59-12:00","who":"x","what":"y"}',
    ],
)
def test_a_line_of_the_trail_that_nobody_s_program_wrote_stops_nothing(lab, tmp_path, line):
    rename_session(lab, "S2", "S02")
    before = len(list(changes(lab)))
    with (lab.folder / "audit.jsonl").open("ab") as file:
        file.write(line + b"\n")
    there_is_such_a_day = b"2026" in line
    assert [one.what[:21] for one in verify_study(lab).problems] == ["audit.jsonl, line 2: "][there_is_such_a_day:]
    found = list(changes(lab))
    assert len(found) == before + there_is_such_a_day
    assert {one.at.tzinfo for one in found} == {UTC}
    export_audit(found, tmp_path / "changes.csv")
    share_check(lab)


def test_what_may_tell_who_was_recorded_is_named_with_what_to_do(tmp_path, capsys):
    study = make_study(tmp_path / "lab", sessions=("S1", "V20190304", "S3"))
    folder = study.folder / "sessions/S1"
    films = replace(camera(1), file="../films/Meier_2019-03-04_cam1.mp4")
    write_session(folder, replace(read_session(folder), cameras=(films, replace(camera(7), file="S1_camera2.mp4"))))
    set_variables(study, {"S1": {"born": "2018-03-02", "surname": "Meier", "seen": "3.4.2019"}}, {"born": "date"})
    set_notes(study, "S1", "her sister came along")
    code(study, "S1", "KM")
    with study.open_coding("S1", "KM") as opened:
        opened.history.do(comment(opened.coding, opened.coding.events[0].id, "smiles at Anna"))
    shutil.copy(folder / "KM.jsonl", folder / "KM.conflict-1.jsonl")
    said = (study.folder / "study.toml").read_text(encoding="utf-8")
    (study.folder / "study.toml").write_text('private = ["surname"]\n' + said, encoding="utf-8")
    found = share_check(open_study(study.folder))
    about = [(one.about, one.where) for one in found if one.where != "audit.jsonl"]
    assert about == [
        ("date", "session.toml"),
        ("variable", "session.toml"),
        ("date", "session V20190304"),
        ("path", "S1/session.toml"),
        ("date", "S1/session.toml"),
        ("name", "S1/session.toml"),
        ("notes", "S1/session.toml"),
        ("date", "S1/session.toml"),
        ("comments", "S1/KM.jsonl"),
        ("kept", "S1/KM.conflict-1.jsonl"),
    ]
    assert "(Meier)" in found[5].what
    assert all(one.hint for one in found)
    assert main(["share-check", str(study.folder)]) == 1
    assert "Meier" in capsys.readouterr().out
    clean = make_study(tmp_path / "clean")
    assert share_check(clean) == ()


def test_recordings_that_are_due_are_named_and_only_what_says_where_they_lie_goes(study, recording, capsys):
    code(study, "S001", "KM")
    before = (study.episodes().to_dict(), study.events().to_dict())
    set_retention(study, {"S001": date(2026, 1, 31)})
    assert set_retention(study, {"S001": date(2026, 1, 30)}) == {"S001": date(2026, 1, 31)}
    assert due(study, date(2026, 1, 30)) == ()
    assert [(one.session, one.cameras) for one in due(study, date(2026, 1, 31))] == [("S001", 1)]
    assert main(["check", str(study.folder)]) == 0
    assert "might be kept until 2026-01-30 only" in capsys.readouterr().out
    assert main(["retention", str(study.folder), "--remove-references"]) == 0
    assert "With --yes" in capsys.readouterr().out
    assert study.session("S001").cameras[0].file != "removed"
    data = recording.read_bytes()
    assert main(["retention", str(study.folder), "--remove-references", "--yes"]) == 0
    assert recording.read_bytes() == data, "no file is touched"
    text = (study.folder / "sessions/S001/session.toml").read_text(encoding="utf-8")
    assert recording.name not in text
    step = [one for one in changes(study) if one.what == "references to recordings removed"]
    assert [(one.session, one.more) for one in step] == [("S001", "cameras: (S001: (1))")]
    with pytest.raises(MediaError, match="was taken out of the study"):
        study.recordings.find(study.session("S001"), 0)
    with pytest.raises(StudyError, match="was taken out"):
        study.recordings.relink("S001", 0, recording)
    assert check_study(study) == ()
    assert due(study, date(2027, 1, 1)) == ()
    assert (study.episodes().to_dict(), study.events().to_dict()) == before
    carry_out(study, prepare(study, "S001", 0, recording))
    assert study.recordings.find(study.session("S001"), 0) == recording.resolve()
    assert main(["retention", str(study.folder), "S001", "--no-date"]) == 0
    assert "no date" in capsys.readouterr().out


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the system does not let a process choose its time zone")
def test_the_last_day_ends_when_it_ends_in_the_lab(tmp_path, monkeypatch):
    folder = make_study(tmp_path / "study").folder
    evening = Study(folder, clock=lambda: datetime(2026, 2, 1, 3, tzinfo=UTC))
    set_retention(evening, {"S1": date(2026, 1, 31)})
    found = []
    for zone in ("UTC+8", "UTC-9"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        found.append([one.session for one in due(evening, evening.today())])
    monkeypatch.undo()
    time.tzset()
    assert found == [[], ["S1"]], "on the west coast it is still the last day"


def test_codings_that_are_open_are_listed_and_what_a_crash_left_behind_is_taken_over(lab, capsys):
    folder = lab.folder / "sessions/S1"
    assert list(open_codings(folder)) == []
    with lab.open_coding("S1", "KM"):
        assert [(one.coder, one.is_held) for one in open_codings(folder)] == [("KM", True)]
        assert main(["locks", str(lab.folder)]) == 0
        assert "S1 by KM: open" in capsys.readouterr().out
        assert main(["locks", str(lab.folder), "--take-over", "S1", "KM"]) == 1
    note = {"coder": "KM", "since": NOW.isoformat(), "host": "elsewhere", "process": 7}
    (folder / "KM.lock.json").write_text(json.dumps(note), encoding="utf-8")
    assert [(one.host, one.is_held) for one in open_codings(folder)] == [("elsewhere", False)]
    assert main(["locks", str(lab.folder), "--take-over", "S1", "KM"]) == 0
    assert list(open_codings(folder)) == []
    with pytest.raises(StudyError, match="was not left open"):
        take_over(folder / "KM.jsonl")
    assert CodingLock(folder / "KM.jsonl").is_held() is False
    assert counted(lab)["S1", "KM"] == 2
    capsys.readouterr()
