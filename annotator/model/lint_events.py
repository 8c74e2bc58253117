"""Checks of the events: lengths, overlaps, holes, and what lies outside the episodes."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec.structs import replace

from annotator.model.commands import is_exhaustive
from annotator.model.items import Event
from annotator.model.lint_finding import Checked, Finding, Kind, fix, name_of


def check_channels(checked: Checked) -> Iterator[Finding]:
    """Find states without an end, of hardly any length, in each other's way, and holes where there may be none."""
    for channel, codes in checked.codebook.state_channels.items():
        events = checked.coding.events_of(code.id for code in codes)
        yield from _check_lengths(checked, events)
        yield from _overlaps(checked, events)
        if is_exhaustive(checked.codebook, channel):
            yield from _gaps(checked, channel, events)


def _check_lengths(checked: Checked, events: Sequence[Event]) -> Iterator[Finding]:
    shortest_ms, end_ms = checked.rules.shortest_ms, checked.end_ms
    for event in events:
        if event.end_ms is None:
            if checked.is_finished and event.start_ms < end_ms:
                yield _running(checked, event)
        elif event.end_ms - event.start_ms < shortest_ms or event.end_ms <= event.start_ms:
            yield _short(checked, event)


def _running(checked: Checked, event: Event) -> Finding:
    mend = fix(f"end {name_of(checked, event)} with the last episode", event, replace(event, end_ms=checked.end_ms))
    said = f"{name_of(checked, event)} has no end."
    return Finding(kind="running", item_ids=(event.id,), at_ms=event.start_ms, sentence=said, fixes=(mend,))


def _short(checked: Checked, event: Event) -> Finding:
    assert event.end_ms is not None, "a state that runs has no length yet"
    length_ms = event.end_ms - event.start_ms
    said = f"{name_of(checked, event)} lasts only {length_ms / 1000:.3f} s."
    if length_ms <= 0:
        said = f"{name_of(checked, event)} ends where it begins."
    kind: Kind = "short" if length_ms > 0 else "no_length"
    fixes = (fix(f"delete {name_of(checked, event)}", event, None),)
    return Finding(kind=kind, item_ids=(event.id,), at_ms=event.start_ms, sentence=said, fixes=fixes)


def _overlaps(checked: Checked, events: Sequence[Event]) -> Iterator[Finding]:
    for one, next_one in pairwise(events):
        if one.end_ms is None or one.end_ms > next_one.start_ms:
            yield _overlap(checked, one, next_one)


def _overlap(checked: Checked, one: Event, later: Event) -> Finding:
    names = name_of(checked, one), name_of(checked, later)
    fixes = [fix(f"end {names[0]} where {names[1]} begins", one, replace(one, end_ms=later.start_ms))]
    if one.start_ms >= later.start_ms:
        fixes = [fix(f"delete {names[0]}", one, None)]
    if one.end_ms is not None and (later.end_ms is None or later.end_ms > one.end_ms):
        fixes.append(fix(f"begin {names[1]} where {names[0]} ends", later, replace(later, start_ms=one.end_ms)))
    else:
        fixes.append(fix(f"delete {names[1]}", later, None))
    said = f"{names[0]} and {names[1]} overlap, and exclude each other."
    return Finding(kind="overlap", item_ids=(one.id, later.id), at_ms=later.start_ms, sentence=said, fixes=tuple(fixes))


def _gaps(checked: Checked, channel: str, events: Sequence[Event]) -> Iterator[Finding]:
    """Find where an exhaustive channel shows nothing: from where coding begins to where it ends, as far as it is."""
    name = checked.codebook.channel_name(channel)
    reached_ms = checked.begin_ms
    before: Event | None = None
    for event in events:
        if reached_ms < event.start_ms:
            yield _gap(checked, name, reached_ms, event.start_ms, (before, event))
        if event.end_ms is None:
            return
        if event.end_ms >= reached_ms:
            reached_ms, before = event.end_ms, event
    if checked.is_finished and reached_ms < checked.end_ms:
        yield _gap(checked, name, reached_ms, checked.end_ms, (before, None))


def _gap(
    checked: Checked, channel: str, start_ms: int, end_ms: int, beside: tuple[Event | None, Event | None]
) -> Finding:
    before, after = beside
    fixes = []
    if before is not None:
        fixes.append(fix(f"let {name_of(checked, before)} go on", before, replace(before, end_ms=end_ms)))
    if after is not None:
        fixes.append(fix(f"begin {name_of(checked, after)} earlier", after, replace(after, start_ms=start_ms)))
    ids = tuple(event.id for event in beside if event is not None)
    said = f"{channel}: nothing is on for {(end_ms - start_ms) / 1000:.3f} s."
    return Finding(kind="gap", item_ids=ids, at_ms=start_ms, sentence=said, fixes=tuple(fixes))


def check_places(checked: Checked) -> Iterator[Finding]:
    """Find what lies before the first episode or after the last."""
    if not checked.marks:
        return
    begin_ms, end_ms = checked.begin_ms, checked.end_ms
    for event in checked.coding.events:
        if begin_ms <= event.start_ms < end_ms and (event.end_ms is None or event.end_ms <= end_ms):
            continue
        yield _outside(checked, event, begin_ms, end_ms)


def _outside(checked: Checked, event: Event, begin_ms: int, end_ms: int) -> Finding:
    name = name_of(checked, event)
    fixes = [fix(f"delete {name}", event, None)]
    is_state = event.end_ms != event.start_ms
    where = "begins before the first episode" if event.start_ms < begin_ms else "lies after the last episode"
    if is_state and event.start_ms < begin_ms and (event.end_ms is None or event.end_ms > begin_ms):
        fixes.insert(0, fix(f"begin {name} with the first episode", event, replace(event, start_ms=begin_ms)))
    elif is_state and begin_ms <= event.start_ms < end_ms:
        where = "goes on after the last episode"
        fixes.insert(0, fix(f"end {name} with the last episode", event, replace(event, end_ms=end_ms)))
    said = f"{name} {where}; it is not scored there."
    return Finding(kind="outside", item_ids=(event.id,), at_ms=event.start_ms, sentence=said, fixes=tuple(fixes))


def check_codes(checked: Checked) -> Iterator[Finding]:
    """Find events of codes that the codebook does not know."""
    known = checked.codebook.code_by_id
    for event in checked.coding.events:
        if event.code not in known:
            said = f"The codebook has no code “{event.code}”."
            yield Finding(kind="unknown_code", item_ids=(event.id,), at_ms=event.start_ms, sentence=said)
