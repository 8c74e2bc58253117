"""The pages of what coders judged: scales by episode, and how the classes are distributed with forced alternatives."""

from collections.abc import Iterable, Iterator, Sequence

from annotator.measures.evidence import evidence_for
from annotator.model.codebook.classes import ClassificationScheme
from annotator.model.coding import Coding
from annotator.model.items import Cell, Classification, Event, Rating
from annotator.model.judging import asked_cells, rating_of
from annotator.report.results.chosen import Filters
from annotator.report.results.page import Asked, Page, below, episode_words
from annotator.report.results.table import Coded, EventsOf, ResultColumn, ResultRow, ResultTable, Value, table_of
from annotator.study.tables import CodedSession

NOT_CLASSIFIED = "No class given"
_NO_SCALES = "The codebook has no scales."
_NO_CLASSES = "The codebook has no classification."


def scales_page(asked: Asked) -> Page:
    """Return the page of ratings, a column a cell."""
    cells = [cell for cell in asked_cells(asked.codebook) if asked.filters.has_episode(cell.episode)]
    return Page(
        lambda _seen: [scale_column(cell, asked) for cell in cells],
        lambda one: ((tuple(cell), rated_value(rating_of(one.coding, cell))) for cell in cells),
        empty=_NO_SCALES if not asked.codebook.scales else "No scale is rated in the chosen episodes.",
    )


def classes_table(title: str, asked: Asked, codings: Iterable[CodedSession]) -> ResultTable:
    """Return one row a class, with how many sessions have it, and with which forced alternative."""
    scheme = asked.codebook.classification
    if scheme is None:
        return ResultTable(title, empty=_NO_CLASSES)
    given = [((one.session.id, one.coding.coder), one.coding.classification) for one in codings]
    if not given:
        return ResultTable(title)
    columns = list(_class_columns(scheme, asked.filters))
    by_class = {one.id: [each for each in given if _class_of(scheme, each) == one.id] for one in scheme.classes}
    classified = [each for has in by_class.values() for each in has]
    rows = [_class_row(scheme, f"{one.id} · {one.name}", by_class[one.id], len(classified)) for one in scheme.classes]
    rows.append(_class_row(scheme, "With a class", classified, len(classified)))
    rows.append(_class_row(scheme, NOT_CLASSIFIED, [each for each in given if each not in classified], 0))
    return table_of(title, columns, rows, ["The class is the coder’s own: the program proposes none."])


def scale_column(cell: Cell, asked: Asked) -> ResultColumn:
    """Return the column of a cell of a scale: its numbers lead to what is evidence for them."""
    scale = asked.codebook.scale_by_id[cell.scale]
    head = f"{scale.name}, {scale.lowest}–{scale.highest}"
    words = below(cell.target, episode_words(cell.episode) or "session")
    meaning = "The point that the coder gave; what the scale names as evidence leads to its events"
    return ResultColumn(
        tuple(cell), head, words, meaning, "points", events=_evidence(cell, asked), episode=cell.episode
    )


def rated_value(rating: Rating | None) -> Value:
    """Return what stands in a cell of a scale."""
    if rating is None:
        return Value(why="not rated")
    return Value(why="not ratable") if rating.value is None else Value(rating.value)


def _evidence(cell: Cell, asked: Asked) -> EventsOf:
    """Return what finds the events that the coder points to, else those of the codes that the scale names."""

    def find(one: CodedSession) -> Sequence[Event]:
        pointed = _pointed_to(one.coding, rating_of(one.coding, cell))
        found = None if pointed else evidence_for(cell, one.coding, asked.codebook, one.spans)
        return pointed if found is None else found.events

    return find


def _pointed_to(coding: Coding, judged: Rating | Classification | None) -> list[Event]:
    named = () if judged is None else judged.evidence
    return [event for event_id in named if (event := coding.event(event_id)) is not None]


_Given = tuple[Coded, Classification | None]


def _class_columns(scheme: ClassificationScheme, filters: Filters) -> Iterator[ResultColumn]:
    def events(one: CodedSession) -> Sequence[Event]:
        return _pointed_to(one.coding, one.coding.classification)

    what = "Codings" if filters.coder == "*" else "Sessions"
    yield ResultColumn(("n",), what, "", "How many have this class", "count", has_foot=False, events=events)
    yield ResultColumn(("share",), "Share", "", "Share of those with a class", "share", has_foot=False, events=events)
    for forced in scheme.forced:
        meaning = "How many of them have this as the best-fitting alternative"
        yield ResultColumn((forced,), "Forced", forced, meaning, "count", has_foot=False, events=events)
    if scheme.forced:
        meaning = "How many of them have no alternative"
        yield ResultColumn(("",), "Forced", "none", meaning, "count", has_foot=False, events=events)


def _class_of(scheme: ClassificationScheme, given: _Given) -> str:
    found = None if given[1] is None else scheme.class_of(given[1].primary)
    return "" if found is None else found.id


def _class_row(scheme: ClassificationScheme, name: str, has: Sequence[_Given], of: int) -> ResultRow:
    forced = {key: [one for one in has if one[1] is not None and one[1].forced == key] for key in (*scheme.forced, "")}
    share = Value(len(has) / of, of=_codings(has)) if of else Value(why="no session has a class")
    alternatives = [Value(float(len(forced[key])), of=_codings(forced[key])) for key in forced]
    counted = Value(float(len(has)), of=_codings(has))
    return ResultRow(name, None, (counted, share, *(alternatives if scheme.forced else ())))


def _codings(has: Iterable[_Given]) -> tuple[Coded, ...]:
    return tuple(coded for coded, _ in has)
