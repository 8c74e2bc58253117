"""Every two coders of every session side by side: exact tables of time, all coders of a session in one sweep."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np

from annotator.agreement.code_with import codebook_with, coding_with
from annotator.agreement.looked import not_throughout
from annotator.agreement.pair.read import SessionPair, side_by_side
from annotator.agreement.reading import stream_of
from annotator.agreement.whole_study.gather import LeftOut, SessionCodings
from annotator.agreement.window import length_ms
from annotator.errors import StudyError
from annotator.model.codebook import Code, Codebook
from annotator.model.coding import Coding
from annotator.progress import Progress
from annotator.statistics.streams import Pair, Stream, Times, cut
from annotator.statistics.tables import Tables
from annotator.study.settings import Window


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two coders of one session, A before B in order of id.

    Attributes:
        session: place of the session among all that were compared.
        said: what the two said of it.
        window: where the window begins and ends, in turn, in ms.
        streams: by channel and coder, of everybody who is compared over this window in this session.
        narrowed: the channels and points that one of the two did not look for throughout: where both did.
    """

    session: int
    said: SessionPair
    window: Times
    streams: Mapping[str, Mapping[str, Stream]]
    narrowed: Mapping[str, Times]

    @property
    def window_ms(self) -> int:
        """How much time the two were compared over."""
        return length_ms(self.window)

    def pair(self, channel: str) -> Pair:
        """Return the streams of a channel with the time in which both looked for its codes."""
        of_coders = self.streams[channel]
        return of_coders[self.said.a.coder], of_coders[self.said.b.coder], self.window_of(channel)

    def window_of(self, subject: str) -> Times:
        """Return the time of the window in which both looked for the codes of a channel, or for a point."""
        return self.narrowed.get(subject, self.window)


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """All meetings, those of a pair together, in the order of the sessions.

    Attributes:
        codebook: of the study, its codes with the modifiers that are part of them.
        coders: everybody who met another, in order of id.
        sessions: ids in order; also of those in which nobody met.
        pairs: who met, A before B.
        meetings: all of them.
        places: where the meetings of each pair lie.
        tables_ms: by channel, shape (meetings, codes, codes); rows coder A, columns coder B, none last.
        left_out: meetings that could not be compared, and what was not looked for throughout.
        chosen: what was to be compared over.
    """

    codebook: Codebook
    coders: tuple[str, ...]
    sessions: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    meetings: tuple[Meeting, ...]
    places: tuple[slice, ...]
    tables_ms: Mapping[str, Tables]
    left_out: tuple[LeftOut, ...]
    chosen: Window = ()

    def meetings_of(self, pair: int) -> tuple[Meeting, ...]:
        """Return the meetings of one pair."""
        return self.meetings[self.places[pair]]

    def is_looked_for(self, pair: int, subject: str) -> bool:
        """Return whether there is time in which both of a pair looked for a channel or a point; none was left out."""
        meetings = self.meetings_of(pair)
        return any(one.window_of(subject).size for one in meetings) or not any(one.window.size for one in meetings)

    def window_ms(self, pair: int) -> int:
        """Return how much time the two were compared over, in all their sessions."""
        return sum(meeting.window_ms for meeting in self.meetings_of(pair))


def joint_tables(streams: Sequence[Stream], window: Times) -> Tables:
    """Return the duration table of every two of these streams, shape (pairs, codes, codes), pairs as combinations has.

    One sweep over the boundaries of all: each stream is looked up once, not once for each other.
    """
    size = len(streams[0].codes)
    starts, widths = cut(window, *(stream.edges_ms for stream in streams))
    starts, widths = starts[widths > 0], widths[widths > 0]
    states = np.array([stream.at(starts) for stream in streams])
    a, b = np.triu_indices(len(streams), 1)
    cells = (np.arange(a.size)[:, None] * size + states[a]) * size + states[b]
    weights = np.broadcast_to(widths.astype(np.float64), cells.shape)  # whole ms below 2^53 are exact as floats
    totals = np.bincount(cells.ravel(), weights=weights.ravel(), minlength=a.size * size * size)
    return np.asarray(totals.reshape(a.size, size, size), dtype=np.int64)


def compare_sessions(
    sessions: Sequence[SessionCodings],
    codebook: Codebook,
    window: Window = (),
    progress: Progress = lambda _share: None,
    code_with: Sequence[str] = (),
) -> Compared:
    """Compare every two coders of every session (see side_by_side).

    Args:
        sessions: in the order in which drift is looked for.
        codebook: of the study.
        window: what to compare over.
        progress: told the share done.
        code_with: the modifiers that are part of the code (see code_with.py).
    """
    counted = codebook_with(codebook, code_with)
    met: dict[tuple[str, str], list[_Met]] = {}
    left_out: list[LeftOut] = []
    for place, session in enumerate(sessions):
        said = {coder: coding_with(one, codebook, code_with) for coder, one in session.codings.items()}
        for names, one in _meetings(place, replace(session, codings=said), counted, window, left_out):
            met.setdefault(names, []).append(one)
        progress((place + 1) / len(sessions))
    pairs = tuple(sorted(met))
    everybody = [one for names in pairs for one in met[names]]
    return Compared(
        codebook=counted,
        coders=tuple(sorted({coder for names in pairs for coder in names})),
        sessions=tuple(session.id for session in sessions),
        pairs=pairs,
        meetings=tuple(one.meeting for one in everybody),
        places=_places(len(met[names]) for names in pairs),
        tables_ms={channel: _stacked(everybody, channel, len(codes) + 1) for channel, codes in _channels(counted)},
        left_out=(*left_out, *_not_throughout(sessions, everybody, codebook)),
        chosen=window,
    )


