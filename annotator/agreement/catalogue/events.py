"""Statistics of the bouts of a channel and of a code."""

from annotator.agreement.catalogue.words import CHANCE
from annotator.agreement.described import COEFFICIENT, COUNT, LATER, SHARE, Described, inside
from annotator.agreement.pair.report import CodeEvents, CodeKappas
from annotator.statistics.events.linked import Differences
from annotator.statistics.events.tables import EventAgreement
from annotator.statistics.sampling import SampledAgreement
from annotator.statistics.states import StateEvents

_UNITIZING = "Krippendorff et al. 2016"
_NO_PARTNER = "including bouts without a partner, overlap at least {overlap}"

EVENTS: tuple[Described[EventAgreement], ...] = (
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
        "kappa", "κ", f"Kappa {_NO_PARTNER}", COEFFICIENT, f"{CHANCE} The one to report of events.",
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
        f"{CHANCE} Bouts that one coder missed do not enter it.", get=lambda one: one.kappa_of_linked,
    ),
)  # fmt: skip


def later(
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


_BEGINS = later("onset", "begins later, where both were seen to begin")
_ENDS = later("offset", "ends later, where both were seen to end")
_LINKED: tuple[Described[StateEvents], ...] = inside("linked.events", lambda one: one.linked.events, EVENTS)
_ONSETS: tuple[Described[StateEvents], ...] = inside("linked.onsets", lambda one: one.linked.onsets, _BEGINS)
_OFFSETS: tuple[Described[StateEvents], ...] = inside("linked.offsets", lambda one: one.linked.offsets, _ENDS)
_ALIGNED: tuple[Described[StateEvents], ...] = inside(
    "aligned.events", lambda one: one.aligned.events, EVENTS, " aligned"
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
        f"{CHANCE} It asks of bouts and gaps together where they are and what they are called.",
        _UNITIZING, get=lambda one: one.u_alpha,
    ),
    Described(
        "cu_alpha", "cu-α",
        "Krippendorff's alpha of the codes alone, where both coded something; of a code, (k)u-α: on this code there",
        COEFFICIENT, f"{CHANCE} Where it is high and u-α low, the two differ in where bouts are, not in their codes.",
        _UNITIZING, get=lambda one: one.cu_alpha,
    ),
    Described(
        "binned.kappa", "κ bins {unit}", "Kappa of both sampled every {unit}, as GSEQ and most older papers do",
        COEFFICIENT, "Only to compare with older papers: report κ over time.", get=lambda one: one.binned.kappa,
    ),
)  # fmt: skip
"""Of the bouts of a channel."""

_CODE_EVENTS: tuple[Described[CodeKappas], ...] = (
    Described("f1", "F1", EVENTS[1].words, SHARE, EVENTS[1].tip, get=lambda one: one.f1),
    Described(
        "kappa", "κ", "Kappa of this code against all other events, with a partner or without", COEFFICIENT,
        f"{CHANCE} A pair counts once for each coder where bouts are linked, once where they are aligned. It depends "
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
        f"{CHANCE} What one coder has coded and the other has not does not enter it.", _UNITIZING,
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
