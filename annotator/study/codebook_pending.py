"""A change of a study's codebook and its codings that is written down first, and then carried out whole or not at all.

What is to be written stands in one file of the study before anything else changes. Whatever happens after that, the
next who opens the study finds the file and finishes what it says.
"""

import contextlib
import os
from pathlib import Path

import msgspec

from annotator.errors import StudyError
from annotator.model.codebook.file import codebook_hash
from annotator.study.files import read_text, reason, replace_file, sync_folder
from annotator.study.lock import changing

EARLIER_FOLDER = "earlier-codebooks"
"""Where a study keeps its codebook as it was: codings say in their first line which one they were begun with."""

_PENDING = ".codebook-change.json"


class JournalLineToAdd(msgspec.Struct, frozen=True):
    """A line for a journal.

    Attributes:
        path: the journal, from the study folder on.
        size: how many bytes of it are good lines.
        rest: what follows them: a last line that was never written to its end.
        line: the new line, with its line end.
    """

    path: str
    size: int
    rest: bytes
    line: bytes


class PendingChange(msgspec.Struct, frozen=True):
    """Everything a change writes: codebook and settings as they will be, and a line for each coding it changes.

    before is the codebook as it was; it is kept where codings were begun with it. settings "" stay as they are.
    """

    before: str
    version_before: str
    after: str
    settings: str = ""
    journals: tuple[JournalLineToAdd, ...] = ()
    keeps_before: bool = True


def carry_out(folder: Path, change: PendingChange) -> None:
    """Write a change down, then do it; the caller holds the locks of the codebook, of study.toml and of the codings.

    Raises:
        StudyError: if it cannot be written; everything is then as it was.
    """
    replace_file(folder / _PENDING, msgspec.json.encode(change).decode())
    try:
        _finish(folder, change)
    except (OSError, StudyError) as error:
        _take_back(folder, change)
        why = reason(error) if isinstance(error, OSError) else error.what
        raise StudyError(f"The codebook could not be changed: {why}", "Everything is as it was.") from error


def finish_change(folder: Path) -> None:
    """Finish a change that was begun and cut off; nothing happens where there is none.

    Raises:
        StudyError: if it cannot be finished now.
    """
    if not (folder / _PENDING).exists():
        return
    try:
        with changing(folder / "codebook.toml"), changing(folder / "study.toml"):
            if (folder / _PENDING).exists():  # else whoever held the lock has finished it
                text = read_text(folder / _PENDING)
                _finish(folder, msgspec.json.decode(text, type=PendingChange))
    except (OSError, msgspec.DecodeError) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        what = f"A change of the codebook was begun in this study and cannot be finished: {why}."
        raise StudyError(what, "Check that you can write to the study and that the disk has free space.") from error


def _finish(folder: Path, change: PendingChange) -> None:
    if change.keeps_before:
        _keep_earlier(folder, change)
    for journal in change.journals:
        _add_line(folder, journal)
    if change.settings:
        replace_file(folder / "study.toml", change.settings)
    replace_file(folder / "codebook.toml", change.after)
    (folder / _PENDING).unlink()
    sync_folder(folder)


def _keep_earlier(folder: Path, change: PendingChange) -> None:
    earlier = folder / EARLIER_FOLDER
    earlier.mkdir(exist_ok=True)
    version = "".join(one if one.isalnum() or one in ".-_" else "_" for one in change.version_before)
    path = earlier / f"{version}-{codebook_hash(change.before)[:12]}.toml"
    if not path.exists():
        replace_file(path, change.before)


def _add_line(folder: Path, journal: JournalLineToAdd) -> None:
    with (folder / journal.path).open("r+b") as file:
        file.seek(journal.size)
        found = file.read()
        if found == journal.line:
            return
        if found != journal.rest and not journal.line.startswith(found):
            raise StudyError(f"{journal.path} was changed by another program.", "Compare it with a backup.")
        file.seek(journal.size)
        file.truncate()
        file.write(journal.line)
        file.flush()
        os.fsync(file.fileno())


def _take_back(folder: Path, change: PendingChange) -> None:
    with contextlib.suppress(OSError):  # what cannot be taken back now is finished when the study is opened next
        for journal in change.journals:
            with (folder / journal.path).open("r+b") as file:
                file.seek(journal.size)
                if journal.line.startswith(file.read()):
                    file.truncate(journal.size)
                    os.fsync(file.fileno())
        (folder / _PENDING).unlink()
