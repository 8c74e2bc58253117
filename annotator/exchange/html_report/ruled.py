"""What several codes say together: headings as wholes, answers to cues, secure base, matching, linear scores."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pandas as pd

from annotator.exchange.html_report.gathered import Gathered
from annotator.exchange.html_report.parts import Cell, Row, Section, Table, why_blank
from annotator.measures.tables import not_set
from annotator.report.figures.codings_words import episode_name
from annotator.text import DASH, count, fixed

BLANK = f"{DASH} not held, not looked for or out of view: blank, which is not 0."


class _Shown(NamedTuple):
    """A column of a table of measures, what stands above it, and with how many decimals it is written (0: a count)."""

    name: str
    head: str
    decimals: int = 0


class _Ruled(NamedTuple):
    """A table of measures, its caption, what its rows are of beside coder and episode, and what is shown of it."""

    table: str
    caption: str
    keys: Sequence[str]
    shown: Sequence[_Shown]


_ANSWERS = _Ruled(
    "responsiveness.csv",
    "Answers to cues",
    ("rule",),
    (
        _Shown("cues", "Cues"),
        _Shown("answered", "Answered"),
        _Shown("share_answered", "Share answered", 2),
        _Shown("median_latency_s", "Median latency in s", 3),
        _Shown("matched", "Matched"),
        _Shown("mismatched", "Mismatched"),
        _Shown("repaired", "Repaired"),
    ),
)
_BASE = _Ruled(
    "secure_base.csv",
    "The secure base",
    (),
    (
        _Shown("excursions", "Excursions"),
        _Shown("returns", "Returns"),
        _Shown("look_backs", "Looks back"),
        _Shown("look_backs_per_min", "Looks back a minute of exploring", 2),
    ),
)
_MATCHING = _Ruled(
    "matching.csv",
    "Matching",
    ("rule",),
    (
        _Shown("share_matched", "Share matched", 2),
        _Shown("mismatches", "Mismatches"),
        _Shown("repaired", "Repaired"),
        _Shown("mean_repair_s", "Mean repair in s", 3),
    ),
)
_RULED = (_ANSWERS, _BASE, _MATCHING)
RULED_TABLES = tuple(one.table for one in _RULED)


def answers_section(found: Gathered) -> Section:
    """Return what the lab's rules say of answers to cues, of coming and going, and of matching."""
    parts = [table for one in _RULED for table in _by_rule(found, one)]
    return Section("answers", "Answers to cues, secure base and matching", parts, missing_rules(found, RULED_TABLES))


def missing_rules(found: Gathered, tables: Sequence[str]) -> list[str]:
    """Return which of some tables have no rule to be made by."""
    return [
        f"{name.removesuffix('.csv').replace('_', ' ').capitalize()} by the lab's rules: "
        f"{' and '.join(needs).replace('_', ' ')} not set in study.toml, under analysis.measures."
        for name, needs in not_set(found.study.settings, found.study.codebook)
        if name in tables
    ]


def scores_section(found: Gathered) -> Section:
    """Return the linear scores of the lab, with what they are made of and why some are empty."""
    title, scores = "Linear scores", found.counted(found.tables["linear_scores"])
    if scores.empty:
        return Section("linear-scores", title, missing=["No coding counts yet."])
    rows: list[Row] = []
    blank: list[tuple[str, str]] = []
    for coder in found.coders():
        for score in found.study.linear_scores:
            own = scores[(scores["coder"] == coder) & (scores["score"] == score.id)]
            if own.empty:
                continue
            values = pd.to_numeric(own["score_value"])
            rows.append([coder, score.name, str(values.count()), *_spread(values, 3)])
            empty = own[own["score_value"] == ""]
            blank += [
                (score.name if found.session else f"{score.name} ({session} {coder})", why)
                for session, why in zip(empty["session"], empty["why_empty"], strict=True)
            ]
    heads = ("Coder", "Score", "Codings", "Value" if found.session else "M (SD)", "Lowest", "Highest")
    said = scores.drop_duplicates("score")
    notes = [f"{one['score_name']} = {one['formula']}. {one['citation']}" for _, one in said.iterrows()]
    return Section("linear-scores", title, [Table(title, heads, rows, texts=2, notes=[*notes, *why_blank(blank)])])


