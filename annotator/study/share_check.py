"""What in a study may tell who was recorded, or who works in the lab: looked at before it is given away."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath, PurePosixPath
from typing import Literal

import msgspec

from annotator.study.audit import AUDIT_FILE, Step, steps
from annotator.study.bin import in_bin
from annotator.study.files import is_conflict_copy, matching
from annotator.study.session import Session
from annotator.study.study import STILLS_FOLDER, Study
from annotator.study.tables import CodedSession
from annotator.text import count

About = Literal["path", "name", "date", "comments", "notes", "variable", "account", "kept", "picture"]

_DATE = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d[-_. ]?(?:0[1-9]|1[0-2])[-_. ]?(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])[-_. ](?:0?[1-9]|1[0-2])[-_. ](?:19|20)?\d\d"
    r"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:(?:19|20)\d\d|\d\d))(?!\d)"
)
"""2019-03-04, 20190304, 4.3.2019 and 040319, as labs write the day of a visit or of a birth."""

_WORD = re.compile(r"[^\W\d_]{3,}")
_NO_NAMES = {
    *("cam", "camera", "front", "rear", "back", "left", "right", "side", "top", "door", "room", "lab", "view", "angle"),
    *("mother", "father", "caregiver", "parent", "infant", "child", "baby", "stranger", "dyad", "visit", "session"),
    *("strange", "situation", "ssp", "part", "take", "rec", "recording", "video", "film", "clip", "file", "mov", "mvi"),
    *("img", "dsc", "gopr", "none", "test", "sample", "final", "copy", "edit", "audio", "sound", "main", "wide"),
}


class Finding(msgspec.Struct, frozen=True):
    """Something that may tell too much: what kind of thing, where it stands, what it is, and what to do about it."""

    about: About
    where: str
    what: str
    hint: str


def share_check(study: Study) -> tuple[Finding, ...]:
    """Return what may tell who was recorded or who works in the lab, in the order of where it stands.

    It knows no names: it says where there may be one. Whatever it says, the recordings show faces and hold voices.
    """
    found = [*_in_study(study)]
    for session_id in study.session_ids():
        found += _in_id("session", session_id)
    for session in study.sessions():
        found += [*_in_session(study, session)]
    for one in study.readings(keep=False, rounds=True):
        found += _in_coding(one) if isinstance(one, CodedSession) else ()
    return (*found, *_kept(study))


_PACK = "Give away a package for coders (Pack for a coder…, or annotator pack --for): it names none."
_RENAME = "Rename it (Rename session… or coder, annotator rename): old ids stay in study.toml and in first lines."


def _in_id(what: str, said: str) -> Iterator[Finding]:
    if _DATE.search(said):
        yield Finding("date", f"{what} {said}", f"The id {said} may hold a date.", _RENAME)


def _in_study(study: Study) -> Iterator[Finding]:
    for coder in study.coders:
        yield from _in_id("coder", coder)
    for one in study.renamed:
        for earlier in {one.old, one.coder}:
            if _DATE.search(earlier):
                yield Finding("date", "study.toml", f"The earlier id {earlier} may hold a date.", _PACK)
    said = study.said
    hidden = {**dict.fromkeys(said.private, "private"), **dict.fromkeys(said.blind.variables, "blind")}
    values = Counter(name for session in study.sessions() for name, value in session.variables.items() if value)
    for name, filled in values.items():
        if name in hidden:
            what = f"The variable {name}, which is marked {hidden[name]}, has a value in {count(filled, 'session')}."
            yield Finding("variable", "session.toml", what, "A package for coders leaves it out; exports hold it.")
        elif said.variable.get(name) == "date":
            what = f"The variable {name} is a date in {count(filled, 'session')}."
            yield Finding("date", "session.toml", what, "Give an age instead, or mark it private.")


def _in_session(study: Study, session: Session) -> Iterator[Finding]:
    where = f"{session.id}/session.toml"
    for number, camera in enumerate(session.cameras, start=1):
        for file in () if camera.removed else camera.files:
            if PurePath(file).is_absolute() or PurePosixPath(file).is_absolute() or ".." in file or ":" in file:
                yield Finding("path", where, f"Camera {number} names folders outside the study: {file}", _PACK)
            name = PurePosixPath(file.replace("\\", "/")).name
            yield from _in_name(session.id, where, f"The recording of camera {number}", name)
        yield from _in_name(session.id, where, f"Camera {number}", camera.name)
    if session.notes:
        yield Finding("notes", where, "There are notes.", "No export holds them.")
    for name, value in session.variables.items():
        if study.variable_types.get(name) != "date" and _DATE.search(value):
            yield Finding("date", where, f"The variable {name} may hold a date.", "Give an age instead.")


def _in_name(session_id: str, where: str, what: str, name: str) -> Iterator[Finding]:
    stem = PurePosixPath(name).stem
    if _DATE.search(stem):
        yield Finding("date", where, f"{what} may be named after a date: {name}", _PACK)
    words = [
        one for one in _WORD.findall(stem) if one.lower() not in _NO_NAMES and one.lower() not in session_id.lower()
    ]
    if words:
        yield Finding("name", where, f"{what} may be named after somebody ({', '.join(words)}): {name}", _PACK)


def _in_coding(one: CodedSession) -> Iterator[Finding]:
    where = f"{one.session.id}/{one.coding.coder}.jsonl"
    comments = sum(bool(getattr(item, "comment", "")) for item in one.coding.items.values())
    if comments:
        what = f"There {'are' if comments > 1 else 'is'} {count(comments, 'comment')}."
        yield Finding("comments", where, what, "Read them: exports leave them out unless asked, journals hold them.")


def _kept(study: Study) -> Iterator[Finding]:
    trail = [one for one in steps(study.folder) if isinstance(one, Step)]
    accounts = {one.who for one in trail} | {mark.who for mark in study.gold} | {name.who for name in study.renamed}
    if named := sorted(accounts - {""}):
        what = f"Accounts of computers are named: {', '.join(named)}."
        yield Finding("account", AUDIT_FILE, what, "Give away a package for coders, which has no audit trail.")
    if places := sum(one.what.startswith(("recording ", "camera ", "set notes", "set variables")) for one in trail):
        what = f"{count(places, 'step')} may name recordings, notes or variables as they were."
        yield Finding("kept", AUDIT_FILE, what, "Give away a package for coders, which has no audit trail.")
    if removed := len(in_bin(study)):
        what = f"What was removed lies here ({removed})."
        yield Finding("kept", "bin", what, "Restore it or delete it by hand; a package for coders has no bin.")
    for path in matching(study.folder, "sessions/*/*.jsonl"):
        if is_conflict_copy(path.stem):
            yield Finding(
                "kept", f"{path.parent.name}/{path.name}", "This is another copy of a coding.", "Compare them."
            )
    if pictures := len(matching(study.folder, f"{STILLS_FOLDER}/*.png")):
        what = f"There {'are' if pictures > 1 else 'is'} {count(pictures, 'still')}, which may show people."
        yield Finding("picture", STILLS_FOLDER, what, "Packages leave them out.")
