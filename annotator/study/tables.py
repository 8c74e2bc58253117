"""The tables of a study: what stands in time. Events, observed episodes, interval records and segments."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span, episode_at
from annotator.model.items import EpisodeMark, Event, IntervalRecord
from annotator.study.coding_cache import LastLine
from annotator.study.session import Session

if TYPE_CHECKING:
    import pandas as pd


class CodedSession(NamedTuple):
    """One coding as it was read, the episodes it is split by, and the marks that these come from."""

    session: Session
    coding: Coding
    last_line: LastLine
    spans: tuple[Span, ...]
    marks: tuple[EpisodeMark, ...]


_EVENT_TYPES = {
    "session": "string",
    "coder": "string",
    "event_id": "string",
    "code": "string",
    "who": "string",
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
    "nominal_ms": "Int64",
    "length": "string",
    "reason": "string",
    "comment": "string",
}
_INTERVAL_TYPES = {
    "session": "string",
    "coder": "string",
    "episode": "string",
    "start_ms": "Int64",
    "end_ms": "Int64",
}
_LOOKED_FOR_TYPES = {
    "session": "string",
    "coder": "string",
    "pass": "string",
    "code": "string",
    "start_ms": "Int64",
    "end_ms": "Int64",
}
_SEGMENT_TYPES = {
    "session": "string",
    "coder": "string",
    "segment_id": "string",
    "start_ms": "Int64",
    "end_ms": "Int64",
    "comment": "string",
}


def events_frame(codings: Iterable[CodedSession], codebook: Codebook) -> "pd.DataFrame":
    """Return one row an event, in order of session, coder and start.

    Times are ms of session time over [start_ms, end_ms); end_ms is missing while a state runs. who did it is missing
    where the coder was asked and did not say. episode is the one the event starts in, missing outside all. Each
    modifier of the codebook has a column of its own.
    """
    modifiers = [modifier.id for modifier in codebook.modifiers]
    types = _EVENT_TYPES | {modifier_column(name): "string" for name in modifiers} | _REMARK_TYPES
    rows = [_event_row(one, event, codebook, modifiers) for one in codings for event in one.coding.events]
    return frame(rows, types)


def episodes_frame(codings: Iterable[CodedSession], codebook: Codebook) -> "pd.DataFrame":
    """Return one row an observed episode, in order of session, coder and start.

    Times are ms of session time over [start_ms, end_ms). nominal_ms is the planned length, missing where none is
    planned; length is curtailed or prolonged, with its reason, missing where nothing was said of it.
    """
    rows = [_episode_row(one, span, codebook) for one in codings for span in one.spans]
    return frame(rows, _EPISODE_TYPES)


def interval_records_frame(codings: Iterable[CodedSession], codebook: Codebook) -> "pd.DataFrame":
    """Return one row an interval that a coder recorded, in order of session, coder and start.

    Times are ms of session time over [start_ms, end_ms); episode is missing where the session has none. Each code,
    retired ones last, has a column `code_...`: 1 if the coder said that it occurred, else 0. Where a code occurred that
    others have taken the place of, which of these it was is missing, until the coder says.
    """
    codes = [code.id for code in codebook.all_codes]
    became = {code.id: code.replaced_by for code in codebook.retired if code.replaced_by}
    may_miss = {new for news in became.values() for new in news}
    said = {f"code_{code}": "Int64" if code in may_miss else "int64" for code in codes}
    types = _INTERVAL_TYPES | said | {"comment": "string"}
    rows = [_interval_row(one.coding, record, codes, became) for one in codings for record in one.coding.intervals]
    return frame(rows, types)


def segments_frame(codings: Iterable[CodedSession], _codebook: Codebook) -> "pd.DataFrame":
    """Return one row a segment that has no code yet, in order of session, coder and start; times as in events_frame."""
    rows: list[tuple[object, ...]] = [
        (one.coding.session, one.coding.coder, part.id, part.start_ms, part.end_ms, part.comment)
        for one in codings
        for part in one.coding.segments
    ]
    return frame(rows, _SEGMENT_TYPES)


def looked_for_frame(codings: Iterable[CodedSession], codebook: Codebook) -> "pd.DataFrame":
    """Return one row a code of a finished pass, in order of session, coder and start.

    Times are ms of session time over [start_ms, end_ms): there the code was looked for. pass is the pass of the
    codebook that has exactly these codes, missing where none has. A coding without rows does not say what was looked
    for.
    """
    rows: list[tuple[object, ...]] = [
        (one.coding.session, one.coding.coder, None if named is None else named.id, code, said.start_ms, said.end_ms)
        for one in codings
        for said in one.coding.looked_for
        for named in [codebook.pass_of(said.codes)]
        for code in said.codes
    ]
    return frame(rows, _LOOKED_FOR_TYPES)


def _event_row(one: CodedSession, event: Event, codebook: Codebook, modifiers: Sequence[str]) -> tuple[object, ...]:
    span = episode_at(one.spans, event.start_ms)
    code = codebook.code_by_id.get(event.code)
    return (
        one.coding.session,
        one.coding.coder,
        event.id,
        event.code,
        None if code is None else codebook.doer(code, event.modifiers) or None,
        event.start_ms,
        event.end_ms,
        None if span is None else span.episode,
        *(event.modifiers.get(name) for name in modifiers),
        event.comment,
        event.unsure,
    )


def _episode_row(one: CodedSession, span: Span, codebook: Codebook) -> tuple[object, ...]:
    episode = codebook.episode_by_id.get(span.episode)
    kind, scored = (None, False) if episode is None else (episode.kind, episode.scored)
    nominal_ms = None if episode is None or episode.nominal_s is None else round(episode.nominal_s * 1000)
    mark = next((mark for mark in one.marks if (mark.episode, mark.start_ms) == (span.episode, span.start_ms)), None)
    said = ("", "", "") if mark is None else (mark.length, mark.reason, mark.comment)
    times = (span.start_ms, span.end_ms, scored, nominal_ms)
    return (one.coding.session, one.coding.coder, span.episode, kind, *times, said[0] or None, said[1] or None, said[2])


def _interval_row(
    coding: Coding, record: IntervalRecord, codes: Sequence[str], became: Mapping[str, Sequence[str]]
) -> tuple[object, ...]:
    key = (coding.session, coding.coder, record.episode or None, record.start_ms, record.end_ms)
    unknown = {new for code in record.codes for new in became.get(code, ())} - set(record.codes)
    return (*key, *(None if code in unknown else int(code in record.codes) for code in codes), record.comment)


def frame(rows: list[tuple[object, ...]], types: dict[str, str]) -> "pd.DataFrame":
    """Return rows as a table whose columns have these types, also where there is no row."""
    import pandas as pd  # noqa: PLC0415 - half of what a study takes to import, and few commands make tables

    columns = list(zip(*rows, strict=True)) if rows else [()] * len(types)
    typed = zip(types.items(), columns, strict=True)
    return pd.DataFrame({name: pd.Series(list(column), dtype=kind) for (name, kind), column in typed})


def modifier_column(modifier: str) -> str:
    """Return the column of events_frame that a modifier stands in; a column that every table has keeps its name."""
    return f"modifier_{modifier}" if modifier in _EVENT_TYPES | _REMARK_TYPES else modifier
