"""How well two coders agree, by time: over every moment of the declared window, exactly.

Time agreement asks how much of the time both said the same (Bakeman & Quera 2011). Kappa depends on how much of the
window nothing was coded, so that it is read beside the positive agreement, which does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.agreement.reading import points_in, stream_of
from annotator.agreement.window import length_ms, where_looked_for, window_edges
from annotator.model.codebook import Code, Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.statistics.estimate import Statistic, stated
from annotator.statistics.points import POINT_TOLERANCE_MS, PointAgreement, match_points, point_agreement
from annotator.statistics.streams import Stream, Times, bouts
from annotator.statistics.tables import (
    Tables,
    code_versus_rest,
    cohen_kappa,
    duration_table,
    observed_agreement,
    positive_agreement,
    why_no_code_kappa,
    why_no_kappa,
)

_NO_TIME = "not estimable: the window has no length"
_NOBODY = "not estimable: neither coder used this code"


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """How two coders agree on one state code in the window.

    Attributes:
        code: id of the code.
        a_ms: for how long coder A has it on.
        b_ms: for how long coder B has it on.
        both_ms: for how long both have it on at once.
        ppos: positive agreement, 2 both / (A + B) (Cicchetti & Feinstein 1990).
        kappa: Cohen's kappa of this code against everything else, none included.
        bouts_a: events of coder A that begin in the window or are carried over into it (see streams.bouts).
        bouts_b: the same of coder B.
    """

    code: str
    a_ms: int
    b_ms: int
    both_ms: int
    ppos: Statistic
    kappa: Statistic
    bouts_a: int
    bouts_b: int


@dataclass(frozen=True, slots=True, eq=False)
class ChannelAgreement:
    """How two coders agree on one channel in the window.

    Attributes:
        channel: id of the channel.
        name: what it is called.
        codes: ids of its codes in the order of the codebook, then "" for none, also where the channel is exhaustive.
        table_ms: shape (codes, codes), read-only; rows coder A, columns coder B; it sums to the length of the window.
        agreement: Po, the share of the window over which both say the same.
        kappa: Cohen's kappa (1960) of the table.
        per_code: one for each code, none left out.
    """

    channel: str
    name: str
    codes: tuple[str, ...]
    table_ms: Tables
    agreement: Statistic
    kappa: Statistic
    per_code: tuple[CodeAgreement, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two coders agree on one session.

    Attributes:
        coder_a: whose codes are the rows of the tables.
        coder_b: whose codes are the columns.
        window_ms: length of the window; overlapping spans count once.
        channels: one for each channel of state codes, in the order of the codebook.
        points: one for each point code, in the order of the codebook.
        tolerance_ms: the largest difference between two points that were taken for one.
    """

    coder_a: str
    coder_b: str
    window_ms: int
    channels: tuple[ChannelAgreement, ...]
    points: tuple[PointAgreement, ...]
    tolerance_ms: int = POINT_TOLERANCE_MS


def compare(
    coding_a: Coding,
    coding_b: Coding,
    codebook: Codebook,
    window: Sequence[Span],
    tolerance_ms: int = POINT_TOLERANCE_MS,
) -> Agreement:
    """Compare two codings of one session over the window.

    A channel is compared over the time of the window in which both looked for its codes, where they say so (see
    where_looked_for). Events that still run reach to the end of the window. Swapping the coders transposes the tables
    and changes no statistic.

    Args:
        coding_a: the coding of coder A.
        coding_b: the coding of coder B.
        codebook: the codebook of both.
        window: the spans to compare over, each [start_ms, end_ms) (see declared_window).
        tolerance_ms: the largest difference between two points that are taken for one.
    """
    edges = window_edges(window)

    def looked(codes: Sequence[Code]) -> Times:
        return where_looked_for(edges, (coding_a, coding_b), codes)

    points = [(code.id, looked([code])) for code in codebook.codes if code.is_point]
    return Agreement(
        coder_a=coding_a.coder,
        coder_b=coding_b.coder,
        window_ms=length_ms(edges),
        channels=tuple(
            _compare_channel(channel, codebook.channel_name(channel), _streams(coding_a, coding_b, codes, time), time)
            for channel, codes in codebook.state_channels.items()
            for time in [looked(codes)]
        ),
        points=tuple(
            point_agreement(
                code, match_points(points_in(coding_a, code, time), points_in(coding_b, code, time), tolerance_ms)
            )
            for code, time in points
        ),
        tolerance_ms=tolerance_ms,
    )


def _streams(coding_a: Coding, coding_b: Coding, codes: Sequence[Code], window: Times) -> tuple[Stream, Stream]:
    ids = [code.id for code in codes]
    return stream_of(coding_a, ids, window), stream_of(coding_b, ids, window)


def _compare_channel(channel: str, name: str, streams: tuple[Stream, Stream], window: Times) -> ChannelAgreement:
    a, b = streams
    table = duration_table(a, b, window)
    table.setflags(write=False)
    return ChannelAgreement(
        channel=channel,
        name=name,
        codes=a.codes,
        table_ms=table,
        agreement=stated(observed_agreement(table), _NO_TIME),
        kappa=stated(cohen_kappa(table), why_no_kappa(table) if table.any() else _NO_TIME),
        per_code=_per_code(table, a, b, window),
    )


def _per_code(table: Tables, a: Stream, b: Stream, window: Times) -> tuple[CodeAgreement, ...]:
    a_ms, b_ms, both_ms = table.sum(axis=1), table.sum(axis=0), table.diagonal()
    two_by_two = code_versus_rest(table)
    ppos, kappas = positive_agreement(table), cohen_kappa(two_by_two)
    bouts_a, bouts_b = bouts(a, window), bouts(b, window)
    return tuple(
        CodeAgreement(
            code=code,
            a_ms=int(a_ms[i]),
            b_ms=int(b_ms[i]),
            both_ms=int(both_ms[i]),
            ppos=stated(ppos[i], _NOBODY),
            kappa=stated(kappas[i], why_no_code_kappa(two_by_two[i])),
            bouts_a=int(bouts_a[i]),
            bouts_b=int(bouts_b[i]),
        )
        for i, code in enumerate(a.codes[:-1])
    )
