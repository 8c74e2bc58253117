"""All tables of measures: their names, their columns, who fills them, and what a lab has to decide before they can be.

Codings go in one by one, so that a study may be larger than the memory.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import pandas as pd
from msgspec.structs import replace

from annotator.measures.columns import CODER, EPISODE, RULE, Column, Row, count, frame, in_seconds, number
from annotator.measures.crying import CRYING_COLUMNS, crying_rows
from annotator.measures.dyad import (
    GRID_COLUMNS,
    MATCHING_COLUMNS,
    UNIT_COLUMNS,
    grid_rows,
    matching_rows,
    unit_rows,
)
from annotator.measures.groups import GROUP_OF_CODES_COLUMNS, group_rows
from annotator.measures.interval_scores import INTERVAL_SCORE_COLUMNS, interval_score_rows
from annotator.measures.latencies import CONTACT_COLUMNS, LATENCY_COLUMNS, contact_rows, latency_rows
from annotator.measures.persons import PERSON_COLUMNS, person_rows
from annotator.measures.rated import RATED_COLUMNS, REUNION_COLUMNS, rated_rows, reunion_rows
from annotator.measures.responsiveness import CUE_COLUMNS, RESPONSIVENESS_COLUMNS, cue_rows, responsiveness_rows
from annotator.measures.secure_base import EXCURSION_COLUMNS, SECURE_BASE_COLUMNS, excursion_rows, secure_base_rows
from annotator.measures.sequences import (
    GROUP_COLUMNS,
    SEQUENCE_COLUMNS,
    TRANSITION_COLUMNS,
    grouped,
    sequence_rows,
    transition_rows,
)
from annotator.measures.together import TOGETHER_COLUMNS, together_rows
from annotator.model.codebook import Codebook
from annotator.model.measure_rules import MeasureRules
from annotator.statistics.survival import Survival, kaplan_meier
from annotator.study.settings import AnalysisSettings
from annotator.study.tables import CodedSession

Rows = Callable[[CodedSession, Codebook, AnalysisSettings], Iterable[Row]]


class MeasureTable(NamedTuple):
    """One table: its columns in order, what fills it for one coding, and which of the rules it needs ("": none)."""

    columns: tuple[Column, ...]
    rows: Rows
    needs: tuple[str, ...] = ()


def _ruled(rows: Callable[[CodedSession, Codebook, MeasureRules], Iterable[Row]]) -> Rows:
    return lambda one, codebook, settings: rows(one, codebook, rules_of(settings, codebook))


MEASURE_TABLES: dict[str, MeasureTable] = {
    "latencies.csv": MeasureTable(LATENCY_COLUMNS, _ruled(latency_rows), ("latencies", "soothing")),
    "contact.csv": MeasureTable(CONTACT_COLUMNS, _ruled(contact_rows), ("contact",)),
    "crying.csv": MeasureTable(CRYING_COLUMNS, _ruled(crying_rows), ("crying",)),
    "interval_scores.csv": MeasureTable(
        INTERVAL_SCORE_COLUMNS,
        lambda one, codebook, settings: interval_score_rows(
            one, codebook, settings.intervals, settings.measures.unseen
        ),
    ),
    "cues.csv": MeasureTable(CUE_COLUMNS, _ruled(cue_rows), ("cues",)),
    "responsiveness.csv": MeasureTable(RESPONSIVENESS_COLUMNS, _ruled(responsiveness_rows), ("cues",)),
    "excursions.csv": MeasureTable(EXCURSION_COLUMNS, _ruled(excursion_rows), ("secure_base",)),
    "secure_base.csv": MeasureTable(SECURE_BASE_COLUMNS, _ruled(secure_base_rows), ("secure_base",)),
    "matching.csv": MeasureTable(MATCHING_COLUMNS, _ruled(matching_rows), ("matching",)),
    "grid.csv": MeasureTable(GRID_COLUMNS, _ruled(grid_rows), ("grids",)),
    "units.csv": MeasureTable(UNIT_COLUMNS, _ruled(unit_rows), ("grids", "matching")),
    "together.csv": MeasureTable(TOGETHER_COLUMNS, lambda one, codebook, _settings: together_rows(one, codebook)),
    "transitions.csv": MeasureTable(
        TRANSITION_COLUMNS, lambda one, codebook, _settings: transition_rows(one, codebook)
    ),
    "sequences.csv": MeasureTable(SEQUENCE_COLUMNS, _ruled(sequence_rows), ("windows", "chains")),
    "reunions.csv": MeasureTable(REUNION_COLUMNS, _ruled(reunion_rows)),
    "rated.csv": MeasureTable(RATED_COLUMNS, _ruled(rated_rows)),
    "by_person.csv": MeasureTable(PERSON_COLUMNS, _ruled(person_rows)),
    "groups.csv": MeasureTable(GROUP_OF_CODES_COLUMNS, _ruled(group_rows)),
}
"""By the file that each is written to."""

SURVIVAL_COLUMNS: tuple[Column, ...] = (
    CODER,
    RULE,
    EPISODE,
    in_seconds("time_s", "seconds since the waiting began"),
    count("at_risk", "sessions in which it was still waited for just before"),
    count("ended", "sessions in which it came then"),
    count("censored", "sessions that were not seen any further"),
    number("waiting", "share in which it had not come yet after that time (Kaplan & Meier 1958)", "0 to 1"),
)

OVER_SESSIONS: dict[str, tuple[Column, ...]] = {
    "survival.csv": SURVIVAL_COLUMNS,
    "sequences_of_dyads.csv": GROUP_COLUMNS,
}
"""The tables over all sessions of a coder. Coders are kept apart: two of one session are not two sessions."""


def rules_of(settings: AnalysisSettings, codebook: Codebook) -> MeasureRules:
    """Return the lab's rules; crying that they do not name is the code of the cry rule, if the codebook has it."""
    rules = settings.measures
    if rules.crying or settings.crying_code not in codebook.code_by_id:
        return rules
    return replace(rules, crying=(settings.crying_code,))


