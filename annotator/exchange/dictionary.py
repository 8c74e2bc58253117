"""The data dictionary: what every column of every exported table means, and what its values are."""

from collections.abc import Iterable, Mapping

import pandas as pd

from annotator.model.codebook import Code, Codebook

_MEANINGS = {
    "session": ("id of the session (one visit of one dyad)", "text"),
    "coder": ("id of the coder", "text"),
    "codebook": ("id of the codebook", "text"),
    "codebook_version": ("version of the codebook", "text"),
    "event_id": ("id of the event, unique over all exports", "text"),
    "code": ("id of the code in the codebook", "text"),
    "code_name": ("name of the code", "text"),
    "kind": ("state: has a start and an end; point: happens at one moment", "text"),
    "channel": ("codes of one channel exclude each other", "text"),
    "episode": ("episode the event starts in; empty outside all episodes", "text"),
    "episode_name": ("name of the episode", "text"),
    "start_s": ("session time of the first frame that shows it", "seconds, 3 decimals"),
    "end_s": ("session time of the first frame that no longer shows it; empty while running", "seconds, 3 decimals"),
    "duration_s": ("end_s - start_s; 0 for points; empty while running", "seconds, 3 decimals"),
    "start_frame": (
        "frame of the reference camera at start_s, counted from 0; empty without the recording",
        "frame number",
    ),
    "end_frame": (
        "frame of the reference camera at end_s, counted from 0; the number of frames at the end of the recording; "
        "empty without the recording",
        "frame number",
    ),
    "still_running": ("1: no end was marked; seconds count to the end of the episode", "0 or 1"),
    "unsure": ("1: the coder flagged the event as unsure", "0 or 1"),
    "comment": ("the coder's own words", "text"),
    "observed_s": ("observed length of the episode", "seconds, 3 decimals"),
    "nominal_s": ("planned length of the episode", "seconds, 3 decimals"),
    "episode_s": ("observed length of the episode", "seconds, 3 decimals"),
    "total_s": ("seconds of the code inside the episode; bouts are split at its boundaries", "seconds, 3 decimals"),
    "proportion": ("total_s / episode_s", "0 to 1"),
    "onsets": ("times the code began inside the episode; a bout carried over does not count", "count"),
    "onsets_per_min": ("onsets per minute of the observed episode", "1/min"),
    "mean_bout_s": ("mean length of the parts of bouts inside the episode; empty if none", "seconds, 3 decimals"),
    "longest_bout_s": ("longest part of a bout inside the episode; empty if none", "seconds, 3 decimals"),
    "latency_s": (
        "from the start of the episode to the first onset; 0 if already on; empty if it never came",
        "seconds, 3 decimals",
    ),
    "latency_censored": ("1: it never came, so the latency is at least episode_s", "0 or 1"),
    "ongoing_at_start": ("1: a bout that began in an earlier episode reaches into this one", "0 or 1"),
    "setting": ("name of a setting of this export", "text"),
    "value": ("its value", "text"),
}


def data_dictionary(codebook: Codebook, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return one row a column of the tables, then one row a code and episode of the codebook."""
    rows = [*_columns(codebook, tables), *_codes(codebook.codes), *_episodes(codebook)]
    return pd.DataFrame(rows, columns=["file", "name", "meaning", "values", "onset_rule", "offset_rule", "source"])


def _columns(codebook: Codebook, tables: Mapping[str, pd.DataFrame]) -> Iterable[tuple[str, ...]]:
    asked = {
        f"modifier_{modifier.id}": (modifier.name, " | ".join(value.id for value in modifier.values))
        for modifier in codebook.modifiers
    }
    for file, table in tables.items():
        for column in table.columns:
            meaning, values = asked.get(column) or _MEANINGS[column]
            yield file, column, meaning, values, "", "", ""


def _codes(codes: Iterable[Code]) -> Iterable[tuple[str, ...]]:
    for code in codes:
        yield "code", code.id, code.definition, code.kind, code.onset, code.offset, code.source


def _episodes(codebook: Codebook) -> Iterable[tuple[str, ...]]:
    for episode in codebook.episodes:
        scored = "scored" if episode.scored else "not scored"
        yield "episode", episode.id, episode.name, scored, episode.begins, "", codebook.source
