"""What the page of an import shows, worked out in the background: rows for its lists, no widget and nothing of Qt."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from annotator.exchange.codings.doubts import OUT, Case, Choice, Doubt, DoubtKind
from annotator.exchange.codings.foreign import Kind
from annotator.exchange.codings.naming import AS_HERE, BLANK, COMMENT, EPISODE, folded
from annotator.exchange.codings.new_codes import kind_in
from annotator.exchange.codings.review import CodeRow, Here, Planned, Review, Source
from annotator.model.codebook import Codebook
from annotator.text import clock, count, plain

Key = tuple[DoubtKind, tuple[str, ...]]
"""What tells a doubt from all others."""

MOST_DIGITS = 9
_NEAREST = 5
_COMPARED = 200
"""Signs of a name that are compared: a file may hold names without end."""
_NOT_NAMED = frozenset({OUT, AS_HERE, BLANK, COMMENT})
_OF_WHOLE = frozenset({"session", "coder", "length", "offset", "there", "twice"})
"""The doubts that may leave out a whole observation."""
_OF_CODE = frozenset(
    {
        *("code", "nobody", "kind", "answer", "no end", "no start", "reversed", "no length", "touches next"),
        *("answers differ", "between", "outside", "overlap"),
    }
)
"""The doubts that are about a behaviour, which they name first."""


@dataclass(frozen=True, slots=True)
class ObservationRow:
    """An observation of a file.

    Attributes:
        source: the hash of its file.
        name: in the file.
        file: the name of the file.
        session, coder: here, "" while that is open.
        said_session, said_coder: what the file says.
        is_out: whether it is left out.
        in_file, comes_in: how many events.
        cameras: how many recordings the file names.
        open: how many of its places are in doubt.
        out_by: the doubts that leave it out.
    """

    source: str
    name: str
    file: str
    session: str
    coder: str
    said_session: str
    said_coder: str
    is_out: bool
    in_file: int
    comes_in: int
    cameras: int
    open: int
    out_by: tuple[Key, ...]

    @property
    def words(self) -> str:
        """All that is known of it, for a tip."""
        fate = "left out" if self.is_out else f"to {self.session or '?'}, by {self.coder or '?'}"
        cameras = f", {count(self.cameras, 'camera')}" if self.cameras > 1 else ""
        doubts = f"\n{count(self.open, 'place')} in doubt" if self.open else ""
        return (
            f"{plain(self.name)}, in {plain(self.file)}\n{fate}\n{self.comes_in} of "
            f"{count(self.in_file, 'event')}{cameras}{doubts}"
        )


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A behaviour of the files and what it is here.

    Attributes:
        theirs, who: as the files have it.
        events: how many there are.
        ours: the id of our code, "" for none.
        fate: what stands in place of a code: that it is left out, an episode, or open ("").
        doer: who does it, here.
        their_key: the key that it has there.
        open: the doubts that are open, the first of them the one to settle first.
    """

    theirs: str
    who: str
    events: int
    ours: str
    fate: str
    doer: str
    their_key: str
    open: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class DoubtRow:
    """A doubt.

    Attributes:
        doubt: with all its places.
        open: at how many it is open.
        chosen: what was chosen, in words; "" while it is open.
        possible: at how many places each choice is possible, by its id.
        digits: the choices that have a digit, in order.
        first: the first place that is open, else 0.
        kind: what an unknown code is as the files say, "" where they do not, or it is about something else.
    """

    doubt: Doubt
    open: int
    chosen: str
    possible: Mapping[str, int]
    digits: tuple[str, ...]
    first: int
    kind: Kind = ""

    @property
    def key(self) -> Key:
        """What tells it from all others."""
        return self.doubt.kind, self.doubt.about


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the page shows."""

    observations: tuple[ObservationRow, ...]
    codes: tuple[CodeLine, ...]
    doubts: tuple[DoubtRow, ...]
    private: tuple[tuple[str, int], ...]
    left_out: tuple[str, ...]
    to_check: tuple[str, ...]
    events: int
    codings: int

    @property
    def open(self) -> int:
        """How many doubts are open."""
        return sum(bool(one.open) for one in self.doubts)


def shown_of(sources: Sequence[Source], here: Here, review: Review) -> Shown:
    """Return what is shown of files that were settled so far."""
    rows = tuple(_doubt_row(one, sources) for one in review.doubts)
    by_place = _open_places(review.doubts)
    observations = [(source, one) for source in sources for one in source.observations]
    outs = _left_out_by(review.doubts)
    coming = [one for one in review.planned if one.session and one.coder]
    return Shown(
        tuple(
            _observation_row(source, planned, said.session or said.name, said.coder, len(said.media), by_place, outs)
            for (source, said), planned in zip(observations, review.planned, strict=True)
        ),
        tuple(_code_lines(sources, here.codebook, review, rows)),
        rows,
        review.private,
        _once(one for source in sources for one in source.codings.left_out),
        _once(one for source in sources for one in source.codings.doubts),
        review.events,
        len({(one.session, one.coder) for one in coming}),
    )


def _once(sentences: Iterable[str]) -> tuple[str, ...]:
    """Return sentences without repetitions, each with how many files say it where several do."""
    times = Counter(map(plain, sentences))
    return tuple(one if number == 1 else f"{one} ({number} files)" for one, number in times.items())


def _open_places(doubts: Iterable[Doubt]) -> Counter[tuple[str, str]]:
    return Counter((case.source, case.observation) for one in doubts for case in one.cases if not case.chosen)


def _left_out_by(doubts: Iterable[Doubt]) -> dict[tuple[str, str], list[Key]]:
    found: dict[tuple[str, str], list[Key]] = defaultdict(list)
    for one in doubts:
        if one.kind == "table":
            for case in one.cases:
                if case.chosen == OUT:
                    found[case.source, ""].append((one.kind, one.about))
        elif one.kind in _OF_WHOLE:
            for case in one.cases:
                if case.chosen == OUT:
                    found[case.source, case.observation].append((one.kind, one.about))
    return found


def _observation_row(
    source: Source,
    planned: Planned,
    said_session: str,
    said_coder: str,
    cameras: int,
    open_places: Mapping[tuple[str, str], int],
    outs: Mapping[tuple[str, str], list[Key]],
) -> ObservationRow:
    place = (planned.source, planned.name)
    return ObservationRow(
        planned.source,
        planned.name,
        source.name,
        planned.session,
        planned.coder,
        said_session,
        said_coder,
        planned.is_out,
        planned.in_file,
        len(planned.events),
        cameras,
        open_places.get(place, 0),
        (*outs.get(place, ()), *outs.get((planned.source, ""), ())),
    )


def _doubt_row(doubt: Doubt, sources: Sequence[Source]) -> DoubtRow:
    possible: Counter[str] = Counter()
    chosen: set[str] = set()
    is_open = 0
    first = -1
    for number, case in enumerate(doubt.cases):
        possible.update(choice.id for choice in case.choices)
        if case.chosen:
            chosen.add(case.chosen)
        else:
            is_open += 1
            first = number if first < 0 else first
    words = "" if is_open else chosen_words(doubt.cases[0]) if len(chosen) == 1 else f"{len(chosen)} ways"
    kind: Kind = kind_in(sources, doubt.about[0]) if doubt.kind == "code" and is_open else ""
    return DoubtRow(doubt, is_open, words, possible, _digits(doubt), max(0, first), kind)


def chosen_words(case: Case) -> str:
    """Return what was chosen at a place, "" while it is open."""
    return next((one.text for one in case.choices if one.id == case.chosen), "")


def _digits(doubt: Doubt) -> tuple[str, ...]:
    """Return the choices that get a digit: all of a few; of many those that are called most alike, and the rest."""
    choices = doubt.cases[0].choices
    if len(choices) <= MOST_DIGITS:
        return tuple(one.id for one in choices)
    named = tuple(one for one in choices if one.id not in _NOT_NAMED)
    about = doubt.about[-1] if doubt.kind == "answer" else doubt.about[0] if doubt.about else ""
    near = set(_nearest(about, named))
    return tuple(one.id for one in choices if one.id in near or one.id in _NOT_NAMED)[:MOST_DIGITS]


@lru_cache(maxsize=4096)
def _nearest(word: str, choices: tuple[Choice, ...]) -> tuple[str, ...]:
    """Return the ids of the choices that are written most like a word."""
    begins = folded(word[:_COMPARED])
    ours = {one.id: max(_likeness(begins, folded(name)) for name in (one.id, one.text)) for one in choices}
    return tuple(sorted(ours, key=lambda one: -ours[one])[:_NEAREST])


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _code_lines(
    sources: Sequence[Source], codebook: Codebook, review: Review, rows: Sequence[DoubtRow]
) -> Iterable[CodeLine]:
    keys = {folded(code.name): code.key for one in sources for code in one.codings.scheme.codes if code.key}
    by_code: dict[str, list[Key]] = defaultdict(list)
    by_who: dict[str, list[Key]] = defaultdict(list)
    chosen = {row.key: row.doubt.cases[0].chosen for row in rows if row.doubt.kind in ("code", "who", "nobody")}
    for row in rows:
        if row.open and row.doubt.kind in _OF_CODE:
            for code in row.doubt.about if row.doubt.kind == "overlap" else row.doubt.about[:1]:
                by_code[code].append(row.key)
        elif row.open and row.doubt.kind == "who":
            by_who[row.doubt.about[0]].append(row.key)
    for one in review.codes:
        is_open = tuple(key for key in (*by_who[one.who], *by_code[one.theirs]) if _concerns(key, one))
        yield CodeLine(
            one.theirs,
            one.who,
            one.events,
            one.ours,
            _fate(one, chosen, codebook),
            _doer(one, codebook, is_open),
            keys.get(folded(one.theirs), ""),
            is_open,
        )


def _concerns(key: Key, line: CodeRow) -> bool:
    """Whether a doubt about a behaviour is about that of this person."""
    kind, about = key
    return {"code": about == (line.theirs, line.who), "nobody": not line.who}.get(kind, True)


def _fate(one: CodeRow, chosen: Mapping[Key, str], codebook: Codebook) -> str:
    if one.ours:
        return ""
    said = chosen.get(("code", (one.theirs, one.who)), "")
    if said.startswith(EPISODE):
        episode = codebook.episode_by_id.get(said.removeprefix(EPISODE))
        return f"the episode {episode.name}" if episode else said
    whose: Sequence[Key] = (("who", (one.who,)), ("nobody", (one.theirs,)))
    if OUT in (said, *(chosen.get(key, "") for key in whose)):
        return "left out"
    word, _, rest = one.theirs.partition(":")
    return f"the episode {plain(rest)}" if folded(word) == "episode" and rest and not one.who else ""


def _doer(one: CodeRow, codebook: Codebook, is_open: Sequence[Key]) -> str:
    if any(kind in ("who", "nobody") for kind, _ in is_open):
        return "?"
    code = codebook.code_by_id.get(one.ours)
    if code is None:
        return plain(one.who)
    return plain(one.who) if code.actor in codebook.modifier_by_id else code.actor


def where_text(case: Case) -> str:
    """Return where a doubt is: the observation, the moment.

    >>> where_text(Case("", "visit03", "row 12", 504_960, "", ()))
    'visit03, 8:24.960'
    """
    at = case.row if case.at_ms is None else clock(case.at_ms)
    return ", ".join(filter(None, (plain(case.observation), at)))
