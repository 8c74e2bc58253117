"""The form for a new study: its name, its folder, its codebook."""

import re
import unicodedata
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from annotator.errors import UserError
from annotator.model.codebook import Codebook
from annotator.model.codebook.file import codebook_text, parse_codebook, shipped_codebooks
from annotator.study import create_study
from ui.file_dialogs import Ask
from ui.messages import FORM, Messages
from ui.tasks import Reads, Saves
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.forms import FormPage, form_grid
from ui.widgets.parts import button, column, label, name_field, row

_USUAL = "strange_situation"
"""The codebook that stands first."""


class NewStudyForm(QWidget):
    """Makes a study and says where."""

    made = Signal(Path)
    cancelled = Signal()

    def __init__(self, messages: Messages, reads: Reads, saves: Saves, ask: Ask) -> None:
        super().__init__()
        self._messages, self._reads, self._saves, self._ask = messages, reads, saves, ask
        self._name, self._folder, self._codebook = QLineEdit(), QLineEdit(), ChoiceBox()
        self._about = label("", "dim", wrap=True)
        self._texts: list[str] = []
        self._folder_is_own = False
        name_field(self._name, "Name of the study")
        name_field(self._folder, "Folder of the study")
        name_field(self._codebook, "Codebook")
        self._name.textChanged.connect(self._suggest_folder)
        self._folder.textEdited.connect(self._keep_folder)
        self._codebook.currentIndexChanged.connect(self._describe)
        for field in (self._name, self._folder):
            field.returnPressed.connect(self.make)
        self._page = FormPage("New study", self._fields(), "Create study", self.make, self.cancelled.emit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._page)

    def begin(self) -> None:
        """Show an empty form."""
        self._folder_is_own = False
        self._codebook.clear()
        self._texts.clear()
        shipped = shipped_codebooks()
        for name in sorted(shipped, key=lambda one: (one != _USUAL, one)):
            self._offer(parse_codebook(shipped[name], name), shipped[name])
        self._name.setText("")
        self._suggest_folder()
        self._name.setFocus()

    def make(self) -> None:
        """Make the study, or say why it cannot be."""
        self._messages.end(FORM)
        name = self._name.text().strip()
        if not name:
            self._refuse(UserError("The study has no name yet.", "Type one: it is shown at the top."))
            self._name.setFocus()
            return
        folder, text = Path(self._folder.text()).expanduser(), self._texts[self._codebook.currentIndex()]
        self._page.do_button.setEnabled(False)
        task = self._saves.run(
            "Making the study",
            lambda _progress: create_study(folder, name, text),
            lambda _study: self.made.emit(folder),
            self._refuse,
        )
        task.ended.connect(lambda: self._page.do_button.setEnabled(True))

    def _refuse(self, problem: UserError) -> None:
        self._messages.tell(problem, FORM)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Escape cancel, and Enter make the study wherever the keyboard is."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.make()
        else:
            super().keyPressEvent(event)

    def _fields(self) -> QVBoxLayout:
        folder = row(self._folder, button("Choose…", self._choose_folder))
        codebook = column(row(self._codebook, button("From a file…", self._choose_codebook)), self._about, spacing=6)
        self._codebook.setSizePolicy(self._name.sizePolicy())
        self._about.setMinimumHeight(48)
        self._about.setAlignment(Qt.AlignmentFlag.AlignTop)
        return column(
            form_grid(
                ("Name", "Shown at the top of the window", self._name),
                ("Folder", "A new or empty folder", folder),
                ("Codebook", "The study keeps its own copy", codebook),
            )
        )

    def _offer(self, codebook: Codebook, text: str) -> None:
        self._texts.append(text)
        self._codebook.addItem(f"{codebook.name} {codebook.version}", codebook.description)
        self._describe()

    def _describe(self) -> None:
        self._about.setText(self._codebook.currentData() or "")

    def _suggest_folder(self) -> None:
        if self._folder_is_own:
            return
        plain = unicodedata.normalize("NFKD", self._name.text().lower()).encode("ascii", "ignore").decode()
        slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "my-study"
        self._folder.setText(str(documents() / slug))

    def _keep_folder(self) -> None:
        self._folder_is_own = True

    def _choose_folder(self) -> None:
        folder = self._ask.folder(self, "Folder of the study", documents())
        if folder is not None:
            self._keep_folder()
            self._folder.setText(str(folder))

    def _choose_codebook(self) -> None:
        file = self._ask.file(self, "Codebook", documents(), "Codebooks (*.toml)")
        if file is None:
            return
        self._reads.run("Reading the codebook", lambda _progress: _read(file), lambda read: self._choose(*read))

    def _choose(self, codebook: Codebook, text: str) -> None:
        self._offer(codebook, text)
        self._codebook.setCurrentIndex(self._codebook.count() - 1)


def _read(file: Path) -> tuple[Codebook, str]:
    text = codebook_text(str(file))
    return parse_codebook(text, file.name), text


def documents() -> Path:
    """Return where people keep their documents."""
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
