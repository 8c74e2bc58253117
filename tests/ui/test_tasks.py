"""Work on other threads whose results come back on the window's."""

import threading
from concurrent.futures import CancelledError

import pytest
import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.errors import MediaError
from annotator.progress import Progress
from ui.bars import WorkUnderWay
from ui.messages import Messages
from ui.tasks import Reads, Saves, Task, Wishes


def test_work_runs_elsewhere_and_its_result_arrives_here(qtbot: QtBot, reads: Reads) -> None:
    found: list[tuple[str, str]] = []
    reads.run(
        "working",
        lambda _: threading.current_thread().name,
        lambda name: found.append((name, threading.current_thread().name)),
    )
    qtbot.waitUntil(lambda: bool(found))
    worked, arrived = found[0]
    assert worked.startswith("read")
    assert arrived == threading.main_thread().name


def test_trouble_the_user_can_mend_is_told(qtbot: QtBot, reads: Reads, messages: Messages) -> None:
    def work(_: Progress) -> None:
        raise MediaError("The recording is missing.", "Find it.")

    task = reads.run("working", work, lambda _: pytest.fail("it did not succeed"))
    with qtbot.waitSignal(task.ended):
        pass
    assert [message.what for message in messages.said] == ["The recording is missing."]


def test_whoever_started_it_may_take_the_trouble_instead(qtbot: QtBot, reads: Reads, messages: Messages) -> None:
    def work(_: Progress) -> None:
        raise MediaError("The recording is missing.")

    taken: list[str] = []
    reads.run("working", work, str, lambda error: taken.append(error.what))
    qtbot.waitUntil(lambda: bool(taken))
    assert (taken, messages.said) == (["The recording is missing."], ())


def test_a_bug_in_the_work_is_raised_here(qtbot: QtBot, reads: Reads) -> None:
    def work(_: Progress) -> None:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        task = reads.run("working", work, str)
        with qtbot.waitSignal(task.ended):
            pass
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError


def test_progress_is_told_in_order(qtbot: QtBot, reads: Reads) -> None:
    def work(progress: Progress) -> None:
        for share in (0.0, 0.5, 1.0):
            progress(share)

    gate = threading.Event()
    shares: list[float] = []
    task = reads.run("working", lambda progress: (gate.wait(5), work(progress)), str)
    task.progressed.connect(shares.append)
    gate.set()
    with qtbot.waitSignal(task.ended):
        pass
    assert shares == [0.0, 0.5, 1.0]


def test_cancelled_work_stops_at_its_next_word_and_nothing_comes_of_it(qtbot: QtBot, reads: Reads) -> None:
    begun, ended = threading.Event(), threading.Event()

    def work(progress: Progress) -> None:
        begun.set()
        try:
            while not ended.wait(0.001):
                progress(0.5)
        finally:
            ended.set()

    task = reads.run("working", work, lambda _: pytest.fail("it was cancelled"))
    assert begun.wait(5)
    with qtbot.waitSignal(task.ended):
        task.cancel()
    assert reads.running == ()
    qtbot.waitUntil(ended.is_set)


def test_work_that_takes_long_is_announced_and_quick_work_is_not(qtbot: QtBot, messages: Messages) -> None:
    reads = Reads(messages, slow_after_ms=10)
    announced: list[Task] = []
    reads.slow.connect(announced.append)
    gate = threading.Event()
    task = reads.run("reading", lambda _: gate.wait(5), str)
    qtbot.waitUntil(lambda: bool(announced))
    gate.set()
    with qtbot.waitSignal(task.ended):
        pass
    assert announced[0].label == "reading"
    reads.close()


def test_closing_reads_waits_for_none_and_what_still_runs_reaches_nobody(qtbot: QtBot, messages: Messages) -> None:
    reads, gate, worked = Reads(messages), threading.Event(), threading.Event()

    def work(_: Progress) -> None:
        gate.wait(30)
        worked.set()

    tasks = [reads.run("working", work, lambda _: pytest.fail("it was closed")) for _ in range(4)]
    reads.close()
    assert not worked.is_set()
    assert all(task.has_ended for task in tasks)
    reads.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not shiboken6.isValid(tasks[0])
    gate.set()
    qtbot.waitUntil(worked.is_set)
    qtbot.waitUntil(lambda: not [one for one in threading.enumerate() if one.name.startswith("read")])
    assert messages.said == ()


