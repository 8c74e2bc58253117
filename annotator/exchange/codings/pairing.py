"""States of which a file gives the start and the stop as two rows that nothing tells apart."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace

from annotator.exchange.codings.foreign import ForeignEvent, Oddity


def paired(rows: Sequence[ForeignEvent]) -> tuple[ForeignEvent, ...]:
    """Return the events that rows stand for: of states without an end, one is the start and the next its stop.

    Of one person, code and answers, the 1st, 3rd ... in time is a start and the 2nd, 4th ... its stop. What is left
    over is paired in the same way by person and code only; what is left then keeps to have no end. A question that
    only the stop answers is answered; where the two contradict each other, the answer of the start is kept. Where the
    stop does not say all that the start says, the event has the oddity “answers differ”.

    Args:
        rows: of one observation, in the order of the file. What is no state, or has an end, stays as it is.

    Returns:
        Events in the order of the rows in which they start.
    """
    ends = {place for place, row in enumerate(rows) if row.kind == "state" and row.end_ms is None}
    order = sorted(ends, key=lambda place: (rows[place].start_ms or 0, place))
    stops = stops_of({place: (rows[place].who, rows[place].code, frozenset(rows[place].answers)) for place in order})
    taken = stops.keys() | stops.values()
    stops |= stops_of({place: (rows[place].who, rows[place].code) for place in order if place not in taken})
    ended_by = set(stops.values())
    return tuple(
        _joined(row, rows[stops[place]]) if place in stops else row
        for place, row in enumerate(rows)
        if place not in ended_by
    )


def stops_of(keys: Mapping[int, Hashable]) -> dict[int, int]:
    """Return for each start its stop, the next with the same key: of each key the 2nd stops the 1st, the 4th the 3rd.

    >>> stops_of({0: "a", 1: "b", 2: "a", 3: "a"})
    {0: 2}
    """
    running: dict[Hashable, int] = {}
    found = {}
    for place, key in keys.items():
        if key in running:
            found[running.pop(key)] = place
        else:
            running[key] = place
    return found


def _joined(start: ForeignEvent, stop: ForeignEvent) -> ForeignEvent:
    says_all = set(start.answers) <= set(stop.answers)
    oddities: tuple[Oddity, ...] = () if says_all else ("answers differ",)
    answered = dict(start.answers)
    added = tuple(one for one in stop.answers if one[0] not in answered)
    comments = dict.fromkeys(filter(None, (start.comment, stop.comment)))
    return replace(
        start,
        end_ms=stop.start_ms,
        answers=stop.answers if says_all else (*start.answers, *added),
        comment="\n".join(comments),
        oddities=(*start.oddities, *oddities),
    )
