"""What some sessions of a study come to, read once: their tables, and what only the end of an export can say."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import pandas as pd

from annotator.consensus.outdated import outdated
from annotator.errors import MediaError, UserError
from annotator.exchange.consensus_csv import consensus_tables
from annotator.exchange.event_tables import FrameAt, episode_summary, events_table, observed_episodes_table
from annotator.exchange.judged_tables import (
    classifications_table,
    interval_records_table,
    looked_for_table,
    ratings_table,
    scores_table,
    segments_table,
)
from annotator.exchange.session_tables import Row, coding_row, left_out_of, unreadable_row
from annotator.exchange.wanted import Wanted
from annotator.exchange.wide_summary import wide_summary
from annotator.media.table import FrameTable
from annotator.model.coding import Coding
from annotator.model.items import Classification, Item, Rating, Submission
from annotator.study import Session, Study, Unreadable
from annotator.study.doubts import reservations
from annotator.study.recordings import Places
from annotator.study.tables import CodedSession

Frames = Mapping[str, FrameTable | None]
"""The frames of the reference camera by the session's id; None without its recording."""


class Lot(NamedTuple):
    """Some sessions as they were read.

    Attributes:
        read: their codings.
        rows: what sessions.csv says of these.
        excluded: rows of excluded.csv.
        said: what codings say that cannot be, and what cannot be read.
        stale: ids of the sessions whose consensus is older than their codings.
        unreadable: names of what cannot be read.
    """

    read: list[CodedSession]
    rows: list[Row]
    excluded: list[Row]
    said: list[UserError]
    stale: list[str]
    unreadable: list[str]


class Part(msgspec.Struct):
    """What some sessions come to: rows of their tables as text, and what only the end of the export can say.

    judged holds of each coding its session, its coder, and what does not stand in time.
    """

    texts: dict[str, bytes] = {}
    columns: dict[str, list[str]] = {}
    judged: list[tuple[str, str, tuple[Item, ...]]] = []
    codings: list[dict[str, Any]] = []
    excluded: list[dict[str, Any]] = []
    said: list[tuple[str, str]] = []
    stale: list[str] = []
    unreadable: list[str] = []


def read_lot(study: Study, sessions: Sequence[str], coders: Sequence[str] | None = None) -> Lot:
    """Read some sessions once.

    Args:
        study: the study.
        sessions: ids of some of its sessions.
        coders: whose codings; None: everybody's.
    """
    found = Lot([], [], [], [], [], [])
    for one in study.readings(keep=False, sessions=sessions, coders=coders):
        found.said.extend(reservations(one, study.codebook))
        if isinstance(one, Unreadable):
            found.unreadable.append(one.name)
            found.excluded.append(unreadable_row(one))
            continue
        if (why := outdated(study, one.session, one.coding)) is not None:
            found.said.append(why)
            found.stale.append(one.session.id)
        found.read.append(one)
        found.rows.append(coding_row(one, study.codebook))
        found.excluded.extend(left_out_of(one, study.codebook))
    return found


def read_sessions(
    study: Study, sessions: Sequence[str], wanted: Wanted, places: Places
) -> tuple[Part, Frames, dict[str, pd.DataFrame]]:
    """Read some sessions once; return what they come to, their frames, and their tables by the names of CSV files.

    Args:
        study: the study.
        sessions: ids of some of its sessions.
        wanted: which of their codings, and whether comments go along.
        places: where recordings that were moved may lie.
    """
    found = read_lot(study, sessions, wanted.coders)
    part = Part(
        judged=[(one.session.id, one.coding.coder, _judged_only(one.coding)) for one in found.read],
        codings=found.rows,
        excluded=found.excluded,
        said=[(one.what, one.hint) for one in found.said],
        stale=found.stale,
        unreadable=found.unreadable,
    )
    frames = _frames_of(study, found.read, places)
    return part, frames, coding_tables(study, found.read, frames, comments=wanted.comments)


def _frames_of(study: Study, codings: Sequence[CodedSession], places: Places) -> Frames:
    """Return the frames of the sessions that have events."""
    sessions = {one.session.id: one.session for one in codings if one.coding.events}
    return {session_id: _frames(study, session, places) for session_id, session in sessions.items()}


def coding_tables(
    study: Study, codings: Sequence[CodedSession], frames: Frames, *, comments: bool
) -> dict[str, pd.DataFrame]:
    """Return every table that says one thing after the other of each coding, by the name of its CSV file."""
    codebook = study.codebook
    frame_at = {name: None if table is None else _counting_on(table) for name, table in frames.items()}
    summary = episode_summary(codings, codebook, study.settings.intervals, study.settings.measures.unseen)
    who = [(one.session.id, one.coding.coder) for one in codings]
    return {
        "events.csv": events_table(codings, codebook, frame_at, comments=comments),
        "episodes.csv": observed_episodes_table(codings, codebook, comments=comments),
        "summary.csv": summary,
        "summary_wide.csv": wide_summary(summary, who, codebook),
        "ratings.csv": ratings_table(codings, codebook, comments=comments),
        "classifications.csv": classifications_table(codings, codebook, comments=comments),
        "linear_scores.csv": scores_table(codings, codebook, study.linear_scores, study.settings.measures.unseen),
        "intervals.csv": interval_records_table(codings, codebook, comments=comments),
        "segments.csv": segments_table(codings, codebook, comments=comments),
        "looked_for.csv": looked_for_table(codings, codebook),
        **consensus_tables(codings, comments=comments),
    }


def _frames(study: Study, session: Session, places: Places) -> FrameTable | None:
    try:
        return study.frame_table(session, places)
    except MediaError:
        # Without its recording a session has times but no frame numbers; the dictionary says so.
        return None


def _counting_on(table: FrameTable) -> FrameAt:
    """Count on to the frame after the last: there ends what is on to the end of the recording."""
    return lambda ms: len(table) if ms >= table.duration_ms else table.index_at(ms)


def _judged_only(coding: Coding) -> tuple[Item, ...]:
    """Return a coding without what stands in time, which is nearly all of it."""
    return tuple(item for item in coding.items.values() if isinstance(item, Rating | Classification | Submission))
