"""The figure beside a table: the chosen number over all sessions, or the chosen session as it was coded."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QScrollArea, QStackedWidget

from annotator.report.figures.description import Figure, Plot, Raster
from ui.results.raster_view import RasterView
from ui.widgets.chart import Chart
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.elided import Elided
from ui.widgets.empty_page import EmptyPage
from ui.widgets.parts import button, column, label, name_field, row

NUMBER, SESSION = "number", "session"
_NOTES_HEIGHT = 40


class FigurePlace(QFrame):
    """Shows a figure and tells which one is wanted."""

    wanted = Signal()
    save_wanted = Signal()
    """The figure that is shown is to be written to files."""

    def __init__(self) -> None:
        super().__init__()
        self.figure: Figure | None = None
        self.save_button = button(
            "Save…", self.save_wanted.emit, tip="Write it for a paper: SVG, PNG and PDF, on white"
        )
        self.setProperty("kind", "panel")
        self.kind, self.by = ChoiceBox(), ChoiceBox()
        self.title, self.notes = Elided(""), label("", "dim", wrap=True)
        self.title.setProperty("kind", "strong")
        self.chart, self.raster, self.empty = Chart("Figure of the results", 130), RasterView(), EmptyPage()
        self._stack = QStackedWidget()
        for one in (self.empty, self.chart, self.raster):
            self._stack.addWidget(one)
        for field, name in ((self.kind, "Figure"), (self.by, "Groups in the figure")):
            name_field(field, name)
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            field.activated.connect(lambda _: self.wanted.emit())
        for name, data in (("The number over sessions", NUMBER), ("The session", SESSION)):
            self.kind.addItem(name, data)
        notes = QScrollArea()
        notes.setWidget(self.notes)
        notes.setWidgetResizable(True)
        notes.setFixedHeight(_NOTES_HEIGHT)
        notes.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        notes.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = row(self.kind, self.by, None, self.save_button, spacing=6)
        whole = column(head, self.title, self._stack, notes, spacing=4, margins=(14, 8, 14, 8))
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.setMinimumWidth(300)
        self.offer(())

    @property
    def choice(self) -> tuple[str, str]:
        """What is wanted: NUMBER or SESSION, and the variable that groups sessions, "" for none."""
        return self.kind.currentData(), self.by.currentData() if self.kind.currentData() == NUMBER else ""

    def offer(self, variables: Iterable[str]) -> None:
        """Offer variables that group the sessions."""
        self.by.clear()
        self.by.addItem("one group", "")
        for name in variables:
            self.by.addItem(f"by {name}", name)

    def show_figure(self, figure: Figure | None) -> None:
        """Show a figure; None: there is none of what is chosen."""
        self.figure = figure if isinstance(figure, Plot | Raster) and not figure.empty else None
        self.save_button.setEnabled(self.figure is not None)
        self.by.setVisible(self.by.count() > 1 and self.kind.currentData() == NUMBER)
        self.title.say("" if figure is None else figure.title)
        self.notes.setText("" if figure is None else " ".join(figure.notes))
        if isinstance(figure, Plot) and not figure.empty:
            self.chart.show_plot(figure)
            self._stack.setCurrentWidget(self.chart)
        elif isinstance(figure, Raster) and not figure.empty:
            self.raster.show_raster(figure)
            self._stack.setCurrentWidget(self.raster)
        else:
            why = figure.empty if isinstance(figure, Plot | Raster) else "There is no figure of this."
            self.empty.say("", why)
            self._stack.setCurrentWidget(self.empty)
