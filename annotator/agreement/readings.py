"""With which modifiers as part of the code a channel is compared besides the way in which the study counts it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from annotator.agreement.code_with import UNANSWERED, answer_in, asked_by, with_words
from annotator.model.codebook import Code, Codebook
from annotator.model.coding import Coding

NOBODY_ANSWERED = "not estimable: neither coder answered it"

ALONE = "(alone)"
"""Stands in ids where no modifier is part of the code."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A channel of state codes, or a point code, with some modifiers as part of the code.

    Attributes:
        id: as it is published: of what, and with which modifiers.
        name: what it is called.
        of: id of the channel, or of the point code.
        code_with: ids of the modifiers.
        is_point: whether it is a point code.
    """

    id: str
    name: str
    of: str
    code_with: tuple[str, ...]
    is_point: bool


def readings_of(codebook: Codebook, code_with: Sequence[str]) -> Iterator[Reading]:
    """Yield every channel and point code that asks something: alone and with each modifier, but not as it is counted.

    Args:
        codebook: with codes as they are given.
        code_with: what the study counts as part of the code.
    """
    for channel, codes in codebook.state_channels.items():
        yield from _of(codebook, channel, codebook.channel_name(channel), codes, code_with)
    for point in (code for code in codebook.codes if code.is_point):
        yield from _of(codebook, point.id, point.name, (point,), code_with)


def is_answered(reading: Reading, codings: Iterable[Coding], codes: Sequence[Code]) -> bool:
    """Return whether anybody answered what a reading is about; the code alone asks nothing.

    Args:
        reading: what counts as the code.
        codings: in its codes.
        codes: of the channel, or of the point code, in its codes.
    """
    answered = [code.id for code in codes if reading.code_with and answer_in(code.id) not in ("", UNANSWERED)]
    return not reading.code_with or any(coding.events_of(answered) for coding in codings)


def _of(codebook: Codebook, of: str, name: str, codes: Sequence[Code], code_with: Sequence[str]) -> Iterator[Reading]:
    asked = asked_by(codebook, codes)
    counted = tuple(one for one in asked if one in code_with)
    for some in ((), *((one,) for one in asked)):
        if some != counted:
            words = with_words(codebook, some).removeprefix("codes ")
            yield Reading("+".join((of, *(some or (ALONE,)))), f"{name}, {words}", of, some, codes[0].is_point)
