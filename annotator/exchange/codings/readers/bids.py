"""Events of BIDS (_events.tsv), with the sidecars (.json) that describe them and the row of the participant.

Sidecars are looked for as BIDS lets them be inherited: beside the file, and in each folder above it up to the one that
holds dataset_description.json. What this program writes as BIDS is read back; of other data sets the columns onset,
duration and trial_type are understood, and those of who, coder, kind and comments by the names they usually have.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from annotator.errors import FormatError
from annotator.exchange.codings.foreign import ForeignCodings, ForeignEvent, Kind, Observation
from annotator.exchange.codings.times import ms_of_seconds
from annotator.exchange.front_door import ForeignFile, json_of, open_foreign
from annotator.exchange.lines import lines_of
from annotator.exchange.templates.scheme import Scheme, SchemeCode, SchemeModifier, check_count
from annotator.exchange.told import Told
from annotator.text import plain

_MISSING = {"", "n/a"}
_ENDING = "_events"
_ROOT = "dataset_description.json"
_MOST_FOLDERS = 4
_MOST_SIDECARS = 50
_MOST_VALUES = 200
_QUESTION = "modifier_"
_ROLES = {
    "code": ("trial_type",),
    "who": ("who", "actor", "subject"),
    "coder": ("coder", "annotator", "rater"),
    "kind": ("kind", "event_type"),
    "channel": ("channel",),
    "comment": ("comment", "comments", "notes"),
}
_OURS = ("codebook", "codebook_version", "event_id", "code_name", "episode", "start_frame", "end_frame")
"""Columns that only this program writes; where all are there, none of them is an answer."""
_FLAGS = ("still_running", "unsure")
_FORMULA = tuple("=+-@＝＋－＠")


def read(file: ForeignFile) -> ForeignCodings:
    """Return what a file of events says: an observation for each coder, times in ms.

    An event without a duration has no end_ms; a duration of 0 is a point in BIDS, and its end is its start.

    Raises:
        FormatError: if a column that is needed is missing, or the file is beyond the bounds.
    """
    table = _Table(file)
    sidecar, participant = _described(file)
    rows = _Rows(table, sidecar)
    events: dict[str, list[ForeignEvent]] = {}
    told = Told()
    for place, (number, row) in enumerate(table.rows):
        if place % 1000 == 0:
            file.progress(place / len(table.rows))
        event = rows.event(row, f"row {number}")
        if event is None:
            told.say(f"Row {number}: its onset is no time within a week.", "rows")
        else:
            events.setdefault(rows.value(row, "coder"), []).append(event)
            if (lasting := rows.duration(row)) and event.end_ms is None:
                text = f"Row {number}: its duration “{plain(lasting, 40)}” is no time; the event has no end"
                told.say(f"{text}.", "rows with such durations")
        if any(map(str.strip, row[len(table.names) :])):
            told.say(f"Row {number} has more cells than there are columns.", "rows with too many cells")
    subject = "_".join(value for name, value in _entities(file.path.name).items() if name in {"sub", "ses"})
    variables = tuple((name, value) for name, value in participant.items() if name not in {"participant_id", "session"})
    observations = [
        Observation(
            file.path.stem.removesuffix(_ENDING),
            tuple(of_coder),
            session=participant.get("session", subject),
            coder=coder,
            variables=variables,
        )
        for coder, of_coder in events.items()
    ]
    if rows.unsure:
        told.say(f"{rows.unsure} events were flagged as unsure; that is not taken over.", "flags")
    return ForeignCodings("BIDS", observations, rows.scheme(file), told.sentences())


class _Table:
    """The rows of a file of events, each with its number as a spreadsheet counts."""

    def __init__(self, file: ForeignFile) -> None:
        found = csv.reader(lines_of(file), delimiter="\t")
        self.names = [name.strip() for name in next(found, [])]
        self.rows = [(number, row) for number, row in enumerate(found, 2) if any(row)]
        for needed in ("onset", "duration", "trial_type"):
            if needed not in self.names:
                hint = "Choose a file of events of BIDS, or import it as a table."
                raise FormatError(f"{file.name} has no column {needed}.", hint)
        self.is_ours = set(_OURS) <= set(self.names)
        self.place = {name: place for place, name in reversed(list(enumerate(self.names)))}


@dataclass(slots=True)
class _Code:
    """What the rows say of a code.

    Attributes:
        written: how trial_type says it.
        kinds: as the rows say it.
        lasts: whether one of them lasts.
        channel: the last that a row named.
        actors: who did it.
        answers: those that occur, by the place of the column.
    """

    written: str
    kinds: set[Kind] = field(default_factory=set)
    lasts: bool = False
    channel: str = ""
    actors: set[str] = field(default_factory=set)
    answers: dict[int, dict[str, None]] = field(default_factory=dict)


class _Rows:
    """Turns rows into events, and remembers what they say of the codes."""

    def __init__(self, table: _Table, sidecar: Mapping[str, Any]) -> None:
        self._table, self._sidecar = table, sidecar
        self._roles = {
            role: next((table.place[name] for name in names if name in table.place), None)
            for role, names in _ROLES.items()
        }
        taken = {*self._roles.values(), table.place["onset"], table.place["duration"]}
        ours = {table.place.get(name) for name in (*_OURS, *_FLAGS)} if table.is_ours else set()
        asked = {at: name for at, name in enumerate(table.names) if at not in taken | ours and name}
        self._questions = {at: self._question(name) for at, name in asked.items()}
        self._levels = {at: _levels(sidecar, name) if name.startswith(_QUESTION) else {} for at, name in asked.items()}
        self._names = self._code_names()
        self._codes: dict[str, _Code] = {}
        self.unsure = 0

    def value(self, row: Sequence[str], role: str) -> str:
        """Return what a row says of a role, "" where it says nothing."""
        return self._at(row, self._roles[role])

    def event(self, row: Sequence[str], where: str) -> ForeignEvent | None:
        """Return a row as an event, None where it has no time."""
        onset, duration = self._at(row, self._table.place["onset"]), self._at(row, self._table.place["duration"])
        start_ms = ms_of_seconds(onset)
        if start_ms is None:
            return None
        end_ms = None
        if ms_of_seconds(duration) is not None:
            end_ms = ms_of_seconds(sum(Decimal(one.replace(",", ".")) for one in (onset, duration)))
        written, answers = self.value(row, "code"), dict(self._answers(row))
        event = ForeignEvent(
            self._names.get(written, written) or "n/a",
            start_ms,
            end_ms,
            _kind(self.value(row, "kind")),
            self.value(row, "who"),
            tuple((self._questions[place], answer) for place, answer in answers.items()),
            self.value(row, "comment"),
            where,
        )
        self._remember(event, written, self.value(row, "channel"), answers)
        if self._table.is_ours:
            self.unsure += self._at(row, self._table.place.get("unsure")) == "1"
        return event

    def duration(self, row: Sequence[str]) -> str:
        """Return what stands for the duration of a row, "" where nothing does."""
        return self._at(row, self._table.place["duration"])

    def scheme(self, file: ForeignFile) -> Scheme:
        """Return the codes that the rows used, as they and the sidecar describe them."""
        check_count(file.name, len(self._codes))
        scheme = Scheme(file.path.stem, "BIDS")
        levels = _levels(self._sidecar, "trial_type")
        for name, code in self._codes.items():
            kind: Literal["state", "point"] = "state" if code.lasts else "point"
            if len(code.kinds) == 1:
                kind = "point" if "point" in code.kinds else "state" if "state" in code.kinds else kind
            said = levels.get(code.written, "")
            scheme.codes.append(
                SchemeCode(
                    name,
                    kind,
                    "Codes",
                    definition=said if said != name else "",
                    actor=next(iter(code.actors)) if len(code.actors) == 1 else "",
                    channel=code.channel if kind == "state" else "",
                    modifiers=tuple(self._modifiers(code)),
                )
            )
        return scheme

    def _at(self, row: Sequence[str], place: int | None) -> str:
        value = row[place].strip() if place is not None and place < len(row) else ""
        if value in _MISSING:
            return ""
        # An apostrophe keeps spreadsheets from taking a text for a formula.
        return value[1:] if self._table.is_ours and value[:1] == "'" and value[1:].startswith(_FORMULA) else value

    def _answers(self, row: Sequence[str]) -> Iterator[tuple[int, str]]:
        for place in self._questions:
            if value := self._at(row, place):
                yield place, self._levels[place].get(value, value)

    def _question(self, column: str) -> str:
        """Return the question of a column: of ours as the codebook asks it, which the sidecar says."""
        if not column.startswith(_QUESTION):
            return column
        said = self._sidecar.get(column)
        described = said.get("Description") if isinstance(said, dict) else None
        return described if isinstance(described, str) and described else column.removeprefix(_QUESTION)

    def _code_names(self) -> dict[str, str]:
        """Return the name of each code that has one of its own beside its id."""
        at, named = self._table.place.get("code_name"), dict[str, str]()
        if not self._table.is_ours or at is None:
            return named
        for _, row in self._table.rows:
            if name := self._at(row, at):
                named[self.value(row, "code")] = name
        count = Counter(named.values())
        return {code: name for code, name in named.items() if count[name] == 1}

    def _remember(self, event: ForeignEvent, written: str, channel: str, answers: Mapping[int, str]) -> None:
        code = self._codes.setdefault(event.code, _Code(written))
        code.kinds.add(event.kind)
        code.lasts |= event.end_ms is None or event.end_ms > (event.start_ms or 0)
        code.channel = channel if channel and channel != written else code.channel  # a code alone names itself
        if event.who:
            code.actors.add(event.who)
        for place, answer in answers.items():
            known = code.answers.setdefault(place, {})
            if len(known) <= _MOST_VALUES:
                known[answer] = None

    def _modifiers(self, code: _Code) -> Iterator[SchemeModifier]:
        for place, found in sorted(code.answers.items()):
            if len(found) <= _MOST_VALUES:
                values = dict.fromkeys([*self._levels[place].values(), *found])
                yield SchemeModifier(self._questions[place], tuple((plain(value), "") for value in values))


def _kind(written: str) -> Kind:
    return "state" if written == "state" else "point" if written == "point" else ""


def _levels(sidecar: Mapping[str, Any], column: str) -> dict[str, str]:
    """Return the levels that a sidecar describes for a column, each as text."""
    said = sidecar.get(column)
    levels = said.get("Levels") if isinstance(said, dict) else None
    if not isinstance(levels, dict):
        return {}
    described = {value: one.get("Description") if isinstance(one, dict) else one for value, one in levels.items()}
    return {value: one for value, one in described.items() if isinstance(one, str)}


def _entities(name: str) -> dict[str, str]:
    """Return the parts of a name of BIDS, such as sub and task.

    >>> _entities("sub-S1_ses-2_task-play_events.tsv")
    {'sub': 'S1', 'ses': '2', 'task': 'play'}
    """
    parts = (one.partition("-") for one in name.partition(".")[0].split("_"))
    return {entity: value for entity, mark, value in parts if mark}


def _described(file: ForeignFile) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what the sidecars say of the columns, the nearest first, and what the data set says of the participant."""
    folder, sidecar, own = file.path.resolve().parent, dict[str, Any](), _entities(file.path.name)
    above = [folder, *folder.parents][:_MOST_FOLDERS]
    root = next((at for at, one in enumerate(above) if (one / _ROOT).is_file()), None)
    for one in above[: 1 if root is None else root + 1]:
        for path in sorted(one.glob(f"*-*{_ENDING}.json"))[:_MOST_SIDECARS]:
            if _entities(path.name).items() <= own.items():
                said = json_of(open_foreign(path))
                sidecar = (said if isinstance(said, dict) else {}) | sidecar
    return sidecar, {} if root is None else _participant(above[root] / "participants.tsv", own.get("sub", ""))


def _participant(path: Path, subject: str) -> dict[str, str]:
    if not path.is_file():
        return {}
    rows = csv.DictReader(lines_of(open_foreign(path)), delimiter="\t", restval="")
    found = next((row for row in rows if row.get("participant_id") == f"sub-{subject}"), {})
    return {name: value for name, value in found.items() if name and isinstance(value, str) and value not in _MISSING}
