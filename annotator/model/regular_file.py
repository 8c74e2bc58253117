"""Reading a file that somebody else chose: an ordinary file of bounded size, or a refusal."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

_CHUNK = 1024 * 1024


def read_regular(path: Path, most_bytes: int, progress: Callable[[float], object] = lambda _share: None) -> bytes:
    """Return what is in a file. A pipe or a device, which might never end, is not even opened.

    Args:
        path: links are followed to what they name.
        most_bytes: a larger file is not read.
        progress: told the share read, 0 to 1; it may raise to stop.

    Raises:
        OSError: if it cannot be read, is no ordinary file or too large; strerror says so in words.
    """
    _check(path.stat(), most_bytes)
    # Between the look and the opening a pipe may have taken its place: it must not be waited for.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        size = _check(os.fstat(descriptor), most_bytes)
        read = bytearray()
        # One byte more than allowed tells a file that grows meanwhile.
        while chunk := file.read(min(_CHUNK, most_bytes + 1 - len(read))):
            read += chunk
            progress(min(1.0, len(read) / max(size, 1)))
        _check_size(len(read), most_bytes)
    return bytes(read)


def _check(found: os.stat_result, most_bytes: int) -> int:
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is a pipe or a device, not a file")
    _check_size(found.st_size, most_bytes)
    return found.st_size


def _check_size(size: int, most_bytes: int) -> None:
    if size > most_bytes:
        raise OSError(errno.EFBIG, f"it is larger than {most_bytes / _CHUNK:g} MB, too large for a file of this kind")
