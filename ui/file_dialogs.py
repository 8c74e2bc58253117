"""Asking for files and folders. Tests answer in its place."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


class Ask:
    """The system's file dialogs; each returns nothing if the user cancels."""

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
