"""Figures of a whole study: every two coders in a square, and their agreement from session to session."""

from collections.abc import Iterator, Mapping, Sequence

from annotator.agreement.catalogue import STUDY
from annotator.agreement.whole_study import PairEstimates, WholeStudy
from annotator.agreement.whole_study.drift import PER_SESSIONS, Drift
from annotator.report.figures.description import (
    FEW_MARK,
    Axis,
    Cell,
    Figure,
    Grid,
    Level,
    Line,
    Panels,
    Plot,
    Scale,
    begins_at,
    share_axis,
)
from annotator.report.study_words import FEW, pair_words, scope_sentence, trend_words
from annotator.report.wording import written
from annotator.statistics.estimate import Statistic, Undefined
from annotator.text import count, statistic

_NAMED = 6
"""Of so many pairs each is named with its sessions; of more, the least and the most is said."""
_IN_ONE_PLOT = 3
"""So many lines are told apart in one plot; of more pairs, each coder has a plot of their own."""

_Courses = Mapping[int, Drift]
"""From session to session, by the place of the pair."""


def study_figures(whole: WholeStudy) -> Iterator[tuple[str, Figure]]:
    """Yield the figures of the first statistic of each subject, under the names of their files (without ending).

    The cells of a scale have none of their own.
    """
    for subject in (one for one in whole.subjects if one.cell is None):
        found = whole.estimates(subject, subject.statistics[0])
        if any(not isinstance(one.value, Undefined) for one in found.pooled):
            yield f"heat_map_{subject.kind}_{subject.id}", heat_map(whole, found)
            if (trends := all_trends(whole, found)) is not None:
                yield f"drift_{subject.kind}_{subject.id}", trends


def heat_map(whole: WholeStudy, found: PairEstimates) -> Grid:
    """Return one statistic of one subject, coders by coders."""
    compared, symbol = whole.compared, STUDY[found.statistic].symbol
    cells = {names: _cell(whole, found, pair) for pair, names in enumerate(compared.pairs)}
    coders = compared.coders
    asked = _asked(whole, found)
    notes = [
        f"{symbol}: {STUDY[found.statistic].words}. Below it: its interval, where there is one, and how many sessions "
        "the two share.",
        scope_sentence(whole),
        f"{FEW_MARK} {FEW[found.subject.kind]}" if any(found.few) else "",
        "" if asked is None else f"Asked for: {statistic(asked)} or more, the arrow at the scale.",
        "Empty: the two share no session." if len(compared.pairs) < len(coders) * (len(coders) - 1) // 2 else "",
        "Below 0 is as pale as 0." if any(_is_below(one.value) for one in found.pooled) else "",
    ]
    return Grid(
        title=f"{found.subject.name}: {symbol} of every two coders",
        row_label="",
        column_label="",
        rows=coders,
        columns=coders,
        cells=tuple(tuple(cells.get((min(a, b), max(a, b))) if a != b else None for b in coders) for a in coders),
        scale=Scale(f"{symbol}; 1 is best", asked),
        notes=tuple(filter(None, notes)),
    )


def trend(whole: WholeStudy, found: PairEstimates, pair: int) -> Plot:
    """Return one statistic of a pair from session to session, with the straight line through it."""
    return _together(whole, found, _courses(whole, found, [pair]))


def all_trends(whole: WholeStudy, found: PairEstimates) -> Plot | Panels | None:
    """Return one statistic of every pair from session to session; None where no pair has two values."""
    courses = _courses(whole, found, range(len(whole.compared.pairs)))
    courses = {pair: one for pair, one in courses.items() if len(_values(one)) > 1}
    if not courses:
        return None
    if len(courses) <= _IN_ONE_PLOT:
        return _together(whole, found, courses)
    x, y = _axes(whole, found, courses)
    coders, level = whole.compared.coders, _levels(whole, found)
    plots = []
    for coder in coders:
        of_coder = {pair: one for pair, one in courses.items() if coder in whole.compared.pairs[pair]}
        lines = []
        for pair, one in of_coder.items():
            other = next(name for name in whole.compared.pairs[pair] if name != coder)
            lines.append(_line(one, x, other, coders.index(other)))
        if lines:
            plots.append(Plot(coder, x, y, tuple(lines), levels=level))
    notes = ("Each part shows one coder with each of the others.", *_notes(whole, courses, y))
    return Panels(_title(found), tuple(plots), notes)


