"""Agreement of two coders as tables (CSV) and as the sentences a methods section needs.

Tidy tables, one row an entry: times in seconds with three decimals, intervals half-open [start_s, end_s). A statistic
that does not exist is an empty cell, with its reason in the last column.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pandas as pd

from annotator.agreement.catalogue import TIME_CODE
from annotator.agreement.code_with import asked_names, with_words
from annotator.agreement.described import described
from annotator.agreement.pair.over_time import OverTime
from annotator.agreement.pair.read import PairData
from annotator.agreement.said import number, why
from annotator.consensus.disagreement import Disagreement
from annotator.exchange.modifier_methods import modifiers_sentences
from annotator.exchange.study_export import write_tables
from annotator.statistics.estimate import Statistic
from annotator.version import version

NONE_ID = "(none)"
"""How the tables write time in which a coder gave no code of the channel."""


def export_agreement(found: OverTime, disagreements: Iterable[Disagreement], out_dir: Path) -> tuple[Path, ...]:
    """Write what two coders agree on, code by code and in seconds, and where they do not.

    Args:
        found: How two coders of one session agree.
        disagreements: Where they differ.
        out_dir: Made if it is not there. A file that exists is never overwritten.

    Returns:
        The files written.

    Raises:
        StudyError: if a file is there already or cannot be written.
    """
    data = found.data
    pair = {"session": data.sessions[0].session, "coder_a": data.coder_a, "coder_b": data.coder_b}
    settings = {
        "window": data.window_name,
        "window_s": _seconds(data.window_ms),
        "code_with": " ".join(data.code_with),
        "left_out": " | ".join(data.left_out),
        "doubts": " | ".join(data.doubts),
        "program_version": version(),
        "methods": methods_text(found),
    }
    tables = {
        "agreement_channels.csv": _table(_channels(found), _CHANNELS),
        "agreement_codes.csv": _table(_codes(found), _CODES),
        "agreement_points.csv": _table(_points(found), _POINTS),
        "agreement_confusion.csv": _table(_cells(found), _CELLS),
        "agreement_modifiers.csv": _table(_modifiers(found), _MODIFIERS),
        "agreement_answers.csv": _table(_answers(found), _ANSWERS),
        "agreement_code_with.csv": _table(_readings(found), _READINGS),
        "disagreements.csv": _table(map(_disagreement, disagreements), _DISAGREEMENTS),
        "agreement_settings.csv": _table(settings.items(), ("setting", "value")),
    }
    for table in tables.values():
        for place, (name, value) in enumerate(pair.items()):
            table.insert(place, name, value)  # so that the tables of many sessions can be stacked
    return write_tables(tables, out_dir)


def methods_text(found: OverTime) -> str:
    """Return what was computed of one session, over which time and by which version, for a methods section."""
    data, codebook, ppos = found.data, found.data.codebook, described(TIME_CODE, "ppos")
    return (
        f"Agreement of coders {data.coder_a} and {data.coder_b} on session {data.sessions[0].session} was computed "
        f"over {data.window_name} ({_seconds(data.window_ms)} s). Coded time was compared channel by "
        "channel at the exact boundaries both coders had marked (no time bins, no tolerance); codes of a channel "
        "exclude each other, and time without a code counts as a category of its own. Po is the share of this time in "
        "which both gave the same code; kappa is Cohen's (1960), from the table of seconds; Ppos of a code is twice "
        f"the seconds both coded divided by the sum of the seconds each coded ({ppos.cited}). Moments "
        "in time are not independent, so no standard error is given. Points were matched one to one within "
        f"{data.tolerances.points_ms / 1000:g} s. {_modifier_sentences(data)}{_known(data)}"
        f"Codebook: {codebook.name}, version {codebook.version}. Program: Strange Situation annotator {version()}."
    )


def _modifier_sentences(data: PairData) -> str:
    plain = data.counting(()).codebook
    return modifiers_sentences(asked_names(plain), data.code_with, with_words(plain, data.code_with))


def _known(data: PairData) -> str:
    """Return what a reader must know of the two codings."""
    said = [one.removesuffix(".") for one in (*data.left_out, *data.doubts)]
    waiting = [f"not submitted by {' and '.join(one.unfinished)}" for one in data.sessions if one.unfinished]
    return f"To be known of the codings: {'; '.join((*waiting, *said))}. " if said or waiting else ""


_CHANNELS = ("channel", "agreement", "kappa", "why_undefined")
_CODES = ("channel", "code", "a_s", "b_s", "both_s", "ppos", "kappa", "bouts_a", "bouts_b", "why_undefined")
_POINTS = ("code", "matched", "only_a", "only_b", "f1", "why_undefined")
_CELLS = ("channel", "code_a", "code_b", "seconds")
_MODIFIERS = ("modifier", "code", "matched", "both", "only_a", "only_b", "agreement", "kappa", "why_undefined")
_ANSWERS = ("modifier", "code", "answer_a", "answer_b", "events")
_READINGS = ("code_with", "agreement", "kappa", "ppos", "f1", "why_undefined")
_DISAGREEMENTS = ("kind", "channel", "code_a", "code_b", "start_s", "end_s", "duration_s", "lost_s")

_Row = tuple[object, ...]


def _table(rows: Iterable[_Row], columns: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(columns))


def _channels(found: OverTime) -> Iterator[_Row]:
    for channel, one in found.channels.items():
        po, kappa = one.agreement, one.kappa.value
        yield channel, _number(po), _number(kappa), why(po, kappa)


def _codes(found: OverTime) -> Iterator[_Row]:
    for channel, one in found.channels.items():
        for code in one.per_code:
            times = (_seconds(code.a_ms), _seconds(code.b_ms), _seconds(code.both_ms))
            ppos, kappa = code.ppos, code.kappa.value
            statistics = (_number(ppos), _number(kappa))
            yield channel, code.code, *times, *statistics, code.bouts_a, code.bouts_b, why(ppos, kappa)


def _points(found: OverTime) -> Iterator[_Row]:
    for one in found.points:
        yield one.code, one.matched, one.only_a, one.only_b, _number(one.f1), why(one.f1)


def _cells(found: OverTime) -> Iterator[_Row]:
    for channel, one in found.channels.items():
        codes = [*(code.id for code in found.data.codebook.state_channels[channel]), NONE_ID]
        for row, code_a in enumerate(codes):
            for column, code_b in enumerate(codes):
                yield channel, code_a, code_b, _seconds(one.table_ms[row, column])


def _modifiers(found: OverTime) -> Iterator[_Row]:
    for modifier in found.modifiers:
        for one in (modifier.whole, *modifier.per_code):
            counts = one.matched, one.both, one.only_a, one.only_b
            statistics = _number(one.agreement), _number(one.kappa)
            yield modifier.modifier, one.code, *counts, *statistics, why(one.agreement, one.kappa)


def _answers(found: OverTime) -> Iterator[_Row]:
    for modifier in found.modifiers:
        for one in (modifier.whole, *modifier.per_code):
            for row, of_a in enumerate(modifier.answers):
                for column, of_b in enumerate(modifier.answers):
                    yield modifier.modifier, one.code, of_a, of_b, int(one.table[row, column])


def _readings(found: OverTime) -> Iterator[_Row]:
    for one in found.readings:
        statistics = one.agreement, one.kappa.value, one.ppos, one.f1
        yield one.reading.id, *map(_number, statistics), why(*statistics)


def _disagreement(one: Disagreement) -> _Row:
    times = (_seconds(one.start_ms), _seconds(one.end_ms), _seconds(one.duration_ms), _seconds(one.lost_ms))
    return one.kind, one.channel, *(code or NONE_ID for code in one.said), *times


def _seconds(ms: float) -> str:
    return f"{ms / 1000:.3f}"


def _number(value: Statistic) -> float | None:
    found = number(value)
    return None if found is None else round(found, 6)
