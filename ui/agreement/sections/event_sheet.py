"""The tables of events: bouts linked by overlap and aligned in order, and what older programs would print."""

from collections.abc import Iterator

from annotator.agreement.pair.report import ChannelEvents, PairReport
from annotator.statistics.estimate import Statistic, Undefined
from annotator.statistics.events.linked import Differences, LinkedAgreement
from annotator.statistics.sampling import SampledAgreement
from annotator.statistics.states import StateTime
from ui.agreement.sheet import Sheet, SheetCell, SheetColumn, SheetRow, later, number, whole
from ui.agreement.wording import or_reason
from ui.text import count, percent

_ONE_AT_A_TIME = "BORIS compares one observation at a time: choose a single session"


def event_sheet(report: PairReport) -> Sheet:
    """Return every channel with its linked and aligned bouts, and F1 of each code."""
    rows = tuple(row for one in report.events for row in _channel(report, one))
    return Sheet(_columns(report), rows, "No session of these two can be compared.")


def _columns(report: PairReport) -> tuple[SheetColumn, ...]:
    a, b, share = report.coder_a, report.coder_b, percent(report.tolerances.overlap)
    return (
        SheetColumn("F1", "2 × linked pairs of the same code ÷ (bouts of A + B); of a code, on it alone", is_main=True),
        SheetColumn("κ", f"Kappa including bouts without a partner (Holle & Rein 2015), overlap at least {share}"),
        SheetColumn("κ max", "The largest such kappa that each coder's own totals allow"),
        SheetColumn("κ linked", "Cohen's kappa of the linked pairs alone"),
        SheetColumn(f"{a} n", f"Bouts of {a}", "0000"),
        SheetColumn(f"{b} n", f"Bouts of {b}", "0000"),
        SheetColumn("linked", f"Pairs that share at least {share} of the longer bout, whatever their codes", "0000"),
        SheetColumn("same", "Linked pairs of the same code", "0000"),
        SheetColumn("onset", f"Median by which {b} begins later, in s, where both were seen to begin", "+00.000"),
        SheetColumn("IQR", "Quartiles of the same", "−00.000, +00.000"),
        SheetColumn("offset", f"Median by which {b} ends later, in s", "+00.000"),
        SheetColumn("IQR", "Quartiles of the same", "−00.000, +00.000"),
        SheetColumn("aligned", "Pairs when bouts are aligned in order (Quera, Bakeman & Gnisci 2007)", "0000"),
        SheetColumn("κ aligned", "Kappa of that alignment"),
        SheetColumn("u-α", "Krippendorff's alpha for unitizing"),
    )


def _channel(report: PairReport, one: ChannelEvents) -> Iterator[SheetRow]:
    linked, aligned = one.events.linked, one.events.aligned
    events = linked.events
    name = report.codebook.channel_name(one.channel)
    codes = report.codebook.state_channels[one.channel]
    cells = (
        *map(number, (events.f1, events.kappa, events.kappa_max, events.kappa_of_linked)),
        *map(whole, (linked.bouts_a, linked.bouts_b, linked.pairs, linked.matched)),
        *_differences(linked.onsets),
        *_differences(linked.offsets),
        whole(aligned.pairs),
        number(aligned.events.kappa),
        number(one.events.u_alpha),
    )
    sign = codes[0].id if len(codes) == 1 else ""
    is_used = bool(linked.bouts_a or linked.bouts_b)
    yield SheetRow(one.channel, name, cells, f"{name}: {_words(report, linked)}", sign, is_used=is_used)
    if len(codes) > 1:
        for code, f1 in zip(codes, events.f1_per_code, strict=True):
            words = f"{code.name}: F1 {or_reason(f1)}."
            is_used = not isinstance(f1, Undefined)
            yield SheetRow(one.channel, code.name, _one_code(f1), words, code.id, is_indented=True, is_used=is_used)


def _one_code(f1: Statistic) -> tuple[SheetCell, ...]:
    return number(f1), *[SheetCell()] * 14


def _differences(found: Differences) -> tuple[SheetCell, SheetCell]:
    if isinstance(found.lower_quartile_ms, Undefined):
        return later(found.median_ms), later(found.lower_quartile_ms)
    low, high = later(found.lower_quartile_ms), later(found.upper_quartile_ms)
    return later(found.median_ms), SheetCell(f"{low.text}, {high.text}", f"of {count(found.count, 'pair')}")


def _words(report: PairReport, linked: LinkedAgreement) -> str:
    alone = linked.bouts_a - linked.pairs, linked.bouts_b - linked.pairs
    return (
        f"{count(linked.pairs, 'pair')} of bouts linked, {linked.matched} of them with the same code; "
        f"{alone[0]} of {report.coder_a} and {alone[1]} of {report.coder_b} without partner. "
        f"Event kappa {or_reason(linked.events.kappa)}; of the linked pairs alone "
        f"{or_reason(linked.events.kappa_of_linked)}."
    )


def older_sheet(report: PairReport) -> Sheet:
    """Return the kappa of every channel exactly, in bins, and as BORIS samples it, with the differences."""
    exact = dict(report.time)
    rows = tuple(_older(report, one, exact[one.channel]) for one in report.events)
    unit = f"{report.tolerances.unit_ms / 1000:g} s"
    columns = (
        SheetColumn("κ exact", "Cohen's kappa over every moment of the window: the one to report", is_main=True),
        SheetColumn(f"κ bins {unit}", f"Both sampled every {unit}, as GSEQ and most older papers do", "κ bins 1 s"),
        SheetColumn("difference", "Bins minus exact", "+0.000"),
        SheetColumn(
            f"κ BORIS {unit}",
            f"As BORIS samples: every {unit} from the first onset to the last offset of either coder; silence "
            "that both agree on outside is not counted (our own reimplementation)",
            "κ BORIS 1 s",
        ),
        SheetColumn("difference", "BORIS minus exact", "+0.000"),
    )
    return Sheet(columns, rows, "No session of these two can be compared.")


def _older(report: PairReport, one: ChannelEvents, exact: StateTime) -> SheetRow:
    name = report.codebook.channel_name(one.channel)
    boris = _boris(one.boris)
    kappa, binned = exact.kappa.value, one.events.binned.kappa
    cells = (number(kappa), number(binned), _difference(binned, kappa), number(boris), _difference(boris, kappa))
    words = f"{name}: exact {or_reason(kappa)}, in bins {or_reason(binned)}, by BORIS's method {or_reason(boris)}."
    codes = report.codebook.state_channels[one.channel]
    is_used = bool(one.events.linked.bouts_a or one.events.linked.bouts_b)
    return SheetRow(one.channel, name, cells, words, codes[0].id if len(codes) == 1 else "", is_used=is_used)


def _boris(found: SampledAgreement | None) -> Statistic:
    return Undefined(_ONE_AT_A_TIME) if found is None else found.kappa


def _difference(value: Statistic, exact: Statistic) -> SheetCell:
    if isinstance(value, Undefined) or isinstance(exact, Undefined):
        return number(value if isinstance(value, Undefined) else exact)
    return SheetCell(f"{value - exact:+.3f}".replace("-", "−"))
