"""`annotator new` and `add`."""

from argparse import Namespace
from pathlib import Path

import msgspec

from annotator.cli.answer import Answer, ProgressBar, warn
from annotator.errors import StudyError, UserError
from annotator.model.codebook.file import codebook_text
from annotator.study import Session, Study, create_study, open_study
from annotator.study.check import same_recordings
from annotator.study.doubts import reservations
from annotator.study.many_recordings import Planned, add_planned, plan_for, read_through, recordings_in
from annotator.study.name_pattern import suggested
from annotator.study.recording_checks import check_recordings
from annotator.study.unreadable import unless_broken
from annotator.text import count


def new(arguments: Namespace) -> Answer:
    """Make a study folder."""
    study = create_study(arguments.study, arguments.study.resolve().name, codebook_text(arguments.codebook))
    return Answer({"study": study.name, "codebook": study.codebook.id}, [f"Made {arguments.study}."])


def add(arguments: Namespace) -> Answer:
    """Add a session and its recordings."""
    study = open_study(arguments.study)
    if arguments.pattern is not None:
        return _add_many(study, arguments)
    if not arguments.session:
        raise StudyError("It is not said which session this is.", "Give --session, or --pattern with a folder.")
    if len(arguments.offset_ms) >= len(arguments.video):
        given, further = len(arguments.offset_ms), len(arguments.video) - 1
        raise StudyError(
            f"There are more offsets ({given}) than cameras after the first ({further}).",
            "Give one for each recording after the first, in their order.",
        )
    offsets = [0, *arguments.offset_ms]
    offsets += [0] * (len(arguments.video) - len(offsets))
    with ProgressBar("indexing") as progress:
        session = study.add_session(arguments.session, list(zip(arguments.video, offsets, strict=False)), progress)
    if arguments.check:
        _warn_of_recordings(study, session)
    for one in same_recordings(study, session.id):
        warn(one)
    cameras = len(session.cameras)
    said = f"Session {session.id}: {cameras} camera{'s' * (cameras > 1)}, {session.duration_ms / 1000:.3f} s."
    return Answer({"session": session.id, "cameras": cameras, "duration_ms": session.duration_ms}, [said])


def _add_many(study: Study, arguments: Namespace) -> Answer:
    """Add what a folder holds, as the names of its files say, or only say what that is."""
    files = [file for folder in arguments.video for file in recordings_in(Path(str(folder)))]
    plan = plan_for(study, files, arguments.pattern or suggested([file.name for file in files]))
    lines = [f"Pattern: {plan.pattern}", *(_planned_line(one) for one in plan.files)]
    failed: list[str] = []
    if not arguments.dry_run:
        with ProgressBar("indexing") as progress:
            for found in read_through(study, plan, progress):
                problem = found if isinstance(found, UserError) else unless_broken(add_planned, study, plan, found)
                if isinstance(problem, UserError):
                    failed.append(str(problem))
        lines += [f"Failed: {one}" for one in failed]
        lines.append(f"Added or extended: {count(len(plan.sessions) - len(failed), 'session')}.")
    document = {"pattern": plan.pattern, "files": msgspec.to_builtins(plan.files, enc_hook=str), "failed": failed}
    return Answer(document, lines, int(bool(failed or plan.of("problem"))))


def _planned_line(one: Planned) -> str:
    camera = f" {one.camera}" if one.camera else ""
    where = f"{one.session}{camera}" if one.session else "–"
    return f"{one.file.name}: {where}, {one.problem or one.fate}"


def warn_of_codings(study: Study) -> None:
    """Say on stderr which codings cannot be read, so that nothing counts them, and what of the others cannot be."""
    for one in study.readings():
        for reservation in reservations(one, study.codebook):
            warn(str(reservation))


def _warn_of_recordings(study: Study, session: Session) -> None:
    """Say on stderr what the import check finds; the session is added all the same."""
    with ProgressBar("checking") as progress:
        found = check_recordings(study, session, study.cache_dir, progress)
    for number, camera in enumerate(session.cameras, start=1):
        for one in found[camera.fingerprint].findings:
            if one.severity == "problem":
                warn(f"camera {number} of {session.id}: {one.what} {one.advice}")
