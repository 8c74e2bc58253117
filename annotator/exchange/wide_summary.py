"""The summary with one row a coding: each measure of each code in each scored episode in a column of its own."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from annotator.model.codebook import Code, Codebook, Episode

_KEY = ["session", "coder"]
_OF_STATES = ("total_s", "proportion")
_OF_ALL = ("seen_s", "onsets", "latency_s", "latency_censored", "waited_s")


class WideCell(NamedTuple):
    """One column of the wide summary: a measure is a column of summary.csv."""

    code: Code
    episode: Episode
    measure: str

    @property
    def column(self) -> str:
        """What the column is called: crying_4_total_s."""
        return f"{self.code.id}_{self.episode.id}_{self.measure}"


def wide_cells(codebook: Codebook) -> Iterator[WideCell]:
    """Yield the columns of the wide summary, retired codes last, in the order of the codebook."""
    for code in codebook.all_codes:
        measures = _OF_ALL if code.is_point else (*_OF_STATES, *_OF_ALL)
        for episode in codebook.episodes:
            if episode.scored:
                yield from (WideCell(code, episode, measure) for measure in measures)


def wide_summary(summary: pd.DataFrame, codings: list[tuple[str, str]], codebook: Codebook) -> pd.DataFrame:
    """Return one row a coding, also one without episodes; what summary.csv has no row for is empty, which is not zero.

    So is what was held more than once: summary.csv has a row for each time.

    Args:
        summary: the rows of summary.csv of these codings.
        codings: session and coder of each, in the order of the rows.
        codebook: that of the study.
    """
    keys = list(zip(*(summary[name].tolist() for name in (*_KEY, "code", "episode")), strict=True))
    times = Counter(keys)
    place = {key: number for number, key in enumerate(keys) if times[key] == 1}
    said = {measure: summary[measure].fillna("").tolist() for measure in (*_OF_STATES, *_OF_ALL)}
    cells = [((cell.code.id, cell.episode.id), said[cell.measure]) for cell in wide_cells(codebook)]
    rows = [
        (*coding, *("" if at is None else of_all[at] for which, of_all in cells for at in [place.get(coding + which)]))
        for coding in codings
    ]
    columns = [*_KEY, *(cell.column for cell in wide_cells(codebook))]
    return pd.DataFrame(rows, columns=columns, dtype=object)
