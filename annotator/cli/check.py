"""`annotator check`: a study, a recording or a codebook."""

from argparse import Namespace
from pathlib import Path

from annotator.cli.answer import Answer, ProgressBar
from annotator.cli.gold import gold_line
from annotator.consensus.outdated import outdated_in
from annotator.errors import StudyError
from annotator.media.check import check_recording
from annotator.model.codebook.file import codebook_text, load_codebook, read_codebook
from annotator.model.codebook.newer import told_of_newer
from annotator.study import open_study
from annotator.study.bin import bin_problems, in_bin
from annotator.study.check import check_study, same_recordings
from annotator.study.gold import gold_problems, golds
from annotator.study.retention import due, due_line
from annotator.text import count


def check(arguments: Namespace) -> Answer:
    """Find what is wrong with what is named; change nothing."""
    target: Path = arguments.target
    if not target.exists():
        raise StudyError(f"There is nothing at {target}.", "Give a study folder, a recording or a codebook (.toml).")
    if target.is_dir():
        return _check_study(target)
    return _check_codebook(target) if target.suffix == ".toml" else _check_recording(target)


def _check_study(folder: Path) -> Answer:
    study = open_study(folder)
    problems = [
        str(problem)
        for problem in (*check_study(study), *outdated_in(study), *gold_problems(study), *bin_problems(study))
    ]
    marks, newer = golds(study), told_of_newer(study.codebook_text)
    notes = [f"{newer} `annotator codebook update` shows what that would change."] if newer else []
    notes += [
        f"Removed: {one.title}, {count(len(one.codings), 'coding')}; it lies in the bin and counts nowhere."
        for one in in_bin(study)
    ]
    notes += same_recordings(study)
    notes += [due_line(one) for one in due(study, study.today())]
    lines = [*(problems or ["No problems found."]), *notes, *map(gold_line, marks)]
    return Answer({"problems": problems, "notes": notes, "gold": marks}, lines, int(bool(problems)))


def _check_codebook(file: Path) -> Answer:
    codebook = load_codebook(file)
    if notes := read_codebook(codebook_text(str(file)))[1]:
        lines = [f"{file.name}, line {one.line}: {one.what}. {one.remedy}" for one in notes]
        return Answer({"codebook": codebook.id, "notes": lines}, lines, 1)
    return Answer({"codebook": codebook.id}, [f"{file.name}: {len(codebook.codes)} codes, no faults found."])


def _check_recording(file: Path) -> Answer:
    with ProgressBar("checking") as progress:
        found = check_recording(file, progress)
    verdict = "Fit for coding." if found.good else "Not fit for coding as it is."
    if not found.frame_count:
        return Answer(found, [f"{one.what} {one.advice}" for one in found.findings], 0)
    proofs = f"{found.frame_count} frames, {found.proofs_right} of {found.proofs} found again at random. {verdict}"
    lines = [proofs, *(f"{one.severity}: {one.what} {one.advice}" for one in found.findings)]
    return Answer(found, lines, int(not found.good))
