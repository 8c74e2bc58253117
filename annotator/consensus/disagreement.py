"""One thing in which coders differ, and the ways in which they can."""

from dataclasses import dataclass
from typing import Literal, get_args

from annotator.model.items import Comparable, Event

PRE_ROLL_MS = 2000
"""How much of what came before a pair wants to see."""

DisagreementKind = Literal[
    "omission",
    "commission",
    "code swap",
    "onset shift",
    "offset shift",
    "split or merge",
    "modifiers",
    "episode mark",
    "rating",
    "class",
]
"""In what way coder B differs from coder A, or coders among themselves; docs/decisions says what counts as what."""

KINDS: tuple[DisagreementKind, ...] = get_args(DisagreementKind)

Stretch = tuple[int, int]
"""[start_ms, end_ms) of session time."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One thing in which two coders or more differ: one question, with one answer.

    Attributes:
        kind: in what way.
        channel: id of the channel; of the code for a point, of the episode for its mark, of the scale for a rating.
        said: the code that each coder has; None where a coder has nothing, and where it is not about codes.
        start_ms: its beginning.
        end_ms: its end, not part of it; equal to start_ms for a point that has no partner.
        pieces: the time in which not all say the same that it accounts for, of two the time off the diagonal of the
            channel's table; none for all but states.
        items: what each coder says, cut to the pieces.
        subject: the code whose onset, offset or going on it is about; None where it is not about codes.
    """

    kind: DisagreementKind
    channel: str
    said: tuple[str | None, ...]
    start_ms: int
    end_ms: int
    pieces: tuple[Stretch, ...] = ()
    items: tuple[tuple[Comparable, ...], ...] = ()
    subject: str | None = None

    @property
    def key(self) -> str:
        """What names it, in whichever order the coders are; another one where a coder has changed it since."""
        where = f"{self.channel}@{self.start_ms}-{self.end_ms}"
        if self.pieces and len(self.said) > 2:  # how each divides the time among codes is part of what they say
            return f"{where}:{'+'.join(sorted(map(_spans, self.items)))}"
        if self.pieces:
            return f"{where}:{'+'.join(sorted(code or '' for code in self.said))}"
        ids = sorted(item.id for item in self.every_item)
        return f"{self.kind if self.kind == 'modifiers' else 'items'}:{where}:{'+'.join(ids)}"

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes it is about."""
        return tuple(code for code in self.said if code is not None)

    @property
    def every_item(self) -> tuple[Comparable, ...]:
        """What all coders say, one after the other."""
        return tuple(item for of_coder in self.items for item in of_coder)

    @property
    def duration_ms(self) -> int:
        """From its beginning to its end; 0 for a point that has no partner."""
        return self.end_ms - self.start_ms

    @property
    def lost_ms(self) -> int:
        """Its share of the time in which not all say the same."""
        return sum(end_ms - start_ms for start_ms, end_ms in self.pieces)

    @property
    def jump_ms(self) -> int:
        """Where to start playing so as to see what came before it."""
        return max(0, self.start_ms - PRE_ROLL_MS)


def _spans(items: tuple[Comparable, ...]) -> str:
    return ",".join(f"{one.code}@{one.start_ms}-{one.end_ms}" for one in items if isinstance(one, Event))
