"""What is settled and what becomes of it, as plain data: files that were read, what the study has, what comes in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from annotator.exchange.codings.doubts import Doubt
from annotator.exchange.codings.foreign import ForeignCodings, Observation
from annotator.media.table import Whole
from annotator.model.codebook import Codebook
from annotator.model.items import END_OF_LAST_EPISODE, EpisodeMark, Event, LookedFor


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read.

    Attributes:
        name: of the file.
        sha256: of its bytes, in hexadecimal.
        codings: what it says; its observations as a tuple, since they are looked at again with every choice.
    """

    name: str
    sha256: str
    codings: ForeignCodings
    observations: tuple[Observation, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Recorded:
    """The time of a session: how long it is, when coding began and ended, and its frames where they are known.

    Attributes:
        duration_ms: of the reference camera.
        begin_ms: where coding began.
        close_ms: where coding ended.
        step_ms: how long a frame is shown, more or less.
        frames: moments of the frames, in order; None where they are not known without reading the recording.
        locked: the boundaries that hold for every coder, episode and moment.
        cameras: the names of the files of the recordings, and how much later than the reference each begins, in ms.
        slack_ms: how exact the times of the file are: so much before a frame they may mean it.
    """

    duration_ms: int
    begin_ms: int
    close_ms: int
    step_ms: int
    frames: Whole | None = None
    locked: tuple[tuple[str, int], ...] = ()
    cameras: tuple[tuple[str, int], ...] = ()
    slack_ms: int = 0

    def shown_at(self, at_ms: int) -> int:
        """Return the moment of the frame that is on the screen at a moment; outside the recording the moment itself."""
        assert self.frames is not None
        if not 0 <= at_ms <= self.duration_ms:
            return at_ms
        return int(self.frames[max(0, int(self.frames.searchsorted(at_ms + self.slack_ms, side="right")) - 1)])

    def over_at(self, at_ms: int) -> int:
        """Return the moment at which something is over that ends at a moment: the last frame lasts to the end."""
        is_end = self.duration_ms - self.slack_ms <= at_ms <= self.duration_ms
        return self.duration_ms if is_end else self.shown_at(at_ms)

    def next_after(self, at_ms: int) -> int:
        """Return when the frame that is on the screen at a moment is over."""
        if self.frames is None or not 0 <= at_ms < self.duration_ms:
            return at_ms + self.step_ms
        later = int(self.frames.searchsorted(at_ms, side="right"))
        return int(self.frames[later]) if later < len(self.frames) else self.duration_ms


@dataclass(frozen=True, slots=True)
class CodingThere:
    """A coding that the study has.

    Attributes:
        items: how many it holds: events, episode marks, ratings.
        busy: stretches of time in which states are on, by channel, in order.
        points: those that it has, by code and moment.
        marked: the episodes that it has marks of.
        edits: how many steps made it.
        all_looked_for: whether it has events and does not say what was looked for: then all codes were.
        sources: the hashes of the files from which it has events.
        submitted: whether nothing may be added.
    """

    items: int = 0
    busy: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    sources: frozenset[str] = frozenset()
    submitted: bool = False
    points: frozenset[tuple[str, int]] = frozenset()
    marked: frozenset[str] = frozenset()
    edits: int = 0
    all_looked_for: bool = False


@dataclass(frozen=True, slots=True)
class Here:
    """What of a study decides what becomes of files.

    Attributes:
        codebook: of the study.
        recorded: the time of each session, by its id.
        coders: their ids.
        there: returns what a session has of a coder.
        frames: returns the moments of the frames of a session, in order; None where its recording is missing.
    """

    codebook: Codebook
    recorded: Mapping[str, Recorded]
    coders: tuple[str, ...]
    there: Callable[[str, str], CodingThere]
    frames: Callable[[str], Whole | None]


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One behaviour of the files, of one person, and what it is here.

    Attributes:
        theirs: what it is called there.
        who: who does it, as there.
        events: how many there are.
        ours: the id of our code; "" while that is open, or it is left out.
    """

    theirs: str
    who: str
    events: int
    ours: str


@dataclass(frozen=True, slots=True)
class Planned:
    """What becomes of one observation.

    Attributes:
        source: the hash of its file.
        name: what it is called there.
        session: the session here, "" while that is open or it is left out.
        coder: the coder here, "" likewise. With something else open it may be left out yet.
        is_out: whether somebody has said that it is left out.
        is_new_coder: whether the study does not have this coder yet.
        in_file: how many events the file has.
        events: what comes in, in order of start.
        marks: episode marks that come in.
        looked_for: which codes were looked for; None: that is not said.
        variables: what is taken of its variables.
        description: its description, where that is taken.
        edits: how many steps the coding had when this was worked out.
    """

    source: str
    name: str
    session: str
    coder: str
    is_new_coder: bool
    in_file: int
    is_out: bool = False
    events: tuple[Event, ...] = ()
    marks: tuple[EpisodeMark, ...] = ()
    looked_for: LookedFor | None = None
    variables: tuple[tuple[str, str], ...] = ()
    description: str = ""
    edits: int = 0

    @property
    def stays_out(self) -> int:
        """How many events do not come in."""
        return self.in_file - len(self.events) - sum(one.episode != END_OF_LAST_EPISODE for one in self.marks)


@dataclass(frozen=True, slots=True)
class Review:
    """What files will become, with all that is open.

    Attributes:
        codes: their behaviours, the most frequent first.
        doubts: all, settled or not.
        planned: one for each observation.
        private: what may identify people, and how often it is there; see Mapping.keep.
    """

    codes: tuple[CodeRow, ...]
    doubts: tuple[Doubt, ...]
    planned: tuple[Planned, ...]
    private: tuple[tuple[str, int], ...]

    @property
    def open(self) -> int:
        """How many doubts are not settled at every place."""
        return sum(bool(one.open) for one in self.doubts)

    @property
    def events(self) -> int:
        """How many events come in."""
        return sum(len(one.events) for one in self.planned)
