"""Agreement of a study on the variables that are analysed: of every two coders, and of all together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.measured import (
    BothMeasured,
    Flags,
    enough_sessions,
    episodes_measured,
    measure_coding,
)
from annotator.agreement.whole_study.compared import Compared
from annotator.agreement.whole_study.estimates import PairEstimates
from annotator.agreement.whole_study.gather import SessionCodings
from annotator.agreement.whole_study.subjects import OF_VARIABLE, StatisticName, Subject
from annotator.measures.variables import VARIABLES, Variable, variables_of
from annotator.model.codebook import Code, Codebook
from annotator.model.intervals import IntervalRule
from annotator.model.measure_rules import AS_USUAL, UnseenRule
from annotator.statistics.estimate import LEVEL, Values, without_value
from annotator.statistics.ratings.agreement import ENOUGH_UNITS
from annotator.statistics.ratings.measured import ManyMeasured, compare_many_measured, compare_measured
from annotator.study.settings import CONSENSUS, Window


@dataclass(frozen=True, slots=True, eq=False)
class StudyMeasured:
    """The variables of every coding that counts, each measured once; what is not there is nan, and not held.

    Attributes:
        codebook: of the study.
        episodes: ids of those that are measured.
        coders: everybody whose codings count, in order of id.
        values: shape (sessions, coders, codes, episodes, variables).
        held: shape (sessions, coders, episodes).
        looked_for: shape (sessions, coders, codes, episodes).
    """

    codebook: Codebook
    episodes: tuple[str, ...]
    coders: tuple[str, ...]
    values: Values
    held: Flags
    looked_for: Flags

    def pair(self, names: tuple[str, str], sessions: Sequence[int], code: int) -> BothMeasured:
        """Return what two coders give for one code in some sessions."""
        both = np.ix_(sessions, [self.coders.index(name) for name in names], [code])
        return BothMeasured(
            values=np.moveaxis(self.values[both], 1, -1),
            held=np.moveaxis(self.held[both[0][..., 0], both[1][..., 0]], 1, -1),
            looked_for=np.moveaxis(self.looked_for[both], 1, -1),
        )


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
    sessions: Sequence[SessionCodings],
    codebook: Codebook,
    window: Window,
    rule: IntervalRule,
    unseen: UnseenRule = AS_USUAL,
) -> StudyMeasured:
    """Measure every coding of a study.

    Args:
        sessions: with the codings that count.
        codebook: of the study.
        window: what is compared over; only chosen episodes are measured.
        rule: how episodes are cut into intervals.
        unseen: what becomes of latencies and intervals where somebody is out of view.
    """
    episodes = episodes_measured(codebook, window, (spans for one in sessions for spans in one.episodes.values()))
    coders = tuple(sorted({coder for one in sessions for coder in one.codings}))
    shape = len(sessions), len(coders), len(codebook.codes), len(episodes)
    values = np.full((*shape, len(VARIABLES)), np.nan)
    held, looked_for = np.zeros((*shape[:2], shape[3]), dtype=bool), np.zeros(shape, dtype=bool)
    for place, one in enumerate(sessions):
        for coder, coding in one.codings.items():
            found = measure_coding(coding, one.episodes[coder], codebook, episodes, rule, unseen)
            who = coders.index(coder)
            values[place, who], held[place, who], looked_for[place, who] = found.values, found.held, found.looked_for
    return StudyMeasured(codebook, episodes, coders, values, held, looked_for)


def variable_estimates(
    compared: Compared, measured: StudyMeasured, subject: Subject, statistic: StatisticName, level: float = LEVEL
) -> PairEstimates:
    """Return ICC(A,1) of a variable of a code, for every pair; a case is an episode of a session."""
    variable = OF_VARIABLE[statistic]
    number = [code.id for code in measured.codebook.codes].index(subject.id)
    found, few = [], []
    for pair, names in enumerate(compared.pairs):
        both = measured.pair(names, [meeting.session for meeting in compared.meetings_of(pair)], number)
        cases = both.cases(0, variable)
        one = compare_measured(cases.values, cases.sessions, enough_sessions(variable), level)
        found.append(one.icc_a1 if both.is_used(0) else without_value("not estimable: neither coder used this code"))
        few.append(one.cases < ENOUGH_UNITS)
    return PairEstimates(subject, statistic, tuple(found), np.full(len(compared.meetings), np.nan), tuple(few))


def many_variables(measured: StudyMeasured, level: float = LEVEL) -> Iterator[ManyVariable]:
    """Yield how all coders agree on the variables of every code that one of them used; the consensus is no coder.

    Of each variable: all episodes together, the sums over sessions (a latency has none), and each episode with any.
    """
    who = [place for place, coder in enumerate(measured.coders) if coder != CONSENSUS]
    coders = [measured.coders[place] for place in who]
    values, held = measured.values[:, who], measured.held[:, who].swapaxes(1, 2)
    for number, code in enumerate(measured.codebook.codes):
        of_code = values[:, :, number].swapaxes(1, 2)  # sessions, episodes, coders, variables
        used: Flags = np.asarray((of_code[..., : VARIABLES.index("latency_s")] > 0).any(axis=(0, 2, 3)))
        for variable in variables_of(code) if used.any() else ():
            told = of_code[..., VARIABLES.index(variable)]
            tables = [("", False, told)]
            if variable != "latency_s":
                tables.append(("", True, _totals(told, held)))
            tables += [
                (episode, False, told[:, place : place + 1])
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
