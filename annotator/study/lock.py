"""Who may write: one window at a time into a coding, one program at a time into a small file of the study."""

import contextlib
import errno
import os
import socket
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from filelock import BaseFileLock, FileLock, SoftFileLock, Timeout

from annotator.errors import LeftBehindError, ReadOnlyError, StudyError
from annotator.study.files import matching, read_bytes, reason, write_new

_PATIENCE_S = 10.0
_MOST_BYTES = 4096
_NO_LOCKS = {errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL}
"""What a system answers whose files cannot be locked, such as some network shares."""


@contextlib.contextmanager
def changing(path: Path) -> Iterator[None]:
    """Hold what only one may hold who reads a small file of a study, changes it and replaces it.

    Raises:
        StudyError: if another program holds it, or the folder cannot be written.
    """
    name = f"{path.parent.name}/{path.name}"
    lock, soft = _no_link(path.with_name(f".{path.name}.lock")), None
    try:
        held = _take(FileLock(lock, timeout=_PATIENCE_S, thread_local=False, fallback_to_soft=False))
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise _cannot_change(name, reason(error)) from error
        soft = _no_link(path.with_name(f".{path.name}.soft-lock"))
        held = _take(SoftFileLock(soft, timeout=_PATIENCE_S, thread_local=False))
    if held is None:
        hint = "Try again in a moment."
        if soft is not None:
            hint += f" If nobody else has the study open, a crash has left {soft.name} behind: delete it."
        raise StudyError(f"{name} is being changed by another program.", hint)
    try:
        yield
    finally:
        held.release()


def _take(lock: BaseFileLock) -> BaseFileLock | None:
    try:
        lock.acquire()
    except Timeout:
        return None
    return lock


def _cannot_change(name: str, why: str) -> StudyError:
    what = f"{name} cannot be written: {why}."
    return StudyError(what, "Check that you can write to this folder and that the disk has free space.")


def _no_link(lock: Path) -> Path:
    if lock.is_symlink():
        what = f"{lock.parent.name}/{lock.name} is a link, and a lock never is."
        raise StudyError(what, "Delete the link.")
    return lock


class _Holder(msgspec.Struct):
    coder: str
    since: datetime
    host: str = ""
    process: int = 0


class CodingLock:
    """An advisory lock beside a journal; the system frees it when the process ends, however it ends.

    Where files cannot be locked, a file beside the journal says who has it open. One that a crash has left behind on
    this computer is recognised; one of another computer can be taken over.

    Attributes:
        is_soft: whether only that file stands between two windows; known once the lock is taken.
    """

    def __init__(self, journal: Path) -> None:
        self.is_soft = False
        self._coder = journal.stem
        self._place = f"{journal.parent.name}/{journal.name}"
        self._sidecar = journal.with_suffix(".lock.json")
        # The writer's thread may be the one that closes, so the lock must not belong to a thread.
        self._lock = FileLock(_no_link(journal.with_suffix(".lock")), thread_local=False, fallback_to_soft=False)

    def acquire(self, now: datetime, *, take_over: bool = False) -> None:
        """Take the lock; take_over: also where a file left behind says that another computer has it.

        Raises:
            ReadOnlyError: saying since when another window has it, or that the folder cannot be written.
        """
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise ReadOnlyError(
                f"{self._place} is open in another window{self._since()}.", "Close it there to continue coding here."
            ) from error
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise cannot_write(self._place, reason(error)) from error
            self.is_soft = True
            if take_over or _has_ended(self.holder()):
                self._forget_holder()
            self._note_holder(now)
        else:
            self._forget_holder()
            with contextlib.suppress(ReadOnlyError):  # it only informs
                self._note_holder(now)

    def release(self) -> None:
        """Give the lock back."""
        holder = self.holder()
        if holder is not None and holder.process == os.getpid():  # else somebody has taken it over
            self._forget_holder()
        self._lock.release()

    def _note_holder(self, now: datetime) -> None:
        holder = _Holder(coder=self._coder, since=now, host=socket.gethostname(), process=os.getpid())
        try:
            write_new(self._sidecar, msgspec.json.encode(holder))  # never through a link
        except FileExistsError as error:
            raise self._left_behind() from error
        except OSError as error:
            raise cannot_write(self._place, reason(error)) from error

    def _forget_holder(self) -> None:
        with contextlib.suppress(OSError):
            self._sidecar.unlink(missing_ok=True)

    def is_held(self) -> bool:
        """Whether another process holds the lock now, where files can be locked."""
        if not Path(self._lock.lock_file).exists():
            return False
        try:
            self._lock.acquire(timeout=0)
        except (Timeout, OSError) as error:
            return isinstance(error, Timeout)
        self._lock.release()
        return False

    def holder(self) -> _Holder | None:
        """Return who the note beside the journal says has it open; None where there is none."""
        try:
            return msgspec.json.decode(read_bytes(self._sidecar, _MOST_BYTES), type=_Holder)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None

    def _since(self) -> str:
        holder = self.holder()
        return f" since {holder.since:%Y-%m-%d %H:%M} UTC (coder {holder.coder})" if holder is not None else ""

    def _left_behind(self) -> LeftBehindError:
        holder = self.holder()
        by = f" on {holder.host}, process {holder.process}," if holder is not None else ""
        return LeftBehindError(
            f"{self._place} was opened{by}{self._since()} and not closed. Files cannot be locked in this folder, so it "
            "may have been left behind by a crash.",
            "Close it there, or take it over if nobody has it open.",
        )


def _has_ended(holder: _Holder | None) -> bool:
    """Whether the process that left this behind is known to have ended."""
    if holder is None or holder.host != socket.gethostname() or sys.platform == "win32":
        return False
    try:
        os.kill(holder.process, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def cannot_write(place: str, why: str) -> ReadOnlyError:
    """Return the error that says a coding is read-only."""
    return ReadOnlyError(
        f"{place} cannot be written: {why}.", "Copy the study to a folder that you can write to, and code there."
    )


class OpenElsewhere(msgspec.Struct, frozen=True):
    """A coding that somebody has open: since when (UTC) and on which computer, as far as its note says.

    is_held: whether the system keeps it locked; else only a note says so, which a crash may have left behind.
    """

    session: str
    coder: str
    since: datetime
    host: str
    is_held: bool


def open_codings(session: Path) -> Iterator[OpenElsewhere]:
    """Yield the codings in the folder of a session that are open, here or elsewhere; nothing is changed."""
    for note in matching(session, "*.lock.json"):
        journal = note.with_name(f"{note.name.removesuffix('.lock.json')}.jsonl")
        lock = CodingLock(journal)
        holder = lock.holder()
        if holder is not None:
            yield OpenElsewhere(session.name, journal.stem, holder.since, holder.host, lock.is_held())


def take_over(journal: Path) -> None:
    """Take away the note that a crash left behind, so that a coding can be opened again.

    Raises:
        StudyError: if nothing was left behind.
        ReadOnlyError: if somebody has it open.
    """
    lock = CodingLock(journal)
    if lock.holder() is None:
        what = f"{journal.parent.name}/{journal.name} was not left open."
        raise StudyError(what, "Nothing was changed.")
    lock.acquire(datetime.now(UTC), take_over=True)
    lock.release()
