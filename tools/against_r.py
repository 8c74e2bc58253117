"""Compares statistics of ratings and variables with R: `python -m tools.against_r`.

Seeded tables go through R's psych, irr where it is installed, and its analysis of variance. Ends with 1 if a number
differs by more than a millionth. Without R it says so and compares nothing.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from annotator.statistics.estimate import Estimate, Statistic, Undefined, Values
from annotator.statistics.ratings.concordance import limits_of_agreement
from annotator.statistics.ratings.icc import FORMS, icc
from annotator.statistics.ratings.one_way import one_way

SCRIPT = Path(__file__).with_suffix(".R")
TABLES, SEED = 200, 1979
SAME = 1e-6


def main() -> int:
    """Compare everything; return 1 if something differs."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        print("R is not installed: nothing was compared.")
        return 0
    tables = list(_tables(np.random.default_rng(SEED)))
    with tempfile.TemporaryDirectory() as folder:
        asked, answered = Path(folder, "asked.csv"), Path(folder, "answered.csv")
        pd.concat([_long(number, table) for number, table in enumerate(tables)]).to_csv(asked, index=False)
        ran = subprocess.run(
            [rscript, str(SCRIPT), str(asked), str(answered)], capture_output=True, text=True, check=False
        )
        if ran.returncode:
            print(f"R could not compare, perhaps without its package psych:\n{ran.stderr.strip()}")
            return 0
        told = pd.read_csv(answered)
    ours = [dict(_found(table)) for table in tables]
    pairs = ((row.statistic, row.value, ours[row.table].get(row.statistic)) for row in told.itertuples())
    apart: dict[str, list[float]] = {}
    for statistic, theirs, mine in pairs:
        if mine is not None and not np.isnan(theirs):
            apart.setdefault(statistic, []).append(abs(theirs - mine))
    for statistic, differences in apart.items():
        print(f"{statistic:<16} {len(differences):>4} numbers, largest difference {max(differences):.1e}")
    differ = [statistic for statistic, differences in apart.items() if max(differences) > SAME]
    print(f"{TABLES} tables against {ran.stdout}: {', '.join(differ) + ' differ' if differ else 'all the same'}.")
    return int(bool(differ))


def _tables(random: np.random.Generator) -> Iterator[Values]:
    """Yield tables of ratings and of seconds, by two coders or more; in every third some did not rate."""
    for number in range(TABLES):
        units, coders = random.integers(6, 31), random.integers(2, 5)
        truth = random.exponential(20, units) if number % 2 else random.integers(1, 8, units)
        table = np.maximum(truth[:, None] + random.normal(0.3 * np.arange(coders), 1.5, (units, coders)), 0.0)
        if number % 3 == 0:
            table[random.random(table.shape) < 0.25] = np.nan
            table = table[(~np.isnan(table)).sum(axis=1) >= 2]
        yield np.round(table, 3)


def _long(number: int, table: Values) -> pd.DataFrame:
    units, coders = np.indices(table.shape)
    return pd.DataFrame({"table": number, "unit": units.ravel(), "coder": coders.ravel(), "rating": table.ravel()})


def _found(table: Values) -> Iterator[tuple[str, float]]:
    ways = one_way(table)
    yield from _number("one-way single", ways.single.value)
    yield from _number("one-way mean", ways.mean.value)
    if np.isnan(table).any():
        return
    for form in FORMS:
        yield from _estimate(f"icc {form}", icc(table, form))
    yield from _number("irr oneway", icc(table, "1,1").value)
    yield from _number("irr twoway", icc(table, "A,1").value)
    if table.shape[1] == 2:
        limits = limits_of_agreement(*table.T)
        yield from _estimate("bias", limits.bias)
        yield from _number("upper limit", limits.upper.value)


def _estimate(name: str, found: Estimate) -> Iterator[tuple[str, float]]:
    yield from _number(name, found.value)
    if not isinstance(found.interval, Undefined):
        low = found.interval.low
        if low > -1:  # a bound below -1 is written as -1, unlike in R
            yield f"{name} low", low
        yield f"{name} high", found.interval.high


def _number(name: str, value: Statistic) -> Iterator[tuple[str, float]]:
    if not isinstance(value, Undefined):
        yield name, value


if __name__ == "__main__":
    sys.exit(main())
