"""What coders can agree on, and the statistics that say how far."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from annotator.agreement.code_with import asked_by, modifier_words
from annotator.agreement.readings import Reading, readings_of
from annotator.model.codebook import Codebook

SubjectKind = Literal["channel", "code", "point", "classes", "scale", "code with", "point with", "modifier"]
StatisticName = Literal["kappa", "po", "ppos", "f1", "icc", "within_one"]

STATISTICS: dict[SubjectKind, tuple[StatisticName, ...]] = {
    "channel": ("kappa", "po", "f1"),
    "code": ("kappa", "po", "ppos", "f1"),
    "point": ("f1",),
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
        reading: of code with and point with.
    """

    kind: SubjectKind
    id: str
    name: str
    channel: str = ""
    reading: Reading | None = None

    @property
    def statistics(self) -> tuple[StatisticName, ...]:
        """What exists for it."""
        return STATISTICS[self.kind]


def subjects_of(codebook: Codebook) -> tuple[Subject, ...]:
    """Return everything that a codebook lets coders agree on: channels with their codes, points, classes, scales."""
    return (*_states(codebook), *_others(codebook))


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


def _others(codebook: Codebook) -> Iterator[Subject]:
    yield from (Subject("point", code.id, code.name) for code in codebook.codes if code.is_point)
    if codebook.classification is not None:
        yield from (Subject("classes", one.id, one.name) for one in codebook.classification.collapses)
    yield from (Subject("scale", scale.id, scale.name) for scale in codebook.scales)
