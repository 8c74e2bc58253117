"""Tables of codings: one row an event, one row an episode, one row an episode and code."""

from collections.abc import Callable, Mapping, Sequence
from math import nan

import pandas as pd

from annotator.measures.bouts import EpisodeMeasures, measured
from annotator.measures.interval_scores import scored_in
from annotator.measures.observed import watched
from annotator.model.codebook import Code, Codebook
from annotator.model.coding import Coding
from annotator.model.episodes import Span, episode_at
from annotator.model.intervals import Interval, IntervalRule, lay_intervals, scored_episodes
from annotator.model.items import Event
from annotator.model.looked_for import looked_for_ms
from annotator.model.measure_rules import AS_USUAL, UnseenRule
from annotator.study.tables import CodedSession, episodes_frame, frame

FrameAt = Callable[[int], int]
"""Turns ms of session time into the 0-based number of the reference camera's frame on the screen."""


_EVENT_COLUMNS = {
    **dict.fromkeys(("session", "coder", "codebook", "codebook_version", "event_id", "code"), "object"),
    **dict.fromkeys(("code_name", "kind", "channel", "who", "episode", "start_s", "end_s", "duration_s"), "object"),
    **dict.fromkeys(("start_frame", "end_frame"), "Int64"),
    **dict.fromkeys(("still_running", "unsure"), "int64"),
}


def events_table(
    codings: Sequence[CodedSession], codebook: Codebook, frame_at: Mapping[str, FrameAt | None], *, comments: bool
) -> pd.DataFrame:
    """Return one row an event; times in seconds as exact text with three decimals.

    Args:
        codings: in the order of the rows.
        codebook: that of the study.
        frame_at: for each session's id what turns ms into frames, or None where the recording is not at hand; the
            frame columns are empty then.
        comments: whether the coders' free text goes along; it may identify people.
    """
    # A code that the codebook has dropped since stays in the table under its id: nothing that was coded is left out.
    said = {code.id: (code.name, code.kind, code.channel_id) for code in codebook.code_by_id.values()}
    modifiers = [modifier.id for modifier in codebook.modifiers]
    unsaid = [""] * len(modifiers)
    types = _EVENT_COLUMNS | {f"modifier_{name}": "object" for name in modifiers}
    rows = [
        (
            *(one.coding.session, one.coding.coder, codebook.id, codebook.version, event.id, event.code),
            *said.get(event.code, ("", "", "")),
            *_event_cells(one, event, codebook, frame_at[one.coding.session]),
            *([event.modifiers.get(name, "") for name in modifiers] if event.modifiers else unsaid),
            *((event.comment,) if comments else ()),
        )
        for one in codings
        for event in one.coding.events
    ]
    return frame(rows, types | {"comment": "object"} if comments else types)


def _event_cells(one: CodedSession, event: Event, codebook: Codebook, frame_at: FrameAt | None) -> tuple[object, ...]:
    code, span = codebook.code_by_id.get(event.code), episode_at(one.spans, event.start_ms)
    start_ms, end_ms = event.start_ms, event.end_ms
    return (
        "" if code is None else codebook.doer(code, event.modifiers),
        "" if span is None else span.episode,
        seconds(start_ms),
        seconds(end_ms),
        "" if end_ms is None else seconds(end_ms - start_ms),
        None if frame_at is None else frame_at(start_ms),
        None if frame_at is None or end_ms is None else frame_at(end_ms),
        int(end_ms is None),
        int(event.unsure),
    )


def observed_episodes_table(codings: Sequence[CodedSession], codebook: Codebook, *, comments: bool) -> pd.DataFrame:
    """Return one row an observed episode: planned and observed length in seconds, and what was said."""
    episodes = episodes_frame(codings, codebook)
    known = [codebook.episode_by_id.get(episode) for episode in episodes["episode"]]
    observed_ms = episodes["end_ms"] - episodes["start_ms"]
    table = episodes[["session", "coder", "episode"]].assign(
        episode_name=[episode.name if episode else "" for episode in known],
        start_s=episodes["start_ms"].map(seconds),
        end_s=episodes["end_ms"].map(seconds),
        observed_s=observed_ms.map(seconds),
        nominal_s=episodes["nominal_ms"].map(seconds),
        beyond_s=(observed_ms - episodes["nominal_ms"]).map(seconds),
        deviation=episodes["length"].fillna(""),
        deviation_reason=episodes["reason"].fillna(""),
    )
    return table.assign(comment=episodes["comment"]) if comments else table


