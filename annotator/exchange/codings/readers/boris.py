"""Codings in a BORIS project, versions 0 to 10: the file is read by its keys, never by its version."""

from collections import Counter
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, NamedTuple

from annotator.errors import FormatError
from annotator.exchange.bounded_xml import too_much
from annotator.exchange.codings.foreign import Answers, ForeignCodings, ForeignEvent, Observation
from annotator.exchange.codings.pairing import paired
from annotator.exchange.codings.readers.boris_media import Clock, clock_of, is_clock_time, media_of, object_of
from annotator.exchange.codings.times import ms_of_seconds
from annotator.exchange.front_door import ForeignFile, in_words
from annotator.exchange.templates.boris import RowMeaning, project_of, row_meanings, scheme_of
from annotator.exchange.templates.boris_questions import NO_ANSWER, NOBODY, Question, written_text
from annotator.exchange.told import Told
from annotator.text import count, plain, some

_NOT_ANSWERED = frozenset({"", NO_ANSWER})
_UNKNOWN = RowMeaning("", ())
_TIME, _WHO, _CODE, _ANSWERS, _COMMENT = range(5)
_STEP = 1000
_MOST_ANSWERS = 1_000_000


def read(file: ForeignFile) -> ForeignCodings:
    """Return the observations of a project, plain or packed with gzip.

    A state is two rows there; see pairing.paired. A row of a behaviour that is no longer declared is an event of
    unknown kind, whether it is a point or one end of a state.

    Raises:
        FormatError: if it is no BORIS project, or not written as BORIS writes them.
    """
    project = project_of(file)
    written = project.get("observations")
    if not isinstance(written, dict):
        raise FormatError(f"{file.name} holds no observations.", "Choose a file that holds codings.")
    reading = _Reading(file, project, written)
    scheme = scheme_of(project, file)
    observations = tuple(reading.observations())
    return ForeignCodings("BORIS", observations, scheme, reading.left_out.sentences(), reading.doubts())


class _Answered(NamedTuple):
    """What the modifiers of a row say, and which questions they answer with several values at once."""

    answers: Answers
    several: tuple[Question, ...]


