"""A change of a study's codebook and its codings that is written down first, and then carried out whole or not at all.

What is to be written stands in one file of the study before anything else changes. Whatever happens after that, the
next who opens the study finds the file and finishes what it says.

The file may have come with a study from anywhere. So it names no path, only sessions and coders, and nothing is done
unless all of it fits the study: a codebook that can be read, journals inside the study, lines that continue them.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from annotator.errors import StudyError, UserError
from annotator.model.codebook.file import codebook_hash, parse_codebook
from annotator.study.files import inside, read_bytes, read_text, reason, replace_file, sync_folder, write_new
from annotator.study.journal import MOST_BYTES, check_continues, read_journal
from annotator.study.journal_file import free_name
from annotator.study.lock import changing
from annotator.study.renamed import place_of
from annotator.study.settings import CODEBOOK_FILE, STUDY_FILE, NewName, parse_study_text, read_study_file

EARLIER_FOLDER = "earlier-codebooks"
"""Where a study keeps its codebook as it was: codings say in their first line which one they were begun with."""

_PENDING = ".codebook-change.json"


class JournalLineToAdd(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line for a journal.

    Attributes:
        session: of which session.
        coder: whose coding.
        line: the new line, with its line end; it says which line it follows.
    """

    session: str
    coder: str
    line: bytes


class PendingChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything a change writes: codebook and settings as they will be, and a line for each coding it changes.

    before is the codebook as it was; it is kept where codings were begun with it. settings "" stay as they are.
    """

    before: str
    version_before: str
    after: str
    settings: str = ""
    journals: tuple[JournalLineToAdd, ...] = ()
    keeps_before: bool = True


@dataclass(frozen=True, slots=True)
class JournalEnd:
    """Where a line goes: behind the first size bytes of the journal, which are good; rest is what is there now."""

    path: Path
    size: int
    rest: bytes
    line: bytes


def carry_out(folder: Path, change: PendingChange) -> None:
    """Write a change down, then do it; the caller holds the locks of the codebook, of study.toml and of the codings.

    Raises:
        StudyError: if it cannot be written; everything is then as it was, or finished when the study is opened next.
    """
    ends = _ends(folder, change)
    settings = read_text(folder / STUDY_FILE)
    replace_file(folder / _PENDING, msgspec.json.encode(change).decode())
    try:
        _finish(folder, change, ends)
    except (OSError, UserError) as error:
        why = reason(error) if isinstance(error, OSError) else error.what
        hint = "Everything is as it was."
        try:
            _take_back(folder, ends, {STUDY_FILE: settings, CODEBOOK_FILE: change.before})
        except (OSError, UserError):
            hint = "Open the study again: it is changed then."
        raise StudyError(f"The codebook could not be changed: {why}", hint) from error


def finish_change(folder: Path) -> None:
    """Finish a change that was begun and cut off; nothing happens where there is none.

    Raises:
        StudyError: if it cannot be finished now.
    """
    if not (folder / _PENDING).exists():
        return
    try:
        with changing(folder / CODEBOOK_FILE), changing(folder / STUDY_FILE):
            if (folder / _PENDING).exists():  # else whoever held the lock has finished it
                change = msgspec.json.decode(read_bytes(inside(folder, _PENDING), MOST_BYTES), type=PendingChange)
                _finish(folder, change, _ends(folder, change))
    except OSError as error:
        what = f"A change of the codebook was begun in this study and cannot be finished: {reason(error)}."
        raise StudyError(what, "Check that you may write to the study and that the disk has room.") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, UserError) as error:
        why = error.what if isinstance(error, UserError) else str(error)
        what = f"A change of the codebook was begun in this study and does not fit it: {why}"
        raise StudyError(what, f"Delete {_PENDING} in the study folder; nothing of it has been done.") from error


def _ends(folder: Path, change: PendingChange) -> tuple[JournalEnd, ...]:
    """Return the ends of the journals that a change goes on; look at everything that it says before any of it is done.

    Raises:
        UserError: if something does not fit the study.
        OSError: if the study cannot be read.
    """
    if read_text(folder / CODEBOOK_FILE) not in {change.before, change.after}:
        raise StudyError(f"{CODEBOOK_FILE} is neither what it was before the change nor what it becomes.")
    parse_codebook(change.after, CODEBOOK_FILE, in_use=change.before)
    if change.settings:
        parse_study_text(change.settings)
    if change.keeps_before:
        inside(folder, EARLIER_FOLDER)
    renamed = read_study_file(folder).renamed
    return tuple(end_of(folder, one, renamed) for one in change.journals)


def end_of(folder: Path, new: JournalLineToAdd, renamed: Sequence[NewName]) -> JournalEnd:
    """Return where a line goes, once it is sure that it can be the next of its journal, or is there already.

    Raises:
        UserError: if it cannot.
        OSError: if the journal cannot be read.
    """
    path = inside(folder, "sessions", new.session, f"{new.coder}.jsonl")
    contents = read_journal(path)
    if place_of(contents, renamed) != (new.session, new.coder):
        raise StudyError(f"{new.session}/{new.coder}.jsonl is not a coding of {new.session} by {new.coder}.")
    if contents.lines[-1] == new.line:
        return JournalEnd(path, contents.good_bytes - len(new.line), new.line, new.line)
    check_continues(path, contents, new.line)
    return JournalEnd(path, contents.good_bytes, contents.rest, new.line)


def _finish(folder: Path, change: PendingChange, ends: Sequence[JournalEnd]) -> None:
    if change.keeps_before:
        _keep_earlier(folder, change)
    for end in ends:
        add_line(end)
    if change.settings:
        replace_file(folder / STUDY_FILE, change.settings)
    replace_file(folder / CODEBOOK_FILE, change.after)
    (folder / _PENDING).unlink()
    sync_folder(folder)


def _keep_earlier(folder: Path, change: PendingChange) -> None:
    earlier = folder / EARLIER_FOLDER
    earlier.mkdir(exist_ok=True)
    version = "".join(one if one.isalnum() or one in ".-_" else "_" for one in change.version_before)
    path = earlier / f"{version}-{codebook_hash(change.before)[:12]}.toml"
    if not os.path.lexists(path):
        replace_file(path, change.before)


def add_line(end: JournalEnd) -> None:
    """Write a line to the end of its journal, unless it is there; what is no good line there is kept beside it.

    Raises:
        StudyError: if another program has written there.
        OSError: if it cannot be written.
    """
    if end.rest == end.line:
        return
    with end.path.open("r+b") as file:
        file.seek(end.size)
        if file.read() != end.rest:
            name = f"{end.path.parent.name}/{end.path.name}"
            raise StudyError(f"{name} was changed by another program.", "Try again.")
        if not end.line.startswith(end.rest):
            write_new(free_name(end.path, "cut-off"), end.rest)
        file.seek(end.size)
        file.truncate()
        file.write(end.line)
        file.flush()
        os.fsync(file.fileno())


def _take_back(folder: Path, ends: Sequence[JournalEnd], texts: Mapping[str, str]) -> None:
    for end in ends:
        take_line_back(end)
    for name, text in texts.items():
        if read_text(folder / name) != text:
            replace_file(folder / name, text)
    (folder / _PENDING).unlink()


def take_line_back(end: JournalEnd) -> None:
    """Cut off what was written of a line.

    Raises:
        OSError: if the journal cannot be written.
    """
    with end.path.open("r+b") as file:
        file.seek(end.size)
        if end.line.startswith(file.read()):
            file.truncate(end.size)
            os.fsync(file.fileno())