def episode_summary(
    codings: Sequence[CodedSession], codebook: Codebook, rule: IntervalRule, unseen: UnseenRule = AS_USUAL
) -> pd.DataFrame:
    """Return one row a session, coder, scored episode and code; see EpisodeMeasures for the rules.

    A retired code has rows for the codings that hold it: the others were not asked for it, which is not zero. A code
    that was not looked for in an episode, or whose doer was out of view throughout, has no numbers there.

    Args:
        codings: in the order of the rows.
        codebook: that of the study.
        rule: how episodes are cut into intervals.
        unseen: what becomes of latencies and intervals where somebody is out of view.
    """
    rows: list[dict[str, object]] = []
    for one in codings:
        codes = _codes_of(codebook, one.coding)
        for span in scored_episodes(codebook, one.spans):
            where = {"session": one.session.id, "coder": one.coding.coder}
            intervals = lay_intervals([span], rule)
            rows += [where | _summary_row(codebook, span, code, one.coding, intervals, unseen) for code in codes]
    columns = {name: [row.get(name, nan) for row in rows] for name in SUMMARY_COLUMNS}
    return pd.DataFrame(columns, dtype=object)


SUMMARY_COLUMNS = [
    "session",
    "coder",
    "episode",
    "episode_name",
    "code",
    "code_name",
    "who",
    "episode_s",
    "looked_for_s",
    "seen_s",
    "total_s",
    "proportion",
    "onsets",
    "onsets_per_min",
    "mean_bout_s",
    "longest_bout_s",
    "intervals_scored",
    "intervals_seen",
    "intervals",
    "latency_s",
    "latency_censored",
    "waited_s",
    "ongoing_at_start",
    "still_running",
]


def seconds(ms: int | None) -> str:
    """Write whole ms as seconds with three decimals, exactly; unknown is empty.

    >>> seconds(61_040), seconds(0), seconds(-1_040), seconds(None)
    ('61.040', '0.000', '-1.040', '')
    """
    if ms is None or (type(ms) is not int and pd.isna(ms)):  # a table has a million of them
        return ""
    return f"{ms // 1000}.{ms % 1000:03d}" if ms >= 0 else f"-{-ms // 1000}.{-ms % 1000:03d}"


def _codes_of(codebook: Codebook, coding: Coding) -> list[Code]:
    return [*codebook.codes, *(code for code in codebook.retired if coding.events_of([code.id]))]


def _summary_row(
    codebook: Codebook, span: Span, code: Code, coding: Coding, intervals: Sequence[Interval], unseen: UnseenRule
) -> dict[str, object]:
    row: dict[str, object] = {
        "episode": span.episode,
        "episode_name": codebook.episode_by_id[span.episode].name,
        "code": code.id,
        "code_name": code.name,
        "who": " ".join(codebook.actors(code)),
        "episode_s": seconds(span.duration_ms),
        "looked_for_s": seconds(looked_for_ms(coding, code.id, span)),
    }
    times = watched(coding, codebook, (code.id,), span)
    found = measured(coding, codebook, code.id, span, unseen, times=times)
    row["seen_s"] = seconds(0 if found is None else found.seen_ms)
    if found is None:
        return row
    known = [one for one in scored_in(coding, codebook, code.id, intervals, unseen, times) if one is not None]
    scores = {
        "intervals_scored": str(sum(known)) if known else "",
        "intervals_seen": str(len(known)),
        "intervals": str(len(intervals)),
    }
    return row | _measured(code, found) | scores


def _measured(code: Code, found: EpisodeMeasures) -> dict[str, object]:
    state = not code.is_point
    return {
        "total_s": seconds(found.total_ms) if state else "",
        "proportion": f"{found.proportion:.6f}" if state else "",
        "onsets": str(found.onsets),
        "onsets_per_min": f"{found.onsets_per_minute:.6f}",
        "mean_bout_s": f"{found.mean_ms / 1000:.3f}" if state and found.mean_ms is not None else "",
        "longest_bout_s": seconds(found.longest_ms) if state and found.mean_ms is not None else "",
        "latency_s": seconds(found.latency_ms),
        "latency_censored": "" if found.waited_ms is None else str(int(found.censored)),
        "waited_s": seconds(found.waited_ms),
        "ongoing_at_start": str(int(found.ongoing_at_start)),
        "still_running": str(int(found.still_running)),
    }
