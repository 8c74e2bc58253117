"""Everything about one channel of state codes and two coders, in one session or in many together.

Time and events answer different questions, so both are given (Bakeman, Quera & Gnisci 2009).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.statistics.blocks import NOT_COMPUTED, Blocks, blocks_of, kappa_with_interval
from annotator.statistics.classes.accuracy import table_accuracy
from annotator.statistics.estimate import LEVEL, Estimate, Statistic, Undefined, stated
from annotator.statistics.events.alignment import ONSET_TOLERANCE_MS, AlignedAgreement, align_streams
from annotator.statistics.events.linked import CRITERION, LinkedAgreement, link_streams
from annotator.statistics.events.unitizing import unitized
from annotator.statistics.indices import CodeIndices, Indices, code_indices, indices, no_code_indices, no_indices
from annotator.statistics.sampling import UNIT_MS, SampledAgreement, binned_agreement
from annotator.statistics.streams import Pair, bouts
from annotator.statistics.tables import (
    NOBODY_USED,
    Tables,
    code_versus_rest,
    is_unused,
    observed_agreement,
    positive_agreement,
    why_no_code_kappa,
)

FEW_BOUTS = 10
"""Below this a code says little about how coders will agree elsewhere."""

_NO_TIME = "not estimable: the window has no length"
_NOBODY = "not estimable: neither coder used this code"
_NOT_YET = Undefined(NOT_COMPUTED)
_NO_INDICES = no_indices(NOT_COMPUTED)
_NO_CODE_INDICES = no_code_indices(NOT_COMPUTED)


@dataclass(frozen=True, slots=True)
class StateCode:
    """How two coders agree on one code against everything else.

    Attributes:
        code: its id.
        a_ms: for how long coder A has it on.
        b_ms: for how long coder B has it on.
        both_ms: for how long both have it on at once.
        bouts_a: bouts of coder A.
        bouts_b: bouts of coder B.
        is_rare: whether either has fewer than ten bouts; the value is then to be shown with that warning.
        ppos: positive agreement by time, 2 both / (A + B).
        kappa: Cohen's kappa by time, with interval.
        indices: prevalence, bias and the like.
    """

    code: str
    a_ms: int
    b_ms: int
    both_ms: int
    bouts_a: int
    bouts_b: int
    is_rare: bool
    ppos: Statistic
    kappa: Estimate
    indices: CodeIndices


@dataclass(frozen=True, slots=True, eq=False)
class StateTime:
    """How two coders agree on a channel by time.

    Attributes:
        table_ms: shape (codes + 1, codes + 1), read-only; rows coder A, columns coder B, none last.
        agreement: Po, share of the window over which both say the same; none where neither used any of the codes.
        kappa: Cohen's kappa by time, with interval.
        accuracy: how accurate both coders would have to be for this kappa; NOT_COMPUTED where not all was asked for.
        indices: kappa max, PABAK, AC1, Scott's pi; NOT_COMPUTED likewise.
        per_code: one for each code, none left out.
    """

    table_ms: Tables
    agreement: Statistic
    kappa: Estimate
    accuracy: Statistic
    indices: Indices
    per_code: tuple[StateCode, ...]


@dataclass(frozen=True, slots=True, eq=False)
class StateEvents:
    """How two coders agree on the bouts of a channel, and the kappa that older programs would print.

    Attributes:
        linked: agreement by bouts linked by overlap.
        aligned: agreement by bouts aligned in order.
        u_alpha: Krippendorff's alpha for unitizing, with interval.
        cu_alpha: the same of the codes alone, where both have coded something.
        ku_alpha_per_code: of each code there, none left out.
        binned: time-unit kappa, as older papers have it.
    """

    linked: LinkedAgreement
    aligned: AlignedAgreement
    u_alpha: Estimate
    cu_alpha: Estimate
    ku_alpha_per_code: tuple[Estimate, ...]
    binned: SampledAgreement


def compare_time(
    pairs: Sequence[Pair],
    confidence: float | None = LEVEL,
    *,
    with_codes: bool = True,
    in_full: bool = True,
) -> StateTime:
    """Compare two coders on one channel by time.

    Args:
        pairs: the sessions, at least one, all with the same codes.
        confidence: of the intervals; None leaves them out.
        with_codes: whether each code is compared, too.
        in_full: whether accuracy and indices are computed, too: beside the intervals, they take most of the time.
    """
    blocks = blocks_of(pairs)
    table = blocks.tables.sum(axis=0)
    table.setflags(write=False)
    nothing = _NO_TIME if not table.any() else NOBODY_USED if is_unused(table) else None
    kappa = kappa_with_interval(blocks, confidence, nothing)
    return StateTime(
        table_ms=table,
        agreement=Undefined(nothing) if nothing else stated(observed_agreement(table), _NO_TIME),
        kappa=kappa,
        accuracy=table_accuracy(kappa.value, table) if in_full else _NOT_YET,
        indices=(no_indices(nothing) if nothing else indices(table)) if in_full else _NO_INDICES,
        per_code=_per_code(pairs, blocks, confidence, in_full=in_full) if with_codes else (),
    )


def compare_events(
    pairs: Sequence[Pair],
    criterion: float = CRITERION,
    onsets_ms: int = ONSET_TOLERANCE_MS,
    unit_ms: int = UNIT_MS,
    confidence: float | None = LEVEL,
) -> StateEvents:
    """Compare two coders on one channel bout by bout.

    Args:
        pairs: the sessions, at least one, all with the same codes.
        criterion: least overlap of linked bouts, as a share of the longer.
        onsets_ms: how far apart the onsets of aligned bouts may be if they do not overlap.
        unit_ms: from one sample to the next.
        confidence: of the intervals; None leaves them out.
    """
    units = unitized([((a, b), window) for a, b, window in pairs], confidence)
    return StateEvents(
        linked=link_streams(pairs, criterion),
        aligned=align_streams(pairs, onsets_ms),
        u_alpha=units.u_alpha,
        cu_alpha=units.cu_alpha,
        ku_alpha_per_code=units.ku_alpha_per_code,
        binned=binned_agreement(pairs, unit_ms),
    )


def _per_code(
    pairs: Sequence[Pair], blocks: Blocks, confidence: float | None, *, in_full: bool
) -> tuple[StateCode, ...]:
    table = blocks.tables.sum(axis=0)
    two_by_two, ppos = code_versus_rest(blocks.tables), positive_agreement(table)
    details = code_indices(table) if in_full else (_NO_CODE_INDICES,) * len(table)
    bouts_a = np.sum([bouts(a, window) for a, _, window in pairs], axis=0)
    bouts_b = np.sum([bouts(b, window) for _, b, window in pairs], axis=0)
    return tuple(
        StateCode(
            code=code,
            a_ms=int(table[i].sum()),
            b_ms=int(table[:, i].sum()),
            both_ms=int(table[i, i]),
            bouts_a=int(bouts_a[i]),
            bouts_b=int(bouts_b[i]),
            is_rare=bool(min(bouts_a[i], bouts_b[i]) < FEW_BOUTS),
            ppos=stated(ppos[i], _NOBODY),
            kappa=kappa_with_interval(
                Blocks(two_by_two[:, i], blocks.unit, int(min(bouts_a[i], bouts_b[i]))),
                confidence,
                why_no_code_kappa(two_by_two[:, i].sum(axis=0)),
            ),
            indices=details[i],
        )
        for i, code in enumerate(pairs[0][0].codes[:-1])
    )
