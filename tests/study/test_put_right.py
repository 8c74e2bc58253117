"""What was wrong is put right: renamed, removed, restored, moved; each refusal changes nothing."""

import shutil
from hashlib import sha256

import msgspec
import pytest
import tomlkit

from annotator.errors import EditError, JournalError, StudyError
from annotator.model.commands import submit
from annotator.model.history import Change, Edit
from annotator.model.items import Basis, Settlement
from annotator.study import CoderSettings, Session, open_study, package
from annotator.study.backups import Backups
from annotator.study.bin import (
    bin_problems,
    delete_for_good,
    in_bin,
    names_in_bin,
    remove_coder,
    remove_coding,
    remove_session,
    restore,
)
from annotator.study.bookmark import Bookmark, write_bookmark
from annotator.study.check import check_study, same_recordings
from annotator.study.gold import declare_gold, gold_of, gold_problems
from annotator.study.journal import read_journal
from annotator.study.lock import CodingLock
from annotator.study.open_coding import utc_now
from annotator.study.other_copy import look_at_copy, take_in
from annotator.study.preregistration import Plan, freeze, preregistrations
from annotator.study.renaming import move_coding, rename_coder, rename_session, rename_study
from annotator.study.repair import repair, use_repaired
from annotator.study.repair import restore as put_backup_back
from annotator.study.session import write_session
from annotator.study.versions import compare_version, other_versions
from tests.study.putting_right import camera, code, copy_of, counted, make_study, state, verify
from tests.trail import read_steps


@pytest.fixture
def study(tmp_path):
    """KM has coded S1 and S2, JT has coded S1."""
    made = make_study(tmp_path / "one")
    for session, coder, count in (("S1", "KM", 2), ("S2", "KM", 3), ("S1", "JT", 4)):
        code(made, session, coder, count)
    return made


def settle(study, session, *items):
    with study.open_coding(session, "consensus") as opened:
        opened.history.do(Edit(label="begin", changes=tuple(Change(None, item) for item in items)))


BASIS = Basis(coders=("KM", "JT"), states=("a", "b"), window=((0, 1000),))
SETTLED = Settlement(
    id="s1", kind="missed", channel="reach", start_ms=0, end_ms=500, decided="accepted", coder="KM", result=()
)


def test_a_renamed_session_is_the_same_session_and_its_chain_names_the_old_id(study):
    before = (study.folder / "sessions/S1/KM.jsonl").read_bytes()
    rename_session(study, "S1", "S01")
    assert study.session_ids() == ["S01", "S2", "S3"]
    assert counted(study) == {("S01", "KM"): 2, ("S01", "JT"): 4, ("S2", "KM"): 3}
    assert (study.folder / "sessions/S01/KM.jsonl").read_bytes() == before
    assert read_journal(study.folder / "sessions/S01/KM.jsonl").header.session == "S1"
    assert not (study.folder / "sessions/S1").exists()
    with study.open_coding("S01", "KM") as opened:
        assert (opened.coding.session, opened.notices) == ("S01", ())
    code(study, "S01", "KM")
    (step,) = read_steps(study.folder)
    assert (step["what"], step["session"], step["new"]) == ("rename session S1 to S01", "S1", "S01")
    assert step["at"]
    verify(study)
    rename_session(study, "S01", "S1")
    assert counted(study) == {("S1", "KM"): 3, ("S1", "JT"): 4, ("S2", "KM"): 3}
    verify(study)


