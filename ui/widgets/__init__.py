"""Widgets that every workspace shares."""
