"""Work on other threads whose results come back on the window's."""

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from annotator.errors import MediaError
from ui.messages import Messages
from ui.tasks import Progress, Task, Tasks


@pytest.fixture
def messages(qtbot: QtBot) -> Messages:
    return Messages()


@pytest.fixture
def tasks(messages: Messages) -> Iterator[Tasks]:
    tasks = Tasks(messages)
    yield tasks
    tasks.close()


def test_work_runs_elsewhere_and_its_result_arrives_here(qtbot: QtBot, tasks: Tasks) -> None:
    found: list[tuple[str, str]] = []
    tasks.run(
        "working",
        lambda _: threading.current_thread().name,
        lambda name: found.append((name, threading.current_thread().name)),
    )
    qtbot.waitUntil(lambda: bool(found))
    worked, arrived = found[0]
    assert worked.startswith("task")
    assert arrived == threading.main_thread().name


def test_trouble_the_user_can_mend_is_told(qtbot: QtBot, tasks: Tasks, messages: Messages) -> None:
    def work(_: Progress) -> None:
        raise MediaError("The recording is missing.", "Find it.")

    task = tasks.run("working", work, lambda _: pytest.fail("it did not succeed"))
    with qtbot.waitSignal(task.ended):
        pass
    assert [message.what for message in messages.said] == ["The recording is missing."]


def test_whoever_started_it_may_take_the_trouble_instead(qtbot: QtBot, tasks: Tasks, messages: Messages) -> None:
    def work(_: Progress) -> None:
        raise MediaError("The recording is missing.")

    taken: list[str] = []
    tasks.run("working", work, str, lambda error: taken.append(error.what))
    qtbot.waitUntil(lambda: bool(taken))
    assert (taken, messages.said) == (["The recording is missing."], ())


def test_a_bug_in_the_work_is_raised_here(qtbot: QtBot, tasks: Tasks) -> None:
    def work(_: Progress) -> None:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        task = tasks.run("working", work, str)
        with qtbot.waitSignal(task.ended):
            pass
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError


def test_progress_is_told_in_order(qtbot: QtBot, tasks: Tasks) -> None:
    def work(progress: Progress) -> None:
        for share in (0.0, 0.5, 1.0):
            progress(share)

    gate = threading.Event()
    shares: list[float] = []
    task = tasks.run("working", lambda progress: (gate.wait(5), work(progress)), str)
    task.progressed.connect(shares.append)
    gate.set()
    with qtbot.waitSignal(task.ended):
        pass
    assert shares == [0.0, 0.5, 1.0]


def test_cancelled_work_stops_at_its_next_word_and_nothing_comes_of_it(qtbot: QtBot, tasks: Tasks) -> None:
    begun, ended = threading.Event(), threading.Event()

    def work(progress: Progress) -> None:
        begun.set()
        try:
            while not ended.wait(0.001):
                progress(0.5)
        finally:
            ended.set()

    task = tasks.run("working", work, lambda _: pytest.fail("it was cancelled"))
    assert begun.wait(5)
    with qtbot.waitSignal(task.ended):
        task.cancel()
    assert ended.is_set()
    assert tasks.running == ()


def test_work_that_takes_long_is_announced_and_quick_work_is_not(qtbot: QtBot, messages: Messages) -> None:
    tasks = Tasks(messages, slow_after_ms=10)
    announced: list[Task] = []
    tasks.slow.connect(announced.append)
    gate = threading.Event()
    task = tasks.run("reading", lambda _: gate.wait(5), str)
    qtbot.waitUntil(lambda: bool(announced))
    gate.set()
    with qtbot.waitSignal(task.ended):
        pass
    assert announced[0].label == "reading"
    tasks.close()


def test_closing_waits_for_the_threads(tasks: Tasks) -> None:
    done = threading.Event()
    tasks.run("working", lambda _: done.set(), str)
    tasks.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("task")]


def test_work_in_order_is_done_one_after_the_other_and_none_is_lost_at_the_end(
    qtbot: QtBot, messages: Messages
) -> None:
    saves, done = Tasks(messages, in_order=True), []
    gate = threading.Event()

    def work(number: int) -> int:
        if number == 0:
            gate.wait(5)
        return number

    for number in range(5):
        saves.run("saving", lambda _, number=number: work(number), done.append)
    saves.run("saving", lambda _: None, lambda _: saves.run("saving", lambda _: 5, done.append))
    assert not saves.can_cancel
    gate.set()
    saves.finish()
    assert done == [0, 1, 2, 3, 4, 5]
    assert saves.running == ()


def test_work_that_reports_all_the_time_is_told_now_and_then(qtbot: QtBot, tasks: Tasks) -> None:
    shares: list[float] = []
    somebody_listens = threading.Event()

    def work(progress: Progress) -> None:
        somebody_listens.wait()
        for step in range(20_001):
            progress(step / 20_000)

    task = tasks.run("working", work, lambda _: None)
    task.progressed.connect(shares.append)
    with qtbot.waitSignal(task.ended):
        somebody_listens.set()
    qtbot.waitUntil(lambda: shares[-1:] == [1.0])
    assert len(shares) <= 202
    assert shares == sorted(shares)
