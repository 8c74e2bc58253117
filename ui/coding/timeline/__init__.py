"""Episodes, sound and codes on one time axis, to watch and to change with the mouse."""

from ui.coding.timeline.scene import Scene
from ui.coding.timeline.timeline import ZOOM_STEP, Timeline
from ui.coding.timeline.track_actions import meant_code, remember_tracks, track_handlers

__all__ = ["ZOOM_STEP", "Scene", "Timeline", "meant_code", "remember_tracks", "track_handlers"]
