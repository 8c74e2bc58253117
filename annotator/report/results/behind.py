"""What a number is made of: its events, with the moments of the recording."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from annotator.measures.bouts import touches
from annotator.measures.observed import episodes_asked
from annotator.model.codebook import Codebook
from annotator.model.episodes import Span
from annotator.model.items import Event
from annotator.report.results.table import Coded, ResultColumn, ResultTable, Value
from annotator.study import Study
from annotator.study.tables import CodedSession
from annotator.text import count, seconds

MOST_CODINGS = 500
"""So many codings are listed behind a count of them."""

LEAD_MS = 2000
"""How long before an event one begins to watch it."""


class Moment(NamedTuple):
    """An event behind a number, or the coding itself where it has none: over [start_ms, end_ms) of session time.

    inside_ms: how long it lasts in the episodes that the number is about; None where it is about none.
    """

    session: str
    coder: str
    name: str
    code: str
    start_ms: int
    end_ms: int
    inside_ms: int | None = None

    @property
    def jump_ms(self) -> int:
        """Where one begins to watch it: what leads up to it is seen as well."""
        return max(0, self.start_ms - LEAD_MS)


class Behind(NamedTuple):
    """What is behind a number: a title, what there is to say, and its moments in order."""

    title: str
    words: str
    moments: tuple[Moment, ...]


def behind(study: Study, table: ResultTable, row: int, column: int) -> Behind:
    """Return what is behind a cell of a table; it reads the codings anew.

    Raises:
        StudyError, JournalError: if a coding cannot be read any more.
    """
    told, of = table.rows[row], table.columns[column]
    value = told.values[column]
    title = f"{of.written(value) or told.name}: {told.name}, {of.title}"
    codings = (told.coded,) if told.coded is not None else value.of[:MOST_CODINGS]
    if of.events is None or not codings:
        return Behind(title, of.tip(value) or of.meaning, ())
    moments = tuple(moment for coded in codings for moment in _moments(study, coded, of, is_one=told.coded is not None))
    words = (
        count(len(moments), "event" if told.coded is not None else "moment"),
        of.tip(value),
        _rest(of, value, moments),
    )
    return Behind(title, ". ".join(filter(None, words)), moments)


def _rest(of: ResultColumn, value: Value, moments: Sequence[Moment]) -> str:
    """Return what to say where the events last longer than the number."""
    lasted = sum(one.inside_ms or 0 for one in moments)
    is_time = of.form == "seconds" and not of.is_wait and value.number is not None
    is_less = is_time and value.number is not None and lasted > round(1000 * value.number)
    why = "part of that was out of view or not looked for, or several were on at once"
    return f"Together they last {seconds(lasted)} s: {why}" if is_less else ""


def _moments(study: Study, coded: Coded, of: ResultColumn, *, is_one: bool) -> Iterator[Moment]:
    one = study.reading(study.session(coded[0]), coded[1])
    assert of.events is not None, "events lead to the number"
    spans = _spans(one, study.codebook, of)
    events = [event for event in of.events(one) if spans is None or any(touches(event, span) for span in spans)]
    if not is_one and not events:
        yield _whole(one, study.codebook)
    yield from (_moment(one, study.codebook, event, spans) for event in events)


def _spans(one: CodedSession, codebook: Codebook, of: ResultColumn) -> Sequence[Span] | None:
    """Return where the events behind a number lie; None: anywhere."""
    if of.spans is not None:
        return of.spans(one)
    held = [held.span for held in episodes_asked(one, codebook) if held.episode == of.episode and held.span is not None]
    return held or None


def _moment(one: CodedSession, codebook: Codebook, event: Event, spans: Sequence[Span] | None) -> Moment:
    end_ms = one.session.duration_ms if event.end_ms is None else event.end_ms
    known = codebook.code_by_id.get(event.code)
    parts = [max(0, min(end_ms, span.end_ms) - max(event.start_ms, span.start_ms)) for span in spans or ()]
    inside = None if spans is None else sum(parts)
    name = event.code if known is None else known.name
    return Moment(one.session.id, one.coding.coder, name, event.code, event.start_ms, end_ms, inside)


def _whole(one: CodedSession, codebook: Codebook) -> Moment:
    """Return the coding itself: where its scored episodes begin."""
    spans: Sequence[Span] = [held.span for held in episodes_asked(one, codebook) if held.span is not None]
    start_ms = min((span.start_ms for span in spans), default=0)
    return Moment(one.session.id, one.coding.coder, "The session", "", start_ms, start_ms)