def _together(whole: WholeStudy, found: PairEstimates, courses: _Courses) -> Plot:
    x, y = _axes(whole, found, courses)
    lines = [_line(one, x, _name(whole, pair), look) for look, (pair, one) in enumerate(courses.items())]
    notes = list(_notes(whole, courses, y))
    if len(courses) == 1:
        (only,) = courses.values()
        lines += _fit(only)
        notes.insert(0, f"{trend_words(only)}: the dotted line.")
    empty = "" if any(any(y is not None for y in line.ys) for line in lines) else "No session has a value of its own."
    title = f"{lines[0].name}, {_title(found)}" if len(courses) == 1 else _title(found)
    return Plot(title, x, y, tuple(lines), levels=_levels(whole, found), notes=tuple(notes), empty=empty)


def _courses(whole: WholeStudy, found: PairEstimates, pairs: Sequence[int]) -> dict[int, Drift]:
    return {pair: whole.drift(found.subject, found.statistic, pair) for pair in pairs}


def _axes(whole: WholeStudy, found: PairEstimates, courses: _Courses) -> tuple[Axis, Axis]:
    """Return the sessions in which one of the pairs has a value, and an axis that shows all values."""
    values = [value for one in courses.values() for value in _values(one).values()]
    having = {session for one in courses.values() for session in _values(one)}
    sessions = tuple(session for session in whole.compared.sessions if session in having)
    by = whole.settings.order_by
    asked = _asked(whole, found)
    x = Axis(f"session, in order of {by}" if by else "session", 0, max(1, len(sessions) - 1), sessions)
    symbol = STUDY[found.statistic].symbol
    return x, share_axis(f"{symbol}; 1 is best", values if asked is None else [*values, asked])


def _line(course: Drift, x: Axis, name: str, look: int) -> Line:
    values = _values(course)
    xs = tuple(float(place) for place, session in enumerate(x.names) if session in values)
    return Line(name, xs, tuple(values[x.names[int(place)]] for place in xs), look, has_dots=True)


def _fit(course: Drift) -> Iterator[Line]:
    """Yield the straight line through the values of a pair, whose sessions are all there are."""
    values, change = list(_values(course).values()), course.trend.value
    if isinstance(change, Undefined):
        return
    mean, reach = sum(values) / len(values), change / PER_SESSIONS * (len(values) - 1) / 2
    yield Line("", (0.0, len(values) - 1.0), (mean - reach, mean + reach), is_fit=True)


def _levels(whole: WholeStudy, found: PairEstimates) -> tuple[Level, ...]:
    asked = _asked(whole, found)
    return () if asked is None else (Level(f"asked for: {statistic(asked)}", asked),)


def _notes(whole: WholeStudy, courses: _Courses, y: Axis) -> Iterator[str]:
    together = {pair: len(_values(one)) for pair, one in courses.items()}
    if len(together) <= _NAMED:
        named = ", ".join(f"{_name(whole, pair)} {having}" for pair, having in together.items())
        yield f"Sessions with a value: {named}."
    else:
        least, most = min(together.values()), max(together.values())
        each = f"{least}" if least == most else f"{least} to {most}"
        yield f"{len(together)} pairs, of each {each} sessions with a value."
    met = {whole.compared.sessions[one.session] for pair in courses for one in whole.compared.meetings_of(pair)}
    having = {session for one in courses.values() for session in _values(one)}
    if without := [session for session in whole.compared.sessions if session in met - having]:
        yield f"Without a value, and left out: {', '.join(without)}."
    if begun := begins_at(y):
        yield begun
    yield scope_sentence(whole)


def _cell(whole: WholeStudy, found: PairEstimates, pair: int) -> Cell:
    one, sessions = found.pooled[pair], count(len(whole.compared.meetings_of(pair)), "session")
    if isinstance(one.value, Undefined):
        return Cell(written(one.value), tip=pair_words(whole, found, pair))
    interval = one.interval
    reach = () if isinstance(interval, Undefined) else (f"{written(interval.low)} to {written(interval.high)}",)
    return Cell(
        text=written(one.value),
        details=(*reach, sessions),
        shade=min(1.0, max(0.0, one.value)),
        tip=pair_words(whole, found, pair),
        is_few=found.few[pair],
    )


def _title(found: PairEstimates) -> str:
    return f"{found.subject.name}: {STUDY[found.statistic].symbol} from session to session"


def _asked(whole: WholeStudy, found: PairEstimates) -> float | None:
    """Return what the lab asks for of this statistic."""
    return whole.settings.threshold if found.statistic == "kappa" else None


def _name(whole: WholeStudy, pair: int) -> str:
    a, b = whole.compared.pairs[pair]
    return f"{a} × {b}"


def _values(course: Drift) -> dict[str, float]:
    return {session: value for session, value in course.sessions if not isinstance(value, Undefined)}


def _is_below(value: Statistic) -> bool:
    return not isinstance(value, Undefined) and value < 0
