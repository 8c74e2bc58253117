"""How long work tells how far it is."""

from collections.abc import Callable

Progress = Callable[[float], None]
"""Told the share done, 0 to 1; it may raise to stop the work, as it does once the user has cancelled."""
