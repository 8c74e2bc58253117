"""A coding that is open to be changed: its history, and the journal that every edit goes to."""

import glob
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from annotator.errors import JournalError, UserError
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.history import Edit
from annotator.study.backups import Backups
from annotator.study.files import is_one_name, matching, reason, write_new
from annotator.study.history_steps import Steps
from annotator.study.journal import (
    Header,
    JournalContents,
    contents_of,
    edit_line,
    empty_journal,
    header_line,
    line_hash,
    read_good_part,
    read_journal,
)
from annotator.study.journal_file import JournalFile
from annotator.study.lock import CodingLock, cannot_write
from annotator.study.merging import Merge, compare_journals, edits_beyond, items_of, merge_journals
from annotator.study.renamed import Name, place_of
from annotator.study.rescue import Rescue, StudyPlace
from annotator.study.settings import NewName
from annotator.study.writer import JournalWriter, SaveState

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time now, in UTC."""
    return datetime.now(UTC)


class OpenCoding:
    """One coding, held open by a lock; every edit of its history is appended to its journal.

    Args:
        journal: The file; it is made by the first edit.
        header: What its first line says, or will say.
        study: The study, and where it lies: outside it, this computer keeps copies and backups under this name.
        clock: Tells the time in UTC.
        take_over: Whether to open it although a file left behind on a disk without locks says that it is open.

    Attributes:
        history: Does, undoes and redoes; the journal hears of each edit before anybody else.
        steps: The steps of the history with their times, those of earlier days too.
        notices: What the coder should be told of what was found when it was opened.
        has_other_copies: Whether the notices tell of another copy, with which it can be compared and merged.
        missing: How many edits that were saved here are no longer in the journal, as in an older copy of it.
        backups: The backups of this coding on this computer.

    Raises:
        ReadOnlyError: if it is open elsewhere, or cannot be written.
        JournalError: if a line of the journal is bad.
    """

    def __init__(
        self,
        journal: Path,
        header: Header,
        study: StudyPlace,
        clock: Clock = utc_now,
        *,
        take_over: bool = False,
    ) -> None:
        self._header = header
        self._clock = clock
        self._lock = CodingLock(journal)
        self.backups = Backups(study, header.session, header.coder)
        _check_writable(journal)
        self._lock.acquire(clock(), take_over=take_over)
        try:
            self._open(journal, study)
        except BaseException:
            self._lock.release()
            raise

    @property
    def coding(self) -> Coding:
        """The coding as it stands now."""
        return self.history.coding

    @property
    def contents(self) -> JournalContents:
        """The whole coding as its journal says it, with what is not saved yet: to compare it with another copy."""
        return contents_of(self._writer.all_lines(), self._header)

    def merge(self, theirs: JournalContents, codebook: Codebook) -> Merge:
        """Do as one edit what another copy of this coding has alone; return what was done, and what could not be.

        Raises:
            EditError: if this coding is submitted.
            JournalError: if the copy is not one of this coding.
        """
        found = merge_journals(self.contents, theirs, codebook)
        self.history.do(found.edit)
        return found

    def go_on_with(self, theirs: JournalContents) -> int:
        """Take over the edits by which another copy goes on where this coding ends; return how many items they change.

        They stay as they were made there, with their times; 0: the other copy does not begin with all of this one.
        """
        edits = edits_beyond(self.contents, theirs)
        if edits:
            self.history.replay(edits)
            for edit, at in zip(edits, theirs.times[-len(edits) :], strict=True):
                self.steps.follow(edit, at)
            self._count, self._last_line = len(theirs.edits), theirs.lines[-1]
            self._writer.add(*theirs.lines[-len(edits) :])
        return items_of(edits)

    @property
    def state(self) -> SaveState:
        """Whether every edit is on the disk, some wait, or the journal cannot be written."""
        return self._writer.state

    @property
    def problem(self) -> UserError | None:
        """What is wrong with saving and where the coding is kept instead; None while all is well."""
        return self._writer.problem

    @property
    def is_kept_nowhere(self) -> bool:
        """Whether edits are in the memory of this program only: neither the study nor this computer can be written."""
        return self._writer.is_kept_nowhere

    def save_elsewhere(self, path: Path) -> None:
        """Write the whole coding to a file that is not there yet, as a journal, wherever there is room.

        Raises:
            JournalError: if it cannot be written.
        """
        try:
            write_new(path, b"".join(self._writer.all_lines()))
        except OSError as error:
            raise JournalError(f"{path.name} cannot be written: {reason(error)}.", "Choose another place.") from error

    def on_state(self, callback: Callable[[SaveState], None]) -> Callable[[], None]:
        """Call callback with the state before and after every write, on the writer's thread; return what ends that."""
        return self._writer.on_state(callback)

    def flush(self, timeout_s: float = 10.0) -> bool:
        """Wait until all edits are on the disk, or cannot be put there; return whether they are."""
        return self._writer.flush(timeout_s)

    def close(self, timeout_s: float = 10.0) -> None:
        """Save what waits and let go of the coding; its history must not be used any more.

        If the journal is not as it was left, all edits go to a conflict copy, and problem says so.
        """
        self._writer.close(timeout_s)
        if not self.is_kept_nowhere:
            self.backups.keep(self._writer.all_lines())
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self, journal: Path, study: StudyPlace) -> None:
        rescue = Rescue(study, self._header.session, self._header.coder)
        on_disk = read_coding_file(journal, self._header, study.renamed)
        whole, found = _with_rescued(on_disk, rescue)
        _name(whole, self._header)
        self.backups.keep(on_disk.lines)
        self.missing = _missing(whole, rescue)
        older = _tell_older(journal, self.missing, len(whole.edits), self.backups) if self.missing else ()
        soft = (_NO_LOCKS.format(journal.name),) if self._lock.is_soft else ()
        offers = tuple(_offers(whole, rescue))
        self.has_other_copies = bool(older or offers or conflict_copies(journal))
        self.notices = (*_notices(journal, on_disk, self._header), *older, *found, *offers, *soft)
        self.history = whole.history
        self.steps = Steps(zip(whole.edits, whole.times, strict=True))
        self._count = len(whole.edits)
        self._last_line = whole.lines[-1] if whole.lines else b""
        self._writer: JournalWriter = JournalWriter(JournalFile(journal, on_disk.lines, on_disk.rest), rescue)
        rescue.clear(on_disk.lines)
        if missing := whole.lines[len(on_disk.lines) :]:
            self._writer.add(*missing)
        self.history.listen(self._record)

    def _record(self, edit: Edit) -> None:
        new = () if self._last_line else (header_line(self._header),)
        at = self._clock()
        line = edit_line(edit, self._count + 1, at, (self._last_line, *new)[-1])
        self.steps.follow(edit, at)
        self._writer.add(*new, line)
        self._count += 1
        self._last_line = line


