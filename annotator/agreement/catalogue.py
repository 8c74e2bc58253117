"""Every statistic of agreement that is shown or published, once.

From here come the tables of the window with their tooltips, the lines of pair_statistics.csv, the statistics of the
study_*.csv, the data dictionaries beside both, what methods texts call a statistic and whom they cite, and the table in
docs/guide.md. Ids are published: papers and scripts name them, so that they stay as they are whatever a field of a
result is called. pair.json follows the fields of the results; a test holds its names equal to these ids.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from annotator.agreement.answers import Answers
from annotator.agreement.described import (
    APART,
    COEFFICIENT,
    COUNT,
    HIGHER,
    INDEX,
    LATER,
    MEASURED,
    MEASURED_HIGHER,
    SECONDS,
    SHARE,
    SPREAD,
    Described,
    Named,
    inside,
)
from annotator.agreement.pair.counts import CountResult, PointResult
from annotator.agreement.pair.judged import ScaleResult
from annotator.agreement.pair.modifiers import ReadingResult
from annotator.agreement.pair.parts import BoundaryResult, EpisodeResult, IntervalCode, IntervalResult
from annotator.agreement.pair.report import CodeEvents, CodeKappas
from annotator.agreement.pair.variables import VariableResult
from annotator.agreement.two_coders import ClassAgreement, OneClass
from annotator.agreement.whole_study.against_gold import CodeAgainstGold
from annotator.agreement.whole_study.judged import ManyClasses, ManyRatings
from annotator.agreement.whole_study.over_time import ManyOverTime
from annotator.agreement.whole_study.subjects import StatisticName
from annotator.agreement.whole_study.variables import ManyVariable
from annotator.statistics.estimate import Statistic, Undefined
from annotator.statistics.events.linked import Differences
from annotator.statistics.events.tables import EventAgreement
from annotator.statistics.indices import CodeIndices
from annotator.statistics.ioa import IntervalAgreement
from annotator.statistics.points import PointAgreement
from annotator.statistics.ratings.agreement import TwoCoders
from annotator.statistics.ratings.one_way import Design
from annotator.statistics.sampling import SampledAgreement
from annotator.statistics.standard import AgainstStandard
from annotator.statistics.states import StateCode, StateEvents, StateTime
from annotator.statistics.tolerance import TolerantAgreement

_CHANCE = "1 is best, 0 is what chance would give."
_REPORT_PPOS = "Time in which neither codes anything counts as agreement: read it beside κ and Ppos."


class _Common(Protocol):
    """The indices of a whole table and of one code alike."""

    @property
    def kappa_max(self) -> Statistic: ...
    @property
    def pabak(self) -> Statistic: ...
    @property
    def ac1(self) -> Statistic: ...
    @property
    def scott_pi(self) -> Statistic: ...


COMMON: tuple[Described[_Common], ...] = (
    Described(
        "kappa_max", "κ max", "The largest kappa that each coder's own totals allow", COEFFICIENT,
        "Nothing to report: it tells a κ that is low because one coder has more of a code from one that is low for "
        "other reasons.",
        "Cohen 1960", get=lambda of: of.kappa_max,
    ),
    Described(
        "pabak", "PABAK", "Prevalence- and bias-adjusted kappa: (q Po − 1) ÷ (q − 1) with q codes, 2 Po − 1 with two",
        COEFFICIENT, "1 is best. It says nothing that Po does not; report κ with Ppos.", "Byrt, Bishop & Carlin 1993",
        get=lambda of: of.pabak,
    ),
    Described(
        "ac1", "AC1", "Gwet's AC1", COEFFICIENT,
        "1 is best, but it is near 1 wherever most of the window is uncoded, however little of the coded time agrees.",
        "Gwet 2008", get=lambda of: of.ac1,
    ),
    Described(
        "scott_pi", "π", "Scott's pi: agreement beyond what the shares of both coders together would give by chance",
        COEFFICIENT, f"{_CHANCE} Never above κ; the further below it, the more one coder has of a code. Report κ.",
        "Scott 1955", get=lambda of: of.scott_pi,
    ),
)  # fmt: skip
"""Of a whole table, and of one code or class against everything else."""

INDEX_COLUMNS = tuple(f"indices.{one.id}" for one in COMMON)
"""What the tables of codes, classes and intervals show of them."""

CODE_INDICES: tuple[Described[CodeIndices], ...] = (
    *COMMON[:2],
    Described(
        "prevalence", "PI", "Prevalence index, −1 to 1: (both − neither) ÷ all", INDEX,
        "0 where the code is on half of the time; far from 0, the same Po makes a lower κ.",
        "Byrt, Bishop & Carlin 1993", get=lambda of: of.prevalence,
    ),
    Described(
        "bias", "BI", "Bias index: how much more of it {a} has than {b}, as a share of all", INDEX,
        "0 is best: neither has more of it.", "Byrt, Bishop & Carlin 1993", get=lambda of: of.bias,
    ),
    *COMMON[2:],
    Described(
        "negative_agreement", "Pneg",
        "How far the two agree on where it is not: 2 × neither ÷ (not A + not B)", SHARE,
        "1 is best; it is near 1 for everything that is rare. Report Ppos.", "Cicchetti & Feinstein 1990",
        get=lambda of: of.negative_agreement,
    ),
)  # fmt: skip
"""Of one code, or class, against everything else."""

_TIME_INDICES: tuple[Described[StateTime], ...] = inside("indices", lambda one: one.indices, COMMON)
_CODE_INDICES: tuple[Described[StateCode], ...] = inside("indices", lambda one: one.indices, CODE_INDICES)
_READING_INDICES: tuple[Described[ClassAgreement], ...] = inside("indices", lambda one: one.indices, COMMON)
_CLASS_INDICES: tuple[Described[OneClass], ...] = inside("indices", lambda one: one.indices, CODE_INDICES)
_INTERVAL_INDICES: tuple[Described[IntervalCode], ...] = inside("indices", lambda one: one.indices, CODE_INDICES)

_KAPPA = "Cohen's kappa: of a channel, over its codes and none; of a code, against everything else"
_KAPPA_TIP = f"{_CHANCE} The one to report, with its interval and beside Ppos: κ depends on how long nothing happens."
_ACCURACY = "How accurate both coders would have to be for this kappa"
_ACCURACY_TIP = (
    "1 is best. What κ is enough depends on how many codes there are and how frequent each is; an accuracy does not."
)
_PPOS = "How far the two agree on where it is: 2 × both ÷ (A + B), in seconds"
_PPOS_TIP = "1 is best; not moved by time in which neither codes anything. Report it beside κ."
BAKEMAN, CICCHETTI, COHEN = "Bakeman et al. 1997", "Cicchetti & Feinstein 1990", "Cohen 1960"

TIME_CHANNEL: tuple[Described[StateTime], ...] = (
    Described(
        "agreement", "Po", "Share of the window in which both say the same", SHARE, f"1 is best. {_REPORT_PPOS}",
        get=lambda one: one.agreement,
    ),
    Described("kappa", "κ", _KAPPA, COEFFICIENT, _KAPPA_TIP, COHEN, get=lambda one: one.kappa),
    Described("accuracy", "accuracy", _ACCURACY, SHARE, _ACCURACY_TIP, BAKEMAN, get=lambda one: one.accuracy),
    *_TIME_INDICES,
)  # fmt: skip
"""Of a channel over time, in the window or in one episode."""

TIME_CODE: tuple[Described[StateCode], ...] = (
    Described("a_s", "{a} s", "Seconds coded by {a}", SECONDS, get=lambda one: one.a_ms),
    Described("b_s", "{b} s", "Seconds coded by {b}", SECONDS, get=lambda one: one.b_ms),
    Described("both_s", "both s", "Seconds coded by both at once", SECONDS, get=lambda one: one.both_ms),
    Described("bouts_a", "{a} n", "Bouts of {a}; ⚠ marks fewer than ten", COUNT, get=lambda one: one.bouts_a),
    Described("bouts_b", "{b} n", "Bouts of {b}; ⚠ marks fewer than ten", COUNT, get=lambda one: one.bouts_b),
    Described("ppos", "Ppos", _PPOS, SHARE, _PPOS_TIP, CICCHETTI, get=lambda one: one.ppos),
    Described("kappa", "κ", _KAPPA, COEFFICIENT, _KAPPA_TIP, COHEN, get=lambda one: one.kappa),
    *_CODE_INDICES,
)
"""Of a state code over time."""

EPISODE: tuple[Described[EpisodeResult], ...] = (
    Described("sessions", "sessions", "Sessions in which both have the episode", COUNT, get=lambda one: one.sessions),
    Described("window_s", "Window s", "Seconds that both give to the episode", SECONDS, get=lambda one: one.window_ms),
)

_UNITIZING = "Krippendorff et al. 2016"
_NO_PARTNER = "including bouts without a partner, overlap at least {overlap}"

_EVENTS: tuple[Described[EventAgreement], ...] = (
    Described(
        "linked", "share", "Share of what is counted that belongs to a pair", SHARE, "1 is best.",
        get=lambda one: one.linked,
    ),
    Described(
        "f1", "F1", "2 × pairs of the same code ÷ (bouts of A + B); of a code, on it alone", SHARE,
        "1 is best; not corrected for chance. How long a bout is does not matter: report κ over time as well.",
        get=lambda one: one.f1,
    ),
    Described(
        "kappa", "κ", f"Kappa {_NO_PARTNER}", COEFFICIENT, f"{_CHANCE} The one to report of events.",
        "Holle & Rein 2015", get=lambda one: one.kappa,
    ),
    Described(
        "kappa_max", "κ max", "The largest such kappa that each coder's own totals allow", COEFFICIENT,
        "Nothing to report: a κ near it is as good as these totals allow.", get=lambda one: one.kappa_max,
    ),
    Described(
        "agreement_of_linked", "Po linked", "Share of the pairs that have the same code", SHARE,
        "1 is best; bouts that one coder missed do not enter it.", get=lambda one: one.agreement_of_linked,
    ),
    Described(
        "kappa_of_linked", "κ linked", "Cohen's kappa of the pairs alone", COEFFICIENT,
        f"{_CHANCE} Bouts that one coder missed do not enter it.", get=lambda one: one.kappa_of_linked,
    ),
)  # fmt: skip


def _later(
    symbol: str, does: str, counted: tuple[str, str] = ("pairs", "How many were compared")
) -> tuple[Described[Differences], ...]:
    """Return the statistics of by how much coder B does something later."""
    median, below = f"Median by which {{b}} {does}, in s", "of the differences lie below it"
    return (
        Described("count", *counted, COUNT, get=lambda one: one.count),
        Described("median_s", symbol, median, LATER, "0 is best.", get=lambda one: one.median_ms),
        Described("lower_quartile_s", "25 %", f"A quarter {below}", LATER, get=lambda one: one.lower_quartile_ms),
        Described("upper_quartile_s", "75 %", f"Three quarters {below}", LATER, get=lambda one: one.upper_quartile_ms),
    )


_BEGINS = _later("onset", "begins later, where both were seen to begin")
_ENDS = _later("offset", "ends later, where both were seen to end")
_LINKED: tuple[Described[StateEvents], ...] = inside("linked.events", lambda one: one.linked.events, _EVENTS)
_ONSETS: tuple[Described[StateEvents], ...] = inside("linked.onsets", lambda one: one.linked.onsets, _BEGINS)
_OFFSETS: tuple[Described[StateEvents], ...] = inside("linked.offsets", lambda one: one.linked.offsets, _ENDS)
_ALIGNED: tuple[Described[StateEvents], ...] = inside(
    "aligned.events", lambda one: one.aligned.events, _EVENTS, " aligned"
)

EVENTS_CHANNEL: tuple[Described[StateEvents], ...] = (
    Described("linked.bouts_a", "{a} n", "Bouts of {a}", COUNT, get=lambda one: one.linked.bouts_a),
    Described("linked.bouts_b", "{b} n", "Bouts of {b}", COUNT, get=lambda one: one.linked.bouts_b),
    Described(
        "linked.pairs", "linked", "Pairs that share at least {overlap} of the longer bout, whatever their codes", COUNT,
        source="Holle & Rein 2015", get=lambda one: one.linked.pairs,
    ),
    Described("linked.matched", "same", "Linked pairs of the same code", COUNT, get=lambda one: one.linked.matched),
    *_LINKED,
    *_ONSETS,
    *_OFFSETS,
    Described(
        "aligned.pairs", "aligned", "Pairs when bouts are aligned in order", COUNT,
        source="Quera, Bakeman & Gnisci 2007", get=lambda one: one.aligned.pairs,
    ),
    *_ALIGNED,
    Described(
        "u_alpha", "u-α", "Krippendorff's alpha for unitizing", COEFFICIENT,
        f"{_CHANCE} It asks of bouts and gaps together where they are and what they are called.",
        _UNITIZING, get=lambda one: one.u_alpha,
    ),
    Described(
        "cu_alpha", "cu-α",
        "Krippendorff's alpha of the codes alone, where both coded something; of a code, (k)u-α: on this code there",
        COEFFICIENT, f"{_CHANCE} Where it is high and u-α low, the two differ in where bouts are, not in their codes.",
        _UNITIZING, get=lambda one: one.cu_alpha,
    ),
    Described(
        "binned.kappa", "κ bins {unit}", "Kappa of both sampled every {unit}, as GSEQ and most older papers do",
        COEFFICIENT, "Only to compare with older papers: report κ over time.", get=lambda one: one.binned.kappa,
    ),
)  # fmt: skip
"""Of the bouts of a channel."""

_CODE_EVENTS: tuple[Described[CodeKappas], ...] = (
    Described("f1", "F1", _EVENTS[1].words, SHARE, _EVENTS[1].tip, get=lambda one: one.f1),
    Described(
        "kappa", "κ", "Kappa of this code against all other events, with a partner or without", COEFFICIENT,
        f"{_CHANCE} A pair counts once for each coder where bouts are linked, once where they are aligned. It depends "
        "on how many other events there are: read it beside F1.", "Holle & Rein 2015", get=lambda one: one.kappa,
    ),
    Described(
        "kappa_max", "κ max", "The largest such kappa that each coder's own totals allow", COEFFICIENT,
        "It tells a κ that is low because one coder has more of the code from one that is low for other reasons.",
        get=lambda one: one.kappa_max,
    ),
)  # fmt: skip
_LINKED_CODE: tuple[Described[CodeEvents], ...] = inside("linked", lambda one: one.linked, _CODE_EVENTS)
_ALIGNED_CODE: tuple[Described[CodeEvents], ...] = inside("aligned", lambda one: one.aligned, _CODE_EVENTS, " aligned")

EVENTS_CODE: tuple[Described[CodeEvents], ...] = (
    *_LINKED_CODE,
    *_ALIGNED_CODE,
    Described(
        "ku_alpha", "(k)u-α", "Krippendorff's alpha of this code, where both coded something", COEFFICIENT,
        f"{_CHANCE} What one coder has coded and the other has not does not enter it.", _UNITIZING,
        get=lambda one: one.ku_alpha,
    ),
)  # fmt: skip
"""Of the bouts of one code: where they are linked, where they are aligned, and where both coded something."""

OLDER: tuple[Described[SampledAgreement], ...] = (
    Described(
        "boris.kappa",
        "κ BORIS {unit}",
        "As BORIS samples: every {unit} from the first onset to the last offset of either coder (our own "
        "reimplementation)",
        COEFFICIENT,
        "Silence that both agree on outside is not counted. Only to compare with older papers: report κ over time.",
        get=lambda one: one.kappa,
    ),
)

_TOLERANT = "Bakeman, Quera & Gnisci 2009"


def _asked(of: str) -> str:
    return f"Moments count as agreed if the other has the same code within the tolerance; those of {of} are asked about"


CURVE_CHANNEL: tuple[Described[TolerantAgreement], ...] = (
    Described(
        "kappa_a", "κ of {a}", f"Kappa. {_asked('{a}')}", COEFFICIENT, source=_TOLERANT, get=lambda one: one.kappa_a
    ),
    Described(
        "kappa_b", "κ of {b}", f"Kappa. {_asked('{b}')}", COEFFICIENT, source=_TOLERANT, get=lambda one: one.kappa_b
    ),
    Described(
        "kappa", "κ", "Mean of both kappas", COEFFICIENT, "The one to report of a tolerance, with both beside it.",
        _TOLERANT, get=lambda one: one.kappa,
    ),
    Described("agreement_a", "Po of {a}", f"Po. {_asked('{a}')}", SHARE, get=lambda one: one.agreement_a),
    Described("agreement_b", "Po of {b}", f"Po. {_asked('{b}')}", SHARE, get=lambda one: one.agreement_b),
)  # fmt: skip
"""Of a channel at one tolerance."""

_MATCHED: tuple[Described[PointAgreement], ...] = (
    Described(
        "matched", "matched", "Pairs at most {within} apart: as many as possible, then the nearest", COUNT,
        get=lambda one: one.matched,
    ),
    Described("only_a", "only {a}", "Points of {a} without partner", COUNT, "0 is best.", get=lambda one: one.only_a),
    Described("only_b", "only {b}", "Points of {b} without partner", COUNT, "0 is best.", get=lambda one: one.only_b),
    Described(
        "f1", "F1", "2 × matched ÷ (points of A + B), matched one to one within {within}; equals Ppos", SHARE,
        "1 is best; not corrected for chance. The one to report of points, with the tolerance.", get=lambda one: one.f1,
    ),
)  # fmt: skip

CURVE_POINT = _MATCHED
"""Of a point code at one tolerance."""

_POINTS: tuple[Described[PointResult], ...] = inside("agreement", lambda one: one.agreement, _MATCHED)

POINTS: tuple[Described[PointResult], ...] = (
    *_POINTS,
    Described("differences.count", "pairs", "Matched pairs", COUNT, get=lambda one: one.differences.count),
    Described(
        "differences.mean_s", "mean", "Mean by which {b} is later, in s", LATER, "0 is best.",
        get=lambda one: one.differences.mean_ms,
    ),
    Described(
        "differences.sd_s", "SD", "Standard deviation of the differences, in s", APART, "0 is best.",
        get=lambda one: one.differences.sd_ms,
    ),
)  # fmt: skip

_BY_INTERVAL: tuple[Described[IntervalAgreement], ...] = (
    Described("intervals", "intervals", "How many {cut} intervals there are", COUNT, get=lambda one: one.intervals),
    Described(
        "exact_count", "exact", "Share of intervals with the same count; of a state, on or not", SHARE, "1 is best.",
        get=lambda one: one.exact_count,
    ),
    Described(
        "mean_count", "mean", "Mean over intervals of the smaller count by the larger", SHARE, "1 is best.",
        get=lambda one: one.mean_count,
    ),
    Described(
        "interval_by_interval", "interval",
        "Interval by interval: share of {cut} intervals in which both saw it or both did not", SHARE,
        "1 is best; near 1 for everything rare, which scored intervals are not.",
        get=lambda one: one.interval_by_interval,
    ),
    Described(
        "scored", "scored", "Of the intervals in which at least one saw it, the share in which both did", SHARE,
        "1 is best; the one to read where the behaviour is rare.", get=lambda one: one.scored,
    ),
    Described(
        "unscored", "unscored", "Of the intervals in which at least one did not see it, the share in which neither did",
        SHARE, "1 is best; the one to read where the behaviour is frequent.", get=lambda one: one.unscored,
    ),
)  # fmt: skip

_COUNTED: tuple[Described[CountResult], ...] = inside("intervals", lambda one: one.intervals, _BY_INTERVAL)
_COOPER = "Cooper, Heron & Heward 2007"

COUNTS: tuple[Described[CountResult], ...] = (
    Described("count_a", "{a} n", "Occurrences by {a}: points, or bouts", COUNT, get=lambda one: one.count_a),
    Described("count_b", "{b} n", "Occurrences by {b}: points, or bouts", COUNT, get=lambda one: one.count_b),
    Described(
        "total_count", "count", "Total count: the smaller by the larger", SHARE,
        "1 is best, even if the two saw it at different times.", _COOPER, get=lambda one: one.total_count,
    ),
    Described(
        "total_duration", "duration", "Total duration: the smaller by the larger", SHARE,
        "1 is best, even if the two saw it at different times.", _COOPER, get=lambda one: one.total_duration,
    ),
    Described(
        "mean_duration", "per bout", "Mean over bouts of the shorter by the longer, first with first and so on", SHARE,
        "1 is best.", _COOPER, get=lambda one: one.mean_duration,
    ),
    *_COUNTED,
)  # fmt: skip
"""Of the occurrences of a code, as behaviour analysts count them."""


def _two(one: ScaleResult) -> TwoCoders:
    assert one.agreement.two_coders is not None, "a result of two coders"
    return one.agreement.two_coders


_MCGRAW = "McGraw & Wong 1996"
_KRIPPENDORFF = "Krippendorff 2011"
_MORE_CODERS = f"{_CHANCE} Units that some coders did not rate count as well."

RATINGS: tuple[Described[ScaleResult], ...] = (
    Described(
        "scale.units", "n", "Units that both rated: episodes, targets and sessions together", COUNT,
        "⚠ marks fewer than 30.", get=lambda one: one.agreement.scale.units,
    ),
    Described(
        "scale.exact", "exact", "Share of units with the same rating", SHARE, "1 is best; not corrected for chance.",
        get=lambda one: one.agreement.scale.exact,
    ),
    Described(
        "scale.within_one", "within 1", "Share of units at most one point apart; not corrected for chance", SHARE,
        "1 is best; high by chance alone on short scales.", get=lambda one: one.agreement.scale.within_one,
    ),
    Described(
        "iccs.1,1", "ICC(1,1)", "Intraclass correlation where coders differ from unit to unit", COEFFICIENT,
        "1 is best. Only where every unit has coders of its own.", _MCGRAW, get=lambda one: one.agreement.iccs["1,1"],
    ),
    Described(
        "iccs.A,1", "ICC(A,1)",
        "Intraclass correlation, absolute agreement of a single coder; ⚠ where hardly any of the scale was used",
        COEFFICIENT, "1 is best. The one to report, with its interval, if one coder rates each session.", _MCGRAW,
        get=lambda one: one.agreement.iccs["A,1"],
    ),
    Described(
        "iccs.C,1", "ICC(C,1)",
        "Intraclass correlation, consistency: a constant difference between coders does not lower it", COEFFICIENT,
        "1 is best. Compare with ICC(A,1): where it is higher, one coder rates higher throughout.", _MCGRAW,
        get=lambda one: one.agreement.iccs["C,1"],
    ),
    Described(
        "iccs.1,k", "ICC(1,k)", "The mean of both where coders differ from unit to unit", COEFFICIENT,
        "1 is best. Only if means of coders are analysed.", _MCGRAW, get=lambda one: one.agreement.iccs["1,k"],
    ),
    Described(
        "iccs.A,k", "ICC(A,k)", "Absolute agreement of the mean of both coders", COEFFICIENT,
        "1 is best. The one to report if means of both coders are analysed.", _MCGRAW,
        get=lambda one: one.agreement.iccs["A,k"],
    ),
    Described(
        "iccs.C,k", "ICC(C,k)", "Consistency of the mean of both coders", COEFFICIENT,
        "1 is best. Only if means of coders are analysed.", _MCGRAW, get=lambda one: one.agreement.iccs["C,k"],
    ),
    Described(
        "ordinal_alpha", "α ordinal", "Krippendorff's alpha on ranks", COEFFICIENT,
        f"{_CHANCE} The one of the alphas for points of a scale; report ICC(A,1) first.", _KRIPPENDORFF,
        get=lambda one: one.agreement.ordinal_alpha,
    ),
    Described(
        "interval_alpha", "α interval", "Krippendorff's alpha on squared differences", COEFFICIENT,
        f"{_CHANCE} It takes the points as equally far apart.", _KRIPPENDORFF,
        get=lambda one: one.agreement.interval_alpha,
    ),
    Described(
        "nominal_alpha", "α nominal", "Krippendorff's alpha; every difference counts the same", COEFFICIENT,
        f"{_CHANCE} For classes rather than points: one point apart counts as much as six.", _KRIPPENDORFF,
        get=lambda one: one.agreement.nominal_alpha,
    ),
    Described(
        "ratio_alpha", "α ratio", "Krippendorff's alpha on differences relative to the sum", COEFFICIENT,
        f"{_CHANCE} Only for scales with a true zero.", _KRIPPENDORFF, get=lambda one: one.agreement.ratio_alpha,
    ),
    Described(
        "two_coders.bias", "bias", "Mean by which {b} rates higher, in points", HIGHER, "0 is best.",
        get=lambda one: _two(one).bias,
    ),
    Described(
        "two_coders.linear_kappa", "κ linear", "Weighted kappa; a confusion counts by its distance", COEFFICIENT,
        f"{_CHANCE} Report ICC(A,1).", "Cohen 1968", get=lambda one: _two(one).linear_kappa,
    ),
    Described(
        "two_coders.quadratic_kappa", "κ quadr.", "Weighted kappa; a confusion counts by the square of its distance",
        COEFFICIENT, f"{_CHANCE} Near ICC(A,1): report that.", "Cohen 1968", get=lambda one: _two(one).quadratic_kappa,
    ),
    Described(
        "two_coders.concordance", "CCC", "Lin's concordance correlation", COEFFICIENT,
        "1 is best. Near ICC(A,1): report that.", "Lin 1989, 2000", get=lambda one: _two(one).concordance,
    ),
    Described(
        "two_coders.limits.units", "units", "Units behind bias and limits of agreement", COUNT,
        get=lambda one: _two(one).limits.units,
    ),
    Described(
        "two_coders.limits.bias", "bias", "Mean by which {b} rates higher, in points", HIGHER, "0 is best.",
        "Bland & Altman 1986", get=lambda one: _two(one).limits.bias,
    ),
    Described(
        "two_coders.limits.sd", "SD", "Standard deviation of the differences", SPREAD, "0 is best.",
        "Bland & Altman 1986", get=lambda one: _two(one).limits.sd,
    ),
    Described(
        "two_coders.limits.lower", "lower limit", "Bias less 1.96 standard deviations", HIGHER,
        "Between the limits lie about 95 % of the differences: how far single ratings of the two are apart.",
        "Bland & Altman 1986", get=lambda one: _two(one).limits.lower,
    ),
    Described(
        "two_coders.limits.upper", "upper limit", "Bias plus 1.96 standard deviations", HIGHER,
        "Between the limits lie about 95 % of the differences: how far single ratings of the two are apart.",
        "Bland & Altman 1986", get=lambda one: _two(one).limits.upper,
    ),
    Described("only_a", "only {a}", "Units that only {a} rated", COUNT, get=lambda one: one.only_a),
    Described("only_b", "only {b}", "Units that only {b} rated", COUNT, get=lambda one: one.only_b),
)  # fmt: skip
"""Of the ratings on a scale."""

_CLASS_KAPPA = "Cohen's kappa; of a class, against all others"
_CLASS_KAPPA_TIP = f"{_CHANCE} The one to report, with its interval and the table of classes."

READING: tuple[Described[ClassAgreement], ...] = (
    Described(
        "left_out", "left out", "Cases that have no place in this reading, by either coder", COUNT,
        get=lambda one: one.left_out,
    ),
    Described(
        "agreement", "Po", "Share of cases with the same class", SHARE, "1 is best; not corrected for chance.",
        get=lambda one: one.agreement,
    ),
    Described("kappa", "κ", _CLASS_KAPPA, COEFFICIENT, _CLASS_KAPPA_TIP, COHEN, get=lambda one: one.kappa),
    *_READING_INDICES,
    Described("accuracy", "accuracy", _ACCURACY, SHARE, _ACCURACY_TIP, BAKEMAN, get=lambda one: one.accuracy),
)  # fmt: skip
"""Of a reading of the classification."""

ONE_CLASS: tuple[Described[OneClass], ...] = (
    Described("by_a", "{a} n", "Cases that {a} put into it", COUNT, get=lambda one: one.by_a),
    Described("by_b", "{b} n", "Cases that {b} put into it", COUNT, get=lambda one: one.by_b),
    Described("both", "both", "Cases that both put into it", COUNT, get=lambda one: one.both),
    Described("ppos", "Ppos", "2 × both ÷ (A + B)", SHARE, "1 is best.", CICCHETTI, get=lambda one: one.ppos),
    Described("kappa", "κ", _CLASS_KAPPA, COEFFICIENT, _CLASS_KAPPA_TIP, COHEN, get=lambda one: one.kappa),
    *_CLASS_INDICES,
)
"""Of one class against all others."""

_BLAND = "Bland & Altman 1986"
_NARROW = "Between the limits lie about 95 % of the differences: how far single values of the two are apart."

VARIABLE: tuple[Described[VariableResult], ...] = (
    Described(
        "agreement.cases", "n", "Cases that both measured: an episode of a session, or of totals a session", COUNT,
        get=lambda one: one.agreement.cases,
    ),
    Described(
        "not_compared.not_held", "no episode", "Cases left out because one of the two has not got the episode", COUNT,
        get=lambda one: one.not_compared.not_held,
    ),
    Described(
        "not_compared.not_looked_for", "not looked for",
        "Cases left out because one did not look for the code throughout the episode", COUNT,
        "Not looked for is not 0.", get=lambda one: one.not_compared.not_looked_for,
    ),
    Described(
        "not_compared.never_came", "never came", "Cases left out because for one of the two it never came", COUNT,
        "Then there is no latency: it is longer than the episode, nobody knows by how much.",
        get=lambda one: one.not_compared.never_came,
    ),
    Described("agreement.mean_a", "{a} mean", "Mean of {a}", MEASURED, get=lambda one: one.agreement.mean_a),
    Described("agreement.mean_b", "{b} mean", "Mean of {b}", MEASURED, get=lambda one: one.agreement.mean_b),
    Described(
        "agreement.icc_a1", "ICC(A,1)", "Intraclass correlation of the variable, absolute agreement of a single coder",
        COEFFICIENT, "1 is best. The one to report of a variable that is analysed, if one coder codes each session.",
        _MCGRAW, get=lambda one: one.agreement.icc_a1,
    ),
    Described(
        "agreement.icc_c1", "ICC(C,1)", "Intraclass correlation of the variable, consistency of a single coder",
        COEFFICIENT, "Compare with ICC(A,1): where it is higher, one coder has more throughout.", _MCGRAW,
        get=lambda one: one.agreement.icc_c1,
    ),
    Described(
        "agreement.limits.units", "units", "Cases behind bias and limits of agreement of the variable", COUNT,
        get=lambda one: one.agreement.limits.units,
    ),
    Described(
        "agreement.limits.bias", "bias", "Mean by which {b} has more of the variable", MEASURED_HIGHER, "0 is best.",
        _BLAND, get=lambda one: one.agreement.limits.bias,
    ),
    Described(
        "agreement.limits.sd", "SD", "Standard deviation of the differences of the variable", MEASURED, "0 is best.",
        _BLAND, get=lambda one: one.agreement.limits.sd,
    ),
    Described(
        "agreement.limits.lower", "lower limit", "Bias of the variable less 1.96 standard deviations", MEASURED_HIGHER,
        _NARROW, _BLAND, get=lambda one: one.agreement.limits.lower,
    ),
    Described(
        "agreement.limits.upper", "upper limit", "Bias of the variable plus 1.96 standard deviations", MEASURED_HIGHER,
        _NARROW, _BLAND, get=lambda one: one.agreement.limits.upper,
    ),
)  # fmt: skip
"""Of a variable that is analysed: seconds, counts, intervals or latency of a code."""

_STARTS: tuple[Described[BoundaryResult], ...] = inside(
    "differences",
    lambda one: one.differences,
    _later("median", "marks it later", ("both", "Sessions in which both marked it")),
)

BOUNDARY: tuple[Described[BoundaryResult], ...] = (
    Described("only_a", "only {a}", "Sessions in which only {a} marked it", COUNT, get=lambda one: one.only_a),
    Described("only_b", "only {b}", "Sessions in which only {b} marked it", COUNT, get=lambda one: one.only_b),
    *_STARTS,
    Described(
        "largest_s", "largest", "The largest absolute difference", APART, "0 is best.", get=lambda one: one.largest_ms
    ),
)
"""Of where an episode begins."""

INTERVALS: tuple[Described[IntervalResult], ...] = (
    Described("intervals", "intervals", "How many intervals were compared", COUNT, get=lambda one: one.intervals),
)

_SCORED: tuple[Described[IntervalCode], ...] = inside("counted", lambda one: one.counted, _BY_INTERVAL)

INTERVAL_CODE: tuple[Described[IntervalCode], ...] = (
    Described("in_a", "{a} n", "Intervals in which {a} saw it", COUNT, get=lambda one: one.in_a),
    Described("in_b", "{b} n", "Intervals in which {b} saw it", COUNT, get=lambda one: one.in_b),
    Described("in_both", "both", "Intervals in which both saw it", COUNT, get=lambda one: one.in_both),
    Described(
        "agreement", "Po", "Share of intervals in which both say the same", SHARE,
        "1 is best; near 1 for everything rare.", get=lambda one: one.agreement,
    ),
    Described("ppos", "Ppos", "2 × both ÷ (A + B)", SHARE, "1 is best.", CICCHETTI, get=lambda one: one.ppos),
    Described(
        "kappa", "κ", "Cohen's kappa over intervals: occurs or not", COEFFICIENT,
        f"{_CHANCE} The one to report of intervals, beside Ppos.", COHEN, get=lambda one: one.kappa,
    ),
    *_INTERVAL_INDICES,
    *_SCORED,
)  # fmt: skip
"""Of one code, interval by interval."""

ANSWERS: tuple[Described[Answers], ...] = (
    Described(
        "matched", "both have", "Events that both have: bouts linked by overlap, points matched", COUNT,
        "What only one of the two has is no matter of the answer: read F1 for that.", get=lambda one: one.matched,
    ),
    Described("both", "answered", "Of how many of these both gave an answer", COUNT, get=lambda one: one.both),
    Described(
        "only_a", "only {a}", "Of how many only {a} gave an answer", COUNT,
        "0 is best; these enter neither Po nor κ.", get=lambda one: one.only_a,
    ),
    Described(
        "only_b", "only {b}", "Of how many only {b} gave an answer", COUNT,
        "0 is best; these enter neither Po nor κ.", get=lambda one: one.only_b,
    ),
    Described(
        "agreement", "Po", "Share of the events answered by both with the same answer", SHARE,
        "1 is best; not corrected for chance. The one to report beside κ, with the number of events.",
        get=lambda one: one.agreement,
    ),
    Described(
        "kappa", "κ", "Cohen's kappa of the answers to events that both answered", COEFFICIENT,
        f"{_CHANCE} It has no interval: events of a session are not independent.", COHEN, get=lambda one: one.kappa,
    ),
)  # fmt: skip
"""Of what was answered about events that both have, such as towards whom."""

CODE_WITH: tuple[Described[ReadingResult], ...] = (
    Described("kappa", "κ", _KAPPA, COEFFICIENT, _KAPPA_TIP, COHEN, get=lambda one: one.kappa),
    Described(
        "agreement", "Po", "Share of the window in which both say the same", SHARE, f"1 is best. {_REPORT_PPOS}",
        get=lambda one: one.agreement,
    ),
    Described(
        "ppos", "Ppos", "2 × both the same ÷ (A + B), in seconds, over all codes of the channel together", SHARE,
        _PPOS_TIP, CICCHETTI, get=lambda one: one.ppos,
    ),
    Described(
        "f1", "F1", "2 × pairs of the same code ÷ (bouts, or points, of A + B)", SHARE, _EVENTS[1].tip,
        get=lambda one: one.f1,
    ),
)  # fmt: skip
"""Of a channel or a point code, alone and with a modifier as part of the code."""

OF_TWO: tuple[tuple[str, str, Sequence[Described[Any]]], ...] = (
    ("time", "channel", TIME_CHANNEL),
    ("time", "code", TIME_CODE),
    ("events", "channel", EVENTS_CHANNEL),
    ("events", "code", EVENTS_CODE),
    ("older", "channel", OLDER),
    ("curve", "channel", CURVE_CHANNEL),
    ("curve", "code", CURVE_POINT),
    ("points", "code", POINTS),
    ("counts", "code", COUNTS),
    ("ratings", "scale", RATINGS),
    ("cells", "scale", RATINGS),
    ("classes", "reading", READING),
    ("classes", "class", ONE_CLASS),
    ("episodes", "episode", EPISODE),
    ("episodes", "channel", TIME_CHANNEL),
    ("boundaries", "episode", BOUNDARY),
    ("intervals", "all codes", INTERVALS),
    ("intervals", "code", INTERVAL_CODE),
    ("records", "all codes", INTERVALS),
    ("records", "code", INTERVAL_CODE),
    ("variables", "code", VARIABLE),
    ("totals", "code", VARIABLE),
    ("modifiers", "modifier", ANSWERS),
    ("modifiers", "code", ANSWERS),
    ("code with", "channel or point", CODE_WITH),
)
"""What is published of two coders: section of pair_statistics.csv, what a line is about, its statistics in order."""

_STUDY_VARIABLES: tuple[tuple[StatisticName, str, str], ...] = (
    ("icc_total_s", "ICC seconds", "seconds of an episode"),
    ("icc_onsets", "ICC onsets", "onsets in an episode"),
    ("icc_intervals_scored", "ICC intervals", "intervals scored in an episode"),
    ("icc_latency_s", "ICC latency", "latencies from the start of an episode, where it came for both"),
)


def _study_variable(name: StatisticName, symbol: str, words: str) -> Named:
    told = f"Intraclass correlation, absolute agreement of a single coder, of the {words}; all episodes together"
    tip = "1 is best. The one to report of a variable that is analysed, if one coder codes each session."
    return Named(name, symbol, told, COEFFICIENT, tip, _MCGRAW)


STUDY: Mapping[StatisticName, Named] = {
    "kappa": Named(
        "kappa", "κ", "Cohen's kappa: agreement beyond what each coder's own totals would give by chance", COEFFICIENT,
        _KAPPA_TIP, COHEN,
    ),
    "po": Named(
        "po", "Po", "Share of the window, or of the cases, in which both say the same", SHARE,
        f"1 is best. {_REPORT_PPOS}",
    ),
    "ppos": Named(
        "ppos", "Ppos", "2 × both ÷ (A + B), in seconds; time in which neither coded anything does not enter", SHARE,
        "1 is best. Report it beside κ.", CICCHETTI,
    ),
    "f1": Named(
        "f1", "F1",
        "Share of what either marked that the other has too: bouts linked by overlap, points within the tolerance",
        SHARE, "1 is best; not corrected for chance.",
    ),
    "icc": Named(
        "icc", "ICC(A,1)", "Intraclass correlation, absolute agreement of single ratings", COEFFICIENT,
        "1 is best. The one to report, with its interval, if one coder rates each session.", _MCGRAW,
    ),
    **{name: _study_variable(name, symbol, words) for name, symbol, words in _STUDY_VARIABLES},
    "within_one": Named(
        "within_one", "±1", "Share of the ratings that are at most one point apart; not corrected for chance", SHARE,
        "1 is best; high by chance alone on short scales.",
    ),
}  # fmt: skip
"""What study_pairs.csv and the heat map tell of every two coders."""

_ALTMAN_1, _ALTMAN_2 = "Altman & Bland 1994a", "Altman & Bland 1994b"
_MISSED = "1 is best: nothing of the gold standard was missed. Read it beside precision."
_ADDED = "1 is best: nothing was marked that the gold standard does not have. Read it beside sensitivity."
_NO_LENGTH = Undefined("a point has no length")


def _time(one: CodeAgainstGold, get: Callable[[AgainstStandard], Statistic]) -> Statistic:
    return _NO_LENGTH if one.time is None else get(one.time)


GOLD_CODE: tuple[Described[CodeAgainstGold], ...] = (
    Described(
        "time.standard_s", "gold s", "Seconds in the gold standard", SECONDS,
        get=lambda one: _time(one, lambda time: time.standard),
    ),
    Described(
        "time.coder_s", "coder s", "Seconds marked by the coder", SECONDS,
        get=lambda one: _time(one, lambda time: time.coder),
    ),
    Described(
        "time.both_s", "both s", "Seconds in both at once", SECONDS, get=lambda one: _time(one, lambda time: time.both)
    ),
    Described(
        "time.sensitivity", "sens. s", "Share of the seconds of the gold standard that the coder has as well", SHARE,
        _MISSED, _ALTMAN_1, get=lambda one: _time(one, lambda time: time.sensitivity),
    ),
    Described(
        "time.precision", "prec. s", "Share of the seconds that the coder marked that the gold standard has as well",
        SHARE, _ADDED, _ALTMAN_2, get=lambda one: _time(one, lambda time: time.precision),
    ),
    Described(
        "events.standard", "gold n", "Bouts or points in the gold standard", COUNT, get=lambda one: one.events.standard
    ),
    Described(
        "events.coder", "coder n", "Bouts or points marked by the coder", COUNT, get=lambda one: one.events.coder
    ),
    Described(
        "events.both", "both n", "Bouts that share at least {overlap} of the longer, points at most {within} apart",
        COUNT, get=lambda one: one.events.both,
    ),
    Described(
        "events.sensitivity", "sens. n", "Share of the events of the gold standard that the coder has as well", SHARE,
        _MISSED, _ALTMAN_1, get=lambda one: one.events.sensitivity,
    ),
    Described(
        "events.precision", "prec. n", "Share of the events that the coder marked that the gold standard has as well",
        SHARE, _ADDED, _ALTMAN_2, get=lambda one: one.events.precision,
    ),
)  # fmt: skip
"""What study_certification_codes.csv tells of a coder against the gold standard, code by code."""

MANY_OVER_TIME: tuple[Described[ManyOverTime], ...] = (
    Described(
        "alpha_over_time", "α over time",
        "Krippendorff's nominal alpha of all coders at every moment, each where that coder looked", COEFFICIENT,
        f"{_CHANCE} The one to report of three coders and more, beside κ of every two; like κ it depends on how long "
        "nothing happens.", _KRIPPENDORFF, get=lambda one: one.alpha,
    ),
)  # fmt: skip
"""What study_all_coders.csv tells of all coders together over time, on channels and on each code."""

_SHROUT = "Shrout & Fleiss 1979; Searle, Casella & McCulloch 1992"
_ONE_WAY = (
    "1 is best. The one to report of a one-way design, where coders differ from case to case: what a coder gives more "
    "throughout counts as error."
)

MANY_CLASSES: tuple[Described[ManyClasses], ...] = (
    Described(
        "fleiss", "Fleiss' κ", "Mean agreement of two coders, corrected by the pooled shares of the classes",
        COEFFICIENT, _CHANCE, "Fleiss 1971", get=lambda one: one.fleiss,
    ),
    Described(
        "conger", "Conger's κ", "Mean agreement of two coders, corrected by every coder's own shares of the classes",
        COEFFICIENT, f"{_CHANCE} For two coders it is Cohen's kappa.", "Conger 1980", get=lambda one: one.conger,
    ),
    Described(
        "light", "Light's κ", "Mean of Cohen's kappa of every two coders", COEFFICIENT, _CHANCE, "Light 1971",
        get=lambda one: one.light,
    ),
    Described(
        "alpha", "Krippendorff's α", "Krippendorff's nominal alpha, of every session that two or more classified",
        COEFFICIENT, f"{_CHANCE} The one to report where some coders did not classify all sessions.", _KRIPPENDORFF,
        get=lambda one: one.alpha,
    ),
)  # fmt: skip
"""What study_all_coders.csv tells of all coders together on classes."""

_TOGETHER = "Intraclass correlation of a variable of a code"

MANY_VARIABLE: Mapping[Design, Described[ManyVariable]] = {
    "two-way": Described(
        "icc_a1", "ICC(A,1)", f"{_TOGETHER}, absolute agreement of a single coder; the same coders measured every case",
        COEFFICIENT, "1 is best. The one to report, if one coder codes each session.", _MCGRAW,
        get=lambda one: one.found.icc,
    ),
    "one-way": Described(
        "icc_11", "ICC(1,1)", f"{_TOGETHER}, of a single coder, whoever it is", COEFFICIENT, _ONE_WAY, _SHROUT,
        get=lambda one: one.found.icc,
    ),
}  # fmt: skip
"""What study_all_coders.csv tells of all coders together on a variable, by the design that was found."""

MANY_RATINGS: tuple[Described[ManyRatings], ...] = (
    Described(
        "icc_a1", "ICC(A,1)", "Intraclass correlation, absolute agreement of single ratings; of what all coders rated",
        COEFFICIENT, "1 is best. The one to report of a two-way design, if one coder rates each session.", _MCGRAW,
        get=lambda one: one.agreement.iccs["A,1"],
    ),
    Described(
        "icc_ak", "ICC(A,k)", "Absolute agreement of the mean of all coders", COEFFICIENT,
        "1 is best. The one to report of a two-way design, if means of all coders are analysed.", _MCGRAW,
        get=lambda one: one.agreement.iccs["A,k"],
    ),
    Described(
        "icc_11", "ICC(1,1)", "Intraclass correlation of single ratings by whomever; of what two coders or more rated",
        COEFFICIENT, _ONE_WAY, _SHROUT, get=lambda one: one.one_way.single,
    ),
    Described(
        "icc_1k", "ICC(1,k)", "The same of the mean of as many coders as rated a unit, on the average", COEFFICIENT,
        "1 is best. The one to report of a one-way design, if means of coders are analysed.", _SHROUT,
        get=lambda one: one.one_way.mean,
    ),
    Described(
        "exact", "exact", "Share of units with the same rating by all", SHARE, "1 is best; not corrected for chance.",
        get=lambda one: one.agreement.scale.exact,
    ),
    Described(
        "within_one", "within 1", "Share of units whose ratings are at most one point apart", SHARE,
        "1 is best; not corrected for chance.", get=lambda one: one.agreement.scale.within_one,
    ),
    Described(
        "ordinal_alpha", "α ordinal", "Krippendorff's alpha on ranks", COEFFICIENT, _MORE_CODERS, _KRIPPENDORFF,
        get=lambda one: one.agreement.ordinal_alpha,
    ),
)  # fmt: skip
"""What study_all_coders.csv tells of all coders together on ratings."""

OF_TWO_OR_MORE = frozenset({"icc_11", "icc_1k", "ordinal_alpha"})
"""Those of them that are of every unit that two coders or more rated; the others are of what all of them did."""
