"""What coders can agree on, and the statistics that say how far."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from annotator.agreement.code_with import asked_by, modifier_words
from annotator.agreement.readings import Reading, readings_of
from annotator.measures.variables import Variable
from annotator.model.codebook import Codebook
from annotator.model.codebook.scales import WHOLE_SESSION, Scale
from annotator.model.items import Cell
from annotator.model.judging import cell_name
from annotator.study.settings import Window, episodes_of

SubjectKind = Literal["channel", "code", "point", "classes", "scale", "code with", "point with", "modifier"]
StatisticName = Literal[
    "kappa",
    "po",
    "ppos",
    "f1",
    "icc",
    "within_one",
    "icc_total_s",
    "icc_onsets",
    "icc_intervals_scored",
    "icc_latency_s",
]

OF_VARIABLE: Mapping[StatisticName, Variable] = {
    "icc_total_s": "total_s",
    "icc_onsets": "onsets",
    "icc_intervals_scored": "intervals_scored",
    "icc_latency_s": "latency_s",
}
"""Agreement on a variable of a code that is analysed; a case is an episode of a session."""

STATISTICS: dict[SubjectKind, tuple[StatisticName, ...]] = {
    "channel": ("kappa", "po", "f1"),
    "code": ("kappa", "po", "ppos", "f1", *OF_VARIABLE),
    "point": ("f1", *(one for one in OF_VARIABLE if one != "icc_total_s")),
    "classes": ("kappa", "po"),
    "scale": ("icc", "within_one"),
    "code with": ("kappa", "po", "f1"),
    "point with": ("f1",),
    "modifier": ("kappa", "po"),
}
"""What exists for each kind; the first is the one to look at first."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing to agree on.

    Attributes:
        kind: a channel of several codes, one code against everything else, a point code, a reading of the
            classification, or a scale; a channel or a point code with other modifiers as part of the code than the
            study counts; or what was answered about events that both have.
        id: of the channel, code, collapse, scale, reading (see readings.py) or modifier.
        name: what it is called.
        channel: id of the channel of a state code; "" for everything else.
        cell: episode and target, where a scale is asked about in one cell only; None: all cells put together.
        reading: of code with and point with.
    """

    kind: SubjectKind
    id: str
    name: str
    channel: str = ""
    cell: tuple[str, str] | None = None
    reading: Reading | None = None

    @property
    def statistics(self) -> tuple[StatisticName, ...]:
        """What exists for it."""
        return STATISTICS[self.kind]


def subjects_of(codebook: Codebook, window: Window = ()) -> tuple[Subject, ...]:
    """Return everything that a codebook lets coders agree on in a window: channels, codes, points, classes, scales."""
    return (*_states(codebook), *_others(codebook, window))


def channel_subjects(codebook: Codebook, channel: str) -> tuple[Subject, ...]:
    """Return a channel and each of its codes, in the order of the tables."""
    whole = Subject("channel", channel, codebook.channel_name(channel), channel)
    return (whole, *(Subject("code", code.id, code.name, channel) for code in codebook.state_channels[channel]))


def modifier_subjects(codebook: Codebook, code_with: Sequence[str]) -> Iterator[Subject]:
    """Yield what there is to agree on because codes ask something.

    Args:
        codebook: with codes as they are given.
        code_with: the modifiers that the study counts as part of the code.
    """
    for one in readings_of(codebook, code_with):
        yield Subject("point with" if one.is_point else "code with", one.id, one.name, reading=one)
    for modifier in asked_by(codebook, codebook.all_codes):
        yield Subject("modifier", modifier, f"Answers to {modifier_words(codebook, modifier)}")


def _states(codebook: Codebook) -> Iterator[Subject]:
    for channel in codebook.state_channels:
        whole, *codes = channel_subjects(codebook, channel)
        if len(codes) > 1:  # of one code alone, everything is said by the code
            yield whole
        yield from codes


def _others(codebook: Codebook, window: Window) -> Iterator[Subject]:
    yield from (Subject("point", code.id, code.name) for code in codebook.codes if code.is_point)
    if codebook.classification is not None:
        yield from (Subject("classes", one.id, one.name) for one in codebook.classification.collapses)
    yield from (one for scale in codebook.scales for one in scale_subjects(codebook, scale, window))


def scale_subjects(codebook: Codebook, scale: Scale, window: Window = ()) -> tuple[Subject, ...]:
    """Return a scale as a whole, then each of its cells that the window has, where it is rated in several."""
    episodes = episodes_of(window)
    cells = [cell for cell in scale.cells if not episodes or cell[0] in (WHOLE_SESSION, *episodes)]
    parts = (Subject("scale", scale.id, cell_name(codebook, Cell(scale.id, *cell)), cell=cell) for cell in cells)
    return (Subject("scale", scale.id, scale.name), *(parts if len(scale.cells) > 1 else ()))
