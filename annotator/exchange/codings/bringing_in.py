"""Codings of other programs brought into a study: what is settled is written, one edit a coding, and taken back."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from annotator.errors import StudyError, UserError
from annotator.exchange.codings.review import Planned, Review, Source
from annotator.model.commands.judging import reopen, submit
from annotator.model.history import Change, Edit
from annotator.model.items import Item
from annotator.progress import Progress
from annotator.study import Study
from annotator.study.open_coding import OpenCoding
from annotator.study.unreadable import unless_broken
from annotator.study.variables import set_notes, set_variables
from annotator.text import count

_SOURCE = re.compile(r"from .+, source ([0-9a-f]{16})")
_WORD = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What was written of one observation; label is that of its edit."""

    session: str
    coder: str
    events: int
    label: str = ""


def bring_in(
    study: Study,
    sources: Sequence[Source],
    review: Review,
    progress: Progress = lambda _share: None,
    is_stopped: Callable[[], bool] = lambda: False,
    *,
    submits: bool = False,
) -> tuple[tuple[BroughtIn, ...], tuple[UserError, ...]]:
    """Write what files have become into a study: one edit for each observation, which undo takes back.

    Args:
        study: the study.
        sources: the files.
        review: what they become; nothing of it is open.
        progress: told the share done, 0 to 1; it may raise to stop. What is written by then stays.
        is_stopped: asked before each coding whether to stop, and return what is written by then.
        submits: whether the codings are finished, so that they count in agreement and results.

    Returns:
        What was written, and what could not be: one coding that cannot be written does not stop the others.

    Raises:
        StudyError: if something is still open; nothing is written then.
    """
    if review.open:
        raise StudyError(f"{count(review.open, 'doubt')} are open.", "Settle them first.")
    steps: Counter[tuple[str, str]] = Counter()  # that are our own
    programs = {one.sha256: one.codings.program for one in sources}
    planned = [one for one in review.planned if one.session and one.coder]
    last = {(one.session, one.coder): place for place, one in enumerate(planned)}
    written: list[BroughtIn] = []
    problems: list[UserError] = []
    for place, one in enumerate(planned):
        coding = (one.session, one.coder)
        if is_stopped():
            planned = planned[:place]
            break
        progress(place / len(planned))
        is_whole = submits and last[coding] == place
        found = unless_broken(_write, study, one, programs[one.source], is_whole, one.edits + steps[coding])
        if isinstance(found, BroughtIn):
            written.append(found)
            steps[coding] += 1
        else:
            problems.append(StudyError(f"{one.session} by {one.coder}: {found.what}", found.hint))
    problems += _write_variables(study, planned)
    progress(1.0)
    return tuple(written), tuple(problems)


def source_in(label: str) -> str:
    """Return the hash of the file that an edit brought in, as its label says it; "" for any other edit."""
    found = _SOURCE.search(label)
    return found[1] if found else ""


def _write(study: Study, planned: Planned, program: str, submits: bool, edits: int) -> BroughtIn:
    if planned.is_new_coder and planned.coder not in study.coders:
        study.add_coder(planned.coder)
    with study.open_coding(planned.session, planned.coder) as opened:
        if len(opened.history.done) != edits:
            raise StudyError("It has changed since the files were looked through.", "Import again what is missing.")
        if unknown := {one.code for one in planned.events} - study.codebook.code_by_id.keys():
            what = f"The codebook has changed: it has no {', '.join(sorted(unknown))}."
            raise StudyError(what, "Import again what is missing.")
        looked_for = [planned.looked_for] if planned.looked_for else []
        items: list[Item] = [*planned.events, *planned.marks, *looked_for]
        label = f"bring in {count(len(planned.events), 'event')} from {program}, source {planned.source}"
        opened.history.do(Edit(label=label, changes=tuple(Change(None, one) for one in items)))
        if submits:
            opened.history.do(submit(opened.coding))
        _ensure_written(opened)
    return BroughtIn(planned.session, planned.coder, len(planned.events), label)


def take_back(
    study: Study, written: Sequence[BroughtIn], progress: Progress = lambda _share: None
) -> tuple[tuple[BroughtIn, ...], tuple[UserError, ...]]:
    """Undo what was brought in, in each coding in which nothing was done since.

    What was kept of variables and descriptions stays, and so do new coders.

    Args:
        study: the study.
        written: what bring_in returned.
        progress: told the share done, 0 to 1; it may raise to stop. What is undone by then stays so.

    Returns:
        What was taken back, and why the rest was not.
    """
    taken: list[BroughtIn] = []
    problems: list[UserError] = []
    for place, one in enumerate(reversed(written)):
        progress(place / len(written))
        found = unless_broken(_take_back, study, one)
        if isinstance(found, UserError):
            problems.append(StudyError(f"{one.session} by {one.coder}: {found.what}", found.hint))
        else:
            taken.append(one)
    progress(1.0)
    return tuple(reversed(taken)), tuple(reversed(problems))


def _take_back(study: Study, one: BroughtIn) -> None:
    with study.open_coding(one.session, one.coder) as opened:
        last = opened.history.next_undo
        if last is None or last.label != one.label:
            raise StudyError("Something was done in it since.", "Open it in Code, and undo as far as that.")
        if opened.coding.is_submitted:
            opened.history.do(reopen(opened.coding, "taken back"))
        opened.history.undo()
        _ensure_written(opened)


def _ensure_written(opened: OpenCoding) -> None:
    if not opened.flush():
        raise opened.problem or StudyError("It is not written yet.", "Look whether the disk answers.")


def _write_variables(study: Study, planned: Sequence[Planned]) -> list[UserError]:
    """Write what was kept of variables and descriptions; return what could not be."""
    problems: list[UserError] = []
    for one in planned:
        values, contradicting = _new_values(study, one)
        problems += contradicting
        if values and isinstance(unless_broken(set_variables, study, {one.session: values}), UserError):
            alone = [unless_broken(set_variables, study, {one.session: {name: values[name]}}) for name in values]
            problems += [found for found in alone if isinstance(found, UserError)]
        if one.description:
            notes = study.session(one.session).notes
            if one.description not in notes:
                joint = "\n".join(filter(None, (notes, one.description)))
                if isinstance(wrong := unless_broken(set_notes, study, one.session, joint), UserError):
                    problems.append(wrong)
    return problems


def _new_values(study: Study, planned: Planned) -> tuple[dict[str, str], list[UserError]]:
    """Return the variables of a session that it does not have, and why others are not taken."""
    if not planned.variables:
        return {}, []
    there, values, problems = study.session(planned.session).variables, dict[str, str](), list[UserError]()
    for written, value in planned.variables:
        name = _WORD.sub("_", written).strip("_")
        known = values.get(name) or there.get(name)
        if value and known and known != value:
            what = f"{planned.session} already has another {name} than the file says; the file's was left out."
            problems.append(StudyError(what, "Look which of them is right."))
        elif value:
            values[name] = value
    return values, problems
