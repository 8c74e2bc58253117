"""Codings for other programs: what a study says, in the neutral form that writers take, one coding at a time."""

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path, PurePath
from typing import Any

from annotator.errors import StudyError, UserError
from annotator.exchange.codings import WRITE
from annotator.exchange.codings.foreign import OF_EPISODE, ForeignCodings, ForeignEvent, ForeignMedia, Observation
from annotator.exchange.study_export import check_wanted, in_turn
from annotator.exchange.templates.scheme import Scheme, SchemeCode, SchemeModifier
from annotator.exchange.wanted import Wanted
from annotator.exchange.write_files import NewFiles
from annotator.model.codebook import Codebook
from annotator.model.items import Event
from annotator.progress import Progress
from annotator.study import Camera, Study, Unreadable
from annotator.study.tables import CodedSession

PROGRAM = "Strange Situation annotator"

ALWAYS_LOSES = (
    "Ratings, classifications, interval records, segments and what was looked for are not written: no other program "
    "has a place for them. The CSV tables hold them.",
    "That the coder was unsure of an event, when it was marked, and who changed it later are not written.",
    "Names of recordings are not written, because they may name people: each is called after its session, such as "
    "S001.mp4. Choose the recording in the other program.",
)
"""What no format of another program holds."""


def losses(format_name: str) -> tuple[str, ...]:
    """Return what a format does not hold, a sentence each, to be said before anything is written."""
    said: tuple[str, ...] = _writer(format_name).LOSES
    return (*said, *ALWAYS_LOSES)


def export_codings(
    study: Study,
    out_dir: Path,
    wanted: Wanted,
    *,
    progress: Progress = lambda _share: None,
    warn: Callable[[UserError], object] = lambda _reservation: None,
) -> tuple[Path, ...]:
    """Write codings as files of another program, all files or none.

    Args:
        study: the study to read; nothing in it is changed.
        out_dir: made if it is not there. A file that exists is never overwritten.
        wanted: the format, which codings, and whether comments go along.
        progress: told the share done, 0 to 1; it may raise to stop, and then nothing is written.
        warn: told what cannot be read and is left out.

    Returns:
        The files written.

    Raises:
        StudyError: if a file is there already or cannot be written, or a session or coder is not in the study.
    """
    check_wanted(study, wanted)
    writer = _writer(wanted.format)
    codings = ForeignCodings(PROGRAM, _observations(study, wanted, progress, warn), scheme_of(study.codebook))
    with NewFiles(out_dir) as files:
        for name, piece in writer.write(codings, lambda _share: None):
            files.append(name, piece)
    if not files.written:
        raise StudyError("There is nothing to export: nobody has coded anything yet.", "Code a session first.")
    return files.written


def scheme_of(codebook: Codebook) -> Scheme:
    """Return a codebook as other programs know it: its codes, with the names that people read."""
    channels = {one.id: one.name for one in codebook.channels}
    scheme = Scheme(codebook.name, PROGRAM)
    for code in codebook.all_codes:
        scheme.codes.append(
            SchemeCode(
                name=code.name,
                kind=code.kind,
                group=code.group,
                key=code.key,
                definition=code.definition,
                color=code.color,
                actor="" if code.actor in codebook.modifier_by_id else code.actor,
                channel=channels.get(code.channel, code.channel),
                modifiers=tuple(
                    SchemeModifier(one.name, tuple((value.name, value.key) for value in one.values))
                    for one in map(codebook.modifier_by_id.__getitem__, code.modifiers)
                ),
            )
        )
    return scheme


def observation_of(coded: CodedSession, codebook: Codebook, *, comments: bool) -> Observation:
    """Return one coding in the neutral form; comments tells whether what coders wrote goes along."""
    session, coding = coded.session, coded.coding
    events = [*_episodes(coded, codebook), *(_event(one, codebook, comments=comments) for one in coding.events)]
    media = tuple(
        ForeignMedia(_name_of(session.id, number, one.file), one.duration_ms, one.offset_ms, _fps(one))
        for number, one in enumerate(session.cameras, start=1)
    )
    return Observation(
        name=f"{session.id}__{coding.coder}",
        events=tuple(sorted(events, key=lambda one: one.start_ms or 0)),
        session=session.id,
        coder=coding.coder,
        media=media,
        start_ms=0,
        end_ms=session.duration_ms,
    )


def _fps(camera: Camera) -> float:
    return round(camera.frame_count * 1000 / camera.duration_ms, 3)


def _name_of(session: str, camera: int, file: str) -> str:
    suffix = PurePath(file).suffix
    return f"{session}{suffix}" if camera == 1 else f"{session}_camera{camera}{suffix}"


def _observations(
    study: Study, wanted: Wanted, progress: Progress, warn: Callable[[UserError], object]
) -> Iterator[Observation]:
    codebook = study.codebook
    for one in in_turn(study, wanted, progress):
        if isinstance(one, Unreadable):
            warn(StudyError(f"{one.name} is left out: {one.problem.what}", one.problem.hint))
        elif one.coding.events or one.marks:
            yield observation_of(one, codebook, comments=wanted.comments)


def _episodes(coded: CodedSession, codebook: Codebook) -> Iterator[ForeignEvent]:
    names = {one.id: one.name for one in codebook.episodes}
    for span in coded.spans:
        name = f"{OF_EPISODE}{names.get(span.episode, span.episode)}"
        yield ForeignEvent(name, span.start_ms, span.end_ms, "state")


def _event(event: Event, codebook: Codebook, *, comments: bool) -> ForeignEvent:
    code = codebook.code_by_id.get(event.code)
    answers: Sequence[tuple[str, str]] = ()
    who = ""
    if code is not None:
        answered = [(one, event.modifiers[one]) for one in code.modifiers if one in event.modifiers]
        who = event.modifiers.get(code.actor, "") if code.actor in codebook.modifier_by_id else code.actor
        answers = [_in_words(codebook, *one) for one in answered if one[0] != code.actor]
    return ForeignEvent(
        code.name if code else event.code,
        event.start_ms,
        event.end_ms,
        code.kind if code else "",
        who,
        tuple(answers),
        event.comment if comments else "",
    )


def _in_words(codebook: Codebook, modifier: str, value: str) -> tuple[str, str]:
    asked = codebook.modifier_by_id[modifier]
    return asked.name, next((one.name for one in asked.values if one.id == value), value)


def _writer(format_name: str) -> Any:
    """Return the module that writes a format: what it loses, and how it writes."""
    if format_name not in WRITE:
        raise StudyError(f"There is no format {format_name}.", f"Choose one of: {', '.join(WRITE)}.")
    return import_module(f"annotator.exchange.codings.writers.{WRITE[format_name].module}")
