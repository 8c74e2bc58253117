"""Older copies are noticed, what was kept elsewhere never goes to another study, and two copies can be put together."""

import os
import shutil
from pathlib import Path

import pytest

from annotator.errors import JournalError, StudyError
from annotator.model.codebook.file import codebook_text
from annotator.model.commands import delete, mark, submit
from annotator.model.history import Change, Edit
from annotator.model.items import Classification, EpisodeMark, Event, Rating
from annotator.study import Camera, OpenCoding, Session, Study, create_study, open_study
from annotator.study.backups import BackupSettings, backup_settings, save_backup_settings
from annotator.study.copies import copies_of
from annotator.study.journal import read_journal
from annotator.study.merging import compare_journals
from annotator.study.rescue import STATE_DIR_VARIABLE
from annotator.study.session import write_session

CAMERA = Camera(file="none.mp4", size=1, fingerprint="1-x", duration_ms=600_000, frame_count=15_000)


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(STATE_DIR_VARIABLE, str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def study(tmp_path: Path, state: Path) -> Study:
    made = create_study(tmp_path / "one", "Reunions", codebook_text("strange_situation"))
    (made.folder / "sessions/S001").mkdir()
    write_session(made.folder / "sessions/S001", Session(id="S001", cameras=(CAMERA,)))
    made.add_coder("A")
    return made


@pytest.fixture
def journal(study: Study) -> Path:
    return study.folder / "sessions/S001/A.jsonl"


def press(study: Study, opened: OpenCoding, count: int) -> None:
    for _ in range(count):
        opened.history.do(mark(opened.coding, study.codebook, "reach", 500 * len(opened.coding.events)))


def code(study: Study, count: int) -> None:
    with study.open_coding("S001", "A") as opened:
        press(study, opened, count)


def add(opened: OpenCoding, *items) -> None:
    opened.history.do(Edit(label="add", changes=tuple(Change(None, item) for item in items)))


def test_a_copied_study_does_not_get_what_was_kept_for_the_first(study: Study, state: Path, monkeypatch) -> None:
    other = open_study(shutil.copytree(study.folder, study.folder.with_name("two")))
    away = study.folder.with_name("unplugged")
    opened = study.open_coding("S001", "A")
    study.folder.rename(away)
    press(study, opened, 30)
    opened.close()
    away.rename(study.folder)
    (kept,) = state.rglob("*.jsonl")

    with other.open_coding("S001", "A") as second:
        assert second.coding.events == ()
        (notice,) = second.notices
        assert f"“Reunions” in {study.folder}" in notice
        assert "30 of its edits are not here. Nothing of it was taken in" in notice
        (offered,) = [one for one in copies_of(other, "S001", "A") if one.kind == "kept"]
        assert (offered.kind, offered.edits, offered.place) == ("kept", 30, str(study.folder))
    assert kept.exists()
    assert not (other.folder / "sessions/S001/A.jsonl").exists()

    with study.open_coding("S001", "A") as first:
        assert len(first.coding.events) == 30
        assert "30 edits" in first.notices[0]
        assert first.flush()
    assert not kept.exists()


def test_what_was_kept_for_another_place_can_be_merged_on_request(study: Study, state: Path) -> None:
    code(study, 2)
    away = study.folder.with_name("unplugged")
    opened = study.open_coding("S001", "A")
    study.folder.rename(away)
    press(study, opened, 3)
    opened.close()
    moved = open_study(away)
    (copy,) = [one for one in copies_of(moved, "S001", "A") if one.kind == "kept"]
    with moved.open_coding("S001", "A") as again:
        found = again.merge(read_journal(copy.path), moved.codebook)
        assert (len(found.edit.changes), found.conflicts) == (3, ())
        assert again.coding.items == opened.coding.items
    with moved.open_coding("S001", "A") as third:
        assert third.merge(read_journal(copy.path), moved.codebook).edit.changes == ()


def test_copies_that_crashes_have_left_behind_are_cleared_once_the_journal_holds_them(study, journal, state) -> None:
    code(study, 3)
    folder = next(state.rglob("last-saved.json")).parent
    lines = journal.read_bytes().splitlines(keepends=True)
    (folder / "1.jsonl").write_bytes(b"".join(lines[:2]))
    (folder / "2.jsonl").write_bytes(b"".join(lines[:3])[:-9])
    (folder / "2.tmp").write_bytes(b"".join(lines[:1]))
    (folder / "3.jsonl").write_bytes(b"".join([*lines[:2], b'{"number":2,"other":1}\n']))
    code(study, 1)
    assert [path.name for path in folder.glob("*.jsonl")] == ["3.jsonl"]
    assert not list(folder.glob("*.tmp"))


def test_copies_that_earlier_versions_have_kept_are_offered_and_cleared_too(study, journal, state) -> None:
    code(study, 3)
    study_id = study.place.id
    earlier = state / "rescue" / study_id / "S001" / "A"
    earlier.mkdir(parents=True)
    other = journal.read_bytes()
    code(study, 1)
    (earlier / "1.jsonl").write_bytes(other)
    longer = journal.read_bytes()
    journal.write_bytes(other)
    (earlier / "2.jsonl").write_bytes(longer)
    with study.open_coding("S001", "A") as opened:
        assert any("a copy of this coding was kept" in notice.lower() for notice in opened.notices)
        assert [path.name for path in earlier.iterdir()] == ["2.jsonl"]
    journal.write_bytes(longer)
    study.open_coding("S001", "A").close()
    assert not list(earlier.iterdir())


def test_a_disk_that_stays_full_gets_each_edit_once_into_the_copy(study: Study, state: Path, monkeypatch) -> None:
    opened = study.open_coding("S001", "A")
    away = study.folder.with_name("unplugged")
    study.folder.rename(away)
    press(study, opened, 1)
    opened.flush()
    (kept,) = state.rglob("*.jsonl")
    first, inode = kept.read_bytes(), kept.stat().st_ino
    for _ in range(5):
        press(study, opened, 1)
        opened.flush()
    assert kept.stat().st_ino == inode, "the copy is added to, not written anew"
    assert kept.read_bytes().startswith(first)
    assert len(read_journal(kept).edits) == 6
    opened.close()
    away.rename(study.folder)


def test_edits_that_are_in_memory_only_are_said_and_can_be_saved_elsewhere(study, state, tmp_path, monkeypatch) -> None:
    opened = study.open_coding("S001", "A")
    away = study.folder.with_name("unplugged")
    study.folder.rename(away)
    shutil.rmtree(state, ignore_errors=True)
    state.write_text("in the way")
    press(study, opened, 3)
    opened.flush()
    assert opened.state == "failed"
    assert opened.is_kept_nowhere

    opened.save_elsewhere(tmp_path / "saved.jsonl")
    assert len(read_journal(tmp_path / "saved.jsonl").edits) == 3
    with pytest.raises(JournalError, match="File exists"):
        opened.save_elsewhere(tmp_path / "saved.jsonl")

    state.unlink()
    away.rename(study.folder)
    assert opened.flush()
    assert not opened.is_kept_nowhere
    opened.close()


def test_an_older_copy_put_in_place_while_closed_is_noticed_and_the_newer_one_can_be_had(study, journal) -> None:
    code(study, 50)
    older = journal.read_bytes()
    code(study, 50)
    journal.write_bytes(older)
    with study.open_coding("S001", "A") as opened:
        assert len(opened.coding.events) == 50
        assert opened.missing == 50
        assert "holds 50 edits, and 50 or more that were saved here are not among them" in opened.notices[0]
        assert "holds 100 edits: it can be restored or merged" in opened.notices[0]
        newest = opened.backups.all()[0]
        opened.merge(read_journal(newest.path), study.codebook)
        assert len(opened.coding.events) == 100
    with study.open_coding("S001", "A") as again:
        assert (again.missing, again.notices) == (0, ())


def test_a_journal_that_is_gone_or_another_is_noticed(study: Study, journal: Path) -> None:
    code(study, 3)
    gone = journal.read_bytes()
    journal.unlink()
    with study.open_coding("S001", "A") as opened:
        assert opened.missing == 3
        press(study, opened, 5)
    journal.write_bytes(gone)
    with study.open_coding("S001", "A") as opened:
        assert opened.missing == 2


def test_what_another_computer_has_added_is_no_older_copy(study: Study, journal: Path, state: Path) -> None:
    code(study, 3)
    aside = state.with_name("aside")
    state.rename(aside)
    code(study, 3)
    shutil.rmtree(state)
    aside.rename(state)
    with study.open_coding("S001", "A") as opened:
        assert (opened.missing, opened.notices) == (0, ())


def test_an_older_copy_put_in_place_while_open_is_noticed_at_closing(study: Study, journal: Path) -> None:
    code(study, 50)
    older = journal.read_bytes()
    opened = study.open_coding("S001", "A")
    press(study, opened, 50)
    opened.flush()
    journal.write_bytes(older)

    opened.close()

    assert "A.conflict-1.jsonl" in opened.problem.hint
    assert len(read_journal(journal.with_name("A.conflict-1.jsonl")).edits) == 100
    assert journal.read_bytes() == older
    (copy,) = [one for one in copies_of(study, "S001", "A") if one.kind == "conflict"]
    assert len(read_journal(copy.path).history.coding.events) == 100


def test_a_coding_that_was_only_open_keeps_what_it_held_too(study: Study, journal: Path) -> None:
    code(study, 20)
    opened = study.open_coding("S001", "A")
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:11]))
    opened.close()
    assert len(read_journal(journal.with_name("A.conflict-1.jsonl")).edits) == 20


