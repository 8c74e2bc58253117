"""Which sessions still need a second coder."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from annotator.agreement.whole_study.gather import Gathered
from annotator.study.settings import CONSENSUS


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that fewer than two coders have submitted.

    Attributes:
        session: its id.
        submitted: who has.
        unfinished: who has begun.
        may_code: who has not begun it, those with the fewest codings first.
    """

    session: str
    submitted: tuple[str, ...]
    unfinished: tuple[str, ...]
    may_code: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DoubleCoding:
    """How far double coding is.

    Attributes:
        sessions: how many can be read.
        double: how many of them two coders or more have submitted.
        wanted: how many the lab wants, by the share it has set; None where it has set none.
        open: the others; those that need least work first, then in order.
    """

    sessions: int
    double: int
    wanted: int | None
    open: tuple[OpenSession, ...]

    @property
    def missing(self) -> int | None:
        """How many sessions more have to be double coded; None without a wanted share."""
        return None if self.wanted is None else max(0, self.wanted - self.double)


def double_coding(gathered: Gathered, coders: Sequence[str], share: float | None) -> DoubleCoding:
    """Return which sessions still need a second coding.

    Args:
        gathered: the sessions and who has coded them.
        coders: of the study, who may be asked.
        share: wanted share of sessions that are double coded, 0 to 1; None: the lab has set none.
    """
    load = Counter(coder for session in gathered.sessions for coder in session.begun)
    free = sorted((coder for coder in coders if coder != CONSENSUS), key=lambda coder: (load[coder], coder))
    still = [
        OpenSession(one.id, one.submitted, one.unfinished, tuple(c for c in free if c not in one.begun))
        for one in gathered.sessions
        if len(one.submitted) < 2
    ]
    still.sort(key=lambda one: (-len(one.submitted), -len(one.unfinished)))
    count = len(gathered.sessions)
    # A share such as .2 of 15 is 3, and the float beside it must not make it 4.
    wanted = None if share is None else ceil(round(share * count, 9))
    return DoubleCoding(count, count - len(still), wanted, tuple(still))
