"""The tables of a study: every event and every observed episode of every coding."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pandas as pd

from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span, episode_at
from annotator.model.items import Event


class CodedSession(NamedTuple):
    """One coding and the episodes it is split by."""

    coding: Coding
    spans: tuple[Span, ...]


_EVENT_TYPES = {
    "session": "string",
    "coder": "string",
    "event_id": "string",
    "code": "string",
    "start_ms": "Int64",
    "end_ms": "Int64",
    "episode": "string",
}
_REMARK_TYPES = {"comment": "string", "unsure": "bool"}
_EPISODE_TYPES = {
    "session": "string",
    "coder": "string",
    "episode": "string",
    "kind": "string",
    "start_ms": "Int64",
    "end_ms": "Int64",
    "scored": "bool",
}


def events_frame(codings: Iterable[CodedSession], codebook: Codebook) -> pd.DataFrame:
    """Return one row an event, in order of session, coder and start.

    Times are ms of session time over [start_ms, end_ms); end_ms is missing while a state runs. episode is the one
    the event starts in, missing outside all. Each modifier of the codebook has a column of its own.
    """
    modifiers = [modifier.id for modifier in codebook.modifiers]
    types = _EVENT_TYPES | {modifier_column(name): "string" for name in modifiers} | _REMARK_TYPES
    rows = [_event_row(one, event, modifiers) for one in codings for event in one.coding.events]
    return _frame(rows, types)


def episodes_frame(codings: Iterable[CodedSession], codebook: Codebook) -> pd.DataFrame:
    """Return one row an observed episode, in order of session, coder and start.

    Times are ms of session time over [start_ms, end_ms).
    """
    rows = [_episode_row(one.coding, span, codebook) for one in codings for span in one.spans]
    return _frame(rows, _EPISODE_TYPES)


def _event_row(one: CodedSession, event: Event, modifiers: Sequence[str]) -> tuple[object, ...]:
    span = episode_at(one.spans, event.start_ms)
    return (
        one.coding.session,
        one.coding.coder,
        event.id,
        event.code,
        event.start_ms,
        event.end_ms,
        None if span is None else span.episode,
        *(event.modifiers.get(name) for name in modifiers),
        event.comment,
        event.unsure,
    )


def _episode_row(coding: Coding, span: Span, codebook: Codebook) -> tuple[object, ...]:
    episode = codebook.episode_by_id.get(span.episode)
    kind, scored = (None, False) if episode is None else (episode.kind, episode.scored)
    return (coding.session, coding.coder, span.episode, kind, span.start_ms, span.end_ms, scored)


def _frame(rows: list[tuple[object, ...]], types: dict[str, str]) -> pd.DataFrame:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(types)
    typed = zip(types.items(), columns, strict=True)
    return pd.DataFrame({name: pd.Series(list(column), dtype=kind) for (name, kind), column in typed})


def modifier_column(modifier: str) -> str:
    """Return the column of events_frame that a modifier stands in; a column that every table has keeps its name."""
    return f"modifier_{modifier}" if modifier in _EVENT_TYPES | _REMARK_TYPES else modifier
