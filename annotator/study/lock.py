"""Says whether a coding is open, so that two windows do not code into one journal."""

import contextlib
from datetime import datetime
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from annotator.errors import ReadOnlyError
from annotator.study.files import reason


class _Holder(msgspec.Struct):
    coder: str
    since: datetime


class CodingLock:
    """An advisory lock beside a journal; the system frees it when the process ends, however it ends."""

    def __init__(self, journal: Path) -> None:
        self._coder = journal.stem
        self._place = f"{journal.parent.name}/{journal.name}"
        self._sidecar = journal.with_suffix(".lock.json")
        # The writer's thread may be the one that closes, so the lock must not belong to a thread.
        self._lock = FileLock(journal.with_suffix(".lock"), thread_local=False)

    def acquire(self, now: datetime) -> None:
        """Take the lock.

        Raises:
            ReadOnlyError: saying since when another window has it, or that the folder cannot be written.
        """
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise ReadOnlyError(
                f"{self._place} is open in another window{self._since()}.", "Close it there to go on coding here."
            ) from error
        except OSError as error:
            raise cannot_write(self._place, reason(error)) from error
        with contextlib.suppress(OSError):  # it only informs
            self._sidecar.write_bytes(msgspec.json.encode(_Holder(coder=self._coder, since=now)))

    def release(self) -> None:
        """Give the lock back."""
        with contextlib.suppress(OSError):
            self._sidecar.unlink(missing_ok=True)
        self._lock.release()

    def _since(self) -> str:
        try:
            holder = msgspec.json.decode(self._sidecar.read_bytes(), type=_Holder)
        except (OSError, msgspec.DecodeError):
            return ""
        return f" since {holder.since:%Y-%m-%d %H:%M} UTC (coder {holder.coder})"


def cannot_write(place: str, why: str) -> ReadOnlyError:
    """Return the error that says a coding can be looked at only."""
    return ReadOnlyError(
        f"{place} cannot be written: {why}.", "Copy the study to a folder you may write to, and code there."
    )