def not_set(settings: AnalysisSettings, codebook: Codebook) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the tables that stay empty because nothing of what they need is set, and what that is."""
    rules = rules_of(settings, codebook)
    for name, table in MEASURE_TABLES.items():
        if table.needs and not any(getattr(rules, need) for need in table.needs):
            yield name, table.needs


def measures_of(
    codings: Sequence[CodedSession], codebook: Codebook, settings: AnalysisSettings
) -> dict[str, pd.DataFrame]:
    """Return every table of measures of these codings; seconds are numbers, exact to the ms."""
    return {
        name: frame(rows_of(name, codings, codebook, settings), table.columns) for name, table in MEASURE_TABLES.items()
    }


def rows_of(
    name: str, codings: Iterable[CodedSession], codebook: Codebook, settings: AnalysisSettings
) -> Iterator[Row]:
    """Yield the rows of one of these tables."""
    return (row for one in codings for row in MEASURE_TABLES[name].rows(one, codebook, settings))


def over_sessions(latencies: pd.DataFrame, sequences: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the tables over all sessions, from the latencies and the sequences of all codings."""
    return {"survival.csv": survival(latencies), "sequences_of_dyads.csv": grouped(sequences)}


def survival(latencies: pd.DataFrame) -> pd.DataFrame:
    """Return one row a coder, rule, episode and moment at which a wait ended or was censored."""
    waited = latencies[latencies["waited_s"].notna()]
    rows: list[Row] = []
    for (coder, rule, episode), part in waited.groupby(["coder", "rule", "episode"], sort=False):
        curve = waiting(part)
        rows += [
            {
                "coder": coder,
                "rule": rule,
                "episode": episode,
                "time_s": int(at_ms) / 1000,
                "at_risk": int(at_risk),
                "ended": int(ended),
                "censored": int(censored),
                "waiting": float(waiting),
            }
            for at_ms, at_risk, ended, censored, waiting in zip(
                curve.times_ms, curve.at_risk, curve.ended, curve.censored, curve.waiting, strict=True
            )
        ]
    return frame(rows, SURVIVAL_COLUMNS)


def waiting(waits: pd.DataFrame) -> Survival:
    """Return how many still wait, of waits that have waited_s and censored, as in latencies.csv and contact.csv."""
    waited = waits[waits["waited_s"].notna()]
    return kaplan_meier((waited["waited_s"] * 1000).round().astype(int).tolist(), (waited["censored"] == 0).tolist())
