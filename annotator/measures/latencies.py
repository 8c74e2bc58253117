"""How long something took: approach, contact, soothing. What never came is censored, and is never 0.

A latency is waited for as long as the episode lasts, the person it is about is there, the code is looked for and
whoever does it is in view (of the latter, the lab may say otherwise: UnseenRule). If it has not come by then, there is
no latency but the time that was waited, and the flag that says so. A behaviour that is on already when the waiting
begins has latency 0 and its own flag. Where nothing could be waited for, nothing is said but why (Kaplan & Meier 1958
for what to do with the censored ones).
"""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from annotator.measures.columns import (
    CODER,
    EPISODE,
    OBSERVED,
    RULE,
    SEEN,
    SESSION,
    WHY_EMPTY,
    Row,
    count,
    in_seconds,
    seconds,
    text,
    yes_or_no,
)
from annotator.measures.observed import (
    NOT_HELD,
    NOT_LOOKED_FOR,
    NOT_SEEN,
    Held,
    Watched,
    bouts,
    episodes_asked,
    is_present,
    length,
    seen,
    stretch_at,
    watched,
)
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import Event
from annotator.model.looked_for import Stretch
from annotator.model.measure_rules import Contact, Latency, MeasureRules, Soothing
from annotator.study.tables import CodedSession

SOOTHED = "soothed"
"""The rule of the latencies to soothe, beside those that the lab names."""


class Wait(Struct, frozen=True, kw_only=True):
    """How long was waited from since_ms on: until it came, or until nothing more could be seen (then it is censored).

    ongoing: whether the behaviour was on already; for soothing, whether the infant was crying already.
    """

    since_ms: int
    waited_ms: int
    censored: bool
    ongoing: bool

    @property
    def latency_ms(self) -> int | None:
        """How long it took; None where it never came."""
        return None if self.censored else self.waited_ms


def first_onset(events: Iterable[Event], stretches: Sequence[Stretch], since_ms: int) -> Wait | None:
    """Wait for the first onset from since_ms on; None where nobody looked then.

    The waiting ends where the stretch does: what begins after a time without looking may not be the first.

    >>> cry = Event(id="a", code="crying", start_ms=70, end_ms=90)
    >>> found = first_onset([cry], [(50, 100)], 50)
    >>> found.latency_ms, found.censored
    (20, False)
    >>> found = first_onset([cry], [(50, 65), (70, 100)], 50)
    >>> found.latency_ms, found.waited_ms, found.censored
    (None, 15, True)
    """
    looked = stretch_at(stretches, since_ms)
    if looked is None:
        return None
    events = list(events)
    if any(event.start_ms < since_ms and (event.end_ms is None or event.end_ms > since_ms) for event in events):
        return Wait(since_ms=since_ms, waited_ms=0, censored=False, ongoing=True)
    first = min((event.start_ms for event in events if since_ms <= event.start_ms < looked[1]), default=None)
    until_ms = looked[1] if first is None else first
    return Wait(since_ms=since_ms, waited_ms=until_ms - since_ms, censored=first is None, ongoing=False)


def soothed(cries: Sequence[Stretch], looked: Stretch, since_ms: int, rule: Soothing) -> Wait | None:
    """Wait for the end of a cry that none follows for as long as the rule says; None where nobody cries from then on.

    A quiet that the end of the stretch cuts short may not have lasted: the wait is then censored where the cry ended,
    for until there it is known. A cry that lasts to the end of the stretch is censored there.

    Args:
        cries: in order of time, inside the stretch, none touching another.
        looked: the stretch, half-open.
        since_ms: a moment of it.
        rule: how long it must be quiet, and which such quiet counts.
    """
    quiet_ms = round(rule.quiet_s * 1000)
    to_come = [cry for cry in cries if cry[1] > since_ms]
    if not to_come:
        return None
    next_ms = [*(start for start, _ in to_come[1:]), looked[1]]
    lasting = [end for (_, end), then in zip(to_come, next_ms, strict=True) if then - end >= quiet_ms]
    if rule.counts == "last":
        lasting = [end for end in lasting if end == to_come[-1][1]]
    until_ms = lasting[0] if lasting else to_come[-1][1]
    ongoing = to_come[0][0] <= since_ms
    return Wait(since_ms=since_ms, waited_ms=until_ms - since_ms, censored=not lasting, ongoing=ongoing)


