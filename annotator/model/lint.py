"""Checks of a coding: gaps, overlaps, missing ends. Nothing here changes anything."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import Annotated, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from annotator.errors import EditError
from annotator.model.codebook import Code, Codebook, RetiredCode
from annotator.model.coding import Coding
from annotator.model.commands import finish_pass, is_exhaustive
from annotator.model.commands.batch import recode_many, recoded
from annotator.model.episodes import Span, observed_episodes
from annotator.model.history import Change, Edit
from annotator.model.intervals import IntervalRule, lay_intervals, spans_to_cut
from annotator.model.items import (
    END_OF_LAST_EPISODE,
    Cell,
    Classification,
    EpisodeMark,
    Event,
    IntervalRecord,
    Item,
    Rating,
)
from annotator.model.judging import cell_name, events_outside, evidence_gone, open_questions, unrated
from annotator.model.looked_for import not_looked_for, stretches_of
from annotator.model.scores import classification_faults, threshold_note
from annotator.model.unseen import begun_unseen

MOST = 300
"""How many findings of one check are listed: nobody reads more, and so a bad import does not hold up the window."""

FindingKind = Literal[
    "running",
    "gap",
    "overlap",
    "outside",
    "no_length",
    "short",
    "unknown_code",
    "retired_code",
    "interval",
    "evidence",
    "unanswered",
    "unseen",
    "segment",
    "episode_order",
    "episode_missing",
    "episode_twice",
    "episode_empty",
    "rating",
    "classification",
    "looked_for",
]


class CheckRules(Struct, frozen=True, kw_only=True):
    """What is looked for.

    shortest_ms: a state shorter than this is implausible; 0 asks nothing.
    ratings: whether scales have to be rated.
    scales: ids of the scales that have to be, where ratings are asked; none: every scale of the codebook.
    """

    shortest_ms: Annotated[int, Meta(ge=0, le=60_000)] = 200
    ratings: bool = False
    scales: tuple[str, ...] = ()


class CodingFinding(Struct, frozen=True, kw_only=True):
    """One thing to look at.

    item_ids are the items it is about, at_ms is where to look, in ms of session time. Each fix is one edit, named by
    its label; it fits the coding as it was when it was checked. cell is what is not rated yet.
    """

    kind: FindingKind
    item_ids: tuple[str, ...] = ()
    at_ms: int
    sentence: str
    fixes: tuple[Edit, ...] = ()
    cell: Cell | None = None


class _Checked(Struct, frozen=True):
    """What a check looks at. marks are the episode marks that count: the study's, where it has locked them.

    submitting says that the coder is about to submit, so that all that is missing counts.
    """

    coding: Coding
    codebook: Codebook
    marks: tuple[EpisodeMark, ...]
    duration_ms: int
    rules: CheckRules
    intervals: IntervalRule | None = None
    submitting: bool = False

    @property
    def end_ms(self) -> int:
        """Where coding ends: the end of the last episode, or of the recording while that is not marked."""
        return next((mark.start_ms for mark in self.marks if mark.episode == END_OF_LAST_EPISODE), self.duration_ms)

    @property
    def begin_ms(self) -> int:
        """Where coding begins: the first episode, or 0 while none is marked."""
        return min((mark.start_ms for mark in self.marks), default=0)

    @property
    def is_finished(self) -> bool:
        """Whether the coder is through: what still runs is then a slip. Before, it is work under way."""
        if self.coding.is_submitted or self.submitting:
            return True
        return any(mark.episode == END_OF_LAST_EPISODE for mark in self.marks)


def lint(
    coding: Coding,
    codebook: Codebook,
    duration_ms: int,
    rules: CheckRules | None = None,
    marks: Iterable[EpisodeMark] | None = None,
    *,
    intervals: IntervalRule | None = None,
    submitting: bool = False,
) -> tuple[CodingFinding, ...]:
    """Return what should be looked at, in order of time.

    States that run, episodes that are missing at the end and ratings that are missing count only once the end of the
    last episode is marked, or the coding is submitted. Ratings count only where the rules ask for them.

    At most MOST findings of each check are listed.

    Args:
        coding: the coding; it is not changed.
        codebook: what it was coded with.
        duration_ms: how long the session lasts.
        rules: what is looked for.
        marks: the episode marks that count; the coder's own if not given.
        intervals: how the episodes are cut into intervals; where some are scored, those left out are findings.
        submitting: whether the coder is about to submit: all that is missing counts then, the class too.
    """
    chosen = coding.episode_marks if marks is None else tuple(sorted(marks, key=lambda mark: mark.start_ms))
    checked = _Checked(coding, codebook, chosen, duration_ms, rules or CheckRules(), intervals, submitting)
    found = [finding for check in _CHECKS for finding in islice(check(checked), MOST)]
    return tuple(sorted(found, key=lambda finding: finding.at_ms))


def _check_channels(checked: _Checked) -> Iterator[CodingFinding]:
    """Find states without an end, of hardly any length, in each other's way, and holes where there may be none."""
    for channel, codes in checked.codebook.state_channels.items():
        events = checked.coding.events_of(code.id for code in codes)
        yield from _check_lengths(checked, events)
        yield from _overlaps(checked, events)
        was_looked_for = stretches_of(checked.coding, (code.id for code in codes)) != ()
        if is_exhaustive(checked.codebook, channel) and was_looked_for:
            yield from _gaps(checked, channel, events)


