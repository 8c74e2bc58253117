"""What a lab decides about the measures that no source settles: [analysis.measures] of study.toml.

A measure that needs a decision has none until the lab has made it: what is left out here is not computed. Codes stand
under their ids. Lengths are in seconds, as people type them.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from msgspec import Meta, Struct

from annotator.model.codebook import Codebook
from annotator.model.codebook.terms import EpisodeKind, Id
from annotator.model.coding import Coding
from annotator.model.items import Event

Seconds = Annotated[float, Meta(gt=0, le=86_400)]
CodeIds = tuple[str, ...]
SomeCodes = Annotated[tuple[str, ...], Meta(min_length=1)]


class Behaviour(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which events are meant.

    codes: any of these.
    where: what they must say, the id of a modifier and the values that count: {target = ["caregiver"]}.
    """

    codes: SomeCodes
    where: dict[str, tuple[str, ...]] = {}

    def events(self, coding: Coding) -> tuple[Event, ...]:
        """Return the events that say so, in order of start."""
        return tuple(event for event in coding.events_of(self.codes) if self._says(event))

    def silent(self, coding: Coding) -> tuple[Event, ...]:
        """Return the events of these codes that were not asked, or did not say, what is needed to know."""
        return tuple(event for event in coding.events_of(self.codes) if not self.where.keys() <= event.modifiers.keys())

    def _says(self, event: Event) -> bool:
        return all(event.modifiers.get(name) in values for name, values in self.where.items())


class Latency(Behaviour, frozen=True, kw_only=True):
    """How long it takes from the start of an episode until a behaviour first begins, for example an approach.

    kinds: the kinds of episode in which it is waited for; none: all scored ones.
    present: who must be there, or nothing is waited for: towards a caregiver who is away nobody can go; "": nobody.
    """

    id: Id
    kinds: tuple[EpisodeKind, ...] = ()
    present: str = ""


class Contact(Behaviour, frozen=True, kw_only=True):
    """What contact is: states, with the person who must be present.

    initiator: id of the modifier that says who began it; "": nobody says.
    put_down: the codes of the moment at which the infant is put down.
    """

    present: str = ""
    initiator: str = ""
    put_down: CodeIds = ()


class Soothing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a crying infant is soothed: when a cry ends and none follows for quiet_s seconds.

    counts: "first": the first such moment; "last": the end of the last cry of the episode, if it is one.
    quiet_s: 10 s unless the lab says otherwise, a convention of this program.
    since: the codes from whose first onset in the episode is counted, such as picking up; none: from its start.
    kinds: as in Latency.
    """

    counts: Literal["first", "last"]
    quiet_s: Seconds = 10
    since: CodeIds = ()
    kinds: tuple[EpisodeKind, ...] = ()


class Fit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether an answer fits its cue: the id of the modifier that says so, and its values for yes and for no."""

    modifier: str
    matched: SomeCodes
    mismatched: SomeCodes


class Cue(Behaviour, frozen=True, kw_only=True, omit_defaults=True):
    """A kind of cue, and what counts as an answer to it.

    answers: the codes that answer it.
    answers_where: what answers must say, as in where: {who = ["caregiver"]}.
    present: who must be there to answer; "": any of those who do what answers it, and whom answers_where lets count.
    within_s: how soon; an answer that begins within_s or later after the window was opened comes too late.
    window: "start": it is open within_s from the start of the cue; "end": from its start until within_s after its end,
        for cries, which caregivers answer while they last (Yoo, Bowman & Oller 2018).
    fit: how an answer says whether it fits; left out: it does not.
    """

    id: Id
    answers: SomeCodes
    answers_where: dict[str, tuple[str, ...]] = {}
    present: str = ""
    within_s: Seconds
    window: Literal["start", "end"] = "start"
    fit: Fit | None = None