def read_coding_file(journal: Path, header: Header, renamed: Sequence[NewName] = ()) -> JournalContents:
    """Read the journal of a coding; one that is not there yet holds nothing.

    Args:
        journal: The file.
        header: Whose coding it is now.
        renamed: What codings were called before; its first line may say an older name.

    Raises:
        JournalError: if a line is bad, or the file says that it belongs elsewhere.
    """
    if not journal.exists():
        return empty_journal(header.session, header.coder)
    contents = read_journal(journal)
    begun_as, found = place_of(contents, ()), place_of(contents, renamed)
    if found is not None and found != (header.session, header.coder):
        raise _out_of_place(journal, begun_as, *found)
    _name(contents, header)
    return contents


def _name(contents: JournalContents, now: Header) -> None:
    """Give what was read the ids that it has now."""
    contents.history.coding.session, contents.history.coding.coder = now.session, now.coder


def _out_of_place(journal: Path, begun_as: Name | None, session: str, coder: str) -> JournalError:
    what = f"{journal.parent.name}/{journal.name} is the coding of session {session} by {coder}."
    if is_one_name(session) and (journal.parent.parent / session / f"{coder}.jsonl").exists():
        place = f"{session}/{coder}.jsonl"
        if begun_as == (journal.parent.name, journal.stem):
            return JournalError(f"{what[:-1]} as it was before.", f"Merge it into {place}.")
        return JournalError(what, f"{place} is there already: compare the two, and keep one of them.")
    return JournalError(what, f"Move it to the folder of that session and name it {coder}.jsonl.")


