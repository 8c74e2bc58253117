"""Ratings and classification: the forms in which a coder judges."""
