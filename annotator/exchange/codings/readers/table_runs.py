"""The events of a table whose rows are moments: the next row ends what it begins, or what stays on is one event."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotator.errors import FormatError
from annotator.exchange.codings.foreign import Answers, ForeignEvent
from annotator.exchange.codings.readers.table_gathered import Gathered, Made
from annotator.exchange.codings.readers.table_layouts import Coded, coded_in
from annotator.exchange.codings.readers.table_reading import Row, Rows
from annotator.text import plain

Moment = tuple[int, Row]


def read_onsets(rows: Rows) -> None:
    """Read a table in which a row begins what the next row of its set ends; the last one is not ended by any.

    Where codes stand in columns of their own, what stays on from row to row is one event.
    """
    goes_on = bool(rows.columns.code_columns)
    for of, moments in _in_order(rows):
        _Streams(rows, of, None, joins=goes_on).take(moments)


def read_sampled(rows: Rows) -> None:
    """Read a table in which a row is a step: what is on in neighbouring steps is one event, over one step later."""
    step = rows.times.step()
    for of, moments in _in_order(rows):
        own = step or _usual_step([at_ms for at_ms, _ in moments])
        if own is None:
            raise FormatError(
                f"{rows.reading.file.name}: how long a row of the table lasts is not said.",
                "Say the step in seconds, such as 0.2.",
            )
        _Streams(rows, of, own, joins=True).take(moments)


def _in_order(rows: Rows) -> list[tuple[Gathered, list[Moment]]]:
    """Return the moments of each observation, by time."""
    place, step = rows.at.get("start"), rows.times.step()
    found: dict[int, tuple[Gathered, list[Moment]]] = {}
    steps: dict[int, int] = {}
    last, last_of = rows.table.first_at, 0
    for row in rows:
        _, moments = found.setdefault(id(row.of), (row.of, []))
        blank = row.number - last - 1 if last_of in {0, id(row.of)} else 0  # steps at which nothing is said
        steps[id(row.of)] = steps.get(id(row.of), -1) + 1 + blank
        last, last_of = row.number, id(row.of)
        at_ms = rows.moment(row, place) if place is not None else steps[id(row.of)] * (step or 0)
        if at_ms is not None:
            moments.append((at_ms, row))
        elif not row.time_text(place):
            rows.tell(f"{row.label} has no time.", "rows that have no time")
    for _, moments in found.values():
        moments.sort(key=lambda one: one[0])
    return list(found.values())


def _usual_step(moments: Sequence[int]) -> int | None:
    steps = Counter(after - before for before, after in pairwise(moments) if after > before)
    return min(steps, key=lambda one: (-steps[one], one)) if steps else None


@dataclass(slots=True)
class _Run:
    """What is on in one stream."""

    coded: Coded
    answers: Answers
    start_ms: int
    last_ms: int
    row: str
    comments: dict[str, None]


class _Streams:
    """What is on in each set of codes, from moment to moment.

    Args:
        rows: of the table.
        of: the observation.
        step_ms: how long a moment lasts; None where it lasts until the next.
        joins: whether what stays the same is one event.
    """

    def __init__(self, rows: Rows, of: Gathered, step_ms: int | None, *, joins: bool) -> None:
        self._rows, self._of, self._step, self._joins = rows, of, step_ms, joins
        self._on: dict[tuple[str, str, int | None], _Run] = {}
        self._longest = None if step_ms is None else step_ms + step_ms // 2

    def take(self, moments: Sequence[Moment]) -> None:
        """Make the events of all moments."""
        for at_ms, row in moments:
            answers, comment = self._rows.answers(row), self._rows.comment(row)
            for coded in coded_in(self._rows, row):
                self._moment(at_ms, row, coded, answers + coded.answers, comment)
        for run in self._on.values():
            self._close(run, None if self._step is None else run.last_ms + self._step)
        self._of.made.sort(key=lambda made: made.event.start_ms or 0)

    def _moment(self, at_ms: int, row: Row, coded: Coded, answers: Answers, comment: str) -> None:
        stream = coded.in_set, coded.who, coded.place
        run = self._on.get(stream)
        if run is not None:
            far = self._longest is not None and at_ms - run.last_ms > self._longest
            if not far and self._joins and run.coded.code == coded.code and run.answers == answers:
                run.last_ms = at_ms
                if comment:
                    run.comments[comment] = None
                return
            self._close(run, run.last_ms + self._step if far and self._step is not None else at_ms)
            del self._on[stream]
        if coded.code:
            place = coded.place
            label = row.label if place is None else f"{row.label}, {plain(self._rows.columns.names[place])}"
            self._on[stream] = _Run(coded, answers, at_ms, at_ms, label, {comment: None} if comment else {})

    def _close(self, run: _Run, end_ms: int | None) -> None:
        event = ForeignEvent(
            run.coded.code, run.start_ms, end_ms, "", run.coded.who, run.answers, "\n".join(run.comments), run.row
        )
        self._of.made.append(Made(event, run.coded.in_set))
