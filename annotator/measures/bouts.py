"""What one code did in one episode: seconds, bouts and latency, with the field's rules for bouts that cross."""

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from annotator.measures.columns import seconds
from annotator.measures.latencies import first_onset
from annotator.measures.observed import Watched, length, shared_ms, stretch_at, watched
from annotator.model.codebook import Codebook
from annotator.model.codebook.scales import Measure
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.intervals import Interval
from annotator.model.items import Event
from annotator.model.looked_for import Stretch
from annotator.model.measure_rules import AS_USUAL, UnseenRule


class EpisodeMeasures(Struct, frozen=True, kw_only=True):
    """Measures of one code in one episode, over the part of it that was seen.

    A bout that crosses a boundary gives each episode its own part of the time; its onset counts only where it
    starts, and the next episode has it ongoing_at_start. latency_ms is the time from the start of the episode to the
    first onset: 0 when the behaviour is already on; None when it never comes: then it is censored after waited_ms
    (never 0, and never the length without saying so). Where nothing could be waited for, for the episode began out of
    view, waited_ms is None too, and nothing is censored.
    """

    episode_ms: int
    seen_ms: int
    total_ms: int
    onsets: int
    longest_ms: int
    mean_ms: float | None
    latency_ms: int | None
    waited_ms: int | None
    censored: bool
    ongoing_at_start: bool
    still_running: bool

    @property
    def proportion(self) -> float:
        """Share of the time that was seen, 0 to 1."""
        return self.total_ms / self.seen_ms

    @property
    def onsets_per_minute(self) -> float:
        """Onsets a minute of the time that was seen."""
        return self.onsets * 60_000 / self.seen_ms

    def row(self, *, is_point: bool) -> dict[str, object]:
        """Return BEHAVIOUR_COLUMNS, but for observed_s; a point lasts no time."""
        lasting = {} if is_point else {"total_s": self.total_ms / 1000, "share": self.proportion}
        if not is_point and self.mean_ms is not None:
            lasting |= {"mean_bout_s": self.mean_ms / 1000, "longest_bout_s": self.longest_ms / 1000}
        return lasting | {
            "seen_s": self.seen_ms / 1000,
            "onsets": self.onsets,
            "onsets_per_min": self.onsets_per_minute,
            "latency_s": seconds(self.latency_ms),
            "censored": None if self.waited_ms is None else int(self.censored),
            "waited_s": seconds(self.waited_ms),
            "ongoing_at_start": int(self.ongoing_at_start),
        }

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


def measured(
    coding: Coding,
    codebook: Codebook,
    code_id: str,
    span: Span,
    unseen: UnseenRule = AS_USUAL,
    says: Callable[[Event], bool] = lambda _event: True,
    times: Watched | None = None,
) -> EpisodeMeasures | None:
    """Measure a code of a coding in one episode; None where nobody looked for it, or who does it was never in view.

    Only events count that say what is asked. times is what `watched` says, where that is known already.
    """
    times = times or watched(coding, codebook, (code_id,), span)
    events = filter(says, coding.events_of([code_id]))
    return measure(events, span, times, unseen) if times.saw else None


def measure(events: Iterable[Event], span: Span, times: Watched, unseen: UnseenRule = AS_USUAL) -> EpisodeMeasures:
    """Measure the events of one code in one episode of which something was seen.

    Args:
        events: all events of the code in the session. A state still running counts to the end of the episode.
        span: the observed episode, half-open.
        times: where in it the code was looked for and seen.
        unseen: what the lab says of time out of view.

    >>> span, whole = Span("4", 60_000, 90_000), ((60_000, 90_000),)
    >>> cry = Event(id="a", code="crying", start_ms=55_000, end_ms=62_500)
    >>> found = measure([cry], span, Watched(whole, whole))
    >>> found.total_ms, found.onsets, found.latency_ms, found.ongoing_at_start
    (2500, 0, 0, True)
    >>> found = measure([cry], span, Watched(whole, ((61_000, 71_000),)))
    >>> found.total_ms, found.seen_ms, found.proportion
    (1500, 10000, 0.15)
    """
    saw = times.saw
    inside = sorted(touching(events, span), key=_start)
    parts = [part for part in (_seen_part(event, span, saw) for event in inside) if part is not None]
    wait = first_onset(inside, times.waited_in(unseen), span.start_ms)
    return EpisodeMeasures(
        episode_ms=span.duration_ms,
        seen_ms=length(saw),
        total_ms=sum(parts),
        onsets=sum(stretch_at(saw, event.start_ms) is not None for event in inside),
        longest_ms=max(parts, default=0),
        mean_ms=sum(parts) / len(parts) if parts else None,
        latency_ms=None if wait is None else wait.latency_ms,
        waited_ms=None if wait is None else wait.waited_ms,
        censored=wait is not None and wait.censored,
        ongoing_at_start=any(event.start_ms < span.start_ms for event in inside),
        still_running=any(event.is_running for event in inside),
    )


def touching(events: Iterable[Event], span: Span | Interval) -> list[Event]:
    """Return the events that touch the span; it is asked for every code and episode of every coding."""
    start_ms, end_ms = span.start_ms, span.end_ms
    return [
        event
        for event in events
        if event.start_ms < end_ms
        and (event.end_ms is None or event.end_ms > start_ms or event.start_ms == event.end_ms == start_ms)
    ]


def touches(event: Event, span: Span | Interval) -> bool:
    """Whether part of an event lies in the span; a point that stands at its end does not."""
    if event.start_ms == event.end_ms:
        return span.start_ms <= event.start_ms < span.end_ms
    return event.start_ms < span.end_ms and (event.end_ms is None or event.end_ms > span.start_ms)


def _start(event: Event) -> int:
    return event.start_ms


def _seen_part(event: Event, span: Span, saw: Sequence[Stretch]) -> int | None:
    """Return for how long an event was seen in an episode; None where it was not."""
    if event.start_ms == event.end_ms:
        return 0 if stretch_at(saw, event.start_ms) is not None else None
    end_ms = span.end_ms if event.end_ms is None else min(event.end_ms, span.end_ms)
    return shared_ms(max(event.start_ms, span.start_ms), end_ms, saw) or None
