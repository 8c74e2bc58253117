"""How often "95 %" intervals of agreement hold the truth: `python -m benchmarks.coverage [--simulations N]`.

Coders are made up whose agreement is known, and every interval is computed by the program's own functions. Each
simulation is a pair of coders; a set-up is a thousand of them. Writes docs/agreement-coverage.md.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from annotator.agreement.measured import enough_sessions
from annotator.agreement.pair.read import SessionPair
from annotator.agreement.whole_study.compared import Compared, Meeting
from annotator.agreement.whole_study.drift import drift
from annotator.agreement.whole_study.estimates import PairEstimates
from annotator.agreement.whole_study.events import bout_estimates
from annotator.agreement.whole_study.states import state_estimates
from annotator.measures.variables import VARIABLES, Variable
from annotator.model.codebook import Channel, Code, Codebook
from annotator.model.coding import Coding
from annotator.statistics.blocks import PARTS, PARTS_OF_ONE, Blocks, kappa_with_interval
from annotator.statistics.classes.kappa import case_kappa
from annotator.statistics.estimate import Estimate, Undefined, Values
from annotator.statistics.events.bouts import bouts_in
from annotator.statistics.events.unitizing import unitized
from annotator.statistics.ioa import cut_window, occurs_in
from annotator.statistics.jackknife import SESSIONS
from annotator.statistics.many_streams import Looked, alphas_over_time
from annotator.statistics.ratings.agreement import compare_ratings
from annotator.statistics.ratings.measured import compare_measured
from annotator.statistics.ratings.one_way import one_way
from annotator.statistics.streams import Stream
from annotator.statistics.tables import code_versus_rest, duration_table

REPORT = Path(__file__).parent.parent / "docs" / "agreement-coverage.md"
SIMULATIONS = 1000
SEED = 1979
LARGE = 20_000
"""Sessions from which the truth of ratings is taken."""
MINUTES = 21
CHANNEL, CODES = "channel", ("a", "b")
INTERVAL_MS = 15_000
LEAST, MOST = 0.93, 0.97
EDGE_S, MISSED, SWAPPED, INVENTED = 0.4, 0.06, 0.05, 0.05
"""What coders do: SD of a boundary, and shares of bouts that are missed, given the other code, made up."""


@dataclass(frozen=True)
class Recordings:
    """What two coders mark in how many sessions.

    Attributes:
        sessions: how many both have coded.
        bout_s: mean length of a bout; bouts and gaps end at random (exponential).
        gap_s: mean time between bouts.
        differ: standard deviation, in logarithms, of how often something happens in a session, and of how careful the
            coders are there; 0: all sessions are alike.
        careless: how many times the usual faults the coders make.
        gold: whether coder A is a gold standard, without a fault.
    """

    sessions: int
    bout_s: float = 9
    gap_s: float = 15
    differ: float = 0.6
    careless: float = 1
    gold: bool = False

    @property
    def words(self) -> str:
        alike = "" if self.sessions == 1 else ", alike" if not self.differ else ", differing"
        good = ", good coders" if self.careless < 1 else ""
        count = "1 session" if self.sessions == 1 else f"{self.sessions} sessions"
        bouts = f"bouts of {self.bout_s:g} s every {self.bout_s + self.gap_s:g} s"
        against = ", against a gold standard" if self.gold else ""
        return f"{count} of {MINUTES} min{alike}; {bouts}{good}{against}"


@dataclass(frozen=True)
class Rated:
    """What two coders rate from 1 to 7: so many units a session, of whose variance a share is between sessions."""

    sessions: int
    units: int
    between: float = 0.5

    @property
    def words(self) -> str:
        if self.units == 1:
            return f"{self.sessions} sessions with one rating each"
        return (
            f"{self.sessions} sessions with {self.units} ratings each, {self.between:.0%} of the variance between them"
        )


RECORDINGS = (
    Recordings(1, differ=0),
    Recordings(1, bout_s=3, gap_s=4, differ=0),
    Recordings(1, gap_s=90, differ=0),
    Recordings(1, bout_s=40, gap_s=20, differ=0),
    Recordings(2),
    Recordings(4, differ=0),
    Recordings(4),
    Recordings(6, gap_s=141),
    Recordings(9),
    Recordings(10),
    Recordings(10, gap_s=191, careless=0.3),
    Recordings(12, bout_s=40, gap_s=20),
    Recordings(12, gap_s=291),
    Recordings(30),
    Recordings(1, differ=0, gold=True),
    Recordings(4, gold=True),
    Recordings(6, gap_s=60, gold=True),
    Recordings(10, gold=True),
)
CODERS, LOOKED = 3, 0.8
"""How many coders are compared at once, and in what share of the sessions each has looked."""
TOGETHER = (
    Recordings(4),
    Recordings(6, gap_s=141),
    Recordings(9),
    Recordings(10, gap_s=191, careless=0.3),
    Recordings(12, bout_s=40, gap_s=20),
    Recordings(30),
)
CASES = (5, 10, 20, 30, 50)
SHARES = (0.2, 0.55, 0.1, 0.15)
"""How often each of four classes is true."""
RIGHT = 0.9
"""How often a coder gives the class that is true."""
RATED = (
    Rated(4, 7),
    Rated(6, 7, 0.8),
    Rated(8, 7),
    Rated(12, 7),
    Rated(8, 7, 0.8),
    Rated(5, 1),
    Rated(10, 1),
    Rated(30, 1),
)
DIFFERING = (Rated(6, 1), Rated(10, 1), Rated(30, 1), Rated(8, 5), Rated(20, 5))
"""Rated by two or three of four coders, not by the same in every case."""
HIGHER = (-0.4, -0.1, 0.15, 0.35)
"""By how much each of the four rates higher."""
MEASURED = (
    Recordings(10),
    Recordings(20),
    Recordings(30),
    Recordings(20, gap_s=141),
    Recordings(30, gap_s=141),
    Recordings(12, bout_s=40, gap_s=20),
    Recordings(20, careless=0.3),
    Recordings(30, careless=0.3),
)
EPISODES, EPISODE_MS = 7, 180_000


@dataclass(frozen=True)
class Row:
    """One statistic in one set-up."""

    statistic: str
    truth: float
    found: Sequence[Estimate]

    def __str__(self) -> str:
        given = [one.interval for one in self.found if not isinstance(one.interval, Undefined)]
        share = len(given) / len(self.found)
        why = Counter(one.interval.reason for one in self.found if isinstance(one.interval, Undefined))
        reason = why.most_common(1)[0][0].removeprefix("not estimable: ") if why else ""
        if len(given) < len(self.found) / 20:
            return f"| {self.statistic} | {self.truth:.3f} | | {share:.2f} | | | {reason} |"
        holds = round(sum(one.low <= self.truth <= one.high for one in given) / len(given), 3)
        mark = " *" if holds < LEAST else " +" if holds > MOST else ""
        width = float(np.median([one.high - one.low for one in given]))
        method = Counter(one.method for one in given).most_common(1)[0][0]
        numbers = f"{self.truth:.3f} | {holds:.3f}{mark} | {share:.2f} | {width:.3f}"
        return f"| {self.statistic} | {numbers} | {method} | {reason} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--simulations", type=int, default=SIMULATIONS)
    parser.add_argument("--out", type=Path, default=REPORT)
    arguments = parser.parse_args()
    text = document(arguments.simulations)
    print(text)
    arguments.out.write_text(text, encoding="utf-8")


def document(simulations: int) -> str:
    """Return everything as the page in docs/."""
    shares = ", ".join(f"{share:.0%}" for share in SHARES)
    lines = [
        "# How often intervals of agreement hold the truth",
        "",
        f"Written by `python -m benchmarks.coverage`: {simulations} pairs of coders a set-up, seed {SEED}.",
        'A "95 %" interval that is honest holds the true value in 95 % of them; 1,000 simulations tell that to within',
        "1.4 points. * is below 93 %; + is above 97 %: safe, but wider than need be. Where too little was coded the",
        "program gives no interval and says why; then the share of simulations with an interval is below 1, and the",
        "coverage is that of the intervals given.",
        "",
        f"Coders mark boundaries {EDGE_S} s off (SD), miss {MISSED:.0%} of the bouts, give {SWAPPED:.0%} the other",
        f"code and make up {INVENTED:.0%}. Where sessions differ, so do how often something happens and how careful",
        "the coders are, by a factor with a standard deviation of 0.6 in logarithms. The truth is what all",
        f"simulated sessions give. {len(SHARES)} classes are true in {shares} of the cases, and each coder is",
        f"right in {RIGHT:.0%}. Ratings go from 1 to 7; their true standard deviation is 1.6,",
        "that of a coder's error 0.8. Variables are those of the export, of one of the two codes: of an episode a",
        "session is a case, of all episodes it has seven, of a session their sum is one.",
    ]
    for one in RECORDINGS:
        lines += _section(one.words, recorded(one, simulations))
    for one in TOGETHER:
        words = f"{CODERS} coders, each in {LOOKED:.0%} of {one.words}"
        lines += _section(words, all_coders(one, simulations))
    for cases in CASES:
        lines += _section(f"{cases} classified cases", classified(cases, simulations))
    for rated in RATED:
        lines += _section(rated.words, ratings(rated, simulations))
    for rated in DIFFERING:
        lines += _section(f"{rated.words}, by two or three of four coders", one_way_ratings(rated, simulations))
    for one in MEASURED:
        title = f"Variables of one code, {EPISODES} episodes of 3 min; {one.words}"
        lines += _section(title, measured(one, simulations))
    return "\n".join([*lines, ""])


def _section(title: str, rows: Iterator[Row]) -> list[str]:
    head = "| statistic | truth | coverage | given | median width | method | why none |"
    return ["", f"## {title}", "", head, "|---|--:|--:|--:|--:|---|---|", *map(str, rows)]


def recorded(setup: Recordings, simulations: int) -> Iterator[Row]:
    """Yield agreement over time, by events, by intervals and its trend."""
    random = np.random.default_rng([SEED, setup.sessions, round(setup.gap_s), round(10 * setup.differ)])
    meetings = [_meeting(random, setup) for _ in range(simulations * setup.sessions)]
    pairs = _compared(meetings, setup.sessions)
    everything = _compared(meetings, len(meetings))
    states, bouts = state_estimates(pairs, CHANNEL), bout_estimates(pairs, CHANNEL)
    true_states, true_bouts = state_estimates(everything, CHANNEL, None), bout_estimates(everything, CHANNEL)
    for found, true in zip((*states, *bouts), (*true_states, *true_bouts), strict=True):
        if found.subject.id != CODES[1]:
            what = "channel" if found.subject.kind == "channel" else "one code"
            yield Row(f"{found.statistic}, {what}", float(true.pooled[0].value), found.pooled)
    yield _by_interval(meetings, setup.sessions)
    yield from _by_unit(meetings, setup.sessions)
    if setup.sessions > 1:
        yield Row("trend of kappa", 0.0, _trends(pairs, states[0]))


def _trends(pairs: Compared, kappa: PairEstimates) -> list[Estimate]:
    return [drift(pairs, kappa, pair).trend for pair in range(len(pairs.pairs))]


def _by_interval(meetings: Sequence[Meeting], sessions: int) -> Row:
    """Return kappa of the intervals in which one code occurs."""
    said = [_occurs(meeting) for meeting in meetings]
    tables = np.array([_two_by_two(one) for one in said])
    runs = np.array([(np.diff(one, axis=1, prepend=0) > 0).sum(axis=1) for one in said])
    found = []
    for first in range(0, len(said), sessions):
        blocks, unit = tables[first : first + sessions], SESSIONS
        if sessions == 1:
            blocks = np.array([_two_by_two(part) for part in np.array_split(said[first], PARTS, axis=1)])
            unit = PARTS_OF_ONE
        fewer = int(runs[first : first + sessions].sum(axis=0).min())
        found.append(kappa_with_interval(Blocks(blocks, unit, fewer)))
    truth = kappa_with_interval(Blocks(tables, SESSIONS, 0), None).value
    return Row("kappa of 15-s intervals, one code", float(truth), found)


def _by_unit(meetings: Sequence[Meeting], sessions: int) -> Iterator[Row]:
    """Yield the alphas for unitizing."""
    said = [((a, b), window) for a, b, window in (meeting.pair(CHANNEL) for meeting in meetings)]
    found = [unitized(said[first : first + sessions]) for first in range(0, len(said), sessions)]
    truth = unitized(said, None)
    yield Row("u-alpha", float(truth.u_alpha.value), [one.u_alpha for one in found])
    yield Row("cu-alpha", float(truth.cu_alpha.value), [one.cu_alpha for one in found])
    of_code = [one.ku_alpha_per_code[0] for one in found]
    yield Row("(k)u-alpha, one code", float(truth.ku_alpha_per_code[0].value), of_code)


def all_coders(setup: Recordings, simulations: int) -> Iterator[Row]:
    """Yield alpha over time of three coders, each of whom did not look in one session of five."""
    random = np.random.default_rng([SEED, 3, setup.sessions, round(setup.gap_s), round(10 * setup.differ)])
    sessions = [_looked(random, setup) for _ in range(simulations * setup.sessions)]
    places = range(0, len(sessions), setup.sessions)
    found = [alphas_over_time(sessions[first : first + setup.sessions]) for first in places]
    truth = alphas_over_time(sessions)
    for place, what in ((0, "channel"), (1, "one code")):
        yield Row(f"alpha over time, {what}", float(truth[place].value), [one[place] for one in found])


def _looked(random: np.random.Generator, setup: Recordings) -> list[Looked]:
    window = np.array([0, MINUTES * 60_000], dtype=np.int64)
    streams = _streams(random, setup, CODERS)
    return [(stream, window) for stream in streams if random.random() < LOOKED]


def _occurs(meeting: Meeting) -> Values:
    a, b, window = meeting.pair(CHANNEL)
    cuts = cut_window(window, INTERVAL_MS)
    both = [bouts_in(stream, window) for stream in (a, b)]
    return np.array([occurs_in(one.starts_ms[one.codes == 0], one.ends_ms[one.codes == 0], *cuts) for one in both])


def _two_by_two(said: Values) -> Values:
    a, b = said
    return np.array([[(a * b).sum(), (a * (1 - b)).sum()], [((1 - a) * b).sum(), ((1 - a) * (1 - b)).sum()]])


def classified(cases: int, simulations: int) -> Iterator[Row]:
    """Yield kappa of all classes and of one against the others."""
    random = np.random.default_rng([SEED, cases])
    said = np.full((len(SHARES), len(SHARES)), (1 - RIGHT) / (len(SHARES) - 1))
    np.fill_diagonal(said, RIGHT)
    chances = np.einsum("t,ta,tb->ab", SHARES, said, said)
    tables = random.multinomial(cases, chances.ravel(), simulations).reshape(-1, len(SHARES), len(SHARES))
    of_all = np.rint(chances * 1e9).astype(np.int64)
    kappas = [found for table in tables if not isinstance((found := case_kappa(table)).value, Undefined)]
    yield Row("kappa of classes", float(case_kappa(of_all).value), kappas)
    for place in (0, 2):
        one = [case_kappa(table) for table in code_versus_rest(tables)[:, place]]
        there = [found for found in one if not isinstance(found.value, Undefined)]
        truth = float(case_kappa(code_versus_rest(of_all)[place]).value)
        yield Row(f"kappa of a class of {SHARES[place]:.0%}", truth, there)


def ratings(setup: Rated, simulations: int) -> Iterator[Row]:
    """Yield what is said of the ratings of two coders."""
    random = np.random.default_rng([SEED, setup.sessions, setup.units, round(100 * setup.between)])
    labels = np.repeat(np.arange(setup.sessions), setup.units)
    found = [_statistics(_rated(random, setup), labels) for _ in range(simulations)]
    many = replace(setup, sessions=LARGE)
    truth = _statistics(_rated(random, many), np.repeat(np.arange(LARGE), setup.units))
    for name in truth:
        yield Row(name, float(truth[name].value), [one[name] for one in found])


def _statistics(table: Values, sessions: Values) -> Mapping[str, Estimate]:
    found = compare_ratings(table, 1, 7, sessions=sessions)
    two = found.two_coders
    assert two is not None, "of two coders"
    return {
        **{f"ICC({form})": one for form, one in found.iccs.items()},
        "alpha, ordinal": found.ordinal_alpha,
        "alpha, interval": found.interval_alpha,
        "alpha, nominal": found.nominal_alpha,
        "alpha, ratio": found.ratio_alpha,
        "kappa, quadratic": two.quadratic_kappa,
        "kappa, linear": two.linear_kappa,
        "Lin's concordance": two.concordance,
        "bias": two.bias,
        "lower limit of agreement": two.limits.lower,
        "upper limit of agreement": two.limits.upper,
    }


def one_way_ratings(setup: Rated, simulations: int) -> Iterator[Row]:
    """Yield ICC(1,1) and ICC(1,k) of cases that two or three of four coders rated."""
    random = np.random.default_rng([SEED, 4, setup.sessions, setup.units])
    labels = np.repeat(np.arange(setup.sessions), setup.units)
    found = [one_way(_by_some(random, setup), sessions=labels) for _ in range(simulations)]
    truth = one_way(_by_some(random, replace(setup, sessions=LARGE)))
    yield Row("ICC(1,1)", float(truth.single.value), [one.single for one in found])
    yield Row("ICC(1,k)", float(truth.mean.value), [one.mean for one in found])


def _by_some(random: np.random.Generator, setup: Rated) -> Values:
    said = _said(random, setup, np.array(HIGHER))
    left_out = random.random(said.shape).argsort(axis=1) < random.integers(1, 3, len(said))[:, None]
    return np.where(left_out, np.nan, said)


def measured(setup: Recordings, simulations: int) -> Iterator[Row]:
    """Yield what is said of the variables of one code: of an episode, of all episodes, of their sum over a session."""
    random = np.random.default_rng([SEED, 5, setup.sessions, round(setup.gap_s), round(10 * setup.careless)])
    codings = [_values(_meeting(random, setup)) for _ in range(simulations * setup.sessions)]
    values = np.array(codings)  # sessions, coders, variables, episodes
    for number, variable in enumerate(VARIABLES):
        of_one = values[:, :, number].swapaxes(1, 2)
        kinds = {"of an episode": of_one[:, :1], "of all episodes": of_one}
        if variable != "latency_s":
            kinds["of a session"] = of_one.sum(axis=1, keepdims=True)
        for kind, cases in kinds.items():
            truth = _compared_values(cases, variable)
            parts = np.array_split(cases, simulations)
            found = [_compared_values(part, variable) for part in parts]
            for name, true in truth.items():
                there = [one[name] for one in found if not isinstance(one[name].value, Undefined)]
                yield Row(f"{variable} {kind}: {name}", float(true.value), there)


def _compared_values(cases: Values, variable: Variable) -> dict[str, Estimate]:
    """Compare values of shape (sessions, cases of each, coders)."""
    sessions = np.repeat(np.arange(len(cases)), cases.shape[1])
    flat = cases.reshape(-1, 2)
    there = ~np.isnan(flat).any(axis=1)
    found = compare_measured(flat[there], sessions[there], enough_sessions(variable))
    limits = found.limits
    return {"ICC(A,1)": found.icc_a1, "ICC(C,1)": found.icc_c1, "bias": limits.bias, "upper limit": limits.upper}


def _values(meeting: Meeting) -> Values:
    """Return the variables of the first code, shape (coders, variables, episodes)."""
    return np.array([_of_stream(stream) for stream in meeting.pair(CHANNEL)[:2]])


def _of_stream(stream: Stream) -> Values:
    bouts = bouts_in(stream, np.array([0, MINUTES * 60_000], dtype=np.int64))
    starts, ends = bouts.starts_ms[bouts.codes == 0], bouts.ends_ms[bouts.codes == 0]
    first = np.arange(EPISODES) * EPISODE_MS
    inside = np.minimum(ends[:, None], first + EPISODE_MS) - np.maximum(starts[:, None], first)
    begun = (starts[:, None] >= first) & (starts[:, None] < first + EPISODE_MS)
    cuts = cut_window(np.array([0, MINUTES * 60_000], dtype=np.int64), INTERVAL_MS)
    scored = occurs_in(starts, ends, *cuts).reshape(EPISODES, -1).sum(axis=1)
    latency = np.where(begun, starts[:, None] - first, np.inf).min(axis=0, initial=np.inf) / 1000
    ongoing = ((starts[:, None] < first) & (ends[:, None] > first)).any(axis=0)
    latency = np.where(ongoing, 0.0, np.where(np.isinf(latency), np.nan, latency))
    return np.array([np.maximum(inside, 0).sum(axis=0) / 1000, begun.sum(axis=0), scored, latency])


def _rated(random: np.random.Generator, setup: Rated) -> Values:
    return _said(random, setup, np.array([0.0, 0.3]))


def _said(random: np.random.Generator, setup: Rated, higher: Values) -> Values:
    """Return what coders rate who are each higher by so much, shape (units, coders)."""
    sessions = random.standard_normal((setup.sessions, 1, 1)) * (setup.between if setup.units > 1 else 0) ** 0.5
    units = random.standard_normal((setup.sessions, setup.units, 1)) * (1 - setup.between * (setup.units > 1)) ** 0.5
    errors = 0.8 * random.standard_normal((setup.sessions, setup.units, higher.size))
    said = 4 + 1.6 * (sessions + units) + errors + higher
    return np.clip(np.round(said), 1, 7).reshape(-1, higher.size)


def _compared(meetings: Sequence[Meeting], of_a_pair: int) -> Compared:
    """Return the meetings, so many in turn of each pair."""
    places = tuple(slice(first, first + of_a_pair) for first in range(0, len(meetings), of_a_pair))
    tables = np.array([duration_table(*meeting.pair(CHANNEL)) for meeting in meetings])
    names = tuple(f"{number}" for number in range(of_a_pair))
    pairs = (("A", "B"),) * len(places)
    return Compared(_CODEBOOK, ("A", "B"), names, pairs, tuple(meetings), places, {CHANNEL: tables}, ())


def _meeting(random: np.random.Generator, setup: Recordings) -> Meeting:
    a, b = _streams(random, setup, 2)
    window = np.array([0, MINUTES * 60_000], dtype=np.int64)
    return Meeting(0, _NOTHING, window, {CHANNEL: {"A": a, "B": b}}, {})


def _streams(random: np.random.Generator, setup: Recordings, coders: int) -> list[Stream]:
    """Return what so many coders mark in one recording."""
    often, careless = np.exp(setup.differ * random.standard_normal(2))
    end = MINUTES * 60_000
    bout, gap = 1000 * setup.bout_s, 1000 * setup.gap_s / often
    count = int(1.5 * end / (bout + gap) + 6 * (end / (bout + gap)) ** 0.5 + 12)
    edges = np.cumsum(random.exponential(1, (count, 2)) * [gap, bout])
    starts, ends = edges[::2][edges[::2] < end], edges[1::2][edges[::2] < end]
    codes = random.integers(0, 2, starts.size)
    truth = (starts, ends, codes)
    faults = [setup.careless * (not setup.gold), *[setup.careless] * (coders - 1)]
    return [_seen(random, truth, bout, one * careless) for one in faults]


def _seen(random: np.random.Generator, truth: tuple[Values, Values, Values], bout: float, careless: float) -> Stream:
    """Return what a coder makes of the truth; what begins ends what was on."""
    starts, ends, codes = truth
    end = MINUTES * 60_000
    is_seen = random.random(starts.size) >= min(MISSED * careless, 0.8)
    said = np.where(random.random(starts.size) < min(SWAPPED * careless, 0.5), 1 - codes, codes)
    off = 1000 * EDGE_S * careless * random.standard_normal((2, starts.size))
    extra = random.uniform(0, end, random.poisson(min(INVENTED * careless, 0.8) * max(starts.size, 1)))
    begin = np.concatenate(((starts + off[0])[is_seen], extra))
    finish = np.concatenate(((ends + off[1])[is_seen], extra + random.exponential(bout, extra.size)))
    what = np.concatenate((said[is_seen], random.integers(0, 2, extra.size)))
    order = np.argsort(begin)
    begin, finish = (np.clip(one[order], 0, end).round().astype(np.int64) for one in (begin, finish))
    finish = np.minimum(np.maximum(finish, begin), np.append(begin[1:], end))
    states = np.full(2 * begin.size + 1, len(CODES))
    states[1::2] = what[order]
    return Stream((*CODES, ""), np.column_stack((begin, finish)).ravel(), states)


def _codebook() -> Codebook:
    words = dict.fromkeys(("group", "definition", "onset", "offset", "source"), "")
    codes = tuple(
        Code(id=code, name=code, key="A", kind="state", color="#000000", channel=CHANNEL, **words) for code in CODES
    )
    channels = (Channel(id=CHANNEL, name=CHANNEL),)
    about = dict.fromkeys(("description", "source", "ends"), "")
    return Codebook(id="coverage", name="coverage", version="1", codes=codes, channels=channels, **about)


_CODEBOOK = _codebook()
_NOTHING = SessionPair("session", Coding("session", "A"), Coding("session", "B"), (), ())


if __name__ == "__main__":
    main()