def test_what_names_a_session_or_coder_follows(study):
    with study.open_coding("S1", "KM") as opened:
        opened.history.do(submit(opened.coding))
    declare_gold(study, "S1", "KM")
    study.save_coder_settings("KM", CoderSettings(reaction_ms=300))
    study.change_settings(agreement=msgspec.structs.replace(study.settings.agreement, master="KM"))
    freeze(study, Plan(sessions=3, double_share=1.0, seed=1), "marked", 1)
    rename_session(study, "S1", "S01")
    rename_coder(study, "KM", "KMA")
    study = open_study(study.folder)
    assert study.coders == ("KMA", "JT")
    assert study.coder_settings("KMA").reaction_ms == 300
    assert study.settings.agreement.master == "KMA"
    assert gold_of(study, "S01").coder == "KMA"
    assert list(gold_problems(study)) == []
    (frozen,) = preregistrations(study.folder)
    assert (frozen.sessions, frozen.coders) == (("S01", "S2", "S3"), ("KMA", "JT"))
    assert counted(study) == {("S01", "KMA"): 2, ("S01", "JT"): 4, ("S2", "KMA"): 3}


def test_a_consensus_names_the_coder_by_the_new_id(study):
    settle(study, "S1", BASIS, SETTLED)
    declare_gold(study, "S1", "consensus")
    rename_coder(study, "KM", "KMA")
    items = study.read_coding("S1", "consensus").items
    assert (items["basis"].coders, items["s1"].coder) == (("KMA", "JT"), "KMA")
    assert list(gold_problems(study)) == [], "the standard is what it was"
    with study.open_coding("S1", "consensus") as opened:
        assert opened.steps.all[-1].label == "rename coder KM to KMA"
    rename_coder(study, "KMA", "KM")
    assert study.read_coding("S1", "consensus").items["basis"] == BASIS


@pytest.mark.parametrize("new", ["S2", "s2", "s1", "S1", "NA", "a/b", "1e5", "gone"])
def test_a_session_gets_no_id_that_is_taken_or_that_tables_do_not_keep(study, new):
    rename_session(study, "S3", "kept")
    rename_session(study, "S2", "gone")
    rename_session(study, "gone", "S2")
    rename_session(study, "kept", "S4")
    before = state(study.folder)
    if new == "gone":
        new = "kept"  # what S4 was called once
    with pytest.raises(StudyError):
        rename_session(study, "S1", new)
    with pytest.raises(StudyError):
        rename_coder(study, "KM", {"S2": "JT", "s2": "jt", "s1": "km", "S1": "KM", "kept": "consensus"}.get(new, new))
    assert state(study.folder) == before


def test_an_id_that_was_given_up_is_not_given_to_something_new(study):
    rename_session(study, "S1", "S01")
    rename_coder(study, "KM", "KMA")
    with pytest.raises(StudyError, match="was the id of session S01"):
        study.add_session("s1", [])
    with pytest.raises(StudyError, match="was the id of coder KMA"):
        study.add_coder("KM")
    with pytest.raises(StudyError, match="Session S1 is called S01 now"):
        study.session("S1")


def deeds(study):
    return {
        "rename session": lambda: rename_session(study, "S1", "S01"),
        "rename coder": lambda: rename_coder(study, "KM", "KMA"),
        "remove session": lambda: remove_session(study, "S1"),
        "remove coding": lambda: remove_coding(study, "S1", "KM"),
        "remove coder": lambda: remove_coder(study, "KM"),
        "move": lambda: move_coding(study, "S1", "KM", "S3"),
    }


@pytest.mark.parametrize("name", list(deeds(None)))
def test_a_coding_that_is_open_refuses_the_deed_and_nothing_is_changed(study, name):
    lock = CodingLock(study.folder / "sessions/S1/KM.jsonl")
    lock.acquire(utc_now())
    before, trail = state(study.folder), read_steps(study.folder)
    with pytest.raises(StudyError, match=r"S1/KM\.jsonl is open in another window"):
        deeds(study)[name]()
    lock.release()
    before.pop("sessions/S1/KM.lock.json")
    assert (state(study.folder), read_steps(study.folder)) == (before, trail)
    deeds(study)[name]()
    verify(study)


