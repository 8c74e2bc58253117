"""The strip below the pictures while a camera is aligned: how far it is, the keys, the search, and the two ways out."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QSizePolicy

from ui.actions import Actions, shown_key
from ui.coding.aligning import Aligning
from ui.widgets.parts import action_button, button, column, label, row

_FIND, _STOP = "Find by sound", "Stop searching"


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
        self._find = action_button(actions, "align_by_sound", _FIND)
        self._find.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._found = label(wrap=True)
        leave = button("Cancel (Esc)", aligning.leave, tip="The camera keeps the offset it had")
        keep = button("Keep (Enter)", aligning.keep, "primary")
        first = row(self._words, None, self._find, leave, keep, spacing=14)
        self.setLayout(column(first, keys, self._found, spacing=6, margins=(12, 8, 12, 8)))
        # It must not push the codes aside when it appears.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        aligning.changed.connect(self.show_offset)
        aligning.sound.changed.connect(self.show_found)
        self.show_offset()
        self.show_found()

    @property
    def text(self) -> str:
        """What it says; "" while it is hidden."""
        return "" if self.isHidden() else self._words.text()

    @property
    def found(self) -> str:
        """What it says of the sound; "" while it says nothing."""
        return "" if self.isHidden() else self._found.text()

    def show_found(self) -> None:
        """Show how far the search by sound is, or what it found."""
        sound = self._aligning.sound
        self._found.setText(sound.words)
        self._found.setVisible(bool(sound.words))
        self._find.setText(_STOP if sound.is_searching else _FIND)

    def show_offset(self) -> None:
        """Show how far the camera is, or nothing."""
        self._words.setText(self._aligning.words)
        self.setVisible(self._aligning.is_on)
