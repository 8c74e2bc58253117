"""The observations of a table while its rows are read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from annotator.exchange.codings.foreign import ForeignEvent, ForeignMedia, Observation
from annotator.exchange.codings.readers.table_sheet import FoundTable
from annotator.exchange.codings.table_shape import Above, Shape
from annotator.exchange.codings.times import FURTHEST_MS
from annotator.exchange.told import Told
from annotator.text import plain


@dataclass(frozen=True, slots=True)
class Made:
    """An event with the set in which it stands, "" for none: where codes exclude each other."""

    event: ForeignEvent
    in_set: str = ""


@dataclass(slots=True)
class Gathered:
    """What the rows of one observation have said so far; times in ms as they are written."""

    name: str
    session: str = ""
    coder: str = ""
    start_ms: int | None = None
    end_ms: int | None = None
    description: str = ""
    made: list[Made] = field(default_factory=list)
    media: dict[str, int | None] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def first_ms(self) -> int:
        """The first time that it names; it has events."""
        times = (one for made in self.made for one in (made.event.start_ms, made.event.end_ms))
        return min(one for one in (self.start_ms, *times) if one is not None)

    def observation(self, shape: Shape, told: Told, from_ms: int) -> Observation:
        """Return it as a reader does: with its times counted from where they should be, and what touches noted."""
        events = [_earlier(one.event, from_ms) for one in touching(self.made, shape.touch_ms)]
        start, end = (None if one is None else one - from_ms for one in (self.start_ms, self.end_ms))
        return Observation(
            self.name,
            tuple(_within(events, told)),
            session=self.session,
            coder=self.coder,
            media=tuple(ForeignMedia(path, length) for path, length in self.media.items()),
            start_ms=start,
            end_ms=end,
            variables=tuple(self.variables.items()),
            description=self.description,
        )


def _earlier(event: ForeignEvent, by_ms: int) -> ForeignEvent:
    if not by_ms:
        return event
    start, end, after = (None if one is None else one - by_ms for one in (event.start_ms, event.end_ms, event.next_ms))
    return replace(event, start_ms=start, end_ms=end, next_ms=after)


def _within(events: Iterable[ForeignEvent], told: Told) -> Iterator[ForeignEvent]:
    """Yield the events that are not further from the beginning than any is."""
    for event in events:
        if max(abs(event.start_ms or 0), abs(event.end_ms or 0)) <= FURTHEST_MS:
            yield event
        else:
            told.say(f"{event.row}: it is more than a week from the beginning.", "events so far out")


def touching(made: Sequence[Made], most_ms: int) -> Iterator[Made]:
    """Yield the events; those that end so shortly before the next of their set begins say so."""
    if not most_ms:
        yield from made
        return
    streams: dict[tuple[str, str], list[int]] = {}
    for place, one in enumerate(made):
        if one.in_set and one.event.start_ms is not None:
            streams.setdefault((one.in_set, one.event.who), []).append(place)
    after: dict[int, int] = {}
    for places in streams.values():
        ordered = sorted(places, key=lambda place: made[place].event.start_ms or 0)
        for place, following in pairwise(ordered):
            end, begins = made[place].event.end_ms, made[following].event.start_ms
            if (
                end is not None
                and begins is not None
                and 0 < begins - end <= most_ms
                and end != made[place].event.start_ms
            ):
                after[place] = begins
    for place, one in enumerate(made):
        if place in after:
            yield replace(one, event=replace(one.event, oddities=("touches next",), next_ms=after[place]))
        else:
            yield one


def said_above(table: FoundTable, shape: Shape, told: Told) -> tuple[dict[Above, str], dict[str, str]]:
    """Return what the lines above the header say, and the variables among them.

    Args:
        table: the table.
        shape: of it.
        told: hears of lines that mean nothing.
    """
    meanings = {name.casefold(): what for name, what in shape.above.items()}
    said: dict[Above, str] = {}
    variables: dict[str, str] = {}
    for row in table.above():
        cells = [cell.strip() for cell in row if cell.strip()]
        if not cells:
            continue
        what = meanings.get(cells[0].casefold(), meanings.get("*"))
        if what == "variable" and len(cells) > 1:
            variables[cells[0]] = " ".join(cells[1:])
        elif what is None:
            told.say(f"A line above the header is not taken: {plain(cells[0], 60)}.", "lines above the header")
        elif what != "passed over" and len(cells) > 1:
            said.setdefault(what, cells[-1])
    return said, variables