@pytest.mark.parametrize(
    ("remove", "left"),
    [
        (lambda study: remove_session(study, "S1"), {("S2", "KM"): 3}),
        (lambda study: remove_coding(study, "S1", "KM"), {("S1", "JT"): 4, ("S2", "KM"): 3}),
        (lambda study: remove_coder(study, "KM"), {("S1", "JT"): 4}),
    ],
)
def test_what_is_removed_counts_nowhere_and_comes_back_as_it_was(study, remove, left):
    study.save_coder_settings("KM", CoderSettings(reaction_ms=300))
    (study.folder / "sessions/S1/KM.conflict-1.jsonl").write_bytes(b"{}")
    before, all_of_it = state(study.folder), counted(study)
    removed = remove(study)
    assert counted(study) == left
    assert [one.title for one in in_bin(study)] == [removed.title]
    assert removed.codings
    assert restore(study, removed.name) == ()
    assert in_bin(study) == ()
    assert counted(study) == all_of_it
    after = state(study.folder)
    assert tomlkit.parse(after.pop("study.toml")) == tomlkit.parse(before.pop("study.toml"))
    assert after == before
    assert [step["what"].split()[0] for step in read_steps(study.folder)] == ["remove", "restore"]


def test_what_comes_back_follows_what_was_renamed_since(study):
    one = remove_coding(study, "S1", "KM")
    rename_session(study, "S1", "S01")
    rename_coder(study, "KM", "KMA")
    restore(study, one.name)
    assert counted(study) == {("S01", "KMA"): 2, ("S01", "JT"): 4, ("S2", "KMA"): 3}
    verify(study)


def test_nothing_is_restored_over_what_is_there(study):
    coding, session = remove_coding(study, "S1", "KM"), remove_session(study, "S2")
    code(study, "S1", "KM")
    write(study, "S2", 7)
    before = state(study.folder)
    with pytest.raises(StudyError, match="KM has coded S1 once more since"):
        restore(study, coding.name)
    with pytest.raises(StudyError, match="has a session S2 already"):
        restore(study, session.name)
    with pytest.raises(StudyError, match="The bin holds another session S2"):
        rename_session(study, "S2", "S02")
    with pytest.raises(StudyError, match="The bin has no nothing"):
        restore(study, "nothing")
    assert state(study.folder) == before


def write(study, session, number):
    (study.folder / "sessions" / session).mkdir()
    write_session(study.folder / "sessions" / session, Session(id=session, cameras=(camera(number),)))


def test_who_begins_anew_is_not_told_of_an_older_copy(study):
    remove_coding(study, "S1", "KM")
    move_coding(study, "S1", "JT", "S3")
    for coder in ("KM", "JT"):
        with study.open_coding("S1", coder) as opened:
            assert (opened.notices, opened.missing, opened.coding.events) == ((), 0, ())


def test_what_lies_beside_a_coding_goes_along_and_a_recording_stays_where_it_is(study):
    folder = study.folder / "sessions/S1"
    for name in ("visit.mp4", "KM.jsonl.set-aside-1", "JT.jsonl.set-aside-1", "KM.bookmark.json"):
        (folder / name).write_text(name)
    for name in ("JT.jsonl.set-aside-1", "JT.bookmark.json"):
        (folder.with_name("S3") / name).write_text("of S3")
    write_bookmark(folder / "JT.jsonl", Bookmark(at_ms=5))
    move_coding(study, "S1", "JT", "S3")
    assert {path.name for path in folder.with_name("S3").glob("JT.*") if path.suffix != ".lock"} == {
        "JT.jsonl",
        "JT.jsonl.set-aside-1",
        "JT.jsonl.set-aside-2",
        "JT.bookmark.json",
    }
    rename_session(study, "S1", "S01")
    assert [path.name for path in folder.iterdir() if path.suffix != ".lock"] == ["visit.mp4"]
    assert (folder.with_name("S01") / "KM.jsonl.set-aside-1").read_text() == "KM.jsonl.set-aside-1"
    removed = remove_session(study, "S01")
    restore(study, removed.name)
    assert (folder.with_name("S01") / "KM.bookmark.json").exists()
    assert study.session_ids() == ["S01", "S2", "S3"]


