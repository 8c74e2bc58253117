"""The tables of events: bouts linked by overlap and aligned in order, and what older programs would print."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from annotator.agreement.catalogue import EVENTS_CHANNEL, EVENTS_CODE, OLDER, TIME_CHANNEL
from annotator.agreement.described import Named, described, filled
from annotator.agreement.pair.report import ChannelEvents, PairReport
from annotator.report.sheets.columns import Around, Line, Quartiles, Shown, columns_of, names_of
from annotator.report.sheets.sheet import Sheet, SheetCell, SheetColumn, SheetRow, cells_of, number
from annotator.report.wording import or_reason
from annotator.statistics.estimate import Estimate, Statistic, Undefined
from annotator.statistics.events.linked import LinkedAgreement
from annotator.statistics.sampling import SampledAgreement
from annotator.statistics.states import StateTime
from annotator.text import count, fixed

_ONE_AT_A_TIME = "BORIS compares one observation at a time: choose a single session"


_F1 = "linked.events.f1"
_CODE_COLUMNS = {
    _F1: "linked.f1",
    "linked.events.kappa": "linked.kappa",
    "linked.events.kappa_max": "linked.kappa_max",
    "aligned.events.kappa": "aligned.kappa",
    "cu_alpha": "ku_alpha",
}
"""Which statistic of a code stands in which column of its channel."""
_SHOWN: tuple[Shown, ...] = (
    _F1,
    "linked.events.kappa",
    "linked.bouts_a",
    "linked.bouts_b",
    "linked.pairs",
    "linked.matched",
    "linked.onsets.median_s",
    Quartiles("linked.onsets"),
    "linked.offsets.median_s",
    Quartiles("linked.offsets"),
    "u_alpha",
    Around("u_alpha"),
)
_MORE: tuple[Shown, ...] = (
    "linked.events.kappa_max",
    "linked.events.kappa_of_linked",
    "aligned.pairs",
    "aligned.events.kappa",
    "cu_alpha",
)


def event_sheet(report: PairReport) -> Sheet:
    """Return every channel with its linked and aligned bouts, and F1, kappa and (k)u-α of each code."""
    columns = columns_of(_SHOWN, EVENTS_CHANNEL, names=names_of(report), more=_MORE)
    rows = tuple(row for one in report.events for row in _channel(report, columns, one))
    return Sheet(columns, rows, "No session of these two can be compared.")


def _channel(report: PairReport, columns: Sequence[SheetColumn[Line]], one: ChannelEvents) -> Iterator[SheetRow]:
    linked = one.events.linked
    name = report.codebook.channel_name(one.channel)
    codes = report.codebook.state_channels[one.channel]
    sign = codes[0].id if len(codes) == 1 else ""
    is_used = bool(linked.bouts_a or linked.bouts_b)
    cells = cells_of(columns, Line(((EVENTS_CHANNEL, one.events),)))
    yield SheetRow(one.channel, name, cells, f"{name}: {_words(report, linked)}", sign, is_used=is_used)
    if len(codes) > 1:
        for code, found in zip(codes, one.per_code, strict=True):
            said = {column: described(EVENTS_CODE, name).get(found) for column, name in _CODE_COLUMNS.items()}
            instead = {
                column: number(leaf.value if isinstance(leaf, Estimate) else leaf) for column, leaf in said.items()
            }
            cells = cells_of(columns, Line(instead=instead))
            words = f"{code.name}: F1 {or_reason(found.linked.f1)}, kappa {or_reason(found.linked.kappa)}."
            is_used = not isinstance(found.linked.f1, Undefined)
            yield SheetRow(one.channel, code.name, cells, words, code.id, is_indented=True, is_used=is_used)


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
    """Return the kappa of every channel exactly, in bins, and as BORIS samples it, with the differences.

    Over several sessions there is nothing of BORIS.
    """
    names = names_of(report)
    every: tuple[Named, ...] = (*TIME_CHANNEL, *EVENTS_CHANNEL, *OLDER)
    said = {one.id: one for one in every}
    exact, binned, boris = (said[name] for name in ("kappa", "binned.kappa", "boris.kappa"))
    columns: tuple[SheetColumn[_Kappas], ...] = (
        SheetColumn(
            "κ exact",
            f"Over every moment of the window. {exact.meaning}",
            lambda kappas: number(kappas.exact),
            is_main=True,
        ),
        SheetColumn(filled(binned.symbol, names), filled(binned.meaning, names), lambda kappas: number(kappas.binned)),
        SheetColumn(
            "difference", "Bins minus exact", lambda kappas: _difference(kappas.binned, kappas.exact), "+0.000"
        ),
    )
    if any(one.boris is not None for one in report.events):
        columns += (
            SheetColumn(filled(boris.symbol, names), filled(boris.meaning, names), lambda kappas: number(kappas.boris)),
            SheetColumn(
                "difference", "BORIS minus exact", lambda kappas: _difference(kappas.boris, kappas.exact), "+0.000"
            ),
        )
    exacts = dict(report.time)
    rows = tuple(_older(report, columns, one, exacts[one.channel]) for one in report.events)
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
    return SheetCell(fixed(value - exact, 3, signed=True))
