"""Codings of Datavyu (.opf): each cell of its columns is an event.

What the cells say is kept as it is: an offset before the onset, no offset at all (00:00:00:000), values that occur
once. A cell whose only value is a dot says that nothing was coded, and is no event. Columns of a second coder (X_rel,
X2, X_coderAB) are an observation of their own, whose coder is what stands behind the name of the column.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotator.exchange.codings.foreign import Answers, ForeignCodings, ForeignEvent, Observation
from annotator.exchange.codings.readers.datavyu_project import media_of
from annotator.exchange.front_door import ForeignFile
from annotator.exchange.templates.datavyu import (
    chosen_code,
    first_coders,
    is_choice,
    is_of_participant,
    scheme_of,
    why_no_answers,
)
from annotator.exchange.templates.datavyu_db import Column, Db, in_one_line, is_coded, read_db
from annotator.exchange.told import Told
from annotator.text import plain


def read(file: ForeignFile) -> ForeignCodings:
    """Return the codings of a Datavyu file, one for each coder that its columns tell.

    Cells have a start_ms and an end_ms as written; no kind, for Datavyu tells none. Where another cell of the column
    begins 1 ms behind the end of one, that is an oddity (touches next): labs write ends that are included.

    Raises:
        FormatError: if it is no Datavyu file, or damaged, or beyond the bounds.
    """
    db = read_db(file)
    told, doubts = db.unread, Told()
    by_coder: dict[str, list[ForeignEvent]] = {"": []}
    for count, column in enumerate(db.columns):
        file.progress(count / len(db.columns))
        if is_of_participant(column):
            continue
        first = first_coders(column, db.columns)
        coder = "" if first is None else _coder(column.name, first.name)
        events = _Events(file, db, column, first or column)
        by_coder.setdefault(coder, []).extend(events.read(told, doubts))
    variables, media = tuple(_variables(db.columns)), media_of(file)
    observations = [
        Observation(file.path.stem, tuple(events), coder=coder, media=media, variables=variables)
        for coder, events in by_coder.items()
        if events or not coder
    ]
    scheme = scheme_of(db.columns, file.path.stem)
    return ForeignCodings("Datavyu", observations, scheme, told.sentences(), doubts.sentences())


def _coder(name: str, first: str) -> str:
    """Return who the second coder is, as the name of a column says.

    >>> _coder("look_rel", "look"), _coder("Look2", "look"), _coder("look_coderAB", "look"), _coder("look_JX", "look")
    ('rel', '2', 'AB', 'JX')
    """
    behind = name[len(first) :].strip("._- ")
    initials = re.fullmatch(r"coder_?([A-Za-z0-9]+)", behind)
    return initials[1] if initials else behind if behind.isupper() else behind.lower()


def _variables(columns: Sequence[Column]) -> Iterator[tuple[str, str]]:
    """Yield what the columns named id say of who took part; a second cell says the same names with its number."""
    for column in filter(is_of_participant, columns):
        names = column.arguments or [column.name]
        for count, values in enumerate(column.values, 1):
            for name, value in zip(names, values, strict=False):
                if is_coded(in_one_line(value)):
                    yield (name if count == 1 else f"{name} ({count})"), in_one_line(value)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the values of a cell say, whenever it is."""

    code: str
    who: str
    answers: Answers
    comment: str


class _Events:
    """The events of a column.

    Args:
        file: it is read from.
        db: that of the file.
        column: whose cells they are.
        first: the column that names codes and questions: the same, or the one that a second coder repeated.
    """

    def __init__(self, file: ForeignFile, db: Db, column: Column, first: Column) -> None:
        self._file, self._db, self._column, self._first = file, db, column, first
        self._is_choice = is_choice(first)
        self._questions = self._named_questions()
        self._free = {place for place, _ in column.questions if self._is_free_text(place)} | set(column.remark_places)
        self._said: dict[tuple[str, ...], _Said | None] = {}

    def read(self, told: Told, doubts: Told) -> Iterator[ForeignEvent]:
        """Yield the events; told and doubts hear of cells that hold nothing."""
        column, nothing = self._column, []
        starts = set(column.starts)
        for place, (start, end, values) in enumerate(zip(column.starts, column.ends, column.values, strict=True)):
            if place % 1000 == 0:
                self._file.progress(place / len(column.starts))
            if values not in self._said:
                self._said[values] = self._understood(values)
            said = self._said[values]
            if said is None:
                nothing.append(place)
                continue
            touches = end > start and end + 1 in starts
            yield ForeignEvent(
                said.code,
                start,
                None if end == 0 < start else end,
                who=said.who,
                answers=said.answers,
                comment=said.comment,
                row=f"{plain(column.name)}, cell {place + 1}",
                oddities=("touches next",) if touches else (),
                next_ms=end + 1 if touches else None,
            )
        self._tell(nothing, told, doubts)

    def _tell(self, nothing: Sequence[int], told: Told, doubts: Told) -> None:
        if not nothing:
            return
        column, name = self._column, plain(self._column.name)
        count = f"{len(nothing)} cells hold" if len(nothing) > 1 else "1 cell holds"
        told.say(f"{name}: {count} a dot, which says that nothing was coded.", "columns with such cells")
        moments = {column.starts[place] for place in nothing}
        if any(end == 0 < start < max(moments) for start, end in zip(column.starts, column.ends, strict=True)):
            doubts.say(
                f"{name}: cells without an end stand before cells that hold a dot, where they may have ended.",
                "columns of this kind",
            )

    def _understood(self, values: tuple[str, ...]) -> _Said | None:
        """Return what values say, None where a dot says that nothing was coded."""
        column = self._column
        given = {place: in_one_line(value) for place, value in enumerate(values)}
        coded = {place: value for place, value in given.items() if is_coded(value)}
        at_actor = column.actor_place
        if "." in given.values() and not coded.keys() - {at_actor}:
            return None
        comment = "\n".join(values[place] for place in sorted(self._free) if place in coded)
        who = coded.get(at_actor, "") if at_actor is not None else ""
        left = {place: one for place, one in coded.items() if place not in self._free and place != at_actor}
        chosen = left.pop(column.questions[0][0], "") if self._is_choice and column.questions else ""
        code = chosen_code(self._first, chosen) if chosen else self._first.name
        return _Said(code, who, tuple((self._question(values, place), one) for place, one in left.items()), comment)

    def _question(self, values: tuple[str, ...], place: int) -> str:
        """Return what an answer is to; where there are more answers than questions, the number of its place."""
        if self._column.kind == "PREDICATE" and place:
            names = self._db.predicates.get(values[0], [])
            return names[place - 1] if place <= len(names) else f"argument {place}"
        return self._questions.get(place, f"value {place + 1}")

    def _named_questions(self) -> dict[int, str]:
        """Return the questions as the first coder's column calls them, if it asks as many."""
        own, firsts = self._column.questions, self._first.questions
        return dict(own) if len(own) != len(firsts) else {place: firsts[at][1] for at, (place, _) in enumerate(own)}

    def _is_free_text(self, place: int) -> bool:
        return why_no_answers(self._column, self._column.held(place)) == "it is free text"
