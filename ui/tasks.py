"""Work that takes a while: it runs on another thread and its result comes back on the window's."""

from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal

from annotator.errors import UserError
from ui.messages import Messages

T = TypeVar("T")

Progress = Callable[[float], None]
"""Called by the work with its share done, 0 to 1; raises CancelledError once the user has cancelled."""

SLOW_AFTER_MS = 1000
_THREADS = 2
_SHARE_STEP = 0.005
"""By how much work has to go on before it is told again."""


class Task(QObject):
    """One piece of work; Tasks.run makes it."""

    progressed = Signal(float)
    slow = Signal(object)
    """It has taken a while: the Task itself."""
    ended = Signal()
    _returned = Signal()

    def __init__(
        self, label: str, done: Callable[[Any], object], failed: Callable[[UserError], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.label = label
        self._told_share = -1.0
        self.is_cancelled = self.has_ended = False
        self._done, self._failed = done, failed
        self._future: Future[object] = Future()
        self._slow_timer = QTimer(self)
        self._slow_timer.setSingleShot(True)
        self._slow_timer.timeout.connect(self._tell_slow)
        self._returned.connect(self._end, Qt.ConnectionType.QueuedConnection)

    def start(self, threads: Executor, work: Callable[[Progress], object], slow_after_ms: int) -> None:
        """Hand the work to a thread."""
        self._slow_timer.start(slow_after_ms)
        self._future = threads.submit(work, self._progress)
        self._future.add_done_callback(lambda _: self._returned.emit())

    def cancel(self) -> None:
        """Ask the work to stop at its next word on progress; nothing is done with its result."""
        self.is_cancelled = True
        self._future.cancel()

    def _progress(self, share: float) -> None:
        if self.is_cancelled:
            raise CancelledError
        # Some work reports thousands of times a second; the window would draw its bar as often.
        if share < self._told_share or share >= min(self._told_share + _SHARE_STEP, 1.0):
            self._told_share = share
            self.progressed.emit(share)

    def _tell_slow(self) -> None:
        self.slow.emit(self)

    def _end(self) -> None:
        # The future holds on to this object; left so, it would be collected whenever and on whichever thread.
        future, self._future = self._future, Future()
        self._slow_timer.stop()
        self.has_ended = True
        self.ended.emit()
        self.deleteLater()
        if self.is_cancelled:
            return
        error = future.exception()
        if isinstance(error, UserError):
            self._failed(error)
        else:
            self._done(future.result())


class Tasks(QObject):
    """Runs work on a few threads, or on one.

    A UserError of the work goes to the message bar (or to failed); anything else is raised on the window's thread,
    where it is reported like any other bug.

    Args:
        messages: told what went wrong.
        parent: what it lives as long as.
        slow_after_ms: how long work may take before `slow` tells of it.
        in_order: one piece of work at a time, as it was asked for; none is cancelled, for each keeps something.
    """

    slow = Signal(object)
    """A Task has taken a second and is not done."""
    idle = Signal()
    """Nothing is under way any more."""

    def __init__(
        self,
        messages: Messages,
        parent: QObject | None = None,
        slow_after_ms: int = SLOW_AFTER_MS,
        *,
        in_order: bool = False,
    ) -> None:
        super().__init__(parent)
        self._messages, self._slow_after_ms, self.can_cancel = messages, slow_after_ms, not in_order
        self._threads = ThreadPoolExecutor(1 if in_order else _THREADS, thread_name_prefix="task")
        self._running: list[Task] = []

    @property
    def running(self) -> tuple[Task, ...]:
        """What is under way, oldest first."""
        return tuple(self._running)

    def run(
        self,
        label: str,
        work: Callable[[Progress], T],
        done: Callable[[T], object],
        failed: Callable[[UserError], object] | None = None,
    ) -> Task:
        """Run work(progress) on another thread, then done(result) on this one.

        Args:
            label: what the status bar calls it, once it has taken over a second.
            work: may not touch anything of Qt.
            done: called with the result, unless the task was cancelled.
            failed: called with a UserError instead of telling it in the message bar.
        """
        task = Task(label, done, failed or self._messages.tell, self)
        self._running.append(task)
        task.ended.connect(self._forget_ended)
        task.slow.connect(self.slow)
        task.start(self._threads, work, self._slow_after_ms)
        return task

    def close(self) -> None:
        """Cancel everything and wait for the threads."""
        for task in self._running:
            task.cancel()
        self._threads.shutdown(cancel_futures=True)

    def finish(self) -> None:
        """Let the window live, but take no keys and clicks, until all work is done; then end the threads."""
        loop = QEventLoop()
        self.idle.connect(loop.quit)
        while self._running and loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents) == 0:
            pass  # what was done may have asked for more
        self._threads.shutdown()

    def _forget_ended(self) -> None:
        self._running = [task for task in self._running if not task.has_ended]
        if not self._running:
            self.idle.emit()
