"""What two coders said of the same sessions, and over which time it is compared: where every statistic begins."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from annotator.agreement.code_with import asking_only, codebook_with, coding_with
from annotator.agreement.looked import no_pass_finished, not_throughout
from annotator.agreement.reading import stream_of
from annotator.agreement.window import (
    common_episodes,
    declared_window,
    length_ms,
    where_looked_for,
    window_edges,
    window_name,
)
from annotator.errors import StudyError, UserError
from annotator.model.codebook import Code, Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.intervals import IntervalRule
from annotator.model.measure_rules import AS_USUAL, UnseenRule
from annotator.statistics.streams import Pair, Times
from annotator.study import Session, Study
from annotator.study.doubts import doubts
from annotator.study.gold import gold_of
from annotator.study.settings import CONSENSUS, MARKED, Tolerances, Window, episodes_of
from annotator.study.tables import CodedSession
from annotator.text import listed


@dataclass(frozen=True, slots=True, eq=False)
class SessionPair:
    """Two codings of one session.

    Attributes:
        session: its id.
        a: what coder A said.
        b: what coder B said.
        window: the spans to compare over.
        episodes: the time that both coders take for the same episode.
        is_whole: whether the whole session is compared because the two share no episode.
        observed: the episodes as coder A has them, and as coder B has.
    """

    session: str
    a: Coding
    b: Coding
    window: tuple[Span, ...]
    episodes: tuple[Span, ...]
    is_whole: bool = False
    observed: tuple[tuple[Span, ...], tuple[Span, ...]] = ((), ())

    @property
    def edges(self) -> Times:
        """Where the window begins and ends, in turn, in ms."""
        return window_edges(self.window)

    def edges_of(self, codes: Iterable[Code]) -> Times:
        """Return the same for the time in which both looked for these codes (see where_looked_for)."""
        return where_looked_for(self.edges, (self.a, self.b), codes)

    @property
    def unfinished(self) -> tuple[str, ...]:
        """Which of the two have not submitted."""
        return tuple(one.coder for one in (self.a, self.b) if not one.is_submitted)


@dataclass(frozen=True, slots=True, eq=False)
class PairData:
    """Two coders and the sessions that both coded.

    Attributes:
        coder_a: whose codes are the rows of every table.
        coder_b: whose codes are the columns.
        codebook: of both.
        tolerances: what they may differ by.
        intervals: how episodes are cut into intervals.
        chosen: what is compared over.
        sessions: in order of id.
        left_out: what was not compared, a sentence each.
        doubts: what the codings that are compared say that cannot be, a sentence each.
        code_with: the modifiers that are part of the code in codebook and codings (see code_with.py).
        unseen: what becomes of latencies and intervals where somebody is out of view.
        alone: the same with codes as they were given; None where no modifier is part of them.
    """

    coder_a: str
    coder_b: str
    codebook: Codebook
    tolerances: Tolerances
    intervals: IntervalRule
    chosen: Window
    sessions: tuple[SessionPair, ...]
    left_out: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    code_with: tuple[str, ...] = ()
    unseen: UnseenRule = AS_USUAL
    alone: "PairData | None" = None

    def counting(self, code_with: Sequence[str]) -> "PairData":
        """Return the same with these modifiers as part of the code, and no others."""
        plain = self.alone or self
        if not code_with:
            return plain
        book = plain.codebook
        sessions = (
            replace(one, a=coding_with(one.a, book, code_with), b=coding_with(one.b, book, code_with))
            for one in plain.sessions
        )
        return replace(
            plain,
            codebook=codebook_with(book, code_with),
            sessions=tuple(sessions),
            code_with=tuple(code_with),
            alone=plain,
        )

    def asking(self, code_with: Sequence[str]) -> "PairData":
        """Return the same with only what asks one of these modifiers, where there are any."""
        plain = self.counting(())
        return replace(plain, codebook=asking_only(plain.codebook, code_with)).counting(code_with)

    @property
    def window_ms(self) -> int:
        """How much time is compared, in all sessions together."""
        return sum(length_ms(one.edges) for one in self.sessions)

    @property
    def window_name(self) -> str:
        """What is compared over, in words."""
        return window_name(self.chosen, self.codebook, [one.session for one in self.sessions if one.is_whole])

    @property
    def unfinished(self) -> tuple[str, ...]:
        """Sessions in which at least one of the two has not submitted what is compared."""
        return tuple(one.session for one in self.sessions if one.unfinished)

    def streams(self, channel: str) -> list[Pair]:
        """Return both coders' streams of a channel of state codes, session by session."""
        codes = self.codebook.state_channels[channel]
        ids = [code.id for code in codes]
        return [
            (stream_of(one.a, ids, edges), stream_of(one.b, ids, edges), edges)
            for one in self.sessions
            for edges in (one.edges_of(codes),)
        ]

    def are_looked_for(self, codes: Sequence[Code]) -> bool:
        """Return whether there is time in which both looked for these codes; an empty window leaves none out."""
        return not self.window_ms or any(one.edges_of(codes).size for one in self.sessions)

    def of_episode(self, episode: str) -> "PairData":
        """Return the same over one episode only; sessions in which the two do not share it are left out."""
        spans = ((one, tuple(s for s in one.episodes if s.episode == episode)) for one in self.sessions)
        kept = tuple(replace(one, window=window) for one, window in spans if window)
        alone = self.alone and self.alone.of_episode(episode)
        return replace(self, chosen=(episode,), sessions=kept, alone=alone)


