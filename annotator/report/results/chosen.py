"""Which codings the results are of, and what is left out and why."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from msgspec import Struct

from annotator.model.codebook import Codebook
from annotator.model.items import Event
from annotator.progress import Progress
from annotator.study import Session, Study, Unreadable
from annotator.study.gold import gold_of
from annotator.study.settings import CONSENSUS
from annotator.study.tables import CodedSession

FIRST, EVERY = "", "*"
"""Which coding of a session: its consensus, else that of its first coder; or those of all coders, one by one."""

_NAMED = 4
_BLIND = "its gold standard is still coded blind"


class Filters(Struct, frozen=True, omit_defaults=True):
    """What the results are of.

    sessions: parts of ids, with commas between them; "": all sessions.
    coder: FIRST, EVERY, or the id of a coder, the consensus among them.
    episodes: ids of episodes; none: all that are scored.
    codes: ids of codes; none: as each page says.
    who: a modifier and one of its values, which events must say; ("", ""): all events.
    variable: a variable of the sessions and the value it must have; ("", ""): all sessions.
    unfinished: whether codings count that were not submitted.
    """

    sessions: str = ""
    coder: str = FIRST
    episodes: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    who: tuple[str, str] = ("", "")
    variable: tuple[str, str] = ("", "")
    unfinished: bool = False

    def has(self, session: Session) -> bool:
        """Whether a session is asked for."""
        return self.has_id(session.id) and (
            not self.variable[0] or _value(session, self.variable[0]) == self.variable[1]
        )

    def has_id(self, session_id: str) -> bool:
        """Whether the id of a session is asked for."""
        parts = [part.strip().lower() for part in self.sessions.split(",") if part.strip()]
        return not parts or any(part in session_id.lower() for part in parts)

    def has_episode(self, episode: str) -> bool:
        """Whether an episode is asked for; the session as a whole always is."""
        return not self.episodes or not episode or episode in self.episodes

    def says(self, event: Event) -> bool:
        """Whether an event says what is asked for."""
        modifier, value = self.who
        return not modifier or event.modifiers.get(modifier) == value


class LeftOut(NamedTuple):
    """A session that the results are not of, and why."""

    session: str
    why: str


class Looked(Struct):
    """What was seen on the way through a study.

    sessions: how many there are; asked: those that the filters leave; used: the codings that the results are of.
    left_out: sessions that were asked for and have no coding that counts.
    unfinished: how many codings were left out because they are not submitted.
    """

    sessions: int = 0
    asked: int = 0
    used: int = 0
    left_out: list[LeftOut] = []
    unfinished: int = 0


def codings_of(study: Study, filters: Filters, looked: Looked, progress: Progress) -> Iterator[CodedSession]:
    """Yield the codings that the results are of, in order of session; looked is told what was left out."""
    ids = study.session_ids()
    looked.sessions = len(ids)
    wanted = [one for one in ids if filters.has_id(one)]
    coded = groupby(study.readings(sessions=wanted), key=_session_of)
    at_hand = next(coded, None)
    for number, session_id in enumerate(wanted, start=1):
        found: list[CodedSession | Unreadable] = []
        if at_hand is not None and at_hand[0] == session_id:
            found = list(at_hand[1])
            at_hand = next(coded, None)
        progress(number / len(wanted))
        session = next((one.session for one in found if isinstance(one, CodedSession)), None)
        if session is None and filters.variable[0] and not found:
            session = study.session(session_id)
        if session is not None and not filters.has(session):
            continue
        looked.asked += 1
        yield from _chosen(study, session_id, found, filters, looked)


def left_out_words(left_out: Sequence[LeftOut]) -> list[tuple[str, str]]:
    """Return a phrase for each reason, with the sessions behind it (a few of them, then all).

    >>> left_out_words([LeftOut("S01", "nobody has coded it"), LeftOut("S02", "nobody has coded it")])
    [('nobody has coded it: S01, S02', 'S01, S02')]
    """
    reasons = dict.fromkeys(one.why for one in left_out)
    said = []
    for why in reasons:
        ids = [one.session for one in left_out if one.why == why]
        more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
        said.append((f"{why}: {', '.join(ids[:_NAMED])}{more}", ", ".join(ids)))
    return said


def people_asked(codebook: Codebook) -> Iterator[tuple[str, str, str]]:
    """Yield the answers of events that name somebody: modifier, value, and both in words."""
    for modifier in codebook.modifiers:
        for value in modifier.values:
            if value.id in codebook.roles:
                yield modifier.id, value.id, f"{modifier.name}: {value.name}"


def _session_of(one: CodedSession | Unreadable) -> str:
    return one.session if isinstance(one, Unreadable) else one.session.id


def _value(session: Session, variable: str) -> str:
    return session.variables.get(variable, "")


def _chosen(
    study: Study, session_id: str, found: Sequence[CodedSession | Unreadable], filters: Filters, looked: Looked
) -> Iterator[CodedSession]:
    readable = [one for one in found if isinstance(one, CodedSession)]
    asked = [one for one in _asked(study, readable, filters) if not _is_blind_to(study, one, readable, filters)]
    counted = [one for one in asked if filters.unfinished or one.coding.is_submitted]
    looked.unfinished += len(asked) - len(counted)
    used = counted if filters.coder == EVERY else counted[:1]
    if not used:
        is_blind = len(asked) < len(_asked(study, readable, filters))
        why = _BLIND if is_blind else _why_none(found, readable, asked, filters)
        looked.left_out.append(LeftOut(session_id, why))
    looked.used += len(used)
    yield from used


def _asked(study: Study, codings: Sequence[CodedSession], filters: Filters) -> list[CodedSession]:
    """Return the codings of a session that could count, the one to take first in front."""
    if filters.coder == EVERY:
        return [one for one in codings if one.coding.coder != CONSENSUS]
    if filters.coder != FIRST:
        return [one for one in codings if one.coding.coder == filters.coder]
    order = {coder: place for place, coder in enumerate([CONSENSUS, *study.coders])}
    return sorted(codings, key=lambda one: order.get(one.coding.coder, len(order)))


def _is_blind_to(study: Study, one: CodedSession, others: Sequence[CodedSession], filters: Filters) -> bool:
    """Whether it is a gold standard that somebody still codes blind: who codes comes upon it only by choosing it."""
    mark = gold_of(study, one.session.id)
    if mark is None or mark.coder != one.coding.coder or filters.coder == mark.coder:
        return False
    unfinished = {each.coding.coder for each in others if not each.coding.is_submitted}
    return bool(unfinished - {mark.coder, CONSENSUS})


def _why_none(
    found: Sequence[CodedSession | Unreadable],
    readable: Sequence[CodedSession],
    asked: Sequence[CodedSession],
    filters: Filters,
) -> str:
    if not found:
        return "nobody has coded it"
    if not readable:
        return "it cannot be read"
    who = "" if filters.coder in (FIRST, EVERY) else f" by {filters.coder}"
    return f"not submitted{who}" if asked else f"not coded{who}"
