"""Episodes of a file as marks: here an episode lasts until the next begins, and what does not fit that is asked."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from annotator.exchange.codings.asking import Asked, Place, choices
from annotator.exchange.codings.doubts import OUT, DoubtKind
from annotator.exchange.codings.review import Recorded
from annotator.model.items import END_OF_LAST_EPISODE, EpisodeMark, fresh_id
from annotator.text import clock, count

_SWAP, _WRITTEN, _CUT, _FIRST, _NEXT = "swap", "written", "cut", "first", "next"


class Marked(NamedTuple):
    """An event of a file that says when an episode was, in ms of session time; code is what the file calls it."""

    episode: str
    code: str
    place: Place
    start_ms: int | None
    end_ms: int | None


class _Episode(NamedTuple):
    marked: Marked
    start_ms: int
    end_ms: int | None


class Episodes:
    """Settles the episodes of one observation.

    Args:
        asked: is asked what does not fit.
        recorded: the time of the session, with the boundaries that are locked.
        on_frames: whether times between two frames become those of the frame that was shown.
    """

    def __init__(self, asked: Asked, recorded: Recorded, *, on_frames: bool) -> None:
        self._asked, self._recorded, self._on_frames = asked, recorded, on_frames

    def marks(self, found: Sequence[Marked], whole: Place) -> tuple[EpisodeMark, ...]:
        """Return the marks of the episodes, and where the last of them ends.

        Args:
            found: what the file has of them, in any order.
            whole: the observation.
        """
        timed = [one for one in map(self._timed, found) if one is not None]
        timed.sort(key=lambda one: one.start_ms)
        kept = self._until_the_next(self._once(timed))
        if not kept or self._is_locked(kept, whole):
            return ()
        made = [(one.marked.episode, self._shown(one.start_ms)) for one in kept]
        if (end := kept[-1].end_ms) is not None:
            made.append((END_OF_LAST_EPISODE, self._recorded.over_at(end) if self._on_frames else end))
        return tuple(EpisodeMark(id=fresh_id(), episode=one, start_ms=at) for one, at in made)

    def _ask(self, kind: DoubtKind, one: Marked, text: str, *pairs: tuple[str, str]) -> str:
        """Return the choice, "" where the mark is left out or nobody has chosen."""
        options = choices(*pairs, (OUT, "leave the mark of the episode out"))
        chosen = self._asked.ask(kind, (one.code,), one.place, text, options)
        return "" if chosen == OUT else chosen

    def _timed(self, one: Marked) -> _Episode | None:
        start, end = one.start_ms, one.end_ms
        if start is None:
            if end is not None:
                self._ask("no start", one, "The episode ends, and has no start in the file.")
            return None  # without any time readers have told so
        if end is not None and end < start:
            text = f"It starts at {clock(start)} and ends at {clock(end)}."
            if not self._ask("reversed", one, text, (_SWAP, f"from {clock(end)} to {clock(start)}")):
                return None
            start, end = end, start
        return self._inside(_Episode(one, start, end))

    def _inside(self, one: _Episode) -> _Episode | None:
        duration = self._recorded.duration_ms
        last = one.start_ms if one.end_ms is None else one.end_ms
        if one.start_ms >= 0 and last <= duration:
            return one
        text = f"It is at {clock(one.start_ms)} to {clock(last)}; the recording ends at {clock(duration)}."
        pairs = [(_WRITTEN, "take it as it is")]
        if one.start_ms < duration and (last > 0 or one.end_ms is None):
            pairs.append((_CUT, "cut it to the recording"))
        chosen = self._ask("outside", one.marked, text, *pairs)
        if chosen == _CUT:
            end = None if one.end_ms is None else min(one.end_ms, duration)
            return one._replace(start_ms=max(0, one.start_ms), end_ms=end)
        return one if chosen else None

    def _once(self, timed: Sequence[_Episode]) -> list[_Episode]:
        first: dict[str, _Episode] = {}
        for one in timed:
            episode = one.marked.episode
            if episode in first:
                text = f"It begins again at {clock(one.start_ms)}."
                pairs = ((_FIRST, "the first time counts"),)
                self._asked.ask("episode twice", (episode,), one.marked.place, text, choices(*pairs))
            else:
                first[episode] = one
        return list(first.values())

    def _until_the_next(self, found: Sequence[_Episode]) -> list[_Episode]:
        """Return the episodes that may last until the next begins."""
        kept = []
        for one, later in pairwise(found):
            fits = one.end_ms is None or abs(one.end_ms - later.start_ms) <= self._recorded.step_ms
            if fits and one.start_ms < later.start_ms:
                kept.append(one)
                continue
            until = "" if one.end_ms is None else f" ends at {clock(one.end_ms)}, and"
            text = f"It{until} begins at {clock(one.start_ms)}, the next at {clock(later.start_ms)}."
            lasts = ((_NEXT, "it lasts until the next begins"),) if one.start_ms < later.start_ms else ()
            if self._ask("episode ends", one.marked, text, *lasts):
                kept.append(one)
        return [*kept, *found[-1:]]

    def _is_locked(self, kept: Sequence[_Episode], whole: Place) -> bool:
        """Whether the marks are left out, or may be, because the session has locked others."""
        locked = dict(self._recorded.locked)
        others = [
            one for one in kept if abs(locked.get(one.marked.episode, -(10**9)) - one.start_ms) > self._recorded.step_ms
        ]
        if not locked or not others:
            return False
        text = f"{count(len(others), 'episode')} of the file begin elsewhere than the locked boundaries of the session."
        pairs = ((_WRITTEN, "keep them in the coding; the locked ones count"), (OUT, "leave the marks out"))
        return self._asked.ask("locked", (), whole, text, choices(*pairs)) != _WRITTEN

    def _shown(self, at_ms: int) -> int:
        return self._recorded.shown_at(at_ms) if self._on_frames else at_ms
