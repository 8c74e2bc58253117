"""Who codes what: sessions drawn for coders, a share of them for two, each coder's in an order of their own.

The plan stands in study.toml. What is drawn follows from the seed and the ids by SHA-256, so it is the same on every
machine; what was assigned stays when sessions or coders are added, and only the rest is drawn.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations
from math import ceil
from typing import Any, Literal

import msgspec
import tomlkit

from annotator.errors import StudyError, UserError
from annotator.study.deed_parts import study_text
from annotator.study.deeds import carry_out, deed
from annotator.study.gold import golds
from annotator.study.people import check_leads
from annotator.study.preregistration import preregistrations
from annotator.study.round_ids import person_of, round_of
from annotator.study.rounds import recoding
from annotator.study.settings import CONSENSUS, Assigned, CodingPlan
from annotator.study.study import Study
from annotator.study.unreadable import unless_broken

State = Literal["not begun", "begun", "submitted", "cannot be read"]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a plan comes to.

    Attributes:
        plan: what it was drawn with.
        kept: what was assigned, or begun, before; the order of each coder stands.
        new: what is drawn in addition, in the order of each coder.
        sessions: those that the plan is about: all without a gold standard, which are for training.
    """

    plan: CodingPlan
    kept: tuple[Assigned, ...]
    new: tuple[Assigned, ...]
    sessions: tuple[str, ...]

    @property
    def assigned(self) -> tuple[Assigned, ...]:
        """All of it, those of one coder in the order in which they are to be coded."""
        return (*self.kept, *self.new)

    @property
    def twice(self) -> int:
        """How many of the sessions two coders or more code."""
        return sum(number > 1 for number in Counter(one.session for one in self._about).values())

    def of(self, coder: str) -> tuple[int, int]:
        """Return how many of the sessions a coder codes, and how many of those somebody else codes, too."""
        coded = Counter(one.session for one in self._about)
        own = [one.session for one in self._about if one.coder == coder]
        return len(own), sum(coded[one] > 1 for one in own)

    @property
    def _about(self) -> list[Assigned]:
        return [one for one in self.assigned if one.session in set(self.sessions)]


@dataclass(frozen=True, slots=True)
class Own:
    """A session on the list of a coder, and how far the coder is with it; round 2 is coded for the second time."""

    session: str
    state: State
    round: int = 1


def assigned(study: Study) -> tuple[Assigned, ...]:
    """Return who is to code what, without sessions and coders that are not there; a restored one is there again."""
    said, sessions = study.said, set(study.session_ids())
    return tuple(dict.fromkeys(one for one in said.assigned if one.session in sessions and one.coder in said.coders))


def draw(study: Study, coders: Sequence[str], share: float, seed: int, *, anew: bool = False) -> Draft:
    """Return what a plan comes to; nothing is written.

    Args:
        study: the study.
        coders: who codes; whoever has fewer sessions gets the next.
        share: of the sessions that two coders code, 0 to 1; never less than that.
        seed: what chance goes by, a whole number from 0.
        anew: whether what was assigned and nobody has begun is drawn again, too.

    Raises:
        StudyError: if a coder is not in the study, or one is not enough for the share.
    """
    plan = _checked(study, coders, share, seed)
    gold = {mark.session for mark in golds(study)}
    sessions = tuple(one for one in study.session_ids() if one not in gold)
    begun = dict.fromkeys(_begun(study))
    kept = tuple(dict.fromkeys((*(one for one in assigned(study) if one in begun or not anew), *begun)))
    frozen = preregistrations(study.folder)[:1]
    drawn = _drawn(
        plan, sessions, kept, {one for newest in frozen for one in newest.to_code_twice(study.session_ids())}
    )
    new = sorted(
        drawn, key=lambda one: (plan.coders.index(one.coder), _by_chance(seed, "order", one.coder, one.session))
    )
    return Draft(plan, kept, tuple(new), sessions)


