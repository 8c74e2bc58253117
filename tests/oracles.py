"""What other libraries say of the same numbers and read in our files.

Each library is imported by the first test that asks it. At the head of a file it would be imported when tests are
collected, and then each process of a run holds 150 MB that two or three files ask for.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any


def _asked(module: str, name: str) -> Callable[..., Any]:
    def ask(*given: Any, **options: Any) -> Any:
        return getattr(import_module(module), name)(*given, **options)

    return ask


alpha = _asked("krippendorff", "alpha")
cohen_kappa_score = _asked("sklearn.metrics", "cohen_kappa_score")
cohens_kappa = _asked("statsmodels.stats.inter_rater", "cohens_kappa")
aggregate_raters = _asked("statsmodels.stats.inter_rater", "aggregate_raters")
fleiss_kappa = _asked("statsmodels.stats.inter_rater", "fleiss_kappa")
intraclass_corr = _asked("pingouin", "intraclass_corr")
linregress = _asked("scipy.stats", "linregress")
ttest_1samp = _asked("scipy.stats", "ttest_1samp")

read_parquet = _asked("pyarrow.parquet", "read_table")
read_sav = _asked("pyreadstat", "read_sav")
sql = _asked("duckdb", "sql")
workbook = _asked("python_calamine", "load_workbook")
