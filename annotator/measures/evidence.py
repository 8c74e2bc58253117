"""What the events say beside a rating: seconds, bouts and latencies of the codes a scale names. Never a point."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from annotator.measures.bouts import EpisodeMeasures, measure, touches
from annotator.model.codebook import Code, Codebook
from annotator.model.codebook.scales import WHOLE_SESSION, EvidenceLimit, Scale
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import Cell, Event


@dataclass(frozen=True, slots=True)
class CodeEvidence:
    """The events of one code that touch the rated episode, in order of start, and their measures in it."""

    code: Code
    events: tuple[Event, ...]
    measures: EpisodeMeasures


@dataclass(frozen=True, slots=True)
class LimitEvidence:
    """A length or latency that the scale speaks of, beside the one observed in ms; None where there was nothing."""

    limit: EvidenceLimit
    observed_ms: int | None

    @property
    def is_met(self) -> bool | None:
        """Whether the longest lasted as long, or the first came in time; None where nothing was observed."""
        if self.observed_ms is None:
            return None
        limit_ms = self.limit.seconds * 1000
        return self.observed_ms >= limit_ms if self.limit.measure == "longest_s" else self.observed_ms <= limit_ms


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


def evidence_for(cell: Cell, coding: Coding, codebook: Codebook, spans: Iterable[Span]) -> Evidence | None:
    """Return what the events say of a cell; None while its episode is not marked.

    An event that says it was towards somebody else is left out. A bout that crosses the boundary of the episode
    counts with its part inside. A cell of the whole session is measured from its first episode to its last.

    Args:
        cell: what is rated.
        coding: what one coder said.
        codebook: what was coded with.
        spans: the observed episodes.
    """
    scale = codebook.scale_by_id[cell.scale]
    span = _span_of(cell.episode, list(spans))
    if span is None:
        return None
    named = dict.fromkeys((*scale.evidence, *(code for limit in _limits(scale, cell) for code in limit.codes)))
    meant = {code: list(towards(cell.target, codebook.code_by_id[code], coding, codebook)) for code in named}
    inside = {code: tuple(event for event in events if touches(event, span)) for code, events in meant.items()}
    return Evidence(
        codes=tuple(
            CodeEvidence(codebook.code_by_id[code], inside[code], measure(inside[code], span))
            for code in scale.evidence
        ),
        limits=tuple(LimitEvidence(limit, _observed_ms(limit, inside, span)) for limit in _limits(scale, cell)),
        without_target=sum(
            _target_of(event, cell.target, codebook.code_by_id[code], codebook) == ""
            for code in scale.evidence
            for event in inside[code]
        ),
    )


def _limits(scale: Scale, cell: Cell) -> list[EvidenceLimit]:
    return [limit for limit in scale.evidence_limits if not limit.episodes or cell.episode in limit.episodes]


def _span_of(episode: str, spans: list[Span]) -> Span | None:
    if episode == WHOLE_SESSION and spans:
        return Span(WHOLE_SESSION, min(one.start_ms for one in spans), max(one.end_ms for one in spans))
    return next((span for span in spans if span.episode == episode), None)


def towards(target: str, code: Code, coding: Coding, codebook: Codebook) -> Iterator[Event]:
    """Yield the events of a code that do not say that they were towards somebody else."""
    for event in coding.events_of([code.id]):
        if _target_of(event, target, code, codebook) in (None, "", target):
            yield event


def _target_of(event: Event, target: str, code: Code, codebook: Codebook) -> str | None:
    """Return what an event says of its target, "" if it could and does not; None where it is not asked."""
    asked = (codebook.modifier_by_id[name] for name in code.modifiers)
    about = next((one for one in asked if target and target in {value.id for value in one.values}), None)
    return None if about is None else event.modifiers.get(about.id, "")


def _observed_ms(limit: EvidenceLimit, inside: dict[str, tuple[Event, ...]], span: Span) -> int | None:
    found = [measure(inside[code], span) for code in limit.codes if inside[code]]
    if limit.measure == "longest_s":
        return max((one.longest_ms for one in found), default=None)
    return min((one.latency_ms for one in found if one.latency_ms is not None), default=None)
