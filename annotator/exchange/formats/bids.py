"""BIDS: the events of each session with one sidecar, the sessions as participants, all other tables in sourcedata/.

Source: Brain Imaging Data Structure 1.10, task events (`onset` and `duration` first, in seconds; `n/a` is missing;
labels of letters and digits), participants, and the inheritance of a sidecar in the root. Several coders of one session
are told apart by the column `coder`: BIDS has no part of a name for them.
"""

import json
from collections.abc import Mapping, Sequence

import pandas as pd

from annotator.exchange.dictionary import Column
from annotator.exchange.formats.labels import alphanumeric
from annotator.exchange.wanted import Wanted
from annotator.exchange.write_files import NewFiles, csv_bytes
from annotator.study import Study
from annotator.version import version

_RENAMED = {"start_s": "onset", "duration_s": "duration", "code": "trial_type"}
_FIRST = ("onset", "duration", "trial_type")
_IN_NAMES = ("session", "end_s")
"""Columns of events.csv that a file of BIDS says otherwise."""

_UNKNOWN = "not in the codebook"

_OF_CODINGS = ("coder", "coded_s", "looked_for_any_s", "n_events", "submitted", "has_consensus", "n_settled")
"""Columns of sessions.csv that are not about the session itself."""


class Bids:
    """Writes a data set of BIDS with behavioural events only."""

    def __init__(self, files: NewFiles, study: Study, wanted: Wanted) -> None:
        self._files, self._study, self._wanted = files, study, wanted
        self._subjects = {one: f"sub-{label}" for one, label in alphanumeric(study.session_ids()).items()}
        (task,) = alphanumeric([study.codebook.id]).values()
        self._task = f"task-{task}"
        self._begun: set[str] = set()
        self._seen: dict[str, set[str]] = {}

    def place(self, table: str) -> str:
        """Return the file of a table; that of the events is one a session."""
        own = {"events.csv": f"sub-*/beh/sub-*_{self._task}_events.tsv"}
        return own.get(table, f"sourcedata/{table}")

    def add(self, table: str, rows: pd.DataFrame, columns: Sequence[Column]) -> None:
        """Write rows of a table."""
        if table == "events.csv":
            for one in columns:
                self._seen.setdefault(one.made_as, set()).update(map(str, rows[one.made_as]))
            for session, events in rows.groupby("session", sort=False):
                subject = self._subjects[str(session)]
                self._write(f"{subject}/beh/{subject}_{self._task}_events.tsv", self._events(events, columns))
            return
        named = rows.set_axis([one.name for one in columns], axis="columns")
        text = csv_bytes(named, raw_text=self._wanted.raw_text, header=table not in self._begun)
        self._begun.add(table)
        self._files.append(self.place(table), text)
        if table == "sessions.csv":
            self._participants(rows, columns)

    def finish(self, tables: Mapping[str, Sequence[Column]]) -> None:
        """Write what describes the data set."""
        codebook = self._study.codebook
        said: dict[str, object] = {"TaskName": codebook.id, "TaskDescription": codebook.description}
        said |= {_renamed(one): self._with_levels(one) for one in _of_events(tables["events.csv"])}
        if any(self._seen.values()):  # a sidecar of nothing is an error
            self._say(f"{self._task}_events.json", said)
        made_by = {"Name": "Strange Situation annotator", "Version": version()}
        said = {"Name": self._study.name, "BIDSVersion": "1.10.0", "DatasetType": "raw", "GeneratedBy": [made_by]}
        self._say("dataset_description.json", said)
        readme = (
            f"{self._study.name}\n\nBehaviour coded from recordings. Codebook: {codebook.name}, {codebook.version}.\n"
            "Each participant is one session. Times are in seconds from the first frame of the reference camera.\n"
        )
        self._files.append("README", readme.encode())

    def close(self) -> None:
        """Let go of nothing: no file is kept open."""

    def _events(self, events: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
        order = pd.to_numeric(events["start_s"]).to_numpy().argsort(kind="stable")
        named = events.set_axis([_renamed(one) for one in columns], axis="columns").iloc[order]
        return named[[_renamed(one) for one in _of_events(columns)]]

    def _with_levels(self, column: Column) -> dict[str, object]:
        """Describe a column of events; a value without a level is an error, also one that the codebook lacks."""
        said = _described(column)
        unknown = self._seen.get(column.made_as, set()) - {*column.labels, ""}
        if column.labels and unknown:
            said["Levels"] = dict(column.labels) | dict.fromkeys(sorted(unknown), _UNKNOWN)
        return said

    def _participants(self, rows: pd.DataFrame, columns: Sequence[Column]) -> None:
        if rows.empty:  # a table of nobody is an error
            return
        of_session = [one for one in columns if one.made_as not in _OF_CODINGS]
        table = rows[[one.made_as for one in of_session]].drop_duplicates("session")
        table = table.set_axis([one.name for one in of_session], axis="columns")
        table.insert(0, "participant_id", [self._subjects[str(session)] for session in table["session"]])
        self._write("participants.tsv", table)
        self._say("participants.json", {one.name: _described(one) for one in of_session})

    def _write(self, name: str, table: pd.DataFrame) -> None:
        cells = table.astype(object).where(table.notna(), "")
        cells = cells.map(lambda value: " ".join(str(value).split()) or "n/a")
        self._files.append(name, csv_bytes(cells, raw_text=self._wanted.raw_text, separator="\t"))

    def _say(self, name: str, said: Mapping[str, object]) -> None:
        self._files.append(name, f"{json.dumps(said, indent=2, ensure_ascii=False)}\n".encode())


def _renamed(column: Column) -> str:
    return _RENAMED.get(column.made_as, column.name)


def _of_events(columns: Sequence[Column]) -> list[Column]:
    """Return the columns of a file of events, those of BIDS first."""
    kept = [one for one in columns if one.made_as not in _IN_NAMES]
    return sorted(kept, key=lambda one: _FIRST.index(_renamed(one)) if _renamed(one) in _FIRST else len(_FIRST))


def _described(column: Column) -> dict[str, object]:
    said: dict[str, object] = {"Description": column.meaning}
    if column.unit:
        said["Units"] = column.unit
    if column.labels:
        said["Levels"] = dict(column.labels)
    return said
