"""Work that takes a while: it runs on another thread and its result comes back on the window's."""

from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from annotator.errors import UserError
from ui.messages import Messages

T = TypeVar("T")

Progress = Callable[[float], None]
"""Called by the work with its share done, 0 to 1; raises CancelledError once the user has cancelled."""

SLOW_AFTER_MS = 1000


class Task(QObject):
    """One piece of work; Tasks.run makes it."""

    progressed = Signal(float)
    ended = Signal()
    _returned = Signal()

    def __init__(
        self, label: str, done: Callable[[Any], object], failed: Callable[[UserError], object], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.label = label
        self.is_cancelled = False
        self._done, self._failed = done, failed
        self._returned.connect(self._end, Qt.ConnectionType.QueuedConnection)

    def start(self, threads: Executor, work: Callable[[Progress], object]) -> None:
        """Hand the work to a thread."""
        self._future: Future[object] = threads.submit(work, self._progress)
        self._future.add_done_callback(lambda _: self._returned.emit())

    def cancel(self) -> None:
        """Ask the work to stop at its next word on progress; nothing is done with its result."""
        self.is_cancelled = True
        self._future.cancel()

    def _progress(self, share: float) -> None:
        if self.is_cancelled:
            raise CancelledError
        self.progressed.emit(share)

    def _end(self) -> None:
        self.ended.emit()
        self.deleteLater()
        if self.is_cancelled:
            return
        error = self._future.exception()
        if isinstance(error, UserError):
            self._failed(error)
        else:
            self._done(self._future.result())


class Tasks(QObject):
    """Runs work on a few threads.

    A UserError of the work goes to the message bar (or to failed); anything else is raised on the window's thread,
    where it is reported like any other bug.
    """

    slow = Signal(object)
    """A Task has taken a second and is not done."""

    def __init__(self, messages: Messages, parent: QObject | None = None, threads: int = 2) -> None:
        super().__init__(parent)
        self._messages = messages
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="task")
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
        task.ended.connect(lambda: self._running.remove(task))
        QTimer.singleShot(SLOW_AFTER_MS, task, lambda: self.slow.emit(task))
        task.start(self._threads, work)
        return task

    def close(self) -> None:
        """Cancel everything and wait for the threads."""
        for task in self._running:
            task.cancel()
        self._threads.shutdown(cancel_futures=True)
