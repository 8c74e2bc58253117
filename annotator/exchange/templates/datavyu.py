"""The columns of a Datavyu file (.opf). It has no list of codes, so what its cells hold tells what can be coded."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from annotator.exchange.front_door import ForeignFile
from annotator.exchange.templates.datavyu_db import Column, read_db
from annotator.exchange.templates.scheme import (
    LONGEST_ANSWER,
    MOST_VALUES,
    Scheme,
    SchemeCode,
    SchemeModifier,
    are_numbers,
    are_whole_numbers,
    column_of_second_coder,
)
from annotator.text import some

_MEASURED = {"FLOAT", "INTEGER"}


def read_datavyu(file: ForeignFile) -> Scheme:
    """Return the coding scheme: a column is a code, or a channel of codes where it has one argument.

    Raises:
        FormatError: if it is no Datavyu file.
    """
    columns = read_db(file).columns
    scheme = scheme_of(columns, file.path.stem)
    for column in columns:
        if is_of_participant(column):
            scheme.left_out.append("The column id: it says who took part, which belongs to the session.")
        elif first := first_coders(column, columns):
            why = f"it is a second coder's {first.name}, which is a coding, not a code"
            scheme.left_out.append(f"The column {column.name}: {why}.")
    if cells := sum(len(column.starts) for column in columns):
        scheme.left_out.append(f"{cells} cells: they are a coding; the values in them became codes and answers.")
    return scheme


def scheme_of(columns: Sequence[Column], name: str) -> Scheme:
    """Return what the columns can be coded with; those of the participant and of second coders are none of it."""
    scheme = Scheme(name, "a Datavyu file")
    for column in columns:
        if not is_of_participant(column) and first_coders(column, columns) is None:
            scheme.codes += _codes(column, scheme)
    if scheme.codes:
        scheme.doubts.append("Datavyu does not tell states from points: a code is a point where no cell of it lasts.")
    return scheme


def is_of_participant(column: Column) -> bool:
    """Whether a column says who took part, which is nothing coded."""
    return column.name.lower() == "id"


def first_coders(column: Column, columns: Sequence[Column]) -> Column | None:
    """Return the column that a second coder repeated in this one: X of X_rel, X2, X_coderAB; None if it is none."""
    first = column_of_second_coder(column.name, [one.name for one in columns])
    if first:
        return next(one for one in columns if one.name == first)
    found = re.fullmatch(r"(.+?)(?:_?2|[_.]?coder_?[A-Za-z0-9]+|_[A-Z]{2,3})", column.name)
    named = found[1].lower() if found else ""
    return next((one for one in columns if one.name.lower() == named and _asks_the_same(one, column)), None)


def is_choice(column: Column) -> bool:
    """Whether the answers to its only question are codes of their own; otherwise the column is one code."""
    if column.actor_place is not None or len(column.questions) != 1:
        return False
    values = column.held(column.questions[0][0])
    return len(values) > 1 and not are_numbers(values) and not why_no_answers(column, values)


def chosen_code(column: Column, value: str) -> str:
    """Return the name of a code that is a value of a column."""
    return f"{column.name}: {value}"


def why_no_answers(column: Column, values: Sequence[str]) -> str:
    """Return why the values that occur are no list of answers, "" if they are one."""
    if column.is_remark or any(len(value) > LONGEST_ANSWER for value in values):
        return "it is free text"
    if column.kind in _MEASURED or (are_numbers(values) and not are_whole_numbers(values)):
        return "it is a number"
    if not values:
        return "no value occurs in the cells; add its answers by hand"
    return "" if len(values) <= MOST_VALUES else f"{len(values)} different values occur; add its answers by hand"


def _asks_the_same(one: Column, other: Column) -> bool:
    named = [[name.rstrip("0123456789") for name in column.arguments] for column in (one, other)]
    return named[0] == named[1] and one.kind == other.kind


def _codes(column: Column, scheme: Scheme) -> Iterator[SchemeCode]:
    kind: Literal["state", "point"] = "point" if column.is_point else "state"
    if is_choice(column):
        channel = column.name if kind == "state" and not column.overlaps else ""
        for value in column.held(column.questions[0][0]):
            yield SchemeCode(chosen_code(column, value), kind, column.name, channel=channel)
        return
    actor, asked = _actor(column, scheme), tuple(_asked(column, scheme.left_out))
    yield SchemeCode(column.name, kind, "Columns", actor=actor, modifiers=asked)


def _actor(column: Column, scheme: Scheme) -> str:
    actors = [] if column.actor_place is None else column.held(column.actor_place)
    if len(actors) > 1:
        scheme.doubts.append(f"{column.name} is done by {some(actors)}; a code says one of them.")
    return actors[0] if len(actors) == 1 else ""


def _asked(column: Column, left_out: list[str]) -> Iterator[SchemeModifier]:
    for place, question in column.questions if column.arguments or column.held(0) else []:
        values = column.held(place)
        if why := why_no_answers(column, values):
            left_out.append(f"{column.name}: {question} is left out, {why}.")
        else:
            yield SchemeModifier(question, tuple((value, "") for value in values))
    remarks = [column.arguments[place] for place in column.remark_places]
    left_out += [f"{column.name}: {remark} is left out, it is free text." for remark in remarks]
