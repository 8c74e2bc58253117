"""Bringing damaged codings back: from what is good in them, or from a backup. The damaged file is always kept."""

from pathlib import Path

from msgspec import Struct

from annotator.errors import EditError, JournalError, StudyError
from annotator.model.coding import Coding
from annotator.model.history import Edit, History
from annotator.study.backups import Backup
from annotator.study.copies import CopyOfCoding
from annotator.study.files import reason, sync_folder, write_new
from annotator.study.journal import (
    Header,
    JournalContents,
    SoundLine,
    edit_line,
    has_checksum,
    header_line,
    read_good_part,
    read_journal,
    sound_lines,
)
from annotator.study.journal_file import free_name
from annotator.study.lock import CodingLock
from annotator.study.open_coding import utc_now
from annotator.study.renamed import place_of
from annotator.study.rescue import Rescue
from annotator.study.study import Study


class Repair(Struct, frozen=True):
    """A repaired copy of a damaged coding: what was wrong, how many edits it holds, and what is not in it, in words."""

    session: str
    coder: str
    problem: str
    edits: int
    gone: tuple[str, ...]
    path: Path


def repair(study: Study, session_id: str, coder: str) -> Repair | None:
    """Write a repaired copy beside a damaged coding, which stays as it is; None where nothing is wrong with it.

    The copy holds all edits up to the damage, and of those after it what is undamaged and still fits.

    Raises:
        StudyError: if there is no such session, or the copy cannot be written.
        JournalError: if nothing of the file can be read, or it is another coding's.
    """
    journal = study.journal_path(session_id, coder)
    found = read_good_part(journal)
    if found.problem is None and not found.rest:
        return None
    place = place_of(found, study.renamed)
    if place is not None and place != (session_id, coder):
        what = f"{session_id}/{coder}.jsonl is the coding of {place[0]} by {place[1]}."
        raise JournalError(what, "Move it to where it belongs, and repair it there.")
    lines, gone = _salvaged(found, Header(session=session_id, coder=coder, codebook=""))
    if found.problem is not None and found.header is None and len(lines) == 1:
        what = f"{session_id}/{coder}.jsonl: nothing of it can be read as a coding, so there is nothing to repair."
        hint = "Look for another copy: Repair or restore… in Study, or annotator restore, lists the backups kept here."
        raise JournalError(what, hint)
    path = free_name(journal, "repaired")
    try:
        write_new(path, b"".join(lines))
    except OSError as error:
        raise StudyError(f"{path.name} cannot be written: {reason(error)}.", "Make room, and try again.") from error
    problem = found.problem.what if found.problem is not None else "Its last line is damaged or was never finished."
    return Repair(session_id, coder, problem, len(read_journal(path).edits), tuple(gone), path)


def use_repaired(study: Study, done: Repair) -> Path | None:
    """Let a repaired copy be the coding from now on; return where the damaged file is kept.

    Raises:
        ReadOnlyError: if the coding is open, or cannot be written.
        JournalError: if the copy cannot be read any more.
    """
    return _put_in_place(study, done.session, done.coder, done.path, "damaged")


def restore(study: Study, session_id: str, coder: str, backup: Backup) -> Path | None:
    """Let a backup be the coding from now on; return where the file that was there is kept, None where there was none.

    Raises:
        ReadOnlyError: if the coding is open, or cannot be written.
        JournalError: if the backup cannot be read, or is of another coding.
    """
    return _put_in_place(study, session_id, coder, backup.path, "replaced")


def use_copy(study: Study, session_id: str, coder: str, copy: CopyOfCoding) -> Path | None:
    """Let another copy be the coding from now on; return where the file that was there is kept.

    Raises:
        ReadOnlyError: if the coding is open, or cannot be written.
        JournalError: if the copy cannot be read, or is of another coding.
    """
    return _put_in_place(study, session_id, coder, copy.path, "replaced")


def keep_as_it_is(study: Study, session_id: str, coder: str, copy: CopyOfCoding | None = None) -> None:
    """Let the coding be the one that counts, although it is older than what was saved here, or has another copy.

    A copy beside it gets the name of something set aside: it is in no table anyway, and is not asked about again.
    What this computer keeps elsewhere stays where it is.

    Raises:
        StudyError: if the copy cannot be renamed.
        JournalError: if the coding cannot be read.
    """
    journal = study.journal_path(session_id, coder)
    if copy is not None and copy.path.parent == journal.parent:
        try:
            copy.path.rename(free_name(journal, "set-aside"))
        except OSError as error:
            what = f"{copy.path.name} cannot be renamed: {reason(error)}."
            raise StudyError(what, "Check that you can write to the study.") from error
    if journal.exists():
        Rescue(study.place, session_id, coder).remember(read_journal(journal).lines)


def _put_in_place(study: Study, session_id: str, coder: str, source: Path, what: str) -> Path | None:
    journal = study.journal_path(session_id, coder)
    contents = read_journal(source)
    if place_of(contents, study.renamed) != (session_id, coder):
        raise JournalError(f"{source.name} is not a coding of {session_id} by {coder}.", "Choose another.")
    lock = CodingLock(journal)
    lock.acquire(utc_now())
    try:
        kept = free_name(journal, what) if journal.exists() else None
        if kept is not None:
            write_new(kept, journal.read_bytes())
        fresh = free_name(journal, "new")
        write_new(fresh, source.read_bytes())
        fresh.replace(journal)
        if source.parent == journal.parent:
            source.unlink()
        sync_folder(journal.parent)
    except OSError as error:
        what = f"{session_id}/{coder}.jsonl cannot be replaced: {reason(error)}."
        raise StudyError(what, "Check that you may write to the study and that the disk has room.") from error
    finally:
        lock.release()
    Rescue(study.place, session_id, coder).remember(contents.lines)
    return kept


def _salvaged(found: JournalContents, header: Header) -> tuple[list[bytes], list[str]]:
    """Return the lines of a repaired journal, and what is not in it."""
    lines, edits = list(found.lines) or [header_line(header)], list(found.edits)
    first_bad, gone = len(found.lines) + 1, []
    sound = {line.place: line for line in sound_lines(found.bad)}
    if _last_was_changed(found, sound):
        gone.append(f"line {first_bad - 1}: it was changed")
        lines.pop()
        edits.pop()
    history = History(Coding(header.session, header.coder))
    history.replay(edits)
    for place in range(len(found.bad)):
        line = sound.get(place)
        # What was undone or redone after the damage may be another step than the one on top of the stack now.
        if line is None:
            gone.append(f"line {first_bad + place}: it cannot be read")
        elif not _fits(history, step := Edit(label=line.edit.label, changes=line.edit.changes)):
            gone.append(f"line {first_bad + place}: “{step.label}” does not fit what is left")
        else:
            lines.append(edit_line(step, len(lines), line.at, lines[-1]))
    if found.rest and found.rest not in found.bad:
        gone.append(f"line {first_bad + len(found.bad)}: it is damaged or was never finished")
    return lines, gone


def _last_was_changed(found: JournalContents, sound: dict[int, SoundLine]) -> bool:
    """Whether the last good line, without a checksum, is not the one that the undamaged line after it follows."""
    return len(found.lines) > 1 and not has_checksum(found.lines[-1]) and 0 in sound and not sound[0].follows(found)


def _fits(history: History, step: Edit) -> bool:
    try:
        history.replay((step,))
    except EditError:
        return False
    return True
