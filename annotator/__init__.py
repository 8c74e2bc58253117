"""Annotation of the Strange Situation: what the window shows and a script can do."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from annotator.exchange.measures_export import measure_frames
    from annotator.exchange.study_export import study_frames
    from annotator.study import open_study

__all__ = ["measure_frames", "open_study", "study_frames"]

_MADE_IN = {
    "measure_frames": "annotator.exchange.measures_export",
    "open_study": "annotator.study",
    "study_frames": "annotator.exchange.study_export",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: pandas and the video libraries take a second."""
    if name in _MADE_IN:
        return getattr(import_module(_MADE_IN[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
