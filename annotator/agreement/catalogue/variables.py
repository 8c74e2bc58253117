"""Statistics of a variable that is analysed."""

from annotator.agreement.catalogue.words import MCGRAW
from annotator.agreement.described import COEFFICIENT, COUNT, MEASURED, MEASURED_HIGHER, Described
from annotator.agreement.pair.variables import VariableResult

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
        MCGRAW, get=lambda one: one.agreement.icc_a1,
    ),
    Described(
        "agreement.icc_c1", "ICC(C,1)", "Intraclass correlation of the variable, consistency of a single coder",
        COEFFICIENT, "Compare with ICC(A,1): where it is higher, one coder has more throughout.", MCGRAW,
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
