"""`annotator rename | remove | bin | move | merge | variables | boundaries`: what was wrong is put right."""

from argparse import Namespace
from pathlib import Path
from typing import get_args

from annotator.cli.answer import Answer, ProgressBar, warn
from annotator.cli.packages import passphrase_of
from annotator.errors import StudyError, UserError
from annotator.exchange.variables_csv import read_variables
from annotator.study import Session, Study, open_study
from annotator.study.bin import (
    bin_problems,
    delete_for_good,
    in_bin,
    names_in_bin,
    remove_coder,
    remove_coding,
    remove_session,
)
from annotator.study.boundaries import lock_boundaries, marks_of
from annotator.study.coming_back import take_work_in
from annotator.study.files import MOST_TEXT, read_bytes, reason
from annotator.study.other_copy import TakenIn, take_in
from annotator.study.renaming import move_coding, rename_coder, rename_session, rename_study
from annotator.study.replacing import name_camera
from annotator.study.settings import VariableKind, VariableType
from annotator.study.variables import set_notes, set_variables


def rename(arguments: Namespace) -> Answer:
    """Give a session, a coder, a camera or the study another name."""
    study, what, old, new = open_study(arguments.study), arguments.what, arguments.old, arguments.new
    if what == "camera":
        if arguments.session is None:
            raise StudyError("It is not said whose camera it is.", "Name the session by --session.")
        session = study.session(arguments.session)
        name_camera(study, session.id, _camera(session, old), new)
    elif what in ("session", "coder"):
        with ProgressBar("renaming") as progress:
            (rename_session if what == "session" else rename_coder)(study, old, new, progress)
    elif old == study.name:
        rename_study(study, new)
    else:
        raise StudyError(f"The study is called {study.name}, not {old}.", "Give the name that it has now.")
    return Answer({"what": what, "old": old, "new": new}, [f"The {what} {old} is called {new} now."])


def _camera(session: Session, said: str) -> int:
    named = [number for number, camera in enumerate(session.cameras) if camera.name.lower() == said.lower()]
    if named or said.isdecimal():
        return named[0] if named else int(said) - 1
    raise StudyError(f"Session {session.id} has no camera {said}.", f"Give a number from 1 to {len(session.cameras)}.")


def remove(arguments: Namespace) -> Answer:
    """Put a session, a coder or a coding into the bin."""
    study, ids = open_study(arguments.study), arguments.id
    if len(ids) != (2 if arguments.what == "coding" else 1):
        wanted = "a session and a coder, such as S001 KM" if arguments.what == "coding" else "one id"
        raise StudyError(f"It is not said which {arguments.what}.", f"Name {wanted}.")
    with ProgressBar("removing") as progress:
        if arguments.what == "coding":
            removed = remove_coding(study, *ids)
        elif arguments.what == "session":
            removed = remove_session(study, ids[0], progress)
        else:
            removed = remove_coder(study, ids[0], progress)
    lines = [f"Removed {removed.title}.", f"annotator restore STUDY {removed.name} brings it back."]
    return Answer(removed, lines)


def list_bin(arguments: Namespace) -> Answer:
    """List what lies in the bin; with --empty and --yes, delete it for good."""
    study = open_study(arguments.study)
    if arguments.empty and arguments.yes:
        names = names_in_bin(study)
        for name in names:
            delete_for_good(study, name)
        return Answer({"deleted": names}, [*(f"Deleted {name}." for name in names)] or ["The bin is empty."])
    found, problems = in_bin(study), [str(one) for one in bin_problems(study)]
    lines = [_in_bin(one.name, one.title, len(one.codings), one.who) for one in found]
    asked = ["Nothing is deleted yet: say --yes to delete all of it for good."] if arguments.empty and lines else []
    shown = [*lines, *problems, *asked] or ["The bin is empty."]
    return Answer({"bin": found, "problems": problems}, shown, int(bool(problems or asked)))


def _in_bin(name: str, title: str, codings: int, who: str) -> str:
    by = f", removed by {who}" if who else ""
    return f"{name}: {title}, {codings} coding{'s' * (codings != 1)}{by}"


def move(arguments: Namespace) -> Answer:
    """Move a coding to the session that it belongs to."""
    study, coder, to = open_study(arguments.study), arguments.coder, arguments.to
    doubts = [str(one) for one in move_coding(study, arguments.session, coder, to)]
    lines = [f"The coding of {arguments.session} by {coder} is the coding of {to} now.", *doubts]
    return Answer({"session": to, "coder": coder, "doubts": doubts}, lines)