def _check_writable(journal: Path) -> None:
    refused = [path for path in (journal.parent, journal) if path.exists() and not os.access(path, os.W_OK)]
    if refused:
        raise cannot_write(f"{journal.parent.name}/{journal.name}", f"you may not write to {refused[0].name}")


def _notices(journal: Path, contents: JournalContents, header: Header) -> list[str]:
    notices = []
    if contents.torn:
        what = "is damaged" if contents.damaged_end else "was not written completely"
        notices.append(
            f"The last line of {journal.name} {what}; it is left out, and all before it is there. "
            "The next edit keeps it in a file beside the coding."
        )
    if contents.header is not None and contents.header.codebook != header.codebook:
        notices.append("The codebook was changed since this coding was begun.")
    notices.extend(
        f"{copy.name} is beside this coding: it came back with work done elsewhere, or was written while another "
        f"program changed {journal.name}. Compare the two, and keep one as {journal.name}."
        for copy in conflict_copies(journal)
    )
    return notices


def conflict_copies(journal: Path) -> list[Path]:
    """Return the copies beside a journal that were written while another program changed it."""
    return matching(journal.parent, f"{glob.escape(journal.stem)}.conflict-*.jsonl")


def _missing(contents: JournalContents, rescue: Rescue) -> int:
    last = rescue.last_saved()
    if last is None or not 0 < last.number < 1 << 40:
        return 0
    known = contents.lines[last.number] if last.number < len(contents.lines) else b""
    if known and line_hash(known) == last.hash:
        return 0
    return max(1, last.number - len(contents.edits))


def _tell_older(journal: Path, missing: int, edits: int, backups: Backups) -> tuple[str]:
    newest = next((one for one in backups.all() if one.edits > edits), None)
    way = (
        f"A backup of {newest.at:%Y-%m-%d %H:%M} UTC holds {newest.edits} edits: it can be restored or merged."
        if newest is not None
        else "Look for the newer file before you go on: in the trash, the versions of the sync tool, a backup."
    )
    return (
        f"{journal.name} holds {edits} edits, and {missing} or more that were saved here are not among them: it is an "
        f"older copy, or somebody else's. {way}",
    )


_NO_LOCKS = (
    "Files cannot be locked in this folder, so only a note beside {0} keeps two computers from opening it at once. "
    "If both code, neither loses anything, but there will be two copies to merge."
)


def _offers(whole: JournalContents, rescue: Rescue) -> Iterator[str]:
    """Say what was kept for a study of the same id in another place: it may be this one, or a copy of it."""
    for kept in rescue.found_elsewhere():
        try:
            theirs = read_good_part(kept.path)
            more = len(compare_journals(whole, theirs).theirs)
        except JournalError:
            continue
        if more:
            study = f"study “{kept.study.name}” in {kept.study.place}" if kept.study else "study of the same origin"
            yield (
                f"A copy of this coding was kept on this computer when the {study} could not be written; {more} of its "
                "edits are not here. Nothing of it was taken in: compare and merge it if it belongs here."
            )


def _with_rescued(on_disk: JournalContents, rescue: Rescue) -> tuple[JournalContents, list[str]]:
    whole, notices = on_disk, []
    for path in rescue.found():
        try:
            kept = read_journal(path)
        except JournalError as error:
            notices.append(f"A coding was kept in {path}, but it cannot be read: {error.what}")
            continue
        if kept.lines[: len(whole.lines)] == whole.lines:
            more = len(kept.edits) - len(whole.edits)
            whole = kept
            if more:
                notices.append(f"What could not be saved last time was kept in {path}; it is back ({more} edits).")
        elif whole.lines[: len(kept.lines)] != kept.lines:
            notices.append(f"{path} holds a coding of this session that was kept and differs from this one.")
    return whole, notices
