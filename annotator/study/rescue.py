"""Where a coding is kept when the study cannot be written: a folder of this computer's user."""

import contextlib
import os
from collections.abc import Sequence
from itertools import count
from pathlib import Path

import platformdirs

from annotator.study.files import write_new

STATE_DIR_VARIABLE = "ANNOTATOR_STATE_DIR"
"""The environment variable that moves the state folder."""


def state_dir() -> Path:
    """Return the folder for what the program remembers on this computer; it need not be there yet."""
    chosen = os.environ.get(STATE_DIR_VARIABLE)
    return Path(chosen) if chosen else Path(platformdirs.user_state_dir("strange-situation-annotator", appauthor=False))


class Rescue:
    """The rescue files of one coding. Each holds the whole journal as it should be.

    Args:
        folder: The folder for this coding alone; it is made when it is needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.path: Path | None = None

    def found(self) -> list[Path]:
        """Return the files kept earlier, oldest first."""
        return sorted(self._folder.glob("*.jsonl"), key=lambda path: (len(path.stem), path.stem))

    def keep(self, lines: Sequence[bytes]) -> Path:
        """Write all lines to the rescue file and return where it is.

        Raises:
            OSError: if this folder cannot be written either.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self.path or self._free_path()
        fresh = path.with_suffix(".tmp")
        fresh.unlink(missing_ok=True)
        write_new(fresh, b"".join(lines))
        fresh.replace(path)
        self.path = path
        return path

    def clear(self) -> None:
        """Delete the rescue file: the journal holds all that it held."""
        if self.path is not None:
            with contextlib.suppress(OSError):  # left behind, it is recognised as a part of the journal
                self.path.unlink(missing_ok=True)
            self.path = None

    def _free_path(self) -> Path:
        paths = (self._folder / f"{number}.jsonl" for number in count(1))
        return next(path for path in paths if not path.exists())
