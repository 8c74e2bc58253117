"""From what files of other programs say to codings of a study: what is settled, what is open, what it will become."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from math import gcd

import numpy as np

from annotator.exchange.codings.asking import Asked, Place, choices
from annotator.exchange.codings.belonging import Belonging
from annotator.exchange.codings.episodes import Episodes, Marked
from annotator.exchange.codings.foreign import Observation
from annotator.exchange.codings.held import Held
from annotator.exchange.codings.mapping import COMMENTS, DESCRIPTIONS, VARIABLE, Mapping
from annotator.exchange.codings.naming import Words, folded
from annotator.exchange.codings.review import CodeRow, Here, Planned, Recorded, Review, Source
from annotator.exchange.codings.timing import Draft, Timing, with_pairs, without_overlap
from annotator.exchange.templates.scheme import SchemeCode
from annotator.model.items import EpisodeMark, Event, LookedFor, fresh_id
from annotator.progress import Progress
from annotator.text import count

_SHOWN, _WRITTEN = "shown", "written"
_FOUND, _OWN, _ALL = "found", "own", "all"


def settle(sources: Sequence[Source], here: Here, mapping: Mapping, progress: Progress = lambda _share: None) -> Review:
    """Return what files will become in a study with what is settled so far. Nothing is written.

    Args:
        sources: the files.
        here: what the study has.
        mapping: what is settled.
        progress: told the share done, 0 to 1; it may raise to stop.
    """
    settling = _Settling(sources, here, mapping)
    of = sum(len(one.observations) for one in sources) or 1
    for source in sources:
        for observation in source.observations:
            settling.take(source, observation)
            progress(len(settling.planned) / of)
    return settling.review()


class _Settling:
    def __init__(self, sources: Sequence[Source], here: Here, mapping: Mapping) -> None:
        self._sources, self._here, self._mapping = sources, here, mapping
        self._asked = Asked(mapping)
        self._belonging = Belonging(self._asked, here, mapping)
        nobody = (
            one.sha256 for one in sources if not any(event.who for obs in one.observations for event in obs.events)
        )
        self._words = Words(here.codebook, self._asked, frozenset(nobody))
        self._channel_of = {code.id: code.channel_id for code in here.codebook.all_codes}
        self._counts: Counter[tuple[str, str]] = Counter()
        self._ours: dict[tuple[str, str], str] = {}
        self._held_in: dict[str, set[str]] = defaultdict(set)
        self._held: dict[tuple[str, str], Held] = {}
        self._marked: dict[tuple[str, str], set[str]] = {}
        self._spans: list[tuple[int, int]] = []
        self.planned: list[Planned] = []

    def review(self) -> Review:
        """Return what was taken so far."""
        codes = tuple(
            CodeRow(theirs, who, events, self._ours.get((theirs, who), ""))
            for (theirs, who), events in self._counts.most_common()
        )
        planned = tuple(self._with_looked_for(one, span) for one, span in zip(self.planned, self._spans, strict=True))
        return Review(codes, self._asked.doubts, planned, tuple(_private(self._sources).items()))

    def take(self, source: Source, observation: Observation) -> None:
        """Settle what one observation becomes."""
        place = Place(source.sha256, observation.name)
        found = self._belonging.of(source, observation, place)
        if found is None:  # then nothing is asked about its events either
            self._spans.append((0, 0))
            out = Planned(source.sha256, observation.name, "", "", False, len(observation.events), is_out=True)
            self.planned.append(out)
            return
        session, coder, is_new, shift = found
        recorded = self._belonging.recorded(session, observation, shift)
        drafts, marks, ends = self._drafts(observation, recorded, place, shift)
        keep = self._mapping.keep
        self._spans.append((recorded.begin_ms, recorded.close_ms))
        self.planned.append(
            Planned(
                source.sha256,
                observation.name,
                session,
                coder,
                is_new,
                len(observation.events) - ends,
                events=self._events(drafts, session, coder),
                marks=self._new_marks(marks, session, coder),
                variables=tuple(one for one in observation.variables if f"{VARIABLE}{one[0]}" in keep),
                description=observation.description if DESCRIPTIONS in keep else "",
                edits=self._here.there(session, coder).edits,
            )
        )

    def _drafts(
        self, observation: Observation, recorded: Recorded, whole: Place, shift: int
    ) -> tuple[list[Draft], tuple[EpisodeMark, ...], int]:
        """Return what comes in, and how many events of the file are the end of another."""
        drafts: list[Draft] = []
        marks: list[Marked] = []
        for event in observation.events:
            place = Place(whole.source, whole.observation, event.row, _later(event.start_ms, shift))
            self._counts[event.code, event.who] += 1
            meant = self._words.meant(event, place)
            if meant is None:
                continue
            if meant.code is None:
                start, end = _later(event.start_ms, shift), _later(event.end_ms, shift)
                marks.append(Marked(meant.episode, event.code, place, start, end))
                continue
            self._ours[event.code, event.who] = meant.code.id
            self._held_in[whole.source].add(meant.code.id)
            answered = self._words.answers(event, meant.code, place)
            if answered is not None:
                answers, told = answered
                kept = [event.comment] if event.comment and COMMENTS in self._mapping.keep else []
                start, end = _later(event.start_ms, shift), _later(event.end_ms, shift)
                answers = {**meant.answers, **answers}
                drafts.append(Draft(event, meant.code, place, answers, "\n".join([*kept, *told]), start, end))
        drafts, ends = with_pairs(self._asked, drafts, whole)
        on_frames, slack = self._on_frames([*drafts, *marks], recorded, whole)
        recorded = replace(recorded, slack_ms=slack)
        timed = self._timed(drafts, recorded, on_frames=on_frames)
        return timed, Episodes(self._asked, recorded, on_frames=on_frames).marks(marks, whole), ends

    def _timed(self, drafts: Sequence[Draft], recorded: Recorded, *, on_frames: bool) -> list[Draft]:
        starts: dict[str, list[int]] = {}
        for one in drafts:
            if one.start_ms is not None:
                starts.setdefault(one.code.channel_id, []).append(one.start_ms)
        for moments in starts.values():
            moments.sort()
        times = Timing(self._asked, recorded, starts, on_frames=on_frames)
        settled = [one for one in map(times.settled, drafts) if one is not None]
        settled.sort(key=lambda one: (one.start_ms or 0, one.end_ms is None, one.end_ms or 0))
        apart = without_overlap(self._asked, settled, self._channel_of)
        return sorted(apart, key=lambda one: one.start_ms or 0)

    def _on_frames(self, drafts: Sequence[Draft | Marked], recorded: Recorded, place: Place) -> tuple[bool, int]:
        """Return whether times between two frames become those of a frame, and by how much they may miss theirs.

        Programs write the time of a frame cut off or rounded, to a ms or a hundredth of a second: as much before a
        frame it is not the one before that was shown.
        """
        if recorded.frames is None:
            return False, 0
        known = {one for draft in drafts for one in (draft.start_ms, draft.end_ms) if one is not None}
        inside = [one for one in known if 0 <= one < recorded.duration_ms]
        off = np.setdiff1d(inside, recorded.frames).size
        if not off:
            return False, 0
        exact = gcd(*known)
        slack = min(recorded.step_ms // 2, 100 if exact % 100 == 0 else 10 if exact % 10 == 0 else 1)
        text = f"{off:,} of {count(len(known), 'time')} lie between two frames of the recording."
        pairs = ((_SHOWN, "take the frame that is shown at that time"), (_WRITTEN, "leave them as they are"))
        return self._asked.ask("frames", (), place, text, choices(*pairs)) == _SHOWN, slack

    def _new_marks(self, marks: Iterable[EpisodeMark], session: str, coder: str) -> tuple[EpisodeMark, ...]:
        """Return the marks of episodes that the coding does not have."""
        marked = self._marked.setdefault((session, coder), set(self._here.there(session, coder).marked))
        new = tuple(one for one in marks if one.episode not in marked)
        if session and coder:
            marked |= {one.episode for one in new}
        return new

    def _events(self, drafts: Iterable[Draft], session: str, coder: str) -> tuple[Event, ...]:
        there = self._here.there(session, coder)
        held = self._held.setdefault((session, coder), Held(there.busy, there.points))
        coming = [(channel, one) for one in drafts if not held.has(channel := self._channel_of[one.code.id], one)]
        if session and coder:
            held.add(coming)
        return tuple(
            Event(
                id=fresh_id(),
                code=one.code.id,
                start_ms=one.start_ms or 0,
                end_ms=one.end_ms,
                modifiers=dict(one.answers),
                comment=one.comment,
            )
            for _, one in coming
        )

    def _with_looked_for(self, planned: Planned, span: tuple[int, int]) -> Planned:
        """Return it with what the coder looked for: what is not in the files may not have been looked for at all."""
        codes = [code.id for code in self._here.codebook.codes]
        own = self._codes_of_files
        every = set().union(*own.values())
        differ = any(one != every for one in own.values())
        all_there = every >= set(codes) and not differ
        if not planned.session or all_there or self._here.there(planned.session, planned.coder).all_looked_for:
            return planned
        its = own[planned.source]
        text = f"The files have {len(every)} of the {count(len(codes), 'code')} of the codebook."
        pairs = [
            (_FOUND, "only these were looked for; the others stay blank"),
            (_ALL, "all were looked for; what is not there did not happen"),
        ]
        if differ:
            text += f" This file has {len(its)}."
            pairs.insert(1, (_OWN, "in each file only those that it has itself"))
        chosen = self._asked.ask("looked for", (), Place(planned.source, planned.name), text, choices(*pairs))
        if not chosen:
            return planned
        wanted = {_FOUND: every, _OWN: its}.get(chosen, set(codes))
        looked = tuple(one for one in codes if one in wanted)
        said = LookedFor(id=fresh_id(), codes=looked, start_ms=span[0], end_ms=span[1]) if looked else None
        return replace(planned, looked_for=said)

    @cached_property
    def _codes_of_files(self) -> dict[str, set[str]]:
        """The codes that each file defines or holds; asked for once all were taken."""
        defined = {
            source.sha256: {one for code in source.codings.scheme.codes for one in self._meant(code)}
            for source in self._sources
        }
        return {source: found | self._held_in[source] for source, found in defined.items()}

    def _meant(self, code: SchemeCode) -> set[str]:
        """Return our codes that a code of the files is: what was chosen for its events, else what is called so."""
        whole = Place("", "")
        pairs = [pair for pair in self._counts if pair[0] == code.name]
        told = {choice for pair in pairs if (choice := self._asked.told("code", pair, whole))}
        if told:
            return {one for one in told if one in self._channel_of}
        alike = self._words.named_alike(code.name)
        actors = {one.id: [folded(actor) for actor in self._words.actors_of(one)] for one in alike}
        return {one for one, who in actors.items() if not code.actor or not who or folded(code.actor) in who}


def _later(at_ms: int | None, shift_ms: int) -> int | None:
    return None if at_ms is None else at_ms + shift_ms


def _private(sources: Sequence[Source]) -> dict[str, int]:
    """Return what may identify people, by the name under which it can be kept, and how often it is there."""
    found: Counter[str] = Counter()
    for source in sources:
        for one in source.observations:
            found[COMMENTS] += sum(bool(event.comment) for event in one.events)
            found[DESCRIPTIONS] += bool(one.description)
            for name, value in one.variables:
                found[f"{VARIABLE}{name}"] += bool(value)
    return {name: times for name, times in found.items() if times}
