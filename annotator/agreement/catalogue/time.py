"""Statistics of channels and codes over time, also within a tolerance."""

from annotator.agreement.catalogue.indices import CODE_INDICES, COMMON
from annotator.agreement.catalogue.words import (
    ACCURACY,
    ACCURACY_TIP,
    BAKEMAN,
    CICCHETTI,
    COHEN,
    KAPPA,
    KAPPA_TIP,
    PPOS,
    PPOS_TIP,
    REPORT_PPOS,
)
from annotator.agreement.described import COEFFICIENT, COUNT, SECONDS, SHARE, Described, inside
from annotator.statistics.states import StateCode, StateTime
from annotator.statistics.tolerance import TolerantAgreement

_TIME_INDICES: tuple[Described[StateTime], ...] = inside("indices", lambda one: one.indices, COMMON)
_CODE_INDICES: tuple[Described[StateCode], ...] = inside("indices", lambda one: one.indices, CODE_INDICES)

TIME_CHANNEL: tuple[Described[StateTime], ...] = (
    Described(
        "agreement", "Po", "Share of the window in which both say the same", SHARE, f"1 is best. {REPORT_PPOS}",
        get=lambda one: one.agreement,
    ),
    Described("kappa", "κ", KAPPA, COEFFICIENT, KAPPA_TIP, COHEN, get=lambda one: one.kappa),
    Described("accuracy", "accuracy", ACCURACY, SHARE, ACCURACY_TIP, BAKEMAN, get=lambda one: one.accuracy),
    *_TIME_INDICES,
)  # fmt: skip
"""Of a channel over time, in the window or in one episode."""

TIME_CODE: tuple[Described[StateCode], ...] = (
    Described("a_s", "{a} s", "Seconds coded by {a}", SECONDS, get=lambda one: one.a_ms),
    Described("b_s", "{b} s", "Seconds coded by {b}", SECONDS, get=lambda one: one.b_ms),
    Described("both_s", "both s", "Seconds coded by both at once", SECONDS, get=lambda one: one.both_ms),
    Described("bouts_a", "{a} n", "Bouts of {a}; ⚠ marks fewer than ten", COUNT, get=lambda one: one.bouts_a),
    Described("bouts_b", "{b} n", "Bouts of {b}; ⚠ marks fewer than ten", COUNT, get=lambda one: one.bouts_b),
    Described("ppos", "Ppos", PPOS, SHARE, PPOS_TIP, CICCHETTI, get=lambda one: one.ppos),
    Described("kappa", "κ", KAPPA, COEFFICIENT, KAPPA_TIP, COHEN, get=lambda one: one.kappa),
    *_CODE_INDICES,
)
"""Of a state code over time."""

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
