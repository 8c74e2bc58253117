"""One thing in which two coders differ, and the ways in which they can."""

from dataclasses import dataclass
from typing import Literal, get_args

from annotator.model.items import Comparable

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
"""In what way coder B differs from coder A; docs/decisions says exactly what counts as what."""

KINDS: tuple[DisagreementKind, ...] = get_args(DisagreementKind)

Stretch = tuple[int, int]
"""[start_ms, end_ms) of session time."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One thing in which two coders differ: one question, with one answer.

    Attributes:
        kind: in what way.
        channel: id of the channel; of the code for a point, of the episode for its mark, of the scale for a rating.
        code_a: what coder A has; None where A has nothing, and where it is not about codes.
        code_b: what coder B has; None likewise.
        start_ms: its beginning.
        end_ms: its end, not part of it; equal to start_ms for a point that has no partner.
        pieces: the time off the diagonal of the channel's table that it accounts for; none for all but states.
        items_a: what coder A says, cut to the pieces.
        items_b: what coder B says, cut to the pieces.
        subject: the code whose onset, offset or going on it is about; None where it is not about codes.
    """

    kind: DisagreementKind
    channel: str
    code_a: str | None
    code_b: str | None
    start_ms: int
    end_ms: int
    pieces: tuple[Stretch, ...] = ()
    items_a: tuple[Comparable, ...] = ()
    items_b: tuple[Comparable, ...] = ()
    subject: str | None = None

    @property
    def key(self) -> str:
        """What names it, whichever coder is called A; another one where either coder has changed it since."""
        where = f"{self.channel}@{self.start_ms}-{self.end_ms}"
        if self.pieces:
            return f"{where}:{'+'.join(sorted((self.code_a or '', self.code_b or '')))}"
        ids = sorted(item.id for item in (*self.items_a, *self.items_b))
        return f"{self.kind if self.kind == 'modifiers' else 'items'}:{where}:{'+'.join(ids)}"

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes it is about."""
        return tuple(code for code in (self.code_a, self.code_b) if code is not None)

    @property
    def duration_ms(self) -> int:
        """From its beginning to its end; 0 for a point that has no partner."""
        return self.end_ms - self.start_ms

    @property
    def lost_ms(self) -> int:
        """Its share of the time off the diagonal of the channel's table."""
        return sum(end_ms - start_ms for start_ms, end_ms in self.pieces)

    @property
    def jump_ms(self) -> int:
        """Where to start playing so as to see what came before it."""
        return max(0, self.start_ms - PRE_ROLL_MS)