def side_by_side(
    session: str,
    a: Coding,
    b: Coding,
    episodes: tuple[Sequence[Span], Sequence[Span]],
    chosen: Window,
    duration_ms: int,
    gold: str = "",
) -> SessionPair:
    """Put two codings of one session side by side: whoever compares two coders begins here.

    An episode of the window is the time that both take for it, unless the session has locked ones.

    Args:
        session: its id.
        a: what coder A said.
        b: what coder B said.
        episodes: as each of them observed them.
        chosen: what to compare over.
        duration_ms: length of the session.
        gold: whose coding of it is the lab's standard; "": there is none. Who codes such a session is compared with
            nobody before submitting: it is coded blind.

    Raises:
        StudyError: if the two do not share a chosen episode; it says who has not marked it. If one is still coding a
            session that has a gold standard.
    """
    refuse_blind((a, b), gold)
    window, common = shared_window(dict(zip((a.coder, b.coder), episodes, strict=True)), chosen, duration_ms)
    is_whole, observed = chosen == MARKED and not common, (tuple(episodes[0]), tuple(episodes[1]))
    return SessionPair(session, a, b, window, common, is_whole, observed)


def refuse_blind(codings: Iterable[Coding], gold: str) -> None:
    """Refuse to compare who is still coding a session that has a gold standard.

    Args:
        codings: those to be compared.
        gold: whose coding is the standard; "": there is none.

    Raises:
        StudyError: naming the first who has not submitted.
    """
    for one in codings if gold else ():
        if not one.is_submitted and one.coder not in (gold, CONSENSUS):
            raise StudyError(
                f"{one.session} has a gold standard, and {one.coder} has not submitted yet: until then {one.coder} is "
                "compared with nobody.",
                "Submit the coding in Code first (Ctrl+Enter).",
            )


def gold_coder(study: Study, session: Session) -> str:
    """Return whose coding of a session is the lab's standard; "" where there is none."""
    mark = gold_of(study, session.id)
    return "" if mark is None else mark.coder


