"""Where something could be observed: the episode was held, who is needed was there and in view, and somebody looked.

This is the one place where it is decided. *Observed* is time over which the codes were looked for; *seen* is what is
left of it when the time is taken out in which whoever does it was marked as out of view (decision 28).
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from annotator.model.codebook import Codebook
from annotator.model.codebook.terms import EpisodeKind
from annotator.model.coding import Coding
from annotator.model.episodes import Span
from annotator.model.intervals import scored_episodes, spans_to_cut
from annotator.model.items import Event
from annotator.model.looked_for import Stretch, joined, looked_for_in, overlap, without
from annotator.model.measure_rules import UnseenRule
from annotator.study.tables import CodedSession

NOT_HELD = "episode not held"
NOT_LOOKED_FOR = "not looked for"
NOT_SEEN = "out of view"
_ANYBODY: Mapping[str, Sequence[str]] = {}


class Held(NamedTuple):
    """An episode of the protocol and its observed span, None where it was not held; "" is the session as a whole."""

    episode: str
    span: Span | None


def episodes_asked(one: CodedSession, codebook: Codebook, kinds: Sequence[EpisodeKind] = ()) -> tuple[Held, ...]:
    """Return the scored episodes of these kinds (none: of any), held or not, in the order of the codebook.

    A codebook without episodes measures the session as a whole.
    """
    if not codebook.episodes:
        return tuple(Held(span.episode, span) for span in spans_to_cut(codebook, one.spans, one.session.duration_ms))
    held = {span.episode: span for span in scored_episodes(codebook, one.spans)}
    asked = (each for each in codebook.episodes if each.scored and (not kinds or each.kind in kinds))
    return tuple(Held(each.id, held.get(each.id)) for each in asked)


def scored_spans(one: CodedSession, codebook: Codebook) -> tuple[Span, ...]:
    """Return what is measured: the scored episodes that were held, or the session where the codebook has none."""
    return spans_to_cut(codebook, one.spans, one.session.duration_ms)


def is_present(person: str, episode: str, codebook: Codebook) -> bool:
    """Whether somebody is in the room in an episode; where the codebook does not say who is, everybody is."""
    known = codebook.episode_by_id.get(episode)
    return not person or known is None or not known.present or person in known.present


class Watched(NamedTuple):
    """Where codes could be observed, in order of time.

    Attributes:
        looked: where all of them were looked for.
        saw: what is left of it, everybody whom they are about in view.
    """

    looked: tuple[Stretch, ...]
    saw: tuple[Stretch, ...]

    @property
    def lengths(self) -> dict[str, object]:
        """The two columns that say how long was observed and how much of it was seen."""
        return {"observed_s": length(self.looked) / 1000, "seen_s": length(self.saw) / 1000}

    @property
    def why_not(self) -> str:
        """Why nothing was seen; "" where something was."""
        return "" if self.saw else NOT_SEEN if self.looked else NOT_LOOKED_FOR

    @property
    def row(self) -> dict[str, object]:
        """The columns observed_s and seen_s and, where nothing was seen, why_empty."""
        return self.lengths | ({"why_empty": self.why_not} if self.why_not else {})

    def and_also(self, other: "Watched") -> "Watched":
        """Return where both could be observed."""
        return Watched(*(tuple(overlap(*each)) for each in zip(self, other, strict=True)))

    def waited_in(self, unseen: UnseenRule) -> tuple[Stretch, ...]:
        """Return where is waited: where it was seen, or by the lab's rule where it was looked for."""
        return self.saw if unseen.latency == "ends" else self.looked


def observed(coding: Coding, code_ids: Iterable[str], span: Span) -> tuple[Stretch, ...]:
    """Return where in a span all of these codes were looked for."""
    return looked_for_in(coding, code_ids, span)


def seen(coding: Coding, codebook: Codebook, code_ids: Iterable[str], span: Span) -> tuple[Stretch, ...]:
    """Return where in a span all of these codes were looked for, and everybody who could do them was in view."""
    return watched(coding, codebook, code_ids, span).saw


def watched(
    coding: Coding,
    codebook: Codebook,
    code_ids: Iterable[str],
    *spans: Span,
    where: Mapping[str, Sequence[str]] = _ANYBODY,
) -> Watched:
    """Return where in these spans all of these codes were looked for, and everybody who could do them was in view.

    A code that is heard, or that says itself who is out of view, is observed out of view as well. Where nobody marked
    that somebody is out of view, everybody was in view.

    Args:
        coding: what one coder said.
        codebook: what was coded with.
        code_ids: what is measured.
        spans: observed episodes, half-open, in order of time.
        where: what the events must say, the ids of questions and the answers that count: who of those that a code may
            be done by is meant.
    """
    ids = tuple(code_ids)
    looked = tuple(chain.from_iterable(observed(coding, ids, span) for span in spans))
    hiding = _hiding(codebook, ids, where)
    if not hiding or not looked:
        return Watched(looked, looked)
    # The same for many codes, and asked for every code and episode.
    return coding.follows((Watched, looked, hiding), lambda: Watched(looked, _in_view(coding, hiding, looked)))


def _in_view(coding: Coding, hiding: Iterable[str], stretches: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    events = coding.events_of(hiding)
    return tuple(without(stretches, bouts(events, stretches))) if events else stretches


def _hiding(codebook: Codebook, ids: Sequence[str], where: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Return the other states in which somebody who could do one of these codes is out of view."""
    if len(ids) == 1:  # no code that says who is out of view is hidden itself
        return _hiding_one(codebook, ids[0], where)
    return frozenset().union(*(_hiding_one(codebook, code, where) for code in ids)).difference(ids)


def _hiding_one(codebook: Codebook, code_id: str, where: Mapping[str, Sequence[str]]) -> frozenset[str]:
    hiding = codebook.hidden_in.get(code_id)
    if hiding is None:  # it is heard, or says itself who is out of view
        return frozenset()
    named = where.get(codebook.code_by_id[code_id].actor) if where else None
    return codebook.hiding(named) if named else hiding


def length(stretches: Iterable[Stretch]) -> int:
    """Return how many ms stretches last together."""
    return sum(end - start for start, end in stretches)


def shared_ms(start_ms: int, end_ms: int, stretches: Iterable[Stretch]) -> int:
    """Return how many ms of [start_ms, end_ms) lie in stretches.

    >>> shared_ms(2, 8, [(0, 3), (5, 6), (7, 9)])
    3
    """
    return sum(max(0, min(until, end_ms) - max(since, start_ms)) for since, until in stretches)


def stretch_at(stretches: Iterable[Stretch], at_ms: int) -> Stretch | None:
    """Return the stretch that a moment lies in."""
    for one in stretches:
        if one[0] <= at_ms < one[1]:
            return one
    return None


def bouts(events: Iterable[Event], stretches: Sequence[Stretch]) -> list[Stretch]:
    """Return when any of these states is on inside the stretches: cut at their ends, those that touch as one.

    A state still running reaches to the end of the last stretch. Points last no time and give no bout.
    """
    if not stretches:
        return []
    first_ms, last_ms = stretches[0][0], stretches[-1][1]
    # Those that are on in between only: it is asked for every code and episode of every coding.
    lasting = [
        (event.start_ms, end_ms)
        for event in events
        for end_ms in [last_ms if event.end_ms is None else event.end_ms]
        if event.start_ms < end_ms and event.start_ms < last_ms and first_ms < end_ms
    ]
    return overlap(joined(lasting), stretches) if lasting else []
