"""Asking for files and folders, and what to do where something would be lost. Tests answer in its place.

Each kind of file has the folder in which it was chosen last: recordings lie elsewhere than tables.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from ui.settings import FOLDERS, Settings


def open_folder(folder: Path) -> None:
    """Show a folder in the system's file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def open_file(file: Path) -> None:
    """Show a file in the program that the system has for it, such as a page of HTML in the browser."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))


class Ask:
    """The system's dialogs; each returns nothing if the user cancels. They begin in start if nothing was chosen yet."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def folder(self, over: QWidget, title: str, start: Path) -> Path | None:
        """Ask for a folder."""
        chosen = QFileDialog.getExistingDirectory(over, title, str(self._begin(title, start)))
        return next(iter(self._remember(title, [chosen])), None)

    def file(self, over: QWidget, title: str, start: Path, kinds: str = "") -> Path | None:
        """Ask for one file; kinds is a filter as Qt writes it."""
        chosen, _ = QFileDialog.getOpenFileName(over, title, str(self._begin(kinds, start)), kinds)
        return next(iter(self._remember(kinds, [chosen])), None)

    def files(self, over: QWidget, title: str, start: Path, kinds: str = "") -> list[Path]:
        """Ask for files."""
        chosen, _ = QFileDialog.getOpenFileNames(over, title, str(self._begin(kinds, start)), kinds)
        return self._remember(kinds, chosen)

    def save(self, over: QWidget, title: str, start: Path, kinds: str = "") -> Path | None:
        """Ask where to write a file; start is the folder with a name to begin with."""
        begin = self._begin(kinds, start.parent) / start.name
        chosen, _ = QFileDialog.getSaveFileName(over, title, str(begin), kinds)
        return next(iter(self._remember(kinds, [chosen])), None)

    def choice(self, over: QWidget, what: str, hint: str, choices: Sequence[str]) -> str:
        """Ask which of the choices to take; "" where the user cancels."""
        box = QMessageBox(QMessageBox.Icon.Warning, "", what, QMessageBox.StandardButton.Cancel, over)
        box.setInformativeText(hint)
        buttons = {box.addButton(text, QMessageBox.ButtonRole.ActionRole): text for text in choices}
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        box.exec()
        return next((text for made, text in buttons.items() if made is box.clickedButton()), "")

    def _begin(self, kind: str, start: Path) -> Path:
        """Return the folder to begin in: the last one of this kind, if it is still there."""
        last = Path(self._settings.get(FOLDERS).get(kind, ""))
        return last if last.is_absolute() and last.is_dir() else start

    def _remember(self, kind: str, chosen: Sequence[str]) -> list[Path]:
        """Return what was chosen, and begin there the next time: beside a file or folder, not in it."""
        paths = [Path(one) for one in chosen if one]
        if paths:
            self._settings.put(FOLDERS, self._settings.get(FOLDERS) | {kind: str(paths[0].parent)})
        return paths
