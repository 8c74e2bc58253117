"""A coding that is open to be changed: its history, and the journal that every edit goes to."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from annotator.errors import JournalError, UserError
from annotator.model.coding import Coding
from annotator.model.history import Edit
from annotator.study.journal import Header, JournalContents, edit_line, empty_journal, header_line, read_journal
from annotator.study.journal_file import JournalFile
from annotator.study.lock import CodingLock, cannot_write
from annotator.study.rescue import Rescue
from annotator.study.steps import Steps
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
        rescue_folder: Where this coding is kept while the journal cannot be written.
        clock: Tells the time in UTC.

    Attributes:
        history: Does, undoes and redoes; the journal hears of each edit before anybody else.
        steps: The steps of the history with their times, those of earlier days too.
        notices: What the coder should be told of what was found when it was opened.

    Raises:
        ReadOnlyError: if it is open elsewhere, or cannot be written.
        JournalError: if a line of the journal is bad.
    """

    def __init__(self, journal: Path, header: Header, rescue_folder: Path, clock: Clock = utc_now) -> None:
        self._header = header
        self._clock = clock
        self._lock = CodingLock(journal)
        _check_writable(journal)
        self._lock.acquire(clock())
        try:
            self._open(journal, Rescue(rescue_folder))
        except BaseException:
            self._lock.release()
            raise

    @property
    def coding(self) -> Coding:
        """The coding as it stands now."""
        return self.history.coding

    @property
    def state(self) -> SaveState:
        """Whether every edit is on the disk, some wait, or the journal cannot be written."""
        return self._writer.state

    @property
    def problem(self) -> UserError | None:
        """What is wrong with saving and where the coding is kept instead; None while all is well."""
        return self._writer.problem

    @property
    def saved_edits(self) -> int:
        """How many edits (undos and redos are edits) are on the disk."""
        return max(0, self._writer.saved_lines - 1)

    def on_state(self, callback: Callable[[SaveState], None]) -> Callable[[], None]:
        """Call callback with the state before and after every write, on the writer's thread; return what ends that."""
        return self._writer.on_state(callback)

    def flush(self, timeout_s: float = 10.0) -> bool:
        """Wait until all edits are on the disk, or cannot be put there; return whether they are."""
        return self._writer.flush(timeout_s)

    def close(self, timeout_s: float = 10.0) -> None:
        """Save what waits and let go of the coding; its history must not be used any more."""
        self._writer.close(timeout_s)
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self, journal: Path, rescue: Rescue) -> None:
        on_disk = read_coding_file(journal, self._header)
        whole, found = _with_rescued(on_disk, rescue)
        self.notices = (*_notices(journal, on_disk, self._header), *found)
        self.history = whole.history
        self.steps = Steps(zip(whole.edits, whole.times, strict=True))
        self._count = len(whole.edits)
        self._last_line = whole.lines[-1] if whole.lines else b""
        self._writer = JournalWriter(JournalFile(journal, on_disk.lines, on_disk.rest), rescue)
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


def read_coding_file(journal: Path, header: Header) -> JournalContents:
    """Read the journal of a coding; one that is not there yet holds nothing.

    Raises:
        JournalError: if a line is bad, or the file says that it belongs elsewhere.
    """
    if not journal.exists():
        return empty_journal(header.session, header.coder)
    contents = read_journal(journal)
    found = contents.header
    if found is not None and (found.session, found.coder) != (header.session, header.coder):
        raise _out_of_place(journal, found)
    return contents


def _out_of_place(journal: Path, found: Header) -> JournalError:
    what = f"{journal.parent.name}/{journal.name} is the coding of session {found.session} by {found.coder}."
    if (journal.parent.parent / found.session / f"{found.coder}.jsonl").exists():
        place = f"{found.session}/{found.coder}.jsonl"
        return JournalError(what, f"{place} is there already: compare the two, and keep one of them.")
    return JournalError(what, f"Move it to the folder of that session and name it {found.coder}.jsonl.")


def _check_writable(journal: Path) -> None:
    refused = [path for path in (journal.parent, journal) if path.exists() and not os.access(path, os.W_OK)]
    if refused:
        raise cannot_write(f"{journal.parent.name}/{journal.name}", f"you may not write to {refused[0].name}")


def _notices(journal: Path, contents: JournalContents, header: Header) -> list[str]:
    notices = []
    if contents.torn:
        notices.append(f"The last line of {journal.name} was not written completely; it is left out; the rest is kept.")
    if contents.header is not None and contents.header.codebook != header.codebook:
        notices.append("The codebook was changed since this coding was begun.")
    notices.extend(
        f"{copy.name} is beside this coding: it was written while another program changed {journal.name}. "
        f"Compare the two, and keep one as {journal.name}."
        for copy in sorted(journal.parent.glob(f"{journal.stem}.conflict-*.jsonl"))
    )
    return notices


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
            whole, rescue.path = kept, path
            if more:
                notices.append(f"What could not be saved last time was kept in {path}; it is back ({more} edits).")
        elif whole.lines[: len(kept.lines)] != kept.lines:
            notices.append(f"{path} holds a coding of this session that was kept and differs from this one.")
    return whole, notices
