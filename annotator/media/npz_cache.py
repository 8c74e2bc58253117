"""Arrays kept in a cache file: there whole or not at all, and never trusted more than the recording."""

import os
import zipfile
import zlib
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from tokenize import TokenError

import numpy as np
from numpy.typing import NDArray

_MOST_BYTES = 1 << 30
_SPOILT = (
    *(OSError, EOFError, LookupError, ValueError, TypeError, AttributeError, ArithmeticError, MemoryError),
    *(SyntaxError, TokenError, zipfile.BadZipFile, zlib.error, RuntimeError),
)
"""What a cache that came with a study from anywhere makes its readers raise: it may be anything."""
Arrays = dict[str, NDArray[np.generic]]

not_kept: ContextVar[Callable[[OSError], object]] = ContextVar("not_kept", default=lambda _error: None)
"""Who is told why something could not be kept: to most it costs time only, to work done ahead it is the work."""


def keep(path: Path, version: int, arrays: Arrays) -> None:
    """Write arrays; where that is not possible (a full disk) nothing is kept, which costs time only."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            np.savez(file, allow_pickle=False, version=np.array(version), **arrays)
        part.replace(path)
    except OSError as error:
        not_kept.get()(error)
    finally:  # also where the work is broken off
        _remove(part)


def kept(path: Path, version: int, names: set[str]) -> Arrays | None:
    """Read arrays back; None where there are none, or they are of another version or spoilt."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            if sum(entry.file_size for entry in arrays.zip.infolist()) > _MOST_BYTES:
                return None
            if int(arrays["version"]) == version:
                return {name: arrays[name] for name in names}
    except _SPOILT:
        pass
    return None


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:  # its folder is a file
        return
