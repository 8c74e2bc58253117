"""`annotator repair | restore | pack | verify`: what keeps a study safe, and brings it back."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from annotator.errors import JournalError, StudyError, UserError
from annotator.study import Study, open_study
from annotator.study.backups import Backup, Backups
from annotator.study.package import Manifest, pack, verify
from annotator.study.repair import Repair, repair, restore, use_repaired

Progress = Callable[[float], None]


class Answer(NamedTuple):
    """What a command says: a document for --json, lines for people, and the exit code."""

    document: object
    lines: list[str]
    exit_code: int = 0


def add_arguments(command: Callable[..., argparse.ArgumentParser], run: Callable[[argparse.Namespace], int]) -> None:
    """Add these commands to the command line; run is given the arguments, whose `answer` answers them."""
    repairing = command("repair", run, "write repaired copies of damaged codings")
    repairing.add_argument("study", type=Path)
    repairing.add_argument("--use", action="store_true", help="let the copies be the codings from now on")
    repairing.set_defaults(answer=_repair)

    restoring = command("restore", run, "list the backups of a coding, or put one back")
    restoring.add_argument("study", type=Path)
    restoring.add_argument("--session", required=True)
    restoring.add_argument("--coder", required=True)
    restoring.add_argument("--backup", type=int, help="which one of the list, from 1; without it they are listed")
    restoring.set_defaults(answer=_restore)

    packing = command("pack", run, "write a study into one file that can be verified")
    packing.add_argument("study", type=Path)
    packing.add_argument("--out", type=Path, required=True, help="a .zip file that is not there yet")
    packing.add_argument("--recordings", action="store_true", help="include the recordings")
    packing.set_defaults(answer=_pack)

    verifying = command("verify", run, "check that a packed study is as it was packed")
    verifying.add_argument("package", type=Path)
    verifying.set_defaults(answer=_verify)


def _repair(arguments: argparse.Namespace, _progress: Progress) -> Answer:
    study = open_study(arguments.study)
    done: list[Repair] = []
    lines: list[str] = []
    failed = False
    for session_id, coder in _codings(study):
        try:
            made = repair(study, session_id, coder)
            kept = use_repaired(study, made) if made is not None and arguments.use else None
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
            found += [(session_id, coder) for coder in study.coders_of(session_id)]
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


def _restore(arguments: argparse.Namespace, _progress: Progress) -> Answer:
    study = open_study(arguments.study)
    session_id, coder = arguments.session, arguments.coder
    found = Backups(study.place, session_id, coder).all()
    if not found:
        raise JournalError(f"This computer has no backup of {session_id} by {coder}.", "Look on the others.")
    if arguments.backup is None:
        lines = [_line_of(number, one, study.place.place) for number, one in enumerate(found, start=1)]
        return Answer({"backups": [{"edits": one.edits, "at": one.at, "study": one.place} for one in found]}, lines)
    if not 0 < arguments.backup <= len(found):
        raise StudyError(f"There is no backup {arguments.backup}.", f"Give a number from 1 to {len(found)}.")
    chosen = found[arguments.backup - 1]
    kept = restore(study, session_id, coder, chosen)
    said = f"{session_id} by {coder} has {chosen.edits} edits now."
    if kept is not None:
        said += f" The file that was there is kept as {kept.name}."
    return Answer({"edits": chosen.edits, "kept": kept.name if kept else None}, [said])


def _line_of(number: int, one: Backup, here: str) -> str:
    other = "" if one.place == here else f", of a study in {one.place}"
    return f"{number}: {one.edits} edits, the last on {one.at:%Y-%m-%d %H:%M:%S} UTC{other}"


def _pack(arguments: argparse.Namespace, progress: Progress) -> Answer:
    made = pack(open_study(arguments.study), arguments.out, recordings=arguments.recordings, progress=progress)
    return Answer(made, [f"Packed {_counted(made)} into {arguments.out}, and checked them there."])


def _verify(arguments: argparse.Namespace, _progress: Progress) -> Answer:
    problems = verify(arguments.package)
    document: dict[str, Any] = {"problems": [str(problem) for problem in problems]}
    return Answer(document, [*map(str, problems)] or ["All of it is as it was packed."], int(bool(problems)))


def _counted(made: Manifest) -> str:
    return f"{len(made.files)} files ({sum(file.size for file in made.files) / 2**20:.1f} MiB)"
