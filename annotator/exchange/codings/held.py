"""What a coding holds at which time, so that nothing that is brought in is on twice at once."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from annotator.exchange.codings.timing import Draft
from annotator.model.looked_for import Stretch, joined

_FAR_MS = 10**11


class Held:
    """The states and points of one coding.

    Args:
        busy: stretches in which states are on, by channel, in order, none touching another.
        points: by code and moment.
    """

    def __init__(self, busy: Mapping[str, Sequence[Stretch]], points: Iterable[tuple[str, int]]) -> None:
        self._busy = {channel: list(stretches) for channel, stretches in busy.items()}
        self._points = set(points)

    def has(self, channel: str, draft: Draft) -> bool:
        """Whether a state of the channel is on at the time of an event; or there is the same point."""
        assert draft.start_ms is not None
        if draft.code.is_point:
            return (draft.code.id, draft.start_ms) in self._points
        stretches = self._busy.get(channel, ())
        next_to_end = bisect_right(stretches, draft.start_ms, key=lambda one: one[1])
        is_over = next_to_end == len(stretches)
        return not is_over and (draft.end_ms is None or stretches[next_to_end][0] < draft.end_ms)

    def add(self, drafts: Iterable[tuple[str, Draft]]) -> None:
        """Hold more events, each with its channel."""
        more: dict[str, list[Stretch]] = {}
        for channel, one in drafts:
            assert one.start_ms is not None
            if one.code.is_point:
                self._points.add((one.code.id, one.start_ms))
            else:
                end = _FAR_MS if one.end_ms is None else one.end_ms
                more.setdefault(channel, []).append((one.start_ms, end))
        for channel, stretches in more.items():
            self._busy[channel] = joined([*self._busy.get(channel, ()), *stretches])
