"""Events under the headers of BORIS, for scripts that were written for its exports.

Source: the columns of “Export events > Aggregated events” and “Tabular events” of BORIS 9. An observation there has no
coder: each coding is one, `session__coder`. What BORIS writes and an export leaves out (names of files, dates) is NA,
its word for what is missing.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

import pandas as pd

from annotator.exchange.dictionary import Column
from annotator.exchange.event_tables import seconds
from annotator.exchange.formats.beside import SETTINGS, write_beside
from annotator.exchange.wanted import Wanted
from annotator.exchange.write_files import NewFiles, csv_bytes
from annotator.model.codebook import Code
from annotator.study import Camera, Study

AGGREGATED, TABULAR = "aggregated_events.csv", "tabular_events.csv"

_MISSING = "NA"
_NOTHING_ANSWERED = "None"
"""What BORIS writes where a set of modifiers was not answered."""

_ABOUT = (
    "Observation id",
    "Observation date",
    "Description",
    "Observation type",
    "Source",
    "Time offset (s)",
    "Coding duration",
    "Media duration (s)",
    "FPS (frame/s)",
)
_OBSERVED = "Observation duration by subject by observation"
_BOUT = (
    "Behavior type",
    "Start (s)",
    "Stop (s)",
    "Duration (s)",
    "Media file name",
    "Image index start",
    "Image index stop",
    "Image file path start",
    "Image file path stop",
    "Comment start",
    "Comment stop",
)
_ABOUT_TABULAR = (
    "Observation id",
    "Observation date",
    "Description",
    "Observation duration",
    "Observation type",
    "Source",
    "Time offset (s)",
    "Media duration (s)",
    "FPS",
)
_MOMENT = ("Behavior type", "Time", "Media file name", "Image index", "Image file path", "Comment")

_CATEGORY = ("Subject", "Behavior", "Behavioral category")
_MODIFIER = "Modifier #"
_TAKEN = frozenset(name.casefold() for name in (*_ABOUT, *_ABOUT_TABULAR, *_CATEGORY, _OBSERVED, *_BOUT, *_MOMENT))

_Row = dict[str, object]


class BorisTables:
    """Writes the events twice, aggregated and tabular; the settings of the export stand beside them."""

    def __init__(self, files: NewFiles, study: Study, wanted: Wanted) -> None:
        self._files, self._wanted, self._codebook = files, wanted, study.codebook
        sessions = [one for one in study.sessions() if wanted.sessions is None or one.id in wanted.sessions]
        self._sessions = {one.id: one for one in sessions}
        names = dict.fromkeys(name for one in sessions for name in one.variables)
        self._variables = {name: _beside(name, names) for name in names}
        self._begun: set[str] = set()
        self._modifiers = max((len(code.modifiers) for code in study.codebook.all_codes), default=0)

    def place(self, table: str) -> str:
        """Return the file of a table; BORIS has events only."""
        return {"events.csv": AGGREGATED, SETTINGS: SETTINGS}.get(table, "")

    def add(self, table: str, rows: pd.DataFrame, _columns: Sequence[Column]) -> None:
        """Write the events; other tables have no counterpart."""
        if table == SETTINGS:
            write_beside(self._files, SETTINGS, rows)
        if table != "events.csv":
            return
        events: list[_Row] = [
            dict(zip(rows.columns, row, strict=True)) for row in rows.astype(object).where(rows.notna(), "").to_numpy()
        ]
        lengths = _coding_lengths(events)
        aggregated = [self._aggregated(event, lengths[_observation(event)]) for event in events]
        tabular = [row for event in events for row in self._tabular(event)]
        tabular.sort(key=lambda row: (row["Observation id"], float(str(row["Time"]))))
        first = [*_ABOUT, *self._variables.values(), "Subject"]
        sets = [f"{_MODIFIER}{number}" for number in range(1, self._modifiers + 1)]
        category = ["Behavior", "Behavioral category", *sets]
        self._write(AGGREGATED, aggregated, [*first, _OBSERVED, *category, *_BOUT])
        self._write(TABULAR, tabular, [*_ABOUT_TABULAR, *self._variables.values(), "Subject", *category, *_MOMENT])

    def finish(self, _tables: Mapping[str, Sequence[Column]]) -> None:
        """Write nothing more."""

    def close(self) -> None:
        """Let go of nothing: no file is kept open."""

    def _aggregated(self, event: _Row, coding_s: str) -> _Row:
        camera = self._sessions[str(event["session"])].cameras[0]
        is_point = event["kind"] == "point"
        return {
            **self._common(event),
            "Coding duration": coding_s,
            "Media duration (s)": seconds(camera.duration_ms),
            "FPS (frame/s)": _fps(camera),
            _OBSERVED: coding_s,
            "Behavior type": "POINT" if is_point else "STATE",
            "Start (s)": event["start_s"],
            "Stop (s)": event["end_s"],
            "Duration (s)": "" if is_point else event["duration_s"],
            "Image index start": event["start_frame"],
            "Image index stop": event["end_frame"],
            "Comment start": event.get("comment", ""),
        }

    def _tabular(self, event: _Row) -> Iterator[_Row]:
        camera = self._sessions[str(event["session"])].cameras[0]
        common = self._common(event)
        about = {
            **common,
            "Observation duration": seconds(camera.duration_ms),
            "Media duration (s)": seconds(camera.duration_ms),
            "FPS": _fps(camera),
            "Comment": event.get("comment", ""),
        }
        kind = "POINT" if event["kind"] == "point" else "START"
        yield about | {"Behavior type": kind, "Time": event["start_s"], "Image index": event["start_frame"]}
        if kind == "START" and event["end_s"] != "":
            stop = {"Behavior type": "STOP", "Time": event["end_s"], "Image index": event["end_frame"], "Comment": ""}
            yield about | stop

    def _common(self, event: _Row) -> _Row:
        session, code = self._sessions[str(event["session"])], self._codebook.code_by_id.get(str(event["code"]))
        return {
            "Observation id": _observation(event),
            "Observation type": "Media file",
            "Time offset (s)": "0.000",
            **{self._variables[name]: value for name, value in session.variables.items()},
            "Subject": code.actor if code is not None else "",
            "Behavior": event["code"],
            "Behavioral category": (code.group if code is not None else "") or "Not defined",
            **self._answers(event, code),
        }

    def _answers(self, event: _Row, code: Code | None) -> _Row:
        asked = code.modifiers if code is not None else ()
        answers = [event[f"modifier_{modifier}"] or _NOTHING_ANSWERED for modifier in asked]
        return {f"{_MODIFIER}{number}": answer for number, answer in enumerate(answers, start=1)}

    def _write(self, name: str, rows: Sequence[_Row], header: Sequence[str]) -> None:
        table = pd.DataFrame(rows, columns=list(header), dtype=object)
        cells = table.where(table.notna() & (table != ""), _MISSING)
        text = csv_bytes(cells, raw_text=self._wanted.raw_text, header=name not in self._begun)
        self._begun.add(name)
        self._files.append(name, text)


def _beside(variable: str, others: Container[str]) -> str:
    """Return the header of a variable of the sessions: another one where BORIS has a column of its name."""
    header = variable
    while header.casefold() in _TAKEN or header.startswith(_MODIFIER) or (header != variable and header in others):
        header = f"variable {header}"
    return header


def _observation(event: _Row) -> str:
    return f"{event['session']}__{event['coder']}"


def _coding_lengths(events: Iterable[_Row]) -> dict[str, str]:
    """Return for each observation the seconds from its first to its last moment, as BORIS counts them."""
    moments: dict[str, list[float]] = {}
    for event in events:
        known = [float(str(event[edge])) for edge in ("start_s", "end_s") if event[edge] != ""]
        moments.setdefault(_observation(event), []).extend(known)
    return {name: f"{max(known) - min(known):.3f}" for name, known in moments.items()}


def _fps(camera: Camera) -> str:
    return f"{camera.frame_count * 1000 / camera.duration_ms:.3f}"
