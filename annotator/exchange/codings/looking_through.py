"""Files of other programs looked through: they are read, and with what a study has, what they become is settled."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path, PurePosixPath

from annotator.errors import FormatError, UserError
from annotator.exchange.codings import known_format, read_codings
from annotator.exchange.codings.bringing_in import source_in
from annotator.exchange.codings.mapping import Mapping
from annotator.exchange.codings.review import CodingThere, Here, Recorded, Review, Source
from annotator.exchange.codings.settling import settle
from annotator.exchange.encodings import EncodingUnknownError
from annotator.exchange.front_door import open_foreign
from annotator.media.table import Whole
from annotator.model.looked_for import joined
from annotator.progress import Progress, part_of
from annotator.study import Study
from annotator.study.journal import read_journal
from annotator.study.unreadable import unless_broken

_HASH = 16


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
            cameras=tuple((PurePosixPath(camera.file).name, camera.offset_ms) for camera in one.cameras),
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
    sources = {source for edit in read.history.done if (source := source_in(edit.label))}
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
