"""What other libraries say of the same numbers and read in our files.

Statistics are asked in a process of their own, which ends with the tests of a file (tests/conftest.py): scikit-learn,
statsmodels and pingouin are 110 MB, which would stay in each process of a run to its end. What reads files is imported
by the first test that asks it; at the head of a file every process would import it when tests are collected.
"""

import pickle
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

_TREE = Path(__file__).parents[1]
_process: list[subprocess.Popen[bytes]] = []


def _imported(module: str, name: str) -> Callable[..., Any]:
    def ask(*given: Any, **options: Any) -> Any:
        return getattr(import_module(module), name)(*given, **options)

    return ask


def _asked(module: str, name: str, *parts: str) -> Callable[..., Any]:
    """Return a function that asks in the other process; of an answer of many parts it returns those that are named."""

    def ask(*given: Any, **options: Any) -> Any:
        if not _process:
            command = [sys.executable, "-W", "ignore", "-m", "tests.oracles"]
            _process.append(subprocess.Popen(command, cwd=_TREE, stdin=subprocess.PIPE, stdout=subprocess.PIPE))
        to, back = _process[0].stdin, _process[0].stdout
        assert to is not None
        assert back is not None
        pickle.dump((module, name, parts, given, options), to)
        to.flush()
        return pickle.load(back)

    return ask


def end() -> None:
    """End the process, if there is one."""
    while _process:
        with _process.pop() as process:
            process.terminate()


alpha = _asked("krippendorff", "alpha")
cohen_kappa_score = _asked("sklearn.metrics", "cohen_kappa_score")
cohens_kappa = _asked("statsmodels.stats.inter_rater", "cohens_kappa", "kappa", "std_kappa")
aggregate_raters = _asked("statsmodels.stats.inter_rater", "aggregate_raters")
fleiss_kappa = _asked("statsmodels.stats.inter_rater", "fleiss_kappa")
intraclass_corr = _asked("pingouin", "intraclass_corr")
linregress = _asked("scipy.stats", "linregress", "slope", "stderr")
t_interval = _asked("tests.oracles", "interval_of_the_t_test")

read_parquet = _imported("pyarrow.parquet", "read_table")
read_sav = _imported("pyreadstat", "read_sav")
sql = _imported("duckdb", "sql")
workbook = _imported("python_calamine", "load_workbook")


def interval_of_the_t_test(values: Any) -> tuple[float, float]:
    """Return the interval of 95 % around a mean."""
    found = import_module("scipy.stats").ttest_1samp(values, 0).confidence_interval()
    return float(found.low), float(found.high)


def _answer() -> None:
    while True:
        try:
            module, name, parts, given, options = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        found = getattr(import_module(module), name)(*given, **options)
        named = SimpleNamespace(**{part: float(getattr(found, part)) for part in parts})
        pickle.dump(named if parts else found, sys.stdout.buffer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    _answer()