class _Met(NamedTuple):
    """A meeting, and where among the tables of its session those of its two coders stand."""

    meeting: Meeting
    tables: Mapping[str, Tables]
    number: int


def _not_throughout(
    sessions: Sequence[SessionCodings], everybody: Iterable[_Met], codebook: Codebook
) -> Iterator[LeftOut]:
    """Yield what a coder who met another did not look for throughout: it is compared only where both did."""
    said = {
        LeftOut(session.id, coding.coder, sentence)
        for meeting in (one.meeting for one in everybody if one.meeting.narrowed)
        for session in (sessions[meeting.session],)
        for coding in (session.codings[meeting.said.a.coder], session.codings[meeting.said.b.coder])
        for sentence in not_throughout(coding, codebook, meeting.said.window)
    }
    yield from sorted(said, key=lambda one: (one.session, one.coder))


def _stacked(everybody: Sequence[_Met], channel: str, size: int) -> Tables:
    tables = [one.tables[channel][one.number] for one in everybody]
    return np.array(tables, dtype=np.int64).reshape(-1, size, size)


def _channels(codebook: Codebook) -> Iterable[tuple[str, tuple[Code, ...]]]:
    return codebook.state_channels.items()


def _meetings(
    place: int, session: SessionCodings, codebook: Codebook, chosen: Window, left_out: list[LeftOut]
) -> Iterator[tuple[tuple[str, str], _Met]]:
    """Yield who met in a session, with the table of each channel; those with the same window in one sweep."""
    for window, pairs in _by_window(session, chosen, left_out):
        codings = {one.coder: one for pair in pairs for one in (pair.a, pair.b)}
        coders = sorted(codings)
        numbers = {names: number for number, names in enumerate(combinations(coders, 2))}
        streams, tables = {}, {}
        for channel, codes in _channels(codebook):
            streams[channel] = _streams(codes, (codings[coder] for coder in coders), window)
            tables[channel] = joint_tables(list(streams[channel].values()), window)
        for pair in pairs:
            names = pair.a.coder, pair.b.coder
            narrowed = dict(_narrowed(codebook, pair, window))
            if not narrowed:
                yield names, _Met(Meeting(place, pair, window, streams, {}), tables, numbers[names])
                continue
            own = {
                channel: _streams(codes, (pair.a, pair.b), narrowed.get(channel, window))
                for channel, codes in _channels(codebook)
            }
            own_tables = {
                channel: joint_tables(list(both.values()), narrowed.get(channel, window))
                for channel, both in own.items()
            }
            yield names, _Met(Meeting(place, pair, window, own, narrowed), own_tables, 0)


def _streams(codes: Sequence[Code], codings: Iterable[Coding], window: Times) -> dict[str, Stream]:
    ids = [code.id for code in codes]
    return {coding.coder: stream_of(coding, ids, window) for coding in codings}


def _narrowed(codebook: Codebook, pair: SessionPair, window: Times) -> Iterator[tuple[str, Times]]:
    """Yield the channels and points that one of two coders did not look for throughout, and where both did."""
    if not any(coding.looked_for for coding in (pair.a, pair.b)):
        return
    for subject, codes in (*_channels(codebook), *((code.id, (code,)) for code in codebook.codes if code.is_point)):
        looked = pair.edges_of(codes)
        if not np.array_equal(looked, window):
            yield subject, looked


def _by_window(
    session: SessionCodings, chosen: Window, left_out: list[LeftOut]
) -> list[tuple[Times, list[SessionPair]]]:
    """Return who met in a session, those together who are compared over the same window."""
    found: dict[bytes, tuple[Times, list[SessionPair]]] = {}
    for a, b in combinations(sorted(session.codings), 2):
        both = session.codings[a], session.codings[b]
        episodes = session.episodes[a], session.episodes[b]
        try:
            pair = side_by_side(session.id, *both, episodes, chosen, session.duration_ms, session.gold)
        except StudyError as error:
            left_out.append(LeftOut(session.id, f"{a} × {b}", error.what))
            continue
        edges = pair.edges
        found.setdefault(edges.tobytes(), (edges, []))[1].append(pair)
    return list(found.values())


def _places(counts: Iterable[int]) -> tuple[slice, ...]:
    ends = np.cumsum([0, *counts]).tolist()
    return tuple(slice(start, end) for start, end in pairwise(ends))
