"""Agreement of a study on the variables that are analysed: of every two coders, and of all together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.measured import (
    Flags,
    Measured,
    both_measured,
    enough_sessions,
    episodes_measured,
    measure_coding,
)
from annotator.agreement.whole_study.compared import Compared
from annotator.agreement.whole_study.estimates import PairEstimates
from annotator.agreement.whole_study.gather import SessionCodings
from annotator.agreement.whole_study.judged import witnesses
from annotator.agreement.whole_study.subjects import OF_VARIABLE, StatisticName, Subject
from annotator.measures.variables import VARIABLES, Variable, variables_of
from annotator.model.codebook import Code, Codebook
from annotator.model.intervals import IntervalRule
from annotator.statistics.estimate import LEVEL, Values, without_value
from annotator.statistics.ratings.agreement import ENOUGH_UNITS
from annotator.statistics.ratings.measured import ManyMeasured, compare_many_measured, compare_measured
from annotator.study.settings import Window


@dataclass(frozen=True, slots=True, eq=False)
class StudyMeasured:
    """The variables of every coding that counts, each measured once.

    Attributes:
        codebook: of the study.
        episodes: ids of those that are measured.
        codings: by place of the session and coder.
    """

    codebook: Codebook
    episodes: tuple[str, ...]
    codings: Mapping[tuple[int, str], Measured]


@dataclass(frozen=True, slots=True)
class ManyVariable:
    """How all coders agree on one variable of one code.

    Attributes:
        code: whose variable it is.
        variable: which.
        episode: id of the episode whose cases these are; "" for all episodes.
        is_total: whether a case is the sum over a session, else an episode of a session.
        coders: everybody who measured a case that another measured, too.
        found: the statistic of the design that was found.
    """

    code: Code
    variable: Variable
    episode: str
    is_total: bool
    coders: tuple[str, ...]
    found: ManyMeasured


def measure_study(
    sessions: Sequence[SessionCodings], codebook: Codebook, window: Window, rule: IntervalRule
) -> StudyMeasured:
    """Measure every coding of a study.

    Args:
        sessions: with the codings that count.
        codebook: of the study.
        window: what is compared over; only chosen episodes are measured.
        rule: how episodes are cut into intervals.
    """
    episodes = episodes_measured(codebook, window, (spans for one in sessions for spans in one.episodes.values()))
    found = {
        (place, coder): measure_coding(coding, one.episodes[coder], codebook, episodes, rule)
        for place, one in enumerate(sessions)
        for coder, coding in one.codings.items()
    }
    return StudyMeasured(codebook, episodes, found)


def variable_estimates(
    compared: Compared, measured: StudyMeasured, subject: Subject, statistic: StatisticName, level: float = LEVEL
) -> PairEstimates:
    """Return ICC(A,1) of a variable of a code, for every pair; a case is an episode of a session."""
    variable = OF_VARIABLE[statistic]
    number = [code.id for code in measured.codebook.codes].index(subject.id)
    found, few = [], []
    for pair, (a, b) in enumerate(compared.pairs):
        places = [meeting.session for meeting in compared.meetings_of(pair)]
        of_pair = [tuple(measured.codings[place, coder].of_code(number) for coder in (a, b)) for place in places]
        both = both_measured([(one, other) for one, other in of_pair])
        cases = both.cases(0, variable)
        one = compare_measured(cases.values, cases.sessions, enough_sessions(variable), level)
        found.append(one.icc_a1 if both.is_used(0) else without_value("not estimable: neither coder used this code"))
        few.append(one.cases < ENOUGH_UNITS)
    return PairEstimates(subject, statistic, tuple(found), np.full(len(compared.meetings), np.nan), tuple(few))


def many_variables(
    sessions: Sequence[SessionCodings], measured: StudyMeasured, level: float = LEVEL
) -> Iterator[ManyVariable]:
    """Yield how all coders agree on the variables of every code that one of them used.

    Of each variable: all episodes together, the sums over sessions (a latency has none), and each episode with any.
    """
    coders = sorted({coder for one in sessions for coder, _ in witnesses(one)})
    if not measured.episodes:
        return
    values = np.full((len(sessions), len(measured.episodes), len(coders), len(measured.codebook.codes), 4), np.nan)
    held = np.zeros(values.shape[:3], dtype=bool)
    for place, one in enumerate(sessions):
        for coder, _ in witnesses(one):
            found = measured.codings[place, coder]
            values[place, :, coders.index(coder)] = found.values.swapaxes(0, 1)
            held[place, :, coders.index(coder)] = found.held
    for number, code in enumerate(measured.codebook.codes):
        used: Flags = np.asarray((values[..., number, : VARIABLES.index("latency_s")] > 0).any(axis=(0, 2, 3)))
        for variable in variables_of(code) if used.any() else ():
            of_code = values[..., number, VARIABLES.index(variable)]
            tables = [("", False, of_code)]
            if variable != "latency_s":
                tables.append(("", True, _totals(of_code, held)))
            tables += [
                (episode, False, of_code[:, place : place + 1])
                for place, episode in enumerate(measured.episodes)
                if used[place]
            ]
            for episode, is_total, table in tables:
                yield _many(code, variable, episode, coders, table, level, is_total=is_total)


def _many(
    code: Code, variable: Variable, episode: str, coders: Sequence[str], table: Values, level: float, *, is_total: bool
) -> ManyVariable:
    """Compare a table of shape (sessions, episodes, coders)."""
    labels = np.repeat(np.arange(len(table)), table.shape[1])
    cases = table.reshape(-1, len(coders))
    met = (~np.isnan(cases[(~np.isnan(cases)).sum(axis=1) >= 2])).any(axis=0)
    who = tuple(coder for coder, is_there in zip(coders, met, strict=True) if is_there)
    found = compare_many_measured(cases, labels, enough_sessions(variable), level)
    return ManyVariable(code, variable, episode, is_total, who, found)


def _totals(values: Values, held: Flags) -> Values:
    """Return the sums over the episodes of a session, shape (sessions, 1, coders).

    There is none for a coder who has not got an episode that another has, or did not look for the code in all.
    """
    anybody = held.any(axis=2, keepdims=True)
    whole = ((~np.isnan(values) & held) | ~anybody).all(axis=1, keepdims=True) & held.any(axis=1, keepdims=True)
    return np.where(whole, np.nansum(values, axis=1, keepdims=True), np.nan)
