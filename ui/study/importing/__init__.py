"""Bringing in codings of other programs: what their words mean here, what is in doubt, and what it will become."""
