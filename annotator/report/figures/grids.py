"""Which code, or class, of one coder met which of the other: a grid that the window and the files share."""

from collections.abc import Callable, Sequence
from math import sqrt

from annotator.agreement.pair.report import PairReport
from annotator.agreement.two_coders import ClassAgreement
from annotator.model.codebook import Codebook
from annotator.report.figures.description import Cell, Grid
from annotator.report.wording import NONE_NAME, pair_sentence
from annotator.statistics.tables import Tables
from annotator.text import percent, seconds

SECONDS = "seconds"
_NO_PARTNER = "no partner"


def confusion(
    name: str,
    coders: tuple[str, str],
    names: Sequence[str],
    table: Tables,
    unit: str = SECONDS,
    *,
    corner: bool = True,
    about: str = "",
) -> Grid:
    """Return a confusion matrix; the shade of a cell grows with the root of what is in it.

    Args:
        name: of what.
        coders: who has the rows, who the columns.
        names: of the rows, and of the columns.
        table: whole ms, or counts; rows coder A, columns coder B.
        unit: SECONDS, or what is counted.
        about: what it was computed from, in a sentence.
        corner: whether there can be anything that neither coder has; events that neither saw cannot be counted.
    """
    total, same = int(table.sum()), table.diagonal()
    strongest = max(1, int(same.max(initial=0))), max(1, int((table.sum(axis=1) - same).max(initial=0)))
    written: Callable[[int], str] = seconds if unit == SECONDS else str
    (a, b), last = coders, len(names) - 1
    cells = []
    for row in range(len(names)):
        line = []
        for column in range(len(names)):
            amount, is_same = int(table[row, column]), row == column
            is_empty = not corner and row == column == last
            text, share = ("", "") if is_empty else (written(amount), percent(amount / total) if total else "")
            counted = unit.removesuffix("s") if text == "1" else unit
            line.append(
                Cell(
                    text=text,
                    details=(share,),
                    shade=sqrt(amount / strongest[not is_same]) if amount else 0.0,
                    tip=f"{a}: {names[row]}\n{b}: {names[column]}\n{text} {counted}, {share}",
                    kind="same" if is_same else "different",
                )
            )
        cells.append(tuple(line))
    together = f"{seconds(total)} s" if unit == SECONDS else f"{total} {unit}"
    said = f"= both say the same, ≠ they differ; {together}. The darker, the more, = and ≠ apart."
    notes = tuple(filter(None, (said, about)))
    return Grid(f"{a} × {b}, {name}: {unit}", a, b, tuple(names), tuple(names), tuple(cells), notes=notes)


def seconds_grid(report: PairReport, channel: str) -> Grid:
    """Return for how long which code of one met which of the other, in one channel."""
    table, name = dict(report.time)[channel].table_ms, report.codebook.channel_name(channel)
    names = _codes(report.codebook, channel, NONE_NAME)
    return confusion(name, (report.coder_a, report.coder_b), names, table, about=_about(report))


def events_grid(report: PairReport, channel: str) -> Grid:
    """Return which bouts of one are linked with which of the other, in one channel."""
    linked = next(one for one in report.events if one.channel == channel).events.linked
    table, name = linked.events.table.copy(), report.codebook.channel_name(channel)
    table[:-1, :-1] //= 2  # a pair counts once for each coder
    names, coders = _codes(report.codebook, channel, _NO_PARTNER), (report.coder_a, report.coder_b)
    return confusion(name, coders, names, table, "events linked by overlap", corner=False, about=_about(report))


def class_grid(report: PairReport, name: str, found: ClassAgreement) -> Grid:
    """Return which class of one met which of the other, in one reading of the classification."""
    return confusion(name, (report.coder_a, report.coder_b), found.classes, found.table, "sessions")


def _codes(codebook: Codebook, channel: str, none: str) -> list[str]:
    return [*(code.name for code in codebook.state_channels[channel]), none]


def _about(report: PairReport) -> str:
    return f"{pair_sentence(report)}."
