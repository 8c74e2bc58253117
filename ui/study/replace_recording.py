"""The question before a recording is replaced: what the comparison has found, and whether to do it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from annotator.study.replacing import Replacement


def ask_to_replace(parent: QWidget, found: Replacement, replace: Callable[[], object]) -> None:
    """Show what was found; call replace once the person says so."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setObjectName("replace_recording")
    box.setWindowTitle("Replace recording")
    box.setText(f"Replace the recording of camera {found.camera + 1} of {found.session.id}?")
    box.setInformativeText("\n".join([*found.lines, "Both files stay as they are; the step is kept in audit.jsonl."]))
    button = box.addButton("Replace", QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    button.clicked.connect(lambda: replace())  # noqa: PLW0108 - clicked also says whether it is checked
    box.open()
