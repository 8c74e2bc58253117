"""The window: the part of a session that agreement is computed over."""

from collections.abc import Iterable, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from annotator.model.codebook import Code, Codebook
from annotator.model.codebook.codebook import RetiredCode
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.looked_for import stretches_of
from annotator.study.settings import MARKED, Window
from annotator.text import listed


def declared_window(window: Window, spans: Sequence[Span], duration_ms: int) -> tuple[Span, ...]:
    """Return the spans that agreement is computed over, in order of time.

    Args:
        window: what was chosen.
        spans: the episodes that both coders marked, over [start_ms, end_ms).
        duration_ms: length of the session.

    Returns:
        The chosen episodes that were observed; or one span without an episode id: from the start of the first episode
        to the end of the last, or over [0, duration_ms) where there is none or the whole session was chosen.

    >>> declared_window("marked", [Span("4", 1_000, 9_000), Span("5", 9_000, 20_000)], 30_000)
    (Span(episode='', start_ms=1000, end_ms=20000),)
    """
    if window == MARKED and spans:
        return (Span("", min(span.start_ms for span in spans), max(span.end_ms for span in spans)),)
    if window in (MARKED, ()):
        return (Span("", 0, duration_ms),)
    return tuple(sorted((span for span in spans if span.episode in window), key=lambda span: span.start_ms))


def window_name(window: Window, codebook: Codebook, whole_sessions: Sequence[str] = ()) -> str:
    """Return what agreement is computed over in words.

    Neighbours in the protocol are drawn together: “episodes 2–4 and 6”.

    Args:
        window: what was chosen.
        codebook: has the episodes in order.
        whole_sessions: those compared as a whole because two coders share no episode (see SessionPair.is_whole).
    """
    if window == MARKED:
        where = f" (the whole session where they share none: {', '.join(whole_sessions)})" if whole_sessions else ""
        return f"the episodes both marked, first to last{where}"
    places = {episode.id: place for place, episode in enumerate(codebook.episodes)}
    chosen = sorted({places[episode] for episode in window if episode in places})
    if not chosen:
        return "the whole session"
    runs = [[place for _, place in run] for _, run in groupby(enumerate(chosen), key=lambda pair: pair[1] - pair[0])]
    names = [_run_name([codebook.episodes[place].id for place in run]) for run in runs]
    return f"episode{'s' if len(chosen) > 1 else ''} {listed(names)}"


def _run_name(ids: Sequence[str]) -> str:
    return f"{ids[0]}–{ids[-1]}" if len(ids) > 2 else listed(ids)


def common_episodes(spans_a: Sequence[Span], spans_b: Sequence[Span]) -> tuple[Span, ...]:
    """Return the time that both coders take for the same episode, so that no coder's boundaries lead.

    An episode that only one has marked, or that they have marked at different times altogether, is left out.

    >>> common_episodes([Span("5", 1_000, 9_000)], [Span("5", 1_200, 9_400), Span("6", 9_400, 12_000)])
    (Span(episode='5', start_ms=1200, end_ms=9000),)
    """
    others = {span.episode: span for span in spans_b}
    both = ((one, others[one.episode]) for one in spans_a if one.episode in others)
    common = (Span(a.episode, max(a.start_ms, b.start_ms), min(a.end_ms, b.end_ms)) for a, b in both)
    return tuple(span for span in common if span.duration_ms > 0)


def length_ms(edges: NDArray[np.int64]) -> int:
    """Return how much time lies between the edges of a window (see window_edges)."""
    return int((edges[1::2] - edges[::2]).sum())


def window_edges(window: Sequence[Span]) -> NDArray[np.int64]:
    """Return where the window begins and ends, in turn, in ms; spans that touch or overlap are one stretch.

    >>> window_edges([Span("4", 0, 60_000), Span("5", 60_000, 90_000), Span("8", 200_000, 230_000)]).tolist()
    [0, 90000, 200000, 230000]
    """
    edges: list[int] = []
    for span in sorted(window, key=lambda span: span.start_ms):
        if edges and span.start_ms <= edges[-1]:
            edges[-1] = max(edges[-1], span.end_ms)
        elif span.duration_ms > 0:
            edges += [span.start_ms, span.end_ms]
    return np.array(edges, dtype=np.int64)


def where_looked_for(edges: NDArray[np.int64], codings: Iterable[Coding], codes: Iterable[Code]) -> NDArray[np.int64]:
    """Return where a window begins and ends, in turn, if only the time counts in which everybody looked for the codes.

    Where nobody looked, nothing can be agreed upon. A coding that does not say counts as having looked throughout; so
    does a retired code, which no pass has any more.

    Args:
        edges: those of the window (see window_edges).
        codings: those that are compared.
        codes: of one channel, or a point.
    """
    given = [code.id for code in codes if not isinstance(code, RetiredCode)]
    for coding in codings:
        stretches = stretches_of(coding, given) if given else None
        if stretches is not None:
            windows = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
            cut = [(max(a, c), min(b, d)) for a, b in windows for c, d in stretches]
            edges = np.array([edge for start, end in cut if start < end for edge in (start, end)], dtype=np.int64)
    return edges
