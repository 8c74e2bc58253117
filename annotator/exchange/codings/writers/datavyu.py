"""Codings as Datavyu files (.opf), one a coding: a column a code, with an argument for who does it and each question.

A column a code, not a column a set of codes that exclude each other: so the codes keep their names and questions when
the file is read again, and cells that overlap are never in one column.
"""

import io
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

from annotator.exchange.codings.foreign import ForeignCodings, ForeignEvent, Observation
from annotator.exchange.codings.times import clock_text
from annotator.exchange.codings.writers.pieces import FileNames
from annotator.exchange.templates.datavyu import first_coders, is_of_participant
from annotator.exchange.templates.datavyu_db import Column, in_one_line, is_coded
from annotator.exchange.templates.scheme import Scheme
from annotator.progress import Progress

LOSES = (
    "Datavyu does not tell states from points: a point is a cell whose offset is its onset.",
    "Ends are written as they are, the first moment at which it is over; labs that use Datavyu often write the last at "
    "which it lasts, 1 ms before the next begins.",
    "A state that still runs has the offset 00:00:00:000, which means a point where it began at 0.",
    "Times before 0 are written as 0, and an event without a beginning is not written.",
    "Definitions, keys, colours and which codes exclude each other are not written: Datavyu has no list of codes.",
    "Recordings are not named, because Datavyu wants their place on one computer: open them there.",
    "Parentheses in names of codes and questions become brackets, and | becomes /, because Datavyu does not read them.",
    "Where the name of a code would mean something else (id, comments, look_rel or look2 beside look), “ code” is put "
    "behind it; where that of a question would (actor, comment), “ question”.",
    "An answer or comment that is a dot or stands in < > is not written, for it means nothing there.",
    "Several answers to one question become one text.",
    "Datavyu itself was not tried on these files.",
)

_VALUE, _NAME = "\\()\n-,|", "\\,-\n"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_ACTOR, _COMMENT = "actor", "comment"


def write(codings: ForeignCodings, progress: Progress) -> Iterator[tuple[str, bytes]]:
    """Yield a file for each coding: session_coder.opf and its bytes.

    Args:
        codings: of which the observations are read once; times in ms, ends are the first moment at which it is over.
        progress: told of every coding; it may raise to stop.
    """
    names = FileNames()
    for one in codings.observations:
        progress(0.0)
        name = names.of(one)
        yield f"{name}.opf", _packed(name, _db(codings.scheme, one))


def _packed(name: str, db: str) -> bytes:
    data = io.BytesIO()
    project = f"!project\ndbFile: '{name}.opf'\nname: '{name}'\nversion: 5\nviewerSettings: []\n"
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for member, text in {"project": project, "db": db}.items():
            entry = zipfile.ZipInfo(member, _FIRST_DAY)  # the same coding is the same file
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, text.encode(errors="replace"))
    return data.getvalue()


@dataclass(slots=True)
class _Cells:
    """What a column will hold: questions in order, with their names there, and the events of its code."""

    questions: dict[str, str] = field(default_factory=dict)
    events: list[ForeignEvent] = field(default_factory=list)

    def asks(self, questions: Iterable[str]) -> None:
        for one in questions:
            if one not in self.questions:
                self.questions[one] = _free(_bracketed(one), self.questions.values(), "question", _is_own_argument)


def _db(scheme: Scheme, observation: Observation) -> str:
    """Return the text of a db: the columns of all codes of the scheme, with or without cells, then of any others."""
    columns: dict[str, _Cells] = defaultdict(_Cells)
    for code in scheme.codes:
        columns[code.name].asks(one.name for one in code.modifiers)
    for event in observation.events:
        if event.start_ms is not None:
            columns[event.code].asks(question for question, _ in event.answers)
            columns[event.code].events.append(event)
    names = _column_names(tuple(columns))
    lines = ["#4"]
    for code_name, column in columns.items():
        lines += _lines(names[code_name], column)
    return "\n".join(lines) + "\n"


def _lines(name: str, column: _Cells) -> Iterator[str]:
    has_comments = any(event.comment for event in column.events)
    arguments = [_ACTOR, *column.questions.values(), *([_COMMENT] if has_comments else [])]
    named = ",".join(f"{_escaped(one, _NAME)}|NOMINAL" for one in arguments)
    yield f"{_escaped(name, _NAME)} (MATRIX,true,)-{named}"
    for event in sorted(column.events, key=_moment):
        yield _cell(event, list(column.questions), has_comments=has_comments)


def _cell(event: ForeignEvent, questions: Sequence[str], *, has_comments: bool) -> str:
    start = max(0, event.start_ms or 0)
    end = 0 if event.end_ms is None else max(0, event.end_ms)
    answers: dict[str, list[str]] = defaultdict(list)
    for question, answer in event.answers:
        answers[question].append(answer)
    values = [event.who, *("; ".join(answers[one]) for one in questions), *([event.comment] if has_comments else [])]
    written = ",".join(_not_a_cell(_escaped(_saying_something(value), _VALUE)) for value in values)
    return f"{clock_text(start, ':')},{clock_text(end, ':')},({written})"


def _moment(event: ForeignEvent) -> tuple[int, int]:
    start = event.start_ms or 0
    return start, event.end_ms if event.end_ms is not None else start


def _escaped(text: str, signs: str) -> str:
    return "".join(f"\\{sign}" if sign in signs else sign for sign in text)


def _saying_something(text: str) -> str:
    """Return a text with the line ends that are escaped, "" where Datavyu would take it for nothing coded."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if is_coded(in_one_line(text)) else ""


def _not_a_cell(written: str) -> str:
    r"""Escape the first digit of every further line: one that begins as a cell does is taken for a cell.

    >>> _not_a_cell("seen at\\\n00:00:01:000")
    'seen at\\\n\\00:00:01:000'
    """
    lines = written.split("\n")
    return "\n".join([lines[0], *(f"\\{line}" if line[:1].isdecimal() else line for line in lines[1:])])


def _bracketed(name: str) -> str:
    """Return a name without the signs that Datavyu does not read in names.

    >>> _bracketed("hand (left|right)")
    'hand [left/right]'
    """
    return in_one_line(name).translate(str.maketrans("()|\r", "[]/ "))


def _free(name: str, taken: Iterable[str], behind: str, is_taken: Callable[[str], bool] = lambda _name: False) -> str:
    """Return a name that nothing else has, with a word behind it as often as that needs."""
    used, free = {one.casefold() for one in taken}, name or behind
    while free.casefold() in used or is_taken(free):
        free += f" {behind}"
    return free


def _is_own_argument(name: str) -> bool:
    alone = Column("x", "MATRIX", [name])
    return alone.actor_place is not None or bool(alone.remark_places)


@lru_cache(maxsize=64)
def _column_names(codes: tuple[str, ...]) -> dict[str, str]:
    """Return the name of each code's column; none that a reader takes for another thing or a second coder."""
    names: dict[str, str] = {}
    for code in codes:
        others = [Column(one, "MATRIX", []) for one in names.values()]
        names[code] = _free(_bracketed(code), names.values(), "code", partial(_means_more, others))
    return names


def _means_more(others: Sequence[Column], name: str) -> bool:
    own = Column(name, "MATRIX", [])
    return (
        is_of_participant(own)
        or own.is_remark
        or first_coders(own, others) is not None
        or any(first_coders(one, [own]) is not None for one in others)
    )
