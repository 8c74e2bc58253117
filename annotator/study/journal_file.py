"""The journal on the disk: appended to while it is as we left it, left alone when somebody else has changed it."""

import contextlib
import os
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import BinaryIO

from annotator.errors import JournalError
from annotator.study.files import sync_folder, write_new

_Stamp = tuple[int, int, int]


class JournalFile:
    """Appends lines to one journal; only one thread may use it at a time.

    Args:
        path: The journal; it need not be there yet.
        lines: Its good lines as they are in the file.
        rest: What follows them in the file; the next write keeps it in a file beside the journal and cuts it off.
    """

    def __init__(self, path: Path, lines: Sequence[bytes], rest: bytes = b"") -> None:
        self.path = path
        self.conflict: JournalError | None = None
        self._name = path.stem
        self._lines = list(lines)
        self._size = sum(map(len, lines))
        self._rest = rest
        self._is_rest_ours = False
        self._stamp: _Stamp | None = None

    @property
    def lines(self) -> tuple[bytes, ...]:
        """The lines that are safe on the disk."""
        return tuple(self._lines)

    def append(self, new: Sequence[bytes]) -> None:
        """Append lines and wait until they are on the disk.

        If another program has changed the file, all lines go to a conflict copy beside it, and conflict says so.

        Raises:
            OSError: if they cannot be written; the file then holds what it held, or a part of the new lines too.
        """
        try:
            with self.path.open("r+b") as file:
                ours = self._is_as_we_left_it(file)
                if ours:
                    self._extend(file, b"".join(new))
        except FileNotFoundError:
            self._create(self.path, new)
        else:
            if not ours:
                self._leave_it_alone(new)
        self._lines.extend(new)
        self._size += sum(map(len, new))
        self._rest = b""

    def check(self) -> None:
        """See that all lines are in the file still; if not, they go to a conflict copy, and conflict says so.

        Raises:
            OSError: if the file cannot be read, or the copy cannot be written.
        """
        if not self._lines:
            return
        try:
            with self.path.open("rb") as file:
                ours = self._holds_our_lines(file)
        except FileNotFoundError:
            self._create(self.path, ())
        else:
            if not ours:
                self._leave_it_alone(())

    def _is_as_we_left_it(self, file: BinaryIO) -> bool:
        if self._stamp_of(file) == self._stamp:  # the clock of a disk is coarse, so the last line is looked at too
            last = self._lines[-1] if self._lines else b""
            file.seek(self._size - len(last))
            ours = file.read(len(last)) == last
        else:
            ours = self._holds_our_lines(file)
        return ours and self._rest.startswith(file.read())

    def _holds_our_lines(self, file: BinaryIO) -> bool:
        file.seek(0)
        return all(file.read(len(line)) == line for line in self._lines)

    def _extend(self, file: BinaryIO, data: bytes) -> None:
        if self._rest and not self._is_rest_ours:
            self._keep_rest()
        file.seek(self._size)
        file.truncate()
        self._rest, self._is_rest_ours = data, True  # if writing stops halfway, this is what may be found of it
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        self._stamp = self._stamp_of(file)

    def _stamp_of(self, file: BinaryIO) -> _Stamp:
        found = os.fstat(file.fileno())
        return found.st_size, found.st_mtime_ns, found.st_ino

    def _keep_rest(self) -> None:
        write_new(free_name(self.path, "cut-off"), self._rest)
        sync_folder(self.path.parent)

    def _create(self, path: Path, new: Sequence[bytes]) -> None:
        try:
            write_new(path, b"".join([*self._lines, *new]))
        except FileExistsError:
            raise
        except OSError:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)

    def _leave_it_alone(self, new: Sequence[bytes]) -> None:
        name = self._name
        copies = (self.path.with_name(f"{name}.conflict-{number}.jsonl") for number in count(1))
        copy = next(path for path in copies if not os.path.lexists(path))
        self._create(copy, new)
        self.conflict = JournalError(
            f"{self.path.parent.name}/{self.path.name} was changed by another program while it was open here.",
            f"Nothing was overwritten: this coding goes on in {copy.name}. "
            f"Compare the two and keep one as {name}.jsonl.",
        )
        self.path = copy
        self._stamp = None


def free_name(journal: Path, what: str) -> Path:
    """Return a name beside a journal that is not taken, such as KM.jsonl.cut-off-1; no such file is a coding."""
    names = (journal.with_name(f"{journal.name}.{what}-{number}") for number in count(1))
    return next(path for path in names if not os.path.lexists(path))