def test_what_another_has_added_while_it_was_only_open_is_no_conflict(study: Study, journal: Path) -> None:
    code(study, 5)
    before = journal.read_bytes()
    code(study, 5)
    after = journal.read_bytes()
    journal.write_bytes(before)
    opened = study.open_coding("S001", "A")
    journal.write_bytes(after)
    opened.close()
    assert opened.problem is None
    assert journal.read_bytes() == after
    assert not list(journal.parent.glob("*.conflict-*"))


def test_a_change_of_the_same_size_in_the_middle_is_noticed_by_the_next_edit(study: Study, journal: Path) -> None:
    code(study, 20)
    opened = study.open_coding("S001", "A")
    press(study, opened, 1)
    opened.flush()
    whole = journal.read_bytes()
    changed = whole.replace(b'"start_ms":500', b'"start_ms":501', 1)
    assert changed != whole
    journal.write_bytes(changed)
    os.utime(journal, ns=(1, 1))

    press(study, opened, 1)
    opened.close()

    assert journal.read_bytes() == changed
    assert len(read_journal(journal.with_name("A.conflict-1.jsonl")).edits) == 22


def test_a_change_that_hides_behind_its_time_is_noticed_at_closing(study: Study, journal: Path) -> None:
    code(study, 20)
    opened = study.open_coding("S001", "A")
    press(study, opened, 1)
    opened.flush()
    found = journal.stat()
    journal.write_bytes(journal.read_bytes().replace(b'"start_ms":500', b'"start_ms":501', 1))
    os.utime(journal, ns=(found.st_atime_ns, found.st_mtime_ns))
    opened.close()
    assert len(read_journal(journal.with_name("A.conflict-1.jsonl")).edits) == 21


