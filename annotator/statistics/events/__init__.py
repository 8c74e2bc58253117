"""Agreement by event: whether two coders saw the same bouts, however long each was."""
