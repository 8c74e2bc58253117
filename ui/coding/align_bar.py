"""The strip below the pictures while a camera is aligned: how far it is, the keys, and the two ways out."""

from PySide6.QtWidgets import QFrame, QSizePolicy

from ui.actions import Actions, shown_key
from ui.coding.aligning import Aligning
from ui.widgets.parts import button, label, row


class AlignBar(QFrame):
    """Shows itself while a camera is aligned."""

    def __init__(self, aligning: Aligning, actions: Actions) -> None:
        super().__init__()
        self._aligning = aligning
        self.setProperty("kind", "panel")
        self.setAccessibleName("Align a camera")
        self._words = label("", "strong")
        frame, second = (actions[f"align_{step}_forward"].shortcut().toString() for step in ("frame", "second"))
        keys = label(f"{shown_key(frame)} and ← a frame, {shown_key(second)} and ↓ 1 s", "dim")
        keys.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        leave = button("Cancel (Esc)", aligning.leave, tip="The camera keeps the offset it had")
        keep = button("Keep (Enter)", aligning.keep, "primary")
        self.setLayout(row(self._words, keys, leave, keep, spacing=14, margins=(12, 8, 12, 8)))
        # It must not push the codes aside when it appears.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        aligning.changed.connect(self.show_offset)
        self.show_offset()

    @property
    def text(self) -> str:
        """What it says; "" while it is hidden."""
        return "" if self.isHidden() else self._words.text()

    def show_offset(self) -> None:
        """Show how far the camera is, or nothing."""
        self._words.setText(self._aligning.words)
        self.setVisible(self._aligning.is_on)
