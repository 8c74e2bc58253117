"""Codings as SDIS for GSEQ (.sds): timed sequences, a file a coder, in it a unit a session; beside them a map of codes.

The form follows what is publicly known of SDIS (Bakeman & Quera 1995, as BORIS writes it): `Timed`, sets of codes that
exclude each other in parentheses, `code,onset-offset` for states and `code,onset` for points, in seconds with three
decimals, `,onset` and `,offset` for the bounds of a session. GSEQ itself, a program for Windows, was not tried.
"""

from collections import defaultdict
from collections.abc import Iterator
from string import ascii_letters, digits

import pandas as pd

from annotator.exchange.codings.foreign import ForeignCodings, ForeignEvent, Observation
from annotator.exchange.codings.times import seconds_text
from annotator.exchange.templates.scheme import Scheme
from annotator.exchange.write_files import csv_bytes
from annotator.progress import Progress

LOSES = (
    "GSEQ itself was not tried on these files: they follow what is known of SDIS.",
    "Codes and sessions have names of at most 16 letters, digits and _, that of a code made of who does it and what: "
    "codes.csv and sessions.csv say what each is.",
    "Answers, comments, definitions, keys and colours are not written.",
    "A state that still runs ends where the coding ends.",
    "Where codes that exclude each other overlap all the same, or a code overlaps itself, GSEQ may refuse the file or "
    "end the one that began first.",
    "A state of no length is written as a point, and one that ends before it begins is not written.",
    "Times before 0 are written as 0, and an event without a beginning is not written.",
)
_LONGEST = 16
_PLAIN = frozenset(ascii_letters + digits + "_")


def write(codings: ForeignCodings, progress: Progress) -> Iterator[tuple[str, bytes]]:
    """Yield pieces of a file a coder, as the sessions come, and at last what the names in them stand for.

    Pieces of the files of several coders take turns; those of one file come in order.

    Args:
        codings: of which the observations are read once; times in ms, ends are the first moment at which it is over.
        progress: told of every coding; it may raise to stop.
    """
    codes, sessions = _Names(), _Names()
    declared = " ".join(_sets(codings.scheme, codes))
    begun: set[str] = set()
    for one in codings.observations:
        progress(0.0)
        file = f"{one.coder or 'coder'}.sds"
        head = "" if file in begun else f"{' '.join(filter(None, ('Timed', declared)))};\n"
        begun.add(file)
        yield file, f"{head}{_unit(one, sessions.of(one.session), codes)}".encode()
    yield "codes.csv", codes.table("who", "code")
    yield "sessions.csv", sessions.table("session", are_ids=True)


class _Names:
    """Names that are met, each with what it is called in SDIS: once, whatever the case of letters."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, ...], str] = {}
        self._used: set[str] = set()

    def of(self, name: str) -> str:
        """Return what something is called that has a name."""
        return self._called((name,), _plain(name))

    def of_code(self, who: str, code: str) -> str:
        """Return what a code is called that somebody does, who in three letters: there is room for sixteen."""
        return self._called((who, code), "_".join(filter(None, (_plain(who)[:3].rstrip("_"), _plain(code)))))

    def _called(self, named: tuple[str, ...], plain: str) -> str:
        if named not in self._given:
            self._given[named] = self._free(plain if plain[:1] in ascii_letters and plain else f"c_{plain}")
        return self._given[named]

    def _free(self, name: str) -> str:
        free, number = name[:_LONGEST].rstrip("_"), 1
        while free.lower() in self._used:
            number += 1
            free = f"{name[: _LONGEST - len(str(number)) - 1]}_{number}"
        self._used.add(free.lower())
        return free

    def table(self, *parts: str, are_ids: bool = False) -> bytes:
        """Return as CSV what each name in SDIS stands for; parts are the headings of what it stands for, maybe ids."""
        rows = [(name, *named) for named, name in self._given.items()]
        return csv_bytes(pd.DataFrame(rows, columns=["sdis", *parts]), raw_text=are_ids)


def _plain(text: str) -> str:
    """Return a text of letters, digits and single _ only.

    >>> _plain("Proximity-seeking (to mother)"), _plain("Blick")
    ('Proximity_seeking_to_mother', 'Blick')
    """
    signs = "".join(sign if sign in _PLAIN else " " for sign in text)
    return "_".join(signs.split())


def _sets(scheme: Scheme, names: _Names) -> list[str]:
    """Return how the codes are declared: those that exclude each other in parentheses."""
    members: dict[str, list[str]] = defaultdict(list)
    for place, code in enumerate(scheme.codes):
        of_set = f"{code.actor}\0{code.channel}" if code.channel else f"\0{place}"
        members[of_set].append(names.of_code(code.actor, code.name))
    return [f"({' '.join(those)})" if len(those) > 1 else those[0] for those in members.values()]


def _unit(observation: Observation, name: str, names: _Names) -> str:
    """Return a session: its name, its bounds, and its events by time."""
    start_ms, end_ms = max(0, observation.start_ms or 0), max(0, observation.close_ms)
    lines = [f"<{name}>", f",{seconds_text(start_ms)}"]
    timed = (_timed(one, end_ms, names) for one in observation.events)
    lines += [text for _, text in sorted(filter(None, timed))]
    return "\n".join([*lines, f",{seconds_text(end_ms)}/", ""])


def _timed(event: ForeignEvent, last_ms: int, names: _Names) -> tuple[tuple[int, int], str] | None:
    if event.start_ms is None:
        return None
    start, end = max(0, event.start_ms), last_ms if event.end_ms is None else max(0, event.end_ms)
    if event.kind == "point":
        end = start
    if end < start:
        return None
    until = f"-{seconds_text(end)}" if end > start else ""
    return (start, end), f"{names.of_code(event.who, event.code)},{seconds_text(start)}{until}"
