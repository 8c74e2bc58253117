"""Doubts: what a file of another program leaves open, and what may be chosen. None is settled in silence."""

from dataclasses import dataclass, field
from typing import Literal

DoubtKind = Literal[
    "table",
    "session",
    "coder",
    "length",
    "offset",
    "there",
    "twice",
    "code",
    "who",
    "nobody",
    "kind",
    "answer",
    "no end",
    "no start",
    "reversed",
    "no length",
    "touches next",
    "answers differ",
    "between",
    "frames",
    "outside",
    "overlap",
    "episode twice",
    "episode ends",
    "locked",
    "looked for",
]

OUT = "leave out"
"""The choice that leaves an event, or a whole observation, out; no id of a session, coder or code has a blank."""

NEW = "new:"
"""Before the id of a coder whom the study does not have yet."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to settle a doubt; text says what then happens, at this place."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Case:
    """One place at which a doubt occurs.

    Attributes:
        source: the hash of the file.
        observation: its name in the file.
        row: where it stands there; "" where it is about all of it.
        at_ms: where to look, in ms of the session; None where it is about no time.
        text: what is seen there.
        choices: what may be chosen.
        chosen: what was chosen, "" while it is open.
    """

    source: str
    observation: str
    row: str
    at_ms: int | None
    text: str
    choices: tuple[Choice, ...]
    chosen: str = ""


@dataclass(slots=True)
class Doubt:
    """The same doubt at all its places. about is what it is about, in the words of the file."""

    kind: DoubtKind
    about: tuple[str, ...]
    cases: list[Case] = field(default_factory=list)

    @property
    def title(self) -> str:
        """What is in doubt, in few words."""
        if self.kind == "who" and not self.about[0]:
            return "Who did it? The file names nobody"
        if self.kind == "coder" and not self.about[0]:
            return "Who coded it? The file does not say"
        return _TITLES[self.kind].format(*self.about, "", "")

    @property
    def open(self) -> int:
        """At how many places it is not settled."""
        return sum(not one.chosen for one in self.cases)

    @property
    def shared(self) -> tuple[Choice, ...]:
        """What may be chosen at every place of it, in the words of the first."""
        common = set.intersection(*({choice.id for choice in one.choices} for one in self.cases))
        return tuple(choice for choice in self.cases[0].choices if choice.id in common)


_TITLES: dict[DoubtKind, str] = {
    "table": "Which column is what?",
    "session": "Which session is “{0}”?",
    "coder": "Who coded it: “{0}”?",
    "length": "Not as long as the recording: “{0}”",
    "offset": "Times do not count from the recording: “{0}”",
    "there": "There are events already: {0}, {1}",
    "twice": "A second observation of {0}, {1}",
    "code": "Unknown code “{0}”",
    "who": "Who is “{0}”?",
    "nobody": "Who did it: “{0}”?",
    "kind": "Point or state: “{0}”",
    "answer": "Unknown answer “{2}” to “{1}” ({0})",
    "no end": "Start without end: “{0}”",
    "no start": "End without start: “{0}”",
    "reversed": "Ends before it starts: “{0}”",
    "no length": "Ends where it starts: “{0}”",
    "touches next": "Ends just before the next begins: “{0}”",
    "answers differ": "Start and end are not answered alike: “{0}”",
    "between": "A time that is not in the file: “{0}”",
    "frames": "Times between two frames",
    "outside": "Outside the recording: “{0}”",
    "overlap": "At the same time: “{0}” and “{1}”",
    "episode twice": "Begins more than once: {0}",
    "episode ends": "An episode does not end where the next begins: “{0}”",
    "locked": "Episodes that differ from the locked ones",
    "looked for": "What was looked for",
}
