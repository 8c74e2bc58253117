"""The panel on stability over time: each coder beside their own earlier coding of the same sessions."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from annotator.agreement.catalogue import STUDY
from annotator.agreement.whole_study.rounds import Stability, described
from annotator.agreement.whole_study.subjects import OF_VARIABLE
from annotator.report.study_words import value_and_interval
from annotator.statistics.estimate import Undefined
from ui.agreement.study_panels import fill, plain_table
from ui.widgets.parts import column, label

_NONE = "Nobody has coded a session again. In Study, the menu of a submitted coding has “Code again”."
_ABOUT = "Each coder with their own earlier coding: no agreement between coders, and counted nowhere else."


class StableRow(NamedTuple):
    """A row of the table; meaning says what its statistic is."""

    cells: tuple[str, ...]
    meaning: str


class StabilityPanel(QWidget):
    """Lists what there is of each coder who has coded sessions in several rounds."""

    def __init__(self) -> None:
        super().__init__()
        self.sentence = label(_NONE, "dim", wrap=True)
        columns = ("On", "Rounds", "Statistic", "Value and interval", "Sessions")
        self.table = plain_table("Stability over time", columns)
        whole = column(self.sentence, self.table, None, margins=(12, 8, 12, 8))
        whole.setStretch(1, 1)
        whole.setStretch(2, 0)  # where the table is hidden, the words stay on top all the same
        self.setLayout(whole)
        self.table.hide()

    def show_stability(self, own: Sequence[Stability], rows: Sequence[StableRow]) -> None:
        """Show who has coded again, and what was found of it."""
        said = [f"{one.coder}: {described(one.rounds)}." for one in own]
        self.sentence.setText("\n".join([*said, _ABOUT]) if own else _NONE)
        fill(self.table, [one.cells for one in rows], (3, 4), [one.meaning for one in rows])
        self.table.setVisible(bool(rows))


def stable_rows(own: Sequence[Stability]) -> Iterator[StableRow]:
    """Yield what can be estimated of codes, classes and scales as a whole; that takes a while."""
    for one in own:
        whole = one.whole
        for subject in whole.used_subjects():
            for found in () if subject.cell else whole.all_estimates([subject]):
                for pair, (a, b) in enumerate(whole.compared.pairs):
                    estimate = found.pooled[pair]
                    if found.statistic not in OF_VARIABLE and not isinstance(estimate.value, Undefined):
                        about = STUDY[found.statistic]
                        name = subject.name + (" ●" if found.few[pair] else "")
                        sessions = str(len(whole.compared.meetings_of(pair)))
                        cells = name, f"{a} × {b}", about.symbol, value_and_interval(estimate), sessions
                        yield StableRow(cells, about.meaning)
