"""`annotator codebook manual|import|update`: what is made of a codebook, becomes one, or changes that of a study."""

from argparse import Namespace
from pathlib import Path

from annotator.cli.answer import Answer, ProgressBar
from annotator.cli.codebook import opened
from annotator.errors import StudyError
from annotator.exchange.templates import import_template
from annotator.manual.manual import manual_html
from annotator.model.codebook.draft import draft_of
from annotator.model.codebook.migration_steps import told
from annotator.model.codebook.newer import take_over, told_of_newer
from annotator.study import open_study
from annotator.study.codebook_change import apply_change, preview_change
from annotator.study.files import replace_file


def manual(arguments: Namespace) -> Answer:
    """Write the printable manual of a codebook as one page of HTML.

    Raises:
        StudyError: if there is a file of this name already, or it cannot be written.
    """
    codebook, _ = opened(arguments.codebook)
    _write_new(arguments.out, manual_html(codebook))
    return Answer({"file": str(arguments.out)}, (f"Wrote {arguments.out}.",))


def import_codebook(arguments: Namespace) -> Answer:
    """Write the coding scheme of another program's file as the draft of a codebook; say what was not understood.

    Raises:
        FormatError: if the file is none of those that can be read.
        StudyError: if there is a file of this name already, or it cannot be written.
    """
    out: Path = arguments.out
    with ProgressBar("reading") as progress:
        found = import_template(arguments.file, encoding=arguments.encoding, actor=arguments.actor, progress=progress)
    _write_new(out, found.draft.text)
    faults = [f"line {one.line}: {one.what}. {one.remedy}" for one in found.draft.faults]
    document = {
        "file": str(out),
        "understood": found.understood,
        "left_out": found.left_out,
        "doubts": found.doubts,
        "faults": [{"line": one.line, "what": one.what, "remedy": one.remedy} for one in found.draft.faults],
    }
    left = ("", "NOT TAKEN OVER", *(f"  - {one}" for one in found.left_out)) if found.left_out else ()
    doubts = ("", "TO CHECK", *(f"  - {one}" for one in found.doubts)) if found.doubts else ()
    mend = ("", "TO MEND", *(f"  - {one}" for one in faults)) if faults else ()
    return Answer(document, (f"Wrote {out}.", *(f"  {one}" for one in found.understood), *left, *doubts, *mend))


def update(arguments: Namespace) -> Answer:
    """Take a study along to the version of its codebook that ships now, or say what that would change.

    Raises:
        EditError: if the lab has changed its copy, or a coding cannot be taken along.
        StudyError: if a coding is open elsewhere or something cannot be written; nothing is changed then.
    """
    study = open_study(arguments.study)
    newer = told_of_newer(study.codebook_text)
    if not newer:
        said = f"{study.codebook.name} {study.codebook.version}: no newer version ships."
        return Answer({"version": study.codebook.version, "newer": None}, (said,))
    draft = take_over(draft_of(study.codebook_text))
    steps = tuple(map(told, draft.steps))
    with ProgressBar("reading") as progress:
        do = apply_change if arguments.apply else preview_change
        changed = do(study, draft.text, draft.steps, progress)
    problems = [str(one) for one in changed.problems]
    document = {
        "version": study.codebook.version,
        "newer": draft.codebook.version,
        "steps": steps,
        "changes": changed.summary,
        "waiting": changed.waiting,
        "problems": problems,
        "done": arguments.apply,
    }
    waiting = (f"{changed.waiting} wait for their coders to choose; Checks lists them.",) if changed.waiting else ()
    last = "Done." if arguments.apply else "Nothing is changed yet: add --apply to do it."
    lines = (newer, *(f"  - {one}" for one in steps), f"In the codings: {changed.summary}.", *waiting)
    return Answer(document, (*lines, *(problems or (last,))), int(bool(problems)))


def _write_new(path: Path, text: str) -> None:
    if path.exists():
        raise StudyError(f"{path} is there already.", "Choose another name.")
    replace_file(path, text)
