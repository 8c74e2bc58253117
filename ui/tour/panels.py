"""The part of the tour that looks at every panel of the Code workspace, for the user guide."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from annotator.model.items import Cell
from ui.coding.side_panels import SidePanels
from ui.program import Program

PANELS = ("Events", "Episodes", "Checks", "History", "Setup")


class Hand(Protocol):
    """What the tour does for people."""

    def press(self, key: Qt.Key) -> None:
        """Press a key on the window."""

    def picture(self, name: str, of: QWidget | None = None) -> None:
        """Take a picture of the window, or of a part of it."""

    def keep(self, name: str, picture: QImage) -> None:
        """Write a picture down."""

    def wait(self, condition: Callable[[], bool], what: str) -> None:
        """Let the window work until it is so."""


def picture_panels(program: Program, hand: Hand) -> None:
    """Take a picture of each panel, of the segment pass and of the interval pass; a coding is open."""
    panels = program.code_workspace.panels
    assert panels is not None, "a coding is open"
    for name in PANELS:
        show_panel(panels.side, name)
        if name == "Episodes":
            panels.side.episodes.choose("4")
        hand.picture(f"panel-{name.lower()}", panels.side)
    show_panel(panels.side, "Events")
    for key, name in ((Qt.Key.Key_F3, "segment-pass"), (Qt.Key.Key_F4, "interval-pass")):
        hand.press(key)
        hand.picture(name)
        hand.press(key)


def picture_forms(program: Program, hand: Hand) -> None:
    """Take pictures of the ratings, in both themes, and of the classification; a coding is open."""
    panels = program.code_workspace.panels
    assert panels is not None, "a coding is open"
    forms = panels.side.forms
    forms.show_cell(Cell("proximity_seeking", "5", "caregiver"))
    hand.picture("ratings")
    program.window.set_theme("light")
    hand.picture("ratings-light")
    program.window.set_theme("dark")
    forms.show_cell(None)
    hand.picture("classification")
    panels.side.tabs.setCurrentIndex(0)


def picture_settings(program: Program, hand: Hand) -> None:
    """Take a picture of the settings of the study."""
    program.actions["study_settings"].trigger()
    hand.picture("study-settings")
    program.study_workspace.settings_form.cancelled.emit()
    hand.wait(lambda: not program.reads.running, "the study")


def show_panel(side: SidePanels, name: str) -> None:
    """Show a tab; its name may be followed by a number."""
    names = [side.tabs.tabText(at) for at in range(side.tabs.count())]
    side.tabs.setCurrentIndex(next(at for at, one in enumerate(names) if one.startswith(name)))
