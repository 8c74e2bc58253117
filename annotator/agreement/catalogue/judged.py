"""Statistics of ratings and of classes."""

from annotator.agreement.catalogue.indices import CODE_INDICES, COMMON
from annotator.agreement.catalogue.words import (
    ACCURACY,
    ACCURACY_TIP,
    BAKEMAN,
    CHANCE,
    CICCHETTI,
    COHEN,
    KRIPPENDORFF,
    MCGRAW,
)
from annotator.agreement.described import COEFFICIENT, COUNT, HIGHER, SHARE, SPREAD, Described, inside
from annotator.agreement.pair.judged import ScaleResult
from annotator.agreement.two_coders import ClassAgreement, OneClass
from annotator.statistics.ratings.agreement import TwoCoders

_READING_INDICES: tuple[Described[ClassAgreement], ...] = inside("indices", lambda one: one.indices, COMMON)
_CLASS_INDICES: tuple[Described[OneClass], ...] = inside("indices", lambda one: one.indices, CODE_INDICES)


def _two(one: ScaleResult) -> TwoCoders:
    assert one.agreement.two_coders is not None, "a result of two coders"
    return one.agreement.two_coders


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
        "1 is best. Only where every unit has coders of its own.", MCGRAW, get=lambda one: one.agreement.iccs["1,1"],
    ),
    Described(
        "iccs.A,1", "ICC(A,1)",
        "Intraclass correlation, absolute agreement of a single coder; ⚠ where hardly any of the scale was used",
        COEFFICIENT, "1 is best. The one to report, with its interval, if one coder rates each session.", MCGRAW,
        get=lambda one: one.agreement.iccs["A,1"],
    ),
    Described(
        "iccs.C,1", "ICC(C,1)",
        "Intraclass correlation, consistency: a constant difference between coders does not lower it", COEFFICIENT,
        "1 is best. Compare with ICC(A,1): where it is higher, one coder rates higher throughout.", MCGRAW,
        get=lambda one: one.agreement.iccs["C,1"],
    ),
    Described(
        "iccs.1,k", "ICC(1,k)", "The mean of both where coders differ from unit to unit", COEFFICIENT,
        "1 is best. Only if means of coders are analysed.", MCGRAW, get=lambda one: one.agreement.iccs["1,k"],
    ),
    Described(
        "iccs.A,k", "ICC(A,k)", "Absolute agreement of the mean of both coders", COEFFICIENT,
        "1 is best. The one to report if means of both coders are analysed.", MCGRAW,
        get=lambda one: one.agreement.iccs["A,k"],
    ),
    Described(
        "iccs.C,k", "ICC(C,k)", "Consistency of the mean of both coders", COEFFICIENT,
        "1 is best. Only if means of coders are analysed.", MCGRAW, get=lambda one: one.agreement.iccs["C,k"],
    ),
    Described(
        "ordinal_alpha", "α ordinal", "Krippendorff's alpha on ranks", COEFFICIENT,
        f"{CHANCE} The one of the alphas for points of a scale; report ICC(A,1) first.", KRIPPENDORFF,
        get=lambda one: one.agreement.ordinal_alpha,
    ),
    Described(
        "interval_alpha", "α interval", "Krippendorff's alpha on squared differences", COEFFICIENT,
        f"{CHANCE} It takes the points as equally far apart.", KRIPPENDORFF,
        get=lambda one: one.agreement.interval_alpha,
    ),
    Described(
        "nominal_alpha", "α nominal", "Krippendorff's alpha; every difference counts the same", COEFFICIENT,
        f"{CHANCE} For classes rather than points: one point apart counts as much as six.", KRIPPENDORFF,
        get=lambda one: one.agreement.nominal_alpha,
    ),
    Described(
        "ratio_alpha", "α ratio", "Krippendorff's alpha on differences relative to the sum", COEFFICIENT,
        f"{CHANCE} Only for scales with a true zero.", KRIPPENDORFF, get=lambda one: one.agreement.ratio_alpha,
    ),
    Described(
        "two_coders.bias", "bias", "Mean by which {b} rates higher, in points", HIGHER, "0 is best.",
        get=lambda one: _two(one).bias,
    ),
    Described(
        "two_coders.linear_kappa", "κ linear", "Weighted kappa; a confusion counts by its distance", COEFFICIENT,
        f"{CHANCE} Report ICC(A,1).", "Cohen 1968", get=lambda one: _two(one).linear_kappa,
    ),
    Described(
        "two_coders.quadratic_kappa", "κ quadr.", "Weighted kappa; a confusion counts by the square of its distance",
        COEFFICIENT, f"{CHANCE} Near ICC(A,1): report that.", "Cohen 1968", get=lambda one: _two(one).quadratic_kappa,
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
_CLASS_KAPPA_TIP = f"{CHANCE} The one to report, with its interval and the table of classes."

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
    Described("accuracy", "accuracy", ACCURACY, SHARE, ACCURACY_TIP, BAKEMAN, get=lambda one: one.accuracy),
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
