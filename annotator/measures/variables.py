"""The variables of an episode that are analysed: what the exported summary has of a code, as numbers."""

from collections.abc import Mapping
from typing import Literal, get_args

from annotator.measures.bouts import measured
from annotator.measures.interval_scores import scored_in
from annotator.model.codebook import Code, Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.intervals import IntervalRule, lay_intervals
from annotator.model.looked_for import looked_for_ms
from annotator.model.measure_rules import UnseenRule

Variable = Literal["total_s", "onsets", "intervals_scored", "latency_s"]
"""Columns of summary.csv."""

VARIABLES: tuple[Variable, ...] = get_args(Variable)

NAMES: Mapping[Variable, str] = {
    "total_s": "Seconds",
    "onsets": "Onsets",
    "intervals_scored": "Intervals scored",
    "latency_s": "Latency",
}
UNITS: Mapping[Variable, str] = {
    "total_s": "s",
    "onsets": "onsets",
    "intervals_scored": "intervals",
    "latency_s": "s",
}


def variables_of(code: Code) -> tuple[Variable, ...]:
    """Return the variables that a code has: a point has no seconds."""
    return VARIABLES[1:] if code.is_point else VARIABLES


def values_of(
    coding: Coding, codebook: Codebook, code: Code, span: Span, rule: IntervalRule, unseen: UnseenRule
) -> tuple[float | None, ...] | None:
    """Return what a coding gives for VARIABLES in one episode, None for a latency that never came.

    None for all where the coder did not look for the code throughout: parts of an episode cannot be compared; and where
    who does it was never in view. What a variable is for a code that has not got it is no matter.
    """
    if looked_for_ms(coding, code.id, span) not in (None, span.duration_ms):
        return None
    found = measured(coding, codebook, code.id, span, unseen)
    if found is None:
        return None
    scored = sum(map(bool, scored_in(coding, codebook, code.id, lay_intervals([span], rule), unseen)))
    return found.value("total_s"), found.value("onsets"), scored, found.value("latency_s")
