"""The study's own page: how far each coder is, how much is coded by two, and what waits for whom."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSizePolicy, QWidget

from annotator.study.settings import CONSENSUS
from annotator.text import clock, count
from ui.study.overview import Overview, SessionRow
from ui.study.session_filter import Due, is_due
from ui.theme import current_theme, number_font
from ui.widgets.parts import button, column, label, line, on_escape, row

_BAR, _HIGH = 90, 6
_SOME = 4
"""So many sessions are named; the table shows them all."""


@dataclass(frozen=True, slots=True)
class Double:
    """How many sessions two have submitted, of how many, and which share is wanted; None: nobody has said."""

    done: int
    of: int
    wanted: float | None

    @property
    def share(self) -> float:
        """The share that is done."""
        return self.done / self.of if self.of else 0.0

    @property
    def text(self) -> str:
        """The same in words."""
        wanted = "" if self.wanted is None else f", wanted {self.wanted:.0%}"
        return f"{self.done} of {self.of} ({self.share:.0%}){wanted}".replace("%", " %")


@dataclass(frozen=True, slots=True)
class CoderStanding:
    """How far a coder is: codings begun and submitted, findings in them, and how much was watched in all, in ms."""

    coder: str
    begun: int
    submitted: int
    findings: int
    watched_ms: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Sessions that wait for the same; due is how the table shows them, None where it cannot."""

    what: str
    sessions: tuple[str, ...]
    due: Due | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a study is."""

    double: Double
    coders: tuple[CoderStanding, ...]
    waiting: tuple[Waiting, ...]


def standing(found: Overview) -> Standing:
    """Return how far a study is, as far as it is known."""
    readable = [row for row in found.rows if row.session is not None]
    coders = [coder for coder in found.coders if coder != CONSENSUS]
    return Standing(
        double_coded(found),
        tuple(_of_coder(coder, readable) for coder in coders),
        tuple(one for one in _waiting(found) if one.sessions),
    )


def double_coded(found: Overview) -> Double:
    """Return how many sessions two have submitted."""
    readable = [row for row in found.rows if row.session is not None]
    return Double(sum(len(row.submitted_by) > 1 for row in readable), len(readable), found.wanted_double)


def _of_coder(coder: str, rows: list[SessionRow]) -> CoderStanding:
    states = [row.codings[coder] for row in rows if coder in row.codings and row.codings[coder].is_begun]
    return CoderStanding(
        coder,
        len(states),
        sum(state.is_submitted for state in states),
        sum(state.findings for state in states),
        sum(state.watched_ms for state in states),
    )


def _waiting(found: Overview) -> Iterator[Waiting]:
    """Yield what a lead has to do, the worst first."""

    def those(what: str, wanted: Callable[[SessionRow], bool], due: Due | None) -> Waiting:
        return Waiting(what, tuple(row.id for row in found.rows if wanted(row)), due)

    def is_damaged(row: SessionRow) -> bool:
        return bool(row.problem) or any(state.problem for state in row.codings.values())

    yield those("cannot be read", is_damaged, "with findings")
    yield those("with a recording that is missing", lambda row: bool(row.missing), None)
    yield those("nobody codes yet", lambda row: is_due(row, "to assign"), "to assign")
    yield those("with findings", lambda row: is_due(row, "with findings"), "with findings")
    yield those("submitted by two, to be settled", lambda row: is_due(row, "to settle"), "to settle")
    for coder in (one for one in found.coders if one != CONSENSUS):
        yield those(f"begun by {coder}, not submitted", partial(_is_open, coder), None)


def _is_open(coder: str, row: SessionRow) -> bool:
    return coder in row.coded_by and coder not in row.submitted_by


class ShareMeter(QWidget):
    """A bar for the share of sessions that are coded by two, with a mark where it is wanted."""

    def __init__(self) -> None:
        super().__init__()
        self._double = Double(0, 0, None)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_share(self, double: Double) -> None:
        """Show a share; where there is nothing to be coded by two, nothing."""
        self._double = double
        self.setVisible(bool(double.done or double.wanted))
        self.setAccessibleName(f"Double-coded: {double.text}")
        self.update()

    def sizeHint(self) -> QSize:
        """Return the height of one line."""
        return QSize(_BAR, self.fontMetrics().height() + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bar, and the words beside it."""
        painter, theme, double = QPainter(self), current_theme(), self._double
        painter.setFont(number_font())
        painter.setPen(QColor(theme.dim))
        middle = Qt.AlignmentFlag.AlignVCenter
        head = painter.fontMetrics().horizontalAdvance("Double-coded") + 10
        painter.drawText(self.rect(), middle, "Double-coded")
        bar = QRect(head, (self.height() - _HIGH) // 2, _BAR, _HIGH)
        painter.fillRect(bar, QColor(theme.faint))
        painter.fillRect(bar.adjusted(0, 0, round(_BAR * min(1.0, double.share)) - _BAR, 0), QColor(theme.dim))
        if double.wanted is not None:
            painter.fillRect(
                bar.left() + round(_BAR * double.wanted) - 1, bar.top() - 3, 2, _HIGH + 6, QColor(theme.accent)
            )
        painter.setPen(QColor(theme.text))
        room = self.rect().adjusted(bar.right() + 10, 0, 0, 0)
        words = painter.fontMetrics().elidedText(double.text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, middle, words)


class StandingPage(QScrollArea):
    """Shows how far a study is; what waits is a click away in the table."""

    due_wanted = Signal(str)
    """The table is to show what is waiting for this."""
    session_wanted = Signal(str)
    """This session is to be shown in the table."""
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        on_escape(self, self.left.emit)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.known: Standing | None = None

    def show_overview(self, found: Overview) -> None:
        """Show how far the study is."""
        known = standing(found)
        if known == self.known:
            return
        self.known = known
        back = button("Back to the sessions", self.left.emit, "quiet", tip="Esc")
        meter = ShareMeter()
        meter.show_share(known.double)
        head = row(label("Progress", "hero"), None, back)
        nothing = [] if known.waiting else [label("Nothing waits.", "dim")]
        body = column(
            *(head, line(), meter, 10),
            *(label("Coders", "heading"), self._coders(known), 10),
            *(label("What waits", "heading"), self._waits(known), *nothing, None),
            spacing=10,
            margins=(24, 20, 24, 24),
        )
        page = QWidget()
        page.setLayout(body)
        self.setWidget(page)

    def _coders(self, known: Standing) -> QGridLayout:
        heads = ("Coder", "Begun", "Submitted", "Findings", "Watched")
        said = [
            (one.coder, str(one.begun), str(one.submitted), str(one.findings), clock(one.watched_ms, decimals=0))
            for one in known.coders
        ]
        grid = QGridLayout()
        grid.setHorizontalSpacing(28)
        for at, cells in enumerate([heads, *said]):
            for place, text in enumerate(cells):
                made = label(text, "" if at else "dim")
                made.setFont(number_font())
                side = Qt.AlignmentFlag.AlignRight if place else Qt.AlignmentFlag.AlignLeft
                grid.addWidget(made, at, place, side)
        grid.setColumnStretch(len(heads), 1)
        return grid

    def _waits(self, known: Standing) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        for at, one in enumerate(known.waiting):
            grid.addWidget(label(f"{count(len(one.sessions), 'session')} {one.what}"), at, 0)
            named = [
                button(session, partial(self.session_wanted.emit, session), "link", tip="Show it in the table")
                for session in one.sessions[:_SOME]
            ]
            due = one.due
            if due is not None:
                show = button("Show all", partial(self.due_wanted.emit, due), "quiet", tip="Filter the table by it")
                show.setAccessibleName(f"Show all: {one.what}")
                named.append(show)
            elif len(one.sessions) > _SOME:
                named.append(button(f"and {len(one.sessions) - _SOME} more", self.left.emit, "quiet"))
            grid.addLayout(row(*named, None, spacing=4), at, 1)
        grid.setColumnStretch(1, 1)
        return grid
