"""What was done to recordings and gold standards, one JSON line each, in audit.jsonl: appended to, never changed."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from annotator.errors import StudyError
from annotator.study.files import reason
from annotator.study.lock import changing

AUDIT_FILE = "audit.jsonl"


def note_step(study: Path, what: str, **facts: Any) -> None:
    """Append a step, with the time in UTC and who did it, and wait until it is on the disk.

    Raises:
        StudyError: if it cannot be written.
    """
    path = study / AUDIT_FILE
    at = datetime.now(UTC).isoformat(timespec="seconds")
    line = msgspec.json.encode({"at": at, "who": who(), "what": what, **facts})
    with changing(path):
        try:
            with path.open("ab") as file:
                file.write(line + b"\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            what = f"{AUDIT_FILE} cannot be written: {reason(error)}."
            raise StudyError(what, "Check that you may write to the study.") from error


def who() -> str:
    """Return the account on this computer that does it: the program knows no other name. "" if it is not told.

    Only what the system has told the program counts: to look an account up may ask another computer.
    """
    return next((os.environ[name] for name in ("LOGNAME", "USER", "USERNAME") if os.environ.get(name)), "")
