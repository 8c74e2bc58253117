"""Has the study looked through in the background, and hands on what is found while it is found."""

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.study import Study
from ui.study.overview import Overview, SessionRow, Survey
from ui.study.session_table import SessionTable
from ui.tasks import Reads, Wishes

_LABEL = "Looking through the study"


class Surveying(QObject):
    """Looks through one study at a time; asked again, it reads what has changed.

    Args:
        table: shows what is found; what can be seen of it is read first.
        reads: those of the program.
    """

    outlined = Signal(object, object, object)
    """It is known which sessions there are: the Study, the Survey with what is seen of it, and an Overview."""
    ended = Signal()
    """All of it is known."""
    told = Signal(list)
    """More is known of some sessions: their SessionRows."""

    def __init__(self, table: SessionTable, reads: Reads) -> None:
        super().__init__(table)
        self._table, self._wishes = table, Wishes(reads)
        self._study: Study | None = None
        self._survey: Survey | None = None
        table.verticalScrollBar().valueChanged.connect(lambda _value: self._point())
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._point)
        table.arranged.connect(self._soon.start)

    def run(self, study: Study, person: str) -> None:
        """Look through a study, as a person sees it."""
        before = self._table.sessions.overview if study is self._study else None
        self._study, self._survey = study, Survey(study, before, person)
        survey = self._survey
        task = self._wishes.run(_LABEL, survey.run, lambda _none: self._end(study, survey))
        task.progressed.connect(lambda _share: self._take(study, survey))

    def stop(self) -> None:
        """Look through nothing any more."""
        self._wishes.drop_all()
        self._study = self._survey = None

    def _take(self, study: Study, survey: Survey) -> None:
        if survey is not self._survey:
            return
        rows: list[SessionRow] = []
        for found in survey.taken():
            if isinstance(found, Overview):
                self.outlined.emit(study, survey, found)
            else:
                rows.append(found)
        if rows:
            self.told.emit(rows)

    def _end(self, study: Study, survey: Survey) -> None:
        self._take(study, survey)
        if survey is self._survey:
            self._table.arrange()
            self.ended.emit()

    def _point(self) -> None:
        if self._survey is not None:
            self._survey.in_sight = self._table.in_sight