def _check_lengths(checked: _Checked, events: Sequence[Event]) -> Iterator[CodingFinding]:
    shortest_ms, end_ms = checked.rules.shortest_ms, checked.end_ms
    for before, event in zip((None, *events), events, strict=False):
        if event.end_ms is None:
            if checked.is_finished and event.start_ms < end_ms:
                yield _running(checked, event)
        elif event.end_ms - event.start_ms < shortest_ms or event.end_ms <= event.start_ms:
            yield _short(checked, event, before)


def _running(checked: _Checked, event: Event) -> CodingFinding:
    mend = _fix(f"end {_name_of(checked, event)} with the last episode", event, replace(event, end_ms=checked.end_ms))
    said = f"{_name_of(checked, event)} has no end."
    return CodingFinding(kind="running", item_ids=(event.id,), at_ms=event.start_ms, sentence=said, fixes=(mend,))


def _short(checked: _Checked, event: Event, before: Event | None) -> CodingFinding:
    assert event.end_ms is not None, "a state that runs has no length yet"
    length_ms = event.end_ms - event.start_ms
    said = f"{_name_of(checked, event)} lasts only {length_ms / 1000:.3f} s."
    if length_ms <= 0:
        said = f"{_name_of(checked, event)} ends where it begins."
    kind: FindingKind = "short" if length_ms > 0 else "no_length"
    fixes = [_fix(f"delete {_name_of(checked, event)}", event, None)]
    if length_ms > 0 and before is not None and before.end_ms == event.start_ms:
        joined = Change(before, replace(before, end_ms=event.end_ms)), Change(event, None)
        fixes.append(Edit(label=f"join it to {_name_of(checked, before)}", changes=joined))
    return CodingFinding(kind=kind, item_ids=(event.id,), at_ms=event.start_ms, sentence=said, fixes=tuple(fixes))


def _overlaps(checked: _Checked, events: Sequence[Event]) -> Iterator[CodingFinding]:
    for one, next_one in pairwise(events):
        if one.end_ms is None or one.end_ms > next_one.start_ms:
            yield _overlap(checked, one, next_one)


