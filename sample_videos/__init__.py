"""Drawn recordings of a Strange Situation whose truth is known, and odd clips that test the player."""

from sample_videos.sample import draw_sample

__all__ = ["draw_sample"]
