"""The form for how this computer backs codings up by itself: whether, how many, and where."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from annotator.study.backups import BackupSettings, backup_settings, save_backup_settings
from ui.file_dialogs import Ask
from ui.messages import Messages
from ui.tasks import Reads, Saves
from ui.widgets.forms import FormPage, form_grid
from ui.widgets.number_field import NumberField
from ui.widgets.parts import button, column, label, name_field, on_escape, row


class BackupsForm(QWidget):
    """Shows how backups are made, and keeps what is chosen on this computer."""

    kept = Signal()
    cancelled = Signal()

    def __init__(self, messages: Messages, reads: Reads, saves: Saves, ask: Ask) -> None:
        super().__init__()
        on_escape(self, self.cancelled.emit)
        self._messages, self._reads, self._saves, self._ask = messages, reads, saves, ask
        self._folder = ""
        self.on = QCheckBox("Back up a coding whenever it is opened or closed")
        name_field(self.on, "Back up codings")
        self.versions = NumberField("Backups of a coding", "backups", 1, 1000)
        self.versions.returnPressed.connect(self.keep)
        self.place = label("", wrap=True)
        self._page = FormPage("Backups", self._fields(), "Save settings", self.keep, self.cancelled.emit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._page)

    def begin(self) -> None:
        """Show how backups are made now."""
        self._reads.run("Reading the settings of backups", lambda _progress: backup_settings(), self._show)
        self.on.setFocus()

    def keep(self) -> None:
        """Save the settings, or say which value cannot be."""
        if not self.versions.check():
            self.versions.setFocus()
            return
        said = BackupSettings(on=self.on.isChecked(), versions=round(self.versions.value or 1), folder=self._folder)
        self._saves.run(
            "Saving settings", lambda _progress: save_backup_settings(said), lambda _none: self._tell_kept()
        )

    def _show(self, settings: BackupSettings) -> None:
        self.on.setChecked(settings.on)
        self.versions.show_value(settings.versions)
        self._show_folder(settings.folder)

    def _show_folder(self, folder: str) -> None:
        self._folder = folder
        self.place.setText(folder or "The program's own folder on this computer")

    def _choose(self) -> None:
        folder = self._ask.folder(self, "Keep backups in", Path(self._folder or Path.home()))
        if folder is not None:
            self._show_folder(str(folder))

    def _tell_kept(self) -> None:
        self._messages.done("The settings of backups were saved.", "They apply to all studies on this computer.")
        self.kept.emit()

    def _fields(self) -> QVBoxLayout:
        about = (
            "Backups lie outside the study, so that they outlive a damaged disk or a sync tool. They hold what coders "
            "wrote, comments too. Versions and backups… beside a coding puts one back."
        )
        places = row(
            button("Choose…", self._choose, tip="Another folder, for example on another disk"),
            button("Program's own folder", lambda: self._show_folder(""), "quiet"),
            None,
        )
        return column(
            label(about, "dim", wrap=True),
            6,
            form_grid(
                ("Automatic backups", "On this computer, for all studies", self.on),
                ("How many", "1 to 1000 of each coding; the oldest goes first", self.versions.with_complaint()),
                ("Where", "Backups made before stay where they are", column(self.place, places, spacing=6)),
            ),
        )
