"""How far a study is: what stands in each coding, and which recordings are not where they were."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from annotator.consensus.outdated import outdated
from annotator.errors import UserError
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.study import Session, Study
from annotator.study.blind import Sight, sees
from annotator.study.doubts import doubts
from annotator.study.gold import gold_of, why_not_gold
from annotator.study.plan import assigned
from annotator.study.round_ids import round_of
from annotator.study.settings import CONSENSUS, GoldMark


@dataclass(frozen=True, slots=True)
class CodingState:
    """How far one coding is.

    Attributes:
        events: how many there are.
        episodes: the observed episodes.
        reach_ms: the last moment that something is said of; 0 where nothing is.
        problem: why it cannot be read, or "".
        doubts: what it says that cannot be, or that a consensus or gold standard is out of date, a sentence each.
        gold: the mark that makes it the lab's standard, if there is one.
        is_due: whether the coder is to code it: not where a plan gives the session to others.
        round: which time it is that the coder codes it; another than the first is shown to that coder only.
    """

    is_begun: bool = False
    events: int = 0
    episodes: tuple[Span, ...] = ()
    reach_ms: int = 0
    is_submitted: bool = False
    problem: str = ""
    doubts: tuple[str, ...] = ()
    gold: GoldMark | None = None
    is_due: bool = True
    round: int = 1


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One session with its codings by coder.

    Attributes:
        id: its id.
        session: the session; None where it cannot be read, and problem is why.
        codings: how far each coder is; empty where the session cannot be read.
        missing: the indices of cameras of which a file is not there.
        is_blind: whether it is shown to a coder who does not see how coders agree.
    """

    id: str
    session: Session | None
    codings: dict[str, CodingState]
    missing: tuple[int, ...] = ()
    problem: str = ""
    is_blind: bool = False

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
        """Return who has coded something of it."""
        return [coder for coder, state in self.codings.items() if state.is_begun]


@dataclass(frozen=True, slots=True)
class Overview:
    """All sessions, in order of id, and all coders: those of the study, then those who only have files.

    is_planned: whether anything is assigned.
    """

    coders: tuple[str, ...] = ()
    rows: tuple[SessionRow, ...] = ()
    is_planned: bool = False

    def row(self, session_id: str) -> SessionRow | None:
        """Return the row of a session."""
        return next((row for row in self.rows if row.id == session_id), None)

    @property
    def gold(self) -> int:
        """How many sessions have a gold standard."""
        return sum(state.gold is not None for row in self.rows for state in row.codings.values())

    @property
    def submitted(self) -> int:
        """How many codings are submitted."""
        return sum(state.is_submitted for row in self.rows for state in row.codings.values())


def overview(study: Study, progress: Callable[[float], None], sight: Sight | None = None) -> Overview:
    """Read how far all codings are. Slow for a large study: not for the window's thread.

    Args:
        study: the study.
        progress: told the part done, 0 to 1.
        sight: what whoever asks sees; None: what somebody sees who was not named. What is not seen is not there, nor is
            a session that a plan gives to others.
    """
    sight = sight or sees(study, "")
    sessions = study.sessions()
    found = {session.id: study.coders_of(session.id) for session in sessions}
    coders = tuple(dict.fromkeys([*study.coders, *sorted({one for each in found.values() for one in each})]))
    broken = [one for one in study.unreadable() if not one.coder]
    rows = [SessionRow(one.session, None, {}, problem=sight.told(str(one.problem))) for one in broken]
    due = {(one.session, one.coder) for one in assigned(study)}
    for number, session in enumerate(sessions):
        progress(number / len(sessions))
        # Whoever codes a session once more is shown that round only.
        opens = {coder: sight.opens(session.id, coder) if coder == sight.person else coder for coder in coders}
        codings = {
            coder: replace(
                coding_state(study, session, coding, coding != coder or coder in found[session.id], sight.told),
                is_due=not due or (session.id, coder) in due,
                round=round_of(coding),
            )
            for coder, coding in opens.items()
            if sight.coding(session.id, coding)
        }
        if sight.sees_all or any(state.is_begun or state.is_due for state in codings.values()):
            missing = missing_cameras(study, session)
            rows.append(SessionRow(session.id, session, codings, missing, is_blind=not sight.agreement))
    seen = {coder for row in rows for coder in row.codings}
    shown = tuple(one for one in coders if one in seen)
    return Overview(shown, tuple(sorted(rows, key=lambda row: row.id)), bool(due))


def missing_cameras(study: Study, session: Session) -> tuple[int, ...]:
    """Return the indices of the cameras of which a file is not at its place."""
    files = [[study.folder / file for file in camera.files] for camera in session.cameras]
    return tuple(index for index, parts in enumerate(files) if not all(part.is_file() for part in parts))


def coding_state(
    study: Study, session: Session, coder: str, is_begun: bool, told: Callable[[str], str] = str
) -> CodingState:
    """Return how far one coding is; told says a text as whoever asks may read it."""
    if not is_begun:
        return CodingState()
    mark = gold_of(study, session.id)
    if mark is not None and mark.coder != coder:
        mark = None
    try:
        read = study.reading(session, coder)
    except UserError as error:
        return CodingState(is_begun=True, problem=told(str(error)), gold=mark)
    coding = read.coding
    found = [*doubts(read, study.codebook), outdated(study, session, coding)]
    if mark is not None:
        found.append(why_not_gold(study, mark))
    return CodingState(
        is_begun=True,
        events=len(coding.events),
        episodes=read.spans if coding.episode_marks or session.episodes else (),
        reach_ms=_reach_ms(coding),
        is_submitted=coding.is_submitted,
        doubts=tuple(told(str(one)) for one in found if one is not None),
        gold=mark,
    )


def _reach_ms(coding: Coding) -> int:
    ends = [event.start_ms if event.end_ms is None else event.end_ms for event in coding.events]
    return max([0, *ends, *(mark.start_ms for mark in coding.episode_marks)])
