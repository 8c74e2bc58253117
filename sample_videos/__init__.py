"""Drawn recordings of a Strange Situation whose truth is known, and odd clips that test the player."""

import os

from sample_videos.sample import draw_sample

# OpenCV points Qt to plugins and fonts of its own when it is imported; a window in the same process needs Qt's.
os.environ.pop("QT_QPA_PLATFORM_PLUGIN_PATH", None)
os.environ.pop("QT_QPA_FONTDIR", None)

__all__ = ["draw_sample"]
