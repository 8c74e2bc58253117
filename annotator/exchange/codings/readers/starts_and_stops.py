"""Starts and stops of events that stand in rows of their own, put together."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from annotator.exchange.codings.foreign import Answers


@dataclass(frozen=True, slots=True)
class Mark:
    """A row that says when something starts or stops.

    Attributes:
        place: where it stands in the file, to tell marks apart and to keep the order of the file.
        at_ms: when.
        is_start: whether it starts then; else it stops.
        what: what starts, by what it is told from others: its code, who does it.
        answers: questions and their answers.
        row: where it stands, as messages say it, such as “row 12”.
        comment: free text.
    """

    place: int
    at_ms: int
    is_start: bool
    what: Any
    answers: Answers = ()
    row: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A start and a stop that belong together, or one of them to which nothing belongs.

    Attributes:
        answers: those of the start, and what the stop alone answers.
        differ: whether both answer one question, and not alike.
    """

    start: Mark | None
    stop: Mark | None
    answers: Answers
    differ: bool = False

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Both, or the one that there is."""
        return tuple(one for one in (self.start, self.stop) if one)

    @property
    def what(self) -> Any:
        """What starts and stops."""
        return self.marks[0].what

    @property
    def place(self) -> int:
        """Where the first of both stands in the file."""
        return min(one.place for one in self.marks)

    @property
    def rows(self) -> str:
        """Where both stand, as messages say it."""
        return " and ".join(one.row for one in self.marks)

    @property
    def comment(self) -> str:
        """The free text of both, a line each."""
        return "\n".join(dict.fromkeys(one.comment for one in self.marks if one.comment))


def put_together(marks: Iterable[Mark]) -> list[Pair]:
    """Put starts and stops together, in the order of the file.

    A stop belongs to the last start before it of the same code, person and answers; what is left over after that, to
    the last one of the same code and person. A start before which the same has started already and not stopped has lost
    its stop; it is not given a later one. At one moment, what is on stops before the next starts.

    >>> cry = ("cry", "infant")
    >>> marks = [Mark(0, 10, True, cry), Mark(1, 20, True, cry), Mark(2, 30, False, cry)]
    >>> [(one.start and one.start.at_ms, one.stop and one.stop.at_ms) for one in put_together(marks)]
    [(10, None), (20, 30)]
    """
    ordered = sorted(marks, key=attrgetter("at_ms", "is_start", "place"))
    alike, left = _matched(ordered, by_answers=True)
    others, lone = _matched(left, by_answers=False)
    pairs = [_pair(*one) for one in (*alike, *others)]
    pairs += [Pair(one, None, one.answers) if one.is_start else Pair(None, one, one.answers) for one in lone]
    return sorted(pairs, key=attrgetter("place"))


def _matched(marks: Sequence[Mark], *, by_answers: bool) -> tuple[list[tuple[Mark, Mark]], list[Mark]]:
    """Return starts with their stops, and what is left over, in order."""
    waiting: dict[Hashable, list[Mark]] = {}
    early: dict[Hashable, list[Mark]] = {}  # stops of what starts at the same moment, if it starts at all
    pairs: list[tuple[Mark, Mark]] = []
    for mark in marks:
        key = (mark.what, frozenset(mark.answers)) if by_answers else mark.what
        stops, starts = early.setdefault(key, []), waiting.setdefault(key, [])
        if not mark.is_start:
            if starts:
                pairs.append((starts.pop(), mark))
            else:
                stops.append(mark)
        elif stops and stops[-1].at_ms == mark.at_ms:
            pairs.append((mark, stops.pop()))
        else:
            starts.append(mark)
    taken = {mark.place for pair in pairs for mark in pair}
    return pairs, [mark for mark in marks if mark.place not in taken]


def _pair(start: Mark, stop: Mark) -> Pair:
    said = dict(start.answers)
    more = tuple(one for one in stop.answers if one[0] not in said)
    differ = any(said.get(question, answer) != answer for question, answer in stop.answers)
    return Pair(start, stop, (*start.answers, *more), differ)
