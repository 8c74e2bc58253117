"""What one code did in one episode: seconds, bouts and latency, with the field's rules for bouts that cross."""

from collections.abc import Iterable

from msgspec import Struct

from annotator.model.codebook.scales import Measure
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.items import Event
from annotator.model.looked_for import looked_for_ms


class EpisodeMeasures(Struct, frozen=True, kw_only=True):
    """Measures of one code in one episode.

    A bout that crosses a boundary gives each episode its own part of the time; its onset counts only where it
    starts, and the next episode has it ongoing_at_start. latency_ms is the time from the start of the episode to the
    first onset: 0 when the behaviour is already on; None and censored when it never comes, and then it is at least
    episode_ms (never 0, and never the length without saying so).
    """

    episode_ms: int
    total_ms: int
    onsets: int
    longest_ms: int
    mean_ms: float | None
    latency_ms: int | None
    censored: bool
    ongoing_at_start: bool
    still_running: bool

    @property
    def proportion(self) -> float:
        """Share of the observed episode, 0 to 1."""
        return self.total_ms / self.episode_ms

    @property
    def onsets_per_minute(self) -> float:
        """Onsets a minute of the observed episode."""
        return self.onsets * 60_000 / self.episode_ms

    def value(self, name: Measure) -> float | None:
        """Return a measure as the exported summary has it, lengths in seconds; None where it is blank."""
        values: dict[Measure, float | None] = {
            "total_s": self.total_ms / 1000,
            "proportion": self.proportion,
            "onsets": self.onsets,
            "onsets_per_min": self.onsets_per_minute,
            "latency_s": None if self.latency_ms is None else self.latency_ms / 1000,
        }
        return values[name]


def measured(coding: Coding, code_id: str, span: Span) -> EpisodeMeasures | None:
    """Measure a code of a coding in one episode; None where the coder says that it was not looked for there."""
    if looked_for_ms(coding, code_id, span) == 0:
        return None
    return measure(coding.events_of([code_id]), span)


def measure(events: Iterable[Event], span: Span) -> EpisodeMeasures:
    """Measure the events of one code in one episode.

    Args:
        events: all events of the code in the session. A state still running counts to the end of the episode.
        span: the observed episode, half-open.

    >>> span = Span("4", 60_000, 90_000)
    >>> cry = Event(id="a", code="crying", start_ms=55_000, end_ms=62_500)
    >>> found = measure([cry], span)
    >>> found.total_ms, found.onsets, found.latency_ms, found.ongoing_at_start
    (2500, 0, 0, True)
    """
    inside = sorted((e for e in events if touches(e, span)), key=lambda event: event.start_ms)
    parts = [_part_ms(event, span) for event in inside]
    begun = [event for event in inside if event.start_ms >= span.start_ms]
    ongoing = len(begun) < len(inside)
    return EpisodeMeasures(
        episode_ms=span.duration_ms,
        total_ms=sum(parts),
        onsets=len(begun),
        longest_ms=max(parts, default=0),
        mean_ms=sum(parts) / len(parts) if parts else None,
        latency_ms=_latency_ms(begun, span, ongoing=ongoing),
        censored=not inside,
        ongoing_at_start=ongoing,
        still_running=any(event.is_running for event in inside),
    )


def touches(event: Event, span: Span) -> bool:
    """Whether part of an event lies in the span; a point that stands at its end does not."""
    if event.start_ms == event.end_ms:
        return span.start_ms <= event.start_ms < span.end_ms
    return event.start_ms < span.end_ms and (event.end_ms is None or event.end_ms > span.start_ms)


def _part_ms(event: Event, span: Span) -> int:
    end_ms = span.end_ms if event.end_ms is None else min(event.end_ms, span.end_ms)
    return end_ms - max(event.start_ms, span.start_ms)


def _latency_ms(begun: list[Event], span: Span, *, ongoing: bool) -> int | None:
    if ongoing:
        return 0
    return begun[0].start_ms - span.start_ms if begun else None