def _overlap(checked: _Checked, one: Event, later: Event) -> CodingFinding:
    names = _name_of(checked, one), _name_of(checked, later)
    fixes = [_fix(f"end {names[0]} where {names[1]} begins", one, replace(one, end_ms=later.start_ms))]
    if one.start_ms >= later.start_ms:
        fixes = [_fix(f"delete {names[0]}", one, None)]
    if one.end_ms is not None and (later.end_ms is None or later.end_ms > one.end_ms):
        fixes.append(_fix(f"begin {names[1]} where {names[0]} ends", later, replace(later, start_ms=one.end_ms)))
    else:
        fixes.append(_fix(f"delete {names[1]}", later, None))
    said = f"{names[0]} and {names[1]} overlap, but exclude each other."
    return CodingFinding(
        kind="overlap", item_ids=(one.id, later.id), at_ms=later.start_ms, sentence=said, fixes=tuple(fixes)
    )


def _gaps(checked: _Checked, channel: str, events: Sequence[Event]) -> Iterator[CodingFinding]:
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
    checked: _Checked, channel: str, start_ms: int, end_ms: int, beside: tuple[Event | None, Event | None]
) -> CodingFinding:
    before, after = beside
    fixes = []
    if before is not None:
        fixes.append(_fix(f"extend {_name_of(checked, before)}", before, replace(before, end_ms=end_ms)))
    if after is not None:
        fixes.append(_fix(f"begin {_name_of(checked, after)} earlier", after, replace(after, start_ms=start_ms)))
    ids = tuple(event.id for event in beside if event is not None)
    said = f"{channel}: nothing is on for {(end_ms - start_ms) / 1000:.3f} s."
    return CodingFinding(kind="gap", item_ids=ids, at_ms=start_ms, sentence=said, fixes=tuple(fixes))


def _check_places(checked: _Checked) -> Iterator[CodingFinding]:
    """Find what lies before the first episode or after the last."""
    if not checked.marks:
        return
    begin_ms, end_ms = checked.begin_ms, checked.end_ms
    for event in checked.coding.events:
        if begin_ms <= event.start_ms < end_ms and (event.end_ms is None or event.end_ms <= end_ms):
            continue
        yield _outside(checked, event, begin_ms, end_ms)


def _outside(checked: _Checked, event: Event, begin_ms: int, end_ms: int) -> CodingFinding:
    name = _name_of(checked, event)
    fixes = [_fix(f"delete {name}", event, None)]
    is_state = event.end_ms != event.start_ms
    where = "begins before the first episode" if event.start_ms < begin_ms else "lies after the last episode"
    if is_state and event.start_ms < begin_ms and (event.end_ms is None or event.end_ms > begin_ms):
        fixes.insert(0, _fix(f"begin {name} with the first episode", event, replace(event, start_ms=begin_ms)))
    elif is_state and begin_ms <= event.start_ms < end_ms:
        where = "goes on after the last episode"
        fixes.insert(0, _fix(f"end {name} with the last episode", event, replace(event, end_ms=end_ms)))
    said = f"{name} {where}; it is not scored there."
    return CodingFinding(kind="outside", item_ids=(event.id,), at_ms=event.start_ms, sentence=said, fixes=tuple(fixes))


def _check_codes(checked: _Checked) -> Iterator[CodingFinding]:
    """Find events of codes that the codebook does not know, and what is of a code that is no longer given."""
    known = checked.codebook.code_by_id
    for event in checked.coding.events:
        if event.code not in known:
            said = f"The codebook has no code “{event.code}”."
            yield CodingFinding(kind="unknown_code", item_ids=(event.id,), at_ms=event.start_ms, sentence=said)
    for code in checked.codebook.retired:
        yield from _retired(checked, code)


