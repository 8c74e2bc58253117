"""What becomes a tier of ELAN, and what it is called."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count

from annotator.exchange.codings.writers.behaviours import Line, Span
from annotator.exchange.templates.elan_tiers import COMMENT, POINT, overlapping
from annotator.exchange.templates.scheme import SchemeCode


@dataclass(frozen=True, slots=True)
class TierLine:
    """One behaviour of one person.

    Attributes:
        code: what the scheme says of it.
        rows: what stands on each of its tiers, by time.
        names: of its tiers, the first and those for what overlaps.
        comments: the names of the tiers for the comments below each, "" where there is none.
    """

    code: SchemeCode
    rows: Sequence[Sequence[Span]]
    names: Sequence[str]
    comments: Sequence[str]

    @property
    def type(self) -> str:
        """The name of its linguistic type and of its vocabulary."""
        return f"{POINT if self.code.kind == 'point' else 'state'}: {self.names[0]}"


def asked_below(question: str, tier: str) -> str:
    """Return the name of the tier that holds the answers to a question below another."""
    return f"{question}@{tier}"


def tier_lines(lines: Iterable[Line]) -> list[TierLine]:
    """Return the lines with names for all their tiers that nothing else has."""
    taken: set[str] = set()
    return [_named(line, taken) for line in lines]


def _named(line: Line, taken: set[str]) -> TierLine:
    title = f"{line.code.name}@{line.code.actor}" if line.code.actor else line.code.name
    for number in count(1):
        first = title if number == 1 else f"{title} [{number}]"
        names = [first, *(overlapping(first, place) for place in range(2, len(line.rows) + 1))]
        asked = {asked_below(one.name, name) for name in names for one in line.code.modifiers}
        comments = [
            _comment_tier(name, asked) if any(span.event.comment for span in row) else ""
            for name, row in zip(names, line.rows, strict=True)
        ]
        all_names = {*names, *asked, *filter(None, comments)}
        if not all_names & taken:
            break
    taken |= all_names
    return TierLine(line.code, line.rows, names, comments)


def _comment_tier(name: str, asked: Iterable[str]) -> str:
    tried = (asked_below(COMMENT if number == 1 else f"{COMMENT} [{number}]", name) for number in count(1))
    return next(one for one in tried if one not in asked)
