"""The exported tables of ratings, classifications, linear scores, interval records and segments, in tidy text."""

from collections.abc import Sequence

import pandas as pd

from annotator.exchange.event_tables import seconds
from annotator.measures.linear_scores import formula, score_of
from annotator.model.codebook import Codebook
from annotator.model.codebook.scales import LinearScore
from annotator.model.measure_rules import UnseenRule
from annotator.study.judged_tables import classifications_frame, ratings_frame, wide_frame
from annotator.study.tables import CodedSession, interval_records_frame, looked_for_frame, segments_frame

_EXTRA = ["comment"]


def ratings_table(codings: Sequence[CodedSession], codebook: Codebook, *, comments: bool) -> pd.DataFrame:
    """Return one row a rating (see annotator.study.judged_tables.ratings_frame).

    Here and in the other tables of this file, comments says whether the coders' free text goes along; it may identify
    people.
    """
    ratings = ratings_frame(codings, codebook)
    scales = codebook.scale_by_id
    names = [scales[scale].name if scale in scales else "" for scale in ratings["scale"]]
    ratings.insert(3, "scale_name", names)
    told = ratings.assign(value=_numbers(ratings["value"]), not_ratable=ratings["not_ratable"].astype(int))
    return _told(told, comments=comments)


def classifications_table(codings: Sequence[CodedSession], codebook: Codebook, *, comments: bool) -> pd.DataFrame:
    """Return one row a classification (see annotator.study.judged_tables.classifications_frame)."""
    given = classifications_frame(codings, codebook)
    return _told(given.assign(disorganisation=_numbers(given["disorganisation"])), comments=comments)


def wide_table(codings: Sequence[CodedSession], codebook: Codebook) -> pd.DataFrame:
    """Return one row a coding with its classification and all ratings (see study.judged_tables.wide_frame)."""
    wide = wide_frame(codings, codebook)
    numbers = {name: _numbers(wide[name]) for name in wide.columns if wide[name].dtype == "Float64"}
    return _told(wide.assign(submitted=wide["submitted"].astype(int), **numbers), comments=False)


def interval_records_table(codings: Sequence[CodedSession], codebook: Codebook, *, comments: bool) -> pd.DataFrame:
    """Return one row an interval that a coder recorded, with 0 or 1 for each code."""
    return _told(_in_seconds(interval_records_frame(codings, codebook)), comments=comments)


def looked_for_table(codings: Sequence[CodedSession], codebook: Codebook) -> pd.DataFrame:
    """Return one row a code of a finished pass; times in seconds as exact text (see Study.looked_for)."""
    return _told(_in_seconds(looked_for_frame(codings, codebook)), comments=False)


def segments_table(codings: Sequence[CodedSession], codebook: Codebook, *, comments: bool) -> pd.DataFrame:
    """Return one row a segment that has no code yet."""
    return _told(_in_seconds(segments_frame(codings, codebook)), comments=comments)


def scores_table(
    codings: Sequence[CodedSession], codebook: Codebook, scores: Sequence[LinearScore], unseen: UnseenRule
) -> pd.DataFrame:
    """Return one row a coding and linear score of the lab: its value, or why there is none."""
    rows = []
    for one in codings:
        for score in scores:
            found = score_of(score, codebook, one.coding, one.spans, unseen)
            value = "" if found.value is None else f"{found.value:.6f}"
            said = (score.id, score.name, value, found.reason, formula(score), score.citation)
            rows.append((one.session.id, one.coding.coder, *said))
    return pd.DataFrame(rows, columns=SCORE_COLUMNS)


SCORE_COLUMNS = ["session", "coder", "score", "score_name", "score_value", "why_empty", "formula", "citation"]


def _in_seconds(table: pd.DataFrame) -> pd.DataFrame:
    for edge in ("start", "end"):
        place = list(table.columns).index(f"{edge}_ms")
        table.insert(place, f"{edge}_s", table.pop(f"{edge}_ms").map(seconds))
    return table


def _numbers(values: "pd.Series[float]") -> "pd.Series[str]":
    """Write points as people do, 4 and 4.5; missing is empty."""
    return values.map(lambda value: "" if pd.isna(value) else f"{value:g}").astype("string")


def _told(table: pd.DataFrame, *, comments: bool) -> pd.DataFrame:
    kept = table if comments else table.drop(columns=[name for name in _EXTRA if name in table.columns])
    texts = [name for name in kept.columns if kept[name].dtype == "string"]
    return kept.assign(**{name: kept[name].fillna("") for name in texts})