class _Reading:
    """Reads one project; keeps what is told of all of it."""

    def __init__(self, file: ForeignFile, project: Mapping[str, Any], written: Mapping[str, Any]) -> None:
        self._file, self._written, self._asked = file, written, row_meanings(project)
        self._of = sum(len(_rows(one)) for one in written.values()) or 1
        self._read = 0
        self._several: Counter[tuple[str, Question]] = Counter()
        self._alike: dict[tuple[str, Question], str] = {}
        self._unknown: Counter[str] = Counter()
        self._known: dict[tuple[str, str], _Answered] = {}
        self._parts = 0
        self._doubted = Told()
        self.left_out = Told()

    def observations(self) -> Iterator[Observation]:
        """Yield what the project holds."""
        for name, written in self._written.items():
            shown = plain(name) or "an observation without a name"
            with in_words(self._file.name, shown):
                if isinstance(written, dict):
                    yield self._observation(name, shown, written)
                else:
                    self.left_out.say(f"{shown} is no observation.", "observations that are none")

    def doubts(self) -> tuple[str, ...]:
        """Return what the project does not settle, once all observations were read."""
        for (code, question), times in self._several.items():
            text = f"{plain(code)}: of {plain(question.name)} several answers were chosen at once"
            self._doubted.say(f"{text}, in {count(times, 'row')}: they stay together as one answer.", "of these")
        for (code, question), answer in self._alike.items():
            declared = f"the answers {some(question.alike)} cannot be told apart in the events"
            why = f"BORIS takes what stands in the parenthesis for a key, and writes “{plain(answer)}” only"
            self._doubted.say(f"{plain(code)}: of {plain(question.name)} {declared}: {why}.", "like that")
        for code, times in self._unknown.items():
            text = f"“{plain(code)}” is not among the behaviours of the file: it was renamed or deleted there"
            rows = f"Its {count(times, 'row')} may be points, or starts and stops of a state in turn"
            self._doubted.say(f"{text}. {rows}; each is an event here.", "behaviours that are not declared")
        return self._doubted.sentences()

    def _observation(self, name: str, shown: str, written: Mapping[str, Any]) -> Observation:
        self._tell_of(written, shown)
        rows = _rows(written)
        unknown: list[str] = []
        media = media_of(written, unknown)
        for text in unknown:
            self._doubted.say(f"{shown}: {text}", "files of unknown length")
        clock = clock_of(written, media, [row[_TIME] for row in rows if isinstance(row, list) and row])
        events = list(self._events(rows, clock, shown))
        start, end = self._interval(written)
        return Observation(
            name=name.strip() or shown,
            events=paired(events),
            media=media,
            start_ms=start,
            end_ms=end,
            variables=tuple(self._variables(written, shown)),
            description=written_text(written.get("description")),
        )

    def _events(self, rows: list[Any], clock: Clock, shown: str) -> Iterator[ForeignEvent]:
        for number, row in enumerate(rows, start=1):
            self._read += 1
            if self._read % _STEP == 0 or self._read == self._of:
                self._file.progress(self._read / self._of)
            place = f"event {number}"
            if not isinstance(row, list) or len(row) <= _CODE or not (code := _said(row[_CODE])):
                self.left_out.say(f"{shown}, {place} names no behaviour.", "rows that name no behaviour")
            elif (at_ms := clock.ms(row[_TIME])) is None:
                text = f"{shown}, {place}: “{plain(str(row[_TIME]), 40)}” is no time."
                self.left_out.say(text, "rows without a time")
            else:
                yield self._event(row, code, at_ms, place)

    def _event(self, row: list[Any], code: str, at_ms: int, place: str) -> ForeignEvent:
        asked = self._asked.get(code, _UNKNOWN)
        if asked is _UNKNOWN:
            self._unknown[code] += 1
        who = _said(row[_WHO])
        return ForeignEvent(
            code=code,
            start_ms=at_ms,
            end_ms=at_ms if asked.kind == "point" else None,
            kind=asked.kind,
            who="" if who == NOBODY else who,
            answers=self._answers(code, _said(row[_ANSWERS]) if len(row) > _ANSWERS else ""),
            comment=_said(row[_COMMENT]) if len(row) > _COMMENT else "",
            row=place,
        )

    def _answers(self, code: str, written: str) -> Answers:
        if not written:
            return ()
        known = self._known.get((code, written))
        if known is None:
            known = self._known[code, written] = self._answered(code, written)
        for question in known.several:
            self._several[code, question] += 1
        return known.answers

    def _answered(self, code: str, written: str) -> _Answered:
        questions = self._asked.get(code, _UNKNOWN).questions
        answers: list[tuple[str, str]] = []
        several: list[Question] = []
        for place, answer in enumerate(map(str.strip, written.split("|"))):
            if answer in _NOT_ANSWERED:
                continue
            question = questions[place] if place < len(questions) else Question(f"modifier {place + 1}")
            if question.takes_several and "," in answer:
                several.append(question)
            if any(value.startswith(f"{answer} (") for value in question.alike):
                self._alike.setdefault((code, question), answer)
            answers.append((question.name, answer))
        self._parts += len(answers)
        if self._parts > _MOST_ANSWERS:
            raise too_much(self._file.name, f"more than {_MOST_ANSWERS:,} different answers")
        return _Answered(tuple(answers), tuple(several))

    def _interval(self, written: Mapping[str, Any]) -> tuple[int | None, int | None]:
        """Return where coding began and ended; both 0 says that nobody has set it."""
        interval = written.get("observation time interval")
        start, end = (_ms(one) for one in interval) if isinstance(interval, list) and len(interval) == 2 else (0, 0)
        return (start, end or None) if start or end else (None, None)

    def _variables(self, written: Mapping[str, Any], shown: str) -> Iterator[tuple[str, str]]:
        taken = set()
        if date := written_text(written.get("date")):
            taken.add("date")
            yield "date", date
        for label, value in object_of(written.get("independent_variables")).items():
            name = written_text(label) or "variable"
            while name in taken:
                name += " (variable)"
            taken.add(name)
            if said := _said(value):
                yield name, said
            elif value is not None and value != "":
                self.left_out.say(f"{shown}: the variable {plain(name)} is no text.", "variables that are no text")

    def _tell_of(self, written: Mapping[str, Any], shown: str) -> None:
        if is_clock_time(written):
            text = f"{shown}: its times are dates; they are counted from the first event here."
            self._doubted.say(text, "observations with dates as times")
        if written.get("type") == "IMAGES":
            text = f"{shown} was made from pictures in folders, which are not read."
            self.left_out.say(text, "observations of pictures")
        if object_of(written.get("plot_data")):
            self.left_out.say(f"{shown}: the data plotted beside it are not read.", "observations with data beside")


def _rows(observation: Any) -> list[Any]:
    rows = object_of(observation).get("events")
    return rows if isinstance(rows, list) else []


def _said(written: Any) -> str:
    """Return a text, or a number as a text; "" for what is neither."""
    if isinstance(written, str):
        return written_text(written)
    if isinstance(written, int | float) and not isinstance(written, bool) and isfinite(written):
        return str(written)
    return ""


def _ms(written: Any) -> int | None:
    return ms_of_seconds(_said(written))
