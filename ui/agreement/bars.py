"""What the comparison strip draws: lanes of bars, in order of time."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest

from PySide6.QtGui import QBrush, QColor

from annotator.model.coding import Coding
from annotator.reliability import Disagreement
from ui.agreement.comparison import Comparison
from ui.agreement.matrix import DISAGREE
from ui.agreement.wording import code_name
from ui.swatch import code_styles, hatch
from ui.theme import text_on


@dataclass(frozen=True, slots=True)
class Bar:
    """Something that lasts over [start_ms, end_ms) of session time; a point has no length."""

    start_ms: int
    end_ms: int
    name: str
    short: str
    fill: QColor
    ink: QColor
    hatch: QBrush
    disagreement: Disagreement | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """Bars that do not overlap, in order of time."""

    name: str
    height: int
    bars: tuple[Bar, ...]
    has_names: bool = True
    is_coder: bool = False
    _starts: list[int] = field(init=False, repr=False, compare=False)
    _ends: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_starts", [bar.start_ms for bar in self.bars])
        object.__setattr__(self, "_ends", [bar.end_ms for bar in self.bars])

    def between(self, from_ms: float, to_ms: float) -> Sequence[Bar]:
        """Return the bars that touch [from_ms, to_ms]."""
        return self.bars[bisect_left(self._ends, from_ms) : bisect_right(self._starts, to_ms)]


def lanes_of(comparison: Comparison, channel: str) -> tuple[Lane, ...]:
    """Return the episodes, what each coder has in a channel, and where they differ in it."""
    a, b = comparison.coding_a, comparison.coding_b
    return (
        Lane("Episodes", 22, tuple(_episodes(comparison))),
        Lane(a.coder, 27, tuple(_events(comparison, a, channel)), is_coder=True),
        Lane(b.coder, 27, tuple(_events(comparison, b, channel)), is_coder=True),
        Lane("Difference", 18, tuple(_differences(comparison, channel)), has_names=False),
    )


def _episodes(comparison: Comparison) -> Iterator[Bar]:
    for span in comparison.episodes:
        episode = comparison.codebook.episode_by_id[span.episode]
        name, short = f"Episode {episode.id}: {episode.name}", f"{episode.id} {episode.short}"
        yield Bar(span.start_ms, span.end_ms, name, short, *_plain(episode.color))


def _events(comparison: Comparison, coding: Coding, channel: str) -> Iterator[Bar]:
    codebook = comparison.codebook
    codes = codebook.state_channels.get(channel) or (codebook.code_by_id[channel],)
    styles = code_styles(codebook)
    events = coding.events_of(code.id for code in codes)
    for event, following in zip_longest(events, events[1:]):
        # As in the statistics: a running state goes on, and the next of its channel ends it.
        limit_ms = comparison.session.duration_ms if following is None else following.start_ms
        end_ms = event.start_ms if event.end_ms == event.start_ms else min(event.end_ms or limit_ms, limit_ms)
        code = codebook.code_by_id[event.code]
        style = styles[code.id]
        name = f"{coding.coder}: {code.name}{' (running)' if event.is_running else ''}"
        yield Bar(event.start_ms, max(end_ms, event.start_ms), name, code.name, style.fill, style.ink, style.hatch)


def _differences(comparison: Comparison, channel: str) -> Iterator[Bar]:
    a, b = comparison.coding_a.coder, comparison.coding_b.coder
    found = sorted((one for one in comparison.disagreements if one.channel == channel), key=lambda one: one.start_ms)
    differs = (QColor(DISAGREE), QColor("#ffffff"), hatch(1, "#ffffff"))
    for one in found:
        says = [code_name(comparison.codebook, code) for code in (one.code_a, one.code_b)]
        name = f"{a}: {says[0]}, {b}: {says[1]}"
        yield Bar(one.start_ms, one.end_ms, name, "", *differs, one)


def outside(comparison: Comparison) -> Iterator[tuple[int, int]]:
    """Yield the stretches of the session that the window leaves out, each [start_ms, end_ms)."""
    edges = [(0, 0), *((span.start_ms, span.end_ms) for span in comparison.window)]
    edges.append((comparison.session.duration_ms,) * 2)
    for (_, start_ms), (end_ms, _) in pairwise(edges):
        if start_ms < end_ms:
            yield start_ms, end_ms


def _plain(color: str) -> tuple[QColor, QColor, QBrush]:
    return QColor(color), QColor(text_on(color)), QBrush()