def test_an_entry_of_the_bin_that_lost_its_note_is_told(study):
    removed = remove_coding(study, "S1", "KM")
    (study.folder / "bin" / removed.name / "removed.toml").unlink()
    assert in_bin(study) == ()
    assert "has lost its removed.toml" in str(bin_problems(study)[0])
    assert counted(study) == {("S1", "JT"): 4, ("S2", "KM"): 3}


def test_what_is_deleted_for_good_is_named_in_the_trail_and_no_recording_goes(study):
    coding, session = remove_coding(study, "S1", "KM"), remove_session(study, "S2")
    (study.folder / "bin" / session.name / "sessions/S2/visit.mp4").write_bytes(b"a recording")
    (study.folder / "bin" / coding.name / "removed.toml").unlink()
    held = sha256((study.folder / "bin" / coding.name / "sessions/S1/KM.jsonl").read_bytes()).hexdigest()
    left = counted(study)
    for name in names_in_bin(study):
        delete_for_good(study, name)
    assert [path.name for path in (study.folder / "bin").rglob("*") if path.is_file()] == ["visit.mp4"]
    first, second = read_steps(study.folder)[-2:]
    assert (first["bin"], first["files"]["S1/KM.jsonl"]) == (coding.name, held)
    assert (second["what"], set(second["files"])) == (
        "delete session S2 from the bin",
        {"S2/KM.jsonl", "S2/session.toml"},
    )
    assert counted(study) == left
    with pytest.raises(StudyError, match="The bin has no"):
        delete_for_good(study, coding.name)
    with pytest.raises(StudyError):
        delete_for_good(study, "../sessions")


def test_a_gold_standard_and_the_one_all_are_held_against_are_not_taken_away_in_passing(study):
    with study.open_coding("S1", "KM") as opened:
        opened.history.do(submit(opened.coding))
    declare_gold(study, "S1", "KM")
    for deed in ("remove session", "remove coding", "remove coder", "move"):
        with pytest.raises(StudyError, match="is the gold standard"):
            deeds(study)[deed]()
    study.change_settings(agreement=msgspec.structs.replace(study.settings.agreement, master="JT"))
    with pytest.raises(StudyError, match="held against JT"):
        remove_coder(study, "JT")


def test_a_coding_is_moved_to_the_session_it_belongs_to(study):
    write(study, "short", 9)
    short = Session(id="short", cameras=(camera(9, duration_ms=600),))
    write_session(study.folder / "sessions/short", short)
    doubts = move_coding(study, "S1", "JT", "short")
    assert any("beyond the end of the recording" in str(one) for one in doubts)
    code(study, "S1", "JT")  # what should have been coded there
    assert counted(study) == {("S1", "KM"): 2, ("S1", "JT"): 1, ("S2", "KM"): 3, ("short", "JT"): 4}
    verify(study)
    with pytest.raises(StudyError, match="JT has coded S1 already"):
        move_coding(study, "short", "JT", "S1")
    assert move_coding(study, "short", "JT", "S3") == ()
    assert counted(study)["S3", "JT"] == 4
    with pytest.raises(StudyError, match="JT has not coded short"):
        move_coding(study, "short", "JT", "S2")
    settle(study, "S1", BASIS)
    with pytest.raises(StudyError, match="consensus follows"):
        move_coding(study, "S1", "consensus", "S2")


