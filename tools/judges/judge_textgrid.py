"""Praatio finds the same intervals and points in the TextGrids. Run in its own environment."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from praatio import textgrid
from verdict import Finding, Observations, drawn, main, same


def judge(folder: Path, expected: Observations) -> Iterator[Finding]:
    """Compare every TextGrid in the folder; praatio refuses one in which two tiers have the same name."""
    found = [
        (name, *one)
        for name, said in expected.items()
        for one in _intervals(folder / f"{said['session']}_{said['coder']}.TextGrid")
    ]
    yield same("the same intervals and points, to 1 ms", found, drawn(expected, point_ms=0))


def _intervals(path: Path) -> Iterator[tuple[Any, ...]]:
    grid = textgrid.openTextgrid(str(path), includeEmptyIntervals=False)
    for name in grid.tierNames:
        for *times, label in grid.getTier(name).entries:
            code = _plain(re.split(r" \[| // ", label)[0])
            title = _plain(name).partition(" (overlapping ")[0]
            who = title.removesuffix(code).removesuffix(" - ")
            yield who, code, round(times[0] * 1000), round(times[-1] * 1000)


def _plain(text: str) -> str:
    """Return a text as Praat shows it: praatio leaves quotes doubled, and signs of ours stand as in a web address."""
    return unquote(text.replace('""', '"'))


if __name__ == "__main__":
    main(judge)
