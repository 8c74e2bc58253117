"""What the events say beside a rating: seconds, bouts and latencies of the codes a scale names. Never a point."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from annotator.measures.bouts import EpisodeMeasures, measure, touches
from annotator.measures.observed import NOT_LOOKED_FOR, NOT_SEEN, Watched, length, watched
from annotator.model.codebook import Code, Codebook
from annotator.model.codebook.scales import WHOLE_SESSION, EvidenceLimit
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import Cell, Event
from annotator.model.looked_for import overlap
from annotator.model.measure_rules import AS_USUAL, UnseenRule


@dataclass(frozen=True, slots=True)
class CodeEvidence:
    """The events of one code that touch the rated episode, in order of start.

    times is where in it the code was looked for and seen; measures is what was seen of the events, None if nothing was.
    """

    code: Code
    events: tuple[Event, ...]
    times: Watched
    measures: EpisodeMeasures | None


@dataclass(frozen=True, slots=True)
class LimitEvidence:
    """A length or latency that the scale speaks of, beside the one observed in ms; None where there was nothing.

    missed is why not all was seen that could change it, "" where it was.
    """

    limit: EvidenceLimit
    observed_ms: int | None
    missed: str

    @property
    def is_met(self) -> bool | None:
        """Whether the longest lasted as long, or the first came in time; None where that is not known."""
        if self.observed_ms is None:
            return None
        limit_ms = self.limit.seconds * 1000
        is_met = self.observed_ms >= limit_ms if self.limit.measure == "longest_s" else self.observed_ms <= limit_ms
        return is_met or (None if self.missed else False)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the events say of one cell.

    without_target counts the events that do not say towards whom they were; they are among the others.
    """

    codes: tuple[CodeEvidence, ...]
    limits: tuple[LimitEvidence, ...]
    without_target: int

    @property
    def events(self) -> tuple[Event, ...]:
        """All events, in order of start."""
        return tuple(sorted((event for one in self.codes for event in one.events), key=lambda one: one.start_ms))


def evidence_for(
    cell: Cell, coding: Coding, codebook: Codebook, spans: Iterable[Span], unseen: UnseenRule = AS_USUAL
) -> Evidence | None:
    """Return what the events say of a cell; None while its episode is not marked.

    An event that says it was towards somebody else is left out. A bout that crosses the boundary of the episode
    counts with its part inside. A cell of the whole session is measured from its first episode to its last.

    Args:
        cell: what is rated.
        coding: what one coder said.
        codebook: what was coded with.
        spans: the observed episodes.
        unseen: what the lab says of time out of view.
    """
    scale = codebook.scale_by_id[cell.scale]
    span = _span_of(cell.episode, list(spans))
    if span is None:
        return None
    limits = [limit for limit in scale.evidence_limits if not limit.episodes or cell.episode in limit.episodes]
    said: dict[str, CodeEvidence] = {}
    for name in (*scale.evidence, *(code for limit in limits for code in limit.codes)):
        code, times = codebook.code_by_id[name], watched(coding, codebook, (name,), span)
        inside = tuple(event for event in towards(cell.target, code, coding, codebook) if touches(event, span))
        said[name] = CodeEvidence(code, inside, times, measure(inside, span, times, unseen) if times.saw else None)
    return Evidence(
        codes=tuple(said[name] for name in scale.evidence),
        limits=tuple(_beside(limit, said, span) for limit in limits),
        without_target=sum(
            event.modifiers.get(question, "") == ""
            for name in scale.evidence
            for question in [_question_of(cell.target, said[name].code, codebook)]
            for event in said[name].events
            if question is not None
        ),
    )


def _span_of(episode: str, spans: list[Span]) -> Span | None:
    if episode == WHOLE_SESSION and spans:
        return Span(WHOLE_SESSION, min(one.start_ms for one in spans), max(one.end_ms for one in spans))
    return next((span for span in spans if span.episode == episode), None)


def towards(target: str, code: Code, coding: Coding, codebook: Codebook) -> Iterator[Event]:
    """Yield the events of a code that do not say that they were towards somebody else."""
    question = _question_of(target, code, codebook)
    for event in coding.events_of([code.id]):
        if question is None or event.modifiers.get(question, "") in ("", target):
            yield event


def _question_of(target: str, code: Code, codebook: Codebook) -> str | None:
    """Return the id of the question of a code that has this target among its answers; None where none has."""
    asked = (codebook.modifier_by_id[name] for name in code.modifiers) if target else ()
    return next((one.id for one in asked if any(value.id == target for value in one.values)), None)


def _beside(limit: EvidenceLimit, said: Mapping[str, CodeEvidence], span: Span) -> LimitEvidence:
    named = [said[code] for code in limit.codes]
    measured = [one.measures for one in named if one.events and one.measures is not None]
    if limit.measure == "longest_s":
        observed_ms = max((one.longest_ms for one in measured), default=None)
        until_ms = span.end_ms
    else:
        observed_ms = min((one.latency_ms for one in measured if one.latency_ms is not None), default=None)
        until_ms = min(span.end_ms, span.start_ms + round(limit.seconds * 1000))
    missed = (_missed(one.times, span.start_ms, until_ms) for one in named)
    return LimitEvidence(limit, observed_ms, next(filter(None, missed), ""))


def _missed(times: Watched, start_ms: int, end_ms: int) -> str:
    """Return why not all of [start_ms, end_ms) was seen; "" where it was."""
    looked_ms, seen_ms = (length(overlap(one, [(start_ms, end_ms)])) for one in times)
    whole_ms = end_ms - start_ms
    return "" if seen_ms == whole_ms else NOT_SEEN if looked_ms == whole_ms else NOT_LOOKED_FOR
