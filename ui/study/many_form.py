"""Many recordings at once: added to the study as their names say, or found again; both are shown before."""

from collections import deque
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QHeaderView, QLineEdit, QProgressBar, QTableWidget, QTableWidgetItem, QWidget

from annotator.errors import UserError
from annotator.progress import Progress
from annotator.study import Study
from annotator.study.many_recordings import Plan, add_planned, plan_for, read_through, recordings_in
from annotator.study.name_pattern import suggested
from annotator.study.relinking import Missing, link_again, look_below
from annotator.text import count
from ui.file_dialogs import Ask
from ui.messages import FORM, Messages
from ui.study.new_study import documents
from ui.tasks import Read, Reads, Saves, Wishes
from ui.theme import current_theme
from ui.widgets.parts import button, column, label, line, name_field, panel, row
from ui.widgets.tables import make_quiet

_TYPING_MS = 250
_PATTERN = "{session} has to be in it, {camera} may be; {date}, any other {word} and * are passed over"
_PLANNING, _READING, _LOOKING = "Looking at the names", "Reading the recordings", "Looking for recordings"

Line = tuple[str, str, str, str, bool]
"""File, session, camera, what becomes of it, and whether that is a problem."""


class ManyForm(QWidget):
    """A preview and what is done with it. Adding and finding again use the same page, one at a time.

    Args:
        messages, reads, saves, ask: those of the program.
    """

    changed = Signal()
    """Sessions were added or changed."""
    session_changing = Signal(str)
    """The recordings of a session are about to be others: its id."""
    left = Signal()

    def __init__(self, messages: Messages, reads: Reads, saves: Saves, ask: Ask) -> None:
        super().__init__()
        self._messages, self._saves, self._ask, self._wishes = messages, saves, ask, Wishes(reads)
        self._study: Study | None = None
        self._folder, self._files = Path(), list[Path]()
        self._sessions: Sequence[str] | None = None
        self._plan: Plan | None = None
        self._missing: tuple[Missing, ...] = ()
        self._task: Read | None = None
        self._head, self._where, self.said = label("", "hero"), label("", "dim"), label("", "dim", wrap=True)
        self.pattern = QLineEdit()
        name_field(self.pattern, "Pattern of file names")
        self.pattern.setToolTip(_PATTERN)
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._typing.timeout.connect(self._make_plan)
        self.pattern.textEdited.connect(lambda _text: self._typing.start())
        self._pattern_row = QWidget()
        names = row(label("Names are", "dim"), self.pattern, label(_PATTERN, "dim"), spacing=10)
        self.pattern.setMinimumWidth(260)
        names.setStretch(2, 1)
        self._pattern_row.setLayout(names)
        self.table = QTableWidget(0, 4)
        make_quiet(self.table)
        self.table.setAccessibleName("What becomes of each file")
        self.table.verticalHeader().setDefaultSectionSize(26)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.share = QProgressBar()
        self.share.setRange(0, 1000)
        self.share.setTextVisible(False)
        self.do_button = button("", self._do, "primary")
        self.do_button.hide()  # it says what it does once that is known
        self.cancel_button = button("Cancel", self.cancel)
        choose = button("Other folder…", self._choose_again)
        head = row(self._head, None, choose)
        foot = row(self.said, self.share, self.cancel_button, self.do_button, spacing=10)
        foot.setStretch(0, 1)
        parts = column(
            head, self._where, line(), self._pattern_row, self.table, foot, spacing=10, margins=(24, 20, 24, 16)
        )
        self.setLayout(column(panel(parts)))

    def begin_adding(self, study: Study, folder: Path | None = None) -> bool:
        """Ask for a folder and show what would be added; say whether one was chosen."""
        self._sessions = None
        return self._begin(study, folder, "Add many sessions", is_adding=True)

    def begin_finding(self, study: Study, sessions: Sequence[str] | None) -> bool:
        """Ask for a folder and show what is found there of the recordings that are missing."""
        self._sessions = sessions
        return self._begin(study, None, "Find missing recordings", is_adding=False)

    def cancel(self) -> None:
        """Stop what is under way, or leave."""
        if self._task is not None and not self._task.has_ended:
            self._task.cancel()
            self.said.setText("Stopped. What was added stays." if self._is_adding else "Stopped.")
            self._set_busy(None)
        else:
            self._wishes.drop_all()
            self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter go on, and Escape stop or leave."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancel()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.do_button.isEnabled():
            self._do()
        else:
            super().keyPressEvent(event)

    def _begin(self, study: Study, folder: Path | None, title: str, *, is_adding: bool) -> bool:
        self._study, self._is_adding = study, is_adding
        self._head.setText(title)
        self._pattern_row.setVisible(is_adding)
        last = ("Then",) if is_adding else ("Found",)
        self.table.setHorizontalHeaderLabels(["File", "Session", "Camera", *last])
        chosen = folder or self._ask.folder(self, f"{title}: the folder that holds the recordings", documents())
        if chosen is None:
            return False
        self._look_at(chosen)
        return True

    def _choose_again(self) -> None:
        chosen = self._ask.folder(self, "The folder that holds the recordings", self._folder)
        if chosen is not None:
            self._look_at(chosen)

    def _look_at(self, folder: Path) -> None:
        study, sessions = self._study, self._sessions
        self._messages.end(FORM)
        self._folder, self._plan, self._missing = folder, None, ()
        self._where.setText(str(folder))
        self._show_lines([], "Looking…", "", can_go=False)
        if study is None:
            return
        if self._is_adding:
            self._wishes.run(_PLANNING, lambda _progress: recordings_in(folder), self._take_files, self._refuse)
        else:
            task = self._wishes.run(
                _LOOKING,
                lambda progress: look_below(study, folder, sessions, progress),
                self._show_missing,
                self._refuse,
            )
            self._set_busy(task)

    def _take_files(self, files: list[Path]) -> None:
        self._files = files
        self.pattern.setText(suggested([one.name for one in files]))
        self._make_plan()

    def _make_plan(self) -> None:
        study, files, pattern = self._study, self._files, self.pattern.text()
        self._typing.stop()
        self._messages.end(FORM)
        if study is not None:
            self._wishes.run(_PLANNING, lambda _p: plan_for(study, files, pattern), self._show_plan, self._refuse)

    def _refuse(self, problem: UserError) -> None:
        self._show_lines([], problem.what, "", can_go=False)
        self._messages.tell(problem, FORM)

    def _show_plan(self, plan: Plan) -> None:
        self._plan = plan
        lines = [
            (one.file.name, one.session, one.camera, one.problem or one.fate, bool(one.problem)) for one in plan.files
        ]
        new = len({one.session for one in plan.of("new session")})
        more = len(plan.of("new camera"))
        said = [count(new, "new session"), *([count(more, "new camera")] if more else [])]
        if there := len(plan.of("there already")):
            said.append(f"{there} there already")
        if problems := len(plan.of("problem")):
            said.append(f"{count(problems, 'file')} left out")
        words = f"Add {count(len(plan.sessions), 'session')}"
        self._show_lines(lines, ", ".join(said) + ".", words, can_go=bool(plan.sessions))

    def _show_missing(self, missing: tuple[Missing, ...]) -> None:
        self._missing = tuple(one for one in missing if one.found)
        lines = [
            (
                one.name,
                one.session,
                str(one.camera + 1),
                " + ".join(map(str, one.found)) if one.found else "not below this folder",
                not one.is_whole,
            )
            for one in missing
        ]
        said = f"{len(self._missing)} of {count(len(missing), 'missing recording')} found." if missing else ""
        said = said or "No recording is missing."
        self._show_lines(lines, said, f"Link {len(self._missing)} again", can_go=bool(self._missing))

    def _show_lines(self, lines: Sequence[Line], said: str, do: str, *, can_go: bool) -> None:
        self.table.setRowCount(len(lines))
        for at, (*texts, is_problem) in enumerate(lines):
            for place, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if is_problem:
                    item.setForeground(QColor(current_theme().warning))
                self.table.setItem(at, place, item)
        self.said.setText(said)
        self.do_button.setText(do)
        self.do_button.setVisible(bool(do))
        self.do_button.setEnabled(can_go)
        self._set_busy(None)
        if can_go:
            self.do_button.setFocus()

    def _do(self) -> None:
        if self._is_adding:
            self._add()
        else:
            self._link()

    def _add(self) -> None:
        study, plan = self._study, self._plan
        if study is None or plan is None:
            return
        read = deque[str | UserError]()
        failed: list[UserError] = []

        def follow(_share: float = 1.0) -> None:
            while read:
                one = read.popleft()
                if isinstance(one, UserError):
                    failed.append(one)
                else:
                    self._keep(study, plan, one, failed)

        def end(_none: object) -> None:
            follow()
            self._saves.then(partial(self._tell_added, len(plan.sessions), failed))

        task = self._wishes.run(_READING, lambda progress: _read(study, plan, read, progress), end)
        task.progressed.connect(follow)
        self._set_busy(task)
        self.said.setText("Each session is added once its recordings were read through.")

    def _keep(self, study: Study, plan: Plan, session_id: str, failed: list[UserError]) -> None:
        self.session_changing.emit(session_id)
        self._saves.run(
            f"Adding {session_id}", lambda _p: add_planned(study, plan, session_id), lambda _s: None, failed.append
        )

    def _tell_added(self, sessions: int, failed: list[UserError]) -> None:
        done = count(sessions - len(failed), "session")
        if failed:
            self._messages.warn(f"{done} added; {len(failed)} not.", "\n".join(f"– {one}" for one in failed[:4]))
        else:
            self._messages.done(f"{done} added.")
        self._set_busy(None)
        self.changed.emit()
        self.left.emit()

    def _link(self) -> None:
        study, missing = self._study, self._missing
        if study is None:
            return
        for one in missing:
            self.session_changing.emit(one.session)
        self._saves.run(
            "Linking recordings",
            lambda progress: _link_all(study, missing, progress),
            lambda _none: self._tell_linked(len(missing)),
        )

    def _tell_linked(self, number: int) -> None:
        self._messages.done(f"{count(number, 'recording')} linked again.")
        self.changed.emit()
        self.left.emit()

    def _set_busy(self, task: Read | None) -> None:
        self._task = task
        self.share.setVisible(task is not None)
        self.share.setValue(0)
        self.do_button.setEnabled(task is None and self.do_button.isEnabled())
        if task is not None:
            self.do_button.setEnabled(False)
            task.progressed.connect(lambda share: self.share.setValue(round(1000 * share)))


def _read(study: Study, plan: Plan, read: "deque[str | UserError]", progress: Progress) -> None:
    for one in read_through(study, plan, progress):
        read.append(one)


def _link_all(study: Study, missing: Sequence[Missing], progress: Progress) -> None:
    for done, one in enumerate(missing, start=1):
        link_again(study, one)
        progress(done / len(missing))
