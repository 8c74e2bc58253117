"""What was done to a study besides coding, one JSON line each, in audit.jsonl: appended to, never changed."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Annotated, Any

import msgspec

from annotator.errors import StudyError
from annotator.study.files import inside, read_bytes, reason
from annotator.study.lock import changing

AUDIT_FILE = "audit.jsonl"
_MOST_BYTES = 256 << 20
_Zoned = Annotated[datetime, msgspec.Meta(tz=True)]
_works: list[str] = []


def note_step(study: Path, what: str, **facts: Any) -> None:
    """Append a step, with the time in UTC and who did it, and wait until it is on the disk.

    Raises:
        StudyError: if it cannot be written.
    """
    append_step(study, step_line(what, **facts))


def step_line(what: str, **facts: Any) -> bytes:
    """Return the line of a step that is done now, with its line end."""
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    if _works and not facts.get("person"):
        facts["person"] = _works[0]
    return msgspec.json.encode({"at": at, "who": who(), "what": what, **facts}) + b"\n"


def works_as(person: str) -> None:
    """Say which person works with this program from now on: steps name them beside the account. "": nobody has said."""
    _works[:] = [person] if person else []


def append_step(study: Path, line: bytes, *, again: bool = False) -> None:
    """Append the line of a step, and wait until it is on the disk.

    Args:
        study: The study folder.
        line: The line.
        again: Whether it may be there already, or a part of it, after a crash.

    Raises:
        StudyError: if it cannot be written.
    """
    path = inside(study, AUDIT_FILE)
    with changing(path):
        try:
            if again and path.exists():
                if line in path.read_bytes():
                    return
                take_step_back(study, line)
            with path.open("a+b") as file:
                if file.tell() and not _ends_a_line(file):  # a crash, or a full disk, has cut off what came before
                    line = b"\n" + line
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            what = f"{AUDIT_FILE} cannot be written: {reason(error)}."
            raise StudyError(what, "Check that you may write to the study.") from error


def _ends_a_line(file: IO[bytes]) -> bool:
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


class Step(msgspec.Struct, frozen=True):
    """A step as it was written down.

    number: the line of the audit trail, from 1; at: in UTC; who: the account; facts: everything else that it says.
    """

    number: int
    at: datetime
    who: str
    what: str
    facts: dict[str, Any]


def steps(study: Path) -> Iterator[Step | StudyError]:
    """Yield the steps of the audit trail in the order of its lines, and why a line cannot be read.

    Raises:
        StudyError: if the file cannot be read.
    """
    try:
        lines = read_bytes(study / AUDIT_FILE, _MOST_BYTES).splitlines() if (study / AUDIT_FILE).exists() else []
    except OSError as error:
        raise StudyError(f"{AUDIT_FILE}: {reason(error)}.", "Check that the file may be read.") from error
    for number, line in enumerate(lines, start=1):
        try:
            facts = msgspec.json.decode(line, type=dict[str, Any])
            at = msgspec.convert(facts.pop("at"), _Zoned).astimezone(UTC)
            yield Step(number, at, str(facts.pop("who")), str(facts.pop("what")), facts)
        except (msgspec.DecodeError, UnicodeDecodeError, KeyError, RecursionError, OverflowError) as error:
            yield StudyError(f"{AUDIT_FILE}, line {number}: it cannot be read ({error}).", "Look at it in an editor.")


def take_step_back(study: Path, line: bytes) -> None:
    """Cut off the last line if it is this one, or what was written of it: the step was not done.

    Raises:
        OSError: if it cannot be.
    """
    path = study / AUDIT_FILE
    if not path.exists():
        return
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - len(line)))
        end = file.read()
        written = end if end == line else end.rpartition(b"\n")[2]
        if line.startswith(written):
            file.truncate(size - len(written))


def who() -> str:
    """Return the account on this computer that does it: the program knows no other name. "" if it is not told.

    Only what the system has told the program counts: to look an account up may ask another computer.
    """
    return next((os.environ[name] for name in ("LOGNAME", "USER", "USERNAME") if os.environ.get(name)), "")