def _retired(checked: _Checked, code: RetiredCode) -> Iterator[CodingFinding]:
    """Find what is of a retired code; where others took its place, each is a fix, for one event and for all of them."""
    coding, codebook = checked.coding, checked.codebook
    events = coding.events_of([code.id])
    records = [record for record in coding.intervals if code.id in record.codes]
    given = {one.id: one for one in codebook.codes}
    new = [given[one] for one in code.replaced_by if one in given and given[one].kind == code.kind]
    said = f"{code.name} was retired in version {code.since} of the codebook; its events stay as they are."
    if new:
        names = " or ".join(one.name for one in new)
        said = f"{code.name}: say whether it is {names}. Version {code.since} of the codebook tells them apart."
        if len(new) == 1:
            said = f"{code.name}: version {code.since} of the codebook has {names} in its place."
    of_all = [edit for one in new if len(events) > 1 and (edit := _recode_all(checked, events, one))]
    for event in events:
        fixes = [_fix(f"recode as {one.name}", event, recoded(event, one.id, one.modifiers)) for one in new]
        yield CodingFinding(
            kind="retired_code",
            item_ids=(event.id,),
            at_ms=event.start_ms,
            sentence=said,
            fixes=(*fixes, *of_all),
        )
    for record in records:
        fixes = [_fix(f"tick {one.name} instead", record, _ticked(codebook, record, code, one)) for one in new]
        yield CodingFinding(
            kind="retired_code", item_ids=(record.id,), at_ms=record.start_ms, sentence=said, fixes=tuple(fixes)
        )


def _recode_all(checked: _Checked, events: Sequence[Event], code: Code) -> Edit | None:
    try:
        edit = recode_many(checked.coding, checked.codebook, [event.id for event in events], code.id)
    except EditError:
        return None  # not all of them fit into its channel: one by one it is seen which
    return replace(edit, label=f"recode all {len(events)} as {code.name}")


def _ticked(codebook: Codebook, record: IntervalRecord, old: Code, new: Code) -> IntervalRecord:
    codes = (set(record.codes) - {old.id}) | {new.id}
    return replace(record, codes=tuple(code for code in codebook.code_by_id if code in codes))


def _check_intervals(checked: _Checked) -> Iterator[CodingFinding]:
    """Find the intervals that were passed over: those before the last one scored, and all once coding is finished."""
    scored = {(record.start_ms, record.end_ms) for record in checked.coding.intervals}
    if checked.intervals is None or not scored:
        return
    spans = spans_to_cut(checked.codebook, observed_episodes(checked.marks, checked.duration_ms), checked.duration_ms)
    last_ms = max(end_ms for _, end_ms in scored)
    for one in lay_intervals(spans, checked.intervals):
        is_due = checked.is_finished or one.end_ms <= last_ms
        if is_due and (one.start_ms, one.end_ms) not in scored:
            where = f" of episode {one.episode}" if one.episode else ""
            said = f"Interval {one.number}{where} was not scored."
            yield CodingFinding(kind="interval", at_ms=one.start_ms, sentence=said)


def _check_evidence(checked: _Checked) -> Iterator[CodingFinding]:
    """Find evidence that is no longer there, or lies outside the episode that it is to support."""
    coding, spans = checked.coding, observed_episodes(checked.marks, checked.duration_ms)
    judged: list[Rating | Classification] = [*coding.ratings, *filter(None, [coding.classification])]
    for one in judged:
        cell = one.cell if isinstance(one, Rating) else None
        name = "The classification" if cell is None else cell_name(checked.codebook, cell)
        if gone := evidence_gone(coding, one):
            events = "an event" if len(gone) == 1 else f"{len(gone)} events"
            at_ms = min((span.start_ms for span in spans if cell and span.episode == cell.episode), default=0)
            said = f"{name}: {events} it points to as evidence {'is' if len(gone) == 1 else 'are'} no longer there."
            mend = (_fix("take the dead links away", one, _without(one, gone)),)
            yield CodingFinding(kind="evidence", item_ids=(one.id,), at_ms=at_ms, sentence=said, fixes=mend, cell=cell)
        for event in events_outside(coding, one, spans):
            assert cell is not None, "a class is of the whole session"
            said = f"{name}: its evidence {_name_of(checked, event)} lies outside episode {cell.episode}."
            mend = (_fix("take the link away", one, _without(one, [event.id])),)
            yield CodingFinding(
                kind="evidence", item_ids=(event.id,), at_ms=event.start_ms, sentence=said, fixes=mend, cell=cell
            )