@pytest.mark.parametrize(
    "tail",
    [b"not understood\n", b"not understood", b'{"number":3,"at":"2024', b"\0" * 300],
    ids=["line", "text", "torn", "zeros"],
)
def test_whatever_is_cut_off_is_kept_beside_the_journal(study: Study, journal: Path, tail: bytes) -> None:
    code(study, 2)
    journal.write_bytes(journal.read_bytes() + tail)
    with study.open_coding("S001", "A") as opened:
        assert "it is left out" in opened.notices[0]
        assert ("is damaged" in opened.notices[0]) == tail.startswith(b"not")
        press(study, opened, 1)
    assert journal.with_name("A.jsonl.cut-off-1").read_bytes() == tail
    assert len(read_journal(journal).edits) == 3
    assert study.coders_of("S001") == ("A",)
    assert len(study.read_coding("S001", "A").events) == 3


def test_a_journal_with_other_line_ends_loses_nothing_by_an_edit(study: Study, journal: Path) -> None:
    code(study, 20)
    other = journal.read_bytes().replace(b"\n", b"\r")
    journal.write_bytes(other)
    with study.open_coding("S001", "A") as opened:
        assert len(opened.coding.events) == 20
        press(study, opened, 1)
    assert journal.read_bytes().startswith(other)
    assert len(study.read_coding("S001", "A").events) == 21


def test_backups_are_made_at_opening_and_closing_and_roll(study: Study, journal: Path, state: Path) -> None:
    save_backup_settings(BackupSettings(versions=3))
    for _ in range(6):
        code(study, 1)
    with study.open_coding("S001", "A") as opened:
        assert [one.edits for one in opened.backups.all()] == [6, 5, 4]
    first = journal.read_bytes()
    journal.write_bytes(b"".join(first.splitlines(keepends=True)[:2]))
    for count in range(4):
        code(study, 1 if count else 0)
    newest = [one.edits for one in copies_of(study, "S001", "A") if one.kind == "backup"]
    assert 6 in newest, "what no other backup holds stays longest"


