"""What two coders are allowed to differ by before it counts, as the lab decides."""

from typing import Annotated

from msgspec import Meta, Struct


class Tolerances(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How agreement is counted. The defaults are those of the literature; they are stored with every result.

    points_ms: the largest difference of two points that are taken for one.
    states_ms: how far away a state may be, where agreement over time is also given with a tolerance.
    overlap: the least overlap of two bouts that are linked, as a share of the longer (Holle & Rein 2015).
    onsets_ms: how far apart the onsets of two aligned bouts may be if the bouts do not overlap.
    unit_ms: from one sample to the next, where agreement is also given as older programs sample it.
    counts_ms: length of the intervals in which occurrences are counted, as behaviour analysts do.
    """

    points_ms: Annotated[int, Meta(ge=0, le=60_000)] = 1000
    states_ms: Annotated[int, Meta(ge=0, le=60_000)] = 1000
    overlap: Annotated[float, Meta(gt=0.5, le=1)] = 0.60
    onsets_ms: Annotated[int, Meta(ge=0, le=60_000)] = 1000
    unit_ms: Annotated[int, Meta(ge=1, le=600_000)] = 1000
    counts_ms: Annotated[int, Meta(ge=1000, le=600_000)] = 10_000
