"""`annotator codebook manual|import`: what is made of a codebook, or becomes one, as a file."""

from argparse import Namespace
from pathlib import Path

from annotator.cli.answer import Answer, ProgressBar
from annotator.cli.codebook import opened
from annotator.errors import StudyError
from annotator.exchange.templates import import_template
from annotator.manual.manual import manual_html
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


def _write_new(path: Path, text: str) -> None:
    if path.exists():
        raise StudyError(f"{path} is there already.", "Choose another name.")
    replace_file(path, text)