def test_an_older_copy_that_comes_back_counts_nowhere_and_can_be_merged(study):
    other = copy_of(study, "two")
    code(other, "S1", "KM", 5)
    code(other, "S1", "JT", 1)
    rename_session(study, "S1", "S01")
    rename_coder(study, "KM", "KMA")
    move_coding(study, "S01", "JT", "S3")
    now = {("S01", "KMA"): 2, ("S3", "JT"): 4, ("S2", "KMA"): 3}
    shutil.copytree(other.folder / "sessions/S1", study.folder / "sessions/S1")
    shutil.copy(other.folder / "sessions/S2/KM.jsonl", study.folder / "sessions/S2")
    shutil.copy(other.folder / "sessions/S1/JT.jsonl", study.folder / "sessions/S01")
    assert counted(study) == now
    told = " ".join(str(one) for one in check_study(study))
    for said in ("S1 is an older copy of session S01", "coding of session S2 by KMA as it was", "session S3 by JT"):
        assert said in told
    assert take_in(study, study.folder / "sessions/S1/KM.jsonl").changed == 5
    assert take_in(study, study.folder / "sessions/S01/JT.jsonl").changed == 1
    assert take_in(study, other.folder / "sessions/S1/JT.jsonl").changed == 0, "twice is harmless"
    assert take_in(study, study.folder / "sessions/S2/KM.jsonl").changed == 0
    remove_session(study, "S1")
    assert counted(study) == {**now, ("S01", "KMA"): 7, ("S3", "JT"): 5}
    verify(study)


def test_what_another_copy_has_renamed_is_known_for_what_it_is_here(study):
    other = copy_of(study, "two")
    rename_session(other, "S3", "S9")
    rename_coder(other, "JT", "J")
    code(other, "S9", "J", 2)
    rename_session(study, "S2", "S9")
    done = take_in(study, other.folder / "sessions/S9/J.jsonl")
    assert (done.session, done.coder, done.is_new) == ("S3", "JT", True)
    assert take_in(study, other.folder / "sessions/S9/J.jsonl").changed == 0
    assert counted(study)["S3", "JT"] == 2
    verify(study)


def test_what_a_copy_holds_is_looked_at_before_anything_is_taken_in(study):
    other = copy_of(study, "two")
    code(other, "S1", "KM", 2)
    code(other, "S3", "KM", 1)
    rename_coder(other, "JT", "J")
    remove_session(study, "S2")
    before = state(study.folder)
    found = {one.name: one for one in look_at_copy(study, other.folder)}
    assert state(study.folder) == before
    known = {name: (one.session, one.coder, one.is_new, one.changes, one.has_news) for name, one in found.items()}
    assert known["S1 by KM"] == ("S1", "KM", False, 2, True)
    assert known["S1 by J"] == ("S1", "JT", False, 0, False)
    assert known["S3 by KM"] == ("S3", "KM", True, 1, True)
    assert "session S2, which this study does not have" in found["S2 by KM"].problem
    for folder, why in ((study.folder, "the study itself"), (study.folder / "sessions", "no study in sessions")):
        with pytest.raises(StudyError, match=why):
            look_at_copy(study, folder)
    with pytest.raises(StudyError, match="no copy of this one"):
        look_at_copy(study, make_study(study.folder.with_name("three")).folder)


def test_what_is_not_to_be_merged_is_refused(study):
    other = copy_of(study, "two")
    file = other.folder / "sessions/S1/KM.jsonl"
    with pytest.raises(StudyError, match="is the coding itself"):
        take_in(study, study.folder / "sessions/S1/KM.jsonl")
    remove_coding(study, "S1", "KM")
    with pytest.raises(StudyError, match=r"lies in the bin \(the coding of S1 by KM\)"):
        take_in(study, file)
    write_session(other.folder / "sessions/S2", Session(id="S2", cameras=(camera(77),)))
    with pytest.raises(StudyError, match="other recordings"):
        take_in(study, other.folder / "sessions/S2/KM.jsonl")
    remove_session(study, "S1")
    with pytest.raises(StudyError, match="session S1, which this study does not have"):
        take_in(study, other.folder / "sessions/S1/JT.jsonl")
    (other.folder / "empty.jsonl").write_bytes(b"")
    with pytest.raises(JournalError, match="nothing that was coded"):
        take_in(study, other.folder / "empty.jsonl")


def test_a_submitted_coding_is_renamed_and_merged_only_where_nothing_changes(study):
    other = copy_of(study, "two")
    with study.open_coding("S1", "KM") as opened:
        opened.history.do(submit(opened.coding))
    rename_session(study, "S1", "S01")
    file = other.folder / "sessions/S1/KM.jsonl"
    assert take_in(study, file).changed == 0
    code(other, "S1", "KM")
    with pytest.raises(EditError, match="submitted"):
        take_in(study, file)