def _without(judged: Rating | Classification, event_ids: Sequence[str]) -> Rating | Classification:
    return replace(judged, evidence=tuple(one for one in judged.evidence if one not in event_ids))


def _check_answers(checked: _Checked) -> Iterator[CodingFinding]:
    """Find what was asked of an event and has no answer; of a state that runs it may still come, while work goes on."""
    codebook = checked.codebook
    for event in checked.coding.events:
        code = codebook.code_by_id.get(event.code)
        if code is None or (event.end_ms is None and not checked.is_finished):
            continue
        if missing := [f"“{modifier.name}”" for modifier in open_questions(codebook, event)]:
            said = f"{code.name}: no answer to {' and '.join(missing)}."
            yield CodingFinding(kind="unanswered", item_ids=(event.id,), at_ms=event.start_ms, sentence=said)


def _check_view(checked: _Checked) -> Iterator[CodingFinding]:
    """Find what begins while whoever does it is out of view: that time leaves every measure."""
    for event, hiding in begun_unseen(checked.coding, checked.codebook):
        name = _name_of(checked, event)
        said = f"{name} begins during {_name_of(checked, hiding)}: time out of view is not measured."
        fixes = [_fix(f"delete {name}", event, None)]
        until_ms, is_state = hiding.end_ms, event.end_ms != event.start_ms
        if until_ms is not None and is_state and (event.end_ms is None or event.end_ms > until_ms):
            later = replace(event, start_ms=until_ms)
            fixes.insert(0, _fix(f"begin {name} where {_name_of(checked, hiding)} ends", event, later))
        ids = (event.id, hiding.id)
        yield CodingFinding(kind="unseen", item_ids=ids, at_ms=event.start_ms, sentence=said, fixes=tuple(fixes))


def _check_segments(checked: _Checked) -> Iterator[CodingFinding]:
    for segment in checked.coding.segments:
        mend = _fix("delete the segment", segment, None)
        said = "This segment has no code yet."
        yield CodingFinding(
            kind="segment", item_ids=(segment.id,), at_ms=segment.start_ms, sentence=said, fixes=(mend,)
        )


def _check_episodes(checked: _Checked) -> Iterator[CodingFinding]:
    protocol = [episode.id for episode in checked.codebook.episodes]
    if not protocol or not checked.marks:
        return
    order = [*protocol, END_OF_LAST_EPISODE]
    known = [mark for mark in checked.marks if mark.episode in order]
    yield from _missing_episodes(checked, order, known)
    for one, later in pairwise(known):
        if one.episode == later.episode:
            mend = (_fix("delete the second mark", later, None),)
            yield _about(later, "episode_twice", f"{_episode(later.episode)} is marked twice.", mend)
        elif order.index(one.episode) > order.index(later.episode):
            said = (
                f"{_episode(later.episode)} begins after {_episode(one.episode).lower()}; the protocol has it before."
            )
            yield _about(later, "episode_order", said)
        elif one.start_ms == later.start_ms:
            yield _about(later, "episode_empty", f"{_episode(one.episode)} has no length.")


def _missing_episodes(checked: _Checked, order: list[str], marks: Sequence[EpisodeMark]) -> Iterator[CodingFinding]:
    """Find the episodes that are not marked though a later one is."""
    marked = {mark.episode for mark in marks}
    last = max((order.index(episode) for episode in marked), default=-1)
    until = len(order) if checked.coding.is_submitted else last
    for place, episode in enumerate(order[:until]):
        if episode not in marked:
            after = next((mark.start_ms for mark in marks if order.index(mark.episode) > place), checked.end_ms)
            name = _episode(episode)
            yield CodingFinding(kind="episode_missing", at_ms=after, sentence=f"{name} is not marked.")


