"""How long recordings may be kept: a day for each session, what is due, and taking away where the recordings lie.

The program deletes no recording: it takes away what the study says of where one lies, and the file is deleted by hand.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
import tomlkit

from annotator.study.deeds import Text, carry_out, deed
from annotator.study.files import read_document, read_text
from annotator.study.session import SESSION_FILE
from annotator.study.study import Study


class Due(msgspec.Struct, frozen=True):
    """A session whose recordings might be kept until a day that has passed, and how many cameras still name theirs."""

    session: str
    until: date
    cameras: int


def set_retention(study: Study, until: Mapping[str, date | None]) -> dict[str, date | None]:
    """Say until which day the recordings of sessions may be kept; None takes the day away.

    Return what was said before, with which the same function takes it back.

    Raises:
        StudyError: if there is no such session, or something cannot be written; nothing is changed then.
    """
    with study.putting_right():
        before = {session_id: study.session(session_id).keep_until for session_id in until}
        changed = {one: day for one, day in until.items() if before[one] != day}
        texts = [_text(study, one, keep_until=day) for one, day in changed.items()]
        if texts:
            old = {one: _said(before[one]) for one in changed}
            new = {one: _said(day) for one, day in changed.items()}
            carry_out(
                study.folder, deed("set how long recordings are kept", texts, sessions=[*changed], old=old, new=new)
            )
    return before


def due(study: Study, today: date) -> tuple[Due, ...]:
    """Return the sessions whose recordings were to be kept until a day before today, and are still referred to."""
    found = []
    for session in study.sessions():
        there = sum(not camera.removed for camera in session.cameras)
        if session.keep_until is not None and session.keep_until < today and there:
            found.append(Due(session.id, session.keep_until, there))
    return tuple(found)


def due_line(one: Due) -> str:
    """Say in a sentence that something is due."""
    many = "s" * (one.cameras > 1)
    return f"{one.session}: its recording{many} might be kept until {one.until} only."


def remove_references(study: Study, session_ids: Sequence[str]) -> int:
    """Take away where the recordings of sessions lie, for good, and write down who did it and when; return how many.

    Lengths and fingerprints stay: codings keep their time, and a copy that comes back knows its session. No file is
    deleted. It cannot be undone, but a recording can be added again by replacing the camera's.

    Raises:
        StudyError: if there is no such session, or something cannot be written; nothing is changed then.
    """
    with study.putting_right():
        today = study.today().isoformat()
        sessions = [study.session(session_id) for session_id in dict.fromkeys(session_ids)]
        gone = {one.id: [n for n, camera in enumerate(one.cameras, start=1) if not camera.removed] for one in sessions}
        texts = [_text(study, one.id, removed=today) for one in sessions if gone[one.id]]
        if texts:
            facts: dict[str, Any] = {"sessions": [one for one in gone if gone[one]], "cameras": gone}
            carry_out(study.folder, deed("references to recordings removed", texts, **facts))
    return sum(map(len, gone.values()))


def _text(study: Study, session_id: str, *, keep_until: date | None = None, removed: str = "") -> Text:
    path = study.session_folder(session_id) / SESSION_FILE
    document: Any = read_document(path)
    if removed:
        for camera in document["camera"]:
            if not camera.get("removed"):
                camera.update(file="removed", removed=removed)
                camera.pop("more_files", None)
                camera.pop("name", None)
    elif keep_until is None:
        document.pop("keep_until", None)
    else:
        document["keep_until"] = keep_until
    return Text(("sessions", session_id, SESSION_FILE), read_text(path), tomlkit.dumps(document))


def _said(day: date | None) -> str:
    return "" if day is None else day.isoformat()
