"""When an event of a file was: missing ends, reversed times, points that last; each asked, none mended in silence."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from annotator.exchange.codings.asking import Asked, Place, choices
from annotator.exchange.codings.doubts import OUT, Choice, DoubtKind
from annotator.exchange.codings.foreign import ForeignEvent
from annotator.exchange.codings.pairing import stops_of
from annotator.exchange.codings.review import Recorded
from annotator.model.codebook import Code
from annotator.text import clock, count, plain

_NEXT, _CLOSE, _RUNNING, _BEGIN, _START, _END = "next", "close", "running", "begin", "start", "end"
_AS_WRITTEN, _SHOWN, _SWAP, _ONE, _CUT, _FRAME, _OPEN = "written", "shown", "swap", "one", "cut", "frame", "open"

_PAIRS, _STARTS = "pairs", "starts"

_OUT = Choice(OUT, "leave this event out")


@dataclass(slots=True)
class Draft:
    """An event on its way: what it is here, and when it was, as far as that is known.

    Attributes:
        event: as the file says.
        code: of the codebook.
        place: where it stands.
        answers: by modifier.
        comment: of the file, where it is taken, and what was told of answers.
        start_ms: of session time.
        end_ms: of session time; None with is_running: nobody has marked the end.
    """

    event: ForeignEvent
    code: Code
    place: Place
    answers: Mapping[str, str]
    comment: str
    start_ms: int | None
    end_ms: int | None
    is_running: bool = False


class Timing:
    """Settles when the events of one observation were.

    Args:
        asked: is asked what the file leaves open.
        recorded: the time of the session.
        starts: by channel, when its events begin, in order.
        on_frames: whether times between two frames become those of the frame that was shown.
    """

    def __init__(
        self, asked: Asked, recorded: Recorded, starts: Mapping[str, Sequence[int]], *, on_frames: bool
    ) -> None:
        self._asked, self._recorded, self._starts, self._on_frames = asked, recorded, starts, on_frames

    def settled(self, draft: Draft) -> Draft | None:
        """Return an event with the times it will have; None where it is left out, or something about it is open."""
        for step in (self._oddities, self._order, self._lasting, self._inside):
            found = step(draft)
            if found is None:
                return None
            draft = found
        return self._to_frames(draft)

    def _ask(self, kind: DoubtKind, draft: Draft, text: str, *pairs: tuple[str, str]) -> str:
        """Return the choice, "" where the event is left out or nobody has chosen."""
        chosen = self._asked.ask(kind, (draft.event.code,), draft.place, text, (*choices(*pairs), _OUT))
        return "" if chosen == OUT else chosen

    def _oddities(self, draft: Draft) -> Draft | None:
        event = draft.event
        if "touches next" in event.oddities and event.next_ms is not None and draft.end_ms is not None:
            later = event.next_ms - (event.end_ms or 0)
            text = f"It ends {later} ms before the next begins, as if its last moment still belonged to it."
            chosen = self._ask(
                "touches next", draft, text, (_NEXT, "it ends where the next begins"), (_AS_WRITTEN, "as written")
            )
            if not chosen:
                return None
            draft = replace(draft, end_ms=draft.end_ms + later) if chosen == _NEXT else draft
        if "answers differ" in event.oddities:
            text = "Its start and its end have different answers: they may be two events."
            if not self._ask("answers differ", draft, text, (_ONE, "one event, answered as at its start")):
                return None
        if "between" in event.oddities:
            text = "The file has no time for it, only for what stands before and behind it."
            if not self._ask("between", draft, text, (_ONE, "lay it between them in equal parts")):
                return None
        return draft

    def _order(self, draft: Draft) -> Draft | None:
        start, end = draft.start_ms, draft.end_ms
        if start is None or end is None or end >= start:
            return draft
        text = f"It starts at {_at(start)} and ends at {_at(end)}."
        pairs = [(_SWAP, f"from {_at(end)} to {_at(start)}"), (_OPEN, f"it starts at {_at(start)}, its end is unknown")]
        chosen = self._ask("reversed", draft, text, *pairs)
        if chosen == _SWAP:
            return replace(draft, start_ms=end, end_ms=start)
        return replace(draft, end_ms=None) if chosen else None

    def _lasting(self, draft: Draft) -> Draft | None:
        if draft.start_ms is None:
            return self._without_start(draft)
        if draft.code.is_point:
            return self._as_point(draft, draft.start_ms)
        if draft.end_ms is None:
            return self._ending(draft, "no end", "It starts, and no end follows in the file.")
        if draft.end_ms == draft.start_ms:
            is_point = draft.event.kind == "point"
            text = (
                f"It is a point in the file, and {draft.code.name} is a state here."
                if is_point
                else "It has no length."
            )
            return self._ending(draft, "kind" if is_point else "no length", text)
        return draft

    def _without_start(self, draft: Draft) -> Draft | None:
        if draft.end_ms is None:
            return None  # it has no time at all; readers have told so
        text = "It ends, and has no start in the file."
        if draft.code.is_point:
            if not self._ask("no start", draft, text, (_END, "a point at that moment")):
                return None
            return replace(draft, start_ms=draft.end_ms)
        begin = self._recorded.begin_ms
        pairs = [(_BEGIN, f"it starts at {_at(begin)}")] if begin < draft.end_ms else []
        return replace(draft, start_ms=begin) if self._ask("no start", draft, text, *pairs) else None

    def _as_point(self, draft: Draft, start_ms: int) -> Draft | None:
        if draft.end_ms is None and draft.event.kind == "state":
            text = f"It is a state in the file, without an end, and {draft.code.name} is a point here."
            chosen = self._ask("kind", draft, text, (_START, f"a point where it starts, {_at(start_ms)}"))
            return replace(draft, end_ms=start_ms) if chosen else None
        if draft.end_ms is None or draft.end_ms == start_ms:
            return replace(draft, end_ms=start_ms)
        text = f"It lasts in the file, and {draft.code.name} is a point here."
        pairs = [(_START, f"a point where it starts, {_at(start_ms)}"), (_END, f"where it ends, {_at(draft.end_ms)}")]
        chosen = self._ask("kind", draft, text, *pairs)
        moment = draft.end_ms if chosen == _END else start_ms
        return replace(draft, start_ms=moment, end_ms=moment) if chosen else None

    def _ending(self, draft: Draft, kind: DoubtKind, text: str) -> Draft | None:
        assert draft.start_ms is not None
        starts = self._starts.get(draft.code.channel_id, ())
        later = bisect_right(starts, draft.start_ms)
        ends = {_CLOSE: self._recorded.close_ms, _FRAME: self._recorded.next_after(draft.start_ms)}
        if later < len(starts):
            ends[_NEXT] = starts[later]
        said = {
            _NEXT: "it ends where the next of its kind begins, {}",
            _CLOSE: "it ends with the coding, {}",
            _FRAME: "it lasts one frame, to {}",
        }
        pairs = [(one, text.format(_at(ends[one]))) for one, text in said.items() if ends.get(one, 0) > draft.start_ms]
        chosen = self._ask(kind, draft, text, *pairs, (_RUNNING, "leave it running, without an end"))
        if chosen == _RUNNING:
            return replace(draft, end_ms=None, is_running=True)
        return replace(draft, end_ms=ends[chosen]) if chosen else None

    def _inside(self, draft: Draft) -> Draft | None:
        assert draft.start_ms is not None
        start, end, until = draft.start_ms, draft.start_ms if draft.end_ms is None else draft.end_ms, self._recorded
        if start >= 0 and end <= until.duration_ms:
            return draft
        text = f"It is at {_at(start)} to {_at(end)}; the recording ends at {_at(until.duration_ms)}."
        pairs = [(_AS_WRITTEN, "take it as it is")]
        if start < until.duration_ms and end > 0 and start < end:
            pairs.append((_CUT, "cut it to the recording"))
        chosen = self._ask("outside", draft, text, *pairs)
        if chosen == _CUT:
            cut_end = None if draft.end_ms is None else min(end, until.duration_ms)
            return replace(draft, start_ms=max(0, start), end_ms=cut_end)
        return draft if chosen else None

    def _to_frames(self, draft: Draft) -> Draft:
        """Return it with its times on frames; a state that would lose its length ends with the next frame."""
        if not self._on_frames or draft.start_ms is None:
            return draft
        start = self._recorded.shown_at(draft.start_ms)
        if draft.end_ms is None:
            return replace(draft, start_ms=start)
        end = start if draft.code.is_point else self._recorded.over_at(draft.end_ms)
        if end == start and not draft.code.is_point:
            end = self._recorded.next_after(start)
        return replace(draft, start_ms=start, end_ms=end)


def with_pairs(asked: Asked, drafts: Sequence[Draft], place: Place) -> tuple[list[Draft], int]:
    """Return the events of one observation, where moments of a state that may be starts or ends are paired if chosen.

    Beside them, how many moments became the end of another.

    Args:
        asked: is asked of each behaviour that the file has as moments only, without a word what they are.
        drafts: in the order of the file.
        place: the observation.
    """
    moments: dict[str, dict[int, Draft]] = {}
    for at, one in enumerate(drafts):
        is_moment = one.event.kind == "" and one.start_ms is not None and one.end_ms is None
        if is_moment and not one.code.is_point:
            moments.setdefault(one.event.code, {})[at] = one
    out: set[int] = set()
    ends: dict[int, Draft] = {}
    for code, found in moments.items():
        if len(found) == 1:
            continue
        text = f"The file has {count(len(found), 'moment')} of it, and does not say what starts there and what ends."
        pairs = ((_PAIRS, "the second ends the first, the fourth the third"), (_STARTS, "each is the start of another"))
        every = Place(place.source, place.observation, f"every “{plain(code)}”")
        chosen = asked.ask("kind", (code,), every, text, (*choices(*pairs), Choice(OUT, "leave them out")))
        if chosen == _PAIRS:
            order = sorted(found, key=lambda at: (found[at].start_ms or 0, at))
            stops = stops_of({at: (found[at].event.who, frozenset(found[at].event.answers)) for at in order})
            alone = [at for at in order if at not in {*stops, *stops.values()}]
            stops |= stops_of({at: found[at].event.who for at in alone})
            ends |= {start: found[stop] for start, stop in stops.items()}
            out |= set(stops.values())
        elif chosen != _STARTS:
            out |= set(found)
    left = [_ended(one, ends[at]) if at in ends else one for at, one in enumerate(drafts) if at not in out]
    return left, len(ends)


def _ended(start: Draft, stop: Draft) -> Draft:
    """Return a start with its end; where both answer one question otherwise, that is told by an oddity."""
    differ = any(stop.answers.get(one, answer) != answer for one, answer in start.answers.items())
    event = replace(start.event, oddities=(*start.event.oddities, "answers differ")) if differ else start.event
    comments = dict.fromkeys(filter(None, (start.comment, stop.comment)))
    answers = {**stop.answers, **start.answers}
    return replace(start, event=event, end_ms=stop.start_ms, answers=answers, comment="\n".join(comments))


def without_overlap(asked: Asked, drafts: Sequence[Draft], channel_of: Mapping[str, str]) -> Iterator[Draft]:
    """Yield the states of one observation so that none of a channel is on while another is, as was chosen.

    Args:
        asked: is asked where two are on at once.
        drafts: in order of start.
        channel_of: the channel of each code.
    """
    last: dict[str, Draft] = {}
    for draft in drafts:
        channel = channel_of[draft.code.id]
        before = last.get(channel)
        if draft.code.is_point or before is None or not _overlap(before, draft):
            if not draft.code.is_point:
                if before is not None:
                    yield before
                last[channel] = draft
            else:
                yield draft
            continue
        made = _parted(asked, before, draft)
        if made is None:
            continue
        yield from made[:-1]
        last[channel] = made[-1]
    yield from last.values()


def _overlap(before: Draft, draft: Draft) -> bool:
    assert draft.start_ms is not None
    return before.end_ms is None or draft.start_ms < before.end_ms


def _parted(asked: Asked, before: Draft, draft: Draft) -> tuple[Draft, ...] | None:
    """Return what becomes of two events that overlap, in order; None where the later one is left out, or it is open."""
    start = draft.start_ms
    assert start is not None
    until = "without an end" if before.end_ms is None else f"to {_at(before.end_ms)}"
    text = f"{before.code.name} is on {until}, and {draft.code.name} begins at {_at(start)}."
    options = [(_CUT, f"{before.code.name} ends at {_at(start)}")] if before.start_ms != start else []
    if before.code == draft.code:
        options.append((_ONE, "they are one event"))
    about = (before.event.code, draft.event.code)
    leave = Choice(OUT, "leave the later one out")
    chosen = asked.ask("overlap", about, draft.place, text, (*choices(*options), leave))
    if chosen == _CUT:
        return replace(before, end_ms=start, is_running=False), draft
    if chosen == _ONE:
        ends = [before.end_ms, draft.end_ms]
        return (replace(before, end_ms=None if None in ends else max(one for one in ends if one is not None)),)
    return None


def _at(ms: int) -> str:
    return clock(ms)
