"""How far a study is: what stands in each coding, and which recordings are not where they were."""

import contextlib
import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import msgspec

from annotator.consensus.outdated import outdated
from annotator.consensus.settled import Settled, settled_in
from annotator.errors import UserError
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.lint import lint
from annotator.progress import Progress
from annotator.study import Session, Study
from annotator.study.blind import Sight
from annotator.study.bookmark import read_bookmark
from annotator.study.derived import Derived, lots
from annotator.study.doubts import doubts
from annotator.study.gold import golds, why_not_gold
from annotator.study.plan import Own, assigned, mine
from annotator.study.preregistration import preregistrations
from annotator.study.round_ids import round_of
from annotator.study.settings import CONSENSUS, GoldMark
from annotator.study.unreadable import unless_broken
from ui.people_strip import Seen, look

Settling = Literal["", "waits", "to settle", "settled"]
"""How far two codings of a session are on their way to one: nobody has begun the second, not all have submitted, ..."""


@dataclass(frozen=True, slots=True)
class CodingState:
    """How far one coding is.

    Attributes:
        is_read: whether the rest is known yet; that it is begun is known at once.
        events: how many there are.
        episodes: the observed episodes.
        reach_ms: the last moment that something is said of; 0 where nothing is.
        watched_ms: how much of the session was watched; 0 where that was not kept, as with what came from elsewhere.
        findings: how many things Checks lists.
        problem: why it cannot be read, or "".
        doubts: what it says that cannot be, or that a consensus or gold standard is out of date, a sentence each.
        gold: the mark that makes it the lab's standard, if there is one.
        settled: of a consensus, how many of the disagreements are settled, if it was begun from codings.
        is_due: whether the coder is to code it: not where a plan gives the session to others.
        round: which time it is that the coder codes it; another than the first is shown to that coder only.
    """

    is_begun: bool = False
    is_read: bool = True
    events: int = 0
    episodes: tuple[Span, ...] = ()
    reach_ms: int = 0
    watched_ms: int = 0
    is_submitted: bool = False
    findings: int = 0
    problem: str = ""
    doubts: tuple[str, ...] = ()
    gold: GoldMark | None = None
    settled: Settled | None = None
    is_due: bool = True
    round: int = 1


_UNREAD = CodingState(is_begun=True, is_read=False)


@dataclass(frozen=True)
class SessionRow:
    """One session with its codings by coder.

    Attributes:
        id: its id.
        session: the session; None where it cannot be read, and problem is why.
        codings: how far each coder is; empty where the session cannot be read.
        missing: the indices of cameras of which a file is not there.
        stamp: what the codings were read from; as long as it is the same, they are the same.
        is_blind: whether it is shown to a coder who does not see how coders agree.
        assigned: to whom a plan gives it.
    """

    id: str
    session: Session | None
    codings: dict[str, CodingState]
    missing: tuple[int, ...] = ()
    problem: str = ""
    stamp: object = field(default=None, repr=False)
    is_blind: bool = False
    assigned: tuple[str, ...] = ()

    @cached_property
    def is_read(self) -> bool:
        """Whether all its codings are known."""
        return all(state.is_read for state in self.codings.values())

    @property
    def coded_blind(self) -> tuple[str, ...]:
        """Return who is still coding it while somebody else's coding is the gold standard of it."""
        if all(state.gold is None for state in self.codings.values()):
            return ()
        own = {coder for coder, state in self.codings.items() if state.gold is not None}
        return tuple(
            coder
            for coder, state in self.codings.items()
            if state.is_begun and not state.is_submitted and coder not in {CONSENSUS, *own}
        )

    @property
    def kept_back(self) -> tuple[str, ...]:
        """Return whose codings are compared only if somebody asks for it: the gold standard, and who codes it blind.

        A coder who sees no agreement compares nobody.
        """
        if self.is_blind:
            return tuple(self.codings)
        gold = [coder for coder, state in self.codings.items() if state.gold is not None]
        return (*gold, *self.coded_blind) if self.coded_blind else ()

    def begun(self) -> list[str]:
        """Return who has coded something of it, the consensus too."""
        return [coder for coder, state in self.codings.items() if state.is_begun]

    @cached_property
    def coded_by(self) -> list[str]:
        """The coders who have begun it."""
        return [coder for coder in self.begun() if coder != CONSENSUS]

    @cached_property
    def submitted_by(self) -> list[str]:
        """The coders who have submitted it."""
        return [coder for coder in self.coded_by if self.codings[coder].is_submitted]

    @cached_property
    def findings(self) -> int:
        """How many things there are to look at in all its codings; one that cannot be read is one."""
        return sum(state.findings + bool(state.problem) for state in self.codings.values())

    @cached_property
    def settling(self) -> Settling:
        """How far its codings are on their way to a consensus; "" as long as one coder alone has begun it."""
        made = self.codings.get(CONSENSUS)
        if made is not None and made.settled is not None:
            return "to settle" if made.settled.left else "settled"
        if len(self.submitted_by) > 1:
            return "to settle"
        return "waits" if len(self.coded_by) > 1 else ""


