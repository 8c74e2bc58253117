"""Clips: where in the recordings some codes are, as a list, and cut out on request."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from annotator.errors import MediaError, StudyError, UserError
from annotator.exchange.event_tables import seconds
from annotator.exchange.results_figures import check_episodes, read_codings
from annotator.exchange.study_export import check_wanted
from annotator.exchange.wanted import Wanted
from annotator.exchange.write_files import csv_bytes, write_files
from annotator.media.cut import cut
from annotator.media.table import FrameTable
from annotator.model.codebook import Codebook
from annotator.model.episodes import episode_at
from annotator.model.items import Event
from annotator.progress import Progress, part_of
from annotator.study import Session, Study
from annotator.study.tables import CodedSession
from annotator.text import clock

_FRAMES = ["start_frame", "end_frame"]
_READING = 0.1
"""Which share of the work is to read the codings, where clips are cut as well."""


class Clip(NamedTuple):
    """One row of the list: where an event is, with its lead.

    Attributes:
        session: id of the session.
        coder: id of the coder.
        event_id: id of the event in the coding.
        code: id of the code.
        why: what is seen: the code, its modifiers and the episode.
        start_frame: first frame of the clip, 0-based, of the reference camera; None where its recording is not at hand.
        end_frame: the frame after the last.
        start_ms: when the first frame appears, in ms of the reference camera's recording.
        end_ms: when the last frame ends, in the same ms.
        start: start_ms as minutes, seconds and ms, with hours before them from an hour on.
        end: the same of end_ms.
        event_start_s: when the event itself begins, in seconds.
        event_end_s: when it ends; empty: nobody has said, and the clip goes on to the end of the episode.
        file: what it was cut into; empty: it was not.
    """

    session: str
    coder: str
    event_id: str
    code: str
    why: str
    start_frame: int | None
    end_frame: int | None
    start_ms: int
    end_ms: int
    start: str
    end: str
    event_start_s: str
    event_end_s: str
    file: str = ""


class Asked(NamedTuple):
    """Of what clips are wanted.

    Attributes:
        codes: ids of codes.
        lead_in_ms: how much sooner than its event a clip begins.
        lead_out_ms: how much later it ends.
        episodes: ids of those in which the events begin; none: any, or none at all.
    """

    codes: tuple[str, ...]
    lead_in_ms: int = 0
    lead_out_ms: int = 0
    episodes: tuple[str, ...] = ()


def export_clips(
    study: Study,
    out_file: Path,
    wanted: Wanted,
    asked: Asked,
    *,
    cut_into: Path | None = None,
    progress: Progress = lambda _share: None,
    warn: Callable[[UserError], object] = lambda _reservation: None,
) -> tuple[Path, ...]:
    """Write the list of clips of some codes as CSV and, if asked for, the clips.

    Args:
        study: the study to read; nothing in it and no recording is changed.
        out_file: a file that is not there yet.
        wanted: whose codings of which sessions.
        asked: which clips.
        cut_into: a folder for the clips, MP4 with sound; None: the list alone. A recording that cannot be cut stops no
            other; its clips stand in the list without a file.
        progress: told the share done, 0 to 1; it may raise to stop, and what was cut by then stays.
        warn: told what is left out, and what could not be cut.

    Returns:
        The files written.

    Raises:
        StudyError: if a file is there already or cannot be written, or the study has not what is asked for.
    """
    check_wanted(study, wanted)
    check_episodes(study, asked.episodes)
    if strange := [code for code in asked.codes if code not in study.codebook.code_by_id]:
        known = ", ".join(study.codebook.code_by_id)
        raise StudyError(f"The codebook has no code {strange[0]}.", f"Use its codes: {known}.")
    if out_file.exists():
        raise StudyError(f"{out_file.name} is there already; nothing was written.", "Choose another name.")
    recordings = _Recordings(study, warn)
    reading = 1.0 if cut_into is None else _READING
    codings = read_codings(study, wanted, part_of(progress, 0, reading), warn)
    clips = [clip for one in codings for clip in _clips(one, study.codebook, asked, recordings)]
    if cut_into is not None:
        clips = list(_cut(clips, recordings, cut_into, part_of(progress, reading, 1)))
    table = pd.DataFrame(clips, columns=Clip._fields).astype(dict.fromkeys(_FRAMES, "Int64"))
    written = write_files({out_file.name: csv_bytes(table)}, out_file.absolute().parent)
    return (*written, *(cut_into / clip.file for clip in clips if cut_into is not None and clip.file))


class _Recordings:
    """The recordings of the reference cameras, each looked for once; warn is told of those that cannot be used."""

    def __init__(self, study: Study, warn: Callable[[UserError], object]) -> None:
        self.warn = warn
        self._study, self._places = study, study.recordings.places()
        self._tables: dict[str, FrameTable | None] = {}

    def frames(self, session: Session) -> FrameTable | None:
        """Return the frames of a session; None where its recording cannot be read."""
        if session.id not in self._tables:
            try:
                self._tables[session.id] = self._study.frame_table(session, self._places)
            except MediaError as error:
                self._tables[session.id] = None
                self.warn(MediaError(f"{session.id} has no frame numbers. {error.what}", error.hint))
        return self._tables[session.id]

    def cut(self, clip: Clip, out: Path, progress: Progress) -> bool:
        """Cut a clip; return whether it was done."""
        session = self._study.session(clip.session)
        table = self.frames(session)
        if table is None or clip.start_frame is None or clip.end_frame is None:
            return False  # why was said already
        try:
            recording = self._study.recordings.find(session, 0, self._places)
            frames = range(clip.start_frame, clip.end_frame)
            cut(recording, table, frames, session.cameras[0].sound_track, out, progress)
        except MediaError as error:
            self.warn(MediaError(f"{out.name} was not cut. {error.what}", error.hint))
            return False
        return True


def _clips(one: CodedSession, codebook: Codebook, asked: Asked, recordings: _Recordings) -> Iterator[Clip]:
    for event in one.coding.events_of(asked.codes):
        span = episode_at(one.spans, event.start_ms)
        if asked.episodes and (span is None or span.episode not in asked.episodes):
            continue
        until_ms = one.session.duration_ms if span is None else span.end_ms
        start_ms = max(0, event.start_ms - asked.lead_in_ms)
        end_ms = min(one.session.duration_ms, (until_ms if event.end_ms is None else event.end_ms) + asked.lead_out_ms)
        frames, table = None, recordings.frames(one.session)
        if table is not None:
            frames = _frames(table, start_ms, end_ms)
            start_ms, end_ms = table.ms_at(frames.start), _ends(table, frames)
        yield Clip(
            one.session.id,
            one.coding.coder,
            event.id,
            event.code,
            _why(event, codebook, None if span is None else span.episode),
            None if frames is None else frames.start,
            None if frames is None else frames.stop,
            start_ms,
            end_ms,
            clock(start_ms),
            clock(end_ms),
            seconds(event.start_ms),
            seconds(event.end_ms),
        )


def _frames(table: FrameTable, start_ms: int, end_ms: int) -> range:
    """Return the frames on the screen over [start_ms, end_ms), at least one."""
    first = table.index_at(start_ms)
    last = table.index_at(max(start_ms, end_ms - 1))
    return range(first, last + 1)


def _ends(table: FrameTable, frames: range) -> int:
    return table.duration_ms if frames.stop >= len(table) else table.ms_at(frames.stop)


def _why(event: Event, codebook: Codebook, episode: str | None) -> str:
    said = [codebook.code_by_id[event.code].name]
    for modifier, value in event.modifiers.items():
        known = codebook.modifier_by_id.get(modifier)
        names = {} if known is None else {one.id: one.name for one in known.values}
        said.append(f"{modifier if known is None else known.name}: {names.get(value, value)}")
    said += [] if episode is None else [f"episode {episode}"]
    return ", ".join([*said, *(["still running"] if event.end_ms is None else [])])


def _cut(clips: Sequence[Clip], recordings: _Recordings, folder: Path, progress: Progress) -> Iterator[Clip]:
    """Yield the clips, with the files of those that could be cut."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StudyError(f"{folder.name} cannot be made.", "Choose a folder that you can write to.") from error
    for number, clip in enumerate(clips):
        name = f"{clip.session}_{clip.coder}_{number + 1:04d}_{clip.code}.mp4"
        is_cut = recordings.cut(clip, folder / name, partial(_tell, progress, number, len(clips)))
        yield clip._replace(file=name) if is_cut else clip


def _tell(progress: Progress, done: int, all_: int, share: float) -> None:
    progress((done + share) / all_)
