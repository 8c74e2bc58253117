"""Whose codings of which sessions count, and why the others do not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annotator.agreement.pair.read import what_is_doubtful
from annotator.errors import StudyError
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.progress import Progress
from annotator.study import Session, Study
from annotator.study.gold import gold_of
from annotator.study.settings import CONSENSUS, AgreementSettings
from annotator.study.tables import CodedSession
from annotator.study.unreadable import unless_broken

NOT_SUBMITTED = "Not submitted."


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was not counted.

    Attributes:
        session: id of the session.
        coder: whose coding; "" for the whole session.
        reason: why, in a sentence.
    """

    session: str
    coder: str
    reason: str


@dataclass(frozen=True, slots=True)
class SessionCodings:
    """One session and the codings of it that count.

    Attributes:
        id: of the session.
        order: what it is put in order by; "" where that is its id.
        duration_ms: its length.
        codings: by coder, in order of their ids.
        episodes: as each of these coders observed them.
        begun: everybody who has begun to code it, also where the coding cannot be read; the consensus aside.
        submitted: those who have submitted.
        unfinished: those who have not.
        doubts: what the codings that count say that cannot be, a sentence each.
        gold: whose coding is the lab's standard; "" where there is none.
    """

    id: str
    order: str
    duration_ms: int
    codings: Mapping[str, Coding]
    episodes: Mapping[str, tuple[Span, ...]]
    begun: tuple[str, ...]
    submitted: tuple[str, ...]
    unfinished: tuple[str, ...]
    doubts: tuple[str, ...] = ()
    gold: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The sessions of a study in order, and what was left out of them."""

    sessions: tuple[SessionCodings, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def coders(self) -> tuple[str, ...]:
        """Everybody with a coding that counts, in order of id."""
        return tuple(sorted({coder for session in self.sessions for coder in session.codings}))

    @property
    def unfinished(self) -> int:
        """How many codings were begun and not submitted."""
        return sum(len(session.unfinished) for session in self.sessions)


def gather(
    study: Study,
    settings: AgreementSettings,
    coders: Sequence[str] = (),
    session_ids: Sequence[str] = (),
    progress: Progress = lambda _share: None,
) -> Gathered:
    """Read the codings that count; a session or a coding that cannot be read is left out and named.

    Args:
        study: the study.
        settings: whether unfinished codings count, who is the master, what puts the sessions in order.
        coders: only these; none: all, but the consensus only if it is the master.
        session_ids: only these; none: all.
        progress: told the share done.

    Raises:
        StudyError: if the study has no such coder or session; the error names those it has.
    """
    there = study.sessions()
    check_coders(study, [*coders, *filter(None, [settings.master])])
    _check("session", session_ids, [session.id for session in there])
    wanted = [session for session in there if not session_ids or session.id in session_ids]
    found = []
    for number, session in enumerate(wanted, start=1):
        begun = [one for one in study.coders_of(session.id) if _is_wanted(one, coders, settings.master)]
        found.append(read_codings(study, session, settings, begun))
        progress(number / len(wanted))
    left_out = (LeftOut(one.session, one.coder, str(one.problem)) for one in study.unreadable())
    broken = [one for one in left_out if not session_ids or one.session in session_ids]
    waiting = [LeftOut(one.id, coder, NOT_SUBMITTED) for one in found for coder in one.unfinished]
    return Gathered(
        tuple(sorted(found, key=lambda one: (one.order, one.id))),
        (*broken, *(() if settings.include_unfinished else waiting)),
    )


def check_coders(study: Study, coders: Sequence[str]) -> None:
    """Refuse coders that the study does not have; every study has the consensus.

    Raises:
        StudyError: naming those it has.
    """
    begun = {coder for session in study.sessions() for coder in study.coders_of(session.id)}
    _check("coder", [one for one in coders if one != CONSENSUS], [*study.coders, *sorted(begun - set(study.coders))])


def _check(what: str, wanted: Sequence[str], known: Sequence[str]) -> None:
    if missing := [one for one in wanted if one not in known]:
        there = ", ".join(known) or "none yet"
        raise StudyError(f"The study has no {what} {missing[0]}.", f"Its {what}s are: {there}.")


def read_codings(study: Study, session: Session, settings: AgreementSettings, begun: Sequence[str]) -> SessionCodings:
    """Read those codings of a session that count, of these; one that cannot be read is left out."""
    codings = {coder: unless_broken(study.reading, session, coder) for coder in begun}
    read = {coder: coding for coder, coding in codings.items() if isinstance(coding, CodedSession)}
    return _counting(study, session, settings, read, tuple(coder for coder in begun if coder != CONSENSUS))


def _counting(
    study: Study,
    session: Session,
    settings: AgreementSettings,
    read: Mapping[str, CodedSession],
    begun: tuple[str, ...],
) -> SessionCodings:
    mark = gold_of(study, session.id)
    submitted = tuple(coder for coder in begun if coder in read and read[coder].coding.is_submitted)
    # A consensus is not submitted by anybody: it is done when every disagreement is settled.
    counts = {c: one for c, one in read.items() if settings.include_unfinished or c in (*submitted, CONSENSUS)}
    return SessionCodings(
        id=session.id,
        order=session.variables.get(settings.order_by, "") if settings.order_by else "",
        duration_ms=session.duration_ms,
        codings={coder: one.coding for coder, one in counts.items()},
        episodes={coder: one.spans for coder, one in counts.items()},
        begun=begun,
        submitted=submitted,
        unfinished=tuple(coder for coder in begun if coder in read and coder not in submitted),
        doubts=tuple(what_is_doubtful(study, list(counts.values()), f"{session.id}: ")),
        gold="" if mark is None else mark.coder,
    )


def _is_wanted(coder: str, coders: Sequence[str], master: str) -> bool:
    return coder in coders if coders else coder not in {CONSENSUS} - {master}
