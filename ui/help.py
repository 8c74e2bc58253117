"""What the Help menu shows besides the keys: the user guide, what the program is, and where its log lies."""

import platform
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, qVersion
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QDialog, QTextBrowser, QWidget

import ui
from annotator.version import version
from ui.file_dialogs import open_folder
from ui.settings import log_folder
from ui.widgets.parts import button, column, label, row

_GUIDE = "guide.md"
_GUIDE_SIZE = (900, 720)
_EDGE = 28


class _Guide(QTextBrowser):
    """Shows the guide with pictures as wide as the page."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self.setAccessibleName("User guide")
        self.setOpenLinks(False)
        self.document().setDocumentMargin(_EDGE)
        self.setSource(QUrl.fromLocalFile(str(folder / _GUIDE)))

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Show a picture at half its size: of the whole window, it is then as wide as the page."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, name)
        picture = QImage(str(self._folder / QUrl(name).path()))
        return picture.scaledToWidth(picture.width() // 2, Qt.TransformationMode.SmoothTransformation)


def show_guide(parent: QWidget) -> QDialog:
    """Open the user guide in a window beside the program's."""
    dialog = _dialog(parent, "User guide")
    dialog.setLayout(column(_Guide(guide_folder()), margins=(0, 0, 0, 0)))
    dialog.resize(*_GUIDE_SIZE)
    dialog.show()
    return dialog


def show_about(parent: QWidget, title: str) -> QDialog:
    """Say what the program is and which version."""
    dialog = _dialog(parent, f"About {title}")
    words = (
        f"Version {version()}, with Python {platform.python_version()} and Qt {qVersion()}.",
        "It codes recordings of caregiver and infant frame by frame, on this computer only: it uses no network.",
        f"Its log, without names or comments, is in {log_folder()}.",
    )
    close = button("Close", dialog.accept, "primary")
    lines = [label(one, "dim", wrap=True) for one in words]
    dialog.setLayout(column(label(title, "title"), *lines, 8, row(None, close), margins=(24, 20, 24, 18)))
    dialog.setFixedWidth(460)
    dialog.show()
    return dialog


def open_log_folder() -> None:
    """Show the folder of the log in the system's file manager."""
    folder = log_folder()
    folder.mkdir(parents=True, exist_ok=True)
    open_folder(folder)


def guide_folder() -> Path:
    """Return where the user guide lies: in the installed program, or among the documents of a checkout."""
    inside = Path(ui.__file__).parent / "guide"
    return inside if inside.is_dir() else Path(ui.__file__).parents[1] / "docs"


def _dialog(parent: QWidget, title: str) -> QDialog:
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setModal(False)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return dialog
