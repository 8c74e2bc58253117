"""Statistics of what was answered about events, and of codes with an answer as part of them."""

from annotator.agreement.answers import Answers
from annotator.agreement.catalogue.events import EVENTS
from annotator.agreement.catalogue.words import CHANCE, CICCHETTI, COHEN, KAPPA, KAPPA_TIP, PPOS_TIP, REPORT_PPOS
from annotator.agreement.described import COEFFICIENT, COUNT, SHARE, Described
from annotator.agreement.pair.modifiers import ReadingResult

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
        f"{CHANCE} It has no interval: events of a session are not independent.", COHEN, get=lambda one: one.kappa,
    ),
)  # fmt: skip
"""Of what was answered about events that both have, such as towards whom."""

CODE_WITH: tuple[Described[ReadingResult], ...] = (
    Described("kappa", "κ", KAPPA, COEFFICIENT, KAPPA_TIP, COHEN, get=lambda one: one.kappa),
    Described(
        "agreement", "Po", "Share of the window in which both say the same", SHARE, f"1 is best. {REPORT_PPOS}",
        get=lambda one: one.agreement,
    ),
    Described(
        "ppos", "Ppos", "2 × both the same ÷ (A + B), in seconds, over all codes of the channel together", SHARE,
        PPOS_TIP, CICCHETTI, get=lambda one: one.ppos,
    ),
    Described(
        "f1", "F1", "2 × pairs of the same code ÷ (bouts, or points, of A + B)", SHARE, EVENTS[1].tip,
        get=lambda one: one.f1,
    ),
)  # fmt: skip
"""Of a channel or a point code, alone and with a modifier as part of the code."""
