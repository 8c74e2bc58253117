"""How two coders agree on the variables that are analysed: seconds, counts, intervals and latencies of each code."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from annotator.agreement.measured import (
    BothMeasured,
    Cases,
    Measured,
    NotCompared,
    both_measured,
    enough_sessions,
    episodes_measured,
    measure_coding,
)
from annotator.agreement.pair.read import PairData, SessionPair
from annotator.measures.variables import Variable, variables_of
from annotator.statistics.estimate import LEVEL
from annotator.statistics.ratings.measured import MeasuredAgreement, compare_measured


@dataclass(frozen=True, slots=True)
class VariableResult:
    """How two coders agree on one variable of one code.

    Attributes:
        variable: which column of summary.csv.
        code: id of the code.
        episode: id of the episode whose cases these are; "" for all episodes.
        is_total: whether a case is the sum over a session, else an episode of a session.
        measured: ids of the episodes that are measured, in the order in which cases counts them.
        cases: what both give; summary.csv has the same.
        not_compared: how many cases were left out, and why.
        agreement: the statistics.
    """

    variable: Variable
    code: str
    episode: str
    is_total: bool
    measured: tuple[str, ...] = field(metadata={"json": False})
    cases: Cases = field(metadata={"json": False})
    not_compared: NotCompared
    agreement: MeasuredAgreement


def compare_variables(data: PairData, confidence: float = LEVEL) -> tuple[VariableResult, ...]:
    """Compare the variables of every code that one of the two used, in the order of the codebook.

    Of each variable: all episodes together; and of several sessions the sums over each (a latency has none), and each
    episode in which one of the two has any of it.
    """
    observed = (spans for one in data.sessions for spans in one.observed)
    episodes = episodes_measured(data.codebook, data.chosen, observed)
    pairs = [(_measure(data, one, 0, episodes), _measure(data, one, 1, episodes)) for one in data.sessions]
    if not pairs:
        return ()
    both = both_measured(pairs)
    return tuple(
        VariableResult(
            variable,
            code.id,
            episode,
            is_total,
            episodes,
            cases,
            cases.not_compared,
            compare_measured(cases.values, cases.sessions, enough_sessions(variable), confidence),
        )
        for number, code in enumerate(data.codebook.codes)
        if both.is_used(number)
        for variable in variables_of(code)
        for episode, is_total, cases in _cases(both, number, variable, episodes)
    )


def _measure(data: PairData, one: SessionPair, coder: int, episodes: tuple[str, ...]) -> Measured:
    coding = (one.a, one.b)[coder]
    return measure_coding(coding, one.observed[coder], data.codebook, episodes, data.intervals, data.unseen)


def _cases(
    both: BothMeasured, code: int, variable: Variable, episodes: tuple[str, ...]
) -> Iterator[tuple[str, bool, Cases]]:
    yield "", False, both.cases(code, variable)
    if len(both.values) < 2:
        return
    if variable != "latency_s":
        yield "", True, both.totals(code, variable)
    for place, episode in enumerate(episodes):
        if both.is_used(code, place):
            yield episode, False, both.cases(code, variable, place)
