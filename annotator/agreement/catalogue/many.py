"""Statistics of all coders of a study together."""

from collections.abc import Mapping

from annotator.agreement.catalogue.words import CHANCE, KRIPPENDORFF, MCGRAW, MORE_CODERS
from annotator.agreement.described import COEFFICIENT, SHARE, Described
from annotator.agreement.whole_study.judged import ManyClasses, ManyRatings
from annotator.agreement.whole_study.over_time import ManyOverTime
from annotator.agreement.whole_study.variables import ManyVariable
from annotator.statistics.ratings.one_way import Design

MANY_OVER_TIME: tuple[Described[ManyOverTime], ...] = (
    Described(
        "alpha_over_time", "α over time",
        "Krippendorff's nominal alpha of all coders at every moment, each where that coder looked", COEFFICIENT,
        f"{CHANCE} The one to report of three coders and more, beside κ of every two; like κ it depends on how long "
        "nothing happens.", KRIPPENDORFF, get=lambda one: one.alpha,
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
        COEFFICIENT, CHANCE, "Fleiss 1971", get=lambda one: one.fleiss,
    ),
    Described(
        "conger", "Conger's κ", "Mean agreement of two coders, corrected by every coder's own shares of the classes",
        COEFFICIENT, f"{CHANCE} For two coders it is Cohen's kappa.", "Conger 1980", get=lambda one: one.conger,
    ),
    Described(
        "light", "Light's κ", "Mean of Cohen's kappa of every two coders", COEFFICIENT, CHANCE, "Light 1971",
        get=lambda one: one.light,
    ),
    Described(
        "alpha", "Krippendorff's α", "Krippendorff's nominal alpha, of every session that two or more classified",
        COEFFICIENT, f"{CHANCE} The one to report where some coders did not classify all sessions.", KRIPPENDORFF,
        get=lambda one: one.alpha,
    ),
)  # fmt: skip
"""What study_all_coders.csv tells of all coders together on classes."""

_TOGETHER = "Intraclass correlation of a variable of a code"

MANY_VARIABLE: Mapping[Design, Described[ManyVariable]] = {
    "two-way": Described(
        "icc_a1", "ICC(A,1)", f"{_TOGETHER}, absolute agreement of a single coder; the same coders measured every case",
        COEFFICIENT, "1 is best. The one to report, if one coder codes each session.", MCGRAW,
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
        COEFFICIENT, "1 is best. The one to report of a two-way design, if one coder rates each session.", MCGRAW,
        get=lambda one: one.agreement.iccs["A,1"],
    ),
    Described(
        "icc_ak", "ICC(A,k)", "Absolute agreement of the mean of all coders", COEFFICIENT,
        "1 is best. The one to report of a two-way design, if means of all coders are analysed.", MCGRAW,
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
        "ordinal_alpha", "α ordinal", "Krippendorff's alpha on ranks", COEFFICIENT, MORE_CODERS, KRIPPENDORFF,
        get=lambda one: one.agreement.ordinal_alpha,
    ),
)  # fmt: skip
"""What study_all_coders.csv tells of all coders together on ratings."""

OF_TWO_OR_MORE = frozenset({"icc_11", "icc_1k", "ordinal_alpha"})
"""Those of them that are of every unit that two coders or more rated; the others are of what all of them did."""