def _check_ratings(checked: _Checked) -> Iterator[CodingFinding]:
    if not checked.rules.ratings or not checked.is_finished:
        return
    starts = {mark.episode: mark.start_ms for mark in checked.marks}
    for cell in unrated(checked.coding, checked.codebook):
        if not checked.rules.scales or cell.scale in checked.rules.scales:
            where = f" in episode {cell.episode}" if cell.episode else ""
            towards = f" towards {cell.target}" if cell.target else ""
            said = f"{checked.codebook.scale_by_id[cell.scale].name}{towards} is not rated{where}."
            at_ms = starts.get(cell.episode, checked.end_ms)
            yield CodingFinding(kind="rating", at_ms=at_ms, sentence=said, cell=cell)


def _check_classification(checked: _Checked) -> Iterator[CodingFinding]:
    """Find a class that is missing, and what in it does not fit together as long as no comment explains it."""
    scheme, given = checked.codebook.classification, checked.coding.classification
    if scheme is None:
        return
    if given is not None:
        ids, note = (given.id,), "" if given.comment else threshold_note(scheme, given)
        for said in filter(None, (*classification_faults(scheme, given), note)):
            yield CodingFinding(kind="classification", item_ids=ids, at_ms=checked.end_ms, sentence=said)
    if checked.submitting and (given is None or not given.primary):
        yield CodingFinding(kind="classification", at_ms=checked.end_ms, sentence="No class is given.")


def _check_passes(checked: _Checked) -> Iterator[CodingFinding]:
    """Find codes that were not looked for throughout, in a coding that says which were: pass by pass, then the rest."""
    codebook, span = checked.codebook, Span("", checked.begin_ms, checked.end_ms)
    if not checked.is_finished or span.duration_ms <= 0:
        return
    missing = {code.id: code.name for code in not_looked_for(checked.coding, codebook, [span])}
    passes = [(one.name, [code for code in one.codes if code in missing]) for one in codebook.passes]
    in_passes = {code for one in codebook.passes for code in one.codes}
    passes += [(name, [code]) for code, name in missing.items() if code not in in_passes]
    for name, codes in passes:
        if codes:
            said = f"{name}: not looked for throughout ({', '.join(missing[code] for code in codes)})."
            mend = replace(
                finish_pass(checked.coding, codebook, codes, span.start_ms, span.end_ms), label=f"finish pass {name}"
            )
            yield CodingFinding(kind="looked_for", at_ms=checked.begin_ms, sentence=said, fixes=(mend,))


def _about(mark: EpisodeMark, kind: FindingKind, sentence: str, fixes: tuple[Edit, ...] = ()) -> CodingFinding:
    return CodingFinding(kind=kind, item_ids=(mark.id,), at_ms=mark.start_ms, sentence=sentence, fixes=fixes)


def _episode(episode: str) -> str:
    return "The end of the last episode" if episode == END_OF_LAST_EPISODE else f"Episode {episode}"


def _fix(label: str, before: Item, after: Item | None) -> Edit:
    """Return the edit that puts one item right; after None deletes it."""
    return Edit(label=label, changes=(Change(before, after),))


def _name_of(checked: _Checked, event: Event) -> str:
    """Return what the code of an event is called; its id where the codebook does not know it."""
    code = checked.codebook.code_by_id.get(event.code)
    return code.name if code is not None else event.code


_CHECKS: tuple[Callable[[_Checked], Iterator[CodingFinding]], ...] = (
    _check_channels,
    _check_places,
    _check_codes,
    _check_answers,
    _check_view,
    _check_segments,
    _check_intervals,
    _check_evidence,
    _check_episodes,
    _check_ratings,
    _check_classification,
    _check_passes,
)
