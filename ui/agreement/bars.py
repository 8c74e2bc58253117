"""What the comparison strip draws: lanes of bars, in order of time."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest

from PySide6.QtGui import QBrush, QColor

from annotator.consensus.comparison import Comparison
from annotator.consensus.consensus import settlement_of
from annotator.consensus.disagreement import Disagreement
from annotator.model.coding import Coding
from annotator.report.settle_words import comment_words, kind_words, says, settled_words
from annotator.study.settings import CONSENSUS
from ui.agreement.matrix import DISAGREE
from ui.theme import current_theme, text_on
from ui.widgets.swatch import code_styles, hatch

CONSENSUS_LANE = "Consensus"


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


def lanes_of(comparison: Comparison, channel: str, consensus: Coding | None = None) -> tuple[Lane, ...]:
    """Return the episodes, what each coder and the consensus have in a channel, and where the coders differ in it."""
    settled = consensus or Coding(comparison.session.id, CONSENSUS)
    return (
        Lane("Episodes", 22, tuple(_episodes(comparison))),
        *(
            Lane(one.coder, 27, tuple(_events(comparison, one, channel)), is_coder=True)
            for one in comparison.sources.codings
        ),
        Lane(CONSENSUS_LANE, 27, tuple(_events(comparison, settled, channel)), is_coder=True),
        Lane("Difference", 18, tuple(_differences(comparison, channel, settled)), has_names=False),
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


def _differences(comparison: Comparison, channel: str, consensus: Coding) -> Iterator[Bar]:
    """What is settled is still there, but stands back."""
    differs = (QColor(DISAGREE), QColor("#ffffff"), hatch(1, "#ffffff"))
    is_over = (QColor(current_theme().faint), QColor("#ffffff"), QBrush())
    bars = []
    for one in (one for one in comparison.disagreements if one.channel == channel and one.codes):
        said = zip(comparison.coders, says(one, comparison.codebook), strict=True)
        settled = settlement_of(consensus, one)
        name = f"{kind_words(one, comparison.codebook)}\n{', '.join(f'{coder}: {word}' for coder, word in said)}"
        name += f"\nSettled: {settled_words(settled)} {comment_words(settled)}".rstrip() if settled else ""
        look = is_over if settled else differs
        stretches = one.pieces or ((one.start_ms, one.end_ms),)
        bars += [Bar(start_ms, end_ms, name, "", *look, one) for start_ms, end_ms in stretches]
    return iter(sorted(bars, key=lambda bar: (bar.start_ms, bar.end_ms)))


def outside(comparison: Comparison) -> Iterator[tuple[int, int]]:
    """Yield the stretches of the session that the window leaves out, each [start_ms, end_ms)."""
    edges = [(0, 0), *((span.start_ms, span.end_ms) for span in comparison.sources.window)]
    edges.append((comparison.session.duration_ms,) * 2)
    for (_, start_ms), (end_ms, _) in pairwise(edges):
        if start_ms < end_ms:
            yield start_ms, end_ms


def _plain(color: str) -> tuple[QColor, QColor, QBrush]:
    return QColor(color), QColor(text_on(color)), QBrush()
