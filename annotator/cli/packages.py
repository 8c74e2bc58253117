"""`annotator pack | unpack | verify`: studies that travel; `annotator merge` takes in what comes back."""

import sys
from argparse import Namespace
from typing import Any

import msgspec

from annotator.cli.answer import Answer, ProgressBar
from annotator.errors import StudyError
from annotator.study import Study, open_study, package
from annotator.study.coming_back import pack_work
from annotator.study.files import MOST_TEXT, read_bytes, reason
from annotator.study.gold import golds
from annotator.study.handing_out import note_packed, pack_to_code
from annotator.study.handing_out import unpack as unpack_study
from annotator.study.package import Manifest
from annotator.study.verifying import verify_study


def pack(arguments: Namespace) -> Answer:
    """Write a study, what coders need to code it, or what was coded, into one file."""
    study, out, passphrase = open_study(arguments.study), arguments.out, passphrase_of(arguments)
    copies = arguments.recordings == "copies"
    if arguments.coders is None and (arguments.sessions is not None or arguments.gold):
        raise StudyError("It is not said whom the sessions are for.", "Name coders by --for.")
    with ProgressBar("packing") as progress:
        if arguments.work:
            made = pack_work(study, out, passphrase=passphrase, progress=progress)
        elif arguments.coders is not None:
            made = pack_to_code(
                study,
                arguments.coders,
                out,
                sessions=_sessions(study, arguments),
                copies=copies,
                passphrase=passphrase,
                progress=progress,
            )
            note_packed(study, arguments.coders, made)
        else:
            made = package.pack(study, out, recordings=copies, passphrase=passphrase, progress=progress)
    return Answer(made, [f"Packed {_counted(made)} into {out}, and checked them there."])


def _sessions(study: Study, arguments: Namespace) -> list[str] | None:
    if not arguments.gold:
        given: list[str] | None = arguments.sessions
        return given
    return [mark.session for mark in golds(study)]


def unpack(arguments: Namespace) -> Answer:
    """Make a study of a package."""
    with ProgressBar("unpacking") as progress:
        passphrase = passphrase_of(arguments)
        study = unpack_study(arguments.package, arguments.out, passphrase=passphrase, progress=progress)
    lines = [
        f"Made {arguments.out}: {len(study.session_ids())} sessions, for {', '.join(study.coders) or 'nobody yet'}."
    ]
    return Answer({"study": study.name, "coders": study.coders, "sessions": study.session_ids()}, lines)


def verify(arguments: Namespace) -> Answer:
    """Check that a packed study is as it was packed, or that a study is as it was written."""
    if arguments.package.is_dir():
        return _verify_study(open_study(arguments.package))
    problems = package.verify(arguments.package, passphrase_of(arguments))
    document: dict[str, Any] = {"problems": [str(problem) for problem in problems]}
    return Answer(document, [*map(str, problems)] or ["All of it is as it was packed."], int(bool(problems)))


def _verify_study(study: Study) -> Answer:
    with ProgressBar("verifying") as progress:
        found = verify_study(study, progress)
    read = f"{found.codings} codings ({found.edits} edits), {found.kept} copies and removed ones, {found.steps} steps"
    lines = [*map(str, found.problems)] or [f"All of it is as it was written: {read}."]
    problems = [str(one) for one in found.problems]
    return Answer(
        {**msgspec.structs.asdict(found), "problems": problems}, [*lines, *found.remarks], int(bool(problems))
    )


def passphrase_of(arguments: Namespace) -> str:
    """Return the passphrase that was said, "" if none was."""
    if arguments.passphrase_file is not None:
        try:
            said = _line(read_bytes(arguments.passphrase_file, MOST_TEXT).partition(b"\n")[0])
        except OSError as error:
            what = f"{arguments.passphrase_file.name}: {reason(error)}."
            raise StudyError(what, "Check the name and the folder.") from error
    elif arguments.passphrase_stdin:
        said = _line(sys.stdin.buffer.readline())
    else:
        return ""
    if not said:
        raise StudyError("There is no passphrase.", "Write it into the first line.")
    return said


def _line(data: bytes) -> str:
    """Return the text of a line: UTF-8 on every system, so that what one has typed opens on the others."""
    try:
        return data.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise StudyError("The passphrase is not UTF-8 text.", "Save it as UTF-8.") from error


def _counted(made: Manifest) -> str:
    return f"{len(made.files)} files ({sum(file.size for file in made.files) / 2**20:.1f} MiB)"