def shared_window(
    episodes: Mapping[str, Sequence[Span]], chosen: Window, duration_ms: int
) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Return what all coders are compared over, and the time that all of them take for the same episode.

    Args:
        episodes: as each of the coders, two or more, observed them.
        chosen: what to compare over.
        duration_ms: length of the session.

    Raises:
        StudyError: if they do not share a chosen episode; it says who has not marked it.
    """
    common, *others = (tuple(spans) for spans in episodes.values())
    for spans in others:
        common = common_episodes(common, spans)
    shared = {span.episode for span in common}
    if missing := [episode for episode in episodes_of(chosen) if episode not in shared]:
        raise StudyError(
            _not_shared(missing[0], episodes),
            "Mark where it begins and ends, or take it out of the episodes that agreement is computed over.",
        )
    return declared_window(chosen, common, duration_ms), common


def _not_shared(episode: str, episodes: Mapping[str, Sequence[Span]]) -> str:
    """Say why an episode cannot be compared."""
    missing = [coder for coder, spans in episodes.items() if episode not in {span.episode for span in spans}]
    if not missing:
        return f"{listed([*episodes])} marked episode {episode} at times that do not overlap."
    return f"Episode {episode} is not marked by {listed(missing)}."


class Together(NamedTuple):
    """Codings of one session as they were read, the spans over which all are compared, and the episodes all share."""

    readings: tuple[CodedSession, ...]
    window: tuple[Span, ...]
    episodes: tuple[Span, ...]


def read_together(study: Study, session: Session, coders: Sequence[str]) -> Together:
    """Read what two coders or more said of one session; see read_session.

    Raises:
        UserError: if a coding cannot be read, or the coders do not share an episode of the window.
    """
    chosen = study.settings.window
    readings = tuple(study.reading(session, coder) for coder in coders)
    shared = shared_window({one.coding.coder: one.spans for one in readings}, chosen, session.duration_ms)
    return Together(readings, *shared)


def read_session(
    study: Study, session: Session, coder_a: str, coder_b: str
) -> tuple[SessionPair, tuple[CodedSession, CodedSession]]:
    """Read two codings of one session; return them side by side, and each as it was read.

    Args:
        study: the study.
        session: of it.
        coder_a: whose codes are the rows.
        coder_b: whose codes are the columns.

    Raises:
        UserError: if a coding cannot be read, or the two do not share an episode of the window.
    """
    a, b = study.reading(session, coder_a), study.reading(session, coder_b)
    episodes, gold = (a.spans, b.spans), gold_coder(study, session)
    window = study.settings.window
    return side_by_side(session.id, a.coding, b.coding, episodes, window, session.duration_ms, gold), (a, b)


def pair_data(
    study: Study,
    coder_a: str,
    coder_b: str,
    sessions: Iterable[SessionPair],
    left_out: Iterable[str] = (),
    doubts: Iterable[str] = (),
) -> PairData:
    """Return sessions of two coders with what the study compares them by."""
    settings = study.settings
    data = PairData(
        coder_a=coder_a,
        coder_b=coder_b,
        codebook=study.codebook,
        tolerances=settings.tolerances,
        intervals=settings.intervals,
        chosen=settings.window,
        sessions=tuple(sessions),
        left_out=tuple(left_out),
        doubts=tuple(doubts),
        unseen=settings.measures.unseen,
    )
    return data.counting(settings.code_with)


def read_pair(
    study: Study,
    coder_a: str,
    coder_b: str,
    session_ids: Sequence[str] | None = None,
    *,
    only_submitted: bool = False,
) -> PairData:
    """Read what two coders said of the sessions that both coded.

    A session that cannot be compared is left out and said.

    Args:
        study: the study; its settings say over which episodes and with which tolerances.
        coder_a: whose codes are the rows.
        coder_b: whose codes are the columns.
        session_ids: only these; None: all that both coded.
        only_submitted: whether codings that are not submitted are left out.
    """
    sessions: list[SessionPair] = []
    left_out: list[str] = []
    doubtful: list[str] = []
    for session_id in _shared(study, coder_a, coder_b) if session_ids is None else session_ids:
        try:
            one, both = read_session(study, study.session(session_id), coder_a, coder_b)
        except UserError as error:
            left_out.append(f"{session_id}: {error.what}")
            continue
        if only_submitted and one.unfinished:
            left_out.append(f"{session_id}: not submitted by {' and '.join(one.unfinished)}.")
        else:
            sessions.append(one)
            left_out += [f"{session_id}: {said}" for said in not_looked_for_by(one, study.codebook)]
            doubtful += what_is_doubtful(study, both, f"{session_id}: ")
    if session_ids is None:
        left_out += _unreadable(study, coder_a, coder_b)
    return pair_data(study, coder_a, coder_b, sessions, left_out, doubtful)


def not_looked_for_by(one: SessionPair, codebook: Codebook) -> Iterator[str]:
    """Say what each of the two did not look for throughout."""
    for coding in (one.a, one.b):
        yield from not_throughout(coding, codebook, one.window)


def what_is_doubtful(study: Study, codings: Sequence[CodedSession], where: str = "") -> Iterator[str]:
    """Say what a reader must know of codings of one session: what cannot be, and what was not finished.

    Args:
        study: the study.
        codings: those that are compared.
        where: what leads those sentences that do not name the session themselves.
    """
    codebook = study.codebook
    for one in codings:
        yield from (doubt.what for doubt in doubts(one, codebook))
        yield from (f"{where}{said}" for said in still_running(one.coding, codebook))
    yield from (f"{where}{said}" for said in passes_not_finished(study, [one.coding for one in codings]))


def passes_not_finished(study: Study, codings: Sequence[Coding]) -> Iterator[str]:
    """Say who of the coders of one session looks for fewer codes than another marked, and has finished no pass."""
    for one in codings:
        others = [other for other in codings if other is not one]
        yield from no_pass_finished(one, study.coder_settings(one.coder), study.codebook, others)


def _unreadable(study: Study, coder_a: str, coder_b: str) -> list[str]:
    """Say which sessions that both coded cannot be read as a whole; codings that cannot be said as they are read."""
    whole = (one for one in study.unreadable() if not one.coder)
    shared = (one for one in whole if {coder_a, coder_b} <= set(study.coders_of(one.session)))
    return [f"{one.session}: {one.problem.what}" for one in shared]


def _shared(study: Study, coder_a: str, coder_b: str) -> list[str]:
    return [one.id for one in study.sessions() if {coder_a, coder_b} <= set(study.coders_of(one.id))]


def still_running(coding: Coding, codebook: Codebook) -> Iterator[str]:
    """Say which states a coder did not end."""
    running = [codebook.code_by_id.get(event.code) for event in coding.events if event.is_running]
    names = dict.fromkeys(code.name for code in running if code is not None)  # a code nobody knows is told as a doubt
    if names:
        yield f"{coding.coder} did not end {', '.join(names)}: counted as on until the end of the window."