LATENCY_COLUMNS = (
    SESSION,
    CODER,
    RULE,
    EPISODE,
    in_seconds(
        "since_s", "session time from which it is waited for: the start of the episode, or the first such event"
    ),
    in_seconds("latency_s", "from since_s to the first onset, or until soothed; empty if it never came"),
    yes_or_no("censored", "1: it had not come when the episode, the looking for it, or the time in view ended"),
    in_seconds("waited_s", "latency_s; if it is censored, how long was waited: for a survival analysis with censored"),
    yes_or_no(
        "ongoing_at_start", "1: the behaviour was on already at since_s; for soothing: the infant was crying already"
    ),
    count("unsaid", "events of these codes in the episode that do not say what the rule asks, and are not counted"),
    OBSERVED,
    SEEN,
    WHY_EMPTY,
)


def latency_rows(one: CodedSession, codebook: Codebook, rules: MeasureRules) -> Iterator[Row]:
    """Yield a row a rule and episode: latencies that the lab names, then the latency to soothe."""
    for rule in rules.latencies:
        for held in episodes_asked(one, codebook, rule.kinds):
            yield _where(one, rule.id, held) | _latency(one.coding, codebook, rules, rule, held)
    if rules.soothing is not None:
        for held in episodes_asked(one, codebook, rules.soothing.kinds):
            yield _where(one, SOOTHED, held) | soothing_in(one.coding, codebook, rules, rules.soothing, held.span)


def _latency(coding: Coding, codebook: Codebook, rules: MeasureRules, rule: Latency, held: Held) -> dict[str, object]:
    if held.span is None:
        return {"why_empty": NOT_HELD}
    if not is_present(rule.present, held.episode, codebook):
        return {"why_empty": f"{rule.present} absent"}
    found = watched(coding, codebook, rule.codes, held.span, where=rule.where)
    silent = sum(held.span.start_ms <= event.start_ms < held.span.end_ms for event in rule.silent(coding))
    wait = first_onset(rule.events(coding), found.waited_in(rules.unseen), held.span.start_ms)
    return found.lengths | {"unsaid": silent} | _waited_or_why(wait, found, held.span.start_ms)


def soothing_in(
    coding: Coding, codebook: Codebook, rules: MeasureRules, rule: Soothing, span: Span | None
) -> dict[str, object]:
    """Return what latencies.csv says of the latency to soothe in an episode."""
    if span is None:
        return {"why_empty": NOT_HELD}
    since_ms = span.start_ms
    if rule.since:
        before = watched(coding, codebook, rule.since, span)
        begun = _first_in(coding.events_of(rule.since), before.saw)
        if begun is None:
            return {"why_empty": f"no {' or '.join(rule.since)}" if before.looked else NOT_LOOKED_FOR}
        since_ms = begun
    found = watched(coding, codebook, rules.crying, span)
    stretch = stretch_at(found.waited_in(rules.unseen), since_ms)
    if stretch is None:
        return found.lengths | _waited_or_why(None, found, since_ms)
    wait = soothed(bouts(coding.events_of(rules.crying), [stretch]), stretch, since_ms, rule)
    said = {"why_empty": "no crying"} if wait is None else _waited(wait)
    return found.lengths | {"unsaid": 0} | said


def _where(one: CodedSession, rule: str, held: Held) -> dict[str, object]:
    return {"session": one.session.id, "coder": one.coding.coder, "rule": rule, "episode": held.episode}


