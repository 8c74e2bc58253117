"""`annotator replace` and `annotator camera`: the recordings of a session that exists."""

from argparse import Namespace

from annotator.cli.answer import Answer, ProgressBar
from annotator.study import Session, open_study
from annotator.study.relinking import Missing, link_again, look_below
from annotator.study.replacing import Replacement, add_camera, carry_out, prepare, remove_camera, set_offset


def replace(arguments: Namespace) -> Answer:
    """Compare a recording with the one it is to replace; with --yes, put it in its place."""
    study = open_study(arguments.study)
    with ProgressBar("comparing") as progress:
        found = prepare(study, arguments.session, arguments.camera - 1, arguments.file, progress)
    if not arguments.yes:
        return Answer(_said(found, done=False), [*found.lines, "Nothing is changed yet: say --yes to replace it."], 1)
    carry_out(study, found)
    done = f"Camera {arguments.camera} of {arguments.session} has the new recording; codings keep their times."
    return Answer(_said(found, done=True), [*found.lines, done])


def add(arguments: Namespace) -> Answer:
    """Add a camera to a session."""
    with ProgressBar("indexing") as progress:
        study = open_study(arguments.study)
        step = add_camera(study, arguments.session, arguments.file, arguments.offset_ms, progress)
    return _cameras_of(step.after)


def remove(arguments: Namespace) -> Answer:
    """Leave a camera out of a session; its file stays."""
    return _cameras_of(remove_camera(open_study(arguments.study), arguments.session, arguments.camera - 1).after)


def offset(arguments: Namespace) -> Answer:
    """Let a camera begin at another moment."""
    study, camera = open_study(arguments.study), arguments.camera - 1
    return _cameras_of(set_offset(study, arguments.session, camera, arguments.offset_ms).after)


def relink(arguments: Namespace) -> Answer:
    """Look below a folder for all recordings that are missing, and note where they are now."""
    study = open_study(arguments.study)
    with ProgressBar("looking") as progress:
        missing = look_below(study, arguments.folder, None, progress)
    if not arguments.dry_run:
        for one in missing:
            if one.found:
                link_again(study, one)
    lines = [_missing_line(one) for one in missing] or ["No recording is missing."]
    document = [
        {"session": one.session, "camera": one.camera + 1, "found": list(map(str, one.found))} for one in missing
    ]
    return Answer(document, lines, int(not all(one.is_whole for one in missing)))


def _missing_line(one: Missing) -> str:
    where = " + ".join(map(str, one.found)) if one.is_whole else "not found" if not one.found else "found in part"
    return f"{one.session}, camera {one.camera + 1}, {one.name}: {where}"


def _said(found: Replacement, *, done: bool) -> dict[str, object]:
    sameness = found.sameness
    return {
        "replaced": done,
        "shift_ms": None if sameness is None else sameness.shift_ms,
        "pictures": None if sameness is None else sameness.pictures,
        "sounds": None if sameness is None else sameness.sounds,
    }


def _cameras_of(session: Session) -> Answer:
    offsets = [camera.offset_ms for camera in session.cameras]
    lines = [f"Camera {number} begins at {offset_ms} ms." for number, offset_ms in enumerate(offsets, start=1)]
    return Answer({"session": session.id, "offsets_ms": offsets}, lines)
