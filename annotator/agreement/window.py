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


def declared_window(settings_window: Sequence[str], spans: Sequence[Span], duration_ms: int) -> tuple[Span, ...]:
    """Return the spans that agreement is computed over, in order of time.

    Args:
        settings_window: ids of the episodes the study chose; none means the whole session.
        spans: the episodes as they were observed, over [start_ms, end_ms).
        duration_ms: length of the session.

    Returns:
        The chosen episodes that were observed; or one span without an episode id over [0, duration_ms).
    """
    if not settings_window:
        return (Span("", 0, duration_ms),)
    return tuple(sorted((span for span in spans if span.episode in settings_window), key=lambda span: span.start_ms))


def window_name(episodes: Sequence[str], codebook: Codebook) -> str:
    """Return the episodes that agreement is computed over in words; none stands for the whole session.

    Neighbours in the protocol are drawn together: “episodes 2–4 and 6”.
    """
    places = {episode.id: place for place, episode in enumerate(codebook.episodes)}
    chosen = sorted({places[episode] for episode in episodes if episode in places})
    if not chosen:
        return "the whole session"
    runs = [[place for _, place in run] for _, run in groupby(enumerate(chosen), key=lambda pair: pair[1] - pair[0])]
    names = [_run_name([codebook.episodes[place].id for place in run]) for run in runs]
    return f"episode{'s' if len(chosen) > 1 else ''} {_listed(names)}"


def _run_name(ids: Sequence[str]) -> str:
    return f"{ids[0]}–{ids[-1]}" if len(ids) > 2 else _listed(ids)


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


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
