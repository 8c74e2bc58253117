"""What was judged: points on scales, by episode and towards whom, and classes."""

from collections.abc import Iterator, Sequence

import pandas as pd

from annotator.exchange.html_report.gathered import Gathered
from annotator.exchange.html_report.parts import Cell, Part, Row, Section, Table
from annotator.model.codebook.classes import ClassificationScheme
from annotator.model.codebook.scales import Scale
from annotator.text import DASH, count, fixed, percent

_NOT_RATABLE = "n/r"


def scale_section(found: Gathered) -> Section:
    """Return the points of each scale, in each episode and towards each target."""
    title, ratings = "Scales", found.counted(found.tables["ratings"])
    if not found.study.codebook.scales:
        return Section("scales", title, missing=["The codebook has no scales."])
    parts = [_points(found, coder, own) for coder in found.coders() if not (own := _of(ratings, coder)).empty]
    missing = [] if parts else ["No coding that counts has a rating."]
    return Section("scales", title, parts, missing)


def class_section(found: Gathered) -> Section:
    """Return the classes that were given, with forced alternatives and coarser readings."""
    title, scheme = "Classes", found.study.codebook.classification
    if scheme is None:
        return Section("classes", title, missing=["The codebook has no classes."])
    given = found.counted(found.tables["classifications"])
    given = given[given["primary"] != ""]
    if given.empty:
        return Section("classes", title, missing=["No coding that counts has a class."])
    parts: list[Part] = [_given(given)] if found.session else list(_distributions(found, scheme, given))
    return Section("classes", title, parts)


def _of(table: pd.DataFrame, coder: str) -> pd.DataFrame:
    return table[table["coder"] == coder]


def _points(found: Gathered, coder: str, own: pd.DataFrame) -> Table:
    codebook = found.study.codebook
    rated = set(own["episode"])
    episodes = [one.id for one in codebook.episodes if one.id in rated]
    whole = [""] if "" in rated else []
    rows: list[Row] = [
        [scale.name, target, *(_point(own, scale, episode, target) for episode in [*episodes, *whole])]
        for scale in codebook.scale_by_id.values()
        for target in dict.fromkeys(target for _, target in scale.cells)
        if ((own["scale"] == scale.id) & (own["target"] == target)).any()
    ]
    over = found.session or f"M (SD) over {count(own['session'].nunique(), 'session')}"
    heads = ["Scale", "Towards", *(f"Ep. {one}" for one in episodes), *("Session" for _ in whole)]
    notes = [f"{DASH} not rated, or not asked for there.", f"{_NOT_RATABLE} not ratable; it is in no mean."]
    return Table(f"{coder}: points, {over}", heads, rows, texts=2, notes=notes)


def _point(own: pd.DataFrame, scale: Scale, episode: str, target: str) -> Cell:
    given = own[(own["scale"] == scale.id) & (own["episode"] == episode) & (own["target"] == target)]
    values = pd.to_numeric(given["value"]).dropna().astype(float)
    left = len(given) - len(values)
    if values.empty:
        return Cell(_NOT_RATABLE if left else DASH)
    if len(values) == 1:
        return Cell(f"{values.iloc[0]:g}", f"{left} {_NOT_RATABLE}" if left else "")
    said = [f"n {len(values)}", *([f"{left} {_NOT_RATABLE}"] if left else [])]
    return Cell(f"{fixed(float(values.mean()))} ({fixed(float(values.std()))})", ", ".join(said))


def _given(given: pd.DataFrame) -> Table:
    names = ("coder", "primary", "subgroup", "forced", "disorganisation", "confidence")
    rows: list[Row] = [[str(row[name]) or DASH for name in names] for _, row in given.iterrows()]
    heads = ("Coder", "Class", "Subgroup", "Forced alternative", "D rating", "How sure")
    return Table("The class that each coder gave", heads, rows, texts=len(heads))


def _distributions(found: Gathered, scheme: ClassificationScheme, given: pd.DataFrame) -> Iterator[Table]:
    coders = [coder for coder in found.coders() if not _of(given, coder).empty]
    classes = [one.id for one in scheme.classes]
    named = [f"{one.id} {one.name}" for one in scheme.classes]
    rows: list[Row] = [
        [coder, str(len(own)), *_shares(own["primary"], classes)] for coder in coders for own in [_of(given, coder)]
    ]
    yield Table("Classes: n (share), by coder", ("Coder", "Sessions", *named), rows)
    forced = given[given["forced"] != ""]
    if not forced.empty:
        pairs = sorted(set(zip(forced["primary"], forced["forced"], strict=True)))
        rows = [
            [coder, *(str(((own["primary"] == one) & (own["forced"] == best)).sum()) for one, best in pairs)]
            for coder in coders
            for own in [_of(given, coder)]
        ]
        yield Table("Classes with their forced alternative: n", ("Coder", *(f"{a}/{b}" for a, b in pairs)), rows)
    for reading in scheme.collapses:
        groups = list(reading.groups)
        column = f"derived_{reading.id}"
        rows = [
            [coder, str((own[column] != "").sum()), *_shares(own.loc[own[column] != "", column], groups)]
            for coder in coders
            for own in [_of(given, coder)]
        ]
        yield Table(f"{reading.name}: n (share)", ("Coder", "Sessions", *groups), rows)


def _shares(values: "pd.Series[str]", names: Sequence[str]) -> list[Cell]:
    counts = values.value_counts()
    return [
        Cell(str(counts.get(name, 0)), percent(counts.get(name, 0) / len(values)) if len(values) else DASH)
        for name in names
    ]
