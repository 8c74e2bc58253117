"""Codings of other programs brought into a study: files are read, what is settled is written, one edit a coding."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from annotator.errors import FormatError, StudyError, UserError
from annotator.exchange.codings import known_format, read_codings
from annotator.exchange.codings.mapping import Mapping
from annotator.exchange.codings.settling import CodingThere, Here, Planned, Review, Source, settle
from annotator.exchange.codings.timing import Recorded
from annotator.exchange.encodings import EncodingUnknownError
from annotator.exchange.front_door import open_foreign
from annotator.media.table import Whole
from annotator.model.commands.judging import reopen, submit
from annotator.model.history import Change, Edit
from annotator.model.items import Item
from annotator.model.looked_for import joined
from annotator.progress import Progress, part_of
from annotator.study import Study
from annotator.study.journal import read_journal
from annotator.study.unreadable import unless_broken
from annotator.study.variables import set_notes, set_variables
from annotator.text import count

_HASH = 16
_SOURCE = re.compile(r"from .+, source ([0-9a-f]{16})")
_WORD = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What was written of one observation; label is that of its edit."""

    session: str
    coder: str
    events: int
    label: str = ""


def read_source(path: Path, mapping: Mapping, progress: Progress = lambda _share: None) -> Source:
    """Read a file of another program. The encoding of the mapping is for those that are not UTF-8 and do not say it.

    Raises:
        FormatError: if it cannot be read, is of no format that is read, or damaged; an EncodingUnknownError where
            somebody must say the encoding.
    """
    file = open_foreign(path, progress=progress)
    known = known_format(file, mapping.format)
    try:
        codings = read_codings(file, known, mapping.table)
    except EncodingUnknownError:
        if not mapping.encoding:
            raise
        codings = read_codings(replace(file, encoding=mapping.encoding), known, mapping.table)
    return Source(path.name, hashlib.sha256(file.data).hexdigest()[:_HASH], codings, tuple(codings.observations))


def read_sources(
    paths: Sequence[Path], mapping: Mapping, progress: Progress = lambda _share: None
) -> tuple[tuple[Source, ...], tuple[UserError, ...]]:
    """Read files; one that cannot be read does not stop the others. Return what was read, and why others were not."""
    read = [
        unless_broken(read_source, path, mapping, part_of(progress, place / len(paths), (place + 1) / len(paths)))
        for place, path in enumerate(paths)
    ]
    progress(1.0)
    problems = tuple(one for one in read if isinstance(one, UserError))
    return tuple(one for one in read if isinstance(one, Source)), problems


def here_of(study: Study) -> Here:
    """Return what of a study decides what becomes of files. Codings and frames are read when they are asked for."""
    sessions = {one.id: one for one in study.sessions()}
    recorded = {
        one.id: Recorded(
            one.duration_ms,
            0,
            one.duration_ms,
            max(1, one.duration_ms // one.cameras[0].frame_count),
            locked=tuple((mark.episode, mark.start_ms) for mark in one.episodes),
        )
        for one in sessions.values()
    }

    places = study.recordings.places()

    @cache
    def frames(session: str) -> Whole | None:
        table = unless_broken(study.frame_table, sessions[session], places)
        return None if isinstance(table, UserError) else table.pts_ms

    @cache
    def there(session: str, coder: str) -> CodingThere:
        if session not in sessions or coder not in study.codings_of(session):
            return CodingThere()
        return _there(study, session, coder)

    return Here(study.codebook, recorded, study.coders, there, frames)


def _there(study: Study, session: str, coder: str) -> CodingThere:
    read = unless_broken(read_journal, study.journal_path(session, coder))
    if isinstance(read, UserError):
        return CodingThere()  # to write into it will be refused, with the reason
    coding = read.history.coding
    sources = {found[1] for edit in read.history.done if (found := _SOURCE.search(edit.label))}
    busy: dict[str, list[tuple[int, int]]] = {}
    points = {(one.code, one.start_ms) for one in coding.events if one.end_ms == one.start_ms}
    for event in coding.events:
        code = study.codebook.code_by_id.get(event.code)
        if code and not code.is_point:
            end = event.end_ms if event.end_ms is not None else study.session(session).duration_ms
            busy.setdefault(code.channel_id, []).append((event.start_ms, end))
    stretches = {channel: tuple(joined(found)) for channel, found in busy.items()}
    return CodingThere(
        len(coding.items),
        stretches,
        frozenset(sources),
        coding.is_submitted,
        frozenset(points),
        frozenset(one.episode for one in coding.episode_marks),
        len(read.history.done),
        bool(coding.events) and not coding.looked_for,
    )


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
        if not opened.flush():
            raise opened.problem or StudyError("It is not written yet.", "Look whether the disk answers.")
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
        if not opened.flush():
            raise opened.problem or StudyError("It is not written yet.", "Look whether the disk answers.")


def _write_variables(study: Study, planned: Sequence[Planned]) -> list[UserError]:
    """Write what was kept of variables and descriptions; return what could not be."""
    problems: list[UserError] = []
    for one in planned:
        values = {_WORD.sub("_", name).strip("_"): value for name, value in one.variables if value}
        if values and isinstance(found := unless_broken(set_variables, study, {one.session: values}), UserError):
            problems.append(found)
        if one.description:
            notes = study.session(one.session).notes
            if one.description not in notes:
                joint = "\n".join(filter(None, (notes, one.description)))
                if isinstance(wrong := unless_broken(set_notes, study, one.session, joint), UserError):
                    problems.append(wrong)
    return problems


def review_of(
    study: Study, paths: Sequence[Path], mapping: Mapping, progress: Progress = lambda _share: None
) -> tuple[tuple[Source, ...], Review, tuple[UserError, ...]]:
    """Read files and settle what is settled; return them, what they become, and what could not be read.

    Raises:
        FormatError: if none of them can be read.
    """
    sources, problems = read_sources(paths, mapping, part_of(progress, 0.0, 0.7))
    if not sources and problems:
        raise problems[0] if len(problems) == 1 else FormatError("None of these files can be read.", str(problems[0]))
    return sources, settle(sources, here_of(study), mapping, part_of(progress, 0.7, 1.0)), problems
