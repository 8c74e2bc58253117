"""Asking for files and folders, and what to do where something would be lost. Tests answer in its place."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget


class Ask:
    """The system's dialogs; each returns nothing if the user cancels."""

    def folder(self, over: QWidget, title: str, start: Path) -> Path | None:
        """Ask for a folder."""
        chosen = QFileDialog.getExistingDirectory(over, title, str(start))
        return Path(chosen) if chosen else None

    def file(self, over: QWidget, title: str, start: Path, kinds: str = "") -> Path | None:
        """Ask for one file; kinds is a filter as Qt writes it."""
        chosen, _ = QFileDialog.getOpenFileName(over, title, str(start), kinds)
        return Path(chosen) if chosen else None

    def files(self, over: QWidget, title: str, start: Path, kinds: str = "") -> list[Path]:
        """Ask for files."""
        chosen, _ = QFileDialog.getOpenFileNames(over, title, str(start), kinds)
        return [Path(one) for one in chosen]

    def save(self, over: QWidget, title: str, start: Path, kinds: str = "") -> Path | None:
        """Ask where to write a file; start is the folder with a name to begin with."""
        chosen, _ = QFileDialog.getSaveFileName(over, title, str(start), kinds)
        return Path(chosen) if chosen else None

    def choice(self, over: QWidget, what: str, hint: str, choices: Sequence[str]) -> str:
        """Ask which of the choices to take; "" where the user cancels."""
        box = QMessageBox(QMessageBox.Icon.Warning, "", what, QMessageBox.StandardButton.Cancel, over)
        box.setInformativeText(hint)
        buttons = {box.addButton(text, QMessageBox.ButtonRole.ActionRole): text for text in choices}
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        box.exec()
        return next((text for made, text in buttons.items() if made is box.clickedButton()), "")
