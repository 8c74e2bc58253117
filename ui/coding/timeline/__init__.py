"""Episodes, sound and codes on one time axis, to look at and to change by mouse."""

from ui.coding.timeline.timeline import ZOOM_STEP, Timeline

__all__ = ["ZOOM_STEP", "Timeline"]
