"""Drawn recordings of a Strange Situation whose truth is known, and odd clips that test the player."""
