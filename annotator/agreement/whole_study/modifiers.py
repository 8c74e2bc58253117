"""Agreement of every pair on what was answered about events that both have, such as towards whom."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from annotator.agreement.answers import (
    NO_ANSWERS,
    NO_EVENTS,
    answer_ids,
    kappa_of_answers,
    linked_answers,
    matched_answers,
)
from annotator.agreement.code_with import code_alone
from annotator.agreement.whole_study.compared import Compared, Meeting
from annotator.agreement.whole_study.estimates import PairEstimates
from annotator.agreement.whole_study.subjects import StatisticName, Subject
from annotator.model.codebook import Modifier
from annotator.statistics.estimate import Estimate, Statistic, Undefined, Values
from annotator.statistics.tables import Tables, observed_agreement

FEW_ANSWERS = 30
_NO_INTERVAL = "not estimable: events of a session are not independent"


class Rule(NamedTuple):
    """When two coders have the same event: least overlap of bouts, and the largest difference of points."""

    overlap: float
    points_ms: int


def modifier_estimates(
    compared: Compared, subject: Subject, modifier: Modifier, rule: Rule
) -> tuple[PairEstimates, ...]:
    """Return kappa and Po of the answers to one question, for every pair.

    Args:
        compared: all meetings, with the modifier as part of the code.
        subject: the question.
        modifier: the same as the codebook has it.
        rule: when two have the same event.
    """
    tables = [_of_meeting(compared, meeting, modifier, rule) for meeting in compared.meetings]
    pooled = [np.sum(tables[place], axis=0) for place in compared.places]
    few = tuple(bool(table[:-1, :-1].sum() < FEW_ANSWERS) for table in pooled)
    found: tuple[tuple[StatisticName, list[Statistic], list[Statistic]], ...] = (
        ("kappa", [_kappa(one) for one in pooled], [_kappa(one) for one in tables]),
        ("po", [_po(one) for one in pooled], [_po(one) for one in tables]),
    )
    return tuple(
        PairEstimates(subject, name, tuple(map(_estimate, of_pairs)), _values(of_meetings), few)
        for name, of_pairs, of_meetings in found
    )


def _of_meeting(compared: Compared, meeting: Meeting, modifier: Modifier, rule: Rule) -> Tables:
    size = len(answer_ids(modifier))
    total = np.zeros((size, size), dtype=np.int64)
    for channel, codes in compared.codebook.state_channels.items():
        if any(modifier.id in code.modifiers for code in codes):
            for table in linked_answers(codes, modifier, meeting.pair(channel), rule.overlap).values():
                total += table
    points = [code for code in compared.codebook.all_codes if code.is_point and modifier.id in code.modifiers]
    for name in dict.fromkeys(code_alone(code.id) for code in points):
        parts = [code for code in points if code_alone(code.id) == name]
        edges = meeting.window_of(parts[0].id)
        total += matched_answers(parts, modifier, meeting.said.a, meeting.said.b, edges, rule.points_ms)
    return total


def _po(table: Tables) -> Statistic:
    return _nothing(table) or float(observed_agreement(table[:-1, :-1]))


def _kappa(table: Tables) -> Statistic:
    return _nothing(table) or kappa_of_answers(table[:-1, :-1])


def _nothing(table: Tables) -> Undefined | None:
    if table[:-1, :-1].any():
        return None
    return Undefined(NO_ANSWERS if table.any() else NO_EVENTS)


def _estimate(found: Statistic) -> Estimate:
    return Estimate(found, found if isinstance(found, Undefined) else Undefined(_NO_INTERVAL))


def _values(found: Sequence[Statistic]) -> Values:
    return np.array([np.nan if isinstance(one, Undefined) else one for one in found], dtype=np.float64)
