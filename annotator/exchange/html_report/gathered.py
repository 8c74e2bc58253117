"""What a report tells, read once from a study: the tables of the export, as far as a report shows them."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pandas as pd

from annotator.errors import UserError
from annotator.exchange.event_tables import episode_summary, events_table, observed_episodes_table
from annotator.exchange.judged_tables import classifications_table, ratings_table, scores_table
from annotator.exchange.session_parts import read_lot
from annotator.exchange.session_tables import Row, sessions_table, uncoded_row
from annotator.measures.columns import frame
from annotator.measures.tables import MEASURE_TABLES
from annotator.progress import Progress
from annotator.study import Session, Study
from annotator.study.derived import lots
from annotator.study.files import reason
from annotator.study.gold import gold_problems
from annotator.study.settings import CONSENSUS
from annotator.study.tables import CodedSession

_MEASURES = (
    "latencies.csv",
    "contact.csv",
    "crying.csv",
    "groups.csv",
    "responsiveness.csv",
    "secure_base.csv",
    "matching.csv",
)
"""The tables of measures that a report shows."""
_MOST_KEPT = 300
"""So many codings of 500 events take 100 MB."""
_NUMBERS = ("total_s", "onsets", "waited_s", "latency_censored")


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """All that a report shows of what was coded.

    Attributes:
        study: where it was read.
        session: id of the one session that the report is about; "" for all of the study.
        sessions: those that can be read, in order.
        codings: as sessions.csv.
        excluded: rows as in excluded.csv.
        doubts: what codings say that cannot be, and what cannot be read, a sentence each.
        tables: events, episodes, ratings, classifications and linear scores as they are exported; summary with numbers.
        measures: as annotator measures writes them.
        journals: session, coder, lines and SHA-256 of the file of each coding.
        comments: whether the coders' free text is told.
        kept: the codings themselves, to draw them; none where there are too many for the memory.
    """

    study: Study
    session: str
    sessions: Sequence[Session]
    codings: pd.DataFrame
    excluded: Sequence[Row]
    doubts: Sequence[str]
    tables: dict[str, pd.DataFrame]
    measures: dict[str, pd.DataFrame]
    journals: Sequence[tuple[str, str, str, str]]
    comments: bool
    kept: Sequence[CodedSession]

    @property
    def counts_unfinished(self) -> bool:
        """Whether codings that were not submitted count, in a report over sessions; of one session all are shown."""
        return bool(self.session) or self.study.settings.agreement.include_unfinished

    def counted(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of the codings that count."""
        if self.counts_unfinished:
            return table
        done = self.codings.loc[self.codings["submitted"] == "1", ["session", "coder"]]
        return table.merge(done, on=["session", "coder"])  # keeps the order of the rows

    def drawn(self) -> list[CodedSession]:
        """Return the codings that count, to draw them."""
        return [one for one in self.kept if self.counts_unfinished or one.coding.is_submitted]

    def coders(self) -> list[str]:
        """Return whose codings count: the consensus first, then in order."""
        found = set(self.counted(self.codings)["coder"]) - {""}
        return sorted(found, key=lambda one: (one != CONSENSUS, one))


@dataclass(slots=True)
class _Reading:
    """What comes together while codings are read."""

    codings: list[Row] = field(default_factory=list)
    excluded: list[Row] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    tables: dict[str, list[pd.DataFrame]] = field(default_factory=dict)
    journals: list[tuple[str, str, str, str]] = field(default_factory=list)
    kept: list[CodedSession] = field(default_factory=list)


def gather(
    study: Study, session: str, progress: Progress, warn: Callable[[UserError], object], *, comments: bool
) -> Gathered:
    """Read a study, or one session of it, once.

    Args:
        study: the study to read; nothing in it is changed.
        session: id; "" for all.
        progress: told the share done.
        warn: told what is left out, and what of the rest cannot be.
        comments: whether the coders' free text goes along; it may identify people.

    Raises:
        StudyError: if the study has no such session.
    """
    sessions = [study.session(session)] if session else list(study.sessions())
    found, ids = _Reading(), [session] if session else study.session_ids()
    done = 0
    for lot in lots(study, ids):
        progress(done / max(1, len(ids)))
        part = read_lot(study, lot)
        for reservation in part.said:
            warn(reservation)
            found.doubts.append(reservation.what)
        found.codings += part.rows
        found.excluded += part.excluded
        _add(study, part.read, found, comments=comments)
        done += len(lot)
    coded = {str(row["session"]) for row in (*found.codings, *found.excluded)}
    found.excluded += [uncoded_row(one.id) for one in sessions if one.id not in coded]
    for stale in gold_problems(study):
        warn(stale)
        found.doubts.append(stale.what)
    tables = {name: pd.concat(parts, ignore_index=True) for name, parts in found.tables.items()}
    settled = {one.id for one in sessions if CONSENSUS in study.coders_of(one.id)}
    measures = {name: tables.pop(name) for name in _MEASURES}
    return Gathered(
        study=study,
        session=session,
        sessions=sessions,
        codings=sessions_table(sessions, found.codings, settled),
        excluded=found.excluded,
        doubts=tuple(dict.fromkeys(found.doubts)),
        tables=tables,
        measures=measures,
        journals=found.journals,
        comments=comments,
        kept=found.kept if len(found.kept) == len(found.journals) else (),
    )


def _add(study: Study, codings: Sequence[CodedSession], found: _Reading, *, comments: bool) -> None:
    codebook, settings = study.codebook, study.settings
    if len(found.journals) + len(codings) <= _MOST_KEPT:
        found.kept += codings
    found.journals += [_journal(study, one) for one in codings]
    summary = episode_summary(codings, codebook, settings.intervals, settings.measures.unseen)
    numbers = {name: pd.to_numeric(summary[name]) for name in _NUMBERS}
    nowhere = dict.fromkeys(one.session.id for one in codings)
    tables = {
        "episodes": observed_episodes_table(codings, codebook, comments=comments),
        "summary": summary[["session", "coder", "episode", "code"]].assign(**numbers),
        "ratings": ratings_table(codings, codebook, comments=comments),
        "classifications": classifications_table(codings, codebook, comments=comments),
        "linear_scores": scores_table(codings, codebook, study.linear_scores, settings.measures.unseen),
        **{name: _measured(study, codings, name) for name in _MEASURES},
    }
    if comments:
        tables["events"] = events_table(codings, codebook, nowhere, comments=True)
    for name, table in tables.items():
        found.tables.setdefault(name, []).append(table)


def _measured(study: Study, codings: Sequence[CodedSession], name: str) -> pd.DataFrame:
    table = MEASURE_TABLES[name]
    rows = (row for one in codings for row in table.rows(one, study.codebook, study.settings))
    return frame(rows, table.columns)


def _journal(study: Study, one: CodedSession) -> tuple[str, str, str, str]:
    try:
        content = study.journal_path(one.session.id, one.coding.coder).read_bytes()
    except OSError as error:
        return one.session.id, one.coding.coder, "", f"cannot be read: {reason(error)}"
    return one.session.id, one.coding.coder, str(content.count(b"\n")), hashlib.sha256(content).hexdigest()
