"""The tables of events: bouts linked by overlap and aligned in order, and what older programs would print."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from annotator.agreement.pair.report import ChannelEvents, PairReport
from annotator.statistics.estimate import Statistic, Undefined
from annotator.statistics.events.linked import Differences, LinkedAgreement
from annotator.statistics.sampling import SampledAgreement
from annotator.statistics.states import StateTime
from ui.agreement.sheet import Sheet, SheetCell, SheetColumn, SheetRow, cells_of, later, number, whole
from ui.agreement.wording import or_reason
from ui.text import count, percent

_ONE_AT_A_TIME = "BORIS compares one observation at a time: choose a single session"


class _Line(NamedTuple):
    """A channel, or one of its codes, of which only F1 is told."""

    f1: Statistic
    channel: ChannelEvents | None = None


def event_sheet(report: PairReport) -> Sheet:
    """Return every channel with its linked and aligned bouts, and F1 of each code."""
    columns = _columns(report)
    rows = tuple(row for one in report.events for row in _channel(report, columns, one))
    return Sheet(columns, rows, "No session of these two can be compared.")


def _columns(report: PairReport) -> tuple[SheetColumn[_Line], ...]:
    a, b, share = report.coder_a, report.coder_b, percent(report.tolerances.overlap)
    return (
        SheetColumn(
            "F1",
            "2 × linked pairs of the same code ÷ (bouts of A + B); of a code, on it alone",
            lambda one: number(one.f1),
            is_main=True,
        ),
        SheetColumn(
            "κ",
            f"Kappa including bouts without a partner (Holle & Rein 2015), overlap at least {share}",
            _linked(lambda linked: number(linked.events.kappa)),
        ),
        SheetColumn(
            "κ max",
            "The largest such kappa that each coder's own totals allow",
            _linked(lambda linked: number(linked.events.kappa_max)),
        ),
        SheetColumn(
            "κ linked",
            "Cohen's kappa of the linked pairs alone",
            _linked(lambda linked: number(linked.events.kappa_of_linked)),
        ),
        SheetColumn(f"{a} n", f"Bouts of {a}", _linked(lambda linked: whole(linked.bouts_a)), "0000"),
        SheetColumn(f"{b} n", f"Bouts of {b}", _linked(lambda linked: whole(linked.bouts_b)), "0000"),
        SheetColumn(
            "linked",
            f"Pairs that share at least {share} of the longer bout, whatever their codes",
            _linked(lambda linked: whole(linked.pairs)),
            "0000",
        ),
        SheetColumn("same", "Linked pairs of the same code", _linked(lambda linked: whole(linked.matched)), "0000"),
        SheetColumn(
            "onset",
            f"Median by which {b} begins later, in s, where both were seen to begin",
            _linked(lambda linked: later(linked.onsets.median_ms)),
            "+00.000",
        ),
        SheetColumn(
            "IQR", "Quartiles of the same", _linked(lambda linked: _quartiles(linked.onsets)), "−00.000, +00.000"
        ),
        SheetColumn(
            "offset",
            f"Median by which {b} ends later, in s",
            _linked(lambda linked: later(linked.offsets.median_ms)),
            "+00.000",
        ),
        SheetColumn(
            "IQR", "Quartiles of the same", _linked(lambda linked: _quartiles(linked.offsets)), "−00.000, +00.000"
        ),
        SheetColumn(
            "aligned",
            "Pairs when bouts are aligned in order (Quera, Bakeman & Gnisci 2007)",
            _of_channel(lambda one: whole(one.events.aligned.pairs)),
            "0000",
        ),
        SheetColumn(
            "κ aligned",
            "Kappa of that alignment",
            _of_channel(lambda one: number(one.events.aligned.events.kappa)),
        ),
        SheetColumn("u-α", "Krippendorff's alpha for unitizing", _of_channel(lambda one: number(one.events.u_alpha))),
    )


def _of_channel(get: Callable[[ChannelEvents], SheetCell]) -> Callable[[_Line], SheetCell]:
    return lambda one: SheetCell() if one.channel is None else get(one.channel)


def _linked(get: Callable[[LinkedAgreement], SheetCell]) -> Callable[[_Line], SheetCell]:
    return _of_channel(lambda one: get(one.events.linked))


def _channel(report: PairReport, columns: Sequence[SheetColumn[_Line]], one: ChannelEvents) -> Iterator[SheetRow]:
    linked = one.events.linked
    name = report.codebook.channel_name(one.channel)
    codes = report.codebook.state_channels[one.channel]
    sign = codes[0].id if len(codes) == 1 else ""
    is_used = bool(linked.bouts_a or linked.bouts_b)
    cells = cells_of(columns, _Line(linked.events.f1, one))
    yield SheetRow(one.channel, name, cells, f"{name}: {_words(report, linked)}", sign, is_used=is_used)
    if len(codes) > 1:
        for code, f1 in zip(codes, linked.events.f1_per_code, strict=True):
            cells, words = cells_of(columns, _Line(f1)), f"{code.name}: F1 {or_reason(f1)}."
            is_used = not isinstance(f1, Undefined)
            yield SheetRow(one.channel, code.name, cells, words, code.id, is_indented=True, is_used=is_used)


def _quartiles(found: Differences) -> SheetCell:
    if isinstance(found.lower_quartile_ms, Undefined):
        return later(found.lower_quartile_ms)
    low, high = later(found.lower_quartile_ms), later(found.upper_quartile_ms)
    return SheetCell(f"{low.text}, {high.text}", f"of {count(found.count, 'pair')}")


def _words(report: PairReport, linked: LinkedAgreement) -> str:
    alone = linked.bouts_a - linked.pairs, linked.bouts_b - linked.pairs
    return (
        f"{count(linked.pairs, 'pair')} of bouts linked, {linked.matched} of them with the same code; "
        f"{alone[0]} of {report.coder_a} and {alone[1]} of {report.coder_b} without partner. "
        f"Event kappa {or_reason(linked.events.kappa)}; of the linked pairs alone "
        f"{or_reason(linked.events.kappa_of_linked)}."
    )


class _Kappas(NamedTuple):
    """Kappa of a channel, exactly and as older programs sample it."""

    exact: Statistic
    binned: Statistic
    boris: Statistic


def older_sheet(report: PairReport) -> Sheet:
    """Return the kappa of every channel exactly, in bins, and as BORIS samples it, with the differences."""
    unit = f"{report.tolerances.unit_ms / 1000:g} s"
    columns: tuple[SheetColumn[_Kappas], ...] = (
        SheetColumn(
            "κ exact",
            "Cohen's kappa over every moment of the window: the one to report",
            lambda kappas: number(kappas.exact),
            is_main=True,
        ),
        SheetColumn(
            f"κ bins {unit}",
            f"Both sampled every {unit}, as GSEQ and most older papers do",
            lambda kappas: number(kappas.binned),
            "κ bins 1 s",
        ),
        SheetColumn(
            "difference", "Bins minus exact", lambda kappas: _difference(kappas.binned, kappas.exact), "+0.000"
        ),
        SheetColumn(
            f"κ BORIS {unit}",
            f"As BORIS samples: every {unit} from the first onset to the last offset of either coder; silence "
            "that both agree on outside is not counted (our own reimplementation)",
            lambda kappas: number(kappas.boris),
            "κ BORIS 1 s",
        ),
        SheetColumn(
            "difference", "BORIS minus exact", lambda kappas: _difference(kappas.boris, kappas.exact), "+0.000"
        ),
    )
    exact = dict(report.time)
    rows = tuple(_older(report, columns, one, exact[one.channel]) for one in report.events)
    return Sheet(columns, rows, "No session of these two can be compared.")


def _older(
    report: PairReport, columns: Sequence[SheetColumn[_Kappas]], one: ChannelEvents, exact: StateTime
) -> SheetRow:
    name = report.codebook.channel_name(one.channel)
    kappas = _Kappas(exact.kappa.value, one.events.binned.kappa, _boris(one.boris))
    words = (
        f"{name}: exact {or_reason(kappas.exact)}, in bins {or_reason(kappas.binned)}, "
        f"by BORIS's method {or_reason(kappas.boris)}."
    )
    codes = report.codebook.state_channels[one.channel]
    sign = codes[0].id if len(codes) == 1 else ""
    is_used = bool(one.events.linked.bouts_a or one.events.linked.bouts_b)
    return SheetRow(one.channel, name, cells_of(columns, kappas), words, sign, is_used=is_used)


def _boris(found: SampledAgreement | None) -> Statistic:
    return Undefined(_ONE_AT_A_TIME) if found is None else found.kappa


def _difference(value: Statistic, exact: Statistic) -> SheetCell:
    if isinstance(value, Undefined) or isinstance(exact, Undefined):
        return number(value if isinstance(value, Undefined) else exact)
    return SheetCell(f"{value - exact:+.3f}".replace("-", "−"))
