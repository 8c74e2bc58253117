"""What a coding says that cannot be: nothing of it is left out of a table, so whoever reads tables must be told."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from annotator.errors import EditError, StudyError, UserError
from annotator.model.codebook import Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import (
    END_OF_LAST_EPISODE,
    Classification,
    EpisodeMark,
    Event,
    IntervalRecord,
    Item,
    LookedFor,
    Rating,
    Segment,
)
from annotator.model.judging import cell_name, check_classification, check_rating, events_outside, evidence_gone
from annotator.study.coding_cache import LastLine
from annotator.study.tables import CodedSession
from annotator.study.unreadable import Unreadable

_Timed = Event | Segment | IntervalRecord | LookedFor


def reservations(one: CodedSession | Unreadable, codebook: Codebook) -> Iterator[UserError]:
    """Yield what whoever uses a table must be told of a coding: that it is left out, or what it says that cannot be."""
    if isinstance(one, Unreadable):
        yield StudyError(f"left out: {one.name}. {one.problem.what}", one.problem.hint)
    else:
        yield from doubts(one, codebook)


def doubts(one: CodedSession, codebook: Codebook) -> Iterator[UserError]:
    """Yield what one coding says that cannot be, and whether its last line is missing."""
    name = f"{one.session.id}/{one.coding.coder}.jsonl"
    yield from _cut_off(name, one.last_line)
    yield from _unknown_codes(name, one.coding, codebook)
    yield from _waiting_codes(name, one.coding, codebook)
    yield from _evidence(name, one.coding, one.spans, codebook)
    for what, found in _impossible(one.coding, codebook, one.session.duration_ms):
        if found:
            first = found[0] if len(found) == 1 else f"the first: {found[0]}"
            yield StudyError(f"{name}: {what} ({len(found)}; {first}).", "Open the coding and correct it.")


def _cut_off(name: str, last_line: LastLine) -> Iterator[UserError]:
    if last_line == "none":
        yield StudyError(
            f"{name} is empty: it counts as a coding without events.",
            "Look for what was coded: Versions and backups… in Study, or annotator restore, lists backups.",
        )
    elif last_line != "whole":
        what = "is damaged" if last_line == "damaged" else "was not written completely"
        yield StudyError(
            f"The last line of {name} {what}; everything before it counts.",
            "Look whether the last step is missing. The next edit keeps the line in a file beside the coding.",
        )


def _unknown_codes(name: str, coding: Coding, codebook: Codebook) -> Iterator[UserError]:
    unknown = Counter(event.code for event in coding.events if event.code not in codebook.code_by_id)
    for code, count in unknown.items():
        events_of = f"event{'s' * (count > 1)} of “{code}”"
        yield StudyError(
            f"{name} has {count} {events_of}, which is not in the codebook.",
            "No summary and no agreement counts them: give the code its id back, or change the events to another code.",
        )


def _waiting_codes(name: str, coding: Coding, codebook: Codebook) -> Iterator[UserError]:
    """Tell of what is of a code that others took the place of: nobody has said yet which it is."""
    for code in codebook.retired:
        count = len(coding.events_of([code.id])) + sum(code.id in record.codes for record in coding.intervals)
        new = [codebook.code_by_id[one].name for one in code.replaced_by if one in codebook.code_by_id]
        if count and new:
            yield StudyError(
                f"{name} has {count} event{'s' * (count > 1)} of “{code.name}”, which became {' or '.join(new)}.",
                "They count as the old code: open the coding and recode them; Checks lists them.",
            )


def _evidence(name: str, coding: Coding, spans: Sequence[Span], codebook: Codebook) -> Iterator[UserError]:
    judged: list[Rating | Classification] = [*coding.ratings, *filter(None, [coding.classification])]
    for one in judged:
        what = cell_name(codebook, one.cell) if isinstance(one, Rating) else "the classification"
        gone = len(evidence_gone(coding, one))
        outside = len(events_outside(coding, one, spans))
        found = (f"{gone} no longer there" if gone else "", f"{outside} outside the episode" if outside else "")
        if said := " and ".join(filter(None, found)):
            yield StudyError(f"{name}: evidence of {what}: {said}.", "Open the coding and correct it: Checks lists it.")


def _impossible(coding: Coding, codebook: Codebook, duration_ms: int) -> Iterator[tuple[str, list[str]]]:
    """Yield what cannot be, and where it is so."""
    timed: list[_Timed] = [*coding.events, *coding.segments, *coding.intervals, *coding.looked_for]
    marks = coding.episode_marks
    yield (
        "it ends before it begins",
        _named(one for one in timed if one.end_ms is not None and one.end_ms < one.start_ms),
    )
    early = [*(one for one in timed if one.start_ms < 0), *(mark for mark in marks if mark.start_ms < 0)]
    yield "it begins before the recording", _named(early)
    late = [*(one for one in timed if _last_ms(one) > duration_ms), *(m for m in marks if m.start_ms > duration_ms)]
    yield "it lies beyond the end of the recording", _named(late)
    yield "states that exclude each other overlap", list(_overlaps(coding, codebook))
    yield "its code has no length in the codebook, but it lasts", _named(_points_that_last(coding, codebook))
    yield "its answer is not in the codebook, and counts as none", list(_unknown_answers(coding, codebook))
    known = {*codebook.episode_by_id, END_OF_LAST_EPISODE}
    yield "its episode is not in the codebook", _named(mark for mark in marks if mark.episode not in known)
    strange = (one for one in coding.looked_for if not set(one.codes) <= set(codebook.code_by_id))
    yield "it looked for a code that is not in the codebook", _named(strange)
    yield "its rating cannot be", list(_refusals(coding.ratings, lambda one: check_rating(codebook, one)))
    given = [item for item in coding.items.values() if isinstance(item, Classification)]
    yield "its class cannot be", list(_refusals(given, lambda one: check_classification(codebook, one)))
    if len(given) > 1:
        yield "it has more than one classification", [one.primary or "no class" for one in given]
    cells = Counter(rating.cell for rating in coding.ratings)
    yield "it has two ratings of one cell", [" ".join(filter(None, cell)) for cell, n in cells.items() if n > 1]


def _last_ms(item: _Timed) -> int:
    return item.start_ms if item.end_ms is None else max(item.start_ms, item.end_ms)


def _overlaps(coding: Coding, codebook: Codebook) -> Iterator[str]:
    for codes in codebook.state_channels.values():
        until: float = float("-inf")
        for event in coding.events_of(code.id for code in codes):
            if event.start_ms < until:
                yield _name(event)
            until = max(until, float("inf") if event.end_ms is None else event.end_ms)


def _points_that_last(coding: Coding, codebook: Codebook) -> Iterator[Event]:
    points = {code.id for code in codebook.code_by_id.values() if code.is_point}
    return (event for event in coding.events if event.code in points and event.end_ms != event.start_ms)


def _unknown_answers(coding: Coding, codebook: Codebook) -> Iterator[str]:
    known = {modifier.id: {value.id for value in modifier.values} for modifier in codebook.modifiers}
    for event in coding.events:
        for modifier, answer in event.modifiers.items():
            if answer not in known.get(modifier, set()):
                yield f"{modifier} = {answer} of {_name(event)}"


def _refusals(items: Iterable[Item], check: Callable[..., None]) -> Iterator[str]:
    for item in items:
        try:
            check(item)
        except EditError as error:
            yield error.what.rstrip(".")


def _named(items: Iterable[_Timed | EpisodeMark]) -> list[str]:
    return [_name(item) for item in items]


def _name(item: _Timed | EpisodeMark) -> str:
    kinds = {Event: "event", Segment: "segment", IntervalRecord: "interval", LookedFor: "pass", EpisodeMark: "episode"}
    what = item.code if isinstance(item, Event) else kinds[type(item)]
    return f"{what} at {item.start_ms / 1000:.3f} s"
