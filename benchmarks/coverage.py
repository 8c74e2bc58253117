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

from annotator.agreement.pair.read import SessionPair
from annotator.agreement.whole_study.compared import Compared, Meeting
from annotator.agreement.whole_study.drift import drift
from annotator.agreement.whole_study.estimates import PairEstimates
from annotator.agreement.whole_study.events import bout_estimates
from annotator.agreement.whole_study.states import state_estimates
from annotator.model.codebook import Channel, Code, Codebook
from annotator.model.coding import Coding
from annotator.statistics.blocks import PARTS, PARTS_OF_ONE, Blocks, kappa_with_interval
from annotator.statistics.classes.kappa import case_kappa
from annotator.statistics.estimate import Estimate, Undefined, Values
from annotator.statistics.events.bouts import bouts_in
from annotator.statistics.ioa import cut_window, occurs_in
from annotator.statistics.jackknife import SESSIONS
from annotator.statistics.ratings.agreement import compare_ratings
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
CASES = (5, 10, 20, 30, 50)
SHARES = (0.2, 0.55, 0.1, 0.15)
"""How often each of four classes is true."""
RIGHT = 0.9
"""How often a coder gives the class that is true."""
RATED = (Rated(4, 7), Rated(8, 7), Rated(12, 7), Rated(8, 7, 0.8), Rated(5, 1), Rated(10, 1), Rated(30, 1))


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
        holds = sum(one.low <= self.truth <= one.high for one in given) / len(given)
        mark = "" if LEAST <= holds <= MOST else " *"
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
        "1.4 points. * is outside .93 to .97. Where too little was coded the program gives no interval and says why;",
        "then the share of simulations with an interval is below 1, and the coverage is that of the intervals given.",
        "",
        f"Coders mark boundaries {EDGE_S} s off (SD), miss {MISSED:.0%} of the bouts, give {SWAPPED:.0%} the other",
        f"code and make up {INVENTED:.0%}. Where sessions differ, so do how often something happens and how careful",
        "the coders are, by a factor with a standard deviation of 0.6 in logarithms. The truth is what all",
        f"simulated sessions give. {len(SHARES)} classes are true in {shares} of the cases, and each coder is",
        f"right in {RIGHT:.0%}. Ratings go from 1 to 7; their true standard deviation is 1.6,",
        "that of a coder's error 0.8.",
    ]
    for one in RECORDINGS:
        lines += _section(one.words, recorded(one, simulations))
    for cases in CASES:
        lines += _section(f"{cases} classified cases", classified(cases, simulations))
    for rated in RATED:
        lines += _section(rated.words, ratings(rated, simulations))
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


def _rated(random: np.random.Generator, setup: Rated) -> Values:
    sessions = random.standard_normal((setup.sessions, 1, 1)) * (setup.between if setup.units > 1 else 0) ** 0.5
    units = random.standard_normal((setup.sessions, setup.units, 1)) * (1 - setup.between * (setup.units > 1)) ** 0.5
    errors = 0.8 * random.standard_normal((setup.sessions, setup.units, 2))
    said = 4 + 1.6 * (sessions + units) + errors + np.array([0.0, 0.3])
    return np.clip(np.round(said), 1, 7).reshape(-1, 2)


def _compared(meetings: Sequence[Meeting], of_a_pair: int) -> Compared:
    """Return the meetings, so many in turn of each pair."""
    places = tuple(slice(first, first + of_a_pair) for first in range(0, len(meetings), of_a_pair))
    tables = np.array([duration_table(*meeting.pair(CHANNEL)) for meeting in meetings])
    names = tuple(f"{number}" for number in range(of_a_pair))
    pairs = (("A", "B"),) * len(places)
    return Compared(_CODEBOOK, ("A", "B"), names, pairs, tuple(meetings), places, {CHANNEL: tables}, ())


def _meeting(random: np.random.Generator, setup: Recordings) -> Meeting:
    often, careless = np.exp(setup.differ * random.standard_normal(2))
    end = MINUTES * 60_000
    bout, gap = 1000 * setup.bout_s, 1000 * setup.gap_s / often
    count = int(1.5 * end / (bout + gap) + 6 * (end / (bout + gap)) ** 0.5 + 12)
    edges = np.cumsum(random.exponential(1, (count, 2)) * [gap, bout])
    starts, ends = edges[::2][edges[::2] < end], edges[1::2][edges[::2] < end]
    codes = random.integers(0, 2, starts.size)
    truth = (starts, ends, codes)
    a, b = (
        _seen(random, truth, bout, faults * careless) for faults in (setup.careless * (not setup.gold), setup.careless)
    )
    window = np.array([0, end], dtype=np.int64)
    return Meeting(0, _NOTHING, window, {CHANNEL: {"A": a, "B": b}}, {})


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
