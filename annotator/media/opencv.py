"""OpenCV, imported in one place: `from annotator.media.opencv import cv2`."""

import os

import cv2

# On Linux, importing cv2 points Qt at cv2's own plug-ins and fonts, which are not those of the window.
os.environ.pop("QT_QPA_PLATFORM_PLUGIN_PATH", None)
os.environ.pop("QT_QPA_FONTDIR", None)

cv2.setNumThreads(1)  # its own threads wait busily for the next picture, in time that the decoder needs

__all__ = ["cv2"]
