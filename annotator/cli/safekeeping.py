"""`annotator repair | restore`: what brings a study back."""

from argparse import Namespace
from pathlib import Path

from annotator.cli.answer import Answer, ProgressBar
from annotator.errors import JournalError, StudyError, UserError
from annotator.study import Study, open_study
from annotator.study import repair as repairing
from annotator.study.backups import Backup, Backups
from annotator.study.bin import restore as restore_from_bin
from annotator.study.repair import Repair


def repair(arguments: Namespace) -> Answer:
    """Write repaired copies of damaged codings; nothing else is changed, unless they are to be used."""
    study = open_study(arguments.study)
    done: list[Repair] = []
    lines: list[str] = []
    failed = False
    for session_id, coder in _codings(study):
        try:
            made = repairing.repair(study, session_id, coder)
            kept = repairing.use_repaired(study, made) if made is not None and arguments.use else None
        except UserError as error:
            failed = True
            lines.append(f"{session_id} by {coder} cannot be repaired: {error}")
            continue
        if made is not None:
            done.append(made)
            lines += _lines_of(made, kept)
    document = [_document(made) for made in done]
    return Answer({"repaired": document}, lines or ["No coding is damaged."], int(failed))


def _codings(study: Study) -> list[tuple[str, str]]:
    found = []
    for session_id in study.session_ids():
        try:
            found += [(session_id, coder) for coder in study.codings_of(session_id)]
        except StudyError:
            continue  # `check` says what is wrong with the session
    return found


def _lines_of(made: Repair, kept: Path | None) -> list[str]:
    where = (
        f"It is in {made.path.name}, and nothing else was changed; with --use it becomes the coding."
        if kept is None
        else f"It is the coding now; the damaged file is kept as {kept.name}."
    )
    gone = [f"  not in it: {one}" for one in made.gone]
    return [
        f"{made.session} by {made.coder}: {made.problem} The repaired copy holds {made.edits} edits. {where}",
        *gone,
    ]


def _document(made: Repair) -> dict[str, object]:
    return {
        "session": made.session,
        "coder": made.coder,
        "problem": made.problem,
        "edits": made.edits,
        "gone": made.gone,
        "file": made.path.name,
    }


def restore(arguments: Namespace) -> Answer:
    """Put back what lies in the bin; or list the backups of a coding, or put one back."""
    study = open_study(arguments.study)
    session_id, coder = arguments.session, arguments.coder
    if arguments.name is not None:
        return _restore_from_bin(study, arguments.name)
    if session_id is None or coder is None:
        what = "It is not said what to restore."
        raise StudyError(what, "Name what lies in the bin (annotator bin), or a coding by --session and --coder.")
    found = Backups(study.place, session_id, coder).all()
    if not found:
        raise JournalError(f"This computer has no backup of {session_id} by {coder}.", "Look on the others.")
    if arguments.backup is None:
        lines = [_line_of(number, one, study.place.place) for number, one in enumerate(found, start=1)]
        return Answer({"backups": [{"edits": one.edits, "at": one.at, "study": one.place} for one in found]}, lines)
    if not 0 < arguments.backup <= len(found):
        raise StudyError(f"There is no backup {arguments.backup}.", f"Give a number from 1 to {len(found)}.")
    chosen = found[arguments.backup - 1]
    kept = repairing.restore(study, session_id, coder, chosen)
    said = f"{session_id} by {coder} has {chosen.edits} edits now."
    if kept is not None:
        said += f" The file that was there is kept as {kept.name}."
    return Answer({"edits": chosen.edits, "kept": kept.name if kept else None}, [said])


def _restore_from_bin(study: Study, name: str) -> Answer:
    with ProgressBar("restoring") as progress:
        said = [str(one) for one in restore_from_bin(study, name, progress)]
    return Answer({"restored": name, "doubts": said}, [f"Restored {name}.", *said])


def _line_of(number: int, one: Backup, here: str) -> str:
    other = "" if one.place == here else f", of a study in {one.place}"
    return f"{number}: {one.edits} edits, the last on {one.at:%Y-%m-%d %H:%M:%S} UTC{other}"