def make_plan(
    study: Study, coders: Sequence[str], share: float, seed: int, person: str = "", *, anew: bool = False
) -> Draft:
    """Draw a plan and keep it in study.toml; return what it comes to.

    Raises:
        StudyError: as draw; or if the person is no lead, or study.toml cannot be written.
    """
    with study.putting_right():
        check_leads(study, person)
        made = draw(study, coders, share, seed, anew=anew)

        def change(said: Any) -> None:
            said["plan"] = tomlkit.item(msgspec.to_builtins(made.plan))
            _put(said, made.assigned)

        text, new = study_text(study, change), [(one.session, one.coder) for one in made.new]
        drawn = deed("plan who codes what", [text], plan=made.plan, anew=anew, new=new, person=person)
        carry_out(study.folder, drawn)
    return made


def assign(study: Study, session_id: str, coder: str, person: str = "", *, place: int | None = None) -> None:
    """Give a session to a coder, as the last on their list; with a place, as take_off has found it.

    Raises:
        StudyError: if there is no such session or coder, it is theirs already, the person is no lead, or study.toml
            cannot be written.
    """
    with study.putting_right():
        check_leads(study, person)
        study.session_folder(session_id)  # complains here if it is not there
        _check_coders(study, [coder])
        new = Assigned(session=session_id, coder=coder)
        if new in assigned(study):
            raise StudyError(f"{session_id} is assigned to {coder} already.", "Nothing was changed.")
        others = [one for one in study.said.assigned if one != new]
        at = len(others) if place is None else place
        text = study_text(study, lambda said: _put(said, [*others[:at], new, *others[at:]]))
        what = f"assign {session_id} to {coder}"
        carry_out(study.folder, deed(what, [text], session=session_id, coder=coder, person=person))


def take_off(study: Study, session_id: str, coder: str, person: str = "") -> int:
    """Take a session off the list of a coder who has not begun it; return its place, with which assign puts it back.

    Raises:
        StudyError: if it is not on it, or begun, the person is no lead, or study.toml cannot be written.
    """
    with study.putting_right():
        check_leads(study, person)
        gone = Assigned(session=session_id, coder=coder)
        if gone not in study.said.assigned:
            raise StudyError(f"{session_id} is not assigned to {coder}.", "Nothing was changed.")
        if session_id in study.session_ids() and coder in study.coders_of(session_id):
            hint = "Remove that coding first; it goes to the bin and can be restored."
            raise StudyError(f"{coder} has begun {session_id}.", hint)
        others = [one for one in study.said.assigned if one != gone]
        text = study_text(study, lambda said: _put(said, others))
        what, place = f"take {coder} off {session_id}", study.said.assigned.index(gone)
        carry_out(study.folder, deed(what, [text], session=session_id, coder=coder, person=person))
    return place


def reached(study: Study) -> tuple[int, int]:
    """Return how many sessions two coders or more have submitted, and how many there are, without gold sessions.

    It reads codings: not for the window's thread.
    """
    gold = {mark.session for mark in golds(study)}
    submitted = Counter(
        one.session for one in _begun(study) if _state(study, one.session, one.coder, begun=True) == "submitted"
    )
    sessions = [one for one in study.session_ids() if one not in gold]
    return sum(submitted[one] > 1 for one in sessions), len(sessions)


def mine(study: Study, coder: str) -> tuple[Own, ...]:
    """Return the sessions of a coder in the order in which they are to be coded, then others that were begun.

    It reads codings: not for the window's thread.
    """
    planned = [one.session for one in assigned(study) if one.coder == coder]
    begun = [one for one in study.session_ids() if any(person_of(coding) == coder for coding in study.codings_of(one))]
    again = {one: recoding(study, one, coder) for one in begun}
    return tuple(
        Own(one, _state(study, one, again.get(one) or coder, begun=one in begun), round_of(again.get(one) or coder))
        for one in dict.fromkeys([*planned, *begun])
    )


def next_of(own: Iterable[Own], after: str = "") -> str:
    """Return the session that comes next: one that was begun, else the first that was not, "" where all is done.

    Args:
        own: the list of the coder.
        after: the session that is open, which is passed over.
    """
    left = [one for one in own if one.session != after and one.state in ("begun", "not begun")]
    return next((one.session for one in sorted(left, key=lambda one: one.state != "begun")), "")