def _spread(values: "pd.Series[float]", decimals: int) -> tuple[str, str, str]:
    ends = (_mean(values.nsmallest(1), decimals), _mean(values.nlargest(1), decimals))
    return _mean(values, decimals), *ends


def headings(found: Gathered, coder: str) -> Iterator[Table]:
    """Yield the headings of the codebook as wholes, in each episode: a heading of one code says what the code does."""
    groups = found.counted(found.measures["groups.csv"])
    own = groups[(groups["coder"] == coder) & (groups["codes"] > 1)]
    used = [name for name, part in own.groupby("group", sort=False) if (part["different"] > 0).any()]
    if not used:
        return
    held = set(own.loc[own["observed_s"].notna(), "episode"].fillna(""))
    codebook = found.study.codebook
    heads = {one: episode_name(codebook, one) for one in ("", *codebook.episode_by_id) if one in held}
    rows: list[Row] = [
        [str(name), *(_heading(own[(own["group"] == name) & (own["episode"].fillna("") == one)]) for one in heads)]
        for name in used
    ]
    over = found.session or f"M (SD) over n = {count(own['session'].nunique(), 'session')}"
    caption = (
        f"{coder}: headings as wholes, {over}: seconds with any of their codes, below them how many different ones"
    )
    cells = [cell.text for row in rows for cell in row if isinstance(cell, Cell)]
    notes = ["× onsets: the heading has points only."] if any(one.endswith("×") for one in cells) else []
    notes += [BLANK] if DASH in cells else []
    yield Table(caption, ["Heading", *heads.values()], rows, notes=notes)


def _heading(own: pd.DataFrame) -> Cell:
    known = own[own["onsets"].notna()]
    if known.empty:
        return Cell(DASH)
    mean = float(known["different"].astype(float).mean())
    different = f"{fixed(mean, 0 if len(known) == 1 else 1)} of {known['codes'].iloc[0]}"
    if known["any_s"].notna().any():
        return Cell(_mean(known["any_s"], 3 if len(own) == 1 else 2), different)
    return Cell(f"{_mean(known['onsets'], 0)}×", different)


def _by_rule(found: Gathered, asked: _Ruled) -> Iterator[Table]:
    """Yield a table of what there is by coder, rule and episode; what nobody has is no column."""
    table = found.counted(found.measures[asked.table])
    shown = [one for one in asked.shown if table[one.name].notna().any()]
    if not shown:
        return
    keys = [*asked.keys, "episode"]
    rows: list[Row] = []
    blank: list[tuple[str, str]] = []
    for coder in found.coders():
        for _, part in table[table["coder"] == coder].groupby(keys, sort=False, dropna=False):
            names = key_words(part, keys)
            known = part[shown[0].name].count()
            rows.append([coder, *names, str(known), *(_mean(part[one.name], one.decimals) for one in shown)])
            if not known:
                blank += [(" ".join((coder, *names)), str(why)) for why in part["why_empty"].dropna()]
    over = "" if found.session else ", M (SD) over codings"
    heads = ("Coder", *(key.capitalize() for key in keys), "Codings", *(one.head for one in shown))
    yield Table(f"{asked.caption}{over}", heads, rows, texts=1 + len(keys), notes=why_blank(blank))


def key_words(part: pd.DataFrame, keys: Sequence[str]) -> list[str]:
    """Return what rows are of that all have the same keys; the session as a whole has no episode."""
    return ["" if pd.isna(part[key].iloc[0]) else str(part[key].iloc[0]).replace("_", " ") for key in keys]


def _mean(values: "pd.Series[float]", decimals: int) -> str:
    """Return the mean and, of several, the standard deviation; counts of several with two decimals."""
    known = values.dropna().astype(float)
    if known.empty:
        return DASH
    if len(known) == 1:
        return fixed(float(known.iloc[0]), decimals)
    return f"{fixed(float(known.mean()), decimals or 2)} ({fixed(float(known.std()), decimals or 2)})"