@dataclass(frozen=True, slots=True)
class Overview:
    """All sessions, in order of id, and all coders: those of the study, then those who only have files.

    wanted_double is the share of sessions that the lab wants coded by two, as it was preregistered last; None: unsaid.
    is_planned: whether anything is assigned.
    """

    coders: tuple[str, ...] = ()
    rows: tuple[SessionRow, ...] = ()
    wanted_double: float | None = None
    is_planned: bool = False

    def row(self, session_id: str) -> SessionRow | None:
        """Return the row of a session."""
        return next((row for row in self.rows if row.id == session_id), None)

    def with_rows(self, rows: Iterable[SessionRow]) -> "Overview":
        """Return the same with some rows as they are known now."""
        new = {row.id: row for row in rows}
        return replace(self, rows=tuple(new.get(row.id, row) for row in self.rows))

    @property
    def gold(self) -> int:
        """How many sessions have a gold standard."""
        return sum(state.gold is not None for row in self.rows for state in row.codings.values())

    @property
    def submitted(self) -> int:
        """How many codings are submitted."""
        return sum(state.is_submitted for row in self.rows for state in row.codings.values())


class Survey:
    """Reads how far all codings are: first which there are, then each, and those first that somebody looks at.

    What was read of a coding is kept beside the study, for the next time it is opened. It runs on any thread; what it
    has found is taken on another.

    Args:
        study: the study.
        before: what was found the last time; what has not changed since is not read again.
        person: who works here; what they do not see is not there, nor is a session that a plan gives to others.
    """

    def __init__(self, study: Study, before: Overview | None = None, person: str = "") -> None:
        self._study, self._before, self._person = study, before or Overview(), person
        self.seen: Seen | None = None
        """What whoever works here sees, and below their own list; known before the first Overview is."""
        self.own: tuple[Own, ...] = ()
        self._marks: dict[str, GoldMark] = {}
        self._found: deque[Overview | SessionRow] = deque()
        self.in_sight: Sequence[str] = ()
        """The sessions that are wanted first."""

    def run(self, progress: Progress) -> None:
        """Read everything. Slow for a large study: not for the window's thread."""
        self._marks = {mark.session: mark for mark in golds(self._study)}
        self.seen = look(self._study, self._person)
        person = self.seen.person
        self.own = mine(self._study, person) if person in self._study.said.coders else ()
        outline = self._outline(self.seen.sight, progress)
        self._found.append(outline)
        progress(_OUTLINED)
        unread = [row for row in outline.rows if not row.is_read]
        # Where much is new it is read by the lots that are kept; later only what has changed.
        found = self._in_lots(outline, unread) if len(unread) > _FEW else self._one_by_one(unread)
        of = max(1, len(unread))
        for done, row in enumerate(found, start=1):
            self._found.append(row)
            progress(min(1.0, _OUTLINED + (1 - _OUTLINED) * done / of))

    def taken(self) -> Iterator[Overview | SessionRow]:
        """Return what was found since this was last asked, once each: an Overview first, then rows of it."""
        while self._found:
            yield self._found.popleft()

    def _outline(self, sight: Sight, progress: Progress) -> Overview:
        """Return all sessions and who has coded them, with what was known of the codings before."""
        known = {row.id: row for row in self._before.rows}
        whose = (sight.person, sight.sees_all, self._study.said.blind)
        told = (self._study.codebook_hash, self._study.settings, whose)
        due = {(one.session, one.coder) for one in assigned(self._study)}
        sessions: list[tuple[str, Session | UserError, tuple[str, ...]]] = []
        for session_id in self._study.session_ids():
            progress(0)  # it may be wanted no longer
            session = unless_broken(self._study.session, session_id)
            coders = () if isinstance(session, UserError) else self._study.coders_of(session_id)
            sessions.append((session_id, session, coders))
        others = sorted({one for _, _, coders in sessions for one in coders})
        every = tuple(dict.fromkeys([*self._study.coders, *others]))
        rows = []
        for session_id, session, coders in sessions:
            if isinstance(session, UserError):
                rows.append(SessionRow(session_id, None, {}, problem=sight.told(str(session))))
                continue
            stamp = (told, self._marks.get(session_id), _stamp(self._study, session_id))
            old = known.get(session_id)
            same = old.codings if old is not None and old.stamp == stamp else {}
            again = sight.opens(session_id, sight.person) if sight.person in every else sight.person
            codings = {
                one: replace(
                    same.get(one, _UNREAD) if one in coders else CodingState(),
                    is_due=not due or (session_id, one) in due,
                )
                for one in every
                if (one == again if one == sight.person else sight.coding(session_id, one))
            }
            if again != sight.person:  # whoever codes it once more is shown that round only
                state = coding_state(self._study, session, again, None)
                is_due = not due or (session_id, sight.person) in due
                codings[sight.person] = replace(state, is_due=is_due, round=round_of(again))
            if not sight.sees_all and not any(state.is_begun or state.is_due for state in codings.values()):
                continue
            missing = missing_cameras(self._study, session)
            shown = sight.session(session)
            whom = tuple(coder for coder in codings if (session_id, coder) in due)
            rows.append(
                SessionRow(
                    session_id, shown, codings, missing, stamp=stamp, is_blind=not sight.agreement, assigned=whom
                )
            )
        seen = {coder for row in rows for coder in row.codings}
        # Without sessions all are named; else each has a column.
        shown_coders = tuple(one for one in every if one in seen or (sight.sees_all and not rows))
        plan = next(iter(preregistrations(self._study.folder)), None) if sight.sees_all else None
        return Overview(shown_coders, tuple(rows), None if plan is None else plan.plan.double_share, bool(due))

    def _one_by_one(self, rows: Sequence[SessionRow]) -> Iterator[SessionRow]:
        left = [[row] for row in rows]
        while left:
            (row,) = left.pop(self._next(left))
            yield self._with(row, states_of(self._study, [row.id])[0].states.get(row.id, {}))

    def _in_lots(self, outline: Overview, unread: Sequence[SessionRow]) -> Iterator[SessionRow]:
        """Yield the rows of all lots in which something is not read, as they are kept or read anew."""
        of_id, wanted = {row.id: row for row in outline.rows if row.session is not None}, {row.id for row in unread}
        left = [[of_id[one] for one in lot] for lot in lots(self._study, list(of_id)) if wanted.intersection(lot)]
        asked: deque[list[SessionRow]] = deque()

        def chosen() -> Iterator[list[str]]:
            while left:
                asked.append(left.pop(self._next(left)))
                yield [row.id for row in asked[-1]]

        for lot in Derived(self._study, _Lot, states_of).each(chosen(), self._marks_of):
            for row in asked.popleft():
                yield self._with(row, lot.states.get(row.id, {}))

    def _marks_of(self, sessions: Sequence[str]) -> Sequence[str]:
        return (msgspec.json.encode([self._marks.get(one) for one in sessions]).decode(),)

    def _next(self, pieces: Sequence[Sequence[SessionRow]]) -> int:
        """Return the place of the first piece that has something of what somebody looks at, else 0."""
        seen = set(self.in_sight)
        return next((at for at, piece in enumerate(pieces) if any(row.id in seen for row in piece)), 0)

    def _with(self, row: SessionRow, states: Mapping[str, CodingState]) -> SessionRow:
        """Return a row with states, as whoever works here sees them."""
        assert self.seen is not None, "who sees what is asked first"
        told = self.seen.sight.told
        seen = {
            coder: replace(
                states[coder],
                watched_ms=self._watched_ms(row.id, coder),
                problem=told(states[coder].problem),
                doubts=tuple(map(told, states[coder].doubts)),
                is_due=state.is_due,
            )
            for coder, state in row.codings.items()
            if coder in states and state.round == 1
        }
        return replace(row, codings={**row.codings, **seen})

    def _watched_ms(self, session_id: str, coder: str) -> int:
        kept = read_bookmark(self._study.journal_path(session_id, coder))
        return sum(end_ms - start_ms for start_ms, end_ms in kept.watched)