def test_backups_copies_and_repair_know_the_new_name(study):
    code(study, "S1", "KM", 2)
    rename_session(study, "S1", "S01")
    rename_coder(study, "KM", "KMA")
    backup = Backups(study.place, "S01", "KMA").all()[0]
    assert backup.edits == 4
    journal = study.folder / "sessions/S01/KMA.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join([*lines[:2], lines[2].replace(b"reach", b"peach", 1), *lines[3:]]))
    with pytest.raises(JournalError, match="backup of"):
        study.read_coding("S01", "KMA")
    use_repaired(study, repair(study, "S01", "KMA"))
    assert counted(study)["S01", "KMA"] == 3
    put_backup_back(study, "S01", "KMA", backup)
    assert counted(study)["S01", "KMA"] == 4
    shutil.copy(journal, journal.with_name("KMA.conflict-1.jsonl"))
    code(study, "S01", "KMA")
    copies, _ = other_versions(study, "S01", "KMA")
    beside = next(one for one in copies if one.kind == "conflict")
    assert len(compare_version(study, "S01", "KMA", beside).difference.ours) == 1
    assert Backups(study.place, "S2", "KMA").all()[0].edits == 3


def test_a_backup_of_a_coding_that_was_moved_away_is_offered_where_it_is_now(study):
    move_coding(study, "S1", "JT", "S3")
    code(study, "S1", "JT", 1)
    assert [one.edits for one in Backups(study.place, "S3", "JT").all()] == [4]
    assert [one.edits for one in Backups(study.place, "S1", "JT").all()] == [1]


def test_a_package_holds_the_bin_and_the_audit_trail(study, tmp_path):
    rename_session(study, "S1", "S01")
    removed = remove_coding(study, "S01", "KM")
    made = package.pack(study, tmp_path / "study.zip")
    names = {file.name for file in made.files}
    assert {"audit.jsonl", f"bin/{removed.name}/sessions/S01/KM.jsonl", f"bin/{removed.name}/removed.toml"} <= names
    shutil.unpack_archive(tmp_path / "study.zip", tmp_path / "unpacked")
    other = open_study(tmp_path / "unpacked")
    assert counted(other) == {("S01", "JT"): 4, ("S2", "KM"): 3}
    restore(other, removed.name)
    assert counted(other) == {("S01", "KM"): 2, ("S01", "JT"): 4, ("S2", "KM"): 3}


def test_the_study_is_called_otherwise(study):
    rename_study(study, "Reunions 2")
    assert (study.name, open_study(study.folder).name) == ("Reunions 2", "Reunions 2")
    for name in ("", " ", "a\nb", "x" * 201):
        with pytest.raises(StudyError):
            rename_study(study, name)
    assert [step["new"] for step in read_steps(study.folder)] == ["Reunions 2"]


def test_a_recording_in_two_sessions_is_told(study):
    assert same_recordings(study) == []
    write(study, "again", 1)
    assert same_recordings(study) == ["S1 (camera 1) and again (camera 1) are the same recording."]
    assert same_recordings(study, "S2") == []


def test_what_is_not_there_is_neither_renamed_nor_removed(study):
    for deed in (
        lambda: rename_session(study, "S7", "S8"),
        lambda: rename_coder(study, "XX", "YY"),
        lambda: remove_session(study, "S7"),
        lambda: remove_coder(study, "XX"),
        lambda: remove_coding(study, "S3", "KM"),
        lambda: remove_coding(study, "../S1", "KM"),
        lambda: move_coding(study, "S3", "KM", "S1"),
        lambda: move_coding(study, "S1", "KM", "S7"),
        lambda: rename_coder(study, "consensus", "C"),
    ):
        with pytest.raises(StudyError):
            deed()
    assert read_steps(study.folder) == []
