"""The page of the sample: every session of the study, whether the results are of it, and why not."""

from collections.abc import Iterable, Iterator, Sequence

from annotator.measures.observed import episodes_asked, scored_spans
from annotator.model.looked_for import not_looked_for
from annotator.report.results.chosen import LeftOut
from annotator.report.results.page import Asked, Key, code_names, name_of
from annotator.report.results.table import Coded, ResultColumn, ResultRow, ResultTable, Value, table_of
from annotator.study import Session
from annotator.study.tables import CodedSession

_LEFT_OUT = ("left_out",)


def sample_table(
    title: str, asked: Asked, codings: Iterable[CodedSession], left_out: Sequence[LeftOut], sessions: Sequence[Session]
) -> ResultTable:
    """Return one row a coding that the results are of, then one a session that is left out.

    Args:
        title: of the page.
        asked: what it is made with.
        codings: those that the results are of; when they are walked through, left_out is filled.
        left_out: the sessions that are not among them, with the reason.
        sessions: those whose variables are shown.
    """
    names = list(dict.fromkeys(name for one in sessions for name in one.variables))
    columns = [*_columns(asked), *(_variable(name) for name in names)]
    said: dict[str, dict[Key, Value]] = {
        one.id: {("variable", name): Value(text=one.variables.get(name, "")) for name in names} for one in sessions
    }

    def row(name: str, session: str, coded: Coded | None, values: Iterable[tuple[Key, Value]]) -> ResultRow:
        known: dict[Key, Value] = {**said.get(session, {}), **dict(values)}
        return ResultRow(name, coded, tuple(known.get(one.key, Value(why="left out")) for one in columns))

    found = [
        row(name_of(_coded(one), asked.filters), one.session.id, _coded(one), _values(one, asked)) for one in codings
    ]
    gone = [row(one.session, one.session, None, [(_LEFT_OUT, Value(text=one.why))]) for one in left_out]
    return table_of(title, columns, [*found, *gone])


def _coded(one: CodedSession) -> Coded:
    return one.session.id, one.coding.coder


def _columns(asked: Asked) -> Iterator[ResultColumn]:
    yield ResultColumn(_LEFT_OUT, "Left out", "", "Why the results are not of this session", "words")
    yield ResultColumn(("coder",), "Coding", "", "Whose coding the results are of", "words")
    yield ResultColumn(("submitted",), "Submitted", "", "Whether the coder has said that it is finished", "words")
    meaning = "Length of the recording of the reference camera"
    yield ResultColumn(("length",), "Recording, s", "", meaning, "seconds")
    meaning = "Observed length of the scored episodes"
    yield ResultColumn(("coded",), "Scored, s", "", meaning, "seconds")
    yield ResultColumn(("events",), "Events", "", "Events of the coding", "count", events=lambda one: one.coding.events)
    if asked.codebook.episodes:
        yield ResultColumn(("not_held",), "Not held", "episodes", "Scored episodes without numbers", "words")
    meaning = "Codes that the coder did not look for throughout: blank is not 0"
    yield ResultColumn(("not_looked",), "Not looked for", "codes", meaning, "words")


def _variable(name: str) -> ResultColumn:
    return ResultColumn(("variable", name), name, "", "As the lab entered it for the session", "words")


def _values(one: CodedSession, asked: Asked) -> Iterator[tuple[Key, Value]]:
    spans = scored_spans(one, asked.codebook)
    missing = [held.episode for held in episodes_asked(one, asked.codebook) if held.span is None]
    unlooked = not_looked_for(one.coding, asked.codebook, spans)
    scored = sum(span.duration_ms for span in spans) / 1000
    yield _LEFT_OUT, Value()
    yield ("coder",), Value(text=one.coding.coder)
    yield ("submitted",), Value(text="yes" if one.coding.is_submitted else "no")
    yield ("length",), Value(one.session.duration_ms / 1000)
    yield ("coded",), Value(scored) if spans else Value(why="no scored episode is marked")
    yield ("events",), Value(float(len(one.coding.events)))
    yield ("not_held",), Value(text=", ".join(missing))
    yield ("not_looked",), Value(text=code_names(asked.codebook, (code.id for code in unlooked)))