def test_a_read_that_tells_its_progress_after_the_program_is_gone_is_stopped(qtbot: QtBot, messages: Messages) -> None:
    reads, gate = Reads(messages), threading.Event()
    stopped: list[bool] = []

    def work(progress: Progress) -> None:
        gate.wait(30)
        try:
            progress(0.5)
        except CancelledError:
            stopped.append(True)

    reads.run("working", work, str)
    reads.close()
    reads.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gate.set()
    qtbot.waitUntil(lambda: stopped == [True])


def test_reads_that_cannot_be_stopped_hold_up_no_others(qtbot: QtBot, reads: Reads) -> None:
    gate, done = threading.Event(), []
    for _ in range(4):
        reads.run("stuck", lambda _: gate.wait(30), str).cancel()
    reads.run("wanted", lambda _: "here", done.append)
    qtbot.waitUntil(lambda: done == ["here"])
    gate.set()


def test_no_more_than_two_reads_are_under_way_at_once(qtbot: QtBot, reads: Reads) -> None:
    gate, at_once, most, done = threading.Event(), [], [], []

    def work(number: int) -> None:
        at_once.append(number)
        most.append(len(at_once))
        gate.wait(0.05)
        at_once.remove(number)

    for number in range(6):
        reads.run("reading", lambda _, number=number: work(number), done.append)
    qtbot.waitUntil(lambda: len(done) == 6)
    assert max(most) == 2


def test_of_the_wishes_of_one_kind_only_the_last_counts(qtbot: QtBot, reads: Reads) -> None:
    wishes, gate, done = Wishes(reads), threading.Event(), []
    for number in range(5):
        wishes.run("comparing", lambda _, number=number: (gate.wait(30), number)[1], done.append)
    wishes.run("looking", lambda _: "other", done.append)
    assert wishes.is_waiting
    gate.set()
    qtbot.waitUntil(lambda: len(done) == 2)
    assert set(done) == {4, "other"}
    assert not wishes.is_waiting
    wishes.drop_all()  # that they are over is no trouble


def test_work_in_order_is_done_one_after_the_other_and_none_is_lost_at_the_end(
    qtbot: QtBot, messages: Messages
) -> None:
    saves, done = Saves(messages), []
    gate = threading.Event()

    def work(number: int) -> int:
        if number == 0:
            gate.wait(5)
        return number

    for number in range(5):
        saves.run("saving", lambda _, number=number: work(number), done.append)
    saves.run("saving", lambda _: None, lambda _: saves.run("saving", lambda _: 5, done.append))
    assert not hasattr(Task, "cancel")
    gate.set()
    saves.finish()
    assert done == [0, 1, 2, 3, 4, 5]
    assert saves.running == ()


def test_work_that_reports_all_the_time_is_told_now_and_then(qtbot: QtBot, reads: Reads) -> None:
    shares: list[float] = []
    somebody_listens = threading.Event()

    def work(progress: Progress) -> None:
        somebody_listens.wait()
        for step in range(20_001):
            progress(step / 20_000)

    task = reads.run("working", work, lambda _: None)
    task.progressed.connect(shares.append)
    with qtbot.waitSignal(task.ended):
        somebody_listens.set()
    qtbot.waitUntil(lambda: shares[-1:] == [1.0])
    assert len(shares) <= 202
    assert shares == sorted(shares)


def test_the_last_word_of_work_that_was_cancelled_is_not_shown(qtbot: QtBot, messages: Messages) -> None:
    reads = Reads(messages, slow_after_ms=1)
    shown, gate = WorkUnderWay(), threading.Event()
    qtbot.addWidget(shown)
    shown.follow(reads)
    with qtbot.waitSignal(reads.slow):
        task = reads.run("working", lambda _progress: gate.wait(5), str)
    told = task.progressed
    gate.set()
    with qtbot.waitSignal(task.ended):
        pass
    with qtbot.captureExceptions() as caught:
        told.emit(0.5)
    assert caught == []
    assert shown.isHidden()
    reads.close()
