"""How two coders agree over time and on points, in one session or in many: the one result of it."""

from dataclasses import dataclass

from annotator.agreement.pair.counts import compare_points
from annotator.agreement.pair.modifiers import ModifierResult, ReadingResult, compare_modifiers, compare_readings
from annotator.agreement.pair.read import PairData
from annotator.agreement.pair.stated import with_reason
from annotator.progress import Progress
from annotator.statistics.estimate import LEVEL
from annotator.statistics.points import PointAgreement
from annotator.statistics.states import StateTime, compare_time


@dataclass(frozen=True, slots=True, eq=False)
class OverTime:
    """What is said of two coders session by session: no indices, nothing that takes long.

    Attributes:
        data: what was compared, and by which settings.
        channels: agreement on every channel of state codes by its id, in the order of the codebook.
        points: agreement on every point code, in the order of the codebook.
        modifiers: agreement on what was answered about events that both have.
        readings: agreement on channels and points with other modifiers as part of the code.
    """

    data: PairData
    channels: dict[str, StateTime]
    points: tuple[PointAgreement, ...]
    modifiers: tuple[ModifierResult, ...]
    readings: tuple[ReadingResult, ...]


def over_time(data: PairData, confidence: float | None = None) -> OverTime:
    """Compare two coders over time and on points; confidence: of the intervals, None leaves them out.

    A channel is compared over the time of the window in which both looked for its codes, where they say so (see
    where_looked_for). Events that still run reach to the end of the window. Swapping the coders transposes the tables
    and changes no statistic.
    """
    return OverTime(
        data,
        dict(compare_channels(data, confidence, in_full=False)),
        tuple(one.agreement for one in compare_points(data)),
        compare_modifiers(data),
        compare_readings(data, confidence),
    )


def compare_channels(
    data: PairData,
    confidence: float | None = LEVEL,
    progress: Progress = lambda _share: None,
    *,
    in_full: bool = True,
) -> tuple[tuple[str, StateTime], ...]:
    """Compare every channel of state codes over time.

    Args:
        data: the two coders and their sessions.
        confidence: of the intervals; None leaves the intervals out.
        progress: told the share done.
        in_full: see compare_time.
    """
    found = []
    for number, channel in enumerate(data.codebook.state_channels if data.sessions else ()):
        compared = compare_time(data.streams(channel), confidence, in_full=in_full)
        found.append((channel, with_reason(data, compared, data.codebook.state_channels[channel])))
        progress((number + 1) / len(data.codebook.state_channels))
    return tuple(found)
