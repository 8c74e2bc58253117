"""An open coding: saved means on the disk, and nothing that was coded is ever lost."""

import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from annotator.errors import JournalError, StudyError
from annotator.model.codebook.file import codebook_text
from annotator.model.commands import mark
from annotator.study import Camera, OpenCoding, Session, Study, create_study
from annotator.study import journal_file as on_disk
from annotator.study.journal import read_journal
from annotator.study.rescue import STATE_DIR_VARIABLE
from annotator.study.session import write_session

CAMERA = Camera(file="none.mp4", size=1, fingerprint="1-x", duration_ms=60_000, frame_count=1500)


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(STATE_DIR_VARIABLE, str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def study(tmp_path: Path, state: Path) -> Study:
    made = create_study(tmp_path / "study", "Test", codebook_text("strange_situation"))
    folder = made.folder / "sessions" / "s1"
    folder.mkdir()
    write_session(folder, Session(id="s1", cameras=(CAMERA,)))
    made.add_coder("A")
    return made


@pytest.fixture
def opened(study: Study) -> Iterator[OpenCoding]:
    with study.open_coding("s1", "A") as coding:
        yield coding


@pytest.fixture
def journal(study: Study) -> Path:
    return study.folder / "sessions" / "s1" / "A.jsonl"


@pytest.fixture
def press(study: Study) -> Callable[[OpenCoding, int], None]:
    """Code so many points, half a second apart, after those that are there."""

    def press(opened: OpenCoding, count: int) -> None:
        for _ in range(count):
            at_ms = 500 * len(opened.coding.events)
            opened.history.do(mark(opened.coding, study.codebook, "reach", at_ms))

    return press


Press = Callable[[OpenCoding, int], None]


def test_looking_at_a_coding_leaves_no_journal_and_the_first_edit_makes_it(opened, press, journal, study) -> None:
    assert opened.state == "saved"
    assert not journal.exists()
    assert study.coders_of("s1") == ()

    press(opened, 1)

    assert opened.flush()
    assert (opened.state, opened.problem) == ("saved", None)
    assert study.coders_of("s1") == ("A",)
    assert read_journal(journal).history.coding.items == opened.coding.items
    assert len(read_journal(journal).edits) == 1


def test_every_line_carries_the_time_of_the_clock(study: Study, press: Press, journal: Path) -> None:
    timed = Study(study.folder, clock=lambda: datetime(2024, 3, 1, 9, 30, tzinfo=UTC))
    with timed.open_coding("s1", "A") as opened:
        press(opened, 1)
    assert b'"at":"2024-03-01T09:30:00Z"' in journal.read_bytes().splitlines()[1]


def test_undo_and_redo_survive_closing(study: Study, press: Press) -> None:
    with study.open_coding("s1", "A") as opened:
        press(opened, 3)
        opened.history.undo()
        before = (dict(opened.coding.items), opened.history.done, opened.history.undone)

    with study.open_coding("s1", "A") as opened:
        assert (dict(opened.coding.items), opened.history.done, opened.history.undone) == before
        opened.history.redo()
        assert len(opened.coding.events) == 3
        assert opened.notices == ()


def test_the_journal_hears_of_an_edit_before_anybody_else(opened: OpenCoding, press: Press, journal: Path) -> None:
    states = []
    opened.history.listen(lambda _: states.append(len(read_journal(journal).edits) if opened.flush() else None))
    press(opened, 2)
    assert states == [1, 2]


def test_states_are_told_on_the_writers_thread_in_order(opened: OpenCoding, press: Press) -> None:
    told = []
    stop = opened.on_state(lambda state: told.append((state, threading.current_thread().name)))
    press(opened, 1)
    opened.flush()
    stop()
    assert told[0] == ("waiting", "journal")
    opened.close()
    assert told[-1] == ("saved", "journal")


def test_edits_that_wait_go_to_the_disk_together(opened, press, journal, monkeypatch) -> None:
    press(opened, 1)
    opened.flush()
    go_on, syncs = threading.Event(), []
    sync = on_disk.os.fsync
    monkeypatch.setattr(on_disk.os, "fsync", lambda descriptor: (syncs.append(descriptor), sync(descriptor)))
    opened.on_state(lambda state: state == "waiting" and go_on.wait(10))

    press(opened, 100)
    assert opened.state == "waiting"
    go_on.set()

    assert opened.flush()
    assert len(syncs) <= 2, "one for the edit that woke the writer, one for the rest"
    assert len(read_journal(journal).edits) == 101


def test_a_torn_line_is_reported_at_opening_and_cut_off_by_the_next_edit(study, press, journal) -> None:
    with study.open_coding("s1", "A") as opened:
        press(opened, 2)
    torn = journal.read_bytes()[:-20]
    journal.write_bytes(torn)

    with study.open_coding("s1", "A") as opened:
        assert "was not written completely" in opened.notices[0]
        assert len(opened.coding.events) == 1
        opened.flush()
        assert journal.read_bytes() == torn
        press(opened, 1)
        opened.flush()
        assert opened.problem is None

    contents = read_journal(journal)
    assert (contents.torn, len(contents.edits)) == (False, 2)


def test_a_journal_changed_underneath_is_left_alone_and_a_copy_goes_on(opened, press, journal, study) -> None:
    press(opened, 2)
    opened.flush()
    foreign = journal.read_bytes() + b"somebody else\n"
    journal.write_bytes(foreign)

    press(opened, 1)
    opened.flush()
    press(opened, 1)
    opened.close()

    assert opened.state == "saved"
    assert isinstance(opened.problem, JournalError)
    assert "A.conflict-1.jsonl" in opened.problem.hint
    assert journal.read_bytes() == foreign
    copy = read_journal(journal.with_name("A.conflict-1.jsonl"))
    assert copy.history.coding.items == opened.coding.items
    assert study.coders_of("s1") == ("A",), "the copy is not another coder's"

    journal.write_bytes(foreign.removesuffix(b"somebody else\n"))
    with study.open_coding("s1", "A") as again:
        assert "A.conflict-1.jsonl" in again.notices[0]


def test_a_study_that_goes_away_and_comes_back_misses_nothing(opened, press, journal, study, state) -> None:
    press(opened, 1)
    opened.flush()
    away = study.folder.with_name("unplugged")
    study.folder.rename(away)

    press(opened, 2)

    assert not opened.flush()
    assert opened.state == "failed"
    (kept,) = state.rglob("*.jsonl")
    assert str(kept) in opened.problem.hint
    assert read_journal(kept).history.coding.items == opened.coding.items

    away.rename(study.folder)
    assert opened.flush()
    assert (opened.state, opened.problem) == ("saved", None)
    assert read_journal(journal).history.coding.items == opened.coding.items
    assert not list(state.rglob("*.jsonl"))


def test_what_was_kept_elsewhere_is_back_at_the_next_opening(study, press, journal, state) -> None:
    opened = study.open_coding("s1", "A")
    press(opened, 1)
    opened.flush()
    away = study.folder.with_name("unplugged")
    study.folder.rename(away)
    press(opened, 2)
    opened.history.undo()
    opened.close()
    assert opened.state == "failed"
    away.rename(study.folder)

    with study.open_coding("s1", "A") as again:
        assert again.coding.items == opened.coding.items
        assert again.history.undone == opened.history.undone
        assert "could not be saved last time" in again.notices[0]
        assert "3 edits" in again.notices[0]
        assert again.flush()
        assert read_journal(journal).history.coding.items == opened.coding.items
        assert not list(state.rglob("*.jsonl"))

    with study.open_coding("s1", "A") as third:
        assert third.notices == ()


def test_what_was_kept_elsewhere_is_never_mixed_into_a_coding_that_went_on(study, press, state) -> None:
    opened = study.open_coding("s1", "A")
    away = study.folder.with_name("unplugged")
    study.folder.rename(away)
    press(opened, 2)
    opened.close()
    away.rename(study.folder)
    (kept,) = state.rglob("*.jsonl")
    hidden = kept.with_name("hidden")
    kept.rename(hidden)
    with study.open_coding("s1", "A") as other:
        press(other, 1)
    hidden.rename(kept)

    with study.open_coding("s1", "A") as again:
        assert again.coding.items == other.coding.items
        assert str(kept) in again.notices[0]
        assert "differs" in again.notices[0]
        press(again, 1)
    assert kept.exists()


def test_a_coding_that_can_be_kept_nowhere_says_so_and_is_saved_later(opened, press, journal, study, state) -> None:
    state.write_text("a file where the folder should be", encoding="utf-8")
    away = study.folder.with_name("unplugged")
    study.folder.rename(away)

    press(opened, 2)
    opened.flush()

    assert opened.state == "failed"
    assert "Keep this window open" in opened.problem.hint
    away.rename(study.folder)
    assert opened.flush()
    assert len(read_journal(journal).edits) == 2


def test_a_listener_that_fails_does_not_stop_the_saving(opened, press, journal, monkeypatch) -> None:
    raised: queue.Queue[threading.ExceptHookArgs] = queue.Queue()
    monkeypatch.setattr(threading, "excepthook", raised.put)

    def fail(state: str) -> None:
        raise ValueError(state)

    stop = opened.on_state(fail)
    press(opened, 1)
    opened.flush()
    stop()
    press(opened, 1)

    assert opened.flush()
    # It is told by the thread that it ended, while another saves already.
    assert raised.get(timeout=10).exc_type is ValueError
    assert len(read_journal(journal).edits) == 2


def test_closing_waits_for_all_that_is_saved_after_a_listener_failed(study, press, journal, monkeypatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    opened = study.open_coding("s1", "A")
    begun, go_on, closed = threading.Event(), threading.Event(), threading.Event()

    def fail(state: str) -> None:
        if begun.is_set():
            closed.wait(0.2)  # as if the disk took its time
            return
        begun.set()
        go_on.wait(10)
        raise ValueError(state)

    opened.on_state(fail)
    press(opened, 1)
    assert begun.wait(10)
    press(opened, 1)
    threading.Timer(0.05, go_on.set).start()
    opened.close()
    closed.set()
    assert len(read_journal(journal).edits) == 2


def test_an_edit_after_closing_is_a_bug_that_shows(study: Study, press: Press) -> None:
    opened = study.open_coding("s1", "A")
    opened.close()
    with pytest.raises(RuntimeError, match="closed"):
        press(opened, 1)


def test_a_second_opening_is_refused_until_the_first_is_closed(study: Study) -> None:
    with study.open_coding("s1", "A"):
        with pytest.raises(StudyError, match=r"another window since 20.* UTC") as caught:
            study.open_coding("s1", "A")
        assert "Close it" in caught.value.hint
        assert study.read_coding("s1", "A").events == ()
    study.open_coding("s1", "A").close()


def test_a_coding_that_cannot_be_replayed_stays_free_to_be_mended(study, press, journal) -> None:
    with study.open_coding("s1", "A") as opened:
        press(opened, 2)
    good = journal.read_bytes()
    journal.write_bytes(good.replace(b'"number":1', b'"number":7'))
    with pytest.raises(JournalError, match="line 2"):
        study.open_coding("s1", "A")
    journal.write_bytes(good)
    study.open_coding("s1", "A").close()


def test_a_journal_in_the_wrong_place_is_refused(study, press, journal) -> None:
    with study.open_coding("s1", "A") as opened:
        press(opened, 1)
    study.add_coder("B")
    journal.rename(journal.with_name("B.jsonl"))
    with pytest.raises(JournalError, match="coding of session s1 by A") as caught:
        study.open_coding("s1", "B")
    assert "A.jsonl" in caught.value.hint


def test_a_changed_codebook_is_told(study, press) -> None:
    with study.open_coding("s1", "A") as opened:
        press(opened, 1)
    codebook = study.folder / "codebook.toml"
    codebook.write_bytes(codebook.read_bytes().replace(b'version = "2.1"', b'version = "2.2"'))
    with Study(study.folder).open_coding("s1", "A") as again:
        assert "codebook" in again.notices[0]
        assert len(again.coding.events) == 1


def test_a_disk_that_does_not_answer_cannot_hold_up_closing(study, press, state, monkeypatch) -> None:
    opened = study.open_coding("s1", "A")
    press(opened, 1)
    opened.flush()
    answers, sync = threading.Event(), on_disk.os.fsync

    def stall(descriptor: int) -> None:
        if threading.current_thread().name == "journal":
            answers.wait(20)
        sync(descriptor)

    monkeypatch.setattr(on_disk.os, "fsync", stall)
    press(opened, 2)

    opened.close(timeout_s=0.2)

    assert opened.state == "failed"
    (kept,) = state.rglob("*.jsonl")
    assert read_journal(kept).history.coding.items == opened.coding.items
    answers.set()


def test_a_program_that_ends_without_closing_saves_what_waits(study: Study, journal: Path) -> None:
    code = """
import sys, pathlib, annotator
from annotator.model.commands import mark
study = annotator.open_study(pathlib.Path(sys.argv[1]))
opened = study.open_coding("s1", "A")
for at_ms in range(200):
    opened.history.do(mark(opened.coding, study.codebook, "reach", at_ms))
"""
    subprocess.run([sys.executable, "-c", code, str(study.folder)], check=True, cwd=Path(__file__).parents[2])
    assert len(read_journal(journal).edits) == 200
