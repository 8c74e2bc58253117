"""What every page of Results is made of: from the codings one by one to a table with a row each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from annotator.measures.columns import Column, Row
from annotator.model.codebook import Codebook
from annotator.model.items import Event
from annotator.model.measure_rules import MeasureRules
from annotator.report.results.chosen import EVERY, Filters
from annotator.report.results.table import (
    Coded,
    EventsOf,
    Form,
    ResultColumn,
    ResultRow,
    ResultTable,
    SpansOf,
    Value,
    table_of,
)
from annotator.study.settings import AnalysisSettings
from annotator.study.tables import CodedSession

Key = tuple[str, ...]
_ABSENT = "not observed"


class Asked(NamedTuple):
    """What pages are made with: the codebook, the settings of the study with the lab's rules, and the filters."""

    codebook: Codebook
    settings: AnalysisSettings
    rules: MeasureRules
    filters: Filters

    @property
    def episodes(self) -> tuple[str, ...]:
        """The scored episodes that are asked for; the session as a whole where the codebook has none."""
        scored = [one.id for one in self.codebook.episodes if one.scored and self.filters.has_episode(one.id)]
        return tuple(scored) if self.codebook.episodes else ("",)

    def has_code(self, *codes: str) -> bool:
        """Whether something that is about these codes is asked for."""
        wanted = self.filters.codes
        return not wanted or bool(set(codes) & set(wanted))


class Page(NamedTuple):
    """How a page is filled.

    Attributes:
        columns: the columns, from the keys of all values that were read, in the order in which they came up.
        read: the values of a coding by the keys of its columns.
        notes: how its numbers are made.
        empty: what to do where it has no column.
        absent: why a coding has no value in a column that others have.
    """

    columns: Callable[[Sequence[Key]], Sequence[ResultColumn]]
    read: Callable[[CodedSession], Iterable[tuple[Key, Value]]]
    notes: Sequence[str] = ()
    empty: str = ""
    absent: str = _ABSENT


class Shown(NamedTuple):
    """A column of a table of measures as a page shows it.

    Attributes:
        name: its name there.
        head: what stands above it, with the unit.
        form: how it is written.
        waited: the column that says how long was waited where nothing came; "": it is no latency.
        missing: why there is nothing, where the table does not say.
    """

    name: str
    head: str
    form: Form
    waited: str = ""
    missing: str = "there is none"


class Part(NamedTuple):
    """A table of measures on a page.

    Attributes:
        columns: those of the table, which say what they mean.
        keys: which of them say of what a row is, beside session, coder and episode.
        shown: what is shown of it.
        rows: the rows of a coding.
        told: what the keys are called above the numbers.
        events: the events behind the numbers of a row with these keys.
        spans: where they lie, where that is not the episode of the row.
    """

    columns: Sequence[Column]
    keys: Key
    shown: Sequence[Shown]
    rows: Callable[[CodedSession], Iterable[Row]]
    told: Callable[[Key], str]
    events: Callable[[Key], EventsOf]
    spans: Callable[[Key], SpansOf] | None = None


def fill(title: str, page: Page, codings: Iterable[CodedSession], filters: Filters) -> ResultTable:
    """Return the table of a page; what a coding does not say of a column is missing, with the reason."""
    found = [((one.session.id, one.coding.coder), dict(page.read(one))) for one in codings]
    absent = Value(why=page.absent)
    columns = page.columns(list(dict.fromkeys(key for _, values in found for key in values)))
    rows = [
        ResultRow(name_of(coded, filters), coded, tuple(values.get(one.key, absent) for one in columns))
        for coded, values in found
    ]
    return table_of(title, columns, rows if columns else (), page.notes, "" if columns else page.empty)


def name_of(coded: Coded, filters: Filters) -> str:
    """Return what a row is called: its session, and its coder where there may be several of one session."""
    session, coder = coded
    return f"{session} · {coder}" if filters.coder == EVERY else session


def page_of(parts: Sequence[Part], asked: Asked, empty: str, notes: Sequence[str] = (), absent: str = _ABSENT) -> Page:
    """Return a page that has a part after the other; the rest is as in Page."""

    def read(one: CodedSession) -> Iterator[tuple[Key, Value]]:
        for place, part in enumerate(parts):
            for row in part.rows(one):
                episode = str(row.get("episode") or "")
                if asked.filters.has_episode(episode):
                    key = (str(place), *(str(row.get(name) or "") for name in part.keys), episode)
                    yield from (((*key, shown.name), _value(row, shown)) for shown in part.shown)

    def columns(seen: Sequence[Key]) -> Sequence[ResultColumn]:
        return [
            _column(part, shown, key)
            for place, part in enumerate(parts)
            for shown in part.shown
            for key in seen
            if key[0] == str(place) and key[-1] == shown.name
        ]

    return Page(columns, read, notes, empty, absent)


def episode_words(episode: str) -> str:
    """Return what an episode is called above numbers; "" for the session as a whole."""
    return f"ep {episode}" if episode else ""


def below(*words: str) -> str:
    """Return the second line of a head."""
    return " · ".join(filter(None, words))


def events_in(codes: Iterable[str], says: Callable[[Event], bool] = lambda _: True) -> EventsOf:
    """Return what finds the events of some codes that say what is asked."""
    wanted = tuple(dict.fromkeys(codes))
    return lambda one: [event for event in one.coding.events_of(wanted) if says(event)]


def code_names(codebook: Codebook, codes: Iterable[str]) -> str:
    """Return what codes are called, one after the other."""
    known = codebook.code_by_id
    return ", ".join(known[code].name if code in known else code for code in codes)


def _column(part: Part, shown: Shown, key: Key) -> ResultColumn:
    meaning = next(one.meaning for one in part.columns if one.name == shown.name)
    of, episode = key[1:-2], key[-2]
    words = below(part.told(of), episode_words(episode))
    return ResultColumn(
        key,
        shown.head,
        words,
        meaning,
        shown.form,
        bool(shown.waited),
        events=part.events(of),
        episode=episode,
        spans=None if part.spans is None else part.spans(of),
    )


def _value(row: Row, shown: Shown) -> Value:
    said = row.get(shown.name)
    why = str(row.get("why_empty") or "")
    if shown.form == "words":
        return Value(text=str(said or ""), why="" if said else why or shown.missing)
    if said is not None:
        return Value(float(str(said)))
    if shown.waited and row.get("censored"):
        return Value(waited_s=float(str(row[shown.waited])))
    return Value(why=why or shown.missing)
