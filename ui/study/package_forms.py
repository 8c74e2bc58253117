"""The forms of packages: what a coder is given, and the passphrase of a file."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from annotator.study import Study
from annotator.study.gold import golds
from annotator.study.sealed import SHORTEST
from ui.messages import Messages
from ui.tasks import Reads
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.forms import Choices, FormPage, form_grid
from ui.widgets.parts import column, label, name_field

_TWO = "The two passphrases differ."


class Passphrase(QWidget):
    """A passphrase typed twice, or once where a file has one already."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = QLineEdit(), QLineEdit()
        for field, name, hint in (
            (self.first, "Passphrase", "Passphrase"),
            (self.second, "Passphrase once more", "Once more"),
        ):
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setPlaceholderText(hint)
            name_field(field, name)
        layout = column(self.first, self.second, spacing=6)
        self.setLayout(layout)
        self.setFocusProxy(self.first)

    def begin(self, *, twice: bool) -> None:
        """Ask anew."""
        self.second.setVisible(twice)
        for field in (self.first, self.second):
            field.clear()

    def problem(self) -> str:
        """Return what is wrong with what was typed, "" if nothing is; nothing typed is no passphrase."""
        typed = self.first.text()
        if self.second.isHidden():
            return "" if typed else "No passphrase was typed."
        if typed != self.second.text():
            return _TWO
        return f"The passphrase is shorter than {SHORTEST} characters." if 0 < len(typed) < SHORTEST else ""


class _Form(QWidget):
    cancelled = Signal()

    def __init__(self, messages: Messages) -> None:
        super().__init__()
        self._messages = messages
        self.passphrase = Passphrase()
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(0, 0, 0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter go on, and Escape cancel."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go()
        else:
            super().keyPressEvent(event)

    def go(self) -> None:
        """Do what the form is for, or say what is in the way."""

    def _is_fine(self) -> bool:
        if problem := self.passphrase.problem():
            self._messages.note(problem, "Type it once more.")
            self.passphrase.setFocus()
        return not problem


class PackageForm(_Form):
    """Asks for whom a package is, and what goes along."""

    wanted = Signal(tuple, object, bool, str)
    """A package is to be made: the coders, ids of sessions (None: those of the plan, or all), whether recordings are
    copied, and the passphrase."""

    def __init__(self, messages: Messages, reads: Reads) -> None:
        super().__init__(messages)
        self._reads = reads
        self._study: Study | None = None
        self.coders, self.sessions = Choices("Coders"), ChoiceBox()
        name_field(self.sessions, "Sessions")
        self.copies = QCheckBox("Copies of the recordings")
        self._page = FormPage("Pack for a coder", self._fields(), "Choose a file…", self.go, self.cancelled.emit)
        self._whole.addWidget(self._page)

    def begin(self, study: Study, coder: str, session_id: str) -> None:
        """Offer what this study has, with this coder ticked."""
        self._study = study
        self.coders.offer([(one, one) for one in study.coders], [coder])
        self.sessions.clear()
        self.sessions.addItem("Those of the plan; all, where there is no plan", None)
        if session_id:
            self.sessions.addItem(f"Only the chosen one, {session_id}", (session_id,))
        self.copies.setChecked(False)
        self.passphrase.begin(twice=True)
        self._reads.run(
            "Looking for gold standards", lambda _progress: tuple(one.session for one in golds(study)), self._offer_gold
        )
        self.sessions.setFocus()

    def go(self) -> None:
        """Ask for the package."""
        if not self.coders.chosen:
            self._messages.note("Nobody is ticked.", "Tick the coder whom the package is for.")
        elif self._is_fine():
            passphrase = self.passphrase.first.text()
            sessions = self.sessions.currentData()
            self.wanted.emit(
                self.coders.chosen, None if sessions is None else list(sessions), self.copies.isChecked(), passphrase
            )

    def _offer_gold(self, sessions: tuple[str, ...]) -> None:
        if sessions:
            text = f"For training: those with a gold standard, which stays here ({len(sessions)})"
            self.sessions.addItem(text, sessions)

    def _fields(self) -> QVBoxLayout:
        about = (
            "One file with the codebook, the sessions and the coder's own codings. What others coded, gold standards, "
            "notes, and what is marked blind or private stay here. The work comes back by File > Packages."
        )
        return column(
            label(about, "dim", wrap=True),
            6,
            form_grid(
                ("For", "Who shares a package sees what the others in it have coded", self.coders),
                ("Sessions", "Which of them", self.sessions),
                ("Along with them", "Else they are found by their content, wherever they lie", self.copies),
                (
                    "Passphrase",
                    f"Nobody can open the file without it, or recover it. At least {SHORTEST} characters, sent by "
                    "another way than the file. Empty: none",
                    self.passphrase,
                ),
            ),
            spacing=14,
        )


class PassphraseForm(_Form):
    """Asks for the passphrase of a file, and hands it on."""

    def __init__(self, messages: Messages) -> None:
        super().__init__(messages)
        self._then: Callable[[str], object] = lambda _passphrase: None
        self.about = label("", "dim", wrap=True)
        fields = column(
            self.about, 6, form_grid(("Passphrase", "Large and small letters differ", self.passphrase)), spacing=14
        )
        self._page = FormPage("Passphrase", fields, "Go on", self.go, self.cancelled.emit)
        self._whole.addWidget(self._page)

    def ask(self, about: str, then: Callable[[str], object], *, twice: bool) -> None:
        """Ask, and tell what was typed; twice is for a new file, which may have none."""
        self._then = then
        self.about.setText(about)
        self.passphrase.begin(twice=twice)
        self.passphrase.setFocus()

    def go(self) -> None:
        """Hand the passphrase on."""
        if self._is_fine():
            self._then(self.passphrase.first.text())
