"""Bouts linked by overlap (Holle & Rein 2015): the method of EasyDIAg and ELAN."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.statistics.estimate import Statistic, Undefined
from annotator.statistics.events.bouts import Bouts, bouts_in
from annotator.statistics.events.tables import EventAgreement, agreement_of, event_table
from annotator.statistics.streams import Pair, Positions, Stream, Times
from annotator.statistics.tables import Tables

CRITERION = 0.60
"""The least overlap, as a share of the longer bout, that Holle & Rein recommend."""

_NO_PAIRS = "not estimable: no pair of bouts with the same code shows it"


@dataclass(frozen=True, slots=True)
class Differences:
    """By how much coder B is later than coder A; negative where B is earlier.

    Attributes:
        count: number of pairs.
        median_ms: half of them are below.
        lower_quartile_ms: a quarter of them are below (linear interpolation).
        upper_quartile_ms: three quarters are.
    """

    count: int
    median_ms: Statistic
    lower_quartile_ms: Statistic
    upper_quartile_ms: Statistic


@dataclass(frozen=True, slots=True)
class LinkedAgreement:
    """How two coders agree on the bouts of a channel.

    Attributes:
        criterion: the least overlap, as a share of the longer bout.
        bouts_a: bouts of coder A.
        bouts_b: bouts of coder B.
        pairs: how many are linked, whatever their codes.
        matched: how many of those have the same code.
        events: agreement from the table in which a pair counts twice, once for each coder.
        onsets: of matched pairs whose onsets lie in the window.
        offsets: of matched pairs whose offsets do.
    """

    criterion: float
    bouts_a: int
    bouts_b: int
    pairs: int
    matched: int
    events: EventAgreement
    onsets: Differences
    offsets: Differences


def link_streams(pairs: Sequence[Pair], criterion: float = CRITERION) -> LinkedAgreement:
    """Link the bouts of both coders in each session and say how well they agree in all of them together.

    Args:
        pairs: the sessions, at least one, all of the same channel; bouts are cut at the edges of the window.
        criterion: the least overlap, as a share of the longer bout, from above 0.5 to 1.

    Raises:
        ValueError: if the criterion is outside that.
    """
    sessions = [_link_session(*pair, criterion) for pair in pairs]
    table = np.sum([one.table for one in sessions], axis=0)
    alone = int(table[:-1, -1].sum()), int(table[-1, :-1].sum())
    linked = int(table[:-1, :-1].sum()) // 2
    return LinkedAgreement(
        criterion=criterion,
        bouts_a=linked + alone[0],
        bouts_b=linked + alone[1],
        pairs=linked,
        matched=int(table.trace()) // 2,
        events=agreement_of(table),
        onsets=differences_of(np.concatenate([one.onsets_ms for one in sessions])),
        offsets=differences_of(np.concatenate([one.offsets_ms for one in sessions])),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Session:
    """The table of one session, and by how much B is later where both ends of a matched pair were seen."""

    table: Tables
    onsets_ms: Times
    offsets_ms: Times


def _link_session(a: Stream, b: Stream, window: Times, criterion: float) -> _Session:
    bouts_a, bouts_b = bouts_in(a, window), bouts_in(b, window)
    of_a, of_b = link(bouts_a, bouts_b, criterion)
    same = bouts_a.codes[of_a] == bouts_b.codes[of_b]
    onsets = same & bouts_a.onset_seen[of_a] & bouts_b.onset_seen[of_b]
    offsets = same & bouts_a.offset_seen[of_a] & bouts_b.offset_seen[of_b]
    return _Session(
        event_table(bouts_a, bouts_b, list(zip(of_a, of_b, strict=True)), len(a.codes) - 1, per_pair=2),
        (bouts_b.starts_ms[of_b] - bouts_a.starts_ms[of_a])[onsets],
        (bouts_b.ends_ms[of_b] - bouts_a.ends_ms[of_a])[offsets],
    )


def link(a: Bouts, b: Bouts, criterion: float = CRITERION) -> tuple[Positions, Positions]:
    """Return the positions of the bouts that belong together, of A and of B, in order; codes play no part.

    Two bouts are linked if what they share is at least criterion of the longer. Because that is more than half of
    both, no bout can have two partners, nothing has to be chosen, and the partner is the one bout that is on in the
    middle.

    Raises:
        ValueError: if the criterion is not above 0.5 and at most 1.
    """
    if not 0.5 < criterion <= 1:
        raise ValueError(f"the criterion must be above 0.5 and at most 1, not {criterion}")
    if not len(a) or not len(b):
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    middle = (a.starts_ms + a.ends_ms) // 2
    partner = np.maximum(b.starts_ms.searchsorted(middle, side="right") - 1, 0)
    shared = np.minimum(a.ends_ms, b.ends_ms[partner]) - np.maximum(a.starts_ms, b.starts_ms[partner])
    linked = np.flatnonzero(shared >= criterion * np.maximum(a.lengths_ms, b.lengths_ms[partner]))
    return linked, partner[linked]


def differences_of(later_ms: Times, reason: str = _NO_PAIRS) -> Differences:
    """Return median and quartiles of differences in ms; reason says why there are none."""
    if not later_ms.size:
        none = Undefined(reason)
        return Differences(0, none, none, none)
    low, middle, high = np.quantile(later_ms, (0.25, 0.5, 0.75)).tolist()
    return Differences(len(later_ms), middle, low, high)