def merge(arguments: Namespace) -> Answer:
    """Take codings in from another copy of the study."""
    study, failed, lines = open_study(arguments.study), False, []
    done: list[TakenIn] = []
    passphrase = passphrase_of(arguments)
    for file in arguments.file:
        try:
            taken, refused, said = _take_in(study, file, passphrase)
        except UserError as error:
            taken, refused, said = (), True, [f"{file.name} was not taken in: {error}"]
        failed = failed or refused
        done += taken
        lines += said
    document = [{"session": one.session, "coder": one.coder, "new": one.is_new, "changed": one.changed} for one in done]
    conflicts = sum(len(one.conflicts) for one in done)
    return Answer({"merged": document, "conflicts": conflicts, "failed": failed}, lines, int(failed or conflicts > 0))


def _take_in(study: Study, file: Path, passphrase: str) -> tuple[tuple[TakenIn, ...], bool, list[str]]:
    """Return what was taken in of a file, whether some of it was not, and all that in words."""
    if file.suffix.lower() == ".jsonl":
        taken = take_in(study, file)
        return (taken,), False, _taken_in(taken)
    with ProgressBar("merging") as progress:
        work = take_work_in(study, file, passphrase=passphrase, progress=progress)
    lines = [line for one in work.taken for line in _taken_in(one)]
    lines += [f"{one.session} by {one.coder} was not taken in: {one.why}" for one in work.refused]
    lines += [f"{path.parent.name}/{path.name} keeps what differs: compare the two in Study." for path in work.kept]
    return work.taken, bool(work.refused), [*lines, *map(str, work.doubts)]


def _taken_in(done: TakenIn) -> list[str]:
    items = f"{done.changed} item{'s' * (done.changed != 1)}"
    name = f"{done.session} by {done.coder}"
    first = f"{name} is new here, with {items}." if done.is_new else f"{name}: {items} changed."
    return [first, *(f"  not taken: {one.why}" for one in done.conflicts)]


def variables(arguments: Namespace) -> Answer:
    """Show variables and notes of sessions, set them, or set all of a table."""
    study = open_study(arguments.study)
    types = dict(_type(one) for one in arguments.type)
    unknown: list[str] = []
    if arguments.table is not None:
        values = read_variables(_bytes(arguments), arguments.table.name, arguments.encoding)
        unknown = [one for one in values if one not in study.session_ids()]
        with ProgressBar("setting") as progress:
            known = {one: said for one, said in values.items() if one not in unknown}
            set_variables(study, known, types, progress)
    elif arguments.session is not None:
        study.session(arguments.session)  # complains here if it is not there
        set_variables(study, {arguments.session: dict(_pair(one) for one in arguments.set)}, types)
        if arguments.notes is not None:
            set_notes(study, arguments.session, arguments.notes)
    elif types:
        set_variables(study, {}, types)
    for one in unknown:
        warn(f"the study has no session {one}: its row was left out.")
    shown = [one for one in study.sessions() if arguments.session in (None, one.id)]
    return _answer(study, shown, unknown)


def _bytes(arguments: Namespace) -> bytes:
    try:
        return read_bytes(arguments.table, MOST_TEXT)
    except OSError as error:
        raise StudyError(f"{arguments.table.name}: {reason(error)}.", "Give a CSV table that can be read.") from error


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise StudyError(f"“{text}” does not say what to set.", "Write NAME=VALUE.")
    return name, value


def _type(text: str) -> tuple[str, VariableType]:
    name, kind = _pair(text)
    for known in get_args(VariableKind):
        if kind == known:
            return name, known
    if "|" in kind:
        return name, tuple(one.strip() for one in kind.split("|"))
    hint = f"Choose from {', '.join(get_args(VariableKind))}, or write the choices as A|B|C."
    raise StudyError(f"There is no type {kind}.", hint)


def _answer(study: Study, sessions: list[Session], unknown: list[str]) -> Answer:
    said = {one.id: {"variables": one.variables, "notes": one.notes} for one in sessions}
    lines = [
        f"{one.id}: " + (", ".join(f"{name}={value}" for name, value in one.variables.items()) or "no variables")
        for one in sessions
    ]
    notes = [f"Notes of {one.id}: {one.notes}" for one in sessions if one.notes and len(sessions) == 1]
    document = {"sessions": said, "types": study.variable_types, "unknown": unknown}
    return Answer(document, [*lines, *notes], int(bool(unknown)))


def boundaries(arguments: Namespace) -> Answer:
    """Show the locked episode boundaries of a session, lock those of a coder, or unlock them."""
    study, session_id = open_study(arguments.study), arguments.session
    if arguments.lock is not None:
        lock_boundaries(study, session_id, marks_of(study, session_id, arguments.lock))
    elif arguments.unlock:
        lock_boundaries(study, session_id, ())
    marks = study.session(session_id).episodes
    lines = [f"Episode {one.episode} begins at {one.start_ms / 1000:.3f} s." for one in marks]
    document = [{"episode": one.episode, "start_ms": one.start_ms} for one in marks]
    return Answer({"session": session_id, "locked": document}, lines or ["Each coder's own boundaries count."])
