"""The panel with the picture aids of the camera that is large."""

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QCheckBox, QWidget

from annotator.media.aids import LARGEST_ZOOM
from ui.coding.cameras import Cameras
from ui.coding.popover import NamedSlider, Popover
from ui.widgets.parts import Piece, button, column, label, name_field, row

_MARGINS = (16, 14, 16, 14)


class PicturePopover(Popover):
    """Changes what is seen, at once; the recording is never changed."""

    def __init__(self, cameras: Cameras, parent: QWidget) -> None:
        super().__init__("Picture", parent)
        self._cameras = cameras
        self._title = label("Picture", "heading")
        self._sliders = {
            name: NamedSlider(text, lowest, 100, str, partial(self._set, name))
            for name, text, lowest in (
                ("brightness", "Brightness", -100),
                ("contrast", "Contrast", -100),
                ("dark_room", "Dark room", 0),
            )
        }
        self._zoom = NamedSlider(
            "Zoom", 10, round(LARGEST_ZOOM * 10), lambda tenths: f"{tenths / 10:.1f}×", self._zoom_to
        )
        self._checks = {
            name: self._check(name, text) for name, text in (("mirror", "Mirror"), ("deinterlace", "Deinterlace"))
        }
        self._build()
        cameras.changed.connect(self.show_aids)
        self.show_aids()

    def show_aids(self) -> None:
        """Show what is on."""
        aids, several = self._cameras.aids(self._cameras.large), self._cameras.count > 1
        self._title.setText(f"Picture of camera {self._cameras.large + 1}" if several else "Picture")
        for name, slider in self._sliders.items():
            slider.show_value(getattr(aids, name))
        self._zoom.show_value(round(aids.zoom * 10))
        for name, check in self._checks.items():
            check.blockSignals(True)
            check.setChecked(getattr(aids, name))
            check.blockSignals(False)

    def _build(self) -> None:
        turns = row(
            button("Rotate left", partial(self._turn, -1)),
            button("Rotate right", partial(self._turn, 1)),
            None,
            spacing=8,
        )
        checks = row(*self._checks.values(), None, spacing=18)
        hint = label(
            "Over the picture: scroll to zoom, drag to move, double-click to show all of it.", "dim", wrap=True
        )
        reset = row(None, button("Reset", self._cameras.reset), spacing=8)
        parts: list[Piece] = [self._title, *self._sliders.values(), self._zoom, turns, checks, hint, reset]
        self.setLayout(column(*parts, spacing=10, margins=_MARGINS))

    def _check(self, name: str, text: str) -> QCheckBox:
        check = QCheckBox(text)
        name_field(check, text)
        check.toggled.connect(partial(self._set, name))
        return check

    def _set(self, name: str, value: Any) -> None:
        camera = self._cameras.large
        self._cameras.set_aids(camera, replace(self._cameras.aids(camera), **{name: value}))

    def _zoom_to(self, tenths: int) -> None:
        camera = self._cameras.large
        aids = self._cameras.aids(camera)
        self._cameras.set_aids(camera, aids.zoomed(tenths / 10 / aids.zoom, 0.5, 0.5))

    def _turn(self, turns: int) -> None:
        camera = self._cameras.large
        aids = self._cameras.aids(camera)
        self._cameras.set_aids(camera, replace(aids, turns=(aids.turns + turns) % 4, zoom=1.0, center=(0.5, 0.5)))