def _waited_or_why(wait: Wait | None, found: Watched, since_ms: int) -> dict[str, object]:
    if wait is not None:
        return _waited(wait)
    return {"why_empty": NOT_LOOKED_FOR if stretch_at(found.looked, since_ms) is None else NOT_SEEN}


def _waited(wait: Wait) -> dict[str, object]:
    return {
        "since_s": seconds(wait.since_ms),
        "latency_s": seconds(wait.latency_ms),
        "censored": int(wait.censored),
        "waited_s": seconds(wait.waited_ms),
        "ongoing_at_start": int(wait.ongoing),
    }


CONTACT_COLUMNS = (
    SESSION,
    CODER,
    EPISODE,
    OBSERVED,
    SEEN,
    yes_or_no("achieved", "1: there was contact; 0: there was none throughout; empty: none was seen, and not all was"),
    text("initiator", "who began the first contact, as the coder said; empty: nobody said, or there was none"),
    in_seconds("contact_s", "seconds in contact; bouts are split at the boundaries of the episode"),
    count("bouts", "bouts of contact, with one that was on at the start"),
    in_seconds(
        "latency_s", "from the start of the episode to the first contact; 0 if already on; empty if it never came"
    ),
    yes_or_no("censored", "1: it had not come when the episode, the looking for it, or the time in view ended"),
    in_seconds("waited_s", "latency_s; if it is censored, how long was waited"),
    yes_or_no("ongoing_at_start", "1: a contact that began in an earlier episode reaches into this one"),
    in_seconds(
        "put_down_s", "from the start of the episode to the first putting down; empty: none, or the rule names none"
    ),
    count("unsaid", "events of contact in the episode that do not say what the rule asks, and are not counted"),
    WHY_EMPTY,
)


def contact_rows(one: CodedSession, codebook: Codebook, rules: MeasureRules) -> Iterator[Row]:
    """Yield a row an episode: whether contact was achieved, by whose initiative, how soon and for how long."""
    if rules.contact is None:
        return
    for held in episodes_asked(one, codebook):
        where = {"session": one.session.id, "coder": one.coding.coder, "episode": held.episode}
        yield where | contact_in(one.coding, codebook, rules, rules.contact, held)


def contact_in(coding: Coding, codebook: Codebook, rules: MeasureRules, rule: Contact, held: Held) -> dict[str, object]:
    """Return what contact.csv says of an episode."""
    span = held.span
    if span is None:
        return {"why_empty": NOT_HELD}
    if not is_present(rule.present, held.episode, codebook):
        return {"why_empty": f"{rule.present} absent"}
    found = watched(coding, codebook, rule.codes, span, where=rule.where)
    if not found.saw:
        return found.row
    events = rule.events(coding)
    inside = bouts(events, found.saw)
    throughout = length(found.saw) == span.duration_ms
    put_down = _first_in(
        coding.events_of(rule.put_down), seen(coding, codebook, rule.put_down, span) if rule.put_down else ()
    )
    wait = first_onset(events, found.waited_in(rules.unseen), span.start_ms)
    row = found.row | {
        "achieved": 1 if inside else 0 if throughout else None,
        "initiator": _initiator(events, inside, rule) or None,
        "contact_s": seconds(length(inside)),
        "bouts": len(inside),
        "put_down_s": None if put_down is None else seconds(put_down - span.start_ms),
        "unsaid": sum(span.start_ms <= event.start_ms < span.end_ms for event in rule.silent(coding)),
    }
    if wait is None:
        return row
    return row | {name: value for name, value in _waited(wait).items() if name != "since_s"}


def _initiator(events: Sequence[Event], inside: Sequence[Stretch], rule: Contact) -> str:
    if not inside:
        return ""
    first = next(event for event in events if event.end_ms is None or event.end_ms > inside[0][0])
    return first.modifiers.get(rule.initiator, "")


def _first_in(events: Iterable[Event], stretches: Sequence[Stretch]) -> int | None:
    return next((event.start_ms for event in events if stretch_at(stretches, event.start_ms) is not None), None)
