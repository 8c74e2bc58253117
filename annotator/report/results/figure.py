"""The figure beside a table of results: the numbers of a column over all sessions, or one session as it was coded."""

from collections.abc import Mapping

import pandas as pd

from annotator.model.codebook import Codebook
from annotator.report.figures.description import Figure
from annotator.report.figures.measured import Measure, distribution
from annotator.report.figures.raster import raster
from annotator.report.figures.waiting import waiting_curves
from annotator.report.results.chosen import EVERY, Filters
from annotator.report.results.table import Form, ResultColumn, ResultTable
from annotator.study import Study
from annotator.study.settings import CONSENSUS

_SHARES: frozenset[Form] = frozenset({"share", "signed share"})


def column_figure(
    codebook: Codebook, filters: Filters, table: ResultTable, column: int, groups: Mapping[str, str], by: str
) -> Figure | None:
    """Return the numbers of a column as a figure; None where there are none to draw.

    A latency is drawn as the share that still waited, with the same latency in the other episodes of its kind; any
    other number as a dot a session.

    Args:
        codebook: that of the study.
        filters: what the table is of.
        table: a page.
        column: a place in its columns.
        groups: the group of each session that has one.
        by: what the groups are; "": there is only one.
    """
    of = table.columns[column]
    if of.form == "words" or not of.has_foot:
        return None
    if of.is_wait:
        kinds = {one.id: one.kind for one in codebook.episodes}
        alike = [
            place
            for place, one in enumerate(table.columns)
            if one.is_wait and _what(one) == _what(of) and kinds.get(one.episode) == kinds.get(of.episode)
        ]
        waits = _waits(table, alike, filters)
        return waiting_curves(waits, codebook, _what(of), whose(filters), groups if by else None)
    head, _, unit = of.head.rpartition(", ")
    name, unit = (head, unit) if unit == "s" else (of.head, "")
    name = " · ".join(filter(None, (name, of.below)))
    measure = Measure("column", name, unit, _rows(table, column, filters), is_share=of.form in _SHARES)
    return distribution(measure, whose(filters), groups, by)


def session_figure(study: Study, table: ResultTable, row: int) -> Figure | None:
    """Return the session of a row as it was coded; None where the row is of no coding.

    Raises:
        StudyError, JournalError: if the coding cannot be read any more.
    """
    coded = table.rows[row].coded
    return None if coded is None else raster([study.reading(study.session(coded[0]), coded[1])], study.codebook)


def whose(filters: Filters) -> str:
    """Return what the codings are called together."""
    if filters.coder == EVERY:
        return "Every coder"
    return {"": "Consensus or first coder", CONSENSUS: "Consensus"}.get(filters.coder, filters.coder)


def _what(of: ResultColumn) -> str:
    """Return what is waited for, which is the same in every episode."""
    return of.below.partition("ep ")[0].removesuffix(" · ") or of.head.partition(" after")[0].lower()


def _rows(table: ResultTable, column: int, filters: Filters) -> pd.DataFrame:
    values = [(one.coded or (one.name, ""), one.values[column]) for one in table.rows]
    return pd.DataFrame(
        {
            "session": [coded[0] for coded, _ in values],
            "coder": whose(filters),
            "value": [value.number for _, value in values],
            "censored": 0,
            "why_empty": [value.why or None for _, value in values],
        }
    ).astype({"value": "Float64", "why_empty": "string"})


def _waits(table: ResultTable, columns: list[int], filters: Filters) -> pd.DataFrame:
    told = [(table.columns[place], one, one.values[place]) for place in columns for one in table.rows]
    return pd.DataFrame(
        {
            "session": [one.coded[0] if one.coded else one.name for _, one, _ in told],
            "coder": whose(filters),
            "rule": [_what(of) for of, _, _ in told],
            "episode": [of.episode for of, _, _ in told],
            "waited_s": [value.waited_s if value.number is None else value.number for _, _, value in told],
            "censored": [int(value.number is None and value.waited_s is not None) for _, _, value in told],
            "ongoing_at_start": 0,
            "why_empty": [value.why or None for _, _, value in told],
        }
    ).astype({"waited_s": "Float64", "why_empty": "string"})
