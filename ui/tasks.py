"""Work that takes a while: it runs on another thread and its result comes back on the window's.

Reads may be cancelled, and whoever closes does not wait for them. Saves are done one after the other, each to its end.
"""

from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from threading import Lock
from typing import Any, TypeVar

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal, SignalInstance

from annotator.errors import UserError
from annotator.progress import Progress
from ui.messages import Messages

T = TypeVar("T")


SLOW_AFTER_MS = 1000
_READS_AT_ONCE = 2
_THREADS = 6
"""For reads: cancelled ones that tell no progress go on, and hold up no others until they are four."""
_SHARE_STEP = 0.005
"""By how much work has to go on before it is told again."""


def _nothing(_said: object) -> None:
    return None


class Task(QObject):
    """One piece of work that is done to its end; Saves.run makes it."""

    progressed = Signal(float)
    slow = Signal(object)
    """It has taken a while: the Task itself."""
    ended = Signal()
    """Nothing more comes of it: what follows is done next, unless it was cancelled."""
    _returned = Signal()

    def __init__(
        self,
        label: str,
        work: Callable[[Progress], Any],
        done: Callable[[Any], object],
        failed: Callable[[UserError], object],
        tasks: "Tasks",
    ) -> None:
        super().__init__(tasks)
        self.label = label
        self.has_begun = self.has_ended = self.is_cancelled = False
        self._told_share = -1.0
        self._work, self._done, self._failed = work, done, failed
        self._future: Future[Any] = Future()
        self._telling = Lock()
        self._slow_timer = QTimer(self, singleShot=True, interval=tasks.slow_after_ms)
        self._slow_timer.timeout.connect(lambda: self.slow.emit(self))
        self._slow_timer.start()
        self._returned.connect(self.end, Qt.ConnectionType.QueuedConnection)

    def begin(self, threads: Executor) -> None:
        """Hand the work to a thread."""
        self.has_begun = True
        self._future = threads.submit(self._do)
        self._future.add_done_callback(lambda _: self._tell(self._returned))

    def end(self) -> None:
        """Take the result, if there is one and it is still wanted; the other thread reaches nobody from now on."""
        if self.has_ended:
            return
        with self._telling:
            self.has_ended = True
        # The future holds on to this object; left so, it would be collected whenever and on whichever thread.
        future, self._future = self._future, Future()
        self._slow_timer.stop()
        self.ended.emit()
        self.deleteLater()
        done, failed = self._done, self._failed
        # The other thread may let go of this object later than all others; what it holds may be of the window.
        self._work = self._done = self._failed = _nothing
        if self.is_cancelled:
            return
        error = future.exception()
        if isinstance(error, UserError):
            failed(error)
        else:
            done(future.result())

    def _do(self) -> Any:
        return self._work(self._progress)

    def _progress(self, share: float) -> None:
        if self.is_cancelled:
            raise CancelledError
        # Some work reports thousands of times a second; the window would draw its bar as often.
        if share < self._told_share or share >= min(self._told_share + _SHARE_STEP, 1.0):
            self._told_share = share
            self._tell(self.progressed, share)

    def _tell(self, signal: SignalInstance, *said: object) -> None:
        """Emit a signal from the other thread, unless this object may be gone."""
        with self._telling:
            if not self.has_ended:
                signal.emit(*said)


class Read(Task):
    """One piece of work that may be cancelled; Reads.run makes it."""

    def cancel(self) -> None:
        """Ask the work to stop at its next word on progress; nothing is done with its result, whenever it comes."""
        if not self.has_ended:
            self.is_cancelled = True
            self._future.cancel()
            self._returned.emit()


class Tasks(QObject):
    """What Reads and Saves have in common.

    A UserError of the work goes to the message bar (or to failed); anything else is raised on the window's thread,
    where it is reported like any other bug.

    Args:
        messages: told what went wrong.
        parent: what it lives as long as.
        slow_after_ms: how long work may take before `slow` tells of it.
    """

    slow = Signal(object)
    """A Task has taken a second and is not done."""
    idle = Signal()
    """Nothing is under way any more."""

    def __init__(self, messages: Messages, parent: QObject | None = None, slow_after_ms: int = SLOW_AFTER_MS) -> None:
        super().__init__(parent)
        self.slow_after_ms = slow_after_ms
        self._messages = messages
        self._running: list[Task] = []

    @property
    def running(self) -> tuple[Task, ...]:
        """What is under way, oldest first."""
        return tuple(self._running)

    def _told_until_tried_again(self, label: str) -> Callable[[UserError], object]:
        messages = self._messages  # not self: a task that held its owner would take it along when Qt deletes the task
        messages.end(label)
        return lambda error: messages.tell(error, label)

    def _follow(self, task: Task) -> None:
        self._running.append(task)
        task.ended.connect(self._forget_ended)
        task.slow.connect(self.slow)

    def _forget_ended(self) -> None:
        self._running = [task for task in self._running if not task.has_ended]
        if not self._running:
            self.idle.emit()


