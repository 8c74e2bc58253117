"""The pages of what each episode held: seconds, share, count, rate and latency of codes; and how long it was."""

from collections.abc import Iterator, Sequence
from itertools import chain

from msgspec.structs import replace

from annotator.measures.bouts import EpisodeMeasures, measured
from annotator.measures.interval_scores import interval_score_rows
from annotator.measures.observed import NOT_HELD, NOT_SEEN, episodes_asked, watched
from annotator.model.codebook import Code
from annotator.report.results.page import Asked, Key, Page, below, episode_words, events_in
from annotator.report.results.table import Form, ResultColumn, Value
from annotator.study.tables import CodedSession

_HEADS: dict[str, tuple[str, str, Form]] = {
    "seconds": ("Time, s", "Seconds of the code inside the episode; bouts are split at its boundaries", "seconds"),
    "share": (
        "Share of seen time",
        "Seconds of the code by the seconds of the episode that were seen, 0 to 1",
        "share",
    ),
    "count": ("Onsets", "Times the code began inside the episode; a bout carried over does not count", "count"),
    "rate": ("Onsets, per min", "Onsets a minute of the time that was seen", "decimal"),
    "latency": (
        "Latency, s",
        "From the start of the episode to the first onset; 0 if already on; censored if it never came",
        "seconds",
    ),
    "seen": ("Seen, s", "Seconds of the episode in which it was looked for, and who does it was in view", "seconds"),
    "scored": (
        "Intervals scored",
        "Intervals of the episode in which it occurred, of those that were watched",
        "count",
    ),
    "per_12": ("Intervals, of 12", "The same as if the episode had had twelve intervals", "decimal"),
}


_SCORES = ("scored", "per_12")


def behaviour_page(asked: Asked) -> Page:
    """Return the page of behaviour: the codes asked for, else those that are crying, else the first of the codebook."""
    codes = [asked.codebook.code_by_id[one] for one in behaviour_codes(asked)]
    return Page(
        lambda seen: [column for code in codes for column in _columns(code, asked) if column.key in seen],
        lambda one: chain((found for code in codes for found in _values(one, code, asked)), _scored(one, codes, asked)),
        ["Only events that say so count; those that do not say are left out."] if asked.filters.who[0] else (),
    )


def behaviour_codes(asked: Asked) -> tuple[str, ...]:
    """Return the ids of the codes that the page of behaviour shows."""
    chosen = tuple(code for code in asked.filters.codes if code in asked.codebook.code_by_id)
    return chosen or asked.rules.crying or tuple(code.id for code in asked.codebook.codes[:1])


def lengths_page(asked: Asked) -> Page:
    """Return the page of observed lengths: how long each episode was, and whether it was cut short or drawn out."""
    return Page(lambda _seen: list(_length_columns(asked)), lambda one: _lengths(one, asked))


def _names(code: Code) -> tuple[str, ...]:
    return tuple(name for name in _HEADS if not code.is_point or name not in ("seconds", "share"))


def _columns(code: Code, asked: Asked) -> Iterator[ResultColumn]:
    for name in _names(code):
        head, meaning, form = _HEADS[name]
        for episode in asked.episodes:
            yield ResultColumn(
                (code.id, episode, name),
                head,
                below(code.name, episode_words(episode)),
                meaning,
                form,
                name == "latency",
                events=events_in((code.id,), asked.filters.says),
                episode=episode,
            )


def _values(one: CodedSession, code: Code, asked: Asked) -> Iterator[tuple[Key, Value]]:
    for held in episodes_asked(one, asked.codebook):
        span, unseen = held.span, asked.settings.measures.unseen
        says = asked.filters.says
        found = None if span is None else measured(one.coding, asked.codebook, code.id, span, unseen, says)
        why = NOT_HELD if span is None else watched(one.coding, asked.codebook, (code.id,), span).why_not
        for name in (one for one in _names(code) if one not in _SCORES):
            none = Value(0.0) if name == "seen" and span is not None else Value(why=why)  # no time was seen
            yield (code.id, held.episode, name), none if found is None else _of(found, name)


def _scored(one: CodedSession, codes: Sequence[Code], asked: Asked) -> Iterator[tuple[Key, Value]]:
    """Yield in how many intervals the codes occurred, raw and of twelve; whom events are about is not asked there."""
    if asked.filters.who[0]:
        return
    wanted = {code.id for code in codes}
    needed = tuple(code for code in asked.codebook.all_codes if code.id in wanted or code.hides)
    narrowed = replace(asked.codebook, codes=needed, retired=())
    for row in interval_score_rows(one, narrowed, asked.settings.intervals, asked.settings.measures.unseen):
        if row["by"] == "events" and row["code"] in wanted:
            for name in _SCORES:
                said = row.get(name)
                value = Value(why=str(row.get("why_empty"))) if said is None else Value(float(str(said)))
                yield (str(row["code"]), str(row["episode"]), name), value


def _of(found: EpisodeMeasures, name: str) -> Value:
    if name == "latency":
        if found.latency_ms is not None:
            return Value(found.latency_ms / 1000)
        return Value(why=NOT_SEEN) if found.waited_ms is None else Value(waited_s=found.waited_ms / 1000)
    numbers = {
        "seconds": found.total_ms / 1000,
        "share": found.proportion,
        "count": float(found.onsets),
        "rate": found.onsets_per_minute,
        "seen": found.seen_ms / 1000,
    }
    return Value(numbers[name])


def _length_columns(asked: Asked) -> Iterator[ResultColumn]:
    for episode in asked.episodes:
        known = asked.codebook.episode_by_id.get(episode)
        planned = "" if known is None or known.nominal_s is None else f"planned {known.nominal_s:g}"
        words = below(episode_words(episode) or "session", planned)
        meaning = "Observed length of the episode"
        yield ResultColumn(("length", episode), "Observed, s", words, meaning, "seconds", episode=episode)
    for episode in asked.episodes if asked.codebook.episodes else ():
        meaning = "What the coder said of the length of the episode, and why"
        yield ResultColumn(
            ("said", episode), "Said of its length", episode_words(episode), meaning, "words", episode=episode
        )


def _lengths(one: CodedSession, asked: Asked) -> Iterator[tuple[Key, Value]]:
    said = {mark.episode: ", ".join(filter(None, (mark.length, mark.reason))) for mark in one.marks}
    for held in episodes_asked(one, asked.codebook):
        yield (
            ("length", held.episode),
            Value(why=NOT_HELD) if held.span is None else Value(held.span.duration_ms / 1000),
        )
        yield ("said", held.episode), Value(text=said.get(held.episode, ""))
