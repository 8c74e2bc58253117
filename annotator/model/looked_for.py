"""Which codes a coder looked for, and where: it tells what did not happen from what nobody looked for."""

from collections.abc import Iterable, Sequence

from annotator.model.codebook import Code, Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span

Stretch = tuple[int, int]
"""[start, end) in ms of session time."""


def stretches_of(coding: Coding, code_ids: Iterable[str]) -> tuple[Stretch, ...] | None:
    """Return where all of these codes were looked for, in order of time; None where the coding does not say.

    A coding without a finished pass does not say: as long as nothing is said of any code, all were looked for.
    """
    said = coding.looked_for
    if not said:
        return None
    common: list[Stretch] | None = None
    for code_id in code_ids:
        of_code = joined((one.start_ms, one.end_ms) for one in said if code_id in one.codes)
        common = of_code if common is None else overlap(common, of_code)
    return tuple(common or ())


def looked_for_ms(coding: Coding, code_id: str, span: Span) -> int | None:
    """Return for how much of a span a code was looked for; None where the coding does not say."""
    if stretches_of(coding, (code_id,)) is None:
        return None
    return sum(end - start for start, end in looked_for_in(coding, (code_id,), span))


def looked_for_in(coding: Coding, code_ids: Iterable[str], span: Span) -> tuple[Stretch, ...]:
    """Return where in a span all of these codes were looked for: all of it where the coding does not say."""
    whole = (span.start_ms, span.end_ms)
    stretches = stretches_of(coding, code_ids)
    return (whole,) if stretches is None else tuple(overlap(stretches, (whole,)))


def not_looked_for(coding: Coding, codebook: Codebook, spans: Sequence[Span]) -> tuple[Code, ...]:
    """Return the codes that were not looked for throughout these spans; none where the coding does not say."""
    return tuple(
        code
        for code in codebook.codes
        if any(looked_for_ms(coding, code.id, span) not in (None, span.duration_ms) for span in spans)
    )


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return stretches in order of time, those that touch or overlap as one.

    >>> joined([(5, 9), (0, 2), (2, 3), (7, 8)])
    [(0, 3), (5, 9)]
    """
    runs: list[Stretch] = []
    for start, end in sorted(stretches):
        if runs and start <= runs[-1][1]:
            runs[-1] = runs[-1][0], max(runs[-1][1], end)
        else:
            runs.append((start, end))
    return runs


def without(stretches: Iterable[Stretch], taken: Sequence[Stretch]) -> list[Stretch]:
    """Return what is left of stretches when others are taken out, piece by piece.

    Args:
        stretches: in order of time.
        taken: in order of time, none touching another.

    >>> without([(0, 9)], [(2, 3), (8, 12)])
    [(0, 2), (3, 8)]
    """
    left: list[Stretch] = []
    for start, end in stretches:
        edges = [start, *(edge for one in overlap(taken, [(start, end)]) for edge in one), end]
        left += [(edges[place], edges[place + 1]) for place in range(0, len(edges), 2)]
    return [one for one in left if one[0] < one[1]]


def overlap(some: Sequence[Stretch], others: Sequence[Stretch]) -> list[Stretch]:
    """Return the time that stretches of both share, piece by piece.

    >>> overlap([(0, 3), (5, 9)], [(2, 6)])
    [(2, 3), (5, 6)]
    """
    return [
        (max(since, start), min(until, end))
        for start, end in some
        for since, until in others
        if since < end and start < until and start < end and since < until
    ]
