"""What puts a study right, written down first and then carried out whole or not at all, as a change of the codebook is.

A deed is one file in the study until it is done. Whatever happens on the way, whoever opens the study next finishes it.
The file may have come with a study from anywhere: it names places in `sessions` and `bin` and the file study.toml only,
and nothing is done unless all of it fits what is there.
"""

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from annotator.errors import StudyError, UserError
from annotator.progress import Progress
from annotator.study.audit import AUDIT_FILE, append_step, step_line, take_step_back
from annotator.study.codebook_pending import JournalEnd, JournalLineToAdd, add_line, end_of, take_line_back
from annotator.study.files import (
    inside,
    is_of_the_system,
    matching,
    read_bytes,
    read_text,
    reason,
    replace_file,
    sync_folder,
)
from annotator.study.journal import MOST_BYTES
from annotator.study.lock import changing
from annotator.study.settings import STUDY_FILE, parse_study_text, read_study_file

BIN_FOLDER = "bin"

_PENDING = ".deed.json"
_LOCKS = (".lock", ".lock.json")
Place = tuple[str, ...]
"""Where a file of the study lies: the names of the folders on the way to it, and its own."""


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file that gets another text; "" is one that is not there."""

    place: Place
    before: str
    after: str


class Move(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file or folder that goes to another place, where nothing is yet."""

    old: Place
    new: Place


class Deed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that is written: what it is, for messages; its line in the audit trail; texts, lines and moves."""

    what: str
    step: bytes
    texts: tuple[Text, ...] = ()
    lines: tuple[JournalLineToAdd, ...] = ()
    moves: tuple[Move, ...] = ()


def deed(
    what: str,
    texts: Sequence[Text] = (),
    lines: Sequence[JournalLineToAdd] = (),
    moves: Sequence[Move] = (),
    **facts: object,
) -> Deed:
    """Return a deed that is done now, by the account of this computer; facts go into the audit trail."""
    return Deed(what, step_line(what, **facts), tuple(texts), tuple(lines), tuple(moves))


def carry_out(study: Path, done: Deed, progress: Progress = lambda _share: None) -> None:
    """Write a deed down, then do it; the caller holds study.toml and the codings it is about.

    progress is told the part done, 0 to 1.

    Raises:
        StudyError: if it cannot be done; everything is then as it was.
    """
    ends = _look(study, done)
    replace_file(study / _PENDING, msgspec.json.encode(done).decode())
    try:
        _finish(study, done, ends, progress)
    except (OSError, UserError) as error:
        why = reason(error) if isinstance(error, OSError) else error.what
        hint = "Everything is as it was."
        try:
            _take_back(study, done, ends)
        except (OSError, UserError):
            hint = "Open the study again: it is finished then."
        raise StudyError(f"“{done.what}” could not be done: {why.rstrip('.')}.", hint) from error


def finish_deed(study: Path) -> None:
    """Finish a deed that was begun and cut off; nothing happens where there is none.

    Raises:
        StudyError: if it cannot be finished now.
    """
    if (study / _PENDING).exists():
        with changing(study / STUDY_FILE):
            finish_what_was_begun(study)  # nothing, where whoever held the lock has finished it


def finish_what_was_begun(study: Path) -> None:
    """Do the same as finish_deed; the caller holds study.toml, and does nothing to the study before.

    Raises:
        StudyError: if it cannot be finished now.
    """
    if not (study / _PENDING).exists():
        return
    try:
        begun = msgspec.json.decode(read_bytes(inside(study, _PENDING), MOST_BYTES), type=Deed)
        _finish(study, begun, _look(study, begun), lambda _share: None, again=True)
    except OSError as error:
        what = f"Something was begun in this study and cannot be finished: {reason(error)}."
        raise StudyError(what, "Check that you may write to the study and that the disk has room.") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, UserError) as error:
        why = error.what if isinstance(error, UserError) else str(error)
        what = f"Something was begun in this study and does not fit it: {why}"
        raise StudyError(what, f"Look what {_PENDING} in the study folder says, and delete it.") from error


def files_in(folder: Path) -> list[str]:
    """Return the names of what lies in a folder and belongs to the study: no locks, no traces of a system."""
    names = [path.name for path in matching(folder, "*")]
    return [name for name in names if not (is_of_the_system(name) or name.endswith(_LOCKS))]


def drop_if_empty(folder: Path) -> None:
    """Delete a folder in which there are only locks that nobody holds any more; else it stays, and counts nowhere."""
    with contextlib.suppress(OSError):
        if not files_in(folder):
            for path in {*matching(folder, "*.lock"), *matching(folder, ".*lock")}:
                path.unlink()
            folder.rmdir()


def _look(study: Path, done: Deed) -> tuple[JournalEnd, ...]:
    """Look at everything that a deed says before any of it is done; return where its lines go.

    Raises:
        UserError: if something does not fit the study.
        OSError: if the study cannot be read.
    """
    for text in done.texts:
        if _text_at(_at(study, text.place)) not in {text.before, text.after}:
            raise StudyError(f"{'/'.join(text.place)} is not as it was: it was changed by another program.")
        if text.place == (STUDY_FILE,):
            parse_study_text(text.after)
    for move in done.moves:
        old, new = _at(study, move.old), _at(study, move.new)
        if os.path.lexists(old) and os.path.lexists(new):
            raise StudyError(f"{'/'.join(move.new)} is there already, and nothing is overwritten.", "Move it away.")
        if not os.path.lexists(old) and not os.path.lexists(new):
            raise StudyError(f"{'/'.join(move.old)} is not there any more.")
    renamed = read_study_file(study).renamed if done.lines else ()
    return tuple(end_of(study, line, renamed) for line in done.lines)


def _at(study: Path, place: Place) -> Path:
    if place != (STUDY_FILE,) and (len(place) < 2 or place[0] not in {"sessions", BIN_FOLDER}):
        raise StudyError(f"{'/'.join(place)} is no place for a deed.")
    return inside(study, *place)


def _text_at(path: Path) -> str:
    return read_text(path) if os.path.lexists(path) else ""


def _finish(study: Path, done: Deed, ends: Sequence[JournalEnd], progress: Progress, *, again: bool = False) -> None:
    """Do a deed. What needs room on the disk comes first: names that change need none."""
    for end in ends:
        add_line(end)
    append_step(study, done.step, again=again)
    for text in done.texts:
        _write(_at(study, text.place), text.before, text.after)
    for number, move in enumerate(done.moves, start=1):
        _move(_at(study, move.old), _at(study, move.new))
        progress(number / len(done.moves))
    for folder in {_at(study, place).parent for move in done.moves for place in (move.old, move.new)}:
        sync_folder(folder)
    (study / _PENDING).unlink()
    sync_folder(study)


def _take_back(study: Path, done: Deed, ends: Sequence[JournalEnd]) -> None:
    for move in reversed(done.moves):
        _move(_at(study, move.new), _at(study, move.old))
    for text in reversed(done.texts):
        _write(_at(study, text.place), text.after, text.before)
    with changing(study / AUDIT_FILE):
        take_step_back(study, done.step)
    for end in ends:
        take_line_back(end)
    (study / _PENDING).unlink()


def _write(path: Path, before: str, after: str) -> None:
    found = _text_at(path)
    if found == after:
        return
    if found != before:
        raise StudyError(f"{path.parent.name}/{path.name} was changed by another program.")
    if after:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, after)
    else:
        path.unlink()


def _move(old: Path, new: Path) -> None:
    if not os.path.lexists(new):
        new.parent.mkdir(parents=True, exist_ok=True)
        old.rename(new)
