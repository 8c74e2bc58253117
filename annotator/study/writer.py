"""The one thread that writes a journal, so that the disk never holds up the window."""

import atexit
import threading
import time
from collections.abc import Callable
from typing import Literal

from annotator.errors import JournalError, UserError
from annotator.study.files import reason
from annotator.study.journal_file import JournalFile
from annotator.study.rescue import Rescue

SaveState = Literal["saved", "waiting", "failed"]
RETRY_S = 3.0
"""How long after a failed write it is tried again, unless there is a new edit before."""


class JournalWriter:
    """Appends lines in the order they come; all that wait go to the disk together, with one fsync.

    When the journal cannot be written, everything is kept in the rescue file, and the writer goes on trying.
    """

    def __init__(self, file: JournalFile, rescue: Rescue) -> None:
        self.problem: UserError | None = None
        self.is_kept_nowhere = False
        self._file = file
        self._saved_lines = len(file.lines)
        self._rescue = rescue
        self._changed = threading.Condition()
        self._waiting: list[bytes] = []
        self._failed = False
        self._hurry = False
        self._writing = False
        self._closing = False
        self._thread: threading.Thread | None = None
        self._callbacks: list[Callable[[SaveState], None]] = []

    @property
    def state(self) -> SaveState:
        """Whether every line is on the disk, some wait, or the journal cannot be written."""
        if self._failed:
            return "failed"
        return "waiting" if self._waiting else "saved"

    def on_state(self, callback: Callable[[SaveState], None]) -> Callable[[], None]:
        """Call callback with the state before and after every write, on the writer's thread; return what ends that."""
        self._callbacks.append(callback)
        return lambda: self._callbacks.remove(callback)

    def add(self, *lines: bytes) -> None:
        """Put lines in the queue; return at once."""
        with self._changed:
            if self._closing:
                raise RuntimeError("the coding was changed after it was closed")
            self._waiting.extend(lines)
            self._wake()

    def flush(self, timeout_s: float) -> bool:
        """Wait until all lines are on the disk, or cannot be put there; return whether they are."""
        with self._changed:
            if self._waiting:
                self._wake()
            self._changed.wait_for(self._is_settled, timeout_s)
            return not self._waiting

    def close(self, timeout_s: float) -> None:
        """Write what waits, end the thread and look at the journal once more.

        What a stalled disk does not take in time goes to the rescue file.
        """
        atexit.unregister(self.close)
        with self._changed:
            self._closing = True
            if self._waiting:
                self._wake()
            self._changed.notify_all()
        if not self._has_ended(timeout_s):
            self.problem = self._keep_elsewhere("the disk does not answer")
            self._failed = True
        elif not self._failed:
            self._look_once_more()

    def _has_ended(self, timeout_s: float) -> bool:
        """Wait until no thread writes any more, nor one that follows another; return whether it is so."""
        until_s = time.monotonic() + timeout_s
        while (thread := self._thread) is not None and thread.is_alive():
            if (left_s := until_s - time.monotonic()) <= 0:
                return False
            thread.join(left_s)
        return True

    def all_lines(self) -> tuple[bytes, ...]:
        """Return all lines of the coding, those that wait too."""
        with self._changed:
            return (*self._file.lines[: self._saved_lines], *self._waiting)

    def _look_once_more(self) -> None:
        try:
            self._file.check()
        except OSError as error:
            self.problem = self._keep_elsewhere(reason(error))
            self._failed = True
        else:
            self.problem = self._file.conflict

    def _wake(self) -> None:
        self._hurry = True
        if self._thread is None:
            atexit.register(self.close, timeout_s=10.0)
            self._start()
        self._changed.notify_all()

    def _start(self) -> None:
        thread = threading.Thread(target=self._run, name="journal", daemon=True)
        thread.start()
        self._thread = thread  # only now: whoever waits for it takes one that has not begun for one that has ended

    def _is_settled(self) -> bool:
        return not self._waiting or (self._failed and not self._hurry and not self._writing)

    def _run(self) -> None:
        is_last = False
        try:
            while not is_last:
                batch, is_last = self._next_batch()
                if batch:
                    self._save(batch)
        finally:
            if not is_last:  # a callback raised, which ends this thread; the next edits must be saved all the same
                self._start()

    def _save(self, batch: tuple[bytes, ...]) -> None:
        try:
            if not self._failed:
                self._tell("waiting")
        finally:
            self._write(batch)
        self._tell(self.state)

    def _next_batch(self) -> tuple[tuple[bytes, ...], bool]:
        with self._changed:
            self._changed.wait_for(self._has_work, RETRY_S if self._failed else None)
            self._hurry = False
            self._writing = bool(self._waiting)
            return tuple(self._waiting), self._closing

    def _has_work(self) -> bool:
        return self._closing or (bool(self._waiting) and (self._hurry or not self._failed))

    def _write(self, batch: tuple[bytes, ...]) -> None:
        try:
            self._file.append(batch)
        except OSError as error:
            self._settle(0, self._keep_elsewhere(reason(error)), failed=True)
        else:
            self._rescue.clear(self._file.lines)
            self._rescue.remember(self._file.lines)
            self.is_kept_nowhere = False
            self._settle(len(batch), self._file.conflict, failed=False)

    def _settle(self, written: int, problem: UserError | None, *, failed: bool) -> None:
        with self._changed:
            del self._waiting[:written]
            self._saved_lines += written
            self._failed = failed
            self.problem = problem
            self._writing = False
            self._changed.notify_all()

    def _keep_elsewhere(self, why: str) -> UserError:
        place = f"{self._file.path.parent.name}/{self._file.path.name}"
        try:
            kept = self._rescue.keep(self.all_lines())
        except OSError as error:
            self.is_kept_nowhere = True
            return JournalError(
                f"{place} cannot be written ({why}), and no copy can be kept on this computer ({reason(error)}).",
                "Keep this window open; free some space or reconnect the disk. It is tried again every few seconds.",
            )
        self.is_kept_nowhere = False
        return JournalError(
            f"{place} cannot be written: {why}.",
            f"Nothing is lost: the coding is kept in {kept} and comes back when the study can be written again.",
        )

    def _tell(self, state: SaveState) -> None:
        for callback in tuple(self._callbacks):
            callback(state)
