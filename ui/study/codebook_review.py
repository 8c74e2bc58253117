"""The page on what changes of the codebook mean for each coding; a lead ticks off what was reviewed."""

from functools import cached_property

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QStackedWidget

from annotator.study import Study
from annotator.study.codebook_review import (
    CodingReview,
    codebook_review,
    joined,
    review_line,
    review_state,
    take_tick_back,
    tick,
)
from annotator.text import DASH, count
from ui.actions import Actions
from ui.settings import PERSON, Settings
from ui.study.rows_page import RowsPage
from ui.tasks import Reads, Saves
from ui.widgets.tables import OwnKeys

_LINES = 4
_ABOUT = (
    "Codings that were begun with an earlier codebook, or that a change has taken along. What they say of which the "
    "codebook says something else now is for you to judge: Enter opens a coding."
)


class CodebookReview(QObject):
    """Lists codings, those to review first.

    Args:
        pages: where its page is shown; it is made when it is first wanted.
        actions: the table of actions.
        settings: says who works here.
        reads: runs what changes nothing.
        saves: runs what does.
    """

    left = Signal()
    """The page was left: the study is to be shown again."""
    coding_requested = Signal(str, str)
    """A coding is to be opened: session id, id of the coding."""

    def __init__(self, pages: QStackedWidget, actions: Actions, settings: Settings, reads: Reads, saves: Saves) -> None:
        super().__init__(pages)
        self._pages, self._actions, self._settings = pages, actions, settings
        self._reads, self._saves = reads, saves
        self._study: Study | None = None
        self._found: list[CodingReview] = []
        actions.bind("review_codings", self._begin)

    @cached_property
    def page(self) -> RowsPage:
        """The codings."""
        made = RowsPage(
            "After changes of the codebook",
            _ABOUT,
            [
                ("Session", 100),
                ("Coder", 80),
                ("Begun with", 90),
                ("Touched", 0),
                ("Taken along", 0),
                ("To look at", 0),
                ("Review", 190),
            ],
            buttons=[("Reviewed", self._tick), ("To review after all", self._take_back)],
        )
        OwnKeys(made.table, confirmed=self._open_coding)
        made.table.doubleClicked.connect(lambda _: self._open_coding())
        made.table.selectionModel().currentRowChanged.connect(lambda *_: self._tell())
        made.count.setWordWrap(True)
        made.count.setFixedHeight(_LINES * made.count.fontMetrics().lineSpacing())
        made.count.setAlignment(Qt.AlignmentFlag.AlignTop)
        made.left.connect(self.left)
        self._pages.addWidget(made)
        return made

    def open(self, study: Study | None) -> None:
        """Look at this study from now on, or at none."""
        self._study = study
        self._actions.switch("review_codings", on=study is not None)

    def _begin(self) -> None:
        self._actions["show_study"].trigger()
        self._pages.setCurrentWidget(self.page)
        self.page.table.setFocus()
        self._look()

    def _look(self) -> None:
        study = self._study
        if study is not None:
            self._reads.run(
                "Looking through all codings",
                lambda progress: codebook_review(study, progress),
                lambda found: self._show(study, found),
            )

    def _show(self, study: Study, found: tuple[CodingReview, ...]) -> None:
        if study is not self._study:
            return
        chosen = self._chosen
        self._found = sorted(found, key=lambda one: (not one.needs_a_look, one.session, one.coder))
        rows = [
            (
                *(one.session, one.coder, one.version or "not kept"),
                *(joined(part) or DASH for part in (one.touched, one.migrated, one.look)),
                review_state(one),
            )
            for one in self._found
        ]
        self.page.show_rows(rows, "Every coding was made with the codebook in use.")
        was = None if chosen is None else (chosen.session, chosen.coder)
        places = [number for number, one in enumerate(self._found) if (one.session, one.coder) == was]
        if rows:
            self.page.table.selectRow(places[0] if places else 0)

    def _tell(self) -> None:
        """Say in full below the table what stands in its row, for which its columns may be too narrow."""
        one, waiting = self._chosen, sum(each.needs_a_look for each in self._found)
        if one is not None:
            self.page.count.setText(f"{count(len(self._found), 'coding')}, {waiting} to review. {review_line(one)}.")

    @property
    def _chosen(self) -> CodingReview | None:
        row = self.page.table.currentIndex().row()
        return self._found[row] if 0 <= row < len(self._found) else None

    def _open_coding(self) -> None:
        if self._chosen is not None:
            self.coding_requested.emit(self._chosen.session, self._chosen.coder)

    def _tick(self) -> None:
        study, one, person = self._study, self._chosen, self._settings.get(PERSON)
        if study is not None and one is not None:
            self._saves.run(
                "Writing down what was reviewed",
                lambda _progress: tick(study, one.session, one.coder, person),
                lambda _none: self._look(),
            )

    def _take_back(self) -> None:
        study, one, person = self._study, self._chosen, self._settings.get(PERSON)
        if study is not None and one is not None:
            self._saves.run(
                "Writing down what is to be reviewed",
                lambda _progress: take_tick_back(study, one.session, one.coder, person),
                lambda _none: self._look(),
            )
