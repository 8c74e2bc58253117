"""Codings as other programs know them: what a reader returns and a writer takes. Nothing is decided here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from annotator.exchange.codings.table_shape import Shape
from annotator.exchange.templates.scheme import Scheme

Kind = Literal["state", "point", ""]
"""What an event is; "" where the file does not say."""

Oddity = Literal["answers differ", "touches next", "between"]
"""What a reader saw at an event and does not settle.

answers differ: a START and a STOP were taken for one event although their answers are not the same.
touches next: the file ends it 1 ms (or one frame) before the next begins, which may mean an end that is included.
between: one of its times is not in the file; it was laid between its neighbours in equal parts.
"""


OF_EPISODE = "Episode: "
"""How the code of an event begins that says when an episode is; its name stands behind it."""

Answers = tuple[tuple[str, str], ...]
"""Questions and what was answered, in the order of the file."""


@dataclass(frozen=True, slots=True)
class ForeignEvent:
    """One occurrence, as the file says. No value is mended: an end may lie before the start, or either be missing.

    Attributes:
        code: what the file calls the behaviour.
        start_ms: in ms of the observation; None where the file has an end only.
        end_ms: the first moment at which it is over; None where the file gives none. A point has its start again.
        kind: state or point, as the file says.
        who: who does it, as the file says; "" for nobody.
        answers: those that were given; unanswered questions are left out.
        comment: free text, that of start and end in one.
        row: where it stands in the file, as a message says it, such as “row 12”.
        oddities: what was seen and not settled.
        next_ms: where the event begins that it touches (see Oddity); None where it touches none.
    """

    code: str
    start_ms: int | None
    end_ms: int | None
    kind: Kind = ""
    who: str = ""
    answers: Answers = ()
    comment: str = ""
    row: str = ""
    oddities: tuple[Oddity, ...] = ()
    next_ms: int | None = None


@dataclass(frozen=True, slots=True)
class ForeignMedia:
    """A recording that an observation names.

    Attributes:
        path: as the file writes it, of whatever computer; only its last part is ever shown.
        length_ms: how long the file says it is, None where it does not.
        offset_ms: at which moment of the observation it begins.
        fps: frames a second, as the file says; None where it does not.
    """

    path: str
    length_ms: int | None = None
    offset_ms: int = 0
    fps: float | None = None

    @property
    def name(self) -> str:
        """The name of the file without its folders, which may name people."""
        return self.path.replace("\\", "/").rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Observation:
    """What one coder said of one session.

    Attributes:
        name: what the file calls it; the name of the file where it calls it nothing.
        events: in the order of the file.
        session: the session, where the file names one apart from the observation; "" otherwise.
        coder: the coder as the file says; "" where it does not.
        media: the recordings, the reference first; several cameras begin at their own offsets.
        start_ms: where coding began; None where the file does not say.
        end_ms: where it ended; None where the file does not say.
        variables: what the file says of the session or the child, by name.
        description: free text about the observation.
    """

    name: str
    events: tuple[ForeignEvent, ...]
    session: str = ""
    coder: str = ""
    media: tuple[ForeignMedia, ...] = ()
    start_ms: int | None = None
    end_ms: int | None = None
    variables: tuple[tuple[str, str], ...] = ()
    description: str = ""

    @property
    def last_ms(self) -> int:
        """The last moment that one of its events names, in ms; 0 where none does."""
        return max((max(one.start_ms or 0, one.end_ms or 0) for one in self.events), default=0)

    @property
    def close_ms(self) -> int:
        """When coding ends, in ms: as the file says, but not before the last event does."""
        return max(self.last_ms, self.end_ms or 0)


@dataclass(frozen=True, slots=True)
class ForeignCodings:
    """All that a file of another program says.

    Attributes:
        program: what wrote it, such as “BORIS”.
        observations: one for each coder of each session; a reader returns them all, a writer takes them as they come.
        scheme: the codes that the file defines; without codes where it defines none.
        left_out: what the reader did not take, a sentence each.
        doubts: what the reader cannot tell of the whole file, a sentence each.
        guess: how the file was read where nothing in it says how, in a sentence; "" where it does.
        shape: what a table was taken to look like by that guess.
    """

    program: str
    observations: Iterable[Observation]
    scheme: Scheme = field(default_factory=lambda: Scheme("", ""))
    left_out: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    guess: str = ""
    shape: Shape | None = None
