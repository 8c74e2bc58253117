"""Which coding an observation of a file belongs to: session and coder, whether it comes in at all, how much later."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from annotator.errors import UserError
from annotator.exchange.codings.asking import Asked, Place, choices, named
from annotator.exchange.codings.doubts import NEW, OUT, Choice
from annotator.exchange.codings.foreign import Observation
from annotator.exchange.codings.mapping import Mapping
from annotator.exchange.codings.names import session_and_coder
from annotator.exchange.codings.naming import Called
from annotator.exchange.codings.review import Here, Recorded, Source
from annotator.study.settings import check_person_id
from annotator.study.unreadable import unless_broken
from annotator.text import count, plain

_IN = "in"
_BESIDE, _JOIN, _SAME, _WRITTEN, _LATER = "beside", "join", "same", "written", "later"
_NO_STEP_MS = 40

SAME_LENGTH_MS = 500
"""Ms by which programs differ in how long a recording is: they count the last frame, or the sound, otherwise."""


class Belongs(NamedTuple):
    """The coding of an observation, and how much later than in the file it is here, in ms.

    session and coder are "" while they are open; is_new: the study does not have the coder yet.
    """

    session: str
    coder: str
    is_new: bool
    shift_ms: int


class Belonging:
    """Settles which codings observations belong to; no two of them belong to one unasked.

    Args:
        asked: is asked what the files leave open.
        here: what the study has.
        mapping: what is settled.
    """

    def __init__(self, asked: Asked, here: Here, mapping: Mapping) -> None:
        self._asked, self._here, self._mapping = asked, here, mapping
        self._sessions = Called((one, (one,)) for one in here.recorded)
        self._coders = Called((one, (one,)) for one in here.coders)
        leave = Choice(OUT, "leave this observation out")
        self._offered_sessions = (*named((one, one) for one in here.recorded), leave)
        self._taken: set[tuple[str, str]] = set()
        self._guesses: dict[str, str] = {}

    def of(self, source: Source, observation: Observation, place: Place) -> Belongs | None:
        """Return which coding an observation belongs to; None where it is left out."""
        session = OUT if self._is_unwanted(source) else self._session(observation, place)
        coder, is_new = (OUT, False) if session == OUT else self._coder(observation, place)
        if self._fate(session, coder, observation, place) == OUT:
            return None
        shift = self._shift(session, observation, place)
        return None if shift is None else Belongs(session, coder, is_new, shift)

    def recorded(self, session: str, observation: Observation, shift: int) -> Recorded:
        """Return the time of the session; where none is known yet, what the file says of it."""
        known = self._here.recorded.get(session)
        duration = known.duration_ms if known else _told_length(observation) or observation.last_ms
        begin = 0 if observation.start_ms is None else max(0, observation.start_ms + shift)
        close = duration if observation.end_ms is None else min(duration, observation.end_ms + shift)
        if close <= begin:  # it was coded somewhere, as its events tell
            begin, close = 0, duration
        if known is None:
            return Recorded(duration, begin, close, _NO_STEP_MS)
        return replace(known, begin_ms=begin, close_ms=close, frames=self._here.frames(session))

    def _is_unwanted(self, source: Source) -> bool:
        """Whether a file is left out because it was read by a guess that is wrong."""
        if not source.codings.guess:
            return False
        if source.sha256 not in self._guesses:
            pairs = (("guessed", "read it so"), (OUT, "leave this file out"))
            place, text = Place(source.sha256, source.name), source.codings.guess
            self._guesses[source.sha256] = self._asked.ask("table", (), place, text, choices(*pairs))
        return self._guesses[source.sha256] == OUT

    def _fate(self, session: str, coder: str, observation: Observation, place: Place) -> str:
        """Return whether an observation comes in, is left out, or "" while that is open."""
        if OUT in (session, coder):
            return OUT
        if not (session and coder):
            return ""
        for asks in (self._twice, self._there):
            chosen = asks(session, coder, place)
            if chosen in (OUT, ""):
                return chosen
        return self._length(session, observation, place)

    def _session(self, observation: Observation, place: Place) -> str:
        """Return its session, OUT where it is left out, "" while that is open."""
        written = observation.session or self._in_name(observation)[0]
        found = self._sessions.one(written)
        if found and not self._asked.told("session", (written,), place):
            return found
        text = f"No session of the study is called “{plain(written)}”."
        if found:
            text = f"“{plain(written)}” is called like our session {found}."
        return self._asked.ask("session", (written,), place, text, self._offered_sessions)

    def _in_name(self, observation: Observation) -> tuple[str, str]:
        """Return the session and the coder that the name of an observation says, as its pattern has it."""
        return session_and_coder(observation.name, self._mapping.names)

    def _coder(self, observation: Observation, place: Place) -> tuple[str, bool]:
        """Return its coder, OUT where it is left out, "" while that is open; and whether the study has nobody so."""
        written = observation.coder or self._in_name(observation)[1]
        about, new = (written,), plain(written)
        told, found = self._asked.told("coder", about, place), self._coders.one(written)
        if found and not told:
            return found, False
        wished = told.removeprefix(NEW) if told.startswith(NEW) else ""
        made = [one for one in dict.fromkeys((wished, _as_id(written))) if self._may_be_new(one)]
        options = [
            *(Choice(f"{NEW}{one}", f"a new coder, {one}") for one in made),
            *named((one, one) for one in self._here.coders),
            Choice(OUT, "leave this observation out"),
        ]
        text = f"No coder of the study is called “{new}”." if new else "The file does not say who coded it."
        if found:
            text = f"“{new}” is called like our coder {found}."
        chosen = self._asked.ask("coder", about, place, text, options)
        return chosen.removeprefix(NEW), chosen.startswith(NEW)

    def _may_be_new(self, coder: str) -> bool:
        """Whether a new coder may have this id."""
        if any(one.lower() == coder.lower() for one in self._here.coders):
            return False
        return not isinstance(unless_broken(check_person_id, "coder", coder), UserError)

    def _twice(self, session: str, coder: str, place: Place) -> str:
        key = (session, coder)
        if key not in self._taken:
            self._taken.add(key)
            return _IN
        text = f"“{plain(place.observation)}” would be another coding of {session} by {coder}."
        pairs = ((_JOIN, "add to the first what does not overlap with it"), (OUT, "leave it out"))
        return self._asked.ask("twice", key, place, text, choices(*pairs))

    def _there(self, session: str, coder: str, place: Place) -> str:
        there = self._here.there(session, coder)
        if not there.items:
            return _IN
        again = place.source in there.sources
        text = "This file was brought in before." if again else f"The coding has {count(there.items, 'item')} already."
        options = choices((OUT, "leave it out"))
        if not there.submitted:
            options = (*choices((_BESIDE, "add what does not overlap with it")), *options)
        else:
            text += " The coding is submitted: reopen it to add to it."
        return self._asked.ask("there", (session, coder), place, text, options)

    def _shift(self, session: str, observation: Observation, place: Place) -> int | None:
        """Return how much later an observation is here than in the file, in ms; None where it is left out."""
        if (told := self._mapping.shift_ms.get(observation.name)) is not None:
            return told
        cameras = {} if (known := self._here.recorded.get(session)) is None else _by_file(known.cameras)
        named = [one for one in observation.media if one.name.lower() in cameras]
        reference = next(iter([*named, *observation.media]), None)
        if reference is None:
            return 0
        later = cameras.get(reference.name.lower(), 0) - reference.offset_ms
        if not later:
            return 0
        where = "later" if later > 0 else "earlier"
        text = f"Counted from its recording, everything is {abs(later) / 1000:.3f} s {where} than the file says."
        pairs = ((_LATER, f"take it {abs(later) / 1000:.3f} s {where}"), (_WRITTEN, "leave the times as they are"))
        out = (OUT, "leave this observation out")
        chosen = self._asked.ask("offset", (observation.name,), place, text, choices(*pairs, out))
        return None if chosen == OUT else later if chosen == _LATER else 0

    def _length(self, session: str, observation: Observation, place: Place) -> str:
        """Return whether it comes in where the recording is not as long as the file says."""
        told, known = _told_length(observation), self._here.recorded.get(session)
        duration = known.duration_ms if known else told
        if not told or abs(told - duration) <= SAME_LENGTH_MS:
            return _IN
        text = f"The recording is {told / 1000:.3f} s long by the file; that of {session} is {duration / 1000:.3f} s."
        pairs = ((_SAME, "it is the same recording"), (OUT, "leave this observation out"))
        chosen = self._asked.ask("length", (observation.name,), place, text, choices(*pairs))
        return _IN if chosen == _SAME else chosen


def _as_id(written: str) -> str:
    """Return the signs of a name that an id may have.

    >>> _as_id("J T"), _as_id("Käthe M.")
    ('JT', 'KatheM')
    """
    plain_letters = unicodedata.normalize("NFKD", written).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._-]", "", plain_letters).strip(".")


def _by_file(cameras: Sequence[tuple[str, int]]) -> dict[str, int]:
    """Return how much later each recording begins, by the name of its file; without those that share a name."""
    times = Counter(name.lower() for name, _ in cameras)
    return {name.lower(): later for name, later in cameras if times[name.lower()] == 1}


def _told_length(observation: Observation) -> int:
    return next((one.length_ms for one in observation.media if one.length_ms), 0)
