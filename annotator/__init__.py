"""Annotation of the Strange Situation: what the window shows and a script can do."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from annotator.study import open_study

__all__ = ["open_study"]


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for: pandas and the video libraries take a second."""
    if name in __all__:
        return getattr(import_module("annotator.study"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
