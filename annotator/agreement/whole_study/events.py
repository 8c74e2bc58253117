"""Agreement by events of every pair: which bouts and points of one coder the other has as well."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.agreement.reading import points_in
from annotator.agreement.whole_study.compared import Compared, Meeting
from annotator.agreement.whole_study.estimates import Counted, PairEstimates, Statistics, pair_estimates
from annotator.agreement.whole_study.subjects import Subject, channel_subjects
from annotator.statistics.blocks import block_cuts, part_ms
from annotator.statistics.estimate import LEVEL, Values
from annotator.statistics.events.bouts import Bouts, bouts_in
from annotator.statistics.events.linked import CRITERION, link
from annotator.statistics.points import POINT_TOLERANCE_MS, match_points
from annotator.statistics.streams import Positions, Times
from annotator.statistics.tables import Tables, divide


@dataclass(frozen=True, slots=True, eq=False)
class _Marks:
    """Everything both coders marked in one session.

    Attributes:
        starts_ms: where it begins, inside the window.
        codes: index of its code.
        found: whether the other coder has it, too.
        coders: 0 for coder A, 1 for B.
    """

    starts_ms: Times
    codes: Positions
    found: NDArray[np.bool_]
    coders: Positions


def bout_estimates(
    compared: Compared, channel: str, criterion: float = CRITERION, confidence: float = LEVEL
) -> tuple[PairEstimates, ...]:
    """Return F1 of the bouts of a channel and of each of its codes, for every pair.

    A bout is found by the other coder if one of the same code overlaps it by the criterion, a share of the longer
    (Holle & Rein 2015).
    """
    subjects = channel_subjects(compared.codebook, channel)
    kept: dict[int, Bouts] = {}
    marks = [_linked(meeting, channel, criterion, kept) for meeting in compared.meetings]
    return _estimates(compared, channel, subjects, marks, confidence)


def point_estimates(
    compared: Compared, code: str, tolerance_ms: int = POINT_TOLERANCE_MS, confidence: float = LEVEL
) -> tuple[PairEstimates, ...]:
    """Return F1 of a point code, matched one to one within tolerance_ms, for every pair."""
    subject = Subject("point", code, compared.codebook.code_by_id[code].name)
    return (points_together(compared, (code,), subject, tolerance_ms, confidence),)


def points_together(
    compared: Compared, codes: Sequence[str], subject: Subject, tolerance_ms: int, confidence: float = LEVEL
) -> PairEstimates:
    """Return F1 of several point codes put together, each matched with its like only, for every pair."""
    marks = [
        _joined([_matched(meeting, code, number, tolerance_ms) for number, code in enumerate(codes)])
        for meeting in compared.meetings
    ]
    whole, *_ = _estimates(compared, codes[0], (subject,) * (len(codes) + 1), marks, confidence)
    return whole


def bout_counts(compared: Compared, channel: str, criterion: float = CRITERION) -> Tables:
    """Return how many bouts both have of each code, and how many of them the other has too.

    Returns:
        Counts of each meeting, shape (meetings, codes, coders, (found, all)).
    """
    codes, kept = len(compared.codebook.state_channels[channel]), dict[int, Bouts]()
    counts = [_counts(_linked(one, channel, criterion, kept), codes) for one in compared.meetings]
    return np.array(counts, dtype=np.int64).reshape(-1, codes, 2, 2)


def point_counts(compared: Compared, code: str, tolerance_ms: int = POINT_TOLERANCE_MS) -> Tables:
    """Return the same of a point code, shape (meetings, 1, coders, (found, all))."""
    counts = [_counts(_matched(one, code, 0, tolerance_ms), 1) for one in compared.meetings]
    return np.array(counts, dtype=np.int64).reshape(-1, 1, 2, 2)


def _linked(meeting: Meeting, channel: str, criterion: float, kept: dict[int, Bouts]) -> _Marks:
    *both, window = meeting.pair(channel)
    for stream in both:
        if id(stream) not in kept:  # a stream is of one window, and all who met in the session share it
            kept[id(stream)] = bouts_in(stream, window)
    bouts_a, bouts_b = (kept[id(stream)] for stream in both)
    of_a, of_b = link(bouts_a, bouts_b, criterion)
    same = bouts_a.codes[of_a] == bouts_b.codes[of_b]
    found = np.zeros(len(bouts_a) + len(bouts_b), dtype=bool)
    found[of_a[same]] = found[len(bouts_a) + of_b[same]] = True
    return _Marks(
        np.concatenate((bouts_a.starts_ms, bouts_b.starts_ms)),
        np.concatenate((bouts_a.codes, bouts_b.codes)),
        found,
        np.repeat([0, 1], [len(bouts_a), len(bouts_b)]),
    )


def _joined(parts: Sequence[_Marks]) -> _Marks:
    columns = zip(*((one.starts_ms, one.codes, one.found, one.coders) for one in parts), strict=True)
    return _Marks(*(np.concatenate(column) for column in columns))


def _matched(meeting: Meeting, code: str, number: int, tolerance_ms: int) -> _Marks:
    a, b = (points_in(coding, code, meeting.window_of(code)) for coding in (meeting.said.a, meeting.said.b))
    matching = match_points(a, b, tolerance_ms)
    matched = np.array(matching.pairs, dtype=np.int64).reshape(-1, 2).T
    sides = [(matched[0], True, 0), (matched[1], True, 1), (matching.only_a, False, 0), (matching.only_b, False, 1)]
    starts = [np.array(at, dtype=np.int64) for at, _, _ in sides]
    sizes = [one.size for one in starts]
    return _Marks(
        np.concatenate(starts),
        np.full(sum(sizes), number, dtype=np.intp),
        np.repeat([found for _, found, _ in sides], sizes),
        np.repeat([coder for _, _, coder in sides], sizes),
    )


def _estimates(
    compared: Compared, about: str, subjects: Sequence[Subject], marks: Sequence[_Marks], confidence: float
) -> tuple[PairEstimates, ...]:
    codes = len(subjects) - 1
    counts = np.array([_counts(one, codes) for one in marks], dtype=np.int64).reshape(-1, codes, 2, 2)
    counted = Counted(
        about=about,
        subjects=subjects,
        counts=counts,
        parts=dict(_parts(compared, marks, codes)),
        statistics=event_statistics,
        held=event_marks,
        differing=None,
        value_reason=lambda *_: "not estimable: neither coder used this code",
        marks=_fewer_marks(compared, counts),
    )
    return tuple(pair_estimates(compared, counted, confidence))


def event_statistics(counts: Tables | Values) -> Statistics:
    """Return F1, found / all, of counts of shape (..., codes, coders, (found, all)): of all codes, then of each."""
    by_code = counts.sum(axis=-2, dtype=np.float64)
    both = np.concatenate((by_code.sum(axis=-2, keepdims=True), by_code), axis=-2)
    return {"f1": divide(both[..., 0], both[..., 1])}


def _counts(marks: _Marks, codes: int) -> Tables:
    """Return how many each coder has of each code, shape (codes, coders, (found, all))."""
    cells = marks.codes * 2 + marks.coders
    every = [np.bincount(chosen, minlength=2 * codes) for chosen in (cells[marks.found], cells)]
    return np.stack(every, axis=-1).reshape(codes, 2, 2)


def event_marks(counts: Tables) -> Tables:
    """Return how much both coders marked, shape (..., 1 + codes) from (..., codes, coders, (found, all))."""
    by_code = counts[..., 1].sum(axis=-1)
    return np.concatenate((by_code.sum(axis=-1, keepdims=True), by_code), axis=-1)


def _parts(compared: Compared, marks: Sequence[_Marks], codes: int) -> Iterator[tuple[int, Tables]]:
    """Yield the pairs that met once with the counts of the parts of that recording."""
    for pair, place in enumerate(compared.places):
        if place.stop - place.start == 1:
            yield pair, _part_counts(compared.meetings[place.start], marks[place.start], codes)


def _part_counts(meeting: Meeting, marks: _Marks, codes: int) -> Tables:
    """Return the counts of each part of the window; a bout belongs to where it begins."""
    cuts = block_cuts(meeting.window, part_ms(meeting.window))
    cells = (cuts.searchsorted(marks.starts_ms, side="right") * codes + marks.codes) * 2 + marks.coders
    size = (cuts.size + 1) * codes * 2
    every = [np.bincount(chosen, minlength=size) for chosen in (cells[marks.found], cells)]
    return np.stack(every, axis=-1).reshape(-1, codes, 2, 2)


def _fewer_marks(compared: Compared, counts: Tables) -> Positions:
    """Return the bouts or points of the coder of each pair with fewer, shape (pairs, 1 + codes)."""
    pooled = np.array([counts[place, :, :, 1].sum(axis=0) for place in compared.places], dtype=np.intp)
    pooled = pooled.reshape(len(compared.places), -1, 2)
    return np.asarray(np.concatenate((pooled.sum(axis=1, keepdims=True), pooled), axis=1).min(axis=-1))