def test_backups_go_where_the_lab_says_or_nowhere(study: Study, state: Path, tmp_path: Path) -> None:
    save_backup_settings(BackupSettings(folder=str(tmp_path / "elsewhere")))
    code(study, 2)
    assert [path.name for path in (tmp_path / "elsewhere").rglob("*.backup")] == ["1.backup"]
    save_backup_settings(BackupSettings(on=False))
    assert not backup_settings().on
    code(study, 2)
    assert not list(state.rglob("*.backup"))
    (state / "backups.json").write_text("[[[")
    assert backup_settings() == BackupSettings()


def apart(study: Study, journal: Path) -> tuple[OpenCoding, Path]:
    """A coding of three events that went on apart; the copy on the other computer is returned closed."""
    with study.open_coding("S001", "A") as opened:
        for number in range(3):
            add(opened, Event(id=f"e{number}", code="crying", start_ms=10_000 * number, end_ms=10_000 * number + 5000))
    theirs = journal.with_name("theirs")
    shutil.copy(journal, theirs)
    other = create_study(study.folder.with_name("other"), "Other", codebook_text("strange_situation"))
    shutil.copytree(study.folder / "sessions/S001", other.folder / "sessions/S001")
    return study.open_coding("S001", "A"), other.open_coding("S001", "A")


def test_two_copies_are_compared_and_what_fits_is_merged_and_the_rest_is_listed(study: Study, journal: Path) -> None:
    ours, theirs = apart(study, journal)
    add(ours, Event(id="o", code="crying", start_ms=40_000, end_ms=45_000))
    add(ours, Classification(id="c1", primary="B"), EpisodeMark(id="m1", episode="1", start_ms=0))
    ours.history.do(delete(ours.coding, ["e0"]))
    add(theirs, Event(id="fits", code="crying", start_ms=50_000, end_ms=55_000))
    add(theirs, Event(id="overlaps", code="fussing", start_ms=44_000, end_ms=46_000))
    add(theirs, Event(id="other channel", code="contact", start_ms=44_000, end_ms=46_000))
    add(theirs, Rating(id="r", scale="avoidance", episode="5", target="caregiver", value=3))
    add(theirs, Classification(id="c2", primary="A"), EpisodeMark(id="m2", episode="1", start_ms=90))
    changed = theirs.coding.event("e0")
    theirs.history.do(
        Edit(label="edit", changes=(Change(changed, Event(id="e0", code="fussing", start_ms=0, end_ms=9)),))
    )
    theirs.history.do(delete(theirs.coding, ["e1"]))
    theirs.history.do(submit(theirs.coding))
    theirs.close()
    copy = read_journal(study.folder.with_name("other") / "sessions/S001/A.jsonl")

    difference = compare_journals(ours.contents, copy)
    assert (difference.common, len(difference.ours), len(difference.theirs)) == (3, 3, 8)
    assert difference.theirs[-1].label == "submit"

    found = ours.merge(copy, study.codebook)

    assert found.edit.label == "merge 8 edits of another copy"
    assert {change.item_id for change in found.edit.changes} == {"fits", "other channel", "r", "e1"}
    why = {(conflict.theirs or conflict.before).id: conflict.why for conflict in found.conflicts}
    assert why == {
        "overlaps": "it cannot stand beside what is here (crying at 40.000 s)",
        "c2": "it cannot stand beside what is here (class B)",
        "m2": "it cannot stand beside what is here (episode 1 at 0.000 s)",
        "e0": "both copies have changed it",
        "submission": "whether a coding is submitted, and what a consensus is made from, is not merged",
    }
    assert ours.coding.event("e1") is None
    ours.history.undo()
    assert ours.coding.event("e1") is not None
    ours.close()


def test_a_copy_of_another_coding_is_refused(study: Study, journal: Path) -> None:
    code(study, 2)
    study.add_coder("B")
    with study.open_coding("S001", "B") as other:
        press(study, other, 1)
    with study.open_coding("S001", "A") as opened, pytest.raises(JournalError, match="session S001 by B"):
        opened.merge(read_journal(journal.with_name("B.jsonl")), study.codebook)


@pytest.mark.parametrize("folder", ["relative", "./here", "../up", "~/backups"])
def test_a_backup_folder_that_is_another_one_wherever_the_program_is_started_is_none(tmp_path, monkeypatch, folder):
    monkeypatch.setenv(STATE_DIR_VARIABLE, str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StudyError, match="does not say which folder is meant"):
        save_backup_settings(BackupSettings(folder=folder))
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "backups.json").write_text(f'{{"folder": "{folder}", "versions": 3}}', encoding="utf-8")
    assert backup_settings() == BackupSettings(versions=3)
    assert [path.name for path in tmp_path.iterdir()] == ["state"]