class SecureBase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Going out and coming back: the codes of leaving, of coming back, of looking back, and of exploring."""

    away: SomeCodes
    back: SomeCodes
    look_back: CodeIds = ()
    explore: CodeIds = ()


class Grid(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A state-space grid: the states of two people, or of two sides of one (Lewis, Lamey & Douglas 1999).

    ones, others: the codes of each side; of those of one side one at most is on at a time.
    unit_s: length of the units in which the states are also told one after the other; left out: they are not.
    """

    id: Id
    ones: SomeCodes
    others: SomeCodes
    unit_s: Annotated[float, Meta(ge=0.01, le=60)] | None = None


class Matching(Grid, frozen=True, kw_only=True, omit_defaults=True):
    """Which phases of two people match: pairs of codes, the one's first. Every other pair is a mismatch.

    leave_out: codes during which nothing can be said, such as "unscorable".
    """

    pairs: Annotated[tuple[tuple[str, str], ...], Meta(min_length=1)]
    leave_out: CodeIds = ()


class Window(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A time-lag table: whether a target begins more often while or shortly after something given is on.

    within_s: how long after the given has ended (a point: has happened) the window stays open.
    unit_s: length of the units of time that are counted; 1 s unless the lab says otherwise.
    """

    id: Id
    given: SomeCodes
    target: SomeCodes
    within_s: Seconds
    unit_s: Annotated[float, Meta(ge=0.01, le=60)] = 1


class Chain(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An event-lag table: which of these codes follows which, however long after.

    lag: 1: the next event; 2: the one after it.
    repeats: whether an event may follow one of its own code; where not, the diagonal holds structural zeros.
    """

    id: Id
    codes: Annotated[tuple[str, ...], Meta(min_length=2)]
    repeats: bool
    lag: Annotated[int, Meta(ge=1, le=20)] = 1


class UnseenRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What becomes of time out of view beside leaving the denominators. No source that we could read says.

    latency: of a wait, when the one whose behaviour is waited for goes out of view. "ends": it is censored there, for
        what is seen to begin later may not be the first; "passes": the time out of view counts as waiting. "ends" is a
        convention of this program.
    interval: the largest share of an interval that may be out of view for it to count as observed; one half unless the
        lab says otherwise, a convention of this program.
    """

    latency: Literal["ends", "passes"] = "ends"
    interval: Annotated[float, Meta(ge=0, le=1)] = 0.5


AS_USUAL = UnseenRule()
"""What becomes of it where the lab says nothing."""


class MeasureRules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """All of it. What is empty is not set.

    crying: the codes that are crying; none: analysis.crying_code.
    unseen: what becomes of latencies and intervals where somebody is out of view.
    """

    crying: CodeIds = ()
    unseen: UnseenRule = AS_USUAL
    latencies: tuple[Latency, ...] = ()
    contact: Contact | None = None
    soothing: Soothing | None = None
    cues: tuple[Cue, ...] = ()
    secure_base: SecureBase | None = None
    matching: tuple[Matching, ...] = ()
    windows: tuple[Window, ...] = ()
    chains: tuple[Chain, ...] = ()
    grids: tuple[Grid, ...] = ()


def problem(rules: MeasureRules, codebook: Codebook) -> tuple[str, str] | None:
    """Return what is wrong with the rules, and what to do; None where the codebook has all that they name."""
    return next(_problems(rules, codebook), None)


def _problems(rules: MeasureRules, codebook: Codebook) -> Iterator[tuple[str, str]]:
    yield from _wrong_codes(rules, codebook)
    yield from _wrong_answers(rules, codebook)
    for place, person in _people(rules):
        if person and person not in codebook.roles:
            what = f"{place} names {person}, who is present in no episode of the codebook"
            yield what, f"Use one of {', '.join(codebook.roles)}."
    yield from _ambiguous(rules)


def _wrong_codes(rules: MeasureRules, codebook: Codebook) -> Iterator[tuple[str, str]]:
    for place, codes, only in _codes(rules):
        for code_id in codes:
            code = codebook.code_by_id.get(code_id)
            if code is None:
                known = ", ".join(codebook.code_by_id)
                yield f"{place} names code {code_id}, which the codebook does not have", f"Use its codes: {known}."
            elif only == "states" and code.is_point:
                yield f"{place} names {code_id}, which is a point and lasts no time", "Name states only."


def _wrong_answers(rules: MeasureRules, codebook: Codebook) -> Iterator[tuple[str, str]]:
    for place, modifier, values in _said(rules):
        known_values = [value.id for one in codebook.modifiers if one.id == modifier for value in one.values]
        if not known_values:
            what = f"{place} names modifier {modifier}, which the codebook does not have"
            yield what, f"Use its modifiers: {', '.join(codebook.modifier_by_id)}."
        for value in values:
            if known_values and value not in known_values:
                yield f"{place} names {modifier} {value}, which is no answer to it", f"Use {', '.join(known_values)}."


def _codes(rules: MeasureRules) -> Iterator[tuple[str, CodeIds, str]]:
    """Yield the place, the codes that stand there, and whether they must be states."""
    yield "crying", rules.crying, "states"
    for latency in rules.latencies:
        yield f"latencies {latency.id}", latency.codes, ""
    if rules.contact is not None:
        yield "contact", rules.contact.codes, "states"
        yield "contact", rules.contact.put_down, ""
    if rules.soothing is not None:
        yield "soothing", rules.soothing.since, ""
    for cue in rules.cues:
        yield f"cues {cue.id}", (*cue.codes, *cue.answers), ""
    if rules.secure_base is not None:
        base = rules.secure_base
        yield "secure_base", (*base.away, *base.back, *base.look_back), ""
        yield "secure_base", base.explore, "states"
    for matching in rules.matching:
        yield f"matching {matching.id}", (*matching.ones, *matching.others, *matching.leave_out), "states"
    for window in rules.windows:
        yield f"windows {window.id}", (*window.given, *window.target), ""
    for chain in rules.chains:
        yield f"chains {chain.id}", chain.codes, ""
    for grid in rules.grids:
        yield f"grids {grid.id}", (*grid.ones, *grid.others), "states"


def _said(rules: MeasureRules) -> Iterator[tuple[str, str, Iterable[str]]]:
    named: list[tuple[str, Behaviour]] = [(f"latencies {one.id}", one) for one in rules.latencies]
    named += [("contact", rules.contact)] if rules.contact is not None else []
    named += [(f"cues {one.id}", one) for one in rules.cues]
    named += [(f"cues {one.id}", Behaviour(codes=one.answers, where=one.answers_where)) for one in rules.cues]
    for place, behaviour in named:
        for modifier, values in behaviour.where.items():
            yield place, modifier, values
    if rules.contact is not None and rules.contact.initiator:
        yield "contact", rules.contact.initiator, ()
    for cue in rules.cues:
        if cue.fit is not None:
            yield f"cues {cue.id}", cue.fit.modifier, (*cue.fit.matched, *cue.fit.mismatched)


def _people(rules: MeasureRules) -> Iterator[tuple[str, str]]:
    yield from ((f"latencies {one.id}", one.present) for one in rules.latencies)
    yield from ((f"cues {one.id}", one.present) for one in rules.cues)
    if rules.contact is not None:
        yield "contact", rules.contact.present


def _ambiguous(rules: MeasureRules) -> Iterator[tuple[str, str]]:
    groups: dict[str, Iterable[Latency | Cue | Matching | Window | Chain | Grid]] = {
        "latencies": rules.latencies,
        "cues": rules.cues,
        "matching": rules.matching,
        "windows": rules.windows,
        "chains": rules.chains,
        "grids": rules.grids,
    }
    for name, entries in groups.items():
        ids = [one.id for one in entries]
        for twice in sorted({one for one in ids if ids.count(one) > 1}):
            yield f"{name} has {twice} twice", "Give each its own id."
    for two in (*rules.matching, *rules.grids):
        if shared := set(two.ones) & set(two.others):
            yield f"{two.id} has {min(shared)} on both sides", "Name each code on one side."
    for matching in rules.matching:
        for one, other in matching.pairs:
            if one not in matching.ones or other not in matching.others:
                what = f"matching {matching.id} pairs {one} with {other}, which are not one of ones and one of others"
                yield what, "List the phases of one person in ones and of the other in others."
