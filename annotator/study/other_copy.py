"""Taking in a coding from another copy of the study: whatever it is called there, it is known for what it is here."""

from pathlib import Path

from msgspec import Struct

from annotator.errors import EditError, JournalError, StudyError, UserError
from annotator.progress import Progress
from annotator.study.audit import Step, note_step, steps
from annotator.study.bin import in_bin
from annotator.study.deed_parts import coders_in
from annotator.study.deeds import BIN_FOLDER
from annotator.study.files import inside, is_one_name, matching, reason, sync_folder, write_new
from annotator.study.journal import Header, JournalContents, edit_line, header_line, read_good_part, read_journal
from annotator.study.journal_file import free_name
from annotator.study.merging import Conflict, edits_beyond, items_of, merge_journals
from annotator.study.renamed import begun_with, named_first, named_now, place_of
from annotator.study.session import Session, read_session
from annotator.study.settings import STUDY_FILE, NewName, read_study_file
from annotator.study.study import Study
from annotator.study.unreadable import unless_broken


class TakenIn(Struct, frozen=True):
    """What was taken in: into which coding, whether it is new here, how many items changed, and what could not be."""

    session: str
    coder: str
    is_new: bool
    changed: int
    conflicts: tuple[Conflict, ...] = ()


class InCopy(Struct, frozen=True):
    """A coding of another copy of the study.

    file: where it lies; name: what it is called there. session, coder: what it is here. is_new: whether it is not here
    yet. changes: how many items would change, conflicts: how many could not. problem: why it cannot be taken in.
    """

    file: Path
    name: str
    session: str = ""
    coder: str = ""
    is_new: bool = False
    changes: int = 0
    conflicts: int = 0
    problem: str = ""

    @property
    def has_news(self) -> bool:
        """Whether there is something to take in."""
        return not self.problem and bool(self.is_new or self.changes or self.conflicts)


def look_at_copy(study: Study, folder: Path, progress: Progress = lambda _share: None) -> tuple[InCopy, ...]:
    """Return what another copy of the study holds, in order of session and coder there; nothing is changed.

    progress is told the part of its sessions, 0 to 1.

    Raises:
        StudyError: if there is no study in this folder, or it is this one, or another one.
    """
    if not (folder / STUDY_FILE).is_file():
        raise StudyError(f"There is no study in {folder.name}.", f"Choose the folder that holds {STUDY_FILE}.")
    if folder.samefile(study.folder):
        raise StudyError("This is the study itself.", "Choose the folder of another copy of it.")
    if (there := read_study_file(folder)).id != study.place.id:
        what = f"{folder.name} is the study “{there.name}”, and no copy of this one."
        raise StudyError(what, "Choose a copy of this study.")
    found, sessions = [], [one for one in matching(folder, "sessions/*") if one.is_dir()]
    for done, place in enumerate(sessions, start=1):
        found += [_in_copy(study, place / f"{coder}.jsonl") for coder in coders_in(place)]
        progress(done / len(sessions))
    return tuple(one for one in found if one is not None)


def _in_copy(study: Study, file: Path) -> InCopy | None:
    name = f"{file.parent.name} by {file.stem}"
    try:
        theirs = read_journal(file)
        if len(theirs.lines) < 2:
            return None
        session_id, coder = place_here(study, file, theirs)
        study.session(session_id)
        _check_same_recording(study, file)
        _check_not_in_bin(study, theirs, coder)
        journal = study.journal_path(session_id, coder)
        if not journal.exists():
            return InCopy(file, name, session_id, coder, is_new=True, changes=len(theirs.history.coding.items))
        coding = theirs.history.coding
        coding.session, coding.coder = session_id, coder
        ours = read_journal(journal)
        ours.history.coding.session, ours.history.coding.coder = session_id, coder
        _check_one_coding(study, file, ours, theirs)
        if more := edits_beyond(ours, theirs):
            return InCopy(file, name, session_id, coder, changes=items_of(more))
        merge = merge_journals(ours, theirs, study.codebook)
    except UserError as error:
        return InCopy(file, name, problem=str(error))
    return InCopy(file, name, session_id, coder, False, len(merge.edit.changes), len(merge.conflicts))


def take_in(study: Study, file: Path) -> TakenIn:
    """Take in what a journal of another copy of the study has alone, as one step; taken in twice it changes nothing.

    A file that lies in this study already, where it counts nowhere, is set aside afterwards.

    Raises:
        JournalError: if it cannot be read, or holds nothing.
        StudyError: if the study has no such session, it shows something else, the coding lies in the bin, or it is
            open or cannot be written.
        EditError: if the coding is submitted here, and something in it would change; or if it is another coding of the
            session, because one of the two was moved there.
    """
    theirs = read_journal(file)
    session_id, coder = place_here(study, file, theirs)
    study.session(session_id)  # complains here if it cannot be read
    _check_same_recording(study, file)
    _check_not_in_bin(study, theirs, coder)
    journal = study.journal_path(session_id, coder)
    if journal.exists() and journal.samefile(file):
        raise StudyError(f"{file.name} is the coding itself.", "Choose a file of another copy of the study.")
    if journal.exists():
        with study.open_coding(session_id, coder) as opened:
            _check_one_coding(study, file, opened.contents, theirs)
            ours = opened.contents.history.coding
            theirs.history.coding.session, theirs.history.coding.coder = ours.session, ours.coder
            if more := opened.go_on_with(theirs):
                done = TakenIn(session_id, coder, False, more)
            else:
                merged = opened.merge(theirs, study.codebook)
                done = TakenIn(session_id, coder, False, len(merged.edit.changes), merged.conflicts)
    else:
        _put(study, journal, theirs, Header(session=session_id, coder=coder, codebook=study.codebook_hash))
        done = TakenIn(session_id, coder, True, len(theirs.history.coding.items))
    if done.is_new or done.changed:
        facts = {"session": session_id, "coder": coder, "changed": done.changed, "is_new": done.is_new}
        note_step(study.folder, "coding taken in", **facts)
    if file.resolve().is_relative_to((study.folder / "sessions").resolve()):
        file.rename(free_name(file, "set-aside"))
    return done