States = dict[str, dict[str, CodingState]]
"""How far codings are, by session and coder."""


class _Lot(msgspec.Struct):
    states: States


_OUTLINED = 0.02
"""How much is done once it is known which sessions there are."""

_FEW = 16
"""So many sessions have changed at most while somebody works: they are read one by one."""


def states_of(study: Study, sessions: Sequence[str]) -> tuple[_Lot, bool]:
    """Return how far all codings of some sessions are, and whether that is worth keeping."""
    marks = {mark.session: mark for mark in golds(study)}
    found: States = {}
    for session_id in sessions:
        session = unless_broken(study.session, session_id)
        if isinstance(session, Session):
            coders = study.coders_of(session_id)
            found[session_id] = {coder: coding_state(study, session, coder, marks.get(session_id)) for coder in coders}
    return _Lot(states=found), not any(one.problem for states in found.values() for one in states.values())


def coding_state(study: Study, session: Session, coder: str, mark: GoldMark | None) -> CodingState:
    """Return how far a coding is, as its journal says it; mark is that of the session's gold standard."""
    if mark is not None and mark.coder != coder:
        mark = None
    try:
        # What is compared is kept: codings under a consensus or a gold standard are asked for more than once.
        is_compared = mark is not None or study.journal_path(session.id, CONSENSUS).exists()
        read = study.reading(session, coder, keep=is_compared)
        coding = read.coding
        problems = [*doubts(read, study.codebook), outdated(study, session, coding)]
        if mark is not None:
            problems.append(why_not_gold(study, mark))
    except UserError as error:
        return CodingState(is_begun=True, problem=str(error), gold=mark)
    rules, intervals = study.settings.checks, study.settings.intervals
    findings = lint(coding, study.codebook, session.duration_ms, rules, session.episodes or None, intervals=intervals)
    return CodingState(
        is_begun=True,
        events=len(coding.events),
        episodes=read.spans if coding.episode_marks or session.episodes else (),
        reach_ms=_reach_ms(coding),
        is_submitted=coding.is_submitted,
        findings=0 if coder == CONSENSUS else len(findings),
        doubts=tuple(str(one) for one in problems if one is not None),
        gold=mark,
        settled=settled_in(study, session, coding) if coder == CONSENSUS else None,
    )


def missing_cameras(study: Study, session: Session) -> tuple[int, ...]:
    """Return the indices of the cameras of which a file is not at its place."""
    files = [[study.folder / file for file in camera.files] for camera in session.cameras]
    return tuple(index for index, parts in enumerate(files) if not all(part.is_file() for part in parts))


def _stamp(study: Study, session_id: str) -> tuple[tuple[str, int, int], ...]:
    """Return size and time of all files in the folder of a session."""
    found = []
    with contextlib.suppress(OSError), os.scandir(study.session_folder(session_id)) as entries:
        for entry in entries:
            about = entry.stat()
            found.append((entry.name, about.st_size, about.st_mtime_ns))
    return tuple(sorted(found))


def _reach_ms(coding: Coding) -> int:
    ends = [event.start_ms if event.end_ms is None else event.end_ms for event in coding.events]
    return max([0, *ends, *(mark.start_ms for mark in coding.episode_marks)])
