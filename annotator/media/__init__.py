"""Recordings: which frame is shown when, exact pictures, sound at any speed, and the player that joins them."""
