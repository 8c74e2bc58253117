"""The reason of numbers that are missing because there is no time in which both looked."""

from collections.abc import Sequence
from typing import TypeVar

from annotator.agreement.looked import NOT_LOOKED
from annotator.agreement.pair.read import PairData
from annotator.model.codebook import Code
from annotator.statistics.estimate import because

T = TypeVar("T")


def with_reason(data: PairData, found: T, codes: Sequence[Code]) -> T:
    """Return a result about these codes; where nobody or only one looked for them, what is missing says so."""
    return found if data.are_looked_for(codes) else because(found, NOT_LOOKED)