class Reads(Tasks):
    """Runs what may be cancelled, two at a time: whatever changes nothing, and long work whose files are its own."""

    def __init__(self, messages: Messages, parent: QObject | None = None, slow_after_ms: int = SLOW_AFTER_MS) -> None:
        super().__init__(messages, parent, slow_after_ms)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="read")
        self._is_closed = False

    def run(
        self,
        label: str,
        work: Callable[[Progress], T],
        done: Callable[[T], object],
        failed: Callable[[UserError], object] | None = None,
    ) -> Read:
        """Run work(progress) on another thread, then done(result) on this one.

        Args:
            label: what the status bar calls it, once it has taken over a second.
            work: may not touch anything of Qt.
            done: called with the result, unless the task was cancelled.
            failed: called with a UserError instead of telling it in the message bar, where it stays until the same is
                tried again.
        """
        task = Read(label, work, done, failed or self._told_until_tried_again(label), self)
        self._follow(task)
        self._begin_waiting()
        return task

    def close(self) -> None:
        """Cancel everything, and wait for nothing: what cannot be stopped ends whenever it does, and reaches nobody."""
        self._is_closed = True
        for task in self.running:
            if isinstance(task, Read):
                task.cancel()
            task.end()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _forget_ended(self) -> None:
        super()._forget_ended()
        self._begin_waiting()

    def _begin_waiting(self) -> None:
        wanted = [task for task in self._running if not task.is_cancelled][:_READS_AT_ONCE]
        for task in wanted:
            if not task.has_begun and not self._is_closed:
                task.begin(self._threads)


class Saves(Tasks):
    """Runs whatever writes to a study: one at a time, in the order it was asked for. None can be cancelled."""

    def __init__(self, messages: Messages, parent: QObject | None = None, slow_after_ms: int = SLOW_AFTER_MS) -> None:
        super().__init__(messages, parent, slow_after_ms)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="save")

    def run(
        self,
        label: str,
        work: Callable[[Progress], T],
        done: Callable[[T], object] = lambda _: None,
        failed: Callable[[UserError], object] | None = None,
    ) -> Task:
        """Run work(progress) on the thread of all saves, then done(result) on this one; see Reads.run."""
        task = Task(label, work, done, failed or self._told_until_tried_again(label), self)
        self._follow(task)
        task.begin(self._thread)
        return task

    def then(self, follow: Callable[[], object]) -> None:
        """Do something on this thread once all that was asked for before is on the disk."""
        self.run("Saving", lambda _progress: None, lambda _none: follow())

    def finish(self) -> None:
        """Let the window live, but take no keys and clicks, until all work is done; then end the thread."""
        loop = QEventLoop()
        self.idle.connect(loop.quit)
        while self._running and loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents) == 0:
            pass  # what was done may have asked for more
        self._thread.shutdown(wait=False)


class Wishes:
    """What one part of the window has asked to be read: of one label only the last wish counts.

    Args:
        reads: those of the program.
    """

    def __init__(self, reads: Reads) -> None:
        self._reads = reads
        self._last: dict[str, Read] = {}

    @property
    def is_waiting(self) -> bool:
        """Whether something that is wished for is not there yet."""
        return any(not task.has_ended for task in self._last.values())

    def run(
        self,
        label: str,
        work: Callable[[Progress], T],
        done: Callable[[T], object],
        failed: Callable[[UserError], object] | None = None,
    ) -> Read:
        """Run work as Reads.run does, instead of what was wished for under this label before."""
        self.drop(label)
        self._last[label] = task = self._reads.run(label, work, done, failed)
        return task

    def drop(self, label: str) -> None:
        """Wish for this no longer."""
        if label in self._last:
            self._last.pop(label).cancel()

    def drop_all(self) -> None:
        """Wish for nothing any more."""
        for label in tuple(self._last):
            self.drop(label)
