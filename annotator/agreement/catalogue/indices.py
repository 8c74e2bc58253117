"""The indices of a whole table, and of one code or class against everything else."""

from typing import Protocol

from annotator.agreement.catalogue.words import CHANCE
from annotator.agreement.described import COEFFICIENT, INDEX, SHARE, Described
from annotator.statistics.estimate import Statistic
from annotator.statistics.indices import CodeIndices


class _Common(Protocol):
    """The indices of a whole table and of one code alike."""

    @property
    def kappa_max(self) -> Statistic: ...
    @property
    def pabak(self) -> Statistic: ...
    @property
    def ac1(self) -> Statistic: ...
    @property
    def scott_pi(self) -> Statistic: ...


COMMON: tuple[Described[_Common], ...] = (
    Described(
        "kappa_max", "κ max", "The largest kappa that each coder's own totals allow", COEFFICIENT,
        "Nothing to report: it tells a κ that is low because one coder has more of a code from one that is low for "
        "other reasons.",
        "Cohen 1960", get=lambda of: of.kappa_max,
    ),
    Described(
        "pabak", "PABAK", "Prevalence- and bias-adjusted kappa: (q Po − 1) ÷ (q − 1) with q codes, 2 Po − 1 with two",
        COEFFICIENT, "1 is best. It says nothing that Po does not; report κ with Ppos.", "Byrt, Bishop & Carlin 1993",
        get=lambda of: of.pabak,
    ),
    Described(
        "ac1", "AC1", "Gwet's AC1", COEFFICIENT,
        "1 is best, but it is near 1 wherever most of the window is uncoded, however little of the coded time agrees.",
        "Gwet 2008", get=lambda of: of.ac1,
    ),
    Described(
        "scott_pi", "π", "Scott's pi: agreement beyond what the shares of both coders together would give by chance",
        COEFFICIENT, f"{CHANCE} Never above κ; the further below it, the more one coder has of a code. Report κ.",
        "Scott 1955", get=lambda of: of.scott_pi,
    ),
)  # fmt: skip
"""Of a whole table, and of one code or class against everything else."""

INDEX_COLUMNS = tuple(f"indices.{one.id}" for one in COMMON)
"""What the tables of codes, classes and intervals show of them."""

CODE_INDICES: tuple[Described[CodeIndices], ...] = (
    *COMMON[:2],
    Described(
        "prevalence", "PI", "Prevalence index, −1 to 1: (both − neither) ÷ all", INDEX,
        "0 where the code is on half of the time; far from 0, the same Po makes a lower κ.",
        "Byrt, Bishop & Carlin 1993", get=lambda of: of.prevalence,
    ),
    Described(
        "bias", "BI", "Bias index: how much more of it {a} has than {b}, as a share of all", INDEX,
        "0 is best: neither has more of it.", "Byrt, Bishop & Carlin 1993", get=lambda of: of.bias,
    ),
    *COMMON[2:],
    Described(
        "negative_agreement", "Pneg",
        "How far the two agree on where it is not: 2 × neither ÷ (not A + not B)", SHARE,
        "1 is best; it is near 1 for everything that is rare. Report Ppos.", "Cicchetti & Feinstein 1990",
        get=lambda of: of.negative_agreement,
    ),
)  # fmt: skip
"""Of one code, or class, against everything else."""
