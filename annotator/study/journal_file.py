"""The journal on the disk: appended to while it is as we left it, left alone when somebody else has changed it."""

import contextlib
import os
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import BinaryIO

from annotator.errors import JournalError
from annotator.study.files import sync_folder, write_new


class JournalFile:
    """Appends lines to one journal; only one thread may use it.

    Args:
        path: The journal; it need not be there yet.
        lines: Its good lines as they are in the file.
        rest: What follows them in the file; it is cut off by the next write.
    """

    def __init__(self, path: Path, lines: Sequence[bytes], rest: bytes = b"") -> None:
        self.path = path
        self.conflict: JournalError | None = None
        self._name = path.stem
        self._lines = list(lines)
        self._size = sum(map(len, lines))
        self._rest = rest

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

    def _is_as_we_left_it(self, file: BinaryIO) -> bool:
        last = self._lines[-1] if self._lines else b""
        file.seek(0, os.SEEK_END)
        if not self._size <= file.tell() <= self._size + len(self._rest):
            return False
        file.seek(self._size - len(last))
        return file.read(len(last)) == last and self._rest.startswith(file.read())

    def _extend(self, file: BinaryIO, data: bytes) -> None:
        file.seek(self._size)
        file.truncate()
        self._rest = data  # if writing stops halfway, this is what may be found of it
        file.write(data)
        file.flush()
        os.fsync(file.fileno())

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
        copy = next(path for path in copies if not path.exists())
        self._create(copy, new)
        self.conflict = JournalError(
            f"{self.path.parent.name}/{self.path.name} was changed by another program while it was open here.",
            f"Nothing was overwritten: this coding goes on in {copy.name}. "
            f"Compare the two and keep one as {name}.jsonl.",
        )
        self.path = copy
