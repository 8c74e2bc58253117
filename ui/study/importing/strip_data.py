"""What becomes of one observation, as it is drawn: a lane a code, what comes in and what is in doubt."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from annotator.exchange.codings.doubts import Case, Doubt
from annotator.exchange.codings.foreign import ForeignEvent, Observation
from annotator.exchange.codings.review import Here, Planned, Review, Source
from annotator.model.codebook import Codebook
from annotator.model.items import Event
from annotator.text import count, plain

Moments = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DoubtfulEvent:
    """An event of which something is open.

    Attributes:
        start_ms, end_ms: as far as the file says; they are the same where it does not last, or nobody knows.
        is_point: whether it has no length, as the file says.
        title: what is in doubt.
        doubt, case: of the review.
    """

    start_ms: int
    end_ms: int
    is_point: bool
    title: str
    doubt: Doubt
    case: Case


@dataclass(slots=True)
class StripLane:
    """One code: name, its id ("" where it has none here), what comes in, and what is in doubt."""

    name: str
    code: str
    starts: Moments = field(default_factory=lambda: np.empty(0, np.int64))
    ends: Moments = field(default_factory=lambda: np.empty(0, np.int64))
    doubtful: list[DoubtfulEvent] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StripData:
    """One observation, with the lanes that have something in the order of the codebook; in ms of its session."""

    source: str
    observation: str
    title: str
    session: str
    duration_ms: int
    lanes: tuple[StripLane, ...]
    codebook: Codebook


def strip_of(sources: Sequence[Source], here: Here, review: Review, source: str, name: str) -> StripData | None:
    """Return what becomes of an observation; None where there is no such one."""
    said = next(
        (one for file in sources if file.sha256 == source for one in file.observations if one.name == name), None
    )
    planned = next((one for one in review.planned if (one.source, one.name) == (source, name)), None)
    if said is None or planned is None:
        return None
    recorded = here.recorded.get(planned.session)
    last = max((max(one.start_ms or 0, one.end_ms or 0) for one in said.events), default=0)
    duration = recorded.duration_ms if recorded else max([last, *(one.length_ms or 0 for one in said.media)])
    lanes = _lanes(planned.events, here.codebook, duration)
    _add_doubtful(lanes, review, source, said, here.codebook)
    order = {code.id: place for place, code in enumerate(here.codebook.all_codes)}
    listed = sorted(lanes.values(), key=lambda one: (order.get(one.code, len(order)), one.name))
    title = _title(planned)
    return StripData(source, name, title, planned.session, max(duration, 1), tuple(listed), here.codebook)


def _title(planned: Planned) -> str:
    if planned.is_out:
        return f"{plain(planned.name)} is left out"
    of = f" of {planned.in_file:,}" if planned.stays_out else ""
    who = f"{planned.session or 'session ?'} by {planned.coder or '?'}"
    return f"{who}, {count(len(planned.events), 'event') if not of else f'{len(planned.events):,}{of} events'}"


def _lanes(events: Sequence[Event], codebook: Codebook, duration_ms: int) -> dict[str, StripLane]:
    found: dict[str, tuple[list[int], list[int]]] = {}
    for one in events:
        starts, ends = found.setdefault(one.code, ([], []))
        starts.append(one.start_ms)
        ends.append(duration_ms if one.end_ms is None else one.end_ms)
    names = codebook.code_by_id
    return {
        code: StripLane(
            names[code].name if code in names else code, code, np.array(starts, np.int64), np.array(ends, np.int64)
        )
        for code, (starts, ends) in found.items()
    }


def _add_doubtful(
    lanes: dict[str, StripLane], review: Review, source: str, said: Observation, codebook: Codebook
) -> None:
    by_row: dict[str, ForeignEvent] = {one.row: one for one in said.events}
    ours = {(one.theirs, one.who): one.ours for one in review.codes}
    for doubt in review.doubts:
        if not doubt.open:
            continue
        for case in doubt.cases:
            event = by_row.get(case.row)
            if case.chosen or case.at_ms is None or event is None:
                continue
            if (case.source, case.observation) != (source, said.name):
                continue
            code = ours.get((event.code, event.who), "")
            name = codebook.code_by_id[code].name if code in codebook.code_by_id else f"? {plain(event.code)}"
            lane = lanes.setdefault(code or f"? {event.code}", StripLane(name, code))
            length = 0 if event.end_ms is None or event.start_ms is None else event.end_ms - event.start_ms
            lane.doubtful.append(
                DoubtfulEvent(case.at_ms, case.at_ms + max(0, length), event.kind == "point", doubt.title, doubt, case)
            )
