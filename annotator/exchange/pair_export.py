"""Everything about two coders into a folder: a tidy table, matrices, units, JSON, the methods paragraph, figures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from itertools import chain
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd

from annotator.agreement.pair.report import PairReport
from annotator.exchange.agreement_csv import NONE_ID
from annotator.exchange.agreement_dictionary import pair_dictionary
from annotator.exchange.pair_lines import pair_table
from annotator.exchange.pair_methods import pair_methods, pair_settings, versions
from annotator.exchange.write_files import NewFiles, csv_bytes
from annotator.model.codebook import Codebook
from annotator.model.items import Classification
from annotator.progress import Progress
from annotator.report.figures.files import figure_files, figure_names
from annotator.report.figures.pair import pair_figures
from annotator.statistics.estimate import Undefined

_FIGURES = "pair_figures"
NO_PARTNER_ID = "(no partner)"
"""How the matrix of events writes an event that the other coder has no counterpart to."""


def export_pair(report: PairReport, out_dir: Path, progress: Progress = lambda _share: None) -> tuple[Path, ...]:
    """Write a report; comments and paths are in none of the files.

    Args:
        report: everything about two coders, intervals included.
        out_dir: made if it is not there; a file that exists is never overwritten.
        progress: told the share done; it may raise to stop, and nothing is written then.

    Raises:
        StudyError: if a file is there already or cannot be written.
    """
    tables = pair_tables(report)
    tables["pair_dictionary.csv"] = pair_dictionary(tables)
    files = {name: csv_bytes(table) for name, table in tables.items()}
    files["pair.json"] = pair_json(report)
    files["methods.txt"] = f"{pair_methods(report)}\n".encode()
    figures = list(pair_figures(report))
    with NewFiles(out_dir) as new:
        new.expect([*files, *figure_names(_FIGURES, figures)])
        for name, content in chain(files.items(), figure_files(_FIGURES, figures, progress)):
            new.append(name, content)
    return new.written


def pair_tables(report: PairReport) -> dict[str, pd.DataFrame]:
    """Return the tables by file name."""
    return {
        "pair_statistics.csv": pair_table(report),
        "pair_matrices.csv": _table(_matrices(report), ("unit", "channel", "code_a", "code_b", "amount")),
        "pair_ratings.csv": _table(_ratings(report), ("scale", "session", "episode", "target", "a", "b")),
        "pair_classes.csv": _table(_classes(report), ("reading", "class_a", "class_b", "sessions")),
        "pair_settings.csv": _table(pair_settings(report).items(), ("setting", "value")),
    }


def pair_json(report: PairReport) -> bytes:
    """Return the whole report as one JSON document; what does not exist is null with its reason."""
    said = {"settings": pair_settings(report), "versions": versions(), "report": _plain(report)}
    return msgspec.json.format(msgspec.json.encode(said), indent=1)


def _matrices(report: PairReport) -> Iterator[tuple[object, ...]]:
    for channel, found in report.time:
        codes = [*(code.id for code in report.codebook.state_channels[channel]), NONE_ID]
        yield from _cells("seconds", channel, codes, found.table_ms / 1000)
    for one in report.events:
        codes = [*(code.id for code in report.codebook.state_channels[one.channel]), NO_PARTNER_ID]
        linked = one.events.linked.events.table.copy()
        linked[:-1, :-1] //= 2  # a pair is counted for each coder
        yield from _cells("linked events", one.channel, codes, linked)
        yield from _cells("aligned events", one.channel, codes, one.events.aligned.events.table)
    for modifier in report.modifiers:
        for answers in (modifier.whole, *modifier.per_code):
            channel = "+".join(filter(None, (answers.code, modifier.modifier)))
            yield from _cells("answered events", channel, modifier.answers, answers.table)


def _cells(unit: str, channel: str, codes: Sequence[str], table: np.ndarray) -> Iterator[tuple[object, ...]]:
    for row, code_a in enumerate(codes):
        for column, code_b in enumerate(codes):
            yield unit, channel, code_a, code_b, table[row, column].item()


def _ratings(report: PairReport) -> Iterator[tuple[object, ...]]:
    for scale in report.scales:
        for unit in scale.units:
            yield scale.scale, unit.session, unit.episode, unit.target, unit.a, unit.b


def _classes(report: PairReport) -> Iterator[tuple[object, ...]]:
    for _, one in report.classes.readings:
        for row, class_a in enumerate(one.classes):
            for column, class_b in enumerate(one.classes):
                yield one.reading, class_a, class_b, int(one.table[row, column])


def _table(rows: Iterable[tuple[object, ...]], columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(columns))


def _plain(found: object) -> object:
    """Return a result as what JSON knows."""
    if is_dataclass(found) and not isinstance(found, Undefined):
        told = (field.name for field in fields(found) if field.metadata.get("json", True))
        return {name: _plain(getattr(found, name)) for name in told}
    if isinstance(found, Mapping):
        return {str(key): _plain(value) for key, value in found.items()}
    if isinstance(found, tuple):
        return [_plain(one) for one in found]
    return _leaf(found)


def _leaf(found: object) -> object:
    if isinstance(found, Undefined):
        return {"value": None, "reason": found.reason}
    if isinstance(found, Codebook):
        return {"id": found.id, "name": found.name, "version": found.version}
    if isinstance(found, Classification):  # without its comment
        return {"primary": found.primary, "subgroup": found.subgroup, "forced": found.forced}
    if isinstance(found, np.ndarray):
        return found.tolist()
    return msgspec.to_builtins(found)
