"""Ratings and classification in the Code workspace: their tabs, their keys, and what is missing before submitting."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal

from annotator.model.items import Cell
from ui.coding.judging.classification import ClassificationPanel
from ui.coding.judging.ratings import RatingsPanel
from ui.session import CodingSession

RATINGS, CLASS = "Ratings", "Class"


class JudgingForms(QObject):
    """Builds the forms that the codebook asks for: none for a codebook without scales and classes."""

    said = Signal(str, str)
    """What stands behind the name of a tab: the tab, and the text."""
    wanted = Signal(str)
    """A form is to be shown: its tab."""
    left = Signal()
    """The coder wants to go back to the recording."""
    watch_wanted = Signal(object)
    """The coder wants to watch an event."""

    def __init__(self, session: CodingSession) -> None:
        super().__init__()
        codebook, scheme = session.codebook, session.codebook.classification
        self.ratings = RatingsPanel(session) if codebook.scales else None
        self.classification = ClassificationPanel(session, scheme) if scheme is not None else None
        if self.ratings is not None:
            self.ratings.counted.connect(lambda text: self.said.emit(RATINGS, text))
            self.ratings.left.connect(self.left)
        if self.classification is not None:
            self.classification.told.connect(lambda text: self.said.emit(CLASS, text))
            self.classification.left.connect(self.left)
            self.classification.watch_wanted.connect(self.watch_wanted)

    def pages(self) -> list[tuple[str, RatingsPanel | ClassificationPanel]]:
        """Return the forms with the names of their tabs."""
        found = ((RATINGS, self.ratings), (CLASS, self.classification))
        return [(name, form) for name, form in found if form is not None]

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what shows the forms, by the ids of the actions."""
        shown: dict[str, Callable[[], object]] = {}
        if self.ratings is not None:
            shown["show_ratings"] = self._open_ratings
        if self.classification is not None:
            shown["show_classification"] = self._open_classification
        return shown

    @property
    def begun_class(self) -> str:
        """The class that is half chosen: it is not kept yet."""
        return self.classification.begun if self.classification is not None else ""

    def say_now(self) -> None:
        """Tell how far both are."""
        for _, form in self.pages():
            form.show_now()

    def show_cell(self, cell: Cell | None) -> None:
        """Show a cell of the ratings; without one, the classification."""
        if cell is None:
            self._open_classification()
        elif self.ratings is not None:
            self.ratings.choose(cell)
            self._open_ratings()

    def _open_ratings(self) -> None:
        if self.ratings is not None:
            self.wanted.emit(RATINGS)
            self.ratings.take_keyboard()

    def _open_classification(self) -> None:
        if self.classification is not None:
            self.wanted.emit(CLASS)
            self.classification.take_keyboard()
