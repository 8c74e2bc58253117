"""What the events say of one cell, in figures. It stands beside the field and proposes no point."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from annotator.measures.evidence import CodeEvidence, Evidence, LimitEvidence
from annotator.measures.observed import NOT_LOOKED_FOR, NOT_SEEN
from annotator.text import DASH, count, seconds
from ui.theme import number_font
from ui.widgets.parts import column, label

_HEADINGS = ("", "n", "s", "after")
_TIPS = {
    1: "How often it begins in this episode",
    2: "Seconds of it that were seen in this episode; a point has none",
    3: "From the start of the episode to the first; 0 where it is on already",
}
_SIGNS = {True: "✓", False: "✗", None: DASH}
_DOUBTS = {NOT_LOOKED_FOR: "not looked for throughout", NOT_SEEN: "out of view for a time"}


class EvidenceFigures(QWidget):
    """A small table of the codes that the scale names, and what the scale says of lengths and latencies."""

    def __init__(self) -> None:
        super().__init__()
        self._table = QWidget()
        self.notes = label("", "dim", wrap=True)
        heading = label("From your events", "heading")
        heading.setToolTip("Evidence for you to weigh: no score is derived from it")
        self._layout = column(heading, self._table, self.notes, spacing=6)
        self.setLayout(self._layout)
        self.setAccessibleName("What the events say")

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """What the table says, row by row."""
        grid = self._table.layout()
        if not isinstance(grid, QGridLayout):
            return []
        cells = [
            [grid.itemAtPosition(at, column) for column in range(len(_HEADINGS))] for at in range(1, grid.rowCount())
        ]
        return [tuple(_text_of(cell.widget()) for cell in row if cell is not None) for row in cells]

    def show_evidence(self, evidence: Evidence | None, episode: str) -> None:
        """Show the figures of a cell; None while its episode is not marked."""
        self._renew_table(evidence.codes if evidence is not None else ())
        self.notes.setText("\n".join(_notes(evidence, episode)))
        self.notes.setVisible(bool(self.notes.text()))

    def _renew_table(self, codes: tuple[CodeEvidence, ...]) -> None:
        old, self._table = self._table, QWidget()
        if codes:
            self._table.setLayout(_table_of(codes))
        self._layout.replaceWidget(old, self._table)
        old.deleteLater()
        self._table.setVisible(bool(codes))


def _table_of(codes: tuple[CodeEvidence, ...]) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(9)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(0, 1)
    for place, heading in enumerate(_HEADINGS):
        made = label(heading, "dim")
        made.setToolTip(_TIPS.get(place, ""))
        grid.addWidget(made, 0, place, _side(place))
    for row, one in enumerate(codes, start=1):
        for place, text in enumerate((one.code.name, *_figures(one))):
            made = label(text)
            made.setToolTip(one.times.why_not.capitalize())
            if place:
                made.setFont(number_font())
            grid.addWidget(made, row, place, _side(place))
    return grid


def _figures(one: CodeEvidence) -> tuple[str, str, str]:
    found = one.measures
    if found is None:
        return DASH, "" if one.code.is_point else DASH, DASH
    return str(found.onsets), "" if one.code.is_point else seconds(found.total_ms), seconds(found.latency_ms)


def _side(place: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if place else Qt.AlignmentFlag.AlignLeft


def _notes(evidence: Evidence | None, episode: str) -> list[str]:
    if evidence is None:
        return [f"Episode {episode} is not marked yet." if episode else "No episode is marked yet."]
    notes = [*_seen_texts(evidence.codes), *(_limit_text(one) for one in evidence.limits)]
    if evidence.without_target:
        said = count(evidence.without_target, "event")
        notes.append(f"{said} of them {'does' if evidence.without_target == 1 else 'do'} not say towards whom.")
    if not evidence.codes:
        notes.append("The codebook names no codes for this scale.")
    return notes


def _limit_text(one: LimitEvidence) -> str:
    what = "longest" if one.limit.measure == "longest_s" else "first after"
    found = "none" if one.observed_ms is None else f"{what} {seconds(one.observed_ms)} s"
    doubt = f", but {_DOUBTS[one.missed]}" if one.is_met is None and one.missed else ""
    return f"{_SIGNS[one.is_met]} {one.limit.text}: {found}{doubt}"


def _seen_texts(codes: tuple[CodeEvidence, ...]) -> Iterator[str]:
    """Yield of which codes not all of the episode counts, and how much of it was seen."""
    said: dict[str, list[str]] = {}
    for one in codes:
        found = one.measures
        if found is None:
            said.setdefault(one.times.why_not.capitalize(), []).append(one.code.name)
        elif found.seen_ms < found.episode_ms:
            seen = f"Seen {seconds(found.seen_ms)} of {seconds(found.episode_ms)} s"
            said.setdefault(seen, []).append(one.code.name)
    return (f"{what}: {', '.join(names)}." if len(names) < len(codes) else f"{what}." for what, names in said.items())


def _text_of(widget: QWidget | None) -> str:
    return widget.text() if isinstance(widget, QLabel) else ""
