"""The data dictionary: what every column of every exported table means, and what its values are.

Every format has its words, types, units and value labels from here.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

import pandas as pd

from annotator.exchange.variable_names import variable_names
from annotator.exchange.wide_summary import wide_cells
from annotator.model.codebook import Code, Codebook
from annotator.model.codebook.scales import Anchor
from annotator.model.judging import asked_cells, cell_name, points_text, retired_cells
from annotator.study.judged_tables import cell_column

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
    "episode": ("episode of the protocol", "text"),
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
    "looked_for_s": (
        "seconds of the episode over which the coder says the code was looked for; empty: the coding does not say, so "
        "every code counts as looked for; 0: not looked for, and the numbers are empty",
        "seconds, 3 decimals",
    ),
    "pass": ("id of the codebook's pass with exactly these codes; empty: none has", "text"),
    "who": ("who does it: a role, or, where several may, each of them with spaces between", "text"),
    "seen_s": (
        "seconds of the episode over which the code was looked for and nobody who does it was marked as out of view; a "
        "code that is heard is observed out of view too. All numbers of the row are about this time",
        "seconds, 3 decimals",
    ),
    "total_s": (
        "seconds of the code in seen_s; bouts are split at the boundaries of episodes",
        "seconds, 3 decimals",
    ),
    "proportion": ("total_s / seen_s", "0 to 1"),
    "onsets": ("times the code began in seen_s; a bout carried over does not count", "count"),
    "onsets_per_min": ("onsets per minute of seen_s", "1/min"),
    "mean_bout_s": ("mean length of the parts of bouts inside the episode; empty if none", "seconds, 3 decimals"),
    "longest_bout_s": ("longest part of a bout inside the episode; empty if none", "seconds, 3 decimals"),
    "intervals_scored": ("intervals of intervals_seen in which an event of the code is seen at all", "count"),
    "intervals_seen": (
        "intervals in all of which the code was looked for, and of which no more than the lab's share was out of view",
        "count",
    ),
    "intervals": ("intervals that the episode is cut into, of the length in settings.csv", "count"),
    "latency_s": (
        "from the start of the episode to the first onset; 0 if already on; empty if it never came, or nobody saw",
        "seconds, 3 decimals",
    ),
    "latency_censored": (
        "1: it had not come when the episode, the looking for it, or the time in view ended: the latency is at least "
        "waited_s; empty: the episode began unseen",
        "0 or 1",
    ),
    "waited_s": ("latency_s; if it is censored, how long was waited", "seconds, 3 decimals"),
    "ongoing_at_start": ("1: a bout that began in an earlier episode reaches into this one", "0 or 1"),
    "beyond_s": ("observed_s - nominal_s; empty where no length is planned", "seconds, 3 decimals"),
    "deviation": ("what the coder said of the length: curtailed or prolonged; empty: nothing", "text"),
    "deviation_reason": ("why: distress, settling, technical, protocol_error or other", "text"),
    "scale": ("id of the scale in the codebook", "text"),
    "scale_name": ("name of the scale", "text"),
    "target": ("towards whom it was rated; empty where the scale has no target", "text"),
    "not_ratable": ("1: the coder said that it cannot be rated; value is then empty, not 0", "0 or 1"),
    "n_evidence": ("events the coder points to, as far as they are there still", "count"),
    "evidence": ("their ids, as in events.csv, with spaces between them", "text"),
    "primary": ("the class the coder gave; empty: none yet", "text"),
    "subgroup": ("the subgroup the coder gave; empty: none", "text"),
    "forced": ("the best-fitting alternative the coder gave; empty: none", "text"),
    "disorganisation": ("the rating of disorganisation; empty: not rated", "point of its scale"),
    "confidence": ("how sure the coder is; empty: not said", "text"),
    "submitted": ("1: the coder has said that the coding is finished", "0 or 1"),
    "n_rated": ("cells that have a point", "count"),
    "n_not_ratable": ("cells the coder calls not ratable; empty in this table", "count"),
    "n_not_rated": ("cells that are unset; empty in this table too", "count"),
    "score": ("id of the linear score that the lab entered", "text"),
    "score_name": ("its name", "text"),
    "score_value": ("constant + the weighted terms; a number, never a class; empty where a term is missing", "number"),
    "why_empty": ("what is missing", "text"),
    "formula": ("how it was computed: constant, weights and terms, as the lab entered them", "text"),
    "citation": ("where the lab has the weights from", "text"),
    "segment_id": ("id of the segment, unique over all exports", "text"),
    "item": ("kind of an item of the consensus", "event | episode | rating | classification | interval"),
    "item_id": ("id of the item of the consensus; of an event, its event_id", "text"),
    "part": ("which part of the item, from 1: an item may be agreed in one part and settled in another", "count"),
    "decided": (
        "how it came about: all coders said it, one was accepted, set by hand, the middle frame, none was right, "
        "either saw it in the interval, or more than half of the coders said it",
        "agreed | accepted | edited | middle | neither | union | majority",
    ),
    "from_coder": ("coder whose item the part was made of", "text"),
    "from_item": ("id of that item in that coder's coding", "text"),
    "disagreement": ("id of the disagreement", "text"),
    "disagreement_kind": (
        "in what way the second coder differed from the first",
        "omission | commission | code swap | onset shift | offset shift | split or merge | modifiers | episode mark | "
        "rating | class",
    ),
    "accepted_coder": ("coder whose version was accepted; empty for any other decision", "text"),
    "cameras": ("recordings of the session", "count"),
    "length_s": ("length of the reference camera", "seconds, 3 decimals"),
    "frames_per_s": ("shown frames of the reference camera divided by its length", "1/s"),
    "coded_s": (
        "observed length of the scored episodes of the coding; empty: no episode is marked",
        "seconds, 3 decimals",
    ),
    "looked_for_any_s": (
        "seconds of the session over which the coder says some code was looked for; empty: the coding does not say",
        "seconds, 3 decimals",
    ),
    "n_events": (
        "events of the coding; 0: a coding without events; empty: no coding of the session is in this export",
        "count",
    ),
    "has_consensus": ("1: the session has a consensus", "0 or 1"),
    "n_settled": (
        "disagreements settled in the consensus of the session; empty: it is not in this export",
        "count",
    ),
    "round": ("which time the coder coded the session; 1 is the coding that all other tables hold", "count"),
    "coding": ("id of the coding; that of round 1 is the id of the coder", "text"),
    "begun_utc": ("when the first of it was said, in UTC; empty: nothing yet", "text"),
    "ended_utc": ("when the last of it was said, in UTC; empty: nothing yet", "text"),
    "days_after": ("days from the end of the round before to the beginning of this one; empty in round 1", "number"),
    "left_out": (
        "what is left out",
        "session | coding | episode | code | events",
    ),
    "which": ("id of the episode or code; empty: all of the session or coding", "text"),
    "reason": ("why", "text"),
    "setting": ("name of a setting of this export", "text"),
    "value": ("its value", "text"),
    "file": ("file or sheet of the column; or what of the codebook is explained", "text"),
    "name": ("name of the column; or id in the codebook", "text"),
    "meaning": ("what it means", "text"),
    "values": ("what its values are", "text"),
    "type": ("string, integer or number; an empty cell is a missing value in all of them", "string | integer | number"),
    "unit": ("unit of its numbers", "text"),
    "onset_rule": ("the first frame that shows it", "text"),
    "offset_rule": ("the first frame that no longer shows it", "text"),
    "source": ("the work it comes from", "text"),
}


_IN_FILE = {
    ("events.csv", "who"): ("who did it; empty where the coder was asked and did not say", "text"),
    ("events.csv", "episode"): ("episode the event starts in; empty outside all episodes", "text"),
    ("ratings.csv", "episode"): ("episode that was rated; empty: the session as a whole", "text"),
    ("ratings.csv", "value"): ("the point given; empty: not ratable. A cell that was not rated has no row", "number"),
    ("settlements.csv", "episode"): ("episode of a rating; empty: the session as a whole, or no rating", "text"),
    ("settlements.csv", "coders"): ("ids of the coders whose codings were settled, with spaces between them", "ids"),
    ("settlements.csv", "comment"): ("what was said of how it was settled", "text"),
    ("settlements.csv", "target"): ("towards whom a rating is; empty where the scale has no target", "text"),
    ("settlements.csv", "start_s"): (
        "session time of its first frame; empty for ratings and the class",
        "seconds, 3 decimals",
    ),
    ("settlements.csv", "end_s"): (
        "session time of the first frame after it; empty for ratings and the class",
        "seconds, 3 decimals",
    ),
    ("intervals.csv", "episode"): ("episode the interval is part of; empty where the codebook has none", "text"),
    ("intervals.csv", "start_s"): ("session time at which the interval begins", "seconds, 3 decimals"),
    ("intervals.csv", "end_s"): ("session time at which it ends, not part of it any more", "seconds, 3 decimals"),
    ("looked_for.csv", "start_s"): ("session time from which the code was looked for", "seconds, 3 decimals"),
    ("looked_for.csv", "end_s"): ("session time up to which it was, not part of it any more", "seconds, 3 decimals"),
    ("rounds.csv", "n_events"): ("events of the coding; empty: it cannot be read", "count"),
    ("segments.csv", "start_s"): ("session time of its first frame", "seconds, 3 decimals"),
    ("segments.csv", "end_s"): ("session time of the first frame after it; empty while running", "seconds, 3 decimals"),
}
"""Columns that mean something of their own in one file."""


Type = Literal["string", "integer", "number"]


class Column(NamedTuple):
    """One column of an exported table.

    Attributes:
        made_as: what the table calls it while it is made.
        name: what it is called in the files: a name that SPSS, R and SQL take as it is, unique in its table.
        meaning: what it says.
        values: what its values are, in words.
        type: whether it is text, whole numbers, or numbers with decimals; a cell without a value is empty.
        unit: of its numbers; "" where they have none.
        labels: what its values stand for, by value as it is written; empty where they say it themselves.
    """

    made_as: str
    name: str
    meaning: str
    values: str
    type: Type
    unit: str
    labels: Mapping[str, str]


class Said(NamedTuple):
    """What is said of a column of one study: as Column has it."""

    meaning: str
    values: str
    labels: Mapping[str, str] = {}
    is_number: bool = False


_TYPES: dict[str, tuple[Type, str]] = {
    "seconds, 3 decimals": ("number", "s"),
    "0 or 1": ("integer", ""),
    "count": ("integer", ""),
    "frame number": ("integer", ""),
    "0 to 1": ("number", ""),
    "1/min": ("number", "1/min"),
    "1/s": ("number", "1/s"),
    "number": ("number", ""),
    "point of its scale": ("number", ""),
}
"""What values in these words are; all others are text."""


def columns_of(
    codebook: Codebook, file: str, columns: Sequence[str], said: Mapping[str, Said] | None = None
) -> tuple[Column, ...]:
    """Describe the columns of one table, in their order.

    Args:
        codebook: that of the study.
        file: the table, by the name of its CSV file.
        columns: as the table calls them while it is made.
        said: of those that depend on the study and not on its codebook.

    Raises:
        KeyError: if nothing is known of a column.
    """
    asked = {**_modifier_columns(codebook), **_judged_columns(codebook), **(said or {})}
    if file == "summary_wide.csv":
        asked |= _wide_columns(codebook)
    labels = _labels(codebook)
    found = []
    for column, name in zip(columns, variable_names(columns), strict=True):
        plain = _IN_FILE.get((file, column)) or (None if column in asked else _MEANINGS[column])
        one = asked[column] if plain is None else Said(*plain, labels.get(column, {}))
        kind, unit = _TYPES.get(one.values, ("number" if one.is_number else "string", ""))
        values = one.labels or (_YES_NO if one.values == "0 or 1" else _listed(one.values))
        found.append(Column(column, name, one.meaning, one.values, kind, unit, {} if file in _OF_ALL else values))
    return tuple(found)


_YES_NO = {"0": "no", "1": "yes"}

_OF_ALL = ("settings.csv", "data_dictionary.csv")
"""Tables about the other tables."""

_LISTED = re.compile(r"[^|]+(?: \| [^|]+)+")


def _listed(values: str) -> dict[str, str]:
    """Return values that are listed in words; empty where they are described otherwise."""
    return {one: one for one in values.split(" | ")} if _LISTED.fullmatch(values) else {}


def _labels(codebook: Codebook) -> dict[str, dict[str, str]]:
    """Return the names of what the codebook defines, by the column that holds ids of it."""
    scheme = codebook.classification
    classes = {one.id: one.name for one in scheme.classes} if scheme is not None else {}
    disorganisation = scheme.disorganisation if scheme is not None else None
    return {
        "code": {code.id: code.name for code in codebook.all_codes},
        "kind": {"state": "state", "point": "point"},
        "episode": {episode.id: episode.name for episode in codebook.episodes},
        "scale": {scale.id: scale.name for scale in codebook.scale_by_id.values()},
        "primary": classes,
        "forced": classes,
        "disorganisation": _anchors(disorganisation.anchors) if disorganisation is not None else {},
    }


def _anchors(anchors: Iterable[Anchor]) -> dict[str, str]:
    return {f"{anchor.value:g}": anchor.text for anchor in anchors}


def data_dictionary(
    codebook: Codebook, tables: Mapping[str, Sequence[Column]], places: Mapping[str, str]
) -> pd.DataFrame:
    """Return one row a column of the files, then one row a code, episode, scale, class and reading of the codebook.

    Args:
        codebook: that of the study.
        tables: the columns of each table.
        places: the file, or the sheet, that each table is in.
    """
    rows: list[tuple[str, ...]] = [
        (places[table], one.name, one.meaning, one.values, one.type, one.unit, "", "", "")
        for table, columns in tables.items()
        for one in columns
    ]
    entries = [*_codes(codebook.code_by_id.values()), *_episodes(codebook), *_scales(codebook), *_classes(codebook)]
    rows += [(*entry[:4], "", "", *entry[4:]) for entry in entries]
    return pd.DataFrame(rows, columns=DICTIONARY_COLUMNS)


DICTIONARY_COLUMNS = ["file", "name", "meaning", "values", "type", "unit", "onset_rule", "offset_rule", "source"]


def _modifier_columns(codebook: Codebook) -> dict[str, Said]:
    return {
        f"modifier_{modifier.id}": Said(
            modifier.name,
            " | ".join(value.id for value in modifier.values),
            {value.id: value.name for value in modifier.values},
        )
        for modifier in codebook.modifiers
    }


def _judged_columns(codebook: Codebook) -> dict[str, Said]:
    scheme = codebook.classification
    columns = {
        f"derived_{one.id}": Said(
            f"{one.name}, read from the classification; empty: in no group", " | ".join(one.groups)
        )
        for one in (scheme.collapses if scheme is not None else ())
    }
    for cell in (*asked_cells(codebook), *retired_cells(codebook)):
        scale = codebook.scale_by_id[cell.scale]
        said = f"{cell_name(codebook, cell)}; empty: not rated or not ratable, which ratings.csv tells apart"
        columns[cell_column(cell)] = Said(said, points_text(scale), _anchors(scale.anchors), is_number=True)
    for code in codebook.all_codes:
        said = f"1: the coder said that {code.name} occurred in the interval"
        if any(code.id in old.replaced_by for old in codebook.retired):
            said += "; empty: a code that became it occurred, and the coder has not said which"
        columns[f"code_{code.id}"] = Said(said, "0 or 1")
    return columns


def _wide_columns(codebook: Codebook) -> dict[str, Said]:
    return {
        cell.column: Said(f"{cell.code.name} in {cell.episode.name}: {meaning}", values)
        for cell in wide_cells(codebook)
        for meaning, values in [_MEANINGS[cell.measure]]
    }


def _codes(codes: Iterable[Code]) -> Iterable[tuple[str, ...]]:
    for code in codes:
        yield "code", code.id, code.definition, code.kind, code.onset, code.offset, code.source


def _episodes(codebook: Codebook) -> Iterable[tuple[str, ...]]:
    for episode in codebook.episodes:
        scored = "scored" if episode.scored else "not scored"
        yield "episode", episode.id, episode.name, scored, episode.begins, "", codebook.source


def _scales(codebook: Codebook) -> Iterable[tuple[str, ...]]:
    for scale in codebook.scale_by_id.values():
        anchors = " | ".join(f"{anchor.value:g} {anchor.text}" for anchor in scale.anchors)
        yield "scale", scale.id, scale.definition, anchors or points_text(scale), "", "", scale.source


def _classes(codebook: Codebook) -> Iterable[tuple[str, ...]]:
    scheme = codebook.classification
    if scheme is None:
        return
    for one in scheme.classes:
        subgroups = " | ".join(subgroup.id for subgroup in one.subgroups)
        yield "class", one.id, f"{one.name}: {one.definition}", subgroups, "", "", one.source
    for collapse in scheme.collapses:
        groups = "; ".join(f"{name}: {' '.join(classes)}" for name, classes in collapse.groups.items())
        yield "derived", f"derived_{collapse.id}", collapse.name, groups, "", "", scheme.source