def _state(study: Study, session_id: str, coder: str, *, begun: bool) -> State:
    if not begun:
        return "not begun"
    found = unless_broken(study.read_coding, session_id, coder)
    if isinstance(found, UserError):
        return "cannot be read"
    return "submitted" if found.is_submitted else "begun"


def _begun(study: Study) -> list[Assigned]:
    """Return what was begun, whoever has said so: nobody is asked to code it as if nothing were there."""
    return [
        Assigned(session=session_id, coder=coder)
        for session_id in study.session_ids()
        for coder in study.coders_of(session_id)
        if coder != CONSENSUS
    ]


def _drawn(
    plan: CodingPlan, sessions: Sequence[str], kept: Iterable[Assigned], registered: Collection[str]
) -> list[Assigned]:
    """Return what is assigned in addition: first what two code, then what is nobody's yet.

    registered: sessions that were to be coded twice before anything was coded; they are the first that are.
    """
    by_chance = sorted(sessions, key=lambda one: _by_chance(plan.seed, "session", one))
    coded_by: dict[str, list[str]] = {one: [] for one in by_chance}
    for one in kept:
        if one.session in coded_by:
            coded_by[one.session].append(one.coder)
    load = Counter(coder for coders in coded_by.values() for coder in coders)
    together = Counter(frozenset(pair) for coders in coded_by.values() for pair in combinations(coders, 2))
    new: list[Assigned] = []

    def give(session_id: str) -> None:
        """Give a session to whoever has the fewest, and has coded the least with those who have it."""
        had = coded_by[session_id]

        def comes_first(coder: str) -> tuple[int, int, bytes]:
            shared = sum(together[frozenset((coder, other))] for other in had)
            return load[coder], shared, _by_chance(plan.seed, "coder", session_id, coder)

        coder = min((one for one in plan.coders if one not in had), key=comes_first)
        together.update(frozenset((coder, other)) for other in had)
        load[coder] += 1
        had.append(coder)
        new.append(Assigned(session=session_id, coder=coder))

    wanted = ceil(round(plan.share * len(by_chance), 9))  # a share such as .2 of 15 is 3, whatever the float beside it
    wanted -= sum(len(coders) > 1 for coders in coded_by.values())
    once = [one for one in by_chance if len(coded_by[one]) < 2]
    once.sort(key=lambda one: one not in registered)
    for session_id in once[: max(0, wanted)]:
        while len(coded_by[session_id]) < 2:
            give(session_id)
    for session_id in by_chance:
        if not coded_by[session_id]:
            give(session_id)
    return new


def _by_chance(seed: int, *about: str) -> bytes:
    """Return what chance says of something: the same wherever, whenever and in whatever order it is asked."""
    return sha256(":".join((str(seed), *about)).encode()).digest()


def _checked(study: Study, coders: Sequence[str], share: float, seed: int) -> CodingPlan:
    _check_coders(study, coders)
    if share > 0 and len(set(coders)) < 2:
        raise StudyError("Double coding needs two coders.", "Name two, or a share of 0.")
    said = {"seed": seed, "share": share, "coders": list(dict.fromkeys(coders))}
    try:
        return msgspec.convert(said, CodingPlan)
    except msgspec.ValidationError as error:
        what = f"This cannot be a plan: {str(error).replace(' - at `$.', ' in ').rstrip('`')}."
        raise StudyError(what, "A share is 0 to 1, such as 0.25; a seed a whole number from 0.") from error


def _check_coders(study: Study, coders: Sequence[str]) -> None:
    if not coders:
        raise StudyError("There is nobody to code.", "Add a coder to the study first, or name one.")
    if unknown := [one for one in coders if one not in study.said.coders]:
        raise StudyError(f"The study has no coder {unknown[0]}.", f"Choose from {', '.join(study.said.coders)}.")


def _put(said: Any, all_assigned: Iterable[Assigned]) -> None:
    said["assigned"] = [msgspec.to_builtins(one) for one in all_assigned]
