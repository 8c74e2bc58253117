"""The kinds of item in a coding. Values only: an item is never changed, it is replaced (see history.py)."""

from collections.abc import Callable
from typing import Annotated, Literal, NamedTuple
from uuid import uuid4

from msgspec import Meta, Struct

END_OF_LAST_EPISODE = "end"
"""The episode id of the mark that closes the last episode; nothing after it is scored (Waters 2002)."""


Milliseconds = Annotated[int, Meta(ge=-(10**10), le=10**10)]
"""A moment of session time in ms, no further off than 115 days: numbers without end fit no table."""

EpisodeLength = Literal["", "curtailed", "prolonged"]
"""Whether an episode was cut short or drawn out; "" says nothing."""

LengthReason = Literal["", "distress", "settling", "technical", "protocol_error", "other"]
"""Why: the baby's distress, time to settle, a fault of the equipment, a slip of those who ran the session."""


def fresh_id() -> str:
    """Return an id that no other item has, in this coding or any other."""
    return uuid4().hex[:16]


NewId = Callable[[], str]


Decided = Literal["agreed", "accepted", "edited", "middle", "neither", "union", "majority"]
"""How what a consensus holds came about: all coders said it, one version was accepted, it was set by hand, it lies in
the middle, no version was right, either coder said it of an interval, or more than half of the coders said it."""


class Origin(Struct, frozen=True, omit_defaults=True):
    """Where an item of a consensus, or one part of it, comes from.

    items are those of the coders that it was made of, each as "coder/id"; of an accepted one, only the accepted.
    """

    decided: Decided
    items: tuple[str, ...] = ()


class Event(Struct, frozen=True, kw_only=True, tag="event", omit_defaults=True):
    """One occurrence of a code, over [start_ms, end_ms) of session time.

    start_ms is the first frame that shows the behaviour, end_ms the first that no longer does. A point has
    end_ms == start_ms; a state that is still running has end_ms None. origin is empty outside a consensus.
    """

    id: str
    code: str
    start_ms: Milliseconds
    end_ms: Milliseconds | None
    modifiers: dict[str, str] = {}
    comment: str = ""
    unsure: bool = False
    origin: tuple[Origin, ...] = ()

    @property
    def is_running(self) -> bool:
        """Whether nobody has marked the end yet."""
        return self.end_ms is None

    def covers(self, at_ms: int) -> bool:
        """Whether the behaviour is shown at at_ms; a point covers its own moment only."""
        if self.end_ms is None:
            return self.start_ms <= at_ms
        return self.start_ms <= at_ms < self.end_ms or self.start_ms == at_ms == self.end_ms


class EpisodeMark(Struct, frozen=True, kw_only=True, tag="episode", omit_defaults=True):
    """The moment an episode begins; it lasts until the next mark begins (the marks are contiguous).

    The mark whose episode is END_OF_LAST_EPISODE closes the last one. length says that the episode was meant to last
    otherwise than planned, reason why; comment says more.
    """

    id: str
    episode: str
    start_ms: Milliseconds
    comment: str = ""
    length: EpisodeLength = ""
    reason: LengthReason = ""
    origin: tuple[Origin, ...] = ()


class Cell(NamedTuple):
    """What one rating is about: a scale, an episode ("" is the whole session) and a target ("" is none)."""

    scale: str
    episode: str
    target: str


class Rating(Struct, frozen=True, kw_only=True, tag="rating", omit_defaults=True):
    """A scale point given to one episode (or the whole session) and target; None says "not ratable".

    evidence are the ids of events that the coder points to; an event that was deleted since is no longer there.
    """

    id: str
    scale: str
    episode: str
    target: str
    value: float | None
    comment: str = ""
    evidence: tuple[str, ...] = ()
    origin: tuple[Origin, ...] = ()

    @property
    def cell(self) -> Cell:
        """What it is about; a coding has one rating of each at most."""
        return Cell(self.scale, self.episode, self.target)


class Classification(Struct, frozen=True, kw_only=True, tag="classification", omit_defaults=True):
    """The coder's own judgement of the attachment pattern; the program never proposes one.

    primary is the id of a class, "" while none is given yet; forced is the best-fitting alternative. evidence are the
    ids of events, as in a Rating.
    """

    id: str
    primary: str
    subgroup: str = ""
    forced: str = ""
    disorganisation: float | None = None
    confidence: str = ""
    comment: str = ""
    evidence: tuple[str, ...] = ()
    origin: tuple[Origin, ...] = ()


class Segment(Struct, frozen=True, kw_only=True, tag="segment", omit_defaults=True):
    """A stretch [start_ms, end_ms) that was set aside to be coded later; end_ms is None while it runs.

    It says nothing yet, so it enters no table and no agreement. With a code it becomes an Event of the same id.
    """

    id: str
    start_ms: Milliseconds
    end_ms: Milliseconds | None
    comment: str = ""


class IntervalRecord(Struct, frozen=True, kw_only=True, tag="interval", omit_defaults=True):
    """Which codes occurred in one interval [start_ms, end_ms) of an episode, as the coder said after watching it.

    A record without codes says that none occurred. codes stand in the order of the codebook.
    """

    id: str
    episode: str
    start_ms: Milliseconds
    end_ms: Milliseconds
    codes: tuple[str, ...] = ()
    comment: str = ""
    origin: tuple[Origin, ...] = ()


class LookedFor(Struct, frozen=True, kw_only=True, tag="looked_for"):
    """The coder's word that codes were looked for over [start_ms, end_ms): what is not marked there did not happen.

    codes stand in the order of the codebook. See looked_for.py.
    """

    id: str
    codes: tuple[str, ...]
    start_ms: Milliseconds
    end_ms: Milliseconds


class Submission(Struct, frozen=True, kw_only=True, tag="submission"):
    """The coder's word that the coding is finished; while it stands, nothing else may change."""

    id: Literal["submission"] = "submission"


Comparable = Event | EpisodeMark | Rating | Classification
"""What two coders can disagree about."""


class Basis(Struct, frozen=True, kw_only=True, tag="basis"):
    """What a consensus was begun from: two coders or more, their codings as they were, and the window in ms.

    states are fingerprints of the codings, in the order of coders; window holds [start, end) of each stretch.
    """

    id: Literal["basis"] = "basis"
    coders: tuple[str, ...]
    states: tuple[str, ...]
    window: tuple[tuple[Milliseconds, Milliseconds], ...]


class Settlement(Struct, frozen=True, kw_only=True, tag="settlement", omit_defaults=True):
    """How one disagreement of coders was settled; it stands in their consensus, beside what follows from it.

    id names the disagreement; kind and channel say what it was about, over [start_ms, end_ms); a rating is about an
    episode and a target instead, which older settlements do not name. coder is whose version was accepted. clears are
    the stretches of the channel in which nothing else holds any more, result is what does.
    """

    id: str
    kind: str
    channel: str
    start_ms: Milliseconds
    end_ms: Milliseconds
    decided: Decided
    coder: str = ""
    clears: tuple[tuple[Milliseconds, Milliseconds], ...] = ()
    result: tuple[Comparable, ...] = ()
    comment: str = ""
    episode: str = ""
    target: str = ""


Item = (
    Event
    | EpisodeMark
    | Rating
    | Classification
    | Segment
    | IntervalRecord
    | LookedFor
    | Submission
    | Basis
    | Settlement
)
