"""Whether a study is as it was written: the chain of every coding, its first line, the bin, and the audit trail."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import msgspec

from annotator.errors import StudyError, UserError
from annotator.progress import Progress
from annotator.study.audit import AUDIT_FILE, Step, steps
from annotator.study.bin import bin_problems
from annotator.study.coding_cache import LastLine
from annotator.study.deeds import BIN_FOLDER
from annotator.study.files import is_conflict_copy, is_of_the_system, matching
from annotator.study.gold import gold_problems
from annotator.study.journal import read_good_part
from annotator.study.preregistration import preregistration_problems
from annotator.study.settings import CODEBOOK_FILE
from annotator.study.study import Study
from annotator.study.unreadable import Unreadable, unless_broken

_CLOCKS_DIFFER = timedelta(hours=1)


class Verified(msgspec.Struct, frozen=True):
    """What was looked at, and what was found.

    codings, edits: how many were read; kept: copies beside codings, and codings in the bin; steps: of the audit trail.
    problems: what is not as it was written. remarks: what is odd and no fault, such as a clock that was wrong.
    """

    codings: int
    edits: int
    kept: int
    steps: int
    problems: tuple[UserError, ...]
    remarks: tuple[str, ...]


def verify_study(study: Study, progress: Progress = lambda _share: None) -> Verified:
    """Read everything that was written of a study, and return what is wrong with it; nothing is changed.

    progress is told the part done, 0 to 1.
    """
    problems: list[UserError] = []
    codings = edits = kept = 0
    ids = study.session_ids()
    for done, session_id in enumerate(ids, start=1):
        for one in study.readings(keep=False, sessions=[session_id], rounds=True):
            if isinstance(one, Unreadable):
                problems.append(StudyError(f"{one.name}: {one.problem.what}", one.problem.hint))
                continue
            codings += 1
            problems += _end_of(f"{one.session.id}/{one.coding.coder}.jsonl", one.last_line)
            # An edit is a line, after the first.
            edits += max(0, study.journal_path(session_id, one.coding.coder).read_bytes().count(b"\n") - 1)
        progress(done / len(ids))
    for path in _set_by(study):
        kept += 1
        found = unless_broken(read_good_part, path)
        if isinstance(found, UserError):
            problems.append(found)
        elif found.problem is not None:
            problems.append(found.problem)
        elif found.torn:
            problems += _end_of(path.relative_to(study.folder).as_posix(), "damaged" if found.damaged_end else "torn")
    trail = list(steps(study.folder))
    problems += [one for one in trail if isinstance(one, StudyError)]
    good = [one for one in trail if isinstance(one, Step)]
    problems += [*bin_problems(study), *gold_problems(study), *preregistration_problems(study.folder)]
    problems += [*_names_without_step(study, good), *_codebook_of_package(study)]
    return Verified(codings, edits, kept, len(trail), tuple(problems), tuple(_out_of_order(good)))


def _end_of(name: str, last_line: LastLine) -> Iterator[UserError]:
    if last_line in ("damaged", "torn"):
        how = "is damaged" if last_line == "damaged" else "was not written completely"
        yield StudyError(
            f"The last line of {name} {how}.", "Everything before it counts: look whether a step is missing."
        )


def _set_by(study: Study) -> Iterator[Path]:
    """Yield copies beside codings, and codings in the bin."""
    for path in matching(study.folder, "sessions/*/*.jsonl"):
        if is_conflict_copy(path.stem) and not is_of_the_system(path.name):
            yield path
    for path in matching(study.folder, f"{BIN_FOLDER}/*/sessions/*/*.jsonl"):
        if not is_of_the_system(path.name):
            yield path


def _names_without_step(study: Study, trail: list[Step]) -> Iterator[UserError]:
    """Yield names that study.toml gives and the audit trail does not know; a package brings no trail along."""
    if study.said.handed_out is not None:
        return
    known = [(_old(one), one.facts.get("new")) for one in trail if one.what.startswith(("rename ", "move "))]
    for name in study.renamed:
        if (name.old, name.new) not in known:
            what = f"study.toml says that {name.what} {name.old} became {name.new}, and {AUDIT_FILE} does not."
            yield StudyError(what, "One of the two was changed or is older: look for a backup.")


def _old(step: Step) -> object:
    if step.what.startswith("move "):
        return step.facts.get("session")
    return step.facts.get("session", step.facts.get("coder", step.facts.get("old")))


def _codebook_of_package(study: Study) -> Iterator[UserError]:
    handed_out = study.said.handed_out
    if handed_out is not None and handed_out.codebook != study.codebook_hash:
        what = f"{CODEBOOK_FILE} is not the one that came in the package."
        yield StudyError(what, "Put that one back: what was coded with another may not fit the study it goes back to.")


def _out_of_order(trail: list[Step]) -> Iterator[str]:
    for before, after in pairwise(trail):
        if before.at - after.at > _CLOCKS_DIFFER:
            yield (
                f"{AUDIT_FILE}, line {after.number} ({after.at:%Y-%m-%d %H:%M} UTC) is older than the line before it "
                f"({before.at:%Y-%m-%d %H:%M}): a clock was wrong, or the lines were put in another order."
            )
