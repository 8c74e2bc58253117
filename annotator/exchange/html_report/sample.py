"""Who and what the report is about: sessions, coders, variables, and what is left out and why."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from annotator.exchange.html_report.gathered import Gathered
from annotator.exchange.html_report.parts import Cell, Part, Section, Table, Text
from annotator.exchange.session_tables import Row, said_of_variables
from annotator.study.settings import CONSENSUS
from annotator.text import DASH, count, fixed, short_number

_MOST_ROWS = 200
"""Of more sessions the table is too long to read; sessions.csv has it."""
_MOST_VALUES = 12
"""A variable of so many different words is counted word by word."""
_VARIABLE = "variable_"


def sample_section(found: Gathered) -> Section:
    """Return the sessions and who coded them, and their variables."""
    parts: list[Part] = [Text(one) for one in _counts(found)]
    missing = []
    if len(found.sessions) > _MOST_ROWS:
        missing.append(f"The table of all {len(found.sessions)} sessions: it stands in sessions.csv of the export.")
    elif found.sessions:
        parts.append(_of_codings(found) if found.session else _of_sessions(found))
    variables = [name for name in found.codings.columns if name.startswith(_VARIABLE)]
    if variables:
        parts.append(_of_session(found, variables) if found.session else _of_variables(found, variables))
    else:
        missing.append("Variables of the sessions, such as age or sex: none are entered.")
    parts += [Text(f"Please note: {doubt}") for doubt in found.doubts]
    return Section("sample", "Sample", parts, missing)


def excluded_section(found: Gathered) -> Section:
    """Return what has no numbers, and why; what is left out for the same reason stands together."""
    rows = [
        (what, which, reason, Cell(str(len(where)), ", ".join(where)))
        for what, which, reason, where in _left_out(found)
    ]
    if not rows:
        return Section("exclusions", "Exclusions", [Text("Nothing is left out.")])
    heads = ("What", "Which", "Why", "Codings or sessions")
    return Section("exclusions", "Exclusions", [Table("What is left out, and why", heads, rows, texts=4)])


def _counts(found: Gathered) -> Iterator[str]:
    """Yield how many sessions and codings there are, and which of them count."""
    if found.session:
        return
    codings = found.codings[found.codings["coder"] != ""]
    coders = codings[codings["coder"] != CONSENSUS]
    submitted = coders[coders["submitted"] == "1"]
    twice = (submitted["session"].value_counts() > 1).sum()
    settled = codings.loc[codings["coder"] == CONSENSUS, "session"].nunique()
    yield (
        f"{count(len(found.sessions), 'session')}, {coders['session'].nunique()} of them coded, by "
        f"{count(coders['coder'].nunique(), 'coder')}; {count(len(submitted), 'coding')} of {len(coders)} submitted; "
        f"{twice} coded and submitted by two or more; {settled} with a consensus."
    )
    if found.counts_unfinished:
        yield "Codings that were not submitted count in the tables over sessions, as the study's settings say."
    else:
        yield (
            "Only submitted codings count in the tables over sessions. Coders are kept apart: two codings of one "
            "session are not two sessions."
        )


def _of_sessions(found: Gathered) -> Table:
    rows = []
    by_session = dict(tuple(found.codings.groupby("session", sort=False)))
    for session in found.sessions:
        own = by_session[session.id]
        others = own[~own["coder"].isin(["", CONSENSUS])]
        done = others["submitted"] == "1"
        names = (", ".join(others.loc[which, "coder"]) or DASH for which in (done, ~done))
        consensus = "yes" if (own["has_consensus"] == "1").any() else "no"
        rows.append([session.id, *names, consensus, own["length_s"].iloc[0], own["frames_per_s"].iloc[0]])
    heads = ("Session", "Submitted by", "Begun by", "Consensus", "Length in s", "Frames a second")
    return Table(f"The sessions (N = {len(rows)})", heads, rows, texts=4)


def _of_codings(found: Gathered) -> Table:
    """Return the codings of the one session."""
    columns = ("length_s", "frames_per_s", "coded_s", "n_events")
    rows = [
        [
            row["coder"] or DASH,
            {"1": "yes", "0": "no"}.get(row["submitted"], DASH),
            *(row[name] or DASH for name in columns),
        ]
        for _, row in found.codings.iterrows()
    ]
    heads = ("Coder", "Submitted", "Recording in s", "Frames a second", "Scored episodes in s", "Events")
    return Table(f"The codings of {found.session}", heads, rows, texts=2)


def _of_session(found: Gathered, names: Sequence[str]) -> Table:
    rows = [[name.removeprefix(_VARIABLE), found.codings[name].iloc[0] or DASH] for name in names]
    return Table("Variables of the session", ("Variable", "Value"), rows, texts=2)


def _of_variables(found: Gathered, names: Sequence[str]) -> Table:
    once = found.codings.drop_duplicates("session")
    numbers = {name for name, said in said_of_variables(found.sessions).items() if said.values == "number"}
    rows = []
    for name in names:
        values = once[name][once[name] != ""]
        said = _of_numbers(pd.to_numeric(values)) if name in numbers else _of_words(values)
        rows.append([name.removeprefix(_VARIABLE), said, str(len(values)), str(len(once) - len(values))])
    return Table("Variables of the sessions", ("Variable", "Values", "Sessions", "Not entered"), rows, texts=2)


def _of_numbers(values: "pd.Series[float]") -> str:
    spread = "" if len(values) < 2 else f" (SD {fixed(float(values.std()))})"
    return f"M = {fixed(float(values.mean()))}{spread}, {short_number(values.min())} to {short_number(values.max())}"


def _of_words(values: "pd.Series[str]") -> str:
    found = Counter(values)
    if len(found) > _MOST_VALUES:
        return f"{len(found)} different ones"
    return ", ".join(f"{value}: {number}" for value, number in sorted(found.items()))


def _left_out(found: Gathered) -> Iterator[tuple[str, str, str, list[str]]]:
    """Yield what, which, why, and of which codings: what holds of several stands once."""
    by_coding: dict[tuple[str, str, str], list[str]] = {}
    for row in [*found.excluded, *_not_submitted(found)]:
        where = f"{row['session']} {row['coder']}".rstrip()
        by_coding.setdefault((where, str(row["left_out"]), str(row["reason"])), []).append(str(row["which"]))
    together: dict[tuple[str, str, str], list[str]] = {}
    for (where, what, reason), which in by_coding.items():
        together.setdefault((what, ", ".join(filter(None, which)), reason), []).append(where)
    yield from ((*what, where) for what, where in together.items())


def _not_submitted(found: Gathered) -> Iterable[Row]:
    if found.counts_unfinished:
        return
    waiting = found.codings[(found.codings["submitted"] == "0") & (found.codings["coder"] != "")]
    for _, row in waiting.iterrows():
        reason = "not submitted: in no table over sessions"
        yield {"session": row["session"], "coder": row["coder"], "left_out": "coding", "which": "", "reason": reason}