def place_here(study: Study, file: Path, theirs: JournalContents) -> tuple[str, str]:
    """Return which coding of this study it is: by its ids when it was begun, before its copy renamed anything.

    Raises:
        JournalError: if it holds nothing.
        StudyError: if the study has no such session.
    """
    header = theirs.header
    if header is None or len(theirs.lines) < 2:
        raise JournalError(f"{file.name} holds nothing that was coded.", "Choose another file.")
    begun = begun_with(theirs)
    first = named_first(_names_there(study, file), header.session, header.coder, begun)
    session_id, coder = named_now(study.renamed, *first, begun)
    if not (is_one_name(coder) and session_id in study.session_ids()):
        what = f"It is a coding of session {session_id}, which this study does not have."
        raise StudyError(what, _restore_first(study, "session", session_id) or "Add the session.")
    return session_id, coder


def _names_there(study: Study, file: Path) -> tuple[NewName, ...]:
    folder = file.resolve().parent.parent.parent
    if not (folder / STUDY_FILE).is_file() or folder.samefile(study.folder):
        return ()
    there = unless_broken(read_study_file, folder)
    return () if isinstance(there, UserError) or there.id != study.place.id else there.renamed


def _check_same_recording(study: Study, file: Path) -> None:
    """Refuse where the session beside the file shows something else than the session of its id does here."""
    first, _ = named_first(_names_there(study, file), file.parent.name)
    session_id, _ = named_now(study.renamed, first)
    both = unless_broken(read_session, file.parent), unless_broken(study.session, session_id)
    cameras = [{one.fingerprint for one in session.cameras} for session in both if isinstance(session, Session)]
    if len(cameras) == len(both) and not cameras[0] & {*cameras[1], *_shown_earlier(study, session_id)}:
        what = f"{file.parent.name} has other recordings there than {session_id} has here."
        raise StudyError(what, "Look which session it is: nothing was taken in.")


def _check_one_coding(study: Study, file: Path, ours: JournalContents, theirs: JournalContents) -> None:
    """Refuse to mix two codings of one session: what each holds would count for the other wherever both are apart."""
    names = (*study.renamed, *_names_there(study, file))
    moved = {one.begun for one in names if one.what == "coding"} & {begun_with(ours), begun_with(theirs)}
    # Not by the hash alone: of a coding that was taken in under other ids all lines are written anew.
    if moved and (ours.edits[:1], ours.times[:1]) != (theirs.edits[:1], theirs.times[:1]):
        session_id, coder = place_here(study, file, theirs)
        what = f"The study or its copy has another coding of {session_id} by {coder}, which was moved there or away."
        raise EditError(what, "Move the same coding in both, or compare the two: they are not mixed.")


def _shown_earlier(study: Study, session_id: str) -> set[str]:
    """Return the fingerprints of recordings that others took the place of, as the audit trail names them."""
    found: set[str] = set()
    for step in steps(study.folder):
        old = step.facts.get("old") if isinstance(step, Step) and step.what == "recording replaced" else None
        if isinstance(step, Step) and isinstance(old, dict):
            then, _ = named_now(study.renamed, str(step.facts.get("session")))
            found |= {str(old.get("fingerprint"))} if then == session_id else set()
    return found


def _restore_first(study: Study, what: str, name: str) -> str:
    """Return what to do about a session or a coder that lies in the bin; "" where none of this id does."""
    for one in in_bin(study):
        session, whose = named_now(study.renamed, one.session, one.coder)
        if one.what == what and name == (session or whose):
            return f"Restore {one.name} first."
    return ""


def _check_not_in_bin(study: Study, theirs: JournalContents, coder: str) -> None:
    if coder not in study.coders and (hint := _restore_first(study, "coder", coder)):
        raise StudyError(f"{coder} was removed from this study.", hint)
    for removed in in_bin(study):
        for session_id, whose in removed.codings:
            place = inside(study.folder, BIN_FOLDER, removed.name, "sessions", session_id, f"{whose}.jsonl")
            kept = unless_broken(read_good_part, place)
            if isinstance(kept, JournalContents) and begun_with(kept) == begun_with(theirs):
                what = f"This coding lies in the bin ({removed.title})."
                raise StudyError(what, f"Restore {removed.name} first.")


def _put(study: Study, journal: Path, theirs: JournalContents, here: Header) -> None:
    """Write a coding that is new here, with its chain as it is where its first line is understood here."""
    lines = list(theirs.lines)
    if place_of(theirs, study.renamed) != (here.session, here.coder):
        lines = [header_line(here)]
        for edit, at in zip(theirs.edits, theirs.times, strict=True):
            lines.append(edit_line(edit, len(lines), at, lines[-1]))
    fresh = free_name(journal, "new")
    try:
        write_new(fresh, b"".join(lines))
        fresh.rename(journal)
    except OSError as error:
        what = f"{journal.parent.name}/{journal.name} cannot be written: {reason(error)}."
        raise StudyError(what, "Check that you may write to the study and that the disk has room.") from error
    sync_folder(journal.parent)
